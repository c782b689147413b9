package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/ledger"
	"zhiya/workflow/monitor"
	"zhiya/workflow/right"
)

// lentCase is the case in pledge: paid out, nothing repaid, nothing defaulted.
func lentCase(t testing.TB) casefile.State {
	s := fullCase(t)
	s.Stage, s.Compensation, s.Disposal = casefile.InPledge, casefile.CompNone, casefile.DispNone
	s.Default, s.Claim, s.CompClaim, s.DisposalPlan, s.Proceeds, s.Recoveries, s.Closing, s.Repayments, s.Settlement = nil, nil, nil, nil, nil, nil, nil, nil, nil
	s.Ledger = s.Ledger[:len(s.Loans)]
	return s
}

func buildOn(t *testing.T, k casefile.DocumentKind, s casefile.State, day string) string {
	t.Helper()
	i := info(k)
	i.On = on(day)
	doc, err := reports.Build(k, s, i)
	require.NoError(t, err)
	return strings.Join(words(doc), "\n")
}

func TestTheMonthlyReportSaysWhatHappenedInItsMonthAndWhatStands(t *testing.T) {
	s := lentCase(t)
	s.Repayments = []casefile.Repayment{{LoanNo: "SL-2026-0001", On: on("2026-03-21"), Principal: yuan("1000.00"), Interest: yuan("12.34")}, {LoanNo: "SL-2026-0001", On: on("2026-04-21"), Principal: yuan("7.00")}}
	s.Revaluations = []casefile.RevaluationR{{Ref: "R1", On: on("2026-03-30"), Old: yuan("4242334.00"), Value: yuan("4200000.00")}}
	march := buildOn(t, casefile.DocWatchReport, s, "2026-03-31")
	for _, want := range []string{"（2026年3月）", "本金 1,000.00元，利息 12.34元", "4,242,334.00元 调整为 4,200,000.00元", "没有缺口", "未发现需要处理的事项", "3,000,000.00元"} {
		require.Contains(t, march, want)
	}
	require.NotContains(t, march, "7.00元", "April's payment is not March's")
	require.Contains(t, buildOn(t, casefile.DocWatchReport, s, "2026-05-31"), "当月没有登记还款")

	july := buildOn(t, casefile.DocWatchReport, s, "2026-08-05")
	require.Contains(t, july, "债务将于 2026年8月10日 到期")
	require.Contains(t, july, "重要 1 项")
}

func TestAnExpiredValueMakesTheCoverUnknownNeverZero(t *testing.T) {
	s := lentCase(t)
	s.Report.ValidUntil = on("2026-03-01")
	text := buildOn(t, casefile.DocWatchReport, s, "2026-03-02")
	require.Contains(t, text, "质押覆盖情况未知")
	require.Contains(t, text, "紧急 2 项")
	require.NotContains(t, text, "没有缺口")
	require.Equal(t, 2, strings.Count(text, "已失效\n未知"))
	s.Lane = casefile.Exempt
	require.Contains(t, buildOn(t, casefile.DocWatchReport, s, "2026-03-02"), "不按质押物价值管理")
	s.Lane, s.Settlement = casefile.External, &casefile.SettlementR{On: on("2026-03-01")}
	text = buildOn(t, casefile.DocWatchReport, s, "2026-03-02")
	require.Contains(t, text, "债务已于2026年3月1日结清，质押登记待注销")
	require.NotContains(t, text, "未知", "what is settled needs no new valuation")
	s.Registration.Cancel = &casefile.CancellationForm{On: on("2026-03-02")}
	require.Contains(t, buildOn(t, casefile.DocWatchReport, s, "2026-03-02"), "质押已于2026年3月2日注销登记")
}

func TestTheReminderAsksOnlyWhatIsTheirsToDo(t *testing.T) {
	s := lentCase(t)
	s.Intake.Rights[0].FeesPaidUntil = on("2026-02-10")
	s.Intake.Rights[1].Invalidation = true
	s.Credit.Enrolments[0].By = nil
	text := buildOn(t, casefile.DocReminder, s, "2026-09-01")
	for _, want := range []string{"致：示例新材料科技有限公司\n", "债务已于 2026年8月10日 到期，尚未清偿", "请立即清偿到期债务", "无效宣告请求书", "债务人", "出质人"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "入池备案", "the enrolment is the bank's own business")

	late := buildOn(t, casefile.DocReminder, s, "2029-06-01")
	require.NotContains(t, late, "诉讼时效", "nobody tells the debtor that the limitation period is running")
	require.Contains(t, buildOn(t, casefile.DocWatchReport, s, "2029-06-01"), "诉讼时效")

	s.Intake.Rights[1].Status = right.Invalidated
	require.Contains(t, buildOn(t, casefile.DocReminder, s, "2026-03-01"), "民法典第四百三十三条")
}

