package score

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Limits are the bounds the firm allows a linked figure to move in (机构限值). A figure beyond them is brought to the bound, and
// the step and a remark say so.
type Limits struct {
	Low  sourced.Rate `json:"low" label:"机构下限"`
	High sourced.Rate `json:"high" label:"机构上限"`
}

// Linked is a figure set by a score.
type Linked struct {
	Value   money.Rate
	Clamped bool // the firm's limits changed it; Notes and Step say from what
	Step    trace.Step
	Notes   []string
}

// ShareLink sets a sharing rate (分成率) by 综合评价法: K = m + (n − m) × r.
type ShareLink struct {
	Low    sourced.Rate `json:"low" label:"分成率下限 m"` // 0 ≤ m ≤ n ≤ 1
	High   sourced.Rate `json:"high" label:"分成率上限 n"`
	Node   string       `json:"node,omitempty" label:"采用指标" opt:"1" hint:"不填为综合得分"`
	Limits *Limits      `json:"limits,omitempty" label:"机构限值"`
}

// Apply gives K. A tree of risks is refused: there a high score would raise the share.
func (l ShareLink) Apply(id string, r Result) (Linked, error) {
	k := link{id: id, title: "分成率（综合评价法）", formula: "K = m + (n − m) × r", name: "分成率",
		low: l.Low, high: l.High, lowName: "下限 m", highName: "上限 n", node: l.Node, limits: l.Limits}
	return k.apply(r, func(m, n, r decimal.Decimal) decimal.Decimal { return m.Add(n.Sub(m).Mul(r)) })
}

// VolatilityLink sets a volatility a year (波动率 σ) between two sourced bounds: σ = σ_max − (σ_max − σ_min) × r, so that a
// better score gives a steadier value. The form is a convention of this program, to be backed by the firm.
type VolatilityLink struct {
	Low    sourced.Rate `json:"low" label:"波动率下限"` // 0 ≤ low ≤ high ≤ 3
	High   sourced.Rate `json:"high" label:"波动率上限"`
	Node   string       `json:"node,omitempty" label:"采用指标" opt:"1" hint:"不填为综合得分"`
	Limits *Limits      `json:"limits,omitempty" label:"机构限值"`
}

// Apply gives σ. With a tree of risks r is 1 − score ÷ 100.
func (l VolatilityLink) Apply(id string, r Result) (Linked, error) {
	k := link{id: id, title: "波动率（按得分取值）", formula: "σ = 上限 − (上限 − 下限) × r", name: "波动率", most: "3", turns: true,
		low: l.Low, high: l.High, lowName: "下限", highName: "上限", node: l.Node, limits: l.Limits}
	return k.apply(r, func(lo, hi, r decimal.Decimal) decimal.Decimal { return hi.Sub(hi.Sub(lo).Mul(r)) })
}

// PremiumLink sets the premium of one class of risk (风险报酬率): premium = max × (1 − r); with a tree of risks, where a high
// score means a high risk, max × score ÷ 100, as discount.Item does.
type PremiumLink struct {
	Max    sourced.Rate `json:"max" label:"风险报酬率上限"` // 0 < max ≤ discount.ItemLimit
	Node   string       `json:"node,omitempty" label:"采用指标" opt:"1" hint:"不填为综合得分"`
	Limits *Limits      `json:"limits,omitempty" label:"机构限值"`
}

// Apply gives the premium.
func (l PremiumLink) Apply(id string, r Result) (Linked, error) {
	k := link{id: id, title: "风险报酬率（按得分取值）", formula: "上限 × (1 − r)", name: "风险报酬率", most: discount.ItemLimit.String(), turns: true, single: true,
		high: l.Max, highName: "上限", node: l.Node, limits: l.Limits}
	if r.Direction == Riskier {
		k.formula = "上限 × (1 − r)，r = 1 − 得分 ÷ 100"
	}
	return k.apply(r, func(_, max, r decimal.Decimal) decimal.Decimal { return max.Mul(one.Sub(r)) })
}

