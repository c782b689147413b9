package reports

import (
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
)

// What the parties may declare in writing, by the codes of the grounds it answers.
const (
	statedSameDay      = "PR-10"
	statedInvalidation = "PR-11"
)

func statementName(code string) string {
	switch code {
	case statedSameDay:
		return "质押专利同日申请情况的声明"
	case statedInvalidation:
		return "专利权已启动无效宣告程序、同意继续办理的声明"
	}
	return "书面声明（" + code + "）"
}

// statementTitle is what the paper with these statements is called.
func statementTitle(list []casefile.StatementR) string {
	sameDay, invalidation := false, false
	for _, q := range list {
		sameDay = sameDay || q.Code == statedSameDay
		invalidation = invalidation || q.Code == statedInvalidation
	}
	switch {
	case sameDay && invalidation:
		return "质押专利同日申请情况和无效宣告程序情况的声明"
	case invalidation:
		return "质押专利无效宣告程序情况的声明"
	}
	return "质押专利同日申请情况的声明"
}

// standing are the statements that count: the last on each ground for each right.
func (p *paper) standing() []casefile.StatementR {
	var out []casefile.StatementR
	for _, q := range p.s.Statements {
		again := false
		for i := range out {
			if out[i].Code == q.Code && out[i].Right == q.Right {
				out[i], again = q, true
			}
		}
		if !again {
			out = append(out, q)
		}
	}
	return out
}

// rightsStated names the rights that the statements are about.
func (p *paper) rightsStated() string {
	var out []string
	seen := map[int]bool{}
	for _, q := range p.s.Statements {
		if title := p.rightAt(q.Right); title != "" && !seen[q.Right] {
			seen[q.Right] = true
			out = append(out, title)
		}
	}
	if len(out) > 3 {
		return strings.Join(out[:3], "、") + "等" + strconv.Itoa(len(out)) + "项"
	}
	return strings.Join(out, "、")
}

// pledgeStatement is the declaration of both sides that they go on although a right has a same-day application or an invalidation is
// pending: the two grounds of refusal that a declaration cures.
func pledgeStatement(p *paper) {
	s, reg := p.s, p.register()
	list := p.standing()
	p.issuer(s.Pledgee.Name)
	p.titled(statementTitle(list))
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + reg.office})
	p.para("出质人和质权人就下列专利权办理质押登记，已知悉并如实声明下列情况：")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("发明名称", 2.4), col("专利号", 1.8), mid("种类", 0.9), mid("申请日", 1.4), col("情形", 2), mid("声明日", 1.4)}, Small: true}
	for i, q := range list {
		title, number, kind, filed := p.rightAt(q.Right), "", "", date.Date{}
		if q.Right >= 0 && q.Right < len(s.Intake.Rights) {
			r := s.Intake.Rights[q.Right]
			number, kind, filed = strings.ReplaceAll(r.Number, ".", ""), p.kindName(r), r.Filed
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(title), layout.T(number), layout.T(kind), layout.Day(filed), layout.T(statedCase(q.Code)), layout.Day(q.By.On)})
	}
	p.table("声明的情形", t)
	for i, q := range list {
		p.para("%d. %s：%s", i+1, p.rightAt(q.Right), oneLine(q.Text))
	}
	p.wordingParas("pledge_statement.confirmation", nil)
	if pack, err := p.rules.On("patent-pledge-refusal", p.info.On); err == nil {
		for _, code := range []string{statedSameDay, statedInvalidation} {
			if item, ok := pack.Item(code); ok && stated(list, code) {
				p.note("声明针对的情形：%s。依据：%s。", strings.TrimSuffix(item.Title, "。"), item.Citation())
			}
		}
	}
	p.pairs("", part("当事人"), wide("出质人", withCodes(s.Intake.Pledgors)), wide("质权人", org(s.Pledgee)+codeOf(p.pledgeeCode())))
	p.copies("本声明一式两份，一份报送登记机构，一份由质权人留存。")
	p.bothSides()
}

func stated(list []casefile.StatementR, code string) bool {
	for _, q := range list {
		if q.Code == code {
			return true
		}
	}
	return false
}

