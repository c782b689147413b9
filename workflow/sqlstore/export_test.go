package sqlstore

import (
	"context"
	"database/sql"
	"io/fs"
)

// Writer and Reader are the pools of a store, to look at their settings.
func Writer(s *Store) *sql.DB { return s.writer }
func Reader(s *Store) *sql.DB { return s.reader }

// OpenWith opens a SQLite store with other migrations.
func OpenWith(ctx context.Context, path string, files fs.FS) (*Store, error) {
	return openSQLiteWith(ctx, path, files)
}

// NewEnough is the check of the SQLite version.
var NewEnough = newEnough

// Place is the last step of a copy.
var Place = place
