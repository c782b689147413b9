package sqlstore

import (
	"context"
	"encoding/json"

	"zhiya/workflow"
)

const attachmentHead = `id, case_id, org_id, person_id, name, media_type, sha256, size, at_milli`

func scanAttachmentHead(row scanner) (workflow.AttachmentRow, error) {
	var a workflow.AttachmentRow
	err := row.Scan(&a.ID, &a.CaseID, &a.OrgID, &a.PersonID, &a.Name, &a.MediaType, &a.SHA256, &a.Size, &a.AtMilli)
	return a, err
}

func scanAttachment(row scanner) (workflow.AttachmentRow, error) {
	var a workflow.AttachmentRow
	err := row.Scan(&a.ID, &a.CaseID, &a.OrgID, &a.PersonID, &a.Name, &a.MediaType, &a.SHA256, &a.Size, &a.AtMilli, &a.Body)
	return a, err
}

// InsertAttachment keeps a file for ever; the same bytes of one organisation in one case are a duplicate.
func (t *tx) InsertAttachment(ctx context.Context, a workflow.AttachmentRow) error {
	_, err := t.exec(ctx, `INSERT INTO attachment (`+attachmentHead+`, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, a.CaseID, a.OrgID, a.PersonID, a.Name, a.MediaType, a.SHA256, a.Size, a.AtMilli, a.Body)
	return err
}

// Attachment reads a file whole.
func (t *tx) Attachment(ctx context.Context, id string) (workflow.AttachmentRow, error) {
	return existing(ctx, t, "附件", scanAttachment, `SELECT `+attachmentHead+`, body FROM attachment WHERE id = $1`, id)
}

// Attachments lists the files of a case in the order they were handed in, without their bytes.
func (t *tx) Attachments(ctx context.Context, caseID string) ([]workflow.AttachmentRow, error) {
	return many(ctx, t, scanAttachmentHead, `SELECT `+attachmentHead+` FROM attachment WHERE case_id = $1 ORDER BY at_milli, id`, caseID)
}

// attachedSchema is the first version of the tables with attachments.
const attachedSchema = 5

// compareAttachments holds every file against its record, bytes included.
func (t *tx) compareAttachments(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, attachedSchema); err != nil || old {
		return err
	}
	met := 0
	err := t.each(ctx, `SELECT `+attachmentHead+`, body FROM attachment ORDER BY id`, func(row scanner) error {
		a, err := scanAttachment(row)
		if err != nil {
			return err
		}
		want, known := c.attachments[a.ID]
		if !known {
			return differs("附件 %s 在审计链中没有记录", a.Name)
		}
		recorded, _ := json.Marshal(want)
		stored, _ := json.Marshal(a.Record())
		if string(recorded) != string(stored) || hash(a.Body) != want.SHA256 || int64(len(a.Body)) != want.Size {
			return differs("附件 %s 的内容与审计链记录不符", want.Name)
		}
		met++
		return nil
	})
	if err == nil && met != len(c.attachments) {
		err = missing(ctx, t, "附件", `SELECT id FROM attachment`, c.attachments)
	}
	return err
}
