package reports

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/trace"
)

// scoring prints the scored trees and what their scores set. The label of a tree stands beside it everywhere.
func (p *paper) scoring() {
	p.para("评分用于支持有关参数的取值（如分成率、风险报酬率），评分本身不是评估值。各指标由评分人按评分标准打分并说明依据，上级指标的得分为下级指标得分的加权平均。")
	for i, out := range p.s.Valuation.Conclusion.Scores {
		id := trace.Index("score", i+1)
		var sheet score.Sheet
		if list := p.s.Valuation.Inputs.Scores; i < len(list) {
			sheet = list[i].Sheet
		}
		p.scoreTable(id, out, sheet)
		p.scoreFigure(id, out)
		p.scoreLinks(id)
	}
}

// labelled is the name of a tree with its label.
func labelled(out valuation.ScoreOutcome) string {
	if out.Label == "" {
		return "“" + out.Tree + "”"
	}
	return "“" + out.Tree + "”（" + out.Label + "）"
}

func (p *paper) scoreTable(id string, out valuation.ScoreOutcome, sheet score.Sheet) {
	raters := make([]string, len(sheet.Raters))
	for i, r := range sheet.Raters {
		raters[i] = oneLine(r.Name)
	}
	rule := "算术平均"
	if sheet.Rule == score.Trimmed {
		rule = "去掉一个最高分和一个最低分后平均"
	}
	grade := ""
	if out.Grade != "" {
		grade = "，等级 " + out.Grade
	}
	p.para("%s", labelled(out)+"，应用场景："+out.Scenario+"。综合得分 "+points(out.Score)+" 分，调整系数 "+out.R.Decimal().StringFixed(4)+grade+p.refOf(id)+"。")
	t := layout.Table{Small: true, Columns: []layout.Column{col("指标", 2.6), num("权重", "", 0.9), num("综合权重", "", 0.9), num("得分", "", 0.8), col("评分标准档次", 2), col("评分依据", 3)}}
	whole := [4]decimal.Decimal{decimal.New(1, 0)}
	for i, n := range out.Nodes {
		level := min(max(n.Level, 1), 3)
		whole[level] = whole[level-1].Mul(n.Weight.Decimal())
		leaf := i+1 == len(out.Nodes) || out.Nodes[i+1].Level <= n.Level
		reason := ""
		if leaf {
			reason = reasons(sheet, n.ID)
		}
		row := []layout.Cell{layout.T(strings.Repeat("　", level-1) + n.Name), ratioCell(n.Weight.String()), layout.Percent(money.RateOf(whole[level].Round(6)), 2), layout.T(points(n.Score)), layout.T(n.Band), layout.T(reason)}
		if !leaf && level == 1 {
			for j := range row {
				row[j] = row[j].InBold()
			}
		}
		t.Rows = append(t.Rows, row)
	}
	banded := slices.ContainsFunc(out.Nodes, func(n valuation.ScoreNode) bool { return n.Band != "" })
	t.Total = []layout.Cell{layout.T("综合得分"), layout.T(""), layout.Percent(money.MustRate("1"), 2), layout.T(points(out.Score)), layout.T(out.Grade), layout.T("")}
	t.Note = "指标体系：" + labelled(out) + "；评分人：" + or(strings.Join(raters, "、"))
	if len(raters) > 1 {
		t.Note += "（" + rule + "）"
	}
	t.Note += "。步骤编号 " + id + ".node.〔指标编号〕。"
	if !banded { // no rubric: no column for it
		t.Columns, t.Total = slices.Delete(t.Columns, 4, 5), slices.Delete(t.Total, 4, 5)
		for i := range t.Rows {
			t.Rows[i] = slices.Delete(t.Rows[i], 4, 5)
		}
	}
	p.table("评分表（"+oneLine(out.Tree)+"）", t)
}

// points prints a score of 0 to 100.
func points(r money.Rate) string { return r.Decimal().StringFixed(2) }

// reasons are what the raters gave for a leaf, with the score of each when there are several.
func reasons(sheet score.Sheet, node string) string {
	var grounds []string
	by := map[string][]string{}
	for _, r := range sheet.Raters {
		for _, m := range r.Marks {
			if m.Node != node {
				continue
			}
			ground := oneLine(m.Score.Source)
			if by[ground] == nil {
				grounds = append(grounds, ground)
			}
			by[ground] = append(by[ground], oneLine(r.Name)+" "+m.Score.Value.String()+" 分")
		}
	}
	if len(sheet.Raters) > 1 {
		for i, ground := range grounds {
			grounds[i] = strings.Join(by[ground], "、") + "：" + ground
		}
	}
	return strings.Join(grounds, "；")
}

// scoreFigure shows the first level that has three indicators.
func (p *paper) scoreFigure(id string, out valuation.ScoreOutcome) {
	for level := 1; level <= 3; level++ {
		r := chart.Radar{Axes: nil, Series: []chart.Series{{Name: "得分"}}}
		for _, n := range out.Nodes {
			if n.Level == level {
				r.Axes = append(r.Axes, n.Name)
				r.Series[0].Values = append(r.Series[0].Values, chart.Amount{At: n.Score.Decimal().InexactFloat64(), Text: points(n.Score)})
			}
		}
		if len(r.Axes) >= 3 && len(r.Axes) <= 16 || level == 1 && len(r.Axes) > 16 {
			caption := layout.ChineseNumeral(level) + "级指标得分：“" + out.Tree + "”"
			if out.Label != "" {
				caption += "，" + out.Label
			}
			caption += p.refOf(id)
			p.figure(caption, r, 220)
			return
		}
	}
}

// scoreLinks print which figures a score sets.
func (p *paper) scoreLinks(id string) {
	root, ok := p.s.Valuation.Conclusion.Step(id)
	if !ok {
		return
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("所定参数", 1.8), col("公式", 2.4), col("取值", 3.2), num("结果", "", 1), col("步骤", 1.6)}}
	var add func(valuation.Step)
	add = func(c valuation.Step) {
		for _, sub := range c.Children {
			add(sub)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(c.Title), layout.T(formulaOf(c)), layout.T(operandsOf(c)), layout.T(c.Text()), layout.T(breakable(c.ID))})
	}
	for _, c := range root.Children {
		if key := strings.TrimPrefix(c.ID, id+"."); key != "total" && key != "grade" && !strings.HasPrefix(key, "node.") {
			add(c)
		}
	}
	if len(t.Rows) > 0 {
		p.table("得分确定的参数", t)
	}
}

// operandsOf lists what goes into a step with its sources.
func operandsOf(s valuation.Step) string {
	var out []string
	for _, o := range s.Inputs {
		text := o.Name + " " + o.Text()
		if o.Source != "" {
			text += "（" + oneLine(o.Source) + "）"
		}
		out = append(out, text)
	}
	return strings.Join(out, "；")
}
