package valuation_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// inputs is the sample, changed.
func inputs(change func(*valuation.Inputs)) valuation.Inputs {
	in := sample()
	change(&in)
	return in
}

func TestTheSampleConcludesAndEveryPartSums(t *testing.T) {
	c, err := valuation.Conclude(sample())
	require.NoError(t, err)
	require.Equal(t, valuation.EngineVersion, c.Engine)
	require.Equal(t, money.Must("1655275.03"), c.Approaches[0].Value)
	require.Equal(t, money.Must("1744421.90"), c.Approaches[1].Value)
	require.Equal(t, money.Must("1673104"), c.MarketValue)
	require.Equal(t, money.Must("1083098"), c.ForcedSaleValue)
	require.Equal(t, "2032-06-30", c.LifeEnd.String())
	requireSums(t, c)
}

// requireSums holds for every conclusion: parts sum, and no forced-sale figure passes its market figure.
func requireSums(t require.TestingT, c valuation.Conclusion) {
	var bridge, market, forced money.Money
	for _, l := range c.Bridge {
		bridge += l.Amount
	}
	for _, r := range c.Rights {
		market, forced = market+r.Market, forced+r.ForcedSale
		require.LessOrEqual(t, r.ForcedSale, r.Market)
	}
	require.Equal(t, c.ForcedSaleValue, bridge)
	require.Equal(t, c.MarketValue, market)
	require.Equal(t, c.ForcedSaleValue, forced)
	require.LessOrEqual(t, c.ForcedSaleValue, c.MarketValue)
	require.Equal(t, c.MarketValue, c.Bridge[0].Amount)
}

func TestEveryFigureOfTheConclusionHasItsStep(t *testing.T) {
	c, err := valuation.Conclude(sample())
	require.NoError(t, err)
	for id, want := range map[string]money.Money{"royalty": c.Approaches[0].Value, "cost": c.Approaches[1].Value, "value": c.MarketValue, "forced": c.ForcedSaleValue,
		"forced.discount": c.Bridge[1].Amount, "allocate.1": c.Rights[0].Market, "allocate.2.forced": c.Rights[1].ForcedSale} {
		s, ok := c.Step(id)
		require.True(t, ok, id)
		require.Equal(t, want, money.Must(s.Result), id)
	}
	_, ok := c.Step("absent")
	require.False(t, ok)

	seen := map[string]bool{}
	results := map[string]bool{}
	for _, s := range c.Steps {
		s.Walk(func(s valuation.Step) bool {
			require.NotEmpty(t, s.Title, s.ID)
			require.NotEmpty(t, s.Result, s.ID)
			require.False(t, seen[s.ID], "the id %s stands twice", s.ID)
			seen[s.ID], results[s.Result] = true, true
			return true
		})
	}
	sources := 0
	for _, s := range c.Steps {
		s.Walk(func(s valuation.Step) bool {
			for _, o := range s.Inputs {
				require.NotEmpty(t, o.Value, "%s %s", s.ID, o.Name)
				if o.Source != "" {
					sources++
				}
			}
			return true
		})
	}
	require.Greater(t, sources, 20)
}

func TestTheYearsSumToTheIncomeValue(t *testing.T) {
	c, err := valuation.Conclude(sample())
	require.NoError(t, err)
	s, ok := c.Step("royalty")
	require.True(t, ok)
	sum := decimal.Zero
	for _, y := range s.Children {
		if y.Unit == "元" {
			sum = sum.Add(decimal.RequireFromString(y.Result))
		}
	}
	require.Equal(t, s.Result, sum.StringFixed(2))
}

