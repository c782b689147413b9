package reports

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// conclusion is 十、评估结论: reconciliation, bridge to the forced-sale value, what falls to each right.
func (p *paper) conclusion() {
	in, c := p.s.Valuation.Inputs, p.s.Valuation.Conclusion
	p.h2("（一）评估结论")
	p.add(layout.Paragraph{Spans: layout.Rich("在本报告所列假设和限定条件下，评估对象于评估基准日 " + day(in.BaseDate) + " 的" + in.ValueType.String() + "为**" + c.MarketValue.Format() +
		"元**（大写：**" + capital(c.MarketValue) + "**，折合 " + c.MarketValue.Wan(2) + " 万元）" + p.refOf("value", "market") + "；变现价值为**" + c.ForcedSaleValue.Format() + "元**（大写：**" +
		capital(c.ForcedSaleValue) + "**，折合 " + c.ForcedSaleValue.Wan(2) + " 万元）" + p.refOf("forced") + "。各项数字后标注的步骤编号，可在附件《计算过程》中查得其公式、取值和来源。")})
	p.h2("（二）各方法结果与结论的形成")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("评估方法", 2.2), num("评估值", "元", 1.7), num("权重", "", 0.9), num("加权值", "元", 1.7), col("取权理由", 3)}}
	exact := make([]decimal.Decimal, len(c.Approaches))
	for i, a := range c.Approaches {
		exact[i] = a.Value.Decimal().Mul(a.Weight.Decimal())
	}
	weighted := running(exact)
	var weights decimal.Decimal
	for i, a := range c.Approaches {
		weights = weights.Add(a.Weight.Decimal())
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(a.Name + "\n" + stepRef(a.Method)), layout.Yuan(a.Value), layout.Percent(a.Weight, 2), layout.Yuan(weighted[i]), layout.T(a.Reason)})
	}
	rounding := c.MarketValue - sum(weighted, same)
	if rounding != 0 {
		t.Rows = append(t.Rows, []layout.Cell{index(len(c.Approaches)), layout.T("结论取整"), layout.T(""), layout.T(""), layout.Yuan(rounding), layout.T("四舍五入至" + in.Rounding.String() + p.refOf("value", "market"))})
	}
	t.Note = "加权值合计" + p.refOf("reconcile") + "。"
	t.Total = []layout.Cell{layout.T("评估结论").Across(3), layout.Percent(money.RateOf(weights), 2), layout.Yuan(c.MarketValue), layout.T("")}
	p.table("评估方法与权重", t)
	if len(c.Approaches) > 1 {
		text := "各方法结果差异率（最大值与最小值之差除以平均值）为 " + c.Spread.Percent() + p.refOf("spread") + "，本机构上限 " + in.SpreadLimit.Value.Percent() + "。"
		if in.SpreadNote != "" {
			text += "差异说明：" + ended(in.SpreadNote)
		}
		p.para("%s", text)
	}
	p.approachFigure()
	p.certainty()
	p.h2("（三）市场价值至变现价值")
	t = layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2), num("金额", "元", 2), num("余额", "元", 2), col("参数与依据", 3.4)}}
	level := money.Money(0)
	for i, b := range c.Bridge {
		level += b.Amount
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(b.Title), layout.Yuan(b.Amount), layout.Yuan(level), layout.T(p.bridgeBasis(b.ID) + p.refOf("forced."+b.ID))})
	}
	t.Total = []layout.Cell{layout.T("变现价值").Across(2), layout.Yuan(c.ForcedSaleValue), layout.T(""), layout.T("")}
	p.table("变现价值的计算", t)
	p.bridgeFigure()
	p.h2("（四）各项权利的评估值")
	p.allocation()
	t = layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("权利", 2.6), num("分配权重", "", 1), num("评估价值", "元", 1.8), num("变现价值", "元", 1.8), col("权重依据", 2)}, CarryOver: true}
	t.Columns[3].Sum, t.Columns[4].Sum = true, true
	var w decimal.Decimal
	for i, r := range c.Rights {
		w = w.Add(r.Weight.Decimal())
		basis := ""
		switch {
		case in.Shapley != nil:
			basis = "边际贡献（沙普利值）"
		case in.Streams != nil:
			basis = "收益流评估值及流内权重"
		case i < len(in.Rights):
			basis = in.Rights[i].WeightSource
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.titleOf(r.Ref, r.Title)), layout.Percent(r.Weight, 2), layout.Yuan(r.Market), layout.Yuan(r.ForcedSale), layout.T(basis)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Percent(money.RateOf(w), 2), layout.Yuan(c.MarketValue), layout.Yuan(c.ForcedSaleValue), layout.T("")}
	t.Note = "各项权利的评估价值和变现价值由上列结论以最大余数法分配至分，合计与结论一致。"
	if n := strconv.Itoa(len(c.Rights)); p.refOf("allocate."+n) != "" {
		t.Note += "步骤编号 allocate.1 至 allocate." + n + "。"
	}
	p.table("评估结论在各项权利间的分配", t)
}

