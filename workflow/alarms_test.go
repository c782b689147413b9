package workflow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/monitor"
	"zhiya/workflow/sqlstore"
)

func (o *office) watch() workflow.WatchRun {
	o.t.Helper()
	run, err := o.desk.RunWatch(ctx, "kehu")
	require.NoError(o.t, err)
	return run
}

func (o *office) standing(login string) map[string]workflow.AlarmView {
	o.t.Helper()
	list, err := o.desk.Alarms(ctx, login)
	require.NoError(o.t, err)
	out := map[string]workflow.AlarmView{}
	for _, a := range list {
		if a.CaseID != "" {
			out[a.Code+" "+a.To] = a
		}
	}
	return out
}

func TestAlarmsAreRaisedGrowAndEndWithTheirCause(t *testing.T) {
	o := staffed(t).play(toLent...)
	due := o.state.Loans[0].Due
	at := func(d date.Date) { o.now = time.Date(d.Year(), time.Month(d.Month()), d.Day(), 4, 0, 0, 0, time.UTC) }
	events := o.events()
	run := o.watch()
	require.Equal(t, 1, run.Cases)
	require.Zero(t, run.Raised)
	require.Equal(t, events, o.events(), "a run that changes nothing leaves no event")

	at(due.AddDays(-20))
	run = o.watch()
	require.Positive(t, run.Raised)
	debt := o.standing("kehu")["debt.due pledgee"]
	require.Equal(t, monitor.Notice, debt.Level)
	require.Equal(t, due.AddDays(-20).String(), debt.RaisedOn)
	require.Equal(t, o.state.Number, debt.Number)
	require.Equal(t, events+1, o.events())
	again := o.watch()
	require.Zero(t, again.Raised+again.Escalated+again.Closed, "the same day once more")
	require.Equal(t, run.Standing, again.Standing)

	require.NoError(t, o.desk.NoteAlarm(ctx, "kehu", debt.ID, "已电话提醒"))
	at(due.AddDays(-6))
	run = o.watch()
	require.Positive(t, run.Escalated)
	debt = o.standing("kehu")["debt.due pledgee"]
	require.Equal(t, []any{monitor.High, due.AddDays(-20).String(), due.AddDays(-6).String(), "已电话提醒"}, []any{debt.Level, debt.RaisedOn, debt.LevelSince, debt.Note})

	at(due.AddDays(-30))
	_, err := o.desk.RunWatch(ctx, "kehu")
	require.True(t, fault.Has(err, "watch.clock"), "%v", err)
	require.Equal(t, monitor.High, o.standing("kehu")["debt.due pledgee"].Level, "nothing was touched")

	at(due.AddDays(-5))
	o.play([]string{"kehu RecordRepayment", "shenpi ConfirmSettlement"})
	run = o.watch()
	require.Positive(t, run.Closed)
	require.NotContains(t, o.standing("kehu"), "debt.due pledgee")
	require.Contains(t, o.standing("kehu"), "pledge.uncancelled pledgee")
	require.NotContains(t, o.standing("jb"), "pledge.uncancelled bureau")
	require.True(t, fault.Has(o.desk.NoteAlarm(ctx, "kehu", debt.ID, "晚了"), "alarm.closed"))
	require.Equal(t, fault.NotFound, fault.KindOf(o.desk.NoteAlarm(ctx, "pg1", debt.ID, "不相干")))
	require.Empty(t, o.standing("pg1"), "the firm sees no alarms")

	at(due.AddDays(30))
	o.watch()
	require.Contains(t, o.standing("jb"), "pledge.uncancelled bureau", "after twice the time it reaches the bureau")
	o.play([]string{"kehu RecordCancellation"})
	o.watch()
	require.Empty(t, o.standing("kehu"))
	_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.NoError(t, err)
	last, err := o.desk.LastWatch(ctx)
	require.NoError(t, err)
	require.Equal(t, due.AddDays(30), last)
}
