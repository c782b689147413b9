package casefile_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/policy"
)

// pastDue is a lent case whose debt has been due for so many days.
func pastDue(t testing.TB, days int) *casetest.Bench {
	b := lent(t)
	b.Today = b.State.Loans[0].Due.AddDays(days)
	return b
}

func TestAClassBetterThanTheDaysAllowNeedsItsReason(t *testing.T) {
	for days, best := range map[int]string{0: "正常", 1: "关注", 90: "关注", 91: "次级", 270: "次级", 271: "可疑", 360: "可疑", 361: "损失"} {
		b := pastDue(t, days)
		require.Equal(t, days, b.State.PastDueOn(b.Today))
		f := casefile.ClassifyLoan{Class: best, On: b.Today, Reason: "示例"}
		require.NoError(t, b.Copy().Do("kehu", f), "%d days", days)
		if best == "正常" {
			continue
		}
		all := policy.RiskClasses()
		f.Class = string(all[slices.Index(all, policy.RiskClass(best))-1])
		refused(t, b, "kehu", "class.days", f)
		f.Deviation = "担保足额，正在办理还款"
		require.NoError(t, b.Do("kehu", f))
		require.Equal(t, policy.RiskClass(best), b.State.Classing.Least)
	}
	b := pastDue(t, 1)
	refused(t, b, "kehu", "class.no_deviation", casefile.ClassifyLoan{Class: "关注", On: b.Today, Reason: "示例", Deviation: "无"})
	refused(t, b, "kehu", "choice", casefile.ClassifyLoan{Class: "优良", On: b.Today, Reason: "示例"})
	refused(t, b, "kehu", "date.future", casefile.ClassifyLoan{Class: "关注", On: b.Today.AddDays(1), Reason: "示例"})
	refused(t, b, "kehu", "text.missing", casefile.ClassifyLoan{Class: "关注", On: b.Today})
}

func TestAClassCountsOnlyWhenAnotherPersonApprovedIt(t *testing.T) {
	b := pastDue(t, 1)
	refused(t, b, "shenpi", "guard.has_classing", casefile.ApproveClass{Opinion: "同意"})
	require.NoError(t, b.Do("kehu", casefile.ClassifyLoan{Class: "关注", On: b.Today, Reason: "示例"}))
	require.Empty(t, b.State.ClassOn(b.Today))
	require.Empty(t, b.State.Watched().Class)
	refused(t, b, "kehu2", "permission", casefile.ApproveClass{Class: "关注", On: b.Today, Opinion: "同意"})
	refused(t, b, "shenpi", "class.changed", casefile.ApproveClass{Class: "正常", On: b.Today, Opinion: "同意"})
	b.Roles = bothPosts
	refused(t, b, "kehu", "four_eyes", casefile.ApproveClass{Class: "关注", On: b.Today, Opinion: "同意"})
	require.NoError(t, b.Play("shenpi ApproveClass"))
	require.Equal(t, policy.Special, b.State.ClassOn(b.Today))
	require.Empty(t, b.State.ClassOn(b.Today.AddDays(-1)), "the day before")
	require.Equal(t, "关注", b.State.Watched().Class)
	refused(t, b, "kehu", "class.same", casefile.ClassifyLoan{Class: "关注", On: b.Today, Reason: "示例"})
	refused(t, b, "kehu", "date.order", casefile.ClassifyLoan{Class: "次级", On: b.Today.AddDays(-1), Reason: "示例"})
	for _, login := range []string{"pg1", "db1", "jb", "jj1"} {
		seen := b.State.For(casetest.Actor(login))
		require.Empty(t, seen.Classes, login)
		require.Nil(t, seen.Classing, login)
	}
}

func TestADeclaredDefaultProposesItsClass(t *testing.T) {
	b := pastDue(t, 100)
	d := form[casefile.DeclareDefault](b, "kehu")
	d.Class = "次级"
	require.NoError(t, b.Do("kehu", d))
	require.Equal(t, policy.Substandard, b.State.Classing.Class)
	require.NoError(t, b.Copy().Play("shenpi ApproveClass"))
	cured := b.Copy()
	require.NoError(t, cured.Play("shenpi CureDefault"))
	require.Nil(t, cured.State.Classing, "what was only proposed goes with its ground")
}

// Whatever is proposed, approved and returned, the approved history only grows at its end.
func TestTheHistoryOfClassesOnlyGrows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := pastDue(t, 0)
		var before []casefile.ClassR
		for range rapid.IntRange(1, 10).Draw(rt, "acts") {
			b.Today = b.Today.AddDays(rapid.IntRange(0, 60).Draw(rt, "days"))
			_ = b.Do("kehu", casefile.ClassifyLoan{Class: string(rapid.SampledFrom(policy.RiskClasses()).Draw(rt, "class")),
				On: b.Today.AddDays(-rapid.IntRange(0, 70).Draw(rt, "back")), Reason: "示例", Deviation: rapid.SampledFrom([]string{"", "示例"}).Draw(rt, "deviation")})
			if rapid.Bool().Draw(rt, "approve") {
				_ = b.Try("shenpi", "ApproveClass")
			} else {
				_ = b.Try("shenpi", "ReturnClass")
			}
			require.GreaterOrEqual(rt, len(b.State.Classes), len(before))
			was, err := json.Marshal(before)
			require.NoError(rt, err)
			is, err := json.Marshal(b.State.Classes[:len(before)])
			require.NoError(rt, err)
			if len(before) > 0 {
				require.JSONEq(rt, string(was), string(is))
			}
			before = slices.Clone(b.State.Classes)
			for i := 1; i < len(before); i++ {
				require.False(rt, before[i].On.Before(before[i-1].On))
			}
		}
	})
}

func TestAPaymentBookedLaterChangesNoFigureOfAnEarlierDay(t *testing.T) {
	b := lent(t)
	lentOn := b.Today
	whole := b.State.OutstandingBooked(lentOn)
	require.Equal(t, money.Yuan(1_000_000), whole)
	require.Zero(t, b.State.OutstandingBooked(lentOn.AddDays(-1)))
	b.Today = b.Today.AddDays(40)
	pay := form[casefile.RecordRepayment](b, "kehu")
	pay.On, pay.Principal = lentOn.AddDays(10), money.Yuan(400_000)
	require.NoError(t, b.Do("kehu", pay))
	for day, want := range map[int]money.Money{10: whole, 39: whole, 40: whole - money.Yuan(400_000)} {
		require.Equal(t, want, b.State.OutstandingBooked(lentOn.AddDays(day)), "day %d", day)
	}
}
