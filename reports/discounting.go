package reports

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/money"
)

// discounting prints how the discount rate of a method was found: converted from another price basis, built up, by the CAPM, the
// WACC or the split of returns, and the check of the return on all assets.
func (p *paper) discounting(rate valuation.Step) {
	if rate.ID == "" {
		return
	}
	stated, converted := child(rate, rate.ID+".stated")
	if converted {
		p.para("折现率 %s，由%s %s 按费雪公式换算为与现金流相同的价格口径%s。", rate.Text(), firstOf(rate).Name, stated.Text(), stepRef(rate.ID))
		p.stepTable("折现率的价格口径换算", rate)
		rate = stated
	}
	p.para("%s %s，%s%s。", rateTitle(rate), rate.Text(), groundsOf(rate), stepRef(rate.ID))
	p.rateOf(rate)
	if check, ok := child(rate, strings.TrimSuffix(rate.ID, ".stated")+".wara"); ok {
		p.assetReturns(check)
	}
}

func rateTitle(rate valuation.Step) string {
	if name, _, ok := strings.Cut(rate.Title, "（"); ok {
		return name
	}
	return rate.Title
}

// rateOf chooses the table by the figures of the step.
func (p *paper) rateOf(rate valuation.Step) {
	has := func(name string) bool { _, ok := operand(rate, name); return ok }
	switch {
	case has("贝塔系数"):
		p.capitalAssetPricing(rate)
	case has("权益比重"):
		p.weightedCapital(rate)
	case has("无形资产比重"):
		p.splitReturns(rate)
	case len(rate.Inputs) > 1 || len(rate.Children) > 0:
		p.rateTable(rate)
	}
}

// groundsOf is the formula of a step, with the source of one that only takes a figure over.
func groundsOf(s valuation.Step) string {
	text := formulaOf(s)
	if len(s.Inputs) == 1 && oneLine(s.Inputs[0].Source) != "" {
		text += "，依据：" + oneLine(s.Inputs[0].Source)
	}
	return text
}

// capitalAssetPricing prints the betas of the peers, the items of the specific premium and the model.
func (p *paper) capitalAssetPricing(rate valuation.Step) {
	name := "（" + rateTitle(rate) + "）"
	if beta, ok := child(rate, rate.ID+".beta"); ok {
		p.betaTable(name, beta)
	}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.4), num("取值", "", 1.2), col("依据或公式", 3.8)}}
	for i, o := range rate.Inputs {
		basis := oneLine(o.Source)
		for _, c := range rate.Children {
			if c.Title == o.Name || strings.HasPrefix(c.Title, o.Name+"（") {
				basis = formulaOf(c) + stepRef(c.ID)
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(o.Name), layout.T(o.Text()), layout.T(basis)})
	}
	t.Rows = append(t.Rows, []layout.Cell{index(len(rate.Inputs)), layout.T(rateTitle(rate)).InBold(), layout.T(rate.Text()).InBold(), layout.T(rate.Formula)})
	p.table(rate.Title, t)
	if premium, ok := child(rate, rate.ID+".premium"); ok {
		p.stepTable("市场风险溢价", premium)
	}
	if specific, ok := child(rate, rate.ID+".specific"); ok {
		p.premiumTable("特定风险报酬率", specific)
	}
}

func (p *paper) betaTable(name string, beta valuation.Step) {
	mean, ok := child(beta, beta.ID+".unlevered")
	if !ok {
		return
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("可比公司", 1.8), num("有杠杆贝塔", "", 1), num("付息债务", "", 1.2), num("股权价值", "", 1.2), num("所得税率", "", 0.9), num("无杠杆贝塔", "", 1), col("依据", 1.8)}}
	for i, peer := range mean.Children {
		cell := func(name string) layout.Cell {
			o, _ := operand(peer, name)
			return plainFigure(o)
		}
		var sources []string
		for _, o := range peer.Inputs {
			if s := oneLine(o.Source); s != "" && !contains(sources, s) {
				sources = append(sources, s)
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(strings.TrimSuffix(peer.Title, "无财务杠杆贝塔系数")), cell("贝塔系数"), cell("付息债务"), cell("股权价值"), cell("所得税率"),
			layout.Num(value(peer.Result), 4), layout.T(strings.Join(sources, "；"))})
	}
	average := strings.TrimPrefix(mean.Formula, "各可比公司的")
	t.Total = []layout.Cell{layout.T(average).Across(6), layout.Num(value(mean.Result), 4), layout.T("")}
	t.Note = "付息债务与股权价值按同一单位的市场价值列示。步骤编号 " + mean.ID + "。"
	p.table("可比公司贝塔系数"+name, t)
	p.stepTable("按目标资本结构加回财务杠杆"+name, beta)
}

// premiumTable prints entered and scored premiums that sum to a result.
func (p *paper) premiumTable(title string, s valuation.Step) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 3), num("报酬率", "", 1.1), col("依据", 3.4)}}
	for i, o := range s.Inputs {
		basis := oneLine(o.Source)
		for _, sc := range s.Children {
			if sc.Title == o.Name || strings.HasSuffix(sc.Title, o.Name) {
				basis = scored(sc)
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(o.Name), ratioCell(o.Value), layout.T(basis)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), ratioCell(s.Result), layout.T("")}
	t.Note = "步骤编号 " + s.ID + "。"
	p.table(title, t)
}

