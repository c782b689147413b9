package reports

import (
	"fmt"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
)

// codeOf is a credit code behind a name, nothing when it is not known.
func codeOf(uscc string) string {
	if uscc = strings.TrimSpace(uscc); uscc == "" {
		return ""
	}
	return "（统一社会信用代码 " + uscc + "）"
}

// withCodes names parties with their credit codes.
func withCodes(list []party.Enterprise) string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = oneLine(e.Name) + codeOf(e.USCC)
	}
	return strings.Join(out, "；")
}

// changeForm is the application to change the registration, or to extend its term: the last one of the case.
func changeForm(p *paper) {
	s, reg := p.s, p.register()
	f := s.Registration.Changes[len(s.Registration.Changes)-1].Form
	title := reg.change
	if f.Item == casefile.ChangeTerm || f.Item == casefile.ChangeExtension {
		title = reg.extension
	}
	p.issuer(s.Pledgee.Name)
	p.titled(title)
	p.add(layout.Paragraph{Align: layout.Right, Spans: []layout.Span{{Text: "用印状态：" + p.sealState().String(), Bold: true}}})
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + reg.office})
	p.h1("一、原登记")
	p.pairs("", append(p.secured(), wide("担保的债权", p.debt()+"，"+inFull(s.Credit.Form.Amount)))...)
	p.h1("二、变更事项")
	pairs := []layout.Pair{wide("变更事项", f.ItemName()), wide("变更前", f.Before), wide("变更后", f.After)}
	if !f.Due.IsZero() {
		pairs = append(pairs, wide("变更后的届满日", day(f.Due)))
	}
	pairs = append(pairs, wide("变更原因", f.Reason))
	if f.Agreement != "" {
		pairs = append(pairs, pair("变更协议编号", f.Agreement), pair("变更协议签订日", day(f.Signed)))
	}
	if !f.Consent.IsZero() {
		pairs = append(pairs, wide("出质人书面同意", day(f.Consent)))
	}
	p.pairs("", pairs...)
	p.h1("三、" + listTitle(reg))
	p.rightsRegistered(reg)
	p.h1("四、出质人、质权人和债务人")
	p.registrationParties()
	p.pairs("", part("办理"), wide("代办人", oneLine(f.Agent)), pair("办理方式", f.Channel), pair("提交日", day(f.On)))
	p.h1("五、提交材料")
	papers := []string{paperWord(title) + "，出质人和质权人签字或者盖章"}
	switch {
	case f.Agreement != "":
		papers = append(papers, "变更协议（编号 "+oneLine(f.Agreement)+"）")
	case f.Item == casefile.ChangeParty:
		papers = append(papers, "名称、地址变更的证明")
	default:
		papers = append(papers, "与变更事项有关的证明")
	}
	if !f.Consent.IsZero() {
		papers = append(papers, "出质人同意变更的书面文件")
	}
	if reg.object == "copyright" {
		papers = append(papers, "原《著作权质权登记证书》")
	}
	p.items(append(papers, "由一方或者代理人办理的，附授权委托书和代办人身份证明")...)
	p.add(layout.Heading{Level: 1, Text: "六、当事人签章"})
	p.wordingParas("registration.statement", nil)
	p.copies("本" + paperWord(title) + "一式两份，一份报送登记机构，一份由质权人留存。")
	p.bothSides()
	texts := []string{"变更期间原登记继续有效，不先注销后重新登记。"}
	if reg.object == "copyright" {
		texts = append(texts, "登记机构自受理之日起10日内完成审查（著作权质权登记办法第十七条）。")
	}
	p.guide(reg, texts...)
}

