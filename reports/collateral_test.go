package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

// changing is the case in pledge with an application about its pledged rights before the office.
func changing(t *testing.T, k casefile.CollateralR) casefile.State {
	s := lentCase(t)
	k.Filing = &casefile.FilingForm{On: on("2026-08-01"), Channel: "窗口", Agent: "示例代办人", Limit: 5}
	k.Agreement, k.Signed, k.Reason = "示例补质字001", on("2026-07-30"), "示例"
	s.Collateral = &k
	return s
}

func TestAnApplicationToAddARightNamesThatRightAndItsOwnAppraisal(t *testing.T) {
	r := fullCase(t).Intake.Rights[0]
	r.Ref, r.Number, r.Title = "R9", "ZL202110000019.8", "一种追加质押的方法（示例）"
	old := fullCase(t).Intake.Rights[0].Title
	s := changing(t, casefile.CollateralR{Kind: casefile.CollateralTopUp, Added: &casefile.AddedR{Right: r, Lane: casefile.External, Firm: "示例第二资产评估", Appraised: money.Yuan(7_654_321),
		Basis: "示例评报字〔2026〕第009号", Precheck: fullCase(t).Precheck}})
	for _, k := range []casefile.DocumentKind{casefile.DocRegistration, casefile.DocCommitment, casefile.DocPowerOfAttorney} {
		require.True(t, k.CalledFor(s))
		said := text(t, k, s)
		require.Contains(t, said, "追加质押的方法", k)
		require.NotContains(t, said, old, k)
	}
	application := text(t, casefile.DocRegistration, s)
	for _, want := range []string{"7,654,321.00", "示例第二资产评估", "示例评报字〔2026〕第009号", "示例补质字001", "2026年7月30日"} {
		require.Contains(t, application, want)
	}
	require.NotContains(t, application, money.Money(s.Valuation.Conclusion.MarketValue).Format())
	s.Collateral.Added.Lane = casefile.Negotiated
	require.NotContains(t, text(t, casefile.DocRegistration, s), "7,654,321.00")
	require.False(t, casefile.DocPledgeStatement.CalledFor(s))
	s.Collateral.Added.Right.Invalidation, s.Collateral.Added.Statement = true, "知悉无效宣告程序，同意继续办理"
	require.True(t, casefile.DocPledgeStatement.CalledFor(s))
	require.Contains(t, text(t, casefile.DocPledgeStatement, s), "追加质押的方法")
}

func TestAnApplicationToReleaseARightNamesThatRightAndItsOwnRegistration(t *testing.T) {
	out := fullCase(t).Intake.Rights[0]
	s := changing(t, casefile.CollateralR{Kind: casefile.CollateralRelease, Out: out.Ref, Ground: "部分清偿"})
	require.Greater(t, len(s.Intake.Rights), 1)
	said := text(t, casefile.DocCancellation, s)
	for _, want := range []string{"部分注销：只注销下列质物", "部分清偿", "示例补质字001", out.Title, s.Registration.Number} {
		require.Contains(t, said, want)
	}
	require.NotContains(t, said, s.Intake.Rights[1].Title, "the other right stays pledged")

	s.Collateral.Out = s.Intake.Rights[1].Ref
	s.CollateralChanges = []casefile.CollateralR{{Kind: casefile.CollateralTopUp, Added: &casefile.AddedR{Right: s.Intake.Rights[1], Number: "Y2026示例077", On: on("2026-05-05")}}}
	said = text(t, casefile.DocCancellation, s)
	require.Contains(t, said, "Y2026示例077")
	require.NotContains(t, said, s.Registration.Number)
	s.Collateral.Filing = nil
	require.NotContains(t, text(t, casefile.DocCancellation, s), "部分注销")
}

func TestWhatIsCancelledInTheEndNamesEveryRegistration(t *testing.T) {
	s := lentCase(t)
	s.Documents = append(s.Documents, casefile.DocumentRef{Kind: casefile.DocRightsList, Number: "示例-QD01"})
	require.Contains(t, text(t, casefile.DocCancellation, s), "所列相同")
	require.NotContains(t, text(t, casefile.DocCancellation, s), "追加质押的登记")
	added := s.Intake.Rights[1]
	s.CollateralChanges = []casefile.CollateralR{{Kind: casefile.CollateralTopUp, Added: &casefile.AddedR{Right: added, Number: "Y2026示例077", On: on("2026-05-05")}}}
	said := text(t, casefile.DocCancellation, s)
	for _, want := range []string{s.Registration.Number, "追加质押的登记", "Y2026示例077", "2026年5月5日", added.Title} {
		require.Contains(t, said, want)
	}
	require.NotContains(t, said, "所列相同", "the list of then is not what is pledged now")
}

func TestTheMonthlyReportTellsWhatCameAndWent(t *testing.T) {
	s := lentCase(t)
	gone := right.Right{Ref: "R8", Kind: right.Invention, Number: "ZL202110000019.8", Title: "一种已解除质押的方法（示例）", Sample: true}
	s.CollateralChanges = []casefile.CollateralR{
		{Kind: casefile.CollateralTopUp, Added: &casefile.AddedR{Right: s.Intake.Rights[1], Number: "Y2026示例077", On: on("2026-03-05"), Accepted: casefile.AcceptedValue{Value: money.Yuan(500)}}},
		{Kind: casefile.CollateralRelease, Out: "R8", Removed: &gone, ReleasedOn: on("2026-03-09"), Notice: "示例注078"}}
	march := buildOn(t, casefile.DocWatchReport, s, "2026-03-31")
	for _, want := range []string{"追加质押", "Y2026示例077", "部分注销", "一种已解除质押的方法", "示例注078"} {
		require.Contains(t, march, want)
	}
	require.NotContains(t, buildOn(t, casefile.DocWatchReport, s, "2026-04-30"), "示例注078")
}
