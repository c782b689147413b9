package casefile_test

import (
	"fmt"
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
	"zhiya/workflow/monitor"
	"zhiya/workflow/right"
)

func TestANewLoanRepaysTheOldOneUnderTheSamePledgeAndTheRegisterFollows(t *testing.T) {
	b := lent(t)
	b.Today = b.Today.AddMonths(6)
	old, until := b.State.Loans[0], b.State.RegisteredUntil()
	f := form[casefile.ProposeRenewal](b, "kehu")
	require.Equal(t, []any{"JJ01", "JJ01-2", money.Yuan(1_000_000), casefile.Rollover}, []any{f.LoanNo, f.NewNo, f.Amount, f.Kind})
	try := func(change func(*casefile.RenewalForm)) casefile.ProposeRenewal {
		x := f
		change(&x.RenewalForm)
		return x
	}
	refused(t, b, "kehu", "loan.unknown", try(func(x *casefile.RenewalForm) { x.LoanNo = "JJ99" }))
	refused(t, b, "kehu", "choice", try(func(x *casefile.RenewalForm) { x.Kind = "other" }))
	refused(t, b, "kehu", "loan.duplicate", try(func(x *casefile.RenewalForm) { x.NewNo = "JJ01" }))
	refused(t, b, "kehu", "loan.no", try(func(x *casefile.RenewalForm) { x.NewNo = "fees" }))
	refused(t, b, "kehu", "renewal.amount", try(func(x *casefile.RenewalForm) { x.Amount++ }))
	refused(t, b, "kehu", "renewal.amount", try(func(x *casefile.RenewalForm) { x.Amount-- }))
	refused(t, b, "kehu", "renewal.due", try(func(x *casefile.RenewalForm) { x.Due = old.Due }))
	refused(t, b, "kehu", "renewal.beyond", try(func(x *casefile.RenewalForm) { x.Due = date.Must("2032-01-18") }))
	refused(t, b, "kehu", "date.missing", try(func(x *casefile.RenewalForm) { x.Consent = date.Date{} }))
	refused(t, b, "kehu", "renewal.consent", try(func(x *casefile.RenewalForm) { x.Signed, x.Consent = b.Today.AddDays(-1), b.Today }))
	refused(t, b, "kehu", "renewal.purpose", try(func(x *casefile.RenewalForm) { x.Purpose = false }))
	refused(t, b, "kehu", "date.missing", try(func(x *casefile.RenewalForm) { x.Partners = date.Date{} }))
	refused(t, b, "kehu", "date.order", try(func(x *casefile.RenewalForm) { x.From = x.Signed.AddDays(-1) }))
	refused(t, b, "shenpi", "guard.has_renewal", casefile.ApproveRenewal{Opinion: "同意"})
	last := b.Copy()
	require.NoError(t, last.Do("kehu", try(func(x *casefile.RenewalForm) { x.Due = date.Must("2032-01-17") })), "a debt that ends on the very day of the right is allowed")

	require.NoError(t, b.Do("kehu", f))
	require.Equal(t, money.Yuan(1_000_000), balance(t, b, "borrower:JJ01"), "a proposal changes nothing")
	require.NotContains(t, alarms(b), "pledge.behind")
	shown := form[casefile.ApproveRenewal](b, "shenpi")
	shown.Due = shown.Due.AddDays(1)
	refused(t, b, "shenpi", "renewal.changed", shown)
	paid := b.Copy()
	require.NoError(t, paid.Do("kehu", casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today, Principal: 1}))
	refused(t, paid, "shenpi", "renewal.amount", form[casefile.ApproveRenewal](paid, "shenpi"))

	require.NoError(t, b.Play("shenpi ApproveRenewal"))
	require.Zero(t, balance(t, b, "borrower:JJ01"))
	require.Equal(t, money.Yuan(1_000_000), balance(t, b, "borrower:JJ01-2"))
	require.Equal(t, money.Yuan(1_000_000), b.State.Outstanding())
	require.Equal(t, money.Yuan(1_000_000), b.State.Amount(), "one loan, not two")
	require.Equal(t, f.Due, b.State.Watched().Due)
	require.True(t, b.State.Registration.Live())
	require.Equal(t, until, b.State.RegisteredUntil())
	require.Contains(t, alarms(b), "pledge.behind")
	refused(t, b, "kehu", "loan.duplicate", try(func(x *casefile.RenewalForm) { x.LoanNo = "JJ01-2" }))

	term := form[casefile.FileRegistrationChange](b, "kehu")
	require.Equal(t, casefile.ChangeRenewal, term.Item)
	short := term
	short.Due = f.Due.AddDays(-1)
	refused(t, b, "kehu", "change.due", short)
	short.Item, short.Due = casefile.ChangeTerm, f.Due
	other := b.Copy()
	require.NoError(t, other.Do("kehu", short))
	require.NoError(t, other.Play("kehu RecordRegistrationChange"))
	require.Contains(t, alarms(other), "pledge.behind", "a longer term does not name the new contract")

	require.NoError(t, b.Do("kehu", term))
	require.Contains(t, alarms(b), "pledge.behind", "an application is no registration")
	refusal := b.Copy()
	require.NoError(t, refusal.Do("kehu", casefile.RecordRegistrationChange{Outcome: "refused", On: b.Today, Why: "变更协议未盖章"}))
	require.Contains(t, alarms(refusal), "pledge.behind")
	require.NoError(t, b.Play("kehu RecordRegistrationChange"))
	require.NotContains(t, alarms(b), "pledge.behind")
	require.Equal(t, f.Due, b.State.RegisteredUntil())
	refused(t, b, "shenpi2", "renewal.registered", casefile.ReverseRenewal{Return: casefile.Return{Reason: "录错"}})
	refused(t, b, "kehu", "change.no_renewal", term)
	require.NoError(t, b.Play("kehu ProposeRenewal", "shenpi ApproveRenewal"), "and once more")
	require.NotNil(t, b.State.RenewalOf("JJ01-3"))
	require.NoError(t, b.Play(casetest.ToSettlement...))
}

