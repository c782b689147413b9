package reports

import (
	"fmt"
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

// appraisalReport is the 资产评估报告: cover, contents, 声明, 摘要, the fourteen headings in their fixed order, annex. What it
// says is computed from the case; where the case knows nothing the report says so.
func appraisalReport(p *paper) {
	s, v := p.s, p.s.Valuation
	p.issuer(s.Assessor.Name)
	object := objectName(s.Intake.Rights)
	p.doc.Title = fmt.Sprintf("关于%s拟以知识产权质押融资涉及的%s资产评估报告", brief(s.Intake.Debtors[0].Name, 40)+etc(len(s.Intake.Debtors), "户"), object)
	p.doc.Number = oneLine(s.Report.Number)
	p.doc.Header = "资产评估报告"
	p.doc.Date = s.Report.On
	p.doc.Cover = &layout.Cover{Lines: []layout.Pair{
		pair("委托人", brief(s.Engagement.Form.Clients, onCover)),
		pair("产权持有人", brief(names(s.Intake.Pledgors), onCover)),
		pair("评估对象", brief(objectCount(s.Intake.Rights), onCover)),
		pair("评估基准日", day(v.Inputs.BaseDate)),
		pair("业务报备编码", brief(filingCode(s.Report), onCover)),
		pair("报告份数", fmt.Sprintf("共 %d 份", s.Report.Copies)),
	}}
	p.add(layout.TOC{Depth: 1}, layout.PageBreak{})
	p.declaration()
	p.summary(object)
	p.add(layout.PageBreak{})
	p.add(layout.Heading{Level: 1, Text: "一、委托人、被评估单位（产权持有人）及其他资产评估报告使用人"})
	p.parties()
	p.h1("二、评估目的")
	p.purpose(object)
	p.h1("三、评估对象和评估范围")
	p.scope(object)
	p.h1("四、价值类型")
	p.valueType()
	p.h1("五、评估基准日")
	p.para("本项目评估基准日为 %s。评估所采用的价格、费率和参数均以评估基准日有效的标准为准，引用的资料出具日晚于基准日的，已在取价依据中注明。", day(v.Inputs.BaseDate))
	p.h1("六、评估依据")
	p.bases()
	p.h1("七、评估方法")
	p.methods()
	p.h1("八、评估程序实施过程和情况")
	p.procedure()
	p.h1("九、评估假设")
	p.assumptions()
	p.h1("十、评估结论")
	p.conclusion()
	p.h1("十一、特别事项说明")
	p.specialMatters()
	p.h1("十二、资产评估报告使用限制说明")
	p.limits()
	p.h1("十三、资产评估报告日")
	p.para("本资产评估报告日为 %s。", day(s.Report.On))
	p.h1("十四、资产评估专业人员签名和资产评估机构印章")
	p.reportSignatures()
	p.annex()
}

// onCover is how much of a value the cover shows; the summary has it in full.
const onCover = 32

// brief cuts a text to n characters.
func brief(text string, n int) string {
	text = oneLine(text)
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

func etc(n int, unit string) string {
	if n > 1 {
		return "等" + strconv.Itoa(n) + unit
	}
	return ""
}

func objectCount(rights []right.Right) string {
	if len(rights) == 1 {
		return rightTitle(rights[0]) + "（" + rights[0].Kind.String() + "）"
	}
	return rightTitle(rights[0]) + "等" + strconv.Itoa(len(rights)) + "项" + objectName(rights)
}

func filingCode(r *casefile.ReportR) string {
	if strings.TrimSpace(r.FilingCode) == "" {
		return "待报备"
	}
	out := oneLine(r.FilingCode)
	if !r.FilingOn.IsZero() {
		out += "（" + r.FilingOn.String() + "）"
	}
	return out
}

// declaration is the 声明.
func (p *paper) declaration() {
	f := p.s.Engagement.Form
	p.add(layout.Heading{Level: 1, Text: "声　明"})
	for i, text := range p.wording("appraisal_report.declaration", map[string]string{"独立性核查": independence(f), "承诺函情况": commitment(f), "现场调查情况": p.visited()}) {
		p.para("%s、%s", layout.ChineseNumeral(i+1), text)
	}
	p.add(layout.PageBreak{})
}

func independence(f casefile.EngagementForm) string {
	if f.Independent {
		return "已核查与委托人及其他当事人不存在须回避的利害关系，评估服务费不与评估结论挂钩"
	}
	return "独立性核查情况未作记录"
}

func commitment(f casefile.EngagementForm) string {
	if f.Commitment {
		return "已出具承诺函，对资料的真实性、完整性、合法性负责"
	}
	return "对资料的真实性、完整性、合法性负责（承诺函未登记）"
}

// summary is the 摘要.
func (p *paper) summary(object string) {
	s, v, c := p.s, p.s.Valuation, p.s.Valuation.Conclusion
	p.add(layout.Heading{Level: 1, Text: "摘　要"})
	p.para("%s接受%s委托，就%s拟以知识产权质押融资所涉及的%s在评估基准日的价值进行了评估。主要内容如下：",
		org(s.Assessor), oneLine(s.Engagement.Form.Clients), names(s.Intake.Debtors), object)
	p.pairs("",
		wide("委托人", s.Engagement.Form.Clients),
		wide("产权持有人", names(s.Intake.Pledgors)),
		wide("评估目的", v.Inputs.Purpose),
		wide("评估对象", fmt.Sprintf("%s；共 %d 项，明细见附件", objectCount(s.Intake.Rights), len(s.Intake.Rights))),
		pair("价值类型", v.Inputs.ValueType.String()), pair("评估基准日", day(v.Inputs.BaseDate)),
		wide("评估方法", approachNames(c)),
		wide("评估结论", v.Inputs.ValueType.String()+" "+inFull(c.MarketValue)),
		wide("变现价值", inFull(c.ForcedSaleValue)),
		wide("使用有效期", fmt.Sprintf("自评估基准日 %s 起至 %s 止", v.Inputs.BaseDate, s.Report.ValidUntil)),
		wide("重大特别事项", fmt.Sprintf("共 %d 项，详见正文“十一、特别事项说明”", len(p.matters()))))
	p.para("以上内容摘自资产评估报告正文，欲了解本评估项目的详细情况和正确理解评估结论，应当阅读资产评估报告正文。")
}

func approachNames(c valuation.Conclusion) string {
	out := make([]string, len(c.Approaches))
	for i, a := range c.Approaches {
		out[i] = a.Name
	}
	return strings.Join(out, "、")
}

func (p *paper) parties() {
	s, f := p.s, p.s.Engagement.Form
	p.h2("（一）委托人")
	p.pairs("", wide("委托人", f.Clients), pair("委托合同编号", f.ContractNo), pair("合同签订日", day(f.Signed)), pair("付费方", f.Payer), pair("收费与结论", map[bool]string{true: "不挂钩", false: "未确认"}[f.FeeNotTied]))
	p.h2("（二）被评估单位（产权持有人）")
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("名称", 2.6), col("统一社会信用代码（证件号）", 2), col("住所", 2.6)}}
	for i, e := range s.Intake.Pledgors {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(oneLine(e.Name)), layout.T(e.USCC), layout.T(e.Address)})
	}
	p.table("产权持有人", t)
	p.h2("（三）其他资产评估报告使用人")
	users := []string{}
	if s.Lender.Name != "" {
		users = append(users, "贷款银行"+oneLine(s.Lender.Name))
	}
	if s.Pledgee.Name != "" && s.Pledgee.ID != s.Lender.ID {
		users = append(users, "质权人"+oneLine(s.Pledgee.Name))
	}
	users = append(users, "法律、行政法规规定的其他资产评估报告使用人")
	p.para("%s。", strings.Join(users, "；"))
}

