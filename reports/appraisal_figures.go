package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/cost"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

func child(s valuation.Step, id string) (valuation.Step, bool) {
	for _, c := range s.Children {
		if c.ID == id {
			return c, true
		}
	}
	return valuation.Step{}, false
}

func operand(s valuation.Step, name string) (trace.Operand, bool) {
	for _, o := range s.Inputs {
		if o.Name == name {
			return o, true
		}
	}
	return trace.Operand{}, false
}

// value reads a step's or operand's decimal; zero when it is no number.
func value(text string) decimal.Decimal {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Zero
	}
	return d
}

func (p *paper) lifeTable() {
	c := p.s.Valuation.Conclusion
	p.para("剩余年限取法定剩余年限、经济年限和合同剩余年限中的最短者；预测期不超过 %s。", day(c.LifeEnd))
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("权利", 2.6), num("法定剩余年限", "年", 1.2), num("经济年限", "年", 1.1), num("合同剩余年限", "年", 1.2), num("采用年限", "年", 1.1), mid("届满日", 1.4), mid("决定因素", 1.5)}, Small: true}
	lives, _ := c.Step("life")
	for i, r := range c.Rights {
		cell := func(name string) layout.Cell {
			if i < len(lives.Children) {
				if o, ok := operand(lives.Children[i], name); ok {
					return layout.Num(value(o.Value), 2)
				}
			}
			return layout.T("")
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.titleOf(r.Ref, r.Title)), cell("法定剩余年限"), cell("经济年限"), cell("合同剩余年限"),
			layout.Num(r.RemainingYears.Decimal(), 2), layout.Day(r.LifeEnd), layout.T(r.LifeBoundBy)})
	}
	p.table("剩余年限", t)
	p.lifeFigure()
}

func (p *paper) incomeTables(a valuation.ApproachResult) {
	c := p.s.Valuation.Conclusion
	root, _ := c.Step(income.Name)
	rate, _ := child(root, "royalty.rate")
	p.para("折现率 %s，%s%s。", rate.Text(), formulaOf(rate), stepRef(rate.ID))
	if len(rate.Children) > 0 || len(rate.Inputs) > 1 {
		p.rateTable(rate)
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("期次", 0.5), mid("起止日", 1.3), num("全年收入", "元", 1.6), num("占全年比例", "", 1), num("许可费率", "", 1), num("税后收益", "元", 1.5), num("折现期", "年", 0.8), num("折现系数", "", 0.9), num("现值", "元", 1.5)}}
	var exact []decimal.Decimal
	var flows []decimal.Decimal
	years := yearSteps(root)
	for _, y := range years {
		exact = append(exact, value(y.Result))
		flow, _ := operand(y, "当期收益")
		flows = append(flows, value(flow.Value))
	}
	present, net := running(exact), running(flows)
	whole := true // all years are whole: no column for their shares, which leaves room for large amounts
	for _, y := range years {
		saving, _ := child(y, y.ID+".saving")
		_, broken := operand(saving, "占全年比例")
		whole = whole && !broken
	}
	for i, y := range years {
		saving, _ := child(y, y.ID+".saving")
		factor, _ := child(y, y.ID+".factor")
		revenue, _ := operand(saving, "全年收入")
		share, broken := operand(saving, "占全年比例")
		part := layout.Percent(money.MustRate("1"), 2)
		if broken {
			part = layout.Percent(money.RateOf(value(share.Value)), 2)
		}
		fee, _ := operand(saving, "许可费率")
		if decayed, ok := operand(saving, "当期许可费率"); ok {
			fee = decayed
		}
		time, _ := operand(factor, "折现期")
		t.Rows = append(t.Rows, []layout.Cell{layout.T(strconv.Itoa(i + 1)), layout.T(periodOf(y.Title)), layout.Yuan(yuanOf(revenue.Value)), part,
			layout.Percent(money.RateOf(value(fee.Value)), 4), layout.Yuan(net[i]), layout.Num(value(time.Value), 4), layout.Num(value(factor.Result), 4), layout.Yuan(present[i])})
	}
	across := 5
	if whole {
		across = 4
		t.Columns = slices.Delete(t.Columns, 3, 4)
		for i := range t.Rows {
			t.Rows[i] = slices.Delete(t.Rows[i], 3, 4)
		}
	}
	t.Total = []layout.Cell{layout.T("合计").Across(across), layout.Yuan(sum(net, same)), layout.T(""), layout.T(""), layout.Yuan(a.Value)}
	tax, _ := operand(root, "所得税率")
	part := " × 占全年比例"
	if whole {
		part = ""
	}
	t.Note = fmt.Sprintf("所得税率 %s；税后收益 = 全年收入"+part+" × 许可费率 × (1 − 所得税率) − 税后维持费用；期末余值取零。各期金额按累计差额列示至分，合计与评估值一致。步骤编号 %s.1 至 %s.%d。", tax.Text(), root.ID+".year", root.ID+".year", len(years))
	p.table("收益预测与折现（"+a.Name+"）", t)
	p.para("%s评估值为 %s%s。", a.Name, yuan(a.Value), stepRef(root.ID))
}

func same(m money.Money) money.Money { return m }

