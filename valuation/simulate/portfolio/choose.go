package portfolio

import (
	"math"
	"math/bits"
)

// Percentiles are found by narrowing: the first values show roughly where the three lie, one look at all values keeps those in
// three brackets around them, and the same is repeated on what was kept until it can be sorted by hand. What comes out is exact;
// when a bracket has missed, the values before it was drawn are still there and are searched in another way.

// choice is one look at many values. The assembly reads and writes it by offset: see gen/choose.go.
type choice struct {
	mean      float64
	low, high [3]float64 // brackets, ends included
	_         float64
	squares   [lanes]float64   // Σ (v − mean)²
	atLeast   [3][lanes]uint64 // values not below low; only the sum over lanes counts
	inside    [3][lanes]uint64 // values in the bracket; likewise
}

// take adds the values of in to the counts and the squares, and copies those in any bracket to out, which needs room for all of
// them and 8 more; it returns how many there are. The first value belongs to lane 0. No value is negative.
func (c *choice) take(in, out []float64) int {
	kept, whole := c.takeWhole(in, out)
	return c.portableTake(in[whole:], out, kept)
}

// portableTake goes on with out[kept]. The values are not negative, so they are in the order of their bits and a difference of
// bits has the sign of the difference: counting by that sign takes no branch that a processor could guess wrong.
func (c *choice) portableTake(in, out []float64, kept int) int {
	var low, high [3]int64
	for b := range low {
		low[b], high[b] = int64(math.Float64bits(c.low[b])), int64(math.Float64bits(c.high[b]))
	}
	squares := c.squares
	var atLeast, inside [3]uint64
	for i, v := range in {
		d := v - c.mean
		squares[i%lanes] = math.FMA(d, d, squares[i%lanes])
		bits := int64(math.Float64bits(v))
		chosen := uint64(0)
		for b := range low {
			above := ^uint64(bits-low[b]) >> 63
			within := ^uint64(high[b]-bits) >> 63 & above
			atLeast[b] += above
			inside[b] += within
			chosen |= within
		}
		out[kept] = v
		kept += int(chosen)
	}
	c.squares = squares
	for b := range low {
		c.atLeast[b][0] += atLeast[b]
		c.inside[b][0] += inside[b]
	}
	return kept
}

const (
	fewValues            = 2048       // fewer are searched without brackets
	handful              = 96         // kept values for three percentiles that are no more worth narrowing
	doubts               = 4.5        // standard deviations of a rank that a bracket allows for when a miss costs a look at all values
	laterDoubts          = 3.0        // and when it costs a look at few
	firstBend, laterBend = 0.08, 0.02 // of the values of a bracket from even
)

// percentiles fills P5, P50 and P95 of the values and returns Σ (v − mean)², which says whether all of them are finite.
func (d *desk) percentiles(s *Stats) (squares float64) {
	c := d.choice
	*c = choice{mean: s.Mean}
	n := len(d.values)
	if n >= fewValues && !math.IsInf(s.Mean, 0) && !math.IsNaN(s.Mean) {
		d.pilot.brackets(d.values[:max(1024, min(n/8, 1<<16))], c)
	} else {
		c.low, c.high = [3]float64{1, 1, 1}, [3]float64{} // keeps nothing
	}
	kept := c.take(d.values, d.kept[0])
	squares = acrossLanes(&c.squares)
	if math.IsInf(squares, 0) || math.IsNaN(squares) {
		return squares
	}
	out := [3]*float64{&s.P5, &s.P50, &s.P95}
	found, isSure := c.searches(n)
	if !isSure {
		for i, p := range wanted {
			*out[i] = percentile(d.values, p)
		}
		return squares
	}
	values := d.narrow(d.kept[0][:kept], &found)
	for i, f := range found {
		_, share := rank(n, wanted[i])
		rest := d.rest[:0]
		for _, v := range values {
			if v >= f.low && v <= f.high {
				rest = append(rest, v)
			}
		}
		d.rest = rest
		low, high := neighbours(rest, f.k)
		*out[i] = between(low, high, share)
	}
	return squares
}

// search is where a percentile lies: it takes the values of ranks k and k+1 among the count values in the bracket from low to
// high, ends included; below values of those at hand come before them.
type search struct {
	low, high       float64
	below, k, count int
}

