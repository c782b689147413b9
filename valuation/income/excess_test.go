package income_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

func excess() income.ExcessInput {
	return income.ExcessInput{Revenue: yuan(1_000_000, 1_000_000), Margin: []sourced.Rate{rate("0.2")}, Tax: rate("0.25"), Setting: at10(),
		Assets: []income.Contributory{{Name: "营运资金", First: yuan(100_000)[0], Return: rate("0.05")}}}
}

func excessWorth(t *testing.T, change func(*income.ExcessInput)) string {
	t.Helper()
	in := excess()
	change(&in)
	return worth(t, income.Excess{Input: in, Base: base})
}

func TestExcessEarningsWorkedByHand(t *testing.T) {
	require.Equal(t, "251652.89", excessWorth(t, func(*income.ExcessInput) {}), "(150,000 − 5,000) × 1.7355372")
	require.Equal(t, "226859.50", excessWorth(t, func(in *income.ExcessInput) {
		in.Retention = &income.Decay{Form: income.ConstantDecay, Rate: rate("0.2")}
	}), "145,000/1.1 + (120,000 − 5,000)/1.21")
	require.Equal(t, "227685.95", excessWorth(t, func(in *income.ExcessInput) {
		in.Retention, in.Assets[0].Follows = &income.Decay{Form: income.ConstantDecay, Rate: rate("0.2")}, true
	}), "145,000/1.1 + (120,000 − 4,000)/1.21")
	require.Equal(t, "163498.62", excessWorth(t, func(in *income.ExcessInput) { in.Assets[0].Wasting = num("1.5") }), "(145,000 − 66,666.67)/1.1 + (145,000 − 33,333.33)/1.21")
	require.Equal(t, "251239.67", excessWorth(t, func(in *income.ExcessInput) { in.Assets[0].Growth = rate("0.1") }), "145,000/1.1 + 144,500/1.21")
	require.Equal(t, "247520.66", excessWorth(t, func(in *income.ExcessInput) {
		in.Assets[0].First, in.Assets[0].Values = sourced.Amount{}, yuan(100_000, 200_000)
	}), "145,000/1.1 + 140,000/1.21")
	require.Equal(t, "189669.42", excessWorth(t, func(in *income.ExcessInput) { in.Margin = []sourced.Rate{rate("0.2"), rate("0.1")} }), "145,000/1.1 + 70,000/1.21")
}

func TestPublishedCharges(t *testing.T) {
	in := excess()
	in.Revenue = yuan(100_000_000)
	in.Assets = nil
	for i, v := range []int64{2_000_000, 5_000_000, 10_000_000} { // MPEEM-1
		in.Assets = append(in.Assets, income.Contributory{Name: "资产", First: yuan(v)[0], Return: rate([]string{"0.03", "0.08", "0.1"}[i])})
	}
	m := income.Excess{Input: in, Base: base}
	near(t, "60000", stepOf(t, m, "excess.year.1.charge.1").Result, "0")
	near(t, "400000", stepOf(t, m, "excess.year.1.charge.2").Result, "0")
	near(t, "1000000", stepOf(t, m, "excess.year.1.charge.3").Result, "0")
}

func TestPublishedExcessEarningsOfTrademarks(t *testing.T) {
	taxFree := sourced.Rate{Source: "金额已是税后"}
	in := income.ExcessInput{Stages: []income.Stage{{Annual: yuan(750_000)[0], Years: 5}, {Annual: yuan(320_000)[0], Years: 5}}, Tax: taxFree, Setting: at10()}
	require.Equal(t, "3596299.78", worth(t, income.Excess{Input: in, Base: base}), "EE-1: 359.63 万元")

	markets := []income.PremiumMarket{}
	for i, p := range []string{"20", "15", "18", "22", "15"} {
		markets = append(markets, income.PremiumMarket{Name: "市场", Premium: num(p), Mix: rate([]string{"0.3", "0.1", "0.2", "0.15", "0.25"}[i])})
	}
	in = income.ExcessInput{Premium: &income.MarketPremium{Markets: markets, Volume: times(5, num("1000000"))}, Tax: rate("0.25"), Setting: at10()}
	in.Rate = rate("0.15")
	m := income.Excess{Input: in, Base: base}
	require.Equal(t, "45631211.27", worth(t, m), "EE-3: 4,563.12 万元")
	near(t, "18.15", stepOf(t, m, "excess.premium").Result, "0")

	in = excess()
	in.Assets, in.Margin, in.Difference = nil, []sourced.Rate{rate("0.35")}, &income.MarginDifference{Normal: rate("0.15"), Contribution: rate("0.55")}
	m = income.Excess{Input: in, Base: base}
	near(t, "0.11", stepOf(t, m, "excess.year.1.rate").Result, "0") // EE-6
	require.Equal(t, "143181.82", worth(t, m), "1,000,000 × 11 % × 75 % × 1.7355372")
}

