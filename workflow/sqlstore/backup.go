package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/audit"
)

// keptTables only ever gain rows, so that a copy taken between two counts must lie between them.
var keptTables = []string{"org", "person", "cases", "sequence_counter", "command_record", "document", "audit_event", "signing_key",
	"attachment", "register_org", "register_batch", "alarm", "alarm_line"}

// contents is what a copy is compared by.
type contents struct {
	rows map[string]int64 // of every table
	head audit.Head
}

// same makes sure that a copy holds what a store held that nobody wrote to meanwhile.
func (c contents) same(copied contents) error {
	if c.head != copied.head || !maps.Equal(c.rows, copied.rows) {
		return copyFault(fmt.Errorf("copied %v of %v", copied, c))
	}
	return nil
}

// Backup writes a verified copy of the store to out while it stays in use: one file, whole or not there at all. It is read
// back before it gets its name: integrity, foreign keys, the whole audit chain, the number of rows. An existing file is never
// overwritten ("backup.exists"); PostgreSQL is copied by its own tools ("backup.server").
func (s *Store) Backup(ctx context.Context, out string) error {
	if s.path == "" {
		return fault.New(fault.Refused, "backup.server", "out",
			"共享服务器上的数据请由管理员用 pg_dump 备份，例如 pg_dump --format=custom --file=zhiya.dump 数据库名")
	}
	before, err := countRows(ctx, s.reader)
	if err != nil {
		return sqliteEngine.fault(ctx, err)
	}
	return copyStore(ctx, s.path, out, func(got contents) error {
		after, err := countRows(ctx, s.reader)
		if err != nil {
			return sqliteEngine.fault(ctx, err)
		}
		for _, name := range keptTables {
			if n := got.rows[name]; n < before[name] || n > after[name] {
				return copyFault(fmt.Errorf("table %s: %d rows, expected %d to %d", name, n, before[name], after[name]))
			}
		}
		return nil
	})
}

// Restore makes a new store at out from a backup. Both are verified. It never replaces a store ("restore.exists"), and a log
// left behind by a removed one is refused ("restore.leftover"), for SQLite would play it into the new file. Never restore a
// file that another organisation sent: SQLite is not made for hostile files, exchange packages are.
func Restore(ctx context.Context, in, out string) error {
	path, err := ownFile(out)
	if err != nil {
		return err
	}
	// Looked at before the lock is taken, whose file stays: a restore that is refused leaves nothing behind.
	if !exists(path + ".lock") {
		if err := vacant(path); err != nil {
			return err
		}
	}
	source, err := filepath.Abs(in)
	if err != nil || !exists(source) {
		return fault.New(fault.NotFound, "restore.missing", "in", "没有找到备份文件“%s”，请核对路径", in)
	}
	original, err := examine(ctx, source)
	if err != nil {
		return wrongBackup(err)
	}
	release, err := lockFile(path)
	if err != nil {
		return err
	}
	defer release()
	if err := vacant(path); err != nil {
		return err
	}
	return copyStore(ctx, source, path, original.same)
}

// vacant makes sure that neither a file of this name nor what is left of one stands in the way of a restore.
func vacant(path string) error {
	if exists(path) {
		return fault.New(fault.Refused, "restore.exists", "out", "“%s”已存在，恢复不会覆盖任何文件；请指定新的文件名", path)
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if exists(path + suffix) {
			return fault.New(fault.Refused, "restore.leftover", "out",
				"目标旁留有旧数据文件的日志“%s”，恢复后会损坏数据；请先把它移走再恢复", path+suffix)
		}
	}
	return nil
}

// wrongBackup turns what is wrong with the file handed in as a backup into a fault of the input.
func wrongBackup(err error) error {
	fs := slices.Clone(fault.Of(err))
	for i := range fs {
		if fs[i].Path = "in"; fs[i].Code == "store.foreign" || fs[i].Code == "store.corrupt" || fs[i].Code == "store.newer" {
			fs[i].Kind = fault.Invalid
		}
	}
	return fs
}

// copyBeforeUpgrade keeps the file as it was under a free name beside it.
func copyBeforeUpgrade(ctx context.Context, path string, version int64) error {
	kept := fmt.Sprintf("%s.v%d.bak", path, version)
	for n := 2; exists(kept); n++ {
		kept = fmt.Sprintf("%s.v%d-%d.bak", path, version, n)
	}
	original, err := examine(ctx, path)
	if err != nil {
		return err
	}
	return copyStore(ctx, path, kept, original.same)
}

