package storetest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// shelf is a register filled by hand, without the rules of the desk.
type shelf struct {
	*bench
	org   int64
	orgID string
	batch int64
}

func (b *bench) shelf(orgID string) *shelf {
	s := &shelf{bench: b, orgID: orgID}
	b.write(func(tx workflow.Tx) (err error) { s.org, err = tx.OpenRegister(ctx, orgID); return err })
	return s
}

// entry is a right as a change that makes the n-th entry.
func (s *shelf) entry(n int64, r right.Right) workflow.RegisterChange {
	return s.change(nil, register.Facts{Right: r}, register.ID(s.org, n))
}

func (s *shelf) change(before *register.Row, f register.Facts, id int64) workflow.RegisterChange {
	body, err := f.Body()
	require.NoError(s, err)
	no := 1
	if before != nil {
		no = before.Lines + 1
	}
	after := register.Project(id, no, f)
	return workflow.RegisterChange{Before: before, After: &after, Line: register.Line{Entry: id, No: no, Batch: s.batch, Body: body}}
}

// begin opens the next batch.
func (s *shelf) begin(act register.Act, undoes int64) {
	s.write(func(tx workflow.Tx) (err error) {
		if s.batch, err = tx.NextSequence(ctx, "register"); err != nil {
			return err
		}
		return tx.InsertRegisterBatch(ctx, register.Batch{ID: s.batch, OrgID: s.orgID, Act: act, Source: "示例.xlsx", Person: "示例", PersonID: "p", AtMillis: 9,
			On: date.Must("2026-11-01"), Undoes: undoes, Digest: "d"})
	})
}

func (s *shelf) apply(changes ...workflow.RegisterChange) {
	s.write(func(tx workflow.Tx) error { return tx.ChangeRegister(ctx, s.org, changes) })
}

func (s *shelf) list(q register.Query) (titles []string) {
	s.read(func(tx workflow.Tx) {
		rows, err := tx.RegisterList(ctx, s.org, q)
		require.NoError(s, err)
		for _, r := range rows {
			require.Equal(s, s.org, r.Org)
			titles = append(titles, r.Title)
		}
	})
	return titles
}

func patentRight(n int, title, owner string) right.Right {
	return right.Right{Kind: right.Invention, Number: fmt.Sprintf("示例%04d", n), Title: title, Filed: date.Of(2010+n%10, 3, 1), Granted: date.Of(2022, 1, 1),
		Status: right.InForce, StatusOn: date.Of(2026, 1, 5), FeesPaidUntil: date.Of(2027, 1+n%12, 1), Owners: []right.Owner{{Name: owner}}}
}

