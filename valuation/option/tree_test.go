package option_test

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/option"
)

func TestTreesReproducePublishedPrices(t *testing.T) {
	hull := option.Contract{Kind: option.Put, S: 50, K: 52, R: 0.05, T: 2, Sigma: 0.3}
	mcdonald := option.Contract{Kind: option.Call, S: 40, K: 40, R: 0.08, T: 0.5, Sigma: 0.3}
	for _, c := range []struct {
		source string
		in     option.Contract
		tree   option.Tree
		want   option.Lattice
		within float64
	}{
		{"two European steps", hull, option.Tree{Steps: 2}, option.Lattice{Price: 6.245708445206436, U: 1.34985880758, D: 0.740818220682, P: 0.509740865182}, 1e-10},
		{"Hull's two American steps", hull, option.Tree{Steps: 2, American: true}, option.Lattice{Price: 7.4284019027, U: 1.34985880758, D: 0.740818220682, P: 0.509740865182}, 1e-10},
		{"Hull's example 21.1", option.Contract{Kind: option.Put, S: 50, K: 50, R: 0.1, T: 5.0 / 12, Sigma: 0.4}, option.Tree{Steps: 5, American: true},
			option.Lattice{Price: 4.48845853473, U: 1.12240090245, D: 0.890947252288, P: 0.507319283318}, 1e-10},
		{"60 steps", option.Contract{Kind: option.Put, S: 718.46, K: 725, R: 0.0398, T: 0.056, Sigma: 0.2493}, option.Tree{Steps: 60}, option.Lattice{Price: 19.606098, U: 1.0076453, D: 0.9924127, P: 0.5005346}, 1e-6},
		{"McDonald's forward tree", mcdonald, option.Tree{Steps: 2, Scheme: option.Forward}, option.Lattice{Price: 4.10980129444, U: 1.18530485132, D: 0.878095430921, P: 0.462570154656}, 1e-10},
		{"the CRR tree for the same", mcdonald, option.Tree{Steps: 2, Scheme: option.CRR}, option.Lattice{Price: 3.77197650763, U: 1.16183424273, D: 0.860707976425, P: 0.529656099283}, 1e-10},
	} {
		got, err := c.tree.Price(c.in)
		require.NoError(t, err)
		require.InDelta(t, c.want.Price, got.Price, c.within, c.source)
		require.InDelta(t, c.want.U, got.U, c.within, c.source)
		require.InDelta(t, c.want.D, got.D, c.within, c.source)
		require.InDelta(t, c.want.P, got.P, c.within, c.source)
	}
}

func TestEuropeanTreesConvergeToTheClosedForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]option.Kind{option.Call, option.Put}).Draw(t, "kind")
		scheme := rapid.SampledFrom([]option.Scheme{option.CRR, option.Forward}).Draw(t, "scheme")
		c := contracts(t, kind)
		want, err := option.BlackScholesMerton(c)
		require.NoError(t, err)
		got, err := option.Tree{Steps: 1000, Scheme: scheme}.Average(c)
		require.NoError(t, err)
		require.InDelta(t, want.Price, got.Price, 0.002*(c.S+c.K))
	})
	want, err := option.BlackScholesMerton(sample)
	require.NoError(t, err)
	for n, within := range map[int]float64{100: 5e-3, 1000: 5e-4, 10000: 5e-5} {
		got, err := option.Tree{Steps: n}.Average(sample)
		require.NoError(t, err)
		require.InDelta(t, want.Price, got.Price, within, n)
	}
}

func TestTheRightToExerciseEarlyIsNeverWorthLessThanNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]option.Kind{option.Call, option.Put}).Draw(t, "kind")
		scheme := rapid.SampledFrom([]option.Scheme{option.CRR, option.Forward}).Draw(t, "scheme")
		steps := rapid.IntRange(100, 300).Draw(t, "steps")
		c := contracts(t, kind)
		european, err := option.Tree{Steps: steps, Scheme: scheme}.Price(c)
		require.NoError(t, err)
		american, err := option.Tree{Steps: steps, Scheme: scheme, American: true}.Price(c)
		require.NoError(t, err)
		require.GreaterOrEqual(t, american.Price, european.Price*(1-1e-13))
		require.GreaterOrEqual(t, american.Price, c.Intrinsic())
		if kind == option.Call && c.R >= 0 {
			c.Q = 0
			european, err = option.Tree{Steps: steps, Scheme: scheme}.Price(c)
			require.NoError(t, err)
			american, err = option.Tree{Steps: steps, Scheme: scheme, American: true}.Price(c)
			require.NoError(t, err)
			require.InDelta(t, european.Price, american.Price, 1e-11*c.S, "nobody exercises a call that costs nothing to keep")
		}
	})
}

