package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// play brings a fresh case along the roads.
func play(t testing.TB, lane casefile.Lane, roads ...[]string) *casetest.Bench {
	t.Helper()
	b := casetest.New()
	b.Lane = lane
	require.NoError(t, b.Play(slices.Concat(roads...)...))
	return b
}

// appraised is a case with an issued report; lent one with a loan; broken one in default with its claim.
func appraised(t testing.TB) *casetest.Bench {
	return play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport)
}

func credit(t testing.TB) *casetest.Bench {
	return play(t, casefile.Negotiated, casetest.ToDueDiligence, casetest.ToLaneValue)
}

func registration(t testing.TB) *casetest.Bench {
	b := credit(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning, casetest.ToRegistration)...))
	return b
}

func lent(t testing.TB) *casetest.Bench {
	b := registration(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToDisbursement, casetest.ToInPledge)...))
	return b
}

func broken(t testing.TB) *casetest.Bench {
	b := lent(t)
	require.NoError(t, b.Play(casetest.ToDefault...))
	return b
}

func TestTheRoadsLeadToTheirEnds(t *testing.T) {
	b := appraised(t)
	require.Equal(t, casefile.Credit, b.State.Stage)
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToSettlement, casetest.ToClosed)...))
	require.Equal(t, "settled", b.State.Closing.Outcome)

	b = broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved, casetest.ToSold, casetest.ToDistributed)...))
	require.Equal(t, casefile.CompPaid, b.State.Compensation)
	require.Equal(t, casefile.DispDistributed, b.State.Disposal)
	require.NoError(t, b.Play("shenpi CloseCase"))
	require.Equal(t, casefile.Closed, b.State.Stage)
}
