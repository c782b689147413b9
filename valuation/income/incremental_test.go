package income_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

func num(s string) sourced.Number { return sourced.Number(rate(s)) }

func business(q, p, c string) income.Business {
	return income.Business{Quantity: num(q), Price: num(p), Cost: num(c)}
}

func times[T any](n int, v T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func incremental() income.IncrementalInput {
	return income.IncrementalInput{Years: times(5, income.Comparison{With: business("120000", "110", "75"), Without: business("100000", "100", "80")}), Tax: rate("0.33"), Setting: at10()}
}

func TestPublishedIncrements(t *testing.T) {
	in := incremental()
	m := income.Incremental{Input: in, Base: base}
	require.Equal(t, "5587619.70", worth(t, m), "INC-2: 558.76 万元")
	near(t, "2814000", stepOf(t, m, "incremental.year.1.with").Result, "0")
	near(t, "1340000", stepOf(t, m, "incremental.year.1.without").Result, "0")

	in = income.IncrementalInput{Years: times(10, income.Comparison{With: business("115", "110", "57"), Without: business("100", "100", "60")}), Tax: rate("0.25"), Setting: at10()}
	require.Equal(t, "9654.65", worth(t, income.Incremental{Input: in, Base: base}), "INC-3: the baseline is taken off; the printed key, 28,088, forgets it")

	in = income.IncrementalInput{Price: times(5, income.PricePair{With: num("20"), Without: num("17.5"), Volume: num("100000")}),
		Cost: times(5, income.CostPair{With: num("3.5"), Without: num("4"), Volume: num("100000")}), Tax: rate("0.25"), Setting: at10()}
	m = income.Incremental{Input: in, Base: base}
	require.Equal(t, "852927.02", worth(t, m), "INC-1: 85.29 万元")
	near(t, "187500", stepOf(t, m, "incremental.year.1.price").Result, "0")
	near(t, "37500", stepOf(t, m, "incremental.year.1.cost").Result, "0")
	r, err := m.Value()
	require.NoError(t, err)
	require.Contains(t, r.Notes[0], "重复")

	in = income.IncrementalInput{Volume: times(3, income.VolumePair{With: num("80000"), Without: num("50000"), Price: num("500"), Cost: num("450")}), Tax: rate("0.25"), Setting: at10()}
	require.Equal(t, "2797708.49", worth(t, income.Incremental{Input: in, Base: base}), "INC-4: 279.77 万元")
}

func TestCompetitionWeighsTheIncrement(t *testing.T) {
	in := income.IncrementalInput{Profits: []income.ProfitPair{{With: yuan(300)[0], Without: yuan(100)[0]}, {With: yuan(300)[0], Without: yuan(-100)[0]}}, Setting: at10()}
	require.Equal(t, "512.40", worth(t, income.Incremental{Input: in, Base: base}), "200/1.1 + 400/1.21")
	in.Advantage = []sourced.Rate{rate("0.5")}
	require.Equal(t, "256.20", worth(t, income.Incremental{Input: in, Base: base}))
	in.Advantage = []sourced.Rate{rate("1"), rate("0.25")}
	require.Equal(t, "264.46", worth(t, income.Incremental{Input: in, Base: base}), "200/1.1 + 100/1.21")
	in.Convention.FirstEnd = date.Must("2026-03-14") // 73 of 365 days
	m := income.Incremental{Input: in, Base: base}
	near(t, "40", stepOf(t, m, "incremental.year.1.income").Result, "0")
}

func TestTheComparisonIsThePriceAndTheCostEffectAtOneVolume(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) sourced.Number {
			return sourced.Number{Value: money.RateOf(decimal.New(rapid.Int64Range(1, 1e6).Draw(t, name), -3)), Source: "x"}
		}
		q0, q1, p0, p1, c0, c1 := draw("q0"), draw("q1"), draw("p0"), draw("p1"), draw("c0"), draw("c1")
		tax := rate("0.25")
		full := income.NetProfit(dec(q1), dec(p1), dec(c1), tax.Value.Decimal()).Sub(income.NetProfit(dec(q0), dec(p0), dec(c0), tax.Value.Decimal()))
		parts := income.PriceGain(dec(p1), dec(p0), dec(q1), tax.Value.Decimal()).Add(income.CostGain(dec(c1), dec(c0), dec(q1), tax.Value.Decimal())).
			Add(income.VolumeGain(dec(q1), dec(q0), dec(p0), dec(c0), tax.Value.Decimal()))
		require.True(t, full.Equal(parts), "%s is not %s", full, parts)
		a := income.IncrementalInput{Years: times(3, income.Comparison{With: income.Business{Quantity: q1, Price: p1, Cost: c1}, Without: income.Business{Quantity: q0, Price: p0, Cost: c0}}), Tax: tax, Setting: at10()}
		b := income.IncrementalInput{Price: times(3, income.PricePair{With: p1, Without: p0, Volume: q1}), Cost: times(3, income.CostPair{With: c1, Without: c0, Volume: q1}),
			Volume: times(3, income.VolumePair{With: q1, Without: q0, Price: p0, Cost: c0}), Tax: tax, Setting: at10()}
		if full.IsPositive() {
			require.Equal(t, worth(t, income.Incremental{Input: a, Base: base}), worth(t, income.Incremental{Input: b, Base: base}))
		}
	})
}

