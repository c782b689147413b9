package workflow

import (
	"context"

	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare"
)

// PartnerTx keeps the books of the partners (合作账簿). Records and decisions are never replaced or removed; an empty orgID lists everybody's.
type PartnerTx interface {
	PartnerRecords(ctx context.Context, orgID string) ([]riskshare.Record, error) // by id
	InsertPartnerRecord(ctx context.Context, r riskshare.Record) error
	PartnerDecisions(ctx context.Context, orgID string) ([]riskshare.Decision, error) // by id
	InsertPartnerDecision(ctx context.Context, d riskshare.Decision) error

	// KeepExposures makes the rows of a case those given.
	KeepExposures(ctx context.Context, caseID string, rows []riskshare.Exposure) error
	// Exposures lists the rows a query selects, by case number and partner.
	Exposures(ctx context.Context, q riskshare.Query) ([]riskshare.Exposure, error)
	// KeepPosition makes the position of a case the one given; an empty one is removed.
	KeepPosition(ctx context.Context, p portfolio.Position) error
	// Positions lists those of the cases an organisation is a party to, "" for all, by case.
	Positions(ctx context.Context, orgID string) ([]portfolio.Position, error)
	// ExposureTotals are the sums over those rows.
	ExposureTotals(ctx context.Context, q riskshare.Query) (riskshare.Totals, error)
}
