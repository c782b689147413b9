package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"zhiya/valuation/fault"
)

// applicationID marks a SQLite file as ours: "ZhYa" in its header (https://www.sqlite.org/fileformat.html, offset 68).
const applicationID = 0x5A685961

// oldestSQLite is the first release free of the WAL-reset race (3.51.3) and of the journal-rollback corruption (3.53.4).
var oldestSQLite = [3]int{3, 53, 4}

var sqliteEngine = &engine{name: "sqlite", retries: 3, read: &sql.TxOptions{ReadOnly: true}, diagnose: diagnoseSQLite}

// prepareSQLite sets what is global to the process, before the first database is opened: locks that belong to the open file
// and not to the process where Linux has them, and no second statement inside a pragma.
var prepareSQLite = sync.OnceFunc(func() {
	sqlite.StrictPragmas(true)
	_, _ = sqlite.OFDLocking(true) // elsewhere than on Linux there are none; the rule that nothing else opens the file remains
})

const (
	commonParams = "_defensive=1&_dqs=0&_error_rc=1&_pragma=busy_timeout(2500)&_pragma=foreign_keys(1)" +
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)"
	// Up to 64 MiB of pages a reader, 32 the writer, taken as they are needed: the indexes of a register of a million rights do not
	// fit the usual 2.
	// An approval shown as done must survive a power cut: synchronous(full).
	writerParams = "mode=rwc&_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=cache_size(-32768)&" + commonParams
	readerParams = "mode=ro&_query_only=1&_pragma=cache_size(-65536)&" + commonParams
	// A look at a file that may not be ours changes nothing in it; mode=rw lets SQLite finish what a crash cut off.
	probeParams = "mode=rw&" + commonParams
	// VACUUM INTO writes another file, which query_only would forbid.
	copyParams = "mode=ro&" + commonParams
)

// sqliteURI names a file to the driver; the path is escaped, so that # ? % and Chinese folders stay part of it.
func sqliteURI(path, params string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/… on Windows
	}
	return "file://" + (&url.URL{Path: p}).EscapedPath() + "?" + params
}

func openPool(path, params string, connections int) (*sql.DB, error) {
	prepareSQLite()
	db, err := sql.Open("sqlite", sqliteURI(path, params))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func openSQLite(ctx context.Context, dsn string) (*Store, error) {
	return openSQLiteWith(ctx, dsn, steps("sqlite"))
}

// openSQLiteWith is openSQLite with other migrations, for tests of upgrades.
func openSQLiteWith(ctx context.Context, dsn string, files fs.FS) (_ *Store, err error) {
	path, err := ownFile(dsn)
	if err != nil {
		return nil, err
	}
	release, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	s := &Store{engine: sqliteEngine, path: path, release: release}
	defer func() {
		if err != nil {
			for _, db := range []*sql.DB{s.reader, s.writer} {
				if db != nil {
					_ = db.Close()
				}
			}
			release()
			err = sqliteEngine.fault(ctx, err)
		}
	}()
	have, known, err := inspect(ctx, path, files)
	if err != nil {
		return nil, err
	}
	if have > 0 && have < known {
		if err := copyBeforeUpgrade(ctx, path, have); err != nil {
			return nil, err
		}
	}
	if s.writer, err = openPool(path, writerParams, 1); err != nil {
		return nil, err
	}
	if have < known {
		if _, err = s.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return nil, err
		}
		if err = migrate(ctx, s.writer, goose.DialectSQLite3, files); err != nil {
			return nil, err
		}
	}
	if err = s.writer.PingContext(ctx); err != nil {
		return nil, err
	}
	if s.reader, err = openPool(path, readerParams, 4); err != nil {
		return nil, err
	}
	if err = s.reader.PingContext(ctx); err != nil {
		return nil, err
	}
	s.kept = map[*sql.DB]*statements{s.writer: keepStatements(s.writer), s.reader: keepStatements(s.reader)}
	return s, nil
}

