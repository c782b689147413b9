package portable

import "math"

// The coefficients of Erfc are those of s_erf.c of FreeBSD's msun:
//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
// Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
var (
	erfP  = []float64{1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02, -5.77027029648944159157e-03, -2.37630166566501626084e-05}
	erfQ  = []float64{1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03, 1.32494738004321644526e-04, -3.96022827877536812320e-06}
	erfPA = []float64{-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01, 3.18346619901161753674e-01,
		-1.10894694282396677476e-01, 3.54783043256182359371e-02, -2.16637559486879084300e-03}
	erfQA = []float64{1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02, 1.26171219808761642112e-01,
		1.36370839120290507362e-02, 1.19844998467991074170e-02}
	erfRA = []float64{-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01, -6.23753324503260060396e+01,
		-1.62396669462573470355e+02, -1.84605092906711035994e+02, -8.12874355063065934246e+01, -9.81432934416914548592e+00}
	erfSA = []float64{1, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02, 6.45387271733267880336e+02,
		4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00, -6.04244152148580987438e-02}
	erfRB = []float64{-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01, -1.60636384855821916062e+02,
		-6.37566443368389627722e+02, -1.02509513161107724954e+03, -4.83519191608651397019e+02}
	erfSB = []float64{1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03, 3.19985821950859553908e+03,
		2.55305040643316442583e+03, 4.74528541206955367215e+02, -2.24409524465858183362e+01}
)

// erfOne is erf(1) to the precision its correction needs.
const erfOne = 8.45062911510467529297e-01

// Erfc is the complementary error function 2/√π ∫ₓ^∞ e^(−t²) dt, within one or two units in the last place.
func Erfc(x float64) float64 {
	if x != x {
		return x
	}
	if x < 0 {
		return 2 - Erfc(-x)
	}
	switch {
	case x < 0.84375:
		z := float64(x * x)
		y := poly(z, erfP) / poly(z, erfQ)
		if x < 0.25 {
			return 1 - (x + float64(x*y))
		}
		return 1 - (0.5 + (float64(x*y) + (x - 0.5)))
	case x < 1.25:
		s := x - 1
		return (1 - erfOne) - poly(s, erfPA)/poly(s, erfQA)
	case x >= 28:
		return 0
	}
	s := 1 / float64(x*x)
	var q float64
	if x < 1/0.35 {
		q = poly(s, erfRA) / poly(s, erfSA)
	} else {
		q = poly(s, erfRB) / poly(s, erfSB)
	}
	z := math.Float64frombits(math.Float64bits(x) &^ 0xffffffff) // z² is exact
	return float64(Exp(-float64(z*z)-0.5625)*Exp(float64((z-x)*(z+x))+q)) / x
}

// NormalCDF is the distribution function of the standard normal, accurate in relative terms in the lower tail too.
func NormalCDF(z float64) float64 { return float64(0.5 * Erfc(-z/math.Sqrt2)) }

// NormalPDF is the density of the standard normal.
func NormalPDF(z float64) float64 {
	return float64(Exp(float64(-0.5*float64(z*z))) * 0.39894228040143267794)
}

// The coefficients of NormalQuantile are those of PPND16: M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988) 477–484.
var (
	quantileA = []float64{3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3}
	quantileB = []float64{1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3}
	quantileC = []float64{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4}
	quantileD = []float64{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}
	quantileE = []float64{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7}
	quantileF = []float64{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}
)

// NormalQuantile is the z with NormalCDF(z) = u, to about 1e−15 relative. It is −∞ at 0, +∞ at 1 and NaN outside [0, 1].
func NormalQuantile(u float64) float64 {
	q := u - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return float64(q*poly(r, quantileA)) / poly(r, quantileB)
	}
	switch {
	case !(u >= 0 && u <= 1):
		return math.NaN()
	case u == 0:
		return math.Inf(-1)
	case u == 1:
		return math.Inf(1)
	}
	r := u
	if q > 0 {
		r = 1 - u
	}
	r = math.Sqrt(-Log(r))
	var z float64
	if r <= 5 {
		z = poly(r-1.6, quantileC) / poly(r-1.6, quantileD)
	} else {
		z = poly(r-5, quantileE) / poly(r-5, quantileF)
	}
	if q < 0 {
		return -z
	}
	return z
}
