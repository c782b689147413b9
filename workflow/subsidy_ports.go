package workflow

import (
	"context"

	"zhiya/workflow/subsidy"
)

// SubsidyTx keeps the acts on the batches of subsidies (补贴批次). Nothing of them is replaced or removed.
type SubsidyTx interface {
	SubsidyActs(ctx context.Context) ([]subsidy.Record, error) // by batch in the order of their numbers, then by version
	SubsidyActCount(ctx context.Context) (int64, error)
	InsertSubsidyAct(ctx context.Context, r subsidy.Record) error
}
