package sqlstore

import (
	"context"

	"zhiya/workflow"
	"zhiya/workflow/audit"
)

// Command reads what a command did when it was done before.
func (t *tx) Command(ctx context.Context, id string) (workflow.CommandRecord, bool, error) {
	return one(ctx, t, func(row scanner) (r workflow.CommandRecord, err error) {
		err = row.Scan(&r.ID, &r.Digest, &r.Result, &r.AtMilli)
		return r, err
	}, `SELECT id, digest, result, at_milli FROM command_record WHERE id = $1`, id)
}

// InsertCommand remembers a command.
func (t *tx) InsertCommand(ctx context.Context, r workflow.CommandRecord) error {
	_, err := t.exec(ctx, `INSERT INTO command_record (id, digest, result, at_milli) VALUES ($1, $2, $3, $4)`,
		r.ID, r.Digest, r.Result, r.AtMilli)
	return err
}

const eventColumns = `seq, at_millis, person_id, person, org_id, action, object, version, payload, prev_hash, hash`

func scanEvent(row scanner) (audit.Event, error) {
	var e audit.Event
	err := row.Scan(&e.Seq, &e.AtMillis, &e.PersonID, &e.Person, &e.OrgID, &e.Action, &e.Object, &e.Version, &e.Payload,
		&e.PrevHash, &e.Hash)
	return e, err
}

// LastEvent reads the end of the chain; inside Write the head is already locked.
func (t *tx) LastEvent(ctx context.Context) (audit.Event, error) {
	e, _, err := one(ctx, t, scanEvent, `SELECT `+eventColumns+` FROM audit_event ORDER BY seq DESC LIMIT 1`)
	return e, err
}

// InsertEvent appends an event; the engine itself refuses one that does not follow the last.
func (t *tx) InsertEvent(ctx context.Context, e audit.Event) error {
	_, err := t.exec(ctx, `INSERT INTO audit_event (`+eventColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Seq, e.AtMillis, e.PersonID, e.Person, e.OrgID, e.Action, e.Object, e.Version, e.Payload, e.PrevHash, e.Hash)
	return err
}

// longestEventPage is the most events one page may hold.
const longestEventPage = 10000

// Events lists events after a sequence number, of one object or of all.
func (t *tx) Events(ctx context.Context, after int64, limit int, object string) ([]audit.Event, error) {
	limit, err := limited(limit, longestEventPage)
	if err != nil {
		return nil, err
	}
	if object == "" {
		return many(ctx, t, scanEvent, `SELECT `+eventColumns+` FROM audit_event WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
	}
	return many(ctx, t, scanEvent,
		`SELECT `+eventColumns+` FROM audit_event WHERE object = $1 AND seq > $2 ORDER BY seq LIMIT $3`, object, after, limit)
}

// SaveDraft keeps the latest text of a form.
func (t *tx) SaveDraft(ctx context.Context, d workflow.Draft) error {
	_, err := t.exec(ctx, `INSERT INTO draft (person_id, case_id, command, body, at_milli) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, case_id, command) DO UPDATE SET body = excluded.body, at_milli = excluded.at_milli`,
		d.PersonID, d.CaseID, d.Command, d.Body, d.AtMilli)
	return err
}

// Draft reads a form left unfinished.
func (t *tx) Draft(ctx context.Context, personID, caseID, command string) (workflow.Draft, bool, error) {
	return one(ctx, t, func(row scanner) (d workflow.Draft, err error) {
		err = row.Scan(&d.PersonID, &d.CaseID, &d.Command, &d.Body, &d.AtMilli)
		return d, err
	}, `SELECT person_id, case_id, command, body, at_milli FROM draft WHERE person_id = $1 AND case_id = $2 AND command = $3`,
		personID, caseID, command)
}

// DeleteDraft forgets a form; one that does not exist is no error.
func (t *tx) DeleteDraft(ctx context.Context, personID, caseID, command string) error {
	_, err := t.exec(ctx, `DELETE FROM draft WHERE person_id = $1 AND case_id = $2 AND command = $3`, personID, caseID, command)
	return err
}

// Meta reads a single value of the store.
func (t *tx) Meta(ctx context.Context, key string) (string, error) {
	s, _, err := one(ctx, t, scanText, `SELECT value FROM meta WHERE key = $1`, key)
	return s, err
}

// SetMeta keeps a single value of the store.
func (t *tx) SetMeta(ctx context.Context, key, value string) error {
	_, err := t.exec(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}
