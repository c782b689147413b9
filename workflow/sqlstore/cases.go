package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow"
)

const caseColumns = `id, number, version, stage, compensation, disposal, title, lender, amount_fen, outcome, opened_on, due,
	updated_at, sample, body`

func scanCase(row scanner) (workflow.CaseRow, error) {
	var c workflow.CaseRow
	err := row.Scan(&c.ID, &c.Number, &c.Version, &c.Stage, &c.Compensation, &c.Disposal, &c.Title, &c.Lender, &c.AmountFen,
		&c.Outcome, &c.OpenedOn, &c.Due, &c.UpdatedAt, &c.Sample, &c.Body)
	return c, err
}

func caseValues(c workflow.CaseRow) []any {
	return []any{c.ID, c.Number, c.Version, c.Stage, c.Compensation, c.Disposal, c.Title, c.Lender, c.AmountFen,
		c.Outcome, c.OpenedOn, c.Due, c.UpdatedAt, bit(c.Sample), c.Body}
}

// Case reads a case by its id.
func (t *tx) Case(ctx context.Context, id string) (workflow.CaseRow, error) {
	return existing(ctx, t, "案件", scanCase, `SELECT `+caseColumns+` FROM cases WHERE id = $1`, id)
}

// CaseByNumber reads a case by its number.
func (t *tx) CaseByNumber(ctx context.Context, number string) (workflow.CaseRow, error) {
	return existing(ctx, t, "案件", scanCase, `SELECT `+caseColumns+` FROM cases WHERE number = $1`, number)
}

// InsertCase adds a case, its parties and its keys.
func (t *tx) InsertCase(ctx context.Context, row workflow.CaseRow, orgIDs []string, keys []workflow.CaseKey) error {
	_, err := t.exec(ctx, `INSERT INTO cases (`+caseColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, caseValues(row)...)
	if err != nil {
		return err
	}
	if row.Watched != "" {
		if err := t.keepWatched(ctx, row); err != nil {
			return err
		}
	}
	return t.attach(ctx, row.ID, orgIDs, keys)
}

// UpdateCase replaces the case of the version before, its parties and its keys.
func (t *tx) UpdateCase(ctx context.Context, row workflow.CaseRow, orgIDs []string, keys []workflow.CaseKey) error {
	n, err := t.exec(ctx, `UPDATE cases SET number = $2, version = $3, stage = $4, compensation = $5, disposal = $6, title = $7,
		lender = $8, amount_fen = $9, outcome = $10, opened_on = $11, due = $12, updated_at = $13, sample = $14, body = $15
		WHERE id = $1 AND version = $3 - 1`, caseValues(row)...)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := t.Case(ctx, row.ID)
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "case.changed", "version",
			"案件已被他人更新（现为第 %d 版），请刷新后重新办理；您填写的内容已保留", now.Version)
	}
	if err := t.keepWatched(ctx, row); err != nil {
		return err
	}
	return t.reattach(ctx, row.ID, orgIDs, keys)
}

// reattach makes parties and keys those given, touching only what differs: most acts change neither.
func (t *tx) reattach(ctx context.Context, id string, orgIDs []string, keys []workflow.CaseKey) error {
	parties, err := many(ctx, t, scanText, `SELECT org_id FROM case_party WHERE case_id = $1`, id)
	if err != nil {
		return err
	}
	for _, org := range parties {
		if slices.Contains(orgIDs, org) {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM case_party WHERE case_id = $1 AND org_id = $2`, id, org); err != nil {
			return err
		}
	}
	have, err := many(ctx, t, func(row scanner) (k workflow.CaseKey, err error) {
		err = row.Scan(&k.Kind, &k.Value, &k.Fold)
		return k, err
	}, `SELECT kind, value, fold FROM case_key WHERE case_id = $1`, id)
	if err != nil {
		return err
	}
	for _, k := range have {
		if slices.Contains(keys, k) {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM case_key WHERE case_id = $1 AND kind = $2 AND value = $3`, id, k.Kind, k.Value); err != nil {
			return err
		}
	}
	return t.attach(ctx, id,
		slices.DeleteFunc(slices.Clone(orgIDs), func(o string) bool { return slices.Contains(parties, o) }),
		slices.DeleteFunc(slices.Clone(keys), func(k workflow.CaseKey) bool { return slices.Contains(have, k) }))
}

