package storetest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/subsidy"
)

func subsidies(t *testing.T, b *bench) {
	b.withOrgs("bureau", "finance")
	record := func(number, org string, version int64) subsidy.Record {
		return subsidy.Record{BatchID: "id-" + number, Number: number, Version: version, Bureau: subsidy.OrgRef{ID: "bureau", Code: "M01", Name: "示例市场监管局"}, AtMilli: 7,
			Mark: subsidy.Mark{Act: subsidy.ActOpen, On: date.Must("2026-02-27"), PersonID: "p", Person: "示例甲𠮷", OrgID: org, Org: "示例市场监管局"},
			Form: json.RawMessage(`{"name":"示例"}`)}
	}
	b.write(func(tx workflow.Tx) error {
		for _, r := range []subsidy.Record{record("TX-2", "bureau", 1), record("TX-1", "bureau", 1), record("TX-1", "finance", 2)} {
			if err := tx.InsertSubsidyAct(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertSubsidyAct(ctx, record("TX-1", "bureau", 2)) })
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error {
		other := record("TX-3", "bureau", 2)
		other.BatchID = "id-TX-1"
		return tx.InsertSubsidyAct(ctx, other)
	})
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertSubsidyAct(ctx, record("TX-1", "nobody", 3)) })
	b.read(func(tx workflow.Tx) {
		n, err := tx.SubsidyActCount(ctx)
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		all, err := tx.SubsidyActs(ctx)
		require.NoError(t, err)
		require.Equal(t, []subsidy.Record{record("TX-1", "bureau", 1), record("TX-1", "finance", 2), record("TX-2", "bureau", 1)}, all)
	})
}
