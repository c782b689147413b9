package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/layout"
	"zhiya/reports/sheet"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

func text(t *testing.T, k casefile.DocumentKind, s casefile.State) string {
	t.Helper()
	return strings.Join(words(build(t, k, s)), "\n")
}

// ofRegister is the full case with its rights turned into those of another register.
func ofRegister(t *testing.T, kind right.Kind) casefile.State {
	s := fullCase(t)
	for i := range s.Intake.Rights {
		r := &s.Intake.Rights[i]
		r.Kind, r.TermEnd, r.ProtectionEnd, r.Class = kind, on("2033-01-01"), on("2070-12-31"), 22
	}
	return s
}

func TestMoreThanTenPatentsAreListedInAnAnnexWithItsWorksheet(t *testing.T) {
	s := fullCase(t)
	require.False(t, casefile.DocRightsList.CalledFor(s))
	first := s.Intake.Rights[0]
	for i := len(s.Intake.Rights); i <= casefile.MostRightsInForm; i++ {
		r := first
		r.Ref, r.Number = fmt.Sprintf("R%d", i+1), fmt.Sprintf("ZL20231012%04d.%d", i, i%10)
		s.Intake.Rights = append(s.Intake.Rights, r)
	}
	require.True(t, casefile.DocRightsList.CalledFor(s))
	application := text(t, casefile.DocRegistration, s)
	require.Contains(t, application, "详见附件《质押专利清单》")
	require.NotContains(t, application, "ZL2023101234566", "the list is in the annex only")
	s.Documents = append(s.Documents, casefile.DocumentRef{Kind: casefile.DocRightsList, Number: "示例-QD01"})
	for _, k := range []casefile.DocumentKind{casefile.DocRegistrationChange, casefile.DocCancellation} {
		require.Contains(t, text(t, k, s), "与登记申请所附《质押专利清单》（示例-QD01）所列相同", k)
	}
	doc := build(t, casefile.DocRightsList, s)
	require.Equal(t, "质押专利清单", doc.Title)
	book, err := sheet.XLSX(doc, info(casefile.DocRightsList).At)
	require.NoError(t, err)
	rows, err := sheet.Rows(book)
	require.NoError(t, err)
	listed := 0
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "ZL") {
				require.NotContains(t, cell, ".", "the office wants the number without the dot")
				listed++
			}
		}
	}
	require.Equal(t, len(s.Intake.Rights), listed)
}

func TestEachRegisterHasItsOwnFormsForEveryApplication(t *testing.T) {
	titles := func(s casefile.State) (out []string) {
		for _, k := range []casefile.DocumentKind{casefile.DocRegistration, casefile.DocRegistrationChange, casefile.DocCancellation} {
			out = append(out, strings.ReplaceAll(build(t, k, s).Title, "\n", ""))
		}
		return out
	}
	require.Equal(t, []string{"专利权质押登记申请表", "专利权质押登记变更申请表（债务履行期限变更）", "专利权质押登记注销申请表"}, titles(fullCase(t)))
	mark := ofRegister(t, right.Trademark)
	mark.Registration.Changes[0].Form.Item = casefile.ChangeExtension
	require.Equal(t, []string{"商标专用权质权登记申请书", "商标专用权质权登记期限延期申请书", "商标专用权质权登记注销申请书"}, titles(mark))
	mark.Registration.Changes[0].Form.Item = casefile.ChangeParty
	require.Equal(t, "商标专用权质权登记事项变更申请书", titles(mark)[1])
	require.Equal(t, []string{"著作权质权登记申请表", "著作权质权变更登记申请表（债务履行期限变更）", "著作权质权注销登记申请书"}, titles(ofRegister(t, right.Work)))
	require.Equal(t, "计算机软件著作权质权登记申请表", titles(ofRegister(t, right.Software))[0])
	require.Contains(t, text(t, casefile.DocCancellation, ofRegister(t, right.Work)), "原《著作权质权登记证书》")
}

func TestTheAgentIsNotEmpoweredByItself(t *testing.T) {
	s := fullCase(t)
	principals := func() string {
		var out []string
		for _, b := range build(t, casefile.DocPowerOfAttorney, s).Blocks {
			if q, ok := b.(layout.Signatures); ok {
				for _, x := range q.Signers {
					out = append(out, x.Role+" "+x.Name)
				}
			}
		}
		return strings.Join(out, "；")
	}
	pledgor := s.Intake.Pledgors[0].Name
	require.Contains(t, principals(), "委托人（出质人盖章） "+pledgor)
	require.Contains(t, principals(), "委托人（质权人盖章） "+s.Pledgee.Name)
	s.Registration.Filing.Agent = s.Pledgee.Name
	require.NotContains(t, principals(), "委托人（质权人盖章）", "the bank files as the pledgor's agent")
	require.Contains(t, principals(), "受托人（签字或盖章） "+s.Pledgee.Name)
}

