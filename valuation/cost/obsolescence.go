package cost

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// left is the share of the replacement cost that is left (成新率).
func (o Obsolescence) left(fs *fault.Faults, path string) (decimal.Decimal, trace.Step) {
	o.Used.Check(fs, path+".used", "已使用年限", "0", "100")
	o.Remaining.Check(fs, path+".remaining", "尚可使用年限", "0", "100")
	o.Functional.Check(fs, path+".functional", "功能性贬值率", "0", "1", false)
	o.Economic.Check(fs, path+".economic", "经济性贬值率", "0", "1", false)
	if !o.Used.Value.IsZero() && o.Remaining.Value.IsZero() {
		fs.Invalid("cost.remaining", path+".remaining.value", "已填已使用年限时须填写尚可使用年限；尚可使用年限为零的权利不能评估")
	}
	if len(*fs) > 0 {
		return decimal.Decimal{}, trace.Step{}
	}
	age := AgeLoss(o.Used.Value, o.Remaining.Value)
	keep := one.Sub(age).Mul(one.Sub(o.Functional.Value.Decimal())).Mul(one.Sub(o.Economic.Value.Decimal())).Round(trace.FactorDecimals)
	ageStep := trace.Step{ID: "cost.age", Title: "年限贬值率", Formula: "已使用年限 ÷ (已使用年限 + 尚可使用年限)",
		Inputs: []trace.Operand{trace.Number("已使用年限", o.Used, trace.Years), trace.Number("尚可使用年限", o.Remaining, trace.Years)},
		Result: age.String(), Unit: trace.Ratio}
	return keep, trace.Step{ID: "cost.left", Title: "成新率", Formula: "(1 − 年限贬值率) × (1 − 功能性贬值率) × (1 − 经济性贬值率)",
		Inputs: []trace.Operand{trace.Of("年限贬值率", age, trace.Ratio), trace.Rate("功能性贬值率", o.Functional), trace.Rate("经济性贬值率", o.Economic)},
		Result: keep.String(), Unit: trace.Ratio, Children: []trace.Step{ageStep}}
}

// AgeLoss is the loss by age (贬值率), used ÷ (used + remaining), with 20 decimals; 0 when both are 0.
func AgeLoss(used, remaining money.Rate) decimal.Decimal {
	sum := used.Decimal().Add(remaining.Decimal())
	if sum.Sign() <= 0 {
		return decimal.Zero
	}
	return used.Decimal().DivRound(sum, trace.FactorDecimals)
}
