// Package income values rights by what they earn: relief from royalty (许可费节省法), sharing of revenue or profit (收益分成法),
// incremental profit (增量收益法) and multi-period excess earnings (多期超额收益法). Each finds the yearly cash after tax that the right
// alone earns and discounts it over the life of the right; nothing is left at its end unless the right is renewed.
package income

import (
	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Name is the name of relief from royalty in weights, results and steps.
const Name = "royalty"

// RoyaltyInput is what the appraiser enters. Amounts are in yuan a full year; a broken year takes its share of days. The
// discount rate is after tax, as the cash is, and brought to its price basis.
type RoyaltyInput struct {
	Convention  cashflow.Convention `json:"convention"`
	Revenue     []sourced.Amount    `json:"revenue"`                                                               // 各年销售收入, not negative, one a forecast year
	Forecast    *Forecast           `json:"forecast,omitempty" label:"按增长率预测收入"`                                   // instead of Revenue
	Royalty     sourced.Rate        `json:"royalty"`                                                               // 许可费率 of revenue, 0 < ρ ≤ 1
	Decay       sourced.Rate        `json:"decay"`                                                                 // 技术衰减率 a year, 0 ≤ δ < 1: ρ_t = ρ(1−δ)^(t−1)
	DecayForm   *Decay              `json:"decay_form,omitempty" label:"技术衰减（其他方式）" hint:"已填写技术衰减率时不填"`            // instead of Decay
	Tax         sourced.Rate        `json:"tax"`                                                                   // 所得税率, 0 to 1; zero needs a source
	Maintenance []sourced.Amount    `json:"maintenance,omitempty"`                                                 // 各年维持费用 before tax; empty or one a year
	Margin      sourced.Rate        `json:"margin,omitzero" label:"营业利润率（互证用）" opt:"1" hint:"用于核对许可费占利润的比例，不参与计算"` // 0 to 1; 0 is not given
	Terminal    *cashflow.Terminal  `json:"terminal,omitempty" label:"期末余值" hint:"仅限办理续展的注册商标"`                    // off unless given
	TAB         *TAB                `json:"tab,omitempty" label:"税收摊销收益" hint:"质押评估中不常用，一般不填"`                     // off unless given
	CashPrice   discount.PriceBasis `json:"cash_price,omitempty" label:"现金流价格口径" opt:"1" choices:"nominal=名义（含通货膨胀）|real=实际（不变价）" hint:"不填为名义"`
	discount.Choice
}

// Royalty is relief from royalty at a base date. LifeEnd is the last day of the remaining life; the forecast may not pass it.
// The zero LifeEnd means that the life is checked elsewhere. Renewable says that the right will be renewed, with its ground in
// the list of rights; only then is a terminal value allowed.
type Royalty struct {
	Input     RoyaltyInput
	Base      date.Date
	LifeEnd   date.Date
	Renewable bool
}

// Name is the Chinese name of the method.
func (Royalty) Name() string { return "收益法（许可费节省法）" }

// Value checks everything and values the stream. All faults come together, with paths inside the input.
func (r Royalty) Value() (trace.Result, error) {
	in := r.Input
	var fs fault.Faults
	revenue, front := yearly(in.Revenue, in.Forecast, Name, "revenue", "预测收入", &fs)
	in.Revenue = revenue
	in.check(&fs)
	declines := !in.Decay.Value.IsZero() || in.DecayForm != nil
	s := stream{id: Name, name: r.Name(), base: r.Base, end: r.LifeEnd, renewable: r.Renewable, field: "revenue", code: "income.revenue", years: len(revenue),
		declines: declines, set: Setting{Convention: in.Convention, CashPrice: in.CashPrice, Choice: in.Choice, Terminal: in.Terminal, TAB: in.TAB}}
	s.open(&fs)
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	a := account{formula: "评估值 = Σ[收入 × 许可费率 × (1 − 所得税率) − 维持费用 × (1 − 所得税率)] × 折现系数", inputs: []trace.Operand{trace.Rate("所得税率", in.Tax)},
		front: front, culprit: "maintenance", reason: "许可费收益不足以覆盖维持费用，请复核收入、许可费率和维持费用"}
	if declines && in.CountsTechnicalRisk() {
		a.notes = append(a.notes, twice("许可费率"))
	}
	if !in.Margin.Value.IsZero() {
		step, notes := in.crossCheck()
		a.front, a.notes = append(a.front, step), append(a.notes, notes...)
	}
	return s.close(func(p cashflow.Period) cashflow.Flow { return in.flow(p, &s) }, a)
}

func (in RoyaltyInput) check(fs *fault.Faults) {
	in.Royalty.Check(fs, "royalty", "许可费率", "0", "1", true)
	in.Decay.Check(fs, "decay", "技术衰减率", "0", "0.99", false)
	if in.DecayForm != nil {
		in.DecayForm.check(fs, "decay_form", len(in.Revenue))
		if !in.Decay.Value.IsZero() {
			fs.Invalid("decay.twice", "decay_form", "已填写技术衰减率，请清空其一")
		}
	}
	in.Margin.Check(fs, "margin", "营业利润率", "0", "1", false)
	taxOf(fs, in.Tax, false)
	if n := len(in.Maintenance); n > 0 && n != len(in.Revenue) {
		fs.Invalid("income.maintenance", "maintenance", "维持费用应不填或与预测收入逐年对应（收入 %d 年，维持费用 %d 年）", len(in.Revenue), n)
	}
	for i, a := range in.Maintenance {
		a.Check(fs, trace.Path("maintenance", i), "维持费用")
	}
}

// crossCheck shows what share of the operating profit the royalty is: ρ = share × margin.
func (in RoyaltyInput) crossCheck() (trace.Step, []string) {
	share := in.Royalty.Value.Decimal().DivRound(in.Margin.Value.Decimal(), trace.FactorDecimals)
	step := trace.Step{ID: Name + ".share", Title: "许可费占营业利润的比例（互证）", Formula: "许可费率 ÷ 营业利润率",
		Inputs: []trace.Operand{trace.Rate("许可费率", in.Royalty), trace.Rate("营业利润率", in.Margin)}, Result: share.String(), Unit: trace.Ratio}
	if share.GreaterThan(halfOf) {
		return step, []string{"许可费占营业利润的 " + money.RateOf(share.Round(4)).Percent() + "，超过一半，请以利润分成率复核许可费率"}
	}
	return step, nil
}

// flow is the saving of one period after tax, with its steps.
func (in RoyaltyInput) flow(p cashflow.Period, s *stream) cashflow.Flow {
	i := p.Index - 1
	id := trace.Index("royalty.year", p.Index)
	var steps []trace.Step
	royalty := in.Royalty.Value.Decimal()
	rateInput := trace.Rate("许可费率", in.Royalty)
	if !in.Decay.Value.IsZero() {
		keep := one.Sub(in.Decay.Value.Decimal())
		for range i {
			royalty = royalty.Mul(keep).Round(trace.FactorDecimals)
		}
		rateInput = trace.Of("当期许可费率", royalty, trace.Ratio)
		steps = append(steps, trace.Step{ID: id + ".royalty", Title: "当期许可费率", Formula: "许可费率 × (1 − 技术衰减率) ^ (期次 − 1)",
			Inputs: []trace.Operand{trace.Rate("许可费率", in.Royalty), trace.Rate("技术衰减率", in.Decay)},
			Result: royalty.String(), Unit: trace.Ratio})
	}
	if in.DecayForm != nil {
		left, step := in.DecayForm.ratio(id, p, s.periods, s.end)
		royalty = royalty.Mul(left).Round(trace.FactorDecimals)
		rateInput = trace.Of("当期许可费率", royalty, trace.Ratio)
		steps = append(steps, step, trace.Step{ID: id + ".royalty", Title: "当期许可费率", Formula: "许可费率 × 保持率",
			Inputs: []trace.Operand{trace.Rate("许可费率", in.Royalty), trace.Of("保持率", left, trace.Ratio)}, Result: royalty.String(), Unit: trace.Ratio})
	}
	after := one.Sub(in.Tax.Value.Decimal())
	gross := in.Revenue[i].Value.Decimal().Mul(p.Fraction).Mul(royalty)
	inputs := []trace.Operand{trace.Amount("全年收入", in.Revenue[i]), rateInput, trace.Rate("所得税率", in.Tax)}
	formula := "全年收入 × 许可费率 × (1 − 所得税率)"
	if len(in.Maintenance) > 0 {
		gross = gross.Sub(in.Maintenance[i].Value.Decimal().Mul(p.Fraction))
		inputs = append(inputs, trace.Amount("全年维持费用", in.Maintenance[i]))
		formula = "(全年收入 × 许可费率 − 全年维持费用) × (1 − 所得税率)"
	}
	formula, inputs = partYear(p, formula, inputs)
	net := gross.Mul(after).Round(trace.AmountDecimals)
	steps = append(steps, trace.Step{ID: id + ".saving", Title: "税后节省许可费", Formula: formula, Inputs: inputs, Result: net.String(), Unit: trace.Yuan})
	return cashflow.Flow{Amount: net, Steps: steps}
}
