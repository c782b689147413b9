package sqlstore

import (
	"context"
	"encoding/json"

	"zhiya/workflow/access"
)

const orgColumns = `id, kind, code, name, uscc, sample`

func scanOrg(row scanner) (access.Org, error) {
	var o access.Org
	err := row.Scan(&o.ID, &o.Kind, &o.Code, &o.Name, &o.USCC, &o.Sample)
	return o, err
}

// Org reads an organisation.
func (t *tx) Org(ctx context.Context, id string) (access.Org, error) {
	return existing(ctx, t, "机构", scanOrg, `SELECT `+orgColumns+` FROM org WHERE id = $1`, id)
}

// Orgs lists all organisations by code.
func (t *tx) Orgs(ctx context.Context) ([]access.Org, error) {
	return many(ctx, t, scanOrg, `SELECT `+orgColumns+` FROM org ORDER BY code`)
}

// SaveOrg adds an organisation or replaces the one with its id; a code taken by another is a duplicate.
func (t *tx) SaveOrg(ctx context.Context, o access.Org) error {
	_, err := t.exec(ctx, `INSERT INTO org (`+orgColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, code = excluded.code, name = excluded.name, uscc = excluded.uscc,
		sample = excluded.sample`,
		o.ID, string(o.Kind), o.Code, o.Name, o.USCC, bit(o.Sample))
	return err
}

const personColumns = `id, org_id, login, name, licence, roles, active, password, sample`

func scanPerson(row scanner) (access.Person, error) {
	var p access.Person
	var roles string
	err := row.Scan(&p.ID, &p.OrgID, &p.Login, &p.Name, &p.Licence, &roles, &p.Active, &p.Password, &p.Sample)
	if err != nil {
		return p, err
	}
	err = json.Unmarshal([]byte(roles), &p.Roles)
	return p, err
}

// Person reads a person.
func (t *tx) Person(ctx context.Context, id string) (access.Person, error) {
	return existing(ctx, t, "人员", scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, id)
}

// PersonByLogin reads a person by login name.
func (t *tx) PersonByLogin(ctx context.Context, login string) (access.Person, error) {
	return existing(ctx, t, "人员", scanPerson, `SELECT `+personColumns+` FROM person WHERE login = $1`, login)
}

// People lists the people of an organisation, or everybody, by organisation and login.
func (t *tx) People(ctx context.Context, orgID string) ([]access.Person, error) {
	if orgID == "" {
		return many(ctx, t, scanPerson, `SELECT `+personColumns+` FROM person ORDER BY org_id, login`)
	}
	return many(ctx, t, scanPerson, `SELECT `+personColumns+` FROM person WHERE org_id = $1 ORDER BY login`, orgID)
}

// SavePerson adds a person or replaces the one with this id; a login taken by another is a duplicate.
func (t *tx) SavePerson(ctx context.Context, p access.Person) error {
	roles, err := json.Marshal(p.Roles)
	if err != nil {
		return t.fail(ctx, err)
	}
	_, err = t.exec(ctx, `INSERT INTO person (`+personColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET org_id = excluded.org_id, login = excluded.login, name = excluded.name,
		licence = excluded.licence, roles = excluded.roles, active = excluded.active, password = excluded.password,
		sample = excluded.sample`,
		p.ID, p.OrgID, p.Login, p.Name, p.Licence, string(roles), bit(p.Active), p.Password, bit(p.Sample))
	return err
}
