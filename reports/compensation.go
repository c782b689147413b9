package reports

import (
	"fmt"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/riskshare"
)

// compensationClaim is the 风险补偿申请书 with the 分担明细: what was lost, who bears how much of it and what limited it.
func compensationClaim(p *paper) {
	s, c := p.s, p.s.CompClaim
	res := c.Result
	p.issuer(s.Lender.Name)
	scheme := s.Credit.Form.Scheme
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + partnersOf(c) + "、" + org(s.Bureau)})
	p.para("%s（以下简称申请人）发放的下列贷款发生风险，现依据%s申请风险补偿。", org(s.Lender), or(oneLine(scheme)))
	p.h1("一、贷款与质押情况")
	pairs := p.secured()
	pairs = append(pairs, pair("放款日", day(s.LoansOn)), pair("损失计算日", day(c.Form.AsOf)))
	if d := s.Default; d != nil {
		pairs = append(pairs, pair("违约认定日", day(d.Form.On)), pair("逾期天数", p.pastDue()), pair("认定日五级分类", d.Form.Class), pair("违约事由", d.Form.Event))
	}
	p.pairs("", append(pairs, wide("申请事由", c.Form.Statement), wide("附送材料", c.Form.Papers))...)
	p.loanTable()
	p.h1("二、损失与分担基数")
	p.lossTable(c.Request, res)
	p.h1("三、分担明细")
	p.sharesTable(c)
	p.shareFigure(c)
	p.para("申请补偿金额（合作方分担合计）为 %s。", inFull(p.partnersPart(c)))
	p.h1("四、入池备案")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("合作方", 3), col("备案号", 2.2), num("预留额度", "元", 1.8), mid("备案日", 1.4)}}
	for i, e := range s.Credit.Enrolments {
		on := layout.T("")
		if e.By != nil {
			on = layout.Day(e.By.On)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(org(e.Org)), layout.T(e.Number), layout.Yuan(e.Reserved), on})
	}
	p.table("备案情况", t)
	p.wordingNotes("compensation_claim.note", nil)
	p.sign(2, layout.Signer{Role: "经办人（签字）", Name: c.Applied.Person, Date: day(c.Applied.On)},
		layout.Signer{Role: "申请人（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal})
}

// pastDue is how long the loan is past due on the day the loss is reckoned; on the day the default was declared it was less.
// A default declared for another event counts from the first 借据 that fell due and is not repaid.
func (p *paper) pastDue() string {
	d, on := p.s.Default.Form, p.s.CompClaim.Form.AsOf
	days := d.PastDue
	if days > 0 {
		days = max(days, days+on.Sub(d.On))
	} else {
		for _, l := range p.s.Loans {
			if p.unpaid(l) > 0 {
				days = max(days, on.Sub(l.Due))
			}
		}
	}
	if days == 0 {
		return "未逾期"
	}
	return fmt.Sprintf("%d 天（至损失计算日）", days)
}

// unpaid is what the debtor has not repaid of a 借据.
func (p *paper) unpaid(l casefile.Loan) money.Money {
	return l.Amount - p.repaid(l)
}

func (p *paper) repaid(l casefile.Loan) money.Money {
	return sum(p.s.Repayments, func(r casefile.Repayment) money.Money {
		if r.LoanNo != l.No || r.Reversed {
			return 0
		}
		return r.Principal
	})
}

func partnersOf(c *casefile.CompClaimR) string {
	out := ""
	for i, x := range c.Shares {
		if i > 0 {
			out += "、"
		}
		out += org(x.Org)
	}
	return or(out)
}

// partnersPart is what the partners bear together; the lender's own part is not asked for.
func (p *paper) partnersPart(c *casefile.CompClaimR) money.Money {
	return sum(c.Shares, func(x casefile.ShareR) money.Money { return x.Amount })
}

func (p *paper) loanTable() {
	s := p.s
	if len(s.Loans) == 0 {
		return
	}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("借据编号", 2.2), sumOf("放款金额", 1.8), mid("放款日", 1.3), mid("到期日", 1.3), num("年利率", "", 1), sumOf("已还本金", 1.6), sumOf("本金余额", 1.8)}, Small: true, CarryOver: true}
	var lent, left, back money.Money
	for i, l := range s.Loans {
		paid := p.repaid(l)
		lent, back, left = lent+l.Amount, back+paid, left+l.Amount-paid
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(l.No), layout.Yuan(l.Amount), layout.Day(l.From), layout.Day(l.Due), layout.Percent(l.Rate, 2), layout.Yuan(paid), layout.Yuan(l.Amount - paid)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(lent), layout.T(""), layout.T(""), layout.T(""), layout.Yuan(back), layout.Yuan(left)}
	t.Note = "本金余额为债务人还款后的余额，处置价款和追偿回款另见分配表、返还表。"
	p.table("借据", t)
}

