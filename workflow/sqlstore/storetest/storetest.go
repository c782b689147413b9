// Package storetest is what every workflow.Store must do. The suite runs on each engine; a difference between them is a failure.
package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// Run runs the suite. open gives a new, empty store; the suite closes it.
func Run(t *testing.T, open func(t *testing.T) workflow.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, b *bench)
	}{
		{"a case comes back as it was saved", caseRoundTrip},
		{"a missing record is not found", missingRecords},
		{"an update replaces the case, its parties and its keys", updateReplaces},
		{"an update of a stale version is a conflict and changes nothing", staleUpdate},
		{"a second record with a unique key is refused", duplicates},
		{"a reference to nothing is refused", danglingReferences},
		{"an error leaves nothing behind", errorRollsBack},
		{"a panic leaves nothing behind", panicRollsBack},
		{"a swallowed engine error leaves nothing behind", swallowedErrorRollsBack},
		{"a cancelled context leaves nothing behind", cancelledWrite},
		{"writing inside Read is refused", readOnly},
		{"a read sees one state from beginning to end", snapshot},
		{"pages are complete, in order and stable", paging},
		{"pages hold between 1 and 500 cases", pageLimits},
		{"cases are found by party, stage and folded text", search},
		{"a key finds exactly its cases", exactKeys},
		{"a sequence counts without gaps under concurrency", sequences},
		{"of two writers of one version one wins", race},
		{"the audit chain is appended in order", events},
		{"many writers make one unbroken chain", concurrentEvents},
		{"a command is remembered once", commands},
		{"documents come back byte for byte", documents},
		{"lists of documents leave the bytes out", documentLists},
		{"files handed in come back byte for byte and are kept once", attachments},
		{"an alarm stands once until it is ended, and may come back", alarms},
		{"what the watch reads of a case is kept with the case", watchedFacts},
		{"large bodies come back whole", largeBodies},
		{"Chinese, rare and four-byte characters come back unchanged", runes},
		{"characters no engine can keep are refused alike", unstorable},
		{"organisations are added, changed and listed", orgs},
		{"people are added, changed and listed", people},
		{"signing keys are kept, ended once and never replaced", signingKeys},
		{"a draft is kept, replaced and deleted", drafts},
		{"mappings of imports are kept, replaced and deleted, each organisation's apart", mappings},
		{"single values are kept and replaced", meta},
		{"versions of an organisation's settings are kept in order", stationeries},
		{"a logo is kept under its hash", logos},
		{"versions of a wording are kept in order", wordings},
		{"imported rule packs are kept in their order", rules},
		{"versions of loan products, their decisions and a bank's figures are kept in order", products},
		{"the books of the partners are kept, and what a case is to them is summed alike", partners},
		{"acts on batches of subsidies are kept in order, each once", subsidies},
		{"reading a sequence does not count", sequencesRead},
		{"entries of a register come back as they were saved, each organisation's apart", registerRoundTrip},
		{"an entry's history grows, and shrinks only by taking an import back", registerHistory},
		{"a merged entry is listed no more and found by its key", registerMerged},
		{"every list of a register is what looking at all its entries finds", registerLists},
		{"many keys find their cases", casesByKeys},
		{"random histories agree with a plain model", model},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := open(t)
			t.Cleanup(func() { require.NoError(t, store.Close()) })
			c.test(t, &bench{T: t, store: store})
		})
	}
}

// bench is a store under test.
type bench struct {
	*testing.T
	store workflow.Store
}

var ctx = context.Background()

func (b *bench) write(fn func(tx workflow.Tx) error) {
	b.Helper()
	require.NoError(b, b.store.Write(ctx, fn))
}

func (b *bench) read(fn func(tx workflow.Tx)) {
	b.Helper()
	require.NoError(b, b.store.Read(ctx, func(tx workflow.Tx) error { fn(tx); return nil }))
}

// refusedAs writes and expects a fault of this kind and code.
func (b *bench) refusedAs(kind fault.Kind, code string, fn func(tx workflow.Tx) error) {
	b.Helper()
	err := b.store.Write(ctx, fn)
	require.Error(b, err)
	require.Equal(b, kind, fault.KindOf(err), "%v", err)
	require.True(b, fault.Has(err, code), "%v lacks code %s", fault.Of(err), code)
	require.Regexp(b, `\p{Han}`, fault.Of(err)[0].Message)
}

// withOrgs saves the organisations the cases of a test belong to.
func (b *bench) withOrgs(ids ...string) {
	b.Helper()
	b.write(func(tx workflow.Tx) error {
		for i, id := range ids {
			if err := tx.SaveOrg(ctx, access.Org{ID: id, Kind: access.Bank, Code: fmt.Sprintf("B%02d", i+1), Name: "示例银行" + id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// sampleCase is a complete row of version 1.
func sampleCase(n int) workflow.CaseRow {
	return workflow.CaseRow{
		ID: fmt.Sprintf("case-%04d", n), Number: fmt.Sprintf("LYG-B01-2026-%06d", n), Version: 1, Stage: "intake",
		Compensation: "claimed", Disposal: "listed", Title: "示例科技有限公司 发明专利 2 件", Lender: "示例银行",
		AmountFen: 500_000_000_00, Outcome: "paid", OpenedOn: "2026-03-02", Due: "2026-03-31", UpdatedAt: 1_772_409_600_000, Sample: true,
		Body: `{"title":"示例"}`,
	}
}

func (b *bench) insert(row workflow.CaseRow, orgs []string, keys ...workflow.CaseKey) {
	b.Helper()
	b.write(func(tx workflow.Tx) error { return tx.InsertCase(ctx, row, orgs, keys) })
}

func (b *bench) caseNow(id string) (row workflow.CaseRow) {
	b.Helper()
	b.read(func(tx workflow.Tx) {
		var err error
		row, err = tx.Case(ctx, id)
		require.NoError(b, err)
	})
	return row
}

// nothing makes sure that the case was never kept.
func (b *bench) nothing(id string) {
	b.Helper()
	b.read(func(tx workflow.Tx) {
		_, err := tx.Case(ctx, id)
		require.Equal(b, fault.NotFound, fault.KindOf(err))
	})
}
