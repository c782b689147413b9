package eligibility_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/eligibility"
	"zhiya/workflow/policy"
	"zhiya/workflow/riskshare"
)

var day = date.Must

func rate(s string) *money.Rate { r := money.MustRate(s); return &r }

func yes(b bool) *bool { return &b }

// good meets every condition of 助企成长贷 at its limits.
func good() eligibility.Facts {
	return eligibility.Facts{On: day("2026-11-23"), Lent: day("2024-01-10"), Due: day("2027-01-10"), Amount: money.Yuan(3_000_000), Rate: money.MustRate("0.0375"), LPR: rate("0.0345"),
		Guaranteed: yes(true), Labels: []string{"高新技术企业", "小微企业"}, Districts: []string{"海州区"}, Bank: "示例银行", Clean: yes(true)}
}

func of(t require.TestingT, f eligibility.Facts, code string) eligibility.Result {
	all, err := eligibility.Examine(f, policy.Embedded())
	require.NoError(t, err)
	for _, r := range all {
		if r.Code == code {
			return r
		}
	}
	require.Fail(t, "no "+code)
	return eligibility.Result{}
}

func condition(t require.TestingT, f eligibility.Facts, tool, code string) riskshare.Condition {
	for _, c := range of(t, f, tool).Conditions {
		if c.Code == code {
			return c
		}
	}
	require.Fail(t, "no condition "+code)
	return riskshare.Condition{}
}

func TestEachConditionIsMetNotMetOrUnknownAtItsBoundary(t *testing.T) {
	require.Equal(t, riskshare.Met, of(t, good(), "PP-ZQ").Outcome)
	const met, unmet, unknown = riskshare.Met, riskshare.Unmet, riskshare.Unknown
	for _, c := range []struct {
		tool, code string
		want       riskshare.Outcome
		change     func(*eligibility.Facts)
	}{
		{"PP-ZQ", "amount", unmet, func(f *eligibility.Facts) { f.Amount++ }},
		{"PP-ZQ", "amount", unknown, func(f *eligibility.Facts) { f.Amount = 0 }},
		{"PP-ZQ", "months", unmet, func(f *eligibility.Facts) { f.Due = f.Due.AddDays(1) }},
		{"PP-ZQ", "months", met, func(f *eligibility.Facts) { f.Due = day("2024-07-10") }},
		{"PP-ZQ", "months", unmet, func(f *eligibility.Facts) { f.Due = day("2024-07-09") }},
		{"PP-ZQ", "months", unknown, func(f *eligibility.Facts) { f.Due = date.Date{} }},
		{"PP-ZQ", "rate", met, func(f *eligibility.Facts) {}},
		{"PP-ZQ", "rate", unmet, func(f *eligibility.Facts) { f.Rate = money.MustRate("0.037501") }},
		{"PP-ZQ", "rate", met, func(f *eligibility.Facts) { f.Rate, f.Guaranteed = money.MustRate("0.0425"), yes(false) }},
		{"PP-ZQ", "rate", unmet, func(f *eligibility.Facts) { f.Rate, f.Guaranteed = money.MustRate("0.042501"), yes(false) }},
		{"PP-ZQ", "rate", unknown, func(f *eligibility.Facts) { f.Rate, f.Guaranteed = money.MustRate("0.0425"), nil }},
		{"PP-ZQ", "rate", unknown, func(f *eligibility.Facts) { f.LPR = nil }},
		{"PP-ZQ", "clean", unmet, func(f *eligibility.Facts) { f.Clean = yes(false) }},
		{"PP-ZQ", "clean", unknown, func(f *eligibility.Facts) { f.Clean = nil }},
		{"PP-ZQ", "district", unknown, func(f *eligibility.Facts) { f.Districts = []string{"东海县"} }},
		{"PP-ZQ", "district", unknown, func(f *eligibility.Facts) { f.Districts = nil }},
		{"PP-ZQ", "firm", unknown, func(f *eligibility.Facts) { f.Labels = []string{"高新技术企业"} }},
		{"RL-2022", "firm", met, func(f *eligibility.Facts) {}},
		{"RL-2022", "firm", unmet, func(f *eligibility.Facts) { f.Labels = []string{"小微企业"} }},
		{"RL-2022", "firm", unknown, func(f *eligibility.Facts) { f.Labels = nil }},
		{"RL-2024", "firm", met, func(f *eligibility.Facts) { f.Labels = []string{"科技型中小企业"} }},
		{"RL-2024", "firm", unknown, func(f *eligibility.Facts) {}},
		{"RL-2022", "window", unmet, func(f *eligibility.Facts) { f.Lent = day("2021-12-31") }},
		{"RL-2022", "window", met, func(f *eligibility.Facts) { f.Lent = day("2022-01-01") }},
		{"RL-2022", "window", met, func(f *eligibility.Facts) { f.Lent = day("2024-03-31") }},
		{"RL-2022", "window", unmet, func(f *eligibility.Facts) { f.Lent = day("2024-04-01") }},
		{"RL-2022", "window", unknown, func(f *eligibility.Facts) { f.Lent = date.Date{} }},
		{"RL-2024", "window", unmet, func(f *eligibility.Facts) { f.Lent = day("2024-04-06") }},
		{"RL-2024", "window", met, func(f *eligibility.Facts) { f.Lent = day("2024-04-07") }},
		{"RL-2022", "bank_list", unknown, func(f *eligibility.Facts) {}},
		{"RL-2022", "bank_list", met, func(f *eligibility.Facts) {
			f.Listed = []string{"发放对象为有关全国性金融机构（名单未见）"}
		}},
	} {
		f := good()
		c.change(&f)
		got := condition(t, f, c.tool, c.code)
		require.Equal(t, c.want, got.Outcome, "%s %s: %s", c.tool, c.code, got.Reason)
		require.NotEmpty(t, got.Reason)
		require.Equal(t, c.want == met, got.Cure == "", "what is not met says what would cure it")
	}
}

