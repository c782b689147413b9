package sqlstore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/product"
)

func TestAProductCannotBeChangedEvenByHandWrittenSQLAndOneNobodyProposedIsFound(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		v := product.Version{OrgID: "o", Number: 1, Terms: product.Terms{Code: "IP-01", From: date.Must("2026-01-01")}}
		require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
			if err := tx.SaveOrg(ctx, access.Org{ID: "o", Kind: access.Bank, Code: "B01", Name: "示例银行"}); err != nil {
				return err
			}
			if err := tx.InsertProduct(ctx, v); err != nil {
				return err
			}
			if err := tx.InsertProductDecision(ctx, product.Decision{OrgID: "o", Code: "IP-01", Version: 1, Approved: true}); err != nil {
				return err
			}
			return tx.InsertBankFigure(ctx, product.Figure{OrgID: "o", Name: product.OverallNPL, Version: 1, AsOf: date.Must("2026-01-01")})
		}))
		for _, table := range []string{"product_decision", "product_version", "bank_figure"} {
			attempts := []string{`DELETE FROM ` + table, `UPDATE ` + table + ` SET body = '{}'`, `UPDATE ` + table + ` SET version = 2`}
			if s.Engine() == "postgres" {
				attempts = append(attempts, `TRUNCATE `+table+` CASCADE`)
			} else {
				attempts = append(attempts, `INSERT OR REPLACE INTO `+table+` SELECT * FROM `+table)
			}
			for _, attempt := range attempts {
				_, err := at.raw.Exec(attempt)
				require.ErrorContains(t, err, "zhiya: ", attempt)
			}
		}
		_, err := s.VerifyAudit(ctx, nil)
		require.True(t, fault.Has(err, "audit.content"), "nobody proposed it: %v", err)
	})
}
