package distribution_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/simulate/distribution"
)

func law(t require.TestingT, l distribution.Law, err error) distribution.Law {
	require.NoError(t, err)
	return l
}

func TestThePublishedTriangularFigures(t *testing.T) {
	l, err := distribution.NewTriangular(0, 1, 0.5)
	require.Error(t, err, "mode 1, max 0.5")
	require.Nil(t, l)
	l, err = distribution.NewTriangular(0, 0.5, 1)
	require.NoError(t, err)
	for i, x := range []float64{0.1, 0.5, 0.9} { // MC-TRI-1
		require.InDelta(t, []float64{0.4, 2, 0.4}[i], l.Density(x), 1e-15)
		require.InDelta(t, []float64{0.02, 0.5, 0.98}[i], l.Cumulative(x), 1e-15)
		require.InDelta(t, []float64{0.22360679775, 0.5, 0.77639320225}[i], l.Quantile(x), 1e-11)
	}
}

// every is one law of each continuous kind at random places, with its support for integration.
func every(t *rapid.T) map[string]distribution.Law {
	a := rapid.Float64Range(-3, 3).Draw(t, "a")
	w := rapid.Float64Range(0.1, 5).Draw(t, "w")
	m := a + w*rapid.Float64Range(0, 1).Draw(t, "m")
	sd := rapid.Float64Range(0.05, 2).Draw(t, "sd")
	out := map[string]distribution.Law{}
	put := func(name string, l distribution.Law, err error) { out[name] = law(t, l, err) }
	uni, err := distribution.NewUniform(a, a+w)
	put("uniform", uni, err)
	tri, err := distribution.NewTriangular(a, m, a+w)
	put("triangular", tri, err)
	pert, err := distribution.NewPERT(a, m, a+w)
	put("pert", pert, err)
	nor, err := distribution.NewNormal(a, sd)
	put("normal", nor, err)
	low := a + sd*rapid.Float64Range(-2.5, 2).Draw(t, "low")
	tr, err := distribution.NewTruncatedNormal(a, sd, low, low+w)
	put("truncated", tr, err)
	half, err := distribution.NewTruncatedNormal(a, sd, low, math.Inf(1))
	put("half open", half, err)
	log, err := distribution.NewLognormal(w, sd/3)
	put("lognormal", log, err)
	med, err := distribution.NewLognormalOfMedian(w, sd/3)
	put("lognormal of median", med, err)
	return out
}

func TestQuantilesInvertAndDensitiesDeriveTheDistributionFunction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Float64Range(0.001, 0.999).Draw(t, "u")
		for name, l := range every(t) {
			x := l.Quantile(u)
			require.InDelta(t, u, l.Cumulative(x), 2e-11, name)
			h := 1e-5 * math.Sqrt(l.Variance())
			slope := (l.Cumulative(x+h) - l.Cumulative(x-h)) / (2 * h)
			require.InDelta(t, l.Density(x), slope, 2e-3*(l.Density(x)+slope)+1e-3, name)
			require.True(t, math.IsNaN(l.Quantile(1.5)) && math.IsNaN(l.Quantile(-0.5)), name)
			z := distuv.UnitNormal.Quantile(u)
			require.InDelta(t, x, distribution.FromNormal(l, z), 1e-9*(1+math.Abs(x)), name)
		}
	})
}

// The moments are integrals of the quantile function over the unit interval, here by Gauss's rule on many cells.
func TestMomentsAreThoseOfTheQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for name, l := range every(t) {
			const n = 4000
			sum, squares := 0.0, 0.0
			for i := range n {
				for _, g := range []float64{0.5 - 0.5/math.Sqrt(3), 0.5 + 0.5/math.Sqrt(3)} {
					x := l.Quantile((float64(i)+g)/n) - l.Mean()
					sum += x / (2 * n)
					squares += x * x / (2 * n)
				}
			}
			sd := math.Sqrt(l.Variance())
			require.InDelta(t, 0, sum, 3e-3*sd, name)
			require.InDelta(t, 1, squares/l.Variance(), 0.03, name)
		}
	})
}