func registerRoundTrip(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	b.read(func(tx workflow.Tx) {
		org, last, err := tx.RegisterOf(ctx, "bank")
		require.NoError(t, err)
		require.Zero(t, org+last)
	})
	s := b.shelf("bank")
	s.begin(register.Imported, 0)
	var all []workflow.RegisterChange
	for n := int64(1); n <= 100; n++ { // more than one statement holds
		all = append(all, s.entry(n, patentRight(int(n), fmt.Sprintf("装置𠮷%d", n), "示例科技")))
	}
	s.apply(all...)
	for _, c := range all { // the searchable text is not read back
		c.After.Text = ""
	}
	first := *all[0].After
	b.read(func(tx workflow.Tx) {
		org, last, err := tx.RegisterOf(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []int64{s.org, 100}, []int64{org, last})
		for _, c := range all {
			got, err := tx.RegisterRow(ctx, c.After.ID)
			require.NoError(t, err)
			require.Equal(t, *c.After, got)
		}
		lines, err := tx.RegisterLines(ctx, first.ID)
		require.NoError(t, err)
		require.Equal(t, []register.Line{all[0].Line}, lines)
		rows, err := tx.RegisterRows(ctx, []int64{all[7].After.ID, first.ID, 1})
		require.NoError(t, err)
		require.Equal(t, []register.Row{first, *all[7].After}, rows, "by id, those that are there")
		known, err := tx.RegisterKnown(ctx, s.org, []string{first.Key, "P无"})
		require.NoError(t, err)
		require.Len(t, known, 1)
		require.Equal(t, first, known[first.Key].Row)
		require.Equal(t, first.Title, known[first.Key].Facts.Right.Title)
		none, err := tx.RegisterKnown(ctx, s.org+1, []string{first.Key})
		require.NoError(t, err)
		require.Empty(t, none, "another organisation's register")
		counts, err := tx.RegisterCounts(ctx, s.org)
		require.NoError(t, err)
		require.Equal(t, []register.Count{{Kind: right.Invention, Status: right.InForce, N: 100}}, counts)
		_, err = tx.RegisterRow(ctx, 1)
		require.Equal(t, fault.NotFound, fault.KindOf(err))
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { // the key is taken
		return tx.ChangeRegister(ctx, s.org, []workflow.RegisterChange{s.entry(101, patentRight(1, "另一", "示例"))})
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { _, err := tx.OpenRegister(ctx, "bank"); return err })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { _, err := tx.OpenRegister(ctx, "nobody"); return err })
}

func registerHistory(t *testing.T, b *bench) {
	b.withOrgs("bank")
	s := b.shelf("bank")
	s.begin(register.Imported, 0)
	made := s.batch
	made1, made2 := s.entry(1, patentRight(1, "电池管理装置", "示例科技")), s.entry(2, patentRight(2, "污水处理方法", "示例环保"))
	s.apply(made1, made2)
	s.begin(register.LookedUp, 0)
	ended := patentRight(1, "电源管理装置", "示例新科技")
	ended.Status = right.Terminated
	change := s.change(made1.After, register.Facts{Right: ended, Family: "族一", Notes: "续费漏缴"}, made1.After.ID)
	s.apply(change)
	require.Equal(t, []string{"电源管理装置"}, s.list(register.Query{Search: "电源管理"}))
	require.Empty(t, s.list(register.Query{Search: "电池管理"}), "what it was called before is not found")
	require.Equal(t, []string{"电源管理装置"}, s.list(register.Query{Statuses: []right.Status{right.Terminated}}))
	require.Equal(t, []string{"电源管理装置"}, s.list(register.Query{Family: "族一"}))
	require.Equal(t, []string{"污水处理方法", "电源管理装置"}, s.list(register.Query{Batch: made}))
	b.read(func(tx workflow.Tx) {
		lines, err := tx.RegisterLines(ctx, made1.After.ID)
		require.NoError(t, err)
		require.Equal(t, []register.Line{made1.Line, change.Line}, lines)
		batches, err := tx.RegisterBatches(ctx, "bank", 0, 10)
		require.NoError(t, err)
		require.Len(t, batches, 2)
		require.Equal(t, register.LookedUp, batches[0].Act)
		older, err := tx.RegisterBatches(ctx, "bank", batches[0].ID, 10)
		require.NoError(t, err)
		require.Equal(t, batches[1:], older)
		page, err := tx.RegisterBatchLines(ctx, made, made1.After.ID, 5)
		require.NoError(t, err)
		require.Equal(t, []register.Line{made2.Line}, page)
	})
	cutSecond := workflow.RegisterChange{Before: made2.After, Line: made2.Line, Cut: true}
	b.refusedAs(fault.Refused, "append_only", func(tx workflow.Tx) error { // nobody took the import back
		return tx.ChangeRegister(ctx, s.org, []workflow.RegisterChange{cutSecond})
	})
	s.begin(register.TakenBack, made)
	s.apply(cutSecond)
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error {
		return tx.InsertRegisterBatch(ctx, register.Batch{ID: 99, OrgID: "bank", Undoes: made})
	})
	require.Equal(t, []string{"电源管理装置"}, s.list(register.Query{}))
	require.Empty(t, s.list(register.Query{Search: "污水处理"}))
	b.read(func(tx workflow.Tx) {
		undone, err := tx.RegisterBatch(ctx, made)
		require.NoError(t, err)
		require.True(t, undone.Undone)
		require.Equal(t, date.Must("2026-11-01"), undone.On)
		back, err := tx.RegisterBatch(ctx, s.batch)
		require.NoError(t, err)
		require.Equal(t, made, back.Undoes)
		require.False(t, back.Undone)
		counts, err := tx.RegisterCounts(ctx, s.org)
		require.NoError(t, err)
		require.Equal(t, []register.Count{{Kind: right.Invention, Status: right.Terminated, N: 1}}, counts)
		_, last, err := tx.RegisterOf(ctx, "bank")
		require.NoError(t, err)
		require.EqualValues(t, 2, last, "a number once given is not given again")
	})
	s.apply(s.entry(3, patentRight(2, "污水处理方法", "示例环保"))) // the key is free again
}

