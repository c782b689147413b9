package portable

import "math"

// stirling are the coefficients of 1/x, 1/x³, … of ln Γ(x) − (x−½)ln x + x − ½ ln 2π.
var stirling = []float64{1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156}

// Gamma is Γ(x) for 0 < x ≤ 150, to about 1e−15 relative: by the series of Stirling beyond 16 and by recurrence below.
func Gamma(x float64) float64 {
	product := 1.0
	for x < 16 {
		product = float64(product * x)
		x++
	}
	series := poly(1/float64(x*x), stirling) / x
	const root2Pi = 2.50662827463100050242
	half := Pow(x, float64(0.5*(x-0.5))) // in two factors, for the power overflows before Γ does
	return float64(float64(float64(half*Exp(series-x))*half)*root2Pi) / product
}

// BetaFunction is B(a,b) = Γ(a)Γ(b)/Γ(a+b) for a, b > 0 and a+b ≤ 150.
func BetaFunction(a, b float64) float64 { return float64(Gamma(a)*Gamma(b)) / Gamma(a+b) }

// Beta is the beta distribution of shape a, b ≥ 1 with a+b ≤ 100 on [0, 1]; make it with NewBeta. It is safe for concurrent use.
type Beta struct {
	a, b, norm float64
	cdf        [cells + 1]float64 // at i/cells, the brackets of Quantile
}

const cells = 64

// NewBeta prepares the distribution.
func NewBeta(a, b float64) *Beta {
	d := &Beta{a: a, b: b, norm: 1 / BetaFunction(a, b)}
	for i := 1; i < cells; i++ {
		d.cdf[i] = d.CDF(float64(i) / cells)
	}
	d.cdf[cells] = 1
	return d
}

// PDF is the density at x.
func (d *Beta) PDF(x float64) float64 {
	if x < 0 || x > 1 {
		return 0
	}
	return float64(float64(d.norm*Pow(x, d.a-1)) * Pow(1-x, d.b-1))
}

// CDF is the regularised incomplete beta function Iₓ(a,b), to about 1e−14.
func (d *Beta) CDF(x float64) float64 {
	switch {
	case x != x:
		return x
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	front := float64(float64(d.norm*Pow(x, d.a)) * Pow(1-x, d.b))
	if x < (d.a+1)/(d.a+d.b+2) {
		return float64(front*fraction(d.a, d.b, x)) / d.a
	}
	return 1 - float64(front*fraction(d.b, d.a, 1-x))/d.b
}

// fraction is the continued fraction of Iₓ(a,b) by the method of Lentz as modified by Thompson and Barnett; see DLMF 8.17.22.
func fraction(a, b, x float64) float64 {
	const tiny = 1e-300
	ab := a + b
	c, d := 1.0, 1-float64(ab*x)/(a+1)
	if math.Abs(d) < tiny {
		d = tiny
	}
	d = 1 / d
	h := d
	for i := 1; i <= 300; i++ {
		m := float64(i)
		m2 := m + m
		even := float64(float64(m*(b-m))*x) / float64((a+m2-1)*(a+m2))
		odd := -float64(float64((a+m)*(ab+m))*x) / float64((a+m2)*(a+m2+1))
		before := h
		for _, term := range [2]float64{even, odd} {
			d = 1 + float64(term*d)
			if math.Abs(d) < tiny {
				d = tiny
			}
			c = 1 + term/c
			if math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			h = float64(h * float64(c*d))
		}
		if math.Abs(h-before) <= 1e-16*math.Abs(h) {
			break
		}
	}
	return h
}

// Quantile is the x with CDF(x) = u, 0 ≤ u ≤ 1. It starts from the cubic through two tabulated points and their densities and takes
// steps of Halley, kept inside a bracket, until a step changes x by less than 1e−6 of its distance from the ends.
func (d *Beta) Quantile(u float64) float64 {
	switch {
	case !(u >= 0 && u <= 1):
		return math.NaN()
	case u == 0 || u == 1:
		return u
	}
	i, j := 0, cells
	for j-i > 1 {
		if m := (i + j) / 2; d.cdf[m] <= u {
			i = m
		} else {
			j = m
		}
	}
	lo, hi := float64(i)/cells, float64(j)/cells
	x := d.guess(u, i, lo, hi)
	for range 60 {
		miss := d.CDF(x) - u
		if miss > 0 {
			hi = x
		} else {
			lo = x
		}
		step := miss / d.PDF(x)
		curve := (d.a-1)/x - (d.b-1)/(1-x)
		step /= 1 - float64(0.5*math.Max(-1, math.Min(1, float64(step*curve))))
		next := x - step
		// Halley triples the digits: a step below 1e−6 leaves an error below 1e−16.
		if math.Abs(step) < 1e-6*math.Min(x, 1-x) {
			return math.Max(lo, math.Min(hi, next))
		}
		if !(next > lo && next < hi) {
			next = lo + float64(0.5*(hi-lo))
		}
		if next == x {
			return x
		}
		x = next
	}
	return x
}

// guess inverts the distribution function roughly inside one cell.
func (d *Beta) guess(u float64, i int, lo, hi float64) float64 {
	switch i {
	case 0: // CDF ≈ norm·x^a/a
		return math.Min(float64(0.999*hi), Pow(float64(u*d.a)/d.norm, 1/d.a))
	case cells - 1:
		return math.Max(lo+float64(0.001*(hi-lo)), 1-Pow(float64((1-u)*d.b)/d.norm, 1/d.b))
	}
	// Inverse Hermite interpolation: x as a cubic of u with slopes 1/density.
	span := d.cdf[i+1] - d.cdf[i]
	if span <= 0 {
		return lo + float64(0.5*(hi-lo))
	}
	t := (u - d.cdf[i]) / span
	s := 1 - t
	left, right := span/d.PDF(lo), span/d.PDF(hi)
	x := lo + float64(float64(float64(t*t)*(3-float64(2*t)))*(hi-lo)) + float64(float64(float64(t*s)*s)*left) - float64(float64(float64(t*t)*s)*right)
	if !(x > lo && x < hi) {
		return lo + float64(0.5*(hi-lo))
	}
	return x
}
