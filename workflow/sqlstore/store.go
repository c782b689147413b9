// Package sqlstore keeps everything of the program in a SQLite file (one desk) or a PostgreSQL database (shared by many). One
// SQL text serves both engines; storetest runs the same suite on both. Nothing but the SQLite driver ever opens the file of
// an open store: another open and close of it in this process would silently drop SQLite's POSIX locks.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"zhiya/workflow"
)

// Store is an open store; it is safe for concurrent use. It implements workflow.Store.
type Store struct {
	engine  *engine
	writer  *sql.DB                 // SQLite: one connection, immediate transactions; PostgreSQL: the pool
	reader  *sql.DB                 // SQLite: a read-only pool; PostgreSQL: the pool
	kept    map[*sql.DB]*statements // of the two pools of SQLite; empty for PostgreSQL
	path    string                  // of the SQLite file, absolute; "" for PostgreSQL
	release func()                  // gives back the lock of the file
}

var _ workflow.Store = (*Store)(nil)

// engine is what differs between the two databases beside their migrations.
type engine struct {
	name     string
	lockHead string // statement by which a writer queues behind other writers; "" when the engine does that by itself
	retries  int    // how often a transaction is run again after losing a race
	read     *sql.TxOptions
	diagnose func(error) finding
}

// Open opens the store named by dsn, creating it when it does not exist: a path for SQLite, postgres://… for PostgreSQL. An
// older schema is brought up to date, a SQLite file being copied beside itself first.
//
// Faults, all Broken with a Chinese remedy: "store.newer" (made by a newer program), "store.foreign" (not a store of this
// program), "store.locked" (in use by another instance), "store.network" (on a network share), "store.readonly",
// "store.full", "store.corrupt", "store.connection", "store.engine" (engine too old).
func Open(ctx context.Context, dsn string) (*Store, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn)
	}
	return openSQLite(ctx, dsn)
}

// Path is the absolute path of the SQLite file, "" for PostgreSQL.
func (s *Store) Path() string { return s.path }

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name }

// Close gives back every connection and, for SQLite, folds the log into the file and lets other instances open it.
func (s *Store) Close() error {
	var first error
	if s.reader != s.writer {
		first = s.reader.Close()
	}
	// The writer goes last: only a connection that can write folds the log away when it is the last to leave.
	if err := s.writer.Close(); first == nil {
		first = err
	}
	if s.release != nil {
		s.release()
		s.release = nil
	}
	return s.engine.fault(context.Background(), first)
}

// Read runs fn on one consistent state of the store. Whatever fn would write is refused.
func (s *Store) Read(ctx context.Context, fn func(workflow.Tx) error) error {
	return s.run(ctx, s.reader, s.engine.read, "", fn)
}

// Write runs fn alone among all writers of the store and keeps what it did, all or nothing. fn may run more than once.
func (s *Store) Write(ctx context.Context, fn func(workflow.Tx) error) error {
	return s.run(ctx, s.writer, nil, s.engine.lockHead, fn)
}

func (s *Store) run(ctx context.Context, db *sql.DB, opts *sql.TxOptions, lock string, fn func(workflow.Tx) error) error {
	for attempt := 0; ; attempt++ {
		err, raw := s.once(ctx, db, opts, lock, fn)
		if err == nil {
			return nil
		}
		if raw == nil || attempt >= s.engine.retries || !s.engine.diagnose(raw).again {
			return err
		}
		// The wait grows and differs from desk to desk so that the losers of a race do not meet again.
		wait := time.Duration(5<<attempt)*time.Millisecond + rand.N(10*time.Millisecond)
		select {
		case <-ctx.Done():
			return s.engine.fault(ctx, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// once runs one transaction; raw is the engine's own error, nil when the rule in fn said no.
func (s *Store) once(ctx context.Context, db *sql.DB, opts *sql.TxOptions, lock string, fn func(workflow.Tx) error) (err, raw error) {
	started, err := db.BeginTx(ctx, opts)
	if err != nil {
		return s.engine.fault(ctx, err), err
	}
	done := false
	defer func() {
		if !done { // an error or a panic in fn
			_ = started.Rollback()
		}
	}()
	t := &tx{sql: started, engine: s.engine, kept: s.kept[db]}
	if lock != "" {
		if _, err := t.exec(ctx, lock); err != nil {
			return err, t.failed
		}
	}
	if err := fn(t); err != nil {
		return err, t.failed
	}
	if t.failed != nil {
		// PostgreSQL has given up the transaction by now; SQLite would keep its other half. Both keep nothing.
		return s.engine.fault(ctx, t.failed), t.failed
	}
	done = true
	if err := started.Commit(); err != nil {
		if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
			err = ctx.Err()
		}
		return s.engine.commitFault(ctx, err), err
	}
	t.kept.learn(ctx, t.met)
	return nil, nil
}
