package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/riskshare"
)

// underProgram is a case before credit with the fund's program in force, 30 万元 in its pool and a guarantor of 1,000 万元.
func underProgram(t testing.TB, change func(*riskshare.Program)) *casetest.Bench {
	b := credit(t)
	b.Partners = &casetest.Partners{}
	r := casetest.FundProgram(b.Today.AddDays(-10))
	if change != nil {
		change(r.Program)
	}
	b.Partners.Keep(r)
	b.Partners.Keep(casetest.PaidIn("300000.00", b.Today))
	b.Partners.Keep(casetest.NetAssets("10000000.00", b.Today))
	return b
}

// byProgram is the usual proposal under the fund's program.
func byProgram(b *casetest.Bench) casefile.ProposeCredit {
	f := b.Form("kehu", "ProposeCredit").(casefile.ProposeCredit)
	f.Program, f.Scheme, f.Base, f.Parts = "fund/S1", "", "", nil
	return f
}

var confirm = casefile.ConfirmEnrolment{Number: "示例备001", Agree: true}

func TestCreditUnderAProgramTakesItsPartiesAndIsHeldAgainstItsConditions(t *testing.T) {
	b := underProgram(t, nil)
	unknown := byProgram(b)
	unknown.Program = "fund/S9"
	refused(t, b, "kehu", "program.unknown", unknown)
	both := byProgram(b)
	both.Parts = []casefile.SharePart{{OrgID: "fund"}, {OrgID: "bank"}}
	refused(t, b, "kehu", "scheme.both", both)
	bare := b.Copy()
	bare.Partners = nil
	refused(t, bare, "kehu", "program.unknown", byProgram(b))
	future := b.Copy()
	future.Today = date.Must("2024-02-01")
	refused(t, future, "kehu", "program.unknown", byProgram(b))

	require.NoError(t, b.Do("kehu", byProgram(b)))
	k := b.State.Credit
	require.Equal(t, "fund/S1", k.Program.Key())
	require.Equal(t, "示例风险分担方案（第 1 版）", k.Form.Scheme)
	require.Equal(t, "bank", k.Scheme.Residual)
	reserved := map[string]money.Money{}
	for _, e := range k.Enrolments {
		reserved[e.Org.ID] = e.Reserved
	}
	require.Equal(t, map[string]money.Money{"fund": money.Yuan(300_000), "guarantor": money.Yuan(400_000)}, reserved, "of 100 万元 the pool holds only 30 万元")
	again := byProgram(b)
	again.Parts = k.Form.Parts
	require.NoError(t, b.Do("kehu", again), "the form as it was filled may be handed in again")
	amended := casetest.FundProgram(b.Today)
	amended.Program.Name = "第二版"
	b.Partners.Keep(amended)
	require.Equal(t, "示例风险分担方案", b.State.Credit.Program.Program.Name, "the case keeps its version")

	limits := underProgram(t, func(p *riskshare.Program) {
		most, over := money.Yuan(900_000), money.MustRate("0.005")
		p.Terms.MaxAmount, p.Terms.OverLPR, p.Terms.MaxMonths = &most, &over, 6
	})
	refused(t, limits, "kehu", "program.amount", byProgram(limits))
	refused(t, limits, "kehu", "program.months", byProgram(limits))
	f := byProgram(limits)
	f.Amount, f.Due = money.Yuan(900_000), f.From.AddMonths(6)
	refused(t, limits, "kehu", "program.unverified", f)
	dear, base := f, money.MustRate("0.03")
	dear.LPR = &base
	refused(t, limits, "kehu", "program.rate", dear)
	base = money.MustRate("0.0335")
	require.NoError(t, limits.Do("kehu", dear), "3.35 % and 50 BP are 3.85 %")
	limits = underProgram(t, func(p *riskshare.Program) { p.Terms.YearsOld = 2 })
	refused(t, limits, "kehu", "program.unverified", byProgram(limits))
	f = byProgram(limits)
	f.Verified = "营业执照载明成立于 2019 年"
	require.NoError(t, limits.Do("kehu", f))
	used := underProgram(t, func(p *riskshare.Program) { most := money.Yuan(1_500_000); p.Terms.MaxAmount = &most })
	used.Partners.Rows = []riskshare.Exposure{{CaseID: "x", OrgID: "fund", First: true, Program: "fund/S1", Live: true, Balance: money.Yuan(500_000) + 1, Debtors: []string{used.State.Intake.Debtors[0].USCC}}}
	refused(t, used, "kehu", "program.amount", byProgram(used))
	used.Partners.Rows[0].Balance--
	require.NoError(t, used.Do("kehu", byProgram(used)), "equal is allowed")
}

