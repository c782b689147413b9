// Package rights is the workplace 权利库: the register of the rights an organisation follows, with the history of every look-up, and
// the import of lists.
package rights

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// pageSize is how many entries are read at a time.
const pageSize = 200

// group is a chip above the list.
type group struct {
	title string
	kinds []right.Kind
}

var groups = []group{
	{"全部", nil},
	{"专利", []right.Kind{right.Invention, right.Utility, right.Design}},
	{"商标", []right.Kind{right.Trademark}},
	{"著作权", []right.Kind{right.Software, right.Work}},
}

// Page is the register.
type Page struct {
	host   kit.Host
	body   *fyne.Container // the list, or the wizard in its place
	search *kit.Entry
	chips  []*widget.Button
	group  int
	table  *table.DataTable[register.Row]
	rows   []register.Row
	next   string
	more   *widget.Button
	total  *widget.Label
	detail *fyne.Container
	wizard *wizard // nil while the list is shown
	run    int     // only the latest question is answered
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, body: container.NewStack(), search: kit.NewEntry(h), total: widget.NewLabel(""), detail: container.NewVBox(), table: newTable()}
	p.search.SetPlaceHolder("号码、名称或权利人，按 Enter 搜索")
	p.search.OnEnter = p.reload
	p.table.OnSelect = func(rows []register.Row) {
		if len(rows) == 1 {
			p.open(rows[0].ID)
		}
	}
	kit.TableKeys(h, p.table)
	p.more = widget.NewButton("继续显示", func() { p.read(p.next) })
	p.more.Hide()
	for i, g := range groups {
		p.chips = append(p.chips, widget.NewButton(g.title, func() { p.pick(i) }))
	}
	p.mark()
	p.list()
	p.reload()
	return p
}

func newTable() *table.DataTable[register.Row] {
	type r = register.Row
	t := table.NewDataTable("rights",
		table.Column[r]{Key: "kind", Title: "种类", Width: 110, Text: func(x r) string { return x.Kind.String() }},
		table.Column[r]{Key: "number", Title: "号码", Width: 160, Text: func(x r) string { return x.Number }},
		table.Column[r]{Key: "title", Title: "名称", Width: 300, Text: func(x r) string { return x.Title }},
		table.Column[r]{Key: "owner", Title: "权利人", Width: 220, Text: func(x r) string { return x.Owner }},
		table.Column[r]{Key: "status", Title: "法律状态", Width: 90, Text: func(x r) string { return status(x.Status) }, Tone: tone},
		table.Column[r]{Key: "status_on", Title: "查询日", Width: 96, Text: func(x r) string { return x.StatusOn.String() }},
		table.Column[r]{Key: "expiry", Title: "期限届满", Width: 96, Text: func(x r) string { return x.Expiry.String() }},
		table.Column[r]{Key: "fees", Title: "年费缴至", Width: 96, Text: func(x r) string { return x.FeesUntil.String() }},
		table.Column[r]{Key: "family", Title: "同族", Width: 110, Text: func(x r) string { return x.Family }})
	t.RowName = func(x r) string { return "right:" + x.Number }
	t.Empty = "还没有权利。可用“导入列表”导入检索平台导出的 XLSX 或 CSV。"
	return t
}

func status(s right.Status) string {
	switch s {
	case "":
		return "待查"
	case register.Merged:
		return "已合并"
	}
	return s.Chinese()
}

func tone(x register.Row) table.Tone {
	switch x.Status {
	case right.InForce:
		return table.Good
	case "":
		return table.Mark
	case right.Application, register.Merged:
		return table.Plain
	}
	return table.Bad
}

// Title is what the window is called.
func (p *Page) Title() string { return "权利库" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// FocusSearch puts the cursor into the search field.
func (p *Page) FocusSearch() {
	if p.wizard == nil {
		p.host.Window().Canvas().Focus(p.search)
	}
}

// Escape goes from the wizard back to the list.
func (p *Page) Escape() bool {
	if p.wizard == nil {
		return false
	}
	p.list()
	return true
}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return kit.Pad(p.body, 12) }

// list shows the register.
func (p *Page) list() {
	p.wizard = nil
	var tools []fyne.CanvasObject
	if p.host.Actor().KeepsRegister() {
		undo := widget.NewButton("撤销导入…", p.batches)
		take := widget.NewButton("导入列表…", p.choose)
		take.Importance = widget.HighImportance
		kept := widget.NewButton("已保存的列对应…", p.mappings)
		tools = append(tools, kit.Named("rights:mappings", kept), kit.Named("rights:undo", undo), kit.Named("rights:import", take))
	}
	chips := container.NewHBox()
	for i, c := range p.chips {
		chips.Add(kit.Named("chip:"+groups[i].title, c))
	}
	head := container.NewBorder(nil, nil, kit.Heading("权利库"), container.NewHBox(tools...))
	find := kit.Named("rights:find", widget.NewButton("搜索", p.reload))
	top := container.NewVBox(head, container.NewBorder(nil, nil, nil, find, kit.Named("rights:search", p.search)), container.NewBorder(nil, nil, chips, kit.Named("rights:total", p.total)))
	foot := container.NewVBox(container.NewHBox(kit.Named("rights:more", p.more)), p.detail)
	p.body.Objects = []fyne.CanvasObject{container.NewBorder(top, foot, nil, nil, p.table)}
	p.body.Refresh()
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
	run, person := p.run, p.host.Actor().PersonID
	q := register.Query{Search: strings.TrimSpace(p.search.Text), Kinds: groups[p.group].kinds, After: after, Limit: pageSize}
	var page workflow.RightsPage
	var counts []register.Count
	p.host.Run("正在读取权利库", func(ctx context.Context) (err error) {
		if page, err = p.host.Desk().Rights(ctx, person, q); err == nil {
			counts, err = p.host.Desk().RightCounts(ctx, person)
		}
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
			p.rows = nil
			p.detail.RemoveAll()
		}
		p.rows, p.next = append(p.rows, page.Rows...), page.Next
		p.table.SetRows(p.rows)
		p.more.Hidden = p.next == ""
		p.more.Refresh()
		p.total.SetText(counted(counts))
	})
}

