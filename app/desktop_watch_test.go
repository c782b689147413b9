package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/sample"
	"zhiya/app/widget"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/monitor"
)

// lent brings a case to where it is in pledge, on a day a year ago.
func lent(t *testing.T, d *workflow.Desk) (number, id string) {
	t.Helper()
	then := time.Date(2025, 11, 25, 2, 0, 0, 0, time.UTC)
	config := d.Config
	config.Now = func() time.Time { return then }
	early := workflow.NewDesk(config)
	var out workflow.Outcome
	for _, step := range sample.SameDayRoad(date.Must("2025-11-25")) {
		if step.Command.Name() == "DeclareDefault" {
			return out.Number, out.CaseID
		}
		var err error
		out, err = early.Do(context.Background(), "person-"+step.Login, workflow.Request{CommandID: d.NewID(), CaseID: out.CaseID, Version: out.Version, Command: step.Command})
		require.NoError(t, err, step.Command.Name())
	}
	t.Fatal("the road has no default")
	return "", ""
}

// choose selects an alarm in the list.
func (w *window) choose(a workflow.AlarmView) {
	w.t.Helper()
	found := false
	visit(w.desktop.Window().Content(), func(o fyne.CanvasObject) {
		list, is := o.(*widget.DataTable[workflow.AlarmView])
		if !is {
			return
		}
		if i := slices.IndexFunc(list.Shown(), func(x workflow.AlarmView) bool { return x.ID == a.ID }); i >= 0 {
			list.Select(i)
			found = true
		}
	})
	require.True(w.t, found, "the alarm is in the list")
}

func TestAClockThatStoodAheadIsPutRightInTheWindow(t *testing.T) {
	d := desk(t, true)
	number, _ := lent(t, d)
	right := d.Now
	d.Config.Now = func() time.Time { return time.Date(2031, 1, 1, 2, 0, 0, 0, time.UTC) }
	w := open(t, d)
	w.signIn("kehu")
	w.tap("nav:watch")
	require.True(t, w.has("alarm:"+number+":limitation.over:"))
	d.Config.Now = right
	w.tap("watch:run")
	require.Contains(t, w.text(), "上次监测日为 2031年1月1日，本机日期 2026年11月20日 更早")
	w.dialog("field:clock-reason", func(o fyne.CanvasObject) { o.(*kit.Entry).SetText("时钟曾误设为 2031 年") })
	w.dialog("更正监测日", func(o fyne.CanvasObject) { test.Tap(o.(*fynewidget.Button)) })
	require.False(t, w.has("alarm:"+number+":limitation.over:"))
	require.True(t, w.has("alarm:"+number+":debt.due:"))
	last, err := d.LastWatch(context.Background())
	require.NoError(t, err)
	require.Equal(t, "2026-11-20", last.String())
}

// dialog does something with a named thing, or a button of that text, in the dialog on top.
func (w *window) dialog(name string, do func(fyne.CanvasObject)) {
	w.t.Helper()
	var found fyne.CanvasObject
	for _, o := range test.LaidOutObjects(w.desktop.Window().Canvas().Overlays().Top()) {
		if b, is := o.(*fynewidget.Button); widget.NameOf(o) == name || is && b.Text == name {
			found = o
		}
	}
	require.NotNil(w.t, found, name)
	do(found)
}

func TestTheAlarmsOfTheDayWaitForTheOfficer(t *testing.T) {
	d := desk(t, true)
	number, id := lent(t, d)
	w := open(t, d)
	w.signIn("kehu")
	last, err := d.LastWatch(context.Background())
	require.NoError(t, err)
	require.Equal(t, "2026-11-20", last.String(), "the watch of the day ran at sign-in")
	w.tap("nav:watch")
	require.Contains(t, w.text(), "上次监测 2026年11月20日")
	require.True(t, w.has("alarm:"+number+":debt.due:"))
	list, err := d.Alarms(context.Background(), "person-kehu")
	require.NoError(t, err)
	i := slices.IndexFunc(list, func(a workflow.AlarmView) bool { return a.Code == "debt.due" })
	require.Equal(t, []any{"债务将于 2026年11月25日 到期", number, monitor.High}, []any{list[i].Why, list[i].Number, list[i].Level})
	w.tap("watch:run")
	again, err := d.Alarms(context.Background(), "person-kehu")
	require.NoError(t, err)
	require.Equal(t, list, again, "the same day once more changes nothing")
	w.choose(list[i])
	require.Contains(t, w.text(), "2026-11-20　提出　重要　7天以内", "what happened to it")
	w.fill("alarm-note", "已电话提醒")
	w.thing("field:alarm-to").(*kit.Select).SetSelected("示例客户经理")
	w.tap("watch:keep")
	w.choose(list[i])
	require.Contains(t, w.text(), "处理情况（示例客户经理）　交示例客户经理办理：已电话提醒")
	w.tap("nav:inbox")
	require.True(t, w.has("inbox:alarms"))
	require.True(t, w.has("alarm:"+list[0].Number+":"+list[0].Code+":"+list[0].Ref), "the loudest stands in the inbox")
	require.NoError(t, d.HandleAlarm(context.Background(), "person-kehu", list[i].ID, workflow.AlarmHandling{Note: "已通知企业", AssigneeID: "person-shenpi"}))
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: id})
	w.desktop.Go(kit.Route{Page: kit.Watch})
	w.tap("signout")
	w.signIn("shenpi")
	require.Contains(t, w.text(), "交我办理")
	w.tap("signout")
	w.signIn("pinggu1")
	require.False(t, w.has("nav:watch"), "no alarm is addressed to an appraiser")
	w.tap("signout")
	w.signIn("jingban")
	w.tap("nav:watch")
	require.False(t, w.has("alarm:"+number+":debt.due:"), "the bureau sees what is addressed to it")
}
