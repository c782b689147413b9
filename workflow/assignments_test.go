package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

func TestClaimsAreAssignedTogetherAndEachByItself(t *testing.T) {
	o := staffed(t).play(toLent...)
	today := workflow.Today(o.now)
	form := casefile.PartyChangeForm{AssigneeID: "bank2", Agreement: "示例转让001", Signed: today, Notice: today, Partners: today, Reason: "资产转让"}
	numbers := []string{o.state.Number, "", "LYG-XX-2024-000009"}
	_, err := o.desk.ProposeAssignments(ctx, "shenpi", numbers, form)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	_, err = o.desk.ProposeAssignments(ctx, "kehu", []string{" "}, form)
	require.True(t, fault.Has(err, "assignment.cases"))
	none, err := o.desk.ApproveAssignments(ctx, "shenpi", numbers[:1], "同意")
	require.NoError(t, err)
	require.True(t, fault.Has(none[0].Err, "assignment.none"))

	done, err := o.desk.ProposeAssignments(ctx, "kehu", numbers, form)
	require.NoError(t, err)
	require.Len(t, done, 2)
	require.NoError(t, done[0].Err)
	require.True(t, fault.Has(done[1].Err, "not_found"), "%v", done[1].Err)
	stranger, err := o.desk.ProposeAssignments(ctx, "lin", numbers[:1], form)
	require.NoError(t, err)
	require.True(t, fault.Has(stranger[0].Err, "not_found"), "another bank does not learn that the case is there")

	done, err = o.desk.ApproveAssignments(ctx, "shenpi", numbers[:1], "同意")
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	o.read(done[0].CaseID)
	require.Equal(t, "bank2", o.state.Lender.ID)
	o.verify()
}
