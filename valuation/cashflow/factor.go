package cashflow

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// guard is the number of decimals of intermediate logarithms and exponentials, far beyond the 20 that are kept.
const guard = 40

// Factor is the discount factor (1+r)^−t, r per year with −1 < r ≤ 1, t in years and not negative, rounded half away from zero
// to the digits asked for.
func Factor(r money.Rate, t decimal.Decimal, digits Digits) (decimal.Decimal, error) {
	growth, err := Growth(r, t)
	if err != nil {
		return decimal.Decimal{}, err
	}
	places := trace.FactorDecimals
	switch digits {
	case FourDigits:
		places = 4
	case TwoDigits:
		places = 2
	}
	return one.DivRound(growth, places), nil
}

// Growth is (1+r)^t, the factor of compound interest, with 40 decimals or exactly when t is whole.
func Growth(r money.Rate, t decimal.Decimal) (decimal.Decimal, error) {
	base := one.Add(r.Decimal())
	if base.Sign() <= 0 || r.Cmp(money.MustRate("1")) > 0 {
		return decimal.Decimal{}, fault.New(fault.Invalid, "rate.range", "rate", "折现率应大于 -1 且不大于 1，当前为 %s", r)
	}
	if t.IsNegative() || t.GreaterThan(decimal.New(200, 0)) {
		return decimal.Decimal{}, fault.New(fault.Invalid, "cashflow.time", "time", "折现期应在 0 至 200 年之间，当前为 %s 年", t)
	}
	whole := t.Floor()
	out := one
	for range whole.IntPart() {
		out = out.Mul(base)
	}
	rest := t.Sub(whole)
	if rest.IsZero() || r.IsZero() {
		return out, nil
	}
	ln, err := base.Ln(guard)
	if err != nil {
		return decimal.Decimal{}, fault.Wrap(err, "cashflow.ln", "折现系数计算失败，操作未生效")
	}
	exp, err := ln.Mul(rest).Round(guard).ExpTaylor(guard)
	if err != nil {
		return decimal.Decimal{}, fault.Wrap(err, "cashflow.exp", "折现系数计算失败，操作未生效")
	}
	return out.Mul(exp).Round(guard), nil
}

// Annuity is the sum of the end-year factors of years 1 … n (年金现值系数), each rounded to the digits as a schedule prints it:
// five years at 10 % with 4 digits are 3.7907, though an annuity table prints 3.7908.
func Annuity(r money.Rate, n int, digits Digits) (decimal.Decimal, error) {
	sum := decimal.Zero
	for t := 1; t <= n; t++ {
		f, err := Factor(r, decimal.New(int64(t), 0), digits)
		if err != nil {
			return decimal.Decimal{}, err
		}
		sum = sum.Add(f)
	}
	return sum, nil
}
