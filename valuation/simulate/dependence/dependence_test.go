package dependence_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate/dependence"
)

func TestAPublishedCholeskyFactor(t *testing.T) {
	l, err := dependence.Cholesky([][]float64{{4, 12, -16}, {12, 37, -43}, {-16, -43, 98}})
	require.NoError(t, err)
	require.Equal(t, [][]float64{{2, 0, 0}, {6, 1, 0}, {-8, 5, 3}}, l)
}

func TestFactorsMultiplyBackAndAgreeWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		m := make([][]float64, n)
		for i := range m {
			m[i] = rapid.SliceOfN(rapid.Float64Range(-3, 3), n, n).Draw(t, "row")
		}
		a := make([][]float64, n)
		sym := mat.NewSymDense(n, nil)
		for i := range a {
			a[i] = make([]float64, n)
			for j := range a {
				for k := range m {
					a[i][j] += m[i][k] * m[j][k]
				}
				if i == j {
					a[i][j]++
				}
				sym.SetSym(i, j, a[i][j])
			}
		}
		l, err := dependence.Cholesky(a)
		require.NoError(t, err)
		var c mat.Cholesky
		require.True(t, c.Factorize(sym))
		var want mat.TriDense
		c.LTo(&want)
		for i := range a {
			for j := range a {
				require.InDelta(t, want.At(i, j), l[i][j], 1e-10)
			}
		}
	})
}

func TestWrongMatricesAreRefused(t *testing.T) {
	for want, a := range map[string][][]float64{
		"matrix.size A":            {},
		"matrix.square A[1]":       {{1, 0}, {0}},
		"matrix.finite A[0][0]":    {{math.NaN()}},
		"matrix.finite A[1][0]":    {{1, 0}, {math.Inf(1), 1}},
		"matrix.symmetric A[1][0]": {{1, 0.5}, {0.4, 1}},
		"matrix.definite A":        {{1, 2}, {2, 1}},
	} {
		_, err := dependence.Cholesky(a)
		require.Error(t, err, want)
		f := fault.Of(err)[0]
		require.Equal(t, want, f.Code+" "+f.Path)
	}
	_, err := dependence.Cholesky([][]float64{{1, 1}, {1, 1}})
	require.True(t, fault.Has(err, "matrix.definite"), "semidefinite is not definite")
}

func pair(a, b, rho string) dependence.Pair {
	return dependence.Pair{A: a, B: b, Rho: money.MustRate(rho)}
}

var three = []string{"a", "b", "c"}

// used is the correlation matrix a copula gives: the factor times its transpose, found by mixing unit vectors.
func used(c dependence.Copula, n int) [][]float64 {
	columns := make([][]float64, n)
	for k := range columns {
		columns[k] = make([]float64, n)
		columns[k][k] = 1
		c.Mix(columns[k])
	}
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		for j := range out {
			for k := range columns {
				out[i][j] += columns[k][i] * columns[k][j]
			}
		}
	}
	return out
}

func TestStatedCorrelationsAreUsedAsTheyAre(t *testing.T) {
	c, err := dependence.Input{Pairs: []dependence.Pair{pair("a", "c", "0.5"), pair("b", "a", "-0.25")}}.Copula(three, make([]bool, 3))
	require.NoError(t, err)
	require.Nil(t, c.Repair)
	r := used(c, 3)
	require.InDelta(t, 0.5, r[2][0], 1e-15)
	require.InDelta(t, -0.25, r[1][0], 1e-15)
	require.InDelta(t, 0, r[1][2], 1e-15)
	require.True(t, c.Active() && c.Touches(0) && c.Touches(1) && c.Touches(2))
	c, err = dependence.Input{Measure: dependence.Spearman, Pairs: []dependence.Pair{pair("a", "b", "0.5")}}.Copula(three, make([]bool, 3))
	require.NoError(t, err)
	require.InDelta(t, 2*math.Sin(math.Pi/12), used(c, 3)[1][0], 1e-15)
	require.False(t, c.Touches(2))
	for _, rho := range []float64{-1, -0.3, 0, 0.8, 1} {
		require.InDelta(t, rho, dependence.RankOfNormal(dependence.NormalOfRank(rho)), 1e-15)
	}
}

func TestNoCorrelationIsNoCopula(t *testing.T) {
	c, err := dependence.Input{Pairs: []dependence.Pair{pair("a", "b", "0")}}.Copula(three, make([]bool, 3))
	require.NoError(t, err)
	require.False(t, c.Active() || c.Touches(0))
	z := []float64{1, 2, 3}
	c.Mix(z)
	require.Equal(t, []float64{1, 2, 3}, z)
}

