package casefile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/ledger"
	"zhiya/workflow/riskshare"
)

// countered is a case in default whose rights are pledged to the guarantor for its recourse.
func countered(t testing.TB) *casetest.Bench {
	b := casetest.New()
	f := casetest.Intake()
	f.PledgeMode, f.PledgeeID = "counter", "guarantor"
	require.NoError(t, b.Do("db1", casefile.OpenCase{IntakeForm: f}))
	require.NoError(t, b.Play(slices.Concat([]string{"db1 CompleteIntake"}, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, []string{"db1 FileRegistration", "db1 RecordRegistration"},
		casetest.ToInPledge, casetest.ToDefault)...))
	return b
}

func TestTheGuarantorThatPaidTakesTheBanksPlaceAndMaySellThePledge(t *testing.T) {
	b := countered(t)
	owed := b.State.Outstanding()
	form := casefile.ProposeIndemnity{IndemnityForm: casefile.IndemnityForm{On: b.Today, Principal: owed, Interest: money.Must("1234.56"), NoticeNo: "示例代偿通知001", Voucher: "示例付款001"}}
	over := form
	over.Principal++
	refused(t, b, "db1", "indemnity.over", over)
	early := form
	early.On = b.State.Default.Form.On.AddDays(-1)
	refused(t, b, "db1", "date.order", early)
	refused(t, b, "kehu", "permission", form)
	refused(t, broken(t), "kehu", "guard.counter_pledge", form)
	refused(t, b, "db1", "guard.direct_pledge", b.Form("db1", "PlanDisposal"))
	require.NoError(t, b.Do("db1", form))
	refused(t, b, "kehu", "guard.not_indemnified", b.Form("kehu", "ApplyCompensation"))
	refused(t, b, "shenpi", "guard.tracks_idle", b.Form("shenpi", "CureDefault"))
	require.Equal(t, owed, b.State.Outstanding(), "nothing has changed before it is approved")
	wrong := b.Form("db2", "ApproveIndemnity").(casefile.ApproveIndemnity)
	wrong.Principal--
	refused(t, b, "db2", "indemnity.changed", wrong)
	require.NoError(t, b.Play("db2 ApproveIndemnity"))

	s := b.State
	require.Zero(t, s.Outstanding(), "the bank is satisfied")
	require.Equal(t, owed+money.Must("1234.56"), s.Recourse())
	cover := s.CoverageFacts(b.Today)
	require.Equal(t, s.Recourse(), cover.Outstanding, "the pledge secures the recourse now")
	guarantor := slices.IndexFunc(s.Exposures(), func(e riskshare.Exposure) bool { return e.OrgID == "guarantor" })
	require.Equal(t, s.Recourse(), s.Exposures()[guarantor].Owing())
	refused(t, b, "shenpi", "guard.tracks_idle", b.Form("shenpi", "CureDefault"))
	require.NoError(t, b.Play("db1 RecordRecourse"))
	require.Equal(t, owed+money.Must("1234.56")-money.Yuan(50_000), b.State.Recourse())
	refused(t, b, "db3", "guard.indemnity_undoable", casefile.ReverseIndemnity{Return: casefile.Return{Reason: "示例"}})
	refused(t, b, "db1", "recovery.over", casefile.RecordRecourse{On: b.Today, Source: "债务人还款", Amount: b.State.Recourse() + 1})

	// The pledge is sold by the guarantor and the price goes to it, never to the bank.
	bank := balanceOf(b.State, ledger.Of(ledger.Bank, "bank"))
	road := slices.Concat(casetest.ToApproved, casetest.ToSold, casetest.ToDistributed)
	for i, act := range road {
		login, name, _ := strings.Cut(act, " ")
		if own, theirs := map[string]string{"kehu": "db1", "shenpi": "db2", "shenpi2": "db2"}[login]; theirs {
			road[i] = own + " " + name
		}
	}
	require.NoError(t, b.Play(road...))
	s = b.State
	require.Equal(t, bank, balanceOf(s, ledger.Of(ledger.Bank, "bank")), "not a fen of the price went to the bank")
	require.Equal(t, casefile.DispDistributed, s.Disposal)
	require.Less(t, s.Recourse(), owed)
	outcome := "written_off"
	if s.Recourse() == 0 {
		outcome = "disposed"
	}
	require.NoError(t, b.Do("shenpi", casefile.CloseCase{Outcome: outcome, Note: "示例"}))
}

func balanceOf(s casefile.State, a ledger.Account) money.Money {
	book, err := ledger.Replay(s.Ledger, date.Date{})
	if err != nil {
		panic(err)
	}
	return book.Balance(a, date.Of(2199, 12, 31))
}

func TestWhatTheBankAndTheGuarantorAreOwedIsNeverMoreThanWasLent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := countered(t)
		lent := b.State.Outstanding()
		acts := []string{"db1 ProposeIndemnity", "db2 ApproveIndemnity", "db2 ReturnIndemnity", "db3 ReverseIndemnity", "db1 RecordRecourse", "db2 ReverseRecourse", "kehu RecordRecovery", "shenpi ReverseRecovery"}
		for range rapid.IntRange(3, 14).Draw(r, "steps") {
			act := rapid.SampledFrom(acts).Draw(r, "act")
			var err error
			if act == "db1 ProposeIndemnity" {
				f, ok := b.Form("db1", "ProposeIndemnity").(casefile.ProposeIndemnity)
				if ok && f.Principal > 1 {
					f.Principal = money.Money(rapid.Int64Range(1, int64(f.Principal)).Draw(r, "principal"))
				}
				err = b.Do("db1", f)
			} else {
				err = b.Play(act)
			}
			s := b.State
			if err != nil {
				continue
			}
			var interest money.Money
			for _, x := range s.Indemnities {
				if x.Reversed == nil {
					interest += x.Form.Interest
				}
			}
			require.LessOrEqual(r, s.Outstanding()+s.Recourse(), lent+interest, act)
			require.GreaterOrEqual(r, int64(s.Recourse()), int64(0), act)
			require.Equal(r, s.Recourse(), balanceOf(s, ledger.Of(ledger.Borrower, "recourse")))
		}
	})
}
