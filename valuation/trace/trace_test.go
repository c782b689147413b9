package trace_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zhiya/valuation/trace"
)

func TestFiguresReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		value string
		unit  trace.Unit
		want  string
	}{
		{"1234567.891", trace.Yuan, "1,234,567.89元"}, {"0.15", trace.Ratio, "15.00%"}, {"0.33333333333333333333", trace.Ratio, "33.3333%"},
		{"0.82644628099173553719", trace.Factor, "0.8264"}, {"2.50410958904109589041", trace.Years, "2.5年"}, {"10", trace.Years, "10年"},
		{"9", trace.Months, "9个月"}, {"2026-06-30", trace.Day, "2026-06-30"}, {"60", trace.Plain, "60"}, {"0", trace.Yuan, "0.00元"}, {"100", trace.Days, "100天"},
	} {
		require.Equal(t, c.want, trace.Operand{Value: c.value, Unit: c.unit}.Text())
		require.Equal(t, c.want, trace.Step{Result: c.value, Unit: c.unit}.Text())
	}
}

func tree() []trace.Step {
	return []trace.Step{{ID: "a", Result: "1", Children: []trace.Step{{ID: "a.1", Result: "2"}, {ID: "a.2", Result: "3",
		Inputs: []trace.Operand{trace.Of("x", decimal.New(1, 0), trace.Yuan)}}}}, {ID: "b", Result: "4"}}
}

func TestTheFirstDifferenceIsTheCauseNotTheConsequence(t *testing.T) {
	_, _, differs := trace.FirstDifference(tree(), tree())
	require.False(t, differs)
	changed := tree()
	changed[0].Result, changed[0].Children[1].Result, changed[1].Result = "9", "9", "9"
	id, _, differs := trace.FirstDifference(tree(), changed)
	require.True(t, differs)
	require.Equal(t, "a.2", id)
	input := tree()
	input[0].Children[1].Inputs[0].Source = "其他"
	id, _, _ = trace.FirstDifference(tree(), input)
	require.Equal(t, "a.2", id)
	id, _, _ = trace.FirstDifference(tree(), tree()[:1])
	require.Equal(t, "b", id)
	id, _, _ = trace.FirstDifference(tree()[:1], tree())
	require.Equal(t, "b", id)
}

func TestWalkVisitsParentsFirstAndStopsWhenTold(t *testing.T) {
	var seen []string
	tree()[0].Walk(func(s trace.Step) bool {
		seen = append(seen, s.ID)
		return s.ID != "a.1"
	})
	require.Equal(t, []string{"a", "a.1"}, seen)
}
