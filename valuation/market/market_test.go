package market_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/market"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

var base = date.Must("2026-06-30")

func amount(y string) sourced.Amount {
	return sourced.Amount{Value: money.Must(y), Source: "交易公告"}
}

func rate(r string) sourced.Rate { return sourced.Rate{Value: money.MustRate(r), Source: "来源"} }

func number(n string) sourced.Number {
	return sourced.Number{Value: money.MustRate(n), Source: "评分表"}
}

func indexed(g market.Ground, subject, comparable string) market.Factor {
	return market.Factor{Ground: g, Subject: number(subject), Comparable: number(comparable)}
}

func direct(g market.Ground, ratio string) market.Factor {
	return market.Factor{Ground: g, Ratio: number(ratio), Reason: "资料比较"}
}

func deal(name, yuan string, factors ...market.Factor) market.Comparable {
	return market.Comparable{Name: name, Kind: market.Transfer, Date: date.Must("2025-06-30"), Price: amount(yuan), Factors: factors}
}

// three deals of 1,000,000 × 1.05 × 0.9, 800,000 × 1.25 and 1,200,000 × 0.8.
func input() market.Input {
	return market.Input{Comparables: []market.Comparable{
		deal("示例交易甲", "1000000", indexed(market.ByDate, "105", "100"), indexed(market.ByLife, "90", "100")),
		deal("示例交易乙", "800000", direct(market.ByQuality, "1.25")),
		deal("示例交易丙", "1200000", indexed(market.ByTerritory, "80", "100"))},
		Statistic: market.WeightedMean, Weighting: market.Equal, Quartiles: market.USReg, SingleLimit: rate("0.3"), GrossLimit: rate("0.5")}
}

func valueOf(t require.TestingT, in market.Input) trace.Result {
	r, err := market.Comparison{Input: in, Base: base}.Value()
	require.NoError(t, err)
	return r
}

func TestFiguresWorkedByHand(t *testing.T) {
	// adjusted prices: 945,000, 1,000,000 and 960,000
	in := input()
	r := valueOf(t, in)
	require.Equal(t, "968333.33", r.Value.String(), "(945,000 + 1,000,000 + 960,000) ÷ 3")
	require.Equal(t, []string{trace.Market, "market"}, []string{r.Approach, r.Method})
	require.Equal(t, "market.comparable.1", r.Step.Children[0].ID)
	require.Equal(t, "945000", r.Step.Children[0].Result)
	require.Equal(t, "market.comparable.1.factor.2", r.Step.Children[0].Children[1].ID)

	in.Weighting = market.Given
	for i, w := range []string{"0.5", "0.3", "0.2"} {
		in.Comparables[i].Weight = rate(w)
	}
	require.Equal(t, "964500.00", valueOf(t, in).Value.String(), "472,500 + 300,000 + 192,000")

	in = input()
	in.Weighting = market.Similarity
	for i, s := range []string{"90", "60", "50"} {
		in.Comparables[i].Similarity = number(s)
	}
	require.Equal(t, "965250.00", valueOf(t, in).Value.String(), "(90 × 945,000 + 60 × 1,000,000 + 50 × 960,000) ÷ 200")

	in = input()
	in.Statistic, in.Weighting = market.Median, ""
	require.Equal(t, "960000.00", valueOf(t, in).Value.String())
	in.Statistic = market.LowerQuartile
	require.Equal(t, "945000.00", valueOf(t, in).Value.String(), "one of three is at or below the lowest: more than a quarter")
	in.Quartiles = market.Inclusive
	require.Equal(t, "952500.00", valueOf(t, in).Value.String(), "half-way between the two lowest")

	in.Statistic, in.Quality = market.QualityScore, number("80")
	for i, q := range []string{"90", "100", "64"} {
		in.Comparables[i].Quality = number(q)
	}
	r = valueOf(t, in)
	require.Equal(t, "946666.67", r.Value.String(), "80 ÷ 3 × (10,500 + 10,000 + 15,000)")
	require.Contains(t, strings.Join(r.Notes, "\n"), "待核实")
}

func TestADealThatIsExcludedIsShownButNotCounted(t *testing.T) {
	in := input()
	in.Comparables[1].Excluded = "关联方交易"
	r := valueOf(t, in)
	require.Equal(t, "952500.00", r.Value.String())
	require.Contains(t, r.Step.Children[1].Formula, "关联方交易")
	require.Contains(t, strings.Join(r.Notes, "\n"), "只有 2 项")
}

