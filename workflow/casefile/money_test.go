package casefile_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/disposal"
	"zhiya/workflow/ledger"
	"zhiya/workflow/right"
)

// balance is what stands on an account of the case's books.
func balance(t require.TestingT, b *casetest.Bench, account ledger.Account) money.Money {
	book, err := ledger.Replay(b.State.Ledger, date.Date{})
	require.NoError(t, err)
	var sum money.Money
	for _, m := range book.Balances(b.Today) {
		sum += m
	}
	require.Zero(t, sum)
	return book.Balance(account, b.Today)
}

func TestRegistrationAsksForThePrecheckOfTheDay(t *testing.T) {
	b := registration(t)
	facts := func(i int, change func(*right.Right)) {
		r := b.State.Intake.Rights[i]
		change(&r)
		require.NoError(t, b.Do("kehu", casefile.UpdateRightFacts{Right: r, Reason: "登记簿副本"}))
	}
	facts(0, func(r *right.Right) { r.Invalidation = true })
	facts(1, func(r *right.Right) { r.SameDayInvention = true })
	file := form[casefile.FileRegistration](b, "kehu")
	refused(t, b, "kehu", "PR-10", file)
	refused(t, b, "kehu", "PR-11", file)
	require.NoError(t, b.Do("kehu", casefile.MakeStatement{Code: "PR-11", Ref: "R1", Text: "声明继续办理"}))
	require.NoError(t, b.Do("kehu", casefile.MakeStatement{Code: "PR-10", Ref: "R1", Text: "声明继续办理"}))
	refused(t, b, "kehu", "PR-10", file) // the statement spoke of the other right
	require.NoError(t, b.Do("kehu", casefile.MakeStatement{Code: "PR-10", Ref: "R2", Text: "声明继续办理"}))
	b.Elsewhere = func(string) []string { return []string{"LYG-B03-2024-000009"} }
	refused(t, b, "kehu", "PR-09", file)
	b.Elsewhere = nil
	require.NoError(t, b.Do("kehu", file))
	refused(t, b, "kehu", "guard.not_filed", file)
	refused(t, b, "kehu", "guard.not_filed", casefile.WithdrawCase{Return: casefile.Return{Reason: "示例"}})
	refused(t, b, "kehu", "date.order", casefile.RecordRegistration{Number: "Y1", On: b.Today.AddDays(-1)})
	refused(t, b, "kehu", "date.future", casefile.RecordRegistration{Number: "Y1", On: b.Today.AddDays(1)})
}

func TestARefusedRegistrationHasThreeWays(t *testing.T) {
	b := registration(t)
	require.NoError(t, b.Play("kehu FileRegistration"))
	refuse := func(next casefile.Stage) *casetest.Bench {
		c := b.Copy()
		require.NoError(t, c.Do("kehu", casefile.RecordRefusal{On: c.Today, Reason: "示例理由", Next: next}))
		require.Equal(t, next, c.State.Stage)
		require.Len(t, c.State.Registration.Refusals, 1)
		return c
	}
	c := refuse(casefile.Signing)
	require.NoError(t, c.Play("kehu RecordContracts", "shenpi CheckContracts", "kehu FileRegistration", "kehu RecordRegistration"))
	require.Len(t, c.State.Registration.Refusals, 1, "the refusal stays on record")
	c = refuse(casefile.Credit)
	require.NoError(t, c.Play(slices.Concat(casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement)...))
	c = refuse(casefile.Rejected)
	require.Equal(t, casefile.Registration, c.State.Exit.From)
	refused(t, b, "kehu", "choice", casefile.RecordRefusal{On: b.Today, Reason: "示例", Next: casefile.InPledge})
}

