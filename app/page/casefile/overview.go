package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation/money"
	road "zhiya/workflow/casefile"
)

// overview is 概况: the figures that matter, who takes part, and what is pledged.
func (p *Page) overview() fyne.CanvasObject {
	s := p.view.State
	box := container.NewVBox(card("要点", p.keyFigures()), card("参与机构", kit.Facts(3, inner,
		kit.Fact{Label: "受理机构", Value: s.Opener.Name}, kit.Fact{Label: "贷款银行", Value: orPending(s.Lender.Name)},
		kit.Fact{Label: "质权人", Value: s.Pledgee.Name}, kit.Fact{Label: "评估机构", Value: s.Assessor.Name},
		kit.Fact{Label: "市场监管局", Value: s.Bureau.Name}, kit.Fact{Label: "受理日", Value: kit.Day(s.OpenedOn)})))
	for i, d := range s.Intake.Debtors {
		box.Add(card("债务人"+ordinal(i, len(s.Intake.Debtors)), p.shown(d)))
	}
	if !sameParties(s) {
		for i, d := range s.Intake.Pledgors {
			box.Add(card("出质人"+ordinal(i, len(s.Intake.Pledgors)), p.shown(d)))
		}
	}
	rights := []fyne.CanvasObject{p.rightsTable()}
	if ruler := lifeRuler(s); ruler != nil {
		rights = append(rights, kit.Bold("期限标尺"), kit.Named("chart:life", ruler))
	}
	box.Add(card("出质权利", rights...))
	for _, r := range s.Intake.Rights {
		box.Add(card(r.Ref+"　"+r.Title, p.shown(r)))
	}
	if d := s.DueDiligence; d != nil {
		box.Add(card("尽职调查", kit.Facts(3, inner, kit.Fact{Label: "意向金额", Value: kit.Yuan(d.Indicative)}, kit.Fact{Label: "产品", Value: d.Product},
			kit.Fact{Label: "办理", Value: kit.By(d.By)}, kit.Fact{Label: "结论", Value: d.Opinion}), checks(d.Checks)))
	}
	return box
}

func orPending(name string) string {
	if name == "" {
		return "待定"
	}
	return name
}

func ordinal(i, n int) string {
	if n < 2 {
		return ""
	}
	return " " + itoa(i+1)
}

func sameParties(s road.State) bool {
	if len(s.Intake.Debtors) != len(s.Intake.Pledgors) {
		return false
	}
	for i, d := range s.Intake.Debtors {
		if d.Name != s.Intake.Pledgors[i].Name {
			return false
		}
	}
	return true
}

func (p *Page) keyFigures() fyne.CanvasObject {
	s := p.view.State
	facts := []kit.Fact{{Label: "申请金额", Value: kit.Yuan(s.Intake.Requested)}, {Label: "申请期限", Value: itoa(s.Intake.TermMonths) + " 个月"},
		{Label: "借款用途", Value: s.Intake.Purpose}, {Label: "质押类型", Value: choice(s.Intake, "pledge_kind")},
		{Label: "质押方式", Value: choice(s.Intake, "pledge_mode")}, {Label: "估值通道", Value: s.Lane.String()}}
	if s.Valuation != nil {
		facts = append(facts, kit.Fact{Label: "评估价值（市场价值）", Value: kit.Yuan(s.Valuation.Conclusion.MarketValue)})
	}
	if s.Credit != nil {
		facts = append(facts, kit.Fact{Label: "授信金额", Value: kit.Yuan(s.Credit.Form.Amount)}, kit.Fact{Label: "借款期限止", Value: kit.Day(s.Credit.Form.Due)})
	}
	if s.Registration != nil {
		number := s.Registration.Number
		if s.Registration.Revoked {
			number += "（登记已被撤销）"
		}
		facts = append(facts, kit.Fact{Label: "质押登记号", Value: number})
	}
	if len(s.Loans) > 0 && len(s.Ledger) > 0 {
		facts = append(facts, kit.Fact{Label: "尚欠本金", Value: kit.Amount(s.Outstanding())})
	}
	if due, what := s.NextDue(); !due.IsZero() && !s.Stage.Ended() {
		facts = append(facts, kit.Fact{Label: "下一期限", Value: kit.Day(due) + " " + what + "（" + kit.Left(p.host.Desk().Calendar, p.host.Today(), due.String()) + "）"})
	}
	return kit.Facts(3, inner, facts...)
}

// choice is the title of the value that a field of a form holds.
func choice(v any, name string) string { return form.Words(v, name) }

func (p *Page) rightsTable() fyne.CanvasObject {
	var rows [][]string
	for _, r := range p.view.State.Intake.Rights {
		expiry := kit.Day(r.Expiry())
		if expiry != "" && !r.TermVerified() {
			expiry += "（待核实）"
		}
		rows = append(rows, []string{r.Ref, r.Kind.String(), r.Number, r.Title, kit.Day(r.Filed), expiry, choice(r, "status")})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "编号", Weight: .6}, {Title: "种类", Weight: 1.2}, {Title: "权利号", Weight: 1.7}, {Title: "名称", Weight: 3},
		{Title: "申请日", Weight: 1.4}, {Title: "期限届满", Weight: 1.4}, {Title: "状态", Weight: .8}}, rows)
}

func checks(items []road.CheckItem) fyne.CanvasObject {
	var rows [][]string
	for _, c := range items {
		rows = append(rows, []string{c.Item, kit.Yes(c.OK), c.Note})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "核查事项", Weight: 2}, {Title: "已核实", Weight: .6}, {Title: "说明", Weight: 3}}, rows)
}

// sum of amounts that are known not to overflow: they are parts of one amount of the case.
func sum(parts ...money.Money) money.Money {
	var total money.Money
	for _, p := range parts {
		total += p
	}
	return total
}