func TestThePriceIndexAdjustsEveryDealToTheBaseDate(t *testing.T) {
	in := input()
	in.Comparables = []market.Comparable{deal("示例交易甲", "1000000"), deal("示例交易乙", "1000000"), deal("示例交易丙", "1000000")}
	in.Comparables[1].Date = date.Must("2024-12-30")
	in.PriceIndex = []market.IndexPoint{{Date: date.Must("2024-01-01"), Index: number("100")}, {Date: date.Must("2025-01-01"), Index: number("110")}, {Date: date.Must("2026-01-01"), Index: number("121")}}
	r := valueOf(t, in)
	require.Equal(t, "1136666.67", r.Value.String(), "1.1, 1.21 and 1.1 million")
	require.Empty(t, r.Notes)
	in.Comparables[0].Factors = []market.Factor{direct(market.ByDate, "1.1")}
	in.Comparables[1].Date = date.Must("2023-12-31")
	_, err := market.Comparison{Input: in, Base: base}.Value()
	require.True(t, fault.Has(err, "market.date_twice"))
	require.True(t, fault.Has(err, "market.index_missing"))
}

func TestAdjustmentsBeyondTheFirmsLimitsNeedANote(t *testing.T) {
	for name, change := range map[string]func(*market.Input){
		"one factor":   func(in *market.Input) { in.SingleLimit = rate("0.2") },
		"all together": func(in *market.Input) { in.GrossLimit = rate("0.2") },
	} {
		in := input()
		in.Comparables = append(in.Comparables[:1], in.Comparables[2], deal("示例交易丁", "800000", direct(market.ByQuality, "1.15"), direct(market.ByField, "0.79")))
		change(&in)
		_, err := market.Comparison{Input: in, Base: base}.Value()
		fs := fault.Of(err)
		require.Len(t, fs, 1, name)
		require.Equal(t, []string{"market.adjustment", "comparables[2].note"}, []string{fs[0].Code, fs[0].Path}, name)
		require.Equal(t, fault.Refused, fault.KindOf(err))
		in.Comparables[2].Note = "技术领域差异大，资料只此一项"
		r := valueOf(t, in)
		require.Contains(t, r.Step.Children[2].Formula, "资料只此一项")
	}
	in := input()
	in.SingleLimit, in.GrossLimit = sourced.Rate{}, sourced.Rate{}
	require.Contains(t, strings.Join(valueOf(t, in).Notes, "\n"), "未设定调整幅度限值")
}

