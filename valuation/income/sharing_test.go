package income_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

var base = date.Must("2025-12-31")

// at10 discounts at 10 % at year ends.
func at10() income.Setting {
	return income.Setting{Choice: discount.Choice{Rate: rate("0.1")}}
}

func shared() income.SharingInput {
	return income.SharingInput{Basis: income.OfOperating, Amounts: yuan(1_000_000, 1_000_000), Share: income.Share{Rate: rate("0.2")}, Tax: rate("0.25"), Setting: at10()}
}

type method interface {
	Value() (trace.Result, error)
}

// worth is the value of a method, whose step and whose sum of steps it checks.
func worth(t require.TestingT, m method) string {
	r, err := m.Value()
	require.NoError(t, err)
	require.Equal(t, r.Value.String(), r.Step.Result)
	require.Equal(t, r.Method, r.Step.ID)
	require.Equal(t, trace.Income, r.Approach)
	ids := map[string]bool{}
	r.Step.Walk(func(s trace.Step) bool {
		require.False(t, ids[s.ID], "the step id %s stands twice", s.ID)
		ids[s.ID] = true
		require.NotEmpty(t, s.Title)
		require.NotEmpty(t, s.Result, s.ID)
		return true
	})
	return r.Value.String()
}

func stepOf(t *testing.T, m method, id string) trace.Step {
	t.Helper()
	r, err := m.Value()
	require.NoError(t, err)
	var found trace.Step
	r.Step.Walk(func(s trace.Step) bool {
		if s.ID == id {
			found = s
		}
		return true
	})
	require.Equal(t, id, found.ID, "there is no such step")
	return found
}

func sharingWorth(t *testing.T, change func(*income.SharingInput)) string {
	t.Helper()
	in := shared()
	change(&in)
	return worth(t, income.Sharing{Input: in, Base: base, LifeEnd: date.Must("2029-12-31")})
}

func TestSharesWorkedByHand(t *testing.T) {
	require.Equal(t, "260330.58", sharingWorth(t, func(*income.SharingInput) {}), "150,000 × (1/1.1 + 1/1.21)")
	require.Equal(t, "260325.00", sharingWorth(t, func(in *income.SharingInput) { in.Convention.FactorDigits = cashflow.FourDigits }), "150,000 × 1.7355")
	require.Equal(t, "347107.44", sharingWorth(t, func(in *income.SharingInput) { in.Basis, in.Tax = income.OfNet, sourced.Rate{} }), "200,000 × 1.7355…, no tax again")
	require.Equal(t, "260330.58", sharingWorth(t, func(in *income.SharingInput) { in.Basis = income.OfRevenue }))
	require.Equal(t, "325413.22", sharingWorth(t, func(in *income.SharingInput) {
		in.Share = income.Share{Preset: income.QuarterRule, Reason: "行业惯例"}
	}), "750,000 × 25 % × 1.7355…")
	require.Equal(t, "272727.27", sharingWorth(t, func(in *income.SharingInput) {
		in.Amounts, in.Forecast = nil, &income.Forecast{Base: yuan(1_000_000)[0], Growth: []sourced.Rate{rate("0"), rate("0.1")}}
	}), "150,000/1.1 + 165,000/1.21")
}

func TestDecayFormsWorkedByHand(t *testing.T) {
	require.Equal(t, "235537.19", sharingWorth(t, func(in *income.SharingInput) {
		in.Decay = &income.Decay{Form: income.ConstantDecay, Rate: rate("0.2")}
	}), "150,000/1.1 + 120,000/1.21")
	require.Equal(t, "198347.11", sharingWorth(t, func(in *income.SharingInput) {
		in.Decay = &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1"), rate("0.5")}}
	}), "150,000/1.1 + 75,000/1.21")
	in := shared()
	in.Decay = &income.Decay{Form: income.LinearDecay, Reason: "技术替代"}
	require.Equal(t, "133264.46", worth(t, income.Sharing{Input: in, Base: base}), "150,000 × (3/4 ÷ 1.1 + 1/4 ÷ 1.21): gone at the end of the forecast")
	life4 := income.Sharing{Input: in, Base: base, LifeEnd: base.AddDays(4 * 365)}
	// 2 of 4 years: 7/8 and 5/8 (the last two years are 730 of 365 days)
	require.Equal(t, "196797.52", worth(t, life4), "150,000 × (7/8 ÷ 1.1 + 5/8 ÷ 1.21)")
}

