package reports

import (
	"fmt"
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
)

// engagementContract is the 资产评估委托合同: what was agreed, then rights and duties as the law words them. Nothing stands in it
// that the case does not hold or the law does not say.
func engagementContract(p *paper) {
	s, f := p.s, p.s.Engagement.Form
	p.issuer(s.Assessor.Name)
	p.doc.Number = oneLine(f.ContractNo)
	p.pairs("",
		part("一、当事人"),
		wide("委托人", f.Clients),
		wide("受托人（评估机构）", s.Assessor.Name),
		wide("产权持有人", names(s.Intake.Pledgors)),
		wide("其他报告使用人", f.Users),
		part("二、委托事项"),
		pair("合同编号", f.ContractNo), pair("签订日", day(f.Signed)),
		pair("业务性质", map[bool]string{true: "法定评估业务", false: "非法定评估业务"}[f.Statutory]), pair("评估目的", "知识产权质押融资"),
		pair("评估基准日", or(day(f.BaseDate))), pair("报告提交期限", or(day(f.Deliver))),
		wide("评估对象和范围", fmt.Sprintf("%s，共 %d 项，明细见下表", objectCount(s.Intake.Rights), len(s.Intake.Rights))),
		part("三、费用"),
		pair("评估服务费", yuan(f.Fee)), pair("付费方", f.Payer),
		wide("计费约定", "评估服务费不与评估结论挂钩；委托人不得索要、收受或者变相索要、收受回扣。"),
		part("四、承办"),
		wide("承办评估专业人员", valuerNames(f.Valuers)),
		pair("内部审核", strconv.Itoa(f.ReviewLevels)+" 级复核"), pair("产权持有人承诺函", map[bool]string{true: "已收到", false: "未收到"}[f.Commitment]),
		wide("资料清单", f.Papers))
	p.rightsTable("评估对象")
	p.h1("五、双方的权利和义务")
	terms := p.wording("engagement.terms", map[string]string{"保存年限": layout.ChineseNumeral(f.Kept()) + "年"})
	if strings.TrimSpace(f.Terms) != "" {
		terms = append(terms, "其他约定："+oneLine(f.Terms))
	}
	for i, text := range terms {
		p.add(layout.Clause{Number: strconv.Itoa(i+1) + ".", Text: text})
	}
	p.sign(2, layout.Signer{Role: "委托人（盖章）", Name: brief(f.Clients, 30), Date: day(f.Signed), Seal: layout.RoundSeal},
		layout.Signer{Role: "受托人（盖章）", Name: s.Assessor.Name, Date: day(f.Signed), Seal: layout.RoundSeal})
}

