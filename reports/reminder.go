package reports

import (
	"slices"

	"zhiya/reports/layout"
	"zhiya/workflow/monitor"
)

// reminder is the 提示函: what the watch asks of the debtor and the pledgor on the day, each with its last day.
func reminder(p *paper) {
	s, on := p.s, p.info.On
	f, alarms := p.watched()
	alarms = slices.DeleteFunc(alarms, func(a monitor.Alarm) bool { _, asked := a.Duty(); return !asked })
	p.amount = f.Outstanding
	p.issuer(s.Pledgee.Name)
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + partiesOf(p)})
	p.wordingParas("reminder.opening", map[string]string{"监测日": day(on), "质权人": org(s.Pledgee)})
	p.h1("一、贷款与质押")
	p.pairs("", append(p.secured(), pair("未偿本金", yuan(f.Outstanding)), pair("债务到期日", day(f.Due)))...)
	p.h1("二、需要办理的事项")
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("办理人", 1.1), col("情况", 3.2), col("要求", 3.2), mid("最迟日", 1.3)}}
	cover := false
	for i, a := range alarms {
		d, _ := a.Duty()
		cover = cover || a.Code == "coverage.shortfall" || a.Code == "right.lost"
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(d.Who), layout.T(a.Why), layout.T(d.Do), layout.T(monitor.By(a.Level, a.Until))})
	}
	if len(alarms) == 0 {
		p.para("截至本函日期，未发现需要你方办理的事项。")
	} else {
		t.Note = "最迟日为“—”的，请在收到本函后立即办理。"
	}
	p.table("需要办理的事项", t)
	if cover {
		p.para("因不能归责于质权人的事由可能使质押财产毁损或者价值明显减少，足以危害质权人权利的，质权人有权请求出质人提供相应的担保（民法典第四百三十三条）。")
	}
	p.wordingParas("reminder.closing", nil)
	p.copies("本函一式三份，债务人、出质人和质权人各执一份。")
	p.sign(2, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(on), Seal: layout.RoundSeal},
		layout.Signer{Role: "收件人签收（盖章）", Seal: layout.RoundSeal})
}

// partiesOf names the debtors and those pledgors who are not among them.
func partiesOf(p *paper) string {
	return names(distinctParties(p.s.Intake.Debtors, p.s.Intake.Pledgors))
}
