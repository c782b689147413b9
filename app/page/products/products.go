// Package products is the workplace 信贷产品 of a bank: its loan products in versions, each made by one person and approved by another,
// and the gauge of bad loans.
package products

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow/access"
	"zhiya/workflow/product"
)

// Page has two parts: the products and the gauge.
type Page struct {
	host   kit.Host
	part   int // 0 贷款产品, 1 不良容忍度
	all    product.Catalogue
	table  *table.DataTable[product.Entry]
	detail *fyne.Container
	gauge  *gauge
	form   *sheet // open, or nil
	notice *fyne.Container
	tabs   []*widget.Button
	body   *fyne.Container
	frame  *fyne.Container
	whole  *fyne.Container
}

// Offered reports whether the person has this workplace: the officers and approvers of a bank.
func Offered(a access.Actor) bool {
	return a.OrgKind == access.Bank && (a.Has(access.Officer) || a.Has(access.Approver))
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, detail: container.NewVBox(), notice: container.NewVBox(), body: container.NewStack(), whole: container.NewStack()}
	for i, title := range []string{"贷款产品", "不良容忍度"} {
		p.tabs = append(p.tabs, widget.NewButton(title, func() { p.show(i) }))
	}
	bar := container.NewHBox(kit.Heading("信贷产品"), kit.Spacer(12, 0), kit.Named("products:list", p.tabs[0]), kit.Named("products:gauge", p.tabs[1]))
	p.frame = container.NewBorder(container.NewVBox(bar, p.notice), nil, nil, nil, p.body)
	p.table = newTable(p)
	p.gauge = newGauge(p)
	p.home()
	p.read("")
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "信贷产品" }

// Leave keeps nothing: a version counts when it is handed in.
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

// Submit hands in the form that is open, or counts the gauge anew.
func (p *Page) Submit() {
	switch {
	case p.form != nil:
		p.form.submit()
	case p.part == 1:
		p.gauge.count()
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
	p.body.Objects = []fyne.CanvasObject{[]fyne.CanvasObject{p.list(), p.gauge.content}[part]}
	p.body.Refresh()
	if part == 1 && !p.gauge.counted {
		p.gauge.count()
	}
}

// read reads the catalogue; what was just done is said above.
func (p *Page) read(notice string) {
	var all product.Catalogue
	p.host.Run("正在读取贷款产品", func(ctx context.Context) (err error) {
		all, err = p.host.Desk().Products(ctx, p.host.Actor().PersonID)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.all = all
		p.notice.RemoveAll()
		if notice != "" {
			p.notice.Add(kit.Named("notice", kit.Filled("selection", kit.Para("✓ "+notice, kit.Width))))
		}
		p.detail.RemoveAll()
		p.table.SetRows(all)
	})
}
