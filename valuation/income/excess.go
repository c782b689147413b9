package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// ExcessName is the id of multi-period excess earnings (多期超额收益法, MPEEM).
const ExcessName = "excess"

// ExcessInput is what the appraiser enters: the profit of the stream in one of three forms, what is left of its customers, and the
// charges of the other assets it needs. One asset of a stream only may be valued so; the others are charged.
type ExcessInput struct {
	Revenue    []sourced.Amount  `json:"revenue,omitempty" label:"各年收入" opt:"1" hint:"或填写基期金额和增长率"` // not negative, one a year
	Forecast   *Forecast         `json:"forecast,omitempty" label:"按增长率预测收入"`
	Margin     []sourced.Rate    `json:"margin,omitempty" label:"息税摊销前利润率" opt:"1" hint:"每年一个，或各年相同填一个"` // EBITA ÷ revenue, −1 to 1
	Difference *MarginDifference `json:"difference,omitempty" label:"超额利润率（商标）" hint:"利润率扣除正常利润率后乘以贡献率"`
	Premium    *MarketPremium    `json:"premium,omitempty" label:"溢价乘销量（商标）"`
	Stages     []Stage           `json:"stages,omitempty" label:"分阶段超额利润" opt:"1" hint:"例如前 5 年每年 75 万元，后 5 年每年 32 万元"`
	Retention  *Decay            `json:"retention,omitempty" label:"客户保持（流失）"`
	Assets     []Contributory    `json:"assets,omitempty" label:"贡献资产" opt:"1"`
	Tax        sourced.Rate      `json:"tax" label:"所得税率" hint:"免税或金额已是税后时填 0 并注明依据"`
	Setting
}

// MarginDifference takes from the margin what any maker earns, and of the rest what the right contributes.
type MarginDifference struct {
	Normal       sourced.Rate `json:"normal" label:"同类产品正常利润率"`         // −1 to 1
	Contribution sourced.Rate `json:"contribution" label:"权利对超额利润的贡献率"` // 0 < c ≤ 1
}

// MarketPremium is the premium of a unit by market, weighted by the mix of sales, on the volume of each year.
type MarketPremium struct {
	Markets []PremiumMarket  `json:"markets" label:"各市场溢价"`
	Volume  []sourced.Number `json:"volume" label:"各年销量"`
}

// PremiumMarket is one market.
type PremiumMarket struct {
	Name    string         `json:"name" label:"市场"`
	Premium sourced.Number `json:"premium" label:"单位溢价" unit:"元"`
	Mix     sourced.Rate   `json:"mix" label:"销量占比"`
}

// Stage is a number of years with the same excess profit.
type Stage struct {
	Annual sourced.Amount `json:"annual" label:"每年超额利润"`
	Years  int            `json:"years" label:"年数"`
}

// Contributory is an asset that the stream needs (贡献资产): working capital, plant, workforce, brand. Its fair value is listed for
// every year, or starts at First and grows. The stream pays the required return on it and, for an asset that wastes and whose wear
// is not in the costs already, its return over its life.
type Contributory struct {
	Name    string           `json:"name" label:"贡献资产" hint:"例如营运资金、固定资产、劳动力、品牌"`
	Values  []sourced.Amount `json:"values,omitempty" label:"各年公允价值" opt:"1" hint:"每年一个；或填写首年公允价值和增长率"`
	First   sourced.Amount   `json:"first,omitzero" label:"首年公允价值" opt:"1"`
	Growth  sourced.Rate     `json:"growth,omitzero" label:"年增长率" opt:"1"` // −1 < g ≤ 1
	Return  sourced.Rate     `json:"return" label:"要求回报率"`                 // 0 < r ≤ 1
	Wasting sourced.Number   `json:"wasting,omitzero" label:"损耗年限（计提资产返还）" unit:"年" opt:"1" hint:"折旧已在成本中扣除时不填"`
	Follows bool             `json:"follows,omitempty" label:"随客户保持率同比计提"`
}

// Excess is multi-period excess earnings at a base date. LifeEnd and Renewable as in Royalty.
type Excess struct {
	Input     ExcessInput
	Base      date.Date
	LifeEnd   date.Date
	Renewable bool
}

// Name is the Chinese name of the method.
func (Excess) Name() string { return "收益法（多期超额收益法）" }