func TestTheSubsidyIsReckonedOnWhatWasOwedAndPaid(t *testing.T) {
	s := lentCase(t)
	s.Credit.Form.DayCount = 365
	s.Loans = []casefile.Loan{{No: "A", Amount: yuan("5000000"), From: on("2025-08-10"), Due: on("2026-08-10"), Rate: ratio("0.0365")}}
	pay := func(day, principal, interest string) casefile.Repayment {
		return casefile.Repayment{LoanNo: "A", On: on(day), Principal: yuan(principal), Interest: yuan(interest)}
	}
	s.Repayments = []casefile.Repayment{pay("2026-08-10", "5000000", "182500")}
	text := buildOn(t, casefile.DocSubsidy, s, "2026-11-20")
	require.Contains(t, text, "182,500.00")
	require.Contains(t, text, "91,250.00元（大写：人民币玖万壹仟贰佰伍拾元整；折合9.13万元）")
	require.Contains(t, text, "待核实")

	s.Repayments[0].Interest = yuan("100000") // only what was paid is subsidised
	require.Contains(t, buildOn(t, casefile.DocSubsidy, s, "2026-11-20"), "测算贴息额\n50,000.00元")
	s.Repayments[0].Reversed = true
	require.Contains(t, buildOn(t, casefile.DocSubsidy, s, "2026-11-20"), "测算贴息额\n0.00元")

	s.Loans[0].Amount, s.Repayments = yuan("20000000"), []casefile.Repayment{pay("2026-08-10", "20000000", "730000")}
	text = buildOn(t, casefile.DocSubsidy, s, "2026-11-20")
	require.Contains(t, text, "测算贴息额\n300,000.00元")
	require.Contains(t, text, "超过每户上限，按上限计")

	s.Repayments = []casefile.Repayment{pay("2026-02-10", "10000000", "1"), pay("2026-05-10", "10000000", "1")}
	doc, err := reports.Build(casefile.DocSubsidy, s, info(casefile.DocSubsidy))
	require.NoError(t, err)
	for _, b := range doc.Blocks {
		if table, ok := b.(layout.Table); ok && table.Name == "应计利息" {
			require.Len(t, table.Rows, 2, "nothing is reckoned after the last principal")
			require.Equal(t, []string{"184", "20,000,000.00", "368,000.00"}, []string{table.Rows[0][4].Text, table.Rows[0][5].Text, table.Rows[0][7].Text})
			require.Equal(t, []string{"89", "10,000,000.00", "89,000.00"}, []string{table.Rows[1][4].Text, table.Rows[1][5].Text, table.Rows[1][7].Text})
			return
		}
	}
	t.Fatal("the table of interest is missing")
}

func TestTheClaimIsComparedWithTheRegisteredCeiling(t *testing.T) {
	s := fullCase(t)
	s.Intake.Ceiling = &casefile.Ceiling{Agreed: yuan("9000000"), Registered: yuan("2855256.55"), From: on("2026-02-01"), To: on("2027-02-01")}
	text := strings.Join(words(build(t, casefile.DocClaim, s)), "\n")
	require.Contains(t, text, "超过该数额 0.01元")
	s.Intake.Ceiling.Registered++
	require.Contains(t, strings.Join(words(build(t, casefile.DocClaim, s)), "\n"), "未超过该数额")
}

func TestTheEnrolmentSheetTellsNoPartnerWhatAnotherHasLeft(t *testing.T) {
	s := fullCase(t)
	require.NotContains(t, strings.Join(words(build(t, casefile.DocEnrolment, s)), "\n"), "52,000,000.00")
	require.Contains(t, strings.Join(words(build(t, casefile.DocCreditMemo, s)), "\n"), "52,000,000.00")
	require.Contains(t, strings.Join(words(build(t, casefile.DocEnrolment, s)), "\n"), "1,900,000.00元（大写：人民币壹佰玖拾万元整")
}

