package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

// loseRaces makes the first n writes of a value on PostgreSQL fail as a lost race does; a sequence counts on through rollbacks.
func loseRaces(t *testing.T, at site, n int, code string) {
	for _, statement := range []string{
		`CREATE SEQUENCE attempts`,
		fmt.Sprintf(`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN IF nextval('attempts') <= %d THEN RAISE EXCEPTION 'lost' USING ERRCODE = '%s'; END IF; RETURN NEW; END $$`, n, code),
		`CREATE TRIGGER lose BEFORE INSERT ON meta FOR EACH ROW EXECUTE FUNCTION lose()`,
	} {
		_, err := at.raw.Exec(statement)
		require.NoError(t, err)
	}
}

func TestALostRaceOnTheServerIsRunAgainAndGivenUpInTheEnd(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, code string
		lost, runs int
		fails      string
	}{
		{"a serialization failure", "40001", 3, 4, ""},
		{"a deadlock", "40P01", 5, 6, ""},
		{"a race that is never won", "40001", 1000, 6, "store.busy"},
		{"a lock waited for too long", "55P03", 1, 1, "store.busy"},
		{"a full disk", "53100", 1, 1, "store.full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := engines["PostgreSQL"](t)
			s := openStore(t, at.dsn)
			loseRaces(t, at, c.lost, c.code)
			runs := 0
			err := s.Write(ctx, func(tx workflow.Tx) error { runs++; return tx.SetMeta(ctx, "k", "v") })
			require.Equal(t, c.runs, runs)
			if c.fails == "" {
				require.NoError(t, err)
				return
			}
			require.True(t, fault.Has(err, c.fails), "%v", err)
		})
	}
}

func TestAFileHeldByAnotherProgramIsTriedAgainAndGivenUpInTheEnd(t *testing.T) {
	ctx := context.Background()
	at := engines["SQLite"](t)
	s := openStore(t, at.dsn)
	_, err := sqlstore.Writer(s).ExecContext(ctx, `PRAGMA busy_timeout = 1`)
	require.NoError(t, err)
	at.raw.SetMaxOpenConns(1)
	_, err = at.raw.Exec(`BEGIN IMMEDIATE`)
	require.NoError(t, err)
	write := func() error { return s.Write(ctx, func(tx workflow.Tx) error { return tx.SetMeta(ctx, "k", "v") }) }
	require.True(t, fault.Has(write(), "store.busy"))
	freed := make(chan error, 1)
	go func() {
		time.Sleep(5 * time.Millisecond)
		_, err := at.raw.Exec(`ROLLBACK`)
		freed <- err
	}()
	require.NoError(t, write(), "it waits between its attempts")
	require.NoError(t, <-freed)
}

func TestALostConnectionIsNamedAndTheNextWriteWorks(t *testing.T) {
	ctx := context.Background()
	at := engines["PostgreSQL"](t)
	s := openStore(t, at.dsn)
	cut := func() {
		_, err := at.raw.Exec(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'zhiya' AND datname = current_database()`)
		require.NoError(t, err)
	}
	err := s.Write(ctx, func(tx workflow.Tx) error {
		cut()
		return tx.SetMeta(ctx, "k", "lost")
	})
	require.True(t, fault.Has(err, "store.connection"), "%v", fault.Of(err))
	err = s.Write(ctx, func(tx workflow.Tx) error {
		require.NoError(t, tx.SetMeta(ctx, "k", "unsure"))
		cut()
		return nil
	})
	require.True(t, fault.Has(err, "store.commit_unknown"), "%v", fault.Of(err))
	require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error { return tx.SetMeta(ctx, "k", "kept") }))
}

func TestManyDesksOpenOneEmptyServerAtOnce(t *testing.T) {
	dsn := engines["PostgreSQL"](t).dsn
	errs := make(chan error, 4)
	for range 4 {
		go func() {
			s, err := sqlstore.Open(context.Background(), dsn)
			if err == nil {
				_, err = oneCommand(context.Background(), s)
				if closed := s.Close(); err == nil {
					err = closed
				}
			}
			errs <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-errs)
	}
	head, err := openStore(t, dsn).VerifyAudit(context.Background(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 4, head.Seq)
}

// BenchmarkWrite sets a command's write beside a bare commit of one row by the same driver with the same settings.
func BenchmarkWrite(b *testing.B) {
	ctx := context.Background()
	b.Run("bare SQLite commit", func(b *testing.B) {
		db := open(b, "sqlite", filepath.Join(b.TempDir(), "bare.db")+"?_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
		db.SetMaxOpenConns(1)
		_, err := db.Exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT`)
		require.NoError(b, err)
		for b.Loop() {
			tx, err := db.BeginTx(ctx, nil)
			require.NoError(b, err)
			_, err = tx.Exec(`INSERT INTO t (body) VALUES ($1)`, "body")
			require.NoError(b, err)
			require.NoError(b, tx.Commit())
		}
	})
	for name, make := range engines {
		b.Run("command on "+name, func(b *testing.B) {
			s := openStore(b, make(b).dsn)
			for b.Loop() {
				_, err := oneEventAndCase(ctx, s)
				require.NoError(b, err)
			}
		})
	}
}
