package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/right"
)

func TestADiscountIsAgreedAndNeedsNoNotice(t *testing.T) {
	b := broken(t)
	plan := form[casefile.PlanDisposal](b, "kehu")
	plan.Method, plan.Consent = casefile.MethodDiscount, "出质人与质权人处置协议"
	require.NoError(t, b.Do("kehu", plan))
	require.NoError(t, b.Play(casetest.ToApproved[1:]...))
	refused(t, b, "kehu", "guard.sold_by_notice", form[casefile.AnnounceSale](b, "kehu"))
	low := form[casefile.RecordSale](b, "kehu")
	low.Price--
	refused(t, b, "kehu", "sale.price", low)
	require.NoError(t, b.Play("kehu RecordSale"))
	require.NoError(t, b.Copy().Play("kehu FailDelivery", "kehu RecordSale"))
	require.NoError(t, b.Play(casetest.ToDistributed...))

	auction := broken(t)
	require.NoError(t, auction.Play(casetest.ToApproved...))
	refused(t, auction, "kehu", "guard.sold_by_discount", form[casefile.RecordSale](auction, "kehu"))
}

func TestAnOldValueBlocksTheSaleAndCanBePlannedAnew(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(casetest.ToApproved...))
	stayed := b.Copy()
	require.NoError(t, stayed.Play("shenpi StayDisposal"))
	for _, c := range []*casetest.Bench{b, stayed} {
		c.Today = c.Today.AddYears(1)
	}
	refused(t, b, "kehu", "disposal.valuation", form[casefile.AnnounceSale](b, "kehu"))
	refused(t, stayed, "shenpi", "disposal.valuation", form[casefile.ResumeDisposal](stayed, "shenpi"))
	require.NoError(t, stayed.Play("shenpi WithdrawDisposal", "kehu PlanDisposal"))
}

func TestASaleNeedsASoundBuyersCodeAndDeposit(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(casetest.ToApproved...))
	notice := form[casefile.AnnounceSale](b, "kehu")
	notice.Deposit = notice.Reserve + 1
	refused(t, b, "kehu", "sale.deposit", notice)
	require.NoError(t, b.Play("kehu AnnounceSale"))
	sale := form[casefile.RecordSale](b, "kehu")
	sale.BuyerCode = "123"
	require.Error(t, b.Do("kehu", sale))
	sale.BuyerCode, sale.Price = "91320700MA0EX1061C", sale.Price+money.Yuan(1)
	require.NoError(t, b.Do("kehu", sale))
}

func TestALapsedOrForgottenRightIsNotOffered(t *testing.T) {
	base := broken(t)
	require.NoError(t, base.Play(casetest.ToApproved...))
	for code, change := range map[string]func(*right.Right){
		"right.not_in_force": func(r *right.Right) { r.Status = right.Terminated },
		"right.fees":         func(r *right.Right) { r.FeesPaidUntil = base.Today.AddDays(-1) },
		"right.stale":        func(r *right.Right) { r.StatusOn = base.Today.AddYears(-1).AddDays(-1) },
	} {
		b := base.Copy()
		r := b.State.Intake.Rights[1]
		sound := r
		change(&r)
		require.NoError(t, b.Do("kehu", casefile.UpdateRightFacts{Right: r, Reason: "登记簿副本"}))
		refused(t, b, "kehu", code, form[casefile.AnnounceSale](b, "kehu"))
		require.NoError(t, b.Do("kehu", casefile.UpdateRightFacts{Right: sound, Reason: "登记簿副本"}))
		require.NoError(t, b.Play(slices.Concat(casetest.ToSold)...))
	}
}