func TestARolloverBeginsBeforeTheDebtFallsDue(t *testing.T) {
	b := lent(t)
	b.Today = b.State.Loans[0].Due
	f := form[casefile.ProposeRenewal](b, "kehu")
	b.State.LaneValue.Form.ValidUntil = b.Today.AddYears(1)
	require.NoError(t, b.Copy().Do("kehu", f), "on the last day")
	b.Today = b.Today.AddDays(1)
	f.From, f.Signed, f.Consent, f.Partners, f.Due = b.Today, b.Today, b.Today, b.Today, b.Today.AddMonths(6)
	refused(t, b, "kehu", "renewal.overdue", f)
	f.Kind = casefile.Refinance
	require.NoError(t, b.Do("kehu", f))
}

func TestARenewalNeedsLivingRightsValidValuesAndTheCap(t *testing.T) {
	b := lent(t)
	spoil := func(code string, change func(*casetest.Bench)) {
		t.Helper()
		x := b.Copy()
		f := form[casefile.ProposeRenewal](x, "kehu")
		change(x)
		refused(t, x, "kehu", code, f)
	}
	spoil("renewal.status", func(x *casetest.Bench) { x.State.Intake.Rights[0].Status = right.Terminated })
	spoil("renewal.expired", func(x *casetest.Bench) { x.State.LaneValue.Form.ValidUntil = x.Today.AddDays(-1) })
	spoil("renewal.cap", func(x *casetest.Bench) {
		x.State.Credit.Form.Values[0].Value, x.State.Credit.Form.Values[1].Value = money.Yuan(1_000_000), money.Yuan(1_000_000)
	})
	spoil("renewal.ceiling", func(x *casetest.Bench) {
		x.State.Intake.Ceiling = &casefile.Ceiling{Agreed: money.Yuan(2_000_000), From: x.Today.AddDays(-9), To: x.Today.AddDays(-1)}
	})
	spoil("guard.pledge_registered", func(x *casetest.Bench) { x.State.Registration.Number = "" })
	pending := b.Copy()
	require.NoError(t, pending.Play("kehu ProposeExtension"))
	refused(t, pending, "kehu", "renewal.extension", form[casefile.ProposeRenewal](pending, "kehu"))
}

func TestAMarkKeepsItsOwnRegisteredTermThroughARenewal(t *testing.T) {
	b := lent(t)
	for i := range b.State.Intake.Rights {
		r := &b.State.Intake.Rights[i]
		r.Kind, r.TermEnd = right.Trademark, b.Today.AddYears(9)
	}
	until := b.State.RegisteredUntil()
	late := b.Copy()
	late.Today = until.AddDays(1)
	late.State.LaneValue.Form.ValidUntil = late.Today.AddYears(1)
	f := form[casefile.ProposeRenewal](late, "kehu")
	require.Equal(t, casefile.Refinance, f.Kind)
	refused(t, late, "kehu", "renewal.term_over", f)

	require.NoError(t, b.Play("kehu ProposeRenewal", "shenpi ApproveRenewal"))
	change := form[casefile.FileRegistrationChange](b, "kehu")
	withDue := change
	withDue.Due = until.AddYears(1)
	refused(t, b, "kehu", "change.due", withDue)
	require.NoError(t, b.Do("kehu", change))
	require.NoError(t, b.Play("kehu RecordRegistrationChange"))
	require.Contains(t, alarms(b), "pledge.behind", "the claim is named, the registered term still ends before the debt")
	require.NoError(t, b.Play("kehu FileRegistrationChange", "kehu RecordRegistrationChange"))
	require.NotContains(t, alarms(b), "pledge.behind")
	require.False(t, b.State.RegisteredUntil().Before(b.State.Watched().Due))
}

