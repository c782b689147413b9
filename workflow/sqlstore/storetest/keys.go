package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/signing"
)

func sampleKey(id, org, from string) workflow.SigningKey {
	k := workflow.SigningKey{OrgID: org, Key: signing.Key{ID: id, Algorithm: signing.SM2, Public: []byte{4, 0, 0xff}, Issuer: "示例银行"}}
	if org != "" {
		k.Private, k.Sample = workflow.PrivateSample, true
	}
	if from != "" {
		k.From = date.Must(from)
	}
	return k
}

func signingKeys(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	insert := func(k workflow.SigningKey) func(tx workflow.Tx) error {
		return func(tx workflow.Tx) error { return tx.InsertSigningKey(ctx, k) }
	}
	end := func(id, until, revoked string) func(tx workflow.Tx) error {
		day := func(s string) (d date.Date) {
			if s != "" {
				d = date.Must(s)
			}
			return d
		}
		return func(tx workflow.Tx) error { return tx.EndSigningKey(ctx, id, day(until), day(revoked)) }
	}
	own, foreign, other := sampleKey("K2", "bank", "2024-01-01"), sampleKey("K1", "", "2024-01-01"), sampleKey("K3", "", "")
	other.Until, other.Revoked = date.Must("2025-01-01"), date.Must("2025-01-02")
	for _, k := range []workflow.SigningKey{own, foreign, other} {
		b.write(insert(k))
	}
	b.refusedAs(fault.Refused, "duplicate", insert(sampleKey("K1", "fund", "2026-01-01")))
	b.refusedAs(fault.Refused, "duplicate", insert(sampleKey("K4", "bank", "2026-01-01")))
	b.refusedAs(fault.Refused, "reference", insert(sampleKey("K5", "nowhere", "")))
	wrong := sampleKey("K6", "", "")
	wrong.Private = "safe"
	b.refusedAs(fault.Invalid, "store.value", insert(wrong))
	b.refusedAs(fault.NotFound, "not_found", end("K9", "2025-01-01", ""))
	b.write(end("K2", "2024-12-31", ""))
	b.write(end("K2", "", "2025-02-01"))
	b.refusedAs(fault.Refused, "append_only", end("K2", "2026-12-31", ""))
	b.refusedAs(fault.Refused, "append_only", end("K2", "", "2026-02-01"))
	b.write(insert(sampleKey("K4", "bank", "2026-01-01"))) // the first has ended
	own.Until, own.Revoked = date.Must("2024-12-31"), date.Must("2025-02-01")
	b.read(func(tx workflow.Tx) {
		got, err := tx.SigningKey(ctx, "K2")
		require.NoError(t, err)
		require.Equal(t, own, got)
		all, err := tx.SigningKeys(ctx)
		require.NoError(t, err)
		require.Equal(t, []workflow.SigningKey{other, foreign, own, sampleKey("K4", "bank", "2026-01-01")}, all)
		_, err = tx.SigningKey(ctx, "K9")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
	})
}
