package sqlstore

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/monitor"
)

const alarmColumns = `id, case_id, code, ref, addressee, level, why, todo, until, cured_by, raised_on, level_since, seen_on, closed_on, note, noted_by, noted_on`

func scanAlarm(row scanner) (workflow.AlarmRow, error) {
	var a workflow.AlarmRow
	var level string
	err := row.Scan(&a.ID, &a.CaseID, &a.Code, &a.Ref, &a.To, &level, &a.Why, &a.Do, &a.Until, &a.CuredBy, &a.RaisedOn, &a.LevelSince, &a.SeenOn, &a.ClosedOn,
		&a.Note, &a.NotedBy, &a.NotedOn)
	a.Level = monitor.Level(level)
	return a, err
}

func alarmValues(a workflow.AlarmRow) []any {
	return []any{a.ID, a.CaseID, a.Code, a.Ref, a.To, string(a.Level), a.Why, a.Do, a.Until, a.CuredBy, a.RaisedOn, a.LevelSince, a.SeenOn, a.ClosedOn, a.Note, a.NotedBy, a.NotedOn}
}

// InsertAlarm keeps a raised alarm; a second standing one of the same case, code, right and addressee is a duplicate.
func (t *tx) InsertAlarm(ctx context.Context, a workflow.AlarmRow) error {
	_, err := t.exec(ctx, `INSERT INTO alarm (`+alarmColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`, alarmValues(a)...)
	return err
}

// UpdateAlarm keeps what changed of an alarm: how loud it is and why, that it ended, what was noted.
func (t *tx) UpdateAlarm(ctx context.Context, a workflow.AlarmRow) error {
	n, err := t.exec(ctx, `UPDATE alarm SET level = $2, why = $3, todo = $4, until = $5, cured_by = $6, level_since = $7, seen_on = $8, closed_on = $9,
		note = $10, noted_by = $11, noted_on = $12 WHERE id = $1`,
		a.ID, string(a.Level), a.Why, a.Do, a.Until, a.CuredBy, a.LevelSince, a.SeenOn, a.ClosedOn, a.Note, a.NotedBy, a.NotedOn)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "not_found", "", "没有找到该提示")
	}
	return err
}

// Alarm reads an alarm.
func (t *tx) Alarm(ctx context.Context, id string) (workflow.AlarmRow, error) {
	return existing(ctx, t, "提示", scanAlarm, `SELECT `+alarmColumns+` FROM alarm WHERE id = $1`, id)
}

// StandingAlarms lists the alarms that have not ended, of the cases an organisation is a party to, "" for all, by case and id.
func (t *tx) StandingAlarms(ctx context.Context, orgID string) ([]workflow.AlarmRow, error) {
	return many(ctx, t, scanAlarm, `SELECT `+alarmColumns+` FROM alarm a WHERE a.closed_on = '' AND ($1 = '' OR EXISTS
		(SELECT 1 FROM case_party p WHERE p.case_id = a.case_id AND p.org_id = $1)) ORDER BY a.case_id, a.id`, orgID)
}

// AlarmsOf lists all alarms of a case, ended ones too, in the order they were raised.
func (t *tx) AlarmsOf(ctx context.Context, caseID string) ([]workflow.AlarmRow, error) {
	return many(ctx, t, scanAlarm, `SELECT `+alarmColumns+` FROM alarm WHERE case_id = $1 ORDER BY raised_on, id`, caseID)
}
