package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/cost"
	"zhiya/valuation/market"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// methods is 七、评估方法: which and why, then each with its figures, and how certain they are. The methods known here have tables
// of their own trade form; any other is printed from its steps, so that a new one needs nothing here.
func (p *paper) methods() {
	in, c := p.s.Valuation.Inputs, p.s.Valuation.Conclusion
	p.h2("（一）评估方法的选择")
	if len(c.Approaches) > 1 {
		p.para("资产评估法第二十六条要求除依据评估执业准则只能选择一种评估方法的外，应当选择两种以上评估方法。本次评估采用%s，经综合分析形成结论。", approachNames(c))
	} else {
		p.para("本次评估采用%s一种方法，理由：%s", approachNames(c), oneLine(in.SingleApproachReason))
	}
	for _, a := range c.Approaches {
		if step, ok := c.Step(a.Method); ok && step.Formula != "" {
			p.para("%s：%s。", a.Name, step.Formula)
		}
	}
	p.h2("（二）收益期限的确定")
	p.lifeTable()
	n := 3
	if len(c.Scores) > 0 {
		p.h2("（三）评分")
		p.scoring()
		n++
	}
	for _, a := range c.Approaches {
		p.h2("（" + layout.ChineseNumeral(n) + "）" + a.Name)
		n++
		root, known := c.Step(a.Method)
		switch {
		case known && ofIncome(a.Method):
			p.incomeTables(a.Name, root)
		case known && a.Method == valuation.StreamsName:
			p.streamTables(a, root)
		case known && a.Method == market.Name:
			p.marketTables(a, root)
		case a.Method == cost.Name:
			p.costTables(a)
		default:
			p.methodTables(a)
		}
	}
	if c.Simulation != nil {
		p.h2("（" + layout.ChineseNumeral(n) + "）不确定性分析（蒙特卡洛模拟）")
		p.simulation()
	}
}

// stepRef is how a figure names its step.
func stepRef(id string) string { return "〔步骤 " + id + "〕" }

// methodTables print any method from its tree: the sourced parameters once, every repeated part (years, comparables, factors) as
// a table of its own, what is left as steps, and the result.
func (p *paper) methodTables(a valuation.ApproachResult) {
	root, ok := p.s.Valuation.Conclusion.Step(a.Method)
	if !ok {
		p.para("%s评估值为 %s。", a.Name, yuan(a.Value))
		return
	}
	p.parameterTable(a.Name, root)
	p.groupTables(root)
	p.plainSteps(a.Name, root)
	p.para("%s评估值为 %s%s。", a.Name, yuan(a.Value), stepRef(root.ID))
}

// group is a run of steps that differ only by their number: royalty.year.1, royalty.year.2 ….
type group struct {
	stem    string
	members []valuation.Step
}

// stemOf is an id without its last number; ok is false when it does not end with one.
func stemOf(id string) (string, bool) {
	i := strings.LastIndexByte(id, '.')
	if i < 0 {
		return "", false
	}
	if _, err := strconv.Atoi(id[i+1:]); err != nil {
		return "", false
	}
	return id[:i], true
}

// split parts the children of a step into runs of repeated steps and single ones. One member alone is a run only when it is a
// year, so that a forecast of one year still has its table.
func split(s valuation.Step) (groups []group, single []valuation.Step) {
	count := map[string]int{}
	for _, c := range s.Children {
		if stem, ok := stemOf(c.ID); ok {
			count[stem]++
		}
	}
	for _, c := range s.Children {
		stem, ok := stemOf(c.ID)
		if !ok || count[stem] < 2 && !strings.HasSuffix(stem, ".year") {
			single = append(single, c)
			continue
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.stem == stem })
		if i < 0 {
			groups = append(groups, group{stem: stem})
			i = len(groups) - 1
		}
		groups[i].members = append(groups[i].members, c)
	}
	return groups, single
}

// figures are all operands of a step and the results of its descendants by name, the nearest to the step first.
func figures(s valuation.Step) []trace.Operand {
	var out []trace.Operand
	add := func(o trace.Operand) {
		if !slices.ContainsFunc(out, func(x trace.Operand) bool { return x.Name == o.Name }) {
			out = append(out, o)
		}
	}
	for _, o := range s.Inputs {
		add(o)
	}
	for _, c := range s.Children {
		add(trace.Operand{Name: c.Title, Value: c.Result, Unit: c.Unit})
	}
	for _, c := range s.Children {
		for _, o := range figures(c) {
			add(o)
		}
	}
	return out
}

// constant reports whether the figure of this name is the same in all members that have it, and all have it.
func (g group) constant(name string) bool {
	value := ""
	for i, m := range g.members {
		j := slices.IndexFunc(figures(m), func(o trace.Operand) bool { return o.Name == name })
		if j < 0 {
			return false
		}
		if v := figures(m)[j].Value; i == 0 {
			value = v
		} else if v != value {
			return false
		}
	}
	return true
}

