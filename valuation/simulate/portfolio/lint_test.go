package portfolio_test

import (
	"testing"

	"zhiya/valuation/simulate/internal/floatlint"
)

func TestNoProductMayBeFusedOnSomeProcessors(t *testing.T) { floatlint.Check(t, ".") }
