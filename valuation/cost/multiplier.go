package cost

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// MultiplierInput is the multiplier method (倍加系数法) for self-made technology: (C + β1 V) ÷ (1 − β2) × (1 + L), where C is the
// dead labour, V the living labour, β1 the multiplier of creative labour, β2 the average risk of research and L the
// return on investment. A printed variant divides by (1 + β2), which is wrong.
type MultiplierInput struct {
	Materials sourced.Amount `json:"materials"` // C 物化劳动消耗
	Labour    sourced.Amount `json:"labour"`    // V 活劳动消耗
	Creative  sourced.Number `json:"creative"`  // β1 创造性劳动倍加系数, 1 to 20
	Risk      sourced.Rate   `json:"risk"`      // β2 科研平均风险系数, 0 to 0.99
	Return    sourced.Rate   `json:"return"`    // L 投资报酬率, 0 to 5
}

func (m MultiplierInput) check() error {
	var fs fault.Faults
	m.Materials.Check(&fs, "materials", "物化劳动消耗")
	m.Labour.Check(&fs, "labour", "活劳动消耗")
	m.Creative.Check(&fs, "creative", "创造性劳动倍加系数", "1", "20")
	m.Risk.Check(&fs, "risk", "科研平均风险系数", "0", "0.99", false)
	m.Return.Check(&fs, "return", "投资报酬率", "0", "5", false)
	if m.Materials.Value == 0 && m.Labour.Value == 0 {
		fs.Invalid("cost.empty", "labour.value", "物化劳动消耗与活劳动消耗不能同时为零")
	}
	return fs.Err()
}

// Replacement is the replacement cost in yuan with its step.
func (m MultiplierInput) Replacement(id string) (decimal.Decimal, trace.Step, error) {
	if err := m.check(); err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	base := m.Materials.Value.Decimal().Add(m.Creative.Value.Decimal().Mul(m.Labour.Value.Decimal()))
	rc := base.Mul(one.Add(m.Return.Value.Decimal())).DivRound(one.Sub(m.Risk.Value.Decimal()), trace.AmountDecimals)
	return rc, trace.Step{ID: id, Title: "重置成本（倍加系数法）",
		Formula: "重置成本 = (物化劳动消耗 + 倍加系数 × 活劳动消耗) ÷ (1 − 科研平均风险系数) × (1 + 投资报酬率)",
		Inputs: []trace.Operand{trace.Amount("物化劳动消耗", m.Materials), trace.Amount("活劳动消耗", m.Labour),
			trace.Number("创造性劳动倍加系数", m.Creative, trace.Factor), trace.Rate("科研平均风险系数", m.Risk), trace.Rate("投资报酬率", m.Return)},
		Result: rc.String(), Unit: trace.Yuan}, nil
}
