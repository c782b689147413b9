package option_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/option"
)

// The eight paths of section 1 of Longstaff and Schwartz (2001).
var eight = option.GivenPaths{Kind: option.Put, K: 1.1, R: 0.06, Years: 1, Basis: option.Quadratic, Prices: [][]float64{
	{1, 1.09, 1.08, 1.34}, {1, 1.16, 1.26, 1.54}, {1, 1.22, 1.07, 1.03}, {1, 0.93, 0.97, 0.92},
	{1, 1.11, 1.56, 1.52}, {1, 0.76, 0.77, 0.90}, {1, 0.92, 0.84, 1.01}, {1, 0.88, 1.22, 1.34}}}

func TestTheEightPathsOfLongstaffAndSchwartz(t *testing.T) {
	got, err := eight.Price()
	require.NoError(t, err)
	require.InDelta(t, 0.0563807392703, got.European, 1e-12)
	require.InDelta(t, 0.114434330045, got.American, 1e-11)
	require.Len(t, got.Regressions, 2)
	for i, want := range [][]float64{{2.03751234238, -3.33544340314, 1.3564565881}, {-1.06998765529, 2.98341062586, -1.81357618294}} {
		require.Equal(t, i+1, got.Regressions[i].Step)
		require.InDeltaSlice(t, want, got.Regressions[i].Coefficients, 1e-8)
	}
}

func TestAFunctionThatThePathsCannotTellApartIsLeftOut(t *testing.T) {
	flat := eight
	flat.Prices = [][]float64{{1, 0.9, 0.8}, {1, 0.9, 0.85}, {1, 0.9, 1.3}, {1, 1.3, 1.2}}
	got, err := flat.Price()
	require.NoError(t, err)
	c := got.Regressions[0].Coefficients
	want := (0.3 + 0.25) / 3 * math.Exp(-0.06)
	require.InDelta(t, want, c[0]+0.9*c[1]+0.81*c[2], 1e-12, "the mean")
	require.InDelta(t, 3*0.2/4*math.Exp(-0.06), got.American, 1e-12, "0.2 now is more than the mean later")
	flat.Prices = [][]float64{{1, 1.3, 0.8}, {1, 1.4, 0.85}}
	got, err = flat.Price()
	require.NoError(t, err)
	require.Empty(t, got.Regressions[0].Coefficients)
	require.InDelta(t, got.European, got.American, 1e-15)
}

func TestGivenPathsAreRefusedByRow(t *testing.T) {
	bad := eight
	bad.Prices = [][]float64{{1, 1.1, 0.9}, {1, 1.1}, {2, 1.1, 0.9}, {1, math.NaN(), 0.9}, {1, -0.5, 0.9}}
	_, err := bad.Price()
	fs := fault.Of(err)
	require.Len(t, fs, 4)
	for i, f := range fs {
		require.Equal(t, fmt.Sprintf("paths[%d]", i+1), f.Path)
	}
	_, err = option.GivenPaths{Basis: "sine"}.Price()
	require.Len(t, fault.Of(err), 5, "type, K, dt, basis and no paths")
}

// Prices by finite differences, table 1 of Longstaff and Schwartz (2001): K = 40, r = 6 %.
var table1 = []struct{ s, sigma, years, want float64 }{
	{36, 0.2, 1, 4.478}, {36, 0.2, 2, 4.840}, {36, 0.4, 2, 8.508}, {38, 0.2, 1, 3.250}, {38, 0.4, 1, 6.148}, {38, 0.4, 2, 7.670},
	{40, 0.2, 2, 2.885}, {40, 0.4, 1, 5.312}, {42, 0.2, 1, 1.617}, {42, 0.2, 2, 2.212}, {42, 0.4, 2, 6.248}, {44, 0.2, 1, 1.110},
	{44, 0.4, 1, 3.948}, {44, 0.4, 2, 5.647}}

func TestSimulationAgreesWithFiniteDifferences(t *testing.T) {
	for _, basis := range []option.Basis{option.Cubic, option.Laguerre} {
		for _, c := range table1 {
			s := option.Simulation{Paths: 100_000, Steps: int(50 * c.years), Basis: basis, Seed: 20040531, Independent: basis == option.Cubic}
			got, err := s.Price(option.Contract{Kind: option.Put, S: c.s, K: 40, R: 0.06, T: c.years, Sigma: c.sigma})
			require.NoError(t, err)
			require.InDelta(t, c.want, got.Price, 0.02+2*got.StdError, "%v %v", basis, c)
			require.Less(t, got.StdError, 0.03)
			if s.Independent {
				require.InDelta(t, c.want, got.Low, 0.02+2*got.LowStdError, "%v %v", basis, c)
			}
		}
	}
}

func TestAmericanTreesAgreeWithFiniteDifferences(t *testing.T) {
	for _, c := range table1 {
		got, err := option.Tree{Steps: 1500, American: true}.Price(option.Contract{Kind: option.Put, S: c.s, K: 40, R: 0.06, T: c.years, Sigma: c.sigma})
		require.NoError(t, err)
		require.InDelta(t, c.want, got.Price, 0.012, "%v", c)
	}
}

