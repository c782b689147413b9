package option

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// everyKernel runs the test with each kernel this processor has, the portable code first.
func everyKernel(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	before := fast
	defer func() { fast = before }()
	for _, k := range kernels {
		fast = k
		t.Run(k.name, test)
	}
}

func TestEveryKernelGivesTheTreeTheSameBytes(t *testing.T) {
	var want []uint64
	everyKernel(t, func(t *testing.T) {
		var got []uint64
		for _, kind := range []Kind{Call, Put} {
			for n := 1; n < 140; n++ {
				for _, american := range []bool{false, true} {
					c := Contract{Kind: kind, S: 90 + float64(n%17), K: 100, Q: 0.03, R: 0.05, T: 2.5, Sigma: 0.25}
					v, err := Tree{Steps: n, American: american}.Price(c)
					require.NoError(t, err)
					got = append(got, math.Float64bits(v.Price))
				}
			}
		}
		v, err := Tree{Steps: 3001, American: true}.Price(Contract{Kind: Put, S: 36, K: 40, R: 0.06, T: 1, Sigma: 0.2})
		require.NoError(t, err)
		got = append(got, math.Float64bits(v.Price))
		if want == nil {
			want = got
		}
		require.Equal(t, want, got)
	})
}

func BenchmarkTree10000(b *testing.B) {
	before := fast
	defer func() { fast = before }()
	for _, k := range kernels {
		fast = k
		b.Run(k.name, func(b *testing.B) {
			for b.Loop() {
				BenchTree()
			}
		})
	}
}

func BenchmarkLSM(b *testing.B) {
	before := fast
	defer func() { fast = before }()
	for _, k := range kernels {
		fast = k
		for threads := 1; threads <= 2; threads++ {
			b.Run(fmt.Sprintf("%s/threads=%d", k.name, threads), func(b *testing.B) {
				for b.Loop() {
					BenchLSM(1, threads)
				}
			})
		}
	}
}

func TestEveryKernelMovesPathsToTheSameBytes(t *testing.T) {
	require.EqualValues(t, 256, unsafe.Offsetof(block{}.sums))
	require.EqualValues(t, 256+64*sumCount, unsafe.Offsetof(block{}.log))
	require.EqualValues(t, unsafe.Offsetof(block{}.log)+8*blockPaths, unsafe.Offsetof(block{}.flow))
	require.EqualValues(t, unsafe.Offsetof(block{}.flow)+8*blockPaths, unsafe.Offsetof(block{}.gain))
	require.EqualValues(t, 8, unsafe.Offsetof(move{}.spread))
	require.EqualValues(t, 16, unsafe.Offsetof(move{}.shift))
	require.EqualValues(t, 24, unsafe.Offsetof(move{}.discount))
	require.EqualValues(t, 32, unsafe.Offsetof(move{}.wait))
	var want []block
	everyKernel(t, func(t *testing.T) {
		var got []block
		for _, groups := range []int{1, 3, blockPaths / groupPaths} {
			b := &block{groups: groups}
			b.seed(7, 1, groups)
			b.move(&move{spread: 0.5, shift: 0.05, discount: 1, wait: never})
			b.move(&move{keep: 0.9, spread: 0.3, discount: 0.97, wait: [4]float64{math.Inf(-1)}})
			for i := range 40 {
				b.move(&move{keep: 0.9, spread: 0.3, shift: -0.01, discount: 0.97,
					wait: [4]float64{0.2, -0.1, 0.4, float64(i) / 40}})
			}
			b.move(&move{keep: 1, spread: 300, wait: never}) // to the limits of ln(S/K)
			got = append(got, *b)
		}
		if want == nil {
			want = got
		}
		for i := range want {
			require.Equal(t, want[i].random, got[i].random)
			for k := range want[i].log {
				require.Equal(t, math.Float64bits(want[i].log[k]), math.Float64bits(got[i].log[k]), "log of path %d", k)
				require.Equal(t, math.Float64bits(want[i].gain[k]), math.Float64bits(got[i].gain[k]), "gain of path %d", k)
				require.Equal(t, math.Float64bits(want[i].flow[k]), math.Float64bits(got[i].flow[k]), "flow of path %d", k)
			}
			require.Equal(t, want[i].sums, got[i].sums)
		}
	})
}
