package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/sample"
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
	require.NoError(t, d.NoteAlarm(context.Background(), "person-kehu", list[0].ID, "已通知企业"))
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: id})
	w.desktop.Go(kit.Route{Page: kit.Watch})
	w.tap("signout")
	w.signIn("pinggu1")
	require.False(t, w.has("nav:watch"), "no alarm is addressed to an appraiser")
	w.tap("signout")
	w.signIn("jingban")
	w.tap("nav:watch")
	require.False(t, w.has("alarm:"+number+":debt.due:"), "the bureau sees what is addressed to it")
}
