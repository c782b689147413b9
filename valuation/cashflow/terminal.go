package cashflow

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Terminal is the value of the years after the forecast (期末余值, 永续增长): only for a right that is renewed for ever, a registered
// trademark. Patents and copyright end and leave nothing.
type Terminal struct {
	Growth sourced.Rate `json:"growth" label:"永续增长率" hint:"应小于折现率，通常不高于长期通货膨胀率"` // −50 % ≤ g < r
}

// Check refuses a terminal value of a right that is not renewed, a growth out of range or not below the rate, and a forecast
// whose last year is broken: it would be capitalised as if it were whole. A rate that is not known yet is nil and passes.
func (t Terminal) Check(fs *fault.Faults, path string, renewable bool, c Convention, r *money.Rate) {
	if !renewable {
		fs.Refuse("terminal.renewal", path, "只有办理续展的注册商标可以计算期末余值；请清空期末余值，或在权利清单中写明续展依据")
	}
	t.Growth.Check(fs, fault.Join(path, "growth"), "永续增长率", "-0.5", "1", false)
	if r != nil && t.Growth.Value.Cmp(*r) >= 0 {
		fs.Invalid("terminal.growth", fault.Join(path, "growth.value"), "永续增长率 %s 应小于折现率 %s", t.Growth.Value.Percent(), r.Percent())
	}
	if !c.LastEnd.IsZero() {
		fs.Invalid("terminal.broken", "convention.last_end", "计算期末余值时末期应为整年，请清空末期截止日")
	}
}

// Gordon capitalises the cash after the last year: last × (1+g) ÷ (r−g), as of one year before its first flow. Not r > g: terminal.growth.
func Gordon(last, growth, rate decimal.Decimal) (decimal.Decimal, error) {
	if growth.GreaterThanOrEqual(rate) {
		return decimal.Decimal{}, fault.New(fault.Invalid, "terminal.growth", "growth", "永续增长率 %s 应小于折现率 %s", growth, rate)
	}
	return last.Mul(one.Add(growth)).DivRound(rate.Sub(growth), trace.FactorDecimals), nil
}

// Present is the present value of the years after the forecast with its step. Flow is the cash of the last period, which must be
// a whole year; it is discounted from the same moment as that cash: n at year ends, n − 0.5 at mid-years.
func (t Terminal) Present(id string, r money.Rate, last Period, flow decimal.Decimal, digits Digits) (decimal.Decimal, trace.Step, error) {
	if !last.Fraction.Equal(one) {
		return decimal.Decimal{}, trace.Step{}, fault.New(fault.Invalid, "terminal.broken", "convention.first_end", "计算期末余值时末期应为整年，请增加预测年数")
	}
	if !flow.IsPositive() {
		return decimal.Decimal{}, trace.Step{}, fault.New(fault.Refused, "terminal.negative", "terminal", "末期收益不为正（%s 元），不能据以计算期末余值，请复核末期数据", flow.Round(2))
	}
	g := t.Growth.Value.Decimal()
	capitalised, err := Gordon(flow, g, r.Decimal())
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, fault.New(fault.Invalid, "terminal.growth", "terminal.growth.value", "永续增长率 %s 应小于折现率 %s", t.Growth.Value.Percent(), r.Percent())
	}
	df, err := Factor(r, last.Time, digits)
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	pv := capitalised.Mul(df).Round(trace.AmountDecimals)
	return pv, trace.Step{ID: id, Title: "期末余值现值（永续增长）", Formula: "末期收益 × (1 + 永续增长率) ÷ (折现率 − 永续增长率) × 末期折现系数",
		Inputs: []trace.Operand{trace.Of("末期收益", flow, trace.Yuan), trace.Rate("永续增长率", t.Growth), trace.Of("折现率", r.Decimal(), trace.Ratio),
			trace.Of("末期折现系数", df, trace.Factor)},
		Result: pv.String(), Unit: trace.Yuan}, nil
}
