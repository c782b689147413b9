package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
)

func mappings(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	kept := func(name, column string, at int64) exchange.Kept {
		m := exchange.Mapping{Columns: map[exchange.Field]string{exchange.Number: column, exchange.Title: "叫什么"}, DayOrder: exchange.DayFirst}
		k, err := exchange.Keep(name, m, []string{column, "叫什么"})
		require.NoError(t, err)
		k.Person, k.AtMilli = "p", at
		return k
	}
	save := func(org string, k exchange.Kept) {
		b.write(func(tx workflow.Tx) error { return tx.SaveImportMapping(ctx, org, k) })
	}
	list := func(org string, want ...exchange.Kept) {
		t.Helper()
		b.read(func(tx workflow.Tx) {
			got, err := tx.ImportMappings(ctx, org)
			require.NoError(t, err)
			require.ElementsMatch(t, want, got)
			for i := range want {
				require.Equal(t, want[i], got[i], "in the order of their names")
			}
		})
	}
	list("bank")
	save("bank", kept("乙", "编号", 1))
	save("bank", kept("a", "号码", 2))
	save("fund", kept("乙", "登记", 3))
	list("bank", kept("a", "号码", 2), kept("乙", "编号", 1))
	save("bank", kept("乙", "新编号", 4))
	list("bank", kept("a", "号码", 2), kept("乙", "新编号", 4))
	for range 2 { // deleting what is gone is no error
		b.write(func(tx workflow.Tx) error { return tx.DeleteImportMapping(ctx, "bank", "乙") })
	}
	list("bank", kept("a", "号码", 2))
	list("fund", kept("乙", "登记", 3))
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.SaveImportMapping(ctx, "nobody", kept("乙", "编号", 1)) })
}