// planSheet is the 评估计划.
func planSheet(p *paper) {
	s, plan := p.s, p.s.Plan
	f := s.Engagement.Form
	p.issuer(s.Assessor.Name)
	p.pairs("",
		part("一、项目"),
		pair("委托合同编号", f.ContractNo), pair("合同签订日", day(f.Signed)),
		wide("委托人", f.Clients),
		wide("评估对象", fmt.Sprintf("%s，共 %d 项，明细见文末", objectName(s.Intake.Rights), len(s.Intake.Rights))),
		wide("承办评估专业人员", valuerNames(f.Valuers)),
		pair("内部审核", strconv.Itoa(plan.Levels)+" 级复核"), pair("报告提交期限", or(day(f.Deliver))))
	p.h1("二、程序与安排")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("程序", 2.2), col("承办人员", 2.2), mid("起", 1.2), mid("止", 1.2), num("历时", "天", 0.8), col("要点", 2)}}
	for i, x := range plan.Form.Steps {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Step), layout.T(x.People), layout.Day(x.From), layout.Day(x.To), layout.Count(x.To.Sub(x.From) + 1), layout.T(x.Note)})
	}
	t.Note = "明确业务基本事项、订立委托合同和编制本计划已完成；历时按起止日计算，含起止当日。"
	p.table("程序与人员安排", t)
	p.h1("三、重点关注事项")
	p.para("%s", oneLine(plan.Form.Focus))
	p.h1("四、评估对象")
	p.rightsTable("评估对象")
	p.sign(2, layout.Signer{Role: "项目负责人（签字）", Name: plan.By.Person, Date: day(plan.By.On)},
		layout.Signer{Role: "评估机构（盖章）", Name: s.Assessor.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
}

// siteVisitSheet is the 现场调查记录 of the last visit that stands.
func siteVisitSheet(p *paper) {
	s := p.s
	visits := s.Visits()
	v := visits[len(visits)-1]
	f := v.Form
	p.issuer(s.Assessor.Name)
	head := []layout.Pair{part("一、调查概况"),
		pair("委托合同编号", s.Engagement.Form.ContractNo), pair("次数", fmt.Sprintf("第 %d 次", len(visits))),
		pair("调查方式", map[string]string{casefile.Visited: "现场查看", casefile.NotVisited: "未进行现场调查"}[f.How]), pair("调查日", day(f.On))}
	if f.How == casefile.NotVisited {
		p.pairs("", append(head, wide("原因", f.Reason), wide("替代程序", f.Instead))...)
		p.note("资产评估法第二十五条要求根据评估业务具体情况进行现场调查；执业准则允许不进行现场调查的具体情形，本软件所附资料未能核实，由评估机构按准则判断并对此负责。")
	} else {
		p.pairs("", append(head, wide("地点", f.Place), wide("到场评估专业人员", valuerNames(f.Visitors)), wide("被调查方参加人员", f.Attendants))...)
		p.h1("二、查看与访谈情况")
		p.para("%s", oneLine(f.Seen))
		p.h1("三、与申报资料不符之处")
		deviations := oneLine(f.Deviations)
		if deviations == "" {
			deviations = "未发现与申报资料不符之处。"
		}
		p.para("%s", deviations)
	}
	p.h1(map[bool]string{true: "四、取得的资料和影像", false: "二、取得的资料和影像"}[f.How != casefile.NotVisited])
	if len(f.Evidence) == 0 {
		p.para("未登记资料和影像。")
	} else {
		t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("名称", 2), col("SHA-256 校验值", 3.4), col("说明", 1.8)},
			Note: "校验值由电子文件计算，文件有任何改动即不相同；纸质资料没有校验值。"}
		for i, x := range f.Evidence {
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Name), layout.T(wrapHash(x.SHA256)), layout.T(x.Note)})
		}
		p.table("资料和影像清单", t)
	}
	p.h1(map[bool]string{true: "五、评估对象", false: "三、评估对象"}[f.How != casefile.NotVisited])
	p.rightsTable("评估对象")
	signers := []layout.Signer{{Role: "记录人（签字）", Name: v.By.Person, Date: day(v.By.On)}}
	if f.How != casefile.NotVisited {
		signers = append(signers, layout.Signer{Role: "被调查方（签字）", Name: ""})
	}
	p.sign(2, signers...)
}

// wrapHash breaks a hash into two lines of half its length.
func wrapHash(h string) string {
	if len(h) != 64 {
		return h
	}
	return h[:32] + "\n" + h[32:]
}

