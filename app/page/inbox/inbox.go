// Package inbox is the workplace 工作台: what waits for this person, what falls due, and what others have in hand.
package inbox

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// Page is the inbox.
type Page struct {
	host  kit.Host
	body  *fyne.Container
	items []workflow.ListItem
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, body: container.NewVBox()}
	p.read()
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "工作台" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	return container.NewVScroll(kit.Pad(container.NewVBox(kit.Heading("工作台"), p.body), 12))
}

func (p *Page) read() {
	person := p.host.Actor().PersonID
	var items []workflow.ListItem
	p.host.Run("正在读取待办", func(ctx context.Context) error {
		var err error
		items, err = p.host.Desk().List(ctx, person, "", nil, "", 500)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.items = items
		p.fill()
	})
}

func (p *Page) fill() {
	p.body.RemoveAll()
	var mine, due, others []workflow.ListItem
	for _, x := range p.items {
		ended := casefile.Stage(x.Stage).Ended()
		if x.Mine != "" {
			mine = append(mine, x)
		} else if !ended {
			others = append(others, x)
		}
		if x.Due != "" && !ended {
			due = append(due, x)
		}
	}
	slices.SortFunc(due, func(a, b workflow.ListItem) int { return strings.Compare(a.Due, b.Due) })
	p.body.Add(p.part("轮到我办理", mine, "现在没有等待您办理的事项。", func(x workflow.ListItem) string { return x.Mine }))
	p.body.Add(p.part("期限", due, "没有即将到期的事项。", func(x workflow.ListItem) string {
		return x.Due + "　" + x.DueWhat + "　" + kit.Left(p.host.Desk().Calendar, p.host.Today(), x.Due)
	}))
	p.body.Add(p.part("其他在办案件", others, "没有其他在办案件。", func(x workflow.ListItem) string { return x.Where }))
	p.body.Refresh()
}

func (p *Page) part(title string, items []workflow.ListItem, empty string, what func(workflow.ListItem) string) fyne.CanvasObject {
	box := container.NewVBox()
	for i, x := range items {
		if i == 20 {
			box.Add(kit.Caption("其余请到“案件”查看。"))
			break
		}
		b := widget.NewButton(x.Number+"　"+x.Title, func() { p.host.Go(kit.Route{Page: kit.Case, CaseID: x.ID}) })
		b.Alignment, b.Importance = widget.ButtonAlignLeading, widget.LowImportance
		box.Add(container.New(kit.Columns{Weights: []float32{3, 2}}, kit.Named("open:"+title+":"+x.Number, b), kit.Plain(what(x))))
	}
	if len(items) == 0 {
		box.Add(kit.Note(empty, kit.Width))
	}
	return kit.Card(title, box)
}
