package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// incomeTables print an income method from its steps: the rate, the parameters, how the yearly income comes about, and its present
// value year by year.
func (p *paper) incomeTables(name string, root valuation.Step) {
	rate, _ := child(root, root.ID+".rate")
	p.discounting(rate)
	years := yearSteps(root)
	base, one := shareable(years)
	rest := without(root, rate.ID)
	if !one { // the tables of the parts of a year hold what its parts take
		for _, y := range years {
			rest = without(rest, y.ID)
		}
	}
	p.parameterTable(name, rest)
	p.frontTables(root)
	if one {
		p.presentOfShare(name, root, years, base)
	} else {
		p.yearParts(name, years)
		p.presentTable(name, root, years)
	}
	if tab, ok := child(root, root.ID+".tab"); ok {
		for _, c := range tab.Children {
			p.stepTable(c.Title, c)
		}
	}
	p.para("%s评估值为 %s%s。", name, yuan(yuanOf(root.Result)), stepRef(root.ID))
}

// without is a step without one of its children.
func without(s valuation.Step, id string) valuation.Step {
	s.Children = slices.DeleteFunc(slices.Clone(s.Children), func(c valuation.Step) bool { return c.ID == id })
	return s
}

// yearSteps are the yearly steps of an income method; the rate and the terminal value are not among them.
func yearSteps(root valuation.Step) []valuation.Step {
	var out []valuation.Step
	for _, s := range root.Children {
		if strings.HasPrefix(s.ID, root.ID+".year.") {
			out = append(out, s)
		}
	}
	return out
}

// frontTables print what stands before the years: a forecast, how a share was found, a check.
func (p *paper) frontTables(root valuation.Step) {
	groups, single := split(root)
	for _, g := range groups {
		if strings.HasSuffix(g.stem, ".forecast") {
			p.forecastTable(g)
		}
	}
	for _, s := range single {
		switch strings.TrimPrefix(s.ID, root.ID+".") {
		case "rate", "tab", "terminal":
			continue
		}
		if strings.HasPrefix(s.ID, root.ID+".year.") {
			continue
		}
		p.para("%s %s，%s%s。", s.Title, s.Text(), groundsOf(s), stepRef(s.ID))
		if len(s.Inputs) > 1 || len(s.Children) > 0 {
			p.stepTable(s.Title, s)
		}
		for _, c := range s.Children {
			p.stepTable(c.Title, c)
		}
	}
}

func (p *paper) forecastTable(g group) {
	label := strings.TrimPrefix(g.members[0].Title, "第1年")
	t := layout.Table{Columns: []layout.Column{mid("期次", 0.6), num("上年"+label, "元", 2), num("增长率", "", 1), num(label, "元", 2), col("依据", 2.6)}}
	for i, m := range g.members {
		before, growth := trace.Operand{}, trace.Operand{}
		for _, o := range m.Inputs {
			if o.Name == "增长率" {
				growth = o
			} else {
				before = o
			}
		}
		basis := []string{}
		for _, s := range []string{oneLine(before.Source), oneLine(growth.Source)} {
			if s != "" && !contains(basis, s) {
				basis = append(basis, s)
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.Yuan(yuanOf(before.Value)), ratioCell(growth.Value), layout.Yuan(yuanOf(m.Result)), layout.T(strings.Join(basis, "；"))})
	}
	t.Note = "步骤编号 " + countOf(g.stem, len(g.members)) + "。"
	p.table(label+"预测", t)
}

// incomeOf is the step of a year that gives its income: the last before the factor.
func incomeOf(year valuation.Step) (valuation.Step, bool) {
	for _, suffix := range []string{".saving", ".income"} {
		if s, ok := child(year, year.ID+suffix); ok {
			return s, true
		}
	}
	return valuation.Step{}, false
}

// shared is what a year's income is a share of, and the name of the share.
type shared struct{ base, rate string }

// shareable finds whether every year is a whole amount times a rate, which one table with the present value can hold.
func shareable(years []valuation.Step) (shared, bool) {
	var out shared
	for i, y := range years {
		s, ok := incomeOf(y)
		if !ok || len(s.Inputs) < 2 || !strings.HasPrefix(s.Inputs[0].Name, "全年") || s.Inputs[1].Unit != trace.Ratio {
			return out, false
		}
		if _, costs := operand(s, "全年维持费用"); costs {
			return out, false
		}
		if i == 0 {
			out = shared{s.Inputs[0].Name, strings.TrimPrefix(s.Inputs[1].Name, "当期")}
		}
	}
	return out, len(years) > 0
}

