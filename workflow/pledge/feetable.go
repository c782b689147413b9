package pledge

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// FeeTable is the fee table in force on a day, read once for many patents.
type FeeTable struct{ table feeTable }

// FeeTableOn reads the rule pack patent-fees of a day. Faults: policy.no_rule; a table that is not whole.
func FeeTableOn(rules *policy.Library, on date.Date) (FeeTable, error) {
	t, err := loadFees(rules, on)
	return FeeTable{t}, err
}

// SurchargeVerified reports whether the steps of the surcharge were read in a source.
func (t FeeTable) SurchargeVerified() bool { return t.table.surchargeVerified }

// Next is the first annual fee that fees_paid_until does not cover and that is to be paid: due, in its grace, or lapsed. False:
// there is none, as before the next patent year begins or when all are paid. It is the same row as of FeesBy. Faults as there.
func (t FeeTable) Next(r FeeRequest, cal *calendar.Calendar) (FeeYear, bool, error) {
	if err := r.check(); err != nil {
		return FeeYear{}, false, err
	}
	if cal == nil {
		cal = calendar.Default()
	}
	expiry := right.Right{Kind: r.Kind, Filed: r.Filed}.Expiry()
	// The years before that of fees_paid_until are paid without a closer look.
	first := 1
	if !r.PaidUntil.IsZero() {
		first = max(1, r.PaidUntil.Year()-r.Filed.Year())
	}
	for year := first; r.Filed.AddYears(year - 1).Before(expiry); year++ {
		end := r.Filed.AddYears(year)
		if !end.After(r.Granted) || !end.AddYears(-1).After(r.Granted) || !r.PaidUntil.IsZero() && !r.PaidUntil.Before(end) {
			continue // before the grant, with the registration, or paid: nothing of the row is needed
		}
		amount, ok := t.table.amount(r.Kind, year)
		if !ok {
			return FeeYear{}, false, fault.New(fault.Broken, "fees.table", "", "年费标准缺少%s第 %d 年，请检查规则包", r.Kind, year)
		}
		row, _ := r.year(year, amount, t.table, cal)
		switch row.State {
		case FeeDue, FeeGrace, FeeLapsed:
			return row, true, nil
		}
		return FeeYear{}, false, nil
	}
	return FeeYear{}, false, nil
}
