package portfolio

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestThePlanLiesWhereTheAssemblyLooksForIt(t *testing.T) {
	var p plan
	require.EqualValues(t, 256, unsafe.Offsetof(p.sum))
	require.EqualValues(t, 320, unsafe.Offsetof(p.growth))
	require.EqualValues(t, 960, unsafe.Offsetof(p.discount))
	require.EqualValues(t, 2240, unsafe.Offsetof(p.normal))
	require.EqualValues(t, 3520, unsafe.Offsetof(p.power))
	require.EqualValues(t, 3648, unsafe.Offsetof(p.scalar))
	require.EqualValues(t, 8*8, unsafe.Offsetof(p.scalar.mode))
	require.EqualValues(t, 37*8, unsafe.Offsetof(p.scalar.middle))
	var c choice
	require.EqualValues(t, 64, unsafe.Offsetof(c.squares))
	require.EqualValues(t, 128, unsafe.Offsetof(c.atLeast))
	require.EqualValues(t, 320, unsafe.Offsetof(c.inside))
}

// eachKernel runs the test with every code this processor can use.
func eachKernel(t *testing.T, test func(t *testing.T)) {
	for _, k := range kernels() {
		t.Run(k.name, func(t *testing.T) {
			before := fast
			fast = k
			defer func() { fast = before }()
			test(t)
		})
	}
}

func kernels() []kernel { return append([]kernel{{name: "portable"}}, available...) }

func TestTheAssemblyGivesTheBitsOfThePortableCode(t *testing.T) {
	if len(available) == 0 {
		t.Skip("no assembly for this processor")
	}
	rights := Example(40)
	for i, extreme := range []func(*Right){
		func(r *Right) { r.R1Sigma = 100 },
		func(r *Right) { r.R1Median, r.R1Sigma = 1e308, 30 },
		func(r *Right) { r.Rho = -0.999 },
		func(r *Right) { r.DMin, r.DMode, r.DMax = 0, 0, 10 },
		func(r *Right) { r.RoyMin, r.RoyMode, r.RoyMax = 0, 1, 1 },
	} {
		extreme(&rights[i])
	}
	for _, k := range available {
		quick, slow := *prepared, *prepared
		a, b := make([]float64, 8*4000), make([]float64, 8*4000)
		for i, r := range rights {
			quick.set(&r, 7, i)
			slow.set(&r, 7, i)
			k.trials(&quick, &a[0], len(a)/lanes)
			slow.portableTrials(b)
			require.Equal(t, slow.random, quick.random)
			for j := range a {
				require.Equal(t, math.Float64bits(b[j]), math.Float64bits(a[j]), "%s: right %d trial %d: %v %v", k.name, i, j, b[j], a[j])
			}
			for l := range slow.sum {
				require.Equal(t, math.Float64bits(slow.sum[l]), math.Float64bits(quick.sum[l]))
			}
		}
	}
}

func TestTheOutermostNumbersGiveTheSameBitsToo(t *testing.T) {
	numbers := []int64{0, 1, -1, 1 << 30, 1<<31 - 1, 1 << 31, -1 << 31, -1<<31 - 1, 1 << 46, 1<<47 - 1, 1 << 47, 1<<47 + 1, -1 << 47, 1 << 55, -1 << 55,
		math.MaxInt64, math.MinInt64, math.MaxInt64 - 511, math.MaxInt64 - 512, math.MinInt64 + 1, 1<<62 - 1, 1 << 62, -1 << 62, 0x7FFFFFFF00000000}
	r := Example(1)[0]
	for _, k := range available {
		for first := 0; first < len(numbers); first += lanes {
			quick, slow := *prepared, *prepared
			quick.set(&r, 1, 0)
			for l := range lanes { // the next output of xoshiro256++ is a when d is −a
				quick.random[0][l], quick.random[3][l] = uint64(numbers[first+l]), -uint64(numbers[first+l])
			}
			slow = quick
			var a, b [lanes]float64
			k.trials(&quick, &a[0], 1)
			slow.portableTrials(b[:])
			require.Equal(t, b, a, k.name)
			for _, v := range a {
				require.True(t, v > 0 && v < 1e9, "%v", v)
			}
		}
	}
}

func TestTheAssemblyChoosesAsThePortableCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.Float64Range(0, 10), 0, 300).Draw(t, "in")
		start := choice{mean: rapid.Float64Range(0, 10).Draw(t, "mean")}
		for i := range start.low {
			start.low[i] = rapid.SampledFrom(append(in, 1, 5)).Draw(t, "low")
			start.high[i] = rapid.SampledFrom(append(in, 3, 7)).Draw(t, "high")
		}
		before := fast
		defer func() { fast = before }()
		fast = kernel{}
		want, wantOut := start, make([]float64, len(in)+lanes)
		n := want.take(in, wantOut)
		for _, fast = range available {
			got, out := start, make([]float64, len(in)+lanes)
			require.Equal(t, n, got.take(in, out))
			require.Equal(t, want.squares, got.squares)
			require.Equal(t, wantOut[:n], out[:n])
			for b := range want.low {
				require.Equal(t, total(&want.atLeast[b]), total(&got.atLeast[b]))
				require.Equal(t, total(&want.inside[b]), total(&got.inside[b]))
			}
		}
	})
}

func TestNeitherTheProcessorNorTheThreadsChangeTheResult(t *testing.T) {
	rows := Example(7)
	for _, trials := range []int{2, 3, 7, 8, 9, 100, 2047, 2048, 2051, 10_000, 20_003} {
		var want []Stats
		for _, threads := range []int{1, 2, 5, 0} {
			eachKernel(t, func(t *testing.T) {
				got, err := Run(rows, trials, 42, threads, nil)
				require.NoError(t, err)
				if want == nil {
					want = got
				}
				require.Equal(t, want, got)
			})
		}
	}
}

func TestPercentilesAreThoseOfTheSortedValues(t *testing.T) {
	shapes := map[string]func(*rand.Rand) float64{
		"lognormal":   func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) },
		"wide":        func(r *rand.Rand) float64 { return math.Exp(30 * r.NormFloat64()) },
		"narrow":      func(r *rand.Rand) float64 { return 1e6 + r.Float64() },
		"few values":  func(r *rand.Rand) float64 { return float64(r.IntN(4)) },
		"one value":   func(*rand.Rand) float64 { return 3 },
		"all zero":    func(*rand.Rand) float64 { return 0 },
		"two heaps":   func(r *rand.Rand) float64 { return float64(r.IntN(2))*1e9 + r.Float64() },
		"rare giants": func(r *rand.Rand) float64 { return math.Pow(r.Float64(), -20) },
	}
	eachKernel(t, func(t *testing.T) {
		for name, draw := range shapes {
			for _, n := range []int{2, 3, 20, 21, 2047, 2048, 5003, 30_000} {
				r := rand.New(rand.NewPCG(uint64(n), 1))
				d := newDesk(n)
				for i := range d.values {
					d.values[i] = draw(r)
				}
				want := sortedPercentiles(d.values)
				s := Stats{}
				d.percentiles(&s)
				require.Equal(t, want, [3]float64{s.P5, s.P50, s.P95}, "%s, %d values", name, n)
			}
		}
	})
}

func TestABracketThatMissedIsNoticed(t *testing.T) {
	// The first values say nothing of the others.
	d := newDesk(30_000)
	for i := range d.values {
		d.values[i] = float64(i%1000) + 1
		if i > 4000 {
			d.values[i] += 1e6
		}
	}
	want := sortedPercentiles(d.values)
	s := Stats{}
	d.percentiles(&s)
	require.Equal(t, want, [3]float64{s.P5, s.P50, s.P95})
}

func sortedPercentiles(values []float64) (p [3]float64) {
	v := slices.Sorted(slices.Values(values))
	for i, q := range wanted {
		k, share := rank(len(v), q)
		p[i] = between(v[k], v[k+1], share)
	}
	return p
}

func BenchmarkPortfolio(b *testing.B) {
	rows := Example(100)
	before := fast
	defer func() { fast = before }()
	for _, fast = range kernels() {
		b.Run(fmt.Sprintf("100x10000/%s", fast.name), func(b *testing.B) {
			for b.Loop() {
				if _, err := Run(rows, 10_000, 1, 1, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
