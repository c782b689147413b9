package storetest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/policy"
)

func rules(t *testing.T, b *bench) {
	pack := func(seq int64, id string) workflow.ImportedPack {
		return workflow.ImportedPack{Seq: seq, Signature: "签名\n", KeyID: "K", Issuer: "示例局", Succeeds: seq == 2, Reason: "新法施行𠮷", On: date.Must("2026-11-20"), AtMilli: 5, PersonID: "p", Person: "示例甲",
			Pack: policy.Pack{ID: id, Title: "示例规则", ValidFrom: date.Must("2027-01-01"), Source: "示例", Items: []policy.Item{{Code: "1", Title: "一", Data: json.RawMessage(`{"cap":"0.5"}`)}}}}
	}
	b.read(func(tx workflow.Tx) {
		n, err := tx.RulePackCount(ctx)
		require.NoError(t, err)
		require.Zero(t, n)
	})
	b.write(func(tx workflow.Tx) error {
		if err := tx.InsertRulePack(ctx, pack(1, "b")); err != nil {
			return err
		}
		return tx.InsertRulePack(ctx, pack(2, "a"))
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertRulePack(ctx, pack(2, "c")) })
	b.read(func(tx workflow.Tx) {
		n, err := tx.RulePackCount(ctx)
		require.NoError(t, err)
		require.Equal(t, int64(2), n)
		all, err := tx.RulePacks(ctx)
		require.NoError(t, err)
		require.Equal(t, []workflow.ImportedPack{pack(1, "b"), pack(2, "a")}, all)
	})
}
