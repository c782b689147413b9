// Package elementary holds the functions that option pricing needs, with the same result on every processor. Package math has
// assembly on some processors, and a compiler may fuse a product and a sum where the processor can. Here only + − × ÷, math.Sqrt,
// math.FMA and work on bits are used, each fixed by IEEE 754, and a product that feeds a sum stands in a conversion, which forbids
// fusion. The vector kernels of package option take the same steps in the same order, with the same coefficients.
package elementary

import "math"

// The coefficients are those of the polynomials that meet the functions at the Chebyshev nodes of the reduced range; the error of
// each polynomial is below 2⁻⁵³.
var (
	// ExpTerms are those of (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2.
	ExpTerms = [10]float64{0.500000000000000111, 0.1666666666666666852, 0.04166666666662412893, 0.008333333333330061529,
		0.001388888891721371671, 0.0001984126986305361775, 0.00002480152129595437606, 2.755726845999706411e-6,
		2.762008844540974621e-7, 2.510038549551032029e-8}
	// LogTerms are those of (ln((1+s)/(1−s))/s − 2)/s² in s², for |s| ≤ (√2−1)/(√2+1).
	LogTerms = [7]float64{0.6666666666666669627, 0.3999999999989944377, 0.2857142862600327016, 0.2222221113025987793,
		0.1818288945567494708, 0.1533171061821077263, 0.1461658542488862289}
	// SinTerms are those of sin(πy/2)/y and CosTerms those of cos(πy/2), both in y², for |y| ≤ ½.
	SinTerms = [7]float64{1.570796326794896558, -0.6459640975062442836, 0.07969262624604300793, -0.004681754132340971292,
		0.0001604411507421501441, -3.598643352822914821e-6, 5.633933758354324918e-8}
	CosTerms = [7]float64{1, -1.233700550136151319, 0.2536695078998647546, -0.020863480734946524, 0.0009192599500412721759,
		-0.00002520013526276462822, 4.655296165376589248e-7}
)

const (
	Log2E = 1.44269504088896338700 // 1/ln 2
	Ln2Hi = 0x1.62e42fefa0000p-1   // ln 2 to 36 bits: its product with a whole number below 2¹⁶ is exact
	Ln2Lo = 1.6465949582897082e-12
	// Shift is 1.5·2⁵²: added to a small number and taken away again, it leaves the nearest whole number.
	Shift = 0x1.8p52
	// HalfRoot are the bits of √½, where the range of a mantissa begins in Log.
	HalfRoot = 0x3FE6A09E667F3BCD
)

// horner is c[0] + x·(c[1] + x·(…)), each step with one rounding.
func horner(x float64, c []float64) float64 {
	p := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		p = math.FMA(p, x, c[i])
	}
	return p
}

// Exp is eˣ, to about one unit in the last place. It is +∞ above 709.78 and 0 below −708.39, where results are subnormal.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -708.39:
		return 0
	}
	return ExpNear(x)
}

// ExpNear is Exp from −708.39 to 709.78, without a look at x.
func ExpNear(x float64) float64 {
	t := math.FMA(x, Log2E, Shift)
	k := t - Shift
	r := math.FMA(-k, Ln2Hi, x)
	r = math.FMA(-k, Ln2Lo, r)
	q := horner(r, ExpTerms[:])
	y := math.FMA(float64(r*r), q, r) + 1
	// The last bits of t are k; they go into the exponent of y.
	return math.Float64frombits(math.Float64bits(y) + math.Float64bits(t)<<52)
}

// Log is the natural logarithm, to about one unit in the last place; −∞ at 0 and NaN below.
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	case x < 0x1p-1022:
		return LogNear(float64(x*0x1p54)) - float64(54*(Ln2Hi+Ln2Lo))
	}
	return LogNear(x)
}

// LogNear is Log for normal numbers, without a look at x.
func LogNear(x float64) float64 {
	bits := math.Float64bits(x) + (0x3FF0000000000000 - HalfRoot)
	k := math.Float64frombits(bits>>52|0x4330000000000000) - (0x1p52 + 1023)
	f := math.Float64frombits(bits&0x000FFFFFFFFFFFFF+HalfRoot) - 1
	s := f / (2 + f)
	z := float64(s * s)
	r := float64(z * horner(z, LogTerms[:]))
	half := float64(float64(0.5*f) * f)
	low := math.FMA(k, Ln2Lo, float64(s*(half+r)))
	return math.FMA(k, Ln2Hi, f-(half-low))
}

// NormalPDF is the density of the standard normal.
func NormalPDF(x float64) float64 {
	h := float64(x * x)
	low := math.FMA(x, x, -h) // what the square lost
	return float64(float64(0.39894228040143267794*Exp(float64(-0.5*h))) * (1 - float64(0.5*low)))
}

// NormalCDF is the distribution function of the standard normal, accurate in relative terms in the lower tail too: by the series
// of G. Marsaglia (Evaluating the Normal Distribution, J. Stat. Software 11(4), 2004) near the middle and by the continued fraction
// of Laplace in the tails.
func NormalCDF(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 0:
		return 1 - lowerTail(-x)
	}
	return lowerTail(x)
}

// lowerTail is NormalCDF for x ≤ 0.
func lowerTail(x float64) float64 {
	if x < -39 {
		return 0
	}
	a := -x
	if a < 1.5 {
		sum, term, square := a, a, float64(a*a)
		for n := 3.0; ; n += 2 {
			term = float64(term*square) / n
			next := sum + term
			if next == sum {
				return 0.5 - float64(sum*NormalPDF(a))
			}
			sum = next
		}
	}
	f := a
	for n := 140; n > 0; n-- {
		f = a + float64(n)/f
	}
	return NormalPDF(a) / f
}
