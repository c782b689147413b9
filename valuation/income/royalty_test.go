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
)

func rate(r string) sourced.Rate { return sourced.Rate{Value: money.MustRate(r), Source: "来源"} }

func yuan(amounts ...int64) []sourced.Amount {
	out := make([]sourced.Amount, len(amounts))
	for i, a := range amounts {
		out[i] = sourced.Amount{Value: money.Yuan(a), Source: "来源"}
	}
	return out
}

func stream() income.RoyaltyInput {
	return income.RoyaltyInput{Revenue: yuan(1_000_000, 1_000_000), Royalty: rate("0.05"), Tax: rate("0.25"), Choice: discount.Choice{Rate: rate("0.1")}}
}

func value(t *testing.T, in income.RoyaltyInput) string {
	t.Helper()
	r, err := income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	require.Equal(t, r.Value.String(), r.Step.Result)
	return r.Value.String()
}

func TestFiguresWorkedByHand(t *testing.T) {
	in := stream()
	require.Equal(t, "65082.64", value(t, in), "37,500 × (1/1.1 + 1/1.21)")
	in.Convention.FactorDigits = cashflow.FourDigits
	require.Equal(t, "65081.25", value(t, in), "37,500 × (0.9091 + 0.8264)")

	in = stream()
	in.Decay = rate("0.2")
	require.Equal(t, "58884.30", value(t, in), "37,500/1.1 + 30,000/1.21")

	in = stream()
	in.Maintenance = yuan(2000, 4000)
	require.Equal(t, "61239.67", value(t, in), "36,000/1.1 + 34,500/1.21")

	in = stream()
	in.Convention.FirstEnd = date.Must("2026-03-14") // 73 of 365 days
	in.Revenue = in.Revenue[:1]
	in.Rate = rate("0.21")
	in.Convention.Timing = cashflow.MidYear
	require.Equal(t, "7358.39", value(t, in), "7,500 ÷ 1.21^0.1")

	in = stream()
	in.Rate = sourced.Rate{}
	in.BuildUp = &discount.BuildUp{RiskFree: rate("0.05"), Items: []discount.Item{{Class: discount.Market, Name: "市场", Rate: rate("0.05")}}}
	require.Equal(t, "65082.64", value(t, in), "a built-up 10 % is the same 10 %")
}

func TestDoubleCountingOfTechnicalRiskIsRemarked(t *testing.T) {
	in := stream()
	in.Decay, in.Rate = rate("0.1"), sourced.Rate{}
	in.BuildUp = &discount.BuildUp{RiskFree: rate("0.02"), Items: []discount.Item{{Class: discount.Technical, Name: "技术替代", Rate: rate("0.05")}, {Class: discount.Market, Name: "市场", Rate: rate("0.05")}}}
	r, err := income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	require.Len(t, r.Notes, 1)
	require.Contains(t, r.Notes[0], "重复")
	in.BuildUp.Items[0].Class = discount.Legal
	r, err = income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	require.Empty(t, r.Notes)
}

func TestWrongStreamsNameTheFieldAndTheRemedy(t *testing.T) {
	cases := []struct {
		name   string
		change func(*income.RoyaltyInput)
		code   string
		path   string
	}{
		{"no revenue", func(in *income.RoyaltyInput) { in.Revenue = nil }, "income.revenue", "revenue"},
		{"negative revenue", func(in *income.RoyaltyInput) { in.Revenue[1].Value = -1 }, "amount.negative", "revenue[1].value"},
		{"no royalty", func(in *income.RoyaltyInput) { in.Royalty = sourced.Rate{} }, "rate.range", "royalty.value"},
		{"royalty above one", func(in *income.RoyaltyInput) { in.Royalty = rate("1.01") }, "rate.range", "royalty.value"},
		{"negative tax", func(in *income.RoyaltyInput) { in.Tax = rate("-0.1") }, "rate.range", "tax.value"},
		{"decay of one", func(in *income.RoyaltyInput) { in.Decay = rate("1") }, "rate.range", "decay.value"},
		{"maintenance of one year only", func(in *income.RoyaltyInput) { in.Maintenance = yuan(1) }, "income.maintenance", "maintenance"},
		{"no discount rate", func(in *income.RoyaltyInput) { in.Rate = sourced.Rate{} }, "discount.missing", "rate.value"},
		{"discount rate of minus one", func(in *income.RoyaltyInput) { in.Rate = rate("-1") }, "rate.range", "rate.value"},
		{"discount rate above one", func(in *income.RoyaltyInput) { in.Rate = rate("1.2") }, "rate.range", "rate.value"},
		{"two discount rates", func(in *income.RoyaltyInput) {
			in.BuildUp = &discount.BuildUp{RiskFree: rate("0.02"), Items: []discount.Item{{Class: discount.Market, Name: "市场", Rate: rate("0.05")}}}
		}, "discount.twice", "rate"},
		{"costs above royalties", func(in *income.RoyaltyInput) { in.Maintenance = yuan(60_000, 60_000) }, "income.negative", "maintenance"},
	}
	for _, c := range cases {
		in := stream()
		c.change(&in)
		_, err := income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s: %v", c.name, err)
		require.Equal(t, []string{c.code, c.path}, []string{fs[0].Code, fs[0].Path}, c.name)
	}
}

func TestTheForecastMayReachTheLifeEndButNotPassIt(t *testing.T) {
	r := income.Royalty{Input: stream(), Base: date.Must("2025-12-31"), LifeEnd: date.Must("2027-12-31")}
	_, err := r.Value()
	require.NoError(t, err)
	r.LifeEnd = date.Must("2027-12-30")
	_, err = r.Value()
	require.True(t, fault.Has(err, "income.beyond_life"))
	require.Contains(t, fault.Of(err)[0].Message, "2027-12-30")
	r.Input.Convention.LastEnd = date.Must("2027-12-30")
	_, err = r.Value()
	require.NoError(t, err, "the remedy the message names works")
}

func TestTheValueMovesTheRightWay(t *testing.T) {
	at := func(t require.TestingT, in income.RoyaltyInput) money.Money {
		r, err := income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
		require.NoError(t, err)
		return r.Value
	}
	rapid.Check(t, func(t *rapid.T) {
		in := stream()
		for i := range in.Revenue {
			in.Revenue[i].Value = money.Money(rapid.Int64Range(1e8, 1e13).Draw(t, "revenue"))
		}
		in.Rate.Value = money.RateOf(decimal.New(rapid.Int64Range(10, 900).Draw(t, "rate"), -3))
		base := at(t, in)
		mid := in
		mid.Convention.Timing = cashflow.MidYear
		require.Greater(t, at(t, mid), base, "cash at mid-year is worth more")
		dearer := in
		dearer.Rate.Value = money.RateOf(in.Rate.Value.Decimal().Add(decimal.New(1, -2)))
		require.Less(t, at(t, dearer), base)
		taxed := in
		taxed.Tax = rate("0.3")
		require.Less(t, at(t, taxed), base)
		decaying := in
		decaying.Decay = rate("0.05")
		require.Less(t, at(t, decaying), base)
	})
}

func TestAmountsBeyondTheRangeFailRatherThanWrap(t *testing.T) {
	in := stream()
	in.Revenue[0].Value, in.Revenue[1].Value = money.Max, money.Max
	in.Royalty, in.Tax, in.Rate = rate("1"), sourced.Rate{Source: "免税"}, rate("0.01")
	_, err := income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.True(t, fault.Has(err, "amount.range"))
}
