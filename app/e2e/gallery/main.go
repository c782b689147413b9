// Command gallery is a window with every piece of app/widget in it: what the tests of the harness drive, and where one looks
// at the pieces while working on them. It is no part of the product.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func main() {
	if err := theme.SpeakChinese(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	a := app.NewWithID("cn.zhiya.gallery")
	options := theme.Options{Brightness: theme.Light}
	if os.Getenv("GALLERY_THEME") == "dark" {
		options = theme.Options{Brightness: theme.Dark, Density: theme.Compact}
	}
	a.Settings().SetTheme(theme.New(theme.NewFonts(assets.FontRegular(), assets.FontBold()), options))
	w := a.NewWindow("部件陈列")
	jobs := widget.NewRunner(fyne.Do)
	said := widget.Named("said", fynewidget.NewLabel(""))
	tabs := container.NewAppTabs(
		container.NewTabItem("表单", form(said)),
		container.NewTabItem("表格", table(said)),
		container.NewTabItem("文书", widget.NewPagePreview(sheets(3), jobs)),
	)
	next := fynewidget.NewButton("换页", func() { tabs.SelectIndex((tabs.SelectedIndex() + 1) % 3) })
	w.SetContent(container.NewBorder(nil, container.NewVBox(widget.NewJobBar(jobs),
		container.NewHBox(widget.Named("next", next), widget.Named("work", fynewidget.NewButton("长工作", func() { work(jobs, said) })), said)), nil, nil, tabs))
	w.Resize(fyne.NewSize(1260, 800))
	if path := os.Getenv(widget.TraceVariable); path != "" {
		widget.StartTrace(w, path, func() string { return tabs.Selected().Text })
	}
	w.ShowAndRun()
	jobs.Close()
}

func form(said *fynewidget.Label) fyne.CanvasObject {
	name := widget.NewField("营业执照上的全称")
	name.OnCommit = func(text string) { said.SetText("名称 " + text) }
	amount := widget.NewMoneyEntry(widget.Wan)
	amount.OnCommit = func(m money.Money, given bool, err error) { said.SetText("金额 " + m.Format()) }
	rate := widget.NewRateEntry()
	due := widget.NewDateEntry()
	due.Today = date.Must("2026-11-22")
	due.Mark = func(d date.Date) widget.DayMark {
		if d == date.Must("2026-11-21") {
			return widget.DayMark{Note: "班"}
		}
		return widget.DayMark{Rest: d.Weekday() == 0 || d.Weekday() == 6}
	}
	due.OnCommit = func(d date.Date, err error) { said.SetText("日期 " + d.Chinese()) }
	fields := widget.NewForm(
		widget.NewFormField(widget.FieldSpec{Path: "name", Label: "出质人名称", Required: true}, name),
		widget.NewFormField(widget.FieldSpec{Path: "amount", Label: "贷款金额", Required: true, Hint: "合同约定的本金，以万元为单位"}, amount),
		widget.NewFormField(widget.FieldSpec{Path: "rate", Label: "年利率"}, rate),
		widget.NewFormField(widget.FieldSpec{Path: "due", Label: "到期日", Required: true}, due),
	)
	banner := widget.NewBanner(widget.Info, "示例数据，不是真实案件。填写后点“提交”，所有错误会一次列在各栏旁边；这一句话写得很长，是为了看它在窗口边上怎样换行，汉字之间没有空格也必须断开，不得伸出窗口之外。")
	submit := widget.Named("submit", fynewidget.NewButton("提交", func() {
		var fs fault.Faults
		if name.Text == "" {
			fs.Invalid("name.missing", "name", "请填写出质人名称")
		}
		if _, given, err := amount.Value(); err != nil || !given {
			fs.Invalid("amount.missing", "amount", "请填写贷款金额")
		}
		if d, err := due.Value(); err != nil || d.IsZero() {
			fs.Invalid("due.missing", "due", "请填写到期日，例如 2026-11-22")
		}
		fields.ShowFaults(fs.Err())
		if fs.Err() != nil {
			banner.Set(widget.Danger, fmt.Sprintf("有 %d 处需要更正", len(fs)))
			return
		}
		banner.Set(widget.Success, "已提交")
	}))
	submit.Importance = fynewidget.HighImportance
	journey := widget.NewJourneyBar(
		leg("", stage("ip", "知识产权", widget.StageDone, "2 件"), stage("value", "评估", widget.StageDone, "1,200 万元"), stage("credit", "授信", widget.StageDone, ""), stage("pledge", "质押登记", widget.StageCurrent, "剩 3 个工作日")),
		leg("", stage("monitor", "在押", widget.StageWaiting, "")),
		widget.Leg{Lanes: []widget.Lane{
			{Title: "补偿", Stages: []widget.Stage{stage("claim", "申请代偿", widget.StageWaiting, ""), stage("pay", "代偿", widget.StageSkipped, "")}},
			{Title: "处置", Stages: []widget.Stage{stage("dispose", "处置申请", widget.StageWaiting, ""), stage("sell", "变价", widget.StageStopped, "")}},
		}},
	)
	journey.OnTapped = func(id string) { said.SetText("阶段 " + id) }
	facts := widget.KeyValue(2, widget.Pair{Key: "案件号", Value: "ZY-2026-0001"}, widget.Pair{Key: "质权人", Value: "示例银行股份有限公司"},
		widget.Pair{Key: "评估值", Value: "12,000,000.00 元"}, widget.Pair{Key: "登记编号", Value: ""})
	// Text shows with its own height only once it knows its width, so the page scrolls.
	return widget.Named("page", container.NewVScroll(container.NewPadded(container.NewVBox(journey, fynewidget.NewSeparator(), facts, banner, fields, container.NewHBox(submit)))))
}