func (p *paper) purpose(object string) {
	s, v := p.s, p.s.Valuation
	p.para("%s拟以%s出质，向%s申请融资 %s（期限 %d 个月，用途：%s）。本次评估%s。",
		names(s.Intake.Debtors), object, org(s.Lender), yuan(s.Intake.Requested), s.Intake.TermMonths, oneLine(s.Intake.Purpose), strings.TrimSuffix(oneLine(v.Inputs.Purpose), "。"))
}

func (p *paper) scope(object string) {
	s := p.s
	p.para("评估对象为产权持有人持有的 %d 项%s，评估范围与委托合同约定一致。全部权利的登记事项如下，完整的评估明细表见附件。", len(s.Intake.Rights), object)
	p.rightsTable("评估对象")
	p.h2("权利状态与负担")
	p.para("评估专业人员于 %s 查询登记簿副本并核验年费缴纳情况。各项权利在查询日的状态和负担如下：", p.checkedOn())
	p.burdenTable("权利状态与负担")
}

func (p *paper) valueType() {
	in := p.s.Valuation.Inputs
	switch in.ValueType {
	case valuation.MarketValue:
		p.para("本次评估的价值类型为市场价值，即自愿买方和自愿卖方在各自理性行事且未受任何强迫的情况下，评估对象在评估基准日进行正常公平交易的价值估计数额。")
	default:
		p.para("本次评估的价值类型为%s。定义：%s", in.ValueType.String(), in.ValueTypeDefinition)
	}
	p.para("为满足质权人判断质物变现能力的需要，本报告同时列示变现价值，即在快速变现条件下扣除变现折扣、处置费用并考虑变现期后的价值，其与上述价值之间的差额逐项列示于“十、评估结论”。")
}

