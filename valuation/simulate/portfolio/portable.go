package portfolio

import (
	"math"
	"math/bits"
)

// trials makes the next len(out) values of the plan in plain Go: every operation is the one the assembly does, in its order, so
// that both give the same bits. Lanes that out has no place for in its last 8 are drawn and thrown away.
func (p *plan) portableTrials(out []float64) {
	for len(out) > 0 {
		n := min(lanes, len(out))
		for l := range lanes {
			v := p.trial(p.draw(l), p.draw(l), p.draw(l))
			if l < n {
				out[l] = v
				p.sum[l] += v
			}
		}
		out = out[n:]
	}
}

// draw steps the generator of a lane, xoshiro256++ (Blackman and Vigna 2019).
func (p *plan) draw(l int) uint64 {
	a, b, c, d := p.random[0][l], p.random[1][l], p.random[2][l], p.random[3][l]
	x := bits.RotateLeft64(a+d, 23) + a
	t := b << 17
	c ^= a
	d ^= b
	p.random[1][l] = b ^ c
	p.random[0][l] = a ^ d
	p.random[2][l] = c ^ t
	p.random[3][l] = bits.RotateLeft64(d, 45)
	return x
}

// trial is one value from three random numbers. The low 32 bits of the first two serve once more, for the royalty rate and the
// decay; in a variate they matter less than 2^−16 of it even in the outermost octave.
func (p *plan) trial(x1, x2, x3 uint64) float64 {
	s := &p.scalar
	z := p.normalOf(x1)
	y := math.FMA(s.rho, z, s.centre)
	g := p.growthOf(math.FMA(s.own, p.normalOf(x2), y))
	h := p.discountOf(x3)
	v := float64(h * h)
	roy := p.royaltyOf(x1)
	q := float64(math.FMA(uniform(x2), s.decSlope, s.decTop) * v)
	flat, own := float64(q*s.inflow), float64(q*g)
	a := math.FMA(own, s.fade[7], flat) + 1
	for t := 6; t >= 0; t-- {
		a = math.FMA(a, math.FMA(own, s.fade[t], flat), 1)
	}
	a = math.FMA(a, own+flat, 1)
	return float64(p.revenueOf(z) * roy * (h * a))
}

// normalOf is the standard normal variate of a random number.
func (p *plan) normalOf(x uint64) float64 {
	f, t := float64(int64(x)), &p.normal
	if math.Abs(f) < normalMain {
		f, t = math.Copysign(max(math.Abs(f), normalFar), f), &p.normalFar
	}
	b := math.Float64bits(f)
	z := t.at(b>>52, math.Float64frombits(b&mantissa|one))
	return math.Float64frombits(math.Float64bits(z) ^ b&sign)
}

// growthOf is the growth of year 2 less the long-term growth; y is the normal variate counted in cells.
func (p *plan) growthOf(y float64) float64 {
	t := y + rounder
	g := p.growth.at(math.Float64bits(t), y-(t-rounder))
	return min(max(g, p.scalar.growthFloor), p.scalar.growthCeiling)
}

// discountOf is (1+d)^−½.
func (p *plan) discountOf(x uint64) float64 {
	f, t := float64(int64(x)), &p.discount
	if math.Abs(f) < pertMain {
		f, t = math.Copysign(max(math.Abs(f), pertFar), f), &p.discountFar
	}
	b := math.Float64bits(f)
	return t.at(b>>52&7|b>>60&8, math.Float64frombits(b&mantissa|one))
}

func (p *plan) royaltyOf(x uint64) float64 {
	s := &p.scalar
	u := uniform(x)
	if u < s.mode {
		return s.royMin + math.Sqrt(math.FMA(u, s.royLow[0], s.royLow[1]))
	}
	return s.royMax - math.Sqrt(math.FMA(u, s.royHigh[0], s.royHigh[1]))
}

// revenueOf is 0.75 of the revenue of year 1.
func (p *plan) revenueOf(z float64) float64 {
	s := &p.scalar
	t := math.FMA(z, s.sigma, rounder)
	r := math.FMA(z, s.sigma, -(t - rounder))
	b := math.Float64bits(t)
	c := &s.revenue
	e := math.FMA(math.FMA(math.FMA(c[3], r, c[2]), r, c[1]), r, c[0])
	return float64(math.Float64frombits(p.power[b%cells]+b<<48) * e)
}

// uniform is the low half of a random number as a number in (1, 2).
func uniform(x uint64) float64 { return math.Float64frombits(x<<20&fraction | centred) }