func TestAllFaultsComeAtOnceWithTheirPaths(t *testing.T) {
	in := inputs(func(in *valuation.Inputs) {
		in.Purpose = " "
		in.ValueType = valuation.OtherValue
		in.Rights[0].Granted = date.Must("2026-07-01")
		in.Rights[1].Filed = date.Must("2012-03-01")
		in.Rights[1].Granted = date.Must("2013-03-01")
		in.Rights[1].Weight = money.MustRate("0.29")
		in.Royalty.Revenue[2].Value = -1
		in.Royalty.Tax = rate("1.01", "x")
		in.Royalty.Royalty.Source = ""
		in.Cost.Items[1].To = date.Must("2027-01-01")
		in.Weights[0].Weight = money.MustRate("0.79")
		in.Weights[1].Reason = ""
		in.ForcedSale.Discount = rate("1", "x")
		in.Rounding = "jiao"
	})
	_, err := valuation.Conclude(in)
	paths := map[string]string{}
	for _, f := range fault.Of(err) {
		require.NotEmpty(t, f.Message)
		paths[f.Path] = f.Code
	}
	require.Equal(t, map[string]string{
		"purpose": "purpose.missing", "value_type_definition": "value_type.definition", "rights[0].granted": "right.not_granted",
		"rights[1].filed": "life.over", "rights": "rights.weights", "royalty.revenue[2].value": "amount.negative", "royalty.tax.value": "rate.range",
		"royalty.royalty.source": "source.missing", "cost.items[1].to": "cost.future", "weights": "weights.sum", "weights[1].reason": "weights.reason",
		"forced_sale.discount.value": "rate.range", "rounding": "rounding.unknown",
	}, paths)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestEmptyInputsAreRefusedInChineseAndDoNotPanic(t *testing.T) {
	_, err := valuation.Conclude(valuation.Inputs{})
	for _, code := range []string{"purpose.missing", "value_type.unknown", "date.missing", "rights.empty", "approach.none"} {
		require.True(t, fault.Has(err, code), code)
	}
	empty := inputs(func(in *valuation.Inputs) {
		in.BaseDate = date.Date{}
		in.Rights = []valuation.RightInput{{}}
	})
	_, err = valuation.Conclude(empty)
	count := 0
	for _, f := range fault.Of(err) {
		require.NotEqual(t, "internal", f.Code)
		if f.Path == "base_date" {
			count++
		}
	}
	require.Equal(t, 1, count, "the missing base date is named once")
}

func TestSingleRules(t *testing.T) {
	cases := []struct {
		name   string
		change func(*valuation.Inputs)
		code   string
		path   string
	}{
		{"one approach needs a reason", func(in *valuation.Inputs) { in.Cost, in.Weights = nil, nil }, "approach.single", "single_approach_reason"},
		{"no approach at all", func(in *valuation.Inputs) { in.Cost, in.Royalty, in.Weights = nil, nil, nil }, "approach.none", "royalty"},
		{"a weight for an approach not used", func(in *valuation.Inputs) { in.Weights[1].Method = "sharing" }, "weights.approach", "weights[1].method"},
		{"an approach without its weight", func(in *valuation.Inputs) { in.Weights = in.Weights[:1] }, "weights.missing", "weights"},
		{"an approach weighed twice", func(in *valuation.Inputs) { in.Weights[1].Method = "royalty" }, "weights.twice", "weights[1].method"},
		{"a spread above the limit without a note", func(in *valuation.Inputs) { in.SpreadLimit = rate("0.05", "制度") }, "spread.exceeded", "spread_note"},
		{"no spread limit", func(in *valuation.Inputs) { in.SpreadLimit = sourced.Rate{} }, "rate.range", "spread_limit.value"},
		{"a forecast beyond the life", func(in *valuation.Inputs) { in.Rights[0].EconomicYears = number("4", "访谈") }, "income.beyond_life", "royalty.revenue"},
		{"a life of zero", func(in *valuation.Inputs) { in.Rights[0].ContractEnd = date.Must("2026-06-30") }, "life.over", "rights[0].contract_end"},
		{"an ungranted application", func(in *valuation.Inputs) { in.Rights[0].Granted = date.Date{} }, "date.missing", "rights[0].granted"},
		{"granted before filed", func(in *valuation.Inputs) { in.Rights[0].Granted = date.Must("2016-01-01") }, "right.dates", "rights[0].granted"},
		{"the same right twice", func(in *valuation.Inputs) { in.Rights[1].Ref = "R1" }, "right.twice", "rights[1].ref"},
		{"a right without weight", func(in *valuation.Inputs) {
			in.Rights[0].Weight, in.Rights[1].Weight = money.MustRate("1"), money.MustRate("0")
		}, "rate.range", "rights[1].weight"},
		{"an unknown kind", func(in *valuation.Inputs) { in.Rights[0].Kind = "secret" }, "right.kind", "rights[0].kind"},
		{"renewal of a patent", func(in *valuation.Inputs) { in.Rights[0].RenewalReason = "续展" }, "right.renewal", "rights[0].renewal_reason"},
		{"another legal end without a ground", func(in *valuation.Inputs) { in.Rights[0].LegalEnd = date.Must("2039-01-01") }, "source.missing", "rights[0].legal_end_source"},
		{"a part of a month of economic life", func(in *valuation.Inputs) { in.Rights[0].EconomicYears = number("6.3", "访谈") }, "life.months", "rights[0].economic_years.value"},
		{"a forced sale at no discount and no word", func(in *valuation.Inputs) { in.ForcedSale.Discount = sourced.Rate{} }, "source.missing", "forced_sale.discount.source"},
		{"a value that rounds to nothing", func(in *valuation.Inputs) {
			in.Rounding = valuation.ToWan
			in.Cost.Items = []cost.Item{{Kind: cost.Other, Name: "代理费", From: date.Must("2025-01-01"), To: date.Must("2025-01-01"), Amount: amount("100", "台账")}}
			in.Royalty, in.Weights, in.SingleApproachReason = nil, nil, "尚无收益"
		}, "value.zero", "rounding"},
		{"an approach worth nothing", func(in *valuation.Inputs) { in.Cost.Obsolescence.Economic = rate("1", "停产") }, "approach.zero", "cost"},
		{"an unknown discounting word deep inside", func(in *valuation.Inputs) { in.Royalty.Convention.Timing = "quarter" }, "cashflow.timing", "royalty.convention.timing"},
		{"a risk above its limit deep inside", func(in *valuation.Inputs) { in.Royalty.BuildUp.Items[1].Rate = rate("0.051", "判断") }, "rate.range", "royalty.build_up.items[1].rate.value"},
		{"weights of rights without a ground", func(in *valuation.Inputs) { in.Rights[1].WeightSource = "" }, "source.missing", "rights[1].weight_source"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := valuation.Conclude(inputs(c.change))
			fs := fault.Of(err)
			require.Len(t, fs, 1, "%v", err)
			require.Equal(t, c.code, fs[0].Code)
			require.Equal(t, c.path, fs[0].Path)
		})
	}
}

