package discount

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Asset is one group of assets of an enterprise with the return the market asks of it, after tax.
type Asset struct {
	Name   string         `json:"name" label:"资产"`
	Value  sourced.Amount `json:"value" label:"公允价值"`     // not negative
	Return sourced.Rate   `json:"return" label:"回报率（税后）"` // 0 to 1
}

// Split finds the return of the intangibles (回报率拆分): what the weighted cost of capital leaves when the other assets, current
// (流动资产) and fixed (固定资产), have had theirs: r_i = (WACC − Σ w_j r_j) ÷ w_i, weights by fair value.
type Split struct {
	WACC       *WACC          `json:"wacc,omitempty" label:"加权平均资本成本（计算）"`
	WACCRate   sourced.Rate   `json:"wacc_rate,omitzero" label:"加权平均资本成本（直接填写）" opt:"1"` // above 0, to 1
	Others     []Asset        `json:"others" label:"其他资产（流动资产、固定资产等）"`
	Intangible sourced.Amount `json:"intangible" label:"无形资产公允价值"` // above 0
}

// Shares are the values as shares of the total, with 20 decimals; the total is not zero. The zero total means their sum.
func Shares(values []decimal.Decimal, total decimal.Decimal) []decimal.Decimal {
	if total.IsZero() {
		for _, v := range values {
			total = total.Add(v)
		}
	}
	out := make([]decimal.Decimal, len(values))
	for i, v := range values {
		out[i] = v.DivRound(total, trace.FactorDecimals)
	}
	return out
}

// Residual is the return of the remaining asset with weight w: (whole − Σ weight × return) ÷ w, with 20 decimals; w is not zero.
func Residual(whole decimal.Decimal, weights, returns []decimal.Decimal, w decimal.Decimal) decimal.Decimal {
	return whole.Sub(Weighted(weights, returns)).DivRound(w, trace.FactorDecimals)
}

func (a Asset) check(fs *fault.Faults, path string) {
	if blank(a.Name) {
		fs.Invalid("discount.name", path+".name", "请填写资产名称")
	}
	a.Value.Check(fs, path+".value", "公允价值")
	a.Return.Check(fs, path+".return", "回报率", "0", "1", false)
}

// Find gives the return of the intangibles. All faults come together with paths inside the input.
func (s Split) Find(id string) (Outcome, error) {
	out, _, err := s.find(id)
	return out, err
}

func (s Split) find(id string) (Outcome, decimal.Decimal, error) {
	var fs fault.Faults
	s.Intangible.Check(&fs, "intangible", "无形资产公允价值")
	if s.Intangible.Value == 0 {
		fs.Invalid("discount.intangible", "intangible.value", "无形资产公允价值应大于零")
	}
	if len(s.Others) == 0 {
		fs.Invalid("discount.empty", "others", "请至少填写一类其他资产，例如流动资产、固定资产")
	}
	for i, a := range s.Others {
		a.check(&fs, trace.Path("others", i))
	}
	capital, operand, children, notes := s.capital(&fs, id)
	if len(fs) > 0 {
		return Outcome{}, decimal.Decimal{}, fs
	}
	values, returns := make([]decimal.Decimal, 0, len(s.Others)+1), make([]decimal.Decimal, len(s.Others))
	for i, a := range s.Others {
		values, returns[i] = append(values, a.Value.Value.Decimal()), a.Return.Value.Decimal()
	}
	n := len(s.Others)
	shares := Shares(append(values, s.Intangible.Value.Decimal()), decimal.Zero)
	weights := trace.Step{ID: id + ".weights", Title: "无形资产比重", Formula: "各类资产公允价值 ÷ 合计", Result: shares[n].String(), Unit: trace.Ratio}
	inputs := []trace.Operand{operand}
	for i, a := range s.Others {
		weights.Inputs = append(weights.Inputs, trace.Amount(a.Name, a.Value))
		inputs = append(inputs, trace.Of(a.Name+"比重", shares[i], trace.Ratio), trace.Rate(a.Name+"回报率", a.Return))
	}
	weights.Inputs = append(weights.Inputs, trace.Amount("无形资产", s.Intangible))
	r := Residual(capital, shares[:n], returns, shares[n])
	if err := inRange(r, "others"); err != nil {
		return Outcome{}, decimal.Decimal{}, err
	}
	if r.LessThan(capital) {
		notes = append(notes, "拆分得出的无形资产回报率 "+money.RateOf(r.Round(6)).Percent()+" 低于加权平均资本成本，无形资产的风险通常高于企业整体，请复核各类资产的比重与回报率")
	}
	return Outcome{Rate: money.RateOf(r), Notes: notes, Step: trace.Step{ID: id, Title: "折现率（回报率拆分）",
		Formula: "(加权平均资本成本 − Σ其他资产比重 × 回报率) ÷ 无形资产比重", Inputs: append(inputs, trace.Of("无形资产比重", shares[n], trace.Ratio)),
		Result: r.String(), Unit: trace.Ratio, Children: append(children, weights)}}, capital, nil
}

// capital is the weighted cost of capital, entered or calculated.
func (s Split) capital(fs *fault.Faults, id string) (decimal.Decimal, trace.Operand, []trace.Step, []string) {
	if s.WACC == nil {
		s.WACCRate.Check(fs, "wacc_rate", "加权平均资本成本", "0", "1", true)
		return s.WACCRate.Value.Decimal(), trace.Rate("加权平均资本成本", s.WACCRate), nil, nil
	}
	if !s.WACCRate.Value.IsZero() {
		fs.Invalid("discount.both", "wacc_rate", "加权平均资本成本已由计算得出，请清空直接填写的数值")
	}
	out, err := s.WACC.Find(id + ".wacc")
	fs.Append("wacc", err)
	return out.Rate.Decimal(), trace.Of("加权平均资本成本", out.Rate.Decimal(), trace.Ratio), []trace.Step{out.Step}, out.Notes
}

