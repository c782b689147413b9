package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
)

// simulation is 不确定性分析: what varies, how it was drawn, what came out and how each figure moves the value. It shows how certain
// the value is and says that it does not set it.
func (p *paper) simulation() {
	in, sim := p.s.Valuation.Inputs, p.s.Valuation.Conclusion.Simulation
	text := "为揭示评估值的不确定程度，对" + sim.MethodName + "（评估值 " + yuan(sim.Value) + "）的下列参数按各自的分布抽样，逐次用同一方法计算评估值" + p.refOf("simulation") +
		"。模拟只显示评估值的不确定程度，不确定评估结论：评估结论仍由各方法的评估值及其权重得出，不因模拟结果改变。"
	if f := in.ForcedSale.Percentile; !f.IsZero() {
		text += "变现折扣率按模拟的第 " + percentileName(f) + " 百分位数确定，见评估结论中变现价值的计算。"
	}
	p.para("%s", text)
	p.driverTable(sim)
	p.simulationSettings(sim)
	p.correlationTable(sim)
	p.simulationResults(sim)
	p.tornado(sim)
	p.spider(sim)
	p.breakEven(sim)
	p.scenarios(sim)
}

// percentileName is a percentile as people say it: 5, 97.5.
func percentileName(p money.Rate) string { return p.Decimal().Shift(2).String() }

// driverText prints the figure of a driver: rates in percent, lives in years, factors as they are.
func driverText(name string, v money.Rate) string {
	switch name {
	case simulate.Growth, simulate.Share, simulate.DecayRate, simulate.Discount, simulate.Tax:
		return ratioCell(v.String()).Text
	case simulate.Life:
		return v.Decimal().Round(2).String() + "年"
	}
	return v.Decimal().StringFixed(4)
}

func (p *paper) driverTable(sim *valuation.Simulation) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("参数", 1.3), col("分布", 2.4), num("基准取值", "", 1), num("均值", "", 1), num("标准差", "", 1), col("分布依据", 1.8)}}
	input := p.s.Valuation.Inputs.Simulation
	for i, d := range sim.Report.Drivers {
		source := ""
		if input != nil && i < len(input.Drivers) {
			source = input.Drivers[i].Source
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(d.Title), layout.T(d.Distribution), layout.T(driverText(d.Name, d.Base)), layout.T(driverText(d.Name, d.Mean)),
			layout.T(driverText(d.Name, d.SD)), layout.T(source)})
	}
	t.Note = "基准取值为评估计算采用的数值；均值和标准差为分布的均值和标准差。步骤编号 simulation.driver.1 至 simulation.driver." + strconv.Itoa(len(sim.Report.Drivers)) + "。"
	p.table("模拟的参数及其分布", t)
}

func (p *paper) simulationSettings(sim *valuation.Simulation) {
	r := sim.Report
	ended := "按计划次数完成"
	if r.Trials < r.Requested && r.Converged {
		ended = "达到设定的相对标准误，提前停止"
	}
	failed := "0 次"
	if r.Failed > 0 {
		failed = fmt.Sprintf("%s 次（未计入各项统计）", counted(r.Failed))
	}
	p.pairs("模拟设置", pair("随机数", r.Generator), pair("随机种子", strconv.Itoa(r.Seed)), pair("计划次数", counted(r.Requested)+" 次"), pair("完成次数", counted(r.Trials)+" 次"),
		pair("停止", ended), pair("未得出结果", failed), wide("分位数规则", r.PercentileRule), wide("计算引擎", r.Engine+"；同一参数和种子在任何计算机上得出同一结果"))
	if len(r.Reasons) > 0 {
		t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("原因", 5), num("次数", "次", 1)}}
		for i, x := range r.Reasons {
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Message), layout.Count(x.Count)})
		}
		p.table("未得出结果的原因", t)
	}
}

func counted(n int) string { return layout.Count(n).Text }

// correlationTable prints the stated correlations and tells a repair.
func (p *paper) correlationTable(sim *valuation.Simulation) {
	input, c := p.s.Valuation.Inputs.Simulation, sim.Report.Correlation
	if input == nil || input.Correlation == nil || c == nil {
		p.para("各参数相互独立抽样。")
		return
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("参数一", 2), col("参数二", 2), num("相关系数", "", 1.2)}}
	for i, x := range input.Correlation.Pairs {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(simulate.DriverTitle(x.A)), layout.T(simulate.DriverTitle(x.B)), layout.Num(x.Rho.Decimal(), 4)})
	}
	t.Note = "口径：" + c.Measure + "；未列出的参数之间不相关。"
	p.table("参数之间的相关", t)
	if c.Repaired && c.SmallestEigenvalue != nil && c.From != nil && c.To != nil {
		p.para("所填相关系数不能同时成立（相关矩阵的最小特征值为 %s），已修正为最近似的有效矩阵；变动最大的是“%s”与“%s”之间，由 %s 改为 %s。",
			c.SmallestEigenvalue.Decimal().StringFixed(4), simulate.DriverTitle(c.A), simulate.DriverTitle(c.B), c.From.Decimal().StringFixed(4), c.To.Decimal().StringFixed(4))
	}
}