func TestRefusalsOfARuleAreRefusedNotInvalid(t *testing.T) {
	_, err := valuation.Conclude(inputs(func(in *valuation.Inputs) { in.Cost, in.Weights = nil, nil }))
	require.Equal(t, fault.Refused, fault.KindOf(err))
	require.Equal(t, "资产评估法第二十六条", fault.Of(err)[0].Basis)
	_, err = valuation.Conclude(inputs(func(in *valuation.Inputs) { in.SpreadLimit = rate("0.05", "制度") }))
	require.Equal(t, fault.Refused, fault.KindOf(err))
}

func TestASpreadAboveTheLimitPassesWithANote(t *testing.T) {
	c, err := valuation.Conclude(inputs(func(in *valuation.Inputs) {
		in.SpreadLimit, in.SpreadNote = rate("0.05", "制度"), "成本法未反映客户关系"
	}))
	require.NoError(t, err)
	require.Equal(t, "0.052444", c.Spread.String())
	require.Contains(t, c.Notes[len(c.Notes)-1], "成本法未反映客户关系")
	_, err = valuation.Conclude(inputs(func(in *valuation.Inputs) { in.SpreadLimit = rate("0.0525", "制度") }))
	require.NoError(t, err, "the limit itself is not exceeded")
}

func TestOneApproachWithItsReasonIsTheValue(t *testing.T) {
	c, err := valuation.Conclude(inputs(func(in *valuation.Inputs) {
		in.Cost, in.Weights, in.SingleApproachReason, in.SpreadLimit = nil, nil, "研发成本资料缺失，市场无可比交易", sourced.Rate{}
		in.Rounding = valuation.ToWan
	}))
	require.NoError(t, err)
	require.Equal(t, money.Must("1660000"), c.MarketValue)
	require.Len(t, c.Approaches, 1)
	require.Equal(t, "1", c.Approaches[0].Weight.String())
	require.True(t, c.Spread.IsZero())
	requireSums(t, c)
	require.Zero(t, c.ForcedSaleValue.Fen()%1_000_000)
}

func TestARenewedTrademarkIsNotBoundByItsTerm(t *testing.T) {
	mark := func(reason string) valuation.Inputs {
		return inputs(func(in *valuation.Inputs) {
			in.Rights = []valuation.RightInput{{Ref: "M1", Title: "示例牌", Kind: life.Trademark, Filed: date.Must("2018-01-07"), Weight: money.MustRate("1"),
				EconomicYears: number("10", "品牌调查"), RenewalReason: reason}}
		})
	}
	_, err := valuation.Conclude(mark(""))
	require.True(t, fault.Has(err, "income.beyond_life"))
	c, err := valuation.Conclude(mark("商标持续使用，假设期满续展"))
	require.NoError(t, err)
	require.Equal(t, "2036-06-30", c.LifeEnd.String())
	require.Equal(t, "经济年限", c.Rights[0].LifeBoundBy)
}

func TestADesignOfTheOldLawCarriesARemark(t *testing.T) {
	c, err := valuation.Conclude(inputs(func(in *valuation.Inputs) {
		in.Rights[1].Kind, in.Rights[1].Filed, in.Rights[1].Granted = life.Design, date.Must("2021-05-31"), date.Must("2021-12-01")
	}))
	require.NoError(t, err)
	require.Contains(t, c.Notes[0], "待核实")
	require.Equal(t, "2031-05-31", c.Rights[1].LifeEnd.String())
}

