package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/riskshare"
)

// disposal is 补偿与处置: the claim, the shares of the loss, the disposal from plan to distribution, recoveries.
func (p *Page) disposal() fyne.CanvasObject {
	s := p.view.State
	box := container.NewVBox()
	if d := s.Default; d != nil {
		content := []fyne.CanvasObject{p.shown(d.Form), kit.Note("认定："+kit.By(d.By), inner)}
		for _, x := range d.Dunning {
			content = append(content, kit.Bold("催收"), p.shown(x))
		}
		box.Add(card("违约", content...))
	}
	if c := s.Claim; c != nil {
		box.Add(card("债权计算", kit.Facts(3, inner, kit.Fact{Label: "尚欠本金", Value: kit.Amount(c.Principal)}, kit.Fact{Label: "债权合计", Value: kit.Amount(c.Total)}, kit.Fact{Label: "计算", Value: kit.By(c.By)}), p.shown(c.Form)))
	}
	p.indemnity(box, s)
	p.compensation(box, s)
	p.disposalPlan(box, s)
	p.proceeds(box, s)
	p.recoveries(box, s)
	if c := s.Closing; c != nil {
		box.Add(card("结案", kit.Facts(3, inner, kit.Fact{Label: "方式", Value: choice(road.CloseCase{Outcome: c.Outcome}, "outcome")}, kit.Fact{Label: "日期", Value: kit.Day(c.On)},
			kit.Fact{Label: "办理", Value: kit.By(c.By)}, kit.Fact{Label: "说明", Value: c.Note})))
	}
	if c := s.Exit; c != nil {
		box.Add(card(s.Stage.String(), kit.Facts(3, inner, kit.Fact{Label: "当时环节", Value: c.From.String()}, kit.Fact{Label: "办理", Value: kit.By(c.By)}, kit.Fact{Label: "原因", Value: c.Reason})))
	}
	if len(box.Objects) == 0 {
		box.Add(nothing("没有违约、补偿或处置事项，或本机构无权查看。"))
	}
	return box
}

// opinion is one decision of a chain.
func opinion(title string, o *road.Opinion) []string {
	if o == nil {
		return nil
	}
	agree := "同意"
	if !o.Agree {
		agree = "不同意"
	}
	return []string{title, agree, o.Text, kit.By(o.By)}
}

var opinionColumns = []kit.Column{{Title: "环节", Weight: 1}, {Title: "结论", Weight: .7}, {Title: "意见", Weight: 3.5}, {Title: "办理", Weight: 2.2}}

// indemnity tells what the guarantor has paid under its guarantee and what has come back of it.
func (p *Page) indemnity(box *fyne.Container, s road.State) {
	if s.Indemnity == nil && len(s.Indemnities) == 0 {
		return
	}
	content := []fyne.CanvasObject{kit.Note("担保公司承担担保责任后，依法向债务人追偿（民法典第七百条），反担保质权担保的就是这项追偿权。", inner)}
	if r := s.Indemnity; r != nil {
		content = append(content, kit.Bold("待批准的代偿"), p.shown(r.Form), kit.Note("提出："+kit.By(r.Proposed), inner))
	}
	for _, r := range s.Indemnities {
		facts := []kit.Fact{{Label: "提出", Value: kit.By(r.Proposed)}, {Label: "批准", Value: kit.By(*r.Approved)}, {Label: "审批意见", Value: r.Opinion}}
		title := "代偿 " + r.Form.Total().Format() + " 元"
		if r.Reversed != nil {
			title += "（已冲正）"
			facts = append(facts, kit.Fact{Label: "冲正", Value: r.Reversed.Text + "　" + kit.By(r.Reversed.By)})
		}
		content = append(content, kit.Bold(title), p.shown(r.Form), kit.Facts(3, inner, facts...))
	}
	content = append(content, kit.Facts(3, inner, kit.Fact{Label: "尚待追偿", Value: kit.Yuan(s.Recourse())}))
	var rows [][]string
	for _, r := range s.Recourses {
		state := ""
		if r.Reversed != nil {
			state = "已冲正"
		}
		rows = append(rows, []string{kit.Day(r.On), r.Source, r.Amount.Format(), kit.Yuan(r.Costs), state, kit.By(r.By)})
	}
	if len(rows) > 0 {
		content = append(content, kit.Bold("追偿款"), kit.Sheet(inner, []kit.Column{{Title: "收款日", Weight: 1}, {Title: "来源", Weight: 1.3}, {Title: "金额（元）", Weight: 1.2, Right: true}, {Title: "其中费用", Weight: 1}, {Title: "状态", Weight: .7}, {Title: "登记", Weight: 2}}, rows))
	}
	box.Add(card("代偿与追偿", content...))
}

