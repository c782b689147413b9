package simulate_test

import (
	"encoding/json"
	"errors"
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
)

func rate(s string) *money.Rate { r := money.MustRate(s); return &r }

func uniform(name, min, max string) simulate.Driver {
	return simulate.Driver{Name: name, Distribution: distribution.Spec{Kind: distribution.Uniform, Min: rate(min), Max: rate(max)}}
}

func triangular(name, min, mode, max string) simulate.Driver {
	return simulate.Driver{Name: name, Distribution: distribution.Spec{Kind: distribution.Triangular, Min: rate(min), Mode: rate(mode), Max: rate(max)}}
}

func lognormal(name, median, sigma string) simulate.Driver {
	return simulate.Driver{Name: name, Distribution: distribution.Spec{Kind: distribution.Lognormal, Median: rate(median), Sigma: rate(sigma)}}
}

func fixed(name, value string) simulate.Driver {
	return simulate.Driver{Name: name, Distribution: distribution.Spec{Kind: distribution.Fixed, Value: rate(value)}}
}

func product(x []float64) (float64, error) {
	p := 1.0
	for _, v := range x {
		p *= v
	}
	return p, nil
}

func total(x []float64) (float64, error) {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s, nil
}

func run(t *testing.T, p simulate.Plan, value func([]float64) (float64, error)) simulate.Result {
	t.Helper()
	r, err := simulate.Run(nil, p, value, 2, nil)
	require.NoError(t, err)
	return r
}

// coverage counts over 200 fixed seeds how often the truth lies within so many standard errors of the figure. For intervals that hold it
// with probability q, the count stays within four standard deviations of a binomial of 200 and q.
func coverage(t *testing.T, name string, figure func(seed int) (got, se float64), truth float64) {
	t.Helper()
	const seeds = 200
	within := map[float64]int{}
	worst := 0.0
	for seed := range seeds {
		got, se := figure(seed)
		off := math.Abs(got-truth) / se
		worst = math.Max(worst, off)
		for _, k := range []float64{1, 2} {
			if off <= k {
				within[k]++
			}
		}
	}
	require.Less(t, worst, 4.0, "%s: every seed within four standard errors", name)
	for k, q := range map[float64]float64{1: 0.6827, 2: 0.9545} {
		require.InDelta(t, seeds*q, within[k], 4*math.Sqrt(seeds*q*(1-q)), "%s: within %v standard errors", name, k)
	}
}

func TestMeansAndPercentilesAgreeWithClosedFormsOverTwoHundredSeeds(t *testing.T) {
	const trials = 2000
	plan := func(seed int, drivers ...simulate.Driver) simulate.Plan {
		return simulate.Plan{Drivers: drivers, Settings: simulate.Settings{Trials: trials, Seed: seed, Percentiles: []money.Rate{money.MustRate("0.1"), money.MustRate("0.5")}}}
	}
	coverage(t, "mean of a sum of four uniforms", func(seed int) (float64, float64) {
		r := run(t, plan(seed, uniform("a", "0", "1"), uniform("b", "0", "1"), uniform("c", "0", "1"), uniform("d", "0", "1")), total)
		return r.Mean, r.StandardError
	}, 2)
	coverage(t, "mean of a product of lognormals", func(seed int) (float64, float64) {
		r := run(t, plan(seed, lognormal("a", "2", "0.2"), lognormal("b", "3", "0.3")), product)
		return r.Mean, r.StandardError
	}, 6*math.Exp((0.04+0.09)/2))
	coverage(t, "P10 of a product of lognormals, itself lognormal", func(seed int) (float64, float64) {
		r := run(t, plan(seed, lognormal("a", "2", "0.2"), lognormal("b", "3", "0.3")), product)
		return r.Percentiles[0].Value, r.Percentiles[0].StandardError
	}, 6*math.Exp(-1.2815515655446004*math.Sqrt(0.13)))
	coverage(t, "median of a triangular", func(seed int) (float64, float64) {
		r := run(t, plan(seed, triangular("a", "0", "0.2", "1")), total)
		return r.Percentiles[1].Value, r.Percentiles[1].StandardError
	}, 1-math.Sqrt(0.5*0.8))
	coverage(t, "mean of correlated lognormals", func(seed int) (float64, float64) {
		p := plan(seed, lognormal("a", "2", "0.2"), lognormal("b", "3", "0.3"))
		p.Correlation = &dependence.Input{Pairs: []dependence.Pair{{A: "a", B: "b", Rho: money.MustRate("-0.6")}}}
		r := run(t, p, product)
		return r.Mean, r.StandardError
	}, 6*math.Exp((0.04+0.09-2*0.6*0.06)/2))
}

