package casefile

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// onDay is the host of the tests on another day.
type onDay struct {
	*host
	day date.Date
}

func (h onDay) Today() date.Date { return h.day }

// pledged is a case in pledge to which a right was added and of which one was released.
func pledged(t *testing.T) *casetest.Bench {
	t.Helper()
	b := casetest.New()
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)...))
	b.Today = b.Today.AddDays(30)
	require.NoError(t, b.Play("kehu ProposeTopUp", "shenpi ApproveCollateral", "kehu FileAddedPledge", "kehu RecordCollateralResult"))
	b.Today = b.Today.AddDays(20)
	require.NoError(t, b.Play("kehu ProposeRelease", "shenpi ApproveCollateral", "kehu FileRelease", "kehu RecordCollateralResult", "kehu ReviseValue"))
	b.Today = b.Today.AddDays(9)
	repay := b.Form("kehu", "RecordRepayment").(road.RecordRepayment)
	repay.Principal = money.Yuan(200_000)
	require.NoError(t, b.Do("kehu", repay))
	return b
}

func TestTheCoverageIsToldByRightWithItsHistoryAndSources(t *testing.T) {
	p, h := opened(t)
	b := pledged(t)
	p.view.State, p.host = b.State, onDay{h, b.Today}
	p.show("coverage")
	for _, want := range []string{"可覆盖金额", "4,500,000.00", "追加质押", "第009号", "部分注销", "授信认定", "放款 JJ01", "还款 JJ01", "800,000.00", "覆盖沿革"} {
		require.Contains(t, said(h), want)
	}
	glance(t, h, "coverage")
	late := onDay{h, b.Today.AddYears(2)}
	p.host = late
	p.show("coverage")
	require.Contains(t, said(h), "未知", "an expired value is never counted")
	firm := b.State.For(casetest.Actor("pg1"))
	p.view.State = firm
	p.view.State.Credit = nil
	p.show("coverage")
	require.Contains(t, said(h), "无权查看")
}

func TestTheWhatIfAnswersWhileItIsTyped(t *testing.T) {
	p, h := opened(t)
	b := pledged(t)
	p.view.State, p.host = b.State, onDay{h, b.Today}
	w := newWhatIf(h, b.State, b.Today)
	h.window.SetContent(w.content)
	require.Contains(t, said(h), "覆盖充足，余量 3,700,000.00 元")
	for i := range w.release {
		test.Tap(w.release[i])
	}
	require.Contains(t, said(h), "提前归还本金不少于 800,000.00 元")
	require.Contains(t, said(h), "追加权利的认定价值不少于 1,777,777.78 元")
	test.Type(w.value, "1777777.77")
	require.Contains(t, said(h), "追加权利的认定价值不少于 0.01 元", "a fen of value less leaves a fen uncovered")
	w.value.SetText("")
	test.Type(w.value, "1777777.78")
	require.Contains(t, said(h), "覆盖充足")
	w.value.SetText("")
	test.Type(w.repay, "9000000")
	require.Contains(t, said(h), "超过未偿余额")
	w.repay.SetText("abc")
	require.NotContains(t, said(h), "覆盖充足")
	w.repay.SetText("800000")
	require.Contains(t, said(h), "覆盖充足，余量 0.00 元")
	w.due.SetText("2023-01-01")
	require.Contains(t, said(h), "早于计算日")
}
