package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile/casetest"
)

func TestPolicyConditionsAreJudgedByTheLoanAsItWasPaidOutElseDecidedElseAskedFor(t *testing.T) {
	b := casetest.New()
	require.NoError(t, b.Play(casetest.ToDueDiligence...))
	b.State.Intake.Debtors[0].Labels, b.State.Intake.Debtors[0].District = "高新技术企业、科技型中小企业，高新技术企业", "海州区"
	f := b.State.PolicyFacts(b.Today)
	require.Equal(t, b.State.Intake.Requested, f.Amount)
	require.True(t, f.Lent.IsZero())
	require.Nil(t, f.Guaranteed)
	require.Equal(t, []string{"高新技术企业", "科技型中小企业"}, f.Labels)
	require.Equal(t, []string{"海州区"}, f.Districts)

	b = credit(t)
	require.NoError(t, b.Play(casetest.ToSigning[:1]...))
	f = b.State.PolicyFacts(b.Today)
	require.Equal(t, b.State.Credit.Form.From, f.Lent)
	require.True(t, *f.Guaranteed, "a guarantee company shares the loss")

	b = lent(t)
	f = b.State.PolicyFacts(b.Today)
	require.Equal(t, money.Yuan(1_000_000), f.Amount)
	require.Equal(t, b.State.Loans[0].From, f.Lent)
	require.Equal(t, b.State.Loans[0].Due, f.Due)
}
