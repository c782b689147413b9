package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestABorrowerMayWithdrawAfterRegistrationOnceThePledgeIsCancelled(t *testing.T) {
	b := registration(t)
	require.NoError(t, b.Play(casetest.ToDisbursement...))
	refused(t, b, "kehu", "guard.no_live_pledge", casefile.WithdrawCase{Return: casefile.Return{Reason: "不再借款"}})
	refused(t, b, "shenpi", "guard.no_live_pledge", casefile.RejectCase{Return: casefile.Return{Reason: "不再放款"}})
	require.NoError(t, b.Play("kehu RecordCancellation"))
	require.Equal(t, casefile.Disbursement, b.State.Stage)
	refused(t, b, "kehu", "guard.pledge_registered", casefile.ProposeDisbursement{})
	require.NoError(t, b.Copy().Play("shenpi RejectCase"))
	require.NoError(t, b.Play("kehu WithdrawCase"))
	require.Equal(t, casefile.Withdrawn, b.State.Stage)
	require.False(t, b.State.HoldsRight())
}

func TestAPartnerThatDoesNotPayDoesNotHoldTheCaseUp(t *testing.T) {
	decided := broken(t)
	require.NoError(t, decided.Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid[:1])...))
	unpaid := func(org string) casefile.RecordUnpaidShare {
		return casefile.RecordUnpaidShare{OrgID: org, On: decided.Today, Reason: "资金池余额不足"}
	}
	b := decided.Copy()
	require.NoError(t, b.Play("jj1 PayShare", "db1 PayShare"))
	refused(t, b, "shenpi", "share.none", unpaid("bank"))
	refused(t, b, "shenpi", "share.paid", unpaid("fund"))
	refused(t, b, "kehu", "permission", unpaid("insurer"))
	require.NoError(t, b.Do("shenpi", unpaid("insurer")))
	require.Equal(t, casefile.CompPaid, b.State.Compensation)
	require.NoError(t, b.Do("kehu", casefile.RecordRecovery{On: b.Today, Source: "其他", Principal: money.Yuan(100_000)}))
	got := map[string]money.Money{}
	for i, p := range b.State.Recoveries[0].Result.Parts {
		got[b.State.Recoveries[0].Parties[i].ID] = p.Amount
	}
	require.Equal(t, map[string]money.Money{"fund": money.Yuan(30_000), "guarantor": money.Yuan(30_000), "insurer": 0, "bank": money.Yuan(40_000)}, got,
		"who did not pay gets nothing back; the lender bears that part")
	require.NoError(t, b.Play("shenpi CloseCase"))

	none := decided.Copy()
	for _, org := range []string{"fund", "guarantor", "insurer"} {
		require.NoError(t, none.Do("shenpi", unpaid(org)))
	}
	require.Equal(t, casefile.CompRefused, none.State.Compensation, "nobody paid: the claim came to nothing")
	require.NoError(t, none.Copy().Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid)...), "and may be made again")
	require.NoError(t, none.Play("shenpi CloseCase"))
}

func TestAShareOfNothingPaidLastLeavesTheClaimRefusedWhenNobodyElsePaid(t *testing.T) {
	b := credit(t)
	f := form[casefile.ProposeCredit](b, "kehu")
	f.Parts[0].Share, f.Parts[1].Share = money.MustRate("0"), money.MustRate("0.6")
	require.NoError(t, b.Do("kehu", f))
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning[1:], casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToDefault, casetest.ToConfirmed, casetest.ToPaid[:1])...))
	for _, org := range []string{"guarantor", "insurer"} {
		require.NoError(t, b.Do("shenpi", casefile.RecordUnpaidShare{OrgID: org, On: b.Today, Reason: "资金不足"}))
	}
	require.NoError(t, b.Play("jj1 PayShare"))
	require.Equal(t, casefile.CompRefused, b.State.Compensation)
}

