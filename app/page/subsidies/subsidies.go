// Package subsidies is the workplace 补贴 of the bureau, the finance authority and the banks: the batches of interest, appraisal-fee and
// insurance-fee subsidies with their steps, the lines with why each figure is what it is, and the next act of the person signed in.
package subsidies

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/subsidy"
)

// Page is the list of batches with the published schemes beside it, or one batch, or a form.
type Page struct {
	host    kit.Host
	all     []workflow.SubsidyView
	orgs    []access.Org
	presets []subsidy.Preset
	part    int    // 0 批次, 1 公开方案与算例
	about   string // number of the batch to open once it is read
	open    *batch // the batch that is shown, or nil
	form    *asked // open, or nil
	list    *list
	tabs    []*widget.Button
	notice  *fyne.Container
	body    *fyne.Container
	whole   *fyne.Container
}

// Offered reports whether the person has this workplace.
func Offered(a access.Actor) bool { return workflow.SeesSubsidies(a) }

// New makes the page and begins to read; about is the number of the batch to open, "" for the list.
func New(h kit.Host, about string) *Page {
	p := &Page{host: h, about: about, notice: container.NewVBox(), body: container.NewStack(), whole: container.NewStack()}
	for i, title := range []string{"补贴批次", "公开方案与算例"} {
		p.tabs = append(p.tabs, widget.NewButton(title, func() { p.show(i) }))
	}
	p.list = newList(p)
	p.home()
	p.read("")
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "补贴" }

// Leave keeps nothing: an act counts when it is handed in.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.whole }

// Escape closes the form, then the batch.
func (p *Page) Escape() bool {
	switch {
	case p.form != nil:
		p.back()
	case p.open != nil:
		p.open = nil
		p.home()
	default:
		return false
	}
	return true
}

// Submit hands in the form that is open.
func (p *Page) Submit() {
	if p.form != nil {
		p.form.submit()
	}
}

// back goes from a form to where it was opened.
func (p *Page) back() {
	p.form = nil
	if p.open != nil {
		p.open.show()
		p.read("") // somebody may have acted on it meanwhile
		return
	}
	p.home()
}

// home shows the list.
func (p *Page) home() {
	p.form = nil
	bar := container.NewHBox(kit.Heading("补贴"), kit.Spacer(12, 0), kit.Named("subsidies:list", p.tabs[0]), kit.Named("subsidies:schemes", p.tabs[1]))
	p.put(container.NewBorder(container.NewVBox(bar, p.notice), nil, nil, nil, p.body))
	p.show(p.part)
}

func (p *Page) put(o fyne.CanvasObject) {
	p.whole.Objects = []fyne.CanvasObject{kit.Pad(o, 12)}
	p.whole.Refresh()
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
	content := p.list.content
	if part == 1 {
		content = p.schemes()
	}
	p.body.Objects = []fyne.CanvasObject{content}
	p.body.Refresh()
}