func TestInputsSurviveTheirStoredForm(t *testing.T) {
	raw, err := json.Marshal(sample())
	require.NoError(t, err)
	back, err := valuation.DecodeInputs(raw)
	require.NoError(t, err)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(again))
	first, err := valuation.Conclude(sample())
	require.NoError(t, err)
	require.NoError(t, valuation.Recalculate(back, first))
}

func TestDecodingRefusesWhatItWouldLose(t *testing.T) {
	for _, s := range []string{`{"purpos":"x"}`, `{} {}`, `{"base_date":"2026-6-1"}`, `{"spread_limit":{"value":0.5}}`, `{"forced_sale":{"discount":{"value":"1e9"}}}`, `[]`, ``} {
		_, err := valuation.DecodeInputs([]byte(s))
		require.Equal(t, fault.Invalid, fault.KindOf(err), s)
	}
}

func TestAnyBundleSumsAndRepeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := sample()
		in.Rights = nil
		n := rapid.IntRange(1, 6).Draw(t, "rights")
		left := int64(1_000_000)
		for i := range n {
			w := left
			if i < n-1 {
				w = rapid.Int64Range(1, left-int64(n-1-i)).Draw(t, "weight")
			}
			left -= w
			in.Rights = append(in.Rights, valuation.RightInput{Ref: string(rune('A' + i)), Title: "示例专利", Kind: life.Invention, Filed: date.Must("2020-01-01"),
				Granted: date.Must("2022-01-01"), Weight: money.RateOf(decimal.New(w, -6)), WeightSource: "打分"})
		}
		for i := range in.Royalty.Revenue {
			in.Royalty.Revenue[i].Value = money.Money(rapid.Int64Range(1_000_000, 1e13).Draw(t, "revenue"))
		}
		in.SpreadNote = "见说明"
		in.ForcedSale.Discount.Value = money.RateOf(decimal.New(rapid.Int64Range(0, 90).Draw(t, "discount"), -2))
		in.ForcedSale.Months.Value = money.RateOf(decimal.New(rapid.Int64Range(0, 36).Draw(t, "months"), 0))
		in.ForcedSale.DiscountRate.Value = money.RateOf(decimal.New(rapid.Int64Range(-50, 500).Draw(t, "rate"), -3))
		in.Rounding = rapid.SampledFrom([]valuation.RoundingUnit{"", valuation.ToFen, valuation.ToYuan, valuation.ToWan}).Draw(t, "unit")
		c, err := valuation.Conclude(in)
		require.NoError(t, err)
		requireSums(t, c)
		raw, err := json.Marshal(c)
		require.NoError(t, err)
		var kept valuation.Conclusion
		require.NoError(t, json.Unmarshal(raw, &kept))
		require.NoError(t, valuation.Recalculate(in, kept))
	})
}

// places are the ways to change one part of a JSON value: drop a field, empty or double a list, replace a text.
func places(v any, list *[]func(text string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			*list = append(*list, func(string) { delete(v, k) })
			switch part := v[k].(type) {
			case string:
				*list = append(*list, func(text string) { v[k] = text })
			case []any:
				*list = append(*list, func(string) { v[k] = []any{} }, func(string) { v[k] = append(part, part...) })
			}
			places(v[k], list)
		}
	case []any:
		for _, part := range v {
			places(part, list)
		}
	}
}

var oddTexts = []string{"", " ", "0", "-1", "1", "0.5", "0.000000000001", "999999999", "92233720368547758.07", "1900-01-01", "2199-12-31", "2026-06-30",
	"mid_year", "2", "actual", "trademark", "software", "design", "liquidation", "wan"}

func TestNoInputsBreakTheEngine(t *testing.T) {
	raw, err := json.Marshal(sample())
	require.NoError(t, err)
	concluded, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var tree any
		require.NoError(t, json.Unmarshal(raw, &tree))
		var list []func(string)
		places(tree, &list)
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			list[rapid.IntRange(0, len(list)-1).Draw(t, "place")](rapid.SampledFrom(oddTexts).Draw(t, "text"))
		}
		changed, err := json.Marshal(tree)
		require.NoError(t, err)
		in, err := valuation.DecodeInputs(changed)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		c, err := valuation.Conclude(in)
		if err == nil {
			concluded++
			requireSums(t, c)
			require.NoError(t, valuation.Recalculate(in, c))
			return
		}
		refused++
		for _, f := range fault.Of(err) {
			require.NotEqual(t, fault.Broken, f.Kind, "%v", f)
			require.NotEmpty(t, f.Message)
		}
	})
	require.Positive(t, concluded)
	require.Positive(t, refused)
}
