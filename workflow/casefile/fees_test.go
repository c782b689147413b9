package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/monitor"
	"zhiya/workflow/pledge"
)

// unpaid is a loan whose first patent owes the fee of its fourth year, due on 2024-03-30.
func unpaid(t testing.TB) *casetest.Bench {
	b := lent(t)
	b.State.Intake.Rights[0].FeesPaidUntil = date.Must("2024-03-30")
	return b
}

func alarms(b *casetest.Bench) []string {
	var out []string
	for _, a := range monitor.Watch(b.Today, b.State.Watched(), monitor.DefaultSettings(), casetest.Cal, nil) {
		out = append(out, a.Code)
	}
	return out
}

func TestAnAdvancedFeeJoinsTheClaimAndItsReceiptEndsTheAlarm(t *testing.T) {
	b := unpaid(t)
	b.Today = date.Must("2024-06-05") // third month of the grace: 10 %
	require.Contains(t, alarms(b), "fee.grace")
	f := form[casefile.AdvanceFees](b, "kehu")
	require.Equal(t, []casefile.AdvancedFee{{Ref: "R1", Year: 4, Cut: pledge.NoCut, Amount: money.Yuan(1320)}}, f.Fees)
	try := func(change func(*casefile.AdvancedFee)) casefile.AdvanceFees {
		x := f
		x.Fees = slices.Clone(f.Fees)
		change(&x.Fees[0])
		return x
	}
	refused(t, b, "kehu", "fee.amount", try(func(x *casefile.AdvancedFee) { x.Amount-- }))
	refused(t, b, "kehu", "fee.amount", try(func(x *casefile.AdvancedFee) { x.Cut = pledge.Cut85 }))
	refused(t, b, "kehu", "fees.cut", try(func(x *casefile.AdvancedFee) { x.Cut = "50" }))
	refused(t, b, "kehu", "fee.year", try(func(x *casefile.AdvancedFee) { x.Year = 5 }))
	refused(t, b, "kehu", "fee.none", try(func(x *casefile.AdvancedFee) { x.Ref = "R2" }))
	refused(t, b, "kehu", "right.unknown", try(func(x *casefile.AdvancedFee) { x.Ref = "R9" }))
	twice := f
	twice.Fees = append(slices.Clone(f.Fees), f.Fees[0])
	refused(t, b, "kehu", "fee.year", twice)
	early := f
	early.On = date.Must("2024-06-30")
	refused(t, b, "kehu", "date.future", early)
	refused(t, b, "shenpi", "permission", f)
	reduced := b.Copy()
	require.NoError(t, reduced.Do("kehu", try(func(x *casefile.AdvancedFee) { x.Cut, x.Amount = pledge.Cut85, money.Yuan(180+120) })), "the surcharge is on the full fee")

	require.NoError(t, b.Do("kehu", f))
	require.Equal(t, money.Yuan(1320), b.State.AdvancedFees())
	require.Equal(t, money.Yuan(120), b.State.FeeAdvances[0].Surcharge)
	require.Equal(t, money.Yuan(1_000_000), b.State.Outstanding(), "the principal is untouched")
	require.Contains(t, alarms(b), "fee.grace", "only the receipt ends it")
	refused(t, b, "kehu", "fee.year", f)

	receipt := casefile.RecordFeeReceipts{Receipts: []casefile.FeeReceipt{{Ref: "R1", Year: 4, Amount: money.Yuan(1320), Number: "PJ001", On: b.Today}}}
	wrong := func(change func(*casefile.FeeReceipt)) casefile.RecordFeeReceipts {
		x := casefile.RecordFeeReceipts{Receipts: slices.Clone(receipt.Receipts)}
		change(&x.Receipts[0])
		return x
	}
	refused(t, b, "kehu", "receipt.amount", wrong(func(x *casefile.FeeReceipt) { x.Amount = money.Yuan(1200) }))
	refused(t, b, "kehu", "receipt.year", wrong(func(x *casefile.FeeReceipt) { x.Year = 3 }))
	refused(t, b, "kehu", "text.missing", wrong(func(x *casefile.FeeReceipt) { x.Number = " " }))
	refused(t, b, "kehu", "date.order", wrong(func(x *casefile.FeeReceipt) { x.On = b.Today.AddDays(-1) }))
	require.NoError(t, b.Do("kehu", receipt))
	require.Equal(t, date.Must("2025-03-30"), b.State.Intake.Rights[0].FeesPaidUntil)
	require.NotContains(t, alarms(b), "fee.grace")
	require.True(t, slices.Contains(b.State.Keys(), casefile.Key{Kind: casefile.KeyReceipt, Value: "PJ001"}))
	refused(t, b, "shenpi", "fee.receipted", casefile.ReverseFeeAdvance{Return: casefile.Return{Reason: "录错"}})

	back := b.Copy()
	require.NoError(t, back.Play("kehu WithdrawFeeReceipts"))
	require.Equal(t, date.Must("2024-03-30"), back.State.Intake.Rights[0].FeesPaidUntil)
	require.Contains(t, alarms(back), "fee.grace")
	require.NoError(t, back.Play("shenpi ReverseFeeAdvance"))
	require.Zero(t, back.State.AdvancedFees())
	require.NoError(t, back.Play("kehu AdvanceFees"), "and it may be paid again")

	repay := form[casefile.RecordRepayment](b, "kehu")
	require.Equal(t, money.Yuan(1320), repay.Fees)
	over := repay
	over.Fees++
	refused(t, b, "kehu", "repayment.fees", over)
	repay.Fees = 0
	require.NoError(t, b.Do("kehu", repay))
	refused(t, b, "shenpi", "guard.nothing_outstanding", form[casefile.ConfirmSettlement](b, "shenpi"))
	require.NoError(t, b.Play("kehu RecordRepayment", "shenpi ConfirmSettlement"), "the fee alone is repaid on the last 借据")
}

