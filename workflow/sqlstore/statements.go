package sqlstore

import (
	"context"
	"database/sql"
	"sync"
)

// mostStatements bounds how many prepared statements a pool keeps. The texts are those of this package, so only the searches,
// which are put together by their conditions, could ever be more.
const mostStatements = 256

// statements keeps what SQLite made of each SQL text: parsing takes about as long as running most of them. PostgreSQL's driver
// does the same by itself, so there the zero value keeps nothing.
type statements struct {
	db   *sql.DB
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

func keepStatements(db *sql.DB) *statements { return &statements{db: db, kept: map[string]*sql.Stmt{}} }

// of is the kept statement of a text, nil when it was not met before.
func (s *statements) of(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[query]
}

// learn keeps the texts that a transaction met for the first time. It comes after the transaction, which may have held the only
// connection. A text that cannot be kept is parsed anew each time, so nothing is lost by giving up.
func (s *statements) learn(ctx context.Context, queries []string) {
	if s == nil {
		return
	}
	for _, q := range queries {
		s.mu.Lock()
		_, met := s.kept[q]
		full := len(s.kept) >= mostStatements
		s.mu.Unlock()
		if met {
			continue
		}
		if full {
			return
		}
		stmt, err := s.db.PrepareContext(ctx, q)
		if err != nil {
			return
		}
		s.mu.Lock()
		if _, met := s.kept[q]; met {
			_ = stmt.Close() // another transaction was faster
		} else {
			s.kept[q] = stmt
		}
		s.mu.Unlock()
	}
}
