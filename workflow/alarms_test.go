package workflow_test

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
	"zhiya/workflow/sqlstore"
)

func (o *office) at(d date.Date) {
	o.now = time.Date(d.Year(), time.Month(d.Month()), d.Day(), 4, 0, 0, 0, time.UTC)
}

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

// history is what happened to the alarms of a code in the case, a line each, in order.
func (o *office) history(code string) (out []string) {
	o.t.Helper()
	require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		out = nil
		rows, err := tx.AlarmsOf(ctx, o.state.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Code != code {
				continue
			}
			lines, err := tx.AlarmLines(ctx, r.ID)
			if err != nil {
				return err
			}
			for _, l := range lines {
				out = append(out, fmt.Sprintf("%s %s %s %s", l.Day, l.What, l.Level, l.Step))
			}
		}
		return nil
	}))
	return out
}

// rawDB is the file of the store behind its back.
func rawDB(t *testing.T, path string) *sql.DB {
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (o *office) verify() {
	o.t.Helper()
	_, err := o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.NoError(o.t, err)
}

func TestAlarmsAreRaisedGrowAndEndWithTheirCause(t *testing.T) {
	o := staffed(t).play(toLent...)
	due := o.state.Loans[0].Due
	events := o.events()
	run := o.watch()
	require.Equal(t, 1, run.Cases)
	require.Equal(t, len(o.state.Intake.Rights), run.Rights)
	require.Zero(t, run.Raised)
	require.Equal(t, events, o.events(), "a run that changes nothing leaves no event")

	o.at(due.AddDays(-20))
	run = o.watch()
	require.Positive(t, run.Raised)
	debt := o.standing("kehu")["debt.due pledgee"]
	require.Equal(t, monitor.Notice, debt.Level)
	require.Equal(t, due.AddDays(-30).String(), debt.RaisedOn, "days without a run are caught up with their dates")
	require.Equal(t, o.state.Number, debt.Number)
	require.Equal(t, events+1, o.events(), "one event a run")
	again := o.watch()
	require.Zero(t, again.Raised+again.Escalated+again.Closed, "the same day once more")
	require.Equal(t, run.Standing, again.Standing)
	require.Equal(t, events+1, o.events())

	require.NoError(t, o.desk.NoteAlarm(ctx, "kehu", debt.ID, "已电话提醒"))
	o.at(due.AddDays(-6))
	run = o.watch()
	require.Positive(t, run.Escalated)
	debt = o.standing("kehu")["debt.due pledgee"]
	require.Equal(t, []any{monitor.High, due.AddDays(-30).String(), due.AddDays(-7).String(), "已电话提醒"}, []any{debt.Level, debt.RaisedOn, debt.LevelSince, debt.Note})
	require.Equal(t, []string{
		due.AddDays(-30).String() + " raised notice 30天以内", due.AddDays(-20).String() + " noted notice 30天以内",
		due.AddDays(-15).String() + " grown notice 15天以内", due.AddDays(-7).String() + " grown high 7天以内",
	}, o.history("debt.due"))
	o.verify()

	o.at(due.AddDays(-5))
	o.play([]string{"kehu RecordRepayment", "shenpi ConfirmSettlement"})
	require.NotContains(t, o.standing("kehu"), "debt.due pledgee", "the act that cures an alarm ends it, without waiting for the next run")
	require.Contains(t, o.standing("kehu"), "pledge.uncancelled pledgee")
	lines, err := o.desk.AlarmHistory(ctx, "shenpi", debt.ID)
	require.NoError(t, err)
	require.Equal(t, "已消除：清偿或展期", lines[len(lines)-1].Text)
	require.NotContains(t, o.standing("jb"), "pledge.uncancelled bureau")
	require.True(t, fault.Has(o.desk.NoteAlarm(ctx, "kehu", debt.ID, "晚了"), "alarm.closed"))
	require.Equal(t, fault.NotFound, fault.KindOf(o.desk.NoteAlarm(ctx, "pg1", debt.ID, "不相干")))
	_, err = o.desk.AlarmHistory(ctx, "pg1", debt.ID)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.Empty(t, o.standing("pg1"), "the firm sees no alarms")

	o.at(due.AddDays(30))
	o.watch()
	require.Contains(t, o.standing("jb"), "pledge.uncancelled bureau", "after twice the time it reaches the bureau")
	o.play([]string{"kehu RecordCancellation"})
	require.Empty(t, o.standing("kehu"))
	require.Empty(t, o.standing("jb"))
	o.verify()
	last, err := o.desk.LastWatch(ctx)
	require.NoError(t, err)
	require.Equal(t, due.AddDays(30), last)
}

func TestAClockSetBackTouchesNothingAndOneThatStoodInTheFutureIsCorrected(t *testing.T) {
	o := staffed(t).play(toLent...)
	due := o.state.Loans[0].Due
	o.watch()
	o.at(due.AddDays(-20))
	o.watch()
	before := o.standing("kehu")

	o.at(due.AddDays(-25))
	events := o.events()
	_, err := o.desk.RunWatch(ctx, "kehu")
	require.True(t, fault.Has(err, "watch.clock"), "%v", err)
	require.Equal(t, fault.Refused, fault.KindOf(err))
	require.Contains(t, fault.Of(err)[0].Message, due.AddDays(-20).Chinese())
	require.Equal(t, before, o.standing("kehu"), "nothing was touched")
	require.Equal(t, events, o.events())

	o.at(due.AddYears(4))
	o.watch()
	require.Contains(t, o.standing("kehu"), "limitation.over pledgee", "on a day that has not come")
	o.at(due.AddDays(-19))
	_, err = o.desk.RunWatch(ctx, "kehu")
	require.True(t, fault.Has(err, "watch.clock"), "%v", err)
	_, err = o.desk.CorrectWatch(ctx, "kehu", " ")
	require.True(t, fault.Has(err, "text.missing"), "%v", err)
	run, err := o.desk.CorrectWatch(ctx, "kehu", "主板电池更换后时钟错误")
	require.NoError(t, err)
	require.Positive(t, run.Closed)
	after := o.standing("kehu")
	require.Contains(t, after, "debt.due pledgee")
	require.NotContains(t, after, "limitation.over pledgee")
	require.NotContains(t, after, "debt.overdue pledgee")
	require.Equal(t, due.AddDays(-19).String(), after["debt.due pledgee"].RaisedOn)
	_, err = o.desk.CorrectWatch(ctx, "kehu", "再更正一次")
	require.True(t, fault.Has(err, "watch.clock_right"), "%v", err)
	o.verify()
	o.at(due.AddDays(-6))
	require.Positive(t, o.watch().Escalated, "and goes on as usual")
	o.verify()
}

func TestAnAlarmThatTurnsIntoAGraverOneIsAnEscalation(t *testing.T) {
	o := staffed(t).play(toLent...)
	due := o.state.Loans[0].Due
	o.watch()
	o.at(due.AddDays(-1))
	o.watch()
	o.at(due.AddDays(45))
	run := o.watch()
	require.Positive(t, run.Escalated)
	require.Equal(t, []string{due.AddDays(1).String() + " raised highest ", due.AddDays(31).String() + " grown highest 逾期30天以上"}, o.history("debt.overdue"))
	h := o.history("debt.due")
	require.Equal(t, due.AddDays(1).String()+" ended high 7天以内", h[len(h)-1])
	require.NoError(t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		rows, err := tx.AlarmsOf(ctx, o.state.ID)
		for _, r := range rows {
			if r.Code == "debt.due" {
				require.Equal(t, workflow.AlarmSuperseded, r.ClosedBy)
			}
		}
		return err
	}))
	o.verify()
}

