package workflow

import (
	"context"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

// ProposeAssignments proposes the transfer of the claims of many cases to one bank under one agreement (批量债权转让), one command a case;
// each is proposed or refused by itself. Proposed again, a case's earlier proposal is replaced.
//
// Faults: Forbidden for anybody but an officer of a bank; assignment.cases without a case.
func (d *Desk) ProposeAssignments(ctx context.Context, personID string, numbers []string, form casefile.PartyChangeForm) ([]CaseResult, error) {
	form.Kind = casefile.PartyAssignment
	return d.assignments(ctx, personID, "提出债权转让", access.Officer, numbers, func(casefile.State) casefile.Command {
		return casefile.ProposePartyChange{PartyChangeForm: form}
	})
}

// ApproveAssignments approves the proposed transfers of these cases, each as it was proposed: an approver's act, who may not have proposed.
func (d *Desk) ApproveAssignments(ctx context.Context, personID string, numbers []string, opinion string) ([]CaseResult, error) {
	return d.assignments(ctx, personID, "批准债权转让", access.Approver, numbers, func(s casefile.State) casefile.Command {
		if s.PartyChange == nil || s.PartyChange.Form.Kind != casefile.PartyAssignment {
			return nil
		}
		return casefile.ApprovePartyChange{What: s.PartyChange.What(), Opinion: opinion}
	})
}

func (d *Desk) assignments(ctx context.Context, personID, what string, post access.Role, numbers []string, command func(casefile.State) casefile.Command) ([]CaseResult, error) {
	var out []CaseResult
	var items []batchItem
	var at []int // place of each item among the results
	err := d.Store.Read(ctx, func(tx Tx) error {
		out, items, at = nil, nil, nil
		a, err := banker(ctx, tx, personID, what, post)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			n = strings.TrimSpace(n)
			if n == "" {
				continue
			}
			r := CaseResult{Number: n}
			row, err := tx.CaseByNumber(ctx, n)
			var s casefile.State
			if err == nil {
				s, err = visible(ctx, tx, a, row.ID)
			}
			switch cmd := command(s); {
			case fault.KindOf(err) == fault.NotFound:
				r.Err = fault.New(fault.NotFound, "not_found", "", "没有找到案件 %s", n)
			case err != nil:
				return err
			case cmd == nil:
				r.CaseID, r.Err = s.ID, fault.New(fault.Refused, "assignment.none", "", "没有待批准的债权转让")
			default:
				r.CaseID = s.ID
				items, at = append(items, batchItem{caseID: s.ID, number: n, version: s.Version, command: cmd}), append(at, len(out))
			}
			out = append(out, r)
		}
		if len(out) == 0 {
			return fault.New(fault.Invalid, "assignment.cases", "cases", "请给出案号，一行一个")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, r := range d.batch(ctx, personID, d.batchID("ZR"), items) {
		out[at[i]] = r
	}
	return out, nil
}
