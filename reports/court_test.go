package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/pdf"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// The court route informs the bureau and never asks it (PROCESS.md 处置).
func TestOnTheCourtRouteTheBureauIsInformedNotAsked(t *testing.T) {
	s := fullCase(t)
	s.DisposalPlan.Form.Method = casefile.MethodJudicial
	made, err := reports.NewMaker().Make(casefile.DocDisposalApplication, s, workflow.DocumentInfo{Number: "示例-CZ01", On: s.OpenedOn, At: s.OpenedOn.Time()})
	require.NoError(t, err)
	require.Equal(t, "质物司法处置告知书", made.Title)
	pages, err := pdf.Text(made.Body)
	require.NoError(t, err)
	text := strings.Join(pages, "\n")
	require.Contains(t, text, "告知你单位")
	require.NotContains(t, text, "现提出申请")
}
