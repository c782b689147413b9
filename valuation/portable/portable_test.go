package portable_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	"zhiya/valuation/portable"
)

// units is the distance in units in the last place of want.
func units(got, want float64) float64 {
	if got == want || got != got && want != want {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

func near(t require.TestingT, limit float64, got, want float64, what string, args ...any) {
	if d := units(got, want); !(d <= limit) {
		require.Failf(t, "too far", "%s: got %v want %v: %.1f units", fmt.Sprintf(what, args...), got, want, d)
	}
}

func TestElementaryFunctionsAgreeWithTheStandardLibraryToTwoUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-745, 709).Draw(t, "x")
		if w := math.Exp(x); w > 1e-300 {
			near(t, 2, portable.Exp(x), w, "exp %v", x)
		}
		small := rapid.Float64Range(-1, 1).Draw(t, "small")
		near(t, 2, portable.Exp(small), math.Exp(small), "exp %v", small)
		y := math.Ldexp(rapid.Float64Range(0.5, 1).Draw(t, "m"), rapid.IntRange(-1020, 1023).Draw(t, "e"))
		near(t, 2, portable.Log(y), math.Log(y), "log %v", y)
		near(t, 2, portable.Log(1+small*0.5), math.Log(1+small*0.5), "log near 1")
		near(t, 3, portable.Log1p(small*0.9), math.Log1p(small*0.9), "log1p %v", small)
		s := small * math.Pi / 4
		near(t, 2, portable.SinSmall(s), math.Sin(s), "sin %v", s)
		require.InDelta(t, math.Asin(small/2), portable.AsinSmall(small/2), 2e-16)
		z := rapid.Float64Range(-6, 26).Draw(t, "z")
		near(t, 2, portable.Erfc(z), math.Erfc(z), "erfc %v", z)
	})
}

func TestPowersAgreeWithExactOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(0.01, 20).Draw(t, "x")
		y := rapid.Float64Range(-100, 100).Draw(t, "y")
		require.InEpsilon(t, math.Pow(x, y), portable.Pow(x, y), 1e-14)
		n := rapid.IntRange(0, 60).Draw(t, "n")
		require.InEpsilon(t, portable.Pow(x, float64(n)), portable.PowInt(x, n), 1e-14)
	})
	require.InEpsilon(t, math.Sqrt2, portable.Pow(2, 0.5), 3e-16)
	for _, c := range [][3]float64{{0, 2, 0}, {0, -1, math.Inf(1)}, {3, 0, 1}, {1, math.Inf(1), 1}, {7, 1, 7}, {math.Inf(1), 2, math.Inf(1)},
		{math.Inf(1), -2, 0}, {2, 5000, math.Inf(1)}, {2, -5000, 0}, {2, math.Inf(-1), 0}} {
		require.Equal(t, c[2], portable.Pow(c[0], c[1]), c)
	}
	require.True(t, math.IsNaN(portable.Pow(-1, 2)))
	require.True(t, math.IsNaN(portable.Pow(math.NaN(), 2)))
}

func TestLimitsOfTheElementaryFunctions(t *testing.T) {
	inf := math.Inf(1)
	require.Equal(t, inf, portable.Exp(710))
	require.Equal(t, inf, portable.Exp(inf))
	require.Zero(t, portable.Exp(-746))
	require.Equal(t, 1.0, portable.Exp(0))
	require.Equal(t, 5e-324, portable.Exp(-745))
	require.Equal(t, -inf, portable.Log(0))
	require.Zero(t, portable.Log(1))
	require.InEpsilon(t, -1074*math.Ln2, portable.Log(5e-324), 1e-15, "subnormals too, where math.Log of amd64 errs")
	require.Equal(t, inf, portable.Log(inf))
	require.True(t, math.IsNaN(portable.Log(-1)))
	require.Equal(t, 1e-20, portable.Log1p(1e-20))
	require.Equal(t, 2.0, portable.Erfc(-40))
	require.Zero(t, portable.Erfc(40))
	for _, f := range []func(float64) float64{portable.Exp, portable.Log, portable.Erfc, portable.NormalQuantile} {
		require.True(t, math.IsNaN(f(math.NaN())))
	}
}

func TestTheNormalQuantileInvertsItsDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.Float64Range(-8, 5).Draw(t, "z")
		require.InDelta(t, z, portable.NormalQuantile(portable.NormalCDF(z)), 1e-14*math.Max(1, math.Exp(z*z/2)))
		u := rapid.Float64Range(1e-15, 1-1e-15).Draw(t, "u")
		require.InDelta(t, mathext.NormalQuantile(u), portable.NormalQuantile(u), 2e-14)
	})
	require.Equal(t, math.Inf(-1), portable.NormalQuantile(0))
	require.Equal(t, math.Inf(1), portable.NormalQuantile(1))
	require.Zero(t, portable.NormalQuantile(0.5))
	require.True(t, math.IsNaN(portable.NormalQuantile(1.01)))
	require.InEpsilon(t, -1.9599639845400545, portable.NormalQuantile(0.025), 1e-15, "published")
	require.InEpsilon(t, -37.0471, portable.NormalQuantile(1e-300), 1e-6, "R: qnorm(1e-300)")
	require.InEpsilon(t, 0.3989422804014327, portable.NormalPDF(0), 1e-16)
}

func TestTheBetaDistributionAgreesWithGonumAndInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(1, 8).Draw(t, "a")
		b := rapid.Float64Range(1, 8).Draw(t, "b")
		d := portable.NewBeta(a, b)
		x := rapid.Float64Range(0.0001, 0.9999).Draw(t, "x")
		require.InDelta(t, mathext.RegIncBeta(a, b, x), d.CDF(x), 1e-14)
		require.InEpsilon(t, math.Exp(lgamma(a)+lgamma(b)-lgamma(a+b)), portable.BetaFunction(a, b), 2e-14)
		u := rapid.Float64Range(1e-9, 1-1e-9).Draw(t, "u")
		q := d.Quantile(u)
		slack := 1e-14 + 4e-16*d.PDF(q)*q
		require.InDelta(t, u, d.CDF(q), slack, "a %v b %v u %v q %v", a, b, u, q)
		require.InDelta(t, u, d.CDF(q), 1e-12*math.Max(u, 0.01))
	})
	for x := 0.25; x < 40; x += 0.25 {
		require.InEpsilon(t, math.Gamma(x), portable.Gamma(x), 5e-15, x)
	}
	d := portable.NewBeta(1, 1)
	require.InDelta(t, 0.3, d.Quantile(0.3), 1e-15)
	require.Zero(t, d.Quantile(0))
	require.Equal(t, 1.0, d.Quantile(1))
	require.True(t, math.IsNaN(d.Quantile(-0.1)))
	require.Zero(t, d.PDF(-0.5))
	require.InDelta(t, 0.896484375, portable.NewBeta(2, 5).CDF(0.5)+0.005859375, 1e-15, "1 − 7/64 by counting")
}

func lgamma(x float64) float64 { v, _ := math.Lgamma(x); return v }

// The bits below were made on amd64; every processor must give them again.
func TestKnownBits(t *testing.T) {
	var h uint64 = 14695981039346656037
	add := func(v float64) {
		h ^= math.Float64bits(v)
		h *= 1099511628211
	}
	beta := portable.NewBeta(1.8, 4.2)
	for i := 1; i < 2000; i++ {
		u := float64(i) / 2000
		add(portable.Exp(20 * (u - 0.5)))
		add(portable.Log(u))
		add(portable.Log1p(u))
		add(portable.Pow(1+u, -7.25))
		add(portable.Erfc(8 * (u - 0.3)))
		add(portable.NormalQuantile(u))
		add(portable.SinSmall(u / 2))
		add(beta.Quantile(u))
		add(portable.Gamma(10 * u))
	}
	require.Equal(t, uint64(0x3d3dc57de9da2c29), h)
}

func BenchmarkNormalQuantile(b *testing.B) {
	for i := range b.N {
		portable.NormalQuantile((float64(i&1023) + 0.5) / 1024)
	}
}

func BenchmarkBetaQuantile(b *testing.B) {
	d := portable.NewBeta(1.8, 4.2)
	for i := range b.N {
		d.Quantile((float64(i&1023) + 0.5) / 1024)
	}
}

func BenchmarkPow(b *testing.B) {
	for i := range b.N {
		portable.Pow(1.1, -float64(i&15)-0.5)
	}
}
