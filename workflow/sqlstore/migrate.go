package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"zhiya/valuation/fault"
)

//go:embed migrations
var migrationFiles embed.FS

// versionTable is where goose notes which migrations were applied; its own name keeps it apart from other programs' tables.
const versionTable = "zhiya_schema_version"

// steps gives the migrations of an engine.
func steps(engine string) fs.FS {
	sub, err := fs.Sub(migrationFiles, "migrations/"+engine)
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// latest is the highest migration number among the files.
func latest(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("no migrations: %w", err)
	}
	head, _, _ := strings.Cut(names[len(names)-1], "_") // Glob sorts, numbers have leading zeros
	return strconv.ParseInt(head, 10, 64)
}

// migrate brings a database up to date.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, files fs.FS, more ...goose.ProviderOption) error {
	options := append([]goose.ProviderOption{goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true)}, more...)
	provider, err := goose.NewProvider(dialect, db, files, options...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// schemaVersion reads the highest migration applied; the version table must exist.
func schemaVersion(ctx context.Context, db querier) (int64, error) {
	var n int64
	err := db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+versionTable).Scan(&n)
	return n, err
}

// querier is a database, a connection or a transaction to read from.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func newerFault(have, known int64) error {
	return fault.Wrap(fmt.Errorf("schema version %d, this program knows %d", have, known), "store.newer",
		"此数据文件由更新版本的知押创建（数据格式第 "+strconv.FormatInt(have, 10)+" 版，本程序只认到第 "+strconv.FormatInt(known, 10)+
			" 版），请升级程序后再打开")
}
