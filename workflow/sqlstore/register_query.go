package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// registerQuery puts together the one statement of a list.
type registerQuery struct {
	q     register.Query
	org   int64
	limit int
	after register.Position
	args  []any
}

func (r *registerQuery) arg(v any) string {
	r.args = append(r.args, v)
	return fmt.Sprintf("$%d", len(r.args))
}

// RegisterList lists a page of one register.
func (t *tx) RegisterList(ctx context.Context, org int64, q register.Query) ([]register.Row, error) {
	limit, err := limited(q.Limit, register.LongestPage)
	if err != nil {
		return nil, err
	}
	r := registerQuery{q: q, org: org, limit: limit}
	if q.After != "" {
		var ok bool
		if r.after, ok = q.Position(); !ok {
			return nil, fault.New(fault.Invalid, "cursor", "after", "翻页位置无效，请从第一页重新查看")
		}
	}
	var query string
	searched := q.Search != "" || q.Owner != ""
	switch {
	case searched:
		needle := q.Search
		if len(q.Owner) > len(needle) { // the longer one finds less
			needle = q.Owner
		}
		n, ok := register.NeedleFor(needle)
		if !ok { // nothing but punctuation
			return nil, nil
		}
		if t.engine == sqliteEngine {
			query = r.searchSQLite(n)
		} else {
			query = r.searchPostgres(n)
		}
	case q.Batch == 0 && q.Family == "" && (len(q.Kinds) > 0 || len(q.Statuses) > 0 || q.Sort != register.Newest):
		counts, err := t.RegisterCounts(ctx, org)
		if err != nil {
			return nil, err
		}
		groups := slices.DeleteFunc(counts, func(c register.Count) bool { return !r.wants(c.Kind, c.Status) })
		if len(groups) == 0 {
			return nil, nil
		}
		query = r.merged(groups)
	default:
		query = `SELECT ` + registerColumns + ` FROM register_entry e WHERE ` + strings.Join(append(r.where(), r.page("e")...), " AND ") + r.order("e")
	}
	return many(ctx, t, scanRegisterRow, query, r.args...)
}

// wants reports whether entries of this kind and status are asked for.
func (r *registerQuery) wants(k right.Kind, s right.Status) bool {
	if len(r.q.Kinds) > 0 && !slices.Contains(r.q.Kinds, k) {
		return false
	}
	if len(r.q.Statuses) > 0 {
		return slices.Contains(r.q.Statuses, s)
	}
	return s != register.Merged
}

// day is the column that the list is sorted by, "" for the id.
func (r *registerQuery) day() string {
	switch r.q.Sort {
	case register.ByExpiry:
		return "expiry"
	case register.ByFees:
		return "fees_until"
	}
	return ""
}

// order sorts the rows and ends the page.
func (r *registerQuery) order(table string) string {
	if day := r.day(); day != "" {
		return fmt.Sprintf(` ORDER BY %s.%s, %s.id LIMIT %s`, table, day, table, r.arg(r.limit))
	}
	return fmt.Sprintf(` ORDER BY %s.id DESC LIMIT %s`, table, r.arg(r.limit))
}

// page are the conditions of the range of days and of the position.
func (r *registerQuery) page(table string) []string {
	day := r.day()
	if day == "" {
		low, high := register.Span(r.org)
		if r.q.After != "" {
			high = min(high, r.after.ID-1)
		}
		return []string{fmt.Sprintf("%s.id BETWEEN %s AND %s", table, r.arg(low), r.arg(high))}
	}
	column := table + "." + day
	out := []string{column + " <> ''"}
	if !r.q.From.IsZero() {
		out = append(out, column+" >= "+r.arg(r.q.From.String()))
	}
	if !r.q.To.IsZero() {
		out = append(out, column+" <= "+r.arg(r.q.To.String()))
	}
	if r.q.After != "" {
		out = append(out, fmt.Sprintf("(%s, %s.id) > (%s, %s)", column, table, r.arg(r.after.Day), r.arg(r.after.ID)))
	}
	return out
}