func TestALoanStaysWithinWhatWasApproved(t *testing.T) {
	b := registration(t)
	require.NoError(t, b.Play(casetest.ToDisbursement...))
	loan := form[casefile.ProposeDisbursement](b, "kehu").Loans[0]
	spoil := func(code string, loans ...casefile.Loan) {
		refused(t, b, "kehu", code, casefile.ProposeDisbursement{Loans: loans})
	}
	change := func(f func(*casefile.Loan)) casefile.Loan { l := loan; f(&l); return l }
	spoil("loan.missing")
	spoil("loan.total", change(func(l *casefile.Loan) { l.Amount = money.Must("1000000.01") }))
	spoil("loan.total", loan, change(func(l *casefile.Loan) { l.No, l.Amount = "JJ02", 1 }))
	spoil("loan.duplicate", loan, loan)
	spoil("loan.due", change(func(l *casefile.Loan) { l.Due = l.Due.AddDays(1) }))
	spoil("date.order", change(func(l *casefile.Loan) { l.From = l.From.AddDays(-1) }))
	spoil("date.future", change(func(l *casefile.Loan) { l.From = l.From.AddDays(1) }))
	spoil("loan.no", change(func(l *casefile.Loan) { l.No = "JJ 01" }))
	spoil("loan.no", change(func(l *casefile.Loan) { l.No = "interest" })) // an account of the books
	spoil("amount.positive", change(func(l *casefile.Loan) { l.Amount = 0 }))
	require.NoError(t, b.Play(casetest.ToInPledge...))
	require.Equal(t, money.Yuan(1_000_000), b.State.Outstanding())
}

func TestRepaymentsAreBookedReversedAndNeverDeleted(t *testing.T) {
	b := lent(t)
	pay := casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today, Principal: money.Must("400000.00"), Interest: money.Must("100.01")}
	over := pay
	over.Principal = money.Must("1000000.01")
	refused(t, b, "kehu", "repayment.over", over)
	refused(t, b, "kehu", "loan.unknown", casefile.RecordRepayment{LoanNo: "JJ09", On: b.Today, Interest: 1})
	refused(t, b, "kehu", "repayment.nothing", casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today})
	require.NoError(t, b.Do("kehu", pay))
	require.Equal(t, money.Must("600000.00"), b.State.Outstanding())
	refused(t, b, "shenpi", "guard.nothing_outstanding", form[casefile.ConfirmSettlement](b, "shenpi"))
	paid := b.Today
	b.Today = b.Today.AddDays(40)
	require.NoError(t, b.Play("shenpi ReverseRepayment"))
	require.Equal(t, money.Yuan(1_000_000), b.State.Outstanding())
	require.Zero(t, balance(t, b, "borrower:interest"))
	last := b.State.Ledger[len(b.State.Ledger)-1]
	require.Equal(t, b.State.Repayments[0].EntryID, last.Reverses)
	require.Equal(t, b.Today, last.Booked, "a reversal carries its own date")
	require.Equal(t, paid, last.Value, "and takes effect when the undone entry did")
	require.Len(t, b.State.Ledger, 3)
	refused(t, b, "shenpi", "guard.has_repayment", form[casefile.ReverseRepayment](b, "shenpi"))
	require.NoError(t, b.Play(slices.Concat(casetest.ToSettlement, []string{"shenpi ReopenLoan", "shenpi ConfirmSettlement"})...))
	refused(t, b, "shenpi", "guard.ready_to_close", form[casefile.CloseCase](b, "shenpi"))
	require.NoError(t, b.Play("kehu RecordCancellation"))
	refused(t, b, "shenpi", "guard.not_cancelled", form[casefile.ReopenLoan](b, "shenpi"))
	refused(t, b, "shenpi", "close.outcome", casefile.CloseCase{Outcome: "written_off", Note: "示例"})
	require.NoError(t, b.Play("shenpi CloseCase"))
}

