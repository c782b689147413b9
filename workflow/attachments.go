package workflow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	_ "image/jpeg" // scans are read by their content
	_ "image/png"
	"slices"
	"strings"
	"unicode"

	"zhiya/valuation/fault"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
)

// AttachmentRef names an attachment; see casefile.AttachmentRef.
type AttachmentRef = casefile.AttachmentRef

// MostAttachment is the longest file that is kept, in bytes.
const MostAttachment = 20 << 20

// mostAttachments is how many files an organisation may hand in to one case.
const mostAttachments = 500

// mostPixels bounds a picture: an A4 page at 1,200 dpi has 139 million.
const mostPixels = 150_000_000

// AttachAction is the name of the audit event by which a file enters the store.
const AttachAction = string(casefile.AttachAction)

// AttachmentRow is a file handed in beside the papers of a case; it never changes once kept.
type AttachmentRow struct {
	ID        string
	CaseID    string
	OrgID     string // whose person handed it in
	PersonID  string
	Name      string
	MediaType string
	SHA256    string // hex, of Body
	Size      int64  // bytes
	AtMilli   int64  // unix milliseconds
	Body      []byte
}

// AttachedRecord is what the audit chain keeps of an attachment.
type AttachedRecord struct {
	ID        string `json:"id"`
	CaseID    string `json:"case_id"`
	OrgID     string `json:"org_id"`
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	AtMilli   int64  `json:"at_milli"`
}

// Record is what is recorded of the file when it is kept.
func (a AttachmentRow) Record() AttachedRecord {
	return AttachedRecord{ID: a.ID, CaseID: a.CaseID, OrgID: a.OrgID, PersonID: a.PersonID, Name: a.Name, MediaType: a.MediaType, SHA256: a.SHA256,
		Size: a.Size, AtMilli: a.AtMilli}
}

// Ref is the row without its bytes, as the records of a case name it.
func (a AttachmentRow) Ref() AttachmentRef {
	return AttachmentRef{ID: a.ID, Name: a.Name, SHA256: a.SHA256, Size: a.Size, MediaType: a.MediaType}
}

// Attach keeps a file in a case for an act on papers to name: a PDF, PNG or JPEG, told by its content and not by its name. The
// same bytes handed in again by the same organisation are the file that is there, under its first name. The hash goes into the
// audit chain.
//
// Faults: NotFound (no such case for this person), Forbidden (a post without acts on papers), Invalid (attachment.name, .empty,
// .size, .type, .broken), Refused
// (attachment.many). Nothing is stored when there is any.
func (d *Desk) Attach(ctx context.Context, personID, caseID, name string, body []byte) (AttachmentRef, error) {
	media, err := mediaType(body)
	if err != nil {
		return AttachmentRef{}, err
	}
	if name, err = d.attachmentName(name); err != nil {
		return AttachmentRef{}, err
	}
	sum := sha256.Sum256(body)
	at := d.Now()
	row := AttachmentRow{ID: d.NewID(), CaseID: caseID, PersonID: personID, Name: name, MediaType: media, SHA256: hex.EncodeToString(sum[:]),
		Size: int64(len(body)), AtMilli: at.UnixMilli(), Body: body}
	var ref AttachmentRef
	err = d.Store.Write(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, caseID)
		if err != nil {
			return err
		}
		if !s.MayAttach(a) {
			return fault.New(fault.Forbidden, "permission", "", "您的岗位在本案没有需要附件的事项，不能上传文件")
		}
		kept, err := tx.Attachments(ctx, caseID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(kept, func(k AttachmentRow) bool { return k.OrgID == a.OrgID && k.SHA256 == row.SHA256 }); i >= 0 {
			ref = kept[i].Ref()
			return nil
		}
		own := 0
		for _, k := range kept {
			if k.OrgID == a.OrgID {
				own++
			}
		}
		if own >= mostAttachments {
			return fault.New(fault.Refused, "attachment.many", "file", "贵机构在本案已上传 %d 个文件，达到上限；请合并扫描件后登记", own)
		}
		row.OrgID = a.OrgID
		if err := tx.InsertAttachment(ctx, row); err != nil {
			return err
		}
		raw, err := json.Marshal(struct {
			Attachment AttachedRecord `json:"attachment"`
		}{row.Record()})
		if err != nil {
			return fault.Wrap(err, "command.json", "操作内容无法保存")
		}
		ref = row.Ref()
		_, err = appendEvent(ctx, tx, audit.Event{AtMillis: row.AtMilli, PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID, Action: AttachAction,
			Object: s.Number, Version: s.Version, Payload: string(raw)})
		return err
	})
	if err != nil {
		return AttachmentRef{}, err
	}
	return ref, nil
}

