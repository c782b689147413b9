package discount

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// CAPM is the capital asset pricing model (资本资产定价模型): r = r_f + β × market premium + size + specific risk. β is entered or
// found from Peers; the premium is entered or is the market return less the risk-free rate; the specific premium is
// entered or is the sum of named, possibly scored, items.
type CAPM struct {
	RiskFree      sourced.Rate   `json:"risk_free" label:"无风险报酬率"`                                       // 0 to 20 %
	Beta          sourced.Number `json:"beta,omitzero" label:"贝塔系数（直接填写）" opt:"1" hint:"由可比公司计算时留空"`     // above 0, to 10
	Peers         *Relevering    `json:"peers,omitempty" label:"贝塔系数（可比公司）"`                             // instead of Beta
	Premium       sourced.Rate   `json:"premium,omitzero" label:"市场风险溢价" opt:"1" hint:"与市场平均报酬率只填一项"`    // above 0, to 30 %
	MarketReturn  sourced.Rate   `json:"market_return,omitzero" label:"市场平均报酬率" opt:"1"`                 // above RiskFree, to 50 %
	Size          sourced.Rate   `json:"size,omitzero" label:"规模风险报酬率" opt:"1"`                          // 0 to 20 %
	Specific      sourced.Rate   `json:"specific,omitzero" label:"特定风险报酬率（直接填写）" opt:"1" hint:"逐项列示时留空"` // 0 to 30 %
	SpecificItems []Item         `json:"specific_items,omitempty" label:"特定风险报酬率（逐项）" opt:"1"`
}

var one = decimal.New(1, 0)

// Expected is the return by the capital asset pricing model, exact.
func Expected(riskFree, beta, premium, size, specific decimal.Decimal) decimal.Decimal {
	return riskFree.Add(beta.Mul(premium)).Add(size).Add(specific)
}

// Find gives the cost of equity. All faults come together with paths inside the model.
func (m CAPM) Find(id string) (Outcome, error) { return m.find(id, nil) }

func (m CAPM) find(id string, in *structure) (Outcome, error) {
	var fs fault.Faults
	m.RiskFree.Check(&fs, "risk_free", "无风险报酬率", "0", "0.2", false)
	m.Size.Check(&fs, "size", "规模风险报酬率", "0", "0.2", false)
	step := trace.Step{ID: id, Title: "折现率（资本资产定价模型）", Formula: "无风险报酬率 + 贝塔系数 × 市场风险溢价 + 规模风险报酬率 + 特定风险报酬率", Unit: trace.Ratio,
		Inputs: []trace.Operand{trace.Rate("无风险报酬率", m.RiskFree)}}
	if in != nil {
		step.Title = "权益资本成本（资本资产定价模型）"
	}
	take := func(o trace.Operand, child *trace.Step) {
		step.Inputs = append(step.Inputs, o)
		if child != nil {
			step.Children = append(step.Children, *child)
		}
	}
	beta := m.beta(&fs, id, in, take)
	premium := m.premium(&fs, id, take)
	step.Inputs = append(step.Inputs, trace.Rate("规模风险报酬率", m.Size))
	specific := m.specific(&fs, id, take)
	if len(fs) > 0 {
		return Outcome{}, fs
	}
	r := Expected(m.RiskFree.Value.Decimal(), beta, premium, m.Size.Value.Decimal(), specific).Round(trace.FactorDecimals)
	if err := inRange(r, "risk_free.value"); err != nil {
		return Outcome{}, err
	}
	step.Result = r.String()
	out := Outcome{Rate: money.RateOf(r), Step: step}
	if m.Peers != nil && len(m.Peers.Peers) < 3 {
		out.Notes = append(out.Notes, "计算贝塔系数的可比公司少于三家，请说明代表性")
	}
	return out, nil
}