func TestMomentsAgreeWithPublishedFormulas(t *testing.T) {
	l, err := distribution.NewPERT(2, 5, 14)
	l = law(t, l, err)
	require.InDelta(t, 6, l.Mean(), 1e-15, "(2 + 20 + 14)/6")
	require.InDelta(t, math.Sqrt(4*8.0/7), math.Sqrt(l.Variance()), 1e-15, "√((μ−a)(b−μ)/7), not 2")
	b := distuv.Beta{Alpha: 2, Beta: 4}
	require.InDelta(t, 2+12*b.Quantile(0.1), l.Quantile(0.1), 1e-9)
	l, err = distribution.NewLognormal(100, 0.4)
	l = law(t, l, err)
	require.InEpsilon(t, 100, l.Mean(), 1e-14)
	require.InEpsilon(t, 1600, l.Variance(), 1e-13)
	l, err = distribution.NewTruncatedNormal(0, 1, 0, math.Inf(1))
	l = law(t, l, err)
	require.InDelta(t, math.Sqrt(2/math.Pi), l.Mean(), 1e-15, "the half normal")
	require.InDelta(t, 1-2/math.Pi, l.Variance(), 1e-15)
	l, err = distribution.NewTruncatedNormal(0, 1, 3, 4)
	up := law(t, l, err)
	l, err = distribution.NewTruncatedNormal(0, 1, -4, -3)
	down := law(t, l, err)
	for _, u := range []float64{0, 1e-6, 0.2, 0.9, 1} {
		require.Equal(t, -down.Quantile(1-u), up.Quantile(u), "an interval above the mean mirrors one below it")
	}
	require.Equal(t, -down.Mean(), up.Mean())
	l, err = distribution.NewTriangular(0, 0, 3)
	l = law(t, l, err)
	require.InDelta(t, 0.5, l.Variance(), 1e-15)
	require.InDelta(t, 2.0/3, l.Density(0), 1e-15)
}

func TestDiscreteAndFixedLaws(t *testing.T) {
	l, err := distribution.NewDiscrete([]float64{5, 3, 4, 9}, []float64{0.25, 0.5, 0.25, 0})
	l = law(t, l, err)
	require.Equal(t, 3.75, l.Mean())
	require.Equal(t, 0.6875, l.Variance())
	for u, want := range map[float64]float64{0: 3, 0.5: 3, 0.500001: 4, 0.75: 4, 0.76: 5, 1: 5} {
		require.Equal(t, want, l.Quantile(u), u)
	}
	for x, want := range map[float64]float64{2.9: 0, 3: 0.5, 4.5: 0.75, 5: 1, 9: 1} {
		require.Equal(t, want, l.Cumulative(x), x)
	}
	require.Equal(t, 0.25, l.Density(4))
	require.Zero(t, l.Density(4.1))
	f, err := distribution.NewFixed(7)
	f = law(t, f, err)
	require.True(t, distribution.IsFixed(f))
	require.Equal(t, []float64{7, 0, 1, 0, 0, 1, 7}, []float64{f.Mean(), f.Variance(), f.Density(7), f.Density(6), f.Cumulative(6.9), f.Cumulative(7), f.Quantile(0.3)})
}

func TestWrongFiguresAreRefusedByField(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	made := func(_ distribution.Law, err error) error { return err }
	for name, c := range map[string]struct {
		err        error
		code, path string
	}{
		"NaN":                      {made(distribution.NewFixed(nan)), "distribution.finite", "value"},
		"infinite":                 {made(distribution.NewUniform(0, inf)), "distribution.finite", "max"},
		"an empty range":           {made(distribution.NewUniform(1, 1)), "distribution.order", "max"},
		"mode below":               {made(distribution.NewTriangular(1, 0.5, 2)), "distribution.mode", "mode"},
		"mode above":               {made(distribution.NewPERT(1, 2.5, 2)), "distribution.mode", "mode"},
		"reversed":                 {made(distribution.NewPERT(2, 1.5, 1)), "distribution.order", "max"},
		"NaN mode":                 {made(distribution.NewPERT(0, nan, 1)), "distribution.finite", "mode"},
		"sd zero":                  {made(distribution.NewNormal(0, 0)), "distribution.positive", "sd"},
		"sd negative":              {made(distribution.NewTruncatedNormal(0, -1, 0, 1)), "distribution.positive", "sd"},
		"no bounds":                {made(distribution.NewTruncatedNormal(0, 1, -inf, inf)), "distribution.bounds", "min"},
		"bounds reversed":          {made(distribution.NewTruncatedNormal(0, 1, 1, 0)), "distribution.order", "max"},
		"NaN bound":                {made(distribution.NewTruncatedNormal(0, 1, nan, 0)), "distribution.finite", "min"},
		"far out":                  {made(distribution.NewTruncatedNormal(0, 1, 8, 9)), "distribution.mass", "min"},
		"lognormal mean":           {made(distribution.NewLognormal(0, 1)), "distribution.positive", "mean"},
		"lognormal cv":             {made(distribution.NewLognormal(1, 0)), "distribution.positive", "cv"},
		"lognormal sigma":          {made(distribution.NewLognormalOfMedian(1, -1)), "distribution.positive", "sigma"},
		"weights not summing":      {made(distribution.NewDiscrete([]float64{1, 2}, []float64{0.5, 0.4})), "distribution.sum", "outcomes"},
		"a negative weight":        {made(distribution.NewDiscrete([]float64{1, 2}, []float64{1.5, -0.5})), "distribution.probability", "outcomes[0].probability"},
		"a NaN value":              {made(distribution.NewDiscrete([]float64{nan}, []float64{1})), "distribution.finite", "outcomes[0].value"},
		"no outcomes":              {made(distribution.NewDiscrete(nil, nil)), "distribution.outcomes", "outcomes"},
		"a value twice":            {made(distribution.NewDiscrete([]float64{1, 1}, []float64{0.5, 0.5})), "distribution.repeated", "outcomes"},
		"values and weights apart": {made(distribution.NewDiscrete([]float64{1}, []float64{0.5, 0.5})), "distribution.outcomes", "outcomes"},
	} {
		require.Error(t, c.err, name)
		f := fault.Of(c.err)[0]
		require.Equal(t, []string{c.code, c.path}, []string{f.Code, f.Path}, name)
		require.Equal(t, fault.Invalid, f.Kind, name)
	}
}

