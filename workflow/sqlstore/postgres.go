package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"zhiya/valuation/fault"
)

// oldestPostgres is the first server version the suite is run on (server_version_num).
const oldestPostgres = 150000

// Writers queue on the head of the audit chain; every statement after that sees all that was committed before (READ COMMITTED).
var postgresEngine = &engine{
	name: "postgres", retries: 5, diagnose: diagnosePostgres,
	lockHead: `SELECT seq FROM audit_head WHERE id = 1 FOR UPDATE`,
	read:     &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
}

// sessionDefaults end a desk that hangs instead of letting it block the others; the address may set them otherwise.
var sessionDefaults = map[string]string{
	"application_name": "zhiya", "lock_timeout": "20s", "idle_in_transaction_session_timeout": "60s", "client_encoding": "UTF8",
}

func openPostgres(ctx context.Context, dsn string) (_ *Store, err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fault.Wrap(err, "store.address", "数据库地址有误，应形如 postgres://用户@服务器:5432/数据库名?sslmode=verify-full")
	}
	if !guarded(&config.Config) {
		return nil, fault.New(fault.Broken, "store.plaintext", "db",
			"到服务器 %s 的连接未要求加密并核对证书，请在地址末尾加上 sslmode=verify-full", config.Host)
	}
	for name, value := range sessionDefaults {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(2)
	db.SetConnMaxIdleTime(5 * time.Minute)
	defer func() {
		if err != nil {
			_ = db.Close()
			err = postgresEngine.fault(ctx, err)
		}
	}()
	if err := upToDate(ctx, db); err != nil {
		return nil, err
	}
	return &Store{engine: postgresEngine, writer: db, reader: db}, nil
}

// guarded reports whether every way the driver may connect stays on this machine or checks the server's certificate and name.
func guarded(c *pgconn.Config) bool {
	if !local(c.Host) && (c.TLSConfig == nil || c.TLSConfig.InsecureSkipVerify) {
		return false
	}
	for _, f := range c.Fallbacks {
		if !local(f.Host) && (f.TLSConfig == nil || f.TLSConfig.InsecureSkipVerify) {
			return false
		}
	}
	return true
}

func local(host string) bool {
	return strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") || host == "localhost" || host == "127.0.0.1" || host == "::1"
}

func upToDate(ctx context.Context, db *sql.DB) error {
	files := steps("postgres")
	known, err := latest(files)
	if err != nil {
		return err
	}
	var server, tables, versioned int64
	var encoding string
	err = db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), COUNT(*),
		COUNT(*) FILTER (WHERE tablename = $1) FROM pg_tables WHERE schemaname = current_schema()`, versionTable).
		Scan(&server, &encoding, &tables, &versioned)
	if err != nil {
		return err
	}
	if server < oldestPostgres {
		return fault.New(fault.Broken, "store.engine", "", "数据库服务器版本过旧，需要 PostgreSQL 15 或更高版本")
	}
	if encoding != "UTF8" {
		return fault.New(fault.Broken, "store.encoding", "", "数据库编码为 %s，无法保存全部汉字；请管理员以 UTF8 编码新建数据库", encoding)
	}
	have := int64(0)
	switch {
	case versioned == 0 && tables > 0:
		return fault.New(fault.Broken, "store.foreign", "", "该数据库中已有其他程序的表，请为知押新建一个空数据库")
	case versioned > 0:
		if have, err = schemaVersion(ctx, db); err != nil {
			return err
		}
	}
	if have > known {
		return newerFault(have, known)
	}
	if have == known {
		return nil
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return fmt.Errorf("session locker: %w", err)
	}
	return migrate(ctx, db, goose.DialectPostgres, files, goose.WithSessionLocker(locker))
}