// tail are the rows after the years: the terminal value and the benefit of amortisation.
func tail(root valuation.Step) []valuation.Step {
	var out []valuation.Step
	if s, ok := child(root, root.ID+".terminal"); ok && !value(s.Result).IsZero() {
		out = append(out, s)
	}
	if s, ok := child(root, root.ID+".tab"); ok {
		out = append(out, s)
	}
	return out
}

// presentOfShare is the table of a royalty or a share: base, rate, income after tax, factor and present value of every year.
func (p *paper) presentOfShare(name string, root valuation.Step, years []valuation.Step, by shared) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("期次", 0.5), mid("起止日", 1.3), num(by.base, "元", 1.6), num(by.rate, "", 1), num("税后收益", "元", 1.5), num("折现期", "年", 0.8), num("折现系数", "", 0.9), num("现值", "元", 1.5)}}
	flows, present := flowsOf(years, tail(root))
	for i, y := range years {
		s, _ := incomeOf(y)
		period := periodOf(y.Title)
		if part, broken := operand(s, "占全年比例"); broken {
			period += "\n（占 " + ratioCell(part.Value).Text + "）"
		}
		time, factor := factorOf(y)
		t.Rows = append(t.Rows, []layout.Cell{layout.T(strconv.Itoa(i + 1)), layout.T(period), layout.Yuan(yuanOf(s.Inputs[0].Value)), ratioCell(s.Inputs[1].Value), layout.Yuan(flows[i]), time, factor, layout.Yuan(present[i])})
	}
	for i, s := range tail(root) {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(""), layout.T(s.Title).Across(6), layout.Yuan(present[len(years)+i])})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(4), layout.Yuan(sum(flows, same)), layout.T(""), layout.T(""), layout.Yuan(sum(present, same))}
	first, _ := incomeOf(years[0])
	t.Note = first.Title + " = " + strings.ReplaceAll(formulaOf(first), " × 占全年比例", "") + "，不满一年的按所占比例计算；" + p.presentNote(root, years)
	p.table("收益预测与折现（"+name+"）", t)
}

// presentTable is the table of any other income: year, period, cash, factor and present value.
func (p *paper) presentTable(name string, root valuation.Step, years []valuation.Step) {
	t := layout.Table{Columns: []layout.Column{mid("期次", 0.6), mid("期初日", 1.3), mid("期末日", 1.3), num("税后收益", "元", 1.8), num("折现期", "年", 0.9), num("折现系数", "", 1), num("现值", "元", 1.8)}}
	flows, present := flowsOf(years, tail(root))
	for i, y := range years {
		from, to, _ := strings.Cut(periodOf(y.Title), "\n")
		time, factor := factorOf(y)
		t.Rows = append(t.Rows, []layout.Cell{layout.T(strconv.Itoa(i + 1)), layout.T(from), layout.T(to), layout.Yuan(flows[i]), time, factor, layout.Yuan(present[i])})
	}
	for i, s := range tail(root) {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(""), layout.T(s.Title).Across(5), layout.Yuan(present[len(years)+i])})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(3), layout.Yuan(sum(flows, same)), layout.T(""), layout.T(""), layout.Yuan(sum(present, same))}
	t.Note = p.presentNote(root, years)
	p.table("收益现值（"+name+"）", t)
}

// flowsOf are the cash and the present values in fen, each column adding up to its rounded total.
func flowsOf(years, after []valuation.Step) (flows, present []money.Money) {
	var cash, exact []decimal.Decimal
	for _, y := range years {
		flow, _ := operand(y, "当期收益")
		cash, exact = append(cash, value(flow.Value)), append(exact, value(y.Result))
	}
	for _, s := range after {
		exact = append(exact, value(s.Result))
	}
	return running(cash), running(exact)
}

func factorOf(year valuation.Step) (time, factor layout.Cell) {
	step, _ := child(year, year.ID+".factor")
	when, _ := operand(step, "折现期")
	return layout.Num(value(when.Value), 4), layout.Num(value(step.Result), 4)
}