func TestTheAuditReportPrintsEveryEventAndNoForm(t *testing.T) {
	s := fullCase(t)
	i := workflow.DocumentInfo{Number: "示例-SJ01", On: on("2026-11-20"), At: time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)}
	_, err := reports.NewMaker().Make(casefile.DocAuditTrail, s, i)
	require.True(t, fault.Has(err, "document.incomplete"), "a report of no events vouches for nothing")
	last := audit.Event{Seq: 40, Hash: strings.Repeat("a", 64)}
	for n := range 120 {
		last = audit.Seal(audit.Event{AtMillis: time.Date(2026, 1, 5, 16, 0, n, 0, time.UTC).UnixMilli(), PersonID: "p", Person: "示例客户经理", OrgID: bank.ID, Action: "AmendIntake", Object: s.Number, Version: int64(n + 1), Payload: `{"机密":1}`}, last)
		i.Trail = append(i.Trail, last)
	}
	i.Head = audit.Head{Seq: 990, Hash: strings.Repeat("b", 64)}
	doc, err := reports.Build(casefile.DocAuditTrail, s, i)
	require.NoError(t, err)
	text := strings.Join(words(doc), "\n")
	for _, e := range i.Trail {
		require.Contains(t, text, e.Hash[:32]+"\n"+e.Hash[32:])
	}
	require.Contains(t, text, i.Head.String())
	require.Contains(t, text, "2026-01-06 00:01:59", "Beijing time")
	require.Contains(t, text, "修改受理资料")
	require.NotContains(t, text, "机密")
	laid, err := reports.NewMaker().Preview(casefile.DocAuditTrail, s, i)
	require.NoError(t, err)
	require.Empty(t, laid.Outside())
}

func TestWatchedTakesTheValuesAndTheBalancesAsTheyStand(t *testing.T) {
	s := lentCase(t)
	f := s.Watched()
	require.Equal(t, yuan("3000000"), f.Outstanding)
	require.Equal(t, []any{on("2026-08-10"), on("2026-02-10"), on("2026-02-10"), on("2026-02-05")}, []any{f.Due, f.Disbursed, f.Registered, f.Enrolled})
	require.Equal(t, on("2026-12-30"), f.Rights[0].ValidUntil)
	s.Ledger = append(s.Ledger, ledger.Entry{ID: "x", Booked: on("2026-03-01"), Value: on("2026-03-01"), Lines: []ledger.Line{{Account: ledger.Of(ledger.Borrower, "SL-2026-0001"), Amount: -yuan("2000000")}, {Account: ledger.Of(ledger.Bank, bank.ID), Amount: yuan("2000000")}}})
	s.Loans[1].Due = on("2026-07-01")
	s.Revaluations = []casefile.RevaluationR{{Ref: "R2", Value: yuan("5")}}
	s.Registration.Cancel = &casefile.CancellationForm{On: on("2026-03-02")}
	s.Default = &casefile.DefaultR{Form: casefile.DefaultForm{NoticeOn: on("2026-03-03")}, Dunning: []casefile.DunningForm{{On: on("2026-03-04"), How: "律师函"}, {On: on("2026-03-05"), How: "电话"}}}
	f = s.Watched()
	require.Equal(t, []any{yuan("1000000"), on("2026-07-01"), yuan("5"), on("2026-03-02"), on("2026-03-04")}, []any{f.Outstanding, f.Due, f.Rights[1].Value, f.Cancelled, f.LastClaimed})
	s.Credit.Enrolments[1].By = nil
	require.True(t, s.Watched().Enrolled.IsZero(), "one partner has not confirmed")
}

// Hundreds of 借据 and payments of 11 digits, single amounts of 18 digits, 60 rights of long names: nothing leaves the margins, and
// what is summed is carried over the pages.
func TestLongListsAndHugeAmountsStayWithinTheMarginsOfTheLoansPapers(t *testing.T) {
	s := hostileCase(t)
	s.Loans, s.Repayments = nil, nil
	for n := range 120 {
		no := "借据" + strings.Repeat("长", 40) + string(rune('A'+n%26)) + string(rune('a'+n/26))
		s.Loans = append(s.Loans, casefile.Loan{No: no, Amount: yuan("99999999999.99"), From: on("2026-02-10"), Due: on("2026-08-10"), Rate: ratio("0.36")})
		s.Repayments = append(s.Repayments, casefile.Repayment{LoanNo: no, On: on("2026-05-10"), Principal: yuan("11111111111.11"), Interest: yuan("99999999999.99")})
	}
	huge := yuan("9999999999999999.99")
	s.Claim.Principal, s.Claim.Form.Interest, s.Claim.Form.Penalty, s.Claim.Form.Costs, s.Claim.Total = huge, huge, huge, huge, 4*huge
	s.CompClaim.Shares[0].Amount, s.CompClaim.Shares[1].Amount = huge, huge
	s.CompClaim.Result.Parts[0].Amount = huge
	s.DueDiligence.Indicative, s.DisposalPlan.Rounds[1].Sale.Price = huge, huge
	s.DisposalPlan.Rounds[1].Sale.Buyer = strings.Repeat("示例特别长的受让人名称", 30)
	s.DisposalPlan.Supplements[0].Items = strings.Repeat("请补充共有人同意处置的书面意见及其身份证明文件；", 150)
	for i := range s.Intake.Rights {
		s.Credit.Form.Values = append(s.Credit.Form.Values, casefile.AcceptedValue{Ref: s.Intake.Rights[i].Ref, Value: yuan("99999999999.99"), Cap: ratio("0.5"), Haircut: ratio("0.1")})
	}
	for _, k := range []casefile.DocumentKind{casefile.DocDueDiligence, casefile.DocEnrolment, casefile.DocDisbursement, casefile.DocWatchReport, casefile.DocReminder, casefile.DocSubsidy, casefile.DocClaim,
		casefile.DocPaymentNotice, casefile.DocShareDetail, casefile.DocSupplementNotice, casefile.DocSaleConfirmation, casefile.DocDelivery, casefile.DocAuditTrail} {
		laid, err := reports.NewMaker().Preview(k, s, info(k))
		require.NoError(t, err, k)
		require.Empty(t, laid.Outside(), k)
		text := drawn(laid)
		if k == casefile.DocDisbursement || k == casefile.DocSubsidy || k == casefile.DocClaim {
			require.Contains(t, text, "承前页", k)
			require.Contains(t, text, "过次页", k)
		}
	}
}

