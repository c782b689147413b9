package discount_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

func rate(r string) sourced.Rate { return sourced.Rate{Value: money.MustRate(r), Source: "判断"} }

func score(s string) sourced.Number {
	return sourced.Number{Value: money.MustRate(s), Source: "打分表"}
}

func scored(max string, factors ...discount.Factor) discount.Item {
	return discount.Item{Class: discount.Technical, Name: "技术转化", Max: rate(max), Factors: factors}
}

func TestTheRateIsTheSumOfItsItems(t *testing.T) {
	in := discount.BuildUp{RiskFree: rate("0.021"), Items: []discount.Item{
		{Class: discount.Market, Name: "市场容量", Rate: rate("0.04")},
		scored("0.05", discount.Factor{Name: "成熟度", Weight: money.MustRate("0.4"), Score: score("60")}, discount.Factor{Name: "配套", Weight: money.MustRate("0.6"), Score: score("80")}),
	}}
	out, err := in.Find("rate")
	require.NoError(t, err)
	require.Equal(t, "0.097", out.Rate.String(), "2.1 % + 4 % + 5 % × (0.4×60 + 0.6×80) ÷ 100")
	require.Equal(t, "0.097", out.Step.Result)
	require.Equal(t, "rate.2", out.Step.Children[0].ID)
	require.Len(t, out.Notes, 1, "premiums of 7.6 % lie below the usual range")
	require.Contains(t, out.Notes[0], "7.60%")
}

func TestPremiumsInTheUsualRangeCarryNoRemark(t *testing.T) {
	items := func(rates ...string) []discount.Item {
		var out []discount.Item
		for _, r := range rates {
			out = append(out, discount.Item{Class: discount.Other, Name: "其他", Rate: rate(r)})
		}
		return out
	}
	for _, c := range []struct {
		rates []string
		notes int
	}{{[]string{"0.05", "0.03"}, 0}, {[]string{"0.05", "0.029"}, 1}, {[]string{"0.05", "0.05", "0.05"}, 0}, {[]string{"0.05", "0.05", "0.05", "0.001"}, 1}} {
		out, err := discount.BuildUp{RiskFree: rate("0.02"), Items: items(c.rates...)}.Find("r")
		require.NoError(t, err)
		require.Len(t, out.Notes, c.notes, "%v", c.rates)
	}
}

func TestWrongBuildUpsNameTheField(t *testing.T) {
	half := discount.Factor{Name: "成熟度", Weight: money.MustRate("0.5"), Score: score("60")}
	cases := []struct {
		name string
		item discount.Item
		code string
		path string
	}{
		{"above the limit of an item", discount.Item{Class: discount.Legal, Name: "权利", Rate: rate("0.0501")}, "rate.range", "items[0].rate.value"},
		{"below zero", discount.Item{Class: discount.Legal, Name: "权利", Rate: rate("-0.01")}, "rate.range", "items[0].rate.value"},
		{"without a source", discount.Item{Class: discount.Legal, Name: "权利", Rate: sourced.Rate{Value: money.MustRate("0.01")}}, "source.missing", "items[0].rate.source"},
		{"zero without a word", discount.Item{Class: discount.Legal, Name: "权利"}, "source.missing", "items[0].rate.source"},
		{"an unknown class", discount.Item{Class: "weather", Name: "天气", Rate: rate("0.01")}, "discount.class", "items[0].class"},
		{"no name", discount.Item{Class: discount.Legal, Rate: rate("0.01")}, "discount.name", "items[0].name"},
		{"weights below one", scored("0.05", half), "discount.weights", "items[0].factors"},
		{"a score above a hundred", scored("0.05", half, discount.Factor{Name: "配套", Weight: money.MustRate("0.5"), Score: score("101")}), "number.range", "items[0].factors[1].score.value"},
		{"a maximum of zero", discount.Item{Class: discount.Legal, Name: "权利", Factors: []discount.Factor{{Name: "稳定", Weight: money.MustRate("1"), Score: score("50")}}}, "rate.range", "items[0].max.value"},
		{"entered and scored", discount.Item{Class: discount.Legal, Name: "权利", Rate: rate("0.01"), Max: rate("0.05"),
			Factors: []discount.Factor{{Name: "稳定", Weight: money.MustRate("1"), Score: score("50")}}}, "discount.both", "items[0].rate"},
	}
	for _, c := range cases {
		_, err := discount.BuildUp{RiskFree: rate("0.02"), Items: []discount.Item{c.item}}.Find("r")
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s: %v", c.name, err)
		require.Equal(t, []string{c.code, c.path}, []string{fs[0].Code, fs[0].Path}, c.name)
	}
	_, err := discount.BuildUp{RiskFree: rate("0.3")}.Find("r")
	require.True(t, fault.Has(err, "discount.empty"))
	require.True(t, fault.Has(err, "rate.range"))
}