// ReadAttachment reads a file that the person's organisation handed in, or that stands behind a record it may see.
func (d *Desk) ReadAttachment(ctx context.Context, personID, attachmentID string) (AttachmentRow, error) {
	var row AttachmentRow
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if row, err = tx.Attachment(ctx, attachmentID); err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, row.CaseID)
		if err != nil {
			return err
		}
		if row.OrgID != a.OrgID && !s.MayOpenAttachment(row.ID, a) {
			return fault.New(fault.NotFound, "attachment.missing", "", "没有找到该附件")
		}
		return nil
	})
	if err != nil {
		return AttachmentRow{}, err
	}
	return row, nil
}

// Attachments lists the files that the person's organisation handed in to a case, oldest first, without their bytes.
func (d *Desk) Attachments(ctx context.Context, personID, caseID string) ([]AttachmentRow, error) {
	var out []AttachmentRow
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if _, err := visible(ctx, tx, a, caseID); err != nil {
			return err
		}
		all, err := tx.Attachments(ctx, caseID)
		out = slices.DeleteFunc(all, func(k AttachmentRow) bool { return k.OrgID != a.OrgID })
		return err
	})
	return out, err
}

// attachment finds a file that the organisation handed in to the case, without its bytes.
func (j *job) attachment(ctx context.Context, tx Tx, id string) (AttachmentRef, bool) {
	kept, err := tx.Attachments(ctx, j.req.CaseID)
	if err != nil {
		j.lookup = err
		return AttachmentRef{}, false
	}
	i := slices.IndexFunc(kept, func(k AttachmentRow) bool { return k.ID == id && k.OrgID == j.actor.OrgID })
	if i < 0 {
		return AttachmentRef{}, false
	}
	return kept[i].Ref(), true
}

// mediaType tells PDF, PNG and JPEG by their bytes and refuses a file that was cut off or is too large.
func mediaType(body []byte) (string, error) {
	switch {
	case len(body) == 0:
		return "", fault.New(fault.Invalid, "attachment.empty", "file", "所选文件是空文件")
	case len(body) > MostAttachment:
		return "", fault.New(fault.Invalid, "attachment.size", "file", "文件为 %.1f MB，超过 20 MB；请以较低分辨率（建议 200 dpi）重新扫描或分卷", float64(len(body))/(1<<20))
	}
	broken := fault.New(fault.Invalid, "attachment.broken", "file", "文件不完整或已损坏，请重新扫描或重新导出")
	tail := body[max(0, len(body)-1024):]
	switch {
	case bytes.HasPrefix(body, []byte("%PDF-")):
		if !bytes.Contains(tail, []byte("%%EOF")) || !bytes.Contains(body, []byte("startxref")) {
			return "", broken
		}
		return "application/pdf", nil
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")), bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		c, format, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil || c.Width < 1 || c.Height < 1 || int64(c.Width)*int64(c.Height) > mostPixels {
			return "", broken
		}
		if end := map[string]string{"png": "IEND\xae\x42\x60\x82", "jpeg": "\xff\xd9"}[format]; end == "" || !bytes.Contains(tail, []byte(end)) {
			return "", broken
		}
		return "image/" + format, nil
	}
	return "", fault.New(fault.Invalid, "attachment.type", "file", "只接受 PDF、PNG、JPEG 文件（按内容识别，改后缀名无效），请另存为其中一种")
}

// attachmentName is the last part of the name, without what a list or a file system would stumble over.
func (d *Desk) attachmentName(name string) (string, error) {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name))
	switch {
	case name == "" || strings.Trim(name, ".") == "":
		return "", fault.New(fault.Invalid, "attachment.name", "name", "请给出文件名")
	case len([]rune(name)) > 120:
		return "", fault.New(fault.Invalid, "attachment.name", "name", "文件名超过 120 字，请改短后再上传")
	}
	if d.Documents != nil {
		if bad := d.Documents.Unprintable(name); len(bad) > 0 {
			return "", fault.New(fault.Invalid, "text.unprintable", "name", "文件名含有无法打印的字符 %s，请改名后再上传", names(bad))
		}
	}
	return name, nil
}
