package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/app/sample"
	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// on runs a command as on a day.
func on(day, input string, args ...string) outcome {
	var out, errs bytes.Buffer
	d := date.Must(day)
	env := &command.Env{In: strings.NewReader(input), Out: &out, Err: &errs, Now: func() time.Time {
		return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 4, 0, 0, 0, time.UTC)
	}}
	status := command.Run(context.Background(), command.All(), env, args)
	return outcome{status, out.String(), errs.String()}
}

// pledged is a store with one case in pledge since 2025-11-25.
func pledged(t *testing.T) string {
	t.Helper()
	ctx, db := context.Background(), filepath.Join(t.TempDir(), "zhiya.db")
	store, err := sqlstore.Open(ctx, db)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	then := time.Date(2025, 11, 25, 2, 0, 0, 0, time.UTC)
	d := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return then }, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	require.NoError(t, sample.Found(ctx, d))
	var out workflow.Outcome
	for _, step := range sample.SameDayRoad(date.Must("2025-11-25")) {
		if step.Command.Name() == "DeclareDefault" {
			break
		}
		out, err = d.Do(ctx, "person-"+step.Login, workflow.Request{CommandID: d.NewID(), CaseID: out.CaseID, Version: out.Version, Command: step.Command})
		require.NoError(t, err, step.Command.Name())
	}
	require.Equal(t, casefile.InPledge, out.Stage)
	return db
}

type watchAnswer struct {
	On                                         string
	Cases, Raised, Escalated, Closed, Standing int
	Alarms                                     []struct{ Case, Code, Level, Why, Do, Until, Raised string }
}

func answerOf(t *testing.T, o outcome) (a watchAnswer) {
	t.Helper()
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.NoError(t, json.Unmarshal([]byte(o.out), &a))
	return a
}

func TestTheWatchRunsByCommandAndMonitorOnlyLooks(t *testing.T) {
	db := pledged(t)
	ics := filepath.Join(t.TempDir(), "提示.ics")
	later := date.Must("2026-11-20")
	looked := answerOf(t, on(later.String(), "", "monitor", "--db", db, "--json", "--ics", ics))
	require.Equal(t, later.String(), looked.On)
	require.NotEmpty(t, looked.Alarms)
	body, err := os.ReadFile(ics)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(body, []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")))
	dated := 0
	for _, a := range looked.Alarms {
		require.NotEmpty(t, a.Why)
		require.NotEmpty(t, a.Do)
		if a.Until != "" {
			dated++
		}
	}
	require.Equal(t, dated, bytes.Count(body, []byte("BEGIN:VEVENT\r\n")))
	require.Equal(t, looked.Alarms, answerOf(t, on("2026-01-01", "", "monitor", "--db", db, "--on", later.String(), "--json")).Alarms, "of any day")
	require.Equal(t, command.ExitInvalid, on("2026-01-01", "", "monitor", "--db", db, "--on", "2026-02-30").status)

	first := answerOf(t, on(later.String(), "", "watch", "--db", db, "--json"))
	require.Positive(t, first.Raised)
	require.Len(t, first.Alarms, len(looked.Alarms), "what monitor saw is what watch raises")
	again := answerOf(t, on(later.String(), "", "watch", "--db", db, "--json"))
	require.Zero(t, again.Raised+again.Escalated+again.Closed)
	require.Equal(t, first.Alarms, again.Alarms)

	before := later.AddDays(-3).String()
	r := refusals(t, on(before, "", "watch", "--db", db, "--json"))
	require.Equal(t, "watch.clock", r.Errors[0].Code)
	require.Equal(t, command.ExitRefused, on(before, "", "watch", "--db", db).status)
	require.Equal(t, command.ExitInvalid, on(before, "", "watch", "--db", db, "--correct", " ").status)
	require.Equal(t, before, answerOf(t, on(before, "", "watch", "--db", db, "--correct", "时钟校准", "--json")).On)
	require.Equal(t, command.ExitRefused, on(before, "", "watch", "--db", db, "--correct", "再来一次").status)
	require.Equal(t, command.ExitDone, on(before, "", "audit", "--db", db).status)
	text := on(before, "", "watch", "--db", db)
	require.Contains(t, text.out, "新提示 0 项，升级 0 项，解除 0 项")
}
