package portfolio

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
)

// What the marginal distributions may be off by: distance of the distribution functions, and mean relative to the range. The
// model allows 1e-3 and 1e-5.
const (
	distance = 2e-5
	meanOff  = 2e-6
)

func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// halves calls f for probabilities of the lower and the upper half: a fine grid, weighted, and octaves down to 2^−30.
func halves(f func(x uint64, tail, weight float64, isUpper bool)) {
	const steps = 1 << 17
	at := func(u, weight float64) { // u is twice the probability beyond
		m := int64(math.Ldexp(u, 63))
		f(uint64(m), u/2, weight, true)
		f(uint64(-m), u/2, weight, false)
	}
	for i := range steps {
		at((float64(i)+0.5)/steps, 0.5/steps)
	}
	for k := 0.0; k < 30; k += 0.01 {
		at(math.Exp2(-k)*(1-1e-12), 0)
	}
}

func TestNormalVariatesAreNormal(t *testing.T) {
	var first, second, exponential float64
	halves(func(x uint64, tail, weight float64, isUpper bool) {
		z := prepared.normalOf(x)
		require.InDelta(t, tail, phi(-math.Abs(z)), distance)
		require.InEpsilon(t, tail, phi(-math.Abs(z)), 2e-4, "the tails are right in relative terms")
		if tail < 0.499 {
			require.Equal(t, isUpper, z > 0)
		}
		first += weight * z
		second += weight * z * z
		exponential += weight * math.Exp(0.5*z)
	})
	require.InDelta(t, 0, first, 1e-12)
	require.InDelta(t, 1, second, 2e-5) // the grid leaves the outermost tail out
	require.InDelta(t, math.Exp(0.125), exponential, 1e-5)
}

func TestRevenueIsTheExponentialOfTheVariate(t *testing.T) {
	p := *prepared
	for _, r := range []Right{{R1Median: 1, R1Sigma: 0.01}, {R1Median: 200, R1Sigma: 0.6}, {R1Median: 3, R1Sigma: 20}, {R1Median: 1, R1Sigma: 100}} {
		r = withDefaults(r)
		p.set(&r, 1, 0)
		for z := -6.3; z < 6.3; z += 0.0137 {
			require.InEpsilon(t, 0.75*r.R1Median*math.Exp(r.R1Sigma*z), p.revenueOf(z), 2e-8)
		}
	}
}

// withDefaults is a right that differs from the first of the example by its revenue.
func withDefaults(r Right) Right {
	d := Example(1)[0]
	d.R1Median, d.R1Sigma = r.R1Median, r.R1Sigma
	return d
}

func TestGrowthIsTruncatedNormal(t *testing.T) {
	rights := Example(60)
	for _, far := range [][2]float64{{0.05, 5}, {0.9, 0.1}, {-0.8, 0.1}, {0.35, 0.02}, {-0.3, 0.05}, {0.4, 0.3}, {0, 0.001}} {
		r := rights[0]
		r.GMu, r.GSd = far[0], far[1]
		rights = append(rights, r)
	}
	for _, r := range rights {
		require.NoError(t, r.Check())
		p := *prepared
		p.set(&r, 1, 0)
		a, b := (growthFloor-r.GMu)/r.GSd, (growthCeiling-r.GMu)/r.GSd
		mass, lower := phi(b)-phi(a), phi(a)
		if a > 0 {
			mass, lower = phi(-a)-phi(-b), math.NaN()
		}
		var mean float64
		const step = 1.0 / 512
		for z := -8.75; z < 8.75; z += step {
			g := p.growthOf(z*cellsPerSigma+7.5) + longTermGrowth
			require.True(t, g > growthFloor-1e-15 && g < growthCeiling+1e-15, "%v at %v", g, z)
			x := (g - r.GMu) / r.GSd
			got := (phi(x) - lower) / mass
			if a > 0 {
				got = (phi(-a) - phi(-x)) / mass
			}
			require.InDelta(t, phi(z), got, 5*distance, "mu %v sd %v at %v", r.GMu, r.GSd, z)
			mean += g * step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		}
		density := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
		exact := r.GMu + r.GSd*(density(a)-density(b))/mass
		require.InDelta(t, exact, mean, meanOff*(growthCeiling-growthFloor), "mu %v sd %v", r.GMu, r.GSd)
	}
}

func TestDiscountRatesArePERT(t *testing.T) {
	rights := Example(25)
	for _, extreme := range [][3]float64{{0, 0, 1}, {0, 1, 1}, {0.1, 0.1, 0.1001}, {0, 0.5, 10}, {0.2, 0.2001, 0.3}} {
		r := rights[0]
		r.DMin, r.DMode, r.DMax = extreme[0], extreme[1], extreme[2]
		rights = append(rights, r)
	}
	for _, r := range rights {
		require.NoError(t, r.Check())
		p := *prepared
		p.set(&r, 1, 0)
		width := r.DMax - r.DMin
		alpha := 1 + 4*(r.DMode-r.DMin)/width
		var mean float64
		n := 0
		halves(func(x uint64, tail, weight float64, isUpper bool) {
			h := p.discountOf(x)
			d := 1/(h*h) - 1
			mean += weight * (d - r.DMin) / width
			if n++; n%64 != 0 && weight > 0 {
				return // the exact function is slow
			}
			share := min(max((d-r.DMin)/width, 0), 1)
			got := mathext.RegIncBeta(alpha, 6-alpha, share)
			if isUpper {
				got = mathext.RegIncBeta(6-alpha, alpha, 1-share)
			}
			require.InDelta(t, max(tail, 0x1p-17), got, 10*distance, "%v at %v", r, tail)
		})
		require.InDelta(t, alpha/6, mean, 2*meanOff, "%v", r)
	}
}

func TestRoyaltyRatesAreTriangular(t *testing.T) {
	for _, shape := range [][3]float64{{0.01, 0.02, 0.05}, {0, 0, 0.1}, {0, 0.1, 0.1}} {
		r := withDefaults(Right{R1Median: 1, R1Sigma: 1})
		r.RoyMin, r.RoyMode, r.RoyMax = shape[0], shape[1], shape[2]
		require.NoError(t, r.Check())
		p := *prepared
		p.set(&r, 1, 0)
		width := r.RoyMax - r.RoyMin
		const steps = 4096
		var mean float64
		for i := range uint64(steps) {
			x := p.royaltyOf(i << 20)
			mean += (x - r.RoyMin) / width / steps
			got := (x - r.RoyMin) * (x - r.RoyMin) / width / (r.RoyMode - r.RoyMin)
			if x > r.RoyMode || r.RoyMode == r.RoyMin {
				got = 1 - (r.RoyMax-x)*(r.RoyMax-x)/width/(r.RoyMax-r.RoyMode)
			}
			require.InDelta(t, float64(i)/steps, got, 1e-9)
		}
		require.InDelta(t, (shape[0]+shape[1]+shape[2]-3*r.RoyMin)/3/width, mean, 2.0/steps, "a coarse grid")
	}
}

func TestUniformsFillTheirIntervalEvenly(t *testing.T) {
	require.Equal(t, 1+0x1p-33, uniform(0))
	require.Equal(t, 2-0x1p-33, uniform(math.MaxUint64))
	require.Equal(t, 1.5+0x1p-33, uniform(0xABCDEF01_80000000))
}
