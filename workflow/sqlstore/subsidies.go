package sqlstore

import (
	"context"
	"encoding/json"

	"zhiya/valuation/fault"
	"zhiya/workflow/subsidy"
)

// SubsidyActs lists every act on every batch of subsidies, by number of the batch and version.
func (t *tx) SubsidyActs(ctx context.Context) ([]subsidy.Record, error) {
	return many(ctx, t, scanBody[subsidy.Record], `SELECT body FROM subsidy_act ORDER BY number, version`)
}

// SubsidyActCount counts the acts: they are never removed, so the same count is the same acts.
func (t *tx) SubsidyActCount(ctx context.Context) (int64, error) {
	n, _, err := one(ctx, t, func(row scanner) (n int64, err error) { err = row.Scan(&n); return n, err }, `SELECT COUNT(*) FROM subsidy_act`)
	return n, err
}

// InsertSubsidyAct keeps an act for ever; a second one of the same version of a batch is a duplicate.
func (t *tx) InsertSubsidyAct(ctx context.Context, r subsidy.Record) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fault.Wrap(err, "subsidy.json", "补贴批次的记录无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO subsidy_act (number, version, batch_id, org_id, action, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.Number, r.Version, r.BatchID, r.Mark.OrgID, string(r.Mark.Act), string(body))
	return err
}