func (p *Page) compensation(box *fyne.Container, s road.State) {
	c := s.CompClaim
	if c == nil {
		return
	}
	var rows [][]string
	for _, x := range c.Shares {
		confirmed, paid := "待确认", "待拨付"
		if x.Confirmed != nil {
			confirmed = kit.By(*x.Confirmed)
		}
		if x.Paid != nil {
			paid = kit.Day(x.PaidOn) + " " + x.Voucher
		}
		if x.Unpaid != nil {
			paid = "未拨付：" + x.Unpaid.Text
		}
		limit := riskshare.Limit(x.LimitedBy).Chinese()
		if limit == "" {
			limit = "按比例"
		}
		rows = append(rows, []string{x.Org.Name, x.Amount.Format(), limit, confirmed, paid, s.RecourseOf(x.Org).Chinese()})
	}
	loss := c.Request.Loss
	content := []fyne.CanvasObject{kit.Facts(3, inner, kit.Fact{Label: "状态", Value: s.Compensation.String()}, kit.Fact{Label: "审批文号", Value: c.Number},
		kit.Fact{Label: "损失本金", Value: kit.Amount(loss.Principal)}, kit.Fact{Label: "分担基数", Value: kit.Amount(c.Result.Base)},
		kit.Fact{Label: "损失合计", Value: kit.Amount(c.Result.Total)}, kit.Fact{Label: "申请", Value: kit.By(c.Applied)}), p.shown(c.Form),
		kit.Sheet(inner, []kit.Column{{Title: "分担方", Weight: 2}, {Title: "分担金额（元）", Weight: 1.2, Right: true}, {Title: "限额", Weight: 1}, {Title: "确认", Weight: 2}, {Title: "拨付", Weight: 1.6}, {Title: "追偿", Weight: 1.5}}, rows)}
	content = append(content, p.sharing(s)...)
	var chain [][]string
	for _, r := range [][]string{opinion("审核", c.Examined), opinion("审定", c.Decided)} {
		if r != nil {
			chain = append(chain, r)
		}
	}
	if len(chain) > 0 {
		content = append(content, kit.Sheet(inner, opinionColumns, chain))
	}
	box.Add(card("风险补偿", content...))
}

// sharing explains the shares line by line, with a picture.
func (p *Page) sharing(s road.State) []fyne.CanvasObject {
	c := s.CompClaim
	e, err := riskshare.Explain(c.Request)
	if err != nil {
		return nil
	}
	name := func(id string) string {
		if id == s.Lender.ID {
			return s.Lender.Name
		}
		for _, x := range c.Shares {
			if x.Org.ID == id {
				return x.Org.Name
			}
		}
		return id
	}
	var lines [][]string
	for _, l := range riskshare.Story(c.Request, e, name) {
		what := l.What
		if l.Bold {
			what = "＝ " + what
		}
		lines = append(lines, []string{what, l.How, l.Amount.Format()})
	}
	flow := chart.Waterfall{Unit: "万元", Steps: []chart.Step{{Label: "损失", Value: chart.InWan(e.Total), Total: true}}}
	for _, part := range e.Parts {
		amount := part.Amount
		if part.ID == e.Outside.Party {
			amount += e.Outside.Amount
		}
		flow.Steps = append(flow.Steps, chart.Step{Label: name(part.ID), Value: chart.InWan(-amount)})
	}
	flow.Steps = append(flow.Steps, chart.Step{Label: "未分担", Value: chart.InWan(0), Total: true})
	return []fyne.CanvasObject{kit.Bold("逐项计算"), kit.Named("chart:sharing", kit.Chart(flow, inner, 200)),
		kit.Sheet(inner, []kit.Column{{Title: "事项", Weight: 1.6}, {Title: "怎样得来", Weight: 3}, {Title: "金额（元）", Weight: 1.2, Right: true}}, lines)}
}

