package sqlstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/subsidy"
)

// treasury is a desk on a store with the people that subsidies need.
type treasury struct {
	*testing.T
	desk  *workflow.Desk
	store *sqlstore.Store
	ids   atomic.Int64
}

func newTreasury(t *testing.T, at site) *treasury {
	o := &treasury{T: t, store: openStore(t, at.dsn)}
	o.desk = workflow.NewDesk(workflow.Config{Store: o.store, Now: func() time.Time { return time.Date(2024, 3, 1, 4, 0, 0, 0, time.UTC) },
		NewID: func() string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", o.ids.Add(1)) }})
	ctx := context.Background()
	require.NoError(t, o.store.Write(ctx, func(tx workflow.Tx) error {
		for _, org := range []access.Org{{ID: "bureau", Kind: access.Bureau, Code: "M01", Name: "示例市场监管局"}, {ID: "finance", Kind: access.Finance, Code: "C01", Name: "示例财政局"}, {ID: "bank", Kind: access.Bank, Code: "B03", Name: "示例银行"}} {
			if err := tx.SaveOrg(ctx, org); err != nil {
				return err
			}
		}
		for login, p := range map[string]access.Person{"jb": {OrgID: "bureau", Roles: []access.Role{access.Clerk}}, "jb2": {OrgID: "bureau", Roles: []access.Role{access.Clerk}},
			"jb3": {OrgID: "bureau", Roles: []access.Role{access.Clerk}}, "kehu": {OrgID: "bank", Roles: []access.Role{access.Officer}}} {
			p.ID, p.Login, p.Name, p.Active = login, login, "示例"+login, true
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		return tx.SetMeta(ctx, workflow.MetaTag, "TT")
	}))
	return o
}

func (o *treasury) act(login, batch string, version int64, f subsidy.Form) (workflow.SubsidyOutcome, error) {
	return o.desk.ActOnSubsidy(context.Background(), login, workflow.SubsidyRequest{CommandID: o.desk.NewID(), BatchID: batch, Version: version, Form: f})
}

// reviewed is a batch of one line of 91 250 yuan that has been checked and reviewed.
func (o *treasury) reviewed(loan string) workflow.SubsidyOutcome {
	o.Helper()
	cap, on := money.Yuan(100_000), date.Must("2024-03-01")
	e := subsidy.Entry{Firm: "示例科技", USCC: "91320700MA1T5UTK2P", LoanNo: loan, Bank: "B03", LoanFrom: date.Must("2023-01-01"), LoanDue: date.Must("2024-01-01"), Principal: money.Yuan(5_000_000),
		Rate: money.MustRate("0.0365"), From: date.Must("2023-01-01"), To: date.Must("2024-01-01"), Paid: money.Yuan(182_500), Voucher: "FX-1"}
	var out workflow.SubsidyOutcome
	for _, step := range []struct {
		login string
		form  subsidy.Form
	}{
		{"jb", &subsidy.Open{FinanceID: "finance", Plan: subsidy.Plan{Name: "示例批次", Kind: subsidy.Interest, Year: 2023, From: date.Must("2023-01-01"), To: date.Must("2024-01-01"),
			Scheme: subsidy.Scheme{Code: "example", Title: "示例方案", RateBase: subsidy.ActualRate, Ratio: money.MustRate("0.5"), DayCount: "365", FirmYearCap: &cap, From: date.Must("2022-01-01"), Source: "示例"}}}},
		{"jb2", &subsidy.Notify{NoticeNo: "示例通知", On: on, Until: on}},
		{"jb", &subsidy.Declare{Source: "纸质", ReceivedOn: on, Entries: []subsidy.Entry{e}}},
		{"jb", &subsidy.CloseDeclarations{}},
		{"kehu", &subsidy.CheckLines{Lines: []subsidy.CheckLine{{No: 1, Confirmed: true, Principal: e.Principal, Rate: e.Rate, LoanFrom: e.LoanFrom, LoanDue: e.LoanDue, Paid: e.Paid}}}},
		{"jb2", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Pass}}}},
	} {
		var err error
		out, err = o.act(step.login, out.BatchID, out.Version, step.form)
		require.NoError(o, err)
	}
	return out
}

