package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

var one = decimal.New(1, 0)

// places is the number of decimals of a quotient, beyond what any tolerance asks for.
const places = 20

// quotient is a ÷ b; a zero divisor is a fault of the named field.
func (r *reader) quotient(a, b decimal.Decimal, name string) decimal.Decimal {
	if len(r.faults) > 0 {
		return decimal.Zero // a zero may come from an input that is wrong itself
	}
	if b.IsZero() {
		r.faults.Invalid("number.zero", r.at(name), "“%s”不能使除数为零", name)
		return decimal.Zero
	}
	return a.DivRound(b, places)
}

// digits reads how factors are rounded: df_dp 4 or 2, none when it is left out.
func (r *reader) digits() cashflow.Digits {
	if !r.has("df_dp") {
		return cashflow.FullDigits
	}
	switch r.count("df_dp", 2, 4) {
	case 2:
		return cashflow.TwoDigits
	case 4:
		return cashflow.FourDigits
	}
	r.faults.Invalid("cashflow.digits", r.at("df_dp"), "折现系数位数应为 2 或 4")
	return cashflow.FullDigits
}

// factor is the discount factor after t years.
func (r *reader) factor(rate, t decimal.Decimal, digits cashflow.Digits) decimal.Decimal {
	if len(r.faults) > 0 {
		return decimal.Zero
	}
	f, err := cashflow.Factor(money.RateOf(rate), t, digits)
	r.append(err)
	return f
}

func (r *reader) append(err error) {
	for _, f := range fault.Of(err) {
		f.Path = fault.Join(r.path, f.Path)
		r.faults = append(r.faults, f)
	}
}

// present discounts yearly flows by year-end or mid-year factors.
func (r *reader) present(rate decimal.Decimal, flows []decimal.Decimal, timing cashflow.Timing, digits cashflow.Digits) (total decimal.Decimal, each []decimal.Decimal) {
	if len(r.faults) > 0 {
		return decimal.Zero, nil
	}
	total, each, err := cashflow.Schedule(money.RateOf(rate), flows, timing, digits)
	r.append(err)
	return total, each
}

// annuity is the sum of the end-year factors of n years.
func (r *reader) annuity(rate decimal.Decimal, n int) decimal.Decimal {
	if len(r.faults) > 0 {
		return decimal.Zero
	}
	a, err := cashflow.Annuity(money.RateOf(rate), n, cashflow.FullDigits)
	r.append(err)
	return a
}

// maxYears bounds the years of an example.
const maxYears = 200

// level is what a yearly amount after tax is worth over n years.
func (r *reader) level(annual decimal.Decimal) decimal.Decimal {
	return annual.Mul(r.annuity(r.num("rate"), r.count("n", 1, maxYears)))
}

// tax reads the tax rate.
func (r *reader) tax() decimal.Decimal {
	tax := r.num("tax")
	if tax.IsNegative() || tax.GreaterThan(one) {
		r.faults.Invalid("rate.range", r.at("tax"), "税率应在 0 至 1 之间，当前为 %s", tax)
	}
	return tax
}

// deferred is what a yearly amount in years from+1 … from+n is worth.
func (r *reader) deferred(annual, rate decimal.Decimal, from, n int) decimal.Decimal {
	if len(r.faults) > 0 {
		return decimal.Zero
	}
	v, err := cashflow.Level(annual, money.RateOf(rate), from, n)
	r.append(err)
	return v
}
