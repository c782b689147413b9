package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
)

func spreadsheetNPV(r *reader) (Outputs, error) {
	rate, values := r.num("rate"), r.nums("values")
	if len(r.faults) > 0 {
		return nil, nil
	}
	v, err := cashflow.NPV(rate, values)
	return Outputs{"npv": v}, err
}

func datedNPV(r *reader) (Outputs, error) {
	rate, values, dates := r.num("rate"), r.nums("values"), r.dates("dates")
	if len(r.faults) > 0 {
		return nil, nil
	}
	v, err := cashflow.XNPV(rate, values, dates)
	return Outputs{"xnpv": v}, err
}

func internalRate(r *reader) (Outputs, error) {
	values := r.nums("values")
	return r.root("irr", func(guess *decimal.Decimal) (decimal.Decimal, error) { return cashflow.IRR(values, guess) })
}

func datedRate(r *reader) (Outputs, error) {
	values, dates := r.nums("values"), r.dates("dates")
	return r.root("xirr", func(guess *decimal.Decimal) (decimal.Decimal, error) { return cashflow.XIRR(values, dates, guess) })
}

// root finds a rate of return as a spreadsheet does: the root nearest to the guess, 10 % unless told otherwise, where there are
// several; NoNumber where there is none.
func (r *reader) root(name string, find func(guess *decimal.Decimal) (decimal.Decimal, error)) (Outputs, error) {
	guess := r.opt("guess", "0.1")
	if len(r.faults) > 0 {
		return nil, nil
	}
	v, err := find(nil)
	if fault.Has(err, "irr.many") || r.has("guess") {
		v, err = find(&guess)
	}
	if fault.Has(err, "irr.none") {
		return Outputs{name: NoNumber}, nil
	}
	return Outputs{name: v}, err
}