// copyStore copies a store file by the driver, verifies the copy, lets agree compare it, and only then gives it its name.
func copyStore(ctx context.Context, from, out string, agree func(contents) error) (err error) {
	if out, err = filepath.Abs(out); err != nil {
		return fault.Wrap(err, "backup.path", "无法确定备份文件的位置，请给出完整路径")
	}
	if exists(out) {
		return existsFault(out)
	}
	dir := filepath.Dir(out)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folderFault(dir, err)
	}
	partial, err := os.CreateTemp(dir, filepath.Base(out)+".*.partial")
	if err != nil {
		return folderFault(dir, err)
	}
	name := partial.Name()
	defer os.Remove(name) // gone already when all went well
	if err := partial.Close(); err != nil {
		return folderFault(dir, err)
	}
	if err := vacuumInto(ctx, from, name); err != nil {
		return sqliteEngine.fault(ctx, err)
	}
	got, err := examine(ctx, name)
	if err != nil {
		return err
	}
	if err := agree(got); err != nil {
		return err
	}
	if err := syncFile(name); err != nil {
		return folderFault(dir, err)
	}
	if err := place(name, out); err != nil {
		return err
	}
	if err := syncFolder(dir); err != nil {
		return folderFault(dir, err)
	}
	return nil
}

// vacuumInto writes a compact copy in one file, without a log beside it.
func vacuumInto(ctx context.Context, from, to string) error {
	db, err := openPool(from, copyParams, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)
	return err
}

// examine verifies a whole store file that nobody writes to: ours, not newer, sound, its audit chain unbroken.
func examine(ctx context.Context, path string) (c contents, err error) {
	db, err := openPool(path, copyParams, 1)
	if err != nil {
		return c, sqliteEngine.fault(ctx, err)
	}
	defer db.Close()
	known, err := latest(steps("sqlite"))
	if err != nil {
		return c, sqliteEngine.fault(ctx, err)
	}
	have, err := identify(ctx, db, path)
	switch {
	case sqliteEngine.diagnose(err).condition == corrupt:
		return c, fault.Wrap(err, "store.foreign", "“"+path+"”不是知押的数据文件或已损坏，请改用另一份备份")
	case err != nil:
		return c, sqliteEngine.fault(ctx, err)
	case have == 0:
		return c, fault.New(fault.Refused, "store.foreign", "in", "“%s”不是知押的备份文件，请核对路径", path)
	case have > known:
		return c, newerFault(have, known)
	}
	for _, check := range []string{
		`SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'`, `SELECT COUNT(*) FROM pragma_foreign_key_check`,
	} {
		var bad int64
		if err := db.QueryRowContext(ctx, check).Scan(&bad); err != nil {
			return c, sqliteEngine.fault(ctx, err)
		}
		if bad > 0 {
			return c, fault.Wrap(fmt.Errorf("%s: %d", check, bad), "store.corrupt", "“"+path+"”内容已损坏，未作为备份使用；请改用另一份备份")
		}
	}
	if c.head, err = (&Store{engine: sqliteEngine, reader: db, writer: db}).VerifyAudit(ctx, nil); err != nil {
		return c, err
	}
	if c.rows, err = countRows(ctx, db); err != nil {
		return c, sqliteEngine.fault(ctx, err)
	}
	return c, nil
}

// countRows counts every table the file has: an older schema has fewer. A virtual table is counted by those that hold it.
func countRows(ctx context.Context, db querier) (map[string]int64, error) {
	var list string
	err := db.QueryRowContext(ctx, `SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`).Scan(&list)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, name := range strings.Fields(list) {
		var n int64
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+strings.ReplaceAll(name, `"`, `""`)+`"`).Scan(&n); err != nil {
			return nil, err
		}
		counts[name] = n
	}
	return counts, nil
}

// syncFile makes the copy durable. No connection has it open by now, so no lock of SQLite's is lost.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// place gives the copy its name without replacing a file: a hard link refuses a taken name; where the disk has no hard links
// (USB sticks) the name is looked up first.
func place(name, out string) error {
	switch err := os.Link(name, out); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return existsFault(out)
	}
	if exists(out) {
		return existsFault(out)
	}
	if err := os.Rename(name, out); err != nil {
		return folderFault(filepath.Dir(out), err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func existsFault(out string) error {
	return fault.New(fault.Refused, "backup.exists", "out", "“%s”已存在，不会覆盖；请指定新的文件名", out)
}

func copyFault(err error) error {
	return fault.Wrap(err, "backup.differs", "备份与原数据不一致，未保留这份备份；请重试，仍不一致请联系管理员")
}
