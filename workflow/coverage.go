package workflow

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/pledge"
)

// CoverageFacts are the debt and the pledged rights of a case as they stand on a day, from which a what-if begins, and the names
// of the rights (R1, R2 …) in their order. It is the command line's way to them, as Paper is to documents; whoever can open the
// store may read it.
//
// Faults: coverage.none for a case without an approved credit, or one that is not managed by the value of its pledge.
func (d *Desk) CoverageFacts(ctx context.Context, caseNumber string, on date.Date) (pledge.WhatIfRequest, []string, error) {
	var s casefile.State
	err := d.Store.Read(ctx, func(tx Tx) error {
		row, err := tx.CaseByNumber(ctx, caseNumber)
		if err == nil {
			s, err = readState(row)
		}
		return err
	})
	if err != nil {
		return pledge.WhatIfRequest{}, nil, err
	}
	switch {
	case s.Credit == nil || s.Credit.Approved == nil:
		return pledge.WhatIfRequest{}, nil, fault.New(fault.Refused, "coverage.none", "", "案件 %s 尚未批准授信，没有认定价值", s.Number)
	case s.Lane == casefile.Exempt:
		return pledge.WhatIfRequest{}, nil, fault.New(fault.Refused, "coverage.none", "", "案件 %s 免评估，不按质押物价值管理", s.Number)
	}
	refs := make([]string, len(s.Intake.Rights))
	for i, r := range s.Intake.Rights {
		refs[i] = r.Ref
	}
	return s.CoverageFacts(on), refs, nil
}
