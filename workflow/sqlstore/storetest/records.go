package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
)

func duplicates(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	b.insert(sampleCase(1), nil)
	b.write(func(tx workflow.Tx) error {
		if err := tx.SavePerson(ctx, access.Person{ID: "p1", OrgID: "bank", Login: "ann"}); err != nil {
			return err
		}
		if err := tx.InsertCommand(ctx, workflow.CommandRecord{ID: "c1"}); err != nil {
			return err
		}
		if err := tx.InsertEvent(ctx, audit.Seal(audit.Event{}, audit.Event{})); err != nil {
			return err
		}
		return tx.InsertDocument(ctx, sampleDocument(1))
	})
	sameNumber, sameID := sampleCase(2), sampleCase(3)
	sameNumber.Number, sameID.ID = sampleCase(1).Number, sampleCase(1).ID
	docID, docNumber := sampleDocument(2), sampleDocument(3)
	docID.ID, docNumber.Number = sampleDocument(1).ID, sampleDocument(1).Number
	for _, c := range []struct {
		path string
		fn   func(tx workflow.Tx) error
	}{
		{"number", func(tx workflow.Tx) error { return tx.InsertCase(ctx, sameNumber, nil, nil) }},
		{"id", func(tx workflow.Tx) error { return tx.InsertCase(ctx, sameID, nil, nil) }},
		{"id", func(tx workflow.Tx) error { return tx.InsertCommand(ctx, workflow.CommandRecord{ID: "c1"}) }},
		{"seq", func(tx workflow.Tx) error { return tx.InsertEvent(ctx, audit.Seal(audit.Event{}, audit.Event{})) }},
		{"id", func(tx workflow.Tx) error { return tx.InsertDocument(ctx, docID) }},
		{"number", func(tx workflow.Tx) error { return tx.InsertDocument(ctx, docNumber) }},
		{"code", func(tx workflow.Tx) error { return tx.SaveOrg(ctx, access.Org{ID: "third", Code: "B01"}) }},
		{"login", func(tx workflow.Tx) error {
			return tx.SavePerson(ctx, access.Person{ID: "p2", OrgID: "bank", Login: "ann"})
		}},
	} {
		b.refusedAs(fault.Refused, "duplicate", c.fn)
		require.Equal(t, c.path, fault.Of(b.store.Write(ctx, c.fn))[0].Path)
	}
}

func events(t *testing.T, b *bench) {
	var chain []audit.Event
	b.write(func(tx workflow.Tx) error {
		for i := range 25 {
			last, err := tx.LastEvent(ctx)
			if err != nil {
				return err
			}
			e := audit.Seal(audit.Event{AtMillis: int64(i), PersonID: "p", Person: "张", OrgID: "o", Action: "Value", Version: int64(i),
				Object: fmt.Sprintf("N-%d", i%3), Payload: `{"甲":"乙"}`}, last)
			if err := tx.InsertEvent(ctx, e); err != nil {
				return err
			}
			chain = append(chain, e)
		}
		return nil
	})
	b.read(func(tx workflow.Tx) {
		all, err := tx.Events(ctx, 0, 100, "")
		require.NoError(t, err)
		require.Equal(t, chain, all)
		middle, err := tx.Events(ctx, 10, 5, "")
		require.NoError(t, err)
		require.Equal(t, chain[10:15], middle)
		of, err := tx.Events(ctx, 4, 2, "N-1")
		require.NoError(t, err)
		require.Equal(t, []audit.Event{chain[4], chain[7]}, of)
		last, err := tx.LastEvent(ctx)
		require.NoError(t, err)
		require.Equal(t, chain[24], last)
		_, err = tx.Events(ctx, 0, -1, "")
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	})
	gap := audit.Seal(audit.Event{}, audit.Event{Seq: 30, Hash: chain[24].Hash})
	b.refusedAs(fault.Refused, "audit.chain", func(tx workflow.Tx) error { return tx.InsertEvent(ctx, gap) })
	stranger := audit.Seal(audit.Event{}, audit.Event{Seq: 25, Hash: strings.Repeat("0", 64)})
	b.refusedAs(fault.Refused, "audit.chain", func(tx workflow.Tx) error { return tx.InsertEvent(ctx, stranger) })
}

func commands(t *testing.T, b *bench) {
	r := workflow.CommandRecord{ID: "c-1", Digest: "d", Result: `{"版本":2}`, AtMilli: 5}
	b.write(func(tx workflow.Tx) error { return tx.InsertCommand(ctx, r) })
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error {
		return tx.InsertCommand(ctx, workflow.CommandRecord{ID: r.ID, Digest: "another"})
	})
	b.read(func(tx workflow.Tx) {
		got, found, err := tx.Command(ctx, r.ID)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, r, got)
	})
}