func TestARepaidFeeIsNotReversedBeforeItsRepayment(t *testing.T) {
	b := unpaid(t)
	require.NoError(t, b.Play("kehu AdvanceFees"))
	require.NoError(t, b.Do("kehu", casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today, Fees: 1}))
	refused(t, b, "shenpi", "fee.repaid", casefile.ReverseFeeAdvance{Return: casefile.Return{Reason: "录错"}})
	require.NoError(t, b.Play("shenpi ReverseRepayment", "shenpi ReverseFeeAdvance"))
}

func TestAdvancedFeesAreAmongTheCostsOfTheClaimAndComeBackFromTheSale(t *testing.T) {
	b := unpaid(t)
	require.NoError(t, b.Play("kehu AdvanceFees", "kehu DeclareDefault"))
	claim := form[casefile.RecordClaim](b, "kehu")
	claim.Costs = money.Yuan(1199)
	refused(t, b, "kehu", "claim.fees", claim)
	claim.Costs = money.Yuan(2200)
	require.NoError(t, b.Do("kehu", claim))
	require.NoError(t, b.Copy().Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid)...))
	applied := b.Copy()
	require.NoError(t, applied.Play(casetest.ToConfirmed[:1]...))
	refused(t, applied, "shenpi", "claim.pending", casefile.ReverseFeeAdvance{Return: casefile.Return{Reason: "录错"}})
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold, casetest.ToDistributed)...))
	require.Zero(t, b.State.AdvancedFees())
	require.Equal(t, money.Yuan(1000), balance(t, b, "costs"), "the costs of the sale were paid to others")
}

func TestAFeeThatCannotBePaidAnyMoreIsRefused(t *testing.T) {
	b := unpaid(t)
	f := form[casefile.AdvanceFees](b, "kehu")
	b.Today = date.Must("2024-10-09") // the last day of the grace, 2024-09-30, was a working day
	f.On = b.Today
	refused(t, b, "kehu", "fee.lapsed", f)
	f.On = date.Must("2024-09-30")
	f.Fees[0].Amount = money.Yuan(1500)
	require.NoError(t, b.Copy().Do("kehu", f), "paid in time and recorded later")
	b.State.Intake.Rights[0].FeesPaidUntil = date.Date{}
	refused(t, b, "kehu", "fee.unknown", f)
}
