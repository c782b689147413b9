package reports_test

import (
	"bytes"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/signing"
)

// signed issues a document with its note.
func signed(t *testing.T, s casefile.State, k casefile.DocumentKind, a signing.Algorithm) (workflow.DocumentRow, signing.Key) {
	t.Helper()
	signer, err := signing.NewSigner(a, bytes.Repeat([]byte{9}, signing.SeedBytes))
	require.NoError(t, err)
	key := signer.Key()
	key.Issuer, key.From = "示例银行", date.Must("2026-01-01")
	i := info(k)
	i.KeyID = key.ID
	made, err := reports.NewMaker().Make(k, s, i)
	require.NoError(t, err)
	row := workflow.DocumentRow{Kind: string(k), Number: i.Number, Title: made.Title, IssuedOn: i.On.String(), ContentHash: made.ContentHash, SHA256: hexOf(made.Body),
		Pages: made.Pages, Body: made.Body, Sheet: made.Sheet, Text: made.Text, AmountFen: made.Amount.Fen()}
	st := signing.Statement{Number: row.Number, On: i.On, Amount: made.Amount, ContentHash: row.ContentHash, SHA256: row.SHA256, TextSHA256: hexOf([]byte(row.Text)),
		Pages: row.Pages, Title: row.Title, Issuer: key.Issuer}
	if len(row.Sheet) > 0 {
		st.SheetSHA256 = hexOf(row.Sheet)
	}
	note, err := signer.Sign(st)
	require.NoError(t, err)
	row.Note = string(note)
	return row, key
}

func hexOf(b []byte) string { return workflow.DocumentRow{Text: string(b)}.Record().Text }

func TestEveryPageOfASignedPaperNamesTheKeyAndWhatTheSignatureIsNot(t *testing.T) {
	for _, k := range []casefile.DocumentKind{casefile.DocCreditMemo, casefile.DocAppraisalReport, casefile.DocAuditTrail} {
		row, key := signed(t, fullCase(t), k, signing.Ed25519)
		require.Equal(t, key.ID, reports.KeyIn(row.Body))
		require.Equal(t, row.Number, reports.NumberIn(row.Body))
		i := info(k)
		i.KeyID = key.ID
		laid, err := reports.NewMaker().Preview(k, fullCase(t), i)
		require.NoError(t, err)
		require.Empty(t, laid.Outside(), "the line stands in the foot")
		require.Equal(t, reports.SelfConsistent, reports.VerifySelf(row.Body).Verdict, "the line is part of the stamp")
		unsigned := issue(t, fullCase(t), k)
		require.Empty(t, reports.KeyIn(unsigned.Body))
		require.Equal(t, unsigned.ContentHash, row.ContentHash, "the content is the same")
	}
}

func TestAnyChangedByteOfASignedPaperIsFoundByThePublicKeyAlone(t *testing.T) {
	row, key := signed(t, fullCase(t), casefile.DocCreditMemo, signing.SM2)
	evidence := reports.Evidence{Note: []byte(row.Note), Keys: []signing.Key{key}}
	got := reports.Check(row.Body, evidence)
	require.Equal(t, reports.Signed, got.Verdict, got.Message)
	record := row.Record()
	stored := reports.Evidence{Record: &record, Stored: &row, Store: true, Keys: []signing.Key{key}}
	require.Equal(t, reports.Identical, reports.Check(row.Body, stored).Verdict)

	places := map[int]bool{0: true, len(row.Body) - 1: true}
	for i := 0; i < len(row.Body); i += 1 + len(row.Body)/400 {
		places[i] = true
	}
	for _, at := range regexp.MustCompile(`\d+ 0 obj|stream|endobj|xref|trailer|startxref|/\w+|%%EOF`).FindAllIndex(row.Body, -1) {
		if len(places) < 900 {
			places[at[0]] = true
		}
	}
	require.Greater(t, len(places), 500)
	for i := range places {
		changed := bytes.Clone(row.Body)
		changed[i] ^= 1
		f := signing.Verify([]byte(row.Note), changed, evidence.Keys)
		require.Equal(t, signing.Differs, f.Verdict, "byte %d", i)
		require.Equal(t, signing.FileHash, f.Differences[0].Field)
	}
	n := 0
	for i := range places {
		if n++; n > 25 {
			break
		}
		changed := bytes.Clone(row.Body)
		changed[i] ^= 1
		require.False(t, reports.Check(changed, evidence).Verdict.Holds(), "byte %d", i)
		require.False(t, reports.Check(changed, stored).Verdict.Holds(), "byte %d", i)
	}
	for _, cut := range [][]byte{row.Body[:len(row.Body)-1], append(bytes.Clone(row.Body), '\n'), nil} {
		require.False(t, reports.Check(cut, evidence).Verdict.Holds())
		require.False(t, reports.Check(cut, stored).Verdict.Holds())
	}
}

func TestAnotherPaperUnderTheSameNumberIsNamedByItsContent(t *testing.T) {
	s := fullCase(t)
	row, key := signed(t, s, casefile.DocCreditMemo, signing.Ed25519)
	s.Credit.Form.Amount += yuan("0.01")
	forged, _ := signed(t, s, casefile.DocCreditMemo, signing.Ed25519)
	got := reports.Check(forged.Body, reports.Evidence{Note: []byte(row.Note), Keys: []signing.Key{key}})
	require.Equal(t, reports.TextChanged, got.Verdict)
	require.Contains(t, got.Message, "内容校验码")
	record := row.Record()
	got = reports.Check(forged.Body, reports.Evidence{Record: &record, Stored: &row, Keys: []signing.Key{key}})
	require.Equal(t, reports.TextChanged, got.Verdict)
	require.Contains(t, got.Message, "第 1 页")
	require.Contains(t, got.Differences[0].Issued, "3,000,000.00")
}

