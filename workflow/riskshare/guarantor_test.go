package riskshare_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

func TestAGuarantorStaysWithinTheLimitsOfTheLaw(t *testing.T) {
	g := riskshare.GuarantorStanding{On: date.Of(2026, 9, 30), NetAssets: money.Yuan(100_000_000), Liability: money.Yuan(900_000_000), Source: "示例报表"}
	big := money.Yuan(10_000_000) // 10 % of the net assets
	for _, c := range []struct {
		name string
		use  riskshare.GuarantorUse
		more money.Money
		want string
	}{
		{"all equal", riskshare.GuarantorUse{All: money.Yuan(90_000_000)}, big, ""},
		{"a fen above all", riskshare.GuarantorUse{All: money.Yuan(90_000_000) + 1}, big, "guarantor.multiple"},
		{"debtor equal", riskshare.GuarantorUse{Debtor: big - 5, Group: big - 5}, 5, ""},
		{"a fen above the debtor", riskshare.GuarantorUse{Debtor: big - 4, Group: big - 4}, 5, "guarantor.debtor"},
		{"group equal", riskshare.GuarantorUse{Group: money.Yuan(15_000_000) - 5}, 5, ""},
		{"a fen above the group", riskshare.GuarantorUse{Group: money.Yuan(15_000_000) - 4}, 5, "guarantor.group"},
	} {
		err := riskshare.CheckGuarantor(g, c.use, c.more)
		if c.want == "" {
			require.NoError(t, err, c.name)
			continue
		}
		require.True(t, fault.Has(err, c.want), "%s: %v", c.name, err)
		require.Len(t, fault.Of(err), 1, c.name)
	}
	g.SmallFirms = true
	require.NoError(t, riskshare.CheckGuarantor(g, riskshare.GuarantorUse{All: money.Yuan(590_000_000)}, big))
	require.Error(t, riskshare.CheckGuarantor(g, riskshare.GuarantorUse{All: money.Yuan(590_000_000) + 1}, big))
	err := riskshare.CheckGuarantor(riskshare.GuarantorStanding{}, riskshare.GuarantorUse{}, -1)
	for _, code := range []string{"date.missing", "amount.positive", "text.missing", "amount.negative"} {
		require.True(t, fault.Has(err, code), code)
	}
}
