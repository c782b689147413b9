package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// cellEnd separates the cells of a row of a list; register.Project lets no control character into them.
const cellEnd = "\x1f"

// listColumns are a row of a list in two columns: handing over a column costs SQLite's driver about as much as reading the row.
const listColumns = `e.id, concat_ws('` + cellEnd + `', e.kind, e.status, e.key, e.number, e.title, e.owner, e.status_on, e.expiry, e.fees_until, e.family,
	e.lines, e.merged, e.sample)`

func scanListed(row scanner) (r register.Row, err error) {
	var packed string
	if err := row.Scan(&r.ID, &packed); err != nil {
		return r, err
	}
	r.Org = register.OrgOf(r.ID)
	next := func() (cell string) { cell, packed, _ = strings.Cut(packed, cellEnd); return cell }
	for _, into := range []*string{(*string)(&r.Kind), (*string)(&r.Status), &r.Key, &r.Number, &r.Title, &r.Owner} {
		*into = next()
	}
	for _, into := range []*date.Date{&r.StatusOn, &r.Expiry, &r.FeesUntil} {
		if day := next(); day != "" {
			if *into, err = date.Parse(day); err != nil {
				return r, err
			}
		}
	}
	r.Family = next()
	if r.Lines, err = strconv.Atoi(next()); err != nil {
		return r, err
	}
	if r.Merged, err = strconv.ParseInt(next(), 10, 64); err != nil {
		return r, err
	}
	r.Sample = packed == "1"
	return r, nil
}

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
	return "$" + strconv.Itoa(len(r.args))
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
	var needles []register.Needle
	for _, text := range []string{q.Search, q.Owner} {
		if text == "" {
			continue
		}
		n, ok := register.NeedleFor(text)
		if !ok { // nothing but punctuation
			return nil, nil
		}
		needles = append(needles, n)
	}
	switch {
	case len(needles) > 0 && t.engine == sqliteEngine:
		query = r.searchSQLite(needles)
	case len(needles) > 0:
		query = r.searchPostgres(needles)
	case q.Batch == 0 && q.Family == "" && len(q.Kinds) == 1 && len(q.Statuses) == 1:
		query = `SELECT ` + listColumns + ` FROM register_entry e WHERE ` + r.group(register.Count{Kind: q.Kinds[0], Status: q.Statuses[0]}) + r.order("e")
	case q.Batch == 0 && q.Family == "" && (len(q.Kinds) > 0 || len(q.Statuses) > 0 || q.Sort != register.Newest):
		counts, err := t.RegisterCounts(ctx, org)
		if err != nil {
			return nil, err
		}
		groups := slices.DeleteFunc(counts, func(c register.Count) bool { return !r.wants(c.Kind, c.Status) })
		switch len(groups) {
		case 0:
			return nil, nil
		case 1:
			query = `SELECT ` + listColumns + ` FROM register_entry e WHERE ` + r.group(groups[0]) + r.order("e")
		default:
			query = r.merged(groups)
		}
	case q.Batch != 0 && q.Sort == register.Newest: // in the order of the lines of the batch, of which an entry has one at most
		batch := "l.batch = " + r.arg(q.Batch)
		r.q.Batch = 0
		page := strings.ReplaceAll(strings.Join(r.page("l"), " AND "), "l.id", "l.entry")
		query = `SELECT ` + listColumns + ` FROM register_line l JOIN register_entry e ON e.id = l.entry WHERE ` + batch + " AND " + page + " AND " +
			strings.Join(r.where(), " AND ") + ` ORDER BY l.entry DESC LIMIT ` + r.arg(r.limit)
	default:
		query = `SELECT ` + listColumns + ` FROM register_entry e WHERE ` + strings.Join(append(r.where(), r.page("e")...), " AND ") + r.order("e")
	}
	return many(ctx, t, scanListed, query, r.args...)
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

