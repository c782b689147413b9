package reports

import (
	"fmt"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/disposal"
)

var itemNames = map[string]string{string(disposal.Costs): "处置费用、税费及已垫付费用", string(disposal.Interest): "利息", string(disposal.Penalty): "罚息、复利、违约金",
	string(disposal.Principal): "本金"}

// distributionSheet is the 处置价款分配表: every fen of the price, line by line, and what goes back to those who paid before.
func distributionSheet(p *paper) {
	s, d := p.s, p.s.Proceeds
	req, res := d.Request, d.Result
	p.issuer(s.Pledgee.Name)
	p.h1("一、处置价款")
	pairs := p.secured()
	if plan := s.DisposalPlan; plan != nil {
		pairs = append(pairs, pair("处置方式", methodName(plan.Form.Method)), pair("项目审批意见文号", plan.Number))
		if n := len(plan.Rounds); n > 0 && plan.Rounds[n-1].Sale != nil {
			sale := plan.Rounds[n-1].Sale
			pairs = append(pairs, pair("成交日", day(sale.On)), pair("受让人", oneLine(sale.Buyer)))
		}
	}
	p.pairs("", append(pairs, pair("分配日", day(d.Form.On)), pair("清偿顺序", orderName(d.Form.Order)), wide("可分配价款", inFull(req.Proceeds)))...)
	p.h1("二、分配明细")
	t := layout.Table{Columns: []layout.Column{mid("顺位", 0.6), col("分配项目", 2.6), col("受领人", 2.2), sumOf("应受偿", 1.8), sumOf("实际受偿", 1.8), sumOf("未受偿", 1.8)}, Small: true, CarryOver: true}
	var due, paid money.Money
	for i, l := range res.Lines {
		name, to := itemNames[l.To], org(s.Lender)
		if name == "" {
			name, to = "后顺位登记债权", p.juniorName(l.To)
		}
		if l.To == string(disposal.Costs) {
			to = "处置服务机构、垫付人等"
		}
		due, paid = due+l.Due, paid+l.Paid
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(name), layout.T(to), layout.Yuan(l.Due), layout.Yuan(l.Paid), layout.Yuan(l.Due - l.Paid)})
	}
	t.Rows = append(t.Rows, []layout.Cell{index(len(res.Lines)), layout.T("余款返还"), layout.T(names(s.Intake.Pledgors)), layout.Yuan(res.Surplus), layout.Yuan(res.Surplus), layout.Yuan(0)})
	t.Total = []layout.Cell{layout.T("合计").Across(3), layout.Yuan(due + res.Surplus), layout.Yuan(paid + res.Surplus), layout.Yuan(due - paid)}
	t.Note = "清偿顺序：当事人另有约定的从其约定；没有约定的，依次为实现债权的有关费用、利息、主债务（民法典第五百六十一条）。余款归出质人所有，不足部分由债务人清偿（民法典第四百三十八条）。"
	p.table("价款分配明细", t)
	p.waterfallFigure(d)
	switch {
	case res.Shortfall > 0:
		p.para("分配后债权人未受偿 %s，由债务人继续清偿。", inFull(res.Shortfall))
	case res.Surplus > 0:
		p.para("债权人已全部受偿，返还出质人余款 %s。", inFull(res.Surplus))
	default:
		p.para("债权人已全部受偿，没有余款。")
	}
	p.h1("三、返还已承担损失的合作方")
	found := false
	for _, r := range s.Recoveries {
		if r.On == d.Form.On && r.Source == "处置价款" {
			p.recoveryTable(r)
			found = true
		}
	}
	if !found {
		p.para("本次分配前没有合作方拨付补偿，或者价款未抵偿本金，无返还事项。")
	}
	p.sign(2, layout.Signer{Role: "分配批准人（签字）", Name: d.By.Person, Date: day(d.By.On)}, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(p.info.On), Seal: layout.RoundSeal})
}

func (p *paper) juniorName(id string) string { return p.orgName(id) }

func orderName(o string) string {
	switch o {
	case "law":
		return "费用→利息→罚息→本金（默认）"
	case "principal_first":
		return "费用→本金→利息→罚息（合同约定）"
	}
	return o
}

