package simulation

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/money"
)

// tall is the height of a chart with a long table beside it.
const tall float32 = 320

// narrow reports that a chart and its table have no room side by side at the present size of text.
func (v *view) narrow() bool { return v.width < 62*theme.TextSize() }

// beside sets the table of a chart at the right of it, in a part of the width, or below it where there is no room; a long one
// scrolls.
func (v *view) beside(name string, c chart.Chart, height, part float32, weights ...float32) fyne.CanvasObject {
	const gap float32 = 20
	side := v.width * part
	if v.narrow() {
		side = v.width
	}
	sheet := kit.Limited(side, table(c.Table(), side-14, weights...)) // the scroll bar stands beside it
	if sheet.MinSize().Height > height {
		sheet = container.NewStack(kit.Spacer(side, height), container.NewVScroll(sheet))
	}
	kit.Named("table:"+name, sheet)
	if v.narrow() {
		return container.NewVBox(kit.Named("chart:"+name, kit.Chart(c, v.width, height)), sheet)
	}
	return container.NewHBox(kit.Named("chart:"+name, kit.Chart(c, v.width-side-gap, height)), kit.Spacer(gap-8, 0), container.NewVBox(sheet))
}

// table sets the data of a chart; the first column is text, the others figures.
func table(t chart.Table, width float32, weights ...float32) fyne.CanvasObject {
	columns := make([]kit.Column, len(t.Heads))
	for i, h := range t.Heads {
		columns[i] = kit.Column{Title: h, Weight: 1, Right: i > 0}
		if i < len(weights) {
			columns[i].Weight = weights[i]
		}
	}
	return kit.Sheet(width, columns, t.Rows)
}

func (v *view) distribution() fyne.CanvasObject {
	r := v.sim.Report
	h := chart.Histogram{Unit: unit, Low: chart.InWan(r.Histogram.Low).At, High: chart.InWan(r.Histogram.High).At, Counts: r.Histogram.Counts, Below: r.Histogram.Below, Above: r.Histogram.Above}
	var rows [][]string
	add := func(name string, value money.Money, e string) {
		ratio := ""
		if v.sim.Value != 0 {
			ratio = money.RateOf(value.Decimal().DivRound(v.sim.Value.Decimal(), 4)).Percent()
		}
		rows = append(rows, []string{name, value.Format(), e, ratio})
	}
	add("基准值（各参数取基准）", r.Base, "")
	add("均值", r.Mean, r.StandardError.Format())
	add("最小值", r.Min, "")
	for _, q := range r.Percentiles {
		name := percentile(q.P)
		add(name, q.Value, q.StandardError.Format())
		if name == "P5" || name == "P50" || name == "P95" {
			h.Marks = append(h.Marks, chart.Mark{Label: name, Value: chart.InWan(q.Value)})
		}
	}
	add("最大值", r.Max, "")
	box := container.NewVBox()
	if h.High > h.Low {
		box.Add(v.beside("histogram", h, tall, .42, 1.9, .8, .9, 1))
	} else {
		box.Add(kit.Note("各次模拟的结果相同，没有分布可示。", v.width))
	}
	box.Add(kit.Gap(6))
	box.Add(kit.Bold("模拟结果"))
	box.Add(kit.Named("table:results", kit.Sheet(v.width, []kit.Column{{Title: "项目", Weight: 2}, {Title: "数值（元）", Weight: 1.6, Right: true}, {Title: "标准误（元）", Weight: 1.4, Right: true}, {Title: "与评估值之比", Weight: 1, Right: true}}, rows)))
	box.Add(kit.Note("分位数规则："+r.PercentileRule+"。标准误为模拟次数有限所致的误差。", v.width))
	box.Add(kit.Gap(6))
	box.Add(v.drivers())
	return box
}

func (v *view) drivers() fyne.CanvasObject {
	var rows [][]string
	for _, d := range v.sim.Report.Drivers {
		rows = append(rows, []string{d.Title, d.Distribution, setting(d.Name, d.Base), setting(d.Name, d.Mean), setting(d.Name, d.SD)})
	}
	return container.NewVBox(kit.Bold("不确定参数"), kit.Sheet(v.width, []kit.Column{{Title: "参数", Weight: 1.2}, {Title: "分布", Weight: 3}, {Title: "基准取值", Weight: 1, Right: true},
		{Title: "均值", Weight: 1, Right: true}, {Title: "标准差", Weight: 1, Right: true}}, rows))
}

func (v *view) convergence() fyne.CanvasObject {
	c := chart.Convergence{Unit: unit}
	for _, x := range v.sim.Report.Trace {
		c.Points = append(c.Points, chart.Estimate{Trials: x.Trials, Mean: chart.InWan(x.Mean), Low: chart.InWan(x.Mean - x.StandardError), High: chart.InWan(x.Mean + x.StandardError)})
	}
	c.Points = thin(c.Points)
	box := container.NewVBox(v.beside("convergence", c, tall, .42, .8))
	if len(c.Points) < len(v.sim.Report.Trace) {
		box.Add(kit.Note("记录 "+counted(len(v.sim.Report.Trace))+" 处，图和表列出其中次数较前一处至少增加一成的各处及末次。", v.width))
	}
	return box
}

