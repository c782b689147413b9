package workflow

import (
	"context"

	"zhiya/workflow/casefile"
)

// Paper is one document of a case: the latest issued one of the kind as its own bytes, else a draft made from the case as it
// stands (issued false). It is the command line's way to documents; whoever can open the store may read it.
func (d *Desk) Paper(ctx context.Context, caseNumber string, kind casefile.DocumentKind) (doc DocumentRow, issued bool, err error) {
	var s casefile.State
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
		return nil
	})
	if err != nil || issued {
		return doc, issued, err
	}
	at := d.Now()
	made, err := d.Documents.Make(kind, s, DocumentInfo{Number: s.Number + "-" + kind.Mark() + "草稿", On: Today(at), At: at, Draft: true})
	if err != nil {
		return DocumentRow{}, false, err
	}
	return DocumentRow{CaseID: s.ID, Kind: string(kind), Title: made.Title, Pages: made.Pages, Body: made.Body, Sheet: made.Sheet, Text: made.Text}, false, nil
}