// With 16 copies the errors follow Student's t with 15 degrees: within one s.e. 66.7 %, two 93.6 %, and four are passed once in 870.
func TestSobolErrorsHoldOverTwoHundredSeeds(t *testing.T) {
	within1, within2, worst := 0, 0, 0.0
	for seed := range 200 {
		r := run(t, simulate.Plan{Drivers: []simulate.Driver{lognormal("a", "2", "0.2"), lognormal("b", "3", "0.3"), triangular("c", "0", "0.5", "1")},
			Settings: simulate.Settings{Trials: 1024, Seed: seed, Method: simulate.Sobol}}, product)
		off := math.Abs(r.Mean-3*math.Exp(0.065)) / r.StandardError
		worst = math.Max(worst, off)
		if off <= 1 {
			within1++
		}
		if off <= 2 {
			within2++
		}
	}
	require.InDelta(t, 133.4, within1, 4*6.7)
	require.InDelta(t, 187.2, within2, 4*3.5)
	require.Less(t, worst, 5.5)
}

func TestVariancesAgreeWithClosedForms(t *testing.T) {
	r := run(t, simulate.Plan{Drivers: []simulate.Driver{uniform("a", "1000000", "1000001"), uniform("b", "0", "1")}, Settings: simulate.Settings{Trials: 200_000, Seed: 9}}, total)
	require.InDelta(t, 1.0/6, r.SD*r.SD, 4*math.Sqrt((7.0/120+1.0/72-1.0/36)/200_000), "the sum of two uniforms far from zero")
	require.InDelta(t, r.SD/math.Sqrt(200_000), r.StandardError, 1e-15)
	require.True(t, r.Min >= 1_000_000 && r.Max <= 1_000_002)
	require.InDelta(t, r.Mean, r.Trace[len(r.Trace)-1].Mean, 0)
	require.Equal(t, 200_000, r.Trials)
	require.Equal(t, 200_000, sumOf(r.Histogram))
}

func sumOf(h simulate.Histogram) int {
	n := h.Below + h.Above
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// The error of a smooth function falls nearly as 1/N with Sobol numbers and as 1/√N with pseudo-random ones.
func TestSobolConvergesFaster(t *testing.T) {
	drivers := []simulate.Driver{triangular("a", "0.5", "1", "1.5"), uniform("b", "0.1", "0.3"), lognormal("c", "1", "0.2"), triangular("d", "0", "0.1", "0.4")}
	truth := 1 * 0.2 * math.Exp(0.02) * 0.5 / 3
	se := map[simulate.Method]map[int]float64{}
	for _, m := range []simulate.Method{simulate.Pseudo, simulate.Sobol} {
		se[m] = map[int]float64{}
		for _, n := range []int{1 << 12, 1 << 16} {
			r := run(t, simulate.Plan{Drivers: drivers, Settings: simulate.Settings{Trials: n, Seed: 3, Method: m}}, product)
			require.InDelta(t, truth, r.Mean, 5*r.StandardError)
			se[m][n] = r.StandardError
		}
	}
	require.Greater(t, se[simulate.Pseudo][1<<16], 20*se[simulate.Sobol][1<<16])
	require.InDelta(t, 4, se[simulate.Pseudo][1<<12]/se[simulate.Pseudo][1<<16], 0.5)
	require.Greater(t, se[simulate.Sobol][1<<12]/se[simulate.Sobol][1<<16], 8.0)
}

func TestTheSamePlanGivesTheSameBytesWithAnyNumberOfThreads(t *testing.T) {
	for _, m := range []simulate.Method{simulate.Pseudo, simulate.Sobol} {
		p := simulate.Plan{Drivers: []simulate.Driver{triangular("a", "0", "0.3", "1"), lognormal("b", "1", "0.4"), fixed("c", "2"),
			{Name: "d", Distribution: distribution.Spec{Kind: distribution.PERT, Min: rate("1"), Mode: rate("2"), Max: rate("5")}}},
			Correlation: &dependence.Input{Measure: dependence.Spearman, Pairs: []dependence.Pair{{A: "a", B: "d", Rho: money.MustRate("0.7")}}},
			Settings:    simulate.Settings{Trials: 30_000, Seed: 77, Method: m, Stop: &simulate.StopRule{RelativeError: money.MustRate("0.004")}}}
		value := func(x []float64) (float64, error) {
			if x[0] < 0.05 {
				return 0, errors.New("too small")
			}
			return product(x)
		}
		var first []byte
		for _, threads := range []int{1, 2, 7, 0} {
			r, err := simulate.Run(nil, p, value, threads, nil)
			require.NoError(t, err)
			got, err := json.Marshal(r)
			require.NoError(t, err)
			if first == nil {
				first = got
			}
			require.Equal(t, string(first), string(got), "%s with %d threads", m, threads)
		}
		other := p
		other.Seed++
		r, err := simulate.Run(nil, other, value, 2, nil)
		require.NoError(t, err)
		got, err := json.Marshal(r)
		require.NoError(t, err)
		require.NotEqual(t, string(first), string(got))
	}
}

func TestRankCorrelationIsThatStated(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "0", "1"), uniform("b", "0", "1")},
		Correlation: &dependence.Input{Measure: dependence.Spearman, Pairs: []dependence.Pair{{A: "a", B: "b", Rho: money.MustRate("0.6")}}},
		Settings:    simulate.Settings{Trials: 1 << 16, Seed: 1, Method: simulate.Sobol}}
	r := run(t, p, func(x []float64) (float64, error) { return 12 * (x[0] - 0.5) * (x[1] - 0.5), nil })
	require.InDelta(t, 0.6, r.Mean, 5*r.StandardError, "for uniforms the rank correlation is 12 E[(a−½)(b−½)]")
}