func TestExcessEarningsWithoutChargesAreTheProfits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []sourced.Amount
		for range rapid.IntRange(1, 10).Draw(t, "n") {
			list = append(list, sourced.Amount{Value: money.Money(rapid.Int64Range(0, 1e13).Draw(t, "revenue")), Source: "x"})
		}
		margin := sourced.Rate{Value: money.RateOf(decimal.New(rapid.Int64Range(1, 999).Draw(t, "margin"), -3)), Source: "x"}
		a := income.Excess{Base: base, Input: income.ExcessInput{Revenue: list, Margin: []sourced.Rate{margin}, Tax: rate("0.25"), Setting: at10()}}
		b := income.Royalty{Base: base, Input: income.RoyaltyInput{Revenue: list, Royalty: margin, Tax: rate("0.25"), Choice: at10().Choice}}
		require.Equal(t, worth(t, b), worth(t, a))
	})
}

func TestWrongExcessEarningsNameTheFieldAndTheRemedy(t *testing.T) {
	premium := func(mix ...string) *income.MarketPremium {
		p := &income.MarketPremium{Volume: []sourced.Number{num("1")}}
		for _, m := range mix {
			p.Markets = append(p.Markets, income.PremiumMarket{Name: "a", Premium: num("1"), Mix: rate(m)})
		}
		return p
	}
	bare := func(in *income.ExcessInput) { in.Revenue, in.Margin = nil, nil }
	for _, c := range []struct {
		name       string
		change     func(*income.ExcessInput)
		code, path string
	}{
		{"no profit", bare, "excess.form", "revenue"},
		{"two forms", func(in *income.ExcessInput) { in.Stages = []income.Stage{{yuan(1)[0], 2}} }, "excess.form", "stages"},
		{"no margin", func(in *income.ExcessInput) { in.Margin = nil }, "excess.margin", "margin"},
		{"a margin too many", func(in *income.ExcessInput) { in.Margin = times(3, rate("0.1")) }, "excess.margin", "margin"},
		{"a margin above one", func(in *income.ExcessInput) { in.Margin[0] = rate("1.1") }, "rate.range", "margin[0].value"},
		{"a difference of nothing", func(in *income.ExcessInput) {
			bare(in)
			in.Stages, in.Difference = []income.Stage{{yuan(1)[0], 2}}, &income.MarginDifference{Normal: rate("0.1"), Contribution: rate("1")}
		}, "excess.difference", "difference"},
		{"no contribution", func(in *income.ExcessInput) { in.Difference = &income.MarginDifference{Normal: rate("0.1")} }, "rate.range", "difference.contribution.value"},
		{"a stage of no years", func(in *income.ExcessInput) { bare(in); in.Stages = []income.Stage{{yuan(1)[0], 0}} }, "excess.stage", "stages[0].years"},
		{"too many years", func(in *income.ExcessInput) {
			bare(in)
			in.Stages = times(2, income.Stage{Annual: yuan(1)[0], Years: 30})
		}, "excess.years", "stages"},
		{"a negative stage", func(in *income.ExcessInput) { bare(in); in.Stages = []income.Stage{{yuan(-1)[0], 2}} }, "amount.negative", "stages[0].annual.value"},
		{"a mix of 90 %", func(in *income.ExcessInput) { bare(in); in.Premium = premium("0.5", "0.4") }, "excess.mix", "premium.markets"},
		{"no markets", func(in *income.ExcessInput) { bare(in); in.Premium = premium() }, "excess.mix", "premium.markets"},
		{"no volume", func(in *income.ExcessInput) { bare(in); in.Premium = premium("1"); in.Premium.Volume = nil }, "excess.years", "premium.volume"},
		{"a market without name", func(in *income.ExcessInput) { bare(in); in.Premium = premium("1"); in.Premium.Markets[0].Name = "" }, "excess.market", "premium.markets[0].name"},
		{"an asset without name", func(in *income.ExcessInput) { in.Assets[0].Name = " " }, "excess.asset", "assets[0].name"},
		{"an asset without value", func(in *income.ExcessInput) { in.Assets[0].First = sourced.Amount{} }, "excess.asset", "assets[0].first"},
		{"an asset valued twice", func(in *income.ExcessInput) { in.Assets[0].Values = yuan(1, 2) }, "excess.asset", "assets[0].first"},
		{"an asset valued for one year", func(in *income.ExcessInput) {
			in.Assets[0].First, in.Assets[0].Values = sourced.Amount{}, yuan(1)
		}, "excess.asset", "assets[0].values"},
		{"an asset without return", func(in *income.ExcessInput) { in.Assets[0].Return = sourced.Rate{} }, "rate.range", "assets[0].return.value"},
		{"a negative life", func(in *income.ExcessInput) { in.Assets[0].Wasting = num("-1") }, "number.range", "assets[0].wasting.value"},
		{"tax forgotten", func(in *income.ExcessInput) { in.Tax = sourced.Rate{} }, "tax.missing", "tax"},
		{"a retention too short", func(in *income.ExcessInput) {
			in.Retention = &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1")}}
		}, "decay.table", "retention.table"},
		{"charges above the profit", func(in *income.ExcessInput) { in.Assets[0].First = yuan(4_000_000)[0] }, "income.negative", "assets"},
	} {
		in := excess()
		c.change(&in)
		_, err := income.Excess{Input: in, Base: base}.Value()
		require.Equal(t, c.code+" "+c.path, first(err), "%s: %v", c.name, err)
	}
}

