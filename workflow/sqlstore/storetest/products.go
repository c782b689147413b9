package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
)

func products(t *testing.T, b *bench) {
	b.withOrgs("bank", "other")
	version := func(org, code string, n int64) product.Version {
		return product.Version{OrgID: org, Number: n, SavedOn: date.Must("2026-02-27"), AtMilli: 7, PersonID: "p", Person: "示例甲",
			Terms: product.Terms{Code: code, Name: "示例产品𠮷", From: date.Must("2026-03-01").AddDays(int(n)), MaxAmount: 1, MaxMonths: 12, MaxRate: money.MustRate("0.05"),
				Caps:  []product.KindCap{{Kind: right.Invention, Cap: money.MustRate("0.25"), Haircut: money.MustRate("0.1")}},
				Order: product.AnyOrder, External: true, Shared: true, Basis: "示例制度", Reason: "首版"}}
	}
	decision := func(org, code string, n int64) product.Decision {
		return product.Decision{OrgID: org, Code: code, Version: n, Approved: n == 1, Opinion: "同意", On: date.Must("2026-02-28"), AtMilli: 8, PersonID: "q", Person: "示例乙"}
	}
	figure := func(org string, n int64) product.Figure {
		return product.Figure{OrgID: org, Name: product.OverallNPL, Version: n, AsOf: date.Must("2025-12-31"), Value: money.MustRate("0.0123"), Source: "示例", SavedOn: date.Must("2026-02-27"), Person: "示例甲"}
	}
	b.write(func(tx workflow.Tx) error {
		for _, v := range []product.Version{version("other", "A", 1), version("bank", "B", 1), version("bank", "A", 2), version("bank", "A", 1)} {
			if err := tx.InsertProduct(ctx, v); err != nil {
				return err
			}
		}
		for _, d := range []product.Decision{decision("bank", "A", 2), decision("bank", "A", 1), decision("other", "A", 1)} {
			if err := tx.InsertProductDecision(ctx, d); err != nil {
				return err
			}
		}
		for _, f := range []product.Figure{figure("other", 1), figure("bank", 2), figure("bank", 1)} {
			if err := tx.InsertBankFigure(ctx, f); err != nil {
				return err
			}
		}
		return nil
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertProduct(ctx, version("bank", "A", 2)) })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertProduct(ctx, version("nobody", "A", 1)) })
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertProductDecision(ctx, decision("bank", "A", 2)) })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertProductDecision(ctx, decision("bank", "A", 3)) })
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertBankFigure(ctx, figure("bank", 1)) })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertBankFigure(ctx, figure("nobody", 1)) })
	b.read(func(tx workflow.Tx) {
		versions, err := tx.Products(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []product.Version{version("bank", "A", 1), version("bank", "A", 2), version("bank", "B", 1)}, versions)
		decisions, err := tx.ProductDecisions(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []product.Decision{decision("bank", "A", 1), decision("bank", "A", 2)}, decisions)
		figures, err := tx.BankFigures(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []product.Figure{figure("bank", 1), figure("bank", 2)}, figures)
		all, err := tx.Products(ctx, "")
		require.NoError(t, err)
		require.Len(t, all, 4)
		decided, err := tx.ProductDecisions(ctx, "")
		require.NoError(t, err)
		require.Len(t, decided, 3)
		told, err := tx.BankFigures(ctx, "")
		require.NoError(t, err)
		require.Len(t, told, 3)
	})
}
