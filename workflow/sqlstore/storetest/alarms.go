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
		return workflow.AlarmRow{ID: id, CaseID: caseID, Code: code, Ref: "R1", To: "pledgee", Level: monitor.Notice, Why: "因", Do: "果", Until: "2026-12-01", CuredBy: "缴费",
			RaisedOn: "2026-11-20", LevelSince: "2026-11-20", SeenOn: "2026-11-20"}
	}
	add := func(a workflow.AlarmRow) func(tx workflow.Tx) error {
		return func(tx workflow.Tx) error { return tx.InsertAlarm(ctx, a) }
	}
	b.write(add(one("B", "case-0001", "fee.due")))
	b.write(add(one("A", "case-0002", "fee.due")))
	b.refusedAs(fault.Refused, "duplicate", add(one("C", "case-0001", "fee.due")))
	b.refusedAs(fault.Refused, "duplicate", add(one("A", "case-0001", "debt.due")))
	b.refusedAs(fault.Refused, "reference", add(one("D", "case-0009", "fee.due")))
	b.refusedAs(fault.NotFound, "not_found", func(tx workflow.Tx) error { return tx.UpdateAlarm(ctx, one("Z", "case-0001", "fee.due")) })
	standing := func(org string) (out []string) {
		b.read(func(tx workflow.Tx) {
			rows, err := tx.StandingAlarms(ctx, org)
			require.NoError(t, err)
			for _, r := range rows {
				out = append(out, r.ID)
			}
		})
		return out
	}
	require.Equal(t, []string{"B", "A"}, standing(""))
	require.Equal(t, []string{"A"}, standing("fund"), "an organisation sees its own cases")
	ended := one("B", "case-0001", "fee.due")
	ended.Level, ended.Why, ended.Until, ended.ClosedOn, ended.Note, ended.NotedBy, ended.NotedOn = monitor.Highest, "新因", "", "2026-11-21", "已缴 𠮷", "某人", "2026-11-21"
	b.write(func(tx workflow.Tx) error { return tx.UpdateAlarm(ctx, ended) })
	require.Equal(t, []string{"A"}, standing("bank"))
	b.write(add(one("C", "case-0001", "fee.due"))) // an ended one may come back
	b.read(func(tx workflow.Tx) {
		rows, err := tx.AlarmsOf(ctx, "case-0001")
		require.NoError(t, err)
		require.Equal(t, []workflow.AlarmRow{ended, one("C", "case-0001", "fee.due")}, rows)
		got, err := tx.Alarm(ctx, "B")
		require.NoError(t, err)
		require.Equal(t, ended, got)
		_, err = tx.Alarm(ctx, "Z")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
	})
}
