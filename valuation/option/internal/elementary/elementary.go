// Package elementary holds the functions of the paths of simulated options in the form that vector kernels can take step by step:
// the same operations in the same order with the same coefficients, only + − × ÷, math.Sqrt, math.FMA and work on bits, each
// fixed by IEEE 754, so that the kernels and this code give the same bytes. What is not in a kernel uses package portable.
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

// ExpNear is eˣ from −708.39 to 709.78, to about one unit in the last place, without a look at x.
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

// LogNear is the natural logarithm of normal positive numbers, to about one unit in the last place, without a look at x.
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
