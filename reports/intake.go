package reports

import (
	"strconv"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
)

// intakeSheet is the 案件受理单: who comes with what, and who will do the next step.
func intakeSheet(p *paper) {
	s, in := p.s, p.s.Intake
	p.issuer(s.Opener.Name)
	p.pairs("",
		part("一、案件"),
		pair("案件编号", s.Number), pair("受理日期", day(s.OpenedOn)),
		pair("受理机构", oneLine(s.Opener.Name)), pair("质押类型", pledgeKind(in.PledgeKind)),
		pair("质押方式", pledgeMode(in.PledgeMode)), pair("贷款银行", org(s.Lender)),
		pair("质权人", org(s.Pledgee)), pair("评估机构", org(s.Assessor)),
		pair("市场监管局", org(s.Bureau)), pair("申请期限", strconv.Itoa(in.TermMonths)+" 个月"),
		wide("申请金额", inFull(in.Requested)),
		wide("借款用途", in.Purpose))
	if k := in.Ceiling; k != nil {
		p.pairs("", part("最高额约定"),
			pair("约定最高债权额", yuan(k.Agreed)), pair("登记最高债权额", orAmount(k.Registered > 0, yuan(k.Registered))),
			wide("债权发生期间", day(k.From)+" 至 "+day(k.To)+"（届满日为债权确定日）"))
	}
	p.h1("二、当事人")
	t := layout.Table{Columns: []layout.Column{mid("身份", 0.8), col("名称", 2.4), col("统一社会信用代码（证件号）", 2.1), col("住所", 2.2), col("县区（板块）", 1.2), col("重点产业链", 1.1)}, Small: true}
	row := func(role string, e party.Enterprise) {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(role), layout.T(oneLine(e.Name)), layout.T(e.USCC), layout.T(e.Address), layout.T(e.District), layout.T(e.Chain)})
	}
	for _, e := range in.Debtors {
		row("债务人", e)
	}
	for _, e := range in.Pledgors {
		row("出质人", e)
	}
	p.table("债务人与出质人", t)
	contacts := layout.Table{Columns: []layout.Column{col("名称", 2.4), col("企业类型", 2.4), col("关联集团", 1.8), mid("联系人", 1), mid("联系电话", 1.4)}, Small: true}
	for _, e := range distinctParties(in.Debtors, in.Pledgors) {
		contacts.Rows = append(contacts.Rows, []layout.Cell{layout.T(oneLine(e.Name)), layout.T(e.Labels), layout.T(e.Group), layout.T(e.Contact), layout.T(e.Phone)})
	}
	p.table("企业类型与联系方式", contacts)
	p.h1("三、出质权利")
	p.rightsTable("出质权利清单")
	p.burdenTable("权利状态与负担")
	p.h1("四、受理意见")
	p.para("经核对，当事人名称与代码、权利号码及校验位、申请日与授权公告日、权利人及法律状态已登记，共 %d 项权利，准予受理。后续由贷款银行尽调并选择估值通道；采用外部评估的，由评估机构承接委托。", len(in.Rights))
	p.wordingNotes("intake.note", nil)
	by := p.act("CompleteIntake")
	if by.Person == "" {
		by = p.act("OpenCase")
	}
	p.sign(2, layout.Signer{Role: "受理人（签字）", Name: by.Person, Date: day(by.On)},
		layout.Signer{Role: "受理机构（盖章）", Name: s.Opener.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
}

// act is the last act of this name that still counts.
func (p *paper) act(name casefile.Name) casefile.Signed {
	for i := len(p.s.Acts) - 1; i >= 0; i-- {
		if a := p.s.Acts[i]; a.Command == name && !a.Void {
			return a.By
		}
	}
	return casefile.Signed{}
}

func distinctParties(lists ...[]party.Enterprise) []party.Enterprise {
	var out []party.Enterprise
	seen := map[string]bool{}
	for _, list := range lists {
		for _, e := range list {
			if key := e.USCC + "|" + e.Name; !seen[key] {
				seen[key] = true
				out = append(out, e)
			}
		}
	}
	return out
}

func pledgeKind(k string) string {
	switch k {
	case "general":
		return "一般质押"
	case "maximum":
		return "最高额质押"
	}
	return k
}

func pledgeMode(m string) string {
	switch m {
	case "direct":
		return "直接质押（质权人为贷款银行）"
	case "counter":
		return "反担保质押（质权人为担保公司）"
	}
	return m
}

func orAmount(there bool, text string) string {
	if !there {
		return ""
	}
	return text
}
