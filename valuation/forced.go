package valuation

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// ForcedSale goes from a market value to the forced-sale value line by line: V × (1−d) × (1−c) ÷ (1+r)^(months÷12). Every
// level is rounded to the fen and a line is the difference of two levels, so the lines sum exactly. The result is rounded to
// the unit and never above the market value. Other lanes of valuation (bank's own, agreed) use it as Conclude does.
func ForcedSale(market money.Money, f ForcedSaleInput, unit RoundingUnit) (money.Money, []BridgeLine, Step, error) {
	var fs fault.Faults
	if market <= 0 {
		fs.Invalid("amount.positive", "market", "市场价值应大于零")
	}
	f.check(&fs, "")
	unit.check(&fs, "rounding")
	if len(fs) > 0 {
		return 0, nil, Step{}, fs
	}
	years := f.Months.Value.Decimal().DivRound(decimal.New(12, 0), trace.FactorDecimals)
	factor, err := cashflow.Factor(f.DiscountRate.Value, years, cashflow.FullDigits)
	if err != nil {
		return 0, nil, Step{}, err
	}
	afterDiscount := market.Decimal().Mul(one.Sub(f.Discount.Value.Decimal()))
	afterCost := afterDiscount.Mul(one.Sub(f.DisposalCost.Value.Decimal()))
	present := afterCost.Mul(factor)
	value, err := unit.round(present)
	if err != nil {
		return 0, nil, Step{}, err
	}
	value = min(value, market) // neither rounding nor a negative rate may raise a forced sale above the market
	if value == 0 {
		return 0, nil, Step{}, fault.New(fault.Refused, "value.zero", "rounding", "变现价值按%s取整后为零，请改用更小的取整单位或复核变现参数", unit)
	}
	levels := []struct {
		id, title, formula string
		value              decimal.Decimal
		inputs             []trace.Operand
	}{
		{"discount", "变现折扣", "−市场价值 × 变现折扣率", afterDiscount, []trace.Operand{trace.Rate("变现折扣率", f.Discount)}},
		{"disposal_cost", "处置费用", "−折扣后价款 × 处置费用率", afterCost, []trace.Operand{trace.Rate("处置费用率", f.DisposalCost)}},
		{"delay", "变现期折现", "−扣除费用后价款 × (1 − 折现系数)，折现系数 = 1 ÷ (1 + 折现率) ^ (变现期 ÷ 12)", present,
			[]trace.Operand{trace.Number("变现期", f.Months, trace.Months), trace.Rate("折现率", f.DiscountRate), trace.Of("折现系数", factor, trace.Factor)}},
		{"rounding", "取整", "四舍五入至" + unit.String() + "，不超过市场价值", value.Decimal(), nil},
	}
	level := market
	bridge := []BridgeLine{{"market", "市场价值", level}}
	step := Step{ID: "forced", Title: "变现价值", Formula: "市场价值 × (1 − 变现折扣率) × (1 − 处置费用率) ÷ (1 + 折现率) ^ (变现期 ÷ 12)",
		Inputs: []trace.Operand{trace.Of("市场价值", level.Decimal(), trace.Yuan)}, Result: value.String(), Unit: trace.Yuan}
	for _, l := range levels {
		next, err := money.FromDecimal(l.value)
		if err != nil {
			return 0, nil, Step{}, err
		}
		inputs := append([]trace.Operand{trace.Of("上一步余额", level.Decimal(), trace.Yuan)}, l.inputs...)
		bridge = append(bridge, BridgeLine{l.id, l.title, next - level})
		step.Children = append(step.Children, Step{ID: "forced." + l.id, Title: l.title, Formula: l.formula, Inputs: inputs,
			Result: (next - level).String(), Unit: trace.Yuan})
		level = next
	}
	return value, bridge, step, nil
}

