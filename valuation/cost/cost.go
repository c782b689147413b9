// Package cost values rights by what it would take to make them anew (重置成本法): dated costs of development with the cost of
// the capital they bound and the developer's profit, less what age, technique and the market have taken away.
package cost

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Name is the name of the method in weights, results and steps.
const Name = "cost"

// Kind is the kind of a cost item.
type Kind string

const (
	Labour    Kind = "labour"    // 人工费用
	Materials Kind = "materials" // 材料费用
	Equipment Kind = "equipment" // 设备使用费
	Other     Kind = "other"     // 其他费用
)

var kindNames = map[Kind]string{Labour: "人工费用", Materials: "材料费用", Equipment: "设备使用费", Other: "其他费用"}

// Kinds are all kinds in the order of the forms.
var Kinds = []Kind{Labour, Materials, Equipment, Other}

// String is the Chinese name.
func (k Kind) String() string { return kindNames[k] }

// Item is one cost in yuan at prices of the base date, spent evenly from From to To (the same day: at once).
type Item struct {
	Kind   Kind           `json:"kind"`
	Name   string         `json:"name"`
	From   date.Date      `json:"from"`
	To     date.Date      `json:"to"`
	Amount sourced.Amount `json:"amount"`
}

// Input is what the appraiser enters: Items, or Multiplier (倍加系数法) for a technology whose costs are known in total only.
type Input struct {
	Items        []Item           `json:"items,omitempty"`
	CapitalRate  sourced.Rate     `json:"capital_rate"` // 资金成本率 a year, 0 to 1; with Items
	Profit       sourced.Rate     `json:"profit"`       // 开发利润率 on the costs without the cost of capital, 0 to 1; with Items
	Multiplier   *MultiplierInput `json:"multiplier,omitempty"`
	Obsolescence Obsolescence     `json:"obsolescence"`
}

// Obsolescence is the loss of value (贬值). Used and Remaining give the loss by age, used ÷ (used + remaining); both are 0 when
// age is not counted. Functional and Economic are rates of what is left.
type Obsolescence struct {
	Used       sourced.Number `json:"used"`      // 已使用年限
	Remaining  sourced.Number `json:"remaining"` // 尚可使用年限
	Functional sourced.Rate   `json:"functional"`
	Economic   sourced.Rate   `json:"economic"`
}

// Replacement is the cost approach at a base date.
type Replacement struct {
	Input Input
	Base  date.Date
}

// Name is the Chinese name of the method.
func (Replacement) Name() string { return "成本法（重置成本法）" }

var one = decimal.New(1, 0)

// Value checks everything and values the right. All faults come together, with paths inside the input.
func (r Replacement) Value() (trace.Result, error) {
	in := r.Input
	var fs fault.Faults
	in.check(&fs, r.Base)
	keep, dep := in.Obsolescence.left(&fs, "obsolescence")
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	rc, step, err := in.replacement(r.Base)
	if err != nil {
		return trace.Result{}, err
	}
	value, err := money.FromDecimal(rc.Mul(keep))
	if err != nil {
		return trace.Result{}, err
	}
	var notes []string
	o := in.Obsolescence
	if !o.Remaining.Value.IsZero() && !o.Functional.Value.IsZero() {
		notes = append(notes, "年限贬值与功能性贬值同时计取，请确认未重复扣减")
	}
	return trace.Result{Approach: trace.Cost, Method: Name, Name: r.Name(), Value: value, Notes: notes, Step: trace.Step{ID: Name, Title: r.Name(),
		Formula: "评估值 = 重置成本 × 成新率", Inputs: []trace.Operand{trace.Of("重置成本", rc, trace.Yuan), trace.Of("成新率", keep, trace.Ratio)},
		Result: value.String(), Unit: trace.Yuan, Children: []trace.Step{step, dep}}}, nil
}

func (in Input) check(fs *fault.Faults, base date.Date) {
	switch {
	case base.IsZero():
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
	case len(in.Items) == 0 && in.Multiplier == nil:
		fs.Invalid("cost.empty", "items", "请至少填写一项研发成本，或采用倍加系数法")
	case len(in.Items) > 0 && in.Multiplier != nil:
		fs.Invalid("cost.both", "multiplier", "研发成本明细与倍加系数法只能选用一种")
	}
	if in.Multiplier != nil {
		fs.Append("multiplier", in.Multiplier.check())
		return
	}
	for i, it := range in.Items {
		it.check(fs, trace.Path("items", i), base)
	}
	in.CapitalRate.Check(fs, "capital_rate", "资金成本率", "0", "1", false)
	in.Profit.Check(fs, "profit", "开发利润率", "0", "1", false)
}