func TestShareMethodsGiveThePublishedRates(t *testing.T) {
	in := shared()
	in.Basis, in.Tax, in.Amounts = income.OfNet, sourced.Rate{}, yuan(4_000_000, 4_200_000, 4_300_000, 4_500_000, 4_400_000)
	in.Share = income.Share{Investment: &income.EquivalentInvestment{PatentCost: yuan(1_000_000)[0], PatentMargin: rate("5"), LicenseeCost: yuan(30_000_000)[0], LicenseeMargin: rate("0.1")}}
	m := income.Sharing{Input: in, Base: base}
	near(t, "0.153846153846", stepOf(t, m, "sharing.share").Result, "1e-12") // PS-1
	require.Equal(t, "2483647.08", worth(t, m), "PS-1 with the share unrounded: 6/39 of 16,143,706.02 yuan")
	m.Input.Share = income.Share{Rate: rate("0.1539")}
	require.Equal(t, "2484516.36", worth(t, m), "PS-1 as printed: 248.45 万元")

	in = shared()
	in.Convention.FactorDigits = cashflow.FourDigits
	in.Share = income.Share{Marginal: &income.MarginalShare{}}
	for _, y := range [][2]string{{"1200000", "3000000"}, {"1000000", "3333333.33"}, {"800000", "4000000"}, {"700000", "4666666.67"}} {
		in.Share.Marginal.Years = append(in.Share.Marginal.Years, income.MarginalYear{Added: amount(y[0]), Total: amount(y[1])})
	}
	m = income.Sharing{Input: in, Base: base}
	near(t, "0.256667094951", stepOf(t, m, "sharing.share").Result, "1e-9") // PS-2
	near(t, "2996460", stepOf(t, m, "sharing.share.added").Result, "0.001")

	in = shared()
	in.Share = income.Share{Scored: &income.ScoredShare{Low: rate("0.02"), High: rate("0.05"), Score: income.ScoreLink{R: rate("0.6")}}}
	require.Equal(t, "0.038", stepOf(t, income.Sharing{Input: in, Base: base}, "sharing.share").Result)
}

func TestPresetsAreLabelledAsExamplesAndWarnedOf(t *testing.T) {
	for preset, want := range map[income.Preset]string{income.QuarterRule: "0.25", income.ThreeEqual: "0.33333333333333333333", income.ThreeCapital: "0.3",
		income.ThreeTechnology: "0.4", income.ThreeHighTech: "0.5", income.FourEqual: "0.25"} {
		in := shared()
		in.Share = income.Share{Preset: preset, Reason: "理由"}
		m := income.Sharing{Input: in, Base: base}
		step := stepOf(t, m, "sharing.share")
		near(t, want, step.Result, "0")
		require.Contains(t, step.Title, "示例·待核实")
		r, err := m.Value()
		require.NoError(t, err)
		require.Contains(t, r.Notes[len(r.Notes)-1], "不得单独作为依据")
	}
}