// titleCheck is the 权属核查表, from the case's one list of rights.
func titleCheck(p *paper) {
	s := p.s
	p.issuer(s.Assessor.Name)
	p.doc.Landscape, p.across = true, true
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.45), col("权利名称／权利号", 2.2), mid("核查日", 1.05), col("核查来源", 1.3), col("登记簿副本", 1.3), col("年费（续展）", 1.2),
		col("质押", 1.05), col("保全、查封", 1.05), col("许可", 1.05), col("共有", 1.05), mid("与申报\n一致", 0.75), col("核查结论", 1.6)}}
	different := 0
	for i, r := range s.Intake.Rights {
		k, ok := s.RightsCheck.Of(r.Ref)
		if !ok {
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r) + "\n" + r.Number), layout.T("尚未核查").Across(10)})
			continue
		}
		if !k.Match {
			different++
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r) + "\n" + r.Number), layout.Day(k.On), layout.T(k.Source), layout.T(k.Register), layout.T(k.Fees),
			layout.T(k.Pledge), layout.T(k.Preservation), layout.T(k.Licence), layout.T(k.CoOwner), layout.T(yes(k.Match)), layout.T(or(k.Finding))})
	}
	p.pairs("", pair("委托合同编号", s.Engagement.Form.ContractNo), pair("产权持有人", names(s.Intake.Pledgors)),
		pair("核查人", s.RightsCheck.By.Person), pair("核查结果", fmt.Sprintf("共 %d 项权利，%d 项与申报不一致", len(s.Intake.Rights), different)))
	t.Note = "评估专业人员对权属资料进行核查验证，不对权属作出保证。"
	p.table("权属核查表", t)
	p.sign(2, layout.Signer{Role: "核查人（签字）", Name: s.RightsCheck.By.Person, Date: day(s.RightsCheck.By.On)},
		layout.Signer{Role: "评估机构（盖章）", Name: s.Assessor.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
}

// independenceSheet is the 独立性核查表: everybody's declaration, with what was lifted and by whom.
func independenceSheet(p *paper) {
	s, f := p.s, p.s.Engagement.Form
	p.issuer(s.Assessor.Name)
	p.pairs("",
		part("一、业务与机构"),
		pair("委托合同编号", f.ContractNo), pair("收费与结论", map[bool]string{true: "不挂钩", false: "未确认"}[f.FeeNotTied]),
		wide("委托人", f.Clients), wide("债务人", names(s.Intake.Debtors)), wide("出质人", names(s.Intake.Pledgors)),
		pair("贷款银行", org(s.Lender)), pair("机构独立性", map[bool]string{true: "已核查，无须回避", false: "未确认"}[f.Independent]))
	p.h1("二、核查事项")
	questions := casefile.Interests()
	q := layout.Table{Columns: []layout.Column{mid("代码", 0.6), col("事项", 7)}}
	for _, x := range questions {
		q.Rows = append(q.Rows, []layout.Cell{layout.T(x.Code), layout.T(x.Question)})
	}
	p.table("逐项核查的利害关系", q)
	p.h1("三、各人声明")
	t := layout.Table{Small: true, Columns: []layout.Column{col("姓名", 1.6), mid("身份", 1.3), mid("声明日", 1.2)}}
	for _, x := range questions {
		t.Columns = append(t.Columns, mid(x.Code, 0.45))
	}
	t.Columns = append(t.Columns, col("说明与处理", 3))
	for _, d := range s.Independence {
		row := []layout.Cell{layout.T(d.By.Person), layout.T(d.Post), layout.Day(d.By.On)}
		var notes []string
		for _, a := range d.Answers {
			row = append(row, layout.T(map[bool]string{true: "有", false: "无"}[a.Yes]))
			if a.Yes {
				notes = append(notes, a.Code+"："+oneLine(a.Note))
			}
		}
		switch {
		case d.Lifted != nil:
			notes = append(notes, "已由"+who(d.Lifted.By)+"解除回避："+oneLine(d.Lifted.Text))
		case d.Conflict():
			notes = append(notes, "应当回避")
		}
		t.Rows = append(t.Rows, append(row, layout.T(strings.Join(notes, "；"))))
	}
	p.table("独立性声明", t)
	p.h1("四、结论")
	if i := len(s.Independence); i == 0 {
		p.para("尚无人员作出声明。")
	} else {
		p.para("声明存在须回避情形且未解除的人员不得编制、复核和签署本项目评估报告；现承办评估专业人员为%s。", valuerNames(f.Valuers))
	}
	p.sign(2, layout.Signer{Role: "评估机构（盖章）", Name: s.Assessor.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
}

// visitWords tell in the report where and when the field was seen, or why not.
func (p *paper) visitWords() (day0, text string) {
	visits := p.s.Visits()
	if len(visits) == 0 {
		return "", "现场调查情况未作记录。"
	}
	f := visits[len(visits)-1].Form
	if f.How == casefile.NotVisited {
		return day(f.On), "未进行现场调查，原因：" + oneLine(f.Reason) + "；替代程序：" + oneLine(f.Instead)
	}
	return day(f.On), oneLine(f.Seen) + "（地点：" + oneLine(f.Place) + "）"
}

// visited is the sentence of the 声明 on the visit.
func (p *paper) visited() string {
	visits := p.s.Visits()
	switch {
	case len(visits) == 0:
		return "现场调查情况未作记录"
	case visits[len(visits)-1].Form.How == casefile.NotVisited:
		return "资产评估专业人员未对评估对象进行现场调查，原因和替代程序见正文"
	}
	return "资产评估专业人员已于" + day(visits[len(visits)-1].Form.On) + "对评估对象进行现场调查"
}

// planDay is the day of the plan.
func planDay(s casefile.State) string {
	if s.Plan == nil {
		return ""
	}
	return day(s.Plan.By.On)
}

// checkedOn is the last day on which the rights were held against the register; zero when it was not recorded.
func (p *paper) checkedOn() string {
	if p.s.RightsCheck == nil {
		return ""
	}
	var last date.Date
	for _, k := range p.s.RightsCheck.Checks {
		if k.On.After(last) {
			last = k.On
		}
	}
	return day(last)
}

// mismatches are the rights whose check differed from what was declared.
func (p *paper) mismatches() []string {
	var out []string
	for _, r := range p.s.Intake.Rights {
		if k, ok := p.s.RightsCheck.Of(r.Ref); ok && !k.Match {
			out = append(out, rightTitle(r)+"（"+or(r.Number)+"）：权属核查与申报不一致，"+oneLine(k.Finding)+"。")
		}
	}
	return out
}
