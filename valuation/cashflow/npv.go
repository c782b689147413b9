package cashflow

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// NPV is the present value of yearly flows as a spreadsheet computes it: the first value lies one year off and is discounted.
// An outlay of today is added outside, or PresentAtZero used. Rate −1 < r ≤ 10; 1 to MaxFlows values; 30 decimals.
func NPV(rate decimal.Decimal, values []decimal.Decimal) (decimal.Decimal, error) {
	at0, err := PresentAtZero(rate, values)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return at0.DivRound(one.Add(rate), 30), nil
}

// PresentAtZero is the present value of yearly flows the first of which lies at time 0 and is not discounted.
func PresentAtZero(rate decimal.Decimal, values []decimal.Decimal) (decimal.Decimal, error) {
	if err := checkRate(rate); err != nil {
		return decimal.Decimal{}, err
	}
	if n := len(values); n < 1 || n > MaxFlows {
		return decimal.Decimal{}, fault.New(fault.Invalid, "cashflow.values", "values", "现金流应为 1 至 %d 笔，当前为 %d 笔", MaxFlows, n)
	}
	base, sum := one.Add(rate), decimal.Zero
	for i := len(values) - 1; i >= 0; i-- {
		sum = sum.DivRound(base, 2*guard).Add(values[i])
	}
	return sum.Round(30), nil
}

// XNPV is the present value of dated flows at the first date, Σ CF ÷ (1+r)^(days/365). The dates after the first may stand in any
// order; one before it is refused, as a spreadsheet does, and so is a factor above 1e20: rate.small.
func XNPV(rate decimal.Decimal, values []decimal.Decimal, dates []date.Date) (decimal.Decimal, error) {
	if err := checkRate(rate); err != nil {
		return decimal.Decimal{}, err
	}
	if n := len(values); n < 1 || n > MaxFlows {
		return decimal.Decimal{}, fault.New(fault.Invalid, "cashflow.values", "values", "现金流应为 1 至 %d 笔，当前为 %d 笔", MaxFlows, n)
	}
	if err := checkDates(values, dates); err != nil {
		return decimal.Decimal{}, err
	}
	ln, err := one.Add(rate).Ln(2 * guard)
	if err != nil {
		return decimal.Decimal{}, fault.Wrap(err, "cashflow.ln", "折现系数计算失败，操作未生效")
	}
	daily, err := ln.DivRound(decimal.New(365, 0), 2*guard).ExpTaylor(2 * guard)
	if err != nil {
		return decimal.Decimal{}, fault.Wrap(err, "cashflow.exp", "折现系数计算失败，操作未生效")
	}
	day := parse(daily.String()) // 1+r for one day
	sum := decimal.Zero
	for i, v := range values {
		days := dates[i].Sub(dates[0])
		if days < 0 {
			return decimal.Decimal{}, fault.New(fault.Invalid, "cashflow.dates", "dates", "第 %d 笔现金流的日期 %s 早于首笔日期 %s，请把基准日的现金流列在首位", i+1, dates[i], dates[0])
		}
		growth := decimal.RequireFromString(power(day, days).Text('f', 60))
		if err := divisible(growth, rate, decimal.New(int64(days), 0).DivRound(decimal.New(365, 0), 2)); err != nil {
			return decimal.Decimal{}, err
		}
		sum = sum.Add(v.DivRound(growth, guard))
	}
	return sum.Round(30), nil
}

func checkRate(rate decimal.Decimal) error {
	if one.Add(rate).Sign() <= 0 || rate.GreaterThan(highestRate) {
		return fault.New(fault.Invalid, "rate.range", "rate", "折现率应大于 -1 且不大于 %s，当前为 %s", highestRate, rate)
	}
	return nil
}

// Level is the present value of the same amount at the end of each of years from+1 … from+n (递延年金), factors exact to the
// working precision.
func Level(annual decimal.Decimal, r money.Rate, from, n int) (decimal.Decimal, error) {
	a, err := Annuity(r, n, FullDigits)
	if err != nil {
		return decimal.Decimal{}, err
	}
	f, err := Factor(r, decimal.New(int64(from), 0), FullDigits)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return annual.Mul(a).Mul(f), nil
}

// Schedule is the present value of yearly amounts by year-end or mid-year factors rounded to the digits; each is one of the
// list, the total their exact sum.
func Schedule(r money.Rate, amounts []decimal.Decimal, timing Timing, digits Digits) (total decimal.Decimal, each []decimal.Decimal, err error) {
	for i, a := range amounts {
		f, err := Factor(r, moment(i+1, timing), digits)
		if err != nil {
			return decimal.Decimal{}, nil, err
		}
		each = append(each, a.Mul(f))
		total = total.Add(each[i])
	}
	return total, each, nil
}

// moment is the time of year t's cash in years from the base date.
func moment(t int, timing Timing) decimal.Decimal {
	if timing == MidYear {
		return decimal.New(int64(t)*10-5, -1)
	}
	return decimal.New(int64(t), 0)
}