func TestWrongComparablesNameTheField(t *testing.T) {
	cases := []struct {
		name   string
		change func(*market.Input)
		code   string
		path   string
	}{
		{"none", func(in *market.Input) { in.Comparables = nil }, "market.empty", "comparables"},
		{"all excluded", func(in *market.Input) {
			for i := range in.Comparables {
				in.Comparables[i].Excluded = "关联方"
			}
		}, "market.empty", "comparables"},
		{"too many", func(in *market.Input) { in.Comparables = make([]market.Comparable, 501) }, "market.many", "comparables"},
		{"no statistic", func(in *market.Input) { in.Statistic, in.Weighting = "", "" }, "market.statistic", "statistic"},
		{"no quartile rule", func(in *market.Input) { in.Quartiles = "" }, "market.quartiles", "quartiles"},
		{"a mean without weighting", func(in *market.Input) { in.Weighting = "" }, "market.weighting", "weighting"},
		{"weighting of a median", func(in *market.Input) { in.Statistic = market.Median }, "market.weighting", "weighting"},
		{"a weight that is not used", func(in *market.Input) { in.Comparables[0].Weight = rate("1") }, "market.weight", "comparables[0].weight"},
		{"no similarity", func(in *market.Input) {
			in.Weighting = market.Similarity
			in.Comparables[0].Similarity, in.Comparables[1].Similarity = number("1"), number("1")
		}, "market.similarity", "comparables[2].similarity.value"},
		{"no name", func(in *market.Input) { in.Comparables[0].Name = " " }, "market.name", "comparables[0].name"},
		{"an unknown kind", func(in *market.Input) { in.Comparables[0].Kind = "gift" }, "market.kind", "comparables[0].kind"},
		{"no date", func(in *market.Input) { in.Comparables[0].Date = date.Date{} }, "date.missing", "comparables[0].date"},
		{"after the base date", func(in *market.Input) { in.Comparables[0].Date = date.Must("2026-07-01") }, "market.future", "comparables[0].date"},
		{"no price", func(in *market.Input) { in.Comparables[0].Price = sourced.Amount{} }, "market.price", "comparables[0].price.value"},
		{"a negative price", func(in *market.Input) { in.Comparables[0].Price.Value = -1 }, "amount.negative", "comparables[0].price.value"},
		{"a price without a source", func(in *market.Input) { in.Comparables[0].Price.Source = "" }, "source.missing", "comparables[0].price.source"},
		{"a price and a rate", func(in *market.Input) {
			in.Comparables[0].Kind, in.Comparables[0].Royalty = market.Licence, rate("0.03")
		}, "market.both", "comparables[0].royalty"},
		{"a transfer with a rate", func(in *market.Input) {
			in.Comparables[0].Price, in.Comparables[0].Royalty = sourced.Amount{}, rate("0.03")
		}, "market.royalty", "comparables[0].royalty"},
		{"an unknown ground", func(in *market.Input) { in.Comparables[0].Factors[0].Ground = "weather" }, "market.ground", "comparables[0].factors[0].ground"},
		{"an index of zero", func(in *market.Input) { in.Comparables[0].Factors[0].Comparable = sourced.Number{} }, "market.index", "comparables[0].factors[0].comparable.value"},
		{"a subject of zero", func(in *market.Input) { in.Comparables[0].Factors[0].Subject = sourced.Number{} }, "market.index", "comparables[0].factors[0].subject.value"},
		{"a factor twice", func(in *market.Input) { in.Comparables[0].Factors[0].Ratio = number("1.1") }, "market.factor", "comparables[0].factors[0].ratio"},
		{"a ratio without a reason", func(in *market.Input) { in.Comparables[1].Factors[0].Reason = "" }, "market.reason", "comparables[1].factors[0].reason"},
		{"a negative ratio", func(in *market.Input) { in.Comparables[1].Factors[0].Ratio = number("-1") }, "number.range", "comparables[1].factors[0].ratio.value"},
		{"a factor of a thousand", func(in *market.Input) { in.Comparables[0].Factors[0].Subject = number("100000") }, "number.range", "comparables[0].factors[0].comparable.value"},
		{"an index out of order", func(in *market.Input) {
			in.Comparables = in.Comparables[1:]
			in.PriceIndex = []market.IndexPoint{{Date: date.Must("2025-01-01"), Index: number("1")}, {Date: date.Must("2025-01-01"), Index: number("1")}}
		}, "market.index_order", "price_index[1].date"},
		{"an index of zero points", func(in *market.Input) {
			in.Comparables = in.Comparables[1:]
			in.PriceIndex = []market.IndexPoint{{Date: date.Must("2024-01-01"), Index: number("1")}, {Date: date.Must("2025-12-01")}}
		}, "market.index", "price_index[1].index.value"},
		{"no quality of the subject", func(in *market.Input) {
			in.Statistic, in.Weighting = market.QualityScore, ""
			for i := range in.Comparables {
				in.Comparables[i].Quality = number("50")
			}
		}, "market.quality", "quality.value"},
		{"a check without licences", func(in *market.Input) {
			in.Check = &market.RoyaltyCheck{Rate: rate("0.03"), Tolerance: rate("0.2")}
		}, "market.royalty", "royalty_check"},
	}
	for _, c := range cases {
		in := input()
		c.change(&in)
		_, err := market.Comparison{Input: in, Base: base}.Value()
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s: %v", c.name, err)
		require.Equal(t, []string{c.code, c.path}, []string{fs[0].Code, fs[0].Path}, c.name)
	}
	in := input()
	in.Weighting = market.Given
	for i := range in.Comparables {
		in.Comparables[i].Weight = rate("0.3")
	}
	_, err := market.Comparison{Input: in, Base: base}.Value()
	require.True(t, fault.Has(err, "market.weights"))
	_, err = market.Comparison{Input: input()}.Value()
	require.True(t, fault.Has(err, "date.missing"))
	_, err = market.Comparison{Input: input(), Base: base, LifeEnd: base}.Value()
	require.True(t, fault.Has(err, "life.over"))
}

func TestAValueBeyondTheRangeOfMoneyIsAFaultOfTheDeals(t *testing.T) {
	in := input()
	in.Comparables[0].Price.Value = money.Max
	in.Comparables[0].Factors, in.Comparables[0].Note = []market.Factor{direct(market.ByField, "100")}, "说明"
	_, err := market.Comparison{Input: in, Base: base}.Value()
	require.Equal(t, []string{"amount.range", "comparables"}, []string{fault.Of(err)[0].Code, fault.Of(err)[0].Path})
}

func TestADealFarOffTheRangeIsRemarked(t *testing.T) {
	in := input()
	in.Comparables = append(in.Comparables, deal("示例交易丁", "960000"), deal("示例交易戊", "9000000"))
	notes := strings.Join(valueOf(t, in).Notes, "\n")
	require.Contains(t, notes, "“示例交易戊”调整后的数值偏离")
	require.NotContains(t, notes, "“示例交易丁”调整后的数值偏离")
}

