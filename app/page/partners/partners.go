// Package partners is the workplace 风险分担: what the loans are to each partner, the pools and the fuses, the programs that losses are
// shared by, and the records of the book, each made by one person and approved by another.
package partners

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/riskshare"
)

// The parts of the page.
const (
	partExposures = iota
	partPools
	partPrograms
	partRecords
	partPortfolio
)

// Page has five parts.
type Page struct {
	host   kit.Host
	part   int
	book   riskshare.Book
	rows   []riskshare.Exposure
	orgs   []access.Org
	list   *exposures
	pools  *pools
	plans  *programs
	notes  *records
	view   *together
	form   *sheet // open, or nil
	notice *fyne.Container
	tabs   []*widget.Button
	body   *fyne.Container
	frame  *fyne.Container
	whole  *fyne.Container
}

// Offered reports whether the person has this workplace: whoever shares losses, or keeps the programs, or examines claims.
func Offered(a access.Actor) bool {
	switch a.OrgKind {
	case access.Bank, access.Guarantor, access.Fund, access.Insurer, access.Finance:
		return a.Has(access.Officer) || a.Has(access.Approver)
	case access.Bureau:
		return a.Has(access.Clerk) || a.Has(access.SectionHead) || a.Has(access.DeputyDirector)
	}
	return false
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, notice: container.NewVBox(), body: container.NewStack(), whole: container.NewStack()}
	bar := container.NewHBox(kit.Heading("风险分担"), kit.Spacer(12, 0))
	for i, x := range []struct{ title, name string }{{"备案台账", "exposures"}, {"资金池与熔断", "pools"}, {"分担方案", "programs"}, {"账簿记录", "records"}, {"组合视图", "portfolio"}} {
		b := widget.NewButton(x.title, func() { p.show(i) })
		p.tabs = append(p.tabs, b)
		bar.Add(kit.Named("partners:"+x.name, b))
	}
	p.frame = container.NewBorder(container.NewVBox(bar, p.notice), nil, nil, nil, p.body)
	p.list, p.pools, p.plans, p.notes, p.view = newExposures(p), newPools(p), newPrograms(p), newRecords(p), newPortfolio(p)
	p.home()
	p.read("")
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "风险分担" }

// Leave keeps nothing: a record counts when it is handed in.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.whole }

// Escape closes the form.
func (p *Page) Escape() bool {
	if p.form == nil {
		return false
	}
	p.home()
	return true
}

// Submit hands in the form that is open.
func (p *Page) Submit() {
	if p.form != nil {
		p.form.submit()
	}
}

// home shows the parts again.
func (p *Page) home() {
	p.form = nil
	p.whole.Objects = []fyne.CanvasObject{kit.Pad(p.frame, 12)}
	p.whole.Refresh()
	p.show(p.part)
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
	p.body.Objects = []fyne.CanvasObject{[]fyne.CanvasObject{p.list.content, p.pools.content, p.plans.content, p.notes.content, p.view.content}[part]}
	p.body.Refresh()
	switch {
	case part == partPools:
		p.pools.read()
	case part == partPortfolio && p.view.drawn == nil:
		p.view.read()
	}
}

// read reads the book anew; what was just done is said above.
func (p *Page) read(notice string) {
	var book riskshare.Book
	var rows []riskshare.Exposure
	var orgs []access.Org
	p.host.Run("正在读取合作账簿", func(ctx context.Context) (err error) {
		me := p.host.Actor().PersonID
		if book, err = p.host.Desk().PartnerBook(ctx, me); err != nil {
			return err
		}
		if rows, err = p.host.Desk().Exposures(ctx, me, ""); err != nil {
			return err
		}
		orgs, _, err = p.host.Desk().Directory(ctx)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.book, p.rows, p.orgs = book, rows, orgs
		p.notice.RemoveAll()
		if notice != "" {
			p.notice.Add(kit.Named("notice", kit.Filled("selection", kit.Para("✓ "+notice, kit.Width))))
		}
		p.list.put()
		p.plans.put()
		p.notes.put()
		p.pools.put()
		p.tabs[partRecords].SetText(counted("账簿记录", p.waiting(p.book)))
	})
}

// waiting counts the records that this person may decide.
func (p *Page) waiting(b riskshare.Book) int {
	n := 0
	for _, e := range b.Pending() {
		if p.mayDecide(e) {
			n++
		}
	}
	return n
}

// mayDecide reports whether this person may decide a record: an approver of its organisation who did not make it.
func (p *Page) mayDecide(e riskshare.BookEntry) bool {
	me := p.host.Actor()
	return e.Decision == nil && e.OrgID == me.OrgID && e.PersonID != me.PersonID && workflow.MayDecide(e.Kind, me)
}

// orgName is an organisation of the directory in words.
func (p *Page) orgName(id string) string {
	for _, o := range p.orgs {
		if o.ID == id {
			return o.Name
		}
	}
	return id
}

// programName is a program in words.
func (p *Page) programName(key string) string {
	if key == "" {
		return "案件内约定"
	}
	for _, e := range p.book {
		if e.Kind == riskshare.ProgramRecord && e.Key() == key && e.Approved() {
			return e.Program.Name
		}
	}
	return key
}

// choices are what the fields of the forms are chosen from.
func (p *Page) choices(source string) []casefile.Choice {
	var out []casefile.Choice
	if source == "programs" {
		seen := map[string]bool{}
		for _, e := range p.book {
			if e.Kind == riskshare.ProgramRecord && e.Approved() && !seen[e.Key()] {
				seen[e.Key()] = true
				out = append(out, casefile.Choice{Value: e.Key(), Title: e.Program.Name + "（" + e.Org + "）"})
			}
		}
		return out
	}
	for _, o := range p.orgs {
		if kindIn(source, o.Kind) {
			out = append(out, casefile.Choice{Value: o.ID, Title: o.Name})
		}
	}
	return out
}
