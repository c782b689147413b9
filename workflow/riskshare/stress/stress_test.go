package stress_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare/stress"
)

func plan(loans ...stress.Loan) stress.Plan {
	return stress.Plan{Parties: []string{"bank"}, Loans: loans, Rho: 0.2, Between: 0.5, Scenarios: 20_000, Seed: 7, Threads: 2}
}

func run(t require.TestingT, p stress.Plan) stress.Result {
	r, err := stress.Run(p, nil)
	require.NoError(t, err)
	return r
}

func alike(n int, pd float64, loss money.Money) []stress.Loan {
	out := make([]stress.Loan, n)
	for i := range out {
		out[i] = stress.Loan{ID: fmt.Sprint(i), Sector: "新材料", PD: pd, Parts: []money.Money{loss}}
	}
	return out
}

// The loss of a large portfolio of equal loans has a closed form: Vasicek, 2002.
func TestALargePortfolioFollowsTheLimitOfVasicek(t *testing.T) {
	n := distuv.UnitNormal
	for _, c := range []struct{ pd, rho float64 }{{0.01, 0.12}, {0.03, 0.2}, {0.2, 0.05}} {
		p := plan(alike(20_000, c.pd, 100)...)
		p.Rho, p.Between = c.rho, 0
		r := run(t, p)
		require.InEpsilon(t, 20_000*100*c.pd, float64(r.Total.Expected), 1e-9)
		require.InDelta(t, float64(r.Total.Expected), float64(r.Total.Mean), 4.5*float64(r.Total.StandardError))
		for _, l := range r.Total.Levels[:4] {
			limit := n.CDF((n.Quantile(c.pd) + math.Sqrt(c.rho)*n.Quantile(l.P)) / math.Sqrt(1-c.rho))
			require.InEpsilon(t, limit, float64(l.Loss)/2_000_000, 0.06, "level %v of %+v", l.P, c)
		}
	}
}

// Few loans: the probability of every set of defaults by integrating over the factors, written independently.
func TestASmallPortfolioFollowsTheEnumerationOfItsDefaults(t *testing.T) {
	p := plan(stress.Loan{ID: "a", Sector: "甲", PD: 0.1, Parts: []money.Money{1}}, stress.Loan{ID: "b", Sector: "甲", PD: 0.13, Parts: []money.Money{10}},
		stress.Loan{ID: "c", Sector: "乙", PD: 0.3, Parts: []money.Money{100}}, stress.Loan{ID: "d", Sector: "乙", PD: 0.6, Parts: []money.Money{1000}})
	p.Rho, p.Between, p.Scenarios = 0.4, 0.3, 200_000
	r := run(t, p)
	n := distuv.UnitNormal
	const steps = 60
	grid := make([]float64, steps)
	for i := range grid {
		grid[i] = n.Quantile((float64(i) + 0.5) / steps)
	}
	chance := map[money.Money]float64{}
	sector := []int{0, 0, 1, 1}
	for _, g := range grid {
		for _, s0 := range grid {
			for _, s1 := range grid {
				factor := [2]float64{math.Sqrt(0.3)*g + math.Sqrt(0.7)*s0, math.Sqrt(0.3)*g + math.Sqrt(0.7)*s1}
				var q [4]float64
				for i, l := range p.Loans {
					q[i] = n.CDF((n.Quantile(l.PD) - math.Sqrt(0.4)*factor[sector[i]]) / math.Sqrt(0.6))
				}
				for set := range 16 {
					weight, loss := 1.0, money.Money(0)
					for i, l := range p.Loans {
						if set>>i&1 == 1 {
							weight, loss = weight*q[i], loss+l.Parts[0]
						} else {
							weight *= 1 - q[i]
						}
					}
					chance[loss] += weight / (steps * steps * steps)
				}
			}
		}
	}
	mean := 0.0
	for loss, c := range chance {
		mean += c * float64(loss)
	}
	require.InDelta(t, mean, float64(r.Total.Mean), 6)
	var losses []money.Money
	for loss := range chance {
		losses = append(losses, loss)
	}
	slices.Sort(losses)
	for _, l := range r.Total.Levels {
		sum := 0.0
		for _, loss := range losses {
			if sum += chance[loss]; sum >= l.P-0.004 {
				require.LessOrEqual(t, loss, l.Loss)
				break
			}
		}
		sum = 0
		for _, loss := range losses {
			if sum += chance[loss]; sum >= l.P+0.004 || loss == losses[len(losses)-1] {
				require.GreaterOrEqual(t, loss, l.Loss)
				break
			}
		}
	}
}