// searches says where the wanted ranks of n values lie in the brackets; not sure when a bracket has missed or two overlap.
func (c *choice) searches(n int) (found [3]search, isSure bool) {
	before := 0
	for i, p := range wanted {
		k, _ := rank(n, p)
		f := search{low: c.low[i], high: c.high[i], below: before, k: k - (n - total(&c.atLeast[i])), count: total(&c.inside[i])}
		if f.k < 0 || f.k+1 >= f.count || i > 0 && c.high[i-1] >= c.low[i] {
			return found, false
		}
		found[i], before = f, before+f.count
	}
	return found, true
}

// narrow looks again and again, with brackets drawn by the known ranks, until a handful of values is left.
func (d *desk) narrow(values []float64, found *[3]search) []float64 {
	bend, free := firstBend, 1
	for turn := 0; turn < 12 && len(values) > handful; turn++ {
		next := d.choice
		*next = choice{}
		for i := range found {
			next.low[i], next.high[i] = found[i].guess(bend)
		}
		bend = laterBend
		kept := next.take(values, d.kept[free])
		isHit := true
		for i := range found {
			below := len(values) - total(&next.atLeast[i])
			switch found[i].learn(next.low[i], next.high[i], below, total(&next.inside[i])) {
			case astride:
				return values
			case outside:
				isHit = false
			}
		}
		if !isHit {
			continue // with brackets that are tighter all the same
		}
		values, free = d.kept[free][:kept], 1-free
		before := 0
		for i := range found {
			found[i].below = before
			before += found[i].count
		}
	}
	return values
}

// guess is the part of the bracket that should hold the ranks if its values lie evenly but for bend, a share of its width.
func (s *search) guess(bend float64) (low, high float64) {
	count := float64(s.count)
	at := float64(s.k+1) / count
	width := s.high - s.low
	middle := s.low + float64(width*at)
	spread := float64(laterDoubts * math.Sqrt(float64(at*(1-at)*count)))
	half := float64(width * ((spread+2)/count + bend))
	return max(s.low, middle-half), min(s.high, middle+half)
}

// What a look has shown of the ranks k and k+1.
const (
	inside = iota
	outside
	astride // one on each side of an end of the bracket
)

// learn takes in that below values are under low, and inside values between low and high.
func (s *search) learn(low, high float64, below, count int) int {
	rank := s.below + s.k
	switch {
	case rank >= below && rank+1 < below+count:
		*s = search{low: low, high: high, below: below, k: rank - below, count: count}
		return inside
	case rank+1 < below:
		s.high, s.count = math.Float64frombits(math.Float64bits(low)-1), below-s.below
	case rank >= below+count:
		passed := below + count - s.below
		s.low = math.Float64frombits(math.Float64bits(high) + 1)
		s.below, s.k, s.count = s.below+passed, s.k-passed, s.count-passed
	default:
		return astride
	}
	return outside
}

func total(counts *[lanes]uint64) int {
	var n uint64
	for _, c := range counts {
		n += c
	}
	return int(n)
}

// pilot is a rough histogram. The bits of non-negative numbers are in the order of the numbers, so equal steps of the bits are
// bins whose width grows with the value.
type pilot struct {
	bins [1024]uint32
}

// brackets puts around each wanted percentile what the first values make almost certain for all.
func (p *pilot) brackets(first []float64, c *choice) {
	least, most := ^uint64(0), uint64(0)
	for _, v := range first {
		b := math.Float64bits(v)
		least, most = min(least, b), max(most, b)
	}
	shift := max(0, bits.Len64(most-least)-10) & 63
	clear(p.bins[:])
	for _, v := range first {
		p.bins[(math.Float64bits(v)-least)>>shift%1024]++
	}
	var ends [6]int // ranks
	n := float64(len(first))
	for i, q := range wanted {
		spread := float64(doubts * math.Sqrt(float64(n*q*(1-q))))
		ends[2*i], ends[2*i+1] = int(float64(n*q)-spread), int(float64(n*q)+spread)
	}
	seen, t := 0, 0
	for bin, count := range p.bins {
		seen += int(count)
		for ; t < len(ends) && seen > ends[t]; t++ {
			edge := least + uint64(bin+t%2)<<shift
			if t%2 == 0 {
				c.low[t/2] = math.Float64frombits(edge)
			} else {
				c.high[t/2] = math.Float64frombits(edge)
			}
		}
		if t == len(ends) {
			return
		}
	}
}
