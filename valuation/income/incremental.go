package income

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// IncrementalName is the id of the incremental method (增量收益法, 差额法).
const IncrementalName = "incremental"

// IncrementalInput compares the business with the right and without it: in full (Years, or Profits when the profits after tax are
// known), or by what the right changes: price, unit cost, volume, which add up. Every figure with the right has its baseline
// (基准): a baseline of zero needs a ground. Quantities and unit prices are of a full year.
type IncrementalInput struct {
	Years     []Comparison   `json:"years,omitempty" label:"有无对比（数量、单价、单位成本）" opt:"1"`
	Profits   []ProfitPair   `json:"profits,omitempty" label:"有无对比（税后净利润）" opt:"1"`
	Price     []PricePair    `json:"price,omitempty" label:"价格提高" opt:"1"`
	Cost      []CostPair     `json:"cost,omitempty" label:"成本节约" opt:"1"`
	Volume    []VolumePair   `json:"volume,omitempty" label:"销量增加" opt:"1"`
	Advantage []sourced.Rate `json:"advantage,omitempty" label:"优势保持概率" opt:"1" hint:"竞争者可能取得同类技术时填写：每年一个，或各年相同填一个"` // 0 to 1
	Tax       sourced.Rate   `json:"tax" label:"所得税率" hint:"按税后净利润对比时不填；免税时填 0 并注明依据"`
	Setting
}

// Comparison is a year's business with the right and without it.
type Comparison struct {
	With    Business `json:"with" label:"有该权利"`
	Without Business `json:"without" label:"无该权利（基准）"`
}

// Business is a year's quantity, price and cost of a unit, in yuan before tax.
type Business struct {
	Quantity sourced.Number `json:"quantity" label:"数量"`
	Price    sourced.Number `json:"price" label:"单价" unit:"元"`
	Cost     sourced.Number `json:"cost" label:"单位成本" unit:"元"`
}

// ProfitPair is a year's net operating profit after tax; a loss is negative.
type ProfitPair struct {
	With    sourced.Amount `json:"with" label:"有该权利的税后净利润"`
	Without sourced.Amount `json:"without" label:"无该权利的税后净利润（基准）" hint:"亏损填负数"`
}

// PricePair is a year's price with and without the right, sold in the volume with it.
type PricePair struct {
	With    sourced.Number `json:"with" label:"有该权利的单价" unit:"元"`
	Without sourced.Number `json:"without" label:"无该权利的单价（基准）" unit:"元"`
	Volume  sourced.Number `json:"volume" label:"销量"`
}

// CostPair is a year's unit cost with and without the right, sold in the volume with it.
type CostPair struct {
	With    sourced.Number `json:"with" label:"有该权利的单位成本" unit:"元"`
	Without sourced.Number `json:"without" label:"无该权利的单位成本（基准）" unit:"元"`
	Volume  sourced.Number `json:"volume" label:"销量"`
}

// VolumePair is a year's sales with and without the right, at the price and unit cost without it.
type VolumePair struct {
	With    sourced.Number `json:"with" label:"有该权利的销量"`
	Without sourced.Number `json:"without" label:"无该权利的销量（基准）"`
	Price   sourced.Number `json:"price" label:"单价" unit:"元"`
	Cost    sourced.Number `json:"cost" label:"单位成本" unit:"元"`
}

// Incremental is the incremental method at a base date. LifeEnd and Renewable as in Royalty.
type Incremental struct {
	Input     IncrementalInput
	Base      date.Date
	LifeEnd   date.Date
	Renewable bool
}

// Name is the Chinese name of the method.
func (Incremental) Name() string { return "收益法（增量收益法）" }

// Value checks everything and values the stream. All faults come together, with paths inside the input.
func (v Incremental) Value() (trace.Result, error) {
	in := v.Input
	var fs fault.Faults
	years := in.check(&fs)
	s := stream{id: IncrementalName, name: v.Name(), base: v.Base, end: v.LifeEnd, renewable: v.Renewable, set: in.Setting,
		field: in.field(), code: "incremental.years", years: years, declines: len(in.Advantage) > 1}
	s.open(&fs)
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	a := account{formula: "评估值 = Σ(有该权利的税后收益 − 无该权利的税后收益) × 折现系数", culprit: in.field(), reason: "有该权利的收益低于无该权利的收益，请复核两组数据"}
	if len(in.Profits) == 0 {
		a.inputs = append(a.inputs, trace.Rate("所得税率", in.Tax))
	}
	if shorts := in.shorts(); len(shorts) > 1 {
		a.notes = append(a.notes, strings.Join(shorts, "、")+"同时计入，请确认各项差额以同一基准计量、没有重复")
	}
	return s.close(in.flow, a)
}

func (in IncrementalInput) shorts() []string {
	var out []string
	for _, p := range []struct {
		name string
		n    int
	}{{"价格提高", len(in.Price)}, {"成本节约", len(in.Cost)}, {"销量增加", len(in.Volume)}} {
		if p.n > 0 {
			out = append(out, p.name)
		}
	}
	return out
}

