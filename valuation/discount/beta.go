package discount

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Average names how the unlevered betas of the peers become one.
type Average string

const (
	Mean   Average = "mean"   // 算术平均数
	Median Average = "median" // 中位数
)

var averageNames = map[Average]string{Mean: "算术平均数", Median: "中位数"}

// String is the Chinese name.
func (a Average) String() string { return averageNames[a] }

// Peer is one listed company (可比公司). Debt and Equity are market values in any one unit.
type Peer struct {
	Name   string         `json:"name" label:"可比公司"`
	Beta   sourced.Number `json:"beta" label:"有财务杠杆贝塔系数"`              // −5 to 10
	Debt   sourced.Number `json:"debt" label:"付息债务" hint:"与股权价值用同一单位"` // not negative
	Equity sourced.Number `json:"equity" label:"股权市场价值"`               // above 0
	Tax    sourced.Rate   `json:"tax" label:"所得税率"`                    // 0 to 1
}

// Relevering finds β by Hamada's formula (哈马达公式): the betas of the peers are freed of their debt, averaged, and given the debt
// of the target structure. Inside a WACC the target structure and the tax are those of the WACC and are left out here.
type Relevering struct {
	Peers      []Peer       `json:"peers" label:"可比公司"`
	Average    Average      `json:"average" label:"取值方法" choices:"mean=算术平均数|median=中位数"`
	DebtWeight sourced.Rate `json:"debt_weight,omitzero" label:"目标债务比重 D/(D+E)" opt:"1" hint:"在加权平均资本成本中留空，取其资本结构"` // 0 ≤ w < 1; 0 needs a source
	Tax        sourced.Rate `json:"tax,omitzero" label:"被评估企业所得税率" opt:"1" hint:"在加权平均资本成本中留空"`                     // 0 to 1
}

// Levered is a beta found from peers.
type Levered struct {
	Denominators, Unlevered []decimal.Decimal // 1 + (1 − T) × D ÷ E and β ÷ it, a peer each
	Average, Relevered      decimal.Decimal
	Step                    trace.Step
}

// structure is the capital structure of the WACC in which a CAPM stands.
type structure struct {
	debt, equity, tax sourced.Rate
}

// Leverage is 1 + (1 − T) × D ÷ E, with 20 decimals; E is not zero.
func Leverage(debt, equity, tax decimal.Decimal) decimal.Decimal {
	return one.Add(one.Sub(tax).Mul(debt).DivRound(equity, trace.FactorDecimals))
}

// Unlever frees a beta of its debt: β ÷ Leverage, with 20 decimals; the leverage is not zero.
func Unlever(beta, leverage decimal.Decimal) decimal.Decimal {
	return beta.DivRound(leverage, trace.FactorDecimals)
}

// Relever gives an unlevered beta the debt of a structure: β × Leverage, with 20 decimals.
func Relever(beta, leverage decimal.Decimal) decimal.Decimal {
	return beta.Mul(leverage).Round(trace.FactorDecimals)
}

// Of is the average of the betas, at least one, with 20 decimals.
func (a Average) Of(betas []decimal.Decimal) decimal.Decimal {
	n := len(betas)
	if a == Median {
		s := slices.Clone(betas)
		slices.SortFunc(s, decimal.Decimal.Cmp)
		if n%2 == 1 {
			return s[n/2]
		}
		betas, n = s[n/2-1:n/2+1], 2
	}
	return decimal.Sum(betas[0], betas[1:]...).DivRound(decimal.New(int64(n), 0), trace.FactorDecimals)
}

// Find gives β for the target structure of the input. All faults come together.
func (in Relevering) Find(id string) (Levered, error) { return in.find(id, nil) }