func registerMerged(t *testing.T, b *bench) {
	b.withOrgs("bank")
	s := b.shelf("bank")
	s.begin(register.Imported, 0)
	keep, duplicate := s.entry(1, patentRight(1, "装置甲", "示例科技")), s.entry(2, patentRight(2, "装置乙", "示例科技"))
	s.apply(keep, duplicate)
	s.begin(register.MergedInto, 0)
	merged := s.change(duplicate.After, register.Facts{Right: patentRight(2, "装置乙", "示例科技"), Merged: keep.After.ID}, duplicate.After.ID)
	s.apply(merged)
	require.Equal(t, []string{"装置甲"}, s.list(register.Query{}))
	require.Equal(t, []string{"装置甲"}, s.list(register.Query{Search: "装置"}))
	require.Equal(t, []string{"装置甲"}, s.list(register.Query{Sort: register.ByExpiry}))
	require.Equal(t, []string{"装置乙"}, s.list(register.Query{Statuses: []right.Status{register.Merged}}))
	b.read(func(tx workflow.Tx) {
		rows, err := tx.RegisterMerged(ctx, keep.After.ID)
		require.NoError(t, err)
		require.Equal(t, []register.Row{*merged.After}, rows)
		require.Empty(t, merged.After.Text, "it is found by its key only")
		known, err := tx.RegisterKnown(ctx, s.org, []string{duplicate.After.Key})
		require.NoError(t, err)
		require.Equal(t, keep.After.ID, known[duplicate.After.Key].Row.Merged)
	})
}

func casesByKeys(t *testing.T, b *bench) {
	b.withOrgs("bank")
	b.insert(sampleCase(1), []string{"bank"}, workflow.CaseKey{Kind: "right", Value: "A", Fold: "a"}, workflow.CaseKey{Kind: "right", Value: "B", Fold: "b"})
	b.insert(sampleCase(2), []string{"bank"}, workflow.CaseKey{Kind: "right", Value: "A", Fold: "a"}, workflow.CaseKey{Kind: "right", Value: "a", Fold: "a"})
	b.insert(sampleCase(3), []string{"bank"}, workflow.CaseKey{Kind: "title", Value: "A", Fold: "a"})
	folds := []string{"a", "b", "none"}
	for n := range 600 {
		folds = append(folds, fmt.Sprintf("other%d", n))
	}
	b.read(func(tx workflow.Tx) {
		for _, some := range [][]string{folds, folds[:3]} {
			got, err := tx.CasesByKeys(ctx, "right", some)
			require.NoError(t, err)
			require.Equal(t, map[string][]string{"a": {"case-0001", "case-0002"}, "b": {"case-0001"}}, got)
		}
		got, err := tx.CasesByKeys(ctx, "right", nil)
		require.NoError(t, err)
		require.Empty(t, got)
	})
}
