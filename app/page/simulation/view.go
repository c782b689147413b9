package simulation

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
)

// Show is an outcome to be read, width units wide.
func Show(s valuation.Simulation, width float32) fyne.CanvasObject {
	return newView(s, width, "").content
}

// view is an outcome with its tabs, each built when it is looked at.
type view struct {
	sim     valuation.Simulation
	width   float32
	tab     string
	buttons map[string]*widget.Button
	inside  *fyne.Container
	content fyne.CanvasObject
}

type tab struct {
	name, title string
	build       func(*view) fyne.CanvasObject
}

func tabs() []tab {
	return []tab{{"distribution", "分布", (*view).distribution}, {"convergence", "收敛", (*view).convergence}, {"tornado", "龙卷风图", (*view).tornado},
		{"spider", "蛛网图", (*view).spider}, {"scenarios", "情景", (*view).scenarios}}
}

func newView(s valuation.Simulation, width float32, open string) *view {
	v := &view{sim: s, width: width, buttons: map[string]*widget.Button{}, inside: container.NewStack()}
	bar := container.NewHBox()
	known := false
	for _, t := range tabs() {
		b := widget.NewButton(t.title, func() { v.show(t.name) })
		v.buttons[t.name] = b
		bar.Add(kit.Named("simulation.tab."+t.name, b))
		known = known || t.name == open
	}
	if !known {
		open = tabs()[0].name
	}
	v.content = kit.Limited(width, container.NewVBox(v.facts(), v.remarks(), bar, kit.Rule(), v.inside))
	v.show(open)
	return v
}

func (v *view) show(name string) {
	v.tab = name
	for _, t := range tabs() {
		b := v.buttons[t.name]
		b.Importance = widget.LowImportance
		if t.name == name {
			b.Importance = widget.HighImportance
			v.inside.Objects = []fyne.CanvasObject{t.build(v)}
			v.inside.Refresh()
		}
		b.Refresh()
	}
}

// facts are the figures people ask for first.
func (v *view) facts() fyne.CanvasObject {
	r := v.sim.Report
	facts := []kit.Fact{{Label: "模拟的方法", Value: v.sim.MethodName}, {Label: "该方法的评估值", Value: kit.Amount(v.sim.Value)}, {Label: "均值", Value: kit.Amount(r.Mean)}, {Label: "标准差", Value: kit.Amount(r.SD)},
		{Label: "均值的标准误", Value: kit.Amount(r.StandardError)}}
	for _, q := range r.Percentiles {
		if n := percentile(q.P); n == "P5" || n == "P50" || n == "P95" {
			facts = append(facts, kit.Fact{Label: n, Value: kit.Amount(q.Value)})
		}
	}
	if b := r.Below; b != nil {
		facts = append(facts, kit.Fact{Label: "低于门槛金额的概率", Value: percent(b.Probability) + "（门槛 " + kit.Amount(b.Threshold) + "，标准误 " + percent(b.StandardError) + "）"})
	}
	trials := counted(r.Trials) + " 次"
	if r.Trials < r.Requested {
		trials += "（计划 " + counted(r.Requested) + " 次，已达到设定的精度）"
	}
	failed := "0 次"
	if r.Failed > 0 {
		failed = counted(r.Failed) + " 次，未计入各项统计"
	}
	facts = append(facts, kit.Fact{Label: "次数", Value: trials}, kit.Fact{Label: "未得出结果", Value: failed}, kit.Fact{Label: "随机种子", Value: strconv.Itoa(r.Seed)},
		kit.Fact{Label: "随机数", Value: r.Method.String() + "（" + r.Generator + "）"}, kit.Fact{Label: "计算引擎", Value: r.Engine})
	return kit.Named("simulation.facts", kit.Facts(abreast(v.width), v.width, facts...))
}

// abreast is how many facts stand side by side.
func abreast(width float32) int { return min(4, max(2, int(width/theme.TextSize()/18))) }

// remarks tell failed trials, a repair of the correlations and what else the engine noted.
func (v *view) remarks() fyne.CanvasObject {
	r := v.sim.Report
	box := container.NewVBox()
	for _, n := range r.Notes {
		if r.Correlation != nil && r.Correlation.Repaired && strings.Contains(n, "特征值") || len(r.Reasons) > 0 && strings.Contains(n, "未得出结果") {
			continue // said below, with the titles of the drivers
		}
		box.Add(kit.Note("提示："+n, v.width))
	}
	if c := r.Correlation; c != nil && c.Repaired && c.SmallestEigenvalue != nil && c.From != nil && c.To != nil {
		box.Add(kit.Named("simulation.repair", kit.Lines(fmt.Sprintf("！请确认：所填相关系数不能同时成立（最小特征值 %s），已修正为最近似的有效矩阵；变动最大的是“%s”与“%s”：%s 改为 %s。",
			c.SmallestEigenvalue.Decimal().StringFixed(4), simulate.DriverTitle(c.A), simulate.DriverTitle(c.B), c.From.Decimal().StringFixed(4), c.To.Decimal().StringFixed(4)),
			theme.TextSize(), v.width, theme.ColorNameWarning, fyne.TextStyle{})))
	}
	if len(r.Reasons) > 0 {
		var rows [][]string
		for _, x := range r.Reasons {
			rows = append(rows, []string{said(x.Message), counted(x.Count), counted(x.First + 1)})
		}
		box.Add(kit.Named("simulation.reasons", kit.Sheet(v.width, []kit.Column{{Title: "未得出结果的原因", Weight: 5}, {Title: "次数", Weight: 1, Right: true}, {Title: "首次出现于第几次", Weight: 1.4, Right: true}}, rows)))
	}
	return box
}

// said is why a trial failed without the engine's name of the driver before it.
func said(reason string) string {
	name, rest, found := strings.Cut(reason, "：")
	if found && simulate.DriverTitle(name) != name {
		return rest
	}
	return reason
}

// percentile is the name of a percentile: P5, P97.5.
func percentile(p money.Rate) string { return "P" + p.Decimal().Shift(2).String() }

// percent is a share with two decimals, or four when two would hide some of it.
func percent(r money.Rate) string {
	d := r.Decimal()
	if d.Equal(d.Round(4)) {
		return money.RateOf(d).Percent()
	}
	return money.RateOf(d.Round(6)).Percent()
}

// setting is the figure of a driver as people say it: rates in percent, lives in years, factors as they are.
func setting(driver string, v money.Rate) string {
	switch driver {
	case simulate.Growth, simulate.Share, simulate.DecayRate, simulate.Discount, simulate.Tax:
		return money.RateOf(v.Decimal().Round(4)).Percent()
	case simulate.Life:
		return v.Decimal().Round(2).String() + " 年"
	}
	return v.Decimal().StringFixed(3)
}
