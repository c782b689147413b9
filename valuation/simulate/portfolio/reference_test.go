package portfolio_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/simulate/portfolio"
)

// reference values a right as the model is written, with the standard library and none of the product's code.
func reference(r portfolio.Right, n int, source *rand.Rand) []float64 {
	phi := func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
	gamma := func(k float64) float64 { // Marsaglia and Tsang 2000, k ≥ 1
		d := k - 1.0/3
		for {
			x := source.NormFloat64()
			v := math.Pow(1+x/math.Sqrt(9*d), 3)
			if v > 0 && math.Log(source.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
				return d * v
			}
		}
	}
	values := make([]float64, n)
	a, b := phi((-0.30-r.GMu)/r.GSd), phi((0.40-r.GMu)/r.GSd)
	alpha := 1 + 4*(r.DMode-r.DMin)/(r.DMax-r.DMin)
	beta := 1 + 4*(r.DMax-r.DMode)/(r.DMax-r.DMin)
	for i := range values {
		z1 := source.NormFloat64()
		z2 := r.Rho*z1 + math.Sqrt(1-r.Rho*r.Rho)*source.NormFloat64()
		revenue := r.R1Median * math.Exp(r.R1Sigma*z1)
		g := r.GMu + r.GSd*math.Sqrt2*math.Erfinv(2*(a+phi(z2)*(b-a))-1)
		u, royalty := source.Float64(), 0.0
		if f := (r.RoyMode - r.RoyMin) / (r.RoyMax - r.RoyMin); u < f {
			royalty = r.RoyMin + math.Sqrt(u*(r.RoyMax-r.RoyMin)*(r.RoyMode-r.RoyMin))
		} else {
			royalty = r.RoyMax - math.Sqrt((1-u)*(r.RoyMax-r.RoyMin)*(r.RoyMax-r.RoyMode))
		}
		x, y := gamma(alpha), gamma(beta)
		d := r.DMin + (r.DMax-r.DMin)*x/(x+y)
		e := r.DecMin + (r.DecMax-r.DecMin)*source.Float64()
		for t := 1; t <= 10; t++ {
			if t > 1 {
				revenue *= 1 + 0.03 + (g-0.03)*math.Pow(0.85, float64(t-2))
			}
			values[i] += revenue * royalty * math.Pow(1-e, float64(t-1)) * (1 - 0.25) / math.Pow(1+d, float64(t)-0.5)
		}
	}
	return values
}

func TestTheStatisticsAgreeWithAStraightforwardSimulation(t *testing.T) {
	const n, m = 400_000, 100_000
	rows := portfolio.Example(24)
	got, err := portfolio.Run(rows, n, 20261122, 0, nil)
	require.NoError(t, err)
	exact := make([][]float64, len(rows))
	var wait sync.WaitGroup
	for part := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := part; i < len(rows); i += runtime.GOMAXPROCS(0) {
				exact[i] = reference(rows[i], m, rand.New(rand.NewPCG(uint64(i), 5)))
				slices.Sort(exact[i])
			}
		})
	}
	wait.Wait()
	var squares [5]float64
	for i, v := range exact {
		mean, sd, kurtosis := 0.0, 0.0, 0.0
		for _, x := range v {
			mean += x / m
		}
		for _, x := range v {
			sd += (x - mean) * (x - mean) / (m - 1)
		}
		sd = math.Sqrt(sd)
		for _, x := range v {
			kurtosis += math.Pow((x-mean)/sd, 4) / m
		}
		noise := math.Sqrt(1.0/n + 1.0/m)
		z := [5]float64{(got[i].Mean - mean) / (sd * noise), (got[i].SD - sd) / (sd * math.Sqrt((kurtosis-1)/4) * noise)}
		for k, q := range []float64{0.05, 0.5, 0.95} {
			// The density at the percentile from the values around it.
			at, step := int(q*m), m/200
			density := float64(2*step) / m / (v[at+step] - v[at-step])
			z[2+k] = ([]float64{got[i].P5, got[i].P50, got[i].P95}[k] - v[at]) * density / (math.Sqrt(q*(1-q)) * noise)
		}
		for k := range z {
			require.Less(t, math.Abs(z[k]), 5.0, "statistic %d of right %d is %v standard errors off", k, i, z[k])
			squares[k] += z[k] * z[k] / float64(len(exact))
		}
	}
	for k, s := range squares { // mean of 24 squares of standard normal variates
		require.InDelta(t, 1, s, 4*math.Sqrt(2.0/24), "statistic %d scatters as independent samples do", k)
	}
}
