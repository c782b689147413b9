package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

// CaseResult is what one command of a batch (批量办理) came to: each case is done or refused by itself.
type CaseResult struct {
	CaseID  string   `json:"case_id"`
	Number  string   `json:"number"`
	Outcome *Outcome `json:"outcome,omitempty"` // nil when refused
	Err     error    `json:"-"`
}

// Done counts the cases that were done.
func Done(results []CaseResult) int {
	n := 0
	for _, r := range results {
		if r.Err == nil {
			n++
		}
	}
	return n
}

// batchItem is one command of a batch.
type batchItem struct {
	caseID, number string
	version        int64
	command        casefile.Command
}

// batch gives one command a case, each in a transaction of its own. The same batch handed in again does nothing twice: what was done is
// answered as it was.
func (d *Desk) batch(ctx context.Context, personID, id string, items []batchItem) []CaseResult {
	out := make([]CaseResult, len(items))
	for i, it := range items {
		out[i] = CaseResult{CaseID: it.caseID, Number: it.number}
		if out[i].Err = ctx.Err(); out[i].Err != nil {
			continue
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s", id, it.command.Name(), it.caseID))
		done, err := d.Do(ctx, personID, Request{CommandID: hex.EncodeToString(sum[:]), CaseID: it.caseID, Version: it.version, Command: it.command})
		if err != nil {
			out[i].Err = err
			continue
		}
		out[i].Outcome = &done
	}
	return out
}

// batchID is a number for a batch of the day: mark, day, and what no other batch has.
func (d *Desk) batchID(mark string) string {
	on := Today(d.Now())
	id := d.NewID()
	return fmt.Sprintf("%s%04d%02d%02d-%s", mark, on.Year(), on.Month(), on.Day(), id[max(0, len(id)-8):])
}

// watchedOf calls see with every watched case of which the actor's organisation is the pledgee or, when lender is set, the lender.
func (d *Desk) watchedOf(ctx context.Context, tx Tx, a access.Actor, lender bool, see func(WatchedRow, Watched) error) error {
	for after := ""; ; {
		rows, err := tx.WatchedCases(ctx, after, watchPage)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			var w Watched
			if err := json.Unmarshal([]byte(row.Facts), &w); err != nil {
				return fault.Wrap(err, "watch.unreadable", "监测所需的案件事实无法读取，请联系管理员")
			}
			if w.Pledgee == a.OrgID || lender && w.Lender == a.OrgID {
				if err := see(row, w); err != nil {
					return err
				}
			}
		}
		after = rows[len(rows)-1].CaseID
	}
}

// batchWorker reads the person and refuses one who may do none of these acts on any case of his organisation.
func batchWorker(ctx context.Context, tx Tx, personID string, names ...casefile.Name) (access.Actor, error) {
	a, err := actorOf(ctx, tx, personID)
	if err != nil {
		return a, err
	}
	for _, row := range casefile.Table() {
		if slices.Contains(names, row.Command) && slices.ContainsFunc(row.By, func(g casefile.Grant) bool { return a.Has(g.Role) }) {
			return a, nil
		}
	}
	return a, fault.New(fault.Forbidden, "permission", "", "“%s”不由您的岗位（%s）办理", names[0].Title(), a.Posts())
}
