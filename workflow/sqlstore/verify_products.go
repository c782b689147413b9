package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"zhiya/workflow"
	"zhiya/workflow/audit"
)

// productSchema is the first version of the tables with loan products.
const productSchema = 12

// productRecord names a record of the loan products: a version, a decision or a figure.
type productRecord struct {
	OrgID   string `json:"org_id"`
	Code    string `json:"code"` // of a decision
	Name    string `json:"name"` // of a figure
	Version int64  `json:"version"`
	Terms   struct {
		Code string `json:"code"`
	} `json:"terms"` // of a version
}

func (p productRecord) key(action string) string {
	return fmt.Sprintf("%s %s %s%s%s %d", action, p.OrgID, p.Code, p.Name, p.Terms.Code, p.Version)
}

// noteProducts remembers the versions, decisions and figures that an event saved, as they were saved.
func (c Chain) noteProducts(e audit.Event) {
	if e.Action != workflow.ProductAction && e.Action != workflow.ProductDecisionAction && e.Action != workflow.BankFigureAction {
		return
	}
	var p productRecord
	if json.Unmarshal([]byte(e.Payload), &p) == nil {
		c.products[p.key(e.Action)] = e.Payload
	}
}

// compareProducts holds every version, decision and figure against its record: one put in by hand would let a loan pass that
// nobody approved.
func (t *tx) compareProducts(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, productSchema); err != nil || old {
		return err
	}
	met := 0
	for _, table := range []struct{ action, query, what string }{
		{workflow.ProductAction, `SELECT body FROM product_version ORDER BY org_id, code, version`, "贷款产品"},
		{workflow.ProductDecisionAction, `SELECT body FROM product_decision ORDER BY org_id, code, version`, "贷款产品的审批"},
		{workflow.BankFigureAction, `SELECT body FROM bank_figure ORDER BY org_id, name, version`, "银行指标"},
	} {
		err := t.each(ctx, table.query, func(row scanner) error {
			var body string
			if err := row.Scan(&body); err != nil {
				return err
			}
			var p productRecord
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				return err
			}
			want, known := c.products[p.key(table.action)]
			switch {
			case !known:
				return differs("%s %s%s%s 第 %d 版在审计链中没有记录", table.what, p.Code, p.Terms.Code, p.Name, p.Version)
			case want != body:
				return differs("%s %s%s%s 第 %d 版与审计链记录不符", table.what, p.Code, p.Terms.Code, p.Name, p.Version)
			}
			met++
			return nil
		})
		if err != nil {
			return err
		}
	}
	if met != len(c.products) {
		return differs("审计链记录了 %d 条贷款产品资料，数据中只有 %d 条", len(c.products), met)
	}
	return nil
}