func (m CAPM) beta(fs *fault.Faults, id string, in *structure, take func(trace.Operand, *trace.Step)) decimal.Decimal {
	if m.Peers != nil {
		if !m.Beta.Value.IsZero() {
			fs.Invalid("discount.both", "beta", "贝塔系数已由可比公司计算，请清空直接填写的数值")
		}
		found, err := m.Peers.find(id+".beta", in)
		fs.Append("peers", err)
		take(trace.Of("贝塔系数", found.Relevered, trace.Factor), &found.Step)
		return found.Relevered
	}
	if m.Beta.Value.IsZero() {
		fs.Invalid("discount.beta", "beta.value", "请填写贝塔系数，或由可比公司计算")
	}
	m.Beta.Check(fs, "beta", "贝塔系数", "0", "10")
	take(trace.Number("贝塔系数", m.Beta, trace.Factor), nil)
	return m.Beta.Value.Decimal()
}

func (m CAPM) premium(fs *fault.Faults, id string, take func(trace.Operand, *trace.Step)) decimal.Decimal {
	m.Premium.Check(fs, "premium", "市场风险溢价", "0", "0.3", false)
	m.MarketReturn.Check(fs, "market_return", "市场平均报酬率", "0", "0.5", false)
	entered, market := !m.Premium.Value.IsZero(), !m.MarketReturn.Value.IsZero()
	switch {
	case entered && market:
		fs.Invalid("discount.both", "market_return", "市场风险溢价与市场平均报酬率只填一项")
	case entered:
		take(trace.Rate("市场风险溢价", m.Premium), nil)
		return m.Premium.Value.Decimal()
	case !market:
		fs.Invalid("discount.premium", "premium.value", "请填写市场风险溢价或市场平均报酬率")
	case m.MarketReturn.Value.Cmp(m.RiskFree.Value) <= 0:
		fs.Invalid("discount.premium", "market_return.value", "市场平均报酬率 %s 应大于无风险报酬率 %s，请核对", m.MarketReturn.Value.Percent(), m.RiskFree.Value.Percent())
	}
	premium := m.MarketReturn.Value.Decimal().Sub(m.RiskFree.Value.Decimal())
	take(trace.Of("市场风险溢价", premium, trace.Ratio), &trace.Step{ID: id + ".premium", Title: "市场风险溢价", Formula: "市场平均报酬率 − 无风险报酬率",
		Inputs: []trace.Operand{trace.Rate("市场平均报酬率", m.MarketReturn), trace.Rate("无风险报酬率", m.RiskFree)}, Result: premium.String(), Unit: trace.Ratio})
	return premium
}

func (m CAPM) specific(fs *fault.Faults, id string, take func(trace.Operand, *trace.Step)) decimal.Decimal {
	if len(m.SpecificItems) == 0 {
		m.Specific.Check(fs, "specific", "特定风险报酬率", "0", "0.3", false)
		take(trace.Rate("特定风险报酬率", m.Specific), nil)
		return m.Specific.Value.Decimal()
	}
	if !m.Specific.Value.IsZero() {
		fs.Invalid("discount.both", "specific", "特定风险报酬率由逐项合计，请清空直接填写的数值")
	}
	sum := decimal.Zero
	step := trace.Step{ID: id + ".specific", Title: "特定风险报酬率", Formula: "Σ各项特定风险报酬率", Unit: trace.Ratio}
	for i, it := range m.SpecificItems {
		d, child := it.premium(fs, trace.Path("specific_items", i), trace.Index(id+".specific", i+1))
		sum = sum.Add(d)
		if it.scored() {
			step.Inputs, step.Children = append(step.Inputs, trace.Of(it.Name, d, trace.Ratio)), append(step.Children, child)
		} else {
			step.Inputs = append(step.Inputs, trace.Rate(it.Name, it.Rate))
		}
	}
	step.Result = sum.String()
	take(trace.Of("特定风险报酬率", sum, trace.Ratio), &step)
	return sum
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func inRange(r decimal.Decimal, path string) error {
	if r.Sign() <= 0 || r.GreaterThan(one) {
		return fault.New(fault.Invalid, "discount.range", path, "计算得出的折现率 %s 应大于 0 且不大于 1，请核对各项参数", r)
	}
	return nil
}
