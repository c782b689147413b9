package workflow

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
)

// Paper is one document of a case: the latest issued one of the kind as its own bytes, else a draft made from the case as it
// stands (issued false). It is the command line's way to documents; whoever can open the store may read it.
func (d *Desk) Paper(ctx context.Context, caseNumber string, kind casefile.DocumentKind) (doc DocumentRow, issued bool, err error) {
	var s casefile.State
	info := DocumentInfo{}
	err = d.Store.Read(ctx, func(tx Tx) error {
		row, err := tx.CaseByNumber(ctx, caseNumber)
		if err != nil {
			return err
		}
		if s, err = readState(row); err != nil {
			return err
		}
		for i := len(s.Documents) - 1; i >= 0; i-- {
			if s.Documents[i].Kind == kind {
				issued = true
				doc, err = tx.Document(ctx, s.Documents[i].ID)
				return err
			}
		}
		dir := readDirectory(ctx, tx)
		if info.Houses, err = housesOf(ctx, tx, dir, s.PartyOrgs(), Today(d.Now())); err != nil {
			return err
		}
		if info.Rules, err = d.rules(ctx, tx); err != nil {
			return err
		}
		if kind == casefile.DocAuditTrail {
			info.Trail, info.Head, err = trailOf(ctx, tx, s.Number)
		}
		return err
	})
	if err != nil || issued {
		return doc, issued, err
	}
	at := d.Now()
	info.Number, info.On, info.At, info.Draft = s.Number+"-"+kind.Mark()+"草稿", Today(at), at, true
	made, err := d.Documents.Make(kind, s, info)
	if err != nil {
		return DocumentRow{}, false, err
	}
	return DocumentRow{CaseID: s.ID, Kind: string(kind), Title: made.Title, Pages: made.Pages, Body: made.Body, Sheet: made.Sheet, Text: made.Text}, false, nil
}

// Preview makes the documents that a command would issue, as drafts, and saves nothing. The command is judged as Do judges it:
// what would refuse the act refuses its preview, with the same faults. A new case has no preview: its number is drawn when it is
// opened.
func (d *Desk) Preview(ctx context.Context, personID string, r Request) ([]DocumentRow, error) {
	if r.CaseID == "" {
		return nil, fault.New(fault.Refused, "preview.case", "", "新案件的文书在立案后生成，请先提交")
	}
	work, err := d.prepare(personID, r)
	if err != nil {
		return nil, err
	}
	work.draft = true
	var done *Outcome
	err = d.Store.Read(ctx, func(tx Tx) (err error) { done, err = work.perform(ctx, tx); return err })
	if err != nil {
		return nil, err
	}
	if done != nil {
		return nil, fault.New(fault.Refused, "preview.done", "", "该操作已经办理，请到“文书”查看出具的文书")
	}
	err = work.makeDocuments()
	return work.documents, err
}

// trailPage is how many events are read at once.
const trailPage = 500

// trailOf reads the audit events of a case, without the forms that were handed in, and the head of the whole chain.
func trailOf(ctx context.Context, tx Tx, object string) ([]audit.Event, audit.Head, error) {
	var out []audit.Event
	for after := int64(0); ; {
		page, err := tx.Events(ctx, after, trailPage, object)
		if err != nil {
			return nil, audit.Head{}, err
		}
		for _, e := range page {
			after, e.Payload = e.Seq, ""
			out = append(out, e)
		}
		if len(page) < trailPage {
			break
		}
	}
	last, err := tx.LastEvent(ctx)
	return out, audit.Head{Seq: last.Seq, Hash: last.Hash}, err
}
