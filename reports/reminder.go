package reports

import (
	"slices"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
	"zhiya/workflow/party"
)

// reminder is the 提示函 or 逾期催收函: what the officer asks of the debtor and the pledgor, each with its last day; a draft asks for what
// the watch asks of them on the day.
func reminder(p *paper) {
	s, on := p.s, p.info.On
	f, alarms := p.watched()
	letter := s.Letter()
	if letter == nil {
		letter = &casefile.LetterR{Kind: casefile.LetterGeneral, To: casefile.ToBoth}
		for _, a := range alarms {
			if d, asked := a.Duty(); asked {
				letter.Items = append(letter.Items, casefile.LetterItemR{Code: a.Code, Level: a.Level, Who: d.Who, Why: a.Why, Do: d.Do, Until: a.Until})
			}
		}
	}
	p.amount = f.Outstanding
	p.issuer(s.Pledgee.Name)
	p.doc.Title = letter.Kind.String()
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + names(addressees(p, letter.To))})
	p.wordingParas("reminder.opening", map[string]string{"监测日": day(on), "质权人": org(s.Pledgee)})
	p.h1("一、贷款与质押")
	p.pairs("", append(p.secured(), pair("未偿本金", yuan(f.Outstanding)), pair("债务到期日", day(f.Due)))...)
	p.h1("二、需要办理的事项")
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("办理人", 1.1), col("情况", 3.2), col("要求", 3.2), mid("最迟日", 1.3)}}
	undated := false
	for i, x := range letter.Items {
		until := monitor.By(x.Level, x.Until)
		undated = undated || until == "—"
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Who), layout.T(x.Why), layout.T(x.Do), layout.T(until)})
	}
	if len(letter.Items) == 0 {
		t.Rows = append(t.Rows, []layout.Cell{layout.T("截至本函日期，未发现需要你方办理的事项。").Across(5)})
	}
	if undated {
		t.Note = "最迟日为“—”的，请在收到本函后立即办理。"
	}
	p.table("需要办理的事项", t)
	if slices.ContainsFunc(letter.Items, func(x casefile.LetterItemR) bool { return x.Code == "coverage.shortfall" || x.Code == "right.lost" }) {
		p.para("因不能归责于质权人的事由可能使质押财产毁损或者价值明显减少，足以危害质权人权利的，质权人有权请求出质人提供相应的担保（民法典第四百三十三条）。")
	}
	if letter.Kind == casefile.LetterOverdue {
		p.para("本函是债权人请求债务人履行到期债务的书面要求。请在收到后签收，并将回执交还我方。")
	}
	p.wordingParas("reminder.closing", nil)
	if letter.To == casefile.ToBoth {
		p.copies("本函一式三份，债务人、出质人和质权人各执一份。")
	} else {
		p.copies("本函一式两份，" + letter.To.String() + "和质权人各执一份。")
	}
	p.sign(2, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(on), Seal: layout.RoundSeal},
		layout.Signer{Role: "收件人签收（盖章）", Seal: layout.RoundSeal})
}

// addressees are those a letter is for.
func addressees(p *paper, to casefile.LetterTo) []party.Enterprise {
	switch to {
	case casefile.ToDebtor:
		return p.s.Intake.Debtors
	case casefile.ToPledgor:
		return p.s.Intake.Pledgors
	}
	return distinctParties(p.s.Intake.Debtors, p.s.Intake.Pledgors)
}
