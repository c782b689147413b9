package valuation_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/simulate"
	"zhiya/valuation/trace"
)

func readsBack(t *testing.T, in valuation.Inputs, c valuation.Conclusion) {
	t.Helper()
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	var back valuation.Conclusion
	require.NoError(t, json.Unmarshal(raw, &back))
	require.NoError(t, valuation.Recalculate(in, back))
}

func TestARateOfManyDecimalsCanBeSimulated(t *testing.T) {
	in := uncertain()
	in.Royalty.Choice = discount.Choice{Split: &discount.Split{WACCRate: rate("0.12", "同行业"), Intangible: amount("7000000", "估算"),
		Others: []discount.Asset{{Name: "固定资产", Value: amount("3000000", "报表"), Return: rate("0.08", "贷款利率")}}}}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s, _ := c.Step("royalty.rate")
	require.Len(t, s.Result, len("0.13714285714285714286"))
	readsBack(t, in, c)
}

func TestAMeanOfRatersIsKeptSoThatItReadsBack(t *testing.T) {
	in := judged()
	one := in.Scores[0].Sheet.Raters[0]
	in.Scores[0].Sheet.Raters = nil
	for i, text := range []string{"41", "40", "40"} {
		r := score.Rater{Name: string(rune('甲' + i)), Marks: []score.Mark{{Node: "a", Score: number(text, "登记簿")}, one.Marks[1]}}
		in.Scores[0].Sheet.Raters = append(in.Scores[0].Sheet.Raters, r)
	}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	readsBack(t, in, c)
	used, ok := c.Step("score.1.share")
	require.True(t, ok)
	taken, _ := c.Step("sharing.share")
	require.Equal(t, used.Result, taken.Result, "the step that is cited holds the figure that is used")
	require.Equal(t, "score.1.share.whole", used.Children[0].ID)
}

func TestOnlyTheStreamOfARenewedMarkRunsForEver(t *testing.T) {
	in := split([]string{"R1"}, []string{"R2"})
	in.Rights[1].Kind, in.Rights[1].Filed, in.Rights[1].Granted = life.Trademark, date.Must("2018-06-30"), date.Date{}
	in.Rights[1].RenewalReason, in.Rights[1].EconomicYears, in.Rights[1].Principal = "持续使用", number("5", "访谈"), false
	in.Rights[0].Principal = false
	in.SpreadNote = "永续"
	forever := &cashflow.Terminal{Growth: rate("0.01", "长期通胀")}
	for i := range in.Streams.Streams {
		in.Streams.Streams[i].Royalty.Convention.FirstEnd = date.Date{}
	}
	r := in.Streams.Streams[1].Royalty
	r.Decay = rate("0", "")
	r.Revenue = r.Revenue[:5]
	r.Terminal = forever
	c, err := valuation.Conclude(in)
	require.NoError(t, err, "the mark's own stream may")
	s, ok := c.Step("streams.2.royalty.terminal")
	require.True(t, ok)
	require.NotEqual(t, "0", s.Result)
	r.Terminal, in.Streams.Streams[0].Royalty.Terminal, in.Streams.Streams[0].Royalty.Decay = nil, forever, rate("0", "")
	in.Rights[1].Principal = true
	_, err = valuation.Conclude(in)
	require.True(t, fault.Has(err, "terminal.renewal"), "the patent's may not, whichever right is marked: %v", err)
}

func TestTheShareOfARightIsRepeatedByHandFromItsStep(t *testing.T) {
	in := bundle(2, func(refs []string) int64 {
		return map[string]int64{"R1": 700, "R2": 1000}[refs[0]] * int64(len(refs))
	})
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	for i, r := range c.Rights {
		s, ok := c.Step(trace.Index("allocate", i+1))
		require.True(t, ok)
		value := func(k int) decimal.Decimal { return decimal.RequireFromString(s.Inputs[k].Value) }
		by := value(0).Mul(value(1)).DivRound(value(2), 2)
		require.True(t, by.Sub(r.Market.Decimal()).Abs().LessThanOrEqual(decimal.New(1, 0)), "%s: %s, %s", r.Ref, by, r.Market)
	}
}

func TestAScenarioNamesADriverOnce(t *testing.T) {
	in := uncertain()
	change := valuation.ScenarioChange{Driver: simulate.RevenueFactor, Value: money.MustRate("0.5")}
	in.Simulation.Scenarios = []valuation.ScenarioInput{{Name: "减半", Probability: money.MustRate("1"), Changes: []valuation.ScenarioChange{change, change}}}
	_, err := valuation.Conclude(in)
	require.Equal(t, "simulation.scenarios[0].changes[1].driver", fault.Of(err)[0].Path)
}

func TestAnExplicitZeroShareLeavesRoomForTheScore(t *testing.T) {
	in := judged()
	require.NoError(t, json.Unmarshal([]byte(`{"rate":{"value":"0"}}`), &in.Sharing.Share))
	_, err := valuation.Conclude(in)
	require.NoError(t, err)
}

func TestAScoredPremiumReachesTheStreams(t *testing.T) {
	in := split([]string{"R1", "R2"})
	in.Scores = judged().Scores
	in.Scores[0].Share = nil
	in.Scores[0].Premiums = []valuation.ScoredPremium{{Class: discount.Technical, Name: "技术成熟度", Link: score.PremiumLink{Max: rate("0.05", "本机构规定")}}}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s, ok := c.Step("streams.1.royalty.rate")
	require.True(t, ok)
	require.Contains(t, s.Inputs[len(s.Inputs)-1].Source, "score.1.premium.1")
}