func statedCase(code string) string {
	if code == statedInvalidation {
		return "已启动无效宣告程序"
	}
	return "同日申请发明专利"
}

// commitmentLetter is the 当事人承诺书, by which the parties answer for who they are and for their papers.
func commitmentLetter(p *paper) {
	s, reg, k := p.s, p.register(), p.s.Contracts.Form
	p.issuer(s.Pledgee.Name)
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + reg.office})
	p.para("出质人、质权人就下列%s共同申请办理%s，共同承诺如下：", reg.right, reg.act)
	p.items(p.wording("commitment.promises", nil)...)
	p.h1("一、出质人和质权人")
	p.bothParties()
	p.h1("二、" + listTitle(reg))
	p.pairs("", pair(reg.contractNo(), k.PledgeNo), pair("主合同编号", k.LoanNo))
	p.registeredRights(reg)
	p.note("本承诺书的版式由软件自定；%s或者其办理系统另有格式的，以其格式为准。", reg.office)
	if basis := p.basisOf(reg, reg.codes.identity); reg.object == "patent" {
		p.note("以承诺书代替双方身份证明的依据：%s。", basis)
	}
	p.copies("本承诺书一式两份，一份报送登记机构，一份由质权人留存。")
	var signers []layout.Signer
	for _, e := range s.Intake.Pledgors {
		signers = append(signers, layout.Signer{Role: "出质人（签字或盖章）", Name: e.Name, Date: day(k.CommitmentDay), Seal: layout.RoundSeal})
	}
	p.sign(2, append(signers, layout.Signer{Role: "质权人（签字或盖章）", Name: org(s.Pledgee), Date: day(k.CommitmentDay), Seal: layout.RoundSeal})...)
}

// powerOfAttorney is the 授权委托书 for the one who files; the side that files itself does not empower itself.
func powerOfAttorney(p *paper) {
	s, reg := p.s, p.register()
	agent := ""
	if s.Registration != nil && s.Registration.Filing != nil {
		agent = oneLine(s.Registration.Filing.Agent)
	}
	var principals []layout.Signer
	pairs := []layout.Pair{part("委托人")}
	for _, e := range s.Intake.Pledgors {
		if oneLine(e.Name) != agent {
			pairs = append(pairs, wide("出质人", oneLine(e.Name)+codeOf(e.USCC)))
			principals = append(principals, layout.Signer{Role: "委托人（出质人盖章）", Name: e.Name, Seal: layout.RoundSeal})
		}
	}
	if org(s.Pledgee) != agent {
		pairs = append(pairs, wide("质权人", org(s.Pledgee)+codeOf(p.pledgeeCode())))
		principals = append(principals, layout.Signer{Role: "委托人（质权人盖章）", Name: org(s.Pledgee), Seal: layout.RoundSeal})
	}
	role := "受托人（签字或盖章）"
	p.issuer(s.Pledgee.Name)
	p.doc.Title = "授权委托书\n（" + reg.right + reg.act + "）"
	p.pairs("", append(pairs, part("受托人"), wide("姓名或者名称", agent), wide("身份证件", "见所附身份证件复印件"))...)
	p.h1("一、委托事项")
	k := p.s.Contracts.Form
	p.para("委托受托人代为办理下列%s的%s手续。", reg.right, reg.act)
	p.pairs("", pair(reg.contractNo(), k.PledgeNo), pair("主合同编号", k.LoanNo))
	p.registeredRights(reg)
	p.h1("二、委托权限")
	p.items(p.wording("power_of_attorney.scope", nil)...)
	p.h1("三、委托期限")
	p.para("自委托人签章之日起至本次%s办理完毕之日止。受托人无权转委托。", reg.act)
	p.note("委托书应注明委托权限。依据：%s。", p.basisOf(reg, reg.codes.agent))
	p.copies("本委托书一式两份，一份报送登记机构，一份由受托人留存。")
	p.sign(2, append(principals, layout.Signer{Role: role, Name: agent})...)
}