func TestTheDeclarationNamesWhatIsDeclaredOfWhichPatent(t *testing.T) {
	s := fullCase(t)
	require.Equal(t, "质押专利同日申请情况的声明", build(t, casefile.DocPledgeStatement, s).Title)
	s.Statements = append(s.Statements, casefile.StatementR{Code: "PR-11", Right: 0, Text: "知悉无效宣告程序，继续办理", By: s.Statements[0].By},
		casefile.StatementR{Code: "PR-10", Right: 1, Text: "更正后的声明", By: s.Statements[0].By})
	require.Equal(t, "质押专利同日申请情况和无效宣告程序情况的声明", build(t, casefile.DocPledgeStatement, s).Title)
	all := text(t, casefile.DocPledgeStatement, s)
	require.Contains(t, all, "更正后的声明")
	require.NotContains(t, all, "该实用新型须放弃", "the later statement on the same ground of the same right counts")
	require.Contains(t, all, s.Intake.Rights[0].Title)
}

func TestTheSettlementCertificateStatesEveryLoanAndTheirSum(t *testing.T) {
	all := text(t, casefile.DocSettlement, fullCase(t))
	for _, want := range []string{"示例结清2026第001号", "SL-2026-0001", "SL-2026-0002", "3,000,000.00", "2026年9月30日", "Y2026980000123"} {
		require.Contains(t, all, want)
	}
}

func TestTheCheckOfTheRegistrationStaysWithTheCreditor(t *testing.T) {
	s := fullCase(t)
	of := func(o casefile.OrgRef) access.Actor { return access.Actor{OrgID: o.ID, OrgKind: o.Kind} }
	for _, k := range []casefile.DocumentKind{casefile.DocPrecheck, casefile.DocContractPoints} {
		require.True(t, s.MayRead(k, of(s.Lender)), k)
		require.False(t, s.MayRead(k, of(s.Bureau)), k)
	}
	require.Contains(t, text(t, casefile.DocPrecheck, s), "不报送登记机构")
}

// filledIn is what a form of the paper has beside a label, at its first place.
func filledIn(t *testing.T, k casefile.DocumentKind, s casefile.State, label string) string {
	t.Helper()
	for _, b := range build(t, k, s).Blocks {
		if q, ok := b.(layout.KeyValue); ok {
			for _, x := range q.Pairs {
				if x.Label == label {
					return x.Value
				}
			}
		}
	}
	require.Fail(t, "no such label", label)
	return ""
}

func TestACancellationGivesTheGroundThatIsRecordedAndNoOther(t *testing.T) {
	s := fullCase(t)
	require.Equal(t, "债务履行完毕", filledIn(t, casefile.DocCancellation, s, "注销事由"))
	s.Settlement = nil
	require.Equal(t, "待补", filledIn(t, casefile.DocCancellation, s, "注销事由"), "a draft of a live pledge does not say that the debt is paid")
	s.Registration.Cancel = &casefile.CancellationForm{FiledOn: on("2026-09-01"), On: on("2026-09-02"), Notice: "示例通知", Ground: "质权人放弃质权"}
	require.Equal(t, "质权人放弃质权", filledIn(t, casefile.DocCancellation, s, "注销事由"))
	require.Equal(t, "2026年9月1日", filledIn(t, casefile.DocCancellation, s, "申请日"))
}

func TestWhatARegisterAsksForAndTheCaseDoesNotKnowIsMarked(t *testing.T) {
	s := fullCase(t)
	for _, k := range []casefile.DocumentKind{casefile.DocRegistration, casefile.DocRegistrationChange, casefile.DocCancellation, casefile.DocCommitment} {
		s.Intake.Pledgors[0].Address = "示例市示例路1号"
		require.Equal(t, "示例市示例路1号", filledIn(t, k, s, "地址"), k)
		s.Intake.Pledgors[0].Address = " "
		require.Equal(t, "待补", filledIn(t, k, s, "地址"), k)
	}
}