// WARA reconciles (核对) the weighted average return on assets with the weighted cost of capital: both are the return of the same
// enterprise. The asset marked Subject takes the discount rate that was found as its return.
type WARA struct {
	Assets    []WARAAsset  `json:"assets" label:"各类资产"`
	Capital   sourced.Rate `json:"capital,omitzero" label:"加权平均资本成本" opt:"1" hint:"折现率由加权平均资本成本或回报率拆分得出时留空"` // above 0, to 1
	Tolerance sourced.Rate `json:"tolerance" label:"允许偏差" hint:"本机构规定，通常 0.5% 至 1%"`                         // 0 < x ≤ 1 %
	Note      string       `json:"note,omitempty" label:"超差说明" opt:"1" lines:"2"`
}

// WARAAsset is an asset of the check.
type WARAAsset struct {
	Name    string         `json:"name" label:"资产"`
	Value   sourced.Amount `json:"value" label:"公允价值"`                                      // not negative
	Subject bool           `json:"subject,omitempty" label:"被评估权利" opt:"1" hint:"回报率取本折现率"` // its Return is left out
	Return  sourced.Rate   `json:"return,omitzero" label:"回报率（税后）" opt:"1"`                 // 0 to 1
}

// reconcile adds the check to the step of the rate. A difference beyond the tolerance is refused unless a note explains it.
func (w WARA) reconcile(found *Outcome, id string, capital *decimal.Decimal, fs *fault.Faults) {
	before := len(*fs)
	w.check(fs, capital != nil)
	if len(*fs) > before {
		return
	}
	operand := trace.Rate("加权平均资本成本", w.Capital)
	whole := w.Capital.Value.Decimal()
	if capital != nil {
		whole, operand = *capital, trace.Of("加权平均资本成本", *capital, trace.Ratio)
	}
	values, returns := make([]decimal.Decimal, len(w.Assets)), make([]decimal.Decimal, len(w.Assets))
	step := trace.Step{ID: id, Title: "资产加权平均回报率", Formula: "Σ(公允价值 × 回报率) ÷ Σ公允价值，与加权平均资本成本核对", Unit: trace.Ratio}
	for i, a := range w.Assets {
		values[i], returns[i] = a.Value.Value.Decimal(), a.Return.Value.Decimal()
		ret := trace.Rate(a.Name+"回报率", a.Return)
		if a.Subject {
			returns[i], ret = found.Rate.Decimal(), trace.Of(a.Name+"回报率（本折现率）", found.Rate.Decimal(), trace.Ratio)
		}
		step.Inputs = append(step.Inputs, trace.Amount(a.Name+"公允价值", a.Value), ret)
	}
	mean := WeightedReturn(values, returns)
	off := mean.Sub(whole).Abs()
	step.Inputs = append(step.Inputs, operand, trace.Of("与加权平均资本成本相差", off, trace.Ratio), trace.Rate("允许偏差", w.Tolerance))
	step.Result = mean.String()
	found.Step.Children = append(found.Step.Children, step)
	if !off.GreaterThan(w.Tolerance.Value.Decimal()) {
		return
	}
	text := "资产加权平均回报率 " + money.RateOf(mean.Round(6)).Percent() + " 与加权平均资本成本 " + money.RateOf(whole.Round(6)).Percent() + " 相差 " + money.RateOf(off.Round(6)).Percent() +
		"，超过允许偏差 " + w.Tolerance.Value.Percent()
	if blank(w.Note) {
		fs.Refuse("discount.wara", "wara.note", "%s，请复核各类资产的回报率，或说明理由", text)
		return
	}
	found.Notes = append(found.Notes, text+"；说明："+w.Note)
}

// WeightedReturn is the weighted average return on assets, Σ value × return ÷ Σ value, with 20 decimals; the values are not all zero.
func WeightedReturn(values, returns []decimal.Decimal) decimal.Decimal {
	total := decimal.Zero
	for _, v := range values {
		total = total.Add(v)
	}
	return Weighted(values, returns).DivRound(total, trace.FactorDecimals)
}

func (w WARA) check(fs *fault.Faults, known bool) {
	w.Tolerance.Check(fs, "wara.tolerance", "允许偏差", "0", "0.01", true)
	switch given := !w.Capital.Value.IsZero(); {
	case known && given:
		fs.Invalid("discount.both", "wara.capital", "加权平均资本成本已在折现率中计算，请清空核对表中的数值")
	case !known:
		w.Capital.Check(fs, "wara.capital", "加权平均资本成本", "0", "1", true)
	}
	if len(w.Assets) == 0 {
		fs.Invalid("discount.empty", "wara.assets", "请填写各类资产的公允价值与回报率")
		return
	}
	total, subjects := decimal.Zero, 0
	for i, a := range w.Assets {
		path := "wara." + trace.Path("assets", i)
		Asset{Name: a.Name, Value: a.Value, Return: a.Return}.check(fs, path)
		total = total.Add(a.Value.Value.Decimal())
		if a.Subject {
			subjects++
			if !a.Return.Value.IsZero() {
				fs.Invalid("discount.both", path+".return", "被评估权利的回报率取本折现率，请清空")
			}
		}
	}
	if subjects != 1 {
		fs.Invalid("discount.subject", "wara.assets", "应有且只有一项资产标记为被评估权利，当前为 %d 项", subjects)
	}
	if total.Sign() <= 0 {
		fs.Invalid("discount.wara_zero", "wara.assets", "各类资产公允价值合计应大于零")
	}
}
