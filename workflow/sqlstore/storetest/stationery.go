package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

func stationeries(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	version := func(org string, n int64) stationery.Settings {
		return stationery.Settings{OrgID: org, Version: n, From: date.Must("2026-03-01").AddDays(int(n)), SavedOn: date.Must("2026-02-27"), AtMilli: 7, Person: "示例甲",
			Name: "示例银行", Short: "示例", Line: "示例路", SealLabel: "业务专用章", Logo: "ab", WithoutLogo: stationery.OmitLogo,
			Kinds: []stationery.KindSetting{{Kind: casefile.DocClaim, Originals: 3, Pattern: "{机构简称}债字〔{年}〕第{序号:4}号"}}}
	}
	b.write(func(tx workflow.Tx) error {
		for _, s := range []stationery.Settings{version("fund", 1), version("bank", 2), version("bank", 1)} {
			if err := tx.InsertStationery(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertStationery(ctx, version("bank", 2)) })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertStationery(ctx, version("nobody", 1)) })
	b.read(func(tx workflow.Tx) {
		got, err := tx.Stationery(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []stationery.Settings{version("bank", 1), version("bank", 2)}, got)
		all, err := tx.Stationery(ctx, "")
		require.NoError(t, err)
		require.Len(t, all, 3)
	})
}

func logos(t *testing.T, b *bench) {
	b.write(func(tx workflow.Tx) error { return tx.InsertLogo(ctx, "ab12", []byte{0, 0xff, 'P'}) })
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertLogo(ctx, "ab12", []byte{1}) })
	b.read(func(tx workflow.Tx) {
		got, found, err := tx.Logo(ctx, "ab12")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, []byte{0, 0xff, 'P'}, got)
		_, found, err = tx.Logo(ctx, "none")
		require.NoError(t, err)
		require.False(t, found)
	})
}

func wordings(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	version := func(org, name string, n int64) stationery.Wording {
		return stationery.Wording{OrgID: org, Name: name, Version: n, Text: "第一行【字段】\n第二行𠮷", Reset: n == 2, SavedOn: date.Must("2026-02-27"), AtMilli: n, Person: "示例甲"}
	}
	b.write(func(tx workflow.Tx) error {
		for _, w := range []stationery.Wording{version("bank", "b", 1), version("bank", "a", 2), version("bank", "a", 1), version("fund", "a", 1)} {
			if err := tx.InsertWording(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error { return tx.InsertWording(ctx, version("bank", "a", 1)) })
	b.refusedAs(fault.Refused, "reference", func(tx workflow.Tx) error { return tx.InsertWording(ctx, version("nobody", "a", 1)) })
	b.read(func(tx workflow.Tx) {
		got, err := tx.Wordings(ctx, "bank")
		require.NoError(t, err)
		require.Equal(t, []stationery.Wording{version("bank", "a", 1), version("bank", "a", 2), version("bank", "b", 1)}, got)
	})
}

func sequencesRead(t *testing.T, b *bench) {
	look := func(want int64) {
		b.read(func(tx workflow.Tx) {
			n, err := tx.Sequence(ctx, "字〔{序号}〕")
			require.NoError(t, err)
			require.Equal(t, want, n)
		})
	}
	look(0)
	for want := int64(1); want <= 3; want++ {
		b.write(func(tx workflow.Tx) error { _, err := tx.NextSequence(ctx, "字〔{序号}〕"); return err })
		look(want)
	}
}
