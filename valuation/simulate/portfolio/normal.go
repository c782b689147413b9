package portfolio

import "math"

// The functions here use only operations that are rounded alike on every processor, and math.FMA where a product feeds a sum,
// because a compiler may fuse x*y+z on one processor and not on another. math.Exp and math.Log differ between processors.

const (
	ln2High = 0x1.62e42fee00000p-1 // ln 2 in two parts, the first with zeros at its end so that n·ln2High is exact
	ln2Low  = 0x1.a39ef35793c76p-33
	log2E   = 0x1.71547652b82fep+0
)

// horner is c[0] + c[1]·x + c[2]·x² + …
func horner(x float64, c ...float64) float64 {
	s := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		s = math.FMA(s, x, c[i])
	}
	return s
}

// exp is e^x within 2 units in the last place; 0 below −708 and +∞ above 709.
func exp(x float64) float64 {
	switch {
	case x < -708:
		return 0
	case x > 709:
		return math.Inf(1)
	}
	n := math.RoundToEven(x * log2E)
	r := math.FMA(-n, ln2Low, math.FMA(-n, ln2High, x))
	p := horner(r, 1, 1, 1.0/2, 1.0/6, 1.0/24, 1.0/120, 1.0/720, 1.0/5040, 1.0/40320, 1.0/362880, 1.0/3628800, 1.0/39916800, 1.0/479001600)
	return p * math.Float64frombits(uint64(int64(n)+1023)<<52)
}

// log is the natural logarithm of a positive normal number, within 2 units in the last place.
func log(x float64) float64 {
	bits := math.Float64bits(x)
	e := float64(int64(bits>>52) - 1023)
	m := math.Float64frombits(bits&mantissa | one)
	if m > math.Sqrt2 {
		m, e = m*0.5, e+1
	}
	s := (m - 1) / (m + 1)
	s2 := s * s
	p := horner(s2, 1.0/3, 1.0/5, 1.0/7, 1.0/9, 1.0/11, 1.0/13, 1.0/15, 1.0/17, 1.0/19, 1.0/21, 1.0/23)
	return math.FMA(e, ln2High, math.FMA(e, ln2Low, math.FMA(2*s*s2, p, 2*s)))
}

// lowerTail is Φ(x), the standard normal distribution function, relative error below 1e-13 for x > −37 (algorithm of J. F. Hart
// et al., Computer Approximations, 1968, function 5666, as given by G. West, Better approximations to cumulative normal
// functions, 2005).
func lowerTail(x float64) float64 {
	a := math.Abs(x)
	if a > 37 {
		a = 37
	}
	density := exp(-(a * a) / 2)
	var tail float64
	if a < 7.07106781186547 {
		tail = density * horner(a, 220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165,
			0.700383064443688, 3.52624965998911e-02) /
			horner(a, 440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461, 16.064177579207,
				1.75566716318264, 8.83883476483184e-02)
	} else {
		tail = density / (a + 1/(a+2/(a+3/(a+4/(a+0.65))))) / 2.506628274631
	}
	if x > 0 {
		return 1 - tail
	}
	return tail
}

// quantile is Φ⁻¹(p) for 0 < p < 1, relative error about 1e-15 (M. J. Wichura, Algorithm AS 241, Applied Statistics 37, 1988).
func quantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := math.FMA(-q, q, 0.180625)
		return q * horner(r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
			4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3) /
			horner(r, 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
				3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)
	}
	tail := p
	if q > 0 {
		tail = 1 - p
	}
	r := math.Sqrt(-log(tail))
	var z float64
	if r <= 5 {
		r -= 1.6
		z = horner(r, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
			1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4) /
			horner(r, 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
				1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
	} else {
		r -= 5
		z = horner(r, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
			2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7) /
			horner(r, 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
				1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)
	}
	if q < 0 {
		return -z
	}
	return z
}

// truncation is the normal distribution of growth cut to [growthFloor, growthCeiling]. The side with the better digits is
// used: when the mean lies below the middle of the interval, everything is mirrored.
type truncation struct {
	mu, sd     float64
	isMirrored bool
	below      float64 // probability cut off below (above, when mirrored)
	mass       float64 // probability left
}

func truncationOf(mu, sd float64) truncation {
	a, b := (growthFloor-mu)/sd, (growthCeiling-mu)/sd
	t := truncation{mu: mu, sd: sd, isMirrored: a+b > 0}
	if t.isMirrored {
		a, b = -b, -a
	}
	t.below = lowerTail(a)
	t.mass = lowerTail(b) - t.below
	return t
}

// at is the growth at the quantile whose distance to the lower end is lower and to the upper end is upper (lower + upper = 1;
// both are given because either may be tiny).
func (t truncation) at(lower, upper float64) float64 {
	if t.isMirrored {
		lower, upper = upper, lower
	}
	var z float64
	p := math.FMA(lower, t.mass, t.below)
	if p < 0.5 {
		z = quantile(max(p, 1e-300))
	} else {
		z = -quantile(max(math.FMA(upper, t.mass, 1-(t.below+t.mass)), 1e-300))
	}
	if t.isMirrored {
		z = -z
	}
	return min(max(math.FMA(t.sd, z, t.mu), growthFloor), growthCeiling)
}