// ownFile makes the path absolute, makes its folder, and refuses places where a SQLite file is not safe.
func ownFile(dsn string) (string, error) {
	if strings.TrimSpace(dsn) == "" || strings.IndexByte(dsn, 0) >= 0 {
		return "", fault.New(fault.Invalid, "store.path", "db", "请给出数据文件的路径，例如 zhiya.db，或 postgres:// 开头的服务器地址")
	}
	path, err := filepath.Abs(dsn)
	if err != nil {
		return "", fault.Wrap(err, "store.open", "无法确定数据文件“"+dsn+"”的位置，请给出完整路径")
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", folderFault(dir, err)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return "", fault.New(fault.Broken, "store.open", "", "“%s”不是文件，请给出数据文件的路径", path)
	}
	if name := remoteFilesystem(dir); name != "" {
		return "", fault.New(fault.Broken, "store.network", "",
			"文件夹“%s”在网络共享（%s）上，其文件锁不可靠，可能损坏数据；请改用本机文件夹，多人共用请使用 postgres:// 服务器", dir, name)
	}
	return path, nil
}

func folderFault(dir string, err error) error {
	switch {
	case diskFull(err):
		f := conditionFaults[full]
		f.Cause = err
		return f
	case errors.Is(err, fs.ErrPermission), readOnlyDisk(err):
		return fault.Wrap(err, "store.readonly", "无法写入文件夹“"+dir+"”（只读或没有权限），请换一个文件夹或请管理员授予写权限")
	}
	return fault.Wrap(err, "store.open", "无法使用文件夹“"+dir+"”，请检查路径是否正确")
}

// inspect looks at the file before anything is written to it: have is its schema version, 0 when it is new or its creation was
// cut off; known is the newest version of this program.
func inspect(ctx context.Context, path string, files fs.FS) (have, known int64, err error) {
	if known, err = latest(files); err != nil {
		return 0, 0, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, known, nil
	}
	if err != nil {
		return 0, 0, folderFault(filepath.Dir(path), err)
	}
	db, err := openPool(path, probeParams, 1)
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	have, err = identify(ctx, db, path)
	if sqliteEngine.diagnose(err).condition == corrupt && info.Size() > 0 {
		return 0, 0, fault.Wrap(err, "store.foreign", "“"+path+"”不是知押的数据文件或已损坏；请核对路径，或从备份恢复")
	}
	if err == nil && have > known {
		err = newerFault(have, known)
	}
	return have, known, err
}

// identify makes sure that the file is ours and reads its schema version.
func identify(ctx context.Context, db *sql.DB, path string) (int64, error) {
	var version string
	if err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return 0, err
	}
	if !newEnough(version) {
		return 0, fault.New(fault.Broken, "store.engine", "", "内置 SQLite %s 过旧，存在损坏数据的缺陷，请使用正式发布的程序", version)
	}
	var application, tables, versioned int64
	err := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), COUNT(*),
		COUNT(*) FILTER (WHERE name = $1) FROM sqlite_schema WHERE type = 'table'`, versionTable).Scan(&application, &tables, &versioned)
	switch {
	case err != nil:
		return 0, err
	case application == 0 && tables == 0: // empty, or cut off before its first transaction
		return 0, nil
	case application != applicationID:
		return 0, fault.New(fault.Broken, "store.foreign", "", "“%s”是其他程序的数据库，不是知押的数据文件；请核对路径，原文件未作改动", path)
	case versioned == 0:
		return 0, nil
	}
	return schemaVersion(ctx, db)
}

// newEnough compares a version such as 3.54.1 with the oldest one we trust.
func newEnough(version string) bool {
	parts := strings.SplitN(version, ".", 4)
	for i, least := range oldestSQLite {
		n := 0
		if i < len(parts) {
			n, _ = strconv.Atoi(parts[i])
		}
		if n != least {
			return n > least
		}
	}
	return true
}
