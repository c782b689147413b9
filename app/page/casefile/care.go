package casefile

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

// care is 贷后管理, the lender's own side of the loan: its classes, the diligence of its people, and the policies it may come under.
func (p *Page) care() fyne.CanvasObject {
	s := p.view.State
	box := container.NewVBox()
	classes(box, s)
	p.duties(box, s)
	p.eligible(box, s)
	if len(box.Objects) == 0 {
		box.Add(nothing("五级分类、尽职记录和政策条件由贷款银行管理，本机构无权查看，或者尚未进入尽调。"))
	}
	return box
}

// classes is the history of 五级分类, with the one that waits for the approver.
func classes(box *fyne.Container, s road.State) {
	list := s.Classes
	if s.Classing != nil {
		list = append(slices.Clone(list), *s.Classing)
	}
	if len(list) == 0 {
		return
	}
	var rows [][]string
	for i := len(list) - 1; i >= 0; i-- {
		r := list[i]
		approved, why := "待批准", r.Reason
		if r.Approved != nil {
			approved = kit.By(*r.Approved)
		}
		if r.Deviation != "" {
			why += "；与逾期天数不符（应至少归入" + string(r.Least) + "）：" + r.Deviation
		}
		rows = append(rows, []string{kit.Day(r.On), string(r.Class), itoa(r.PastDue), why, kit.By(r.Proposed), approved})
	}
	box.Add(card("五级分类", kit.Sheet(inner, []kit.Column{{Title: "分类日", Weight: 1.2}, {Title: "类别", Weight: .7}, {Title: "逾期天数", Weight: .8, Right: true}, {Title: "依据", Weight: 3},
		{Title: "提出", Weight: 1.6}, {Title: "批准", Weight: 1.6}}, rows)))
}
