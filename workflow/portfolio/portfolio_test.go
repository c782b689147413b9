package portfolio_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare/stress"
)

var on = date.Must("2026-11-23")

func assumed(t testing.TB) portfolio.Assumptions {
	a, err := portfolio.AssumptionsOn(policy.Embedded(), on)
	require.NoError(t, err)
	require.False(t, a.Verified, "the shipped figures are an example")
	require.Contains(t, a.Source, "示例")
	return a
}

func TestExpectedLossIsProbabilityTimesWhatTheRightsWouldNotBring(t *testing.T) {
	a := assumed(t)
	p := portfolio.Position{Class: "关注", Owed: money.Must("1000000.00"), Forced: money.Must("600000.00"), Known: true, ForcedTo: on}
	l := a.Of(p, on)
	require.Equal(t, money.Must("540000.00"), l.Recovery, "60 万 less a tenth of costs")
	require.Equal(t, "46.00%", l.LGD.Percent())
	require.Equal(t, money.Must("46000.00"), l.Expected, "10 % of 46 万")
	l = a.Of(p, on.AddDays(1))
	require.True(t, l.Unknown, "a value that has expired is unknown, never relied upon")
	require.Equal(t, money.Must("100000.00"), l.Expected)
	p.Forced = money.Must("9000000.00")
	require.Zero(t, a.Of(p, on).Expected, "no more than what is owed comes back")
	p.Class = ""
	p.Forced = 0
	require.Equal(t, money.Must("20000.00"), a.Of(p, on).Expected)
}

func TestTheViewAddsUpHoweverItIsCut(t *testing.T) {
	a := assumed(t)
	rapid.Check(t, func(r *rapid.T) {
		var all []portfolio.Position
		for i := range rapid.IntRange(0, 30).Draw(r, "loans") {
			pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(r, name) }
			p := portfolio.Position{Number: fmt.Sprint(i), Owed: money.Money(rapid.Int64Range(0, 1e12).Draw(r, "owed")), Forced: money.Money(rapid.Int64Range(0, 1e12).Draw(r, "forced")), Known: rapid.Bool().Draw(r, "known"),
				Chain: pick("chain", "", "石化", "新能源"), District: pick("district", "海州区", "连云区"), Lender: pick("lender", "甲", "乙"), Kind: "专利权", Class: pick("class", "", "正常", "关注", "次级", "可疑", "损失"),
				Appraiser: pick("firm", "", "f1", "f2")}
			if rapid.Bool().Draw(r, "shared") {
				p.Parts = []portfolio.Part{{OrgID: "x", Name: "基金", Amount: p.Owed * 4 / 10}}
			}
			all = append(all, p)
		}
		v := portfolio.Look(all, a, on)
		for _, d := range v.Spread {
			if d.Name == "关联集团" {
				continue
			}
			var owed, expected, bad money.Money
			n := 0
			for _, s := range d.Slices {
				owed, expected, bad, n = owed+s.Owed, expected+s.Expected, bad+s.Bad, n+s.Loans
			}
			require.Equal(r, []money.Money{v.Owed, v.Expected, v.Bad}, []money.Money{owed, expected, bad}, d.Name)
			require.Equal(r, v.Loans, n)
			require.True(r, d.HHI >= 0 && d.HHI <= 10_000)
			if len(d.Slices) == 1 {
				require.Equal(r, 10_000, d.HHI)
			}
		}
		require.LessOrEqual(r, v.Expected, v.Owed)
		plan := portfolio.Plan(all, a, on, map[string]money.Money{"基金": 1000}, 100, 1)
		var lost money.Money
		for _, l := range plan.Loans {
			for _, x := range l.Parts {
				require.GreaterOrEqual(r, int64(x), int64(0))
				lost += x
			}
		}
		var want money.Money
		for _, p := range all {
			if p.Owed > 0 {
				want += p.Owed - a.Of(p, on).Recovery
			}
		}
		require.Equal(r, want, lost, "not a fen of the loss is left unborne")
	})
}

func TestTheStressOfThePortfolioMeansItsExpectedLoss(t *testing.T) {
	a := assumed(t)
	var all []portfolio.Position
	for i := range 400 {
		all = append(all, portfolio.Position{Number: fmt.Sprint(i), Owed: money.Yuan(1_000_000), Known: true, Forced: money.Yuan(500_000), ForcedTo: on, Chain: []string{"石化", "新能源"}[i%2],
			Parts: []portfolio.Part{{Name: "基金", Amount: money.Yuan(400_000)}}})
	}
	v := portfolio.Look(all, a, on)
	r, err := stress.Run(portfolio.Plan(all, a, on, nil, 20_000, 7), nil)
	require.NoError(t, err)
	require.Equal(t, v.Expected, r.Total.Expected, "the exact one")
	gap := max(r.Total.Mean-v.Expected, v.Expected-r.Total.Mean)
	require.Less(t, gap, 5*r.Total.StandardError)
	require.Greater(t, r.Total.Levels[3].Loss, 2*v.Expected, "defaults come together")
}

func TestTheCalibrationBookSetsWhatWasRealisedAgainstWhatWasAppraised(t *testing.T) {
	v := portfolio.Look([]portfolio.Position{
		{Appraiser: "f", Firm: "示例评估", SoldOn: on, Appraised: money.Yuan(1_000_000), Expected: money.Yuan(700_000), Realised: money.Yuan(490_000)},
		{Appraiser: "f", Firm: "示例评估", SoldOn: on, Appraised: money.Yuan(500_000), Expected: money.Yuan(300_000), Realised: money.Yuan(410_000)},
		{Appraiser: "f", Firm: "示例评估", Owed: 5},
		{Appraiser: "g", Firm: "示例乙评估", Owed: 7},
	}, assumed(t), on)
	require.Len(t, v.Firms, 2)
	require.Equal(t, "示例乙评估", v.Firms[0].Name)
	require.Nil(t, v.Firms[0].Ratio)
	f := v.Firms[1]
	require.Equal(t, 2, f.Sales)
	require.Equal(t, "60.00%", f.Ratio.Percent())
	require.Equal(t, "90.00%", f.ToForced.Percent())
	require.Equal(t, "49.00%", f.Worst.Percent())
}
