package option

import (
	"math"
	"math/bits"

	"zhiya/valuation/option/internal/elementary"
)

// Simulated paths are kept in blocks, each with its own random numbers and sums, so that the work may be shared among threads
// without changing a bit. Of a path only the present is kept: the paths are made from the end backwards as Brownian bridges, which is
// the order in which the regressions need them, so memory does not grow with the number of steps. Only puts are simulated.

const (
	blockPaths = 688       // so that the lists of a block do not lie at the same place of their pages
	groupPaths = 2 * lanes // paths made from one pair of random numbers a lane
	sumCount   = 11        // of block.sums
	maxLog     = 690.0     // |ln(S/K)| is held below, so that S/K is a number
)

// block is a number of paths at one date. The assembly reads and writes it by offset: see gen/paths.go.
type block struct {
	random [4][lanes]uint64         // the state of a xoshiro256++ generator in each lane
	sums   [sumCount][lanes]float64 // see sum
	log    [blockPaths]float64      // ln(S/K)
	flow   [blockPaths]float64      // cash of the path from this date on, discounted to it, in units of K
	gain   [blockPaths]float64      // what exercise of the put at this date yields, 1 − S/K, in units of K; 0 when it does not pay
	groups int
}

// The sums, over the paths where exercise pays.
const (
	sumOnes  = iota // their number
	sumGain1        // Σ gain, Σ gain², … Σ gain⁶
	sumGain2
	sumGain3
	sumGain4
	sumGain5
	sumGain6
	sumFlow0 // Σ flow, Σ flow·gain, … Σ flow·gain³
	sumFlow1
	sumFlow2
	sumFlow3
)

// move is what happens to a path between two dates: first the holder exercises where gain exceeds the value of waiting, a polynomial
// in gain, and is more than nothing; then the flow is discounted and the logarithm becomes keep·log + shift + spread·z.
type move struct {
	keep, spread, shift, discount float64
	wait                          [4]float64 // coefficients of gain⁰ … gain³
}

// seed starts the generators of a block from the seed of the simulation, the number of its stream and its own number.
func (b *block) seed(seed uint64, stream, number int) {
	x := splitMix(seed)
	x = splitMix(x ^ uint64(stream)<<32 ^ uint64(number))
	for i := range b.random {
		for l := range b.random[i] {
			x += 0x9E3779B97F4A7C15
			b.random[i][l] = mix(x)
		}
	}
}

// splitMix is one step of SplitMix64: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, 2014.
func splitMix(x uint64) uint64 { return mix(x + 0x9E3779B97F4A7C15) }

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// next is the next number of xoshiro256++ 1.0 (D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, 2021).
func (b *block) next(lane int) uint64 {
	s0, s1, s2, s3 := b.random[0][lane], b.random[1][lane], b.random[2][lane], b.random[3][lane]
	out := bits.RotateLeft64(s0+s3, 23) + s0
	t := s1 << 17
	s2 ^= s0
	s3 ^= s1
	b.random[1][lane] = s1 ^ s2
	b.random[0][lane] = s0 ^ s3
	b.random[2][lane] = s2 ^ t
	b.random[3][lane] = bits.RotateLeft64(s3, 45)
	return out
}

// normals are two independent standard normal numbers by the method of Box and Muller. The angle is drawn from −π/4 to π/4; two more
// bits put it into one of the four quarters.
func normals(x, y uint64) (float64, float64) {
	const one = 0x3FF0000000000000
	u := 2 - math.Float64frombits(x>>12|one) // 2⁻⁵² to 1
	radius := math.Sqrt(float64(-2 * elementary.LogNear(u)))
	angle := math.Float64frombits(y>>12|one) - 1.5
	square := float64(angle * angle)
	sin := float64(angle * horner7(square, &elementary.SinTerms))
	cos := horner7(square, &elementary.CosTerms)
	cos = math.Float64frombits(math.Float64bits(cos) ^ y<<63)
	if y&2 != 0 {
		sin, cos = cos, sin
	}
	return float64(radius * cos), float64(radius * sin)
}

func horner7(x float64, c *[7]float64) float64 {
	p := math.FMA(c[6], x, c[5])
	p = math.FMA(p, x, c[4])
	p = math.FMA(p, x, c[3])
	p = math.FMA(p, x, c[2])
	p = math.FMA(p, x, c[1])
	return math.FMA(p, x, c[0])
}

// move takes the paths of the block to the next date and adds to its sums.
func (b *block) move(m *move) {
	if fast.move != nil {
		fast.move(b, m, b.groups)
		return
	}
	for g := range b.groups {
		for lane := range lanes {
			x := b.next(lane)
			z, w := normals(x, b.next(lane))
			b.path(g*groupPaths+lane, lane, z, m)
			b.path(g*groupPaths+lanes+lane, lane, w, m)
		}
	}
}

// path moves one path; z is its normal number.
func (b *block) path(i, lane int, z float64, m *move) {
	gain, flow := b.gain[i], b.flow[i]
	wait := math.FMA(m.wait[3], gain, m.wait[2])
	wait = math.FMA(wait, gain, m.wait[1])
	wait = math.FMA(wait, gain, m.wait[0])
	if gain > wait && gain > 0 {
		flow = gain
	}
	flow = float64(flow * m.discount)
	log := math.FMA(m.spread, z, math.FMA(m.keep, b.log[i], m.shift))
	log = math.Max(-maxLog, math.Min(maxLog, log))
	gain = 1 - elementary.ExpNear(log)
	if !(gain > 0) {
		gain = 0
	}
	b.log[i], b.flow[i], b.gain[i] = log, flow, gain

	s := &b.sums
	if gain > 0 {
		s[sumOnes][lane]++
		s[sumFlow0][lane] += flow
	}
	square := float64(gain * gain)
	cube := float64(square * gain)
	s[sumGain1][lane] += gain
	s[sumGain2][lane] += square
	s[sumGain3][lane] += cube
	s[sumGain4][lane] = math.FMA(square, square, s[sumGain4][lane])
	s[sumGain5][lane] = math.FMA(square, cube, s[sumGain5][lane])
	s[sumGain6][lane] = math.FMA(cube, cube, s[sumGain6][lane])
	s[sumFlow1][lane] = math.FMA(flow, gain, s[sumFlow1][lane])
	s[sumFlow2][lane] = math.FMA(flow, square, s[sumFlow2][lane])
	s[sumFlow3][lane] = math.FMA(flow, cube, s[sumFlow3][lane])
}