// rightsList is the list of the rights as an annex, and its worksheet the electronic list.
func rightsList(p *paper) {
	s, reg := p.s, p.register()
	p.issuer(s.Pledgee.Name)
	p.titled(reg.list)
	p.doc.Landscape, p.across = true, true
	k := ""
	if s.Contracts != nil {
		k = s.Contracts.Form.PledgeNo
	}
	p.pairs("", pair("所附文书", "《"+reg.application+"》"), pair(reg.contract+"编号", k),
		wide("出质人", withCodes(s.Intake.Pledgors)), wide("质权人", org(s.Pledgee)+codeOf(p.pledgeeCode())), wide("项数", strconv.Itoa(len(s.Intake.Rights))+" 项"))
	p.table(reg.list, p.rightsOf(reg, true))
	p.note("本清单是《%s》的附件，与同时生成的电子表格内容一致；由双方盖章或者在各页骑缝处盖章。", reg.application)
	p.copies("本清单一式两份，随申请文件报送登记机构一份，由质权人留存一份。")
	p.bothSides()
}

// contractPoints are the 合同要点 of the loan and the pledge as recorded and checked.
func contractPoints(p *paper) {
	s, reg := p.s, p.register()
	k, c := s.Contracts.Form, s.Credit.Form
	p.issuer(s.Lender.Name)
	p.pairs("", part("一、当事人"), wide("债务人", withCodes(s.Intake.Debtors)), wide("出质人", withCodes(s.Intake.Pledgors)),
		wide("贷款银行", org(s.Lender)+codeOf(s.Lender.USCC)), wide("质权人", org(s.Pledgee)+codeOf(p.pledgeeCode())),
		part("二、借款合同"),
		pair("合同编号", k.LoanNo), pair("签订日", day(k.LoanSigned)),
		wide("借款金额", inFull(c.Amount)),
		pair("年利率", c.Rate.Percent()), pair("计息基础", strconv.Itoa(c.DayCount)+" 日"),
		wide("借款期限", day(c.From)+" 至 "+day(c.Due)),
		wide("还款方式", c.Repayment), wide("借款用途", s.Intake.Purpose),
		part("三、"+reg.contract),
		pair("合同编号", k.PledgeNo), pair("签订日", day(k.PledgeSigned)),
		pair("质押类型", pledgeKind(s.Intake.PledgeKind)), pair("质押方式", pledgeMode(s.Intake.PledgeMode)),
		wide("担保范围", k.Scope))
	if q := p.ceiling(); len(q) > 0 {
		p.pairs("", q...)
	}
	p.table("质押权利", p.rightsOf(reg, false))
	p.h1("四、质押合同条款")
	p.clauses()
	p.h1("五、实现质权的安排与核查")
	p.pairs("", pair("质权人可自行拍卖、变卖", yes(k.SelfSale)), pair("处置授权委托书", got(k.Authority)),
		pair("技术资料交付", arranged(k.TechPapers)), pair("流质条款", has(k.Forfeiture)),
		wide("公司决议核查", k.Resolution), wide("共有人同意", p.consents()),
		pair("承诺书签署日", day(k.CommitmentDay)), pair("面签记录", k.FaceToFace),
		wide("核验说明", s.Contracts.Note))
	p.note("要点摘自已签署的合同，供内部核对和后续管理使用；与合同不一致的，以合同为准。")
	p.copies("本表一式一份，由贷款银行存档。")
	p.sign(2, layout.Signer{Role: "登记人（签字）", Name: s.Contracts.Recorded.Person, Date: day(s.Contracts.Recorded.On)},
		layout.Signer{Role: "核验人（签字）", Name: signer(s.Contracts.Checked), Date: signDay(s.Contracts.Checked)})
}

func (p *paper) consents() string {
	var out []string
	for _, q := range p.s.Contracts.Form.Consents {
		out = append(out, oneLine(q.Name)+"，"+q.On.String()+"（"+p.titleOf(q.Ref, q.Ref)+"）")
	}
	return strings.Join(out, "；")
}

func got(b bool) string {
	if b {
		return "已取得"
	}
	return "未取得"
}

func arranged(b bool) string {
	if b {
		return "已约定"
	}
	return "未约定"
}

func has(b bool) string {
	if b {
		return "有"
	}
	return "无"
}