// Value checks everything and values the stream. All faults come together, with paths inside the input.
func (v Excess) Value() (trace.Result, error) {
	in := v.Input
	var fs fault.Faults
	onePart(&fs, "excess.form", "revenue", "请填写各年收入和利润率，或溢价乘销量，或分阶段超额利润，只用一种",
		part{"revenue", len(in.Revenue) > 0 || in.Forecast != nil}, part{"premium", in.Premium != nil}, part{"stages", len(in.Stages) > 0})
	revenue, front := yearly(in.Revenue, in.Forecast, ExcessName, "revenue", "收入", &fs)
	in.Revenue = revenue
	s := stream{id: ExcessName, name: v.Name(), base: v.Base, end: v.LifeEnd, renewable: v.Renewable, set: in.Setting, field: "revenue", code: "excess.years",
		years: in.years(&fs), declines: in.Retention != nil}
	if in.Premium != nil {
		s.field = "premium.volume"
		front = append(front, in.Premium.find(ExcessName+".premium", &fs))
	} else if len(in.Stages) > 0 {
		s.field = "stages"
	}
	in.check(&fs, s.years)
	s.open(&fs)
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	a := account{formula: "评估值 = Σ(超额利润 × (1 − 所得税率) − 贡献资产费用) × 折现系数", inputs: []trace.Operand{trace.Rate("所得税率", in.Tax)}, front: front,
		culprit: "assets", reason: "收益不足以支付贡献资产的回报，请复核利润率和贡献资产",
		notes: []string{"同一收益流只可用多期超额收益法评估一项资产，其他资产应列作贡献资产"}}
	if len(in.Assets) == 0 && len(in.Revenue) > 0 && in.Difference == nil {
		a.notes = append(a.notes, "未列贡献资产，评估值含有其他资产创造的收益，请补充或说明理由")
	}
	if in.Retention != nil && in.CountsTechnicalRisk() {
		a.notes = append(a.notes, twice("收益"))
	}
	return s.close(func(p cashflow.Period) cashflow.Flow { return in.flow(p, &s) }, a)
}

// years is the number of years of the form that is used.
func (in ExcessInput) years(fs *fault.Faults) int {
	switch {
	case in.Premium != nil:
		return len(in.Premium.Volume)
	case len(in.Stages) > 0:
		n := 0
		for i, st := range in.Stages {
			if st.Years < 1 || st.Years > cashflow.MaxYears {
				fs.Invalid("excess.stage", trace.Path("stages", i)+".years", "年数应为 1 至 %d 的整数，当前为 %d", cashflow.MaxYears, st.Years)
				continue
			}
			n += st.Years
		}
		return n
	}
	return len(in.Revenue)
}

func (in ExcessInput) check(fs *fault.Faults, years int) {
	byRevenue := len(in.Revenue) > 0
	if n := len(in.Margin); byRevenue && n != 1 && n != years || !byRevenue && n > 0 {
		fs.Invalid("excess.margin", "margin", "利润率应填一个，或与各年收入（%d 年）逐年对应；不按收入计算时不填，当前为 %d 个", len(in.Revenue), n)
	}
	for i, m := range in.Margin {
		m.Check(fs, trace.Path("margin", i), "息税摊销前利润率", "-1", "1", false)
	}
	if d := in.Difference; d != nil {
		if !byRevenue {
			fs.Invalid("excess.difference", "difference", "超额利润率只用于按收入计算，请填写各年收入和利润率")
		}
		d.Normal.Check(fs, "difference.normal", "正常利润率", "-1", "1", false)
		d.Contribution.Check(fs, "difference.contribution", "贡献率", "0", "1", true)
	}
	for i, st := range in.Stages {
		st.Annual.Check(fs, trace.Path("stages", i)+".annual", "每年超额利润")
	}
	if in.Retention != nil {
		in.Retention.check(fs, "retention", years)
	}
	for i, a := range in.Assets {
		a.check(fs, trace.Path("assets", i), years)
	}
	taxOf(fs, in.Tax, false)
}

// find is the premium of a unit, weighted by market.
func (m MarketPremium) find(id string, fs *fault.Faults) trace.Step {
	before := len(*fs)
	var premium, mix []decimal.Decimal
	var inputs []trace.Operand
	for i, k := range m.Markets {
		path := "premium." + trace.Path("markets", i)
		if blank(k.Name) {
			fs.Invalid("excess.market", path+".name", "请填写市场名称")
		}
		k.Premium.Check(fs, path+".premium", "单位溢价", "0", most)
		k.Mix.Check(fs, path+".mix", "销量占比", "0", "1", false)
		premium, mix = append(premium, k.Premium.Value.Decimal()), append(mix, k.Mix.Value.Decimal())
		inputs = append(inputs, trace.Number(k.Name+"单位溢价（元）", k.Premium, trace.Plain), trace.Rate(k.Name+"销量占比", k.Mix))
	}
	for i, v := range m.Volume {
		v.Check(fs, "premium."+trace.Path("volume", i), "销量", "0", most)
	}
	if len(*fs) > before {
		return trace.Step{}
	}
	unit, err := WeightedPremium(premium, mix)
	for _, f := range fault.Of(err) {
		fs.Invalid(f.Code, "premium.markets", "%s", f.Message)
	}
	return trace.Step{ID: id, Title: "加权单位溢价（元）", Formula: "Σ(单位溢价 × 销量占比)", Inputs: inputs, Result: unit.String(), Unit: trace.Plain}
}

