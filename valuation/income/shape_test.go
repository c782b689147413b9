package income_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// inputs are the inputs of all methods with every optional part given.
func inputs() []any {
	set := at10()
	set.Terminal, set.TAB = forever("0.01"), &income.TAB{Years: num("10"), Tax: rate("0.25")}
	fall := &income.Decay{Form: income.ConstantDecay, Rate: rate("0.1")}
	return []any{
		&income.RoyaltyInput{Revenue: yuan(1), Royalty: rate("0.05"), DecayForm: fall, Terminal: set.Terminal, TAB: set.TAB, Choice: set.Choice, Convention: cashflow.Convention{Timing: cashflow.MidYear}},
		&income.SharingInput{Basis: income.OfNet, Amounts: yuan(1), Decay: fall, Setting: set, Share: income.Share{Marginal: &income.MarginalShare{Years: make([]income.MarginalYear, 1)},
			Investment: &income.EquivalentInvestment{}, Scored: &income.ScoredShare{}}},
		&income.IncrementalInput{Years: incremental().Years, Advantage: times(5, rate("0.9")), Setting: set},
		&income.ExcessInput{Revenue: yuan(1), Assets: excess().Assets, Premium: &income.MarketPremium{Markets: make([]income.PremiumMarket, 1)}, Difference: &income.MarginDifference{}, Stages: make([]income.Stage, 1), Retention: fall, Setting: set},
	}
}

func TestInputsKeepTheirPartsInJSON(t *testing.T) {
	for _, in := range inputs() {
		raw, err := json.Marshal(in)
		require.NoError(t, err)
		require.Contains(t, string(raw), `"rate":{"value":"0.1"`, "the discount rate stands beside the other fields")
		back := reflect.New(reflect.TypeOf(in).Elem()).Interface()
		dec := json.NewDecoder(strings.NewReader(string(raw)))
		dec.DisallowUnknownFields()
		require.NoError(t, dec.Decode(back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(raw), string(again))
	}
}

func TestNumbersOfAnotherKindAreRefusedWhenRead(t *testing.T) {
	for _, bad := range []string{"NaN", "Infinity", "1e5", "1e-5", ""} {
		var in income.SharingInput
		require.Error(t, json.Unmarshal([]byte(`{"tax":{"value":"`+bad+`"}}`), &in), bad)
		require.Error(t, json.Unmarshal([]byte(`{"amounts":[{"value":"`+bad+`"}]}`), &in), bad)
	}
}

// The form of the window is built from the tags; a field without a label would show its English name.
func TestEveryFieldHasALabel(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] || !strings.HasSuffix(typ.PkgPath(), "valuation/income") {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			walk(f.Type)
			if !f.Anonymous && typ != reflect.TypeFor[income.RoyaltyInput]() {
				require.NotEmpty(t, f.Tag.Get("label"), "%s.%s", typ.Name(), f.Name)
				require.NotEmpty(t, f.Tag.Get("json"), "%s.%s", typ.Name(), f.Name)
			}
		}
	}
	for _, in := range inputs() {
		walk(reflect.TypeOf(in))
	}
	require.Greater(t, len(seen), 15)
}

func TestNothingGivenIsRefusedAndDoesNotBreak(t *testing.T) {
	for _, m := range []method{income.Royalty{}, income.Sharing{}, income.Incremental{}, income.Excess{}} {
		_, err := m.Value()
		require.NotEmpty(t, first(err))
		require.NotContains(t, err.Error(), "程序内部错误")
	}
}

func TestListsOfAnyLengthAndFiguresOfAnySizeNeverBreak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) int { return rapid.IntRange(0, 3).Draw(t, name) }
		r := func(name string) sourced.Rate {
			return sourced.Rate{Value: money.RateOf(decimal.New(rapid.Int64Range(-1500, 1500).Draw(t, name), -3)), Source: rapid.SampledFrom([]string{"", "x"}).Draw(t, "source")}
		}
		rates := func(name string) (out []sourced.Rate) {
			for range n(name) {
				out = append(out, r(name))
			}
			return out
		}
		amounts := func(name string) (out []sourced.Amount) {
			for range n(name) {
				out = append(out, sourced.Amount{Value: money.Money(rapid.Int64().Draw(t, name)), Source: "x"})
			}
			return out
		}
		set := income.Setting{Choice: discount.Choice{Rate: r("rate")}, Convention: cashflow.Convention{FactorDigits: rapid.SampledFrom([]cashflow.Digits{"", "2", "4"}).Draw(t, "digits")}}
		if rapid.Bool().Draw(t, "terminal") {
			set.Terminal = &cashflow.Terminal{Growth: r("growth")}
		}
		if rapid.Bool().Draw(t, "tab") {
			set.TAB = &income.TAB{Years: sourced.Number(r("tab years")), Tax: r("tab tax")}
		}
		fall := &income.Decay{Form: rapid.SampledFrom([]income.DecayForm{income.ConstantDecay, income.TableDecay, income.LinearDecay, ""}).Draw(t, "decay"), Rate: r("δ"), Table: rates("table"), Reason: "x"}
		share := income.Share{Rate: r("share")}
		if rapid.Bool().Draw(t, "scored") {
			share = income.Share{Scored: &income.ScoredShare{Low: r("low"), High: r("high"), Score: income.ScoreLink{R: r("r")}}}
		}
		asset := income.Contributory{Name: "x", Values: amounts("values"), Growth: r("asset growth"), Return: r("return"), Wasting: sourced.Number(r("wasting")), Follows: true}
		for _, m := range []method{
			income.Royalty{Base: base, Renewable: true, Input: income.RoyaltyInput{Revenue: amounts("revenue"), Royalty: r("royalty"), Decay: r("decay"), Tax: r("tax"), Maintenance: amounts("upkeep"), Margin: r("margin"), Terminal: set.Terminal, TAB: set.TAB, Choice: set.Choice}},
			income.Sharing{Base: base, Renewable: true, Input: income.SharingInput{Basis: income.OfOperating, Forecast: &income.Forecast{Base: sourced.Amount{Value: money.Money(rapid.Int64().Draw(t, "base")), Source: "x"}, Growth: rates("growth")}, Share: share, Decay: fall, Tax: r("tax"), Setting: set}},
			income.Incremental{Base: base, Renewable: true, Input: income.IncrementalInput{Price: make([]income.PricePair, n("price")), Cost: make([]income.CostPair, n("cost")), Volume: make([]income.VolumePair, n("volume")), Years: make([]income.Comparison, n("years")), Profits: make([]income.ProfitPair, n("profits")), Advantage: rates("advantage"), Tax: r("tax"), Setting: set}},
			income.Excess{Base: base, Renewable: true, Input: income.ExcessInput{Revenue: amounts("revenue"), Margin: rates("margin"), Retention: fall, Assets: []income.Contributory{asset}, Tax: r("tax"), Setting: set}},
		} {
			if result, err := m.Value(); err != nil {
				require.NotContains(t, err.Error(), "程序内部错误")
			} else {
				require.GreaterOrEqual(t, result.Value.Fen(), int64(0))
			}
		}
	})
}