// recoveryTable shows how one recovery went back in proportion to what each bore.
func (p *paper) recoveryTable(r casefile.RecoveryR) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("受返还方", 3), num("已承担损失", "元", 2), num("占比", "", 1), num("返还金额", "元", 2), num("返还后仍承担", "元", 2)}}
	total := sum(r.Request.Paid, paidAmount)
	bores := make([]money.Money, len(r.Result.Parts))
	for i := range bores {
		if i < len(r.Request.Paid) {
			bores[i] = r.Request.Paid[i].Amount
		}
	}
	of := ratios(bores)
	var back money.Money
	for i, part := range r.Result.Parts {
		name := p.orgName(part.ID)
		if i < len(r.Parties) && r.Parties[i].Name != "" {
			name = org(r.Parties[i])
		}
		bore := bores[i]
		back += part.Amount
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(name), layout.Yuan(bore), layout.Percent(of[i], 2), layout.Yuan(part.Amount), layout.Yuan(bore - part.Amount)})
	}
	t.Rows = append(t.Rows, []layout.Cell{index(len(r.Result.Parts)), layout.T("全部返还后的余额"), layout.T(""), layout.T(""), layout.Yuan(r.Result.Surplus), layout.T("")})
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(total), ratio(total, total), layout.Yuan(back + r.Result.Surplus), layout.Yuan(total - back)}
	t.Note = fmt.Sprintf("回款抵偿本金 %s 元，扣除追偿费用 %s 元，净额 %s 元，按各方实际承担的比例以最大余数法返还。", r.Request.Recovered.Format(), r.Request.Costs.Format(), r.Result.Net.Format())
	p.table(fmt.Sprintf("返还明细（%s，%s）", r.On, or(oneLine(r.Source))), t)
}

// recoverySheet is the 追偿返还表 of the last recovery, with all before it.
func recoverySheet(p *paper) {
	s := p.s
	last := s.Recoveries[len(s.Recoveries)-1]
	p.issuer(s.Lender.Name)
	p.h1("一、本次回款")
	p.pairs("", append(p.secured(), pair("回款日", day(last.On)), pair("来源", last.Source), pair("抵偿本金", yuan(last.Request.Recovered)), pair("追偿费用", yuan(last.Request.Costs)),
		wide("可返还净额", inFull(last.Result.Net)), wide("登记人", who(last.By)))...)
	p.recoveryTable(last)
	p.h1("二、历次回款与返还")
	t := layout.Table{CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), mid("回款日", 1.3), col("来源", 1.8), sumOf("抵偿本金", 1.8), sumOf("追偿费用", 1.6), sumOf("返还合计", 1.8), sumOf("余额", 1.5)}}
	var came, cost, back, rest money.Money
	for i, r := range s.Recoveries {
		parts := sum(r.Result.Parts, paidAmount)
		came, cost, back, rest = came+r.Request.Recovered, cost+r.Request.Costs, back+parts, rest+r.Result.Surplus
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.Day(r.On), layout.T(r.Source), layout.Yuan(r.Request.Recovered), layout.Yuan(r.Request.Costs), layout.Yuan(parts), layout.Yuan(r.Result.Surplus)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(3), layout.Yuan(came), layout.Yuan(cost), layout.Yuan(back), layout.Yuan(rest)}
	p.table("历次回款", t)
	t = layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("合作方", 3.4), num("累计返还", "元", 2)}}
	var order []string
	totals := map[string]money.Money{}
	for _, r := range s.Recoveries {
		for i, part := range r.Result.Parts {
			name := p.orgName(part.ID)
			if i < len(r.Parties) && r.Parties[i].Name != "" {
				name = org(r.Parties[i])
			}
			if _, met := totals[name]; !met {
				order = append(order, name)
			}
			totals[name] += part.Amount
		}
	}
	for i, name := range order {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(name), layout.Yuan(totals[name])})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(back)}
	p.table("各方累计返还", t)
	p.wordingNotes("recovery.note", nil)
	p.sign(2, layout.Signer{Role: "经办人（签字）", Name: last.By.Person, Date: day(last.By.On)}, layout.Signer{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal})
}