func TestSharesSumToTheFenAndRecoveriesNeverExceedWhatWasPaid(t *testing.T) {
	base := credit(t)
	partners := map[string][2]string{"fund": {"jj2", "jj1"}, "guarantor": {"db2", "db1"}, "insurer": {"bx2", "bx1"}}
	rapid.Check(t, func(rt *rapid.T) {
		b := base.Copy()
		f := b.Form("kehu", "ProposeCredit").(casefile.ProposeCredit)
		left := int64(10000)
		for i := range f.Parts {
			share := left
			if i < len(f.Parts)-1 {
				share = rapid.Int64Range(0, left).Draw(rt, "share")
			}
			left -= share
			f.Parts[i].Share = money.RateOf(decimal.New(share, -4))
		}
		if rapid.Bool().Draw(rt, "capped") {
			most := money.Money(rapid.Int64Range(0, 40_000_000).Draw(rt, "cap"))
			f.Parts[0].Cap = &most
		}
		f.Base = rapid.SampledFrom([]string{"principal", "principal_and_interest", "all"}).Draw(rt, "base")
		f.IPShare = money.RateOf(decimal.New(rapid.Int64Range(1, 100).Draw(rt, "ip"), -2))
		require.NoError(rt, b.Do("kehu", f))
		require.NoError(rt, b.Play("jj2 ConfirmEnrolment", "db2 ConfirmEnrolment", "bx2 ConfirmEnrolment", "shenpi ApproveCredit"))
		require.NoError(rt, b.Play(slices.Concat(casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, []string{"kehu DeclareDefault"})...))
		repay := func(label string) {
			if most := int64(b.State.Outstanding()) / 3; rapid.Bool().Draw(rt, label) {
				require.NoError(rt, b.Do("kehu", casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today, Principal: money.Money(rapid.Int64Range(1, most).Draw(rt, "paid"))}))
			}
		}
		recover := func(label string, all bool) {
			f := casefile.RecordRecovery{On: b.Today, Source: "其他", Principal: b.State.Outstanding()}
			if !all {
				f.Principal = money.Money(rapid.Int64Range(1, int64(f.Principal)/2).Draw(rt, label))
				f.Costs = money.Money(rapid.Int64Range(0, int64(f.Principal)).Draw(rt, "costs"))
				f.Interest = money.Money(rapid.Int64Range(0, 3_000_000).Draw(rt, "interest"))
			}
			require.NoError(rt, b.Do("kehu", f))
		}
		recover("before", false)
		require.NoError(rt, b.Play(slices.Concat([]string{"kehu RecordClaim"}, casetest.ToConfirmed)...))
		k := b.State.CompClaim
		var parts money.Money
		for _, p := range k.Result.Parts {
			parts += p.Amount
		}
		require.Equal(rt, k.Result.Base, parts)
		require.Equal(rt, k.Request.Loss.Principal+k.Request.Loss.Interest+k.Request.Loss.Costs, k.Result.Base+k.Result.Outside.Amount)
		lost := b.State.Outstanding()
		require.Equal(rt, lost, k.Request.Loss.Principal, "the loss is what is owed now; what came before the claim does not count again")
		repay("while the claim is handled")
		require.NoError(rt, b.Play(casetest.ToPaid...))
		paid, returned := map[string]money.Money{}, map[string]money.Money{}
		for _, s := range b.State.CompClaim.Shares {
			paid[s.Org.ID] = s.Amount
		}
		recover("after", false)
		recover("again", false)
		recover("all", true)
		for _, r := range b.State.Recoveries {
			if !r.Shared {
				continue
			}
			var sum money.Money
			for i, p := range r.Result.Parts {
				sum += p.Amount
				returned[r.Parties[i].ID] += p.Amount
			}
			require.Equal(rt, r.Result.Net, sum+r.Result.Surplus)
		}
		for org := range partners {
			require.LessOrEqual(rt, returned[org], paid[org])
			o, _ := casetest.Org(org)
			account := ledger.Of(map[string]ledger.Kind{"fund": ledger.Fund, "guarantor": ledger.Guarantor, "insurer": ledger.Insurer}[org], o.ID)
			require.Equal(rt, returned[org]-paid[org], balance(rt, b, account), "the books say what the sheet says")
		}
		require.NoError(rt, b.Play("shenpi CureDefault"), "what has come back in full is cured")
		require.NoError(rt, b.Play("shenpi ConfirmSettlement", "kehu RecordCancellation", "shenpi CloseCase"))
	})
}

func TestTheLenderGetsItsPartOfARecoveryUnderEveryBase(t *testing.T) {
	for _, base := range []string{"principal", "principal_and_interest", "all"} {
		b := credit(t)
		f := form[casefile.ProposeCredit](b, "kehu")
		f.Base = base
		require.NoError(t, b.Do("kehu", f))
		require.NoError(t, b.Play(slices.Concat(casetest.ToSigning[1:], casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, []string{"kehu DeclareDefault"})...))
		require.NoError(t, b.Do("kehu", casefile.RecordRecovery{On: b.Today, Source: "其他", Principal: money.Yuan(500_000)}))
		require.NoError(t, b.Play(slices.Concat([]string{"kehu RecordClaim"}, casetest.ToConfirmed, casetest.ToPaid)...))
		require.NoError(t, b.Do("kehu", casefile.RecordRecovery{On: b.Today, Source: "其他", Principal: money.Yuan(100_000)}))
		r := b.State.Recoveries[1]
		got := map[string]money.Money{}
		for i, p := range r.Result.Parts {
			got[r.Parties[i].ID] = p.Amount
		}
		require.Equal(t, map[string]money.Money{"fund": money.Yuan(30_000), "guarantor": money.Yuan(30_000), "insurer": money.Yuan(20_000), "bank": money.Yuan(20_000)}, got, base)
	}
}

