package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare"
)

func partners(t *testing.T, b *bench) {
	b.withOrgs("fund", "guarantor", "bank")
	record := func(id, org string, kind riskshare.RecordKind, version int64) riskshare.Record {
		r := riskshare.Record{ID: id, OrgID: org, Org: "示例𠮷", Kind: kind, Version: version, Person: "示例甲", On: date.Must("2026-02-27"), AtMilli: 7}
		switch kind {
		case riskshare.ProgramRecord:
			r.Program = &riskshare.Program{Code: "S1", Name: "示例", ValidFrom: date.Must("2026-01-01"), Members: []riskshare.Member{{ID: "bank", Role: riskshare.BankRole}}}
		case riskshare.PoolRecord:
			r.Pool = &riskshare.PoolEntry{Program: "fund/S1", Kind: "in", Amount: 9_000_000_000_000_000, On: date.Must("2026-01-02")}
		}
		return r
	}
	decision := func(id, org string) riskshare.Decision {
		return riskshare.Decision{ID: id, OrgID: org, Approved: true, Opinion: "同意", On: date.Must("2026-02-28"), AtMilli: 8}
	}
	b.write(func(tx workflow.Tx) error {
		for _, r := range []riskshare.Record{record("3", "fund", riskshare.PoolRecord, 0), record("1", "fund", riskshare.ProgramRecord, 1), record("2", "guarantor", riskshare.ProgramRecord, 1), record("4", "fund", riskshare.PoolRecord, 0)} {
			if err := tx.InsertPartnerRecord(ctx, r); err != nil {
				return err
			}
		}
		return tx.InsertPartnerDecision(ctx, decision("1", "fund"))
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error {
		return tx.InsertPartnerRecord(ctx, record("1", "fund", riskshare.PoolRecord, 0))
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error {
		return tx.InsertPartnerRecord(ctx, record("9", "fund", riskshare.ProgramRecord, 1))
	})
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error {
		return tx.InsertPartnerRecord(ctx, record("9", "nobody", riskshare.PoolRecord, 0))
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertPartnerDecision(ctx, decision("1", "fund")) })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertPartnerDecision(ctx, decision("9", "fund")) })
	b.read(func(tx workflow.Tx) {
		all, err := tx.PartnerRecords(ctx, "")
		require.NoError(t, err)
		require.Equal(t, []riskshare.Record{record("1", "fund", riskshare.ProgramRecord, 1), record("2", "guarantor", riskshare.ProgramRecord, 1), record("3", "fund", riskshare.PoolRecord, 0), record("4", "fund", riskshare.PoolRecord, 0)}, all)
		own, err := tx.PartnerRecords(ctx, "guarantor")
		require.NoError(t, err)
		require.Len(t, own, 1)
		decided, err := tx.PartnerDecisions(ctx, "fund")
		require.NoError(t, err)
		require.Equal(t, []riskshare.Decision{decision("1", "fund")}, decided)
		none, err := tx.PartnerDecisions(ctx, "guarantor")
		require.NoError(t, err)
		require.Empty(t, none)
	})
	exposures(t, b)
	b.insert(sampleCase(900), []string{"bank"})
	b.insert(sampleCase(901), nil)
	position := func(id string, owed money.Money) portfolio.Position {
		return portfolio.Position{CaseID: id, Number: "示例𠮷", Owed: owed, Forced: 9_000_000_000_000_000, Known: true, ForcedTo: date.Must("2026-12-31"), Parts: []portfolio.Part{{OrgID: "fund", Name: "示例", Amount: 1}}}
	}
	first, second := sampleCase(900).ID, sampleCase(901).ID
	b.write(func(tx workflow.Tx) error {
		if err := tx.KeepPosition(ctx, position(first, 1)); err != nil {
			return err
		}
		if err := tx.KeepPosition(ctx, position(second, 2)); err != nil {
			return err
		}
		return tx.KeepPosition(ctx, position(first, 3))
	})
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.KeepPosition(ctx, position("nothing", 1)) })
	b.read(func(tx workflow.Tx) {
		all, err := tx.Positions(ctx, "")
		require.NoError(t, err)
		require.Equal(t, []portfolio.Position{position(first, 3), position(second, 2)}, all)
		own, err := tx.Positions(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []portfolio.Position{position(first, 3)}, own)
	})
	b.write(func(tx workflow.Tx) error { return tx.KeepPosition(ctx, portfolio.Position{CaseID: first}) })
	b.read(func(tx workflow.Tx) {
		all, err := tx.Positions(ctx, "")
		require.NoError(t, err)
		require.Len(t, all, 1, "an empty one is removed")
	})
}

// exposures holds the sums of the store against sums over the rows.
func exposures(t *testing.T, b *bench) {
	rng := rand.New(rand.NewPCG(7, 7))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	day := func() date.Date {
		if rng.IntN(3) == 0 {
			return date.Date{}
		}
		return date.Must("2025-06-01").AddDays(rng.IntN(500))
	}
	amount := func() money.Money { return money.Money(rng.Int64N(1_000_000_000_000)) }
	var all []riskshare.Exposure
	for i := range 60 {
		row := sampleCase(i)
		b.insert(row, nil)
		var rows []riskshare.Exposure
		for k, org := range []string{"fund", "guarantor"} {
			rows = append(rows, riskshare.Exposure{CaseID: row.ID, OrgID: org, First: k == 0, Program: pick("", "fund/S1", "fund/S2"), Number: row.Number, Title: "示例𠮷", LenderID: pick("b1", "b2"), Lender: "示例银行",
				Debtors: [][]string{nil, {"AA"}, {"AA", "B|"}, {"A"}}[rng.IntN(3)], Group: pick("", "示例集团"), District: pick("", "海州区", "连云区"), Product: pick("", "P1"), Enrolled: day(), Live: rng.IntN(2) == 0,
				Balance: amount(), Bad: amount(), Share: amount(), Claimed: amount(), Paid: amount(), PaidOn: day(), Returned: amount(), Overdue: day(), ClaimedOn: day()})
			for d := range rows[k].Debtors {
				if rows[k].Debtors[d] == "B|" {
					rows[k].Debtors = []string{"AA", "BB"}
				}
			}
		}
		b.write(func(tx workflow.Tx) error { return tx.KeepExposures(ctx, row.ID, rows) })
		if i%7 == 0 { // kept again as one row: the others are gone
			rows = rows[:1]
			b.write(func(tx workflow.Tx) error { return tx.KeepExposures(ctx, row.ID, rows) })
		}
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(x, y riskshare.Exposure) int { return strings.Compare(x.Number+x.OrgID, y.Number+y.OrgID) })
	for range 80 {
		q := riskshare.Query{OrgID: pick("", "fund", "guarantor"), Program: pick("", "fund/S1"), LenderID: pick("", "b1"), Product: pick("", "P1"), District: pick("", "海州区"), Group: pick("", "示例集团"),
			Debtor: pick("", "AA", "BB", "A"), Year: []int{0, 2025, 2026}[rng.IntN(3)], Except: pick("", all[3].CaseID)}
		var want riskshare.Totals
		var rows []riskshare.Exposure
		for _, e := range all {
			if q.Matches(e) {
				want.Add(e, q.Year, q.OrgID != "")
				rows = append(rows, e)
			}
		}
		b.read(func(tx workflow.Tx) {
			got, err := tx.ExposureTotals(ctx, q)
			require.NoError(t, err)
			require.Equal(t, want, got, fmt.Sprintf("%+v", q))
			list, err := tx.Exposures(ctx, q)
			require.NoError(t, err)
			require.Equal(t, rows, list)
		})
	}
}
