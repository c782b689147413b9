package reports

import (
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
)

// registrationForm is the application to the register with the pre-check of every ground, to be sealed by both sides. The
// title and the list of rights follow the kind of right.
func registrationForm(p *paper) {
	s := p.s
	p.issuer(s.Pledgee.Name)
	kind := s.Precheck.Request.Kind
	title := "专利权质押登记申请表"
	switch kind {
	case "trademark":
		title = "注册商标专用权质权登记申请书"
	case "copyright":
		title = "著作权质权登记申请表"
	}
	p.doc.Title = title + "\n（含预审意见）"
	p.doc.Header = title
	p.add(layout.Paragraph{Align: layout.Right, Spans: []layout.Span{{Text: "用印状态：" + p.sealState().String(), Bold: true}}})
	p.h1("一、质押" + objectName(s.Intake.Rights))
	p.registeredRights(kind)
	p.h1("二、出质人、质权人和债务人")
	p.registrationParties()
	p.h1("三、主合同与质押合同")
	p.registrationContracts()
	p.h1("四、提交材料")
	p.registrationPapers(kind)
	p.add(layout.Heading{Level: 1, Text: "五、当事人签章"})
	p.wordingParas("registration.statement", nil)
	var signers []layout.Signer
	for _, e := range s.Intake.Pledgors {
		signers = append(signers, layout.Signer{Role: "出质人（盖章）", Name: e.Name, Seal: layout.RoundSeal})
	}
	signers = append(signers, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Seal: layout.RoundSeal})
	p.sign(2, signers...)
	p.add(layout.Heading{Level: 1, Text: "附：登记预审意见", NewPage: true})
	p.precheckOpinion(kind)
}

// registeredRights lists the rights as the register wants them; a patent number loses the dot before its check digit.
func (p *paper) registeredRights(kind string) {
	t := layout.Table{}
	switch kind {
	case "trademark":
		t.Columns = []layout.Column{mid("序号", 0.5), col("商标名称", 2.6), col("注册号", 1.6), mid("类别", 0.9), mid("核准注册日", 1.3), mid("专用期止", 1.3)}
	case "copyright":
		t.Columns = []layout.Column{mid("序号", 0.5), col("作品（软件）全称", 2.8), col("登记号", 1.7), mid("首次发表日", 1.3), mid("保护期止", 1.3), col("授权情况", 1.6)}
	default:
		t.Columns = []layout.Column{mid("序号", 0.5), col("发明名称", 2.8), mid("种类", 1.2), col("专利号", 1.9), mid("申请日", 1.3), mid("授权公告日", 1.3)}
		t.Note = "专利号按列表填写要求省略校验位前的小数点。"
	}
	for i, r := range p.s.Intake.Rights {
		row := []layout.Cell{index(i), layout.T(rightTitle(r))}
		switch kind {
		case "trademark":
			row = append(row, layout.T(r.Number), layout.T(class(r)), layout.Day(r.Granted), layout.Day(r.TermEnd))
		case "copyright":
			licences := "无"
			if n := len(r.Licences); n > 0 {
				licences = strconv.Itoa(n) + " 项"
			}
			row = append(row, layout.T(r.Number), layout.Day(r.Filed), layout.Day(r.ProtectionEnd), layout.T(licences))
		default:
			row = append(row, layout.T(r.Kind.String()), layout.T(strings.ReplaceAll(r.Number, ".", "")), layout.Day(r.Filed), layout.Day(r.Granted))
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) > 10 && kind == "patent" {
		t.Note += "超过 10 项的，另附电子列表。"
	}
	p.table("出质权利", t)
}

func (p *paper) registrationParties() {
	s := p.s
	for i, e := range s.Intake.Pledgors {
		p.pairs("", part("出质人"+numbered(i, len(s.Intake.Pledgors))), wide("名称", oneLine(e.Name)), wide("统一社会信用代码（证件号）", e.USCC), wide("地址", e.Address), pair("联系人", e.Contact), pair("联系电话", e.Phone))
	}
	code := ""
	if s.Precheck.Request.Pledgee.USCC != "" {
		code = s.Precheck.Request.Pledgee.USCC
	}
	p.pairs("", part("质权人"), wide("名称", org(s.Pledgee)), wide("统一社会信用代码", code))
	for i, e := range s.Intake.Debtors {
		p.pairs("", part("债务人"+numbered(i, len(s.Intake.Debtors))), wide("名称", oneLine(e.Name)), wide("统一社会信用代码（证件号）", e.USCC))
	}
	if f := s.Registration; f != nil && f.Filing != nil {
		p.pairs("", part("办理"), pair("代办人", oneLine(f.Filing.Agent)), pair("办理方式", f.Filing.Channel), pair("提交日", day(f.Filing.On)), pair("受理回执号", f.Filing.ReceiptNo))
	}
}

func numbered(i, n int) string {
	if n < 2 {
		return ""
	}
	return "（" + layout.ChineseNumeral(i+1) + "）"
}

func (p *paper) registrationContracts() {
	s, k, c := p.s, p.s.Contracts.Form, p.s.Credit.Form
	appraised := "否"
	firm, appraisal := "", ""
	if s.Report.Issued() && s.Valuation != nil {
		appraised, firm, appraisal = "是", oneLine(s.Assessor.Name), yuan(s.Valuation.Conclusion.MarketValue)+"（报告 "+oneLine(s.Report.Number)+"）"
	}
	debt := "借款合同债权"
	if s.Intake.PledgeMode == "counter" {
		debt = "担保人代偿后的追偿权（反担保）"
	}
	pairs := []layout.Pair{
		part("主合同与债权"),
		pair("主合同编号", k.LoanNo), pair("主合同签订日", day(k.LoanSigned)),
		pair("债权种类", debt), pair("质押类型", pledgeKind(s.Intake.PledgeKind)),
		wide("被担保债权数额", inFull(c.Amount)),
		wide("债务履行期限", day(c.From)+" 至 "+day(c.Due)),
		part("质押合同"),
		pair("质押合同编号", k.PledgeNo), pair("质押合同签订日", day(k.PledgeSigned)),
		wide("质押担保范围", k.Scope),
		pair("是否经资产评估", appraised), pair("评估单位", firm),
		wide("评估价值", appraisal),
	}
	if q := s.Intake.Ceiling; q != nil {
		most := q.Registered
		if most == 0 {
			most = q.Agreed
		}
		pairs = append(pairs, part("最高额质押"), wide("申请登记的最高债权额", inFull(most)), wide("债权发生期间", day(q.From)+" 至 "+day(q.To)))
	}
	p.pairs("", pairs...)
	t := layout.Table{Columns: []layout.Column{mid("条款", 0.7), col("内容", 4.5), mid("合同已载明", 1.2)}}
	for _, q := range k.Clauses {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(q.Code), layout.T(q.Text), layout.T(yes(q.In))})
	}
	t.Rows = append(t.Rows, []layout.Cell{layout.T(""), layout.T("质权人可自行拍卖、变卖（实现质权的约定）"), layout.T(yes(k.SelfSale))},
		[]layout.Cell{layout.T(""), layout.T("到期不还即归质权人所有（流质条款，应为“否”）"), layout.T(yes(k.Forfeiture))})
	p.table("质押合同条款核对", t)
}