// yearSteps are the yearly steps of the income approach; the rate and the terminal value are not among them.
func yearSteps(root valuation.Step) []valuation.Step {
	var out []valuation.Step
	for _, s := range root.Children {
		if strings.HasPrefix(s.ID, "royalty.year.") {
			out = append(out, s)
		}
	}
	return out
}

// periodOf cuts the days out of a year's title.
func periodOf(title string) string {
	if _, rest, ok := strings.Cut(title, "（"); ok {
		return strings.Replace(strings.TrimSuffix(rest, "）"), " 至 ", "\n", 1)
	}
	return title
}

func yuanOf(text string) money.Money {
	m, err := money.FromDecimal(value(text))
	if err != nil {
		return 0
	}
	return m
}

func formulaOf(s valuation.Step) string {
	if s.Formula == "" {
		return "直接取值"
	}
	return s.Formula
}

// rateTable prints the build-up of the discount rate with the sources.
func (p *paper) rateTable(rate valuation.Step) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 3), num("报酬率", "", 1.1), col("依据", 3.4)}}
	n := 0
	for _, o := range rate.Inputs {
		basis := o.Source
		for _, sc := range rate.Children {
			if sc.Title == o.Name || strings.HasSuffix(sc.Title, o.Name) {
				basis = scored(sc)
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(n), layout.T(o.Name), layout.Percent(money.RateOf(value(o.Value)), 4), layout.T(basis)})
		n++
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Percent(money.RateOf(value(rate.Result)), 4), layout.T("")}
	p.table("折现率（风险累加法）", t)
}

func scored(s valuation.Step) string {
	var parts []string
	for _, o := range s.Inputs {
		if !strings.HasSuffix(o.Name, "权重") {
			parts = append(parts, o.Name+" "+o.Text())
		}
	}
	return "打分：" + strings.Join(parts, "，")
}

func (p *paper) costTables(a valuation.ApproachResult) {
	c, in := p.s.Valuation.Conclusion, p.s.Valuation.Inputs.Cost
	root, _ := c.Step(cost.Name)
	rc, _ := child(root, "cost.replacement")
	left, _ := child(root, "cost.left")
	if in != nil && len(in.Items) > 0 {
		t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("类别", 1), col("项目", 1.8), mid("起止日", 1.3), num("研发成本", "元", 1.5), num("资金成本", "元", 1.4), num("小计", "元", 1.5), col("依据", 2)}}
		var exact []decimal.Decimal
		var profit decimal.Decimal
		for _, s := range rc.Children {
			if s.ID == "cost.profit" {
				profit = value(s.Result)
			} else {
				exact = append(exact, value(s.Result))
			}
		}
		capital := running(append(append([]decimal.Decimal{}, exact...), profit))
		var direct, bound, all money.Money
		for i, it := range in.Items {
			k := money.Money(0)
			if i < len(exact) {
				k = capital[i]
			}
			direct, bound, all = direct+it.Amount.Value, bound+k, all+it.Amount.Value+k
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(it.Kind.String()), layout.T(it.Name), layout.T(it.From.String() + "\n" + it.To.String()),
				layout.Yuan(it.Amount.Value), layout.Yuan(k), layout.Yuan(it.Amount.Value + k), layout.T(it.Amount.Source)})
		}
		last := capital[len(capital)-1]
		t.Rows = append(t.Rows, []layout.Cell{index(len(in.Items)), layout.T("利润"), layout.T("开发利润"), layout.T(""), layout.T(""), layout.T(""), layout.Yuan(last), layout.T(in.Profit.Value.Percent() + "，" + oneLine(in.Profit.Source))})
		t.Total = []layout.Cell{layout.T("重置成本合计").Across(4), layout.Yuan(direct), layout.Yuan(bound), layout.Yuan(all + last), layout.T("")}
		t.Note = "资金成本率 " + in.CapitalRate.Value.Percent() + "（" + or(oneLine(in.CapitalRate.Source)) + "），按发生期间均匀投入、复利计算至评估基准日；开发利润以研发成本为基数。步骤编号 cost.item.1 至 cost.item." + strconv.Itoa(len(in.Items)) + "、cost.profit。"
		p.table("重置成本（"+a.Name+"）", t)
	} else {
		p.stepTable("重置成本（倍加系数法）", rc)
	}
	p.stepTable("成新率", left)
	keep, _ := operand(root, "成新率")
	total, _ := operand(root, "重置成本")
	p.para("评估值 = 重置成本 × 成新率 = %s × %s = %s%s。", yuan(yuanOf(total.Value)), money.RateOf(value(keep.Value).Round(6)).Percent(), yuan(a.Value), stepRef(root.ID))
}

// stepTable prints a step's inputs and result, with the sources.
func (p *paper) stepTable(title string, s valuation.Step) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.4), num("取值", "", 1.6), col("依据或公式", 3.6)}}
	for i, o := range s.Inputs {
		basis := o.Source
		for _, sub := range s.Children {
			if sub.Title == o.Name {
				basis = sub.Formula
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(o.Name), layout.T(o.Text()), layout.T(basis)})
	}
	t.Rows = append(t.Rows, []layout.Cell{index(len(s.Inputs)), layout.T(s.Title).InBold(), layout.T(s.Text()).InBold(), layout.T(s.Formula)})
	p.table(title, t)
}