// field is the list that the inputs use, for faults.
func (in IncrementalInput) field() string {
	switch {
	case len(in.Profits) > 0:
		return "profits"
	case len(in.Years) == 0 && in.short() != "":
		return in.short()
	}
	return "years"
}

// short is the first list of the short forms, "" when there is none.
func (in IncrementalInput) short() string {
	switch {
	case len(in.Price) > 0:
		return "price"
	case len(in.Cost) > 0:
		return "cost"
	case len(in.Volume) > 0:
		return "volume"
	}
	return ""
}

// check gives the number of years.
func (in IncrementalInput) check(fs *fault.Faults) int {
	onePart(fs, "incremental.form", "years", "请逐年填写有无对比（数量、单价、单位成本），或税后净利润对比，或价格、成本、销量的差额，只用一种",
		part{"years", len(in.Years) > 0}, part{"profits", len(in.Profits) > 0}, part{in.short(), in.short() != ""})
	years := max(len(in.Years), len(in.Profits), len(in.Price), len(in.Cost), len(in.Volume))
	for _, list := range []struct {
		path string
		n    int
	}{{"price", len(in.Price)}, {"cost", len(in.Cost)}, {"volume", len(in.Volume)}} {
		if list.n > 0 && list.n != years {
			fs.Invalid("incremental.length", list.path, "价格、成本、销量各项的年数应相同（%d 年），当前为 %d 年", years, list.n)
		}
	}
	for i, y := range in.Years {
		y.check(fs, trace.Path("years", i))
	}
	for i, y := range in.Profits {
		path := trace.Path("profits", i)
		sourceOf(fs, y.With, path+".with", "有该权利的税后净利润")
		if y.Without.Value == 0 && blank(y.Without.Source) {
			noBaseline(fs, path+".without")
		} else {
			sourceOf(fs, y.Without, path+".without", "无该权利的税后净利润")
		}
	}
	for i, y := range in.Price {
		pair(fs, trace.Path("price", i), "单价", y.With, y.Without, figure{"volume", "销量", y.Volume})
	}
	for i, y := range in.Cost {
		pair(fs, trace.Path("cost", i), "单位成本", y.With, y.Without, figure{"volume", "销量", y.Volume})
	}
	for i, y := range in.Volume {
		pair(fs, trace.Path("volume", i), "销量", y.With, y.Without, figure{"price", "单价", y.Price}, figure{"cost", "单位成本", y.Cost})
	}
	if n := len(in.Advantage); n > 1 && n != years {
		fs.Invalid("incremental.advantage", "advantage", "优势保持概率应填一个，或与预测年数（%d 年）一致，当前为 %d 个", years, n)
	}
	for i, a := range in.Advantage {
		a.Check(fs, trace.Path("advantage", i), "优势保持概率", "0", "1", false)
	}
	taxOf(fs, in.Tax, len(in.Profits) > 0)
	return years
}

func (c Comparison) check(fs *fault.Faults, path string) {
	c.With.check(fs, path+".with")
	if c.Without.Quantity.Value.IsZero() {
		if blank(c.Without.Quantity.Source) {
			noBaseline(fs, path+".without.quantity")
		}
		return
	}
	c.Without.check(fs, path+".without")
}

const most = "999999999"

func (b Business) check(fs *fault.Faults, path string) {
	b.Quantity.Check(fs, path+".quantity", "数量", "0", most)
	b.Price.Check(fs, path+".price", "单价", "0", most)
	b.Cost.Check(fs, path+".cost", "单位成本", "0", most)
	if !b.Quantity.Value.IsZero() && b.Price.Value.IsZero() && blank(b.Price.Source) {
		fs.Invalid("incremental.price", path+".price", "请填写单价；确为零时填 0 并注明依据")
	}
}

// figure is one more number of a pair.
type figure struct {
	path, label string
	value       sourced.Number
}

func pair(fs *fault.Faults, path, label string, with, without sourced.Number, others ...figure) {
	with.Check(fs, path+".with", "有该权利的"+label, "0", most)
	without.Check(fs, path+".without", "无该权利的"+label, "0", most)
	if without.Value.IsZero() && blank(without.Source) {
		noBaseline(fs, path+".without")
	}
	for _, f := range others {
		f.value.Check(fs, path+"."+f.path, f.label, "0", most)
	}
}

func noBaseline(fs *fault.Faults, path string) {
	fs.Invalid("incremental.baseline", path, "缺少无该权利时的基准数据，不扣除基准会把全部收益误作增量；确为零时填 0 并注明依据")
}

