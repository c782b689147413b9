package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/monitor"
)

func alarms(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	b.insert(sampleCase(1), []string{"bank"})
	b.insert(sampleCase(2), []string{"bank", "fund"})
	one := func(id, caseID, code string) workflow.AlarmRow {
		return workflow.AlarmRow{ID: id, CaseID: caseID, Code: code, Ref: "R1", Period: "第7年", To: "pledgee", OrgID: "bank", Right: "示例", Level: monitor.Notice, Step: "60天以内", Why: "因",
			Do: "果", Until: "2026-12-01", CuredBy: "缴费", RaisedOn: "2026-11-20", LevelSince: "2026-11-20", Lines: 1}
	}
	add := func(a ...workflow.AlarmRow) func(tx workflow.Tx) error {
		return func(tx workflow.Tx) error { return tx.InsertAlarms(ctx, a) }
	}
	change := func(a workflow.AlarmRow) func(tx workflow.Tx) error {
		return func(tx workflow.Tx) error { return tx.UpdateAlarm(ctx, a) }
	}
	other := one("A", "case-0002", "fee.due")
	other.OrgID, other.AlsoID = "fund", "bank"
	b.write(add(one("B", "case-0001", "fee.due"), other))
	b.refusedAs(fault.Refused, "duplicate", add(one("C", "case-0001", "fee.due")))
	b.refusedAs(fault.Refused, "duplicate", add(one("A", "case-0001", "debt.due")))
	b.refusedAs(fault.Refused, "reference", add(one("D", "case-0009", "fee.due")))
	b.refusedAs(fault.NotFound, "not_found", change(one("Z", "case-0001", "fee.due")))
	next := one("N", "case-0001", "fee.due")
	next.Period = "第8年"
	b.write(add(next)) // of another year
	ids := func(org string) (out []string) {
		b.read(func(tx workflow.Tx) {
			views, err := tx.AlarmsFor(ctx, org)
			require.NoError(t, err)
			for _, v := range views {
				require.Equal(t, sampleCase(1).Title, v.Title)
				out = append(out, v.ID+" "+v.Number)
			}
		})
		return out
	}
	first, second := sampleCase(1).Number, sampleCase(2).Number
	all := []string{"A " + second, "B " + first, "N " + first}
	require.Equal(t, all, ids(""))
	require.Equal(t, all, ids("bank"), "what it acts on and what it reads")
	require.Equal(t, []string{"A " + second}, ids("fund"))
	require.Empty(t, ids("nobody"))
	between := func(after, upTo string) (out []string) {
		b.read(func(tx workflow.Tx) {
			rows, err := tx.StandingBetween(ctx, after, upTo)
			require.NoError(t, err)
			for _, r := range rows {
				out = append(out, r.ID)
			}
		})
		return out
	}
	require.Equal(t, []string{"B", "N", "A"}, between("", ""))
	require.Equal(t, []string{"B", "N"}, between("", "case-0001"))
	require.Equal(t, []string{"A"}, between("case-0001", ""))
	b.read(func(tx workflow.Tx) {
		rows, err := tx.StandingIn(ctx, []string{"case-0001", "case-0003"})
		require.NoError(t, err)
		require.Equal(t, []workflow.AlarmRow{one("B", "case-0001", "fee.due"), next}, rows)
	})

	ended := one("B", "case-0001", "fee.due")
	ended.Level, ended.Step, ended.Why, ended.Until, ended.ClosedOn, ended.ClosedBy = monitor.Highest, "", "新因", "", "2026-11-21", workflow.AlarmCured
	ended.Note, ended.NotedBy, ended.NotedOn, ended.AssigneeID, ended.Assignee, ended.Lines = "已缴 𠮷", "某人", "2026-11-21", "p", "某人", 3
	b.write(change(ended))
	b.refusedAs(fault.Refused, "append_only", change(ended))
	require.Equal(t, []string{"N", "A"}, between("", ""))
	b.write(add(one("C", "case-0001", "fee.due"))) // an ended one may come back
	line := func(id string, no, seq int64) workflow.AlarmLine {
		return workflow.AlarmLine{AlarmID: id, No: no, Day: "2026-11-20", What: workflow.AlarmRaised, Level: monitor.High, Step: "一", Text: "因 𠮷", Person: "某人", Seq: seq}
	}
	lines := func(l ...workflow.AlarmLine) func(tx workflow.Tx) error {
		return func(tx workflow.Tx) error { return tx.InsertAlarmLines(ctx, l) }
	}
	b.write(lines(line("C", 2, 9), line("C", 1, 4)))
	b.refusedAs(fault.Refused, "duplicate", lines(line("C", 1, 5)))
	b.refusedAs(fault.Refused, "reference", lines(line("Z", 1, 5)))
	b.read(func(tx workflow.Tx) {
		rows, err := tx.AlarmsOf(ctx, "case-0001")
		require.NoError(t, err)
		require.Equal(t, []workflow.AlarmRow{ended, one("C", "case-0001", "fee.due"), next}, rows)
		got, err := tx.Alarm(ctx, "B")
		require.NoError(t, err)
		require.Equal(t, ended, got)
		_, err = tx.Alarm(ctx, "Z")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		history, err := tx.AlarmLines(ctx, "C")
		require.NoError(t, err)
		require.Equal(t, []workflow.AlarmLine{line("C", 1, 4), line("C", 2, 9)}, history)
	})
}

