package sqlstore

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/riskshare"
)

// partnerSchema is the first version of the tables with the books of the partners.
const partnerSchema = 18

// notePartners remembers the records and decisions that an event saved, as they were saved.
func (c Chain) notePartners(e audit.Event) {
	if e.Action != workflow.PartnerRecordAction && e.Action != workflow.PartnerDecisionAction {
		return
	}
	var r struct {
		ID string `json:"id"`
	}
	if json.Unmarshal([]byte(e.Payload), &r) == nil {
		c.partners[e.Action+" "+r.ID] = e.Payload
	}
}

// comparePartners holds every record and decision of the partners' books against the chain: one put in by hand would fill a pool that
// nobody paid into.
func (t *tx) comparePartners(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, partnerSchema); err != nil || old {
		return err
	}
	met := 0
	for _, table := range []struct{ action, query string }{
		{workflow.PartnerRecordAction, `SELECT id, body FROM partner_record ORDER BY id`},
		{workflow.PartnerDecisionAction, `SELECT id, body FROM partner_decision ORDER BY id`},
	} {
		err := t.each(ctx, table.query, func(row scanner) error {
			var id, body string
			if err := row.Scan(&id, &body); err != nil {
				return err
			}
			want, known := c.partners[table.action+" "+id]
			switch {
			case !known:
				return differs("合作账簿的记录 %s 在审计链中没有记录", id)
			case want != body:
				return differs("合作账簿的记录 %s 与审计链记录不符", id)
			}
			met++
			return nil
		})
		if err != nil {
			return err
		}
	}
	if met != len(c.partners) {
		return differs("审计链记录了 %d 条合作账簿记录和审批，数据中只有 %d 条", len(c.partners), met)
	}
	return nil
}

// compareExposures holds what the books say of a case against its body. A store whose books are not drawn yet has none to compare.
func (t *tx) compareExposures(ctx context.Context) error {
	if old, err := t.older(ctx, partnerSchema); err != nil || old {
		return err
	}
	kept, err := many(ctx, t, scanExposure, `SELECT `+exposureColumns+` FROM exposure ORDER BY case_id, org_id`)
	if err != nil {
		return err
	}
	byCase := map[string][]riskshare.Exposure{}
	for _, e := range kept {
		byCase[e.CaseID] = append(byCase[e.CaseID], e)
	}
	err = t.each(ctx, `SELECT c.number, c.id, c.body FROM cases c WHERE EXISTS (SELECT 1 FROM exposure e WHERE e.case_id = c.id) ORDER BY c.id`, func(row scanner) error {
		var number, id, body string
		if err := row.Scan(&number, &id, &body); err != nil {
			return err
		}
		var s casefile.State
		if json.Unmarshal([]byte(body), &s) != nil {
			return differs("案件 %s 的内容无法读取", number)
		}
		want := s.Exposures()
		slices.SortFunc(want, func(x, y riskshare.Exposure) int { return cmp.Compare(x.OrgID, y.OrgID) })
		if !reflect.DeepEqual(want, byCase[id]) {
			return differs("案件 %s 的备案台账与案件内容不符", number)
		}
		return nil
	})
	return err
}

// positionSchema is the first version of the tables with the positions of the portfolio.
const positionSchema = 19

// comparePositions holds what the portfolio looks at of a case against its body.
func (t *tx) comparePositions(ctx context.Context) error {
	if old, err := t.older(ctx, positionSchema); err != nil || old {
		return err
	}
	return t.each(ctx, `SELECT c.number, c.body, p.body FROM case_position p JOIN cases c ON c.id = p.case_id ORDER BY c.id`, func(row scanner) error {
		var number, body, position string
		if err := row.Scan(&number, &body, &position); err != nil {
			return err
		}
		var s casefile.State
		if json.Unmarshal([]byte(body), &s) != nil {
			return differs("案件 %s 的内容无法读取", number)
		}
		want, err := json.Marshal(s.Position())
		if err != nil {
			return err
		}
		if string(want) != position {
			return differs("案件 %s 的组合数据与案件内容不符", number)
		}
		return nil
	})
}
