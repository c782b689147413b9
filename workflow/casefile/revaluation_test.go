package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

func TestANewValueIsProposedByOneApprovedByAnotherAndDated(t *testing.T) {
	b := lent(t)
	b.Today = b.Today.AddDays(30)
	propose := func(ref string, value money.Money) casefile.ReviseValue {
		return casefile.ReviseValue{Ref: ref, On: b.Today, Value: value, Reason: "市场变化"}
	}
	refused(t, b, "kehu", "right.unknown", propose("R9", 1))
	refused(t, b, "kehu", "values.above", propose("R1", money.Must("5000000.01"))) // both together were agreed at 10,000,000
	early := propose("R1", money.Yuan(1))
	early.On = b.Today.AddDays(-31)
	refused(t, b, "kehu", "date.order", early)
	refused(t, b, "shenpi", "guard.has_revaluation", casefile.ApproveRevaluation{Opinion: "同意"})
	require.NoError(t, b.Do("kehu", propose("R1", money.Yuan(2_000_000))))
	require.Equal(t, money.Yuan(5_000_000), b.State.AcceptedValues()[0].Value, "a proposal changes nothing")
	require.NoError(t, b.Do("kehu", propose("R1", money.Yuan(3_000_000))))
	refused(t, b, "shenpi", "revaluation.changed", casefile.ApproveRevaluation{Ref: "R1", Value: money.Yuan(2_000_000), Opinion: "同意"})
	require.NoError(t, b.Play("shenpi ApproveRevaluation"))
	require.Equal(t, money.Yuan(5_000_000), b.State.Credit.Form.Values[0].Value, "the decision stays as it was made")
	require.Equal(t, money.Yuan(3_000_000), b.State.AcceptedValues()[0].Value)
	require.Equal(t, b.Today, b.State.Revaluations[0].On)
	require.Equal(t, []string{"5,000,000.00", "3,000,000.00"}, []string{b.State.Corrections[0].Old, b.State.Corrections[0].New})
	require.NoError(t, b.Do("kehu", propose("R2", money.Yuan(7_000_000))), "what the first lost the second may have")

	a := appraised(t)
	require.NoError(t, a.Play("kehu ProposeCredit", "db2 ConfirmEnrolment", "jj2 ConfirmEnrolment", "bx2 ConfirmEnrolment", "shenpi ApproveCredit", "kehu RecordContracts",
		"shenpi CheckContracts", "kehu FileRegistration", "kehu RecordRegistration", "kehu ProposeDisbursement", "shenpi ApproveDisbursement"))
	most, known := a.State.AppraisedValue("R1")
	require.True(t, known)
	refused(t, a, "kehu", "values.above", casefile.ReviseValue{Ref: "R1", On: a.Today, Value: most + 1, Reason: "示例"})
}