// link is what the three have in common: two bounds, a score, a formula and the firm's limits.
type link struct {
	id, title, formula, name string
	low, high                sourced.Rate
	lowName, highName        string
	most                     string // largest value of the upper bound; 1 when empty
	single                   bool   // there is no lower bound
	turns                    bool   // a tree of risks is read backwards; without it such a tree is refused
	node                     string
	limits                   *Limits
}

func (k link) apply(r Result, f func(low, high, r decimal.Decimal) decimal.Decimal) (Linked, error) {
	var fs fault.Faults
	score, scoreName := k.check(r, &fs)
	if len(fs) > 0 {
		return Linked{}, fs
	}
	ratio := score.DivRound(hundred, trace.FactorDecimals)
	ratioFormula := "得分 ÷ 100"
	if r.Direction == Riskier {
		ratio, ratioFormula = one.Sub(ratio), "1 − 得分 ÷ 100"
	}
	value := f(k.low.Value.Decimal(), k.high.Value.Decimal(), ratio).Round(trace.FactorDecimals)
	inputs := []trace.Operand{trace.Rate(k.highName, k.high), trace.Of("r", ratio, trace.Factor)}
	if !k.single {
		inputs = append([]trace.Operand{trace.Rate(k.lowName, k.low)}, inputs...)
	}
	out := Linked{Value: money.RateOf(value), Step: trace.Step{ID: k.id, Title: k.title, Formula: k.formula, Inputs: inputs, Result: value.String(), Unit: trace.Ratio,
		Children: []trace.Step{{ID: k.id + ".r", Title: "调整系数 r", Formula: ratioFormula, Inputs: []trace.Operand{trace.Of(scoreName, score, trace.Plain)},
			Result: ratio.String(), Unit: trace.Factor}}}}
	if r.Label != "" {
		out.Notes = append(out.Notes, k.name+"由“"+r.Tree+"”的得分取值，该指标体系："+r.Label)
	}
	if k.limits != nil {
		k.clamp(&out)
	}
	return out, nil
}

func (k link) check(r Result, fs *fault.Faults) (decimal.Decimal, string) {
	most := k.most
	if most == "" {
		most = "1"
	}
	highPath := "high"
	if k.single {
		highPath = "max"
	} else {
		checkBound(fs, k.low, "low", k.name+k.lowName, most)
		if k.low.Value.Cmp(k.high.Value) > 0 {
			fs.Invalid("score.bounds", "high.value", "%s%s %s 不应小于%s %s", k.name, k.highName, k.high.Value, k.lowName, k.low.Value)
		}
	}
	k.high.Check(fs, highPath, k.name+k.highName, "0", most, true)
	if k.limits != nil {
		checkBound(fs, k.limits.Low, "limits.low", k.name+"机构下限", most)
		checkBound(fs, k.limits.High, "limits.high", k.name+"机构上限", most)
		if k.limits.Low.Value.Cmp(k.limits.High.Value) > 0 {
			fs.Invalid("score.bounds", "limits.high.value", "%s机构上限 %s 不应小于机构下限 %s", k.name, k.limits.High.Value, k.limits.Low.Value)
		}
	}
	if r.Direction == Riskier && !k.turns {
		fs.Refuse("score.direction", "node", "“%s”得分越高风险越大，不能据以提高%s，请改用越高越好的指标体系", r.Tree, k.name)
	}
	if k.node == "" {
		return r.Score.Decimal(), "综合得分"
	}
	n, ok := r.Node(k.node)
	if !ok {
		fs.Invalid("score.node", "node", "“%s”在“%s”场景中没有编号为“%s”的得分", r.Tree, r.Scenario, k.node)
	}
	return n.Score.Decimal(), "“" + n.Name + "”得分"
}

// checkBound is Rate.Check, with a source for a zero too: a bound of zero is a statement.
func checkBound(fs *fault.Faults, v sourced.Rate, path, label, most string) {
	v.Check(fs, path, label, "0", most, false)
	if v.Value.IsZero() && strings.TrimSpace(v.Source) == "" {
		fs.Invalid("source.missing", path+".source", "%s取零也应说明依据", label)
	}
}