func (p *paper) simulationResults(sim *valuation.Simulation) {
	r := sim.Report
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.4), num("数值", "元", 1.8), num("标准误", "元", 1.5), num("与评估值之比", "", 1.1), col("步骤", 2)}}
	add := func(name string, v money.Money, failing *money.Money, step string) {
		e, ratio := layout.T(""), layout.T("")
		if failing != nil {
			e = layout.Yuan(*failing)
		}
		if sim.Value != 0 {
			ratio = layout.Percent(money.RateOf(v.Decimal().DivRound(sim.Value.Decimal(), 6)), 2)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(name), layout.Yuan(v), e, ratio, layout.T(breakable(step))})
	}
	add("基准值（各参数取基准）", r.Base, nil, "")
	add("均值", r.Mean, &r.StandardError, "simulation")
	add("标准差", r.SD, nil, "")
	add("最小值", r.Min, nil, "")
	for i, q := range r.Percentiles {
		add("第 "+percentileName(q.P)+" 百分位数", q.Value, &r.Percentiles[i].StandardError, "simulation.percentile."+strconv.Itoa(i+1))
	}
	add("最大值", r.Max, nil, "")
	t.Note = "分位数规则：" + r.PercentileRule + "。标准误为模拟次数有限所致的误差。"
	p.table("模拟结果", t)
	if b := r.Below; b != nil {
		p.para("评估值低于门槛金额 %s的概率为 %s（标准误 %s）%s。", yuan(b.Threshold), ratioCell(b.Probability.String()).Text, ratioCell(b.StandardError.String()).Text, p.refOf("simulation"))
	}
	h := chart.Histogram{Unit: "万元", Low: chart.InWan(r.Histogram.Low).At, High: chart.InWan(r.Histogram.High).At, Counts: r.Histogram.Counts, Below: r.Histogram.Below, Above: r.Histogram.Above}
	for _, q := range r.Percentiles {
		if name := percentileName(q.P); name == "5" || name == "50" || name == "95" {
			h.Marks = append(h.Marks, chart.Mark{Label: "P" + name, Value: chart.InWan(q.Value)})
		}
	}
	p.figure("模拟评估值的频数分布（万元）"+p.refOf("simulation"), h, 210)
	if len(r.Trace) > 1 {
		c := chart.Convergence{Unit: "万元"}
		for _, x := range r.Trace {
			c.Points = append(c.Points, chart.Estimate{Trials: x.Trials, Mean: chart.InWan(x.Mean), Low: chart.InWan(x.Mean - x.StandardError), High: chart.InWan(x.Mean + x.StandardError)})
		}
		p.figure("均值的收敛过程（万元）"+p.refOf("simulation"), c, 170)
	}
}

func (p *paper) tornado(sim *valuation.Simulation) {
	r := sim.Report
	if len(r.Tornado) == 0 {
		return
	}
	c := chart.Tornado{Unit: "万元", Base: chart.InWan(r.Base)}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("参数", 1.5), num("低值", "", 1), num("低值下评估值", "元", 1.6), num("高值", "", 1), num("高值下评估值", "元", 1.6), num("变动幅度", "元", 1.5)}}
	noted := false
	for i, b := range r.Tornado {
		low, high := driverText(b.Name, b.Low), driverText(b.Name, b.High)
		c.Swings = append(c.Swings, chart.Swing{Label: b.Title, LowText: low, HiText: high, AtLow: chart.InWan(b.AtLow), AtHigh: chart.InWan(b.AtHigh)})
		name := b.Title
		if b.Failed != "" {
			name += "（*）"
			noted = true
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(name), layout.T(low), layout.Yuan(b.AtLow), layout.T(high), layout.Yuan(b.AtHigh), layout.Yuan(b.Swing)})
	}
	t.Note = "低值、高值为该参数分布的第 10、第 90 百分位数（并包含基准取值），其余参数取基准值；按变动幅度由大到小排列。"
	if noted {
		t.Note += "标（*）的参数在该取值下不能得出评估值，按基准值列示。"
	}
	p.figure("单一参数变动对评估值的影响（龙卷风图，万元）"+p.refOf("simulation"), c, 70+float64(len(r.Tornado))*28)
	p.table("单一参数变动对评估值的影响", t)
}

// mostRays is how many columns of changes the table of the spider has upright.
const mostRays = 7

