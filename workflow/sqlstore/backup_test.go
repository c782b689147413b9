package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

func TestABackupTakenUnderWritesIsWholeAndRestores(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, filepath.Join(dir, "zhiya.db"))
	stop, stopped := make(chan struct{}), make(chan error, 1)
	for range 20 {
		fill(t, s)
	}
	go func() {
		for {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
				if _, err := oneCommand(ctx, s); err != nil {
					stopped <- err
					return
				}
			}
		}
	}()
	for _, name := range []string{"一.bak", "二 #?%.bak", "三.bak"} {
		out := filepath.Join(dir, "备份", name)
		before, err := s.VerifyAudit(ctx, nil)
		require.NoError(t, err)
		require.NoError(t, s.Backup(ctx, out))

		restored := filepath.Join(dir, "恢复", name+".db")
		require.NoError(t, sqlstore.Restore(ctx, out, restored))
		copied := openStore(t, restored)
		_, err = copied.VerifyAudit(ctx, &before)
		require.NoError(t, err, "the copy runs through the head noted before")
		fill(t, copied)
	}
	close(stop)
	require.NoError(t, <-stopped)
	entries, err := os.ReadDir(filepath.Join(dir, "备份"))
	require.NoError(t, err)
	require.Len(t, entries, 3, "no partial file is left")
}

func TestABackupNeverReplacesAFile(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, filepath.Join(dir, "zhiya.db"))
	out := filepath.Join(dir, "precious")
	require.NoError(t, os.WriteFile(out, []byte("keep me"), 0o600))
	require.True(t, fault.Has(s.Backup(ctx, out), "backup.exists"))
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "keep me", string(kept))
	require.True(t, fault.Has(s.Backup(ctx, s.Path()), "backup.exists"), "not even over itself")
}

func TestACopyDoesNotReplaceAFileThatAppearedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	copied, out := filepath.Join(dir, "copied"), filepath.Join(dir, "out")
	require.NoError(t, os.WriteFile(copied, []byte("copy"), 0o600))
	require.NoError(t, os.WriteFile(out, []byte("keep me"), 0o600))
	require.True(t, fault.Has(sqlstore.Place(copied, out), "backup.exists"))
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "keep me", string(kept))
}

func TestAStoreWithABrokenChainIsNotBackedUp(t *testing.T) {
	ctx := context.Background()
	at := engines["SQLite"](t)
	s := openStore(t, at.dsn)
	fill(t, s)
	for _, statement := range []string{`DROP TRIGGER audit_event_no_update`, `UPDATE audit_event SET action = 'forged'`} {
		_, err := at.raw.Exec(statement)
		require.NoError(t, err)
	}
	out := filepath.Join(t.TempDir(), "copy")
	require.True(t, fault.Has(s.Backup(ctx, out), "audit.broken"))
	entries, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestRestoreRefusesWhatItWouldHarmOrCannotTrust(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s, err := sqlstore.Open(ctx, filepath.Join(dir, "zhiya.db"))
	require.NoError(t, err)
	for range 5 {
		fill(t, s)
	}
	good := filepath.Join(dir, "good.bak")
	require.NoError(t, s.Backup(ctx, good))
	bytes, err := os.ReadFile(good)
	require.NoError(t, err)

	require.True(t, fault.Has(sqlstore.Restore(ctx, good, s.Path()), "store.locked"), "the store is in use")
	require.NoError(t, s.Close())
	require.True(t, fault.Has(sqlstore.Restore(ctx, good, s.Path()), "restore.exists"))
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		out := filepath.Join(dir, "stale"+suffix, "new.db")
		require.NoError(t, os.MkdirAll(filepath.Dir(out), 0o700))
		require.NoError(t, os.WriteFile(out+suffix, []byte("old log"), 0o600))
		require.True(t, fault.Has(sqlstore.Restore(ctx, good, out), "restore.leftover"))
		require.FileExists(t, out+suffix)
	}
	require.True(t, fault.Has(sqlstore.Restore(ctx, filepath.Join(dir, "none"), filepath.Join(dir, "x.db")), "restore.missing"))

	damage := func(name string, change func(b []byte) []byte) {
		in := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(in, change(append([]byte{}, bytes...)), 0o600))
		out := filepath.Join(dir, name+".restored")
		err := sqlstore.Restore(ctx, in, out)
		require.Error(t, err, name)
		require.Regexp(t, `\p{Han}`, err.Error())
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%s: the input is wrong", name)
		require.Equal(t, "in", fault.Of(err)[0].Path)
		require.NoFileExists(t, out, name)
		require.NoFileExists(t, out+".lock", name)
	}
	damage("empty", func([]byte) []byte { return nil })
	damage("truncated", func(b []byte) []byte { return b[:len(b)/2] })
	damage("text", func([]byte) []byte { return []byte("not a database, but a letter of some length") })
	damage("torn page", func(b []byte) []byte {
		for i := 4096 * 3; i < 4096*4; i++ {
			b[i] = 0xAA
		}
		return b
	})
	letter := filepath.Join(dir, "letter.txt")
	require.NoError(t, os.WriteFile(letter, []byte("keep me"), 0o600))
	require.True(t, fault.Has(sqlstore.Restore(ctx, good, letter), "restore.exists"))
	require.NoFileExists(t, letter+".lock")
	require.NoError(t, sqlstore.Restore(ctx, good, filepath.Join(dir, "fine.db")))
}

