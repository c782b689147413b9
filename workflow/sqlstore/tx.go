package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"unicode/utf8"

	"zhiya/valuation/fault"
	"zhiya/workflow"
)

// tx is one transaction. After an error of the engine it is spent: PostgreSQL answers nothing more, so SQLite must not either.
type tx struct {
	sql    *sql.Tx
	engine *engine
	kept   *statements // nil: every text is parsed each time
	met    []string    // texts that were not kept yet
	failed error       // the engine's first error
}

var _ workflow.Tx = (*tx)(nil)

func (t *tx) fail(ctx context.Context, err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return t.engine.fault(ctx, t.failed)
}

// ready refuses a spent transaction and text that PostgreSQL could not keep, on either engine.
func (t *tx) ready(ctx context.Context, args []any) error {
	if t.failed != nil {
		return t.engine.fault(ctx, t.failed)
	}
	for _, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return fault.New(fault.Invalid, "store.text", "", "文字中含有无法保存的字符（空字符或编码错误），请重新输入")
		}
	}
	return nil
}

// statement is the kept statement of a text; one met for the first time is remembered, to be kept when the transaction is over.
func (t *tx) statement(query string) *sql.Stmt {
	stmt := t.kept.of(query)
	if stmt == nil && t.kept != nil {
		t.met = append(t.met, query)
	}
	return stmt
}

// exec runs a statement and says how many rows it touched.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := t.ready(ctx, args); err != nil {
		return 0, err
	}
	var done sql.Result
	var err error
	if stmt := t.statement(query); stmt != nil {
		done, err = t.sql.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	} else {
		done, err = t.sql.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, t.fail(ctx, err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return 0, t.fail(ctx, err)
	}
	return n, nil
}

// one reads at most one row.
func one[T any](ctx context.Context, t *tx, scan func(row scanner) (T, error), query string, args ...any) (T, bool, error) {
	var zero T
	if err := t.ready(ctx, args); err != nil {
		return zero, false, err
	}
	var row *sql.Row
	if stmt := t.statement(query); stmt != nil {
		row = t.sql.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
	} else {
		row = t.sql.QueryRowContext(ctx, query, args...)
	}
	v, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return zero, false, nil
	}
	if err != nil {
		return zero, false, t.fail(ctx, err)
	}
	return v, true, nil
}

// existing is one for a record that must be there; noun names it in the fault.
func existing[T any](ctx context.Context, t *tx, noun string, scan func(row scanner) (T, error), query string, args ...any) (T, error) {
	v, found, err := one(ctx, t, scan, query, args...)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "not_found", "", "没有找到该%s", noun)
	}
	return v, err
}

// many reads all rows.
func many[T any](ctx context.Context, t *tx, scan func(row scanner) (T, error), query string, args ...any) ([]T, error) {
	if err := t.ready(ctx, args); err != nil {
		return nil, err
	}
	var rows *sql.Rows
	var err error
	if stmt := t.statement(query); stmt != nil {
		rows, err = t.sql.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	} else {
		rows, err = t.sql.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return nil, t.fail(ctx, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, t.fail(ctx, err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, t.fail(ctx, err)
	}
	return out, nil
}

// scanner is a row to read from.
type scanner interface{ Scan(dest ...any) error }

// bit stores a truth as 0 or 1, the form both engines share.
func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// limited checks the limit of a page; 0 asks for the longest page.
func limited(limit, most int) (int, error) {
	if limit < 0 || limit > most {
		return 0, fault.New(fault.Invalid, "limit", "limit", "每页条数应在 1 至 %d 之间", most)
	}
	if limit == 0 {
		return most, nil
	}
	return limit, nil
}

// brokenPipe reports a connection that ended in the middle of a talk.
func brokenPipe(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "conn closed")
}
