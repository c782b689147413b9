// Package cost values rights by what it would take to make them anew (重置成本法): dated costs of development with overhead, the
// cost of the capital they bound, the developer's profit and the entrepreneur's incentive, less what age, technique and
// the market have taken away. A purchased right is brought to today by a price index; the multiplier method (倍加系数法)
// serves technology whose costs are known in total only.
package cost

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
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
	Indirect  Kind = "indirect"  // 间接费用: management and other shared costs known item by item
	Fees      Kind = "fees"      // 申请、注册与维持费用
	Other     Kind = "other"     // 其他费用
)

var kindNames = map[Kind]string{Labour: "人工费用", Materials: "材料费用", Equipment: "设备使用费", Indirect: "间接费用", Fees: "申请、注册与维持费用", Other: "其他费用"}

// Kinds are all kinds in the order of the forms.
var Kinds = []Kind{Labour, Materials, Equipment, Indirect, Fees, Other}

// String is the Chinese name.
func (k Kind) String() string { return kindNames[k] }

// Basis says what is made anew.
type Basis string

const (
	Renewal      Basis = "replacement"  // 更新重置成本: a right of the same use by today's technique; also the meaning of ""
	Reproduction Basis = "reproduction" // 复原重置成本: the same right by the technique of its time
)

var basisNames = map[Basis]string{"": "重置成本", Renewal: "更新重置成本", Reproduction: "复原重置成本"}

// String is the Chinese name; 重置成本 when the basis is not stated.
func (b Basis) String() string { return basisNames[b] }

// Item is one cost in yuan, spent evenly from From to To (the same day: at once). Amount is at prices of the base date, or is
// brought to them by Index.
type Item struct {
	Kind   Kind           `json:"kind" label:"类别" choices:"labour=人工费用|materials=材料费用|equipment=设备使用费|indirect=间接费用|fees=申请、注册与维持费用|other=其他费用"`
	Name   string         `json:"name"`
	From   date.Date      `json:"from"`
	To     date.Date      `json:"to"`
	Amount sourced.Amount `json:"amount"`
	Index  sourced.Number `json:"index,omitzero" label:"价格指数（折算至基准日）" opt:"1" hint:"金额为历史成本时填写，1.08 表示上涨 8%"` // 0.01 to 100
}

// Input is what the appraiser enters: exactly one of Items, Multiplier and Purchased.
type Input struct {
	Basis        Basis            `json:"basis,omitempty" label:"重置成本口径" opt:"1" choices:"replacement=更新重置成本|reproduction=复原重置成本"`
	Items        []Item           `json:"items,omitempty"`
	Overhead     sourced.Rate     `json:"overhead,omitzero" label:"间接费用率" opt:"1" hint:"按研发成本明细加计；已逐项列示时留空"` // 0 to 2, on every item but indirect ones
	CapitalRate  sourced.Rate     `json:"capital_rate"`                                                      // 资金成本率 a year, 0 to 1; with Items
	Profit       sourced.Rate     `json:"profit"`                                                            // 开发利润率 on the costs without the cost of capital, 0 to 1; with Items
	Incentive    sourced.Amount   `json:"incentive,omitzero" label:"企业家激励（开发期间放弃的收益）" opt:"1"`
	Multiplier   *MultiplierInput `json:"multiplier,omitempty"`
	Purchased    *PurchaseInput   `json:"purchased,omitempty" label:"外购权利（价格指数法）"`
	Obsolescence Obsolescence     `json:"obsolescence"`
}

// Replacement is the cost approach at a base date. LifeEnd is the last day of the remaining life, against which the years still
// usable are held; the zero Date means that it is not known here.
type Replacement struct {
	Input   Input
	Base    date.Date
	LifeEnd date.Date
}

// Name is the Chinese name of the method.
func (Replacement) Name() string { return "成本法（重置成本法）" }

var one = decimal.New(1, 0)

