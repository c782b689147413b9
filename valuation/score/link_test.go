package score_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/discount"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

func from(s string) sourced.Rate { return sourced.Rate{Value: rate(s), Source: "行业资料"} }

func scored(t require.TestingT) score.Result {
	r, err := sheet().Evaluate("score")
	require.NoError(t, err)
	return r
}

func risky(t require.TestingT) score.Result {
	s := sheet()
	s.Tree.Direction, s.Tree.Grades = score.Riskier, nil
	r, err := s.Evaluate("score")
	require.NoError(t, err)
	return r
}

func TestEachLinkFollowsItsFormula(t *testing.T) {
	share, err := score.ShareLink{Low: from("0.02"), High: from("0.04")}.Apply("sharing.rate", scored(t))
	require.NoError(t, err)
	require.Equal(t, "0.033", share.Value.String()) // 0.02 + 0.02 × 0.65
	require.Equal(t, "K = m + (n − m) × r", share.Step.Formula)
	require.Equal(t, []trace.Operand{{Name: "下限 m", Value: "0.02", Unit: trace.Ratio, Source: "行业资料"}, {Name: "上限 n", Value: "0.04", Unit: trace.Ratio, Source: "行业资料"},
		{Name: "r", Value: "0.65", Unit: trace.Factor}}, share.Step.Inputs)
	require.Equal(t, "sharing.rate.r", share.Step.Children[0].ID)
	require.False(t, share.Clamped)

	node, err := score.ShareLink{Low: from("0.02"), High: from("0.04"), Node: "A"}.Apply("k", scored(t))
	require.NoError(t, err)
	require.Equal(t, "0.035", node.Value.String()) // A scores 75

	sigma, err := score.VolatilityLink{Low: from("0.2"), High: from("0.6")}.Apply("sigma", scored(t))
	require.NoError(t, err)
	require.Equal(t, "0.34", sigma.Value.String())
	sigma, err = score.VolatilityLink{Low: from("0.2"), High: from("0.6")}.Apply("sigma", risky(t))
	require.NoError(t, err)
	require.Equal(t, "0.46", sigma.Value.String())

	premium, err := score.PremiumLink{Max: from("0.05")}.Apply("risk", scored(t))
	require.NoError(t, err)
	require.Equal(t, "0.0175", premium.Value.String()) // 0.05 × (1 − 0.65)
	premium, err = score.PremiumLink{Max: from("0.05")}.Apply("risk", risky(t))
	require.NoError(t, err)
	require.Equal(t, "0.0325", premium.Value.String(), "a score of risk raises the premium")
}

func TestTheFirmsLimitsAreNeverAppliedInSilence(t *testing.T) {
	link := score.ShareLink{Low: from("0.02"), High: from("0.04"), Limits: &score.Limits{Low: from("0.01"), High: from("0.03")}}
	k, err := link.Apply("k", scored(t))
	require.NoError(t, err)
	require.True(t, k.Clamped)
	require.Equal(t, "0.03", k.Value.String())
	require.Contains(t, k.Notes[len(k.Notes)-1], "分成率按得分计算为 3.30%，超出机构上限，取上限 3.00%")
	require.Equal(t, "0.03", k.Step.Result)
	require.Equal(t, "k.raw", k.Step.Children[0].ID)
	require.Equal(t, "0.033", k.Step.Children[0].Result)

	link.Limits = &score.Limits{Low: from("0.02"), High: from("0.04")}
	k, err = link.Apply("k", scored(t))
	require.NoError(t, err)
	require.False(t, k.Clamped)
	require.Equal(t, "0.033", k.Value.String())
	require.Len(t, k.Notes, 1, "only the label of the tree")
}

func TestLinksRefuseWhatMakesNoSense(t *testing.T) {
	_, err := score.ShareLink{Low: from("0.05"), High: from("0.04"), Node: "Z", Limits: &score.Limits{Low: sourced.Rate{}, High: sourced.Rate{Value: rate("0.1")}}}.Apply("k", risky(t))
	require.Equal(t, []string{"high.value score.bounds", "limits.low.source source.missing", "limits.high.source source.missing", "node score.direction", "node score.node"}, codes(err))
	_, err = score.PremiumLink{Max: from("0.06")}.Apply("k", scored(t))
	require.Equal(t, []string{"max.value rate.range"}, codes(err))
	_, err = score.VolatilityLink{}.Apply("k", scored(t))
	require.Equal(t, []string{"low.source source.missing", "high.value rate.range"}, codes(err))
}

func TestALinkedRateStaysWithinItsBoundsAndRisesWithTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Int64Range(0, 5000).Draw(t, "lo")
		hi := rapid.Int64Range(lo+1, 10000).Draw(t, "hi")
		link := score.ShareLink{Low: sourced.Rate{Value: money.RateOf(decimal.New(lo, -4)), Source: "x"}, High: sourced.Rate{Value: money.RateOf(decimal.New(hi, -4)), Source: "x"}}
		at := func(v int64) money.Rate {
			s := sheet()
			for i := range s.Raters[0].Marks {
				s.Raters[0].Marks[i].Score.Value = money.RateOf(decimal.New(v, -2))
			}
			r, err := s.Evaluate("score")
			require.NoError(t, err)
			k, err := link.Apply("k", r)
			require.NoError(t, err)
			require.True(t, k.Value.Cmp(link.Low.Value) >= 0 && k.Value.Cmp(link.High.Value) <= 0)
			return k.Value
		}
		a := rapid.Int64Range(0, 9999).Draw(t, "a")
		b := rapid.Int64Range(a+1, 10000).Draw(t, "b")
		require.Positive(t, at(b).Cmp(at(a)))
	})
}

func TestARiskTableBecomesABuildUpThatGivesTheSamePremiums(t *testing.T) {
	tree := builtIn(t)[1]
	s := score.Sheet{Tree: tree, Scenario: "风险累加"}
	for i, name := range []string{"示例评估师甲", "示例评估师乙", "示例评估师丙"} {
		r := score.Rater{Name: name}
		for j, l := range tree.Leaves(s.Scenario) {
			r.Marks = append(r.Marks, mark(l.Node.ID, decimal.NewFromInt(int64((37*j+29*i)%101)).String()))
		}
		s.Raters = append(s.Raters, r)
	}
	limits := map[string]sourced.Rate{}
	for _, n := range tree.Nodes {
		limits[n.ID] = from("0.04")
	}
	items, err := s.BuildUpItems(limits)
	require.NoError(t, err)
	require.Len(t, items, 5)
	build := discount.BuildUp{RiskFree: from("0.02"), Items: items}
	var stored discount.BuildUp
	unmarshal(t, asJSON(t, build), &stored)
	out, err := stored.Find("royalty.rate")
	require.NoError(t, err)
	result, err := s.Evaluate("score")
	require.NoError(t, err)
	sum := decimal.RequireFromString("0.02")
	for _, n := range result.Nodes {
		k, err := score.PremiumLink{Max: from("0.04"), Node: n.ID}.Apply("k", result)
		require.NoError(t, err)
		sum = sum.Add(k.Value.Decimal())
	}
	require.Equal(t, sum.StringFixed(10), out.Rate.Decimal().StringFixed(10))

	delete(limits, "other")
	_, err = s.BuildUpItems(limits)
	require.Equal(t, []string{"max.other score.max"}, codes(err))
	_, err = sheet().BuildUpItems(nil)
	require.Contains(t, codes(err), "tree.direction score.direction")
}

func unmarshal(t *testing.T, text string, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), into))
}
