package portfolio

import (
	"math"

	"zhiya/valuation/portable"
)

// A number drawn at random becomes a variate by a polynomial of degree 4 on one of 16 cells. The cells either cut the line of a
// normal variate into equal parts, or are the octaves of a probability: a random integer, made a floating-point number, carries
// the octave in its exponent and the place in the octave in its mantissa, so that the tails are as good as the middle.
const (
	cells  = 16
	degree = 4
	lanes  = 8 // trials made at once

	mantissa = 1<<52 - 1
	one      = 1023 << 52 // bits of 1.0
	sign     = 1 << 63
	centred  = one | 1<<19 // a fraction of 32 bits gets the middle of its interval
	fraction = mantissa &^ (1<<20 - 1)

	normalMain = 1 << 47 // a variate below this in magnitude is one of the 2^−16 that need the second table
	normalFar  = 1 << 31 // a variate below this is taken for this: beyond ±6.3, probability 2^−32
	pertMain   = 1 << 55
	pertFar    = normalMain
	rounder    = 1.5 * (1 << 52) // adding it rounds to an integer, which then stands in the low bits
)

// table holds the coefficients of 16 polynomials, coefficient by coefficient, so that one instruction picks one for 8 trials.
type table [degree + 1][cells]float64

func (t *table) at(cell uint64, x float64) float64 {
	cell &= cells - 1
	return math.FMA(math.FMA(math.FMA(math.FMA(t[4][cell], x, t[3][cell]), x, t[2][cell]), x, t[1][cell]), x, t[0][cell])
}

// set stores the polynomial that takes the values y at the extrema of T4 on [−1/2, 1/2] shifted to middle.
func (t *table) set(cell int, middle float64, y *[degree + 1]float64) {
	// Even and odd part in units of half the cell, by hand: interpolation at 0, ±√½, ±1.
	e1, e2 := (y[1]+y[3])/2-y[2], (y[0]+y[4])/2-y[2]
	o1, o2 := float64(math.Sqrt2/2*(y[3]-y[1])), (y[4]-y[0])/2
	c := [degree + 1]float64{y[2],
		float64(2 * math.FMA(2, o1, -o2)),
		float64(4 * math.FMA(4, e1, -e2)),
		float64(16 * (o2 - o1)),
		float64(32 * math.FMA(-2, e1, e2))}
	if middle != 0 {
		for i := range degree {
			for j := degree - 1; j >= i; j-- {
				c[j] = math.FMA(-middle, c[j+1], c[j])
			}
		}
	}
	for k := range c {
		t[k][cell] = c[k]
	}
}

// nodes are the places in a cell, from −1/2 to 1/2, where a polynomial is fitted.
var nodes = [degree + 1]float64{-0.5, -0.25 * math.Sqrt2, 0, 0.25 * math.Sqrt2, 0.5}

// plan is what a right's trials are computed from. The kernel in assembly reads it by offset: see gen/trials.go.
type plan struct {
	random      [4][lanes]uint64 // state of 8 generators xoshiro256++
	sum         [lanes]float64   // of the values made so far
	growth      table            // g − 3% over the normal variate
	discount    table            // (1+d)^−½ over the probability: cells 0–7 below the median, 8–15 above
	discountFar table            // the same for probabilities below 2^−9 and above 1 − 2^−9
	normal      table            // |z| over the probability, octave by octave
	normalFar   table
	power       [cells]uint64 // 2^(i/16) less i<<48
	scalar      scalars
}

