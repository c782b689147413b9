package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"zhiya/workflow"
	"zhiya/workflow/audit"
)

// stationerySchema is the first version of the tables with settings of papers.
const stationerySchema = 4

// printed names a version of an organisation's settings, or of one of its wordings.
type printed struct {
	OrgID   string `json:"org_id"`
	Name    string `json:"name"` // of the template; the printed name in settings, which is no part of the key
	Version int64  `json:"version"`
}

func (p printed) key(action string) string {
	if action == workflow.StationeryAction {
		p.Name = ""
	}
	return fmt.Sprintf("%s %s %s %d", action, p.OrgID, p.Name, p.Version)
}

// notePrinted remembers the settings and wordings that an event saved, as they were saved.
func (c Chain) notePrinted(e audit.Event) {
	if e.Action != workflow.StationeryAction && e.Action != workflow.WordingAction {
		return
	}
	var p printed
	if json.Unmarshal([]byte(e.Payload), &p) == nil {
		c.printed[p.key(e.Action)] = e.Payload
	}
}

// comparePrinted holds every version of settings and wordings against its record: a sentence put in by hand would be printed in
// papers to come, and say of old ones what they never said.
func (t *tx) comparePrinted(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, stationerySchema); err != nil || old {
		return err
	}
	orgs, err := t.Orgs(ctx)
	if err != nil {
		return err
	}
	met := 0
	same := func(action string, p printed, what string, row any) error {
		want, known := c.printed[p.key(action)]
		if !known {
			return differs("%s在审计链中没有记录", what)
		}
		have, err := json.Marshal(row)
		if err != nil {
			return err
		}
		if string(have) != want {
			return differs("%s与审计链记录不符", what)
		}
		met++
		return nil
	}
	for _, o := range orgs {
		settings, err := t.Stationery(ctx, o.ID)
		if err != nil {
			return err
		}
		for _, s := range settings {
			what := fmt.Sprintf("机构 %s 的文书设置第 %d 版", o.Code, s.Version)
			if err := same(workflow.StationeryAction, printed{OrgID: s.OrgID, Version: s.Version}, what, s); err != nil {
				return err
			}
		}
		wordings, err := t.Wordings(ctx, o.ID)
		if err != nil {
			return err
		}
		for _, w := range wordings {
			what := fmt.Sprintf("机构 %s 的文书用语 %s 第 %d 版", o.Code, w.Name, w.Version)
			if err := same(workflow.WordingAction, printed{OrgID: w.OrgID, Name: w.Name, Version: w.Version}, what, w); err != nil {
				return err
			}
		}
	}
	if met != len(c.printed) {
		return differs("审计链记录了 %d 版文书设置和用语，数据中只有 %d 版", len(c.printed), met)
	}
	return nil
}