func TestTheNumberOfThreadsChangesNoByte(t *testing.T) {
	for _, basis := range []option.Basis{option.Quadratic, option.Laguerre} {
		s := option.Simulation{Paths: 12345, Steps: 12, Basis: basis, Seed: 9, Threads: 1, Independent: true}
		one, err := s.Price(sample)
		require.NoError(t, err)
		require.Equal(t, 12352, one.Paths)
		for _, s.Threads = range []int{0, 2, 3, 64} {
			more, err := s.Price(sample)
			require.NoError(t, err)
			require.Equal(t, one, more)
		}
		s.Seed++
		other, err := s.Price(sample)
		require.NoError(t, err)
		require.NotEqual(t, one.Price, other.Price)
	}
}

func TestASimulationWithOneDateIsTheClosedForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]option.Kind{option.Call, option.Put}).Draw(t, "kind")
		c := contracts(t, kind)
		c.Sigma, c.T = math.Min(c.Sigma, 0.5), math.Min(c.T, 3)
		c.R, c.Q = 0.05, 0.05
		seed := rapid.Uint64().Draw(t, "seed")
		want, err := option.BlackScholesMerton(c)
		require.NoError(t, err)
		got, err := option.Simulation{Paths: 20_000, Steps: 1, Seed: seed}.Price(c)
		require.NoError(t, err)
		require.Empty(t, got.Regressions)
		if c.Intrinsic() < want.Price*0.9 && want.Price > 0.01*c.S {
			require.InDelta(t, want.Price, got.Price, 5.5*got.StdError)
		}
	})
}

func TestStandardErrorsCoverTheTruth(t *testing.T) {
	truth, err := option.BlackScholesMerton(sample)
	require.NoError(t, err)
	sample := sample
	sample.R, truth.Price = 0, 0
	truth, err = option.BlackScholesMerton(sample) // at r = 0 nobody exercises a put early
	require.NoError(t, err)
	inside := 0
	const seeds = 200
	for seed := range uint64(seeds) {
		got, err := option.Simulation{Paths: 4_000, Steps: 1, Seed: seed}.Price(sample)
		require.NoError(t, err)
		require.InDelta(t, truth.Price, got.Price, 4.5*got.StdError, seed)
		if math.Abs(got.Price-truth.Price) < 1.96*got.StdError {
			inside++
		}
	}
	require.InDelta(t, 0.95*seeds, inside, 4*math.Sqrt(0.95*0.05*seeds))
}

func TestIndependentPathsAreWorthNoMoreOnAverage(t *testing.T) {
	var high, low, se float64
	const seeds = 40
	for seed := range uint64(seeds) {
		got, err := option.Simulation{Paths: 2_000, Steps: 20, Basis: option.Cubic, Seed: seed, Independent: true}.Price(sample)
		require.NoError(t, err)
		high, low, se = high+got.Price/seeds, low+got.Low/seeds, se+got.LowStdError/seeds
	}
	se /= math.Sqrt(seeds)
	require.Greater(t, high, low, "with few paths the fit knows the future it is fitted on")
	tree, err := option.Tree{Steps: 2000, American: true}.Price(sample)
	require.NoError(t, err)
	require.Less(t, low, tree.Price+3*se)
}

func TestAnOptionDeepInTheMoneyIsExercisedAtOnce(t *testing.T) {
	deep := sample
	deep.S = 5
	got, err := option.Simulation{Paths: 1000, Steps: 10, Seed: 1}.Price(deep)
	require.NoError(t, err)
	require.Equal(t, 35.0, got.Price)
	far := sample
	far.S = 4000
	got, err = option.Simulation{Paths: 1000, Steps: 10, Seed: 1, Independent: true}.Price(far)
	require.NoError(t, err)
	require.Zero(t, got.Price)
	require.Zero(t, got.Low)
	for _, r := range got.Regressions {
		require.Nil(t, r.Coefficients, "exercise pays on no path")
	}
}

func TestALongDatedCallWithCostOfDelayBySimulation(t *testing.T) {
	c := option.Contract{Kind: option.Call, S: 100, K: 100, Q: 1.0 / 17, R: 0.04, T: 17, Sigma: 0.4}
	want, err := option.Tree{Steps: 2000, American: true}.Price(c)
	require.NoError(t, err)
	got, err := option.Simulation{Paths: 100_000, Steps: 170, Seed: 3, Independent: true}.Price(c)
	require.NoError(t, err)
	require.InDelta(t, want.Price, got.Low, 0.01*want.Price+2.5*got.LowStdError)
	require.InDelta(t, want.Price, got.Price, 0.01*want.Price+2.5*got.StdError)
}

func TestSimulationsRefuseWhatTheyCannotDo(t *testing.T) {
	for path, s := range map[string]option.Simulation{
		"paths": {Paths: 10, Steps: 10}, "steps": {Paths: 1000, Steps: 0}, "basis": {Paths: 1000, Steps: 10, Basis: "sine"},
		"threads": {Paths: 1000, Steps: 10, Threads: -1},
	} {
		_, err := s.Price(sample)
		fs := fault.Of(err)
		require.Len(t, fs, 1)
		require.Equal(t, path, fs[0].Path)
	}
	_, err := option.Simulation{Paths: option.MaxPaths, Steps: option.MaxDates}.Price(sample)
	require.True(t, fault.Has(err, "option.paths"))
	wild := sample
	wild.Sigma, wild.T = 5, 100
	_, err = option.Simulation{Paths: 1000, Steps: 10}.Price(wild)
	require.True(t, fault.Has(err, "option.spread"))
	require.Equal(t, fault.Refused, fault.KindOf(err))
}
