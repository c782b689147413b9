package sqlstore

import (
	"context"
	"encoding/json"

	"zhiya/valuation/fault"
	"zhiya/workflow/product"
)

// scanBody reads a record kept whole as JSON.
func scanBody[T any](row scanner) (T, error) {
	var v T
	var body string
	if err := row.Scan(&body); err != nil {
		return v, err
	}
	err := json.Unmarshal([]byte(body), &v)
	return v, err
}

// Products lists every version of every product of a bank, or of everybody, by bank, code and version.
func (t *tx) Products(ctx context.Context, orgID string) ([]product.Version, error) {
	if orgID == "" {
		return many(ctx, t, scanBody[product.Version], `SELECT body FROM product_version ORDER BY org_id, code, version`)
	}
	return many(ctx, t, scanBody[product.Version], `SELECT body FROM product_version WHERE org_id = $1 ORDER BY code, version`, orgID)
}

// InsertProduct keeps a version for ever; one that exists is a duplicate.
func (t *tx) InsertProduct(ctx context.Context, v product.Version) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fault.Wrap(err, "product.json", "贷款产品无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO product_version (org_id, code, version, from_on, body) VALUES ($1, $2, $3, $4, $5)`,
		v.OrgID, v.Terms.Code, v.Number, v.Terms.From.String(), string(body))
	return err
}

// ProductDecisions lists what was decided of the versions of a bank, or of everybody's, by bank, code and version.
func (t *tx) ProductDecisions(ctx context.Context, orgID string) ([]product.Decision, error) {
	if orgID == "" {
		return many(ctx, t, scanBody[product.Decision], `SELECT body FROM product_decision ORDER BY org_id, code, version`)
	}
	return many(ctx, t, scanBody[product.Decision], `SELECT body FROM product_decision WHERE org_id = $1 ORDER BY code, version`, orgID)
}

// InsertProductDecision keeps a decision for ever; a version is decided once.
func (t *tx) InsertProductDecision(ctx context.Context, d product.Decision) error {
	body, err := json.Marshal(d)
	if err != nil {
		return fault.Wrap(err, "product.json", "产品审批无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO product_decision (org_id, code, version, approved, body) VALUES ($1, $2, $3, $4, $5)`,
		d.OrgID, d.Code, d.Version, bit(d.Approved), string(body))
	return err
}

// BankFigures lists every version of a figure that a bank reports of itself, or of everybody's, in order.
func (t *tx) BankFigures(ctx context.Context, orgID string) ([]product.Figure, error) {
	if orgID == "" {
		return many(ctx, t, scanBody[product.Figure], `SELECT body FROM bank_figure ORDER BY org_id, name, version`)
	}
	return many(ctx, t, scanBody[product.Figure], `SELECT body FROM bank_figure WHERE org_id = $1 ORDER BY name, version`, orgID)
}

// InsertBankFigure keeps a version of a figure for ever; one that exists is a duplicate.
func (t *tx) InsertBankFigure(ctx context.Context, f product.Figure) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fault.Wrap(err, "figure.json", "银行指标无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO bank_figure (org_id, name, version, from_on, body) VALUES ($1, $2, $3, $4, $5)`,
		f.OrgID, f.Name, f.Version, f.AsOf.String(), string(body))
	return err
}
