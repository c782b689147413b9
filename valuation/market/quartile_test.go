package market_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/market"
)

func list(values ...string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(values))
	for i, v := range values {
		out[i] = decimal.RequireFromString(v)
	}
	return out
}

func TestEveryQuartileRuleMeetsItsDefinition(t *testing.T) {
	regulation := list("42", "44", "45", "47.5") // Treas. Reg. 1.482-1(e)(5) example 3
	cases := []struct {
		rule            market.QuartileRule
		obs             []decimal.Decimal
		q1, median, q3s string
	}{
		{market.USReg, regulation, "43", "44.5", "46.25"},
		{market.Inclusive, regulation, "43.5", "44.5", "45.625"},
		{market.Exclusive, regulation, "42.5", "44.5", "46.875"},
		{market.Halves, regulation, "43", "44.5", "46.25"},
		{market.USReg, list("5", "1", "3", "2", "4"), "2", "3", "4"},
		{market.Halves, list("5", "1", "3", "2", "4"), "1.5", "3", "4.5"},
		{market.Inclusive, list("5", "1", "3", "2", "4"), "2", "3", "4"},
		{market.Exclusive, list("5", "1", "3", "2", "4"), "1.5", "3", "4.5"},
		{market.USReg, list("7"), "7", "7", "7"},
		{market.Halves, list("7"), "7", "7", "7"},
		{market.Inclusive, list("7"), "7", "7", "7"},
		{market.USReg, list("1", "2"), "1", "1.5", "2"},
		{market.Halves, list("1", "2"), "1", "1.5", "2"},
		{market.Inclusive, list("1", "2"), "1.25", "1.5", "1.75"},
		{market.Exclusive, list("1", "2", "3"), "1", "2", "3"},
		{market.Halves, list("1", "2", "3"), "1", "2", "3"},
		{market.USReg, list("1", "2", "3", "4", "5", "6", "7", "8"), "2.5", "4.5", "6.5"},
		{market.Exclusive, list("6", "7", "15", "36", "39", "40", "41", "42", "43", "47", "49"), "15", "40", "43"},
		{market.Inclusive, list("6", "7", "15", "36", "39", "40", "41", "42", "43", "47", "49"), "25.5", "40", "42.5"},
	}
	for _, c := range cases {
		r, err := market.Quartiles(c.obs, c.rule)
		require.NoError(t, err)
		require.Equal(t, []string{c.q1, c.median, c.q3s}, []string{r.Q1.String(), r.Median.String(), r.Q3.String()}, "%s %v", c.rule, c.obs)
	}
	for _, rule := range market.QuartileRules {
		require.NotEmpty(t, rule.String())
	}
}

func TestQuartilesRefuseWhatHasNone(t *testing.T) {
	_, err := market.Quartiles(nil, market.USReg)
	require.True(t, fault.Has(err, "market.empty"))
	_, err = market.Quartiles(list("1", "2"), market.Exclusive)
	require.True(t, fault.Has(err, "market.quartiles"))
	_, err = market.Quartiles(list("1"), "tukey")
	require.True(t, fault.Has(err, "market.quartiles"))
}

func TestQuartilesAreOrderedAndMoveWithTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fens := rapid.SliceOfN(rapid.Int64Range(-1_000_000, 1_000_000), 3, 30).Draw(t, "obs")
		shift := rapid.Int64Range(-5000, 5000).Draw(t, "shift")
		rule := rapid.SampledFrom(market.QuartileRules).Draw(t, "rule")
		obs, moved := make([]decimal.Decimal, len(fens)), make([]decimal.Decimal, len(fens))
		for i, f := range fens {
			obs[i], moved[len(fens)-1-i] = decimal.New(f, -2), decimal.New(f+shift, -2)
		}
		r, err := market.Quartiles(obs, rule)
		require.NoError(t, err)
		for _, pair := range [][2]decimal.Decimal{{r.Min, r.Q1}, {r.Q1, r.Median}, {r.Median, r.Q3}, {r.Q3, r.Max}} {
			require.True(t, pair[0].LessThanOrEqual(pair[1]))
		}
		m, err := market.Quartiles(moved, rule)
		require.NoError(t, err)
		require.Equal(t, r.Q1.Add(decimal.New(shift, -2)).String(), m.Q1.String(), "the order of the list does not count and a shift is passed on")
		require.Equal(t, r.Q3.Add(decimal.New(shift, -2)).String(), m.Q3.String())
	})
}