func TestFailedTrialsAreCountedAndShown(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "0", "1")}, Settings: simulate.Settings{Trials: 20_000, Seed: 5}}
	r := run(t, p, func(x []float64) (float64, error) {
		switch {
		case x[0] < 0.1:
			return 0, fault.New(fault.Refused, "x", "", "太小")
		case x[0] < 0.15:
			return math.NaN(), nil
		case x[0] > 0.95:
			return math.Inf(1), nil
		}
		return x[0], nil
	})
	require.InDelta(t, 4000, r.Failed, 4*math.Sqrt(20_000*0.2*0.8))
	require.Len(t, r.Reasons, 2)
	require.Equal(t, r.Failed, r.Reasons[0].Count+r.Reasons[1].Count)
	require.InDelta(t, 0.55, r.Mean, 4*r.StandardError, "the mean is that of the trials that had a value")
	require.Equal(t, 20_000-r.Failed, sumOf(r.Histogram))
	require.Contains(t, r.Notes[0], "未得出结果")
	for _, n := range []int{300, 3000} {
		p.Trials = n
		_, err := simulate.Run(nil, p, func([]float64) (float64, error) { return 0, errors.New("nothing works") }, 2, nil)
		require.True(t, fault.Has(err, "simulate.failed"))
		require.Contains(t, err.Error(), "nothing works")
	}
}

func TestManyReasonsAreBounded(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "0", "1")}, Settings: simulate.Settings{Trials: 5000, Seed: 5}}
	r := run(t, p, func(x []float64) (float64, error) {
		if x[0] > 0.5 {
			return 0, errors.New(json.Number(string(rune('a' + int(x[0]*20)))).String())
		}
		return 1, nil
	})
	require.LessOrEqual(t, len(r.Reasons), 11)
	n := 0
	for _, x := range r.Reasons {
		n += x.Count
	}
	require.Equal(t, r.Failed, n)
}

func TestAPanicEndsTheRunWithAFault(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "0", "1")}, Settings: simulate.Settings{Trials: 50_000, Seed: 5}}
	_, err := simulate.Run(nil, p, func(x []float64) (float64, error) { panic("oh") }, 2, nil)
	require.Equal(t, fault.Broken, fault.KindOf(err))
}

func TestTheStopRuleStopsAtAFixedBoundary(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{lognormal("a", "100", "0.5")},
		Settings: simulate.Settings{Trials: 1_000_000, Seed: 2, Stop: &simulate.StopRule{RelativeError: money.MustRate("0.005")}}}
	r := run(t, p, total)
	require.True(t, r.Converged)
	require.Zero(t, r.Trials%1024)
	require.InDelta(t, (math.Exp(0.25)-1)/0.005/0.005, r.Trials, 1500, "n = (cv ÷ limit)²")
	require.LessOrEqual(t, r.StandardError, 0.005*r.Mean)
	p.Stop.MinTrials = 50_000
	require.Equal(t, 50_176, run(t, p, total).Trials)
	p.Method = simulate.Sobol
	r = run(t, p, total)
	require.Equal(t, 65_536, r.Trials)
	require.True(t, r.Converged)
	p.Method, p.Trials, p.Stop.RelativeError = simulate.Pseudo, 2000, money.MustRate("0.0001")
	r = run(t, p, total)
	require.False(t, r.Converged)
	require.Contains(t, r.Notes[0], "仍未低于 0.01%")
}

