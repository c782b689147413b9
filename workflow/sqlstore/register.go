package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

const registerColumns = `id, org, kind, status, key, number, title, owner, status_on, expiry, fees_until, family, lines, merged, sample`

// prefixed puts a table's name before each column.
func prefixed(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

func scanRegisterRow(row scanner) (register.Row, error) {
	var r register.Row
	var days [3]string
	err := row.Scan(&r.ID, &r.Org, &r.Kind, &r.Status, &r.Key, &r.Number, &r.Title, &r.Owner, &days[0], &days[1], &days[2], &r.Family, &r.Lines,
		&r.Merged, &r.Sample)
	for i, into := range []*date.Date{&r.StatusOn, &r.Expiry, &r.FeesUntil} {
		if err == nil && days[i] != "" {
			*into, err = date.Parse(days[i])
		}
	}
	return r, err
}

func registerValues(args []any, r *register.Row) []any {
	return append(args, r.ID, r.Org, string(r.Kind), string(r.Status), r.Key, r.Number, r.Title, r.Owner, r.StatusOn.String(), r.Expiry.String(),
		r.FeesUntil.String(), r.Family, r.Lines, r.Merged, bit(r.Sample))
}

func scanLine(row scanner) (l register.Line, err error) {
	err = row.Scan(&l.Entry, &l.No, &l.Batch, &l.Body)
	return l, err
}

func scanInt(row scanner) (n int64, err error) { err = row.Scan(&n); return n, err }

// RegisterOf finds an organisation's register.
func (t *tx) RegisterOf(ctx context.Context, orgID string) (org, last int64, err error) {
	pair, _, err := one(ctx, t, func(row scanner) (p [2]int64, err error) { err = row.Scan(&p[0], &p[1]); return p, err },
		`SELECT no, last FROM register_org WHERE org_id = $1`, orgID)
	return pair[0], pair[1], err
}

// OpenRegister numbers a new register.
func (t *tx) OpenRegister(ctx context.Context, orgID string) (int64, error) {
	no, _, err := one(ctx, t, scanInt, `INSERT INTO register_org (no, org_id, last)
		SELECT COALESCE(MAX(no), 0) + 1, $1, 0 FROM register_org RETURNING no`, orgID)
	return no, err
}

// RegisterRow reads an entry.
func (t *tx) RegisterRow(ctx context.Context, id int64) (register.Row, error) {
	return existing(ctx, t, "权利", scanRegisterRow, `SELECT `+registerColumns+` FROM register_entry WHERE id = $1`, id)
}

// keysAtOnce is how many keys one look-up takes, fewKeys how many a short one; the last key fills what a shorter list leaves, so
// that there are two texts.
const (
	keysAtOnce = 256
	fewKeys    = 8
)

// byKeys runs a query whose last condition is an IN over keys, several keys at a time. The arguments before them come first.
func byKeys[T any, K any](ctx context.Context, t *tx, scan func(scanner) (T, error), query string, first []any, keys []K) ([]T, error) {
	var out []T
	for some := range slices.Chunk(keys, keysAtOnce) {
		n := keysAtOnce
		if len(some) <= fewKeys {
			n = fewKeys
		}
		args := slices.Clone(first)
		for i := range n {
			args = append(args, some[min(i, len(some)-1)])
		}
		got, err := many(ctx, t, scan, query+` IN (`+marks(len(first)+1, n)+`)`, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

// marks is "$3, $4, $5" for from 3 and n 3.
func marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// RegisterRows reads several entries.
func (t *tx) RegisterRows(ctx context.Context, ids []int64) ([]register.Row, error) {
	rows, err := byKeys(ctx, t, scanRegisterRow, `SELECT `+registerColumns+` FROM register_entry WHERE id`, nil, ids)
	slices.SortFunc(rows, func(a, b register.Row) int { return int(a.ID - b.ID) })
	return rows, err
}

// RegisterKnown reads entries by their keys.
func (t *tx) RegisterKnown(ctx context.Context, org int64, keys []string) (map[string]register.Known, error) {
	type pair struct {
		row  register.Row
		line register.Line
	}
	found, err := byKeys(ctx, t, func(row scanner) (p pair, err error) {
		p.row, err = scanRegisterRow(scanFirst{row, &p.line.Body})
		return p, err
	}, `SELECT l.body, `+prefixed("e", registerColumns)+` FROM register_entry e JOIN register_line l ON l.entry = e.id AND l.no = e.lines
		WHERE e.org = $1 AND e.key <> '' AND e.key`, []any{org}, keys)
	if err != nil {
		return nil, err
	}
	out := make(map[string]register.Known, len(found))
	for _, p := range found {
		facts, err := p.line.Facts()
		if err != nil {
			return nil, err
		}
		out[p.row.Key] = register.Known{Row: p.row, Facts: facts}
	}
	return out, nil
}

// scanFirst reads one column before those of another scan.
type scanFirst struct {
	row   scanner
	first any
}

func (s scanFirst) Scan(dest ...any) error { return s.row.Scan(append([]any{s.first}, dest...)...) }

// RegisterMerged reads what was merged into an entry.
func (t *tx) RegisterMerged(ctx context.Context, id int64) ([]register.Row, error) {
	return many(ctx, t, scanRegisterRow, `SELECT `+registerColumns+` FROM register_entry WHERE merged <> 0 AND merged = $1 ORDER BY id`, id)
}

// RegisterCounts reads the counts.
func (t *tx) RegisterCounts(ctx context.Context, org int64) ([]register.Count, error) {
	return many(ctx, t, func(row scanner) (c register.Count, err error) {
		err = row.Scan(&c.Kind, &c.Status, &c.N)
		return c, err
	}, `SELECT kind, status, n FROM register_count WHERE org = $1 AND n > 0 ORDER BY kind, status`, org)
}

// RegisterLines reads the history of an entry.
func (t *tx) RegisterLines(ctx context.Context, entry int64) ([]register.Line, error) {
	return many(ctx, t, scanLine, `SELECT entry, no, batch, body FROM register_line WHERE entry = $1 ORDER BY no`, entry)
}

// RegisterBatchLines reads a page of the lines of a batch; a batch has one line of an entry at most.
func (t *tx) RegisterBatchLines(ctx context.Context, batch, after int64, limit int) ([]register.Line, error) {
	return many(ctx, t, scanLine, `SELECT entry, no, batch, body FROM register_line WHERE batch = $1 AND entry > $2 ORDER BY entry, no LIMIT $3`, batch, after, limit)
}

const batchColumns = `id, org_id, act, source, person_id, person, at_milli, looked_up, added, changed, undoes, digest`

func scanBatch(row scanner) (register.Batch, error) {
	var b register.Batch
	var undoes sql.NullInt64
	var on string
	err := row.Scan(&b.ID, &b.OrgID, &b.Act, &b.Source, &b.PersonID, &b.Person, &b.AtMillis, &on, &b.Added, &b.Changed, &undoes, &b.Digest, &b.Undone)
	if err == nil && on != "" {
		b.On, err = date.Parse(on)
	}
	b.Undoes = undoes.Int64
	return b, err
}

var readBatch = `SELECT ` + prefixed("b", batchColumns) + `, CASE WHEN EXISTS (SELECT 1 FROM register_batch u WHERE u.undoes = b.id) THEN 1 ELSE 0 END
	FROM register_batch b `

// RegisterBatch reads a batch.
func (t *tx) RegisterBatch(ctx context.Context, id int64) (register.Batch, error) {
	return existing(ctx, t, "导入批次", scanBatch, readBatch+`WHERE b.id = $1`, id)
}

// RegisterBatches lists batches, newest first.
func (t *tx) RegisterBatches(ctx context.Context, orgID string, before int64, limit int) ([]register.Batch, error) {
	limit, err := limited(limit, register.LongestPage)
	if err != nil {
		return nil, err
	}
	if before == 0 {
		before = 1 << 62
	}
	return many(ctx, t, scanBatch, readBatch+`WHERE b.org_id = $1 AND b.id < $2 ORDER BY b.id DESC LIMIT $3`, orgID, before, limit)
}

// InsertRegisterBatch keeps a batch for ever.
func (t *tx) InsertRegisterBatch(ctx context.Context, b register.Batch) error {
	var undoes any
	if b.Undoes != 0 {
		undoes = b.Undoes
	}
	_, err := t.exec(ctx, `INSERT INTO register_batch (`+batchColumns+`) VALUES (`+marks(1, 12)+`)`, b.ID, b.OrgID, string(b.Act), b.Source, b.PersonID,
		b.Person, b.AtMillis, b.On.String(), b.Added, b.Changed, undoes, b.Digest)
	return err
}

// CasesByKeys finds the cases of many folded keys, each list by id.
func (t *tx) CasesByKeys(ctx context.Context, kind string, folds []string) (map[string][]string, error) {
	type pair struct{ fold, id string }
	found, err := byKeys(ctx, t, func(row scanner) (p pair, err error) { err = row.Scan(&p.fold, &p.id); return p, err },
		`SELECT k.fold, k.case_id FROM case_key k WHERE k.kind = $1 AND k.fold`, []any{kind}, folds)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, p := range found {
		out[p.fold] = append(out[p.fold], p.id)
	}
	for fold, ids := range out {
		slices.Sort(ids)
		out[fold] = slices.Compact(ids)
	}
	return out, nil
}

// countKey is what entries are counted by.
type countKey struct {
	kind   right.Kind
	status right.Status
}

// ChangeRegister writes changes: whole new entries many at a time, everything else one by one.
func (t *tx) ChangeRegister(ctx context.Context, org int64, changes []workflow.RegisterChange) error {
	counts := map[countKey]int64{}
	var added []*workflow.RegisterChange
	last := int64(0)
	for i := range changes {
		c := &changes[i]
		if c.Before != nil {
			counts[countKey{c.Before.Kind, c.Before.Status}]--
		}
		if c.After != nil {
			counts[countKey{c.After.Kind, c.After.Status}]++
		}
		if c.Before == nil && !c.Cut {
			added = append(added, c)
			last = max(last, c.After.Counter())
			continue
		}
		if err := t.changeEntry(ctx, c); err != nil {
			return err
		}
	}
	if err := t.addEntries(ctx, added); err != nil {
		return err
	}
	for k, n := range counts {
		if n == 0 {
			continue
		}
		if _, err := t.exec(ctx, `INSERT INTO register_count (org, kind, status, n) VALUES ($1, $2, $3, $4)
			ON CONFLICT (org, kind, status) DO UPDATE SET n = register_count.n + excluded.n`, org, string(k.kind), string(k.status), n); err != nil {
			return err
		}
	}
	if last == 0 {
		return nil
	}
	_, err := t.exec(ctx, `UPDATE register_org SET last = $2 WHERE no = $1 AND last < $2`, org, last)
	return err
}

// changeEntry adds a line to an entry or cuts its newest one.
func (t *tx) changeEntry(ctx context.Context, c *workflow.RegisterChange) error {
	var err error
	if c.Cut {
		_, err = t.exec(ctx, `DELETE FROM register_line WHERE entry = $1 AND no = $2`, c.Line.Entry, c.Line.No)
	} else {
		_, err = t.exec(ctx, insertLine+`(`+marks(1, lineWidth)+`)`, c.Line.Entry, c.Line.No, c.Line.Batch, c.Line.Body)
	}
	if err != nil {
		return err
	}
	text := ""
	if c.After != nil {
		text = c.After.Text
		_, err = t.exec(ctx, `UPDATE register_entry SET org = $2, kind = $3, status = $4, key = $5, number = $6, title = $7, owner = $8, status_on = $9,
			expiry = $10, fees_until = $11, family = $12, lines = $13, merged = $14, sample = $15 WHERE id = $1`, registerValues(nil, c.After)...)
	}
	if err != nil {
		return err
	}
	if err := t.changeWords(ctx, c.Line.Entry, text); err != nil || c.After != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM register_words WHERE entry = $1`, c.Line.Entry); err != nil {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM register_entry WHERE id = $1`, c.Line.Entry)
	return err
}

// changeWords changes what an entry is searched by.
func (t *tx) changeWords(ctx context.Context, entry int64, text string) error {
	old, _, err := one(ctx, t, scanText, `SELECT text FROM register_words WHERE entry = $1`, entry)
	if err != nil || old == text {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE register_words SET text = $2 WHERE entry = $1`, entry, text); err != nil || t.engine != sqliteEngine {
		return err
	}
	// The index holds no text of its own: what goes is named once more.
	if old != "" {
		if _, err := t.exec(ctx, `INSERT INTO register_text (register_text, rowid, grams) VALUES ('delete', $1, $2)`, entry, register.Grams(old)); err != nil {
			return err
		}
	}
	if text != "" {
		_, err = t.exec(ctx, insertText+`(`+marks(1, textWidth)+`)`, entry, register.Grams(text))
	}
	return err
}

const (
	insertEntry = `INSERT INTO register_entry (` + registerColumns + `) VALUES `
	insertLine  = `INSERT INTO register_line (entry, no, batch, body) VALUES `
	insertWords = `INSERT INTO register_words (entry, text) VALUES `
	insertText  = `INSERT INTO register_text (rowid, grams) VALUES `

	entryWidth = 15
	lineWidth  = 4
	textWidth  = 2 // of words too
)

// addEntries inserts whole entries.
func (t *tx) addEntries(ctx context.Context, added []*workflow.RegisterChange) error {
	err := t.bulk(ctx, insertEntry, entryWidth, len(added), func(i int, args []any) []any { return registerValues(args, added[i].After) })
	if err != nil {
		return err
	}
	err = t.bulk(ctx, insertLine, lineWidth, len(added), func(i int, args []any) []any {
		l := &added[i].Line
		return append(args, l.Entry, l.No, l.Batch, l.Body)
	})
	if err != nil {
		return err
	}
	err = t.bulk(ctx, insertWords, textWidth, len(added), func(i int, args []any) []any {
		r := added[i].After
		return append(args, r.ID, r.Text)
	})
	if err != nil || t.engine != sqliteEngine {
		return err
	}
	err = t.bulk(ctx, insertText, textWidth, len(added), func(i int, args []any) []any {
		r := added[i].After
		return append(args, r.ID, register.Grams(r.Text))
	})
	if err != nil || len(added) < rowsAtOnce {
		return err
	}
	// A large import leaves the index in parts, each of which every search would ask; they are joined at the cost of a few
	// hundredths of the import.
	_, err = t.exec(ctx, `INSERT INTO register_text (register_text, rank) VALUES ('merge', $1)`, len(added)/4)
	return err
}

// rowsAtOnce is how many rows a statement of bulk inserts.
const rowsAtOnce = 32

// bulk inserts n rows of so many values each by statements prepared once.
func (t *tx) bulk(ctx context.Context, into string, width, n int, values func(i int, args []any) []any) error {
	args := make([]any, 0, width*rowsAtOnce)
	i := 0
	if n >= rowsAtOnce {
		rows := make([]string, rowsAtOnce)
		for k := range rows {
			rows[k] = `(` + marks(1+k*width, width) + `)`
		}
		stmt, err := t.sql.PrepareContext(ctx, into+strings.Join(rows, ", "))
		if err != nil {
			return t.fail(ctx, err)
		}
		defer stmt.Close()
		for ; i+rowsAtOnce <= n; i += rowsAtOnce {
			args = args[:0]
			for k := range rowsAtOnce {
				args = values(i+k, args)
			}
			if err := t.ready(ctx, args); err != nil {
				return err
			}
			if _, err := stmt.ExecContext(ctx, args...); err != nil {
				return t.fail(ctx, err)
			}
		}
	}
	for ; i < n; i++ {
		if _, err := t.exec(ctx, into+`(`+marks(1, width)+`)`, values(i, args[:0])...); err != nil {
			return err
		}
	}
	return nil
}
