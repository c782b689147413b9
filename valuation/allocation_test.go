package valuation_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// bundle is the sample with n rights whose combinations are worth what worth says, in yuan.
func bundle(n int, worth func(refs []string) int64) valuation.Inputs {
	in := sample()
	first := in.Rights[0]
	in.Rights = nil
	for i := range n {
		r := first
		r.Ref, r.Title, r.Weight, r.WeightSource = fmt.Sprintf("R%d", i+1), fmt.Sprintf("权利%d", i+1), money.MustRate("0"), ""
		in.Rights = append(in.Rights, r)
	}
	in.Shapley = &valuation.ShapleyInput{}
	for _, refs := range valuation.Combinations(in.Rights) {
		in.Shapley.Coalitions = append(in.Shapley.Coalitions, valuation.CoalitionInput{Refs: refs, Value: sourced.Amount{Value: money.Yuan(worth(refs)), Source: "测算表"}})
	}
	return in
}

func TestABundleIsDividedByWhatEachRightAdds(t *testing.T) {
	// A glove game: R1 owns a left glove, R2 and R3 a right one; a pair is worth 6. The Shapley values are 4, 1, 1.
	in := bundle(3, func(refs []string) int64 {
		if len(refs) >= 2 && refs[0] == "R1" {
			return 6
		}
		return 0
	})
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	sum := money.Money(0)
	for i, want := range []string{"0.666667", "0.166667", "0.166667"} {
		require.Equal(t, want, c.Rights[i].Weight.String())
		sum += c.Rights[i].Market
	}
	require.Equal(t, c.MarketValue, sum)
	s, ok := c.Step("allocate.shapley.1")
	require.True(t, ok)
	require.Equal(t, "4", s.Result)
	require.Len(t, s.Inputs, 4)
}

func TestSharesByContributionAreEfficientSymmetricAndNullFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := []int64{rapid.Int64Range(1, 1e9).Draw(t, "a"), rapid.Int64Range(1, 1e9).Draw(t, "b"), 0}
		bonus := rapid.Int64Range(0, 1e9).Draw(t, "synergy")
		in := bundle(3, func(refs []string) int64 {
			total := int64(0)
			both := 0
			for _, r := range refs {
				i := int(r[1] - '1')
				total += own[i]
				if i < 2 {
					both++
				}
			}
			if both == 2 {
				total += 2 * bonus
			}
			return total
		})
		c, err := valuation.Conclude(in)
		require.NoError(t, err)
		require.Equal(t, c.MarketValue, c.Rights[0].Market+c.Rights[1].Market+c.Rights[2].Market, "efficient")
		require.Zero(t, c.Rights[2].Market, "a right that adds nothing gets nothing")
		a, _ := c.Step("allocate.shapley.1")
		require.Equal(t, money.Yuan(own[0]+bonus).Decimal().String(), a.Result, "its own and half of the synergy")
	})
}

func TestWrongCombinationsAreNamed(t *testing.T) {
	flat := func([]string) int64 { return 100 }
	for name, c := range map[string]struct {
		change func(*valuation.Inputs)
		code   string
	}{
		"a missing combination": {func(in *valuation.Inputs) { in.Shapley.Coalitions = in.Shapley.Coalitions[1:] }, "shapley.missing"},
		"one twice": {func(in *valuation.Inputs) {
			in.Shapley.Coalitions = append(in.Shapley.Coalitions, in.Shapley.Coalitions[0])
		}, "shapley.twice"},
		"a stranger":            {func(in *valuation.Inputs) { in.Shapley.Coalitions[0].Refs = []string{"X"} }, "shapley.ref"},
		"nobody":                {func(in *valuation.Inputs) { in.Shapley.Coalitions[0].Refs = nil }, "shapley.empty"},
		"a worthless whole":     {func(in *valuation.Inputs) { in.Shapley.Coalitions[2].Value.Value = 0 }, "shapley.total"},
		"a value of no source":  {func(in *valuation.Inputs) { in.Shapley.Coalitions[2].Value.Source = "" }, "source.missing"},
		"a right that destroys": {func(in *valuation.Inputs) { in.Shapley.Coalitions[0].Value.Value = money.Yuan(1000) }, "shapley.negative"},
	} {
		in := bundle(2, flat)
		c.change(&in)
		_, err := valuation.Conclude(in)
		require.True(t, fault.Has(err, c.code), "%s: %v", name, err)
	}
	_, err := valuation.Conclude(bundle(1, flat))
	require.True(t, fault.Has(err, "shapley.count"), "one right needs no division: %v", err)
}
