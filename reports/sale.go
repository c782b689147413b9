package reports

import (
	"strings"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
)

// supplementNotice is the 补正告知书: all that is missing of an application, at once, with the last day to supply it.
func supplementNotice(p *paper) {
	s, d := p.s, p.s.DisposalPlan
	x := d.Supplements[len(d.Supplements)-1]
	p.issuer(s.Bureau.Name)
	p.add(layout.Paragraph{NoIndent: true, Text: org(s.Pledgee) + "："})
	p.para("你单位提交的质物处置申请（案件编号 %s）收悉。经审查，申请材料需要补正，现将需补正的全部事项一次性告知如下：", s.Number)
	p.h1("一、申请事项")
	p.pairs("", pair("债务人", names(s.Intake.Debtors)), pair("出质人", names(s.Intake.Pledgors)),
		pair("质押登记号", registrationNo(s)), pair("处置方式", methodName(d.Form.Method)),
		pair("申请提交日", signDay(d.Submitted)), pair("告知日", day(x.By.On)), wide("补正期限届满日", day(x.Due)))
	p.h1("二、需补正的事项")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("需补正的事项", 6)}}
	for _, line := range strings.FieldsFunc(x.Items, func(r rune) bool { return r == '\n' || r == '；' || r == ';' }) {
		if line = strings.TrimSpace(line); line != "" {
			t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(line)})
		}
	}
	p.table("补正事项", t)
	p.para("请于%s前将补正材料送交我局。补正期间不计入审批期限，自收到补正材料之日起重新计算；逾期未补正的，你单位可以撤回申请，待材料齐备后重新提出。", day(x.Due))
	if x.Answer != "" {
		p.h1("三、补正情况")
		p.pairs("", pair("补正日", day(x.Answered.On)), pair("补正人", x.Answered.Person), wide("补正内容", x.Answer))
	}
	p.wordingNotes("supplement_notice.note", nil)
	p.copies("本告知书一式两份，申请人和告知机构各执一份。")
	p.sign(3, layout.Signer{Role: "经办人（签字）", Name: x.By.Person, Date: day(x.By.On)},
		layout.Signer{Role: "告知机构（盖章）", Name: org(s.Bureau), Date: day(p.info.On), Seal: layout.RoundSeal},
		layout.Signer{Role: "申请人签收（盖章）", Name: org(s.Pledgee), Seal: layout.RoundSeal})
}

// lastSale is the last round that ended in a sale, preferring one whose delivery has not failed.
func lastSale(s casefile.State) *casefile.SaleRound {
	if s.DisposalPlan == nil {
		return nil
	}
	var found *casefile.SaleRound
	for i := range s.DisposalPlan.Rounds {
		if r := &s.DisposalPlan.Rounds[i]; r.Sale != nil && (r.Failed == nil || found == nil || found.Failed != nil) {
			found = r
		}
	}
	return found
}

// salePairs are the sale as both the confirmation and the record of closing state it.
func (p *paper) salePairs(r *casefile.SaleRound) []layout.Pair {
	d := p.s.DisposalPlan
	return []layout.Pair{wide("受让人", oneLine(r.Sale.Buyer)), wide("受让人证件号（统一社会信用代码）", r.Sale.BuyerCode),
		pair("处置方式", methodName(d.Form.Method)), pair("处置平台", oneLine(d.Form.Platform)),
		pair("项目审批意见文号", d.Number), pair("成交轮次", roundName(max(r.Round, 1))),
		pair("成交日", day(r.Sale.On)), pair("保留价", yuan(r.Notice.Reserve)),
		wide("成交价", inFull(r.Sale.Price))}
}

