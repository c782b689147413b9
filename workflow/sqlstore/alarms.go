package sqlstore

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow"
)

const alarmColumns = `id, case_id, code, ref, period, addressee, org_id, also_id, title, level, step, why, todo, until, cured_by, raised_on, level_since,
	closed_on, closed_by, note, noted_by, noted_on, assignee_id, assignee, lines`

func alarmFields(a *workflow.AlarmRow) []any {
	return []any{&a.ID, &a.CaseID, &a.Code, &a.Ref, &a.Period, &a.To, &a.OrgID, &a.AlsoID, &a.Right, &a.Level, &a.Step, &a.Why, &a.Do, &a.Until, &a.CuredBy,
		&a.RaisedOn, &a.LevelSince, &a.ClosedOn, &a.ClosedBy, &a.Note, &a.NotedBy, &a.NotedOn, &a.AssigneeID, &a.Assignee, &a.Lines}
}

func scanAlarm(row scanner) (workflow.AlarmRow, error) {
	var a workflow.AlarmRow
	err := row.Scan(alarmFields(&a)...)
	return a, err
}

// InsertAlarms keeps raised alarms; a second standing one of the same case, code, right, period and addressee is a duplicate.
func (t *tx) InsertAlarms(ctx context.Context, list []workflow.AlarmRow) error {
	rows := make([][]any, len(list))
	for i, a := range list {
		rows[i] = []any{a.ID, a.CaseID, a.Code, a.Ref, a.Period, a.To, a.OrgID, a.AlsoID, a.Right, string(a.Level), a.Step, a.Why, a.Do, a.Until, a.CuredBy,
			a.RaisedOn, a.LevelSince, a.ClosedOn, string(a.ClosedBy), a.Note, a.NotedBy, a.NotedOn, a.AssigneeID, a.Assignee, a.Lines}
	}
	return t.insertAll(ctx, `INSERT INTO alarm (`+alarmColumns+`) VALUES `, rows, ``)
}

// UpdateAlarm keeps what changed of a standing alarm: how loud it is and why, that it ended, what was noted.
func (t *tx) UpdateAlarm(ctx context.Context, a workflow.AlarmRow) error {
	n, err := t.exec(ctx, `UPDATE alarm SET level = $2, step = $3, why = $4, todo = $5, until = $6, cured_by = $7, level_since = $8, closed_on = $9,
		closed_by = $10, note = $11, noted_by = $12, noted_on = $13, assignee_id = $14, assignee = $15, lines = $16 WHERE id = $1`,
		a.ID, string(a.Level), a.Step, a.Why, a.Do, a.Until, a.CuredBy, a.LevelSince, a.ClosedOn, string(a.ClosedBy),
		a.Note, a.NotedBy, a.NotedOn, a.AssigneeID, a.Assignee, a.Lines)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "not_found", "", "没有找到该提示")
	}
	return err
}

// InsertAlarmLines adds to the history of alarms.
func (t *tx) InsertAlarmLines(ctx context.Context, list []workflow.AlarmLine) error {
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{l.AlarmID, l.No, l.Day, string(l.What), string(l.Level), l.Step, l.Text, l.Person, l.Seq}
	}
	return t.insertAll(ctx, `INSERT INTO alarm_line (`+alarmLineColumns+`) VALUES `, rows, ``)
}

const alarmLineColumns = `alarm_id, no, day, what, level, step, text, person, seq`

func scanAlarmLine(row scanner) (l workflow.AlarmLine, err error) {
	err = row.Scan(&l.AlarmID, &l.No, &l.Day, &l.What, &l.Level, &l.Step, &l.Text, &l.Person, &l.Seq)
	return l, err
}

// Alarm reads an alarm.
func (t *tx) Alarm(ctx context.Context, id string) (workflow.AlarmRow, error) {
	return existing(ctx, t, "提示", scanAlarm, `SELECT `+alarmColumns+` FROM alarm WHERE id = $1`, id)
}

// AlarmsFor lists the standing alarms that an organisation acts on or reads, "" for all, by id.
func (t *tx) AlarmsFor(ctx context.Context, orgID string) ([]workflow.AlarmView, error) {
	query := `SELECT a.` + strings.ReplaceAll(strings.Join(strings.Fields(alarmColumns), " "), ", ", ", a.") + `, c.number, c.title FROM alarm a JOIN cases c ON c.id = a.case_id WHERE a.closed_on = ''`
	scan := func(row scanner) (v workflow.AlarmView, err error) {
		err = row.Scan(append(alarmFields(&v.AlarmRow), &v.Number, &v.Title)...)
		return v, err
	}
	if orgID == "" {
		return many(ctx, t, scan, query+` ORDER BY a.id`)
	}
	// Two halves, so that each walks an index of its own.
	return many(ctx, t, scan, query+` AND a.org_id = $1 UNION ALL `+query+` AND a.also_id = $1 AND a.also_id <> '' AND a.org_id <> $1 ORDER BY 1`, orgID)
}

// AlarmsOf lists all alarms of a case, ended ones too, in the order they were raised.
func (t *tx) AlarmsOf(ctx context.Context, caseID string) ([]workflow.AlarmRow, error) {
	return many(ctx, t, scanAlarm, `SELECT `+alarmColumns+` FROM alarm WHERE case_id = $1 ORDER BY raised_on, id`, caseID)
}