func (p *paper) spider(sim *valuation.Simulation) {
	rays := sim.Report.Spider
	if len(rays) == 0 || len(rays[0].Points) == 0 {
		return
	}
	c := chart.Spider{Unit: "万元", Base: chart.InWan(sim.Report.Base)}
	t := layout.Table{Small: true, Unit: "金额单位：万元", Columns: []layout.Column{col("参数", 1.6)}}
	added := false
	for i, x := range rays[0].Points {
		change := chart.InPercent(x.Step)
		c.Changes = append(c.Changes, change)
		if i < mostRays {
			t.Columns = append(t.Columns, num(signed(x.Step), "", 1))
		}
	}
	for _, ray := range rays {
		name := ray.Title
		if ray.Absolute {
			name += "（加减）"
			added = true
		}
		s := chart.Series{Name: name}
		row := []layout.Cell{layout.T(name)}
		for i, x := range ray.Points {
			v := chart.InWan(x.Value)
			cell := layout.Wan(x.Value, 2)
			if x.Failed != "" {
				v, cell = chart.Amount{}, layout.T("")
			}
			s.Values = append(s.Values, v)
			if i < mostRays {
				row = append(row, cell)
			}
		}
		c.Series, t.Rows = append(c.Series, s), append(t.Rows, row)
	}
	t.Note = "各列为该参数较基准取值的变动幅度，其余参数取基准值；“—”为该取值下不能得出评估值。"
	if added {
		t.Note += "标（加减）的参数基准取值为零，按所列幅度直接加减。"
	}
	p.figure("各参数同幅变动对评估值的影响（蛛网图，万元）"+p.refOf("simulation"), c, 210)
	p.table("各参数同幅变动对评估值的影响", t)
}

// signed is a change in percent with its sign: -30%, 0%, +30%.
func signed(r money.Rate) string {
	text := r.Decimal().Shift(2).String() + "%"
	if r.Decimal().IsPositive() {
		return "+" + text
	}
	return text
}

func (p *paper) breakEven(sim *valuation.Simulation) {
	r := sim.Report
	if len(r.BreakEven) == 0 || r.Below == nil {
		return
	}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("参数", 2), num("基准取值", "", 1.3), num("临界取值", "", 1.3), col("说明", 3)}}
	for i, b := range r.BreakEven {
		base, at := "", ""
		if i < len(r.Drivers) {
			base = driverText(b.Name, r.Drivers[i].Base)
		}
		if b.Value != nil {
			at = driverText(b.Name, *b.Value)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(b.Title), layout.T(base), layout.T(at), layout.T(b.None)})
	}
	if !slices.ContainsFunc(r.BreakEven, func(b simulate.ReportBreakEven) bool { return b.None != "" }) {
		t.Columns = t.Columns[:4]
		for i := range t.Rows {
			t.Rows[i] = t.Rows[i][:4]
		}
	}
	t.Note = "临界取值使评估值恰等于门槛金额 " + yuan(r.Below.Threshold) + "，其余参数取基准值。"
	p.table("评估值等于门槛金额时的参数取值", t)
}

// scenarios print the states of the world with their value and the weighted one.
func (p *paper) scenarios(sim *valuation.Simulation) {
	if len(sim.Scenarios) == 0 {
		return
	}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("情景", 1.3), num("概率", "", 0.9), col("与基准不同的参数", 3), num("评估值", "元", 1.7), num("概率加权值", "元", 1.7)}}
	input := p.s.Valuation.Inputs.Simulation
	exact := make([]decimal.Decimal, len(sim.Scenarios))
	var total decimal.Decimal
	for i, x := range sim.Scenarios {
		exact[i] = x.Value.Decimal().Mul(x.Probability.Decimal())
		total = total.Add(x.Probability.Decimal())
	}
	weighted := running(exact)
	bars := chart.Bars{Unit: "万元"}
	for i, x := range sim.Scenarios {
		var changes []string
		if input != nil && i < len(input.Scenarios) {
			for _, c := range input.Scenarios[i].Changes {
				changes = append(changes, simulate.DriverTitle(c.Driver)+" "+driverText(c.Driver, c.Value))
			}
		}
		if len(changes) == 0 {
			changes = []string{"全部参数取基准值"}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Name), layout.Percent(x.Probability, 2), layout.T(strings.Join(changes, "；")), layout.Yuan(x.Value), layout.Yuan(weighted[i])})
		bars.Bars = append(bars.Bars, chart.Bar{Label: x.Name, Value: chart.InWan(x.Value)})
	}
	bars.Bars = append(bars.Bars, chart.Bar{Label: "概率加权", Value: chart.InWan(sim.Expected)})
	t.Total = []layout.Cell{layout.T("概率加权评估值").Across(2), layout.Percent(money.RateOf(total), 2), layout.T(""), layout.T(""), layout.Yuan(sim.Expected)}
	t.Note = "概率加权评估值供使用人了解各情景的综合影响，不作为评估结论。" + p.refOf("simulation")
	p.table("情景分析", t)
	p.figure("各情景的评估值（万元）"+p.refOf("simulation"), bars, 40+float64(len(bars.Bars))*26)
}

// ratioCell prints a share with two decimals, or four when two would hide some of it.
func ratioCell(text string) layout.Cell {
	d := value(text).Round(6)
	if d.Equal(d.Round(4)) {
		return layout.Percent(money.RateOf(d), 2)
	}
	return layout.Percent(money.RateOf(d), 4)
}