// saleConfirmation is the 成交确认书.
func saleConfirmation(p *paper) {
	s, d := p.s, p.s.DisposalPlan
	r := lastSale(s)
	p.issuer(s.Pledgee.Name)
	p.para("%s作为质权人，以%s方式处置下列知识产权，由%s以下列价格取得。现予确认：", org(s.Pledgee), methodName(d.Form.Method), oneLine(r.Sale.Buyer))
	p.h1("一、成交情况")
	p.pairs("", append(p.salePairs(r), pair("公告发布日", day(r.Notice.NoticeOn)), pair("竞价（交易）日", day(r.Notice.SaleOn)), pair("已交保证金", yuan(r.Notice.Deposit)), pair("成交价高于保留价", yuan(r.Sale.Price-r.Notice.Reserve)),
		wide("处置依据", d.Form.Consent+"；"+d.Form.ConsentNo))...)
	p.h1("二、成交标的")
	p.rightsTable("成交标的")
	p.burdenTable("标的现状")
	p.h1("三、确认事项")
	terms := []string{
		"受让人应当将成交价款支付至监管账户，款项到账后由质权人登记交割；已交保证金按约定抵作价款。",
		"质押登记的注销与权利转移登记一并办理，权利自有关主管部门登记（公告）之日起转移；转移登记前的年费由出质人或者质权人缴至交割日。",
		"技术资料在交割时移交，另列清单。",
		"标的按现状处置，受让人已查询登记簿并知悉其许可、共有等负担。",
		"受让人确认其不属于评估机构、处置服务机构及其工作人员和近亲属。",
		"受让人不按约定支付价款的，保证金的处理按公告和平台规则办理。"}
	if d.Form.Foreign {
		terms = append(terms, "受让人为境外主体的，应当依照法律、行政法规的规定办理转让手续（专利法第十条）。")
	}
	p.items(terms...)
	if d.Form.Method == casefile.MethodJudicial {
		p.note("本次处置由人民法院实施，成交和权利转移以人民法院的裁定为准，本表仅供质权人登记成交情况。")
	}
	if r.Failed != nil {
		p.note("本次成交的交割已于%s确认失败：%s", day(r.Failed.On), oneLine(r.Failed.Reason))
	}
	p.copies("本确认书一式四份，质权人、出质人、受让人和处置平台各执一份。")
	p.sign(2, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(p.info.On), Seal: layout.RoundSeal},
		layout.Signer{Role: "受让人（盖章）", Name: oneLine(r.Sale.Buyer), Seal: layout.RoundSeal},
		layout.Signer{Role: "出质人（盖章）", Name: names(s.Intake.Pledgors), Seal: layout.RoundSeal},
		layout.Signer{Role: "处置平台（盖章）", Name: oneLine(d.Form.Platform), Seal: layout.RoundSeal})
}

// deliverySheet is the 交割单: money in, pledge cancelled, right transferred, papers handed over.
func deliverySheet(p *paper) {
	s, d := p.s, p.s.DisposalPlan
	r, f := lastSale(s), d.Delivery
	p.issuer(s.Pledgee.Name)
	p.h1("一、成交与价款")
	p.pairs("", append(p.salePairs(r), pair("价款到账日", day(f.PaidOn)), pair("收款账户", "处置价款监管账户"), wide("到账金额", inFull(r.Sale.Price)))...)
	p.h1("二、交割标的")
	p.rightsTable("交割标的")
	p.h1("三、交割事项")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("事项", 2), mid("完成日", 1.4), col("凭证或说明", 3.6)}}
	for _, x := range []struct {
		name string
		on   layout.Cell
		text string
	}{{"成交价款到账", layout.Day(f.PaidOn), "监管账户入账 " + yuan(r.Sale.Price)},
		{"申请注销质押登记", layout.Day(f.Cancel.FiledOn), "质押登记号 " + or(registrationNo(s)) + "；注销事由 " + or(f.Cancel.Ground)},
		{"质押登记注销", layout.Day(f.Cancel.On), "注销通知书编号 " + or(f.Cancel.Notice)},
		{"权利转移登记", layout.Day(f.TransferOn), "手续合格通知书编号 " + or(f.TransferNo)},
		{"年费（续展）缴纳", layout.T(""), "已缴至 " + or(day(f.FeesUntil))},
		{"技术资料移交", layout.Day(d.DeliveredBy.On), map[bool]string{true: "已移交，清单另附", false: "未移交"}[f.Papers]}} {
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(x.name), x.on, layout.T(x.text)})
	}
	p.table("交割事项", t)
	p.pairs("", wide("交割说明", f.Note), wide("登记人", who(d.DeliveredBy)))
	p.wordingParas("delivery.confirmation", nil)
	p.copies("本单一式四份，质权人、出质人、受让人和监管账户开户行各执一份。")
	p.sign(3, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(p.info.On), Seal: layout.RoundSeal},
		layout.Signer{Role: "受让人（盖章）", Name: oneLine(r.Sale.Buyer), Seal: layout.RoundSeal},
		layout.Signer{Role: "出质人（盖章）", Name: names(s.Intake.Pledgors), Seal: layout.RoundSeal})
}
