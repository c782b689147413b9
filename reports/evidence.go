package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"zhiya/reports/pdf"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/signing"
)

// Evidence is what a file is checked by; each part may be missing.
type Evidence struct {
	Record *workflow.IssuedRecord // what the audit chain recorded when the document was issued; it decides about the bytes
	Stored *workflow.DocumentRow  // the stored copy, to name what differs; itself held against Record
	Store  bool                   // a store was asked, so that a missing Record means that it does not know the document
	Note   []byte                 // the detached signature handed in with the file
	Keys   []signing.Key          // public keys that are trusted
}

// Check holds a file against everything that is known of it: the issued record, the stored copy, and the signature. It looks
// at no clock and no network. Result.Signature says what became of the signature; a document without one is 未签名.
func Check(file []byte, e Evidence) Result {
	var r Result
	switch {
	case e.Record != nil && e.Stored != nil:
		issued := *e.Stored
		issued.SHA256 = e.Record.SHA256
		r = Verify(file, issued)
		r.Record = e.Record.Differences(*e.Stored)
	case e.Record != nil:
		r = Verify(file, workflow.DocumentRow{Number: e.Record.Number, Title: or(e.Record.Title), SHA256: e.Record.SHA256})
	default:
		r = VerifySelf(file)
	}
	found := signatureOf(file, e)
	r.Signature = &found
	switch {
	case e.Record != nil:
		r.recorded(found)
	case found.Verdict == signing.Unsigned && e.Store:
		r.Verdict, r.Message = NotRecorded, "审计链中没有编号为 "+or(NumberIn(file))+" 的出具记录；"+found.Message
	case found.Verdict == signing.UnknownKey && len(e.Keys) == 0 && !e.Store:
		if !slices.Contains(found.Statement.Facts(signing.FileHash), fileFact(file)) {
			r.Verdict, found.Message = SignatureBad, "文件与签名文件所载的文件散列值不同，文件或签名文件被改动"
		} else if r.Verdict.Holds() {
			found.Message = "签名未核验：没有给出公钥，请用 --key 或 --db"
		}
		r.Message += "；" + found.Message
	case found.Verdict == signing.Unsigned:
		r.Message += "；" + found.Message
	default:
		r.alone(found)
	}
	return r
}

// recorded joins the finding on the signature with what the record says of the file.
func (r *Result) recorded(found signing.Finding) {
	if len(r.Record) > 0 {
		names := make([]string, len(r.Record))
		for i, d := range r.Record {
			names[i] = string(d.Field)
		}
		text := "存档的出具记录被改动（" + strings.Join(names, "、") + "），请用 zhiya audit 核验数据"
		if r.Verdict == Identical {
			r.Verdict, r.Message = RecordChanged, "文件与出具时一致；"+text
		} else {
			r.Message += "；" + text
		}
	}
	if found.Verdict != signing.Valid && found.Verdict != signing.Unsigned && r.Verdict == Identical {
		r.Verdict = SignatureBad
	}
	r.Message += "；" + found.Message
}

// alone is the answer when only the signature speaks about the file.
func (r *Result) alone(found signing.Finding) {
	switch {
	case found.Verdict == signing.Valid:
		r.Verdict, r.Message = Signed, found.Message+"；未与出具记录比对"
	case found.Verdict == signing.Differs && r.Verdict != Unreadable:
		r.Verdict = BytesChanged
		if r.ContentHash != found.Statement.ContentHash {
			r.Verdict = TextChanged
		}
		r.Message = "文件在签名后被改动，" + found.Message
	case found.Verdict == signing.Differs:
		r.Message = "文件在签名后被改动，" + found.Message
	default:
		r.Verdict, r.Message = SignatureBad, found.Message
	}
}

func fileFact(file []byte) signing.Fact {
	sum := sha256.Sum256(file)
	return signing.Fact{Field: signing.FileHash, Value: hex.EncodeToString(sum[:])}
}

// signatureOf checks the note handed in, else the stored one, against the file and the stored record.
func signatureOf(file []byte, e Evidence) signing.Finding {
	note := e.Note
	if len(note) == 0 && e.Stored != nil {
		note = []byte(e.Stored.Note)
	}
	if len(note) == 0 {
		found := signing.None()
		if id := KeyIn(file); id != "" {
			found.KeyID, found.Message = id, "没有签名文件：文件载明由密钥 "+id+" 签名，请索取同名 .note 文件"
			if e.Record != nil { // the store issued it signed and has lost the note
				found.Verdict = signing.Malformed
			}
		}
		return found
	}
	found := signing.Verify(note, file, e.Keys, e.facts()...)
	if slices.ContainsFunc(found.Differences, func(d signing.Difference) bool { return d.Field == signing.FileHash }) {
		found = signing.Verify(note, file, e.Keys, append(factsOf(file), e.facts()...)...)
	}
	if found.Verdict == signing.Valid && e.Stored != nil && len(e.Note) > 0 && !bytes.Equal(e.Note, []byte(e.Stored.Note)) {
		found.Verdict, found.Message = signing.Differs, "签名文件与存档的签名不是同一份，请以存档为准"
	}
	return found
}

// facts are what the stored record says.
func (e Evidence) facts() []signing.Fact {
	if e.Stored == nil {
		return nil
	}
	d := e.Stored
	on, _ := date.Parse(d.IssuedOn) // an unreadable day differs from every other
	st := signing.Statement{Number: d.Number, On: on, Amount: money.Money(d.AmountFen), ContentHash: d.ContentHash, Pages: d.Pages, Title: d.Title,
		TextSHA256: fileFact([]byte(d.Text)).Value}
	if len(d.Sheet) > 0 {
		st.SheetSHA256 = fileFact(d.Sheet).Value
	}
	return st.Facts(signing.Number, signing.On, signing.Amount, signing.ContentHash, signing.Pages, signing.Title, signing.TextHash, signing.SheetHash)
}

// factsOf are what a file that is not the signed one says of itself, so that the figure that differs can be named.
func factsOf(file []byte) []signing.Fact {
	pages, err := pdf.Text(whole(file))
	if err != nil {
		return nil
	}
	out := []signing.Fact{{Field: signing.ContentHash, Value: fileHash(pages)}, {Field: signing.Pages, Value: strconv.Itoa(len(pages))}}
	if number := NumberIn(file); number != "" {
		out = append(out, signing.Fact{Field: signing.Number, Value: number})
	}
	if id := KeyIn(file); id != "" {
		out = append(out, signing.Fact{Field: signing.KeyName, Value: id})
	}
	return out
}
