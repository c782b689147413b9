package pledge

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
)

// FeeCut is the reduction (减缴) of an annual fee granted to its payer.
type FeeCut string

const (
	NoCut FeeCut = "none" // 不减缴
	Cut70 FeeCut = "70"   // 减缴 70 %
	Cut85 FeeCut = "85"   // 减缴 85 %
)

// Payment is what is to be paid for one patent year on a day.
type Payment struct {
	FeeYear
	Fee       money.Money `json:"fee"`        // after the reduction
	Total     money.Money `json:"total"`      // Fee + Surcharge; the surcharge is on the full fee
	SameUntil date.Date   `json:"same_until"` // last day on which the total stays the same
}

// Payment is the fee that FeesPaidUntil leaves to be paid first, on the day r.On, after a reduction. False: none is to be paid that
// day, because all are paid, the next patent year has not begun, or the right has lapsed. Faults: as of FeesBy; fees.cut.
func (t FeeTable) Payment(r FeeRequest, cut FeeCut, cal *calendar.Calendar) (Payment, bool, error) {
	y, found, err := t.Next(r, cal)
	if err != nil || !found || y.State == FeeLapsed {
		return Payment{FeeYear: y}, false, err
	}
	p := Payment{FeeYear: y, Fee: y.Amount, SameUntil: y.PayBy}
	for _, b := range t.table.bands {
		if b.Kind == r.Kind && y.Year >= b.From && y.Year <= b.To {
			switch cut {
			case NoCut, "":
			case Cut70:
				p.Fee = b.Reduced70
			case Cut85:
				p.Fee = b.Reduced85
			default:
				return Payment{}, false, fault.New(fault.Invalid, "fees.cut", "cut", "减缴比例“%s”应为 none、70、85 之一", string(cut))
			}
		}
	}
	p.Total = p.Fee + y.Surcharge
	if y.State == FeeGrace {
		for month := 1; ; month++ {
			if end := y.Due.AddMonths(month); !r.On.After(end) {
				p.SameUntil = end
				break
			}
		}
		if p.SameUntil.After(y.GraceBy) || y.GraceEnd == p.SameUntil { // in the last month the working day counts too
			p.SameUntil = y.GraceBy
		}
	}
	return p, true, nil
}
