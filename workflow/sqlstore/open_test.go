package sqlstore_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

// refused opens a store and expects a Chinese fault with this code.
func refused(t *testing.T, dsn, code string) string {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), dsn)
	if err == nil {
		require.NoError(t, s.Close())
	}
	require.Error(t, err)
	require.True(t, fault.Has(err, code), "%v: %v", fault.Of(err), err)
	require.Regexp(t, `\p{Han}`, fault.Of(err)[0].Message)
	return fault.Of(err)[0].Message
}

func TestAStoreInAFolderWithStrangeCharactersKeepsWhatWasWritten(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "连云港 #1?50%&a=b;mode=ro", "知押 100%23.db")
	s, err := sqlstore.Open(ctx, path)
	require.NoError(t, err)
	require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error { return tx.SetMeta(ctx, "tag", "甲") }))
	require.NoError(t, s.Close())
	require.FileExists(t, path)
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 2, "the file and its lock; the log is folded in")

	s = openStore(t, path)
	require.Equal(t, path, s.Path())
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		tag, err := tx.Meta(ctx, "tag")
		require.Equal(t, "甲", tag)
		return err
	}))
}

func TestASecondInstanceIsRefusedAndToldWhoHoldsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zhiya.db")
	first, err := sqlstore.Open(context.Background(), path)
	require.NoError(t, err)
	require.Contains(t, refused(t, path, "store.locked"), strconv.Itoa(os.Getpid()))
	require.FileExists(t, path+".lock")
	require.NoError(t, first.Close())
	openStore(t, path)
}

func TestAFileOfAnotherProgramIsRefusedAndLeftAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.db")
	other := open(t, "sqlite", path)
	_, err := other.Exec(`CREATE TABLE note (text TEXT)`)
	require.NoError(t, err)
	require.NoError(t, other.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, refused(t, path, "store.foreign"), "其他程序")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)

	text := filepath.Join(t.TempDir(), "letter.db")
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat("这不是数据库。", 300)), 0o600))
	refused(t, text, "store.foreign")
	refused(t, t.TempDir(), "store.open")
	refused(t, " ", "store.path")
}

func TestANewerSchemaIsRefused(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		s, err := sqlstore.Open(context.Background(), at.dsn)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		_, err = at.raw.Exec(`UPDATE zhiya_schema_version SET version_id = 9000 WHERE version_id = 1`)
		require.NoError(t, err)
		message := refused(t, at.dsn, "store.newer")
		require.Contains(t, message, "此数据文件由更新版本的知押创建")
		require.Contains(t, message, "请升级程序")
	})
}

func TestADatabaseOfAnotherProgramOnTheServerIsRefused(t *testing.T) {
	at := engines["PostgreSQL"](t)
	_, err := at.raw.Exec(`CREATE TABLE note (text TEXT)`)
	require.NoError(t, err)
	refused(t, at.dsn, "store.foreign")
}

func TestAServerThatCannotBeReachedIsNamedAsSuch(t *testing.T) {
	refused(t, "postgres:///x?host="+t.TempDir()+"&connect_timeout=2", "store.connection")
	refused(t, "postgres://localhost:notaport/x", "store.address")
	at := engines["PostgreSQL"](t)
	refused(t, strings.Replace(at.dsn, "postgres:///", "postgres:///absent_", 1), "store.missing")
}

func TestAConnectionOverTheNetworkMustCheckTheCertificate(t *testing.T) {
	for _, mode := range []string{"", "?sslmode=disable", "?sslmode=prefer", "?sslmode=require"} {
		require.Contains(t, refused(t, "postgres://u@db.example.invalid/x"+mode, "store.plaintext"), "verify-full")
	}
	refused(t, "postgres://u@db.example.invalid/x?sslmode=verify-full&connect_timeout=2", "store.connection")
}