func (p *paper) registrationPapers(kind string) {
	s, k := p.s, p.s.Contracts.Form
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("材料", 3.6), col("说明", 3), mid("用印状态", 1)}}
	add := func(name, note, state string) {
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(name), layout.T(note), layout.T(state)})
	}
	unsealed := casefile.Unsealed.String()
	code := materialCodes[kind]
	add(strings.Split(p.doc.Title, "\n")[0], "出质人和质权人签字或者盖章", p.sealState().String())
	add("质押合同", "编号 "+or(k.PledgeNo)+"，"+day(k.PledgeSigned), p.materialState(code.contract, "已签署"))
	if kind != "patent" {
		add("主合同", "编号 "+or(k.LoanNo)+"，"+day(k.LoanSigned), p.materialState(code.contract, "已签署"))
	}
	add("双方身份证明或当事人承诺书", "承诺书签署日 "+or(day(k.CommitmentDay)), p.materialState(code.identity, unsealed))
	if s.Registration != nil && s.Registration.Filing != nil && s.Registration.Filing.Agent != "" {
		add("授权委托书", "代办人 "+oneLine(s.Registration.Filing.Agent)+"，注明委托权限", p.materialState(code.agent, unsealed))
	}
	if s.Report.Issued() {
		add("资产评估报告", oneLine(s.Report.Number)+"，"+day(s.Report.On), p.issuedState(casefile.DocAppraisalReport))
	}
	for _, q := range k.Consents {
		add("共有人同意出质的书面意见", oneLine(q.Name)+"，"+q.On.String()+"（"+p.titleOf(q.Ref, q.Ref)+"）", p.materialState(code.consent, "已收"))
	}
	for _, q := range s.Statements {
		state := unsealed
		if q.Code == "PR-10" {
			state = p.materialState(code.statement, unsealed)
		}
		add(statementName(q.Code), p.rightAt(q.Right), state)
	}
	t.Note = "用印后扫描存档，以原件内容一致为准。"
	p.table("材料清单", t)
}