func TestWrongSharesNameTheFieldAndTheRemedy(t *testing.T) {
	scored := func(m, n, r string) income.Share {
		return income.Share{Scored: &income.ScoredShare{Low: rate(m), High: rate(n), Score: income.ScoreLink{R: rate(r)}}}
	}
	invest := func(a, b int64) income.Share {
		return income.Share{Investment: &income.EquivalentInvestment{PatentCost: yuan(a)[0], PatentMargin: rate("1"), LicenseeCost: yuan(b)[0], LicenseeMargin: rate("0.1")}}
	}
	for _, c := range []struct {
		name       string
		change     func(*income.SharingInput)
		code, path string
	}{
		{"an unknown basis", func(in *income.SharingInput) { in.Basis = "gross" }, "sharing.basis", "basis"},
		{"no amounts", func(in *income.SharingInput) { in.Amounts = nil }, "sharing.amounts", "amounts"},
		{"a loss", func(in *income.SharingInput) { in.Amounts[1].Value = -1 }, "amount.negative", "amounts[1].value"},
		{"no share", func(in *income.SharingInput) { in.Share = income.Share{} }, "share.method", "share.rate"},
		{"two shares", func(in *income.SharingInput) { in.Share.Preset = income.FourEqual }, "share.method", "share.preset"},
		{"a share above one", func(in *income.SharingInput) { in.Share.Rate = rate("1.1") }, "rate.range", "share.rate.value"},
		{"an unknown rule", func(in *income.SharingInput) { in.Share = income.Share{Preset: "five", Reason: "x"} }, "share.preset", "share.preset"},
		{"a rule without reason", func(in *income.SharingInput) { in.Share = income.Share{Preset: income.FourEqual} }, "source.missing", "share.reason"},
		{"a profit rule on revenue", func(in *income.SharingInput) {
			in.Basis, in.Share = income.OfRevenue, income.Share{Preset: income.QuarterRule, Reason: "x"}
		}, "share.basis", "share.preset"},
		{"an investment share of revenue", func(in *income.SharingInput) { in.Basis, in.Share = income.OfRevenue, invest(1, 1) }, "share.basis", "share.investment"},
		{"no patent cost", func(in *income.SharingInput) { in.Share = invest(0, 1) }, "share.investment", "share.investment.patent_cost.value"},
		{"no licensee cost", func(in *income.SharingInput) { in.Share = invest(1, 0) }, "share.investment", "share.investment.licensee_cost.value"},
		{"limits the wrong way round", func(in *income.SharingInput) { in.Share = scored("0.05", "0.05", "0.5") }, "share.band", "share.scored.high.value"},
		{"a score above one", func(in *income.SharingInput) { in.Share = scored("0.02", "0.05", "1.5") }, "rate.range", "share.scored.score.r.value"},
		{"no score", func(in *income.SharingInput) {
			in.Share = scored("0.02", "0.05", "0")
			in.Share.Scored.Score = income.ScoreLink{}
		}, "share.score", "share.scored.score.r"},
		{"a share of zero", func(in *income.SharingInput) { in.Share = scored("0", "0.05", "0") }, "share.zero", "share.scored"},
		{"no marginal years", func(in *income.SharingInput) { in.Share = income.Share{Marginal: &income.MarginalShare{}} }, "share.years", "share.marginal.years"},
		{"more added than there is", func(in *income.SharingInput) {
			in.Share = income.Share{Marginal: &income.MarginalShare{Years: []income.MarginalYear{{Added: yuan(2)[0], Total: yuan(1)[0]}}}}
		}, "share.added", "share.marginal.years[0].added.value"},
		{"no profit at all", func(in *income.SharingInput) {
			in.Share = income.Share{Marginal: &income.MarginalShare{Years: []income.MarginalYear{{}}}}
		}, "share.total", "share.marginal.years"},
		{"tax on net profit", func(in *income.SharingInput) { in.Basis = income.OfNet }, "tax.twice", "tax.value"},
		{"tax forgotten", func(in *income.SharingInput) { in.Tax = sourced.Rate{} }, "tax.missing", "tax"},
		{"tax above one", func(in *income.SharingInput) { in.Tax = rate("1.1") }, "rate.range", "tax.value"},
		{"an unknown decay", func(in *income.SharingInput) { in.Decay = &income.Decay{Form: "bass"} }, "decay.form", "decay.form"},
		{"a decay of zero", func(in *income.SharingInput) { in.Decay = &income.Decay{Form: income.ConstantDecay} }, "rate.range", "decay.rate.value"},
		{"a table too short", func(in *income.SharingInput) {
			in.Decay = &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1")}}
		}, "decay.table", "decay.table"},
		{"a table above one", func(in *income.SharingInput) {
			in.Decay = &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1"), rate("1.2")}}
		}, "rate.range", "decay.table[1].value"},
		{"linear without a ground", func(in *income.SharingInput) { in.Decay = &income.Decay{Form: income.LinearDecay} }, "source.missing", "decay.reason"},
		{"a rate nobody uses", func(in *income.SharingInput) {
			in.Decay = &income.Decay{Form: income.LinearDecay, Reason: "x", Rate: rate("0.1")}
		}, "decay.unused", "decay.rate"},
		{"a table nobody uses", func(in *income.SharingInput) {
			in.Decay = &income.Decay{Form: income.ConstantDecay, Rate: rate("0.1"), Table: []sourced.Rate{rate("1")}}
		}, "decay.unused", "decay.table"},
		{"listed and forecast", func(in *income.SharingInput) {
			in.Forecast = &income.Forecast{Base: yuan(1)[0], Growth: []sourced.Rate{rate("0.1")}}
		}, "forecast.twice", "amounts"},
		{"growth of −100 %", func(in *income.SharingInput) {
			in.Amounts, in.Forecast = nil, &income.Forecast{Base: yuan(1)[0], Growth: []sourced.Rate{rate("-1")}}
		}, "rate.range", "forecast.growth[0].value"},
		{"a forecast beyond the range", func(in *income.SharingInput) {
			in.Amounts, in.Forecast = nil, &income.Forecast{Base: sourced.Amount{Value: money.Max, Source: "x"}, Growth: []sourced.Rate{rate("0.1")}}
		}, "amount.range", "forecast.growth[0]"},
	} {
		in := shared()
		c.change(&in)
		_, err := income.Sharing{Input: in, Base: base}.Value()
		require.Equal(t, c.code+" "+c.path, first(err), "%s: %v", c.name, err)
	}
}

