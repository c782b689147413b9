package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/ledger"
	"zhiya/workflow/monitor"
	"zhiya/workflow/pledge"
)

// The mistakes that other systems of this field are known to make (PROCESS.md, Known mistakes), each as it would be met here. What
// lies behind each is tested where it lives; this is the list.
func TestTheKnownMistakesOfOtherSystemsAreNotMadeHere(t *testing.T) {
	codes := func(b *casetest.Bench) map[string]monitor.Level {
		out := map[string]monitor.Level{}
		for _, a := range monitor.Watch(b.Today, b.State.Watched(), monitor.DefaultSettings(), calendar.Default(), nil) {
			out[a.Code] = a.Level
		}
		return out
	}
	t.Run("1 an expired value is unknown and loudest, not a coverage of zero without a shortfall", func(t *testing.T) {
		b := lent(t)
		require.NotContains(t, codes(b), "coverage.unknown")
		b.Today = b.Today.AddYears(3)
		require.Equal(t, monitor.Highest, codes(b)["coverage.unknown"])
	})
	t.Run("2 a top-up restores the cap, not the bare shortfall", func(t *testing.T) {
		res, err := pledge.TopUp(pledge.TopUpRequest{Outstanding: money.Yuan(100), On: lent(t).Today, New: &pledge.NewRight{Cap: money.MustRate("0.5")},
			Rights: []pledge.CoveredRight{{Value: money.Yuan(150), Cap: money.MustRate("0.5"), ValidUntil: lent(t).Today}}})
		require.NoError(t, err)
		require.Equal(t, []money.Money{money.Yuan(25), money.Yuan(50)}, []money.Money{*res.Shortfall, *res.NeededValue})
	})
	t.Run("3 rights with different caps secure one loan together", func(t *testing.T) {
		b := credit(t)
		f := form[casefile.ProposeCredit](b, "kehu")
		f.Values[0].Cap, f.Values[1].Cap = money.MustRate("0.5"), money.MustRate("0.2")
		f.Amount = money.Must("3150000.00") // 5,000,000 at 50 % and 5,000,000 at 20 %, each after 10 %
		require.NoError(t, b.Do("kehu", f))
		require.Equal(t, money.Must("3150000.00"), b.State.Credit.Lendable)
	})
	t.Run("4 nothing is released while money is owed", func(t *testing.T) {
		b := lent(t)
		refused(t, b, "shenpi", "guard.nothing_outstanding", form[casefile.ConfirmSettlement](b, "shenpi"))
		refused(t, b, "kehu", "stage", form[casefile.RecordCancellation](b, "kehu"))
		require.True(t, b.State.Registration.Live())
		require.NoError(t, b.Play("kehu ProposeExtension", "shenpi ApproveExtension"))
		refused(t, b, "kehu", "release.rescheduled", form[casefile.ProposeRelease](b, "kehu"))
	})
	t.Run("5 shares are of the loss, within the pool, and come back from recoveries", func(t *testing.T) {
		b := broken(t)
		require.NoError(t, b.Play(append(append([]string{}, casetest.ToConfirmed...), casetest.ToPaid...)...))
		var shares money.Money
		for _, x := range b.State.CompClaim.Shares {
			shares += x.Amount
		}
		require.Less(t, shares.Fen(), b.State.Loans[0].Amount.Fen(), "of what is lost, not of what was lent, and the lender bears its own part")
		before := shares
		require.NoError(t, b.Play("kehu RecordRecovery"))
		returned := money.Money(0)
		for _, p := range b.State.Recoveries[0].Result.Parts {
			returned += p.Amount
		}
		require.Positive(t, returned.Fen())
		require.LessOrEqual(t, returned.Fen(), before.Fen()+b.State.CompClaim.Result.Outside.Amount.Fen())
	})
	t.Run("6 who made it does not approve it through another screen, and the history names who approved", func(t *testing.T) {
		b := credit(t)
		require.NoError(t, b.Play(casetest.ToSigning[:4]...))
		maker := b.State.Acts[len(b.State.Acts)-4].By
		approve := b.Occasion("shenpi")
		approve.Actor.PersonID, approve.Actor.Name = maker.PersonID, maker.Person
		approve.Actor.Roles = []access.Role{access.Officer, access.Approver}
		_, err := casefile.Load(b.State).Apply(form[casefile.ApproveCredit](b, "shenpi"), approve)
		require.ErrorContains(t, err, "提出授信方案")
		require.NoError(t, b.Play(casetest.ToSigning[4:]...))
		require.Equal(t, casetest.Actor("shenpi").PersonID, b.State.Credit.Approved.PersonID)
	})
	t.Run("7 one working day is the next working day, not twenty-four hours of office time", func(t *testing.T) {
		friday := date.Must("2026-11-20")
		next, _ := calendar.Default().AddWorkdays(friday, 1)
		require.Equal(t, "2026-11-23", next.String())
	})
	t.Run("8 a reversal carries its own date and leaves the months before as they were", func(t *testing.T) {
		b := lent(t)
		require.NoError(t, b.Do("kehu", casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today, Principal: money.Yuan(1000)}))
		paid := b.Today
		b.Today = b.Today.AddMonths(2)
		require.NoError(t, b.Play("shenpi ReverseRepayment"))
		book, err := ledger.Replay(b.State.Ledger, date.Date{})
		require.NoError(t, err)
		account := ledger.Account("borrower:JJ01")
		require.Equal(t, b.State.Loans[0].Amount-money.Yuan(1000), book.Balance(account, paid.AddMonths(1)), "as it was reported then")
		require.Equal(t, b.State.Loans[0].Amount, book.Balance(account, b.Today))
	})
	t.Run("9 a new value is one case's, proposed, approved and kept beside the old", func(t *testing.T) {
		b, other := lent(t), lent(t)
		require.NoError(t, b.Play("kehu ReviseValue", "shenpi ApproveRevaluation"))
		require.Equal(t, money.Yuan(2_000_000), b.State.AcceptedValues()[0].Value)
		require.NotEqual(t, b.State.AcceptedValues()[0].Value, b.State.Credit.Form.Values[0].Value, "the decision stays as it was made")
		require.Len(t, b.State.Revaluations, 1)
		require.Empty(t, other.State.Revaluations)
	})
	t.Run("10 a longer loan changes the registration; the security never lapses between two", func(t *testing.T) {
		b := lent(t)
		require.NoError(t, b.Play("kehu FileRegistrationChange"))
		require.True(t, b.State.Registration.Live())
		require.NoError(t, b.Play("kehu RecordRegistrationChange"))
		require.True(t, b.State.Registration.Live())
		require.Equal(t, b.State.Registration.Changes[0].Form.Due, b.State.RegisteredUntil())
	})
}
