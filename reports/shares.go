package reports

import (
	"fmt"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/riskshare"
)

// paymentNotice is the 代偿（补偿）通知书: after the decision it tells every partner what it is to pay.
func paymentNotice(p *paper) {
	s, c := p.s, p.s.CompClaim
	p.issuer(s.Bureau.Name)
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + partnersOf(c)})
	p.para("%s就下列贷款提出的风险补偿申请，经审核、各合作方确认和审定（审批文号 %s），同意补偿。请你单位按下表金额拨付；承担担保责任的担保人按本通知履行代偿责任。", org(s.Lender), oneLine(c.Number))
	p.h1("一、贷款与审定情况")
	pairs := append(p.secured(), pair("申请日", day(c.Applied.On)), pair("损失计算日", day(c.Form.AsOf)), pair("审定日", day(c.Decided.By.On)), pair("审批文号", c.Number))
	p.pairs("", append(pairs, wide("风险分担方案", s.Credit.Form.Scheme), wide("分担基数", inFull(c.Result.Base)), wide("合作方应拨付合计", inFull(p.partnersPart(c))))...)
	p.h1("二、应拨付金额")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("合作方", 3), mid("类别", 1.4), num("应拨付金额", "元", 2), mid("计算口径", 1.3), mid("确认日", 1.4)}}
	var lines []string
	for i, x := range c.Shares {
		on := layout.T("")
		if x.Confirmed != nil {
			on = layout.Day(x.Confirmed.On)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(org(x.Org)), layout.T(x.Org.Kind.String()), layout.Yuan(x.Amount), layout.T(limitName(riskshare.Limit(x.LimitedBy))), on})
		verb := "拨付补偿款"
		if x.Org.Kind == access.Guarantor {
			verb = "履行代偿责任，支付"
		}
		lines = append(lines, fmt.Sprintf("%s：%s%s。", org(x.Org), verb, inFull(x.Amount)))
	}
	t.Total = []layout.Cell{layout.T("合计").Across(3), layout.Yuan(p.partnersPart(c)), layout.T(""), layout.T("")}
	p.table("应拨付明细", t)
	p.items(lines...)
	p.h1("三、拨付与返还")
	p.items("收款单位为"+org(s.Lender)+"，拨付期限和账户按风险分担方案的约定；拨付后将付款凭证号登记于本案。",
		"承担了担保责任的担保人有权向债务人追偿，并可以主张行使债权人对债务人财产享有的担保物权（担保制度解释第十八条）；其他合作方没有法定代位权，仅按协议取得返还。",
		"拨付后取得的追偿回款和处置价款，扣除费用后按各方实际承担的比例返还。")
	p.copies(fmt.Sprintf("本通知书一式%s份，各合作方、贷款银行和审定机构各执一份。", layout.ChineseNumeral(len(c.Shares)+2)))
	p.sign(2, layout.Signer{Role: "审定人（签字）", Name: c.Decided.By.Person, Date: day(c.Decided.By.On)},
		layout.Signer{Role: "审定机构（盖章）", Name: org(s.Bureau), Date: day(p.info.On), Seal: layout.RoundSeal})
}

// shareDetail is the 风险补偿分担明细表: the whole calculation, and what each partner has confirmed and paid.
func shareDetail(p *paper) {
	s, c := p.s, p.s.CompClaim
	p.issuer(s.Lender.Name)
	decided := ""
	if c.Decided != nil {
		decided = day(c.Decided.By.On)
	}
	p.pairs("", append(p.secured(), wide("风险分担方案", s.Credit.Form.Scheme), pair("损失计算日", day(c.Form.AsOf)), pair("办理状态", s.Compensation.String()),
		pair("审批文号", c.Number), pair("审定日", decided), wide("分担基数", inFull(c.Result.Base)))...)
	p.h1("一、损失与分担基数")
	p.lossTable(c.Request, c.Result)
	p.h1("二、分担计算")
	p.sharesTable(c)
	p.h1("三、拨付情况")
	t := layout.Table{Small: true, CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), col("合作方", 2.6), sumOf("应分担金额", 1.8), sumOf("已拨付", 1.8), sumOf("未拨付", 1.8), mid("确认日", 1.3), mid("拨付日", 1.3), col("付款凭证号（未拨付的原因）", 2.2)}}
	var due, paid money.Money
	for i, x := range c.Shares {
		came, on, sure, voucher := money.Money(0), layout.T(""), layout.T(""), x.Voucher
		if x.Confirmed != nil {
			sure = layout.Day(x.Confirmed.On)
		}
		if x.Paid != nil {
			came, on = x.Amount, layout.Day(x.PaidOn)
		}
		if x.Unpaid != nil {
			voucher = x.Unpaid.Text
		}
		due, paid = due+x.Amount, paid+came
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(org(x.Org)), layout.Yuan(x.Amount), layout.Yuan(came), layout.Yuan(x.Amount - came), sure, on, layout.T(voucher)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(due), layout.Yuan(paid), layout.Yuan(due - paid), layout.T(""), layout.T(""), layout.T("")}
	p.table("拨付明细", t)
	p.para("合作方已拨付合计 %s。", inFull(paid))
	p.note("未拨付的部分为贷款银行的损失；此后的回款按各方实际承担的比例返还。")
	p.copies(fmt.Sprintf("本表一式%s份，贷款银行、各合作方和审定机构各执一份。", layout.ChineseNumeral(len(c.Shares)+2)))
	signers := []layout.Signer{{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal}}
	for _, x := range c.Shares {
		signers = append(signers, layout.Signer{Role: "合作方（盖章）", Name: org(x.Org), Seal: layout.RoundSeal})
	}
	p.sign(2, signers...)
}
