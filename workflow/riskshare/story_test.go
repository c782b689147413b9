package riskshare_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

func TestTheBoldLinesOfAStorySumToTheLoss(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		amount := func(name string) money.Money {
			return money.Money(rapid.Int64Range(0, 9_000_000_000).Draw(r, name))
		}
		pool := amount("pool")
		share := money.MustRate("0.4")
		rest := money.MustRate("0.6")
		ip := money.MustRate(rapid.SampledFrom([]string{"1", "0.5", "0.3333"}).Draw(r, "ip"))
		req := riskshare.Request{Scheme: riskshare.Scheme{Base: rapid.SampledFrom([]riskshare.Base{riskshare.Principal, riskshare.PrincipalAndInterest, riskshare.All}).Draw(r, "base"), Residual: "b",
			Parties: []riskshare.Party{{ID: "a", Share: share, Pool: &pool}, {ID: "b", Share: rest}}}, Loss: riskshare.Loss{Principal: amount("principal"), Interest: amount("interest"), Costs: amount("costs"), IPShare: &ip}}
		e, err := riskshare.Explain(req)
		require.NoError(r, err)
		lines := riskshare.Story(req, e, func(id string) string { return id })
		var sum money.Money
		for _, l := range lines[:len(lines)-1] {
			require.NotEmpty(r, l.What)
			require.NotEmpty(r, l.How)
			if l.Bold && l.What != "分担基数" {
				sum += l.Amount
			}
		}
		require.Equal(r, req.Loss.Principal+req.Loss.Interest+req.Loss.Costs, sum)
		require.Equal(r, sum, lines[len(lines)-1].Amount)
	})
}