// sourceOf asks the source of an amount that may be negative.
func sourceOf(fs *fault.Faults, a sourced.Amount, path, label string) {
	if a.Value < 0 {
		a.Value = 1 // the sign is allowed; only the source is checked
	}
	a.Check(fs, path, label)
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// flow is the increment of one period after tax, with its steps.
func (in IncrementalInput) flow(p cashflow.Period) cashflow.Flow {
	id, i := trace.Index(IncrementalName+".year", p.Index), p.Index-1
	tax := in.Tax.Value.Decimal()
	var steps []trace.Step
	sum := decimal.Zero
	var parts []trace.Operand
	formula := "有该权利的税后收益 − 无该权利的税后收益"
	add := func(name string, amount decimal.Decimal, sign int64) {
		parts = append(parts, trace.Of(name, amount, trace.Yuan))
		sum = sum.Add(amount.Mul(decimal.New(sign, 0)))
	}
	switch {
	case len(in.Years) > 0:
		for _, side := range []struct {
			key, name string
			b         Business
			sign      int64
		}{{"with", "有该权利的税后收益", in.Years[i].With, 1}, {"without", "无该权利的税后收益", in.Years[i].Without, -1}} {
			net := NetProfit(side.b.Quantity.Value.Decimal(), side.b.Price.Value.Decimal(), side.b.Cost.Value.Decimal(), tax).Round(trace.AmountDecimals)
			steps = append(steps, trace.Step{ID: id + "." + side.key, Title: side.name, Formula: "数量 × (单价 − 单位成本) × (1 − 所得税率)",
				Inputs: []trace.Operand{trace.Number("数量", side.b.Quantity, trace.Plain), trace.Number("单价（元）", side.b.Price, trace.Plain),
					trace.Number("单位成本（元）", side.b.Cost, trace.Plain), trace.Rate("所得税率", in.Tax)}, Result: net.String(), Unit: trace.Yuan})
			add(side.name, net, side.sign)
		}
	case len(in.Profits) > 0:
		y := in.Profits[i]
		parts = []trace.Operand{trace.Amount("有该权利的税后净利润", y.With), trace.Amount("无该权利的税后净利润", y.Without)}
		formula = "有该权利的税后净利润 − 无该权利的税后净利润"
		sum = y.With.Value.Decimal().Sub(y.Without.Value.Decimal())
	default:
		steps = in.gains(id, i, add)
		formula = strings.Join(in.shorts(), " + ")
	}
	if n := len(in.Advantage); n > 0 {
		a := in.Advantage[min(i, n-1)]
		sum = sum.Mul(a.Value.Decimal())
		formula, parts = "("+formula+") × 优势保持概率", append(parts, trace.Rate("优势保持概率", a))
	}
	if len(in.Advantage) == 0 && !p.Fraction.Equal(one) {
		formula = "(" + formula + ")"
	}
	net := sum.Mul(p.Fraction).Round(trace.AmountDecimals)
	formula, parts = partYear(p, formula, parts)
	steps = append(steps, trace.Step{ID: id + ".income", Title: "税后增量收益", Formula: formula, Inputs: parts, Result: net.String(), Unit: trace.Yuan})
	return cashflow.Flow{Amount: net, Steps: steps}
}

// gains are the steps of what the right changes in year i.
func (in IncrementalInput) gains(id string, i int, add func(string, decimal.Decimal, int64)) []trace.Step {
	tax := in.Tax.Value.Decimal()
	var steps []trace.Step
	put := func(key, name, formula string, gain decimal.Decimal, inputs ...trace.Operand) {
		gain = gain.Round(trace.AmountDecimals)
		steps = append(steps, trace.Step{ID: id + "." + key, Title: name + "的税后收益", Formula: formula + " × (1 − 所得税率)",
			Inputs: append(inputs, trace.Rate("所得税率", in.Tax)), Result: gain.String(), Unit: trace.Yuan})
		add(name, gain, 1)
	}
	if len(in.Price) > 0 {
		y := in.Price[i]
		put("price", "价格提高", "(有该权利的单价 − 无该权利的单价) × 销量", PriceGain(y.With.Value.Decimal(), y.Without.Value.Decimal(), y.Volume.Value.Decimal(), tax),
			trace.Number("有该权利的单价（元）", y.With, trace.Plain), trace.Number("无该权利的单价（元）", y.Without, trace.Plain), trace.Number("销量", y.Volume, trace.Plain))
	}
	if len(in.Cost) > 0 {
		y := in.Cost[i]
		put("cost", "成本节约", "(无该权利的单位成本 − 有该权利的单位成本) × 销量", CostGain(y.With.Value.Decimal(), y.Without.Value.Decimal(), y.Volume.Value.Decimal(), tax),
			trace.Number("有该权利的单位成本（元）", y.With, trace.Plain), trace.Number("无该权利的单位成本（元）", y.Without, trace.Plain), trace.Number("销量", y.Volume, trace.Plain))
	}
	if len(in.Volume) > 0 {
		y := in.Volume[i]
		put("volume", "销量增加", "(有该权利的销量 − 无该权利的销量) × (单价 − 单位成本)",
			VolumeGain(y.With.Value.Decimal(), y.Without.Value.Decimal(), y.Price.Value.Decimal(), y.Cost.Value.Decimal(), tax),
			trace.Number("有该权利的销量", y.With, trace.Plain), trace.Number("无该权利的销量", y.Without, trace.Plain), trace.Number("单价（元）", y.Price, trace.Plain), trace.Number("单位成本（元）", y.Cost, trace.Plain))
	}
	return steps
}