func TestAStepTooLongForAProbabilityIsRefusedWithTheLeastNumberOfSteps(t *testing.T) {
	c := option.Contract{Kind: option.Call, S: 100, K: 100, Q: 0, R: 0.1, T: 20, Sigma: 0.05}
	_, err := option.Tree{Steps: 79, American: true}.Price(c)
	require.True(t, fault.Has(err, "option.probability"))
	require.ErrorContains(t, err, "步数 79 下风险中性概率")
	require.ErrorContains(t, err, "至少 81 步")
	require.Equal(t, fault.Refused, fault.KindOf(err))
	rapid.Check(t, func(t *rapid.T) {
		c.R = rapid.Float64Range(0.05, 0.5).Draw(t, "r")
		c.Sigma = rapid.Float64Range(0.02, 0.04).Draw(t, "sigma")
		_, err := option.Tree{Steps: 1}.Price(c)
		require.Error(t, err)
		said := regexp.MustCompile(`至少 (\d+) 步`).FindStringSubmatch(err.Error())
		require.Len(t, said, 2)
		steps, err := strconv.Atoi(said[1])
		require.NoError(t, err)
		_, err = option.Tree{Steps: steps}.Price(c)
		require.NoError(t, err, "the remedy helps")
		if steps > 2 {
			_, err = option.Tree{Steps: steps - 2}.Price(c)
			require.Error(t, err, "and no fewer do")
		}
	})
}

func TestTreesRefuseStepsOutOfRangeAndUnknownSchemes(t *testing.T) {
	for _, n := range []int{0, -1, option.MaxSteps + 1} {
		_, err := option.Tree{Steps: n}.Price(sample)
		require.True(t, fault.Has(err, "option.steps"), n)
	}
	_, err := option.Tree{Steps: 5, Scheme: "trinomial"}.Price(sample)
	require.True(t, fault.Has(err, "option.scheme"))
	wild := sample
	wild.Sigma, wild.T = 5, 200
	_, err = option.Tree{Steps: 10000}.Price(wild)
	require.True(t, fault.Has(err, "option.nodes"))
}

func TestALongDatedCallWithCostOfDelayAgreesWithQuadraticApproximations(t *testing.T) {
	for _, c := range []struct{ s, q, r, sigma, want float64 }{ // Ju (1999), exhibit 6
		{80, 0.07, 0.03, 0.2, 2.605}, {90, 0.07, 0.03, 0.2, 5.182}, {100, 0.07, 0.03, 0.2, 9.065}, {110, 0.07, 0.03, 0.2, 14.430},
		{120, 0.07, 0.03, 0.2, 21.398}, {80, 0.07, 0.03, 0.4, 11.336}, {100, 0.07, 0.03, 0.4, 20.760}, {120, 0.07, 0.03, 0.4, 32.709},
		{80, 0.03, 0.07, 0.3, 12.177}, {100, 0.03, 0.07, 0.3, 23.402}, {120, 0.03, 0.07, 0.3, 37.177},
	} {
		in := option.Contract{Kind: option.Call, S: c.s, K: 100, Q: c.q, R: c.r, T: 3, Sigma: c.sigma}
		got, err := option.Tree{Steps: 1500, American: true}.Price(in)
		require.NoError(t, err)
		require.InDelta(t, c.want, got.Price, 0.08)
		forward, err := option.Tree{Steps: 1500, American: true, Scheme: option.Forward}.Price(in)
		require.NoError(t, err)
		require.InDelta(t, got.Price, forward.Price, 0.01, "two trees of one model")
	}
}

// A hundred steps are enough for every contract drawn: the probability of a step lies between 0 and 1 from ((r − q) ÷ σ)² × T steps on,
// at most (0.22 ÷ 0.1)² × 20 = 96.8.
func TestACallIsWorthThePutItMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := contracts(t, option.Call)
		tree := option.Tree{Steps: rapid.IntRange(100, 200).Draw(t, "steps"), American: rapid.Bool().Draw(t, "american")}
		call, err := tree.Price(c)
		require.NoError(t, err)
		put, err := tree.Price(option.Contract{Kind: option.Put, S: c.K, K: c.S, Q: c.R, R: c.Q, T: c.T, Sigma: c.Sigma})
		require.NoError(t, err)
		require.InDelta(t, call.Price, put.Price, 1e-10*(c.S+c.K))
	})
}