func TestAStoreWhoseCreationWasCutOffOpensEmpty(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, path string){
		"an empty file": func(t *testing.T, path string) { require.NoError(t, os.WriteFile(path, nil, 0o600)) },
		"only the journal mode was set": func(t *testing.T, path string) {
			db := open(t, "sqlite", path+"?_pragma=journal_mode(wal)")
			require.NoError(t, db.Ping())
			require.NoError(t, db.Close())
		},
		"only the mark was set": func(t *testing.T, path string) {
			db := open(t, "sqlite", path+"?_pragma=journal_mode(wal)")
			_, err := db.Exec(`PRAGMA application_id = 0x5A685961`)
			require.NoError(t, err)
			require.NoError(t, db.Close())
		},
		"only the version table was made": func(t *testing.T, path string) {
			s, err := sqlstore.Open(context.Background(), path)
			require.NoError(t, err)
			require.NoError(t, s.Close())
			db := open(t, "sqlite", path)
			drop(t, db)
			require.NoError(t, db.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "zhiya.db")
			leave(t, path)
			s := openStore(t, path)
			head, err := s.VerifyAudit(context.Background(), nil)
			require.NoError(t, err)
			require.Zero(t, head)
			fill(t, s)
		})
	}
}

// drop removes everything but goose's empty version table, as a crash before the first migration leaves it.
func drop(t *testing.T, db *sql.DB) {
	for _, name := range keys(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('zhiya_schema_version', 'sqlite_sequence')
		AND name NOT LIKE 'register_text_%'`) {
		_, err := db.Exec(`DROP TABLE ` + name)
		require.NoError(t, err)
	}
	_, err := db.Exec(`DELETE FROM zhiya_schema_version WHERE version_id > 0`)
	require.NoError(t, err)
}

func TestTheSQLiteConnectionsAreSetForSafety(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, filepath.Join(t.TempDir(), "zhiya.db"))
	for _, pool := range []*sql.DB{sqlstore.Writer(s), sqlstore.Reader(s)} {
		for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "2500",
			"trusted_schema": "0", "application_id": "1516788065"} {
			var got string
			require.NoError(t, pool.QueryRowContext(ctx, `PRAGMA `+pragma).Scan(&got))
			require.Equal(t, want, got, pragma)
		}
		_, err := pool.ExecContext(ctx, `SELECT "no such column"`)
		require.Error(t, err, "a misspelt column is no text")
	}
	var full, guarded string
	require.NoError(t, sqlstore.Writer(s).QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&full))
	require.Equal(t, "2", full, "a commit shown as done is on the disk")
	_, err := sqlstore.Writer(s).ExecContext(ctx, `PRAGMA writable_schema = 1`)
	require.NoError(t, err)
	require.NoError(t, sqlstore.Writer(s).QueryRowContext(ctx, `PRAGMA writable_schema`).Scan(&guarded))
	require.Equal(t, "0", guarded, "defensive")
	_, err = sqlstore.Reader(s).ExecContext(ctx, `DELETE FROM meta`)
	require.Error(t, err)
}

func TestAFullDiskIsNamedAndNothingIsHalfWritten(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, filepath.Join(t.TempDir(), "zhiya.db"))
	fill(t, s)
	_, err := sqlstore.Writer(s).ExecContext(ctx, `PRAGMA max_page_count = 1`) // SQLite takes the present size instead
	require.NoError(t, err)
	for err == nil {
		_, err = oneCommand(ctx, s)
	}
	require.True(t, fault.Has(err, "store.full"), "%v", err)
	require.Contains(t, err.Error(), "磁盘空间不足")
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		head, err := sqlstore.VerifyAudit(ctx, tx, nil)
		require.NoError(t, err)
		row, err := tx.Case(ctx, "c")
		require.Equal(t, head.Seq, row.Version)
		return err
	}))
	_, err = sqlstore.Writer(s).ExecContext(ctx, `PRAGMA max_page_count = 100000`)
	require.NoError(t, err)
	fill(t, s)
}