func anyPlan(t *rapid.T) stress.Plan {
	p := stress.Plan{Parties: []string{"bank", "fund", "insurer"}, Rho: rapid.Float64Range(0, 0.9).Draw(t, "rho"), Between: rapid.Float64Range(0, 1).Draw(t, "between"),
		Scenarios: 200, Seed: rapid.Uint64().Draw(t, "seed"), Threads: 1}
	for i := range rapid.IntRange(1, 40).Draw(t, "loans") {
		l := stress.Loan{ID: fmt.Sprint(i), Sector: rapid.SampledFrom([]string{"", "新材料", "医药"}).Draw(t, "sector"),
			PD: rapid.SampledFrom([]float64{0, 1e-300, 0.001, 0.02, 0.021, 0.3, 0.999, 1}).Draw(t, "pd")}
		for range p.Parties {
			l.Parts = append(l.Parts, money.Money(rapid.Int64Range(0, 9_000_000_000).Draw(t, "part")))
		}
		p.Loans = append(p.Loans, l)
	}
	if rapid.Bool().Draw(t, "pool") {
		p.Pools = []stress.Pool{{Party: "insurer", Residual: "fund", Balance: money.Money(rapid.Int64Range(0, 20_000_000_000).Draw(t, "insurer"))},
			{Party: "fund", Residual: "bank", Balance: money.Money(rapid.Int64Range(0, 20_000_000_000).Draw(t, "fund"))}}
	}
	return p
}

func TestNoFenIsLostAndThreadsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		r := run(t, p)
		p.Threads = 4
		require.Equal(t, r, run(t, p))
		var means, expected money.Money
		for _, x := range r.Parties {
			means += x.Mean
			expected += x.Expected
			if x.Pool != nil {
				require.LessOrEqual(t, x.Worst, *x.Pool)
				require.True(t, x.Exhausted == 0 || x.Worst == *x.Pool, "a pool that was not enough is used up")
			}
			for i := range x.Levels {
				require.GreaterOrEqual(t, x.Levels[i].Beyond, x.Levels[i].Loss)
				require.LessOrEqual(t, x.Levels[i].Beyond, x.Worst)
				require.True(t, i == 0 || x.Levels[i].Loss >= x.Levels[i-1].Loss)
			}
		}
		require.InDelta(t, float64(r.Total.Mean), float64(means), 3, "each mean is rounded to the fen")
		require.InDelta(t, float64(r.Total.Expected), float64(expected), 3)
		var bySector money.Money
		loans, atRisk := 0, money.Money(0)
		for _, s := range r.Sectors {
			loans, atRisk, bySector = loans+s.Loans, atRisk+s.AtRisk, bySector+s.Expected
		}
		require.Equal(t, []any{r.Loans, r.AtRisk}, []any{loans, atRisk})
		require.InDelta(t, float64(r.Total.Expected), float64(bySector), 3)
		require.LessOrEqual(t, r.Total.Worst, r.AtRisk)
	})
}

func TestAPoolPassesOnWhatItCannotBear(t *testing.T) {
	p := stress.Plan{Parties: []string{"bank", "fund"}, Scenarios: 100, Seed: 1, Pools: []stress.Pool{{Party: "fund", Balance: 150, Residual: "bank"}},
		Loans: []stress.Loan{{ID: "a", PD: 1, Parts: []money.Money{10, 90}}, {ID: "b", PD: 1, Parts: []money.Money{10, 61}}}}
	r := run(t, p)
	require.Equal(t, []money.Money{21, 150}, []money.Money{r.Parties[0].Mean, r.Parties[1].Mean})
	require.InDelta(t, 1, r.Parties[1].Exhausted, 0)
	p.Pools[0].Balance = 151
	require.Zero(t, run(t, p).Parties[1].Exhausted, "a pool that is just enough is not exhausted")
	require.Equal(t, money.Money(171), r.Total.Levels[4].Beyond)
}