func leg(title string, stages ...widget.Stage) widget.Leg {
	return widget.Leg{Lanes: []widget.Lane{{Title: title, Stages: stages}}}
}

func stage(id, title string, state widget.StageState, detail string) widget.Stage {
	return widget.Stage{ID: id, Title: title, State: state, Detail: detail}
}

type line struct {
	number, firm string
	amount       money.Money
	due          date.Date
}

func table(said *fynewidget.Label) fyne.CanvasObject {
	t := widget.NewDataTable("cases",
		widget.Column[line]{Key: "number", Title: "案件号", Width: 150, Text: func(l line) string { return l.number }},
		widget.Column[line]{Key: "firm", Title: "出质人", Width: 260, Text: func(l line) string { return l.firm }},
		widget.Column[line]{Key: "amount", Title: "贷款金额（元）", Width: 170, Right: true, Text: func(l line) string { return l.amount.Format() },
			Compare: func(a, b line) int { return int(a.amount - b.amount) }},
		widget.Column[line]{Key: "due", Title: "到期日", Width: 130, Text: func(l line) string { return l.due.String() },
			Tone: func(l line) widget.Tone {
				if l.due.Before(date.Must("2027-01-01")) {
					return widget.Warn
				}
				return widget.Plain
			}},
		widget.Column[line]{Key: "state", Title: "状态", Width: 240, Text: func(l line) string {
			return "质押登记已受理，等待复核人办理" + strings.Repeat("；材料齐", l.due.Day()%4)
		}},
	)
	rows := make([]line, 100_000)
	for i := range rows {
		rows[i] = line{fmt.Sprintf("ZY-2026-%06d", i+1), fmt.Sprintf("示例科技（第%d号）有限公司", i*7919%100_000), money.Money(i*7919%1_000_003) * 12345, date.Must("2026-12-01").AddDays(i % 700)}
	}
	t.SetChips(widget.Chip[line]{Label: "三十日内到期", Keep: func(l line) bool { return l.due.Before(date.Must("2026-12-31")) }},
		widget.Chip[line]{Label: "千万元以上", Keep: func(l line) bool { return l.amount >= money.Yuan(10_000_000) }})
	t.SetRows(rows)
	t.OnSelect = func(rows []line) { said.SetText(fmt.Sprintf("选中 %d 行", len(rows))) }
	t.OnOpen = func(l line) { said.SetText("打开 " + l.number) }
	return t
}

func sheets(n int) []layout.Page {
	var out []layout.Page
	for i := range n {
		page := layout.Page{Width: 595.28, Height: 841.89, Number: i + 1}
		for y := 80.0; y < 760; y += 24 {
			page.Items = append(page.Items, chart.Text{X: 71, Y: y, Size: 12, Text: fmt.Sprintf("示例文书第 %d 页", i+1)})
		}
		out = append(out, page)
	}
	return out
}

func work(jobs widget.Jobs, said *fynewidget.Label) {
	jobs.Go("蒙特卡洛模拟", func(ctx context.Context, report func(widget.Progress)) error {
		for i := range 100 {
			report(widget.Progress{Done: i, Total: 100, Words: fmt.Sprintf("第 %d / 100 组", i+1)})
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
		}
		return nil
	}, func(err error) {
		if err != nil {
			said.SetText("已取消")
			return
		}
		said.SetText("完成")
	})
}