func statementName(code string) string {
	switch code {
	case "PR-10":
		return "质押专利同日申请情况的声明"
	case "PR-11":
		return "专利权已启动无效宣告程序、同意继续办理的声明"
	}
	return "书面声明（" + code + "）"
}

func (p *paper) rightAt(i int) string {
	if i < 0 || i >= len(p.s.Intake.Rights) {
		return ""
	}
	return rightTitle(p.s.Intake.Rights[i])
}

// precheckOpinion prints every ground of the rules of the day with its outcome, right by right where one holds.
func (p *paper) precheckOpinion(kind string) {
	s := p.s
	res, req := s.Precheck.Result, s.Precheck.Request
	p.pairs("",
		pair("预审日期", day(req.On)), pair("预审人", who(s.Precheck.By)),
		pair("债务到期日", day(req.Debt.Due)), pair("预审结论", outcomeName(res.Outcome)))
	pack, err := p.rules.On(kind+"-pledge-refusal", req.On)
	if err != nil {
		p.para("预审当日没有适用的规则包，不予登记情形未能逐项列示。")
		return
	}
	p.para("依据%s逐项核对不予登记的情形，结果如下：", or(citation(pack)))
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.45), col("不予登记的情形", 3), mid("结果", 0.9), col("说明", 2.8), col("依据", 1.5)}}
	for _, g := range pack.Items {
		result, note := "通过", ""
		for _, f := range res.Findings {
			if f.Code == g.Code {
				result = outcomeName(f.Outcome)
				note = joinNote(note, p.findingNote(f, g))
			}
		}
		for _, q := range s.Statements {
			if q.Code == g.Code {
				note = joinNote(note, p.rightAt(q.Right)+"：当事人已书面声明继续办理")
			}
		}
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(g.Title), layout.T(result).InBold(), layout.T(note), layout.T(article(g.Citation(), citation(pack)))})
	}
	p.table("不予登记情形逐项核对", t)
	warnings := []string{}
	for _, f := range res.Findings {
		if f.Outcome == pledge.Warning {
			warnings = append(warnings, f.Message)
		}
	}
	if len(warnings) > 0 {
		p.h2("提示")
		p.items(warnings...)
	}
	if len(s.Statements) > 0 {
		p.h2("当事人书面声明")
		for _, q := range s.Statements {
			p.para("%s（%s）：%s", statementName(q.Code), p.rightAt(q.Right), q.Text)
		}
	}
	p.wordingNotes("registration.precheck", nil)
}

func citation(pack policy.Pack) string {
	for _, i := range pack.Items {
		if i.Verified {
			if end := strings.Index(i.Basis, "》"); end > 0 {
				return i.Basis[:end+len("》")]
			}
		}
	}
	return pack.Citation()
}

// article is a citation without the name of the measures and their number, which stand above the table.
func article(basis, measures string) string {
	rest, ok := strings.CutPrefix(basis, measures)
	if !ok {
		return basis
	}
	if i := strings.Index(rest, "）第"); strings.HasPrefix(rest, "（") && i > 0 {
		rest = rest[i+len("）"):]
	}
	return rest
}

func (p *paper) findingNote(f pledge.Finding, g policy.Item) string {
	text := strings.TrimPrefix(strings.TrimPrefix(f.Message, g.Title), "：")
	text = strings.TrimPrefix(text, "。")
	if f.Right >= 0 {
		return p.rightAt(f.Right) + "：" + text
	}
	return text
}

func joinNote(a, b string) string {
	if a == "" {
		return b
	}
	return a + "；" + b
}

func outcomeName(o pledge.Outcome) string {
	switch o {
	case pledge.Pass:
		return "通过"
	case pledge.Refused:
		return "不通过"
	case pledge.NeedsStatement:
		return "须书面声明"
	case pledge.Warning:
		return "提示"
	}
	return or(string(o))
}

// secured names the pledge for the papers after registration.
func (p *paper) secured() []layout.Pair {
	s := p.s
	number, on := "", ""
	if s.Registration != nil {
		number, on = s.Registration.Number, day(s.Registration.On)
	}
	loan, contract := "", ""
	if s.Contracts != nil {
		loan, contract = s.Contracts.Form.LoanNo, s.Contracts.Form.PledgeNo
	}
	return []layout.Pair{pair("债务人", names(s.Intake.Debtors)), pair("出质人", names(s.Intake.Pledgors)),
		pair("贷款银行", org(s.Lender)), pair("质权人", org(s.Pledgee)),
		pair("借款合同编号", loan), pair("质押合同编号", contract),
		pair("质押登记号", number), pair("登记日", on)}
}