func TestHigherCorrelationFattensTheTailAndLeavesTheMean(t *testing.T) {
	p := plan(alike(2_000, 0.03, 100)...)
	before := money.Money(0)
	for _, rho := range []float64{0, 0.1, 0.3, 0.6} {
		p.Rho = rho
		r := run(t, p)
		require.Greater(t, r.Total.Levels[3].Loss, before)
		require.InDelta(t, float64(r.Total.Expected), float64(r.Total.Mean), 4.5*float64(r.Total.StandardError)+1)
		before = r.Total.Levels[3].Loss
	}
}

func TestEveryFaultOfAPlanIsNamed(t *testing.T) {
	p := stress.Plan{Parties: []string{"bank", "bank", ""}, Rho: 1, Between: math.NaN(), Scenarios: 1, Threads: -1,
		Loans: []stress.Loan{{ID: "x", PD: 1.5, Parts: []money.Money{-1, money.Max}}, {ID: "y", PD: math.NaN(), Parts: []money.Money{money.Max, 1, 1}}},
		Pools: []stress.Pool{{Party: "other", Residual: "other", Balance: -1}, {Party: "bank", Residual: "bank"}, {Party: "bank", Residual: "other"}}}
	_, err := stress.Run(p, nil)
	var got []string
	for _, f := range fault.Of(err) {
		require.Equal(t, fault.Invalid, f.Kind)
		got = append(got, f.Path)
	}
	for _, want := range []string{"parties[1]", "parties[2]", "rho", "between", "scenarios", "threads", "loans[0].pd", "loans[0].parts", "loans[0].parts[0]", "loans[1].pd", "loans",
		"pools[0].party", "pools[0].residual", "pools[0].balance", "pools[1].residual", "pools[2].party", "pools[2].residual"} {
		require.Contains(t, got, want)
	}
	_, err = stress.Run(stress.Plan{}, nil)
	require.True(t, fault.Has(err, "stress.empty"))
	later := stress.Plan{Parties: []string{"a", "b", "c"}, Scenarios: 100, Loans: []stress.Loan{{ID: "x", Parts: []money.Money{1, 1, 1}}},
		Pools: []stress.Pool{{Party: "a", Residual: "b"}, {Party: "c", Residual: "a"}}}
	_, err = stress.Run(later, nil)
	require.True(t, fault.Has(err, "stress.pool"), "what falls to a pool already reckoned would be lost")
}

func TestAStressCanBeCancelled(t *testing.T) {
	calls := 0
	_, err := stress.Run(plan(alike(10, 0.1, 1)...), func(int) bool { calls++; return calls < 3 })
	require.True(t, fault.Has(err, "stress.cancelled"))
	require.Equal(t, 3, calls)
}

func BenchmarkAHundredThousandLoansInTenThousandScenarios(b *testing.B) {
	p := plan()
	p.Parties, p.Scenarios, p.Threads = []string{"bank", "fund", "insurer", "appraiser"}, 10_000, 0
	for i := range 100_000 {
		p.Loans = append(p.Loans, stress.Loan{ID: fmt.Sprint(i), Sector: fmt.Sprint(i % 10), PD: []float64{0.005, 0.02, 0.05, 0.3}[i*7%31%4],
			Parts: []money.Money{26_000_000 + money.Money(i), 54_000_000, 16_000_000, 4_000_000}})
	}
	p.Pools = []stress.Pool{{Party: "fund", Balance: money.Yuan(5_000_000_000), Residual: "bank"}}
	for b.Loop() {
		_, err := stress.Run(p, nil)
		require.NoError(b, err)
	}
}
