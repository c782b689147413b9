package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/workflow/access"
	"zhiya/workflow/eligibility"
)

// PolicyFacts are what the case knows of the conditions of relending and policy products on a day: the loan as it was paid out, else as the
// credit decides it, else as it was asked for. Labels of firms are split at 、，,； and blanks.
func (s State) PolicyFacts(on date.Date) eligibility.Facts {
	f := eligibility.Facts{On: on, Amount: s.Intake.Requested, Bank: s.Lender.Name}
	if k := s.Credit; k != nil {
		f.Amount, f.Rate, f.Lent, f.Due = k.Form.Amount, k.Form.Rate, k.Form.From, k.Form.Due
		guaranteed := s.Pledgee.Kind == access.Guarantor || slices.ContainsFunc(k.Enrolments, func(e Enrolment) bool { return e.Org.Kind == access.Guarantor })
		f.Guaranteed = &guaranteed
	}
	if !s.LoansOn.IsZero() {
		f.Lent, f.Amount = s.firstLent(), 0
		for _, l := range s.Loans {
			f.Amount += l.Amount
			if l.Due.After(f.Due) {
				f.Due = l.Due
			}
			if l.Rate.Cmp(f.Rate) > 0 {
				f.Rate = l.Rate
			}
		}
	}
	for _, d := range s.Intake.Debtors {
		for _, l := range strings.FieldsFunc(d.Labels, func(r rune) bool { return strings.ContainsRune("、，,；; 　", r) }) {
			if !slices.Contains(f.Labels, l) {
				f.Labels = append(f.Labels, l)
			}
		}
		if d.District != "" && !slices.Contains(f.Districts, d.District) {
			f.Districts = append(f.Districts, d.District)
		}
	}
	return f
}
