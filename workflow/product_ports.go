package workflow

import (
	"context"

	"zhiya/workflow/product"
)

// ProductTx keeps the loan products (贷款产品) of banks and the figures a bank reports of itself. Nothing of it is replaced or removed.
// An empty orgID lists everybody's.
type ProductTx interface {
	Products(ctx context.Context, orgID string) ([]product.Version, error) // by bank, code and version
	InsertProduct(ctx context.Context, v product.Version) error
	ProductDecisions(ctx context.Context, orgID string) ([]product.Decision, error) // by bank, code and version
	InsertProductDecision(ctx context.Context, d product.Decision) error
	BankFigures(ctx context.Context, orgID string) ([]product.Figure, error) // by bank, name and version
	InsertBankFigure(ctx context.Context, f product.Figure) error
}
