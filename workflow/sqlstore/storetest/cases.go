package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
)

func caseRoundTrip(t *testing.T, b *bench) {
	b.withOrgs("bank", "bureau")
	row := sampleCase(1)
	b.insert(row, []string{"bank", "bureau", "bank"}, workflow.CaseKey{Kind: "firm", Value: "示例科技", Fold: "示例科技"})
	bare := workflow.CaseRow{ID: "bare", Number: "N-2", Version: 1, AmountFen: -1}
	b.insert(bare, nil)
	b.read(func(tx workflow.Tx) {
		for _, want := range []workflow.CaseRow{row, bare} {
			got, err := tx.Case(ctx, want.ID)
			require.NoError(t, err)
			require.Equal(t, want, got)
			got, err = tx.CaseByNumber(ctx, want.Number)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		for org, want := range map[string]bool{"bank": true, "bureau": true, "other": false} {
			got, err := tx.IsParty(ctx, row.ID, org)
			require.NoError(t, err)
			require.Equal(t, want, got, org)
		}
	})
}

func missingRecords(t *testing.T, b *bench) {
	b.read(func(tx workflow.Tx) {
		_, byID := tx.Case(ctx, "none")
		_, byNumber := tx.CaseByNumber(ctx, "none")
		_, document := tx.Document(ctx, "none")
		_, documentByHash := tx.DocumentByHash(ctx, "none")
		_, documentByNumber := tx.DocumentByNumber(ctx, "none")
		_, org := tx.Org(ctx, "none")
		_, person := tx.Person(ctx, "none")
		_, login := tx.PersonByLogin(ctx, "none")
		for i, err := range []error{byID, byNumber, document, documentByHash, documentByNumber, org, person, login} {
			require.Equal(t, fault.NotFound, fault.KindOf(err), "record %d: %v", i, err)
			require.Contains(t, err.Error(), "没有找到")
		}
		_, found, err := tx.Command(ctx, "none")
		require.NoError(t, err)
		require.False(t, found)
		last, err := tx.LastEvent(ctx)
		require.NoError(t, err)
		require.Zero(t, last)
		party, err := tx.IsParty(ctx, "none", "none")
		require.NoError(t, err)
		require.False(t, party)
		cases, err := tx.Cases(ctx, workflow.CaseQuery{})
		require.NoError(t, err)
		require.Empty(t, cases)
	})
	b.refusedAs(fault.NotFound, "not_found", func(tx workflow.Tx) error {
		return tx.UpdateCase(ctx, workflow.CaseRow{ID: "none", Number: "N", Version: 2}, nil, nil)
	})
}

func updateReplaces(t *testing.T, b *bench) {
	b.withOrgs("bank", "bureau", "fund")
	first := sampleCase(1)
	b.insert(first, []string{"bank", "bureau"}, workflow.CaseKey{Kind: "firm", Value: "旧名", Fold: "旧名"})
	b.insert(sampleCase(2), []string{"bank"}, workflow.CaseKey{Kind: "firm", Value: "旧名", Fold: "旧名"})
	second := workflow.CaseRow{ID: first.ID, Number: "LYG-B01-2026-900001", Version: 2, Stage: "loan", Title: "新", UpdatedAt: 9, Body: "{}"}
	b.write(func(tx workflow.Tx) error {
		return tx.UpdateCase(ctx, second, []string{"bank", "fund"}, []workflow.CaseKey{{Kind: "firm", Value: "新名", Fold: "新名"}})
	})
	require.Equal(t, second, b.caseNow(first.ID))
	b.read(func(tx workflow.Tx) {
		for org, want := range map[string]bool{"bank": true, "bureau": false, "fund": true} {
			got, err := tx.IsParty(ctx, first.ID, org)
			require.NoError(t, err)
			require.Equal(t, want, got, org)
		}
		old, err := tx.CasesByKey(ctx, "firm", "旧名")
		require.NoError(t, err)
		require.Equal(t, []string{sampleCase(2).ID}, old, "the other case keeps its key")
		fresh, err := tx.CasesByKey(ctx, "firm", "新名")
		require.NoError(t, err)
		require.Equal(t, []string{first.ID}, fresh)
	})
}

func staleUpdate(t *testing.T, b *bench) {
	row := sampleCase(1)
	b.insert(row, nil)
	for _, version := range []int64{1, 3, 0, -1} {
		changed := row
		changed.Version, changed.Title = version, "改"
		b.refusedAs(fault.Conflict, "case.changed", func(tx workflow.Tx) error { return tx.UpdateCase(ctx, changed, nil, nil) })
	}
	require.Equal(t, row, b.caseNow(row.ID))
}

func danglingReferences(_ *testing.T, b *bench) {
	row := sampleCase(1)
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertCase(ctx, row, []string{"nobody"}, nil) })
	b.nothing(row.ID)
	d := sampleDocument(1)
	d.CaseID = "no such case"
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertDocument(ctx, d) })
	b.write(func(tx workflow.Tx) error { return tx.SetMeta(ctx, "still", "usable") })
}

