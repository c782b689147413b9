package cashflow

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// Flow is the cash of one period after all deductions, in yuan, with the steps that lead to it.
type Flow struct {
	Amount decimal.Decimal
	Steps  []trace.Step
}

// Present discounts the flows of the periods at r a year. The total is the exact sum of the present values, each kept to the
// working precision. Steps are named id.1, id.2, …
func (c Convention) Present(id string, r money.Rate, periods []Period, flows []Flow) (decimal.Decimal, []trace.Step, error) {
	if len(flows) != len(periods) {
		return decimal.Decimal{}, nil, fault.New(fault.Invalid, "cashflow.length", "years", "现金流的期数（%d）与预测期数（%d）不一致", len(flows), len(periods))
	}
	total := decimal.Zero
	steps := make([]trace.Step, len(periods))
	for i, p := range periods {
		df, err := Factor(r, p.Time, c.FactorDigits)
		if err != nil {
			return decimal.Decimal{}, nil, err
		}
		pv := flows[i].Amount.Mul(df).Round(trace.AmountDecimals)
		total = total.Add(pv)
		sid := trace.Index(id, p.Index)
		factor := trace.Step{ID: sid + ".factor", Title: "折现系数", Formula: "1 ÷ (1 + 折现率) ^ 折现期",
			Inputs: []trace.Operand{trace.Of("折现率", r.Decimal(), trace.Ratio), trace.Of("折现期", p.Time, trace.Years)},
			Result: df.String(), Unit: trace.Factor}
		steps[i] = trace.Step{ID: sid, Title: p.title(), Formula: "当期收益 × 折现系数",
			Inputs: []trace.Operand{trace.Of("当期收益", flows[i].Amount, trace.Yuan), trace.Of("折现系数", df, trace.Factor)},
			Result: pv.String(), Unit: trace.Yuan, Children: append(append([]trace.Step{}, flows[i].Steps...), factor)}
	}
	return total, steps, nil
}

func (p Period) title() string {
	return "第" + decimal.New(int64(p.Index), 0).String() + "期现值（" + p.From.AddDays(1).String() + " 至 " + p.To.String() + "）"
}