// clamp brings the value within the firm's limits and says so, in the step and in a remark.
func (k link) clamp(out *Linked) {
	lo, hi := k.limits.Low, k.limits.High
	bounded, which := out.Value, ""
	switch {
	case out.Value.Cmp(lo.Value) < 0:
		bounded, which = lo.Value, "下限"
	case out.Value.Cmp(hi.Value) > 0:
		bounded, which = hi.Value, "上限"
	}
	raw := out.Step
	raw.ID = k.id + ".raw"
	raw.Children = []trace.Step{raw.Children[0]}
	out.Step = trace.Step{ID: k.id, Title: k.title + "（机构限值内）", Formula: "不低于机构下限且不高于机构上限",
		Inputs: []trace.Operand{trace.Of("按得分计算的"+k.name, out.Value.Decimal(), trace.Ratio), trace.Rate("机构下限", lo), trace.Rate("机构上限", hi)},
		Result: bounded.String(), Unit: trace.Ratio, Children: []trace.Step{raw}}
	if which != "" {
		out.Clamped = true
		out.Notes = append(out.Notes, k.name+"按得分计算为 "+money.RateOf(out.Value.Decimal().Round(6)).Percent()+"，超出机构"+which+"，取"+which+" "+bounded.Percent())
	}
	out.Value = bounded
}

// BuildUpItems turns a scored tree of risks into the premiums of a build-up: the nodes of the first level are the classes, whose
// ids are those of discount.Class, and the leaves under them the factors with their weights and scores. max gives the largest
// premium of each class. A class that weighs nothing in the scenario is left out.
func (s Sheet) BuildUpItems(max map[string]sourced.Rate) ([]discount.Item, error) {
	r, err := s.Evaluate("score")
	if err != nil {
		return nil, err
	}
	var fs fault.Faults
	if r.Direction != Riskier {
		fs.Refuse("score.direction", "tree.direction", "“%s”得分越高越好，不是风险评分表，不能用于风险累加法", r.Tree)
	}
	var out []discount.Item
	for _, n := range r.Nodes {
		class := discount.Class(n.ID)
		if class.String() == "" {
			fs.Invalid("discount.class", "tree.nodes", "第一级“%s”的编号“%s”不是风险类别，应为 policy、legal、technical、market、capital、management 或 other", n.Name, n.ID)
			continue
		}
		limit, given := max[n.ID]
		if !given {
			fs.Invalid("score.max", "max."+n.ID, "请填写“%s”的风险报酬率上限", n.Name)
			continue
		}
		limit.Check(&fs, "max."+n.ID, "“"+n.Name+"”风险报酬率上限", "0", discount.ItemLimit.String(), true)
		item := discount.Item{Class: class, Name: n.Name, Max: limit}
		s.factors(&fs, n, one, &item)
		out = append(out, item)
	}
	if err := fs.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// factors adds the leaves under a node; a class without children is its own factor. The items are stored as inputs, which have
// at most 12 decimals: a mean of several raters is rounded to them, a product of weights must fit.
func (s Sheet) factors(fs *fault.Faults, n NodeScore, part decimal.Decimal, item *discount.Item) {
	if len(n.Children) == 0 {
		if !part.Equal(part.Round(inputDecimals)) {
			fs.Invalid("score.weight", "tree.nodes", "指标“%s”在本类风险中的权重 %s 超过 %d 位小数，请改用位数较少的权重", n.Name, part, inputDecimals)
		}
		item.Factors = append(item.Factors, discount.Factor{Name: n.Name, Weight: money.RateOf(part),
			Score: sourced.Number{Value: money.RateOf(n.Score.Decimal().Round(inputDecimals)), Source: s.sources(n.ID)}})
		return
	}
	for _, c := range n.Children {
		s.factors(fs, c, part.Mul(c.Weight.Decimal()), item)
	}
}

const inputDecimals = 12

// sources are the reasons of all raters for a leaf.
func (s Sheet) sources(node string) string {
	var out []string
	for _, rater := range s.Raters {
		for _, m := range rater.Marks {
			if m.Node == node {
				out = append(out, rater.Name+"："+m.Score.Source)
			}
		}
	}
	return strings.Join(out, "；")
}