// unit is the weighted premium of inputs that have been checked.
func (m MarketPremium) unit() decimal.Decimal {
	sum := decimal.Zero
	for _, k := range m.Markets {
		sum = sum.Add(k.Premium.Value.Decimal().Mul(k.Mix.Value.Decimal()))
	}
	return sum
}

func (a Contributory) check(fs *fault.Faults, path string, years int) {
	if blank(a.Name) {
		fs.Invalid("excess.asset", path+".name", "请填写贡献资产名称")
	}
	listed := len(a.Values) > 0
	switch {
	case listed && (a.First.Value != 0 || !a.Growth.Value.IsZero()):
		fs.Invalid("excess.asset", path+".first", "已逐年填写公允价值，请清空首年公允价值和增长率")
	case listed && len(a.Values) != years:
		fs.Invalid("excess.asset", path+".values", "各年公允价值（%d 年）应与预测年数（%d 年）一致", len(a.Values), years)
	case !listed && a.First.Value == 0:
		fs.Invalid("excess.asset", path+".first", "请填写贡献资产的公允价值")
	}
	for i, v := range a.Values {
		v.Check(fs, path+"."+trace.Path("values", i), "公允价值")
	}
	a.First.Check(fs, path+".first", "首年公允价值")
	a.Growth.Check(fs, path+".growth", "年增长率", "-1", "1", true)
	a.Return.Check(fs, path+".return", "要求回报率", "0", "1", true)
	a.Wasting.Check(fs, path+".wasting", "损耗年限", "0", "100")
}

// value is the fair value in year i, from 0, with its operand.
func (a Contributory) value(i int) (decimal.Decimal, []trace.Operand) {
	if len(a.Values) > 0 {
		return a.Values[i].Value.Decimal(), []trace.Operand{trace.Amount("当年公允价值", a.Values[i])}
	}
	v := a.First.Value.Decimal()
	for range i {
		v = v.Mul(one.Add(a.Growth.Value.Decimal())).Round(trace.AmountDecimals)
	}
	inputs := []trace.Operand{trace.Amount("首年公允价值", a.First)}
	if !a.Growth.Value.IsZero() {
		inputs = append(inputs, trace.Rate("年增长率", a.Growth), trace.Of("当年公允价值", v, trace.Yuan))
	}
	return v, inputs
}

// charge is what the stream pays for the asset in period p of a full year, with its step; elapsed are the years before the period.
func (a Contributory) charge(id string, p cashflow.Period, elapsed, left decimal.Decimal) (decimal.Decimal, trace.Step) {
	i := p.Index - 1
	v, inputs := a.value(i)
	sum := ContributoryCharge(v, a.Return.Value.Decimal())
	formula := "公允价值 × 要求回报率"
	if len(a.Values) == 0 && !a.Growth.Value.IsZero() {
		formula = "首年公允价值 × (1 + 年增长率) ^ (期次 − 1) × 要求回报率"
	}
	inputs = append(inputs, trace.Rate("要求回报率", a.Return))
	if life := a.Wasting.Value.Decimal(); !life.IsZero() {
		formula += " + 首年公允价值 ÷ 损耗年限 × 当年在损耗年限内的部分"
		first, _ := a.value(0)
		rest := decimal.Max(decimal.Zero, life.Sub(elapsed)) // of its life at the start of the period
		worn := decimal.Min(p.Fraction, rest).DivRound(p.Fraction, trace.FactorDecimals)
		if len(a.Values) > 0 && i > 0 {
			inputs = append(inputs, trace.Amount("首年公允价值", a.Values[0]))
		}
		inputs = append(inputs, trace.Number("损耗年限", a.Wasting, trace.Years), trace.Operand{Name: "当年在损耗年限内的部分", Value: worn.String(), Unit: trace.Years})
		sum = sum.Add(ReturnOf(first, life).Mul(worn))
	}
	if a.Follows && !left.Equal(one) {
		formula = "(" + formula + ") × 保持率"
		inputs = append(inputs, trace.Of("保持率", left, trace.Ratio))
		sum = sum.Mul(left)
	}
	sum = sum.Round(trace.AmountDecimals)
	return sum, trace.Step{ID: id, Title: "贡献资产费用：" + a.Name, Formula: formula, Inputs: inputs, Result: sum.String(), Unit: trace.Yuan}
}

