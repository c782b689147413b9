package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/sheet"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/exchange"
	"zhiya/workflow/ledger"
	"zhiya/workflow/pledge"
)

// advanced is a case with two advanced fees, one reversed, of which a part came back.
func advanced(s casefile.State) casefile.State {
	me := by(s.Lender, "示例经办", "2026-03-12")
	fee := func(year int, amount string) casefile.FeeAdvanceR {
		return casefile.FeeAdvanceR{Fee: casefile.AdvancedFee{Ref: "R1", Year: year, Cut: pledge.NoCut, Amount: yuan(amount)}, Number: "ZL202110345678.3", On: on("2026-03-12"), By: me}
	}
	first, wrong := fee(6, "1320.00"), fee(7, "2000.00")
	first.Receipt, first.ReceiptOn = "PJ-示例001", on("2026-03-13")
	wrong.Reversed = &me
	s.FeeAdvances = []casefile.FeeAdvanceR{first, wrong}
	s.Repayments = append(s.Repayments, casefile.Repayment{LoanNo: "SL-2026-0001", On: on("2026-03-20"), Fees: yuan("320.00")})
	s.Ledger = append(s.Ledger, ledger.Entry{ID: "f1", Booked: on("2026-03-12"), Value: on("2026-03-12"), Memo: "代缴年费", Lines: []ledger.Line{
		{Account: ledger.Of(ledger.Borrower, "fees"), Amount: yuan("1000.00")}, {Account: ledger.Of(ledger.Bank, s.Lender.ID), Amount: -yuan("1000.00")}}})
	return s
}

func TestTheClaimSheetListsTheFeesAdvanced(t *testing.T) {
	s := fullCase(t)
	require.NotContains(t, strings.Join(words(build(t, casefile.DocClaim, s)), "\n"), "代缴年费\n")
	text := strings.Join(words(build(t, casefile.DocClaim, advanced(s))), "\n")
	for _, want := range []string{"PJ-示例001", "1,320.00", "尚未收回 1,000.00元", "另归还代缴年费 320.00元"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "2,000.00", "what was reversed is not claimed")
	require.Contains(t, strings.Join(words(build(t, casefile.DocClosing, advanced(s))), "\n"), "债务人（代缴年费）")
}

func TestTheMonthlyReportTellsOfFeesAndRenewals(t *testing.T) {
	s := advanced(lentCase(t))
	text := buildOn(t, casefile.DocWatchReport, s, "2026-03-31")
	require.Contains(t, text, "ZL202110345678.3 第 6 年，1,320.00元，票据 PJ-示例001")
	require.Contains(t, text, "归还代缴年费 320.00元")
	require.NotContains(t, text, "第 7 年")
	l := s.Loans[0]
	l.No, l.From, l.Due = "SL-2026-0001-2", on("2026-03-25"), on("2027-08-10")
	s.Loans = append(s.Loans, l)
	s.Renewals = []casefile.RenewalR{{Form: casefile.RenewalForm{Kind: casefile.Rollover, LoanNo: "SL-2026-0001", NewNo: l.No, Amount: l.Amount, From: l.From, Due: l.Due}, OldDue: on("2026-08-10")}}
	text = buildOn(t, casefile.DocWatchReport, s, "2026-03-31")
	require.Contains(t, text, "无还本续贷")
	require.Contains(t, text, "新借据 SL-2026-0001-2")
	require.NotContains(t, text, "放款：借据 SL-2026-0001-2")
}

func TestTheFeeWorksheetIsReadBackAsItWasWritten(t *testing.T) {
	list := []workflow.FeeDue{{Number: "LYG-B03TT-2026-000001", Ref: "R1", Kind: "invention", RightNo: "ZL202110345678.3", Title: "=1+1（示例）", Year: 6, Fee: yuan("1200.00"), Surcharge: yuan("120.00"),
		Total: yuan("1320.00"), State: pledge.FeeGrace, PayBy: on("2026-03-30"), SameUntil: on("2026-06-30"), LastDay: on("2026-09-30")},
		{Number: "LYG-B03TT-2026-000002", Ref: "R1", RightNo: "ZL202220123456.7", Title: "示例", Fault: "年费缴至日不明"}}
	book, err := reports.FeeWorkbook(list, on("2026-06-20").Time())
	require.NoError(t, err)
	csv, err := reports.FeeCSV(list)
	require.NoError(t, err)
	for _, raw := range [][]byte{book, csv} {
		text, rc := "", exchange.NewReceipts(on("2026-06-20"))
		require.NoError(t, sheet.Each(raw, func(line int, cells []string) error {
			text += strings.Join(cells, "|") + "\n"
			return rc.Row(line, cells)
		}))
		read, err := rc.Result()
		require.NoError(t, err)
		require.Equal(t, []int{2, 2}, []int{read.Read, read.Unfilled}, "nothing is filled in yet")
		for _, want := range []string{"ZL202110345678.3", "1320", "2026-09-30", "补缴期内", "年费缴至日不明", "票据号"} {
			require.Contains(t, text, want)
		}
	}
}