func TestACompensationIsConfirmedAndPaidByEachPartnerOnce(t *testing.T) {
	b := broken(t)
	fresh := lent(t)
	require.NoError(t, fresh.Play("kehu DeclareDefault"))
	refused(t, fresh, "kehu", "guard.has_claim", form[casefile.ApplyCompensation](fresh, "kehu"))
	require.NoError(t, b.Play("kehu ApplyCompensation"))
	refused(t, b, "kehu", "claim.pending", form[casefile.RecordClaim](b, "kehu"))
	refused(t, b, "jj1", "compensation.examine", casefile.ExamineCompensation{Papers: true, Enrolled: true, Opinion: "示例"})
	require.NoError(t, b.Play("jj1 ExamineCompensation"))
	wrong := form[casefile.ConfirmShare](b, "db2")
	wrong.Amount++
	refused(t, b, "db2", "share.amount", wrong)
	require.NoError(t, b.Play("db2 ConfirmShare"))
	refused(t, b, "db2", "share.twice", form[casefile.ConfirmShare](b, "db2"))
	require.NoError(t, b.Copy().Play("db2 ReturnCompensation", "kehu ApplyCompensation", "jj1 ExamineCompensation", "db2 ConfirmShare"))
	require.NoError(t, b.Play("jj2 ConfirmShare", "bx2 ConfirmShare", "fg DecideCompensation", "jj1 PayShare"))
	refused(t, b, "jj1", "share.paid", form[casefile.PayShare](b, "jj1"))
	refused(t, b, "shenpi", "guard.ready_to_close", form[casefile.CloseCase](b, "shenpi"))
	refused(t, b, "kehu", "stage", form[casefile.WithdrawCompensation](b, "kehu"))
	require.NoError(t, b.Play("db1 PayShare", "bx1 PayShare"))
	require.Equal(t, casefile.CompPaid, b.State.Compensation)
	require.Equal(t, -money.Yuan(300_000), balance(t, b, "fund:fund"))
	refused(t, b, "kehu", "repayment.compensated", form[casefile.RecordRepayment](b, "kehu"))
	refused(t, b, "shenpi", "guard.tracks_idle", form[casefile.CureDefault](b, "shenpi"))
	require.NoError(t, b.Play("shenpi CloseCase"))
	require.Equal(t, "written_off", b.State.Closing.Outcome)
	require.NoError(t, b.Play("kehu RecordRecovery"), "a written-off case takes late recoveries")
	require.Less(t, -money.Yuan(300_000), balance(t, b, "fund:fund"))
}

func TestASchemeWithoutAFundIsExaminedByThePartnerNamedFirst(t *testing.T) {
	b := credit(t)
	f := form[casefile.ProposeCredit](b, "kehu")
	f.Parts = []casefile.SharePart{{OrgID: "guarantor", Share: money.MustRate("0.8")}, {OrgID: "insurer", Share: money.MustRate("0.1")}, {OrgID: "bank", Share: money.MustRate("0.1")}}
	require.NoError(t, b.Do("kehu", f))
	require.NoError(t, b.Play(slices.Concat([]string{"db2 ConfirmEnrolment", "bx2 ConfirmEnrolment", "shenpi ApproveCredit"}, casetest.ToRegistration, casetest.ToDisbursement,
		casetest.ToInPledge, casetest.ToDefault, []string{"kehu ApplyCompensation"})...))
	refused(t, b, "bx1", "permission", form[casefile.ExamineCompensation](b, "bx1"))
	require.NoError(t, b.Play("db1 ExamineCompensation", "db2 ConfirmShare", "bx2 ConfirmShare", "fg DecideCompensation"))
}

