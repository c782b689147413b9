package reports

import (
	"strconv"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
)

// registrationForm is the application to the register, sealed by both sides. Title, fields and list of rights follow the register.
func registrationForm(p *paper) {
	s, reg := p.s, p.register()
	p.issuer(s.Pledgee.Name)
	p.titled(reg.application)
	p.add(layout.Paragraph{Align: layout.Right, Spans: []layout.Span{{Text: "用印状态：" + p.sealState().String(), Bold: true}}})
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + reg.office})
	p.h1("一、" + listTitle(reg))
	p.registeredRights(reg)
	p.h1("二、出质人、质权人和债务人")
	p.registrationParties()
	p.handling()
	p.h1("三、主合同与" + reg.contract)
	switch reg.object {
	case "trademark":
		p.trademarkContracts(reg)
	case "copyright":
		p.copyrightContracts(reg)
	default:
		p.patentContracts(reg)
	}
	p.h1("四、提交材料")
	p.registrationPapers(reg)
	p.add(layout.Heading{Level: 1, Text: "五、当事人签章"})
	p.wordingParas("registration.statement", nil)
	p.copies("本" + paperWord(reg.application) + "一式两份，一份报送登记机构，一份由质权人留存。")
	p.bothSides()
	switch reg.object {
	case "trademark":
		p.guide(reg, "由出质人与质权人共同申请；可以直接办理，也可以委托代理机构办理。",
			"在相同或者类似商品上注册的相同或者近似商标一并办理出质登记，并在上表列明各注册号。",
			"质权登记期限按双方约定填写；登记期限届满的后果和延期的要求，以登记机构公布的规定为准（待核实）。",
			"申请出质登记、变更、延期和注销，登记机构不收取费用。")
	case "copyright":
		texts := []string{"由出质人与质权人订立书面合同并共同申请，可以自行办理，也可以委托代理人办理；以共有的著作权出质的，除另有约定外，须取得全体共有人同意。",
			"授权情况填写出质前专有或者非专有授权他人使用的情况，没有的填“无”；有授权的，一并提交授权合同。",
			"经审查符合要求的，登记机构自受理之日起10日内登记并发放《著作权质权登记证书》（著作权质权登记办法第九条）；质权自登记之日起设立。",
			"网上填报的内容应与打印件一致。"}
		if reg.right == programs.right {
			texts = append(texts, "软件简称、版本号和开发完成日期未在本系统登记，按软件著作权登记证书在登记机构的表格中补填。")
		}
		p.guide(reg, texts...)
	default:
		p.guide(reg, "由出质人与质权人共同办理；质权自办理出质登记时设立（民法典第四百四十四条）。",
			"出质人应与专利登记簿记载的专利权人一致；以共有的专利权出质的，除全体共有人另有约定外，须取得其他共有人同意并附证明。",
			"质押专利在上表逐项填写，可以使用附页；附页由双方盖章或者加盖骑缝章。超过"+strconv.Itoa(mostInForm)+"项的，另附电子列表，专利号省略校验位前的小数点。",
			"质押专利经过资产评估的，一并提交资产评估报告；全部材料使用中文。")
	}
}

// debt is the kind of the secured claim.
func (p *paper) debt() string {
	if p.s.Intake.PledgeMode == "counter" {
		return "担保人代偿后的追偿权（反担保）"
	}
	return "借款合同债权"
}

// appraised says whether the rights were appraised, by whom and at what.
func (p *paper) appraised() []layout.Pair {
	s := p.s
	if a := s.Adding(); a != nil {
		if a.Lane != casefile.External {
			return []layout.Pair{pair("是否经资产评估", "否"), pair("评估单位", ""), wide("评估价值", "")}
		}
		return []layout.Pair{pair("是否经资产评估", "是"), pair("评估单位", oneLine(a.Firm)), wide("评估价值", yuan(a.Appraised)+"（"+oneLine(a.Basis)+"）")}
	}
	if !s.Report.Issued() || s.Valuation == nil {
		return []layout.Pair{pair("是否经资产评估", "否"), pair("评估单位", ""), wide("评估价值", "")}
	}
	return []layout.Pair{pair("是否经资产评估", "是"), pair("评估单位", oneLine(s.Assessor.Name)),
		wide("评估价值", yuan(s.Valuation.Conclusion.MarketValue)+"（报告 "+oneLine(s.Report.Number)+"）")}
}

// ceiling is the part of a form on a 最高额 pledge; nothing for others.
func (p *paper) ceiling() []layout.Pair {
	q := p.s.Intake.Ceiling
	if q == nil {
		return nil
	}
	return []layout.Pair{part("最高额约定"), wide("申请登记的最高债权额", inFull(most(q))), wide("债权发生期间", day(q.From)+" 至 "+day(q.To))}
}

func (p *paper) patentContracts(reg register) {
	s, k, c := p.s, p.s.Contracts.Form, p.s.Credit.Form
	pairs := []layout.Pair{
		part("主合同与债权"),
		pair("主合同编号", k.LoanNo), pair("主合同签订日", day(k.LoanSigned)),
		pair("债权种类", p.debt()), pair("质押类型", pledgeKind(s.Intake.PledgeKind)),
		wide("被担保债权数额", inFull(c.Amount)),
		wide("债务履行期限", day(c.From)+" 至 "+day(c.Due)),
		part(reg.contract),
		pair("质押合同编号", k.PledgeNo), pair("质押合同签订日", day(k.PledgeSigned)),
		wide("质押担保范围", k.Scope),
	}
	p.pairs("", append(append(pairs, p.appraised()...), p.ceiling()...)...)
}

