package sqlstore

import (
	"context"

	"zhiya/workflow/exchange"
)

func scanMapping(row scanner) (exchange.Kept, error) {
	var k exchange.Kept
	var body string
	err := row.Scan(&k.Name, &k.Heads, &body, &k.Person, &k.AtMilli)
	if err == nil {
		k.Mapping, err = exchange.ReadMapping([]byte(body))
	}
	return k, err
}

// ImportMappings lists the mappings an organisation keeps, by name.
func (t *tx) ImportMappings(ctx context.Context, orgID string) ([]exchange.Kept, error) {
	return many(ctx, t, scanMapping, `SELECT name, heads, body, person, at_milli FROM import_mapping WHERE org_id = $1 ORDER BY name`, orgID)
}

// SaveImportMapping keeps a mapping under its name.
func (t *tx) SaveImportMapping(ctx context.Context, orgID string, k exchange.Kept) error {
	body, err := k.Mapping.JSON()
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO import_mapping (org_id, name, heads, body, person, at_milli) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, name) DO UPDATE SET heads = excluded.heads, body = excluded.body, person = excluded.person, at_milli = excluded.at_milli`,
		orgID, k.Name, k.Heads, string(body), k.Person, k.AtMilli)
	return err
}

// DeleteImportMapping forgets a mapping; one that does not exist is no error.
func (t *tx) DeleteImportMapping(ctx context.Context, orgID, name string) error {
	_, err := t.exec(ctx, `DELETE FROM import_mapping WHERE org_id = $1 AND name = $2`, orgID, name)
	return err
}