// lossTable goes from the loss to the base: the items the scheme shares, times the part secured by intellectual property.
func (p *paper) lossTable(req riskshare.Request, res riskshare.Result) {
	loss, base := req.Loss, req.Scheme.Base
	in := map[string]bool{"principal": true, "interest": base != riskshare.Principal, "costs": base == riskshare.All}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.4), num("损失金额", "元", 2), mid("是否计入基数", 1.4), num("计入金额", "元", 2)}}
	var counted money.Money
	for i, x := range []struct {
		id, name string
		amount   money.Money
	}{{"principal", "本金", loss.Principal}, {"interest", "利息、罚息", loss.Interest}, {"costs", "实现债权的费用", loss.Costs}} {
		part := money.Money(0)
		if in[x.id] {
			part = x.amount
		}
		counted += part
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.name), layout.Yuan(x.amount), layout.T(yes(in[x.id])), layout.Yuan(part)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(loss.Principal + loss.Interest + loss.Costs), layout.T(""), layout.Yuan(counted)}
	p.table("损失构成", t)
	ip := money.MustRate("1")
	if loss.IPShare != nil {
		ip = *loss.IPShare
	}
	p.pairs("", pair("分担基数口径", baseName(base)), pair("知识产权占比", ip.Percent()),
		wide("分担基数", inFull(res.Base)), pair("基数以外损失", yuan(res.Outside.Amount)), pair("承担方", p.orgName(res.Outside.Party)), wide("损失合计", yuan(res.Total)))
}

// sharesTable sums to the loss: the parts of the base, and what lies outside it.
func (p *paper) sharesTable(c *casefile.CompClaimR) {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("分担方", 2.6), num("分担比例", "", 1), num("单笔上限", "元", 1.5), num("资金池余额", "元", 1.5), num("应分担金额", "元", 1.8), mid("限制因素", 1.2)}, Small: true}
	var total money.Money
	share := map[string]riskshare.Party{}
	for _, x := range c.Request.Scheme.Parties {
		share[x.ID] = x
	}
	for i, part := range c.Result.Parts {
		total += part.Amount
		x := share[part.ID]
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.orgName(part.ID)), layout.Percent(x.Share, 2), optional(x.Cap), optional(x.Pool), layout.Yuan(part.Amount), layout.T(limitName(part.LimitedBy))})
	}
	t.Rows = append(t.Rows, []layout.Cell{index(len(c.Result.Parts)), layout.T(p.orgName(c.Result.Outside.Party) + "（基数以外）"), layout.T(""), layout.T(""), layout.T(""), layout.Yuan(c.Result.Outside.Amount), layout.T("")})
	t.Total = []layout.Cell{layout.T("损失合计").Across(5), layout.Yuan(total + c.Result.Outside.Amount), layout.T("")}
	t.Note = "按最大余数法分配至分，各方合计等于分担基数；超过上限或资金池余额的截余部分由" + p.orgName(c.Request.Scheme.Residual) + "自行承担。"
	p.table("分担明细", t)
}

func limitName(l riskshare.Limit) string {
	switch l {
	case riskshare.ByShare:
		return "按比例"
	case riskshare.ByCap:
		return "单笔上限"
	case riskshare.ByPool:
		return "资金池余额"
	}
	return or(string(l))
}