func TestEveryChangedFieldOfTheStoredRecordIsNamed(t *testing.T) {
	row, key := signed(t, fullCase(t), casefile.DocCreditMemo, signing.Ed25519)
	record := row.Record()
	changes := map[signing.Field]func(*workflow.DocumentRow){
		signing.Number:      func(d *workflow.DocumentRow) { d.Number += "1" },
		signing.On:          func(d *workflow.DocumentRow) { d.IssuedOn = "2026-11-21" },
		signing.Amount:      func(d *workflow.DocumentRow) { d.AmountFen++ },
		signing.ContentHash: func(d *workflow.DocumentRow) { d.ContentHash = strings.Repeat("0", 64) },
		signing.Pages:       func(d *workflow.DocumentRow) { d.Pages++ },
		signing.Title:       func(d *workflow.DocumentRow) { d.Title = "授信表" },
		signing.TextHash:    func(d *workflow.DocumentRow) { d.Text += " " },
		signing.SheetHash:   func(d *workflow.DocumentRow) { d.Sheet = append(bytes.Clone(d.Sheet), 0) },
		signing.FileHash:    func(d *workflow.DocumentRow) { d.SHA256 = strings.Repeat("0", 64) },
		workflow.FieldBody:  func(d *workflow.DocumentRow) { d.Body = append(bytes.Clone(d.Body), 0) },
		workflow.FieldNote: func(d *workflow.DocumentRow) {
			d.Note = strings.Replace(d.Note, "金额（元）：", "金额（元）：1", 1)
		},
		workflow.FieldKind: func(d *workflow.DocumentRow) { d.Kind = "intake" },
	}
	// Every part of a stored document is among them, but for what only says where it is kept.
	changed := map[string]bool{"ID": true, "CaseID": true, "IssuedAt": true}
	for _, change := range changes {
		stored := row
		change(&stored)
		for i := range reflect.TypeFor[workflow.DocumentRow]().NumField() {
			if !reflect.DeepEqual(reflect.ValueOf(row).Field(i).Interface(), reflect.ValueOf(stored).Field(i).Interface()) {
				changed[reflect.TypeFor[workflow.DocumentRow]().Field(i).Name] = true
			}
		}
	}
	require.Len(t, changed, reflect.TypeFor[workflow.DocumentRow]().NumField(), "a new part of the record is not checked")
	for field, change := range changes {
		stored := row
		change(&stored)
		got := reports.Check(row.Body, reports.Evidence{Record: &record, Stored: &stored, Store: true, Keys: []signing.Key{key}})
		require.Equal(t, reports.RecordChanged, got.Verdict, "%s: %s", field, got.Message)
		require.Contains(t, got.Message, string(field))

		// Whoever rewrites the chain as well still lacks the key.
		rewritten := stored.Record()
		rewritten.SHA256 = row.SHA256
		if field == workflow.FieldKind || field == workflow.FieldBody || field == signing.FileHash {
			continue // the note does not speak of them; the file itself is still the signed one
		}
		got = reports.Check(row.Body, reports.Evidence{Record: &rewritten, Stored: &stored, Store: true, Keys: []signing.Key{key}})
		require.False(t, got.Verdict.Holds(), "%s: %s", field, got.Message)
	}
}

func TestASignatureThatDoesNotHoldSpeaksAgainstTheFile(t *testing.T) {
	row, key := signed(t, fullCase(t), casefile.DocCreditMemo, signing.Ed25519)
	record := row.Record()
	revoked, late := key, key
	revoked.Revoked, late.From = date.Must("2026-12-01"), date.Must("2026-12-01")
	for name, c := range map[string]struct {
		keys    []signing.Key
		verdict signing.Verdict
	}{"revoked": {[]signing.Key{revoked}, signing.Revoked}, "not yet": {[]signing.Key{late}, signing.NotYetValid}, "unknown": {nil, signing.UnknownKey}} {
		for _, e := range []reports.Evidence{{Note: []byte(row.Note), Keys: c.keys, Store: true}, {Record: &record, Stored: &row, Store: true, Keys: c.keys}} {
			got := reports.Check(row.Body, e)
			require.Equal(t, reports.SignatureBad, got.Verdict, "%s: %s", name, got.Message)
			require.Equal(t, c.verdict, got.Signature.Verdict)
		}
	}
	lost := row
	lost.Note = ""
	without := lost.Record()
	got := reports.Check(row.Body, reports.Evidence{Record: &without, Stored: &lost, Store: true, Keys: []signing.Key{key}})
	require.Equal(t, reports.SignatureBad, got.Verdict, "the file says that it is signed")
	plain := issue(t, fullCase(t), casefile.DocCreditMemo)
	plain.IssuedOn = info(casefile.DocCreditMemo).On.String()
	said := plain.Record()
	got = reports.Check(plain.Body, reports.Evidence{Record: &said, Stored: &plain, Store: true})
	require.Equal(t, reports.Identical, got.Verdict)
	require.Contains(t, got.Message, "未签名")
}