func (in Relevering) find(id string, outer *structure) (Levered, error) {
	var fs fault.Faults
	target := in.target(&fs, outer)
	if averageNames[in.Average] == "" {
		fs.Invalid("discount.average", "average", "取值方法“%s”无法识别，应为 mean 或 median", string(in.Average))
	}
	if len(in.Peers) == 0 {
		fs.Invalid("discount.peers", "peers", "请至少填写一家可比公司")
	}
	for i, p := range in.Peers {
		p.check(&fs, trace.Path("peers", i))
	}
	if len(fs) > 0 {
		return Levered{}, fs
	}
	var out Levered
	mid := trace.Step{ID: id + ".unlevered", Title: "无财务杠杆贝塔系数", Formula: "各可比公司的" + in.Average.String(), Unit: trace.Factor}
	for i, p := range in.Peers {
		l := Leverage(p.Debt.Value.Decimal(), p.Equity.Value.Decimal(), p.Tax.Value.Decimal())
		u := Unlever(p.Beta.Value.Decimal(), l)
		out.Denominators, out.Unlevered = append(out.Denominators, l), append(out.Unlevered, u)
		mid.Inputs = append(mid.Inputs, trace.Of(p.Name, u, trace.Factor))
		mid.Children = append(mid.Children, trace.Step{ID: trace.Index(id+".peer", i+1), Title: p.Name + "无财务杠杆贝塔系数", Formula: "贝塔系数 ÷ [1 + (1 − 所得税率) × 付息债务 ÷ 股权价值]",
			Inputs: []trace.Operand{trace.Number("贝塔系数", p.Beta, trace.Factor), trace.Number("付息债务", p.Debt, trace.Plain), trace.Number("股权价值", p.Equity, trace.Plain), trace.Rate("所得税率", p.Tax)},
			Result: u.String(), Unit: trace.Factor})
	}
	out.Average = in.Average.Of(out.Unlevered)
	mid.Result = out.Average.String()
	out.Relevered = Relever(out.Average, Leverage(target.debt.Value.Decimal(), target.equity.Value.Decimal(), target.tax.Value.Decimal()))
	out.Step = trace.Step{ID: id, Title: "贝塔系数（可比公司）", Formula: "无财务杠杆贝塔系数 × [1 + (1 − 所得税率) × 目标债务比重 ÷ 目标权益比重]",
		Inputs: []trace.Operand{trace.Of("无财务杠杆贝塔系数", out.Average, trace.Factor), trace.Rate("目标债务比重", target.debt), trace.Rate("目标权益比重", target.equity), trace.Rate("所得税率", target.tax)},
		Result: out.Relevered.String(), Unit: trace.Factor, Children: []trace.Step{mid}}
	if out.Relevered.Sign() <= 0 || out.Relevered.GreaterThan(decimal.New(10, 0)) {
		return Levered{}, fault.New(fault.Invalid, "number.range", "peers", "由可比公司得出的贝塔系数 %s 应大于 0 且不大于 10，请核对可比公司", out.Relevered.Round(4))
	}
	return out, nil
}

// target is the structure to which the beta is relevered: that of the WACC around, or the input's own.
func (in Relevering) target(fs *fault.Faults, outer *structure) structure {
	if outer != nil {
		if !in.DebtWeight.Value.IsZero() && in.DebtWeight.Value.Cmp(outer.debt.Value) != 0 {
			fs.Invalid("discount.structure", "debt_weight.value", "目标债务比重 %s 与加权平均资本成本的债务比重 %s 不一致，请改为一致或留空", in.DebtWeight.Value.Percent(), outer.debt.Value.Percent())
		}
		if !in.Tax.Value.IsZero() && in.Tax.Value.Cmp(outer.tax.Value) != 0 {
			fs.Invalid("discount.structure", "tax.value", "所得税率 %s 与加权平均资本成本的所得税率 %s 不一致，请改为一致或留空", in.Tax.Value.Percent(), outer.tax.Value.Percent())
		}
		return *outer
	}
	in.DebtWeight.Check(fs, "debt_weight", "目标债务比重", "0", "0.99", false)
	in.Tax.Check(fs, "tax", "所得税率", "0", "1", false)
	if in.DebtWeight.Value.IsZero() && blank(in.DebtWeight.Source) {
		fs.Invalid("source.missing", "debt_weight.source", "目标债务比重取零也应说明依据")
	}
	equity := sourced.Number{Value: rateOf(one.Sub(in.DebtWeight.Value.Decimal())), Source: in.DebtWeight.Source}
	return structure{debt: in.DebtWeight, equity: sourced.Rate(equity), tax: in.Tax}
}

func (p Peer) check(fs *fault.Faults, path string) {
	if blank(p.Name) {
		fs.Invalid("discount.name", path+".name", "请填写可比公司名称")
	}
	p.Beta.Check(fs, path+".beta", "贝塔系数", "-5", "10")
	p.Debt.Check(fs, path+".debt", "付息债务", "0", "999999999")
	p.Equity.Check(fs, path+".equity", "股权市场价值", "0", "999999999")
	p.Tax.Check(fs, path+".tax", "所得税率", "0", "1", false)
	if p.Equity.Value.IsZero() {
		fs.Invalid("discount.equity", path+".equity.value", "股权市场价值应大于零")
	}
}
