package workflow

import (
	"context"

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
		dir, err := readDirectory(ctx, tx)
		if err != nil {
			return err
		}
		if info.Houses, err = housesOf(ctx, tx, dir.orgs, s.PartyOrgs(), Today(d.Now())); err != nil {
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