func (p *paper) presentNote(root valuation.Step, years []valuation.Step) string {
	note := ""
	if tax, ok := operand(root, "所得税率"); ok {
		note = "所得税率 " + tax.Text() + "；"
	}
	if s, ok := child(root, root.ID+".terminal"); ok && value(s.Result).IsZero() {
		note += "期末余值取零；"
	}
	return note + "折现系数 = 1 ÷ (1 + 折现率) ^ 折现期。各期金额按累计差额列示至分，合计与评估值一致。步骤编号 " + countOf(root.ID+".year", len(years)) + "。"
}

// yearParts print how the income of every year comes about: one table for each part that all years have.
func (p *paper) yearParts(name string, years []valuation.Step) {
	if len(years) == 0 {
		return
	}
	compared := p.compared(name, years)
	for _, part := range years[0].Children {
		suffix := strings.TrimPrefix(part.ID, years[0].ID)
		if suffix == ".factor" || compared && (suffix == ".with" || suffix == ".without") || suffix == ".decay" && len(part.Inputs) < 2 {
			continue
		}
		var members []valuation.Step
		for _, y := range years {
			if s, ok := child(y, y.ID+suffix); ok {
				members = append(members, s)
			}
		}
		p.partTable(name, suffix, members, years)
	}
}

// compared prints the business with the right beside that without it, when the years compare them.
func (p *paper) compared(name string, years []valuation.Step) bool {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("期次", 0.5)}}
	var sources []string
	for i, y := range years {
		with, ok := child(y, y.ID+".with")
		without, also := child(y, y.ID+".without")
		if !ok || !also || len(with.Inputs) != 4 || len(without.Inputs) != 4 {
			return false
		}
		row := []layout.Cell{index(i)}
		for _, side := range []valuation.Step{with, without} {
			for _, o := range side.Inputs[:3] {
				row = append(row, plainFigure(o))
				if i == 0 {
					label := map[bool]string{true: "有：", false: "无："}[side.ID == with.ID]
					t.Columns = append(t.Columns, num(label+headOf(o.Name), "", 1))
				}
			}
			for _, o := range side.Inputs {
				if s := oneLine(o.Source); s != "" && !contains(sources, s) {
					sources = append(sources, s)
				}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	first, _ := child(years[0], years[0].ID+".with")
	t.Note = "“有”为采用该权利，“无”为未采用该权利的基准；税后收益 = " + formulaOf(first) + "。来源：" + brief(strings.Join(sources, "；"), 160) + "。步骤编号 " + first.ID + "、" + years[0].ID + ".without 等。"
	p.table("有无该权利的经营数据（"+name+"）", t)
	return true
}

// mostParts is how many figures a table of one part has beside year and result.
const mostParts = 6

func (p *paper) partTable(name, suffix string, members, years []valuation.Step) {
	var heads, fixed []trace.Operand
	var sources []string
	for _, m := range members {
		for _, o := range m.Inputs {
			if s := oneLine(o.Source); s != "" && !contains(sources, s) {
				sources = append(sources, s)
			}
			if slices.ContainsFunc(append(slices.Clone(heads), fixed...), func(x trace.Operand) bool { return x.Name == o.Name }) {
				continue
			}
			if o.Name == "所得税率" {
				fixed = append(fixed, o)
			} else {
				heads = append(heads, o)
			}
		}
	}
	for i := len(heads) - 1; i >= 0 && len(heads) > mostParts; i-- {
		if sameEverywhere(members, heads[i].Name) && heads[i].Unit != trace.Yuan {
			fixed, heads = append(fixed, heads[i]), slices.Delete(heads, i, i+1)
		}
	}
	folded := len(heads) > mostParts
	if folded {
		heads = heads[:mostParts]
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("期次", 0.5)}}
	for _, o := range heads {
		t.Columns = append(t.Columns, num(headOf(o.Name), unitOf(o.Unit), 1.2))
	}
	t.Columns = append(t.Columns, num(resultHead(members[0]), unitOf(members[0].Unit), 1.4))
	for i, m := range members {
		row := []layout.Cell{index(i)}
		for _, h := range heads {
			o, ok := operand(m, h.Name)
			switch {
			case ok:
				row = append(row, plainFigure(o))
			case h.Name == "占全年比例" || h.Name == "保持率": // left out of the formula of a whole year
				row = append(row, layout.Percent(money.MustRate("1"), 2))
			default:
				row = append(row, layout.T(""))
			}
		}
		t.Rows = append(t.Rows, append(row, plainFigure(trace.Operand{Value: m.Result, Unit: m.Unit})))
	}
	t.Note = members[0].Title + " = " + formulaOf(members[0]) + "。"
	var constant []string
	for _, o := range fixed {
		constant = append(constant, o.Name+" "+plainFigure(o).Text)
	}
	if len(constant) > 0 {
		t.Note += "各期相同：" + strings.Join(constant, "；") + "。"
	}
	if len(sources) > 0 {
		t.Note += "来源：" + brief(strings.Join(sources, "；"), 160) + "。"
	}
	if folded {
		t.Note += "其余数据见附件《计算过程》。"
	}
	t.Note += "步骤编号 " + years[0].ID + suffix + " 等。"
	p.table(members[0].Title+"（"+name+"）", t)
}

// resultHead names the last column of a part.
func resultHead(s valuation.Step) string {
	if strings.HasPrefix(s.Title, "贡献资产费用：") {
		return "费用"
	}
	return headOf(s.Title)
}

// headOf shortens the name of a figure to a head of a column.
func headOf(name string) string {
	name = strings.TrimPrefix(name, "贡献资产费用：")
	return strings.ReplaceAll(strings.ReplaceAll(name, "（元）", "\n（元）"), "的税后收益", "\n税后收益")
}

// plainFigure is figureCell, with thousands separators for plain numbers.
func plainFigure(o trace.Operand) layout.Cell {
	d, err := decimal.NewFromString(o.Value)
	switch {
	case err != nil:
		return layout.T(o.Value)
	case o.Unit == trace.Ratio:
		return ratioCell(o.Value)
	case o.Unit == trace.Plain, o.Unit == trace.Years, o.Unit == trace.Months:
		return layout.Num(d, min(4, max(0, -d.Exponent())))
	}
	return figureCell(o)
}

func sameEverywhere(members []valuation.Step, name string) bool {
	was := ""
	for i, m := range members {
		o, ok := operand(m, name)
		if !ok || i > 0 && o.Value != was {
			return false
		}
		was = o.Value
	}
	return true
}

// streamTables print the method of separate streams: the sum, then every stream as the method it uses.
func (p *paper) streamTables(a valuation.ApproachResult, root valuation.Step) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("收益流", 2), col("所含权利", 2.6), col("方法", 2), num("评估值", "元", 1.8)}}
	in := p.s.Valuation.Inputs.Streams
	total := money.Money(0)
	for i, s := range root.Children {
		rights := []string{}
		if in != nil && i < len(in.Streams) {
			for _, ref := range in.Streams[i].Refs {
				rights = append(rights, p.titleOf(ref, ref))
			}
		}
		name, method, _ := strings.Cut(strings.TrimSuffix(s.Title, "）"), "（")
		total += yuanOf(s.Result)
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(name), layout.T(strings.Join(rights, "\n")), layout.T(closing(method)), layout.Yuan(yuanOf(s.Result))})
	}
	if a.Value != total {
		off, _ := operand(root, "重叠扣减率")
		t.Rows = append(t.Rows, []layout.Cell{index(len(root.Children)), layout.T("减：重叠部分"), layout.T(oneLine(off.Source)), layout.T("重叠扣减率 " + off.Text()), layout.Yuan(a.Value - total)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(4), layout.Yuan(a.Value)}
	t.Note = "同一权利只列入一个收益流，同一收益不重复计算。" + stepRef(root.ID)
	p.table("各收益流评估值", t)
	for i, s := range root.Children {
		name, _, _ := strings.Cut(s.Title, "（")
		p.add(layout.Heading{Level: 3, Text: strconv.Itoa(i+1) + ". 收益流：" + name, Unlisted: true})
		p.incomeTables(name, s)
	}
	p.para("%s评估值为 %s%s。", a.Name, yuan(a.Value), stepRef(root.ID))
}

// closing gives a text cut at its last bracket that bracket back.
func closing(text string) string {
	if strings.Count(text, "（") > strings.Count(text, "）") {
		return text + "）"
	}
	return text
}

// ofIncome tells the methods that discount yearly income.
func ofIncome(method string) bool {
	switch method {
	case income.Name, income.SharingName, income.IncrementalName, income.ExcessName:
		return true
	}
	return false
}
