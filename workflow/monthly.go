package workflow

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// MonthlyReport is what became of one case when the watch reports of a month were issued together.
type MonthlyReport struct {
	CaseID, Number, Title string
	Document              string // number of the paper that was issued; "" when none was
	Earlier               string // number of the report the case had already for this month
	Err                   error  // why none was issued
}

// IssueMonthlyReports issues the watch report of the month (在押监测月报) for every live pledge that waits for one of this person: one
// act a case, each whole by itself. Cases that have theirs are left alone and named. What fails in one case does not stop the
// others. When ctx ends, the rest is left for another time and the error is ctx's; what was issued stays and is in the list.
func (d *Desk) IssueMonthlyReports(ctx context.Context, personID string, progress func(done, total int, title string)) ([]MonthlyReport, error) {
	waiting, err := d.monthlyCases(ctx, personID)
	if err != nil {
		return nil, err
	}
	out := make([]MonthlyReport, 0, len(waiting))
	for i, m := range waiting {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		progress(i, len(waiting), m.Title)
		if m.Earlier == "" {
			d.issueMonthly(ctx, personID, &m)
		}
		out = append(out, m)
	}
	return out, nil
}

// issueMonthly issues one report; a case that changed meanwhile is read once more.
func (d *Desk) issueMonthly(ctx context.Context, personID string, m *MonthlyReport) {
	for range 2 {
		var view CaseView
		if view, m.Err = d.Open(ctx, personID, m.CaseID); m.Err != nil {
			return
		}
		var out Outcome
		out, m.Err = d.Do(ctx, personID, Request{CommandID: d.NewID(), CaseID: m.CaseID, Version: view.State.Version, Command: casefile.IssueWatchReport{}})
		if m.Err == nil {
			m.Document = out.Documents[0].Number
			return
		}
		if fault.KindOf(m.Err) != fault.Conflict {
			return
		}
	}
}

// monthlyCases lists the cases in which the person may issue the report, with the report of this month where there is one. The list
// is read whole before anything is issued: issuing moves a case to the head of it.
func (d *Desk) monthlyCases(ctx context.Context, personID string) ([]MonthlyReport, error) {
	var out []MonthlyReport
	today := Today(d.Now())
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = nil
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if !hasCaseWork(a) {
			return nil
		}
		const page = 200
		for after := ""; ; {
			rows, err := tx.Cases(ctx, CaseQuery{OrgID: a.OrgID, Stages: []string{string(casefile.InPledge), string(casefile.Default)}, After: after, Limit: page})
			if err != nil {
				return err
			}
			for _, row := range rows {
				s, err := readState(row)
				if err != nil {
					return err
				}
				for _, o := range s.Options(a) {
					if o.Row.Command == "IssueWatchReport" && o.Ready {
						m := MonthlyReport{CaseID: row.ID, Number: row.Number, Title: row.Title}
						if old := s.WatchReportOf(today); old != nil {
							m.Earlier = old.Number
						}
						out = append(out, m)
					}
				}
			}
			if len(rows) < page {
				return nil
			}
			after = rows[len(rows)-1].Cursor()
		}
	})
	return out, err
}