func TestARoundedScheduleReproducesThePrintedTable(t *testing.T) {
	var list []decimal.Decimal
	for _, s := range []string{"565.77", "582.75", "571.64", "515.19", "454.84"} {
		list = append(list, decimal.RequireFromString(s))
	}
	after, factors, pv, total, err := income.RoundedSchedule(money.MustRate("0.12"), list, decimal.RequireFromString("0.33"), cashflow.TwoDigits, 2)
	require.NoError(t, err)
	text := func(ds []decimal.Decimal) (out []string) {
		for _, d := range ds {
			out = append(out, d.String())
		}
		return out
	}
	require.Equal(t, []string{"379.07", "390.44", "383", "345.18", "304.74"}, text(after))
	require.Equal(t, []string{"0.89", "0.8", "0.71", "0.64", "0.57"}, text(factors))
	require.Equal(t, []string{"337.37", "312.35", "271.93", "220.92", "173.7"}, text(pv))
	require.Equal(t, "1316.27", total.String())
}

func TestTheReturnOfAWastingAssetIsItsValueWhateverThePeriods(t *testing.T) {
	returned := func(t require.TestingT, firstEnd, life string) decimal.Decimal {
		in := excess()
		in.Revenue, in.Convention.FirstEnd = yuan(9_000_000, 9_000_000, 9_000_000, 9_000_000, 9_000_000), date.Must(firstEnd)
		in.Assets = []income.Contributory{{Name: "设备", First: yuan(3_000_000)[0], Return: rate("0.1"), Wasting: num(life)}}
		r, err := income.Excess{Input: in, Base: base}.Value()
		require.NoError(t, err)
		periods, err := in.Convention.Periods(base, 5)
		require.NoError(t, err)
		sum := decimal.Zero
		r.Step.Walk(func(s trace.Step) bool {
			for i, p := range periods {
				if s.ID == trace.Index("excess.year", i+1)+".charge.1" {
					sum = sum.Add(decimal.RequireFromString(s.Result).Sub(decimal.New(300_000, 0)).Mul(p.Fraction))
				}
			}
			return true
		})
		return sum
	}
	near(t, "3000000", returned(t, "2026-07-03", "3").String(), "0.01") // 184 of 365 days: 0.5041
	near(t, "3000000", returned(t, "2026-12-31", "3").String(), "0.01")
	near(t, "2252054.79", returned(t, "2026-07-03", "6").String(), "0.01") // 4.5041 of six years
	rapid.Check(t, func(t *rapid.T) {
		end := base.AddDays(rapid.IntRange(1, 365).Draw(t, "days")).String()
		near(t, "3000000", returned(t, end, decimal.New(rapid.Int64Range(1, 40).Draw(t, "life"), -1).String()).String(), "0.01")
	})
}
