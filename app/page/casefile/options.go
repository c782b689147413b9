package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

var natures = []struct {
	nature road.Nature
	title  string
}{{road.Record, "登记"}, {road.Back, "退回、更正"}, {road.Exit, "终止"}}

// actions are the buttons of what this person may do: the next step first and strong, then what else leads on, then records,
// ways back and ends. What cannot be done yet is said with the reason.
func (p *Page) actions() fyne.CanvasObject {
	box := container.NewVBox()
	var forward []fyne.CanvasObject
	var barred []road.Option
	for _, o := range p.view.Options {
		if !o.Ready {
			barred = append(barred, o)
			continue
		}
		if !leads(o) {
			continue
		}
		b := p.button(o)
		if len(forward) == 0 {
			b.Importance = widget.HighImportance
		}
		forward = append(forward, kit.Named("option:"+string(o.Row.Command), b))
	}
	others := p.others()
	if len(forward)+len(others) > 0 {
		box.Add(kit.Wrap(kit.Width, append(forward, others...)...))
	}
	for _, o := range barred {
		box.Add(kit.Named("barred:"+string(o.Row.Command), kit.Note("暂不能“"+o.Row.Title+"”："+o.Why, kit.Width)))
	}
	if len(p.view.Options) == 0 {
		box.Add(kit.Note("您的岗位目前没有可办事项。", kit.Width))
	}
	return box
}

// leads reports whether the act leads on: a step forward, or the record such a step waits for.
func leads(o road.Option) bool { return o.Next || o.Row.Nature == road.Forward }

func (p *Page) button(o road.Option) *widget.Button {
	return widget.NewButton(o.Row.Title, func() {
		p.host.Go(kit.Route{Page: kit.Case, CaseID: p.route.CaseID, Tab: p.tab, Command: o.Row.Command})
	})
}

// others are the buttons of records, ways back and ends, each group behind its name.
func (p *Page) others() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, n := range natures {
		first := true
		for _, o := range p.view.Options {
			if o.Row.Nature != n.nature || !o.Ready || leads(o) {
				continue
			}
			if first {
				label := widget.NewLabel(n.title + "：")
				label.Importance = widget.LowImportance
				out = append(out, label)
				first = false
			}
			b := p.button(o)
			out = append(out, kit.Named("option:"+string(o.Row.Command), b))
		}
	}
	return out
}