// where are the conditions on the entry itself.
func (r *registerQuery) where() []string {
	out := []string{"e.org = " + r.arg(r.org)}
	in := func(column string, values []any) {
		if len(values) == 0 {
			return
		}
		ms := make([]string, len(values))
		for i, v := range values {
			ms[i] = r.arg(v)
		}
		out = append(out, "e."+column+" IN ("+strings.Join(ms, ", ")+")")
	}
	var kinds, statuses []any
	for _, k := range r.q.Kinds {
		kinds = append(kinds, string(k))
	}
	for _, s := range r.q.Statuses {
		statuses = append(statuses, string(s))
	}
	in("kind", kinds)
	in("status", statuses)
	if len(statuses) == 0 {
		out = append(out, "e.status <> "+r.arg(string(register.Merged)))
	}
	if r.q.Family != "" {
		out = append(out, "e.family <> '' AND e.family = "+r.arg(r.q.Family))
	}
	if r.q.Batch != 0 {
		out = append(out, "e.id IN (SELECT l.entry FROM register_line l WHERE l.batch = "+r.arg(r.q.Batch)+")")
	}
	if fold := register.Fold(r.q.Search); fold != "" {
		out = append(out, "instr(e.text, "+r.arg(fold)+") > 0")
	}
	if r.q.Owner != "" {
		out = append(out, "instr(e.text, "+r.arg(register.OwnerNeedle(r.q.Owner))+") > 0")
	}
	return out
}

// merged lists each kind and status apart, every one from the index in its order, and takes the first of all. A page so costs
// the same whichever of them are asked for and however rare they are.
func (r *registerQuery) merged(groups []register.Count) string {
	day := r.day()
	columns := "e.id"
	if day != "" {
		columns += ", e." + day
	}
	var parts []string
	for _, g := range groups {
		conditions := append([]string{"e.org = " + r.arg(r.org), "e.kind = " + r.arg(string(g.Kind)), "e.status = " + r.arg(string(g.Status))}, r.page("e")...)
		parts = append(parts, `SELECT * FROM (SELECT `+columns+` FROM register_entry e WHERE `+strings.Join(conditions, " AND ")+r.order("e")+`) g`)
	}
	first := strings.Join(parts, " UNION ALL ")
	if len(parts) > 1 {
		first = `SELECT u.* FROM (` + first + `) u` + r.order("u")
	}
	return `SELECT ` + prefixed("e", registerColumns) + ` FROM (` + first + `) f JOIN register_entry e ON e.id = f.id` + r.order("e")
}

// searchSQLite begins with the index of words.
func (r *registerQuery) searchSQLite(n register.Needle) string {
	match := `"` + n.Prefix + `"*`
	if n.Prefix == "" {
		match = `"` + strings.Join(n.Words, `" AND "`) + `"`
	}
	found := []string{"register_text MATCH " + r.arg(match)}
	if r.day() == "" { // newest first, in the order of the index
		found = append(found, r.page("t")...)
		for i := range found[1:] {
			found[1+i] = strings.ReplaceAll(found[1+i], "t.id", "t.rowid")
		}
		return `SELECT ` + prefixed("e", registerColumns) + ` FROM register_text t CROSS JOIN register_entry e ON e.id = t.rowid WHERE ` +
			strings.Join(append(found, r.where()...), " AND ") + ` ORDER BY t.rowid DESC LIMIT ` + r.arg(r.limit)
	}
	low, high := register.Span(r.org)
	found = append(found, fmt.Sprintf("t.rowid BETWEEN %s AND %s", r.arg(low), r.arg(high)))
	found = append(append(found, r.where()...), r.page("e")...)
	return `SELECT ` + prefixed("e", registerColumns) + ` FROM register_text t CROSS JOIN register_entry e ON e.id = t.rowid WHERE ` +
		strings.Join(found, " AND ") + r.order("e")
}

// searchPostgres finds first and sorts afterwards: left alone, the planner would walk all entries in order when it takes a rare
// word for a common one.
func (r *registerQuery) searchPostgres(n register.Needle) string {
	match := `'` + n.Prefix + `':*`
	if n.Prefix == "" {
		match = `'` + strings.Join(n.Words, `' & '`) + `'`
	}
	conditions := append([]string{"zhiya_grams(e.text) @@ CAST(" + r.arg(match) + " AS tsquery)"}, r.where()...)
	conditions = append(conditions, r.page("e")...)
	return `WITH m AS MATERIALIZED (SELECT ` + registerColumns + ` FROM register_entry e WHERE ` + strings.Join(conditions, " AND ") + `)
		SELECT ` + registerColumns + ` FROM m` + r.order("m")
}