// paging adds and changes cases between pages: a row that does not move is seen exactly once.
func paging(t *testing.T, b *bench) {
	const total = 57
	b.write(func(tx workflow.Tx) error {
		for i := range total {
			row := sampleCase(i)
			row.UpdatedAt = int64(1000 + i/5) // five rows of every instant
			if err := tx.InsertCase(ctx, row, nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	for _, size := range []int{1, 2, 5, 7, 56, 57, 58} {
		var seen []string
		for after := ""; ; {
			var page []workflow.CaseRow
			b.read(func(tx workflow.Tx) {
				var err error
				page, err = tx.Cases(ctx, workflow.CaseQuery{After: after, Limit: size})
				require.NoError(t, err)
			})
			require.LessOrEqual(t, len(page), size)
			for i, row := range page {
				if i > 0 {
					before := page[i-1]
					require.True(t, before.UpdatedAt > row.UpdatedAt || before.UpdatedAt == row.UpdatedAt && before.ID < row.ID)
				}
				seen = append(seen, row.ID)
			}
			if len(page) < size {
				break
			}
			after = page[len(page)-1].Cursor()
		}
		require.Len(t, seen, total, "pages of %d", size)
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(seen))), total, "pages of %d", size)
	}
	var first []workflow.CaseRow
	b.read(func(tx workflow.Tx) { first, _ = tx.Cases(ctx, workflow.CaseQuery{Limit: 10}) })
	newest := sampleCase(900)
	newest.UpdatedAt = 5000
	b.insert(newest, nil)
	b.read(func(tx workflow.Tx) {
		rest, err := tx.Cases(ctx, workflow.CaseQuery{After: first[9].Cursor(), Limit: 500})
		require.NoError(t, err)
		require.Len(t, rest, total-10, "a newer case does not push rows onto the next page")
	})
}

func pageLimits(t *testing.T, b *bench) {
	b.read(func(tx workflow.Tx) {
		for _, limit := range []int{-1, 501} {
			_, err := tx.Cases(ctx, workflow.CaseQuery{Limit: limit})
			require.Equal(t, fault.Invalid, fault.KindOf(err), "limit %d", limit)
		}
		_, err := tx.Cases(ctx, workflow.CaseQuery{After: "somewhere"})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	})
}

func search(t *testing.T, b *bench) {
	b.withOrgs("bank", "rival")
	one, two, three := sampleCase(1), sampleCase(2), sampleCase(3)
	two.Stage, three.Stage = "loan", "closed"
	b.insert(one, []string{"bank"}, workflow.CaseKey{Kind: "firm", Value: "Acme 科技", Fold: "acme科技"},
		workflow.CaseKey{Kind: "pinyin", Value: "acmekj", Fold: "acmekj"})
	b.insert(two, []string{"bank", "rival"}, workflow.CaseKey{Kind: "contract", Value: "100%_X*", Fold: "100%_x*"})
	b.insert(three, []string{"rival"}, workflow.CaseKey{Kind: "firm", Value: "科技园", Fold: "科技园"})
	for _, c := range []struct {
		name  string
		query workflow.CaseQuery
		want  []string
	}{
		{"all", workflow.CaseQuery{}, []string{one.ID, two.ID, three.ID}},
		{"of one organisation", workflow.CaseQuery{OrgID: "bank"}, []string{one.ID, two.ID}},
		{"of a stranger", workflow.CaseQuery{OrgID: "nobody"}, nil},
		{"of two stages", workflow.CaseQuery{Stages: []string{"loan", "closed"}}, []string{two.ID, three.ID}},
		{"inside a name", workflow.CaseQuery{Fold: "科技"}, []string{one.ID, three.ID}},
		{"by initials", workflow.CaseQuery{Fold: "mekj"}, []string{one.ID}},
		{"a percent sign is itself", workflow.CaseQuery{Fold: "%"}, []string{two.ID}},
		{"an underscore is itself", workflow.CaseQuery{Fold: "_"}, []string{two.ID}},
		{"the case of letters counts", workflow.CaseQuery{Fold: "ACME"}, nil},
		{"a quote is harmless", workflow.CaseQuery{Fold: `' OR '1'='1`}, nil},
		{"everything together", workflow.CaseQuery{OrgID: "rival", Stages: []string{"closed"}, Fold: "技园"}, []string{three.ID}},
	} {
		b.read(func(tx workflow.Tx) {
			rows, err := tx.Cases(ctx, c.query)
			require.NoError(t, err, c.name)
			var got []string
			for _, r := range rows {
				got = append(got, r.ID)
			}
			require.Equal(t, c.want, got, c.name)
		})
	}
}

func exactKeys(t *testing.T, b *bench) {
	for i := range 3 {
		b.insert(sampleCase(i), nil, workflow.CaseKey{Kind: "right", Value: "ZL 2020 1", Fold: "zl20201"},
			workflow.CaseKey{Kind: "right", Value: "ZL20201", Fold: "zl20201"},
			workflow.CaseKey{Kind: "right", Value: fmt.Sprintf("ZL2020%d0", i+1), Fold: fmt.Sprintf("zl2020%d0", i+1)})
	}
	b.read(func(tx workflow.Tx) {
		for _, c := range []struct {
			kind, fold string
			want       []string
		}{
			{"right", "zl20201", []string{"case-0000", "case-0001", "case-0002"}},
			{"right", "zl202010", []string{"case-0000"}},
			{"right", "zl2020", nil},
			{"firm", "zl20201", nil},
		} {
			got, err := tx.CasesByKey(ctx, c.kind, c.fold)
			require.NoError(t, err)
			require.Equal(t, c.want, got, "%s %s", c.kind, c.fold)
		}
	})
}
