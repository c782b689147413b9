package app_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/workflow/casefile"
)

func TestPapersShowHowFarTheyHaveComeAndWhatIsMissing(t *testing.T) {
	d := desk(t, true)
	play(t, d)
	w := open(t, d)
	w.signIn("kehu")
	id := caseID(t, d, "LYG-B03SL-2024-000001")
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: id, Tab: "papers"})
	require.Contains(t, w.text(), "● 已送达")
	require.Contains(t, w.text(), "○ 待用印")
	require.Contains(t, w.text(), "第 1 页与签发文件不同：封面手写更正报送份数并加盖校对章（示例）")
	require.Contains(t, w.text(), "✓ 第 01 件")
	require.Contains(t, w.text(), "业务报备编码：示例报备编码32000000202400006")
	require.True(t, w.has("filing:bundle"))
	require.False(t, w.has("filing:missing"))
	view, err := d.Open(context.Background(), "person-kehu", id)
	require.NoError(t, err)
	i := slices.IndexFunc(view.State.Documents, func(x casefile.DocumentRef) bool { return x.Kind == casefile.DocClaim })
	claim := view.State.Documents[i].Number
	w.tap("paper:" + claim + ":SealDocument")
	w.tap("submit")
	require.Contains(t, w.text(), "请选择用印后扫描件")
	require.Contains(t, w.text(), claim, "the form is about the paper its button stands beside")
	ref, err := d.Attach(context.Background(), "person-kehu", id, "债权计算表盖章.pdf", []byte("%PDF-1.7\nstartxref\n0\n%%EOF"))
	require.NoError(t, err)
	require.NoError(t, d.SaveDraft(context.Background(), "person-kehu", id, "SealDocument", casefile.SealDocument{Number: claim, On: view.State.Closing.On, Originals: 3, CrossPage: true, Scan: ref.ID}))
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: id, Tab: "papers", Command: "SealDocument", About: claim})
	require.Contains(t, w.text(), "债权计算表盖章.pdf", "a file handed in before is known by its name")
	w.tap("submit")
	require.Contains(t, w.text(), "已办理“用印登记”")
	require.True(t, w.has("paper:"+claim+":DeliverDocument"), "one is back beside the paper, and what comes next is at hand")
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: id, Tab: "papers", Command: "SealDocument", About: view.State.Documents[len(view.State.Documents)-1].Number})
	require.NotContains(t, w.text(), "债权计算表盖章.pdf", "another paper begins with an empty form")
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: caseID(t, d, "LYG-B03SL-2022-000001"), Tab: "papers"})
	require.True(t, w.has("filing:missing"))
	require.False(t, w.has("filing:bundle"), "there is nothing to gather")
	w.tap("signout")
	w.signIn("jingban")
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: id, Tab: "papers"})
	require.NotContains(t, w.text(), "质押登记申请材料", "the bureau does not see the contracts")
	require.False(t, w.has("paper:"+claim+":SealDocument"), "the issuer seals")
}