// certainty says in the conclusion how certain the simulated method is, and that the conclusion does not rest on it.
func (p *paper) certainty() {
	sim := p.s.Valuation.Conclusion.Simulation
	if sim == nil {
		return
	}
	text := ""
	for _, q := range sim.Report.Percentiles {
		if name := percentileName(q.P); name == "5" || name == "50" || name == "95" {
			text += "、第 " + name + " 百分位数 " + yuan(q.Value)
		}
	}
	p.para("评估值的不确定程度：%s经 %s 次模拟，均值 %s%s%s。模拟只显示不确定程度，不改变评估结论；参数、分布和结果见“不确定性分析（蒙特卡洛模拟）”。",
		sim.MethodName, counted(sim.Report.Trials), yuan(sim.Report.Mean), text, p.refOf("simulation"))
}

// refOf names the first of these steps that the conclusion has; "" when it has none.
func (p *paper) refOf(ids ...string) string {
	for _, id := range ids {
		if _, ok := p.s.Valuation.Conclusion.Step(id); ok {
			return stepRef(id)
		}
	}
	return ""
}

func (p *paper) bridgeBasis(id string) string {
	f := p.s.Valuation.Inputs.ForcedSale
	with := func(text, source string) string {
		if source = oneLine(source); source != "" {
			return text + "；" + source
		}
		return text
	}
	switch id {
	case "market":
		return "评估结论"
	case "discount":
		if step, ok := p.s.Valuation.Conclusion.Step("forced.discount"); ok { // a percentile of the simulation may stand for the entered rate
			if o, ok := operand(step, "变现折扣率"); ok {
				return with("变现折扣率 "+o.Text(), o.Source)
			}
		}
		return with("变现折扣率 "+f.Discount.Value.Percent(), f.Discount.Source)
	case "disposal_cost":
		return with("处置费用率 "+f.DisposalCost.Value.Percent(), f.DisposalCost.Source)
	case "delay":
		return with("变现期 "+f.Months.Value.String()+" 个月，折现率 "+f.DiscountRate.Value.Percent(), f.Months.Source)
	case "rounding":
		return "四舍五入至" + p.s.Valuation.Inputs.Rounding.String()
	}
	return ""
}

// detailTable is the 评估明细表 of all rights, on pages across.
func (p *paper) detailTable() {
	c := p.s.Valuation.Conclusion
	p.para("评估基准日：%s　　　产权持有人：%s", day(p.s.Valuation.Inputs.BaseDate), names(p.s.Intake.Pledgors))
	t := layout.Table{Small: true, Unit: "金额单位：元", CarryOver: true, Columns: []layout.Column{mid("序号", 0.45), col("权利名称", 2), mid("种类", 0.95), col("权利号", 1.6),
		mid("申请日\n授权公告日", 1.1), col("权利人", 1.6), mid("法律状态\n年费缴至", 1.1), num("剩余年限", "年", 0.8), col("共有、许可、质押、诉讼", 2.2), num("权利要求", "项", 0.75), num("评估价值", "", 1.45), num("变现价值", "", 1.45)}}
	t.Columns[10].Sum, t.Columns[11].Sum = true, true
	for i, v := range c.Rights {
		r, ok := p.right(v.Ref)
		if !ok {
			r = right.Right{Title: v.Title}
		}
		burden := strings.Join(burdens(r), "；")
		if burden == "" {
			burden = "无记载"
		}
		claims := layout.T("")
		if r.Claims > 0 {
			claims = layout.Count(r.Claims)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r)), layout.T(p.kindName(r)), layout.T(r.Number), layout.T(or(r.Filed.String()) + "\n" + or(r.Granted.String())), layout.T(owners(r)),
			layout.T(or(r.Status.Chinese()) + "\n" + or(r.FeesPaidUntil.String())), layout.Num(v.RemainingYears.Decimal(), 2), layout.T(burden), claims, layout.Yuan(v.Market), layout.Yuan(v.ForcedSale)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(10), layout.Yuan(c.MarketValue), layout.Yuan(c.ForcedSaleValue)}
	p.table("评估明细表", t)
}
