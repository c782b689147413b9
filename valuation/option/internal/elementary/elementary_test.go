package elementary_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/option/internal/elementary"
)

// units is the distance of two floats in units of the last place of the second.
func units(got, want float64) float64 {
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

func TestExpAndLogAreWithinAUnitOrTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-708, 709).Draw(t, "x")
		require.LessOrEqual(t, units(elementary.Exp(x), math.Exp(x)), 2.0)
		y := rapid.Float64Range(0x1p-1022, math.MaxFloat64).Draw(t, "y")
		require.LessOrEqual(t, units(elementary.Log(y), math.Log(y)), 2.0)
		near := rapid.Float64Range(0.5, 2).Draw(t, "near")
		require.LessOrEqual(t, units(elementary.Log(near), math.Log(near)), 2.0)
	})
	for i := range 100000 {
		x := float64(i-50000) / 4000
		require.LessOrEqual(t, units(elementary.Exp(x), math.Exp(x)), 2.0, x)
		y := float64(i+1) / 30000
		require.LessOrEqual(t, units(elementary.Log(y), math.Log(y)), 2.0, y)
	}
}

func TestEndsOfTheFunctions(t *testing.T) {
	require.Equal(t, 1.0, elementary.Exp(0))
	require.True(t, math.IsInf(elementary.Exp(710), 1))
	require.InEpsilon(t, 1.6549840276802644e308, elementary.Exp(709.7), 1e-15, "math.Exp says +∞ on amd64")
	require.Zero(t, elementary.Exp(-800))
	require.True(t, math.IsNaN(elementary.Exp(math.NaN())))
	require.Zero(t, elementary.Log(1))
	require.True(t, math.IsInf(elementary.Log(0), -1))
	require.InDelta(t, -744.4400719213812, elementary.Log(math.SmallestNonzeroFloat64), 1e-12, "math.Log says −709.09 on amd64")
	require.True(t, math.IsNaN(elementary.Log(-1)))
	require.True(t, math.IsInf(elementary.Log(math.Inf(1)), 1))
	require.True(t, math.IsNaN(elementary.NormalCDF(math.NaN())))
	require.Equal(t, 0.5, elementary.NormalCDF(0))
	require.Equal(t, 1.0, elementary.NormalCDF(40))
	require.Zero(t, elementary.NormalCDF(-40))
}

func TestNormalDistributionAgreesWithTheErrorFunction(t *testing.T) {
	for i := -3700; i <= 3700; i++ {
		x := float64(i) / 100
		want := 0.5 * math.Erfc(-x/math.Sqrt2)
		require.InEpsilon(t, want, elementary.NormalCDF(x), 3e-14+2e-16*x*x, x)
		require.InEpsilon(t, math.Exp(-x*x/2)/math.Sqrt(2*math.Pi), elementary.NormalPDF(x), 1e-15+2e-16*x*x, x)
	}
}

// The bits below were made on amd64; every processor must give them again.
func TestTheBitsAreKnown(t *testing.T) {
	var h uint64 = 14695981039346656037
	add := func(v float64) {
		h ^= math.Float64bits(v)
		h *= 1099511628211
	}
	for i := 1; i < 2000; i++ {
		u := float64(i) / 2000
		add(elementary.Exp(20 * (u - 0.5)))
		add(elementary.Log(u))
		add(elementary.NormalCDF(16 * (u - 0.5)))
		add(elementary.NormalPDF(16 * (u - 0.5)))
	}
	require.Equal(t, uint64(0x539444d0291feacb), h)
}

func BenchmarkExp(b *testing.B) {
	s := 0.0
	for i := range b.N {
		s += elementary.Exp(float64(i&1023) / 512)
	}
	_ = s
}
