package reports

import (
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
)

// precheckOpinion is the 登记预审意见, a paper of the pledgee for itself: every ground of the rules of the day with its outcome, right by
// right where one holds, the clauses of the contract, and what the parties declared.
func precheckOpinion(p *paper) {
	s, reg := p.s, p.register()
	res, req := s.Precheck.Result, s.Precheck.Request
	p.issuer(s.Pledgee.Name)
	p.pairs("", part("一、预审对象"),
		pair("案件编号", s.Number), pair("登记种类", reg.right+reg.act),
		wide("出质人", names(s.Intake.Pledgors)), wide("质权人", org(s.Pledgee)), wide("债务人", names(s.Intake.Debtors)),
		pair("权利项数", strconv.Itoa(len(s.Intake.Rights))+" 项"), pair("债务到期日", day(req.Debt.Due)),
		part("二、预审结论"),
		pair("预审日期", day(req.On)), pair("预审结论", outcomeName(res.Outcome)),
		wide("预审人", who(s.Precheck.By)))
	p.h1("三、不予登记情形核对")
	p.grounds(reg)
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
	if s.Contracts != nil {
		p.h1("四、质押合同条款核对")
		p.clauses()
	}
	p.burdenTable("权利状态与负担")
	p.wordingNotes("registration.precheck", nil)
	p.copies("本意见一式一份，由质权人存档，不报送登记机构。")
	p.sign(2, layout.Signer{Role: "预审人（签字）", Name: s.Precheck.By.Person, Date: day(s.Precheck.By.On)},
		layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Seal: layout.RoundSeal})
}

// grounds are the rules of the day, ground by ground.
func (p *paper) grounds(reg register) {
	s := p.s
	res, req := s.Precheck.Result, s.Precheck.Request
	pack, err := p.rules.On(reg.object+"-pledge-refusal", req.On)
	if err != nil {
		p.para("预审当日没有适用的规则包，不予登记情形未能逐项列示。")
		return
	}
	if by := citation(pack); by == policy.Unverified {
		p.para("按下列情形逐项核对；条文原文待核实，不作为条文引用。结果如下：")
	} else {
		p.para("依据%s逐项核对不予登记的情形，结果如下：", by)
	}
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.45), col("不予登记的情形", 3), mid("结果", 0.9), col("说明", 2.1), col("依据", 2)}}
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
}

// clauses are those the pledge contract must or may have, and two agreements that matter at enforcement.
func (p *paper) clauses() {
	k := p.s.Contracts.Form
	t := layout.Table{Columns: []layout.Column{mid("条款", 0.7), col("内容", 4.5), mid("合同已载明", 1.2)}}
	for _, q := range k.Clauses {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(q.Code), layout.T(q.Text), layout.T(yes(q.In))})
	}
	t.Rows = append(t.Rows, []layout.Cell{layout.T(""), layout.T("质权人可自行拍卖、变卖（实现质权的约定）"), layout.T(yes(k.SelfSale))},
		[]layout.Cell{layout.T(""), layout.T("到期不还即归质权人所有（流质条款，应为“否”）"), layout.T(yes(k.Forfeiture))})
	p.table("质押合同条款核对", t)
}

func (p *paper) rightAt(i int) string {
	rights := p.s.Intake.Rights
	if p.kind == casefile.DocPrecheck { // as they were looked at; one may have been released since
		rights = p.s.Precheck.Request.Rights
	}
	if i < 0 || i >= len(rights) {
		return ""
	}
	return rightTitle(rights[i])
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