// procedure is what was done, from the record of the case.
func (p *paper) procedure() {
	s, f := p.s, p.s.Engagement.Form
	visitDay, visit := p.visitWords()
	rows := [][3]string{
		{"明确业务基本事项", day(s.OpenedOn), "了解评估目的、评估对象和各方当事人，核查独立性。"},
		{"订立委托合同", day(f.Signed), "合同编号 " + or(oneLine(f.ContractNo)) + "。"},
		{"编制评估计划", planDay(s), "指派评估专业人员：" + valuerNames(f.Valuers) + "。"},
		{"现场调查", visitDay, visit},
		{"收集整理资料", p.checkedOn(), "逐项核查权属；资料：" + or(oneLine(f.Papers))},
	}
	prepared := s.Valuation.Prepared
	if n := len(prepared); n > 0 {
		people := []string{}
		for _, x := range prepared {
			if name := oneLine(x.Person); !contains(people, name) {
				people = append(people, name)
			}
		}
		rows = append(rows, [3]string{"评定估算形成结论", day(prepared[n-1].On), "由" + strings.Join(people, "、") + "编制；采用" + approachNames(s.Valuation.Conclusion) + "。"})
	} else {
		rows = append(rows, [3]string{"评定估算形成结论", "", "采用" + approachNames(s.Valuation.Conclusion) + "。"})
	}
	rows = append(rows, [3]string{"编制出具报告", day(s.Report.On), reviewWords(s.Review) + "由签名的评估专业人员签署后出具。"},
		[3]string{"整理归集档案", "", "出具后归档；保存期限不少于十五年，属于法定评估业务的不少于三十年（资产评估法第二十九条）。"})
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("程序", 1.6), mid("日期", 1.5), col("实施情况", 4.4)}}
	for i, r := range rows {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(r[0]), layout.T(r[1]), layout.T(r[2])})
	}
	p.table("评估程序实施情况", t)
}

func contains(list []string, x string) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

func reviewWords(r *casefile.ReviewR) string {
	if r == nil || len(r.Rounds) == 0 {
		return "内部审核情况未作记录；"
	}
	return fmt.Sprintf("经 %d 级内部审核（共 %d 轮，意见 %d 条），", r.Levels, len(r.Rounds), len(r.Notes))
}

func (p *paper) reportSignatures() {
	s := p.s
	p.para("本报告由承办本业务的下列资产评估专业人员签名（姓名后为登记编号），并加盖资产评估机构印章。")
	var signers []layout.Signer
	for i, x := range s.Report.Signatures {
		licence := ""
		if i < len(s.Report.Licences) {
			licence = oneLine(s.Report.Licences[i])
		}
		signers = append(signers, layout.Signer{Role: "资产评估专业人员（签名）", Name: oneLine(x.Person) + "　" + or(licence), Date: day(x.On), Seal: layout.SquareSeal})
	}
	signers = append(signers, layout.Signer{Role: "资产评估机构（印章）", Name: s.Assessor.Name, Date: day(s.Report.On), Seal: layout.RoundSeal})
	p.sign(2, signers...)
}
