package cashflow

import (
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// The range in which rates of return are sought, −99.9999 % to 1,000 %, and the decimals of a rate that is found.
var lowestRate, highestRate = decimal.RequireFromString("-0.999999"), decimal.New(10, 0)

const rateDecimals = 15

// usualRate parts the rates that a person may mean from those that only the algebra gives: of several roots the only one above
// −50 % a year is the answer.
var usualRate = decimal.New(-5, -1)

// MaxFlows bounds a list of cash flows.
const MaxFlows = 1000

// MaxTurns bounds the changes of sign between flows. No project turns as often; the search takes the cube of their number.
const MaxTurns = 100

// IRR is the internal rate of return (内部收益率) of yearly flows, the first at time 0: the rate at which their present value is
// zero, to 15 decimals. Faults: irr.none when no rate between −99.9999 % and 1,000 % does it; irr.many, which lists them, when
// several do, not just one of them above −50 %, and no guess selects the nearest; irr.values for fewer than two flows, or flows that
// change sign more than MaxTurns times.
func IRR(values []decimal.Decimal, guess *decimal.Decimal) (decimal.Decimal, error) {
	if err := checkFlows(values, guess); err != nil {
		return decimal.Decimal{}, err
	}
	terms := make([]term, len(values))
	for i, v := range values {
		terms[i] = term{exp: i, coef: v}
	}
	return choose(rates(terms, 1), guess)
}

// XIRR is the internal rate of return of dated flows, days counted over 365. The dates may stand in any order. Faults as IRR,
// cashflow.dates when dates are missing or
// not as many as the values, and irr.dates when they are all the same.
func XIRR(values []decimal.Decimal, dates []date.Date, guess *decimal.Decimal) (decimal.Decimal, error) {
	if err := checkFlows(values, guess); err != nil {
		return decimal.Decimal{}, err
	}
	if err := checkDates(values, dates); err != nil {
		return decimal.Decimal{}, err
	}
	first := slices.MinFunc(dates, date.Date.Compare)
	if first == slices.MaxFunc(dates, date.Date.Compare) {
		return decimal.Decimal{}, fault.New(fault.Invalid, "irr.dates", "dates", "各现金流日期相同，无法计算内部收益率，请核对日期")
	}
	terms := make([]term, len(values))
	for i, v := range values {
		terms[i] = term{exp: dates[i].Sub(first), coef: v}
	}
	return choose(rates(terms, 365), guess)
}

func checkFlows(values []decimal.Decimal, guess *decimal.Decimal) error {
	if n := len(values); n < 2 || n > MaxFlows {
		return fault.New(fault.Invalid, "irr.values", "values", "计算内部收益率需要 2 至 %d 笔现金流，当前为 %d 笔", MaxFlows, n)
	}
	turns, last := 0, 0
	for _, v := range values {
		if s := v.Sign(); s != 0 {
			if s == -last {
				turns++
			}
			last = s
		}
	}
	if turns > MaxTurns {
		return fault.New(fault.Invalid, "irr.values", "values", "现金流正负变化 %d 次，超过 %d 次，内部收益率没有意义，请核对正负号或改用净现值", turns, MaxTurns)
	}
	if guess != nil && (guess.LessThan(lowestRate) || guess.GreaterThan(highestRate)) {
		return fault.New(fault.Invalid, "irr.guess", "guess", "估计值应在 %s 至 %s 之间，当前为 %s", lowestRate, highestRate, guess)
	}
	return nil
}

func checkDates(values []decimal.Decimal, dates []date.Date) error {
	if len(dates) != len(values) {
		return fault.New(fault.Invalid, "cashflow.dates", "dates", "日期（%d 个）应与现金流（%d 笔）一一对应", len(dates), len(values))
	}
	for i, d := range dates {
		if d.IsZero() {
			return fault.New(fault.Invalid, "cashflow.dates", "dates", "第 %d 笔现金流没有日期", i+1)
		}
	}
	return nil
}

// choose gives the only root, or the one nearest to the guess.
func choose(found []decimal.Decimal, guess *decimal.Decimal) (decimal.Decimal, error) {
	switch {
	case len(found) == 0:
		return decimal.Decimal{}, fault.New(fault.Invalid, "irr.none", "values",
			"在 %s 至 %s 之间没有使净现值为零的内部收益率，请核对现金流的正负和金额", lowestRate, highestRate)
	case len(found) == 1:
		return found[0], nil
	case guess != nil:
		return slices.MinFunc(found, func(a, b decimal.Decimal) int { return a.Sub(*guess).Abs().Cmp(b.Sub(*guess).Abs()) }), nil
	}
	if n := len(found); found[n-2].LessThanOrEqual(usualRate) && found[n-1].GreaterThan(usualRate) {
		return found[n-1], nil
	}
	names := make([]string, len(found))
	for i, r := range found {
		names[i] = money.RateOf(r.Round(8)).Percent()
	}
	return decimal.Decimal{}, fault.New(fault.Invalid, "irr.many", "guess",
		"现金流正负多次变化，有 %d 个内部收益率：%s；请填写估计值（guess）选定其中一个，或改用净现值", len(found), strings.Join(names, "、"))
}

// term is one flow: coef × x^exp with x = (1+r)^(−1/unit), so that the present value is a polynomial and needs no logarithm.
type term struct {
	exp  int
	coef decimal.Decimal
}

// searchRange brackets x: (1+r)^(−1/unit) for the highest and a little below the lowest rate. The bounds of days are
// 11^(−1/365) rounded down and 10^(6/365) rounded up.
func searchRange(unit int) (lo, hi *big.Float) {
	if unit == 1 {
		return parse("0.0909090909"), parse("1000001")
	}
	return parse("0.9934519563"), parse("1.0385761763")
}

// precision is the number of bits of the search, about 77 decimals. big.Float is computed by the same integer operations on
// every machine.
const precision = 256

func parse(s string) *big.Float {
	f, _, err := big.ParseFloat(s, 10, precision, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return f
}

// rates finds all rates of return within the range, ascending; roots nearer than 1e-10 are one.
func rates(terms []term, unit int) []decimal.Decimal {
	lo, hi := searchRange(unit)
	var out []decimal.Decimal
	for _, x := range polynomialOf(terms).roots(lo, hi) {
		growth := new(big.Float).SetPrec(precision).Quo(parse("1"), power(x, unit))
		r := decimal.RequireFromString(growth.Text('f', 30)).Sub(one).Round(rateDecimals)
		if r.LessThan(lowestRate) || r.GreaterThan(highestRate) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Sub(r).Abs().LessThan(decimal.New(1, -10)) { // x rises, r falls
			continue
		}
		out = append(out, r)
	}
	slices.SortFunc(out, decimal.Decimal.Cmp)
	return out
}