func sampleDocument(n int) workflow.DocumentRow {
	return workflow.DocumentRow{
		ID: fmt.Sprintf("doc-%03d", n), Kind: "appraisal_report", Number: fmt.Sprintf("示例评报字〔2026〕第%03d号", n), Title: "评估报告",
		IssuedAt: int64(1000 - n), IssuedOn: "2026-04-01", ContentHash: fmt.Sprintf("%064d", n), SHA256: fmt.Sprintf("%064x", n),
		Pages: n, Body: []byte{0, 1, 0xff, 0xfe, '%', 'P'}, Sheet: []byte("PK\x03\x04"), Text: `["第一页"]`,
		AmountFen: 500_000_000_00, Note: "知押文书签名 1\n\n— X AAAA\n",
	}
}

func documents(t *testing.T, b *bench) {
	b.insert(sampleCase(1), nil)
	with, without := sampleDocument(1), sampleDocument(2)
	with.CaseID = sampleCase(1).ID
	without.Sheet, without.Note, without.AmountFen, without.ContentHash = nil, "", 0, with.ContentHash
	b.write(func(tx workflow.Tx) error {
		if err := tx.InsertDocument(ctx, with); err != nil {
			return err
		}
		return tx.InsertDocument(ctx, without)
	})
	b.read(func(tx workflow.Tx) {
		for _, want := range []workflow.DocumentRow{with, without} {
			got, err := tx.Document(ctx, want.ID)
			require.NoError(t, err)
			require.Equal(t, want, got)
			got, err = tx.DocumentByNumber(ctx, want.Number)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		got, err := tx.DocumentByHash(ctx, with.ContentHash)
		require.NoError(t, err)
		require.Equal(t, without, got, "the one issued first")
	})
}

func documentLists(t *testing.T, b *bench) {
	b.insert(sampleCase(1), nil)
	var want []workflow.DocumentRow
	b.write(func(tx workflow.Tx) error {
		for n := 5; n >= 1; n-- {
			d := sampleDocument(n)
			d.CaseID = sampleCase(1).ID
			if err := tx.InsertDocument(ctx, d); err != nil {
				return err
			}
			d.Body, d.Sheet, d.Text, d.AmountFen, d.Note = nil, nil, "", 0, ""
			want = append(want, d)
		}
		return tx.InsertDocument(ctx, sampleDocument(9))
	})
	b.read(func(tx workflow.Tx) {
		got, err := tx.Documents(ctx, sampleCase(1).ID)
		require.NoError(t, err)
		require.Equal(t, want, got, "in the order they were issued")
		general, err := tx.Documents(ctx, "")
		require.NoError(t, err)
		require.Len(t, general, 1)
		require.Equal(t, "doc-009", general[0].ID)
	})
}

func largeBodies(t *testing.T, b *bench) {
	row := sampleCase(1)
	row.Body = `"` + strings.Repeat("知押", 1<<18) + `"`
	d := sampleDocument(1)
	d.Body, d.Sheet, d.Text = bytes.Repeat([]byte{0, 0xff, 7}, 1<<20), bytes.Repeat([]byte{1}, 1<<20), strings.Repeat("页", 1<<19)
	e := audit.Seal(audit.Event{Payload: strings.Repeat("载", 1<<19)}, audit.Event{})
	b.write(func(tx workflow.Tx) error {
		if err := tx.InsertCase(ctx, row, nil, nil); err != nil {
			return err
		}
		if err := tx.InsertEvent(ctx, e); err != nil {
			return err
		}
		return tx.InsertDocument(ctx, d)
	})
	require.Equal(t, row, b.caseNow(row.ID))
	b.read(func(tx workflow.Tx) {
		got, err := tx.Document(ctx, d.ID)
		require.NoError(t, err)
		require.True(t, bytes.Equal(d.Body, got.Body) && bytes.Equal(d.Sheet, got.Sheet) && d.Text == got.Text)
		last, err := tx.LastEvent(ctx)
		require.NoError(t, err)
		require.Equal(t, e, last)
	})
}

func runes(t *testing.T, b *bench) {
	// A rare surname, a composed and a decomposed é, an emoji of several runes, right-to-left text, quotes, a line break, U+FFFD.
	text := "𠮷田 㐂 é é 👩‍🔬 שלום '\"\\ \n\t\u2028 \uFFFD  两端空格 "
	row := sampleCase(1)
	row.ID, row.Number, row.Title, row.Body = "id-"+text, "号-"+text, text, text
	b.insert(row, nil, workflow.CaseKey{Kind: text, Value: text, Fold: text})
	require.Equal(t, row, b.caseNow(row.ID))
	b.read(func(tx workflow.Tx) {
		byKey, err := tx.CasesByKey(ctx, text, text)
		require.NoError(t, err)
		require.Equal(t, []string{row.ID}, byKey)
		found, err := tx.Cases(ctx, workflow.CaseQuery{Fold: "𠮷田"})
		require.NoError(t, err)
		require.Len(t, found, 1)
		none, err := tx.Cases(ctx, workflow.CaseQuery{Fold: "𠮶"}) // differs in the last byte only
		require.NoError(t, err)
		require.Empty(t, none)
	})
}

func unstorable(_ *testing.T, b *bench) {
	for _, text := range []string{"a\x00b", "\xff\xfe", "\xed\xa0\x80"} {
		b.refusedAs(fault.Invalid, "store.text", func(tx workflow.Tx) error { return tx.SetMeta(ctx, "k", text) })
	}
}

func orgs(t *testing.T, b *bench) {
	b.withOrgs("z", "a")
	changed := access.Org{ID: "z", Kind: access.Fund, Code: "F09", Name: "示例基金", USCC: "91320700MA00000000", Sample: true}
	b.write(func(tx workflow.Tx) error { return tx.SaveOrg(ctx, changed) })
	b.read(func(tx workflow.Tx) {
		got, err := tx.Org(ctx, "z")
		require.NoError(t, err)
		require.Equal(t, changed, got)
		all, err := tx.Orgs(ctx)
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, []string{"B02", "F09"}, []string{all[0].Code, all[1].Code})
	})
}