// together runs acts at the same moment and counts the ones that were done; the others must be lost races.
func (o *treasury) together(acts ...func() error) int {
	o.Helper()
	var start, done sync.WaitGroup
	start.Add(1)
	errs := make([]error, len(acts))
	for i, act := range acts {
		done.Go(func() {
			start.Wait()
			errs[i] = act()
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		require.Equal(o, fault.Conflict, fault.KindOf(err), "%v", err)
	}
	return won
}

func TestTwoPeopleAtOneBatchHaveOneEffectAndLoseNoUpdate(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		o := newTreasury(t, at)
		b := o.reviewed("JJ-1")
		less := money.Must("50000")
		for range 5 { // each round both look at the same version
			before := b.Version
			won := o.together(
				func() error {
					_, err := o.act("jb2", b.BatchID, before, &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Pass}}})
					return err
				},
				func() error {
					_, err := o.act("jb3", b.BatchID, before, &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Cut, Amount: &less, Reason: "示例"}}})
					return err
				})
			require.Equal(t, 1, won)
			v, err := o.desk.Subsidy(context.Background(), "jb", b.BatchID)
			require.NoError(t, err)
			require.Equal(t, before+1, v.Batch.Version)
			b.Version = v.Batch.Version
		}
		_, err := o.store.VerifyAudit(context.Background(), nil)
		require.NoError(t, err)
	})
}

func TestTwoBatchesHandedOverAtOnceStayWithinTheCapOfTheFirm(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		o := newTreasury(t, at)
		a, b := o.reviewed("JJ-1"), o.reviewed("JJ-2")
		won := o.together(
			func() error {
				_, err := o.act("jb2", a.BatchID, a.Version, &subsidy.SubmitReview{Opinion: "同意"})
				return err
			},
			func() error {
				_, err := o.act("jb3", b.BatchID, b.Version, &subsidy.SubmitReview{Opinion: "同意"})
				return err
			})
		require.Equal(t, 2, won, "different batches do not disturb each other")
		all, err := o.desk.Subsidies(context.Background(), "jb")
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, money.Yuan(100_000), all[0].Batch.Total()+all[1].Batch.Total(), "91 250 and what is left of the cap, 8 750")
	})
}

func TestWhatAnotherDeskDidIsSeen(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		o := newTreasury(t, at)
		b := o.reviewed("JJ-1")
		other := workflow.NewDesk(o.desk.Config)
		_, err := o.desk.Subsidies(context.Background(), "jb")
		require.NoError(t, err)
		out, err := other.ActOnSubsidy(context.Background(), "jb2", workflow.SubsidyRequest{CommandID: "x", BatchID: b.BatchID, Version: b.Version, Form: &subsidy.SubmitReview{Opinion: "同意"}})
		require.NoError(t, err)
		v, err := o.desk.Subsidy(context.Background(), "jb", b.BatchID)
		require.NoError(t, err)
		require.Equal(t, out.Version, v.Batch.Version)
		require.Equal(t, subsidy.Examining, v.Batch.Step)
	})
}

func TestTheSameActHandedInTwiceAtOnceIsDoneOnce(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		o := newTreasury(t, at)
		b := o.reviewed("JJ-1")
		r := workflow.SubsidyRequest{CommandID: "same", BatchID: b.BatchID, Version: b.Version, Form: &subsidy.SubmitReview{Opinion: "同意"}}
		submit := func() error { _, err := o.desk.ActOnSubsidy(context.Background(), "jb2", r); return err }
		require.Equal(t, 2, o.together(submit, submit), "the second is answered as the first")
		v, err := o.desk.Subsidy(context.Background(), "jb", b.BatchID)
		require.NoError(t, err)
		require.Equal(t, b.Version+1, v.Batch.Version)
		r.Form = &subsidy.SubmitReview{Opinion: "另一意见"}
		_, err = o.desk.ActOnSubsidy(context.Background(), "jb2", r)
		require.True(t, fault.Has(err, "command.reused"), "%v", err)
	})
}

func TestAnActOnABatchCannotBeChangedEvenByHandWrittenSQLAndOneNobodyDidIsFound(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		o := newTreasury(t, at)
		b := o.reviewed("JJ-1")
		attempts := []string{`DELETE FROM subsidy_act`, `UPDATE subsidy_act SET body = '{}'`, `UPDATE subsidy_act SET version = 99 WHERE version = 1`}
		if o.store.Engine() == "postgres" {
			attempts = append(attempts, `TRUNCATE subsidy_act`)
		} else {
			attempts = append(attempts, `INSERT OR REPLACE INTO subsidy_act SELECT * FROM subsidy_act`)
		}
		for _, attempt := range attempts {
			_, err := at.raw.Exec(attempt)
			require.ErrorContains(t, err, "zhiya: ", attempt)
		}
		require.NoError(t, o.store.Write(ctx, func(tx workflow.Tx) error {
			return tx.InsertSubsidyAct(ctx, subsidy.Record{BatchID: b.BatchID, Number: b.Number, Version: b.Version + 1, Form: json.RawMessage(`{"opinion":"伪造"}`),
				Mark: subsidy.Mark{Act: subsidy.ActSubmit, OrgID: "bureau"}})
		}))
		_, err := o.store.VerifyAudit(ctx, nil)
		require.True(t, fault.Has(err, "audit.content"), "nobody did it: %v", err)
	})
}