func dec(n sourced.Number) decimal.Decimal { return n.Value.Decimal() }

func TestWrongComparisonsNameTheFieldAndTheRemedy(t *testing.T) {
	for _, c := range []struct {
		name       string
		change     func(*income.IncrementalInput)
		code, path string
	}{
		{"nothing compared", func(in *income.IncrementalInput) { in.Years = nil }, "incremental.form", "years"},
		{"compared twice", func(in *income.IncrementalInput) { in.Profits = make([]income.ProfitPair, 5) }, "incremental.form", "profits"},
		{"in full and in short", func(in *income.IncrementalInput) { in.Cost = make([]income.CostPair, 5) }, "incremental.form", "cost"},
		{"no baseline", func(in *income.IncrementalInput) { in.Years[2].Without = income.Business{} }, "incremental.baseline", "years[2].without.quantity"},
		{"no price", func(in *income.IncrementalInput) { in.Years[0].With.Price = sourced.Number{} }, "incremental.price", "years[0].with.price"},
		{"no source", func(in *income.IncrementalInput) { in.Years[0].With.Cost.Source = "" }, "source.missing", "years[0].with.cost.source"},
		{"a negative quantity", func(in *income.IncrementalInput) { in.Years[0].With.Quantity = num("-1") }, "number.range", "years[0].with.quantity.value"},
		{"no baseline of profit", func(in *income.IncrementalInput) {
			*in = income.IncrementalInput{Profits: []income.ProfitPair{{With: yuan(1)[0]}}, Setting: at10()}
		}, "incremental.baseline", "profits[0].without"},
		{"a loss without source", func(in *income.IncrementalInput) {
			*in = income.IncrementalInput{Profits: []income.ProfitPair{{With: yuan(1)[0], Without: sourced.Amount{Value: -1}}}, Setting: at10()}
		}, "source.missing", "profits[0].without.source"},
		{"tax on profit after tax", func(in *income.IncrementalInput) {
			*in = income.IncrementalInput{Profits: []income.ProfitPair{{With: yuan(2)[0], Without: yuan(1)[0]}}, Tax: rate("0.25"), Setting: at10()}
		}, "tax.twice", "tax.value"},
		{"tax forgotten", func(in *income.IncrementalInput) { in.Tax = sourced.Rate{} }, "tax.missing", "tax"},
		{"no old price", func(in *income.IncrementalInput) {
			in.Years, in.Price = nil, []income.PricePair{{With: num("2"), Volume: num("1")}}
		}, "incremental.baseline", "price[0].without"},
		{"no old cost", func(in *income.IncrementalInput) {
			in.Years, in.Cost = nil, []income.CostPair{{With: num("2"), Volume: num("1")}}
		}, "incremental.baseline", "cost[0].without"},
		{"no old volume", func(in *income.IncrementalInput) {
			in.Years, in.Volume = nil, []income.VolumePair{{With: num("2"), Price: num("1")}}
		}, "incremental.baseline", "volume[0].without"},
		{"effects of different length", func(in *income.IncrementalInput) {
			in.Years, in.Price = nil, times(3, income.PricePair{With: num("20"), Without: num("17"), Volume: num("1")})
			in.Cost = times(2, income.CostPair{With: num("3"), Without: num("4"), Volume: num("1")})
		}, "incremental.length", "cost"},
		{"probabilities of some years", func(in *income.IncrementalInput) { in.Advantage = times(2, rate("1")) }, "incremental.advantage", "advantage"},
		{"a probability above one", func(in *income.IncrementalInput) { in.Advantage = times(1, rate("1.01")) }, "rate.range", "advantage[0].value"},
		{"worse with than without", func(in *income.IncrementalInput) {
			for i := range in.Years {
				in.Years[i].With, in.Years[i].Without = in.Years[i].Without, in.Years[i].With
			}
		}, "income.negative", "years"},
	} {
		in := incremental()
		c.change(&in)
		_, err := income.Incremental{Input: in, Base: base}.Value()
		require.Equal(t, c.code+" "+c.path, first(err), "%s: %v", c.name, err)
	}
}

func TestABaselineOfZeroWithAGroundIsABaseline(t *testing.T) {
	in := incremental()
	for i := range in.Years {
		in.Years[i].Without = income.Business{Quantity: sourced.Number{Source: "无该专利不能生产"}}
	}
	require.Equal(t, "10667273.97", worth(t, income.Incremental{Input: in, Base: base}), "2,814,000 × 3.79078677")
}
