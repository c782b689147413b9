package workflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

// Approvable is a line of the page 批量审批: a proposal of one case, with what it has otherwise than most of its kind.
type Approvable struct {
	casefile.Awaiting
	CaseID  string   `json:"case_id"`
	Number  string   `json:"number"` // of the case
	Title   string   `json:"title"`
	Version int64    `json:"version"` // of the case when it was read
	Differs []string `json:"differs,omitempty"`
}

// Approvables lists what waits for the approvers of the person's bank on all its lent cases: transfers of claims, renewals, extensions;
// by kind, the earliest proposed first.
//
// Faults: Forbidden for anybody but an approver of a bank.
func (d *Desk) Approvables(ctx context.Context, personID string) ([]Approvable, error) {
	if err := d.keepFacts(ctx); err != nil {
		return nil, err
	}
	today := Today(d.Now())
	var out []Approvable
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = []Approvable{}
		a, err := banker(ctx, tx, personID, "批量审批", access.Approver)
		if err != nil {
			return err
		}
		return d.watchedOf(ctx, tx, a, true, func(row WatchedRow, w Watched) error {
			if w.Lender != a.OrgID || !w.Awaits {
				return nil
			}
			s, err := stateOf(ctx, tx, row.CaseID)
			if err != nil {
				return err
			}
			for _, x := range s.Awaiting(today) {
				x.Barred = x.By.PersonID == a.PersonID
				out = append(out, Approvable{Awaiting: x, CaseID: s.ID, Number: s.Number, Title: s.Title(), Version: s.Version})
			}
			return nil
		})
	})
	slices.SortStableFunc(out, func(a, b Approvable) int {
		return cmp.Or(slices.Index(casefile.Approvals(), a.Command)-slices.Index(casefile.Approvals(), b.Command), strings.Compare(a.What, b.What), a.By.On.Compare(b.By.On), strings.Compare(a.Number, b.Number))
	})
	compareTerms(out)
	return out, err
}

// compareTerms says of each proposal which of the terms that its kind shares it has otherwise than more than half of them.
func compareTerms(list []Approvable) {
	type key struct{ what, label string }
	of := map[string]int{} // proposals of a kind
	count := map[key]map[string]int{}
	for _, x := range list {
		of[x.What]++
		for _, t := range x.Terms {
			k := key{x.What, t.Label}
			if count[k] == nil {
				count[k] = map[string]int{}
			}
			count[k][t.Value]++
		}
	}
	usual := func(what, label string) string {
		for v, n := range count[key{what, label}] {
			if 2*n > of[what] {
				return v
			}
		}
		return ""
	}
	for i := range list {
		x := &list[i]
		has := map[string]bool{}
		for _, t := range x.Terms {
			has[t.Label] = true
			if most := usual(x.What, t.Label); t.Shared && most != "" && most != t.Value {
				x.Differs = append(x.Differs, t.Label+" "+t.Value+"（多数为 "+most+"）")
			}
		}
		var lacks []string
		for k := range count {
			if most := usual(x.What, k.label); k.what == x.What && !has[k.label] && most != "" {
				lacks = append(lacks, "没有"+k.label+"（多数为 "+most+"）")
			}
		}
		slices.Sort(lacks)
		x.Differs = append(x.Differs, lacks...)
	}
}

// ApproveTogether approves these lines as they were read, one command a case, each done or refused by itself: a case that changed since
// it was read, a proposal of the person's own, or what stands in the way today is told in its result.
//
// Faults: Forbidden; approvals.none without a line; text.missing without an opinion.
func (d *Desk) ApproveTogether(ctx context.Context, personID string, picks []Approvable, opinion string) ([]CaseResult, error) {
	var fs fault.Faults
	if len(picks) == 0 {
		fs.Invalid("approvals.none", "picks", "请至少勾选一项")
	}
	if opinion = strings.TrimSpace(opinion); opinion == "" {
		fs.Invalid("text.missing", "opinion", "请填写审批意见")
	}
	if err := fs.Err(); err != nil {
		return nil, err
	}
	out := make([]CaseResult, len(picks))
	var items []batchItem
	var at []int
	err := d.Store.Read(ctx, func(tx Tx) error {
		items, at = nil, nil
		a, err := banker(ctx, tx, personID, "批量审批", access.Approver)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for i, p := range picks {
			out[i] = CaseResult{CaseID: p.CaseID, Number: p.Number}
			s, err := visible(ctx, tx, a, p.CaseID)
			if fault.KindOf(err) == fault.NotFound {
				out[i].Err = err
				continue
			}
			if err != nil {
				return err
			}
			switch cmd := s.Approve(p.Command, opinion); {
			case seen[p.CaseID]:
				out[i].Err = fault.New(fault.Refused, "approvals.one", "", "本案还有一项待批准的事项，办理后案件已变化，请刷新后再批准“%s”", p.What)
			case cmd == nil:
				out[i].Err = fault.New(fault.Refused, "approvals.gone", "", "没有待批准的“%s”：已批准、已退回或者已撤换，请刷新", p.What)
			default:
				items, at = append(items, batchItem{caseID: p.CaseID, number: p.Number, version: p.Version, command: cmd}), append(at, i)
				seen[p.CaseID] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, r := range d.batch(ctx, personID, d.batchID("SP"), items) {
		out[at[i]] = r
	}
	return out, nil
}