func (p *paper) weightedCapital(rate valuation.Step) {
	if equity, ok := child(rate, rate.ID+".equity"); ok {
		p.rateOf(equity)
	}
	debt, _ := child(rate, rate.ID+".debt")
	get := func(s valuation.Step, name string) decimal.Decimal { o, _ := operand(s, name); return value(o.Value) }
	source := func(name string) string {
		o, _ := operand(rate, name)
		return oneLine(o.Source)
	}
	cost, tax := source("权益资本成本"), ""
	if o, ok := operand(debt, "债务资本成本（税前）"); ok {
		tax = "税前 " + o.Text() + "（" + oneLine(o.Source) + "）"
	}
	if o, ok := operand(debt, "所得税率"); ok {
		tax += "，所得税率 " + o.Text() + "（" + oneLine(o.Source) + "）"
	}
	if cost == "" {
		cost = "资本资产定价模型"
	}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("资本", 1.2), num("比重", "", 1), num("税后成本", "", 1.1), num("加权成本", "", 1.1), col("依据", 4)}}
	for i, k := range [][3]string{{"权益", "权益比重", "权益资本成本"}, {"债务", "债务比重", "债务资本成本（税后）"}} {
		w, c := get(rate, k[1]), get(rate, k[2])
		basis := []string{"比重：" + or(source(k[1])), []string{"成本：" + cost, "成本：" + tax}[i]}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(k[0]), ratioCell(w.String()), ratioCell(c.String()), ratioCell(w.Mul(c).String()), layout.T(strings.Join(basis, "；"))})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Percent(money.MustRate("1"), 2), layout.T(""), ratioCell(rate.Result), layout.T("")}
	t.Note = "步骤编号 " + rate.ID + "。"
	p.table("加权平均资本成本", t)
}

// splitReturns prints the return that is left for the intangibles when the other assets have had theirs.
func (p *paper) splitReturns(rate valuation.Step) {
	if capital, ok := child(rate, rate.ID+".wacc"); ok {
		p.weightedCapital(capital)
	}
	weights, _ := child(rate, rate.ID+".weights")
	whole, _ := operand(rate, "加权平均资本成本")
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("资产", 1.6), num("公允价值", "元", 1.8), num("比重", "", 1), num("回报率", "", 1), num("加权回报", "", 1), col("依据", 2.6)}}
	total := decimal.Zero
	for i, o := range weights.Inputs {
		total = total.Add(value(o.Value))
		var share, back decimal.Decimal
		basis := oneLine(o.Source)
		if o.Name == "无形资产" {
			share, back = value(weights.Result), value(rate.Result)
			basis = strings.TrimPrefix(basis+"；回报率为拆分所得", "；")
		} else {
			w, _ := operand(rate, o.Name+"比重")
			r, _ := operand(rate, o.Name+"回报率")
			share, back = value(w.Value), value(r.Value)
			if s := oneLine(r.Source); s != "" && s != basis {
				basis += "；回报率：" + s
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(o.Name), layout.Yuan(yuanOf(o.Value)), ratioCell(share.String()), ratioCell(back.String()), ratioCell(share.Mul(back).String()), layout.T(basis)})
	}
	t.Total = []layout.Cell{layout.T("合计（加权平均资本成本）").Across(2), layout.Yuan(yuanOf(total.String())), layout.Percent(money.MustRate("1"), 2), layout.T(""), ratioCell(whole.Value), layout.T(oneLine(whole.Source))}
	t.Note = "无形资产回报率 = (加权平均资本成本 − Σ其他资产比重 × 回报率) ÷ 无形资产比重。步骤编号 " + rate.ID + "。"
	p.table("回报率拆分", t)
}

// assetReturns is the WARA check (资产加权平均回报率核对).
func (p *paper) assetReturns(check valuation.Step) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("资产", 1.8), num("公允价值", "元", 1.8), num("比重", "", 1), num("回报率", "", 1), num("加权回报", "", 1), col("依据", 2.4)}}
	type asset struct{ name, value, back, basis string }
	var assets []asset
	total := decimal.Zero
	for i, o := range check.Inputs {
		name, ok := strings.CutSuffix(o.Name, "公允价值")
		if !ok || i+1 >= len(check.Inputs) {
			continue
		}
		back := check.Inputs[i+1]
		basis := oneLine(o.Source)
		if s := oneLine(back.Source); s != "" && s != basis {
			basis += "；回报率：" + s
		} else if s == "" {
			basis += "；回报率取本折现率"
		}
		assets = append(assets, asset{name, o.Value, back.Value, basis})
		total = total.Add(value(o.Value))
	}
	for i, a := range assets {
		share := decimal.Zero
		if total.IsPositive() {
			share = value(a.value).DivRound(total, 12)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(a.name), layout.Yuan(yuanOf(a.value)), ratioCell(share.String()), ratioCell(a.back), ratioCell(share.Mul(value(a.back)).String()), layout.T(a.basis)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(yuanOf(total.String())), layout.Percent(money.MustRate("1"), 2), layout.T(""), ratioCell(check.Result), layout.T("")}
	p.table("资产加权平均回报率核对", t)
	capital, _ := operand(check, "加权平均资本成本")
	off, _ := operand(check, "与加权平均资本成本相差")
	limit, _ := operand(check, "允许偏差")
	verdict := "在允许偏差以内"
	if value(off.Value).GreaterThan(value(limit.Value)) {
		verdict = "超过允许偏差，说明见特别事项"
	}
	p.para("资产加权平均回报率 %s 与加权平均资本成本 %s 相差 %s，允许偏差 %s，%s%s。", check.Text(), capital.Text(), off.Text(), limit.Text(), verdict, stepRef(check.ID))
}

// rateTable prints the build-up of the discount rate with the sources.
func (p *paper) rateTable(rate valuation.Step) { p.premiumTable(rate.Title, rate) }

// countOf writes a run of step numbers.
func countOf(stem string, n int) string {
	if n == 1 {
		return stem + ".1"
	}
	return stem + ".1 至 " + stem + "." + strconv.Itoa(n)
}
