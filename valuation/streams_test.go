package valuation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// split is the sample with a stream of its own for each right; the second earns what share of the first's royalty.
func split(refs ...[]string) valuation.Inputs {
	in := sample()
	royalty := *in.Royalty
	in.Royalty = nil
	in.Streams = &valuation.StreamsInput{}
	for i, r := range refs {
		own := royalty
		in.Streams.Streams = append(in.Streams.Streams, valuation.Stream{Name: "收益流" + string(rune('一'+i)), Refs: r, Royalty: &own})
	}
	in.Weights[0].Method = valuation.StreamsName
	return in
}

func TestOneStreamOfAllRightsIsReliefFromRoyalty(t *testing.T) {
	want, err := valuation.Conclude(sample())
	require.NoError(t, err)
	one := split([]string{"R1", "R2"})
	one.Streams.Streams[0].Royalty.Revenue = one.Streams.Streams[0].Royalty.Revenue[:5]
	c, err := valuation.Conclude(one)
	require.NoError(t, err)
	require.Equal(t, want.Approaches[0].Value, c.Approaches[0].Value)
	require.Equal(t, want.MarketValue, c.MarketValue)
	s, ok := c.Step("streams.1.royalty.year.2")
	require.True(t, ok)
	was, _ := want.Step("royalty.year.2")
	require.Equal(t, was.Result, s.Result)
	ids := map[string]bool{}
	for _, root := range c.Steps {
		root.Walk(func(x valuation.Step) bool {
			require.False(t, ids[x.ID], x.ID)
			ids[x.ID] = true
			return true
		})
	}
}

func TestSeparateStreamsAddUpAndDivideByStream(t *testing.T) {
	in := split([]string{"R1"}, []string{"R2"})
	in.Streams.Streams[1].Royalty.Royalty = rate("0.01", "同行业许可合同")
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	whole, err := valuation.Conclude(split([]string{"R1", "R2"}))
	require.NoError(t, err)
	require.InDelta(t, float64(whole.Approaches[0].Value)*4/3, float64(c.Approaches[0].Value), 2, "3 % and 1 % of the same revenue")
	require.Equal(t, "0.75", c.Rights[0].Weight.String(), "three parts to one, whatever the entered weights")
	require.Equal(t, c.MarketValue, c.Rights[0].Market+c.Rights[1].Market)

	in.Streams.Overlap = rate("0.1", "共有客户的收入占比")
	less, err := valuation.Conclude(in)
	require.NoError(t, err)
	require.InDelta(t, float64(c.Approaches[0].Value)*0.9, float64(less.Approaches[0].Value), 2)
	require.NoError(t, valuation.Recalculate(in, less))
}

func TestARightMayNotEarnTheSameCashTwice(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*valuation.Inputs)
		code   string
	}{
		"a right in two streams": {func(in *valuation.Inputs) { in.Streams.Streams[1].Refs = []string{"R2", "R1"} }, "streams.twice"},
		"a right in none":        {func(in *valuation.Inputs) { in.Streams.Streams = in.Streams.Streams[:1] }, "streams.missing"},
		"a stranger":             {func(in *valuation.Inputs) { in.Streams.Streams[1].Refs = []string{"R9"} }, "streams.ref"},
		"no rights":              {func(in *valuation.Inputs) { in.Streams.Streams[1].Refs = nil }, "streams.refs"},
		"no name":                {func(in *valuation.Inputs) { in.Streams.Streams[1].Name = " " }, "streams.name"},
		"no method":              {func(in *valuation.Inputs) { in.Streams.Streams[1].Royalty = nil }, "streams.method"},
		"no streams":             {func(in *valuation.Inputs) { in.Streams.Streams = nil }, "streams.empty"},
		"overlap without source": {func(in *valuation.Inputs) { in.Streams.Overlap = sourced.Rate{Value: money.MustRate("0.2")} }, "source.missing"},
		"a wrong rate below":     {func(in *valuation.Inputs) { in.Streams.Streams[1].Royalty.Tax = rate("-1", "x") }, "rate.range"},
	} {
		in := split([]string{"R1"}, []string{"R2"})
		c.change(&in)
		_, err := valuation.Conclude(in)
		require.True(t, fault.Has(err, c.code), "%s: %v", name, err)
		for _, f := range fault.Of(err) {
			require.True(t, strings.HasPrefix(f.Path, "streams."), "%s: %s", name, f.Path)
		}
	}
}
