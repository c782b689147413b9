package cashflow

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// guard is the number of decimals of intermediate logarithms and exponentials, far beyond the 20 that are kept.
const guard = 40

// smallestGrowth bounds (1+r)^t from below: a rate near −100 % over many years makes an amount of the future worth more than 1e20
// times itself today, which no estimate means and which 40 decimals of the growth no longer carry to 20 digits.
var smallestGrowth = decimal.New(1, -trace.FactorDecimals)

// divisible refuses a growth that nothing may be divided by, Invalid rate.small at the path rate.
func divisible(growth, rate, years decimal.Decimal) error {
	if growth.LessThan(smallestGrowth) {
		return fault.New(fault.Invalid, "rate.small", "rate", "折现率 %s 过于接近 -100%%，%s 年后的折现系数超出可计算范围，请核对折现率或缩短期限", rate, years)
	}
	return nil
}

// Factor is the discount factor (1+r)^−t, r per year with −1 < r ≤ 1, t in years and not negative, rounded half away from zero
// to the digits asked for. A factor above 1e20 is refused: rate.small.
func Factor(r money.Rate, t decimal.Decimal, digits Digits) (decimal.Decimal, error) {
	growth, err := Growth(r, t)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if err := divisible(growth, r.Decimal(), t); err != nil {
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