func first(err error) string {
	fs := fault.Of(err)
	if len(fs) == 0 {
		return ""
	}
	return fs[0].Code + " " + fs[0].Path
}

func amount(s string) sourced.Amount { return sourced.Amount{Value: money.Must(s), Source: "来源"} }

func near(t require.TestingT, want, got, within string) {
	w, g := decimal.RequireFromString(want), decimal.RequireFromString(got)
	require.True(t, w.Sub(g).Abs().LessThanOrEqual(decimal.RequireFromString(within)), "want %s, got %s", want, got)
}

func TestSharingARoyaltyOfRevenueIsReliefFromRoyalty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []sourced.Amount
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			list = append(list, sourced.Amount{Value: money.Money(rapid.Int64Range(0, 1e13).Draw(t, "revenue")), Source: "x"})
		}
		r := sourced.Rate{Value: money.RateOf(decimal.New(rapid.Int64Range(1, 400).Draw(t, "share"), -3)), Source: "x"}
		set := at10()
		set.Convention.Timing = rapid.SampledFrom([]cashflow.Timing{cashflow.EndYear, cashflow.MidYear}).Draw(t, "timing")
		set.Convention.FirstEnd = base.AddDays(rapid.IntRange(1, 365).Draw(t, "first"))
		a := income.Sharing{Base: base, Input: income.SharingInput{Basis: income.OfRevenue, Amounts: list, Share: income.Share{Rate: r}, Tax: rate("0.25"), Setting: set}}
		b := income.Royalty{Base: base, Input: income.RoyaltyInput{Revenue: list, Royalty: r, Tax: rate("0.25"), Convention: set.Convention, Choice: set.Choice}}
		require.Equal(t, worth(t, b), worth(t, a))
	})
}
