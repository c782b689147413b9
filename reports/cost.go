package reports

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/cost"
	"zhiya/valuation/money"
)

// costTables print the cost approach: what it would cost to make or buy the right anew, and what age, technique and market took.
func (p *paper) costTables(a valuation.ApproachResult) {
	c, in := p.s.Valuation.Conclusion, p.s.Valuation.Inputs.Cost
	root, _ := c.Step(cost.Name)
	rc, _ := child(root, "cost.replacement")
	left, _ := child(root, "cost.left")
	if in != nil && len(in.Items) > 0 {
		p.developed(a.Name, rc, *in)
	} else {
		p.stepTable(rc.Title, rc)
	}
	p.stepTable("成新率", left)
	for _, s := range left.Children {
		if s.ID == "cost.age" && value(s.Result).IsZero() {
			continue
		}
		p.stepTable(s.Title, s)
		for _, sub := range s.Children {
			p.stepTable(sub.Title, sub)
		}
	}
	keep, _ := operand(root, "成新率")
	total, _ := operand(root, "重置成本")
	p.para("评估值 = 重置成本 × 成新率 = %s × %s = %s%s。", yuan(yuanOf(total.Value)), money.RateOf(value(keep.Value).Round(6)).Percent(), yuan(a.Value), stepRef(root.ID))
}

// developed prints dated costs of development at prices of the base date, with the cost of capital, profit and incentive.
func (p *paper) developed(name string, rc valuation.Step, in cost.Input) {
	p.restated(rc, in)
	items := map[int]valuation.Step{}
	var profit valuation.Step
	for _, s := range rc.Children {
		if n, err := strconv.Atoi(strings.TrimPrefix(s.ID, "cost.item.")); err == nil {
			items[n] = s
		} else if s.ID == "cost.profit" {
			profit = s
		}
	}
	n := len(in.Items)
	var exact []decimal.Decimal
	for i := range in.Items {
		spent, _ := operand(items[i+1], "成本")
		exact = append(exact, value(spent.Value))
	}
	for i := range in.Items {
		exact = append(exact, value(items[i+1].Result))
	}
	exact = append(exact, value(profit.Result), in.Incentive.Value.Decimal())
	amounts := running(exact)
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("类别", 1.4), col("项目", 1.8), mid("起止日", 1.3), num("研发成本", "元", 1.5), num("资金成本", "元", 1.4), num("小计", "元", 1.5), col("依据", 2)}}
	var direct, bound money.Money
	for i, it := range in.Items {
		spent, k := amounts[i], amounts[n+i]
		direct, bound = direct+spent, bound+k
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(it.Kind.String()), layout.T(it.Name), layout.T(it.From.String() + "\n" + it.To.String()), layout.Yuan(spent), layout.Yuan(k), layout.Yuan(spent + k), layout.T(it.Amount.Source)})
	}
	more := func(kind, what string, m money.Money, basis string) {
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(kind), layout.T(what), layout.T(""), layout.T(""), layout.T(""), layout.Yuan(m), layout.T(basis)})
	}
	earned, incentive := amounts[2*n], amounts[2*n+1]
	more("利润", "开发利润", earned, in.Profit.Value.Percent()+"，"+oneLine(in.Profit.Source))
	if in.Incentive.Value != 0 {
		more("激励", "企业家激励", incentive, oneLine(in.Incentive.Source))
	}
	t.Total = []layout.Cell{layout.T(in.Basis.String() + "合计").Across(4), layout.Yuan(direct), layout.Yuan(bound), layout.Yuan(direct + bound + earned + incentive), layout.T("")}
	t.Note = "资金成本率 " + in.CapitalRate.Value.Percent() + "（" + or(oneLine(in.CapitalRate.Source)) + "），按发生期间均匀投入、复利计算至评估基准日；开发利润以研发成本为基数。步骤编号 " + countOf("cost.item", n) + "、cost.profit。"
	p.table("重置成本（"+name+"）", t)
}

// restated shows how historic costs were brought to the base date and given their share of overhead.
func (p *paper) restated(rc valuation.Step, in cost.Input) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("项目", 2), num("发生额", "元", 1.6), num("价格指数", "", 1), num("间接\n费用率", "", 1), num("基准日\n口径成本", "元", 1.6), col("依据", 2.4)}}
	changed := false
	for i, it := range in.Items {
		item, _ := child(rc, "cost.item."+strconv.Itoa(i+1))
		spent, _ := operand(item, "成本")
		at, over, basis := layout.T(""), layout.T(""), oneLine(it.Index.Source)
		if !it.Index.Value.IsZero() {
			at, changed = layout.Num(it.Index.Value.Decimal(), 4), true
		}
		if !in.Overhead.Value.IsZero() {
			over, changed = ratioCell(in.Overhead.Value.String()), true
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(it.Name), layout.Yuan(it.Amount.Value), at, over, layout.Yuan(yuanOf(spent.Value)), layout.T(basis)})
	}
	if !changed {
		return
	}
	t.Note = "基准日口径成本 = 发生额 × 价格指数 × (1 + 间接费用率)；没有指数的按基准日价格发生。"
	if s := oneLine(in.Overhead.Source); s != "" {
		t.Note += "间接费用率依据：" + s + "。"
	}
	t.Note += "步骤编号 cost.item.〔序号〕.amount。"
	p.table("研发成本的口径调整", t)
}

// stepTable prints a step's inputs and result, with the sources.
func (p *paper) stepTable(title string, s valuation.Step) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.4), num("取值", "", 1.6), col("依据或公式", 3.6)}}
	for i, o := range s.Inputs {
		basis := oneLine(o.Source)
		for _, sub := range s.Children {
			if sub.Title == o.Name {
				basis = sub.Formula + stepRef(sub.ID)
			} else if basis == "" && sub.Result == o.Value {
				basis = "见" + stepRef(sub.ID)
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(o.Name), layout.T(operandText(o)), layout.T(basis)})
	}
	t.Rows = append(t.Rows, []layout.Cell{index(len(s.Inputs)), layout.T(s.Title).InBold(), layout.T(s.Text()).InBold(), layout.T(formulaOf(s) + stepRef(s.ID))})
	p.table(title, t)
}
