package option_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/option"
)

// contracts draws contracts of moderate size, so that closed forms and trees are accurate.
func contracts(t *rapid.T, kind option.Kind) option.Contract {
	return option.Contract{
		Kind:  kind,
		S:     rapid.Float64Range(20, 200).Draw(t, "S"),
		K:     rapid.Float64Range(20, 200).Draw(t, "K"),
		Q:     rapid.Float64Range(0, 0.2).Draw(t, "q"),
		R:     rapid.Float64Range(-0.02, 0.15).Draw(t, "r"),
		T:     rapid.Float64Range(0.1, 20).Draw(t, "T"),
		Sigma: rapid.Float64Range(0.1, 0.9).Draw(t, "sigma"),
	}
}

var sample = option.Contract{Kind: option.Put, S: 36, K: 40, R: 0.06, T: 1, Sigma: 0.2}

func TestFiguresThatAreNoNumbersOrOutOfRangeAreRefusedByName(t *testing.T) {
	for name, change := range map[string]func(*option.Contract, float64){
		"S": func(c *option.Contract, v float64) { c.S = v }, "K": func(c *option.Contract, v float64) { c.K = v },
		"q": func(c *option.Contract, v float64) { c.Q = v }, "r": func(c *option.Contract, v float64) { c.R = v },
		"T": func(c *option.Contract, v float64) { c.T = v }, "sigma": func(c *option.Contract, v float64) { c.Sigma = v },
	} {
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300} {
			c := sample
			change(&c, v)
			for _, price := range []func() error{
				func() error { _, err := option.BlackScholesMerton(c); return err },
				func() error { _, err := option.ClosedGreeks(c); return err },
				func() error { _, err := option.Tree{Steps: 10}.Price(c); return err },
			} {
				fs := fault.Of(price())
				require.Len(t, fs, 1, "%s = %v", name, v)
				require.Equal(t, name, fs[0].Path)
				require.Equal(t, fault.Invalid, fs[0].Kind)
			}
		}
	}
	_, err := option.BlackScholesMerton(option.Contract{})
	require.Len(t, fault.Of(err), 5, "type, S, K, T and sigma; rates of 0 are fine")
	require.ErrorContains(t, err, "T：期限（年）应大于 0")
}
