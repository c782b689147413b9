package sqlstore

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
)

const keyColumns = `id, COALESCE(org_id, ''), algorithm, public_key, issuer, from_on, until_on, revoked_on, private_key, sample`

func scanKey(row scanner) (workflow.SigningKey, error) {
	var k workflow.SigningKey
	var days [3]string
	err := row.Scan(&k.ID, &k.OrgID, &k.Algorithm, &k.Public, &k.Issuer, &days[0], &days[1], &days[2], &k.Private, &k.Sample)
	for i, into := range []*date.Date{&k.From, &k.Until, &k.Revoked} {
		if err == nil && days[i] != "" {
			*into, err = date.Parse(days[i])
		}
	}
	return k, err
}

// SigningKey reads a key by its id.
func (t *tx) SigningKey(ctx context.Context, id string) (workflow.SigningKey, error) {
	return existing(ctx, t, "签名密钥", scanKey, `SELECT `+keyColumns+` FROM signing_key WHERE id = $1`, id)
}

// SigningKeys lists all keys by first day and id.
func (t *tx) SigningKeys(ctx context.Context) ([]workflow.SigningKey, error) {
	return many(ctx, t, scanKey, `SELECT `+keyColumns+` FROM signing_key ORDER BY from_on, id`)
}

// InsertSigningKey keeps a key for ever. A second key with the id, or a second key in use of one organisation, is a duplicate.
func (t *tx) InsertSigningKey(ctx context.Context, k workflow.SigningKey) error {
	var orgID any // NULL for a key of another store's organisation
	if k.OrgID != "" {
		orgID = k.OrgID
	}
	public := k.Public
	if public == nil {
		public = []byte{}
	}
	_, err := t.exec(ctx, `INSERT INTO signing_key (id, org_id, algorithm, public_key, issuer, from_on, until_on, revoked_on, private_key, sample)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, k.ID, orgID, string(k.Algorithm), public, k.Issuer, k.From.String(), k.Until.String(),
		k.Revoked.String(), string(k.Private), bit(k.Sample))
	return err
}

// EndSigningKey sets the last day and the revocation of a key; a zero date leaves what is there.
func (t *tx) EndSigningKey(ctx context.Context, id string, until, revoked date.Date) error {
	n, err := t.exec(ctx, `UPDATE signing_key SET until_on = CASE WHEN $2 = '' THEN until_on ELSE $2 END,
		revoked_on = CASE WHEN $3 = '' THEN revoked_on ELSE $3 END WHERE id = $1`, id, until.String(), revoked.String())
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "not_found", "", "没有找到该签名密钥")
	}
	return err
}
