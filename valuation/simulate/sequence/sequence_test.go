package sequence_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/simulate/sequence"
)

// The vectors published with the generator (Random123, kat_vectors).
func TestPhiloxGivesThePublishedVectors(t *testing.T) {
	require.Equal(t, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, sequence.NewPhilox(0).Block([4]uint32{}))
	ones := uint32(0xffffffff)
	require.Equal(t, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, sequence.NewPhilox(math.MaxUint64).Block([4]uint32{ones, ones, ones, ones}))
	require.Equal(t, [4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		sequence.NewPhilox(0x299f31d0a4093822).Block([4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}))
}

func TestATrialHasItsOwnNumbersWhateverWasDrawnBefore(t *testing.T) {
	p := sequence.NewPhilox(42)
	a, b := make([]float64, 5), make([]float64, 3)
	p.Uniforms(7, a)
	p.Uniforms(8, b)
	require.NotEqual(t, a[:3], b)
	p.Uniforms(7, b)
	require.Equal(t, a[:3], b, "a further coordinate changes none before it")
	for _, u := range a {
		require.True(t, u > 0 && u < 1)
	}
}

func TestThePublishedSobolPoints(t *testing.T) { // MC-SOBOL-1
	points, err := sequence.Sobol([]sequence.Direction{{0, 0, []int{1}}, {1, 0, []int{1}}, {2, 1, []int{1, 1}}}, 8)
	require.NoError(t, err)
	require.Equal(t, [][]float64{{0.5, 0.5, 0.5}, {0.75, 0.25, 0.75}, {0.25, 0.75, 0.25}, {0.375, 0.375, 0.625}, {0.875, 0.875, 0.125},
		{0.625, 0.125, 0.375}, {0.125, 0.625, 0.875}, {0.1875, 0.3125, 0.3125}}, points)
	points, err = sequence.Sobol(sequence.JoeKuo(3), 2)
	require.NoError(t, err)
	require.Equal(t, []float64{0.75, 0.25, 0.25}, points[1], "Joe and Kuo differ from the third coordinate on")
}

func TestWrongDirectionsAreRefused(t *testing.T) {
	for want, dims := range map[string][]sequence.Direction{
		"sobol.dims dims":             {},
		"sobol.degree dims[0].s":      {{S: -1}},
		"sobol.polynomial dims[1].a":  {{}, {2, 2, []int{1, 3}}},
		"sobol.initial dims[0].m":     {{3, 1, []int{1, 3}}},
		"sobol.initial dims[0].m[1]":  {{2, 1, []int{1, 2}}},
		"sobol.initial dims[1].m[0]":  {{}, {1, 0, []int{3}}},
		"sobol.initial dims[0].m ":    {{0, 0, []int{3}}},
		"sobol.initial dims[0].m[2] ": {{3, 1, []int{1, 3, 9}}},
	} {
		_, err := sequence.Sobol(dims, 4)
		require.Error(t, err, want)
		f := fault.Of(err)[0]
		require.Equal(t, want[:len(f.Code+" "+f.Path)], f.Code+" "+f.Path)
	}
	for _, n := range []int{0, -1, sequence.MaxPoints + 1} {
		_, err := sequence.Sobol([]sequence.Direction{{}}, n)
		require.True(t, fault.Has(err, "sobol.count"))
	}
	for _, dims := range []int{0, sequence.MaxDims + 1} {
		_, err := sequence.NewScrambled(1, dims, 2)
		require.True(t, fault.Has(err, "sobol.dims"))
	}
}

// A polynomial over GF(2) of degree s is primitive when x has the order 2ˢ−1 in the field it makes.
func TestThePolynomialsArePrimitiveAndDistinct(t *testing.T) {
	seen := map[int]bool{}
	for i, d := range sequence.JoeKuo(sequence.MaxDims)[1:] {
		full := 1<<d.S | d.A<<1 | 1
		require.False(t, seen[full], i)
		seen[full] = true
		x, order := 1, 0
		for ok := true; ok; ok = x != 1 {
			x <<= 1
			if x>>d.S&1 == 1 {
				x ^= full
			}
			order++
		}
		require.Equal(t, 1<<d.S-1, order, "coordinate %d", i+2)
		for k, m := range d.M {
			require.True(t, m%2 == 1 && m < 1<<(k+1), "coordinate %d", i+2)
		}
	}
}

// Of 2ᵏ points every interval of length 2⁻ᵏ of every coordinate holds exactly one, scrambled or not; and of the first two coordinates every
// elementary rectangle holds exactly one.
func TestScrambledPointsKeepTheBalanceOfTheSequence(t *testing.T) {
	const k, copies = 8, 3
	s, err := sequence.NewScrambled(5, sequence.MaxDims, copies)
	require.NoError(t, err)
	u := make([]float64, sequence.MaxDims)
	firsts := map[float64]bool{}
	for c := range copies {
		cells := make([][1 << k]int, sequence.MaxDims)
		squares := [1 << k]int{}
		for i := range 1 << k {
			s.Uniforms(c, uint64(i), u)
			for d, x := range u {
				cells[d][int(x*(1<<k))]++
			}
			squares[int(u[0]*16)*16+int(u[1]*16)]++
			if i == 0 {
				require.False(t, firsts[u[0]], "the copies differ")
				firsts[u[0]] = true
			}
		}
		for d := range cells {
			for _, n := range cells[d] {
				require.Equal(t, 1, n, "coordinate %d", d+1)
			}
		}
		for _, n := range squares {
			require.Equal(t, 1, n)
		}
	}
}

func TestEachScrambledCoordinateIsUniform(t *testing.T) {
	const copies = 4000
	s, err := sequence.NewScrambled(11, 2, copies)
	require.NoError(t, err)
	sum, squares, cross := 0.0, 0.0, 0.0
	u, v := make([]float64, 2), make([]float64, 2)
	for c := range copies {
		s.Uniforms(c, 3, u)
		s.Uniforms(c, 4, v)
		sum += u[1]
		squares += (u[1] - 0.5) * (u[1] - 0.5)
		cross += (u[0] - 0.5) * (u[1] - 0.5)
	}
	se := math.Sqrt(1.0 / 12 / copies)
	require.InDelta(t, 0.5, sum/copies, 4*se)
	require.InDelta(t, 1.0/12, squares/copies, 4*math.Sqrt(1.0/180/copies))
	require.InDelta(t, 0, cross/copies, 4.0/12/math.Sqrt(copies))
}