func TestInterestIsRecordedAfterThePrincipalCameBackInFull(t *testing.T) {
	for _, roads := range [][]string{nil, slices.Concat(casetest.ToConfirmed, casetest.ToPaid)} {
		b := broken(t)
		require.NoError(t, b.Play(roads...))
		require.NoError(t, b.Do("kehu", casefile.RecordRecovery{On: b.Today, Source: "其他", Principal: b.State.Outstanding()}))
		refused(t, b, "kehu", "recovery.nothing", casefile.RecordRecovery{On: b.Today, Source: "其他"})
		refused(t, b, "kehu", "recovery.costs", casefile.RecordRecovery{On: b.Today, Source: "其他", Interest: 100, Costs: 101})
		require.NoError(t, b.Do("kehu", casefile.RecordRecovery{On: b.Today, Source: "其他", Interest: money.Yuan(20_000), Costs: money.Yuan(500)}))
		require.Equal(t, -money.Yuan(20_000), balance(t, b, "borrower:interest"))
		require.Zero(t, b.State.Recoveries[len(b.State.Recoveries)-1].Result.Net)
	}
}

func TestAForfeitedDepositIsDistributedBeforeTheCaseEnds(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold)...))
	require.NoError(t, b.Do("kehu", casefile.FailDelivery{On: b.Today, Forfeit: money.Yuan(1000), Reason: "悔拍"}))
	refused(t, b, "shenpi", "guard.holds_no_proceeds", casefile.WithdrawDisposal{Return: casefile.Return{Reason: "不再处置"}})
	require.NoError(t, b.Play("shenpi StayDisposal"))
	refused(t, b, "shenpi", "guard.ready_to_close", form[casefile.CloseCase](b, "shenpi"))
	refused(t, b, "shenpi", "guard.holds_no_proceeds", form[casefile.CureDefault](b, "shenpi"))
	require.NoError(t, b.Copy().Play("shenpi ResumeDisposal", "kehu PrepareDistribution", "shenpi DistributeProceeds", "shenpi WithdrawDisposal", "shenpi CureDefault"))
	require.NoError(t, b.Play("kehu PrepareDistribution", "shenpi DistributeProceeds"))
	require.Equal(t, casefile.DispStayed, b.State.Disposal, "the pledge is still to be sold")
	require.Zero(t, balance(t, b, "proceeds:supervised"))
	require.NoError(t, b.Copy().Play("shenpi CloseCase"))
	require.NoError(t, b.Play(slices.Concat([]string{"shenpi ResumeDisposal"}, casetest.ToSold, casetest.ToDistributed)...))
	require.Len(t, b.State.EarlierProceeds, 1)
	require.Equal(t, casefile.DispDistributed, b.State.Disposal)
}

func TestOnePreparesTheDistributionAndAnotherReleasesTheSameFigures(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold, casetest.ToDistributed[:1])...))
	refused(t, b, "shenpi", "guard.has_distribution", casefile.DistributeProceeds{Opinion: "同意"})
	require.NoError(t, b.Play("kehu PrepareDistribution"))
	changed := form[casefile.DistributeProceeds](b, "shenpi")
	changed.Costs++
	refused(t, b, "shenpi", "distribution.changed", changed)
	paid := b.Copy()
	require.NoError(t, paid.Do("kehu", casefile.RecordRepayment{LoanNo: "JJ01", On: b.Today, Principal: money.Yuan(1)}))
	refused(t, paid, "shenpi", "distribution.changed", form[casefile.DistributeProceeds](paid, "shenpi"))
	require.NoError(t, paid.Play("kehu PrepareDistribution", "shenpi DistributeProceeds"))
	both := b.Copy()
	both.Roles = bothPosts
	refused(t, both, "kehu", "four_eyes", form[casefile.DistributeProceeds](both, "kehu"))
	require.NoError(t, b.Play("shenpi DistributeProceeds"))
	require.Equal(t, "kehu", b.State.Proceeds.Prepared.PersonID)
	require.Equal(t, "shenpi", b.State.Proceeds.By.PersonID)
}
