package upkeep

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

func press(t *testing.T, h *host, name string) {
	t.Helper()
	for _, c := range widget.Snapshot(h.window, "") {
		if c.Name == name && !c.Scrolled {
			test.TapCanvas(h.window.Canvas(), fyne.NewPos(c.X+6, c.Y+6))
			return
		}
	}
	require.Fail(t, "not on the screen: "+name)
}

func TestAnApproverTicksWhatIsProposedAndApprovesItTogether(t *testing.T) {
	h := bank(t)
	h.at("2025-02-10")
	p := h.as("kehu")
	require.Nil(t, p.approvals, "an officer approves nothing")
	loans := p.loans.table.Shown()
	require.Len(t, loans, 3)
	today := h.Today()
	form := casefile.PartyChangeForm{AssigneeID: "bank2", Agreement: "示例转让001", Signed: today, Notice: today, Partners: today, Reason: "资产转让"}
	done, err := h.desk.ProposeAssignments(context.Background(), "kehu", []string{loans[0].Number}, form)
	require.NoError(t, err)
	require.NoError(t, done[0].Err)
	b := workflow.MaturityBatch{Agreement: "示例续-{借据}-{案号}", Signed: today, Consent: today, Partners: today, Purpose: true, Reason: "正常续贷（示例）"}
	for _, l := range loans[1:] {
		b.Picks = append(b.Picks, workflow.MaturityPick{MaturingLoan: l, Act: l.Act, NewDue: l.NewDue})
	}
	done, err = h.desk.ProposeAtMaturity(context.Background(), "kehu", b)
	require.NoError(t, err)
	require.Equal(t, 2, workflow.Done(done))

	p = h.as("shenpi")
	require.NotNil(t, p.approvals)
	press(t, h, "upkeep:approvals")
	require.NoError(t, h.failed)
	a := p.approvals
	require.Len(t, a.table.Shown(), 3)
	require.Contains(t, a.table.TSV(), "□")
	require.True(t, a.approve.Disabled())
	a.table.FocusRows()
	for _, k := range []fyne.KeyName{fyne.KeySpace, fyne.KeyDown, fyne.KeyReturn, fyne.KeyReturn, fyne.KeyDown, fyne.KeySpace} {
		h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
	require.Contains(t, a.approve.Text, "批准勾选的 2 项", "the second was ticked and unticked")
	h.picture("approvals")
	press(t, h, "approvals:approve")
	require.ErrorContains(t, h.failed, "请填写审批意见")
	require.Len(t, a.picks(), 2, "nothing is lost")
	h.failed = nil
	press(t, h, "approvals:none")
	require.Empty(t, a.picks())
	a.table.SelectAll()
	press(t, h, "approvals:some")
	require.Len(t, a.picks(), 3)
	changed := h.state(loans[1].CaseID) // meanwhile an officer writes to one case
	_, err = h.desk.Do(context.Background(), "shenpi", workflow.Request{CommandID: h.desk.NewID(), CaseID: changed.ID, Version: changed.Version,
		Command: casefile.ReturnRenewal{Return: casefile.Return{Reason: "条件变化"}}})
	require.NoError(t, err)
	a.opinion.SetText("同意")
	press(t, h, "approvals:approve")
	require.NoError(t, h.failed)
	require.Equal(t, "已批准 2 项，未批准 1 项", h.said)
	h.picture("approvals-results")
	require.Equal(t, "bank2", h.state(loans[0].CaseID).Lender.ID)
	require.Len(t, h.state(loans[2].CaseID).Extensions, 1)
	require.Empty(t, h.state(loans[1].CaseID).Renewals)
	require.True(t, p.Escape())
	require.Empty(t, a.table.Shown())
}
