package workflow

import (
	"context"

	"zhiya/valuation"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// Recalculated is a valuation computed again from the inputs that were kept.
type Recalculated struct {
	Engine string // of the conclusion that was kept
	Steps  int    // compared, all levels
}

// Recalculate computes the current valuation of a case again from its stored inputs and compares it with the stored conclusion
// step by step (复算). A difference is Refused and names the first step that differs; a case without a valuation is Invalid.
func (d *Desk) Recalculate(ctx context.Context, caseNumber string) (Recalculated, error) {
	var s casefile.State
	err := d.Store.Read(ctx, func(tx Tx) error {
		row, err := tx.CaseByNumber(ctx, caseNumber)
		if err != nil {
			return err
		}
		s, err = readState(row)
		return err
	})
	if err != nil {
		return Recalculated{}, err
	}
	if s.Valuation == nil {
		return Recalculated{}, fault.New(fault.Invalid, "recalculate.none", "case", "案件 %s 没有评估机构的评估结论，无从复算", caseNumber)
	}
	kept := s.Valuation.Conclusion
	out := Recalculated{Engine: kept.Engine}
	for _, step := range kept.Steps {
		step.Walk(func(valuation.Step) bool { out.Steps++; return true })
	}
	return out, valuation.Recalculate(s.Valuation.Inputs, kept)
}
