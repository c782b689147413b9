package valuation_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/option"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
)

// judged is the sample valued by sharing at a rate that a score of 60 sets between 2 % and 4 %: 3.2 %.
func judged() valuation.Inputs {
	in := sample()
	in.Sharing = &income.SharingInput{Basis: income.OfRevenue, Amounts: in.Royalty.Revenue, Tax: in.Royalty.Tax,
		Setting: income.Setting{Convention: in.Royalty.Convention, Choice: in.Royalty.Choice}}
	in.Royalty = nil
	in.Weights[0].Method = income.SharingName
	w := func(r string) map[string]money.Rate { return map[string]money.Rate{"质押融资": money.MustRate(r)} }
	tree := score.Tree{ID: "t", Name: "两项指标", Source: "示例", Label: "示例", Scenarios: []string{"质押融资"},
		Nodes: []score.Node{{ID: "a", Name: "法律", Weights: w("0.5")}, {ID: "b", Name: "技术", Weights: w("0.5")}}}
	in.Scores = []valuation.ScoreInput{{Sheet: score.Sheet{Tree: tree, Scenario: "质押融资", Raters: []score.Rater{{Name: "评估人员",
		Marks: []score.Mark{{Node: "a", Score: number("40", "登记簿")}, {Node: "b", Score: number("80", "访谈")}}}}},
		Share: &score.ShareLink{Low: rate("0.02", "行业下限"), High: rate("0.04", "行业上限")}}}
	return in
}

func TestAScoreSetsTheSharingRateAndIsNoValueItself(t *testing.T) {
	in := judged()
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	require.Equal(t, "60", c.Scores[0].Score.String())
	require.Len(t, c.Scores[0].Nodes, 2)
	direct := judged()
	direct.Scores, direct.Sharing.Share.Rate = nil, rate("0.032", "直接填写")
	want, err := valuation.Conclude(direct)
	require.NoError(t, err)
	require.Equal(t, want.MarketValue, c.MarketValue)
	s, ok := c.Step("sharing.share")
	require.True(t, ok)
	require.Contains(t, s.Inputs[0].Source, "score.1.share")
	_, ok = c.Step("score.1.share")
	require.True(t, ok, "the step that the source names is there")
	require.Equal(t, income.Share{}, in.Sharing.Share, "the inputs that came in are not changed")
	require.NoError(t, valuation.Recalculate(judged(), c))

	stored, err := json.Marshal(judged())
	require.NoError(t, err)
	back, err := valuation.DecodeInputs(stored)
	require.NoError(t, err)
	require.NoError(t, valuation.Recalculate(back, c), "what is stored concludes the same, the tree within it")
}

func TestAScoreMayAddARiskPremium(t *testing.T) {
	in := judged()
	in.Scores[0].Premiums = []valuation.ScoredPremium{{Class: discount.Technical, Name: "技术成熟度", Link: score.PremiumLink{Max: rate("0.05", "本机构规定")}}}
	plain, err := valuation.Conclude(judged())
	require.NoError(t, err)
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	was, _ := plain.Step("sharing.rate")
	is, _ := c.Step("sharing.rate")
	require.Equal(t, money.MustRate(was.Result).Decimal().Add(money.MustRate("0.02").Decimal()).String(), is.Result, "5 % × (1 − 0.6)")
	require.Less(t, c.MarketValue, plain.MarketValue)
	require.Len(t, in.Sharing.BuildUp.Items, len(judged().Sharing.BuildUp.Items))
}

func TestAScoreMaySetTheVolatilityOfAnOption(t *testing.T) {
	in := sample()
	in.Royalty = nil
	in.Option = &option.Input{Present: amount("3500000", "项目预测"), Investment: amount("5000000", "投资预算"), Years: number("5", "权利剩余年限"), RiskFree: rate("0.02", "国债")}
	in.Weights[0].Method = option.Name
	in.SpreadLimit = rate("2", "本机构规定")
	in.Scores = judged().Scores
	in.Scores[0].Share = nil
	in.Scores[0].Volatility = &score.VolatilityLink{Low: rate("0.3", "同行业"), High: rate("0.6", "同行业")}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	direct := in
	own := *in.Option
	own.Volatility, direct.Option, direct.Scores = rate("0.42", "直接填写"), &own, nil
	want, err := valuation.Conclude(direct)
	require.NoError(t, err)
	require.Equal(t, want.Approaches[0].Value, c.Approaches[0].Value, "60 % − 30 % × 0.6")
	in.Option = &own
	_, err = valuation.Conclude(in)
	require.True(t, fault.Has(err, "score.twice"))
	in.Option = nil
	_, err = valuation.Conclude(in)
	require.True(t, fault.Has(err, "score.unused"))
}

func TestAScoreWithoutUseOrWithTwoUsesIsNamed(t *testing.T) {
	for path, change := range map[string]func(*valuation.Inputs){
		"scores[0].share": func(in *valuation.Inputs) { in.Sharing.Share.Rate = rate("0.03", "直接") },
		"scores[0].premiums[0]": func(in *valuation.Inputs) {
			in.Scores[0].Premiums = []valuation.ScoredPremium{{Class: discount.Market, Name: "市场", Link: score.PremiumLink{Max: rate("0.05", "规定")}}}
			in.Sharing.Choice = discount.Choice{Rate: rate("0.12", "直接")}
		},
		"scores[0].sheet.raters[0].marks[1].score.value": func(in *valuation.Inputs) { in.Scores[0].Sheet.Raters[0].Marks[1].Score = number("120", "x") },
		"scores[0].share.low.source":                     func(in *valuation.Inputs) { in.Scores[0].Share.Low = sourced.Rate{Value: money.MustRate("0.02")} },
	} {
		in := judged()
		change(&in)
		_, err := valuation.Conclude(in)
		require.NotEmpty(t, fault.Of(err), path)
		require.Equal(t, path, fault.Of(err)[0].Path, "%v", err)
	}
	in := judged()
	in.Sharing, in.Royalty = nil, sample().Royalty
	in.Weights[0].Method = income.Name
	_, err := valuation.Conclude(in)
	require.True(t, fault.Has(err, "score.unused"))
}