// scalars are the numbers of a right that are the same for all its trials.
type scalars struct {
	rho, centre, own float64    // cell of growth = centre + rho·Z1 + own·W
	sigma            float64    // in units of ln 2/16
	revenue          [4]float64 // polynomial of 0.75·median·2^(r/16)
	mode             float64    // 1 + place of the mode of the royalty rate in its range
	royLow, royHigh  [2]float64 // slope and intercept of the squared distance to the end of the range
	royMin, royMax   float64
	decSlope, decTop float64 // 1 − e = decTop + decSlope·u
	inflow           float64 // 1 + long-term growth
	fade             [8]float64
	rounder          float64
	normalMain       float64
	normalFar        float64
	pertMain         float64
	growthFloor      float64 // less the long-term growth
	growthCeiling    float64
	mantissa, one    uint64
	sign, low3       uint64
	fraction, middle uint64
}

const (
	years          = 10
	longTermGrowth = 0.03
	fading         = 0.85
	afterTax       = 1 - 0.25
	ln2            = 0.693147180559945309417232121458
	cellsPerSigma  = 8.0 / 9 // 16 cells from −9 to 9; a variate never lies beyond
)

// prepared is the plan with everything that is the same for all rights.
var prepared = func() *plan {
	p := &plan{}
	for k := range 2 * cells {
		t := &p.normal
		if k >= cells {
			t = &p.normalFar
		}
		var y [degree + 1]float64
		for i, x := range nodes {
			if upper := math.Ldexp(1.5+x, -k-1); upper < 1 {
				y[i] = -portable.NormalQuantile(upper / 2)
			}
		}
		t.set((1085-k)%cells, 1.5, &y)
	}
	for i := range p.power {
		p.power[i] = math.Float64bits(portable.Exp(float64(float64(i)*(ln2/cells)))) - uint64(i)<<48
	}
	s := &p.scalar
	s.centre, s.inflow, s.rounder = 7.5, 1+longTermGrowth, rounder
	f := 1.0
	for i := range s.fade {
		f = float64(f * fading)
		s.fade[i] = f
	}
	s.normalMain, s.normalFar, s.pertMain = normalMain, normalFar, pertMain
	s.growthFloor, s.growthCeiling = growthFloor-longTermGrowth, growthCeiling-longTermGrowth
	s.mantissa, s.one, s.sign, s.low3, s.fraction, s.middle = mantissa, one, sign, 7, fraction, centred
	return p
}()

// set makes the plan ready for the first trial of the right, which stands at the place index in its portfolio.
func (p *plan) set(r *Right, seed uint64, index int) {
	p.seed(seed, uint64(index))
	p.sum = [lanes]float64{}
	s := &p.scalar
	s.rho, s.own = float64(r.Rho*cellsPerSigma), float64(math.Sqrt(math.FMA(-r.Rho, r.Rho, 1))*cellsPerSigma)
	s.sigma = r.R1Sigma / (ln2 / cells)
	c := float64(afterTax * r.R1Median)
	for i := range s.revenue {
		s.revenue[i] = c
		c = float64(c * (ln2 / cells / float64(i+1)))
	}
	width := r.RoyMax - r.RoyMin
	s.mode = 1 + (r.RoyMode-r.RoyMin)/width
	low, high := float64(width*(r.RoyMode-r.RoyMin)), float64(width*(r.RoyMax-r.RoyMode))
	s.royLow, s.royHigh = [2]float64{low, -low}, [2]float64{-high, high + high}
	s.royMin, s.royMax = r.RoyMin, r.RoyMax
	s.decSlope = r.DecMin - r.DecMax
	s.decTop = 1 - r.DecMin - s.decSlope
	p.setGrowth(truncationOf(r.GMu, r.GSd))
	p.setDiscount(r.DMin, r.DMode, r.DMax)
}

// seed starts 8 generators of a right from its own stretch of splitmix64.
func (p *plan) seed(seed, index uint64) {
	state := splitmix(splitmix(seed) + index)
	for i := range p.random {
		for l := range p.random[i] {
			p.random[i][l] = splitmix(state)
			state += golden
		}
	}
}

const golden = 0x9E3779B97F4A7C15

// splitmix is the output function of the generator splitmix64 (Steele, Lea, Flood 2014) for the state before its step.
func splitmix(x uint64) uint64 {
	x += golden
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
