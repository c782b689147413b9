package sourced_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

func codes(fs fault.Faults) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Code+" "+f.Path)
	}
	return out
}

func TestAFigureWithoutASourceIsRefusedUnlessItIsZero(t *testing.T) {
	var fs fault.Faults
	sourced.Amount{}.Check(&fs, "a", "金额")
	sourced.Rate{}.Check(&fs, "r", "比率", "0", "1", false)
	sourced.Number{}.Check(&fs, "n", "年限", "0", "10")
	require.Empty(t, fs)
	sourced.Amount{Value: 1, Source: " "}.Check(&fs, "a", "金额")
	sourced.Rate{Value: money.MustRate("0.1")}.Check(&fs, "r", "比率", "0", "1", false)
	sourced.Number{Value: money.MustRate("1")}.Check(&fs, "n", "年限", "0", "10")
	require.Equal(t, []string{"source.missing a.source", "source.missing r.source", "source.missing n.source"}, codes(fs))
}

func TestBoundsAreNamedInTheMessage(t *testing.T) {
	at := func(v string, open bool) fault.Faults {
		var fs fault.Faults
		sourced.Rate{Value: money.MustRate(v), Source: "x"}.Check(&fs, "r", "许可费率", "0", "0.5", open)
		return fs
	}
	require.Empty(t, at("0", false))
	require.Empty(t, at("0.5", true))
	require.Equal(t, []string{"rate.range r.value"}, codes(at("0", true)))
	require.Equal(t, []string{"rate.range r.value"}, codes(at("0.51", false)))
	require.Contains(t, at("0.51", true)[0].Message, "许可费率应大于 0 且不大于 0.5，当前为 0.51")
	var fs fault.Faults
	sourced.Amount{Value: -5, Source: "x"}.Check(&fs, "a", "收入")
	sourced.Number{Value: money.MustRate("11"), Source: "x"}.Check(&fs, "n", "年限", "0", "10")
	require.Equal(t, []string{"amount.negative a.value", "number.range n.value"}, codes(fs))
}
