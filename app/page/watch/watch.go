// Package watch is the workplace 监测: what the daily watch over the pledged rights found, why, what to do and until when.
package watch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/monitor"
)

// Page shows the standing alarms.
type Page struct {
	host   kit.Host
	table  *table.DataTable[workflow.AlarmView]
	last   *widget.Label
	detail *fyne.Container
	note   *kit.Entry
	to     *kit.Select
	list   []workflow.AlarmView
	shown  string // id of the alarm below the list

	colleagues map[string]string // ids by name
}

// Offered reports whether the person's organisation is one to which alarms are addressed.
func Offered(a access.Actor) bool {
	return a.SeesAlarms()
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, last: widget.NewLabel(""), detail: container.NewVBox(), table: newTable(h.Actor().PersonID)}
	p.table.Empty = "现在没有需要处理的提示。"
	p.table.OnOpen = func(a workflow.AlarmView) {
		if a.CaseID != "" {
			h.Go(kit.Route{Page: kit.Case, CaseID: a.CaseID})
		}
	}
	p.table.OnSelect = func(rows []workflow.AlarmView) {
		if len(rows) == 1 {
			p.show(rows[0])
		}
	}
	kit.TableKeys(h, p.table)
	p.read()
	return p
}

func newTable(me string) *table.DataTable[workflow.AlarmView] {
	type a = workflow.AlarmView
	level := table.Column[a]{Key: "level", Title: "级别", Width: 64, Text: func(x a) string { return x.Level.Chinese() }, Tone: tone,
		Compare: func(x, y a) int {
			switch {
			case x.Level == y.Level:
				return 0
			case x.Level.Louder(y.Level):
				return -1
			}
			return 1
		}}
	t := table.NewDataTable("alarms", level,
		table.Column[a]{Key: "topic", Title: "类别", Width: 92, Text: func(x a) string { return monitor.Topic(x.Code) }},
		table.Column[a]{Key: "until", Title: "最迟日", Width: 96, Text: func(x a) string { return x.By() }, Compare: byDay},
		table.Column[a]{Key: "case", Title: "案号", Width: 168, Text: func(x a) string { return cmp.Or(x.Number, "本系统") }},
		table.Column[a]{Key: "why", Title: "情况", Width: 380, Text: func(x a) string { return x.Why }},
		table.Column[a]{Key: "do", Title: "要求", Width: 220, Text: func(x a) string { return x.Do }},
		table.Column[a]{Key: "step", Title: "进展", Width: 110, Text: func(x a) string { return x.Step }},
		table.Column[a]{Key: "raised", Title: "提出日", Width: 96, Text: func(x a) string { return x.RaisedOn }},
		table.Column[a]{Key: "assignee", Title: "办理人", Width: 80, Text: func(x a) string { return x.Assignee }},
		table.Column[a]{Key: "note", Title: "处理情况", Width: 200, Text: func(x a) string { return x.Note }})
	t.RowName = func(x a) string { return "alarm:" + x.Number + ":" + x.Code + ":" + x.Ref }
	t.SetChips(
		table.Chip[a]{Label: "紧急", Keep: func(x a) bool { return x.Level == monitor.Highest }},
		table.Chip[a]{Label: "重要以上", Keep: func(x a) bool { return x.Level != monitor.Notice }},
		table.Chip[a]{Label: "尚未登记处理", Keep: func(x a) bool { return x.Note == "" }},
		table.Chip[a]{Label: "交我办理", Keep: func(x a) bool { return x.AssigneeID == me }})
	return t
}

func tone(x workflow.AlarmView) table.Tone {
	switch x.Level {
	case monitor.Highest:
		return table.Bad
	case monitor.High:
		return table.Warn
	}
	return table.Plain
}

// byDay is the order of days within a level: what is due at once stands before all days, what has no day after them.
func byDay(x, y workflow.AlarmView) int {
	if c := monitor.Order(x.Level, x.Day(), x.Level, y.Day()); x.Level == y.Level {
		return c
	}
	return strings.Compare(cmp.Or(x.Until, "9999"), cmp.Or(y.Until, "9999"))
}

// Title is what the window is called.
func (p *Page) Title() string { return "监测" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	run := widget.NewButton("立即监测", p.run)
	run.Importance = widget.HighImportance
	ics := widget.NewButton("导出日历…", p.export)
	head := container.NewBorder(nil, nil, kit.Heading("监测"), container.NewHBox(kit.Named("watch:ics", ics), kit.Named("watch:run", run)))
	return kit.Pad(container.NewBorder(container.NewVBox(head, kit.Named("watch:last", p.last)), p.detail, nil, nil, p.table), 12)
}

