package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// compensatedAndApproved is an appraised case with numbers of the firm, the bank and the bureau.
func compensatedAndApproved(t testing.TB) *casetest.Bench {
	b := appraised(t)
	require.NoError(t, b.Play(slices.Concat([]string{"pg1 RecordFilingCode"}, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge,
		casetest.ToDefault, casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved)...))
	return b
}

func TestANumberIsCorrectedOnlyByTheSideThatRecordedIt(t *testing.T) {
	b := compensatedAndApproved(t)
	owners := map[string]string{"report.filing_code": "qf", "credit.approval_no": "shenpi", "contracts.loan_no": "shenpi", "contracts.pledge_no": "shenpi",
		"registration.number": "shenpi", "compensation.number": "fg", "disposal.number": "fg"}
	for field, owner := range owners {
		for _, login := range []string{"qf", "shenpi", "fg"} {
			offered := slices.ContainsFunc(b.State.Correctable(b.Actor(login)), func(c casefile.Choice) bool { return c.Value == field })
			require.Equal(t, login == owner, offered, "%s offered to %s", field, login)
			cmd := casefile.CorrectRecord{Field: field, Value: "示例更正", Reason: "录入有误"}
			if login != owner {
				refused(t, b, login, "correction.owner", cmd)
				continue
			}
			require.NoError(t, b.Copy().Do(login, cmd))
		}
	}
}

func TestACorrectionOfAHiddenPartIsHidden(t *testing.T) {
	b := compensatedAndApproved(t)
	require.NoError(t, b.Do("shenpi", casefile.CorrectRecord{Field: "credit.approval_no", Value: "示例授信2号", Reason: "录入有误"}))
	require.NoError(t, b.Do("qf", casefile.CorrectRecord{Field: "report.filing_code", Value: "示例报备2", Reason: "录入有误"}))
	fields := func(login string) []string {
		var out []string
		for _, k := range b.State.For(b.Actor(login)).Corrections {
			out = append(out, k.Field)
		}
		return out
	}
	require.Equal(t, []string{"report.filing_code"}, fields("qf"), "the firm sees no credit, nor what it was before")
	require.Equal(t, []string{"credit.approval_no", "report.filing_code"}, fields("shenpi"))
}

func TestTheDayOfRegistrationIsCorrectedWithinItsNeighbours(t *testing.T) {
	b := registration(t)
	require.NoError(t, b.Play("kehu FileRegistration"))
	b.Today = b.Today.AddDays(5)
	require.NoError(t, b.Play("kehu RecordRegistration"))
	registered := b.Today
	b.Today = b.Today.AddDays(3)
	require.NoError(t, b.Play(casetest.ToInPledge...))
	correct := func(day string) casefile.CorrectRecord {
		return casefile.CorrectRecord{Field: "registration.on", Value: day, Reason: "录入有误"}
	}
	refused(t, b, "shenpi", "date.order", correct(registered.AddDays(-6).String()))
	refused(t, b, "shenpi", "date.order", correct(b.Today.AddDays(1).String()))
	refused(t, b, "shenpi", "correction.same", correct(registered.String()))
	require.Error(t, b.Do("shenpi", correct("上周")))
	require.NoError(t, b.Do("shenpi", correct(registered.AddDays(-1).String())))
	require.Equal(t, registered.AddDays(-1), b.State.Registration.On)
	require.Equal(t, registered.String(), b.State.Corrections[0].Old)
}