func TestSpecsAreReadCheckedAndNamed(t *testing.T) {
	for in, want := range map[string]string{
		`{"kind":"triangular","min":"0.8","mode":"1","max":"1.3"}`:                                                        "",
		`{"kind":"pert","min":"-0.1","mode":"0","max":"0.2"}`:                                                             "",
		`{"kind":"normal","mean":"0.1","sd":"0.02"}`:                                                                      "",
		`{"kind":"truncated_normal","mean":"0.1","sd":"0.02","min":"0"}`:                                                  "",
		`{"kind":"truncated_normal","mean":"0.1","sd":"0.02","max":"0.3"}`:                                                "",
		`{"kind":"truncated_normal","mean":"0.1","sd":"0.02","min":"0","max":"0.3"}`:                                      "",
		`{"kind":"lognormal","mean":"1","cv":"0.2"}`:                                                                      "",
		`{"kind":"lognormal","median":"1","sigma":"0.2"}`:                                                                 "",
		`{"kind":"uniform","min":"1","max":"2"}`:                                                                          "",
		`{"kind":"fixed","value":"5"}`:                                                                                    "",
		`{"kind":"discrete","outcomes":[{"value":"3","probability":"0.5"},{"value":"5","probability":"0.5"}]}`:            "",
		`{"kind":"discrete","outcomes":[{"value":"3","probability":"0.5"},{"value":"5","probability":"0.499999999999"}]}`: "distribution.sum outcomes",
		`{"kind":"weibull"}`:                                                          "distribution.kind kind",
		`{"kind":"triangular","min":"0.8","max":"1.3"}`:                               "distribution.missing mode",
		`{"kind":"triangular","min":"0.8","mode":"2","max":"1.3"}`:                    "distribution.mode mode",
		`{"kind":"fixed","value":"1","sd":"2"}`:                                       "distribution.unused sd",
		`{"kind":"lognormal","median":"1"}`:                                           "distribution.missing sigma",
		`{"kind":"truncated_normal","mean":"0.1","sd":"0.02"}`:                        "distribution.missing min",
		`{"kind":"fixed","value":"1","outcomes":[{"value":"3","probability":"0.5"}]}`: "distribution.unused outcomes",
	} {
		var s distribution.Spec
		require.NoError(t, json.Unmarshal([]byte(in), &s), in)
		l, err := s.Law()
		if want == "" {
			require.NoError(t, err, in)
			require.False(t, math.IsNaN(l.Mean()))
			require.Contains(t, s.Text(), s.Kind.String()+"（")
			continue
		}
		require.Error(t, err, in)
		f := fault.Of(err)[0]
		require.Equal(t, want, f.Code+" "+f.Path, in)
	}
	var s distribution.Spec
	for _, bad := range []string{"NaN", "1e3", "Infinity", ""} {
		require.Error(t, json.Unmarshal([]byte(`{"kind":"fixed","value":"`+bad+`"}`), &s), bad)
	}
	require.NoError(t, json.Unmarshal([]byte(`{"kind":"triangular","min":"0.8","mode":"1","max":"1.3"}`), &s))
	require.Equal(t, "三角分布（最小值 0.8，最大值 1.3）", distribution.Spec{Kind: distribution.Triangular, Min: s.Min, Max: s.Max}.Text())
	require.Len(t, distribution.Kinds, 8)
}
