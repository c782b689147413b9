package discount

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// WACC is the weighted average cost of capital (加权平均资本成本), after tax: w_e r_e + w_d r_d (1 − T). It is the return of a whole
// enterprise; the return of an intangible alone is usually higher.
type WACC struct {
	Equity       *CAPM        `json:"equity,omitempty" label:"权益资本成本（资本资产定价模型）"`
	EquityCost   sourced.Rate `json:"equity_cost,omitzero" label:"权益资本成本（直接填写）" opt:"1"` // above 0, to 1
	DebtCost     sourced.Rate `json:"debt_cost" label:"债务资本成本（税前）"`                      // 0 to 50 %
	EquityWeight sourced.Rate `json:"equity_weight" label:"权益比重 E/(D+E)"`                // above 0, to 1
	DebtWeight   sourced.Rate `json:"debt_weight" label:"债务比重 D/(D+E)" hint:"两项比重合计为 100%"`
	Tax          sourced.Rate `json:"tax" label:"所得税率"` // 0 to 1
}

func rateOf(d decimal.Decimal) money.Rate { return money.RateOf(d) }

func (w *WACC) equity() *CAPM {
	if w == nil {
		return nil
	}
	return w.Equity
}

// AfterTaxDebt is the cost of debt after tax, r_d (1 − T).
func AfterTaxDebt(cost, tax decimal.Decimal) decimal.Decimal { return cost.Mul(one.Sub(tax)) }

// Weighted is Σ weight × return, exact.
func Weighted(weights, returns []decimal.Decimal) decimal.Decimal {
	sum := decimal.Zero
	for i, w := range weights {
		sum = sum.Add(w.Mul(returns[i]))
	}
	return sum
}

// Find gives the weighted cost of capital. All faults come together with paths inside the input.
func (w WACC) Find(id string) (Outcome, error) {
	var fs fault.Faults
	w.DebtCost.Check(&fs, "debt_cost", "债务资本成本", "0", "0.5", false)
	w.EquityWeight.Check(&fs, "equity_weight", "权益比重", "0", "1", true)
	w.DebtWeight.Check(&fs, "debt_weight", "债务比重", "0", "1", false)
	w.Tax.Check(&fs, "tax", "所得税率", "0", "1", false)
	if sum := w.EquityWeight.Value.Decimal().Add(w.DebtWeight.Value.Decimal()); !sum.Equal(one) {
		fs.Invalid("discount.weights", "debt_weight.value", "权益比重与债务比重合计应为 1，当前为 %s", sum)
	}
	if !w.DebtWeight.Value.IsZero() && w.DebtCost.Value.IsZero() {
		fs.Invalid("discount.debt_cost", "debt_cost.value", "有付息债务时请填写债务资本成本")
	}
	equity, operand, children, notes := w.cost(&fs, id)
	if len(fs) > 0 {
		return Outcome{}, fs
	}
	debt := AfterTaxDebt(w.DebtCost.Value.Decimal(), w.Tax.Value.Decimal())
	r := Weighted([]decimal.Decimal{w.EquityWeight.Value.Decimal(), w.DebtWeight.Value.Decimal()}, []decimal.Decimal{equity, debt}).Round(trace.FactorDecimals)
	if err := inRange(r, "equity_weight.value"); err != nil {
		return Outcome{}, err
	}
	children = append(children, trace.Step{ID: id + ".debt", Title: "债务资本成本（税后）", Formula: "债务资本成本 × (1 − 所得税率)",
		Inputs: []trace.Operand{trace.Rate("债务资本成本（税前）", w.DebtCost), trace.Rate("所得税率", w.Tax)}, Result: debt.String(), Unit: trace.Ratio})
	return Outcome{Rate: money.RateOf(r), Notes: notes, Step: trace.Step{ID: id, Title: "加权平均资本成本",
		Formula: "权益比重 × 权益资本成本 + 债务比重 × 债务资本成本（税后）", Inputs: []trace.Operand{trace.Rate("权益比重", w.EquityWeight), operand,
			trace.Rate("债务比重", w.DebtWeight), trace.Of("债务资本成本（税后）", debt, trace.Ratio)}, Result: r.String(), Unit: trace.Ratio, Children: children}}, nil
}

// cost is the cost of equity, entered or by the CAPM.
func (w WACC) cost(fs *fault.Faults, id string) (decimal.Decimal, trace.Operand, []trace.Step, []string) {
	if w.Equity == nil {
		w.EquityCost.Check(fs, "equity_cost", "权益资本成本", "0", "1", true)
		return w.EquityCost.Value.Decimal(), trace.Rate("权益资本成本", w.EquityCost), nil, nil
	}
	if !w.EquityCost.Value.IsZero() {
		fs.Invalid("discount.both", "equity_cost", "权益资本成本已由资本资产定价模型计算，请清空直接填写的数值")
	}
	s := &structure{debt: w.DebtWeight, equity: w.EquityWeight, tax: w.Tax}
	if w.EquityWeight.Value.Decimal().Sign() <= 0 {
		s.equity.Value = rateOf(one) // the weight has its own fault
	}
	out, err := w.Equity.find(id+".equity", s)
	fs.Append("equity", err)
	return out.Rate.Decimal(), trace.Of("权益资本成本", out.Rate.Decimal(), trace.Ratio), []trace.Step{out.Step}, out.Notes
}
