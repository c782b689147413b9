package reports

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/market"
	"zhiya/valuation/trace"
)

// deal is a comparable with its step: the row of the inputs and what was made of it.
type deal struct {
	number int // of its row, from 1
	name   string
	input  market.Comparable
	step   valuation.Step
}

// factors are the coefficients of a deal: the steps of its children.
func (d deal) factors() []valuation.Step { return d.step.Children }

// deals are the comparables under a root: those with prices, or with royalty rates.
func (p *paper) deals(root valuation.Step) []deal {
	var out []deal
	for _, s := range root.Children {
		rest, ok := strings.CutPrefix(s.ID, root.ID+".comparable.")
		n, err := strconv.Atoi(rest)
		if !ok || err != nil {
			continue
		}
		d := deal{number: n, name: s.Title, step: s}
		if in := p.s.Valuation.Inputs.Market; in != nil && n >= 1 && n <= len(in.Comparables) {
			d.input = in.Comparables[n-1]
		}
		if _, name, ok := strings.Cut(s.Title, "："); ok {
			d.name = name
		}
		out = append(out, d)
	}
	return out
}

// marketTables print the market approach: the comparables, their factors, those left out, the range and the figure taken; and the
// same of royalty rates when licences were found.
func (p *paper) marketTables(a valuation.ApproachResult, root valuation.Step) {
	p.comparables("成交价款", root)
	if royalty, ok := child(root, root.ID+".royalty"); ok {
		p.comparables("许可费率", royalty)
		p.para("可比许可费率为 %s，用于核对收益法采用的许可费率%s。", royalty.Text(), stepRef(royalty.ID))
		for _, key := range []string{"check", "split"} {
			if s, ok := child(royalty, royalty.ID+"."+key); ok {
				p.stepTable(s.Title, s)
			}
		}
	}
	p.para("%s：%s。评估值为 %s%s。", a.Name, formulaOf(root), yuan(a.Value), stepRef(root.ID))
}

func (p *paper) comparables(measure string, root valuation.Step) {
	deals := p.deals(root)
	if len(deals) == 0 {
		return
	}
	p.dealTable(measure, root, deals)
	p.factorMatrix(measure, deals)
	p.factorList(measure, deals)
	p.excludedTable(measure, deals)
	p.rangeTable(measure, root, deals)
}

func (d deal) excluded() bool { return strings.TrimSpace(d.input.Excluded) != "" }

// measured is a column of figures of the measure: prices in yuan, or rates.
func measured(measure, head string, weight float64) layout.Column {
	if measure == "成交价款" {
		return num(head, "元", weight)
	}
	return num(head, "", weight)
}

func (p *paper) dealTable(measure string, root valuation.Step, deals []deal) {
	weights := map[string]string{}
	if s, ok := child(root, root.ID+".weighted"); ok {
		for _, o := range s.Inputs {
			if name, ok := strings.CutSuffix(o.Name, "权重"); ok {
				weights[name] = o.Value
			}
		}
	}
	last := num("权重", "", 0.8)
	quality, scored := child(root, root.ID+".quality")
	if scored {
		last = num("质量得分", "", 0.8)
	}
	after := measured(measure, "调整后"+strings.TrimPrefix(measure, "成交"), 1.6)
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.45), col("可比交易", 2), mid("成交日", 1.1), measured(measure, measure, 1.6), num("系数连乘积", "", 1), num("调整幅度合计", "", 1), after, last}}
	for i, d := range deals {
		raw := firstOf(d.step)
		when, _ := operand(d.step, "成交日")
		gross, _ := operand(d.step, "调整幅度合计")
		product := decimal.New(1, 0)
		for _, f := range d.factors() {
			product = product.Mul(value(f.Result)).Round(12)
		}
		weight := layout.T("剔除")
		switch w, ok := weights[d.name]; {
		case d.excluded():
		case scored:
			o, _ := operand(quality, d.name+"质量得分")
			weight = plainFigure(o)
		case ok:
			weight = ratioCell(w)
		default:
			weight = layout.T("")
		}
		name := d.name
		if kind := d.input.Kind.String(); kind != "" {
			name += "\n（" + kind + "）"
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(name), layout.T(when.Value), plainFigure(raw), layout.Num(product, 4), ratioCell(gross.Value), plainFigure(trace.Operand{Value: d.step.Result, Unit: d.step.Unit}), weight})
	}
	t.Note = "调整后数值 = " + measure + " × Π调整系数；调整幅度合计为各系数与 1 之差的绝对值之和"
	if in := p.s.Valuation.Inputs.Market; in != nil {
		if !in.SingleLimit.Value.IsZero() {
			t.Note += "；单项调整幅度限值 " + in.SingleLimit.Value.Percent()
		}
		if !in.GrossLimit.Value.IsZero() {
			t.Note += "；合计限值 " + in.GrossLimit.Value.Percent()
		}
		if in.Statistic == market.WeightedMean {
			t.Note += "；权重来源：" + in.Weighting.String()
		}
	}
	t.Note += "。步骤编号 " + root.ID + ".comparable.〔序号〕。"
	p.table("可比交易及调整（"+measure+"）", t)
	if len(deals) > 10 || measure != "成交价款" {
		return
	}
	b := chart.Bars{Unit: "万元"}
	for _, d := range deals {
		if !d.excluded() {
			b.Bars = append(b.Bars, chart.Bar{Label: d.name, Value: chart.InWan(yuanOf(d.step.Result))})
		}
	}
	b.Bars = append(b.Bars, chart.Bar{Label: "评估值", Value: chart.InWan(yuanOf(root.Result))})
	p.figure("可比交易调整后价款与评估值（万元）"+stepRef(root.ID), b, 36+float64(len(b.Bars))*24)
}