// sources are where the figures of each member come from, those aside that are the same in all; varied tells whether they differ.
func (g group) sources() (out []string, varied bool) {
	for _, m := range g.members {
		var names []string
		for _, o := range figures(m) {
			if s := oneLine(o.Source); s != "" && !g.constant(o.Name) && !slices.Contains(names, s) {
				names = append(names, s)
			}
		}
		out = append(out, strings.Join(names, "；"))
		varied = varied || out[0] != out[len(out)-1]
	}
	return out, varied
}

// parameters are the sourced figures of a tree that are not columns of a repeated part, each once, with the step that uses it.
type parameter struct {
	trace.Operand
	step string
}

func parameters(s valuation.Step) []parameter {
	var out []parameter
	add := func(id string, o trace.Operand) {
		if strings.TrimSpace(o.Source) == "" || slices.ContainsFunc(out, func(x parameter) bool { return x.Operand == o }) {
			return
		}
		out = append(out, parameter{o, id})
	}
	var visit func(valuation.Step)
	visit = func(x valuation.Step) {
		for _, o := range x.Inputs {
			add(x.ID, o)
		}
		groups, single := split(x)
		for _, g := range groups {
			for _, o := range figures(g.members[0]) {
				if len(g.members) == 1 || g.constant(o.Name) {
					add(g.members[0].ID, o)
				}
			}
		}
		for _, c := range single {
			visit(c)
		}
	}
	visit(s)
	return out
}

func (p *paper) parameterTable(name string, root valuation.Step) {
	list := parameters(root)
	if len(list) == 0 {
		return
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("参数", 2.4), num("取值", "", 1.6), col("来源", 3.2), col("步骤", 1.6)}}
	for i, x := range list {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Name), layout.T(x.Text()), layout.T(x.Source), layout.T(breakable(x.step))})
	}
	p.table("参数（"+name+"）", t)
}

// breakable lets a long id break after its dots.
func breakable(id string) string {
	if len(id) <= 24 {
		return id
	}
	half := strings.LastIndexByte(id[:len(id)/2+4], '.')
	if half < 0 {
		return id
	}
	return id[:half+1] + "\n" + id[half+1:]
}

// mostColumns is how many figures a table of repeated steps shows; all of them stand in the annex.
const mostColumns = 6

func (p *paper) groupTables(s valuation.Step) {
	groups, single := split(s)
	for _, g := range groups {
		p.groupTable(s, g)
	}
	for _, c := range single {
		p.groupTables(c)
	}
}

func (p *paper) groupTable(parent valuation.Step, g group) {
	var names []trace.Operand
	for _, m := range g.members {
		for _, o := range figures(m) {
			if !g.constant(o.Name) && o.Name != m.Title && !slices.ContainsFunc(names, func(x trace.Operand) bool { return x.Name == o.Name }) {
				names = append(names, o)
			}
		}
	}
	names = g.distinct(names)
	dropped := len(names) > mostColumns
	if dropped {
		names = names[:mostColumns]
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("项目", 1.9)}}
	for _, o := range names {
		t.Columns = append(t.Columns, num(o.Name, unitOf(o.Unit), 1.2))
	}
	unit := g.members[0].Unit
	t.Columns = append(t.Columns, num("结果", unitOf(unit), 1.4))
	sources, varied := g.sources()
	if varied {
		t.Columns = append(t.Columns, col("来源", 1.8))
	}
	money := unit == trace.Yuan && strings.HasSuffix(g.stem, ".year") // years are added up, comparables are not
	var exact []decimal.Decimal
	for _, m := range g.members {
		exact = append(exact, value(m.Result))
		money = money && m.Unit == trace.Yuan
	}
	rounded := running(exact)
	for i, m := range g.members {
		row := []layout.Cell{index(i), layout.T(periodOf(m.Title))}
		all := figures(m)
		for _, o := range names {
			j := slices.IndexFunc(all, func(x trace.Operand) bool { return x.Name == o.Name })
			if j < 0 {
				row = append(row, layout.T(""))
				continue
			}
			row = append(row, figureCell(all[j]))
		}
		if money {
			row = append(row, layout.Yuan(rounded[i]))
		} else {
			row = append(row, figureCell(trace.Operand{Value: m.Result, Unit: m.Unit}))
		}
		if varied {
			row = append(row, layout.T(sources[i]))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = "步骤编号 " + g.members[0].ID + "至 " + g.members[len(g.members)-1].ID + "；每项公式：" + formulaOf(g.members[0]) + "。"
	if len(g.members) == 1 {
		t.Note = "步骤编号 " + g.members[0].ID + "；公式：" + formulaOf(g.members[0]) + "。"
	}
	if !varied && sources[0] != "" {
		t.Note += "来源：" + sources[0] + "。"
	}
	if dropped {
		t.Note += "其余数据见附件《计算过程》。"
	}
	p.table(parent.Title+"："+groupTitle(g), t)
}

// distinct leaves out figures that say in every member what one before them said.
func (g group) distinct(names []trace.Operand) []trace.Operand {
	said := map[string]bool{}
	return slices.DeleteFunc(names, func(o trace.Operand) bool {
		key := string(o.Unit)
		for _, m := range g.members {
			all := figures(m)
			if i := slices.IndexFunc(all, func(x trace.Operand) bool { return x.Name == o.Name }); i >= 0 {
				key += "|" + value(all[i].Value).String()
				if all[i].Unit == trace.Day || all[i].Unit == trace.Plain {
					key += all[i].Value
				}
			}
		}
		again := said[key]
		said[key] = true
		return again
	})
}

func groupTitle(g group) string {
	if strings.HasSuffix(g.stem, ".year") {
		return "各期计算"
	}
	return "逐项计算"
}

func unitOf(u trace.Unit) string {
	if u == trace.Ratio || u == trace.Factor || u == trace.Day {
		return ""
	}
	return string(u)
}

// figureCell prints a figure by its unit; a text stays a text.
func figureCell(o trace.Operand) layout.Cell {
	d, err := decimal.NewFromString(o.Value)
	if err != nil {
		return layout.T(o.Value)
	}
	switch o.Unit {
	case trace.Yuan:
		return layout.Yuan(yuanOf(o.Value))
	case trace.Ratio:
		return layout.Percent(money.RateOf(d.Round(6)), 4)
	case trace.Factor, trace.Years, trace.Months:
		return layout.Num(d, 4)
	}
	return layout.T(o.Text())
}

// plainSteps print the steps that belong to no repeated part.
func (p *paper) plainSteps(name string, root valuation.Step) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.2), col("公式", 3.6), num("结果", "", 1.7), col("步骤", 1.6)}}
	var visit func(valuation.Step)
	visit = func(s valuation.Step) {
		_, single := split(s)
		for _, c := range single {
			visit(c)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(s.Title), layout.T(formulaOf(s)), layout.T(s.Text()), layout.T(breakable(s.ID))})
	}
	visit(root)
	p.table("计算步骤（"+name+"）", t)
}