func TestAPartnerConfirmsOnlyWithinItsLimitsToTheFen(t *testing.T) {
	proposed := func(change func(*riskshare.Program)) *casetest.Bench {
		b := underProgram(t, change)
		require.NoError(t, b.Do("kehu", byProgram(b)))
		return b
	}
	other := func(b *casetest.Bench, e riskshare.Exposure) *casetest.Bench {
		e.CaseID, e.Program, e.Live = "x", "fund/S1", true
		c := b.Copy()
		c.Partners = &casetest.Partners{Book: b.Partners.Book, Rows: append(slices.Clone(b.Partners.Rows), e)}
		return c
	}
	b := proposed(nil)
	// Pool: 30 万 × 10 = 300 万, of which this loan takes 100 万.
	for extra, ok := range map[money.Money]bool{-1: true, 0: true, 1: false} {
		x := other(b, riskshare.Exposure{OrgID: "fund", First: true, Balance: money.Yuan(2_000_000) + extra})
		if !ok {
			refused(t, x, "jj2", "program.capacity", confirm)
			continue
		}
		require.NoError(t, x.Do("jj2", confirm))
		require.Equal(t, -extra, x.State.Credit.Enrolments[0].Free, "what is left is computed")
	}
	x := other(b, riskshare.Exposure{OrgID: "fund", First: true, Balance: money.Yuan(2_000_000), Claimed: 1})
	refused(t, x, "jj2", "program.capacity", confirm)
	empty := proposed(nil)
	empty.Partners.Book = slices.DeleteFunc(empty.Partners.Book, func(e riskshare.BookEntry) bool { return e.Kind == riskshare.PoolRecord })
	refused(t, empty, "jj2", "program.pool", confirm)
	// A guarantor of 1,000 万: 10 % is 100 万 for one debtor, 15 % for a group, 10 times for all.
	debtor := []string{b.State.Intake.Debtors[0].USCC}
	for _, k := range []struct {
		code string
		row  riskshare.Exposure
	}{
		{"guarantor.debtor", riskshare.Exposure{Debtors: debtor, Share: money.Yuan(600_000)}},
		{"guarantor.multiple", riskshare.Exposure{Share: money.Yuan(99_600_000)}},
	} {
		k.row.OrgID = "guarantor"
		require.NoError(t, other(b, k.row).Do("db2", confirm), k.code)
		k.row.Share++
		refused(t, other(b, k.row), "db2", k.code, confirm)
	}
	grouped := proposed(nil)
	grouped.State.Intake.Debtors[0].Group = "示例集团"
	refused(t, other(grouped, riskshare.Exposure{OrgID: "guarantor", Group: "示例集团", Share: money.Yuan(1_100_000) + 1}), "db2", "guarantor.group", confirm)
	require.NoError(t, other(grouped, riskshare.Exposure{OrgID: "guarantor", Group: "示例集团", Share: money.Yuan(1_100_000)}).Do("db2", confirm))
	unknown := proposed(nil)
	unknown.Partners.Book = slices.DeleteFunc(unknown.Partners.Book, func(e riskshare.BookEntry) bool { return e.Kind == riskshare.StandingRecord })
	refused(t, unknown, "db2", "guarantor.standing", confirm)
	capped := proposed(func(p *riskshare.Program) { most := money.Yuan(500_000); p.Members[1].DebtorCap = &most })
	refused(t, other(capped, riskshare.Exposure{OrgID: "fund", Debtors: debtor, Share: money.Yuan(200_000) + 1}), "jj2", "program.debtor", confirm)
	require.NoError(t, other(capped, riskshare.Exposure{OrgID: "fund", Debtors: debtor, Share: money.Yuan(200_000)}).Do("jj2", confirm))
	ended := proposed(func(p *riskshare.Program) { p.ValidTo = date.Must("2024-06-30") })
	ended.Today = date.Must("2024-07-01")
	refused(t, ended, "jj2", "program.valid", confirm)
}

func TestAFuseStopsNewEnrolmentsFromTheFenOfItsThresholdUntilADecisionLiftsIt(t *testing.T) {
	suspend := money.MustRate("0.05")
	b := underProgram(t, func(p *riskshare.Program) {
		p.Fuses = []riskshare.Fuse{{Metric: riskshare.CompensationRate, Scope: riskshare.OfBank, Suspend: &suspend, ValidFrom: p.ValidFrom, Source: "示例协议"}}
	})
	require.NoError(t, b.Do("kehu", byProgram(b)))
	for paid, ok := range map[money.Money]bool{money.Yuan(50_000) - 1: true, money.Yuan(50_000): false, money.Yuan(50_000) + 1: false} {
		x := b.Copy()
		x.Partners = &casetest.Partners{Book: b.Partners.Book, Rows: []riskshare.Exposure{
			{CaseID: "x", OrgID: "fund", First: true, Program: "fund/S1", LenderID: "bank", Live: true, Balance: money.Yuan(1_000_000)},
			{CaseID: "y", OrgID: "fund", First: true, Program: "fund/S1", LenderID: "bank", Paid: paid + 7, Returned: 7},
			{CaseID: "z", OrgID: "fund", First: true, Program: "fund/S1", LenderID: "bank2", Paid: money.Yuan(9_000_000), Returned: money.Yuan(9_000_000)}}}
		if ok {
			require.NoError(t, x.Do("jj2", confirm))
			continue
		}
		refused(t, x, "jj2", "fuse.suspended", confirm)
		x.Partners.Keep(riskshare.Record{OrgID: "fund", Kind: riskshare.LiftRecord, Lift: &riskshare.LiftEntry{Program: "fund/S1",
			Lift: riskshare.Lift{Metric: riskshare.CompensationRate, Scope: riskshare.OfBank, Key: "bank", On: b.Today, Until: b.Today, Number: "示例1号", Reason: "示例"}}})
		require.NoError(t, x.Do("jj2", confirm))
	}
}