// resolve puts the discount that a percentile of the simulation stands for in place of one that was entered: d = 1 − P ÷ value of the
// simulated method, not below zero, to 6 decimals (rounded half away from zero).
func (f ForcedSaleInput) resolve(s *Simulation) (ForcedSaleInput, error) {
	if f.Percentile.IsZero() {
		return f, nil
	}
	p, ok := money.Money(0), false
	if s != nil {
		p, ok = s.percentile(f.Percentile)
	}
	if !ok {
		return f, fault.New(fault.Invalid, "forced_sale.percentile", "forced_sale.percentile", "没有 %s 分位点的模拟结果，请在模拟中列入该分位点，或直接填写变现折扣率", f.Percentile.Percent())
	}
	d := decimal.Max(decimal.Zero, one.Sub(p.Decimal().DivRound(s.Value.Decimal(), 6)))
	f.Discount = sourced.Rate{Value: money.RateOf(d), Source: "1 − 模拟的 " + f.Percentile.Percent() + " 分位数 " + p.Format() + " 元 ÷ " + s.MethodName + "评估值 " + s.Value.Format() + " 元"}
	if f.Discount.Value.Cmp(money.MustRate("0.99")) > 0 {
		return f, fault.New(fault.Refused, "forced_sale.percentile", "forced_sale.percentile", "模拟的 %s 分位数不足评估值的 1%%，不能据以确定变现折扣率，请直接填写", f.Percentile.Percent())
	}
	return f, nil
}

// allocate gives each right its part. Forced-sale parts follow the market parts, so that no right's exceeds its market value.
func (in Inputs) allocate(c *Conclusion, lives []lifetime) error {
	weights, derived, err := in.shares(*c)
	if err != nil {
		var fs fault.Faults
		fs.Append("shapley", err)
		return fs
	}
	total := decimal.Zero
	for _, w := range weights {
		total = total.Add(w)
	}
	unit := money.Money(1)
	if in.Rounding == ToYuan || in.Rounding == ToWan {
		unit = money.Yuan(1)
	}
	market, err := (c.MarketValue / unit).Allocate(weights)
	if err != nil {
		return err
	}
	forced, err := (c.ForcedSaleValue / unit).AllocateMoney(market)
	if err != nil {
		return err
	}
	step := Step{ID: "allocate", Title: "分配至各项权利", Formula: "按分配权重以最大余数法分配，各项之和等于合计",
		Result: c.MarketValue.String(), Unit: trace.Yuan, Children: derived}
	for i, r := range in.Rights {
		weight, source := r.Weight, r.WeightSource
		if in.Shapley != nil || in.Streams != nil {
			weight, source = weightOfShare(weights[i], total), ""
		}
		v := RightValue{Ref: r.Ref, Title: r.Title, Weight: weight, RemainingYears: money.RateOf(lives[i].Years), LifeEnd: lives[i].End, LegalEnd: lives[i].legalEnd,
			LifeBoundBy: lives[i].Binding, Market: market[i] * unit, ForcedSale: forced[i] * unit}
		c.Rights = append(c.Rights, v)
		id := trace.Index("allocate", i+1)
		formula := "市场价值 × 分配权重，以最大余数法取整"
		inputs := []trace.Operand{trace.Of("市场价值", c.MarketValue.Decimal(), trace.Yuan), {Name: "分配权重", Value: weight.String(), Unit: trace.Ratio, Source: source}}
		if in.Shapley != nil || in.Streams != nil {
			formula = "市场价值 × 该项份额 ÷ 份额合计，以最大余数法取整"
			inputs = []trace.Operand{inputs[0], trace.Of("该项份额", weights[i], trace.Plain), trace.Of("份额合计", total, trace.Plain)}
		}
		step.Children = append(step.Children, Step{ID: id, Title: r.Title, Formula: formula, Inputs: inputs,
			Result: v.Market.String(), Unit: trace.Yuan,
			Children: []Step{{ID: id + ".forced", Title: r.Title + "（变现价值）", Formula: "变现价值 × 该项市场价值 ÷ 市场价值合计",
				Inputs: []trace.Operand{trace.Of("变现价值", c.ForcedSaleValue.Decimal(), trace.Yuan)}, Result: v.ForcedSale.String(), Unit: trace.Yuan}}})
	}
	c.Steps = append(c.Steps, step)
	return nil
}
