package portfolio

import (
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
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
	require.EqualValues(t, 34*8, unsafe.Offsetof(p.scalar.middle))
}

func TestTheAssemblyGivesTheBitsOfThePortableCode(t *testing.T) {
	if Kernel() == "portable" {
		t.Skip("no assembly for this processor")
	}
	fast, slow := *prepared, *prepared
	for i, r := range Example(60) {
		n := 8 * 4000
		a, b := make([]float64, n), make([]float64, n)
		fast.set(&r, 7, i)
		slow.set(&r, 7, i)
		fast.trials(a)
		slow.portableTrials(b)
		require.Equal(t, slow.random, fast.random)
		for j := range a {
			require.Equal(t, math.Float64bits(b[j]), math.Float64bits(a[j]), "right %d trial %d: %v %v", i, j, b[j], a[j])
		}
		require.Equal(t, slow.sum, fast.sum)
	}
}
