package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	pages "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// question is the width of what a dialog says.
const question = 520

// monthly is the work of issuing the watch reports of a month together, and how far it is.
type monthly struct {
	host   kit.Host
	runner *pages.Runner
	bar    *pages.JobBar
	button *widget.Button
	done   func() // reads the list again
}

// newMonthly is nil for people who issue no watch reports: officers of banks and guarantors do.
func newMonthly(h kit.Host, post pages.Post, done func()) *monthly {
	a := h.Actor()
	if !a.Has(access.Officer) || !slices.Contains([]access.OrgKind{access.Bank, access.Guarantor}, a.OrgKind) {
		return nil
	}
	m := &monthly{host: h, runner: pages.NewRunner(post), done: done}
	m.bar = pages.NewJobBar(m.runner)
	m.button = widget.NewButton("批量出具月报…", m.ask)
	return m
}

func (m *monthly) ask() {
	today := m.host.Today()
	text := fmt.Sprintf("为贵机构作为质权人的全部在押、违约案件出具 %d 年 %d 月的监测月报。本月已出具的不重复出具。\n办理中可以取消，已出具的保留，其余下次继续。", today.Year(), today.Month())
	ask := dialog.NewCustomConfirm("批量出具月报", "出具", "暂不", kit.Para(text, question), func(yes bool) {
		if yes {
			m.start()
		}
	}, m.host.Window())
	ask.Show()
}

func (m *monthly) start() {
	person := m.host.Actor().PersonID
	var list []workflow.MonthlyReport
	m.button.Disable()
	m.runner.Go("出具监测月报", func(ctx context.Context, report func(pages.Progress)) (err error) {
		list, err = m.host.Desk().IssueMonthlyReports(ctx, person, func(done, total int, title string) {
			report(pages.Progress{Done: done, Total: total, Words: fmt.Sprintf("第 %d / %d 件　%s", done+1, total, title)})
		})
		return err
	}, func(err error) {
		m.button.Enable()
		if err != nil && !errors.Is(err, context.Canceled) {
			m.host.Fail(err)
			return
		}
		dialog.ShowCustom("批量出具月报", "知道了", told(list, err != nil), m.host.Window())
		m.done()
	})
}

// told says what became of every case, those that failed by name.
func told(list []workflow.MonthlyReport, cancelled bool) fyne.CanvasObject {
	issued, before := 0, 0
	var failed []string
	for _, r := range list {
		switch {
		case r.Document != "":
			issued++
		case r.Earlier != "":
			before++
		default:
			failed = append(failed, fmt.Sprintf("%s %s：%v", r.Number, r.Title, r.Err))
		}
	}
	text := fmt.Sprintf("本次出具 %d 份；本月此前已出具 %d 份。", issued, before)
	switch {
	case len(list) == 0 && !cancelled:
		text = "没有需要出具月报的在押案件。"
	case cancelled:
		text = "已取消。" + text + "其余案件未办理。"
	}
	content := container.NewVBox(kit.Para(text, question))
	if len(failed) > 0 {
		content.Add(kit.Para(fmt.Sprintf("%d 件未能出具：", len(failed)), question))
		content.Add(kit.Note(strings.Join(failed, "\n"), question))
	}
	scroll := container.NewVScroll(content)
	scroll.SetMinSize(fyne.NewSize(question, min(content.MinSize().Height, 320)))
	return scroll
}