// run looks at all live cases now.
func (p *Page) run() {
	person := p.host.Actor().PersonID
	var found workflow.WatchRun
	p.host.Run("正在监测", func(ctx context.Context) (err error) {
		found, err = p.host.Desk().RunWatch(ctx, person)
		return err
	}, func(err error) {
		switch {
		case fault.Has(err, "watch.clock"):
			p.correct(err)
		case err != nil:
			p.host.Fail(err)
		default:
			p.ran(found)
		}
	})
}

func (p *Page) ran(found workflow.WatchRun) {
	p.host.Say(fmt.Sprintf("已核对 %d 件案件 %d 项权利：新提示 %d 项，升级 %d 项，解除 %d 项", found.Cases, found.Rights, found.Raised, found.Escalated, found.Closed))
	p.read()
}

// correct says that the clock stands before the last run, and offers to put the day of the run right when it was the last run that had
// the wrong clock.
func (p *Page) correct(refused error) {
	reason := kit.NewEntry(p.host)
	reason.SetPlaceHolder("更正原因，例如：11 月 20 日系统时钟曾误设为 2030 年")
	body := kit.Limited(520, container.NewVBox(kit.Para(kit.Sentences(refused), 520), kit.Gap(6),
		kit.Note("本机日期现在正确、上次监测时错误的，写明原因后更正：在尚未到来的日子提出的提示以“时钟更正”解除，其余照常。", 520), kit.Named("field:clock-reason", reason)))
	dialog.ShowCustomConfirm("监测日早于上次监测", "更正监测日", "不更正", body, func(yes bool) {
		if !yes {
			return
		}
		person, text := p.host.Actor().PersonID, reason.Text
		var found workflow.WatchRun
		p.host.Run("正在更正监测日", func(ctx context.Context) (err error) {
			found, err = p.host.Desk().CorrectWatch(ctx, person, text)
			return err
		}, func(err error) {
			if err != nil {
				p.host.Fail(err)
				return
			}
			p.ran(found)
		})
	}, p.host.Window())
}

func (p *Page) read() {
	person := p.host.Actor().PersonID
	var list []workflow.AlarmView
	var last date.Date
	p.host.Run("正在读取提示", func(ctx context.Context) (err error) {
		if list, err = p.host.Desk().Alarms(ctx, person); err == nil {
			last, err = p.host.Desk().LastWatch(ctx)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.fill(list, last)
	})
}

func (p *Page) fill(list []workflow.AlarmView, last date.Date) {
	p.list = list
	loud := 0
	for _, a := range list {
		if a.Level == monitor.Highest {
			loud++
		}
	}
	text := "尚未监测过。"
	if !last.IsZero() {
		text = fmt.Sprintf("上次监测 %s，现有提示 %d 项，其中紧急 %d 项。原因消除的，办理后即自动解除。", last.Chinese(), len(list), loud)
	}
	p.last.SetText(text)
	// What is being read or noted below the list stays when the list is read anew, as after the watch that runs at sign-in.
	if p.shown == "" || !slices.ContainsFunc(list, func(a workflow.AlarmView) bool { return a.ID == p.shown }) {
		p.detail.RemoveAll()
		p.shown = ""
	}
	p.table.SetRows(list)
}

// show puts the whole of an alarm below the list: what it says, what happened to it, and the place to note what is done about it.
func (p *Page) show(a workflow.AlarmView) {
	p.detail.RemoveAll()
	p.shown = a.ID
	if a.ID == "" { // of the program itself: nothing is kept of it
		p.put(a, nil, nil)
		return
	}
	me := p.host.Actor()
	var lines []workflow.AlarmLine
	var colleagues []access.Person
	p.host.Run("正在读取提示的记录", func(ctx context.Context) (err error) {
		if lines, err = p.host.Desk().AlarmHistory(ctx, me.PersonID, a.ID); err != nil {
			return err
		}
		orgs, people, err := p.host.Desk().Directory(ctx)
		for _, o := range orgs {
			for _, x := range people {
				if x.OrgID == o.ID && o.ID == me.OrgID && x.Active && access.ActorOf(x, o).SeesAlarms() {
					colleagues = append(colleagues, x)
				}
			}
		}
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.host.Fail(err)
		case p.shown == a.ID: // another may have been chosen meanwhile
			p.put(a, lines, colleagues)
		}
	})
}

