package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/casefile"
)

func TestTheApplicationSaysOfEachPaperHowFarItHasCome(t *testing.T) {
	s := fullCase(t)
	row := func(name string) string {
		lines := strings.Split(strings.Join(words(build(t, casefile.DocRegistration, s)), "\n"), "\n")
		for i := len(lines) - 3; i >= 0; i-- { // the list of papers comes last of what bears these names
			if lines[i] == name {
				return lines[i+2]
			}
		}
		return ""
	}
	require.Equal(t, "已出具，待用印", row("资产评估报告"))
	require.Equal(t, "已签署", row("专利权质押合同"))
	require.Equal(t, "待用印", row("双方身份证明或当事人承诺书"))
	s.LatestDocument(casefile.DocAppraisalReport).Seal = &casefile.SealR{Originals: 5}
	// An earlier application that was sealed says nothing of the one being made.
	s.Documents = append(s.Documents, casefile.DocumentRef{Kind: casefile.DocRegistration, Number: "LYG-B03-2026-000123-DJ00", Seal: &casefile.SealR{Originals: 2}})
	s.FilingPapers = []casefile.FilingPaperR{{Code: "PP-2"}, {Code: "PP-3"}}
	require.Equal(t, "已用印", row("资产评估报告"))
	require.Equal(t, "扫描件已存", row("专利权质押合同"))
	require.Equal(t, "扫描件已存", row("双方身份证明或当事人承诺书"))
	require.Equal(t, "待用印", row("专利权质押登记申请表"))
	s.LatestDocument(casefile.DocAppraisalReport).Served = []casefile.ServiceR{{To: "示例银行"}}
	require.Equal(t, "已送达", row("资产评估报告"))
	s.LatestDocument(casefile.DocRegistration).Number = info(casefile.DocRegistration).Number
	require.Equal(t, "已用印", row("专利权质押登记申请表"), "a copy of the sealed paper itself")
}
