package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestEachSideSeesOnlyItsFieldsOfTheDefaultAndTheContracts(t *testing.T) {
	b := appraised(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToDefault)...))
	b.State.Intake.Ceiling = &casefile.Ceiling{Agreed: money.Yuan(1)}
	see := func(login string) casefile.State { return b.State.For(b.Actor(login)) }
	bank := see("kehu")
	require.NotNil(t, bank.Contracts)
	require.NotEmpty(t, bank.Default.Form.Class)
	for _, login := range []string{"jb", "jj1", "db1"} {
		require.Nil(t, see(login).Contracts, login)
		require.Empty(t, see(login).Default.Form.Class, login)
		require.NotEmpty(t, see(login).Default.Form.On, login)
	}
	require.Nil(t, see("pg1").Default)
	require.Nil(t, see("pg1").Intake.Ceiling)

	gone := appraised(t)
	require.NoError(t, gone.Play("shenpi RejectCase"))
	require.Empty(t, gone.State.For(gone.Actor("pg1")).Exit.Reason)
	require.NotEmpty(t, gone.State.For(gone.Actor("kehu")).Exit.Reason)
}

func TestTheBankDoesNotTouchTheRightsWhileTheyAreValued(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview[:1])
	refused(t, b, "kehu", "permission", form[casefile.UpdateRightFacts](b, "kehu"))
	require.NoError(t, b.Play("pg1 UpdateRightFacts"))
}

func TestMoneyIsTakenOffTheLoanThatIsDueFirst(t *testing.T) {
	b := registration(t)
	require.NoError(t, b.Play(casetest.ToDisbursement...))
	late := form[casefile.ProposeDisbursement](b, "kehu").Loans[0]
	late.Amount = money.Yuan(400_000)
	early := late
	early.No, early.Due = "JJ02", date.Must("2024-09-01")
	require.NoError(t, b.Do("kehu", casefile.ProposeDisbursement{Loans: []casefile.Loan{late, early}}))
	require.NoError(t, b.Play(slices.Concat([]string{"shenpi ApproveDisbursement"}, casetest.ToDefault)...))
	require.NoError(t, b.Do("kehu", casefile.RecordRecovery{On: b.Today, Source: "其他", Principal: money.Yuan(300_000)}))
	require.Equal(t, money.Yuan(100_000), balance(t, b, "borrower:JJ02"))
	require.Equal(t, money.Yuan(400_000), balance(t, b, "borrower:JJ01"))
}