// A run after every day and one run after all days leave the same alarms with the same days.
func TestSkippedDaysAreCaughtUpAsIfTheRunHadBeenMade(t *testing.T) {
	story := func(o *office) (out []string) {
		require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
			rows, err := tx.AlarmsOf(ctx, o.state.ID)
			for _, r := range rows {
				out = append(out, fmt.Sprint(r.Code, r.Ref, r.Period, r.To, r.Level, r.Step, r.RaisedOn, r.LevelSince, r.ClosedOn, r.ClosedBy))
				lines, err := tx.AlarmLines(ctx, r.ID)
				if err != nil {
					return err
				}
				for _, l := range lines {
					out = append(out, fmt.Sprint("  ", l.Day, l.What, l.Level, l.Step, l.Text))
				}
			}
			return err
		}))
		return out
	}
	daily, once := staffed(t).play(toLent...), staffed(t).play(toLent...)
	due := daily.state.Loans[0].Due
	daily.watch()
	once.watch()
	for on := workflow.Today(noon).AddDays(1); !on.After(due.AddDays(200)); on = on.AddDays(1) {
		daily.at(on)
		daily.watch()
	}
	once.at(due.AddDays(200))
	once.watch()
	require.Greater(t, len(story(daily)), 20)
	require.ElementsMatch(t, story(daily), story(once))
	daily.verify()
	once.verify()
}

func TestDesksThatStartTheRunAtOnceMakeItOnce(t *testing.T) {
	o := staffed(t).play(toLent...)
	o.watch()
	o.at(o.state.Loans[0].Due.AddDays(-3))
	events := o.events()
	var group sync.WaitGroup
	runs := make([]workflow.WatchRun, 4)
	errs := make([]error, 4)
	for i := range runs {
		group.Go(func() { runs[i], errs[i] = o.desk.RunWatch(ctx, "") })
	}
	group.Wait()
	did := 0
	for i := range runs {
		require.NoError(t, errs[i])
		require.Equal(t, runs[0].Standing, runs[i].Standing, "%+v", runs)
		if runs[i].Raised > 0 {
			did++
		}
	}
	require.Equal(t, 1, did)
	require.Equal(t, events+1, o.events())
	o.verify()
}

