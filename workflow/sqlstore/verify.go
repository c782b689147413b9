package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/register"
)

// auditPage is how many events are held in memory while the chain is walked.
const auditPage = 200

// Chain is what the audit chain says the store holds: its own head, the SHA-256 of every case after its last act and of every
// document issued.
type Chain struct {
	Head      audit.Head
	cases     map[string]string                // case number: hex SHA-256 of its body; "" when its last act was recorded before bodies were hashed
	documents map[string]workflow.IssuedRecord // by number
	keys      map[string]workflow.SigningKey   // by id, as the last act on it left it

	attachments map[string]workflow.AttachedRecord // by id
	printed     map[string]string                  // settings and wordings of papers as they were saved
	products    map[string]string                  // versions of loan products, decisions and figures as they were saved
	partners    map[string]string                  // records of the partners' books and decisions as they were saved
	subsidies   map[string]string                  // acts on batches of subsidies as they were saved
	rules       map[int64]string                   // imported rule packs as they were saved, by number
	batches     map[int64]register.Batch           // of the registers of rights
	alarms      map[int64]workflow.AlarmRecord     // by event
}

// DocumentSHA256 is the hex SHA-256 that the chain recorded when the document of this number was issued; false when it records
// no such document.
func (c Chain) DocumentSHA256(number string) (string, bool) {
	r, found := c.documents[number]
	return r.SHA256, found
}

// Issued is what the chain recorded when the document of this number was issued; false when it records no such document.
func (c Chain) Issued(number string) (workflow.IssuedRecord, bool) {
	r, found := c.documents[number]
	return r, found
}

// Chain walks the whole audit chain on one consistent state; see VerifyAudit for since and the faults. It does not look at the
// cases and documents themselves.
func (s *Store) Chain(ctx context.Context, since *audit.Head) (Chain, error) {
	var c Chain
	err := s.Read(ctx, func(tx workflow.Tx) (err error) {
		c, err = walk(ctx, tx, since)
		return err
	})
	return c, err
}

// VerifyAudit walks the whole audit chain on one consistent state, compares every case and every document with what the chain
// recorded of it, and returns the chain's head, the note to keep elsewhere; since, when not nil, is such a note taken earlier,
// through which the chain must still run. A chain that does not hold is a fault "audit.broken" whose cause is an audit.Break;
// a case or document that is not as the chain recorded it is a fault "audit.content". Both are Refused.
func (s *Store) VerifyAudit(ctx context.Context, since *audit.Head) (audit.Head, error) {
	var head audit.Head
	err := s.Read(ctx, func(tx workflow.Tx) (err error) {
		head, err = VerifyAudit(ctx, tx, since)
		return err
	})
	return head, err
}

// VerifyAudit is Store.VerifyAudit inside a transaction.
func VerifyAudit(ctx context.Context, t workflow.Tx, since *audit.Head) (audit.Head, error) {
	chain, err := walk(ctx, t, since)
	if err != nil {
		return audit.Head{}, err
	}
	if own, ok := t.(*tx); ok {
		if err := own.compare(ctx, chain); err != nil {
			return audit.Head{}, err
		}
	}
	return chain.Head, nil
}

// recorded is what is read of the payload of an event; the acts that are no command of a case have neither.
type recorded struct {
	Command   json.RawMessage         `json:"command"`
	State     string                  `json:"state"`
	Documents []workflow.IssuedRecord `json:"documents"`
	Keys      []workflow.SigningKey   `json:"keys"`

	Attachment *workflow.AttachedRecord `json:"attachment"`
}

