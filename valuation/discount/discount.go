// Package discount finds the discount rate (折现率) a year and keeps it on the basis of the cash it discounts. The methods are the
// build-up (风险累加法: the risk-free rate and a premium for each named risk, entered or scored), the CAPM, the WACC and the
// split of returns (回报率拆分); the WARA check reconciles the return of all assets with the WACC.
package discount

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Class groups the risks.
type Class string

const (
	Policy     Class = "policy"     // 政策风险
	Legal      Class = "legal"      // 法律风险
	Technical  Class = "technical"  // 技术风险
	Market     Class = "market"     // 市场风险
	Capital    Class = "capital"    // 资金风险
	Management Class = "management" // 管理风险
	Other      Class = "other"      // 其他风险
)

var classNames = map[Class]string{Policy: "政策风险", Legal: "法律风险", Technical: "技术风险", Market: "市场风险",
	Capital: "资金风险", Management: "管理风险", Other: "其他风险"}

// Classes are all classes in the order of the forms.
var Classes = []Class{Policy, Legal, Technical, Market, Capital, Management, Other}

// String is the Chinese name.
func (c Class) String() string { return classNames[c] }

// Factor is one scored ground of a risk: Weight within its item (the weights of an item sum to 1), Score 0–100.
type Factor struct {
	Name   string         `json:"name"`
	Weight money.Rate     `json:"weight"`
	Score  sourced.Number `json:"score"`
}

// Item is one premium. Without factors its Rate is entered; with factors it is Max × Σ weight × score / 100.
type Item struct {
	Class   Class        `json:"class"`
	Name    string       `json:"name"`
	Rate    sourced.Rate `json:"rate"`
	Max     sourced.Rate `json:"max"`
	Factors []Factor     `json:"factors,omitempty"`
}

// BuildUp is the build-up method (风险累加法).
type BuildUp struct {
	RiskFree sourced.Rate `json:"risk_free"`
	Items    []Item       `json:"items"`
}

// ItemLimit is the largest premium of one item, 5 %, the practice of the trade.
var ItemLimit = money.MustRate("0.05")

// The premiums of a build-up usually sum to between 8 % and 15 %; outside it the result carries a remark, not a fault.
var usualLow, usualHigh = money.MustRate("0.08"), money.MustRate("0.15")

// Outcome is the rate with its step and remarks. Of a Choice it also says whether a rate came out at all, for a real rate may be
// zero, and gives the nominal rate, for what is nominal beside real cash.
type Outcome struct {
	Rate    money.Rate
	Found   bool        // Rate is the rate of the cash; false has a fault of its own
	Nominal *money.Rate // the rate that holds inflation; nil when it was not found, or cash and rate are real and no inflation is known
	Step    trace.Step
	Notes   []string
}

// Known is the rate, nil when none was found.
func (o Outcome) Known() *money.Rate {
	if !o.Found {
		return nil
	}
	return &o.Rate
}

var hundred = decimal.New(100, 0)

// Find checks the input and sums it. All faults come together. The rate is exact.
func (in BuildUp) Find(id string) (Outcome, error) {
	var fs fault.Faults
	in.RiskFree.Check(&fs, "risk_free", "无风险报酬率", "0", "0.2", false)
	if len(in.Items) == 0 {
		fs.Invalid("discount.empty", "items", "风险累加法至少应有一项风险报酬率")
	}
	inputs := []trace.Operand{trace.Rate("无风险报酬率", in.RiskFree)}
	var children []trace.Step
	premium := decimal.Zero
	for i, item := range in.Items {
		path := trace.Path("items", i)
		d, step := item.premium(&fs, path, trace.Index(id, i+1))
		premium = premium.Add(d)
		if item.scored() {
			inputs = append(inputs, trace.Of(item.Name, d, trace.Ratio))
			children = append(children, step)
		} else {
			inputs = append(inputs, trace.Rate(item.Name, item.Rate))
		}
	}
	r := in.RiskFree.Value.Decimal().Add(premium)
	if len(fs) == 0 && (r.Sign() <= 0 || r.GreaterThan(decimal.New(1, 0))) {
		fs.Invalid("discount.range", "items", "折现率合计 %s 应大于 0 且不大于 1，请核对各项", r)
	}
	if len(fs) > 0 {
		return Outcome{}, fs
	}
	out := Outcome{Rate: money.RateOf(r), Step: trace.Step{ID: id, Title: "折现率（风险累加法）",
		Formula: "折现率 = 无风险报酬率 + Σ风险报酬率", Inputs: inputs, Result: r.String(), Unit: trace.Ratio, Children: children}}
	if p := money.RateOf(premium); p.Cmp(usualLow) < 0 || p.Cmp(usualHigh) > 0 {
		out.Notes = append(out.Notes, "风险报酬率合计 "+p.Percent()+" 不在通常的 8.00% 至 15.00% 之间，请复核各项取值")
	}
	return out, nil
}

func (it Item) scored() bool { return len(it.Factors) > 0 }

func (it Item) premium(fs *fault.Faults, path, id string) (decimal.Decimal, trace.Step) {
	if classNames[it.Class] == "" {
		fs.Invalid("discount.class", path+".class", "风险类别“%s”无法识别", string(it.Class))
	}
	if strings.TrimSpace(it.Name) == "" {
		fs.Invalid("discount.name", path+".name", "请填写风险项目名称")
	}
	if !it.scored() {
		it.Rate.Check(fs, path+".rate", "风险报酬率", "0", ItemLimit.String(), false)
		if it.Rate.Value.IsZero() && strings.TrimSpace(it.Rate.Source) == "" {
			fs.Invalid("source.missing", path+".rate.source", "风险报酬率取零也应说明依据")
		}
		return it.Rate.Value.Decimal(), trace.Step{}
	}
	if !it.Rate.Value.IsZero() {
		fs.Invalid("discount.both", path+".rate", "打分项目的风险报酬率由得分计算，请清空直接填写的数值")
	}
	it.Max.Check(fs, path+".max", "风险报酬率上限", "0", ItemLimit.String(), true)
	weights, score := decimal.Zero, decimal.Zero
	inputs := []trace.Operand{trace.Rate("风险报酬率上限", it.Max)}
	for j, f := range it.Factors {
		fp := path + "." + trace.Path("factors", j)
		if strings.TrimSpace(f.Name) == "" {
			fs.Invalid("discount.name", fp+".name", "请填写评分因素名称")
		}
		if !f.Weight.Between("0", "1") {
			fs.Invalid("rate.range", fp+".weight", "评分权重应在 0 至 1 之间，当前为 %s", f.Weight)
		}
		f.Score.Check(fs, fp+".score", "得分", "0", "100")
		weights = weights.Add(f.Weight.Decimal())
		score = score.Add(f.Weight.Decimal().Mul(f.Score.Value.Decimal()))
		inputs = append(inputs, trace.Of(f.Name+"权重", f.Weight.Decimal(), trace.Ratio), trace.Number(f.Name+"得分", f.Score, trace.Plain))
	}
	if !weights.Equal(decimal.New(1, 0)) {
		fs.Invalid("discount.weights", path+".factors", "“%s”的评分权重合计应为 1，当前为 %s", it.Name, weights)
	}
	rate := it.Max.Value.Decimal().Mul(score).DivRound(hundred, trace.FactorDecimals)
	return rate, trace.Step{ID: id, Title: it.Class.String() + "：" + it.Name, Formula: "上限 × Σ(权重 × 得分) ÷ 100", Inputs: inputs,
		Result: rate.String(), Unit: trace.Ratio}
}