func TestAnAlarmIsGivenToAColleague(t *testing.T) {
	o := staffed(t).play(toLent...)
	o.at(o.state.Loans[0].Due.AddDays(-3))
	o.watch()
	debt := o.standing("kehu")["debt.due pledgee"]
	for _, who := range []string{"pg1", "jb", "nobody"} {
		require.True(t, fault.Has(o.desk.HandleAlarm(ctx, "kehu", debt.ID, workflow.AlarmHandling{Note: "请办", AssigneeID: who}), "alarm.assignee"), who)
	}
	require.NoError(t, o.desk.HandleAlarm(ctx, "kehu", debt.ID, workflow.AlarmHandling{Note: "请落实还款", AssigneeID: "shenpi"}))
	now := o.standing("shenpi")["debt.due pledgee"]
	require.Equal(t, "shenpi", now.AssigneeID)
	require.Equal(t, debt.Level, now.Level, "it stands as it stood")
	o.verify()
	raw := rawDB(t, o.path)
	_, err := raw.Exec(`UPDATE alarm SET note = '改过' WHERE id = ?`, debt.ID)
	require.NoError(t, err)
	_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.True(t, fault.Has(err, "audit.content"), "%v", err)
}

func TestAnAlarmEndedByHandOrFactsThatAreNotTheCasesAreFound(t *testing.T) {
	for name, forge := range map[string]string{
		"ended by hand":   `UPDATE alarm SET closed_on = '2024-01-01', closed_by = 'cured'`,
		"made quieter":    `UPDATE alarm SET level = 'notice', step = ''`,
		"facts of a case": `UPDATE case_watch SET facts = replace(facts, '"outstanding":"', '"outstanding":"1')`,
	} {
		t.Run(name, func(t *testing.T) {
			o := staffed(t).play(toLent...)
			o.at(o.state.Loans[0].Due.AddDays(-3))
			o.watch()
			o.verify()
			_, err := rawDB(t, o.path).Exec(forge)
			require.NoError(t, err)
			_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
			require.True(t, fault.Has(err, "audit.content"), "%v", err)
		})
	}
}

// A store of an older program has no facts beside its cases; the run reads them from the bodies and says the same.
func TestCasesSavedBeforeTheFactsWereKeptAreWatchedToo(t *testing.T) {
	o := staffed(t).play(toLent...)
	o.at(o.state.Loans[0].Due.AddDays(-3))
	_, err := rawDB(t, o.path).Exec(`DELETE FROM case_watch`)
	require.NoError(t, err)
	run := o.watch()
	require.Equal(t, 1, run.Cases)
	require.Contains(t, o.standing("kehu"), "debt.due pledgee")
	o.verify()
}

func TestTheAlarmsOfAnyDayAreComputedWithoutKeepingThem(t *testing.T) {
	o := staffed(t).play(toLent...)
	due := o.state.Loans[0].Due
	list, err := o.desk.AlarmsOn(ctx, due.AddDays(-3))
	require.NoError(t, err)
	want := monitor.Watch(due.AddDays(-3), o.state.Watched(), monitor.DefaultSettings(), o.desk.Calendar, o.desk.Rules)
	var codes, wanted []string
	for _, a := range list {
		if a.CaseID != "" {
			codes = append(codes, a.Code+a.Ref+a.Why+a.Number)
		}
	}
	for _, a := range want {
		wanted = append(wanted, a.Code+a.Right+a.Why+o.state.Number)
	}
	require.Equal(t, wanted, codes)
	require.Empty(t, o.standing("kehu"))
	days := workflow.AlarmDays(list)
	o.at(due.AddDays(-3))
	o.watch()
	kept, err := o.desk.Alarms(ctx, "kehu")
	require.NoError(t, err)
	require.Equal(t, days, workflow.AlarmDays(kept), "a calendar made of either has the same entries")
}

func TestACaseOfWhichNothingIsPledgedAnyMoreLeavesTheWatch(t *testing.T) {
	o := staffed(t).play(toLent...)
	require.True(t, o.state.InWatch())
	_, live := workflow.WatchedOf(o.state)
	require.True(t, live)
	closed := o.state
	closed.Stage = casefile.Closed
	_, live = workflow.WatchedOf(closed)
	require.False(t, live)
}

func TestALetterIsNotedOnTheAlarmsItIsAbout(t *testing.T) {
	o := staffed(t).play(toLent...)
	o.at(o.state.Loans[0].Due.AddDays(-3))
	o.watch()
	out, err := o.do("kehu", casefile.IssueReminder{Kind: casefile.LetterDue, To: casefile.ToDebtor})
	require.NoError(t, err)
	require.Len(t, out.Documents, 1)
	standing := o.standing("kehu")
	require.Equal(t, "已函告：到期还款提示函 "+out.Documents[0].Number, standing["debt.due pledgee"].Note)
	require.NotEmpty(t, standing["debt.due pledgee"].NotedOn)
	for key, a := range standing {
		if key != "debt.due pledgee" {
			require.Empty(t, a.Note, key)
		}
	}
	o.verify()
}
