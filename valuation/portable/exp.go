package portable

import "math"

// ln 2 in two parts; the first has 32 trailing zero bits, so that it can be multiplied by an exponent without error.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
	log2e = 1.44269504088896338700e+00
)

// The coefficients of Exp and Log, and the way they are used, are those of e_exp.c and e_log.c of FreeBSD's msun:
//
// Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
// Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
var (
	expTerms = []float64{1.66666666666666657415e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
		-1.65339022054652515390e-06, 4.13813679705723846039e-08}
	logTerms = []float64{6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
		1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01}
)

// Exp is eˣ, within one unit in the last place. It is +∞ above 709.78 and 0 below −745.13; NaN stays NaN.
func Exp(x float64) float64 { return expOf(x, 0) }

// expOf is e^(x+tail) for a tail that is small beside x.
func expOf(x, tail float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.1332191019412:
		return 0
	}
	k := math.Floor(float64(x*log2e) + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := float64(k*ln2Lo) - tail
	r := hi - lo
	t := float64(r * r)
	c := r - float64(t*poly(t, expTerms))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return scale(y, int(k))
}

// scale is y·2ᵏ for y near 1, exact unless the result is subnormal.
func scale(y float64, k int) float64 {
	if k > -1021 && k < 1023 {
		return float64(y * math.Float64frombits(uint64(k+1023)<<52))
	}
	return math.Ldexp(y, k)
}

// Log is the natural logarithm, within one unit in the last place. Log(0) is −∞ and the logarithm of a negative number is NaN.
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	p := logOf(x)
	return p.hi + p.lo
}

// logOf is the logarithm of a positive finite number to about 2⁻⁶⁰ relative: the leading term 2s of
// log((1+s)/(1−s)) = 2s + 2s³/3 + … is kept in two parts.
func logOf(x float64) pair {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = m+m, e-1
	}
	f := m - 1
	d := fastSum(2, f)
	s := f / d.hi
	sLo := (math.FMA(-s, d.hi, f) - float64(s*d.lo)) / d.hi
	z := float64(s * s)
	w := float64(z * poly(z, logTerms)) // 2z/3 + 2z²/5 + …
	k := float64(e)
	sum := twoSum(float64(k*ln2Hi), s+s)
	tail := float64(k*ln2Lo) + (float64(2*sLo) + float64(s*w))
	return fastSum(sum.hi, sum.lo+tail)
}

// Log1p is ln(1+x) for x > −1, without losing the digits of a small x.
func Log1p(x float64) float64 {
	u := 1 + x
	if u == 1 {
		return x
	}
	if u > math.MaxFloat64 || !(u > 0) {
		return Log(u)
	}
	return float64(Log(u)*x) / (u - 1)
}

// Pow is xʸ for x ≥ 0, within two units in the last place. A negative x gives NaN, for the simulation has no use of it.
func Pow(x, y float64) float64 {
	switch {
	case x != x || y != y || x < 0:
		return math.NaN()
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x == 0 || x > math.MaxFloat64:
		if (x == 0) == (y > 0) {
			return 0
		}
		return math.Inf(1)
	}
	l := logOf(x)
	p := float64(y * l.hi)
	if math.Abs(p) > 800 { // also an infinite y
		return Exp(p)
	}
	return expOf(p, math.FMA(y, l.hi, -p)+float64(y*l.lo))
}

// PowInt is xⁿ for n ≥ 0 by repeated squaring; a whole power of a discount factor is cheaper so.
func PowInt(x float64, n int) float64 {
	out := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out = float64(out * x)
		}
		x = float64(x * x)
	}
	return out
}

// SinSmall is sin x for |x| ≤ π/4, within one unit in the last place.
func SinSmall(x float64) float64 {
	z := float64(x * x)
	return x + float64(float64(x*z)*poly(z, sinTerms))
}

var sinTerms = []float64{-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000}

// AsinSmall is arcsin x for |x| ≤ 1/2, by the series 1 + x²/6 + 3x⁴/40 + …, to about 1e−16.
func AsinSmall(x float64) float64 {
	z := float64(x * x)
	sum, term := 0.0, 1.0
	for k := 1; k < 40; k++ {
		odd := float64(2*k - 1)
		term = float64(term*float64(z*odd)) / float64(2*k)
		sum += term / (odd + 2)
	}
	return x + float64(x*sum)
}