// gross is the excess profit of a full year before tax and customers lost.
func (in ExcessInput) gross(i int) (amount decimal.Decimal, formula string, inputs []trace.Operand, steps func(id string) []trace.Step) {
	steps = func(string) []trace.Step { return nil }
	switch {
	case in.Premium != nil:
		v := in.Premium.Volume[i]
		unit := in.Premium.unit()
		return unit.Mul(v.Value.Decimal()), "加权单位溢价 × 销量", []trace.Operand{trace.Of("加权单位溢价（元）", unit, trace.Plain), trace.Number("销量", v, trace.Plain)}, steps
	case len(in.Stages) > 0:
		for _, st := range in.Stages {
			if i < st.Years {
				return st.Annual.Value.Decimal(), "本阶段每年超额利润", []trace.Operand{trace.Amount("每年超额利润", st.Annual)}, steps
			}
			i -= st.Years
		}
	}
	revenue, margin := in.Revenue[i], in.Margin[min(i, len(in.Margin)-1)]
	if d := in.Difference; d != nil {
		rate := ExcessRate(margin.Value.Decimal(), d.Normal.Value.Decimal(), d.Contribution.Value.Decimal())
		steps = func(id string) []trace.Step {
			return []trace.Step{{ID: id + ".rate", Title: "超额利润率", Formula: "(利润率 − 正常利润率) × 贡献率",
				Inputs: []trace.Operand{trace.Rate("利润率", margin), trace.Rate("正常利润率", d.Normal), trace.Rate("贡献率", d.Contribution)}, Result: rate.String(), Unit: trace.Ratio}}
		}
		return revenue.Value.Decimal().Mul(rate), "全年收入 × 超额利润率", []trace.Operand{trace.Amount("全年收入", revenue), trace.Of("超额利润率", rate, trace.Ratio)}, steps
	}
	return revenue.Value.Decimal().Mul(margin.Value.Decimal()), "全年收入 × 利润率", []trace.Operand{trace.Amount("全年收入", revenue), trace.Rate("利润率", margin)}, steps
}

// flow is the excess earnings of one period after tax and charges, with its steps.
func (in ExcessInput) flow(p cashflow.Period, s *stream) cashflow.Flow {
	id, i := trace.Index(ExcessName+".year", p.Index), p.Index-1
	amount, formula, inputs, more := in.gross(i)
	steps := more(id)
	left := one
	if in.Retention != nil {
		var step trace.Step
		left, step = in.Retention.ratio(id, p, s.periods, s.end)
		steps = append(steps, step)
		amount = amount.Mul(left)
		formula, inputs = formula+" × 保持率", append(inputs, trace.Of("保持率", left, trace.Ratio))
	}
	profit := AfterTax(amount, in.Tax.Value.Decimal()).Round(trace.AmountDecimals)
	steps = append(steps, trace.Step{ID: id + ".profit", Title: "税后利润", Formula: formula + " × (1 − 所得税率)", Inputs: append(inputs, trace.Rate("所得税率", in.Tax)),
		Result: profit.String(), Unit: trace.Yuan})
	net := profit
	parts := []trace.Operand{trace.Of("税后利润", profit, trace.Yuan)}
	total := "税后利润"
	elapsed := decimal.Zero
	for _, q := range s.periods[:i] {
		elapsed = elapsed.Add(q.Fraction)
	}
	for j, a := range in.Assets {
		charge, step := a.charge(trace.Index(id+".charge", j+1), p, elapsed, left)
		steps = append(steps, step)
		net = net.Sub(charge)
		parts = append(parts, trace.Of("贡献资产费用："+a.Name, charge, trace.Yuan))
		total = "税后利润 − Σ贡献资产费用"
	}
	if len(in.Assets) > 0 && !p.Fraction.Equal(one) {
		total = "(" + total + ")"
	}
	net = net.Mul(p.Fraction).Round(trace.AmountDecimals)
	total, parts = partYear(p, total, parts)
	steps = append(steps, trace.Step{ID: id + ".income", Title: "超额收益", Formula: total, Inputs: parts, Result: net.String(), Unit: trace.Yuan})
	return cashflow.Flow{Amount: net, Steps: steps}
}
