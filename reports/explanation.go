package reports

import (
	"strconv"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
)

// detailSheet is the 评估明细表 as a paper of its own, from the same list of rights as the report's annex.
func detailSheet(p *paper) {
	p.issuer(p.s.Assessor.Name)
	p.doc.Landscape, p.across = true, true
	p.detailTable()
	p.para("编制人：%s　　　编制日：%s　　　评估机构：%s", p.preparer().Person, day(p.preparer().On), p.s.Assessor.Name)
}

// explanation is the 评估说明: how the conclusion was reached, for those who may ask: rights, checks, methods, every step.
func explanation(p *paper) {
	s, v := p.s, p.s.Valuation
	p.issuer(s.Assessor.Name)
	number := ""
	if s.Report != nil {
		number = s.Report.Number
	}
	p.pairs("",
		pair("评估报告文号", number), pair("评估基准日", day(v.Inputs.BaseDate)),
		wide("委托人", s.Engagement.Form.Clients), wide("产权持有人", names(s.Intake.Pledgors)),
		wide("评估目的", v.Inputs.Purpose), pair("价值类型", v.Inputs.ValueType.String()), pair("权利项数", strconv.Itoa(len(s.Intake.Rights))))
	p.wordingNotes("explanation.note", nil)
	p.h1("一、评估对象和权属核查")
	p.rightsTable("评估对象")
	p.burdenTable("权利状态与负担")
	p.checkSummary()
	p.h1("二、现场调查")
	when, text := p.visitWords()
	if when != "" {
		text = when + "：" + text
	}
	p.para("%s", text)
	p.h1("三、评估依据")
	p.bases()
	p.h1("四、评估假设")
	p.assumptions()
	p.h1("五、评估方法和参数")
	p.methods()
	p.h1("六、评估结论的形成")
	p.conclusion()
	p.add(layout.PageBreak{Turn: layout.LandscapePages})
	p.across = true
	p.add(layout.Heading{Level: 1, Text: "七、计算过程"})
	p.stepAnnex()
}

// preparer is who prepared the valuation last.
func (p *paper) preparer() casefile.Signed {
	list := p.s.Valuation.Prepared
	if len(list) == 0 {
		return casefile.Signed{}
	}
	return list[len(list)-1]
}

// checkSummary says in the report's words what the check of the rights found.
func (p *paper) checkSummary() {
	if p.s.RightsCheck == nil {
		p.para("权属核查情况未作登记。")
		return
	}
	found := p.mismatches()
	if len(found) == 0 {
		p.para("评估专业人员于%s逐项核查登记簿副本、年费（续展）、质押、保全、许可和共有情况，核查结果与申报一致，逐项记录见《权属核查表》。", p.checkedOn())
		return
	}
	p.para("评估专业人员于%s逐项核查登记簿副本、年费（续展）、质押、保全、许可和共有情况，下列 %d 项与申报不一致：", p.checkedOn(), len(found))
	p.items(found...)
}
