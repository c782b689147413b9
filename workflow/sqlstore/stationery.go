package sqlstore

import (
	"context"
	"encoding/json"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/stationery"
)

func scanStationery(row scanner) (stationery.Settings, error) {
	var s stationery.Settings
	var body string
	if err := row.Scan(&body); err != nil {
		return s, err
	}
	err := json.Unmarshal([]byte(body), &s)
	return s, err
}

// Stationery lists every version of an organisation's settings, or of everybody's, by organisation and version.
func (t *tx) Stationery(ctx context.Context, orgID string) ([]stationery.Settings, error) {
	if orgID == "" {
		return many(ctx, t, scanStationery, `SELECT body FROM stationery ORDER BY org_id, version`)
	}
	return many(ctx, t, scanStationery, `SELECT body FROM stationery WHERE org_id = $1 ORDER BY version`, orgID)
}

// InsertStationery keeps a version for ever; one that exists is a duplicate.
func (t *tx) InsertStationery(ctx context.Context, s stationery.Settings) error {
	body, err := json.Marshal(s)
	if err != nil {
		return fault.Wrap(err, "stationery.json", "文书设置无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO stationery (org_id, version, from_on, body) VALUES ($1, $2, $3, $4)`, s.OrgID, s.Version, s.From.String(), string(body))
	return err
}

// Logo reads a kept picture; false when there is none of this hash.
func (t *tx) Logo(ctx context.Context, sha string) ([]byte, bool, error) {
	return one(ctx, t, func(row scanner) (b []byte, err error) { err = row.Scan(&b); return b, err }, `SELECT body FROM logo WHERE sha256 = $1`, sha)
}

// InsertLogo keeps a picture under its hash for ever; one that exists is a duplicate.
func (t *tx) InsertLogo(ctx context.Context, sha string, picture []byte) error {
	_, err := t.exec(ctx, `INSERT INTO logo (sha256, body) VALUES ($1, $2)`, sha, picture)
	return err
}

func scanWording(row scanner) (stationery.Wording, error) {
	var w stationery.Wording
	var day string
	err := row.Scan(&w.OrgID, &w.Name, &w.Version, &w.Text, &w.Reset, &day, &w.AtMilli, &w.Person)
	if err == nil && day != "" {
		w.SavedOn, err = date.Parse(day)
	}
	return w, err
}

// Wordings lists every version an organisation saved, by template and version.
func (t *tx) Wordings(ctx context.Context, orgID string) ([]stationery.Wording, error) {
	return many(ctx, t, scanWording, `SELECT org_id, name, version, text, reset, saved_on, at_milli, person FROM wording
		WHERE org_id = $1 ORDER BY name, version`, orgID)
}

// InsertWording keeps a version for ever; one that exists is a duplicate.
func (t *tx) InsertWording(ctx context.Context, w stationery.Wording) error {
	_, err := t.exec(ctx, `INSERT INTO wording (org_id, name, version, text, reset, saved_on, at_milli, person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		w.OrgID, w.Name, w.Version, w.Text, bit(w.Reset), w.SavedOn.String(), w.AtMilli, w.Person)
	return err
}

// Sequence reads the last number counted in the scope, 0 before the first.
func (t *tx) Sequence(ctx context.Context, scope string) (int64, error) {
	n, _, err := one(ctx, t, func(row scanner) (n int64, err error) { err = row.Scan(&n); return n, err }, `SELECT value FROM sequence_counter WHERE scope = $1`, scope)
	return n, err
}