func TestProgressAndCancel(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{lognormal("a", "100", "0.5")}, Settings: simulate.Settings{Trials: 300_000, Seed: 2}}
	var seen []simulate.Progress
	r, err := simulate.Run(func() bool { return false }, p, total, 2, func(x simulate.Progress) { seen = append(seen, x) })
	require.NoError(t, err)
	require.Greater(t, len(seen), 100)
	require.LessOrEqual(t, len(seen), 201)
	last := 0
	for _, x := range seen {
		require.Greater(t, x.Done, last)
		require.Equal(t, x.Done, sumOf(x.Histogram))
		last = x.Done
	}
	end := seen[len(seen)-1]
	require.Equal(t, []any{300_000, r.Mean, r.StandardError}, []any{end.Done, end.Mean, end.StandardError})
	require.Len(t, r.Trace, len(seen))
	var calls, trials atomic.Int64
	_, err = simulate.Run(func() bool { return calls.Add(1) > 3 }, p, func(x []float64) (float64, error) { trials.Add(1); return x[0], nil }, 2, nil)
	require.True(t, fault.Has(err, "simulate.cancelled"))
	require.Equal(t, fault.Refused, fault.KindOf(err))
	require.LessOrEqual(t, trials.Load(), int64(3*64), "a cancelled run makes no further trials")
}

func TestSobolTrialsArePowersOfTwo(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "0", "1")}, Settings: simulate.Settings{Trials: 100, Seed: 2, Method: simulate.Sobol}}
	r := run(t, p, total)
	require.Equal(t, 128, r.Trials)
	require.Contains(t, r.Notes[0], "已由 100 次调整为 128 次")
	require.InDelta(t, 0.5, r.Mean, 0.01)
	p.Trials = 4096
	require.Empty(t, run(t, p, total).Notes)
}

func TestAValueWithoutUncertaintyHasNoSpread(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{fixed("a", "7"), fixed("b", "3")}, Settings: simulate.Settings{Trials: 100, Seed: 2}}
	for _, m := range []simulate.Method{simulate.Pseudo, simulate.Sobol} {
		p.Method = m
		r := run(t, p, product)
		require.Equal(t, []float64{21, 0, 0, 21, 21}, []float64{r.Mean, r.SD, r.StandardError, r.Min, r.Max})
		require.Equal(t, []int{r.Trials}, r.Histogram.Counts)
		require.Equal(t, 21.0, r.Percentiles[0].Value)
	}
}

func TestTheProbabilityBelowAThreshold(t *testing.T) {
	limit := money.Must("0.30")
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "0", "1")}, Settings: simulate.Settings{Trials: 50_000, Seed: 2, Threshold: &limit}}
	r := run(t, p, total)
	require.InDelta(t, 0.3, r.Below.Probability, 4*r.Below.StandardError)
	require.InDelta(t, math.Sqrt(0.21/50_000), r.Below.StandardError, 1e-4)
	p.Method = simulate.Sobol
	r = run(t, p, total)
	require.InDelta(t, 0.3, r.Below.Probability, 1e-3)
}

func TestPercentilesFollowRuleSeven(t *testing.T) {
	v := []float64{1, 2, 4, 8}
	for p, want := range map[float64]float64{0: 1, 1: 8, 0.5: 3, 0.25: 1.75, 0.9: 6.8} { // numpy.percentile
		require.InDelta(t, want, simulate.Percentile(v, p), 1e-15, p)
	}
	require.Equal(t, 5.0, simulate.Percentile([]float64{5}, 0.3))
}

func TestWrongPlansAreRefusedByField(t *testing.T) {
	p := simulate.Plan{Drivers: []simulate.Driver{uniform("a", "1", "0"), uniform("a", "0", "1"), {}},
		Correlation: &dependence.Input{Pairs: []dependence.Pair{{A: "a", B: "q", Rho: money.MustRate("0.5")}}},
		Settings: simulate.Settings{Trials: 99, Seed: -1, Method: "lhs", Bins: 3, Percentiles: []money.Rate{money.MustRate("1.5")},
			Stop: &simulate.StopRule{MinTrials: -1}}}
	_, err := simulate.Run(nil, p, total, 1, nil)
	var got []string
	for _, f := range fault.Of(err) {
		require.Equal(t, fault.Invalid, f.Kind)
		got = append(got, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{"simulate.trials trials", "simulate.seed seed", "simulate.method method", "simulate.bins bins",
		"simulate.percentile percentiles[0]", "simulate.stop stop.relative_error", "simulate.stop stop.min_trials",
		"distribution.order drivers[0].distribution.max", "driver.repeated drivers[1].name", "driver.name drivers[2].name",
		"distribution.kind drivers[2].distribution.kind", "correlation.unknown correlation.pairs[0].b"}, got)
}

func BenchmarkFourDrivers(b *testing.B) {
	p := simulate.Plan{Drivers: []simulate.Driver{triangular("a", "0.5", "1", "1.5"), uniform("b", "0.1", "0.3"), lognormal("c", "1", "0.2"),
		{Name: "d", Distribution: distribution.Spec{Kind: distribution.PERT, Min: rate("1"), Mode: rate("2"), Max: rate("5")}}},
		Settings: simulate.Settings{Trials: 1_000_000, Seed: 3}}
	for range b.N {
		_, err := simulate.Run(nil, p, product, 2, nil)
		require.NoError(b, err)
	}
}
