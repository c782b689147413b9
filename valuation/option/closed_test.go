package option_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/option"
)

func TestClosedFormReproducesPublishedPrices(t *testing.T) {
	for _, c := range []struct {
		source string
		in     option.Contract
		want   float64
		within float64
	}{
		{"Haug p. 2", option.Contract{Kind: option.Call, S: 60, K: 65, R: 0.08, T: 0.25, Sigma: 0.3}, 2.1334, 1e-4},
		{"Haug p. 2", option.Contract{Kind: option.Put, S: 100, K: 95, Q: 0.05, R: 0.1, T: 0.5, Sigma: 0.2}, 2.4648, 1e-4},
		{"Haug p. 7", option.Contract{Kind: option.Put, S: 19, K: 19, Q: 0.1, R: 0.1, T: 0.75, Sigma: 0.28}, 1.7011, 1e-4},
		{"Haug p. 7", option.Contract{Kind: option.Call, S: 19, K: 19, Q: 0.1, R: 0.1, T: 0.75, Sigma: 0.28}, 1.7011, 1e-4},
		{"Haug p. 8", option.Contract{Kind: option.Call, S: 1.56, K: 1.6, Q: 0.08, R: 0.06, T: 0.5, Sigma: 0.12}, 0.0291, 1e-4},
		{"Haug p. 8", option.Contract{Kind: option.Put, S: 75, K: 70, Q: 0.05, R: 0.1, T: 0.5, Sigma: 0.35}, 4.0870, 1e-4},
		{"Haug p. 8", option.Contract{Kind: option.Call, S: 42, K: 40, Q: 0.08, R: 0.04, T: 0.75, Sigma: 0.35}, 5.0975, 1e-4},
		{"Damodaran's patent, with the σ its N(d) belong to", option.Contract{Kind: option.Call, S: 350, K: 500, Q: 1.0 / 17, R: 0.04, T: 17, Sigma: 0.3}, 37.12, 0.1},
	} {
		got, err := option.BlackScholesMerton(c.in)
		require.NoError(t, err)
		require.InDelta(t, c.want, got.Price, c.within, c.source)
	}
	got, err := option.BlackScholesMerton(option.Contract{Kind: option.Call, S: 350, K: 500, Q: 1.0 / 17, R: 0.04, T: 17, Sigma: 0.25})
	require.NoError(t, err)
	require.InDelta(t, 26.6000893853, got.Price, 1e-9)
	require.InDelta(t, -0.141082918696, got.D1, 1e-11)
	require.InDelta(t, -1.1718593251, got.D2, 1e-9)
	require.InDelta(t, 0.44390221879, got.Nd1, 1e-10)
	require.InDelta(t, 0.120626769884, got.Nd2, 1e-11)
}

func TestPutCallParityAndBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := contracts(t, option.Call)
		call, err := option.BlackScholesMerton(c)
		require.NoError(t, err)
		c.Kind = option.Put
		put, err := option.BlackScholesMerton(c)
		require.NoError(t, err)
		stock := option.Contract{Kind: option.Call, S: c.S, K: 1e-9, Q: c.Q, R: c.R, T: c.T, Sigma: c.Sigma}
		s, err := option.BlackScholesMerton(stock) // worth S·e^(−qT) less next to nothing
		require.NoError(t, err)
		bond := option.Contract{Kind: option.Put, S: 1e-9, K: c.K, Q: c.Q, R: c.R, T: c.T, Sigma: c.Sigma}
		k, err := option.BlackScholesMerton(bond)
		require.NoError(t, err)
		require.InDelta(t, s.Price-k.Price, call.Price-put.Price, 1e-7*(1+c.S+c.K))
		require.LessOrEqual(t, call.Price, s.Price+1e-6)
		require.Equal(t, call.D1, put.D1)
		require.Equal(t, call.Nd1, put.Nd1)
	})
}

func TestGreeksAreTheSlopesOfThePrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]option.Kind{option.Call, option.Put}).Draw(t, "kind")
		c := contracts(t, kind)
		price := func(change func(*option.Contract, float64), by float64) float64 {
			moved := c
			change(&moved, by)
			v, err := option.BlackScholesMerton(moved)
			require.NoError(t, err)
			return v.Price
		}
		slope := func(h float64, change func(*option.Contract, float64)) float64 {
			return (price(change, h) - price(change, -h)) / (2 * h)
		}
		g, err := option.ClosedGreeks(c)
		require.NoError(t, err)
		near := func(want, got float64, name string) { require.InDelta(t, want, got, 1e-4*(1+max(want, -want)), name) }
		byS := func(c *option.Contract, h float64) { c.S += h }
		near(slope(1e-4*c.S, byS), g.Delta, "delta")
		h := 1e-3 * c.S
		near((price(byS, h)-2*price(byS, 0)+price(byS, -h))/(h*h), g.Gamma, "gamma")
		near(slope(1e-5, func(c *option.Contract, h float64) { c.Sigma += h }), g.Vega, "vega")
		near(-slope(1e-5, func(c *option.Contract, h float64) { c.T += h }), g.Theta, "theta")
		near(slope(1e-6, func(c *option.Contract, h float64) { c.R += h }), g.Rho, "rho")
		require.Equal(t, g.Theta/365, g.ThetaDay)
		if p := price(byS, 0); p > 1e-3 {
			near(g.Delta*c.S/p, g.Elasticity, "elasticity")
		}
	})
}

func TestImpliedVolatilityInvertsThePrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := contracts(t, option.Call)
		v, err := option.BlackScholesMerton(c)
		require.NoError(t, err)
		g, err := option.ClosedGreeks(c)
		require.NoError(t, err)
		if g.Vega < 1e-2 {
			t.Skip("the price says nothing about σ")
		}
		sigma, err := option.ImpliedVolatility(c, v.Price)
		require.NoError(t, err)
		require.InDelta(t, c.Sigma, sigma, 1e-8)
	})
	patent := option.Contract{Kind: option.Call, S: 350, K: 500, Q: 1.0 / 17, R: 0.04, T: 17}
	sigma, err := option.ImpliedVolatility(patent, 37.12)
	require.NoError(t, err)
	require.InDelta(t, 0.30, sigma, 5e-4, "the σ behind a published price whose stated σ of 0.25 is wrong")
	_, err = option.ImpliedVolatility(patent, 400)
	require.True(t, fault.Has(err, "option.no_volatility"))
}
