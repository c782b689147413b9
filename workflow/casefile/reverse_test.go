package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/ledger"
)

func TestAReversedDistributionPutsEveryFenBack(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved, casetest.ToSold, casetest.ToDistributed[:2])...))
	books := func() map[ledger.Account]money.Money {
		out := map[ledger.Account]money.Money{}
		for _, e := range b.State.Ledger {
			for _, l := range e.Lines {
				if out[l.Account] += l.Amount; out[l.Account] == 0 {
					delete(out, l.Account)
				}
			}
		}
		return out
	}
	before, entries := books(), len(b.State.Ledger)
	require.NoError(t, b.Play("shenpi DistributeProceeds"))
	refused(t, b, "shenpi", "four_eyes", form[casefile.ReverseDistribution](b, "shenpi"))
	refused(t, b, "jj2", "reverse.later", form[casefile.ReverseShare](b, "jj2"))
	require.NoError(t, b.Play("shenpi2 ReverseDistribution"))
	require.Equal(t, before, books())
	require.Greater(t, len(b.State.Ledger), entries, "nothing is deleted")
	require.Nil(t, b.State.Proceeds)
	require.Len(t, b.State.ReversedProceeds, 1)
	require.Empty(t, b.State.Recoveries)
	require.NoError(t, b.Play("shenpi ReverseDelivery"))
	require.Zero(t, balance(t, b, "proceeds:supervised"))
	require.True(t, b.State.Registration.Live())
	require.NoError(t, b.Play("jj2 ReverseShare"))
	require.Zero(t, balance(t, b, "fund:fund"))
	refused(t, b, "db2", "share.owner", casefile.ReverseShare{OrgID: "insurer", Return: casefile.Return{Reason: "示例"}})
	require.NoError(t, b.Play(slices.Concat([]string{"jj1 PayShare"}, casetest.ToDistributed)...))
}

func TestAReversedRecoveryTakesBackWhatThePartnersGot(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid, []string{"kehu RecordRecovery", "shenpi ReverseRecovery"})...))
	require.Equal(t, -money.Yuan(300_000), balance(t, b, "fund:fund"))
	require.Equal(t, money.Yuan(1_000_000), b.State.Outstanding())
	require.Len(t, b.State.ReversedRecoveries, 1)
	refused(t, b, "shenpi", "guard.has_recovery", form[casefile.ReverseRecovery](b, "shenpi"))
	early := broken(t)
	require.NoError(t, early.Play(slices.Concat([]string{"kehu RecordRecovery"}, casetest.ToConfirmed)...))
	refused(t, early, "shenpi", "recovery.compensated", form[casefile.ReverseRecovery](early, "shenpi"))
}