func TestTheServerIsBackedUpByItsOwnTools(t *testing.T) {
	s := openStore(t, engines["PostgreSQL"](t).dsn)
	err := s.Backup(context.Background(), filepath.Join(t.TempDir(), "x"))
	require.True(t, fault.Has(err, "backup.server"))
	require.Contains(t, err.Error(), "pg_dump")
}

func TestAnUpgradeKeepsACopyOfTheStoreAsItWas(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "zhiya.db")
	s, err := sqlstore.Open(ctx, path)
	require.NoError(t, err)
	fill(t, s)
	require.NoError(t, s.Close())

	next, broken := fstest.MapFS{}, fstest.MapFS{}
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	require.NoError(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		next[filepath.Base(name)] = &fstest.MapFile{Data: text}
		broken[filepath.Base(name)] = &fstest.MapFile{Data: text}
	}
	now := 0 // the highest number there is
	_, err = fmt.Sscanf(filepath.Base(files[len(files)-1]), "%05d_", &now)
	require.NoError(t, err)
	more := fmt.Sprintf("%05d_more.sql", now+1)
	next[more] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE more (id TEXT NOT NULL PRIMARY KEY) STRICT;\n")}
	broken[more] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE more (id NOTYPE) STRICT;\n")}
	_, err = sqlstore.OpenWith(ctx, path, broken)
	require.Error(t, err)
	kept := fmt.Sprintf("%s.v%d.bak", path, now)
	require.FileExists(t, kept)
	s, err = sqlstore.OpenWith(ctx, path, next)
	require.NoError(t, err, "an upgrade that failed can be tried again")
	require.FileExists(t, fmt.Sprintf("%s.v%d-2.bak", path, now))
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		_, err := tx.Case(ctx, "c")
		return err
	}))
	require.NoError(t, s.Close())
	refused(t, path, "store.newer")

	old := filepath.Join(filepath.Dir(path), "old.db")
	require.NoError(t, sqlstore.Restore(ctx, kept, old))
	head, err := openStore(t, old).VerifyAudit(ctx, nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, head.Seq)
}

func TestSQLiteReleasesThatCanLoseDataAreTooOld(t *testing.T) {
	for version, want := range map[string]bool{"3.53.4": true, "3.54.1": true, "4.0.0": true, "3.53.10": true, "3.53.4.1": true,
		"3.53.3": false, "3.51.3": false, "3.9.9": false, "2.99.99": false, "": false, "3.53": false} {
		require.Equal(t, want, sqlstore.NewEnough(version), version)
	}
}