// counted is the size of the register in words.
func counted(counts []register.Count) string {
	var all, live, unknown int64
	for _, c := range counts {
		switch c.Status {
		case register.Merged:
			continue
		case right.InForce:
			live += c.N
		case "":
			unknown += c.N
		}
		all += c.N
	}
	return fmt.Sprintf("共 %d 项，有效 %d 项，状态待查 %d 项", all, live, unknown)
}

// open shows an entry with its history below the list.
func (p *Page) open(id int64) {
	person := p.host.Actor().PersonID
	var e workflow.RightEntry
	p.host.Run("正在读取权利", func(ctx context.Context) (err error) {
		e, err = p.host.Desk().RightEntry(ctx, person, id)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.show(e)
	})
}

func (p *Page) show(e workflow.RightEntry) {
	r := e.Facts.Right
	facts := []kit.Fact{{Label: "号码", Value: r.Number}, {Label: "权利人", Value: e.Row.Owner}, {Label: "申请日", Value: r.Filed.String()}, {Label: "授权公告日（核准注册日）", Value: r.Granted.String()},
		{Label: "法律状态", Value: status(r.Status)}, {Label: "查询日与来源", Value: strings.TrimSpace(r.StatusOn.String() + "　" + r.StatusSource)}, {Label: "期限届满", Value: e.Row.Expiry.String()}}
	if r.Kind.Patent() {
		facts = append(facts, kit.Fact{Label: "年费缴至", Value: r.FeesPaidUntil.String()}, kit.Fact{Label: "主分类号", Value: r.IPC})
	}
	box := container.NewVBox(kit.Facts(3, kit.Width, facts...))
	for _, n := range e.Pledged {
		box.Add(kit.Alarm(n.Text, kit.Width))
	}
	for _, c := range e.Cases {
		b := widget.NewButton(c.Number+"　"+c.Where, func() { p.host.Go(kit.Route{Page: kit.Case, CaseID: c.ID}) })
		b.Alignment, b.Importance = widget.ButtonAlignLeading, widget.LowImportance
		box.Add(kit.Named("rights:case:"+c.Number, b))
	}
	var lines []string
	for i, h := range e.History {
		if i == 5 {
			lines = append(lines, "……")
			break
		}
		lines = append(lines, fmt.Sprintf("%s　%s　%s　%s（%s）", kit.Clock(h.Batch.AtMillis), h.Batch.Act, status(h.Facts.Right.Status), h.Batch.Source, h.Batch.Person))
	}
	box.Add(kit.Note("历史："+strings.Join(lines, "\n"), kit.Width))
	p.detail.Objects = []fyne.CanvasObject{kit.Card(r.Kind.String()+"　"+r.Title, box)}
	p.detail.Refresh()
}

// batches offers the last imports to be taken back.
func (p *Page) batches() {
	person := p.host.Actor().PersonID
	var list []register.Batch
	p.host.Run("正在读取导入记录", func(ctx context.Context) (err error) {
		list, err = p.host.Desk().RightBatches(ctx, person, 0, 50)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.askUndo(list)
	})
}

func (p *Page) askUndo(list []register.Batch) {
	box := container.NewVBox()
	var ask *dialog.CustomDialog
	for _, b := range list {
		if b.Act != register.Imported || b.Undone {
			continue
		}
		text := fmt.Sprintf("%s　%s　新增 %d 项，更新 %d 项（%s）", kit.Clock(b.AtMillis), b.Source, b.Added, b.Changed, b.Person)
		undo := widget.NewButton("撤销", func() {
			ask.Hide()
			p.undo(b)
		})
		box.Add(container.NewBorder(nil, nil, nil, kit.Named(fmt.Sprintf("rights:undo:%d", b.ID), undo), kit.Para(text, 560)))
		if len(box.Objects) == 8 {
			break
		}
	}
	if len(box.Objects) == 0 {
		box.Add(kit.Para("没有可撤销的导入。", 560))
	} else {
		box.Add(kit.Note("撤销后，导入后没有人改动过的权利恢复原状；已被改动的保留并列出。", 560))
	}
	ask = dialog.NewCustom("撤销导入", "关闭", box, p.host.Window())
	ask.Show()
}

func (p *Page) undo(b register.Batch) {
	person := p.host.Actor().PersonID
	var done workflow.UndoneImport
	p.host.Run("正在撤销导入", func(ctx context.Context) (err error) {
		done, err = p.host.Desk().UndoImport(ctx, person, register.RemoveBatch{Batch: b.ID, Reason: "在权利库撤销导入：" + b.Source})
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Say(fmt.Sprintf("已撤销：移除 %d 项，恢复 %d 项，保留已改动的 %d 项", done.Removed, done.Restored, len(done.Kept)))
		p.reload()
	})
}