func TestEveryToolNamesItsSource(t *testing.T) {
	all, err := eligibility.Examine(good(), policy.Embedded())
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all), 4)
	for _, r := range all {
		require.NotEmpty(t, r.Source, r.Code)
		require.NotEmpty(t, r.Citation, r.Code)
		require.NotEmpty(t, r.Conditions, r.Code)
	}
	require.Equal(t, policy.Unverified, of(t, good(), "RL-LYG").Citation, "a draft for comments is not cited")
	_, err = eligibility.Examine(eligibility.Facts{On: day("2021-06-27")}, policy.Embedded())
	require.True(t, fault.Has(err, "policy.no_rule"))
}

// Nothing is met by what is not known: with a fact taken away no condition becomes met, and no tool better.
func TestAMissingFactIsNeverTakenAsMet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := good()
		f.Lent = day("2021-01-01").AddDays(rapid.IntRange(0, 2000).Draw(t, "lent"))
		f.Amount = money.Money(rapid.Int64Range(1, 600_000_000).Draw(t, "amount"))
		f.Rate = money.RateOf(money.Money(rapid.Int64Range(1, 20).Draw(t, "rate")).Decimal())
		f.Guaranteed = yes(rapid.Bool().Draw(t, "guaranteed"))
		less := f
		for i, drop := range []func(){func() { less.LPR = nil }, func() { less.Guaranteed = nil }, func() { less.Labels = nil }, func() { less.Districts = nil }, func() { less.Clean = nil },
			func() { less.Lent = date.Date{} }, func() { less.Due = date.Date{} }, func() { less.Amount = 0 }} {
			if rapid.Bool().Draw(t, "drop") || i == 0 {
				drop()
			}
		}
		with, err := eligibility.Examine(f, policy.Embedded())
		require.NoError(t, err)
		without, err := eligibility.Examine(less, policy.Embedded())
		require.NoError(t, err)
		for i := range with {
			if without[i].Outcome == riskshare.Met {
				require.Equal(t, riskshare.Met, with[i].Outcome)
			}
			for k, c := range without[i].Conditions {
				if c.Outcome == riskshare.Met {
					require.Equal(t, riskshare.Met, with[i].Conditions[k].Outcome, "%s %s", with[i].Code, c.Code)
				}
			}
		}
	})
}

func TestFactsHandedInNameEveryFault(t *testing.T) {
	require.NoError(t, good().Validate())
	f := eligibility.Facts{Rate: money.MustRate("0.37"), LPR: rate("0"), Lent: day("2024-01-01"), Due: day("2024-01-01")}
	require.Len(t, fault.Of(f.Validate()), 5)
}