func walk(ctx context.Context, t workflow.Tx, since *audit.Head) (Chain, error) {
	c := Chain{cases: map[string]string{}, documents: map[string]workflow.IssuedRecord{}, keys: map[string]workflow.SigningKey{},
		attachments: map[string]workflow.AttachedRecord{}, printed: map[string]string{}, products: map[string]string{}, partners: map[string]string{}, subsidies: map[string]string{}, rules: map[int64]string{},
		batches: map[int64]register.Batch{}, alarms: map[int64]workflow.AlarmRecord{}}
	var v audit.Verifier
	if since != nil {
		v.Since(*since)
	}
	for after := int64(0); ; {
		events, err := t.Events(ctx, after, auditPage, "")
		if err != nil {
			return Chain{}, err
		}
		for _, e := range events {
			if err := v.Next(e); err != nil {
				return Chain{}, broken(err)
			}
			c.note(e)
			after = e.Seq
		}
		if len(events) < auditPage {
			break
		}
	}
	var err error
	if c.Head, err = v.End(); err != nil {
		return Chain{}, broken(err)
	}
	if own, ok := t.(*tx); ok {
		noted, err := own.notedHead(ctx)
		if err != nil {
			return Chain{}, err
		}
		if noted != c.Head {
			return Chain{}, broken(audit.Break{Seq: c.Head.Seq + 1, Reason: fmt.Sprintf("链尾被截断或改动：库内记录的链头为第 %d 条", noted.Seq)})
		}
	}
	return c, nil
}

// note remembers what an event says of its case and of the documents it issued.
func (c Chain) note(e audit.Event) {
	var r recorded
	if json.Unmarshal([]byte(e.Payload), &r) != nil {
		return
	}
	if strings.HasSuffix(e.Action, "SigningKey") {
		for _, k := range r.Keys {
			c.keys[k.ID] = k
		}
	}
	c.notePrinted(e)
	c.noteProducts(e)
	c.notePartners(e)
	c.noteSubsidies(e)
	c.noteRules(e)
	c.noteRegister(e)
	c.noteAlarms(e)
	if e.Action == workflow.AttachAction && r.Attachment != nil {
		c.attachments[r.Attachment.ID] = *r.Attachment
	}
	if r.Command == nil {
		return
	}
	c.cases[e.Object] = r.State
	for _, d := range r.Documents {
		c.documents[d.Number] = d
	}
}

// compare looks for the first case, then the first document, that is not as the chain recorded it, is unknown to the chain or
// is missing.
func (t *tx) compare(ctx context.Context, c Chain) error {
	met := 0
	err := t.each(ctx, `SELECT number, version, stage, compensation, disposal, body FROM cases ORDER BY number`, func(row scanner) error {
		var r workflow.CaseRow
		if err := row.Scan(&r.Number, &r.Version, &r.Stage, &r.Compensation, &r.Disposal, &r.Body); err != nil {
			return err
		}
		want, known := c.cases[r.Number]
		switch {
		case !known:
			return differs("案件 %s 在审计链中没有记录", r.Number)
		case want != "" && (hash([]byte(r.Body)) != want || !listedAs(r)):
			return differs("案件 %s 的内容与审计链记录不符", r.Number)
		}
		met++
		return nil
	})
	if err != nil {
		return err
	}
	if met != len(c.cases) {
		return missing(ctx, t, "案件", `SELECT number FROM cases`, c.cases)
	}
	if err := t.compareDocuments(ctx, c); err != nil {
		return err
	}
	if err := t.compareKeys(ctx, c); err != nil {
		return err
	}
	if err := t.comparePrinted(ctx, c); err != nil {
		return err
	}
	if err := t.compareProducts(ctx, c); err != nil {
		return err
	}
	if err := t.comparePartners(ctx, c); err != nil {
		return err
	}
	if err := t.compareExposures(ctx); err != nil {
		return err
	}
	if err := t.comparePositions(ctx); err != nil {
		return err
	}
	if err := t.compareSubsidies(ctx, c); err != nil {
		return err
	}
	if err := t.compareRules(ctx, c); err != nil {
		return err
	}
	if err := t.compareRegister(ctx, c); err != nil {
		return err
	}
	if err := t.compareAlarms(ctx, c); err != nil {
		return err
	}
	if err := t.compareWatched(ctx); err != nil {
		return err
	}
	return t.compareAttachments(ctx, c)
}

// signedSchema is the first version of the tables with signatures; an older copy is examined too before it is upgraded.
const signedSchema = 2

