// Package inbox is the workplace 工作台: what waits for this person, what falls due, and what others have in hand.
package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
)

// Page is the inbox.
type Page struct {
	host   kit.Host
	body   *fyne.Container
	items  []workflow.ListItem
	alarms []workflow.AlarmView
	grants []workflow.SubsidyView // batches of subsidies in which something is this person's to do
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
	var alarms []workflow.AlarmView
	var grants []workflow.SubsidyView
	p.host.Run("正在读取待办", func(ctx context.Context) error {
		var err error
		if items, err = p.host.Desk().List(ctx, person, "", nil, "", 500); err == nil && p.host.Actor().SeesAlarms() {
			alarms, err = p.host.Desk().Alarms(ctx, person)
		}
		if err == nil && workflow.SeesSubsidies(p.host.Actor()) {
			grants, err = p.host.Desk().Subsidies(ctx, person)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.items, p.alarms = items, alarms
		p.grants = slices.DeleteFunc(grants, func(v workflow.SubsidyView) bool { return len(v.Next()) == 0 })
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
	if p.host.Actor().SeesAlarms() {
		p.body.Add(p.watch())
	}
	p.body.Add(p.part("轮到我办理", mine, "现在没有等待您办理的事项。", func(x workflow.ListItem) string { return x.Mine }))
	if len(p.grants) > 0 {
		p.body.Add(p.subsidies())
	}
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

// subsidies are the batches of subsidies in which something is this person's to do.
func (p *Page) subsidies() fyne.CanvasObject {
	box := container.NewVBox()
	for _, v := range p.grants {
		b := widget.NewButton(v.Batch.Number+"　"+v.Batch.Name, func() { p.host.Go(kit.Route{Page: kit.Grants, About: v.Batch.Number}) })
		b.Alignment, b.Importance = widget.ButtonAlignLeading, widget.LowImportance
		box.Add(container.New(kit.Columns{Weights: []float32{3, 2}}, kit.Named("batch:"+v.Batch.Number, b), kit.Plain(strings.Join(v.Next(), "、"))))
	}
	return kit.Card("轮到我办理的补贴批次", box)
}

// loudest is how many alarms are shown here.
const loudest = 5

// watch is the loudest of what the daily watch found.
func (p *Page) watch() fyne.CanvasObject {
	me := p.host.Actor().PersonID
	box := container.NewVBox()
	for _, a := range p.alarms[:min(loudest, len(p.alarms))] {
		open := func() { p.host.Go(kit.Route{Page: kit.Watch}) }
		if a.CaseID != "" {
			open = func() { p.host.Go(kit.Route{Page: kit.Case, CaseID: a.CaseID}) }
		}
		const room = 520
		why := kit.Break(a.Why, theme.TextSize(), room, fyne.TextStyle{})
		if len(why) > 1 {
			why[0] = kit.Break(a.Why, theme.TextSize(), room-20, fyne.TextStyle{})[0] + "…"
		}
		b := widget.NewButton(why[0], open)
		b.Alignment, b.Importance = widget.ButtonAlignLeading, widget.LowImportance
		level := canvas.NewText(a.Level.Chinese(), theme.Color(levelColour[a.Level]))
		level.TextSize = theme.TextSize()
		where := []string{cmp.Or(a.Number, "本系统"), a.By()}
		if a.AssigneeID == me {
			where = append(where, "交我办理")
		}
		box.Add(container.New(kit.Columns{Weights: []float32{1, 11, 8}}, container.NewCenter(level), kit.Named("alarm:"+a.Number+":"+a.Code+":"+a.Ref, b), kit.Plain(strings.Join(where, "　"))))
	}
	if n := len(p.alarms); n == 0 {
		box.Add(kit.Note("现在没有需要处理的监测提示。", kit.Width))
	} else {
		all := widget.NewButton(fmt.Sprintf("查看全部 %d 项提示", n), func() { p.host.Go(kit.Route{Page: kit.Watch}) })
		all.Importance = widget.LowImportance
		box.Add(container.NewHBox(kit.Named("inbox:alarms", all)))
	}
	return kit.Card("监测提示", box)
}

var levelColour = map[monitor.Level]fyne.ThemeColorName{
	monitor.Highest: theme.ColorNameError, monitor.High: theme.ColorNameWarning, monitor.Notice: theme.ColorNameForeground,
}
