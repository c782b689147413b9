// Package upkeep is the workplace 到期与年费: the loans that fall due with what secures them and what to do, the annual fees that the
// pledgee advances, and what approvers decide of many cases at once.
package upkeep

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// Page shows one of its lists.
type Page struct {
	host      kit.Host
	body      *fyne.Container
	tabs      []*widget.Button
	loans     *loans // nil where the organisation lends nothing
	fees      *fees
	approvals *approvals // nil for people who approve nothing
	lists     []list
	shown     int
}

// list is one of the lists of the page.
type list interface {
	content() fyne.CanvasObject
	read()
	left() bool // something else is shown in its place
}

// Offered reports whether the person works on loans or pledges of his organisation.
func Offered(a access.Actor) bool { return lends(a) || advances(a) }

func lends(a access.Actor) bool {
	return a.OrgKind == access.Bank && (a.Has(access.Officer) || a.Has(access.Approver))
}

// approves reports whether the person decides on what officers of a bank propose of its loans.
func approves(a access.Actor) bool { return a.OrgKind == access.Bank && a.Has(access.Approver) }

func advances(a access.Actor) bool {
	return slices.Contains([]access.OrgKind{access.Bank, access.Guarantor}, a.OrgKind) && (a.Has(access.Officer) || a.Has(access.Approver))
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, body: container.NewStack()}
	add := func(title, name string, l list) {
		p.lists = append(p.lists, l)
		n := len(p.tabs)
		b := widget.NewButton(title, func() { p.show(n) })
		kit.Named("upkeep:"+name, b)
		p.tabs = append(p.tabs, b)
	}
	if lends(h.Actor()) {
		p.loans = newLoans(p)
		add("到期续贷", "loans", p.loans)
	}
	if advances(h.Actor()) {
		p.fees = newFees(p)
		add("年费代缴", "fees", p.fees)
	}
	if approves(h.Actor()) {
		p.approvals = newApprovals(p)
		add("批量审批", "approvals", p.approvals)
	}
	p.show(0)
	return p
}

// show opens one of the lists.
func (p *Page) show(n int) {
	p.shown = n
	for i, b := range p.tabs {
		b.Importance = widget.MediumImportance
		if i == n {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	p.put(p.lists[n].content())
	p.lists[n].read()
}

func (p *Page) put(o fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{o}
	p.body.Refresh()
}

// Title is what the window is called.
func (p *Page) Title() string { return "到期与年费" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Escape goes from what was done, or from the list of receipts, back to the list.
func (p *Page) Escape() bool {
	if p.lists[p.shown].left() {
		p.show(p.shown)
		return true
	}
	return false
}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	bar := container.NewHBox(kit.Heading("到期与年费"), kit.Spacer(12, 0))
	for _, b := range p.tabs {
		bar.Add(b)
	}
	return kit.Pad(container.NewBorder(container.NewVBox(bar, kit.Gap(4)), nil, nil, nil, p.body), 12)
}

// day reads a day typed into a field.
func day(e *kit.Entry, label string, fs *fault.Faults) date.Date {
	text := strings.TrimSpace(e.Text)
	if text == "" {
		return date.Date{}
	}
	d, err := date.Parse(text)
	if err != nil {
		fs.Invalid("date.format", "", "%s“%s”应为 2026-11-23 的形式", label, text)
	}
	return d
}

// field is a labelled part of a form.
func field(label, name string, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(kit.Caption(label), kit.Named("field:"+name, o))
}

// results shows what came of a batch, case by case.
func (p *Page) results(title, note string, list []workflow.CaseResult, more ...fyne.CanvasObject) {
	type r = workflow.CaseResult
	t := table.NewDataTable("results",
		table.Column[r]{Key: "case", Title: "案号", Width: 200, Text: func(x r) string { return x.Number }},
		table.Column[r]{Key: "done", Title: "结果", Width: 90, Text: func(x r) string {
			if x.Err != nil {
				return "未办理"
			}
			return "已办理"
		}, Tone: func(x r) table.Tone {
			if x.Err != nil {
				return table.Bad
			}
			return table.Good
		}},
		table.Column[r]{Key: "why", Title: "原因", Width: 700, Text: func(x r) string {
			if x.Err == nil {
				return ""
			}
			return strings.ReplaceAll(kit.Sentences(x.Err), "\n", "；")
		}})
	t.RowName = func(x r) string { return "result:" + x.Number }
	t.OnOpen = func(x r) { p.host.Go(kit.Route{Page: kit.Case, CaseID: x.CaseID}) }
	kit.TableKeys(p.host, t)
	t.SetRows(list)
	back := widget.NewButton("返回列表", func() { p.show(p.shown) })
	right := container.NewHBox(append(more, kit.Named("upkeep:back", back))...)
	head := container.NewBorder(nil, nil, kit.Subheading(title), right)
	p.put(container.NewBorder(container.NewVBox(head, kit.Named("upkeep:note", kit.Para(note, kit.Width))), nil, nil, nil, t))
}
