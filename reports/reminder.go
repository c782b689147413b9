package reports

import (
	"slices"

	"zhiya/reports/layout"
	"zhiya/workflow/monitor"
)

// duty is what an alarm asks of the debtor or the pledgor. Alarms without one are the pledgee's own business and never go out:
// nobody tells the debtor that a limitation period is running.
type duty struct{ who, do string }

const (
	debtorSide  = "债务人"
	pledgorSide = "出质人"
	bothSides   = "债务人、出质人"
)

var duties = map[string]duty{
	"fee.due":            {pledgorSide, "请于期限前缴纳年费，并将缴费凭证送交我方"},
	"fee.grace":          {pledgorSide, "请在补缴期届满前补缴年费及滞纳金，并将缴费凭证送交我方；未补缴的，我方可以代缴并计入债权"},
	"fee.lapsed":         {pledgorSide, "请立即查明法律状态，符合条件的请求恢复权利，并提供补充担保"},
	"fee.unknown":        {pledgorSide, "请提供最近一次年费缴费凭证或者登记簿副本"},
	"renewal.due":        {pledgorSide, "请办理商标续展注册，并将受理凭证送交我方"},
	"renewal.grace":      {pledgorSide, "请在宽展期内办理续展注册，并将受理凭证送交我方"},
	"renewal.lapsed":     {pledgorSide, "请立即查明法律状态并提供补充担保"},
	"right.lost":         {bothSides, "请提供补充担保或者提前清偿"},
	"right.invalidation": {pledgorSide, "请将无效宣告请求书、答复意见和审查决定及时送交我方"},
	"right.seized":       {pledgorSide, "请说明保全、查封的原因并送交有关法律文书"},
	"right.suspended":    {pledgorSide, "请说明权属纠纷情况并送交有关法律文书"},
	"right.dispute":      {pledgorSide, "请说明争议情况并送交有关材料"},
	"right.term_short":   {bothSides, "请置换质物或者提前清偿"},
	"coverage.unknown":   {pledgorSide, "请配合重新评估，提供评估所需资料"},
	"valuation.ending":   {pledgorSide, "请配合重新评估，提供评估所需资料"},
	"coverage.shortfall": {bothSides, "请追加质押、提供相应的担保或者提前清偿部分债务"},
	"pledge.term_ending": {pledgorSide, "请配合办理质权登记延期"},
	"pledge.term_over":   {pledgorSide, "请立即配合核实登记状态并重新办理登记"},
	"debt.due":           {debtorSide, "请落实还款来源，到期足额清偿；需要展期的，请在到期前书面申请"},
	"debt.overdue":       {debtorSide, "请立即清偿到期债务及相应的利息、罚息"},
	"loan.unregistered":  {pledgorSide, "请立即配合办理质押登记"},
	"papers.missing":     {bothSides, "请补齐所列材料"},
}

// reminder is the 提示函: what the watch asks of the debtor and the pledgor on the day, each with its last day.
func reminder(p *paper) {
	s, on := p.s, p.info.On
	f, alarms := p.watched()
	alarms = slices.DeleteFunc(alarms, func(a monitor.Alarm) bool { return a.To != "pledgee" || duties[a.Code].do == "" })
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
		d := duties[a.Code]
		cover = cover || a.Code == "coverage.shortfall" || a.Code == "right.lost"
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(d.who), layout.T(a.Why), layout.T(d.do), layout.Day(a.Until)})
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