func people(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	ann := access.Person{ID: "1", OrgID: "fund", Login: "ann", Name: "示例甲", Licence: "32000000", Roles: []access.Role{access.Officer,
		access.Approver}, Active: true, Password: "$argon2id$v=19$…", Sample: true}
	bob := access.Person{ID: "2", OrgID: "bank", Login: "bob"}
	b.write(func(tx workflow.Tx) error {
		if err := tx.SavePerson(ctx, bob); err != nil {
			return err
		}
		return tx.SavePerson(ctx, access.Person{ID: "1", OrgID: "bank", Login: "old"})
	})
	b.write(func(tx workflow.Tx) error { return tx.SavePerson(ctx, ann) })
	b.read(func(tx workflow.Tx) {
		got, err := tx.Person(ctx, "1")
		require.NoError(t, err)
		require.Equal(t, ann, got)
		got, err = tx.PersonByLogin(ctx, "ann")
		require.NoError(t, err)
		require.Equal(t, ann, got)
		_, err = tx.PersonByLogin(ctx, "old")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		all, err := tx.People(ctx, "")
		require.NoError(t, err)
		require.Equal(t, []access.Person{bob, ann}, all)
		ofFund, err := tx.People(ctx, "fund")
		require.NoError(t, err)
		require.Equal(t, []access.Person{ann}, ofFund)
	})
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error {
		return tx.SavePerson(ctx, access.Person{ID: "3", OrgID: "nowhere", Login: "c"})
	})
}

func drafts(t *testing.T, b *bench) {
	first := workflow.Draft{PersonID: "p", CaseID: "", Command: "OpenCase", Body: `{"a":1}`, AtMilli: 1}
	second := workflow.Draft{PersonID: "p", CaseID: "", Command: "OpenCase", Body: `{"a":2}`, AtMilli: 2}
	other := workflow.Draft{PersonID: "p", CaseID: "c", Command: "OpenCase", Body: `{}`, AtMilli: 3}
	for _, d := range []workflow.Draft{first, second, other} {
		b.write(func(tx workflow.Tx) error { return tx.SaveDraft(ctx, d) })
	}
	b.read(func(tx workflow.Tx) {
		got, found, err := tx.Draft(ctx, "p", "", "OpenCase")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, second, got)
	})
	for range 2 { // deleting what is gone is no error
		b.write(func(tx workflow.Tx) error { return tx.DeleteDraft(ctx, "p", "", "OpenCase") })
	}
	b.read(func(tx workflow.Tx) {
		_, found, err := tx.Draft(ctx, "p", "", "OpenCase")
		require.NoError(t, err)
		require.False(t, found)
		got, found, err := tx.Draft(ctx, "p", "c", "OpenCase")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, other, got)
	})
}

func meta(t *testing.T, b *bench) {
	for _, v := range []string{"甲", "乙", ""} {
		b.write(func(tx workflow.Tx) error { return tx.SetMeta(ctx, "tag", v) })
		b.read(func(tx workflow.Tx) {
			got, err := tx.Meta(ctx, "tag")
			require.NoError(t, err)
			require.Equal(t, v, got)
			absent, err := tx.Meta(ctx, "absent")
			require.NoError(t, err)
			require.Empty(t, absent)
		})
	}
}
