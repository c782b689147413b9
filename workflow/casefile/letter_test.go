package casefile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/monitor"
)

// nearDue is a case in pledge three days before its debt falls due.
func nearDue(t *testing.T) *casetest.Bench {
	b := lent(t)
	b.Today = b.State.Loans[0].Due.AddDays(-3)
	return b
}

func TestALetterAsksWhatTheOfficerChose(t *testing.T) {
	b := nearDue(t)
	choices := b.State.LetterAlarmChoices(b.Today, nil, nil)
	at := -1
	for i, c := range choices {
		if strings.HasPrefix(c.Value, "debt.due/") {
			at = i
		}
	}
	require.GreaterOrEqual(t, at, 0)
	debt := choices[at]
	row := casefile.LetterItem{Alarm: debt.Value}
	refused(t, b, "kehu", "letter.alarm", casefile.IssueReminder{Items: []casefile.LetterItem{{Alarm: "fee.due/R9/"}}})
	refused(t, b, "kehu", "letter.twice", casefile.IssueReminder{Items: []casefile.LetterItem{row, row}})
	refused(t, b, "kehu", "letter.kind", casefile.IssueReminder{Kind: casefile.LetterFee, Items: []casefile.LetterItem{row}})
	refused(t, b, "kehu", "choice", casefile.IssueReminder{Kind: "poem"})
	refused(t, b, "kehu", "choice", casefile.IssueReminder{To: "office"})
	refused(t, b, "kehu", "text.missing", casefile.IssueReminder{Items: []casefile.LetterItem{{Do: "请送交报表"}}})
	late := casefile.LetterItem{Why: "财务报表未送交", Do: "请送交报表", Until: b.Today.AddDays(-1)}
	refused(t, b, "kehu", "letter.until", casefile.IssueReminder{Items: []casefile.LetterItem{late}})
	refused(t, b, "kehu", "reminder.nothing", casefile.IssueReminder{Kind: casefile.LetterPapers})
	refused(t, b, "kehu", "letter.not_due", casefile.IssueReminder{Kind: casefile.LetterOverdue})

	late.Until = b.Today
	require.NoError(t, b.Do("kehu", casefile.IssueReminder{To: casefile.ToDebtor, Items: []casefile.LetterItem{{Alarm: debt.Value, Do: "请备足还款资金"}, late}}))
	l := b.State.Letter()
	require.NotNil(t, l)
	require.Equal(t, casefile.LetterGeneral, l.Kind)
	require.True(t, l.About("debt.due", ""))
	require.Equal(t, []string{"请备足还款资金", "请送交报表"}, []string{l.Items[0].Do, l.Items[1].Do})
	require.Contains(t, l.Items[0].Why, "到期", "what the officer left open is as the watch says")
	require.Equal(t, b.State.Loans[0].Due, l.Until())
	require.Equal(t, "提示函，致债务人，2 项，最迟 "+l.Until().String(), b.State.Acts[len(b.State.Acts)-1].Note)
}

func TestALetterLeftOpenAsksForAllOfItsKind(t *testing.T) {
	b := nearDue(t)
	require.NoError(t, b.Do("kehu", casefile.IssueReminder{Kind: casefile.LetterDue}))
	for _, x := range b.State.Letter().Items {
		require.True(t, strings.HasPrefix(x.Code, "debt.") || strings.HasPrefix(x.Code, "limitation."), x.Code)
		require.NotEqual(t, monitor.Level(""), x.Level)
	}
	// Once the debt is past due, a demand may be sent; one that reached the debtor with a receipt interrupts the limitation period.
	b.Today = b.State.Loans[0].Due.AddDays(10)
	require.NoError(t, b.Do("kehu", casefile.IssueReminder{Kind: casefile.LetterOverdue}))
	require.Equal(t, casefile.LetterOverdue, b.State.Letter().Kind)
	b.State.Assessor.ID = b.Actor("pg1").OrgID
	require.Nil(t, b.State.For(b.Actor("pg1")).Letters, "what the creditor writes to its debtor is not the appraiser's")
}

func TestTheWatchReportOfAMonthIsIssuedOnceAndThenCorrected(t *testing.T) {
	b := lent(t)
	on := b.State.Registration.On
	require.Len(t, b.State.WatchMonthChoices(on), 1, "nothing was pledged the month before")
	refused(t, b, "kehu", "watch_report.month", casefile.IssueWatchReport{Month: "2024年3月"})
	refused(t, b, "kehu", "watch_report.future", casefile.IssueWatchReport{Month: casefile.MonthText(b.Today.AddMonths(1))})
	refused(t, b, "kehu", "watch_report.first", casefile.IssueWatchReport{Correction: "漏记还款"})
	b.Today = b.Today.AddMonths(3)
	refused(t, b, "kehu", "watch_report.past", casefile.IssueWatchReport{Month: casefile.MonthText(b.Today.AddMonths(-2))})
	last := casefile.MonthText(b.Today.AddMonths(-1))
	require.NoError(t, b.Do("kehu", casefile.IssueWatchReport{Month: last}))
	first := b.State.WatchReportOf(b.Today.AddMonths(-1))
	require.NotNil(t, first)
	require.Nil(t, b.State.WatchReportOf(b.Today))
	refused(t, b, "kehu", "watch_report.issued", casefile.IssueWatchReport{Month: last})
	require.NoError(t, b.Do("kehu", casefile.IssueWatchReport{Month: last, Correction: "漏记还款"}))
	require.Equal(t, first.Number, b.State.WatchIssue().Replaces)
	require.Equal(t, b.State.WatchReportOf(b.Today.AddMonths(-1)).Number, b.State.CorrectedBy(first.Number))

	early := registration(t)
	require.NoError(t, early.Play(casetest.ToDisbursement...))
	require.NoError(t, early.Play(casetest.ToInPledge...))
	refused(t, early, "kehu", "watch_report.before", casefile.IssueWatchReport{Month: casefile.MonthText(on.AddMonths(-1))})
}

func TestAnAuditReportIsOfARangeOfTheChain(t *testing.T) {
	b := lent(t)
	refused(t, b, "shenpi", "text.missing", casefile.IssueAuditReport{})
	refused(t, b, "shenpi", "audit_report.range", casefile.IssueAuditReport{Purpose: "内部审计", From: 9, To: 3})
	refused(t, b, "shenpi", "audit_report.range", casefile.IssueAuditReport{Purpose: "内部审计", From: -1})
	require.NoError(t, b.Do("shenpi", casefile.IssueAuditReport{Purpose: "内部审计", From: 3}))
	r := b.State.AuditIssue()
	require.Equal(t, []bool{false, true, true}, []bool{r.Covers(2), r.Covers(3), r.Covers(1 << 40)})
	require.Equal(t, "链上序号 3 及以后的本案事件", r.Range())
}
