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
		require.LessOrEqual(t, units(elementary.ExpNear(x), math.Exp(x)), 2.0)
		y := rapid.Float64Range(0x1p-1022, math.MaxFloat64).Draw(t, "y")
		require.LessOrEqual(t, units(elementary.LogNear(y), math.Log(y)), 2.0)
		near := rapid.Float64Range(0.5, 2).Draw(t, "near")
		require.LessOrEqual(t, units(elementary.LogNear(near), math.Log(near)), 2.0)
	})
	for i := range 100000 {
		x := float64(i-50000) / 4000
		require.LessOrEqual(t, units(elementary.ExpNear(x), math.Exp(x)), 2.0, x)
		y := float64(i+1) / 30000
		require.LessOrEqual(t, units(elementary.LogNear(y), math.Log(y)), 2.0, y)
	}
}