func (v *view) tornado() fyne.CanvasObject {
	r := v.sim.Report
	if len(r.Tornado) == 0 {
		return kit.Note("没有可比较的参数。", v.width)
	}
	c := chart.Tornado{Unit: unit, Base: chart.InWan(r.Base)}
	note := "低值、高值为该参数分布的第 10、第 90 百分位数（并包含基准取值），其余参数取基准值；按变动幅度由大到小排列。"
	for _, b := range r.Tornado {
		title := b.Title
		if b.Failed != "" {
			title += "（*）"
			note += "（*）" + b.Title + "：" + b.Failed + "，按基准值列示。"
		}
		c.Swings = append(c.Swings, chart.Swing{Label: title, LowText: setting(b.Name, b.Low), HiText: setting(b.Name, b.High), AtLow: chart.InWan(b.AtLow), AtHigh: chart.InWan(b.AtHigh)})
	}
	box := container.NewVBox(v.beside("tornado", c, 110+float32(len(c.Swings))*44, .48, 1.3, 1, 1.2, 1, 1.2), kit.Note(note, v.width))
	if rows := v.breakEven(); len(rows) > 0 && r.Below != nil {
		box.Add(kit.Gap(6))
		box.Add(kit.Bold("评估值等于门槛金额 " + kit.Amount(r.Below.Threshold) + " 时的参数取值"))
		box.Add(kit.Sheet(v.width, []kit.Column{{Title: "参数", Weight: 1.4}, {Title: "基准取值", Weight: 1, Right: true}, {Title: "临界取值", Weight: 1, Right: true}, {Title: "说明", Weight: 3.4}}, rows))
	}
	return box
}

func (v *view) breakEven() [][]string {
	var rows [][]string
	for i, b := range v.sim.Report.BreakEven {
		base, at, none := "", "", "其余参数取基准值"
		if i < len(v.sim.Report.Drivers) {
			base = setting(b.Name, v.sim.Report.Drivers[i].Base)
		}
		if b.Value != nil {
			at = setting(b.Name, *b.Value)
		} else {
			none = b.None
		}
		rows = append(rows, []string{b.Title, base, at, none})
	}
	return rows
}

func (v *view) spider() fyne.CanvasObject {
	rays := v.sim.Report.Spider
	if len(rays) == 0 || len(rays[0].Points) == 0 {
		return kit.Note("没有可比较的参数。", v.width)
	}
	c := chart.Spider{Unit: unit, Base: chart.InWan(v.sim.Report.Base)}
	columns := []kit.Column{{Title: "参数", Weight: 1.4}}
	for _, x := range rays[0].Points {
		change := signed(x.Step)
		c.Changes = append(c.Changes, chart.Amount{At: x.Step.Decimal().InexactFloat64(), Text: change})
		columns = append(columns, kit.Column{Title: change, Weight: 1, Right: true})
	}
	var rows [][]string
	note := "各列为该参数较基准取值的变动幅度，其余参数取基准值，金额单位：万元；“—”为该取值下不能得出评估值。"
	for _, ray := range rays {
		name := ray.Title
		if ray.Absolute {
			name += "（加减）"
			note += "“" + ray.Title + "”基准取值为零，按所列幅度直接加减。"
		}
		s := chart.Series{Name: name}
		row := []string{name}
		for _, x := range ray.Points {
			value := chart.InWan(x.Value)
			text := value.Text
			if x.Failed != "" {
				value, text = chart.Amount{}, "—"
			}
			s.Values, row = append(s.Values, value), append(row, text)
		}
		c.Series, rows = append(c.Series, s), append(rows, row)
	}
	return container.NewVBox(kit.Named("chart:spider", kit.Chart(c, v.width, tall)), kit.Named("table:spider", kit.Sheet(v.width, columns, rows)), kit.Note(note, v.width))
}

// signed is a change in percent: -30%, 0%, +30%.
func signed(r money.Rate) string {
	text := r.Decimal().Shift(2).String() + "%"
	if r.Decimal().IsPositive() {
		return "+" + text
	}
	return text
}

func (v *view) scenarios() fyne.CanvasObject {
	if len(v.sim.Scenarios) == 0 {
		return kit.Note("没有填写情景。在模拟参数中列出情景、概率和与基准不同的参数后，重新模拟即可得出各情景的评估值。", v.width)
	}
	bars := chart.Bars{Unit: unit}
	var rows [][]string
	for _, x := range v.sim.Scenarios {
		bars.Bars = append(bars.Bars, chart.Bar{Label: x.Name, Value: chart.InWan(x.Value)})
		rows = append(rows, []string{x.Name, x.Probability.Percent(), x.Value.Format()})
	}
	bars.Bars = append(bars.Bars, chart.Bar{Label: "概率加权", Value: chart.InWan(v.sim.Expected)})
	rows = append(rows, []string{"概率加权", "100.00%", v.sim.Expected.Format()})
	side := v.width * 0.42
	if v.narrow() {
		side = v.width
	}
	sheet := kit.Named("table:scenarios", kit.Limited(side, kit.Sheet(side, []kit.Column{{Title: "情景", Weight: 1.5}, {Title: "概率", Weight: .8, Right: true}, {Title: "评估值（元）", Weight: 1.3, Right: true}}, rows)))
	height := 60 + float32(len(bars.Bars))*34
	if v.narrow() {
		return container.NewVBox(kit.Named("chart:scenarios", kit.Chart(bars, v.width, height)), sheet, kit.Note(weighted, v.width))
	}
	return container.NewVBox(container.NewHBox(kit.Named("chart:scenarios", kit.Chart(bars, v.width-side-20, height)), kit.Spacer(12, 0), container.NewVBox(sheet)), kit.Note(weighted, v.width))
}

const weighted = "概率加权评估值供了解各情景的综合影响，不作为评估结论。"
