package income

import (
	"strconv"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// SharingName is the id of the sharing method (收益分成法).
const SharingName = "sharing"

// SharedBasis is what is shared. Tax is taken from revenue and operating profit and not again from net profit.
type SharedBasis string

const (
	OfRevenue   SharedBasis = "revenue"   // 销售收入分成
	OfOperating SharedBasis = "operating" // 营业利润（利润总额）分成, before income tax
	OfNet       SharedBasis = "net"       // 净利润分成, after income tax
)

var basisNames = map[SharedBasis]string{OfRevenue: "销售收入", OfOperating: "营业利润", OfNet: "净利润"}

// SharingInput is what the appraiser enters. Amounts are in yuan a full year; a broken year takes its share of days.
type SharingInput struct {
	Basis    SharedBasis      `json:"basis" label:"分成基数" choices:"revenue=销售收入|operating=营业利润（税前）|net=净利润（税后）"`
	Amounts  []sourced.Amount `json:"amounts,omitempty" label:"各年分成基数金额" opt:"1" hint:"或填写基期金额和增长率"` // not negative, one a year
	Forecast *Forecast        `json:"forecast,omitempty" label:"按增长率预测"`
	Share    Share            `json:"share" label:"分成率"`
	Decay    *Decay           `json:"decay,omitempty" label:"技术衰减"`
	Tax      sourced.Rate     `json:"tax" label:"所得税率" hint:"净利润分成不填；其他基数免税时填 0 并注明依据"`
	Setting
}

// Sharing is the sharing method at a base date. LifeEnd and Renewable as in Royalty.
type Sharing struct {
	Input     SharingInput
	Base      date.Date
	LifeEnd   date.Date
	Renewable bool
}

// Name is the Chinese name of the method.
func (Sharing) Name() string { return "收益法（收益分成法）" }

// Value checks everything and values the stream. All faults come together, with paths inside the input.
func (v Sharing) Value() (trace.Result, error) {
	in := v.Input
	var fs fault.Faults
	base, known := basisNames[in.Basis]
	if !known {
		fs.Invalid("sharing.basis", "basis", "分成基数“%s”无法识别，应为 revenue（销售收入）、operating（营业利润）或 net（净利润）", string(in.Basis))
	}
	amounts, front := yearly(in.Amounts, in.Forecast, SharingName, "amounts", base, &fs)
	taxOf(&fs, in.Tax, in.Basis == OfNet)
	s := stream{id: SharingName, name: v.Name(), base: v.Base, end: v.LifeEnd, renewable: v.Renewable, set: in.Setting,
		field: "amounts", code: "sharing.amounts", years: len(amounts), declines: in.Decay != nil}
	s.open(&fs)
	if in.Decay != nil {
		in.Decay.check(&fs, "decay", len(amounts))
	}
	var found fault.Faults
	share, step, notes := in.Share.find(SharingName+".share", s.rate.Known(), in.Convention, in.Basis != OfRevenue, &found)
	for _, f := range found {
		if f.Path != "marginal.rate" { // the discount rate of the method, which the share has none of its own
			fs.Append("share", f)
		} else {
			f.Path = "rate"
			fs = append(fs, f)
		}
	}
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	if in.Decay != nil && in.CountsTechnicalRisk() {
		notes = append(notes, twice("分成率"))
	}
	flow := func(p cashflow.Period) cashflow.Flow {
		id := trace.Index(SharingName+".year", p.Index)
		var steps []trace.Step
		k := share
		if in.Decay != nil {
			left, decay := in.Decay.ratio(id, p, s.periods, s.end)
			k = share.Mul(left).Round(trace.FactorDecimals)
			steps = append(steps, decay, trace.Step{ID: id + ".share", Title: "当期分成率", Formula: "分成率 × 保持率",
				Inputs: []trace.Operand{trace.Of("分成率", share, trace.Ratio), trace.Of("保持率", left, trace.Ratio)}, Result: k.String(), Unit: trace.Ratio})
		}
		net := amounts[p.Index-1].Value.Decimal().Mul(p.Fraction).Mul(k)
		formula := "全年" + base + " × 分成率"
		inputs := []trace.Operand{trace.Amount("全年"+base, amounts[p.Index-1]), trace.Of("分成率", k, trace.Ratio)}
		if in.Basis != OfNet {
			net = net.Mul(one.Sub(in.Tax.Value.Decimal()))
			formula, inputs = formula+" × (1 − 所得税率)", append(inputs, trace.Rate("所得税率", in.Tax))
		}
		net = net.Round(trace.AmountDecimals)
		formula, inputs = partYear(p, formula, inputs)
		steps = append(steps, trace.Step{ID: id + ".income", Title: "税后分成收益", Formula: formula, Inputs: inputs, Result: net.String(), Unit: trace.Yuan})
		return cashflow.Flow{Amount: net, Steps: steps}
	}
	a := account{formula: "评估值 = Σ(" + base + " × 分成率 × (1 − 所得税率)) × 折现系数", inputs: []trace.Operand{trace.Of("分成率", share, trace.Ratio), trace.Rate("所得税率", in.Tax)},
		front: append([]trace.Step{step}, front...), notes: notes, culprit: "amounts", reason: "请复核分成基数"}
	if in.Basis == OfNet {
		a.formula, a.inputs = "评估值 = Σ(净利润 × 分成率) × 折现系数", a.inputs[:1]
	}
	return s.close(flow, a)
}

// taxOf checks the tax of a stream: cash that is after tax already takes none, other cash needs a rate or the ground why there
// is none, so that a forgotten tax is not taken for an exemption.
func taxOf(fs *fault.Faults, tax sourced.Rate, after bool) {
	tax.Check(fs, "tax", "所得税率", "0", "1", false)
	switch {
	case after && !tax.Value.IsZero():
		fs.Invalid("tax.twice", "tax.value", "收益已是税后口径，不能再扣所得税；请清空所得税率，或改用税前口径")
	case !after && tax.Value.IsZero() && blank(tax.Source):
		fs.Invalid("tax.missing", "tax", "收益为税前口径，请填写所得税率；免税时填 0 并注明依据")
	}
}

func number(n int) string { return strconv.Itoa(n) }