// stepAnnex is 附件二 计算过程: the whole tree, step by step, with the figures that go in and where they come from.
func (p *paper) stepAnnex() {
	c := p.s.Valuation.Conclusion
	numbers := map[string]int{}
	for i, s := range sourceNames(c.Steps) {
		numbers[s] = i + 1
	}
	p.para("下表列示评估结论的全部计算步骤，读者可按公式和取值逐步复算。步骤编号与正文、复核单中的编号一致；取值后的〔据 n〕为正文“六、评估依据（四）取价依据”第 n 项，没有标注的取值是其他步骤的结果。列示的数值按四舍五入取位，计算使用未取位的数值。引擎版本：%s。", c.Engine)
	t := layout.Table{}
	var titles []string
	flush := func() {
		if len(t.Rows) > 0 {
			p.table("计算过程："+strings.Join(titles, "、"), t)
		}
		t = layout.Table{Small: true, Columns: []layout.Column{col("步骤", 2), col("项目", 1.9), col("公式", 2.7), col("取值", 3.9), num("结果", "", 1.6)}}
		titles = nil
	}
	for i, root := range c.Steps {
		if i == 0 || len(root.Children) > 0 || len(c.Steps[i-1].Children) > 0 { // steps that stand alone share a table
			flush()
		}
		titles = append(titles, root.Title)
		root.Walk(func(s valuation.Step) bool {
			var in []string
			for _, o := range s.Inputs {
				text := o.Name + " = " + exactText(o.Value, o.Unit)
				if n := numbers[oneLine(o.Source)]; n > 0 {
					text += "〔据 " + strconv.Itoa(n) + "〕"
				}
				in = append(in, text)
			}
			t.Rows = append(t.Rows, []layout.Cell{layout.T(breakable(s.ID)), layout.T(s.Title), layout.T(formulaOf(s)), layout.T(strings.Join(in, "；")), layout.T(exactText(s.Result, s.Unit))})
			return true
		})
	}
	flush()
}

// exactText prints enough digits to repeat a step by hand: amounts to the hundredth of a fen, factors to eight decimals.
func exactText(v string, unit trace.Unit) string {
	d, err := decimal.NewFromString(v)
	if err != nil {
		return v
	}
	switch unit {
	case trace.Yuan:
		if !d.Equal(d.Round(2)) {
			return grouped(d.Round(4).String()) + "元"
		}
	case trace.Factor:
		return d.Round(8).String()
	case trace.Ratio:
		return d.Mul(decimal.New(100, 0)).Round(6).String() + "%"
	case trace.Years:
		return d.Round(6).String() + "年"
	}
	return trace.Operand{Value: v, Unit: unit}.Text()
}

// grouped puts commas between the thousands of a plain decimal.
func grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, rest, broken := strings.Cut(text, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if broken {
		return sign + b.String() + "." + rest
	}
	return sign + b.String()
}
