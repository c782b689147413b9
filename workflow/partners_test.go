package workflow_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/riskshare"
)

// kept proposes a record and has it approved.
func (o *office) kept(maker, approver string, r riskshare.Record) riskshare.Record {
	o.t.Helper()
	r, err := o.desk.ProposeRecord(ctx, maker, r)
	require.NoError(o.t, err)
	_, err = o.desk.DecideRecord(ctx, approver, r.ID, true, "同意")
	require.NoError(o.t, err)
	return r
}

// funded has the fund's program in force, an amount in its pool and a guarantor of 1 亿元.
func (o *office) funded(pool string) *office {
	o.t.Helper()
	o.kept("jj1", "jj2", casetest.FundProgram(o.today().AddDays(-10)))
	o.kept("jj1", "jj2", casetest.PaidIn(pool, o.today()))
	o.kept("db1", "db2", casetest.NetAssets("100000000.00", o.today()))
	return o
}

// propose brings a new case to a proposal under the fund's program; each has rights of its own.
func (o *office) propose(n int) casefile.State {
	o.t.Helper()
	o.next()
	o.play(casetest.ToDueDiligence[:1])
	f := o.form("kehu", "AmendIntake").(casefile.AmendIntake)
	for i := range f.Rights {
		f.Rights[i] = casetest.Another(int64(n*10+i), o.today())
	}
	_, err := o.do("kehu", f)
	require.NoError(o.t, err)
	o.play(casetest.ToDueDiligence[1:], casetest.ToLaneValue)
	c := o.form("kehu", "ProposeCredit").(casefile.ProposeCredit)
	c.Program, c.Scheme, c.Base, c.Parts = "fund/S1", "", "", nil
	_, err = o.do("kehu", c)
	require.NoError(o.t, err)
	return o.state
}

