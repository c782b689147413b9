// Package stationery is the workplace 文书设置 of the system administrator: what an organisation prints its papers with, and how
// their fixed sentences are worded.
package stationery

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// Page shows the settings of one organisation in two parts.
type Page struct {
	host  kit.Host
	orgs  []access.Org
	org   access.Org
	known workflow.Stationery
	part  int // 0 信头与编号, 1 文书用语

	head    *head
	wording *wording
	tabs    []*widget.Button
	choice  *kit.Select
	notice  *fyne.Container
	body    *fyne.Container
	frame   *fyne.Container // heading, notice and part
	whole   *fyne.Container
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, body: container.NewStack(), notice: container.NewVBox(), whole: container.NewStack()}
	for i, title := range []string{"信头与编号", "文书用语"} {
		p.tabs = append(p.tabs, widget.NewButton(title, func() { p.show(i) }))
	}
	h.Run("正在读取机构", func(ctx context.Context) error {
		var err error
		p.orgs, _, err = h.Desk().Directory(ctx)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		p.begin()
	})
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "文书设置" }

// Leave keeps nothing: a version counts when it is saved.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.whole }

// Submit saves what is on the screen.
func (p *Page) Submit() {
	switch {
	case p.part == 0 && p.head != nil:
		p.head.save()
	case p.part == 1 && p.wording != nil:
		p.wording.save(false)
	}
}

// begin offers the organisations and reads the person's own.
func (p *Page) begin() {
	titles := make([]string, len(p.orgs))
	own := 0
	for i, o := range p.orgs {
		titles[i] = o.Name
		if o.ID == p.host.Actor().OrgID {
			own = i
		}
	}
	p.choice = kit.NewSelect(p.host, titles)
	p.choice.OnChanged = func(string) {
		p.org = p.orgs[max(p.choice.SelectedIndex(), 0)]
		p.head, p.wording = nil, nil
		p.read("")
	}
	bar := container.NewHBox(kit.Heading("文书设置"), kit.Spacer(12, 0), kit.Named("stationery:head", p.tabs[0]), kit.Named("stationery:wording", p.tabs[1]),
		kit.Spacer(12, 0), kit.Limited(280, kit.Named("stationery:org", p.choice)))
	note := kit.Note("设置按版本保存，从启用日起用于以后出具的文书；已出具的文书不受影响。每次改动都记入审计链。", kit.Width)
	p.frame = container.NewBorder(container.NewVBox(bar, note, p.notice), nil, nil, nil, p.body)
	p.whole.Objects = []fyne.CanvasObject{kit.Pad(p.frame, 12)}
	p.whole.Refresh()
	if len(p.orgs) > 0 {
		p.choice.SetSelectedIndex(own)
	}
}

// read reads the organisation's settings and shows them; what was just done is said above.
func (p *Page) read(notice string) {
	var known workflow.Stationery
	org := p.org.ID
	p.host.Run("正在读取文书设置", func(ctx context.Context) error {
		var err error
		known, err = p.host.Desk().Stationery(ctx, p.host.Actor().PersonID, org)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		if org != p.org.ID { // another organisation was chosen meanwhile
			return
		}
		p.known = known
		p.notice.RemoveAll()
		if notice != "" {
			p.notice.Add(kit.Named("notice", kit.Filled("selection", kit.Para("✓ "+notice, kit.Width))))
		}
		p.head = newHead(p)
		name := ""
		if p.wording != nil {
			name = p.wording.template.Name
		}
		p.wording = newWording(p, name)
		p.show(p.part)
	})
}

func (p *Page) show(part int) {
	p.part = part
	for i, b := range p.tabs {
		b.Importance = widget.LowImportance
		if i == part {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	if p.head == nil {
		return
	}
	p.body.Objects = []fyne.CanvasObject{[]fyne.CanvasObject{p.head.content, p.wording.content}[part]}
	p.frame.Refresh()
}
