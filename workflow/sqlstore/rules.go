package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
)

// RulePacks lists the imported packs in the order of their import.
func (t *tx) RulePacks(ctx context.Context) ([]workflow.ImportedPack, error) {
	return many(ctx, t, scanBody[workflow.ImportedPack], `SELECT body FROM rule_pack ORDER BY seq`)
}

// RulePackCount is the number of the last import, 0 before the first.
func (t *tx) RulePackCount(ctx context.Context) (int64, error) {
	n, _, err := one(ctx, t, func(row scanner) (n int64, err error) { err = row.Scan(&n); return n, err }, `SELECT COALESCE(MAX(seq), 0) FROM rule_pack`)
	return n, err
}

// InsertRulePack keeps an import for ever; a number that exists is a duplicate.
func (t *tx) InsertRulePack(ctx context.Context, p workflow.ImportedPack) error {
	body, err := json.Marshal(p)
	if err != nil {
		return fault.Wrap(err, "rules.json", "规则包无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO rule_pack (seq, pack_id, valid_from, body) VALUES ($1, $2, $3, $4)`, p.Seq, p.Pack.ID, p.Pack.ValidFrom.String(), string(body))
	return err
}

// ruleSchema is the first version of the table with imported rule packs.
const ruleSchema = 9

// noteRules remembers an imported pack as it was saved.
func (c Chain) noteRules(e audit.Event) {
	if e.Action != workflow.RulesAction {
		return
	}
	var p struct {
		Seq int64 `json:"seq"`
	}
	if json.Unmarshal([]byte(e.Payload), &p) == nil {
		c.rules[p.Seq] = e.Payload
	}
}

// compareRules holds every imported pack against its record: a rule put in by hand would judge every case of its day.
func (t *tx) compareRules(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, ruleSchema); err != nil || old {
		return err
	}
	met := 0
	err := t.each(ctx, `SELECT seq, pack_id, body FROM rule_pack ORDER BY seq`, func(row scanner) error {
		var seq int64
		var id, body string
		if err := row.Scan(&seq, &id, &body); err != nil {
			return err
		}
		what := fmt.Sprintf("第 %d 次导入的规则包 %s", seq, id)
		switch want, known := c.rules[seq]; {
		case !known:
			return differs("%s 在审计链中没有记录", what)
		case want != body:
			return differs("%s 与审计链记录不符", what)
		}
		met++
		return nil
	})
	if err == nil && met != len(c.rules) {
		err = differs("审计链记录了 %d 次规则包导入，数据中只有 %d 次", len(c.rules), met)
	}
	return err
}
