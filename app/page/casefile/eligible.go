package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/eligibility"
	"zhiya/workflow/riskshare"
)

var outcomeMarks = map[riskshare.Outcome]string{riskshare.Met: "✓ 符合", riskshare.Unmet: "✗ 不符合", riskshare.Unknown: "？待核实"}

// eligible says, for the lender, which relending tools and policy products the loan may come under, condition by condition.
func (p *Page) eligible(box *fyne.Container, s road.State) {
	if s.Credit == nil || s.Lender.ID != p.host.Actor().OrgID {
		return
	}
	results, err := eligibility.Examine(s.PolicyFacts(p.host.Today()), p.host.Desk().Rulebook())
	if err != nil {
		box.Add(card("再贷款与政策性产品", kit.Alarm(kit.Sentences(err), inner)))
		return
	}
	parts := []fyne.CanvasObject{kit.Note("按今天的规则和案件登记的事实逐项核对；缺少的事实不作符合处理。名单、期间未公开的，请向主管部门核实。", inner)}
	for _, r := range results {
		var rows [][]string
		for _, c := range r.Conditions {
			rows = append(rows, []string{outcomeMarks[c.Outcome], c.Title, c.Reason, c.Cure})
		}
		head := container.NewVBox(kit.Gap(4), kit.Bold(outcomeMarks[r.Outcome]+"　"+r.Title))
		if r.Terms != "" {
			head.Add(kit.Note(r.Terms, inner))
		}
		parts = append(parts, head, kit.Sheet(inner, []kit.Column{{Title: "结果", Weight: .8}, {Title: "条件", Weight: 1.1}, {Title: "情况", Weight: 3.6}, {Title: "补救", Weight: 2}}, rows),
			kit.Note("依据："+r.Citation+"　来源："+r.Source, inner))
	}
	box.Add(card("再贷款与政策性产品", parts...))
}
