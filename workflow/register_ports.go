package workflow

import (
	"context"

	"zhiya/workflow/register"
)

// RegisterChange is one line of the register's history and the entry before and after it.
type RegisterChange struct {
	Before *register.Row // nil for a new entry
	After  *register.Row // nil for an entry whose only line is cut
	Line   register.Line // added; with Cut taken away, which only the batch that takes its batch back may do
	Cut    bool
}

// RegisterTx is the part of a transaction that keeps the registers of rights of the organisations, each apart from the others.
type RegisterTx interface {
	// RegisterOf is the number of the organisation's register and the counter of the newest entry ever made; 0 and 0 when it has none.
	RegisterOf(ctx context.Context, orgID string) (org, last int64, err error)
	// OpenRegister gives an organisation without a register a number.
	OpenRegister(ctx context.Context, orgID string) (org int64, err error)

	RegisterRow(ctx context.Context, id int64) (register.Row, error)
	// RegisterRows finds the entries that are there, by id.
	RegisterRows(ctx context.Context, ids []int64) ([]register.Row, error)
	// RegisterKnown finds the entries with these keys and their newest lines, by key; an entry that was merged into another is found
	// as itself.
	RegisterKnown(ctx context.Context, org int64, keys []string) (map[string]register.Known, error)
	// RegisterMerged finds the entries that were merged into this one.
	RegisterMerged(ctx context.Context, id int64) ([]register.Row, error)
	// RegisterList lists a page of the register as the query asks.
	RegisterList(ctx context.Context, org int64, q register.Query) ([]register.Row, error)
	// RegisterCounts counts the entries by kind and status; nothing is scanned for it.
	RegisterCounts(ctx context.Context, org int64) ([]register.Count, error)

	// RegisterLines lists the history of an entry, oldest first.
	RegisterLines(ctx context.Context, entry int64) ([]register.Line, error)
	// RegisterBatchLines lists the lines of a batch by entry and number, after the given entry.
	RegisterBatchLines(ctx context.Context, batch, after int64, limit int) ([]register.Line, error)

	RegisterBatch(ctx context.Context, id int64) (register.Batch, error)
	// RegisterBatches lists the batches of an organisation before the given one, newest first; before 0 begins with the newest.
	RegisterBatches(ctx context.Context, orgID string, before int64, limit int) ([]register.Batch, error)
	InsertRegisterBatch(ctx context.Context, b register.Batch) error
	// ChangeRegister adds or cuts lines of one register, its entries, their searchable text and the counts.
	ChangeRegister(ctx context.Context, org int64, changes []RegisterChange) error

	// CasesByKeys is CasesByKey for many folded keys; keys of no case are left out.
	CasesByKeys(ctx context.Context, kind string, folds []string) (map[string][]string, error)
}