// mostGrounds is how many factors stand side by side in the matrix; with more, only the list is printed.
const mostGrounds = 5

// factorMatrix sets the coefficients of all deals side by side.
func (p *paper) factorMatrix(measure string, deals []deal) {
	var grounds []string
	for _, d := range deals {
		for _, f := range d.factors() {
			if !contains(grounds, f.Title) {
				grounds = append(grounds, f.Title)
			}
		}
	}
	if len(grounds) == 0 || len(grounds) > mostGrounds {
		return
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("可比交易", 2)}}
	for _, g := range grounds {
		t.Columns = append(t.Columns, num(strings.TrimSuffix(g, "调整系数"), "", 1.1))
	}
	t.Columns = append(t.Columns, num("连乘积", "", 1))
	for i, d := range deals {
		row := []layout.Cell{index(i), layout.T(d.name)}
		product := decimal.New(1, 0)
		for _, g := range grounds {
			k := decimal.New(1, 0)
			for _, f := range d.factors() {
				if f.Title == g {
					k = k.Mul(value(f.Result)).Round(12)
				}
			}
			product = product.Mul(k).Round(12)
			row = append(row, layout.Num(k, 4))
		}
		t.Rows = append(t.Rows, append(row, layout.Num(product, 4)))
	}
	t.Note = "未作某项调整的系数为 1。"
	p.table("调整系数（"+measure+"）", t)
}

// factorList gives every coefficient with its indices and its ground.
func (p *paper) factorList(measure string, deals []deal) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("可比交易", 1.5), col("因素", 1.4), num("被评估权利指数", "", 1), num("可比交易指数", "", 1), num("系数", "", 0.9), col("依据", 3)}}
	for _, d := range deals {
		for _, f := range d.factors() {
			subject, other, basis := layout.T(""), layout.T(""), []string{}
			for i, o := range f.Inputs {
				if s := oneLine(o.Source); s != "" && !contains(basis, s) {
					basis = append(basis, s)
				}
				if len(f.Inputs) == 2 {
					if i == 0 {
						subject = plainFigure(o)
					} else {
						other = plainFigure(o)
					}
				}
			}
			if _, reason, ok := strings.Cut(f.Formula, "理由："); ok {
				basis = append([]string{reason}, basis...)
			}
			t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(d.name), layout.T(strings.TrimSuffix(f.Title, "调整系数")), subject, other, layout.Num(value(f.Result), 4), layout.T(strings.Join(basis, "；"))})
		}
		if note := oneLine(d.input.Note); note != "" {
			t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(d.name), layout.T("超限说明"), layout.T(""), layout.T(""), layout.T(""), layout.T(note)})
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	t.Note = "系数 = 被评估权利指数 ÷ 可比交易指数；没有指数的为直接取值；交易日期按价格指数调整的，两栏依次为基准日指数和成交日指数。"
	p.table("调整系数的依据（"+measure+"）", t)
}

func (p *paper) excludedTable(measure string, deals []deal) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("剔除的交易", 2.2), measured(measure, measure, 1.6), measured(measure, "调整后数值", 1.6), col("剔除理由", 3.4)}}
	for _, d := range deals {
		if d.excluded() {
			t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(d.name), plainFigure(firstOf(d.step)), plainFigure(trace.Operand{Value: d.step.Result, Unit: d.step.Unit}), layout.T(oneLine(d.input.Excluded))})
		}
	}
	if len(t.Rows) > 0 {
		t.Note = "剔除的交易只列示，不参与计算。"
		p.table("剔除的可比交易（"+measure+"）", t)
	}
}

func (p *paper) rangeTable(measure string, root valuation.Step, deals []deal) {
	r, ok := child(root, root.ID+".range")
	if !ok {
		return
	}
	unit := "元"
	if r.Unit != trace.Yuan {
		unit = ""
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("项数", 0.6)}}
	counted := 0
	for _, d := range deals {
		if !d.excluded() {
			counted++
		}
	}
	row := []layout.Cell{layout.Count(counted)}
	add := func(head, v string) {
		t.Columns = append(t.Columns, num(head, unit, 1.5))
		row = append(row, plainFigure(trace.Operand{Value: v, Unit: r.Unit}))
	}
	part := func(id string) string { s, _ := child(r, r.ID+"."+id); return s.Result }
	low, _ := operand(r, "最低")
	high, _ := operand(r, "最高")
	add("最低", low.Value)
	add("下四分位数", part("q1"))
	add("中位数", part("median"))
	add("上四分位数", part("q3"))
	add("最高", high.Value)
	add("采用值", root.Result)
	t.Rows = [][]layout.Cell{row}
	rule, taken := "", formulaOf(root)
	if in := p.s.Valuation.Inputs.Market; in != nil {
		rule = in.Quartiles.String()
		taken = in.Statistic.String()
	}
	t.Note = "四分位数规则：" + or(rule) + "；采用值的取值方法：" + taken + "。" + stepRef(r.ID)
	p.table("可比交易区间（"+measure+"）", t)
}
