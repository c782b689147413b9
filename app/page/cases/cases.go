// Package cases is the workplace 案件: every case the person's organisation is a party to.
package cases

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// pageSize is how many cases are read at a time.
const pageSize = 100

// group is a chip above the list: several stages under one word.
type group struct {
	title  string
	stages []casefile.Stage
}

var groups = []group{
	{"全部", nil},
	{"受理尽调", []casefile.Stage{casefile.Intake, casefile.DueDiligence}},
	{"评估", []casefile.Stage{casefile.Engagement, casefile.Appraisal, casefile.Review, casefile.Issue, casefile.LaneValue}},
	{"授信签约", []casefile.Stage{casefile.Credit, casefile.Signing}},
	{"登记放款", []casefile.Stage{casefile.Registration, casefile.Disbursement}},
	{"在押", []casefile.Stage{casefile.InPledge}},
	{"违约处置", []casefile.Stage{casefile.Default}},
	{"结清结案", []casefile.Stage{casefile.Settlement, casefile.Closed, casefile.Withdrawn, casefile.Rejected}},
}

// Page is the list of cases.
type Page struct {
	host   kit.Host
	search *kit.Entry
	table  *table.DataTable[workflow.ListItem]
	chips  []*widget.Button
	group  int
	items  []workflow.ListItem
	more   *widget.Button
	month  *monthly  // nil for people who issue no watch reports
	taken  *takeover // nil for people who take nothing over
	run    int       // only the latest question is answered
}

// New makes the page and begins to read.
func New(h kit.Host, r kit.Route) *Page {
	p := &Page{host: h, search: kit.NewEntry(h)}
	p.search.SetPlaceHolder("案号、权利号、合同号、登记号、企业名称或拼音首字母，按 Enter 搜索")
	p.search.SetText(r.Search)
	p.search.OnEnter = p.reload
	p.table = newTable()
	p.table.OnOpen = func(x workflow.ListItem) { h.Go(kit.Route{Page: kit.Case, CaseID: x.ID}) }
	kit.TableKeys(h, p.table)
	p.more = widget.NewButton("继续显示", func() { p.read(p.items[len(p.items)-1].Cursor()) })
	p.more.Hide()
	for i, g := range groups {
		p.chips = append(p.chips, widget.NewButton(g.title, func() { p.pick(i) }))
	}
	p.month = newMonthly(h, fyne.Do, p.reload)
	p.taken = newTakeover(h, p.reload)
	p.mark()
	p.reload()
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "案件" }

// Leave keeps nothing; reports that are not issued yet wait for another time.
func (p *Page) Leave() {
	if p.month != nil {
		p.month.runner.Close()
	}
}

// FocusSearch puts the cursor into the search field.
func (p *Page) FocusSearch() { p.host.Window().Canvas().Focus(p.search) }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	chips := container.NewHBox()
	for i, c := range p.chips {
		chips.Add(kit.Named("chip:"+groups[i].title, c))
	}
	head := container.NewBorder(nil, nil, kit.Heading("案件"), nil)
	if kit.MayOpen(p.host.Actor()) {
		b := widget.NewButton("新建案件", func() { p.host.Go(kit.Route{Page: kit.New}) })
		b.Importance = widget.HighImportance
		buttons := container.NewHBox(kit.Named("new-case", b))
		if p.taken != nil {
			buttons.Objects = append([]fyne.CanvasObject{kit.Named("cases:takeover", p.taken.button)}, buttons.Objects...)
		}
		head = container.NewBorder(nil, nil, kit.Heading("案件"), buttons)
	}
	find := widget.NewButton("搜索", p.reload)
	top := container.NewVBox(head, container.NewBorder(nil, nil, nil, kit.Named("find", find), kit.Named("cases:search", p.search)), chips)
	foot := container.NewHBox(kit.Named("cases:more", p.more))
	if p.month != nil {
		foot = container.NewVBox(p.month.bar, container.NewHBox(kit.Named("cases:more", p.more), layout.NewSpacer(), kit.Named("cases:monthly", p.month.button)))
	}
	return kit.Pad(container.NewBorder(top, foot, nil, nil, p.table), 12)
}

func (p *Page) pick(i int) {
	p.group = i
	p.mark()
	p.reload()
}

func (p *Page) mark() {
	for i, c := range p.chips {
		c.Importance = widget.MediumImportance
		if i == p.group {
			c.Importance = widget.HighImportance
		}
		c.Refresh()
	}
}

func (p *Page) reload() { p.read("") }

func (p *Page) read(after string) {
	p.run++
	run := p.run
	var stages []string
	for _, s := range groups[p.group].stages {
		stages = append(stages, string(s))
	}
	person, search := p.host.Actor().PersonID, p.search.Text
	var items []workflow.ListItem
	p.host.Run("正在读取案件", func(ctx context.Context) error {
		var err error
		items, err = p.host.Desk().List(ctx, person, search, stages, after, pageSize)
		return err
	}, func(err error) {
		if run != p.run {
			return
		}
		if err != nil {
			p.host.Fail(err)
			return
		}
		if after == "" {
			p.items = nil
		}
		p.items = append(p.items, items...)
		p.fill(len(items) == pageSize)
	})
}

func (p *Page) fill(more bool) {
	switch {
	case p.search.Text != "" || p.group != 0:
		p.table.Empty = "没有符合条件的案件，请更换搜索内容或选择“全部”。"
	default:
		p.table.Empty = "还没有案件。经办或评估师可按“新建案件”受理第一件。"
	}
	p.table.SetRows(p.items)
	p.more.Hidden = !more
	p.more.Refresh()
}
