package portfolio_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/simulate/portfolio"
)

func TestTheSameSeedGivesTheSameBytesEverywhere(t *testing.T) {
	stats, err := portfolio.Run(portfolio.Example(50), 5_001, 7, 0, nil)
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, portfolio.WriteStats(&text, stats))
	require.Equal(t, 50, strings.Count(text.String(), "\n"))
	// Any change of the model, of the generator or of a rounding changes the sum; then say so to the users.
	require.Equal(t, "9c635d67c8f600eb5ad5cf6df8a63d41", fmt.Sprintf("%x", sha256.Sum256(text.Bytes()))[:32])

	other, err := portfolio.Run(portfolio.Example(50), 5_001, 8, 0, nil)
	require.NoError(t, err)
	for i := range stats {
		require.NotEqual(t, stats[i].Mean, other[i].Mean)
	}
}

func TestEqualRightsInOnePortfolioAreDrawnIndependently(t *testing.T) {
	rows := portfolio.Example(1)
	rows = append(rows, rows[0])
	stats, err := portfolio.Run(rows, 1000, 1, 1, nil)
	require.NoError(t, err)
	require.NotEqual(t, stats[0], stats[1])
}

func TestARightWithoutRoomForChanceHasItsExactValue(t *testing.T) {
	r := portfolio.Right{R1Median: 1000, R1Sigma: 1e-12, GMu: 0.1, GSd: 1e-9, Rho: 0.5, RoyMin: 0.03, RoyMode: 0.03, RoyMax: 0.03 + 1e-12,
		DMin: 0.12, DMode: 0.12, DMax: 0.12 + 1e-12, DecMin: 0.05, DecMax: 0.05 + 1e-12}
	stats, err := portfolio.Run([]portfolio.Right{r}, 100, 1, 1, nil)
	require.NoError(t, err)
	revenue, value := 1000.0, 0.0
	for y := 1; y <= 10; y++ {
		if y > 1 {
			revenue *= 1 + 0.03 + 0.07*math.Pow(0.85, float64(y-2))
		}
		value += revenue * 0.03 * math.Pow(0.95, float64(y-1)) * 0.75 / math.Pow(1.12, float64(y)-0.5)
	}
	require.InEpsilon(t, value, stats[0].Mean, 1e-7)
	require.InEpsilon(t, value, stats[0].P5, 1e-7)
	require.InEpsilon(t, value, stats[0].P95, 1e-7)
}

func TestValuesThatOverflowAreCounted(t *testing.T) {
	rows := portfolio.Example(3)
	rows[0].R1Median, rows[0].R1Sigma = 1e300, 30 // many beyond the largest number
	rows[1].R1Median, rows[1].R1Sigma = 1e300, 1  // finite, but not their squares
	stats, err := portfolio.Run(rows, 5000, 3, 2, nil)
	require.NoError(t, err)
	require.Greater(t, stats[0].Failed, 500)
	require.Less(t, stats[0].Failed, 4500)
	require.False(t, math.IsNaN(stats[0].P50))
	require.Zero(t, stats[1].Failed)
	require.Greater(t, stats[1].SD, 1e299)
	require.Greater(t, stats[1].P95, stats[1].P50)
	require.Zero(t, stats[2].Failed)

	rows[0].R1Median = math.MaxFloat64
	rows[0].R1Sigma = 1e-9
	rows[0].RoyMin, rows[0].RoyMode, rows[0].RoyMax = 0.9, 0.95, 1
	stats, err = portfolio.Run(rows[:1], 100, 3, 2, nil)
	require.NoError(t, err)
	require.Equal(t, 100, stats[0].Failed, "nothing is left")
	require.True(t, math.IsNaN(stats[0].Mean) && math.IsNaN(stats[0].P50))
}

func TestProgressIsToldAndCanStop(t *testing.T) {
	rows := portfolio.Example(40)
	var heard []int
	_, err := portfolio.Run(rows, 100, 1, 2, func(done int) bool { heard = append(heard, done); return true })
	require.NoError(t, err)
	require.Len(t, heard, 40)
	for i, done := range heard {
		require.Equal(t, i+1, done)
	}
	calls := 0
	stats, err := portfolio.Run(rows, 100, 1, 2, func(done int) bool { calls++; return done < 5 })
	require.True(t, fault.Has(err, "simulate.cancelled"), "%v", err)
	require.Nil(t, stats)
	require.Equal(t, 5, calls)
}

func TestEveryFaultOfARowIsNamed(t *testing.T) {
	good := portfolio.Example(1)[0]
	require.NoError(t, good.Check())
	cases := []struct {
		name  string
		spoil func(*portfolio.Right)
		paths []string
	}{
		{"not a number", func(r *portfolio.Right) { r.R1Median = math.NaN() }, []string{"rows[0].r1_median"}},
		{"infinite", func(r *portfolio.Right) { r.GMu, r.DecMax = math.Inf(-1), math.Inf(1) }, []string{"rows[0].g_mu", "rows[0].dec_max"}},
		{"no revenue", func(r *portfolio.Right) { r.R1Median = 0 }, []string{"rows[0].r1_median"}},
		{"no deviation", func(r *portfolio.Right) { r.R1Sigma, r.GSd = 0, -1 }, []string{"rows[0].r1_sigma", "rows[0].g_sd"}},
		{"full correlation", func(r *portfolio.Right) { r.Rho = 1 }, []string{"rows[0].rho"}},
		{"full negative correlation", func(r *portfolio.Right) { r.Rho = -1 }, []string{"rows[0].rho"}},
		{"equal ends", func(r *portfolio.Right) { r.RoyMin, r.RoyMode, r.RoyMax = 0.1, 0.1, 0.1 }, []string{"rows[0].roy_max"}},
		{"mode too low", func(r *portfolio.Right) { r.DMode = r.DMin - 0.01 }, []string{"rows[0].d_mode"}},
		{"mode too high", func(r *portfolio.Right) { r.RoyMode = r.RoyMax + 0.01 }, []string{"rows[0].roy_mode"}},
		{"ends reversed", func(r *portfolio.Right) { r.DecMin, r.DecMax = 0.2, 0.1 }, []string{"rows[0].dec_max"}},
		{"rate as percentage", func(r *portfolio.Right) { r.RoyMax = 5 }, []string{"rows[0].roy_max"}},
		{"negative discount", func(r *portfolio.Right) { r.DMin = -0.1 }, []string{"rows[0].d_min"}},
		{"growth out of reach", func(r *portfolio.Right) { r.GMu, r.GSd = 2, 0.1 }, []string{"rows[0].g_mu"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := good
			c.spoil(&r)
			_, err := portfolio.Run([]portfolio.Right{r}, 100, 1, 1, nil)
			var paths []string
			for _, f := range fault.Of(err) {
				require.Equal(t, fault.Invalid, f.Kind)
				require.NotEmpty(t, f.Message)
				paths = append(paths, f.Path)
			}
			require.Equal(t, c.paths, paths)
		})
	}
	_, err := portfolio.Run(nil, 1, 1, -1, nil)
	for _, code := range []string{"portfolio.empty", "simulate.trials", "simulate.threads"} {
		require.True(t, fault.Has(err, code), code)
	}
	_, err = portfolio.Run([]portfolio.Right{good}, portfolio.MaxTrials+1, 1, portfolio.MaxThreads+1, nil)
	require.Len(t, fault.Of(err), 2)
}