func TestTheLadderBindsEveryRoundOfTheSale(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(casetest.ToApproved...)) // 2,000,000 at 80 %, then a fifth off; sale price at 50 %
	announce := func(reserve string) casefile.AnnounceSale {
		f := form[casefile.AnnounceSale](b, "kehu")
		f.Reserve = money.Must(reserve)
		return f
	}
	unsold := func() { require.NoError(t, b.Play("kehu RecordNoSale")) }
	refused(t, b, "kehu", "sale.reserve", announce("1599999.99"))
	require.NoError(t, b.Do("kehu", announce("1600000.00")))
	low := form[casefile.RecordSale](b, "kehu")
	low.Price--
	refused(t, b, "kehu", "sale.price", low)
	barred := form[casefile.RecordSale](b, "kehu")
	barred.Barred = false
	refused(t, b, "kehu", "sale.barred", barred)
	require.NoError(t, b.Play("shenpi CancelSale"))
	require.Equal(t, casefile.DispApproved, b.State.Disposal)
	require.NoError(t, b.Do("kehu", announce("1600000.00")), "a recalled notice is no round")
	unsold()
	refused(t, b, "kehu", "sale.reserve", announce("1279999.99"))
	require.NoError(t, b.Do("kehu", announce("1280000.00")))
	require.NoError(t, b.Play("shenpi CancelSale"))
	require.Equal(t, casefile.DispUnsold, b.State.Disposal)
	require.NoError(t, b.Do("kehu", announce("1280000.00")))
	unsold()
	refused(t, b, "kehu", "sale.reserve", announce("999999.99"))
	require.NoError(t, b.Do("kehu", announce("1000000.00")))
	unsold()
	refused(t, b, "kehu", "sale.rounds", announce("1000000.00"))
	require.NoError(t, b.Copy().Play("shenpi StayDisposal", "shenpi ResumeDisposal", "shenpi StayDisposal", "shenpi CloseCase"))
	require.NoError(t, b.Play("shenpi WithdrawDisposal"), "the remedy that the refusal names is there")
	require.Equal(t, casefile.DispNone, b.State.Disposal)
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold, casetest.ToDistributed)...))
}

func TestThePriceIsBookedOnTheDayItCameIn(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold)...))
	sold := b.Today
	b.Today = b.Today.AddDays(20)
	f := form[casefile.RecordDelivery](b, "kehu")
	f.PaidOn = sold.AddDays(7)
	require.NoError(t, b.Do("kehu", f))
	last := b.State.Ledger[len(b.State.Ledger)-1]
	require.Equal(t, sold.AddDays(7), last.Value)
	require.Equal(t, b.Today, last.Booked)
	require.Equal(t, b.State.DisposalPlan.Rounds[0].Sale.Price, balance(t, b, "proceeds:supervised"))
}

func TestAFailedDeliveryReturnsThePriceLessTheForfeit(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold)...))
	price := b.State.DisposalPlan.Rounds[0].Sale.Price
	deposit := b.State.DisposalPlan.Rounds[0].Notice.Deposit
	require.Positive(t, price)
	require.Zero(t, balance(t, b, "proceeds:supervised"), "the price has not come in on the day of the sale")
	refused(t, b, "kehu", "forfeit.over", casefile.FailDelivery{On: b.Today, Forfeit: deposit + 1, Reason: "悔拍"})
	require.NoError(t, b.Do("kehu", casefile.FailDelivery{On: b.Today, Forfeit: deposit, Reason: "悔拍"}))
	require.Equal(t, deposit, balance(t, b, "proceeds:supervised"))
	require.Equal(t, casefile.DispUnsold, b.State.Disposal)
	require.NoError(t, b.Play(casetest.ToSold...))
	second := b.State.DisposalPlan.Rounds[1].Sale.Price
	require.NoError(t, b.Play(casetest.ToDistributed...))
	require.Equal(t, second+deposit, b.State.Proceeds.Request.Proceeds, "the forfeited deposit is distributed too")
	require.Zero(t, balance(t, b, "proceeds:supervised"))
	require.Zero(t, balance(t, b, "proceeds:held"))
}