// Value checks everything and values the right. All faults come together, with paths inside the input.
func (r Replacement) Value() (trace.Result, error) {
	in := r.Input
	var fs fault.Faults
	in.check(&fs, r.Base)
	in.Obsolescence.check(&fs, "obsolescence")
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	rc, step, err := in.replacement(r.Base)
	if err != nil {
		return trace.Result{}, err
	}
	keep, dep, err := in.Obsolescence.left("obsolescence", rc)
	if err != nil {
		return trace.Result{}, err
	}
	value, err := money.FromDecimal(rc.Mul(keep))
	if err != nil {
		return trace.Result{}, prefixed(in.source(), err)
	}
	return trace.Result{Approach: trace.Cost, Method: Name, Name: r.Name(), Value: value, Notes: r.remarks(), Step: trace.Step{ID: Name, Title: r.Name(),
		Formula: "评估值 = 重置成本 × 成新率", Inputs: []trace.Operand{trace.Of("重置成本", rc, trace.Yuan), trace.Of("成新率", keep, trace.Ratio)},
		Result: value.String(), Unit: trace.Yuan, Children: []trace.Step{step, dep}}}, nil
}

// source is the path of the figures from which the replacement cost comes.
func (in Input) source() string {
	switch {
	case in.Multiplier != nil:
		return "multiplier"
	case in.Purchased != nil:
		return "purchased"
	}
	return "items"
}

// remarks are what a reviewer should look at: losses and returns that may be counted twice.
func (r Replacement) remarks() []string {
	var notes []string
	in, o := r.Input, r.Input.Obsolescence
	functional := !o.Functional.Value.IsZero() || o.FunctionalLoss != nil
	if !o.Remaining.Value.IsZero() && functional {
		notes = append(notes, "年限贬值与功能性贬值同时计取，请确认未重复扣减")
	}
	if in.Basis == Renewal && functional {
		notes = append(notes, "更新重置成本按现时技术计算，通常已不含超额的建造成本，请确认功能性贬值只反映超额运营成本")
	}
	if in.Basis == Reproduction && !functional {
		notes = append(notes, "复原重置成本未扣减功能性贬值，请说明技术进步的影响")
	}
	if !in.CapitalRate.Value.IsZero() && in.Incentive.Value != 0 {
		notes = append(notes, "资金成本与企业家激励同时计取，请确认未重复计算")
	}
	if years := life.YearsBetween(r.Base, r.LifeEnd); !r.LifeEnd.IsZero() && o.Remaining.Value.Decimal().GreaterThan(years) {
		notes = append(notes, "尚可使用年限 "+o.Remaining.Value.String()+" 年长于剩余年限 "+years.String()+" 年，请复核")
	}
	return notes
}

func (in Input) check(fs *fault.Faults, base date.Date) {
	if basisNames[in.Basis] == "" {
		fs.Invalid("cost.basis", "basis", "重置成本口径“%s”无法识别，应为 replacement 或 reproduction", string(in.Basis))
	}
	if base.IsZero() {
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
		return
	}
	listed := len(in.Items) > 0
	switch {
	case !listed && in.Multiplier == nil && in.Purchased == nil:
		fs.Invalid("cost.empty", "items", "请至少填写一项研发成本，或采用倍加系数法、外购权利的价格指数法")
	case listed && in.Multiplier != nil:
		fs.Invalid("cost.both", "multiplier", "研发成本明细与倍加系数法只能选用一种")
	case in.Purchased != nil && (listed || in.Multiplier != nil):
		fs.Invalid("cost.both", "purchased", "外购权利的价格指数法与其他计算方法只能选用一种")
	}
	in.Overhead.Check(fs, "overhead", "间接费用率", "0", "2", false)
	in.Incentive.Check(fs, "incentive", "企业家激励")
	if in.Multiplier != nil || in.Purchased != nil {
		if !in.Overhead.Value.IsZero() {
			fs.Invalid("cost.unused", "overhead", "间接费用率只用于研发成本明细，请清空")
		}
		if in.Incentive.Value != 0 {
			fs.Invalid("cost.unused", "incentive", "企业家激励只用于研发成本明细，请清空")
		}
	}
	if in.Multiplier != nil {
		fs.Append("multiplier", in.Multiplier.check())
		return
	}
	if in.Purchased != nil {
		fs.Append("purchased", in.Purchased.check(base))
		return
	}
	for i, it := range in.Items {
		it.check(fs, trace.Path("items", i), base)
		if it.Kind == Indirect && !in.Overhead.Value.IsZero() {
			fs.Invalid("cost.overhead_twice", trace.Path("items", i)+".kind", "间接费用已按间接费用率加计，不能再逐项列示，请删除其一")
		}
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
	if !it.Index.Value.IsZero() {
		it.Index.Check(fs, path+".index", "价格指数", "0.01", "100")
	}
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