func (p *Page) put(a workflow.AlarmView, lines []workflow.AlarmLine, colleagues []access.Person) {
	facts := []kit.Fact{{Label: "情况", Value: a.Why}, {Label: "要求", Value: a.Do}, {Label: "最迟日", Value: cmp.Or(a.By(), "—")}, {Label: "解除条件", Value: a.CuredBy}}
	if a.Right != "" {
		facts = append(facts, kit.Fact{Label: "权利", Value: a.Right})
	}
	if a.Assignee != "" {
		facts = append(facts, kit.Fact{Label: "办理人", Value: a.Assignee})
	}
	const left, right = 560, 430
	told := container.NewVBox()
	if len(lines) > 0 {
		told.Add(kit.Caption("记录"))
	}
	for _, l := range lines[max(0, len(lines)-historyShown):] {
		text := l.Day + "　" + l.What.Chinese()
		switch l.What {
		case workflow.AlarmNoted:
			text += "（" + l.Person + "）　" + l.Text
		case workflow.AlarmChanged, workflow.AlarmEnded:
			text += "　" + l.Text
		default:
			text += "　" + strings.TrimSpace(l.Level.Chinese()+"　"+l.Step)
		}
		told.Add(kit.Note(text, right))
	}
	box := container.NewVBox(container.New(kit.Columns{Weights: []float32{left, right}}, kit.Facts(2, left, facts...), told))
	if a.ID != "" {
		p.note = kit.NewEntry(p.host)
		p.note.SetPlaceHolder("处理情况，例如：已通知企业缴费，凭证 12 月 1 日前送达（不解除提示）")
		p.note.OnEnter = func() { p.keep(a) }
		names := []string{nobody}
		p.colleagues = map[string]string{}
		for _, x := range colleagues {
			name := x.Name
			if _, met := p.colleagues[name]; met { // of one name
				name += "（" + x.Login + "）"
			}
			names = append(names, name)
			p.colleagues[name] = x.ID
		}
		p.to = kit.NewSelect(p.host, names)
		p.to.SetSelected(nobody)
		keep := kit.Named("watch:keep", widget.NewButton("登记处理情况", func() { p.keep(a) }))
		open := kit.Named("watch:open", widget.NewButton("打开案件", func() { p.host.Go(kit.Route{Page: kit.Case, CaseID: a.CaseID}) }))
		box.Add(container.NewBorder(nil, nil, nil, container.NewHBox(kit.Named("field:alarm-to", p.to), keep, open), kit.Named("field:alarm-note", p.note)))
	}
	p.detail.Add(kit.Card(strings.Join(strings.Fields(a.Level.Chinese()+" "+a.Step+" "+a.Number+" "+a.Title), "　"), box))
	p.detail.Refresh()
}

// nobody leaves an alarm with whom it is.
const nobody = "不转交"

// historyShown is how many of the last lines of an alarm's history are shown.
const historyShown = 6

func (p *Page) keep(a workflow.AlarmView) {
	person, h := p.host.Actor().PersonID, workflow.AlarmHandling{Note: p.note.Text, AssigneeID: p.colleagues[p.to.Selected]}
	p.host.Run("正在登记", func(ctx context.Context) error {
		return p.host.Desk().HandleAlarm(ctx, person, a.ID, h)
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Say("已登记处理情况；提示在其原因消除后解除")
		p.shown = "" // noted and done with
		p.read()
	})
}

// export writes the alarms that have a day into a calendar file.
func (p *Page) export() {
	days := workflow.AlarmDays(p.list)
	if len(days) == 0 {
		p.host.Fail(fault.New(fault.Refused, "watch.days", "", "现有提示都没有期限，没有可导出的日期"))
		return
	}
	body := monitor.ICS(days, p.host.Desk().Now())
	ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		_, err = w.Write(body)
		if closed := w.Close(); err == nil {
			err = closed
		}
		if err != nil {
			p.host.Fail(fault.Wrap(err, "watch.save", "日历文件未能保存，请检查文件夹权限和磁盘空间"))
			return
		}
		p.host.Say(fmt.Sprintf("已导出 %d 个日期，可用日历软件打开 %s", len(days), w.URI().Name()))
	}, p.host.Window())
	ask.SetFileName("知押监测提示.ics")
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".ics"}))
	ask.Show()
}