// defaulted is a case under the fund's program that is in default with its claim computed.
func defaulted(t testing.TB) *casetest.Bench {
	b := underProgram(t, nil)
	require.NoError(t, b.Do("kehu", byProgram(b)))
	require.NoError(t, b.Do("jj2", confirm))
	require.NoError(t, b.Do("db2", confirm))
	require.NoError(t, b.Play("shenpi ApproveCredit"))
	require.NoError(t, b.Play(slices.Concat(casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToDefault)...))
	return b
}

func TestAClaimUnderAProgramKeepsItsWindowAndNeverOverdrawsThePool(t *testing.T) {
	b := defaulted(t)
	since := b.State.Default.Form.On
	apply := func(b *casetest.Bench) casefile.Command { return b.Form("kehu", "ApplyCompensation") }
	b.Today = since.AddDays(29)
	refused(t, b, "kehu", "claim.waiting", apply(b))
	late := b.Copy()
	late.Today = since.AddDays(366)
	refused(t, late, "kehu", "claim.late", apply(late))
	b.Today = since.AddDays(30)
	require.NoError(t, b.Do("kehu", apply(b)))
	shares := map[string]money.Money{}
	for _, x := range b.State.CompClaim.Shares {
		shares[x.Org.ID] = x.Amount
	}
	require.Equal(t, money.Yuan(300_000), shares["fund"], "the pool holds no more")
	require.NoError(t, b.Play("jj1 ExamineCompensation", "jj2 ConfirmShare", "db2 ConfirmShare"))
	taken := b.Copy()
	taken.Partners = &casetest.Partners{Book: b.Partners.Book, Rows: []riskshare.Exposure{{CaseID: "x", OrgID: "fund", Program: "fund/S1", Claimed: 1}}}
	err := taken.Play("fg DecideCompensation")
	require.True(t, fault.Has(err, "claim.stale"), "%v", err)
	require.NoError(t, b.Play("fg DecideCompensation"))
	drawn := b.Copy()
	drawn.Partners = &casetest.Partners{Book: b.Partners.Book, Rows: []riskshare.Exposure{{CaseID: "x", OrgID: "fund", Program: "fund/S1", Paid: 1}}}
	err = drawn.Play("jj1 PayShare")
	require.True(t, fault.Has(err, "pool.overdrawn"), "%v", err)
	require.NoError(t, b.Play("jj1 PayShare", "db1 PayShare"))
	rows := b.State.Exposures()
	require.Equal(t, money.Yuan(300_000), rows[0].Paid)
	require.False(t, rows[0].Live, "a compensated loan takes no capacity")
	require.Zero(t, rows[0].Claimed)
	require.NoError(t, b.Play("kehu RecordRecovery"))
	rows = b.State.Exposures()
	require.Positive(t, rows[0].Returned)
	require.Equal(t, rows[0].Paid-rows[0].Returned, b.State.CompClaim.Shares[0].Amount-rows[0].Returned)
}

func TestWhatACaseIsToItsPartnersFollowsEveryAct(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := defaulted(t)
		b.Today = b.State.Default.Form.On.AddDays(40)
		acts := []string{"kehu ApplyCompensation", "kehu WithdrawCompensation", "jj1 ExamineCompensation", "jj2 ConfirmShare", "db2 ConfirmShare", "fg DecideCompensation", "jj1 PayShare", "db1 PayShare",
			"kehu RecordRecovery", "shenpi ReverseRecovery", "jj2 ReverseShare", "shenpi RecordUnpaidShare"}
		for range rapid.IntRange(3, 16).Draw(r, "steps") {
			_ = b.Play(rapid.SampledFrom(acts).Draw(r, "act"))
			var claimed money.Money
			for _, e := range b.State.Exposures() {
				require.GreaterOrEqual(r, e.Paid, e.Returned)
				require.GreaterOrEqual(r, int64(e.Returned), int64(0))
				require.LessOrEqual(r, e.Share, e.Balance)
				require.Equal(r, e.Live, e.Balance > 0)
				if e.Paid > 0 {
					require.Zero(r, e.Claimed, "paid or claimed, not both")
				}
				claimed += e.Claimed + e.Paid
			}
			require.LessOrEqual(r, claimed, b.State.Credit.Form.Amount)
		}
	})
}
