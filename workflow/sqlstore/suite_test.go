package sqlstore_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/sqlstore/pgtest"
	"zhiya/workflow/sqlstore/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(crashPath) != "" {
		writeUntilKilled()
	}
	os.Exit(pgtest.Run(m))
}

// site is a place where a store can be made, with a way around the store's rules.
type site struct {
	dsn string
	raw *sql.DB
}

// engines gives a fresh site on each engine.
var engines = map[string]func(t testing.TB) site{
	"SQLite": func(t testing.TB) site {
		path := filepath.Join(t.TempDir(), "知押.db")
		return site{dsn: path, raw: open(t, "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")}
	},
	"PostgreSQL": func(t testing.TB) site {
		dsn := pgtest.DSN(t)
		return site{dsn: dsn, raw: open(t, "pgx", dsn)}
	},
}

func open(t testing.TB, driver, dsn string) *sql.DB {
	db, err := sql.Open(driver, dsn) // connects when first used
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func onEachEngine(t *testing.T, test func(t *testing.T, at site)) {
	for name, make := range engines {
		t.Run(name, func(t *testing.T) { test(t, make(t)) })
	}
}

func openStore(t testing.TB, dsn string) *sqlstore.Store {
	s, err := sqlstore.Open(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestTheStoreKeepsItsContract(t *testing.T) {
	onEachEngine(t, func(t *testing.T, _ site) {
		engine := filepath.Base(t.Name())
		storetest.Run(t, func(t *testing.T) workflow.Store {
			s, err := sqlstore.Open(context.Background(), engines[engine](t).dsn)
			require.NoError(t, err)
			return s
		})
	})
}