// compareDocuments holds every stored document against its record and names the first field that differs.
func (t *tx) compareDocuments(ctx context.Context, c Chain) error {
	query := `SELECT ` + documentColumns + ` FROM document ORDER BY number`
	if old, err := t.older(ctx, signedSchema); err != nil {
		return err
	} else if old {
		query = strings.Replace(query, "amount_fen, note", "0, ''", 1)
	}
	met := 0
	err := t.each(ctx, query, func(row scanner) error {
		d, err := scanDocument(row)
		if err != nil {
			return err
		}
		want, known := c.documents[d.Number]
		if !known {
			return differs("文书 %s 在审计链中没有记录", d.Number)
		}
		if wrong := want.Differences(d); len(wrong) > 0 {
			return differs("文书 %s 的内容与审计链记录不符（%s）", d.Number, wrong[0].Field)
		}
		met++
		return nil
	})
	if err == nil && met != len(c.documents) {
		err = missing(ctx, t, "文书", `SELECT number FROM document`, c.documents)
	}
	return err
}

// compareKeys holds every signing key against its record: a key put in by hand would vouch for forged documents.
func (t *tx) compareKeys(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, signedSchema); err != nil || old {
		return err
	}
	keys, err := t.SigningKeys(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		want, known := c.keys[k.ID]
		if !known {
			return differs("签名密钥 %s 在审计链中没有记录", k.ID)
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(k)
		if string(a) != string(b) {
			return differs("签名密钥 %s 与审计链记录不符", k.ID)
		}
	}
	if len(keys) != len(c.keys) {
		return missing(ctx, t, "签名密钥", `SELECT id FROM signing_key`, c.keys)
	}
	return nil
}

// older reports whether the tables are of a version before this one.
func (t *tx) older(ctx context.Context, version int64) (bool, error) {
	have, _, err := one(ctx, t, func(row scanner) (n int64, err error) { err = row.Scan(&n); return n, err },
		`SELECT COALESCE(MAX(version_id), 0) FROM `+versionTable)
	return have < version, err
}

// listedAs reports whether the columns a case is listed and advanced by are those of its body.
func listedAs(r workflow.CaseRow) bool {
	var s struct {
		Number       string `json:"number"`
		Version      int64  `json:"version"`
		Stage        string `json:"stage"`
		Compensation string `json:"compensation_state"`
		Disposal     string `json:"disposal_state"`
	}
	return json.Unmarshal([]byte(r.Body), &s) == nil && s.Number == r.Number && s.Version == r.Version && s.Stage == r.Stage &&
		s.Compensation == r.Compensation && s.Disposal == r.Disposal
}

// missing names the first number that the chain records and the table no longer has.
func missing[T any](ctx context.Context, t *tx, noun, query string, recorded map[string]T) error {
	there := map[string]bool{}
	err := t.each(ctx, query, func(row scanner) error {
		number, err := scanText(row)
		there[number] = true
		return err
	})
	if err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(recorded)) {
		if !there[number] {
			return differs("%s %s 在审计链中有记录，数据中却没有", noun, number)
		}
	}
	return nil
}

// each hands one row after the other to f, so that the bodies of a whole store are never in memory at once. A fault of f ends
// it and is returned as it is.
func (t *tx) each(ctx context.Context, query string, f func(row scanner) error) error {
	if err := t.ready(ctx, nil); err != nil {
		return err
	}
	rows, err := t.sql.QueryContext(ctx, query)
	if err != nil {
		return t.fail(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); fault.Has(err, "audit.content") {
			return err
		} else if err != nil {
			return t.fail(ctx, err)
		}
	}
	if err := rows.Err(); err != nil {
		return t.fail(ctx, err)
	}
	return nil
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// notedHead reads the head as the engine noted it while events were appended.
func (t *tx) notedHead(ctx context.Context) (audit.Head, error) {
	return existing(ctx, t, "审计链头记录", func(row scanner) (h audit.Head, err error) {
		err = row.Scan(&h.Seq, &h.Hash)
		return h, err
	}, `SELECT seq, hash FROM audit_head WHERE id = 1`)
}

// remedy ends the message of every finding.
const remedy = "；请保留数据文件，停止使用并联系审计管理员"

func broken(err error) error {
	return fault.Fault{Kind: fault.Refused, Code: "audit.broken", Message: err.Error() + remedy, Cause: err}
}

func differs(message string, args ...any) error {
	return fault.New(fault.Refused, "audit.content", "", message+remedy, args...)
}