// cancellationForm is the application to cancel the registration, with what ended the pledge.
func cancellationForm(p *paper) {
	s, reg := p.s, p.register()
	ground, on := toFill, date.Date{}
	if s.Settlement != nil {
		ground = "债务履行完毕"
	}
	if c := s.Registration.Cancel; c != nil {
		ground, on = c.Ground, c.FiledOn
	}
	change := s.Collateral
	if change != nil && change.Filing != nil { // of one right, while the others stay pledged
		ground, on = change.Ground, change.Filing.On
	}
	p.issuer(s.Pledgee.Name)
	p.titled(reg.cancel)
	p.add(layout.Paragraph{Align: layout.Right, Spans: []layout.Span{{Text: "用印状态：" + p.sealState().String(), Bold: true}}})
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + reg.office})
	p.h1("一、已登记的质权")
	p.pairs("", p.secured()...)
	p.h1("二、注销事由")
	pairs := []layout.Pair{wide("注销事由", ground)}
	if s.Settlement != nil {
		pairs = append(pairs, pair("结清日", day(s.Settlement.On)), pair("结清证明编号", s.Settlement.CertificateNo))
	} else if !on.IsZero() {
		pairs = append(pairs, wide("申请日", day(on)))
	}
	if change != nil && change.Filing != nil {
		pairs = append(pairs, pair("注销范围", "部分注销：只注销下列质物，其余质物继续质押"), pair("解除质押协议", change.Agreement+"（"+day(change.Signed)+"）"))
	}
	p.pairs("", pairs...)
	p.h1("三、注销登记的" + listTitle(reg))
	p.rightsRegistered(reg)
	p.h1("四、出质人和质权人")
	p.bothParties()
	p.h1("五、提交材料")
	papers := []string{paperWord(reg.cancel) + "，质权人（和出质人）签字或者盖章", "质权消灭的证明（结清证明等）或者当事人承诺书"}
	if reg.object == "copyright" {
		papers = []string{"注销登记申请书", "注销登记证明（结清证明等）", "申请人身份证明", "原《著作权质权登记证书》"}
	}
	p.items(append(papers, "由代理人办理的，附授权委托书和代办人身份证明")...)
	p.copies("本" + paperWord(reg.cancel) + "一式两份，一份报送登记机构，一份由质权人留存。")
	p.bothSides()
	switch reg.object {
	case "copyright":
		p.guide(reg, "主合同履行完毕、质权实现、质权人放弃质权、双方协商一致或者其他导致质权消灭的，应当申请注销（著作权质权登记办法第十八条）；登记机构自受理之日起10日内办理完毕（第十九条）。")
	default:
		p.guide(reg, "质权所担保的债权消灭的，质权消灭（民法典第三百九十三条）；债务结清后应及时办理注销，便于权利人转让、许可和再次出质。")
	}
}

// settlementCertificate is the 结清证明 of the lender, on which the pledge is cancelled.
func settlementCertificate(p *paper) {
	s, k := p.s, p.s.Contracts.Form
	p.issuer(s.Lender.Name)
	p.add(layout.Paragraph{Align: layout.Right, Text: "证明编号：" + or(s.Settlement.CertificateNo)})
	p.para("%s与%s签订的借款合同（编号 %s）项下的下列借款，截至%s，本金、利息和其他应付款项均已清偿。",
		names(s.Intake.Debtors), org(s.Lender), oneLine(k.LoanNo), day(s.Settlement.On))
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("借据编号", 2), layout.Column{Title: "借款金额（元）", Weight: 1.8, Align: layout.Right},
		mid("放款日", 1.4), mid("到期日", 1.4), mid("清偿日", 1.4)}}
	var total money.Money
	for i, l := range s.Loans {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(l.No), layout.Yuan(l.Amount), layout.Day(l.From), layout.Day(l.Due), layout.Day(lastPaid(s, l))})
		total += l.Amount
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(total), layout.T(""), layout.T(""), layout.T("")}
	p.table("已清偿的借款", t)
	p.para("上述借款由%s以%s提供质押担保（质押合同 %s，登记号 %s）。债务清偿后，质权消灭，可据此办理质押登记的注销。",
		names(s.Intake.Pledgors), fmt.Sprintf(" %d 项%s", len(s.Intake.Rights), objectName(s.Intake.Rights)), oneLine(k.PledgeNo), or(registrationNumber(s)))
	p.para("特此证明。")
	p.copies("本证明一式三份，债务人、质权人各执一份，一份由贷款银行存档。")
	p.sign(2, layout.Signer{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal})
}

// lastPaid is the day of the last repayment of a loan that counts.
func lastPaid(s casefile.State, l casefile.Loan) date.Date {
	var last date.Date
	for _, r := range s.Repayments {
		if r.LoanNo == l.No && !r.Reversed && r.On.After(last) {
			last = r.On
		}
	}
	return last
}

func registrationNumber(s casefile.State) string {
	if s.Registration == nil {
		return ""
	}
	return s.Registration.Number
}
