// Package casefile is the page of one case: where it stands, what this person may do next, everything it knows, and the forms
// of its commands.
package casefile

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	pages "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// tab is one side of the case. It is built when it is first looked at.
type tab struct {
	name, title string
	build       func(*Page) fyne.CanvasObject
}

func tabs() []tab {
	return []tab{
		{"overview", "概况", (*Page).overview},
		{"valuation", "评估", (*Page).valuation},
		{"credit", "授信与登记", (*Page).credit},
		{"coverage", "质押覆盖", (*Page).coverage},
		{"care", "贷后管理", (*Page).care},
		{"disposal", "补偿与处置", (*Page).disposal},
		{"ledger", "账目", (*Page).ledger},
		{"documents", "文书", (*Page).documents},
		{"papers", "用印与送达", (*Page).papers},
		{"history", "经过", (*Page).history},
	}
}

// Page is the page of a case, or of a new one.
type Page struct {
	host   kit.Host
	route  kit.Route
	view   workflow.CaseView
	orgs   []access.Org
	people []access.Person
	files  []workflow.AttachmentRow // of the person's organisation, while a form is open
	body   *fyne.Container
	tab    string
	inside *fyne.Container   // content of the tab
	scroll *container.Scroll // around the content
	chosen map[string]*widget.Button
	desk   *work // the open form; nil when none is
	gone   bool
	// drawing is the work of the preview under way.
	drawing *pages.Runner
	// viewing is the document looked at; nil when none is.
	viewing *pages.PagePreview
	// drafting is the form whose drafts are looked at; nil when none is.
	drafting *work
	// saving is the work of saving all papers.
	saving *savingLine
}

// New makes the page and begins to read.
func New(h kit.Host, r kit.Route) *Page {
	p := &Page{host: h, route: r, body: container.NewStack(), tab: r.Tab, drawing: pages.NewRunner(fyne.Do), saving: newSavingLine(fyne.Do)}
	if p.tab == "" {
		p.tab = "overview"
	}
	p.read(p.fill)
	return p
}

// NewCase is the page of a case that is about to be opened.
func NewCase(h kit.Host, r kit.Route) *Page {
	r.Command = "OpenCase"
	return New(h, r)
}

// Title is what the window is called.
func (p *Page) Title() string {
	if p.route.Page == kit.New {
		return "新建案件"
	}
	return p.view.State.Number
}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.body }

// Leave keeps what was typed as a draft.
func (p *Page) Leave() {
	p.gone = true
	p.stopDrawing()
	p.saving.stop()
	if p.desk != nil {
		p.desk.leave()
	}
}

// Save keeps what was typed.
func (p *Page) Save() {
	if p.desk != nil {
		p.desk.save(true)
	}
}

// Submit hands the form in.
func (p *Page) Submit() {
	if p.desk != nil {
		p.desk.submit()
	}
}

// read asks the desk for the case and the register of people, then calls done on the screen's goroutine.
func (p *Page) read(done func()) {
	person := p.host.Actor().PersonID
	var view workflow.CaseView
	var orgs []access.Org
	var people []access.Person
	var files []workflow.AttachmentRow
	p.host.Run("正在读取案件", func(ctx context.Context) error {
		var err error
		if p.route.CaseID != "" {
			if view, err = p.host.Desk().Open(ctx, person, p.route.CaseID); err != nil {
				return err
			}
		}
		if p.route.Command != "" && p.route.CaseID != "" {
			if files, err = p.host.Desk().Attachments(ctx, person, p.route.CaseID); err != nil {
				return err
			}
		}
		orgs, people, err = p.host.Desk().Directory(ctx)
		return err
	}, func(err error) {
		if p.gone {
			return
		}
		if err != nil {
			p.set(container.NewCenter(container.NewVBox(kit.Alarm(kit.Sentences(err), 500), widget.NewButton("返回", p.host.Back))))
			return
		}
		p.view, p.orgs, p.people, p.files = view, orgs, people, files
		done()
	})
}

func (p *Page) set(o fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{o}
	p.body.Refresh()
}

// fill shows what was read: the form of the route, or the case.
func (p *Page) fill() {
	if p.route.Command != "" {
		p.openWork()
		return
	}
	p.host.Window().SetTitle("知押 — " + p.Title())
	p.inside = container.NewStack()
	top := container.NewVBox(p.header(), p.actions(), p.tabBar(), kit.Rule())
	p.set(container.NewBorder(kit.Pad(kit.Limited(kit.Width, top), 10), nil, nil, nil, p.inside))
	p.show(p.tab)
}

func (p *Page) header() fyne.CanvasObject {
	s := p.view.State
	line := container.NewHBox(kit.Heading(s.Number), kit.Subheading(s.Title()))
	if s.Sample {
		mark := kit.Bold("示例")
		mark.Color = theme.Color(theme.ColorNameWarning)
		line.Add(kit.Named("sample-mark", mark))
	}
	box := container.NewVBox(line, journey(p.view.Journey))
	if p.route.Notice != "" {
		box.Add(kit.Named("notice", kit.Filled(theme.ColorNameSelection, kit.Para("✓ "+p.route.Notice, kit.Width))))
	}
	box.Add(kit.Named("waiting", kit.Para("当前："+p.view.Where+"　　"+p.view.Waiting, kit.Width)))
	return box
}

// stopDrawing gives up pages nobody looks at any more.
func (p *Page) stopDrawing() {
	p.viewing = nil
	for _, job := range p.drawing.Running() {
		job.Cancel()
	}
}

func (p *Page) tabBar() fyne.CanvasObject {
	p.chosen = map[string]*widget.Button{}
	bar := container.NewHBox()
	for _, t := range tabs() {
		b := widget.NewButton(t.title, func() { p.host.Touch(); p.show(t.name) })
		p.chosen[t.name] = b
		bar.Add(kit.Named("tab:"+t.name, b))
	}
	return bar
}

func (p *Page) show(name string) {
	p.tab = name
	p.stopDrawing()
	for _, t := range tabs() {
		b := p.chosen[t.name]
		b.Importance = widget.LowImportance
		if t.name == name {
			b.Importance = widget.HighImportance
			content := kit.Pad(kit.Limited(kit.Width, t.build(p)), 10)
			p.scroll = container.NewVScroll(content)
			p.inside.Objects = []fyne.CanvasObject{p.scroll}
			p.inside.Refresh()
		}
		b.Refresh()
	}
}

// source turns chosen values into words.
func (p *Page) source(source, value string) string {
	for _, c := range p.choices(source) {
		if c.Value == value {
			return c.Title
		}
	}
	return value
}

// shown is a struct to be read, under the labels of its form.
func (p *Page) shown(v any) fyne.CanvasObject { return form.View(v, inner, p.source) }

// inner is the width within a card.
const inner = kit.Width - 32

// card leaves out a part that has nothing to show.
func card(title string, content ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.Card(title, content...)
}

// nothing says that a side of the case is still empty, or not for this organisation to see.
func nothing(text string) fyne.CanvasObject { return kit.Pad(kit.Note(text, kit.Width), 8) }