func (t *tx) attach(ctx context.Context, id string, orgIDs []string, keys []workflow.CaseKey) error {
	var parties, found [][]any
	for _, org := range orgIDs {
		parties = append(parties, []any{id, org})
	}
	for _, k := range keys {
		found = append(found, []any{id, k.Kind, k.Value, k.Fold})
	}
	if err := t.insertAll(ctx, `INSERT INTO case_party (case_id, org_id) VALUES `, parties, ` ON CONFLICT (case_id, org_id) DO NOTHING`); err != nil {
		return err
	}
	return t.insertAll(ctx, `INSERT INTO case_key (case_id, kind, value, fold) VALUES `, found, ` ON CONFLICT (case_id, kind, value) DO NOTHING`)
}

// mostAtOnce is how many rows one INSERT takes, so that the texts to keep stay few.
const mostAtOnce = 16

// insertAll inserts rows of equal length, several to a statement.
func (t *tx) insertAll(ctx context.Context, into string, rows [][]any, rest string) error {
	for batch := range slices.Chunk(rows, mostAtOnce) {
		var text strings.Builder
		text.WriteString(into)
		var args []any
		for i, row := range batch {
			if i > 0 {
				text.WriteString(", ")
			}
			for j, v := range row {
				args = append(args, v)
				text.WriteString([]string{"(", ", "}[min(j, 1)] + "$" + strconv.Itoa(len(args)))
			}
			text.WriteString(")")
		}
		if _, err := t.exec(ctx, text.String()+rest, args...); err != nil {
			return err
		}
	}
	return nil
}

// longestCasePage is the most cases one page may hold.
const longestCasePage = 500

// Cases lists cases, newest change first and equal instants by id.
func (t *tx) Cases(ctx context.Context, q workflow.CaseQuery) ([]workflow.CaseRow, error) {
	limit, err := limited(q.Limit, longestCasePage)
	if err != nil {
		return nil, err
	}
	var args []any
	var conditions []string
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if q.OrgID != "" {
		conditions = append(conditions,
			`EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = c.id AND p.org_id = `+arg(q.OrgID)+`)`)
	}
	if len(q.Stages) > 0 {
		marks := make([]string, len(q.Stages))
		for i, s := range q.Stages {
			marks[i] = arg(s)
		}
		conditions = append(conditions, `c.stage IN (`+strings.Join(marks, ", ")+`)`)
	}
	if q.Fold != "" {
		conditions = append(conditions,
			`EXISTS (SELECT 1 FROM case_key k WHERE k.case_id = c.id AND instr(k.fold, `+arg(q.Fold)+`) > 0)`)
	}
	if q.After != "" {
		at, id, ok := workflow.ParseCursor(q.After)
		if !ok {
			return nil, fault.New(fault.Invalid, "cursor", "after", "翻页位置无效，请从第一页重新查看")
		}
		instant := arg(at)
		conditions = append(conditions, fmt.Sprintf(`(c.updated_at < %s OR (c.updated_at = %s AND c.id > %s))`, instant, instant, arg(id)))
	}
	query := `SELECT ` + caseColumns + ` FROM cases c`
	if len(conditions) > 0 {
		query += ` WHERE ` + strings.Join(conditions, " AND ")
	}
	return many(ctx, t, scanCase, query+` ORDER BY c.updated_at DESC, c.id LIMIT `+arg(limit), args...)
}

// IsParty reports whether the organisation is a party to the case.
func (t *tx) IsParty(ctx context.Context, caseID, orgID string) (bool, error) {
	_, found, err := one(ctx, t, scanText, `SELECT case_id FROM case_party WHERE case_id = $1 AND org_id = $2`, caseID, orgID)
	return found, err
}

// CasesByKey finds the cases with exactly this folded key, by id.
func (t *tx) CasesByKey(ctx context.Context, kind, fold string) ([]string, error) {
	ids, err := many(ctx, t, scanText, `SELECT case_id FROM case_key WHERE kind = $1 AND fold = $2 ORDER BY case_id`, kind, fold)
	return slices.Compact(ids), err
}

func scanText(row scanner) (string, error) {
	var s string
	err := row.Scan(&s)
	return s, err
}

// NextSequence counts up in the scope, from 1.
func (t *tx) NextSequence(ctx context.Context, scope string) (int64, error) {
	n, _, err := one(ctx, t, func(row scanner) (n int64, err error) { err = row.Scan(&n); return n, err },
		`INSERT INTO sequence_counter (scope, value) VALUES ($1, 1)
		ON CONFLICT (scope) DO UPDATE SET value = sequence_counter.value + 1 RETURNING value`, scope)
	return n, err
}