// where are the conditions on the entry itself, and of a search on its words. Where the ids of the page tell the register already, naming it again would lead
// the planner to an index that does not help.
func (r *registerQuery) where() []string {
	var out []string
	if r.q.Family != "" || r.q.Sort != register.Newest {
		out = append(out, "e.org = "+r.arg(r.org))
	}
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
	if r.q.Owner != "" {
		out = append(out, "instr(w.text, "+r.arg(register.OwnerNeedle(r.q.Owner))+") > 0")
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
		parts = append(parts, `SELECT * FROM (SELECT `+columns+` FROM register_entry e WHERE `+r.group(g)+r.order("e")+`) g`)
	}
	first := `SELECT u.* FROM (` + strings.Join(parts, " UNION ALL ") + `) u` + r.order("u")
	return `SELECT ` + listColumns + ` FROM (` + first + `) f JOIN register_entry e ON e.id = f.id` + r.order("e")
}

// group are the conditions of a page of one kind and status.
func (r *registerQuery) group(g register.Count) string {
	return strings.Join(append([]string{"e.org = " + r.arg(r.org), "e.kind = " + r.arg(string(g.Kind)), "e.status = " + r.arg(string(g.Status))},
		r.page("e")...), " AND ")
}

// searchSQLite begins with the index of words, which knows their order too.
func (r *registerQuery) searchSQLite(needles []register.Needle) string {
	var match []string
	from := `register_text t CROSS JOIN register_entry e ON e.id = t.rowid`
	for _, n := range needles {
		if n.Prefix != "" {
			match = append(match, `"`+n.Prefix+`"*`)
			continue
		}
		match = append(match, `"`+strings.Join(n.Words, " ")+`"`)
	}
	if r.q.Owner != "" { // by the whole name, which the text tells; the index need not walk the words of every name
		if n := needles[len(needles)-1]; n.Prefix == "" {
			match[len(match)-1] = `"` + strings.Join(n.Rare(), `" AND "`) + `"`
		}
		from = `register_text t CROSS JOIN register_words w ON w.entry = t.rowid CROSS JOIN register_entry e ON e.id = t.rowid`
	}
	conditions := []string{"register_text MATCH " + r.arg(strings.Join(match, " AND "))}
	order := ""
	if r.day() == "" { // newest first, in the order of the index
		conditions = append(conditions, strings.ReplaceAll(strings.Join(r.page("t"), " AND "), "t.id", "t.rowid"))
		conditions = append(conditions, r.where()...)
		order = ` ORDER BY t.rowid DESC LIMIT ` + r.arg(r.limit)
	} else {
		low, high := register.Span(r.org)
		conditions = append(conditions, fmt.Sprintf("t.rowid BETWEEN %s AND %s", r.arg(low), r.arg(high)))
		conditions = append(append(conditions, r.where()...), r.page("e")...)
		order = r.order("e")
	}
	return `SELECT ` + listColumns + ` FROM ` + from + ` WHERE ` + strings.Join(conditions, " AND ") + order
}

// searchPostgres finds first and sorts afterwards: left alone, the planner would walk all entries in order when it takes a rare
// word for a common one.
func (r *registerQuery) searchPostgres(needles []register.Needle) string {
	var match, conditions []string
	for i, n := range needles {
		if n.Prefix != "" {
			match = append(match, `'`+n.Prefix+`':*`)
		} else {
			match = append(match, `'`+strings.Join(n.Rare(), `' & '`)+`'`)
		}
		if i == 0 && r.q.Search != "" {
			conditions = append(conditions, "instr(w.text, "+r.arg(n.Fold)+") > 0")
		}
	}
	conditions = append(conditions, "zhiya_grams(w.text) @@ CAST("+r.arg(strings.Join(match, " & "))+" AS tsquery)")
	conditions = append(append(conditions, r.where()...), r.page("e")...)
	return `WITH m AS MATERIALIZED (SELECT e.* FROM register_words w JOIN register_entry e ON e.id = w.entry WHERE ` + strings.Join(conditions, " AND ") + `)
		SELECT ` + listColumns + ` FROM m e` + r.order("e")
}
