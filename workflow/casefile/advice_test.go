package casefile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/right"
)

func TestALoanThatFallsDueIsToldWhatSecuresItAndWhatToDo(t *testing.T) {
	start := lent(t)
	due := start.State.Loans[0].Due
	require.Empty(t, start.State.DueWithin(start.Today, due.AddDays(-1)))
	for name, c := range map[string]struct {
		change  func(*casetest.Bench)
		act     casefile.MaturityAct
		newDue  date.Date
		missing string
	}{
		"whole":       {func(*casetest.Bench) {}, casefile.ActRollover, due.AddYears(1), "出质人书面同意"},
		"overdue":     {func(b *casetest.Bench) { b.Today = due.AddDays(3) }, casefile.ActRefinance, due.AddDays(3).AddYears(1), "估值"},
		"short right": {func(b *casetest.Bench) { b.State.Intake.Rights[1].Filed = date.Must("2015-06-30") }, casefile.ActExtend, date.Must("2025-06-30"), "出质人书面同意"},
		"ended right": {func(b *casetest.Bench) { b.State.Intake.Rights[1].Filed = date.Must("2014-06-30") }, casefile.ActSettle, date.Date{}, ""},
		"lost right":  {func(b *casetest.Bench) { b.State.Intake.Rights[1].Status = right.Terminated }, casefile.ActSettle, date.Date{}, "法律状态"},
		"over the cap": {func(b *casetest.Bench) {
			b.State.Credit.Form.Values[0].Value, b.State.Credit.Form.Values[1].Value = money.Yuan(1_000_000), money.Yuan(1_000_000)
		}, casefile.ActSettle, date.Date{}, "质押率上限"},
		"expired value": {func(b *casetest.Bench) { b.State.LaneValue.Form.ValidUntil = b.Today.AddDays(-1) }, casefile.ActRollover, due.AddYears(1), "估值"},
		"behind": {func(b *casetest.Bench) {
			require.NoError(t, b.Play("kehu ProposeExtension", "shenpi ApproveExtension"))
		}, casefile.ActRollover, due.AddMonths(1).AddYears(1), "变更登记"},
	} {
		t.Run(name, func(t *testing.T) {
			b := start.Copy()
			c.change(b)
			list := b.State.DueWithin(b.Today, due.AddMonths(2))
			require.Len(t, list, 1)
			require.Equal(t, c.act, list[0].Act)
			require.Equal(t, c.newDue, list[0].NewDue)
			require.Contains(t, strings.Join(list[0].Missing, "；"), c.missing)
			require.NotEmpty(t, list[0].Why)
			require.Equal(t, money.Yuan(1_000_000), list[0].Owed)
		})
	}
	require.NoError(t, start.Play("kehu ProposeRenewal"))
	require.Contains(t, start.State.DueWithin(start.Today, due)[0].Pending, "无还本续贷")
	require.NoError(t, start.Play("shenpi ApproveRenewal"))
	require.Equal(t, "JJ01-2", start.State.DueWithin(start.Today, due.AddYears(1))[0].Loan.No, "the repaid one is gone")
	require.NoError(t, start.Play("kehu RecordRepayment"))
	require.Empty(t, start.State.DueWithin(start.Today, due.AddYears(1)))
}