func TestNothingIsReleasedWhileARenewedLoanIsOwed(t *testing.T) {
	b := lent(t)
	require.NoError(t, b.Copy().Play("kehu ProposeRelease"))
	require.NoError(t, b.Play("kehu ProposeRenewal", "shenpi ApproveRenewal"))
	refused(t, b, "kehu", "release.rescheduled", form[casefile.ProposeRelease](b, "kehu"))
}

// unsecured says why a debt is not secured as registered on a day, read from the bare facts: "" when it is.
func unsecured(t require.TestingT, s casefile.State, on date.Date) string {
	book, err := ledger.Replay(s.Ledger, date.Date{})
	require.NoError(t, err)
	balances := book.Balances(on.AddYears(5))
	until, named := s.Credit.Form.Due, map[string]bool{}
	for _, c := range s.Registration.Changes {
		if c.Settled == nil || !c.Refused.IsZero() || c.Registered.IsZero() {
			continue
		}
		if !c.Form.Due.IsZero() {
			until = c.Form.Due
		}
		for _, no := range c.Renewals {
			named[no] = true
		}
	}
	for _, l := range s.Loans {
		if balances[ledger.Of(ledger.Borrower, l.No)] == 0 {
			continue
		}
		renewal := slices.ContainsFunc(s.Renewals, func(r casefile.RenewalR) bool { return r.Reversed == nil && r.Form.NewNo == l.No })
		switch {
		case s.Registration.Number == "" || s.Registration.Cancel != nil:
			return l.No + " is not registered"
		case renewal && !named[l.No]:
			return l.No + " is not named in the register"
		case l.Due.After(until):
			return fmt.Sprintf("%s runs to %s, the register names %s", l.No, l.Due, until)
		case on.After(until):
			return l.No + " runs on after the registered term"
		}
	}
	return ""
}

func TestNoSequenceLeavesAnUnsecuredDayWithoutAnAlarm(t *testing.T) {
	acts := []string{"kehu ProposeRenewal,shenpi ApproveRenewal", "kehu ProposeRenewal,shenpi ApproveRenewal", "kehu ProposeExtension,shenpi ApproveExtension",
		"kehu FileRegistrationChange,kehu RecordRegistrationChange", "kehu FileRegistrationChange,kehu RecordRegistrationChange", "kehu ProposeRenewal", "shenpi ApproveRenewal", "shenpi ReturnRenewal", "shenpi2 ReverseRenewal", "kehu ProposeExtension", "shenpi ApproveExtension",
		"kehu FileRegistrationChange", "kehu RecordRegistrationChange", "kehu WithdrawRegistrationChange", "refuse", "kehu RecordRepayment", "part", "shenpi ReverseRepayment",
		"shenpi ConfirmSettlement", "shenpi ReopenLoan", "kehu RecordCancellation", "shenpi ReverseCancellation", "kehu DeclareDefault", "shenpi CureDefault"}
	start, mark := lent(t), lent(t)
	for i := range mark.State.Intake.Rights {
		r := &mark.State.Intake.Rights[i]
		r.Kind, r.TermEnd = right.Trademark, mark.Today.AddYears(9)
	}
	loud := []string{"pledge.behind", "pledge.term_over", "loan.unregistered", "debt.overdue"}
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom([]*casetest.Bench{start, mark}).Draw(t, "register").Copy()
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			switch act := rapid.SampledFrom(acts).Draw(t, "act"); act {
			case "refuse":
				_ = b.Do("kehu", casefile.RecordRegistrationChange{Outcome: "refused", On: b.Today, Why: "示例"})
			case "part":
				for _, l := range b.State.Loans {
					_ = b.Do("kehu", casefile.RecordRepayment{LoanNo: l.No, On: b.Today, Principal: 1})
				}
			default:
				_ = b.Play(strings.Split(act, ",")...) // refused ones are no step
			}
			until := b.Today.AddDays(rapid.IntRange(0, 60).Draw(t, "days"))
			for on := b.Today; !on.After(until); on = on.AddDays(7) {
				why := unsecured(t, b.State, on)
				if why == "" {
					continue
				}
				met++
				found := monitor.Watch(on, b.State.Watched(), monitor.DefaultSettings(), casetest.Cal, nil)
				require.True(t, slices.ContainsFunc(found, func(a monitor.Alarm) bool { return a.Level != monitor.Notice && slices.Contains(loud, a.Code) }), "%s on %s: %s", why, on, b.State.Where())
			}
			b.Today = until
		}
	})
	require.Positive(t, met, "the property was put to the test")
}