func licence(name, royalty string) market.Comparable {
	return market.Comparable{Name: name, Kind: market.Licence, Date: base, Royalty: rate(royalty)}
}

func TestRoyaltyRatesOfLicencesCheckTheRateOfTheIncomeMethod(t *testing.T) {
	in := input()
	in.Statistic, in.Weighting = market.Median, ""
	in.Comparables = append(in.Comparables, licence("示例许可甲", "0.02"), licence("示例许可乙", "0.03"), licence("示例许可丙", "0.025"))
	in.Check = &market.RoyaltyCheck{Rate: rate("0.03"), Share: rate("0.2"), Margin: rate("0.1"), Tolerance: rate("0.2")}
	r := valueOf(t, in)
	require.Equal(t, "960000.00", r.Value.String(), "licences by rate do not enter the price")
	notes := strings.Join(r.Notes, "\n")
	require.NotContains(t, notes, "与 2.50% 相差", "20 % off the licences is just allowed")
	require.Contains(t, notes, "3.00% 与 2.00% 相差 50.00%", "20 % of 10 % is 2 %")

	found, err := market.Comparison{Input: in, Base: base}.RoyaltyRate()
	require.NoError(t, err)
	require.Equal(t, "0.025", found.Rate.String())
	require.Equal(t, "market.royalty", found.Step.ID)
	require.Equal(t, "0.02", market.ImpliedRoyalty(money.MustRate("0.2"), money.MustRate("0.1")).String(), "RFR-1")

	in.Check.Margin = sourced.Rate{}
	_, err = market.Comparison{Input: in, Base: base}.RoyaltyRate()
	require.True(t, fault.Has(err, "market.split"))
	in.Check = nil
	in.Comparables[3].Factors = []market.Factor{direct(market.ByField, "90")}
	in.Comparables[4].Factors, in.Comparables[5].Factors = in.Comparables[3].Factors, in.Comparables[3].Factors
	for i := range in.Comparables {
		in.Comparables[i].Note = "说明"
	}
	_, err = market.Comparison{Input: in, Base: base}.RoyaltyRate()
	require.True(t, fault.Has(err, "rate.range"))
	_, err = market.Comparison{Input: input(), Base: base}.RoyaltyRate()
	require.True(t, fault.Has(err, "market.empty"))
}

func TestValuesScaleWithPricesAndEveryStepHasItsOwnID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := input()
		in.SingleLimit, in.GrossLimit = sourced.Rate{}, sourced.Rate{}
		in.Statistic = rapid.SampledFrom([]market.Statistic{market.WeightedMean, market.Median, market.LowerQuartile, market.QualityScore}).Draw(t, "statistic")
		in.Weighting = ""
		if in.Statistic == market.WeightedMean {
			in.Weighting = rapid.SampledFrom([]market.Weighting{market.Equal, market.Similarity}).Draw(t, "weighting")
		}
		in.Quartiles = rapid.SampledFrom(market.QuartileRules).Draw(t, "rule")
		in.Quality = number("70")
		scale := rapid.Int64Range(2, 50).Draw(t, "scale")
		in.Comparables = nil
		n := rapid.IntRange(3, 8).Draw(t, "n")
		low, high := money.Max, money.Money(0)
		for range n {
			price := money.Money(rapid.Int64Range(100, 1_000_000_00).Draw(t, "price"))
			it := deal("示例", price.String())
			it.Similarity, it.Quality = number("50"), number("70")
			low, high = min(low, price), max(high, price)
			in.Comparables = append(in.Comparables, it)
		}
		r := valueOf(t, in)
		require.GreaterOrEqual(t, r.Value, low, "without adjustment the value lies among the prices")
		require.LessOrEqual(t, r.Value, high)
		for i := range in.Comparables {
			in.Comparables[i].Price.Value *= money.Money(scale)
		}
		scaled := valueOf(t, in)
		require.InDelta(t, float64(r.Value)*float64(scale), float64(scaled.Value), float64(scale)/2+1)
		seen := map[string]bool{}
		r.Step.Walk(func(s trace.Step) bool {
			require.False(t, seen[s.ID], s.ID)
			seen[s.ID] = true
			return strings.HasPrefix(s.ID, market.Name)
		})
	})
}

func TestTheInputKeepsItsFormInJSON(t *testing.T) {
	in := input()
	in.Check = &market.RoyaltyCheck{Rate: rate("0.03"), Tolerance: rate("0.2")}
	raw, err := json.Marshal(in)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "similarity\":{", "what was not entered is not stored")
	var back market.Input
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, in, back)
}
