package casefile

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/workflow/audit"
	road "zhiya/workflow/casefile"
)

// history is 经过: what was done by whom, returns and corrections with their reasons, and the audit events with their hashes.
func (p *Page) history() fyne.CanvasObject {
	s := p.view.State
	var rows [][]string
	for i := len(s.Acts) - 1; i >= 0; i-- {
		a := s.Acts[i]
		state := ""
		if a.Void {
			state = "已因退回作废"
		}
		rows = append(rows, []string{itoa(int(a.Version)), kit.Day(a.By.On), a.Command.Title(), a.By.Person, a.By.Org, a.Note, state})
	}
	box := container.NewVBox(card("办理经过（最近在前）", kit.Sheet(inner, []kit.Column{{Title: "版次", Weight: .5}, {Title: "日期", Weight: 1.2}, {Title: "事项", Weight: 1.4}, {Title: "办理人", Weight: 1.2},
		{Title: "机构", Weight: 1.8}, {Title: "意见或原因", Weight: 3}, {Title: "备注", Weight: 1}}, rows)))
	if len(s.Returns) > 0 {
		rows = nil
		for _, r := range s.Returns {
			rows = append(rows, []string{r.Command.Title(), road.Stage(r.From).String() + " → " + road.Stage(r.To).String(), r.Reason, kit.By(r.By)})
		}
		box.Add(card("退回与撤回", kit.Sheet(inner, []kit.Column{{Title: "事项", Weight: 1.2}, {Title: "环节", Weight: 1.6}, {Title: "原因", Weight: 3}, {Title: "办理", Weight: 2}}, rows)))
	}
	if len(s.Corrections) > 0 {
		rows = nil
		for _, c := range s.Corrections {
			rows = append(rows, []string{c.Title, c.Old, c.New, c.Reason, kit.By(c.By)})
		}
		box.Add(card("更正", kit.Sheet(inner, []kit.Column{{Title: "事项", Weight: 1.2}, {Title: "原内容", Weight: 1.4}, {Title: "更正后", Weight: 1.4}, {Title: "原因", Weight: 2}, {Title: "办理", Weight: 2}}, rows)))
	}
	events := container.NewVBox(kit.Note("正在读取审计轨迹……", inner))
	box.Add(card("审计轨迹", events))
	p.readTrail(events)
	return box
}

func (p *Page) readTrail(into *fyne.Container) {
	var list []audit.Event
	person := p.host.Actor().PersonID
	p.host.Run("正在读取审计轨迹", func(ctx context.Context) error {
		var err error
		list, err = p.host.Desk().Trail(ctx, person, p.route.CaseID, 0, 500)
		return err
	}, func(err error) {
		if p.gone {
			return
		}
		into.RemoveAll()
		if err != nil {
			into.Add(kit.Alarm(kit.Sentences(err), inner))
			return
		}
		var rows [][]string
		for _, e := range list {
			rows = append(rows, []string{itoa(int(e.Seq)), kit.Clock(e.AtMillis), e.Person, road.Name(e.Action).Title(), e.Hash[:16] + "…"})
		}
		into.Add(kit.Sheet(inner, []kit.Column{{Title: "序号", Weight: .6}, {Title: "时间", Weight: 1.4}, {Title: "办理人", Weight: 1.4}, {Title: "事项", Weight: 1.6}, {Title: "散列值", Weight: 1.8}}, rows))
		into.Refresh()
	})
}