func (p *Page) disposalPlan(box *fyne.Container, s road.State) {
	d := s.DisposalPlan
	if d == nil {
		return
	}
	content := []fyne.CanvasObject{kit.Facts(3, inner, kit.Fact{Label: "状态", Value: s.Disposal.String()}, kit.Fact{Label: "审批意见文号", Value: d.Number},
		kit.Fact{Label: "审批期限", Value: kit.Day(d.DecisionDue)}, kit.Fact{Label: "拟订", Value: kit.By(d.Planned)}, kit.Fact{Label: "附加要求", Value: d.Conditions}), p.shown(d.Form)}
	var ladder [][]string
	for _, r := range d.Ladder.Rounds {
		ladder = append(ladder, []string{"第 " + itoa(r.Round) + " 次拍卖", r.Reserve.Format()})
	}
	ladder = append(ladder, []string{"变卖", d.Ladder.Sale.Format()})
	content = append(content, kit.Bold("保留价阶梯"),
		beside(kit.Sheet(half, []kit.Column{{Title: "轮次", Weight: 1}, {Title: "保留价（元）", Weight: 1, Right: true}}, ladder), kit.Named("chart:ladder", priceLadder(d, inner-half-20))))
	for _, x := range d.Supplements {
		content = append(content, kit.Bold("一次性补正"), kit.Facts(3, inner, kit.Fact{Label: "补正期限", Value: kit.Day(x.Due)}, kit.Fact{Label: "告知", Value: kit.By(x.By)},
			kit.Fact{Label: "补正", Value: kit.By(x.Answered)}, kit.Fact{Label: "事项", Value: x.Items}, kit.Fact{Label: "答复", Value: x.Answer}))
	}
	var chain [][]string
	for _, r := range [][]string{opinion("经办审查", d.Examined), opinion("科室审核", d.Endorsed), opinion("分管领导审批", d.Decided)} {
		if r != nil {
			chain = append(chain, r)
		}
	}
	if len(chain) > 0 {
		content = append(content, kit.Bold("项目审批"), kit.Sheet(inner, opinionColumns, chain))
	}
	box.Add(card("质物处置", content...))
	for _, r := range d.Rounds {
		round := []fyne.CanvasObject{p.shown(r.Notice), kit.Note("发布："+kit.By(r.By), inner)}
		if r.NoSale != nil {
			round = append(round, kit.Bold("流拍"), p.shown(*r.NoSale))
		}
		if r.Sale != nil {
			round = append(round, kit.Bold("成交"), p.shown(*r.Sale))
		}
		if r.Failed != nil {
			round = append(round, kit.Bold("交割失败"), kit.Facts(2, inner, kit.Fact{Label: "不予退还的保证金", Value: kit.Amount(r.Failed.Forfeit)}, kit.Fact{Label: "原因", Value: r.Failed.Reason}))
		}
		if r.Recalled != nil {
			round = append(round, kit.Bold("撤回"), kit.Facts(2, inner, kit.Fact{Label: "原因", Value: r.Recalled.Reason}, kit.Fact{Label: "办理", Value: kit.By(r.Recalled.By)}))
		}
		box.Add(card("第 "+itoa(r.Round)+" 轮", round...))
	}
	if d.Delivery != nil {
		box.Add(card("交割", p.shown(*d.Delivery), kit.Note("办理："+kit.By(d.DeliveredBy), inner)))
	}
}

var claimItems = map[string]string{"costs": "实现债权的费用", "interest": "利息", "penalty": "罚息、违约金", "principal": "本金"}

func (p *Page) proceeds(box *fyne.Container, s road.State) {
	r := s.Proceeds
	if r == nil {
		return
	}
	var rows [][]string
	for _, l := range r.Result.Lines {
		to := claimItems[l.To]
		if to == "" {
			to = "后顺位债权人 " + l.To
		}
		rows = append(rows, []string{to, l.Due.Format(), l.Paid.Format()})
	}
	rows = append(rows, []string{"余款返还出质人", "", r.Result.Surplus.Format()})
	box.Add(card("价款分配", kit.Facts(3, inner, kit.Fact{Label: "可分配价款", Value: kit.Amount(r.Request.Proceeds)}, kit.Fact{Label: "仍未受偿", Value: kit.Amount(r.Result.Shortfall)}, kit.Fact{Label: "办理", Value: kit.By(r.By)}),
		p.shown(r.Form), kit.Sheet(inner, []kit.Column{{Title: "项目", Weight: 2}, {Title: "应受偿（元）", Weight: 1, Right: true}, {Title: "实际分配（元）", Weight: 1, Right: true}}, rows)))
}

func (p *Page) recoveries(box *fyne.Container, s road.State) {
	for _, r := range s.Recoveries {
		var rows [][]string
		for i, part := range r.Result.Parts {
			name := part.ID
			if i < len(r.Parties) {
				name = r.Parties[i].Name
			}
			bore := ""
			if i < len(r.Request.Paid) {
				bore = r.Request.Paid[i].Amount.Format()
			}
			rows = append(rows, []string{name, bore, part.Amount.Format()})
		}
		box.Add(card("追偿返还 "+kit.Day(r.On)+" "+r.Source, kit.Facts(3, inner, kit.Fact{Label: "回款", Value: kit.Amount(r.Request.Recovered)}, kit.Fact{Label: "追偿费用", Value: kit.Amount(r.Request.Costs)}, kit.Fact{Label: "净额", Value: kit.Amount(r.Result.Net)}),
			kit.Sheet(inner, []kit.Column{{Title: "承担方", Weight: 2}, {Title: "已承担（元）", Weight: 1, Right: true}, {Title: "返还（元）", Weight: 1, Right: true}}, rows)))
	}
}