// What the watch reads of a case is kept with it, replaced with it and taken away with it.
func watchedFacts(t *testing.T, b *bench) {
	watched := func() (out []workflow.WatchedRow) {
		b.read(func(tx workflow.Tx) {
			for after := ""; ; {
				rows, err := tx.WatchedCases(ctx, after, 2)
				require.NoError(t, err)
				out = append(out, rows...)
				if len(rows) < 2 {
					return
				}
				after = rows[1].CaseID
			}
		})
		return out
	}
	missing := func(form int64) (out []string) {
		b.read(func(tx workflow.Tx) {
			var err error
			out, err = tx.CasesToKeep(ctx, []string{"in_pledge", "default"}, form, "", 10)
			require.NoError(t, err)
		})
		return out
	}
	var want []workflow.WatchedRow
	for n := 1; n <= 5; n++ {
		row := sampleCase(n)
		row.Stage, row.Watched = "in_pledge", `{"n":`+string(rune('0'+n))+`}`
		if n == 4 {
			row.Watched = "null" // could be watched and is not
		} else {
			want = append(want, workflow.WatchedRow{CaseID: row.ID, Version: 1, Form: workflow.WatchForm, AtMillis: row.UpdatedAt, Facts: row.Watched})
		}
		b.insert(row, nil)
	}
	require.Equal(t, want, watched())
	require.Empty(t, missing(workflow.WatchForm))
	require.Len(t, missing(workflow.WatchForm+1), 5, "another form is read again")

	row := sampleCase(2)
	row.Version, row.Stage, row.UpdatedAt, row.Watched = 2, "default", row.UpdatedAt+5, `{"n":"二"}`
	b.write(func(tx workflow.Tx) error { return tx.UpdateCase(ctx, row, nil, nil) })
	want[1] = workflow.WatchedRow{CaseID: row.ID, Version: 2, Form: workflow.WatchForm, AtMillis: row.UpdatedAt, Facts: row.Watched}
	require.Equal(t, want, watched())
	row = sampleCase(3)
	row.Version, row.Stage = 2, "closed"
	b.write(func(tx workflow.Tx) error { return tx.UpdateCase(ctx, row, nil, nil) })
	require.Equal(t, []workflow.WatchedRow{want[0], want[1], want[3]}, watched())
	b.read(func(tx workflow.Tx) {
		got, err := tx.WatchedIn(ctx, []string{sampleCase(2).ID, sampleCase(3).ID, sampleCase(4).ID, sampleCase(5).ID})
		require.NoError(t, err)
		require.Equal(t, []workflow.WatchedRow{want[1], want[3]}, got)
		got, err = tx.WatchedIn(ctx, nil)
		require.NoError(t, err)
		require.Empty(t, got)
		many := make([]string, 120)
		for i := range many {
			many[i] = sampleCase(i + 1).ID
		}
		got, err = tx.WatchedIn(ctx, many)
		require.NoError(t, err)
		require.Equal(t, []workflow.WatchedRow{want[0], want[1], want[3]}, got)
	})
	b.write(func(tx workflow.Tx) error {
		return tx.KeepWatched(ctx, workflow.WatchedRow{CaseID: want[0].CaseID, Version: 7, Form: workflow.WatchForm, Facts: "{}"})
	})
	require.Equal(t, []string{want[0].CaseID}, missing(workflow.WatchForm), "of another version")
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error {
		return tx.KeepWatched(ctx, workflow.WatchedRow{CaseID: "case-0009", Facts: "{}"})
	})
}
