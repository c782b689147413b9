package option

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// everyKernel runs the test with each kernel this processor has, after it has run without one.
func everyKernel(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	before := fast
	defer func() { fast = before }()
	for _, k := range append([]kernel{{name: "portable"}}, kernels()...) {
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
	for _, k := range append([]kernel{{name: "portable"}}, kernels()...) {
		fast = k
		b.Run(k.name, func(b *testing.B) {
			for b.Loop() {
				BenchTree()
			}
		})
	}
}