// AlarmLines lists the history of an alarm, oldest first.
func (t *tx) AlarmLines(ctx context.Context, alarmID string) ([]workflow.AlarmLine, error) {
	return many(ctx, t, scanAlarmLine, `SELECT `+alarmLineColumns+` FROM alarm_line WHERE alarm_id = $1 ORDER BY no`, alarmID)
}

// StandingBetween lists the standing alarms of the cases after one id up to another, "" for the end, by case and id: of each what tells
// whether it would change, and no more, since the daily run reads them all.
func (t *tx) StandingBetween(ctx context.Context, after, upTo string) ([]workflow.AlarmRow, error) {
	scan := func(row scanner) (a workflow.AlarmRow, err error) {
		err = row.Scan(&a.ID, &a.CaseID, &a.Code, &a.Ref, &a.Period, &a.To, &a.Level, &a.Step, &a.Why, &a.Do, &a.Until, &a.CuredBy, &a.RaisedOn)
		return a, err
	}
	query := `SELECT id, case_id, code, ref, period, addressee, level, step, why, todo, until, cured_by, raised_on FROM alarm WHERE closed_on = '' AND case_id > $1`
	if upTo == "" {
		return many(ctx, t, scan, query+` ORDER BY case_id, id`, after)
	}
	return many(ctx, t, scan, query+` AND case_id <= $2 ORDER BY case_id, id`, after, upTo)
}

const watchedColumns = `case_id, version, form, at_milli, facts`

func scanWatched(row scanner) (w workflow.WatchedRow, err error) {
	err = row.Scan(&w.CaseID, &w.Version, &w.Form, &w.AtMillis, &w.Facts)
	return w, err
}

// WatchedCases lists the cases of which something is watched by id after the given one.
func (t *tx) WatchedCases(ctx context.Context, after string, limit int) ([]workflow.WatchedRow, error) {
	return many(ctx, t, scanWatched, `SELECT `+watchedColumns+` FROM case_watch WHERE case_id > $1 AND facts <> 'null' ORDER BY case_id LIMIT $2`, after, limit)
}

// WatchedIn lists those of these cases of which something is watched, by id.
func (t *tx) WatchedIn(ctx context.Context, caseIDs []string) ([]workflow.WatchedRow, error) {
	return manyIn(ctx, t, scanWatched, `SELECT `+watchedColumns+` FROM case_watch WHERE facts <> 'null' AND case_id IN (`, caseIDs, `) ORDER BY case_id`)
}

// StandingIn lists the standing alarms of these cases, by case and id.
func (t *tx) StandingIn(ctx context.Context, caseIDs []string) ([]workflow.AlarmRow, error) {
	return manyIn(ctx, t, scanAlarm, `SELECT `+alarmColumns+` FROM alarm WHERE closed_on = '' AND case_id IN (`, caseIDs, `) ORDER BY case_id, id`)
}

// idsAtOnce is how many ids one IN takes. A shorter list repeats its last, so that there is one text to keep.
const idsAtOnce = 50

// manyIn reads the rows of sorted ids, some at a time.
func manyIn[T any](ctx context.Context, t *tx, scan func(row scanner) (T, error), before string, ids []string, after string) ([]T, error) {
	var out []T
	for part := range slices.Chunk(ids, idsAtOnce) {
		args := make([]any, idsAtOnce)
		marks := make([]string, idsAtOnce)
		for i := range args {
			args[i], marks[i] = part[min(i, len(part)-1)], "$"+strconv.Itoa(i+1)
		}
		rows, err := many(ctx, t, scan, before+strings.Join(marks, ", ")+after, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// CasesToKeep lists the cases in these stages whose facts are not kept in this form and of this version, by id.
func (t *tx) CasesToKeep(ctx context.Context, stages []string, form int64, after string, limit int) ([]string, error) {
	args := []any{form, after, limit}
	marks := make([]string, len(stages))
	for i, s := range stages {
		args = append(args, s)
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	return many(ctx, t, scanText, `SELECT c.id FROM cases c WHERE c.stage IN (`+strings.Join(marks, ", ")+`) AND c.id > $2 AND NOT EXISTS
		(SELECT 1 FROM case_watch w WHERE w.case_id = c.id AND w.version = c.version AND w.form = $1) ORDER BY c.id LIMIT $3`, args...)
}

// KeepWatched keeps what is watched of a case; facts "" take it out of the watch.
func (t *tx) KeepWatched(ctx context.Context, w workflow.WatchedRow) error {
	if w.Facts == "" {
		_, err := t.exec(ctx, `DELETE FROM case_watch WHERE case_id = $1`, w.CaseID)
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO case_watch (`+watchedColumns+`) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_id) DO UPDATE SET version = excluded.version,
		form = excluded.form, at_milli = excluded.at_milli, facts = excluded.facts`, w.CaseID, w.Version, w.Form, w.AtMillis, w.Facts)
	return err
}

// keepWatched keeps what is watched of a case with the case.
func (t *tx) keepWatched(ctx context.Context, row workflow.CaseRow) error {
	return t.KeepWatched(ctx, workflow.WatchedRow{CaseID: row.ID, Version: row.Version, Form: workflow.WatchForm, AtMillis: row.UpdatedAt, Facts: row.Watched})
}
