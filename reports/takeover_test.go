package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// A pledge that was taken over has no valuation, filing or credit papers of this program; its later papers are made all the same.
func TestTheLaterPapersOfATakenPledgeAreMade(t *testing.T) {
	b := casetest.New()
	require.NoError(t, b.Play("kehu OpenCase", "kehu ProposeTakeover", "shenpi ApproveTakeover", "kehu ProposeExtension", "shenpi ApproveExtension", "kehu FileRegistrationChange"))
	s := b.State
	for _, k := range []casefile.DocumentKind{casefile.DocRegistrationChange, casefile.DocWatchReport, casefile.DocReminder} {
		i := info(k)
		i.On = b.Today
		doc, err := reports.Build(k, s, i)
		require.NoError(t, err, "%s", k)
		require.Contains(t, strings.Join(words(doc), "\n"), "Y2023示例存001", "%s", k)
	}
	require.NoError(t, b.Play("kehu RecordRegistrationChange", "kehu RecordRepayment", "shenpi ConfirmSettlement"))
	for _, k := range []casefile.DocumentKind{casefile.DocSettlement, casefile.DocCancellation} {
		i := info(k)
		i.On = b.Today
		doc, err := reports.Build(k, b.State, i)
		require.NoError(t, err, "%s", k)
		require.Contains(t, strings.Join(words(doc), "\n"), "Y2023示例存001", "%s", k)
	}
}
