// Package watch is the workplace 监测: what the daily watch over the pledged rights found, why, what to do and until when.
package watch

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

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
	list   []workflow.AlarmView
}

// Offered reports whether the person's organisation is one to which alarms are addressed.
func Offered(a access.Actor) bool {
	return a.SeesAlarms()
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, last: widget.NewLabel(""), detail: container.NewVBox(), table: newTable()}
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

func newTable() *table.DataTable[workflow.AlarmView] {
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
		table.Column[a]{Key: "until", Title: "最迟日", Width: 100, Text: func(x a) string { return x.By() }, Compare: byDay},
		table.Column[a]{Key: "case", Title: "案号", Width: 172, Text: func(x a) string { return cmp.Or(x.Number, "本系统") }},
		table.Column[a]{Key: "why", Title: "情况", Width: 360, Text: func(x a) string { return x.Why }},
		table.Column[a]{Key: "do", Title: "要求", Width: 260, Text: func(x a) string { return x.Do }},
		table.Column[a]{Key: "raised", Title: "提出日", Width: 100, Text: func(x a) string { return x.RaisedOn }},
		table.Column[a]{Key: "note", Title: "处理情况", Width: 200, Text: func(x a) string { return x.Note }})
	t.RowName = func(x a) string { return "alarm:" + x.Number + ":" + x.Code + ":" + x.Ref }
	t.SetChips(
		table.Chip[a]{Label: "紧急", Keep: func(x a) bool { return x.Level == monitor.Highest }},
		table.Chip[a]{Label: "重要以上", Keep: func(x a) bool { return x.Level != monitor.Notice }},
		table.Chip[a]{Label: "尚未登记处理", Keep: func(x a) bool { return x.Note == "" }})
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

// byDay puts alarms without a day at the end.
func byDay(x, y workflow.AlarmView) int {
	if (x.Until == "") != (y.Until == "") {
		if x.Until == "" {
			return 1
		}
		return -1
	}
	return strings.Compare(x.Until, y.Until)
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
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Say(fmt.Sprintf("已核对 %d 件案件：新提示 %d 项，升级 %d 项，解除 %d 项", found.Cases, found.Raised, found.Escalated, found.Closed))
		p.read()
	})
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
		text = fmt.Sprintf("上次监测 %s，现有提示 %d 项，其中紧急 %d 项。提示在其原因消除后由下次监测自动解除。", last.Chinese(), len(list), loud)
	}
	p.last.SetText(text)
	p.detail.RemoveAll()
	p.table.SetRows(list)
}

// show puts the whole of an alarm below the list, with the place to note what is done about it.
func (p *Page) show(a workflow.AlarmView) {
	p.detail.RemoveAll()
	facts := []kit.Fact{{Label: "情况", Value: a.Why}, {Label: "要求", Value: a.Do}, {Label: "最迟日", Value: cmp.Or(a.By(), "—")}, {Label: "解除条件", Value: a.CuredBy},
		{Label: "提出日", Value: a.RaisedOn}, {Label: "现级别自", Value: a.LevelSince}}
	if a.Right != "" {
		facts = append(facts, kit.Fact{Label: "权利", Value: a.Right})
	}
	if a.Note != "" {
		facts = append(facts, kit.Fact{Label: "处理情况", Value: a.Note + "（" + a.NotedBy + " " + a.NotedOn + "）"})
	}
	box := container.NewVBox(kit.Facts(2, kit.Width, facts...))
	if a.CaseID != "" {
		p.note = kit.NewEntry(p.host)
		p.note.SetPlaceHolder("处理情况，例如：已通知企业缴费，凭证 12 月 1 日前送达（不解除提示）")
		p.note.OnEnter = func() { p.keep(a) }
		keep := kit.Named("watch:keep", widget.NewButton("登记处理情况", func() { p.keep(a) }))
		open := kit.Named("watch:open", widget.NewButton("打开案件", func() { p.host.Go(kit.Route{Page: kit.Case, CaseID: a.CaseID}) }))
		box.Add(container.NewBorder(nil, nil, nil, container.NewHBox(keep, open), kit.Named("field:alarm-note", p.note)))
	}
	p.detail.Add(kit.Card(a.Level.Chinese()+"　"+strings.TrimSpace(a.Number+" "+a.Title), box))
	p.detail.Refresh()
}

func (p *Page) keep(a workflow.AlarmView) {
	person, text := p.host.Actor().PersonID, p.note.Text
	p.host.Run("正在登记", func(ctx context.Context) error {
		return p.host.Desk().NoteAlarm(ctx, person, a.ID, text)
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Say("已登记处理情况；提示在其原因消除后解除")
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
	body := monitor.ICS(days, time.Now())
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
