package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestProposalsOfManyCasesAreApprovedTogetherAndEachByItself(t *testing.T) {
	o, ids := feesOwed(t)
	o.at(date.Must("2025-01-20"))
	today := workflow.Today(o.now)
	none, err := o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Empty(t, none)
	for _, person := range []string{"kehu", "pg1", "db1"} {
		_, err = o.desk.Approvables(ctx, person)
		require.Equal(t, fault.Forbidden, fault.KindOf(err), person)
		_, err = o.desk.ApproveTogether(ctx, person, []workflow.Approvable{{}}, "同意")
		require.Equal(t, fault.Forbidden, fault.KindOf(err), person)
	}
	list, err := o.desk.Maturing(ctx, "kehu", 60)
	require.NoError(t, err)
	b := workflow.MaturityBatch{Agreement: "示例续-{案号}", Signed: today, Consent: today, Partners: today, Purpose: true, Reason: "正常续贷（示例）"}
	for _, l := range list {
		b.Picks = append(b.Picks, workflow.MaturityPick{MaturingLoan: l, Act: casefile.ActRollover, NewDue: l.NewDue})
	}
	results, err := o.desk.ProposeAtMaturity(ctx, "kehu", b)
	require.NoError(t, err)
	require.Equal(t, 2, workflow.Done(results))

	waiting, err := o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	x := waiting[0]
	require.Equal(t, []any{casefile.Name("ApproveRenewal"), "无还本续贷", "JJ01", false}, []any{x.Command, x.What, x.Loan, x.Barred})
	require.Contains(t, x.After, "至 "+list[0].NewDue.String())
	require.Equal(t, list[0].Owed, x.Owed)
	require.Empty(t, x.Differs)
	other, err := o.desk.Approvables(ctx, "sun")
	if err == nil {
		require.Empty(t, other, "another bank's approver does not learn of them")
	} else {
		require.Equal(t, fault.Forbidden, fault.KindOf(err))
	}

	_, err = o.desk.ApproveTogether(ctx, "shenpi", nil, " ")
	require.True(t, fault.Has(err, "approvals.none") && fault.Has(err, "text.missing"), "%v", err)
	o.read(ids[1]) // one case changes after the list was read
	_, err = o.do("kehu", o.form("kehu", "ProposeExtension"))
	require.NoError(t, err)
	done, err := o.desk.ApproveTogether(ctx, "shenpi", waiting, "同意")
	require.NoError(t, err)
	require.Equal(t, 1, workflow.Done(done))
	for i, r := range done {
		if waiting[i].CaseID == ids[1] {
			require.Equal(t, fault.Conflict, fault.KindOf(r.Err), "what was not read is not approved")
		}
	}
	o.read(ids[0])
	require.Len(t, o.state.Renewals, 1)

	waiting, err = o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Len(t, waiting, 2, "a renewal and an extension of one case")
	done, err = o.desk.ApproveTogether(ctx, "shenpi", waiting, "同意")
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	require.True(t, fault.Has(done[1].Err, "approvals.one"), "%v", done[1].Err)
	gone, err := o.desk.ApproveTogether(ctx, "shenpi", waiting[:1], "同意")
	require.NoError(t, err)
	require.True(t, fault.Has(gone[0].Err, "approvals.gone"), "%v", gone[0].Err)
	o.verify()
}

func TestAProposalThatDiffersFromTheOthersIsSaidToDoSo(t *testing.T) {
	o, ids := feesOwed(t)
	o.next()
	third := o.form("kehu", "OpenCase").(casefile.OpenCase)
	third.Rights = third.Rights[:1]
	third.Rights[0].Number, third.Rights[0].Filed, third.Rights[0].Granted = "ZL201710601862.3", date.Must("2017-07-21"), date.Must("2019-05-10")
	_, err := o.do("kehu", third)
	require.NoError(t, err)
	o.play(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)
	ids = append(ids, o.state.ID)
	today := workflow.Today(o.now)
	form := casefile.PartyChangeForm{AssigneeID: "bank2", Agreement: "示例转让001", Signed: today, Notice: today, Partners: today, Reason: "资产转让"}
	var numbers []string
	for _, id := range ids {
		o.read(id)
		numbers = append(numbers, o.state.Number)
	}
	_, err = o.desk.ProposeAssignments(ctx, "kehu", numbers[:2], form)
	require.NoError(t, err)
	form.Agreement, form.Reason = "示例转让009", "资产转让"
	done, err := o.desk.ProposeAssignments(ctx, "kehu", numbers[2:], form)
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	list, err := o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Len(t, list, 3)
	for _, x := range list {
		require.Equal(t, "债权转让", x.What)
		require.NotZero(t, x.Owed)
		if x.CaseID == ids[2] {
			require.Equal(t, []string{"协议编号 示例转让009（多数为 示例转让001）"}, x.Differs)
			continue
		}
		require.Empty(t, x.Differs)
	}
	results, err := o.desk.ApproveTogether(ctx, "shenpi", list, "同意")
	require.NoError(t, err)
	require.Equal(t, 3, workflow.Done(results))
	o.read(ids[2])
	require.Equal(t, "bank2", o.state.Lender.ID)
	list, err = o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Empty(t, list)
	o.verify()
}

func TestWhatIsProposedIsHeldAgainstTheCaseOfToday(t *testing.T) {
	o, ids := feesOwed(t)
	o.read(ids[0])
	f := o.form("kehu", "ProposeExtension").(casefile.ProposeExtension)
	f.Rate = money.MustRate("0.0555")
	_, err := o.do("kehu", f)
	require.NoError(t, err)
	list, err := o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "展期", list[0].What)
	require.Regexp(t, `年利率由 .* 变为 5\.55`, list[0].Notes[0])
	o.at(f.Due)
	list, err = o.desk.Approvables(ctx, "shenpi")
	require.NoError(t, err)
	require.Contains(t, list[0].Notes, "原到期日已过")
}
