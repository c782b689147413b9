package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/subsidy"
)

// subsidySchema is the first version of the tables with batches of subsidies.
const subsidySchema = 16

func subsidyKey(r subsidy.Record) string { return fmt.Sprintf("%s %d", r.Number, r.Version) }

// noteSubsidies remembers an act on a batch as it was saved.
func (c Chain) noteSubsidies(e audit.Event) {
	if !strings.HasPrefix(e.Object, workflow.SubsidyObject) {
		return
	}
	var r subsidy.Record
	if json.Unmarshal([]byte(e.Payload), &r) == nil {
		c.subsidies[subsidyKey(r)] = e.Payload
	}
}

// compareSubsidies holds every act against its record: one put in by hand would pay money that nobody approved.
func (t *tx) compareSubsidies(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, subsidySchema); err != nil || old {
		return err
	}
	met := 0
	err := t.each(ctx, `SELECT number, version, batch_id, org_id, action, body FROM subsidy_act ORDER BY number, version`, func(row scanner) error {
		var number, batch, org, action, body string
		var version int64
		if err := row.Scan(&number, &version, &batch, &org, &action, &body); err != nil {
			return err
		}
		var r subsidy.Record
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return err
		}
		want, known := c.subsidies[fmt.Sprintf("%s %d", number, version)]
		switch {
		case !known:
			return differs("补贴批次 %s 第 %d 步在审计链中没有记录", number, version)
		case want != body || r.BatchID != batch || r.Mark.OrgID != org || string(r.Mark.Act) != action:
			return differs("补贴批次 %s 第 %d 步与审计链记录不符", number, version)
		}
		met++
		return nil
	})
	if err == nil && met != len(c.subsidies) {
		err = differs("审计链记录了补贴批次的 %d 步，数据中只有 %d 步", len(c.subsidies), met)
	}
	return err
}