func TestADistributionNeitherMakesNorLosesMoney(t *testing.T) {
	base := broken(t)
	require.NoError(t, base.Play(casetest.ToApproved...))
	require.NoError(t, base.Play("kehu AnnounceSale"))
	rapid.Check(t, func(rt *rapid.T) {
		b := base.Copy()
		amount := func(name string, most int64) money.Money {
			return money.Money(rapid.Int64Range(0, most).Draw(rt, name))
		}
		sale := b.Form("kehu", "RecordSale").(casefile.RecordSale)
		sale.Price += amount("above the reserve", 100_000_000)
		require.NoError(rt, b.Do("kehu", sale))
		require.NoError(rt, b.Play("kehu RecordDelivery"))
		f := b.Form("kehu", "PrepareDistribution").(casefile.PrepareDistribution)
		f.Costs, f.Interest, f.Penalty = amount("costs", 50_000_000), amount("interest", 50_000_000), amount("penalty", 50_000_000)
		f.Order = rapid.SampledFrom([]string{"law", "principal_first"}).Draw(rt, "order")
		for i := range rapid.IntRange(0, 3).Draw(rt, "juniors") {
			f.Juniors = append(f.Juniors, disposal.Junior{ID: fmt.Sprintf("示例后顺位%d", i), Amount: amount("junior", 60_000_000), Registered: date.Must("2024-02-01").AddDays(rapid.IntRange(0, 1).Draw(rt, "day"))})
		}
		owed := b.State.Outstanding()
		require.NoError(rt, b.Do("kehu", f))
		require.NoError(rt, b.Play("shenpi DistributeProceeds"))
		p := b.State.Proceeds
		sum := p.Result.Surplus
		var principal money.Money
		for _, l := range p.Result.Lines {
			sum += l.Paid
			require.LessOrEqual(rt, l.Paid, l.Due)
			require.GreaterOrEqual(rt, l.Paid, money.Money(0))
			if l.To == string(disposal.Principal) {
				principal = l.Paid
			}
		}
		require.Equal(rt, sale.Price, sum)
		require.Equal(rt, owed-principal, b.State.Outstanding())
		require.Zero(rt, balance(rt, b, "proceeds:supervised"))
		require.Equal(rt, p.Result.Surplus, balance(rt, b, "pledgor:surplus"))
		require.NoError(rt, b.Play("shenpi CloseCase"))
		want := "written_off"
		if b.State.Outstanding() == 0 {
			want = "disposed"
		}
		require.Equal(rt, want, b.State.Closing.Outcome)
	})
}

func TestADisposalNeedsAFreshValueAndAFittingBasis(t *testing.T) {
	b := broken(t)
	spoil := func(code string, change func(*casefile.PlanDisposal)) {
		f := form[casefile.PlanDisposal](b, "kehu")
		change(&f)
		refused(t, b, "kehu", code, f)
	}
	spoil("disposal.valuation", func(f *casefile.PlanDisposal) { f.ValuedOn = b.Today.AddYears(-1) })
	spoil("disposal.agreement", func(f *casefile.PlanDisposal) { f.Method = casefile.MethodDiscount })
	spoil("disposal.basis", func(f *casefile.PlanDisposal) { f.Method = casefile.MethodJudicial })
	spoil("disposal.basis", func(f *casefile.PlanDisposal) { f.Consent = "人民法院裁定" })
	spoil("D-01", func(f *casefile.PlanDisposal) {
		f.Method, f.Consent, f.FirstRatio = casefile.MethodJudicial, "人民法院裁定", money.MustRate("0.69")
	})
	b.State.Contracts.Form.SelfSale = false
	spoil("disposal.clause", func(f *casefile.PlanDisposal) { f.Consent = "质押合同约定质权人可自行拍卖、变卖" })
	require.NoError(t, b.Play(casetest.ToApproved[:2]...))
	require.NoError(t, b.Play("jb RequestSupplement", "kehu SupplyDisposal"))
	refused(t, b, "jb", "supplement.once", form[casefile.RequestSupplement](b, "jb"))
	require.NoError(t, b.Do("jb", casefile.ExamineDisposal{Papers: true, Opinion: "不全"}))
	require.NoError(t, b.Play("ks EndorseDisposal"))
	refused(t, b, "fg", "decision.conditions", form[casefile.DecideDisposal](b, "fg"))
}
