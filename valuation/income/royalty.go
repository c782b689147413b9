// Package income values rights by what they earn. Relief from royalty (许可费节省法): the royalties the owner need not pay, after
// tax, discounted over the life of the right; nothing is left at its end.
package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Name is the name of the method in weights, results and steps.
const Name = "royalty"

// RoyaltyInput is what the appraiser enters. Amounts are in yuan a full year; a broken year takes its share of days. The
// discount rate is nominal and after tax, as the cash is.
type RoyaltyInput struct {
	Convention  cashflow.Convention `json:"convention"`
	Revenue     []sourced.Amount    `json:"revenue"`               // 各年销售收入, not negative, one a forecast year
	Royalty     sourced.Rate        `json:"royalty"`               // 许可费率 of revenue, 0 < ρ ≤ 1
	Decay       sourced.Rate        `json:"decay"`                 // 技术衰减率 a year, 0 ≤ δ < 1: ρ_t = ρ(1−δ)^(t−1)
	Tax         sourced.Rate        `json:"tax"`                   // 所得税率, 0 to 1
	Maintenance []sourced.Amount    `json:"maintenance,omitempty"` // 各年维持费用 before tax; empty or one a year
	discount.Choice
}

// Royalty is relief from royalty at a base date. LifeEnd is the last day of the remaining life; the forecast may not pass it.
// The zero LifeEnd means that the life is checked elsewhere.
type Royalty struct {
	Input   RoyaltyInput
	Base    date.Date
	LifeEnd date.Date
}

// Name is the Chinese name of the method.
func (Royalty) Name() string { return "收益法（许可费节省法）" }

var one = decimal.New(1, 0)

// Value checks everything and values the stream. All faults come together, with paths inside the input.
func (r Royalty) Value() (trace.Result, error) {
	in := r.Input
	var fs fault.Faults
	in.check(&fs)
	found := in.Find("royalty.rate", &fs)
	notes := found.Notes
	periods, err := in.Convention.Periods(r.Base, len(in.Revenue))
	if n := len(in.Revenue); n == 0 || n > cashflow.MaxYears {
		fs.Invalid("income.revenue", "revenue", "请填写 1 至 %d 年的预测收入，当前为 %d 年", cashflow.MaxYears, n)
	} else {
		fs.Append("convention", err)
	}
	if n := len(periods); n > 0 && !r.LifeEnd.IsZero() && periods[n-1].To.After(r.LifeEnd) {
		fs.Invalid("income.beyond_life", "revenue",
			"预测期截至 %s，超过剩余年限届满日 %s；请减少预测年数，或在末期截止日（last_end）填写不晚于 %s 的日期", periods[n-1].To, r.LifeEnd, r.LifeEnd)
	}
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	flows := make([]cashflow.Flow, len(periods))
	for i, p := range periods {
		flows[i] = in.flow(p)
	}
	total, years, err := in.Convention.Present("royalty.year", found.Rate, periods, flows)
	if err != nil {
		return trace.Result{}, err
	}
	if total.IsNegative() {
		return trace.Result{}, fault.New(fault.Refused, "income.negative", "maintenance", "收益现值为负（%s 元），许可费收益不足以覆盖维持费用，请复核收入、许可费率和维持费用", total.Round(2))
	}
	value, err := money.FromDecimal(total)
	if err != nil {
		return trace.Result{}, err
	}
	if !in.Decay.Value.IsZero() && in.CountsTechnicalRisk() {
		notes = append(notes, "已按技术衰减率递减许可费率，折现率中又计有技术风险报酬，请确认未重复考虑技术替代")
	}
	terminal := trace.Step{ID: "royalty.terminal", Title: "期末余值", Formula: "权利届满后不再产生收益，期末余值取零", Result: "0", Unit: trace.Yuan}
	step := trace.Step{ID: Name, Title: r.Name(), Formula: "评估值 = Σ[收入 × 许可费率 × (1 − 所得税率) − 维持费用 × (1 − 所得税率)] × 折现系数，" + in.timing(),
		Inputs: []trace.Operand{trace.Rate("所得税率", in.Tax), trace.Of("折现率", found.Rate.Decimal(), trace.Ratio)},
		Result: value.String(), Unit: trace.Yuan, Children: append(append([]trace.Step{found.Step}, years...), terminal)}
	return trace.Result{Approach: trace.Income, Method: Name, Name: r.Name(), Value: value, Step: step, Notes: notes}, nil
}

func (in RoyaltyInput) check(fs *fault.Faults) {
	for i, a := range in.Revenue {
		a.Check(fs, trace.Path("revenue", i), "预测收入")
	}
	in.Royalty.Check(fs, "royalty", "许可费率", "0", "1", true)
	in.Decay.Check(fs, "decay", "技术衰减率", "0", "0.99", false)
	in.Tax.Check(fs, "tax", "所得税率", "0", "1", false)
	if n := len(in.Maintenance); n > 0 && n != len(in.Revenue) {
		fs.Invalid("income.maintenance", "maintenance", "维持费用应不填或与预测收入逐年对应（收入 %d 年，维持费用 %d 年）", len(in.Revenue), n)
	}
	for i, a := range in.Maintenance {
		a.Check(fs, trace.Path("maintenance", i), "维持费用")
	}
}

// flow is the saving of one period after tax, with its steps.
func (in RoyaltyInput) flow(p cashflow.Period) cashflow.Flow {
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
	after := one.Sub(in.Tax.Value.Decimal())
	gross := in.Revenue[i].Value.Decimal().Mul(p.Fraction).Mul(royalty)
	inputs := []trace.Operand{trace.Amount("全年收入", in.Revenue[i]), rateInput, trace.Rate("所得税率", in.Tax)}
	formula := "全年收入 × 许可费率 × (1 − 所得税率)"
	if len(in.Maintenance) > 0 {
		gross = gross.Sub(in.Maintenance[i].Value.Decimal().Mul(p.Fraction))
		inputs = append(inputs, trace.Amount("全年维持费用", in.Maintenance[i]))
		formula = "(全年收入 × 许可费率 − 全年维持费用) × (1 − 所得税率)"
	}
	if !p.Fraction.Equal(one) {
		inputs = append(inputs, trace.Of("占全年比例", p.Fraction, trace.Ratio))
		formula += " × 占全年比例"
	}
	net := gross.Mul(after).Round(trace.AmountDecimals)
	steps = append(steps, trace.Step{ID: id + ".saving", Title: "税后节省许可费", Formula: formula, Inputs: inputs, Result: net.String(), Unit: trace.Yuan})
	return cashflow.Flow{Amount: net, Steps: steps}
}

func (in RoyaltyInput) timing() string {
	if in.Convention.Timing == cashflow.MidYear {
		return "年中折现"
	}
	return "年末折现"
}
