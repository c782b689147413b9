package casefile

import (
	"fyne.io/fyne/v2"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

// happened is where a pledge taken over came from, what changed of the parties and what happened to the rights while the pledge lives, oldest first.
func happened(box *fyne.Container, s road.State) {
	if t := s.Takeover; t != nil {
		facts := []kit.Fact{{Label: "资料来源", Value: t.Form.Source}, {Label: "提出", Value: kit.By(t.Proposed)}, {Label: "确认", Value: "待确认"}}
		if t.Approved != nil {
			facts[2].Value = kit.By(*t.Approved)
		}
		content := []fyne.CanvasObject{kit.Facts(3, inner, facts...)}
		for _, x := range t.Open {
			content = append(content, kit.Alarm("待核实："+x, inner))
		}
		box.Add(card("存量接管", content...))
	}
	if len(s.PartyChanges) > 0 || s.PartyChange != nil {
		var rows [][]string
		row := func(x road.PartyChangeR) {
			register := "登记簿待变更"
			if !x.Registered.IsZero() {
				register = kit.Day(x.Registered) + " 已变更登记"
			}
			by := "待批准"
			if x.Approved != nil {
				by = kit.By(*x.Approved)
			} else {
				register = ""
			}
			rows = append(rows, []string{x.What(), x.Form.Agreement, kit.Day(x.Form.Signed), register, by})
		}
		for _, x := range s.PartyChanges {
			row(x)
		}
		if s.PartyChange != nil {
			row(*s.PartyChange)
		}
		box.Add(card("当事人变更", kit.Sheet(inner, []kit.Column{{Title: "变更", Weight: 3}, {Title: "协议编号", Weight: 1.3}, {Title: "签订日", Weight: 1.2}, {Title: "质押登记", Weight: 1.7}, {Title: "批准", Weight: 2}}, rows)))
	}
	if len(s.Events) > 0 {
		var rows [][]string
		for _, e := range s.Events {
			about := e.Form.Ref
			for _, r := range s.Intake.Rights {
				if r.Ref == e.Form.Ref {
					about = r.Title
				}
			}
			for _, p := range s.PartyChoices() {
				if p.Value == e.Form.Party {
					about = p.Title
				}
			}
			rows = append(rows, []string{kit.Day(e.Form.On), e.What(), about, e.Form.Office + " " + e.Form.Number, e.Form.Note, kit.By(e.By)})
		}
		box.Add(card("在押事件", kit.Sheet(inner, []kit.Column{{Title: "日期", Weight: 1.1}, {Title: "事件", Weight: 1.8}, {Title: "权利或当事人", Weight: 2}, {Title: "机关、文号", Weight: 2}, {Title: "情况", Weight: 2}, {Title: "登记", Weight: 1.6}}, rows)))
	}
	if d := s.Determination; d != nil {
		box.Add(card("最高额质押债权确定", kit.Facts(3, inner, kit.Fact{Label: "债权确定日", Value: kit.Day(d.Form.On)}, kit.Fact{Label: "登记的最高债权额", Value: kit.Amount(d.Ceiling)},
			kit.Fact{Label: "确定的债权", Value: kit.Amount(d.Secured + d.Beyond)}, kit.Fact{Label: "其中优先受偿", Value: kit.Amount(d.Secured)}, kit.Fact{Label: "超出部分（不优先）", Value: kit.Amount(d.Beyond)},
			kit.Fact{Label: "办理", Value: kit.By(d.By)})))
	}
}
