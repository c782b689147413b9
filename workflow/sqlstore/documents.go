package sqlstore

import (
	"context"

	"zhiya/workflow"
)

const (
	documentHead    = `id, COALESCE(case_id, ''), kind, number, title, issued_at, issued_on, content_hash, sha256, pages`
	documentColumns = documentHead + `, body, sheet, text, amount_fen, note`
)

func scanDocument(row scanner) (workflow.DocumentRow, error) {
	var d workflow.DocumentRow
	err := row.Scan(&d.ID, &d.CaseID, &d.Kind, &d.Number, &d.Title, &d.IssuedAt, &d.IssuedOn, &d.ContentHash, &d.SHA256, &d.Pages,
		&d.Body, &d.Sheet, &d.Text, &d.AmountFen, &d.Note)
	return d, err
}

func scanDocumentHead(row scanner) (workflow.DocumentRow, error) {
	var d workflow.DocumentRow
	err := row.Scan(&d.ID, &d.CaseID, &d.Kind, &d.Number, &d.Title, &d.IssuedAt, &d.IssuedOn, &d.ContentHash, &d.SHA256, &d.Pages)
	return d, err
}

// InsertDocument keeps an issued document for ever. One of no single case has an empty CaseID.
func (t *tx) InsertDocument(ctx context.Context, d workflow.DocumentRow) error {
	var caseID, sheet any // NULL when there is none
	if d.CaseID != "" {
		caseID = d.CaseID
	}
	if d.Sheet != nil {
		sheet = d.Sheet
	}
	body := d.Body
	if body == nil {
		body = []byte{}
	}
	_, err := t.exec(ctx, `INSERT INTO document
		(id, case_id, kind, number, title, issued_at, issued_on, content_hash, sha256, pages, body, sheet, text, amount_fen, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		d.ID, caseID, d.Kind, d.Number, d.Title, d.IssuedAt, d.IssuedOn, d.ContentHash, d.SHA256, d.Pages, body, sheet, d.Text,
		d.AmountFen, d.Note)
	return err
}

// Document reads a document whole.
func (t *tx) Document(ctx context.Context, id string) (workflow.DocumentRow, error) {
	return existing(ctx, t, "文书", scanDocument, `SELECT `+documentColumns+` FROM document WHERE id = $1`, id)
}

// DocumentByHash reads the first document issued with this content.
func (t *tx) DocumentByHash(ctx context.Context, contentHash string) (workflow.DocumentRow, error) {
	return existing(ctx, t, "文书", scanDocument,
		`SELECT `+documentColumns+` FROM document WHERE content_hash = $1 ORDER BY issued_at, id LIMIT 1`, contentHash)
}

// DocumentByNumber reads a document by its 文号.
func (t *tx) DocumentByNumber(ctx context.Context, number string) (workflow.DocumentRow, error) {
	return existing(ctx, t, "文书", scanDocument, `SELECT `+documentColumns+` FROM document WHERE number = $1`, number)
}

// Documents lists the documents of a case in the order they were issued, without their bytes; caseID "" lists those of no case.
func (t *tx) Documents(ctx context.Context, caseID string) ([]workflow.DocumentRow, error) {
	if caseID == "" {
		return many(ctx, t, scanDocumentHead, `SELECT `+documentHead+` FROM document WHERE case_id IS NULL ORDER BY issued_at, id`)
	}
	return many(ctx, t, scanDocumentHead, `SELECT `+documentHead+` FROM document WHERE case_id = $1 ORDER BY issued_at, id`, caseID)
}