func TestARecordOfAPartnersBookIsMadeByOnePersonApprovedByAnotherAndAudited(t *testing.T) {
	o := staffed(t)
	program := casetest.FundProgram(o.today())
	for _, login := range []string{"jj2", "pg1", "xt", "bx1", "nobody"} {
		_, err := o.desk.ProposeRecord(ctx, login, program)
		require.Equal(t, fault.Forbidden, fault.KindOf(err), "%s: %v", login, err)
	}
	bad := func(code string, change func(*riskshare.Record)) {
		t.Helper()
		r := casetest.FundProgram(o.today())
		change(&r)
		before := o.events()
		_, err := o.desk.ProposeRecord(ctx, "jj1", r)
		require.True(t, fault.Has(err, code), "wanted %s, got %v", code, err)
		require.Equal(t, before, o.events(), "nothing is half saved")
	}
	short := money.MustRate("0.1999")
	bad("share.sum", func(r *riskshare.Record) { r.Program.Members[0].Share = &short })
	bad("party.duplicate", func(r *riskshare.Record) { r.Program.Members[2].ID = "fund" })
	bad("member.leverage", func(r *riskshare.Record) { low := money.MustRate("0.9"); r.Program.Members[1].Leverage = &low })
	bad("program.unpublished", func(r *riskshare.Record) { r.Program.Members[1].Share = nil })
	bad("fill.kind", func(r *riskshare.Record) { r.Fills[0].OrgID = "insurer" })
	bad("fill.missing", func(r *riskshare.Record) { r.Fills = r.Fills[:1] })
	bad("fill.member", func(r *riskshare.Record) { r.Fills[0].Member = "x" })
	bad("fill.twice", func(r *riskshare.Record) { r.Fills = append(r.Fills, r.Fills[0]) })
	bad("record.kind", func(r *riskshare.Record) { r.Pool = &riskshare.PoolEntry{} })
	bad("text.unprintable", func(r *riskshare.Record) { r.Program.Name = "𠮷" })

	r, err := o.desk.ProposeRecord(ctx, "jj1", program)
	require.NoError(t, err)
	require.EqualValues(t, 1, r.Version)
	_, err = o.desk.ProposeRecord(ctx, "jj1", casetest.PaidIn("1.00", o.today()))
	require.True(t, fault.Has(err, "program.unknown"), "nothing is approved yet: %v", err)
	for _, login := range []string{"jj1", "db1", "pg1"} {
		_, err = o.desk.DecideRecord(ctx, login, r.ID, true, "同意")
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	_, err = o.desk.DecideRecord(ctx, "db2", r.ID, true, "同意")
	require.Equal(t, fault.NotFound, fault.KindOf(err), "another organisation's: %v", err)
	o.change("jj1", func(p *access.Person) { p.Roles = []access.Role{access.Approver} })
	_, err = o.desk.DecideRecord(ctx, "jj1", r.ID, true, "同意")
	require.True(t, fault.Has(err, "four_eyes"), "%v", err)
	o.change("jj1", func(p *access.Person) { p.Roles = []access.Role{access.Officer} })
	_, err = o.desk.DecideRecord(ctx, "jj2", r.ID, true, " ")
	require.True(t, fault.Has(err, "text.missing"), "%v", err)
	theirs, err := o.desk.PartnerBook(ctx, "kehu")
	require.NoError(t, err)
	require.Empty(t, theirs, "a proposal is its owner's")
	_, err = o.desk.DecideRecord(ctx, "jj2", r.ID, true, "同意")
	require.NoError(t, err)
	_, err = o.desk.DecideRecord(ctx, "jj2", r.ID, false, "改主意")
	require.True(t, fault.Has(err, "record.decided"), "%v", err)
	theirs, err = o.desk.PartnerBook(ctx, "kehu")
	require.NoError(t, err)
	require.Len(t, theirs.Offered("bank", o.today()), 1)
	_, err = o.desk.PartnerBook(ctx, "pg1")
	require.Equal(t, fault.Forbidden, fault.KindOf(err))

	o.kept("jj1", "jj2", casetest.PaidIn("100.00", o.today()))
	out := casetest.PaidIn("100.01", o.today())
	out.Pool.Kind = "out"
	taken, err := o.desk.ProposeRecord(ctx, "jj1", out)
	require.NoError(t, err)
	_, err = o.desk.DecideRecord(ctx, "jj2", taken.ID, true, "同意")
	require.True(t, fault.Has(err, "pool.overdrawn"), "%v", err)
	_, err = o.desk.DecideRecord(ctx, "jj2", taken.ID, false, "金额有误")
	require.NoError(t, err)
	theirs, err = o.desk.PartnerBook(ctx, "kehu")
	require.NoError(t, err)
	require.Len(t, theirs, 1, "the pool's money is the fund's own business")
	o.verified()
}

func TestOfTwoPartnersAtTheSameMomentEachHasOneEffectAndThePoolIsNeverOverdrawn(t *testing.T) {
	bothEngines(t, func(t *testing.T, o *office) {
		// 15 万 × 10 = 150 万: of two loans of 100 万 only one is enrolled.
		o.funded("150000.00")
		cases := []casefile.State{o.propose(1), o.propose(2)}
		requests := func(name casefile.Name, login string) []workflow.Request {
			var out []workflow.Request
			for _, s := range cases {
				o.read(s.ID)
				r := o.request(o.form(login, name))
				out = append(out, r)
			}
			return out
		}
		together := func(login string, rs []workflow.Request) []error {
			errs := make([]error, len(rs))
			var all sync.WaitGroup
			for i, r := range rs {
				all.Add(1)
				go func() { defer all.Done(); _, errs[i] = o.desk.Do(ctx, login, r) }()
			}
			all.Wait()
			return errs
		}
		errs := together("jj2", requests("ConfirmEnrolment", "jj2"))
		require.Equal(t, 1, countNil(errs), "%v", errs)
		for _, err := range errs {
			require.True(t, err == nil || fault.Has(err, "program.capacity"), "%v", err)
		}
		// Both partners of one case at the same moment: one of them may be asked to look again, and then both have confirmed once.
		won := slices.Index(errs, nil)
		o.kept("jj1", "jj2", casetest.PaidIn("850000.00", o.today()))
		o.read(cases[1-won].ID)
		fund, guarantor := o.request(o.form("jj2", "ConfirmEnrolment")), o.request(o.form("db2", "ConfirmEnrolment"))
		var both sync.WaitGroup
		var first, second error
		both.Add(2)
		go func() { defer both.Done(); _, first = o.desk.Do(ctx, "jj2", fund) }()
		go func() { defer both.Done(); _, second = o.desk.Do(ctx, "db2", guarantor) }()
		both.Wait()
		require.True(t, (first == nil) != (second == nil), "one version, one effect: %v, %v", first, second)
		for login, err := range map[string]error{"jj2": first, "db2": second} {
			if err != nil {
				require.Equal(t, fault.Conflict, fault.KindOf(err))
				o.read(cases[1-won].ID)
				o.play([]string{login + " ConfirmEnrolment"})
			}
		}
		o.read(cases[won].ID)
		o.play([]string{"db2 ConfirmEnrolment"})
		confirmed := map[string]int{}
		for _, s := range cases {
			o.read(s.ID)
			for _, e := range o.state.Credit.Enrolments {
				require.NotNil(t, e.By)
				confirmed[e.Org.ID]++
			}
		}
		require.Equal(t, map[string]int{"fund": 2, "guarantor": 2}, confirmed)

		// Two claims at once on a pool that pays for one: 100 万 × 40 % twice, and the pool has lost money since.
		for i, s := range cases {
			o.read(s.ID)
			o.play([]string{"shenpi ApproveCredit"}, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToDefault)
			cases[i] = o.state
		}
		o.now = o.now.AddDate(0, 0, 40)
		for i, s := range cases {
			o.read(s.ID)
			o.play([]string{"kehu ApplyCompensation", "jj1 ExamineCompensation", "jj2 ConfirmShare", "db2 ConfirmShare", "fg DecideCompensation"})
			cases[i] = o.state
		}
		out := casetest.PaidIn("500000.00", o.today())
		out.Pool.Kind = "fee"
		o.kept("jj1", "jj2", out)
		errs = together("jj1", requests("PayShare", "jj1"))
		require.Equal(t, 1, countNil(errs), "%v", errs)
		for _, err := range errs {
			require.True(t, err == nil || fault.Has(err, "pool.overdrawn"), "%v", err)
		}
		standing, err := o.desk.ProgramStanding(ctx, "jj2", "fund/S1")
		require.NoError(t, err)
		require.Equal(t, money.Must("100000.00"), standing.Pools[0].Balance)
		require.Equal(t, money.Must("400000.00"), standing.Pools[0].Paid)
		require.Equal(t, money.Must("400000.00"), standing.Pools[0].Claimed)
		_, err = o.desk.ProgramStanding(ctx, "bx1", "fund/S1")
		require.Equal(t, fault.NotFound, fault.KindOf(err), "not a member")
		rows, err := o.desk.Exposures(ctx, "db1", "")
		require.NoError(t, err)
		require.Len(t, rows, 2)
		o.verified()
	})
}

func countNil(errs []error) int {
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}