func (it Item) check(fs *fault.Faults, path string, base date.Date) {
	if kindNames[it.Kind] == "" {
		fs.Invalid("cost.kind", path+".kind", "成本类别“%s”无法识别，应为 labour、materials、equipment 或 other", string(it.Kind))
	}
	if strings.TrimSpace(it.Name) == "" {
		fs.Invalid("cost.name", path+".name", "请填写成本项目名称")
	}
	it.Amount.Check(fs, path+".amount", "研发成本")
	switch {
	case it.From.IsZero() || it.To.IsZero():
		fs.Invalid("date.missing", path+".from", "请填写成本发生的起止日期，一次性发生的填同一天")
	case it.To.Before(it.From):
		fs.Invalid("cost.dates", path+".to", "成本止日 %s 早于起日 %s", it.To, it.From)
	case it.To.After(base):
		fs.Invalid("cost.future", path+".to", "成本止日 %s 晚于评估基准日 %s，基准日后的支出不计入重置成本", it.To, base)
	case base.Sub(it.From) > 100*366:
		fs.Invalid("cost.dates", path+".from", "成本起日 %s 距评估基准日超过一百年，请核对", it.From)
	}
}

// replacement is the replacement cost (重置成本) in yuan.
func (in Input) replacement(base date.Date) (decimal.Decimal, trace.Step, error) {
	if in.Multiplier != nil {
		return in.Multiplier.Replacement(Name + ".replacement")
	}
	direct, capital := decimal.Zero, decimal.Zero
	var children []trace.Step
	for i, it := range in.Items {
		c, step, err := it.capital(trace.Index("cost.item", i+1), in.CapitalRate, base)
		if err != nil {
			return decimal.Decimal{}, trace.Step{}, err
		}
		direct, capital = direct.Add(it.Amount.Value.Decimal()), capital.Add(c)
		children = append(children, step)
	}
	profit := direct.Mul(in.Profit.Value.Decimal())
	total := direct.Add(capital).Add(profit)
	children = append(children, trace.Step{ID: "cost.profit", Title: "开发利润", Formula: "研发成本合计 × 开发利润率",
		Inputs: []trace.Operand{trace.Of("研发成本合计", direct, trace.Yuan), trace.Rate("开发利润率", in.Profit)}, Result: profit.String(), Unit: trace.Yuan})
	return total, trace.Step{ID: "cost.replacement", Title: "重置成本", Formula: "重置成本 = 研发成本 + 资金成本 + 开发利润",
		Inputs: []trace.Operand{trace.Of("研发成本", direct, trace.Yuan), trace.Of("资金成本", capital, trace.Yuan), trace.Of("开发利润", profit, trace.Yuan)},
		Result: total.String(), Unit: trace.Yuan, Children: children}, nil
}

// capital is the cost of the capital an item bound until the base date, compounded over the days from the end of spending
// and half of the days of spending.
func (it Item) capital(id string, rate sourced.Rate, base date.Date) (decimal.Decimal, trace.Step, error) {
	halfDays := decimal.New(int64(it.To.Sub(it.From)), 0).Mul(decimal.New(5, -1))
	years := decimal.New(int64(base.Sub(it.To)), 0).Add(halfDays).DivRound(decimal.New(365, 0), trace.FactorDecimals)
	growth, err := cashflow.Growth(rate.Value, years)
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	c := it.Amount.Value.Decimal().Mul(growth.Sub(one)).Round(trace.AmountDecimals)
	return c, trace.Step{ID: id, Title: it.Kind.String() + "：" + it.Name + "的资金成本",
		Formula: "成本 × [(1 + 资金成本率) ^ 占用年数 − 1]，占用年数 = (止日至基准日天数 + 发生期天数 ÷ 2) ÷ 365",
		Inputs: []trace.Operand{trace.Amount("成本", it.Amount), {Name: "起日", Value: it.From.String(), Unit: trace.Day},
			{Name: "止日", Value: it.To.String(), Unit: trace.Day}, trace.Rate("资金成本率", rate), trace.Of("占用年数", years, trace.Years)},
		Result: c.String(), Unit: trace.Yuan}, nil
}
