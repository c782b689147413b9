package reports

import (
	"fmt"
	"strconv"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

// dueDiligenceSheet is the 尽职调查表 of the lender (预授信): what was looked at, what was found, and the amount thought of.
func dueDiligenceSheet(p *paper) {
	s, d := p.s, p.s.DueDiligence
	p.issuer(s.Lender.Name)
	p.pairs("", part("一、调查事项"),
		pair("贷款银行", org(s.Lender)), pair("调查完成日", day(d.By.On)),
		pair("产品", d.Product), pair("估值通道", s.Lane.String()),
		pair("申请金额", yuan(s.Intake.Requested)), pair("申请期限", strconv.Itoa(s.Intake.TermMonths)+" 个月"),
		wide("借款用途", s.Intake.Purpose), wide("意向金额", inFull(d.Indicative)))
	p.h1("二、当事人")
	p.partyTable()
	p.firmTable()
	p.h1("三、拟出质权利")
	p.rightsTable("拟出质权利")
	p.burdenTable("权利状态与负担")
	p.h1("四、尽职调查清单")
	done := 0
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("核查事项", 3.4), mid("结果", 1), col("说明", 3.6)}}
	for i, k := range d.Checks {
		result := "未核实"
		if k.OK {
			result = "已核实"
			done++
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(k.Item), layout.T(result), layout.T(k.Note)})
	}
	p.table("调查事项逐项记录", t)
	p.para("清单共 %d 项，已核实 %d 项，未核实 %d 项；未核实的事项已说明原因。", len(d.Checks), done, len(d.Checks)-done)
	p.h1("五、尽调结论")
	p.para("%s", oneLine(d.Opinion))
	p.wordingNotes("due_diligence.note", nil)
	p.copies("本表一式一份，由贷款银行存档。")
	p.sign(2, layout.Signer{Role: "调查人（签字）", Name: d.By.Person, Date: day(d.By.On)},
		layout.Signer{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal})
}

// firmTable says what kind of firms the parties are, for the policies that ask for it.
func (p *paper) firmTable() {
	t := layout.Table{Small: true, Columns: []layout.Column{col("名称", 2.6), col("企业类型", 2.4), mid("县区（板块）", 1.8), mid("重点产业链", 1.8), col("关联集团", 1.4)}}
	for _, e := range distinctParties(p.s.Intake.Debtors, p.s.Intake.Pledgors) {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(oneLine(e.Name)), layout.T(e.Labels), layout.T(e.District), layout.T(e.Chain), layout.T(e.Group)})
	}
	p.table("企业情况", t)
}

// enrolmentSheet is the 入池备案表: the loan each partner has confirmed, with the amount it keeps ready for it.
func enrolmentSheet(p *paper) {
	s, k := p.s, p.s.Credit
	f := k.Form
	p.issuer(s.Lender.Name)
	p.pairs("", part("一、备案贷款"),
		pair("贷款银行", org(s.Lender)), pair("授信批复号", k.ApprovalNo),
		wide("债务人", names(s.Intake.Debtors)),
		wide("授信金额", inFull(f.Amount)),
		pair("年利率", f.Rate.Percent()), pair("借款期限", day(f.From)+" 至 "+day(f.Due)),
		wide("借款用途", s.Intake.Purpose),
		wide("风险分担方案", f.Scheme))
	p.h1("二、当事人与质押权利")
	p.partyTable()
	p.firmTable()
	p.rightsTable("质押权利")
	p.h1("三、分担比例与备案")
	p.shareTable(f)
	p.enrolmentTable(false)
	reserved := sum(k.Enrolments, func(e casefile.Enrolment) money.Money { return e.Reserved })
	p.para("各合作方预留额度合计 %s。", inFull(reserved))
	p.note("各合作方由本方人员确认备案；未经备案的贷款不得申请风险补偿。贷款结清、撤回或者拒绝的，预留额度相应释放。")
	p.copies(fmt.Sprintf("本表一式%s份，贷款银行和各合作方各执一份。", layout.ChineseNumeral(len(k.Enrolments)+1)))
	signers := []layout.Signer{{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal}}
	for _, e := range k.Enrolments {
		signers = append(signers, layout.Signer{Role: "合作方（盖章）", Name: org(e.Org), Date: signDay(e.By), Seal: layout.RoundSeal})
	}
	p.sign(2, signers...)
}

// disbursementNotice is the 放款通知书: which loans were paid out against the registered pledge.
func disbursementNotice(p *paper) {
	s := p.s
	f := s.Credit.Form
	p.issuer(s.Lender.Name)
	total := lent(s)
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + names(s.Intake.Debtors)})
	p.para("根据借款合同和质押合同，质押登记已经办妥，我行对下列借据放款，合计 %s。", inFull(total))
	p.h1("一、合同与质押登记")
	p.pairs("", append(p.secured(), pair("授信批复号", s.Credit.ApprovalNo), pair("放款批准日", day(s.LoansOn)), pair("还款方式", f.Repayment), pair("计息天数基础", strconv.Itoa(f.DayCount)+" 天"), wide("借款用途", s.Intake.Purpose))...)
	p.h1("二、借据")
	t := layout.Table{Small: true, CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), col("借据编号", 2.4), sumOf("放款金额", 1.9), mid("放款日", 1.4), mid("到期日", 1.4), num("年利率", "", 1), mid("首贷户", 0.8)}}
	for i, l := range s.Loans {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(l.No), layout.Yuan(l.Amount), layout.Day(l.From), layout.Day(l.Due), layout.Percent(l.Rate, 2), layout.T(yes(l.First))})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(total), layout.T(""), layout.T(""), layout.T(""), layout.T("")}
	p.table("放款明细", t)
	if len(s.Loans) <= 10 { // of more, the sum in capitals says enough
		for _, l := range s.Loans {
			p.para("借据 %s：%s。", l.No, capital(l.Amount))
		}
	}
	p.h1("三、提示")
	p.items(p.wording("disbursement_notice.reminders", nil)...)
	p.copies("本通知书一式三份，债务人、出质人和贷款银行各执一份。")
	by := p.act("ApproveDisbursement")
	p.sign(2, layout.Signer{Role: "有权审批人（签字）", Name: by.Person, Date: day(by.On)},
		layout.Signer{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal},
		layout.Signer{Role: "债务人签收（盖章）", Name: names(s.Intake.Debtors), Seal: layout.RoundSeal},
		layout.Signer{Role: "出质人签收（盖章）", Name: names(s.Intake.Pledgors), Seal: layout.RoundSeal})
}