func TestPerfectCorrelationIsAllowed(t *testing.T) {
	c, err := dependence.Input{Pairs: []dependence.Pair{pair("a", "b", "1"), pair("a", "c", "-1"), pair("b", "c", "-1")}}.Copula(three, make([]bool, 3))
	require.NoError(t, err)
	require.Nil(t, c.Repair)
	z := []float64{0.7, 5, -9}
	c.Mix(z)
	require.InDeltaSlice(t, []float64{0.7, 0.7, -0.7}, z, 1e-14)
}

func TestAlmostPerfectCorrelationKeepsItsDigits(t *testing.T) {
	a := [][]float64{{1, 1 - 1e-10, 2e-5}, {1 - 1e-10, 1, 1e-5}, {2e-5, 1e-5, 1}}
	c, err := dependence.Of(a, three)
	require.NoError(t, err)
	require.Nil(t, c.Repair)
	r := used(c, 3)
	for i := range a {
		require.InDeltaSlice(t, a[i], r[i], 1e-12)
	}
}

func TestImpossibleCorrelationsAreRepairedAndTheChangeIsTold(t *testing.T) {
	c, err := dependence.Input{Pairs: []dependence.Pair{pair("a", "b", "0.9"), pair("b", "c", "0.9"), pair("a", "c", "-0.9")}}.Copula(three, make([]bool, 3))
	require.NoError(t, err)
	require.NotNil(t, c.Repair)
	r := used(c, 3)
	for i := range r {
		require.InDelta(t, 1, r[i][i], 1e-9)
	}
	// Eigenvalues are 1.9, 1.9 and −0.8; cutting the last leaves correlations of ±1/2.
	require.InDelta(t, -0.8, c.Repair.SmallestEigenvalue, 1e-12)
	require.InDelta(t, 0.5, r[1][0], 1e-12)
	require.InDelta(t, -0.5, r[2][0], 1e-12)
	require.InDelta(t, 0.4, math.Abs(c.Repair.From-c.Repair.To), 1e-12)
}

func TestEveryMatrixOfCorrelationsEndsSemidefiniteWithUnitDiagonal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "n")
		a, sym := make([][]float64, n), mat.NewSymDense(n, nil)
		names := make([]string, n)
		for i := range a {
			a[i] = make([]float64, n)
			names[i] = string(rune('a' + i))
			for j := range i {
				a[i][j] = rapid.Float64Range(-1, 1).Draw(t, "rho")
				a[j][i] = a[i][j]
				sym.SetSym(i, j, a[i][j])
			}
			a[i][i] = 1
			sym.SetSym(i, i, 1)
		}
		c, err := dependence.Of(a, names)
		require.NoError(t, err)
		r := used(c, n)
		for i := range r {
			require.InDelta(t, 1, r[i][i], 1e-10)
			for j := range r {
				if c.Repair == nil {
					require.InDelta(t, a[i][j], r[i][j], 2e-10)
				} else {
					require.LessOrEqual(t, math.Abs(a[i][j]-r[i][j]), math.Abs(c.Repair.From-c.Repair.To)+1e-9, "none changed more than told")
				}
			}
		}
		var e mat.EigenSym
		require.True(t, e.Factorize(sym, false))
		smallest := e.Values(nil)[0]
		require.Equal(t, smallest < -1e-10, c.Repair != nil)
		if c.Repair != nil {
			require.InDelta(t, smallest, c.Repair.SmallestEigenvalue, 1e-12)
		}
	})
}

func TestWrongPairsAreRefused(t *testing.T) {
	in := dependence.Input{Measure: "kendall", Pairs: []dependence.Pair{pair("a", "x", "0.1"), pair("a", "a", "0.1"), pair("a", "b", "1.1"),
		pair("a", "b", "0.1"), pair("b", "a", "0.1"), pair("a", "c", "0.2")}}
	_, err := in.Copula(three, []bool{false, false, true})
	var got []string
	for _, f := range fault.Of(err) {
		require.Equal(t, fault.Invalid, f.Kind)
		got = append(got, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{"correlation.measure measure", "correlation.unknown pairs[0].b", "correlation.self pairs[1].b", "correlation.range pairs[2].rho",
		"correlation.repeated pairs[4].b", "correlation.fixed pairs[5].b"}, got)
}