// read reads the batches anew; what was just done is said above.
func (p *Page) read(notice string) {
	var all []workflow.SubsidyView
	var orgs []access.Org
	var presets []subsidy.Preset
	var books map[int]workflow.BookedLoan
	me, open := p.host.Actor(), ""
	if p.open != nil {
		open = p.open.view.Batch.ID
	}
	p.host.Run("正在读取补贴批次", func(ctx context.Context) (err error) {
		desk := p.host.Desk()
		if all, err = desk.Subsidies(ctx, me.PersonID); err != nil {
			return err
		}
		if orgs, _, err = desk.Directory(ctx); err != nil {
			return err
		}
		if presets, err = desk.SubsidyPresets(ctx); err != nil {
			return err
		}
		if open != "" && me.OrgKind == access.Bank {
			books, err = desk.SubsidyBooks(ctx, me.PersonID, open)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.all, p.orgs, p.presets = all, orgs, presets
		p.list.table.SetRows(all)
		p.notice.RemoveAll()
		if notice != "" {
			p.notice.Add(kit.Named("notice", kit.Filled("selection", kit.Para("✓ "+notice, kit.Width))))
		}
		for _, v := range all {
			if v.Batch.Number == p.about {
				p.about = ""
				p.look(v)
				return
			}
			if v.Batch.ID == open {
				p.open = newBatch(p, v, books)
				p.open.show()
				return
			}
		}
		if p.open != nil {
			p.open = nil
			p.home()
		}
	})
}

// look opens a batch.
func (p *Page) look(v workflow.SubsidyView) {
	p.notice.RemoveAll()
	p.open = newBatch(p, v, nil)
	p.open.show()
	if p.host.Actor().OrgKind == access.Bank { // its own books are read beside it
		p.read("")
	}
}

// choices are the lists a form chooses from.
func (p *Page) choices(source string) []casefile.Choice {
	var out []casefile.Choice
	kind, which, _ := strings.Cut(source, ":")
	for _, o := range p.orgs {
		switch {
		case kind == "banks" && o.Kind == access.Bank: // lists name a bank by its code
			out = append(out, casefile.Choice{Value: o.Code, Title: o.Code + " " + o.Name})
		case kind == "orgs" && string(o.Kind) == which:
			out = append(out, casefile.Choice{Value: o.ID, Title: o.Name})
		}
	}
	return out
}

// asked is a form in place of the page, with its button and the faults that belong to no field.
type asked struct {
	page   *Page
	form   *form.Form
	banner *fyne.Container
	button *widget.Button
	build  func() subsidy.Form // of what is typed
	prefix string              // of the paths of faults that is left out on this form
	id     string              // of the command: pressed twice it is one act
	said   string
}

// ask opens a form; what is typed goes into target, of which build makes the act.
func (p *Page) ask(title, note string, target any, prefix string, build func() subsidy.Form) *asked {
	s := &asked{page: p, build: build, prefix: prefix, banner: container.NewVBox(), id: p.host.Desk().NewID(), said: title}
	s.form = form.New(form.Env{Keys: p.host, Today: p.host.Today(), Calendar: p.host.Desk().Calendar, Choices: p.choices}, target)
	s.button = widget.NewButton("提 交（Ctrl+Enter）", s.submit)
	s.button.Importance = widget.HighImportance
	back := widget.NewButton("返回（Esc）", p.back)
	head := container.NewVBox(kit.Heading(title), kit.Note(note, kit.Width), s.banner, container.NewHBox(kit.Named("submit", s.button), kit.Named("form:back", back)), kit.Rule())
	p.form = s
	p.put(container.NewBorder(head, nil, nil, nil, s.form.Content()))
	s.form.FocusFirst(p.host.Window().Canvas())
	return s
}

func (s *asked) submit() {
	if s.button.Disabled() {
		return
	}
	if fs := s.form.Read(); len(fs) > 0 {
		s.tell(fs)
		return
	}
	s.button.Disable()
	s.page.act(s.build(), s.id, s.said, func(err error) {
		s.button.Enable()
		fs := fault.Of(err)
		for i := range fs {
			fs[i].Path = strings.TrimPrefix(fs[i].Path, s.prefix)
		}
		s.tell(fs)
	})
}

// tell puts every fault beside its field and the rest above.
func (s *asked) tell(fs fault.Faults) {
	s.banner.RemoveAll()
	for _, f := range s.form.Show(fs) {
		s.banner.Add(kit.Alarm(f.Message, kit.Width))
	}
	s.banner.Refresh()
}

// act performs a form on the batch that is open, or opens one, and reads the page anew.
func (p *Page) act(f subsidy.Form, command, said string, failed func(error)) {
	r := workflow.SubsidyRequest{CommandID: command, Form: f}
	if p.open != nil {
		r.BatchID, r.Version = p.open.view.Batch.ID, p.open.view.Batch.Version
	}
	var out workflow.SubsidyOutcome
	p.host.Run("正在提交", func(ctx context.Context) (err error) {
		out, err = p.host.Desk().ActOnSubsidy(ctx, p.host.Actor().PersonID, r)
		return err
	}, func(err error) {
		if err != nil {
			failed(err)
			return
		}
		text := "已办理“" + said + "”，批次 " + out.Number + " 现在“" + out.Step.String() + "”"
		p.host.Say(text)
		p.form = nil
		if p.open == nil {
			p.open = &batch{page: p, view: workflow.SubsidyView{Batch: subsidy.Batch{ID: out.BatchID}}}
		}
		p.read(text)
	})
}