func (p *paper) trademarkContracts(reg register) {
	s, k, c := p.s, p.s.Contracts.Form, p.s.Credit.Form
	shared := false
	for _, r := range s.Intake.Rights {
		shared = shared || len(r.Owners) > 1
	}
	pairs := []layout.Pair{
		part("主合同与债权"),
		pair("主合同编号", k.LoanNo), pair("主合同签订日", day(k.LoanSigned)),
		pair("主债权种类", p.debt()), pair("质押类型", pledgeKind(s.Intake.PledgeKind)),
		wide("主债权数额", inFull(c.Amount)),
		part(reg.contract),
		pair("质权合同编号", k.PledgeNo), pair("质权合同签订日", day(k.PledgeSigned)),
		wide("质权登记期限", "自 "+day(c.From)+" 至 "+day(c.Due)),
		wide("担保范围", k.Scope),
		pair("出质商标是否共有", yes(shared)), pair("出质商标件数", strconv.Itoa(len(s.Intake.Rights))+" 件"),
	}
	p.pairs("", append(pairs, p.ceiling()...)...)
}

func (p *paper) copyrightContracts(reg register) {
	k, c := p.s.Contracts.Form, p.s.Credit.Form
	secured := inFull(c.Amount)
	if q := p.s.Intake.Ceiling; q != nil {
		secured = inFull(most(q))
	}
	pairs := []layout.Pair{
		part("主合同与债权"),
		pair("主合同编号", k.LoanNo), pair("主合同签订日", day(k.LoanSigned)),
		wide("主债务种类", p.debt()),
		wide("主债务金额", inFull(c.Amount)),
		wide("主债务履行期限", day(c.From)+" 至 "+day(c.Due)),
		part(reg.contract),
		pair("质权合同编号", k.PledgeNo), pair("质权合同签订日", day(k.PledgeSigned)),
		wide("质押担保金额", secured),
		wide("出质著作权内容", "著作权中可以转让的财产权，以质权合同约定的内容为准"),
		wide("质押担保范围", k.Scope),
	}
	p.pairs("", append(append(pairs, p.appraised()...), p.ceiling()...)...)
}

// registrationPapers lists what goes with the application and how far each paper has come.
func (p *paper) registrationPapers(reg register) {
	s, k, code := p.s, p.s.Contracts.Form, reg.codes
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("材料", 3.4), col("说明", 3), mid("用印状态", 1.2)}}
	add := func(name, note, state string) {
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(name), layout.T(note), layout.T(state)})
	}
	contracts := "编号 " + or(k.PledgeNo) + "，" + day(k.PledgeSigned)
	add(reg.application, "出质人和质权人签字或者盖章", p.sealState().String())
	add(reg.contract, contracts, p.materialState(code.contract, "已签署"))
	if reg.object == "patent" && len(s.Intake.Rights) > mostInForm {
		add(reg.list, strconv.Itoa(len(s.Intake.Rights))+" 项，另附电子表格", p.ownState(casefile.DocRightsList, ""))
	}
	if reg.object != "patent" {
		add("主合同", "编号 "+or(k.LoanNo)+"，"+day(k.LoanSigned), p.materialState(code.contract, "已签署"))
	}
	switch reg.object {
	case "trademark":
		add("出质人、质权人承诺书", "签署日 "+or(day(k.CommitmentDay)), p.ownState(casefile.DocCommitment, code.identity))
	case "copyright":
		add("出质人和质权人的身份证明", "", p.materialState(code.identity, casefile.Unsealed.String()))
	default:
		add("双方身份证明或当事人承诺书", "承诺书签署日 "+or(day(k.CommitmentDay)), p.ownState(casefile.DocCommitment, code.identity))
	}
	if s.Registration != nil && s.Registration.Filing != nil && s.Registration.Filing.Agent != "" {
		name := "授权委托书"
		if reg.object == "copyright" {
			name = "委托书和受托人身份证明"
		}
		add(name, "代办人 "+oneLine(s.Registration.Filing.Agent)+"，注明委托权限", p.ownState(casefile.DocPowerOfAttorney, code.agent))
	}
	if s.Report.Issued() && reg.object != "trademark" { // the guide for marks no longer lists it
		add("资产评估报告", oneLine(s.Report.Number)+"，"+day(s.Report.On), p.issuedState(casefile.DocAppraisalReport))
	}
	for _, q := range k.Consents {
		add("共有人同意出质的书面意见", oneLine(q.Name)+"，"+q.On.String()+"（"+p.titleOf(q.Ref, q.Ref)+"）", p.materialState(code.consent, "已收"))
	}
	if reg.object == "copyright" {
		for _, r := range s.Intake.Rights {
			for _, l := range r.Licences {
				add("授权合同", or(oneLine(l.Licensee))+"（"+rightTitle(r)+"）", p.materialState(code.licence, "待收"))
			}
		}
	}
	if len(s.Statements) > 0 {
		add(statementTitle(s.Statements), p.rightsStated(), p.ownState(casefile.DocPledgeStatement, code.statement))
	}
	t.Note = "用印后扫描存档，以原件内容一致为准。"
	p.table("材料清单", t)
}
