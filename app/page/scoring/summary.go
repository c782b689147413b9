package scoring

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
)

// show brings total, grade and the groups' scores up to date.
func (p *Panel) show() {
	d := p.draft
	done, all := d.given()
	total, r, grade := "全部打分后得出", "全部打分后得出", ""
	if out, ok := d.total(); ok {
		total, r, grade = points(out.Score)+" 分", out.R.Decimal().StringFixed(4), out.Grade
		if grade == "" {
			grade = "不划分等级"
		}
	}
	facts := kit.Facts(abreast(p.env.Width), p.env.Width, kit.Fact{Label: "综合得分", Value: total}, kit.Fact{Label: "调整系数 r", Value: r}, kit.Fact{Label: "等级", Value: grade},
		kit.Fact{Label: "已评", Value: fmt.Sprintf("%d / %d 项", done, all)})
	p.summary.Objects = []fyne.CanvasObject{kit.Named("scoring.total", facts), groups(d.tree, d.scenario, p.env.Width, func(n score.Node) (money.Rate, bool) { return d.part(n) })}
	p.summary.Refresh()
}

// groups shows the scores of one level as a radar beside its table.
func groups(t score.Tree, scenario string, width float32, scoreOf func(score.Node) (money.Rate, bool)) fyne.CanvasObject {
	nodes := level(t.Nodes, scenario)
	c := chart.Radar{Series: []chart.Series{{Name: "得分"}}}
	var rows [][]string
	known := 0
	for _, n := range nodes {
		value, text := chart.Amount{}, "未评全"
		if v, ok := scoreOf(n); ok {
			known++
			value = chart.Amount{At: v.Decimal().InexactFloat64(), Text: points(v)}
			text = value.Text
		}
		c.Axes, c.Series[0].Values = append(c.Axes, n.Name), append(c.Series[0].Values, value)
		rows = append(rows, []string{n.Name, n.Weights[scenario].Percent(), text})
	}
	side := width * .42
	table := container.NewVBox(kit.Limited(side, kit.Named("table:scores", kit.Sheet(side, []kit.Column{{Title: "指标", Weight: 2}, {Title: "权重", Weight: 1, Right: true}, {Title: "得分", Weight: 1, Right: true}}, rows))))
	if known < min(len(nodes), 3) { // no figure yet
		table.Add(kit.Note("各项评分评全后，在左侧显示图形。", side))
		return table
	}
	height := float32(240)
	if len(nodes) < 3 { // bars
		height = 60 + float32(len(nodes))*36
	}
	return container.NewHBox(kit.Named("chart:scores", kit.Chart(c, width-side-24, height)), kit.Spacer(16, 0), table)
}

// level is the first level that weighs something with three indicators at least, as the report has it.
func level(nodes []score.Node, scenario string) []score.Node {
	var used, below []score.Node
	for _, n := range nodes {
		if !n.Weights[scenario].IsZero() {
			used = append(used, n)
			below = append(below, n.Children...)
		}
	}
	if len(used) >= 3 || len(below) == 0 {
		return used
	}
	if deeper := level(below, scenario); len(deeper) >= 3 && len(deeper) <= 16 {
		return deeper
	}
	return used
}

// Show is a scored sheet to be read, width units wide: total, groups as a radar beside its table, and every indicator with its
// score and band. Raters, when given, add their reasons.
func Show(r score.Result, t score.Tree, width float32, raters ...score.Rater) fyne.CanvasObject {
	title := titled(r.Tree, r.Label)
	var who []string
	for _, x := range raters {
		who = append(who, x.Name)
	}
	grade := r.Grade
	if grade == "" {
		grade = "不划分等级"
	}
	box := container.NewVBox(kit.Facts(abreast(width), width, kit.Fact{Label: "综合得分", Value: points(r.Score) + " 分"}, kit.Fact{Label: "调整系数 r", Value: r.R.Decimal().StringFixed(4)}, kit.Fact{Label: "等级", Value: grade},
		kit.Fact{Label: "应用场景", Value: r.Scenario}, kit.Fact{Label: "指标体系", Value: title}, kit.Fact{Label: "评分人", Value: strings.Join(who, "、")}))
	for _, n := range r.Notes {
		box.Add(kit.Note("提示："+n, width))
	}
	box.Add(groups(t, r.Scenario, width, func(n score.Node) (money.Rate, bool) {
		s, ok := r.Node(n.ID)
		return s.Score, ok
	}))
	box.Add(kit.Gap(6))
	cols := []kit.Column{{Title: "指标", Weight: 2.2}, {Title: "权重", Weight: .8, Right: true}, {Title: "占总分", Weight: .8, Right: true}, {Title: "得分", Weight: .7, Right: true}, {Title: "评分标准档次", Weight: 2.4}}
	if len(raters) > 0 {
		cols = append(cols, kit.Column{Title: "取值依据", Weight: 2.6})
	}
	var rows [][]string
	var walk func(nodes []score.NodeScore)
	walk = func(nodes []score.NodeScore) {
		for _, n := range nodes {
			name := strings.Repeat("　", n.Level-1) + n.Name
			row := []string{name, n.Weight.Percent(), money.RateOf(n.Whole.Decimal().Round(6)).Percent(), points(n.Score), n.Band}
			if len(raters) > 0 {
				row = append(row, reasons(raters, n.ID))
			}
			rows = append(rows, row)
			walk(n.Children)
		}
	}
	walk(r.Nodes)
	box.Add(kit.Named("table:indicators", kit.Sheet(width, cols, rows)))
	return kit.Limited(width, box)
}

// abreast is how many facts stand side by side.
func abreast(width float32) int { return min(4, max(2, int(width/theme.TextSize()/18))) }

// titled is the name of a tree with its label.
func titled(name, label string) string {
	switch {
	case label == "":
		return name
	case strings.HasPrefix(label, name):
		return label
	}
	return name + "（" + label + "）"
}

// reasons are those of all raters for one indicator, with the score of each when there are several.
func reasons(raters []score.Rater, node string) string {
	var out []string
	for _, r := range raters {
		for _, m := range r.Marks {
			switch {
			case m.Node != node:
			case len(raters) == 1:
				out = append(out, m.Score.Source)
			default:
				out = append(out, r.Name+" "+m.Score.Value.String()+" 分："+m.Score.Source)
			}
		}
	}
	return strings.Join(out, "；")
}