func drawn(laid *layout.Laid) string {
	var out strings.Builder
	for _, page := range laid.Pages {
		for _, item := range page.Items {
			if x, ok := item.(chart.Text); ok {
				out.WriteString(x.Text + "\n")
			}
		}
	}
	return out.String()
}

func TestALetterSaysWhatTheOfficerChoseToWhomHeChose(t *testing.T) {
	s := lentCase(t)
	s.Letters = []casefile.LetterR{{Kind: casefile.LetterOverdue, To: casefile.ToDebtor, Version: s.Version, Items: []casefile.LetterItemR{
		{Code: "debt.overdue", Who: "债务人", Why: "本金逾期三日", Do: "请立即清偿", Level: monitor.Highest}, {Who: "债务人", Why: "财务报表未送交", Do: "请送交报表", Until: on("2026-09-30"), Level: monitor.Notice}}}}
	text := buildOn(t, casefile.DocReminder, s, "2026-08-13")
	for _, want := range []string{"逾期催收函", "本金逾期三日", "财务报表未送交", "2026-09-30", "书面要求", "一式两份"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "债务将于")
	s.Version++ // the letter of an earlier act is not this paper's
	require.NotContains(t, buildOn(t, casefile.DocReminder, s, "2026-08-13"), "财务报表未送交")
}

func TestAMonthlyReportOfLastMonthAndItsCorrection(t *testing.T) {
	s := lentCase(t)
	s.Repayments = []casefile.Repayment{{LoanNo: "SL-2026-0001", On: on("2026-03-21"), Principal: yuan("1000.00"), Interest: yuan("12.34")}}
	s.WatchReports = []casefile.WatchIssueR{{Month: on("2026-03-01"), Replaces: "示例-YB01", Reason: "漏记还款", Version: s.Version}}
	text := buildOn(t, casefile.DocWatchReport, s, "2026-04-02")
	for _, want := range []string{"（2026年3月）", "本月报更正并代替 示例-YB01。更正原因：漏记还款", "本金 1,000.00元，利息 12.34元", "截至2026年4月2日"} {
		require.Contains(t, text, want)
	}
}

func TestAnAuditReportListsTheRangeThatWasAskedFor(t *testing.T) {
	s := lentCase(t)
	i := info(casefile.DocAuditTrail)
	i.Trail = nil
	last := audit.Event{Seq: 40, Hash: strings.Repeat("a", 64)}
	for n := range 3 {
		last = audit.Seal(audit.Event{PersonID: "p", Person: "示例客户经理", OrgID: bank.ID, Action: "AmendIntake", Object: s.Number, Version: int64(n + 1), Payload: "{}"}, last)
		i.Trail = append(i.Trail, last)
	}
	s.AuditReports = []casefile.AuditIssueR{{From: 42, To: 42, Purpose: "移送（示例）", Version: s.Version}}
	doc, err := reports.Build(casefile.DocAuditTrail, s, i)
	require.NoError(t, err)
	text := strings.Join(words(doc), "\n")
	for _, want := range []string{"移送（示例）", "链上序号 42 至 42 之间的本案事件", "所列事件数\n1 条", i.Trail[1].Hash[:32]} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, i.Trail[2].Hash[:32])
	s.AuditReports[0].From, s.AuditReports[0].To = 90, 95
	_, err = reports.NewMaker().Preview(casefile.DocAuditTrail, s, i)
	require.True(t, fault.Has(err, "audit_report.empty"))
}
