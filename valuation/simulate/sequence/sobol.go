package sequence

import (
	"math/bits"
	"strconv"

	"zhiya/valuation/fault"
)

// Direction is one coordinate of a Sobol sequence in the form its authors publish: the degree s of the primitive polynomial over GF(2),
// the number a whose bits are its inner coefficients, and the initial numbers m₁ … m_s, each odd and below 2ⁱ. Degree 0 is the van der
// Corput sequence, whose only number is 1 (or none).
type Direction struct {
	S int
	A int
	M []int
}

// digits is the number of binary digits of a point; 52 fit a float exactly.
const digits = 52

// MaxPoints is the longest run of points.
const MaxPoints = 1 << 30

// columns are the direction numbers v₁ … v₅₂, as fractions of 2⁵².
func (d Direction) columns() [digits]uint64 {
	var v [digits]uint64
	for i := range v {
		switch {
		case d.S == 0:
			v[i] = 1 << (digits - 1 - i)
		case i < d.S:
			v[i] = uint64(d.M[i]) << (digits - 1 - i)
		default:
			v[i] = v[i-d.S] ^ v[i-d.S]>>d.S
			for k := 1; k < d.S; k++ {
				if d.A>>(d.S-1-k)&1 == 1 {
					v[i] ^= v[i-k]
				}
			}
		}
	}
	return v
}

func (d Direction) check(fs *fault.Faults, path string) {
	if d.S < 0 || d.S > 31 {
		fs.Invalid("sobol.degree", fault.Join(path, "s"), "本原多项式的次数应在 0 至 31 之间，当前为 %d", d.S)
		return
	}
	if d.S == 0 {
		if len(d.M) > 1 || len(d.M) == 1 && d.M[0] != 1 {
			fs.Invalid("sobol.initial", fault.Join(path, "m"), "次数为 0 的一维（van der Corput 序列）初始值应为 1")
		}
		return
	}
	if d.A < 0 || d.A >= 1<<(d.S-1) {
		fs.Invalid("sobol.polynomial", fault.Join(path, "a"), "%d 次多项式的中间系数应在 0 至 %d 之间，当前为 %d", d.S, 1<<(d.S-1)-1, d.A)
	}
	if len(d.M) != d.S {
		fs.Invalid("sobol.initial", fault.Join(path, "m"), "%d 次多项式应给出 %d 个初始值，当前为 %d 个", d.S, d.S, len(d.M))
		return
	}
	for i, m := range d.M {
		if m < 1 || m%2 == 0 || m >= 1<<(i+1) {
			fs.Invalid("sobol.initial", fault.Join(path, "m["+strconv.Itoa(i)+"]"), "第 %d 个初始值应为小于 %d 的正奇数，当前为 %d", i+1, 1<<(i+1), m)
		}
	}
}

// Sobol is the first n points of the unscrambled sequence of the given directions, in the order of the Gray code (Antonov and Saleev) and
// without the point at the origin. Faults are Invalid with paths dims[i].s, dims[i].a, dims[i].m.
func Sobol(dims []Direction, n int) ([][]float64, error) {
	var fs fault.Faults
	if len(dims) == 0 {
		fs.Invalid("sobol.dims", "dims", "请至少给出一维方向数")
	}
	for i, d := range dims {
		d.check(&fs, "dims["+strconv.Itoa(i)+"]")
	}
	if n < 1 || n > MaxPoints || n*len(dims) > MaxPoints/8 {
		fs.Invalid("sobol.count", "n", "点数应为正，点数与维数之积不超过 %d，当前为 %d 点", MaxPoints/8, n)
	}
	if len(fs) > 0 {
		return nil, fs
	}
	columns := make([][digits]uint64, len(dims))
	for i, d := range dims {
		columns[i] = d.columns()
	}
	out, state := make([][]float64, n), make([]uint64, len(dims))
	for k := range out {
		out[k] = make([]float64, len(dims))
		c := bits.TrailingZeros(uint(k + 1))
		for i := range dims {
			state[i] ^= columns[i][c]
			out[k][i] = float64(float64(state[i]) * (1.0 / (1 << digits)))
		}
	}
	return out, nil
}

// Scrambled are independent randomisations of the Sobol sequence with the directions of Joe and Kuo: each coordinate of each copy is
// multiplied by its own random lower triangular matrix over GF(2) with unit diagonal and shifted by a random number (J. Matoušek, On the
// L2-discrepancy for anchored boxes, J. Complexity 14, 1998). A scrambled point is uniform, and the first 2ᵏ points of each copy keep the
// balance of the sequence; the copies being independent, their means tell the error. It is safe for concurrent use.
type Scrambled struct {
	dims    int
	columns [][digits]uint64 // of copy r and coordinate i at r·dims+i
	shifts  []uint64
}

// ScrambledName states the generator in results and reports.
const ScrambledName = "Sobol（Joe–Kuo 2008，随机矩阵与数位移位扰动，Philox4x32-10）"

// MaxDims is the number of coordinates that have direction numbers here.
const MaxDims = len(joeKuo) + 1

// NewScrambled makes the given number of copies in 1 to MaxDims coordinates.
func NewScrambled(seed uint64, dims, copies int) (*Scrambled, error) {
	if dims < 1 || dims > MaxDims {
		return nil, fault.New(fault.Invalid, "sobol.dims", "drivers", "Sobol 序列支持 1 至 %d 个随机变量，当前为 %d 个；请减少变量或改用伪随机数", MaxDims, dims)
	}
	s := &Scrambled{dims: dims, columns: make([][digits]uint64, dims*copies), shifts: make([]uint64, dims*copies)}
	random := NewPhilox(seed)
	for r := range copies {
		for i := range dims {
			at := r*dims + i
			d := Direction{}
			if i > 0 {
				d = joeKuo[i-1]
			}
			plain := d.columns()
			rows, shift := scramble(random, uint64(at))
			s.shifts[at] = shift
			for c, v := range plain {
				s.columns[at][c] = multiply(rows, v)
			}
		}
	}
	return s, nil
}

// scramble is a random lower triangular matrix, row j holding the digits from the first (the highest) to j, and a random shift.
func scramble(random Philox, at uint64) (rows [digits]uint64, shift uint64) {
	for j := range rows {
		a, b := random.Two(at, uint32(j), streamScramble)
		diagonal := uint64(1) << (digits - 1 - j)
		above := (uint64(1)<<digits - 1) &^ (diagonal<<1 - 1)
		rows[j] = a&above | diagonal
		if j == 0 {
			shift = b >> (64 - digits)
		}
	}
	return rows, shift
}

func multiply(rows [digits]uint64, v uint64) uint64 {
	var out uint64
	for j, row := range rows {
		out |= uint64(bits.OnesCount64(row&v)&1) << (digits - 1 - j)
	}
	return out
}

// Uniforms fills u with the point of an index in one copy, each coordinate uniform on (0, 1).
func (s *Scrambled) Uniforms(copy int, index uint64, u []float64) {
	gray := index ^ index>>1
	for i := range u {
		at := copy*s.dims + i
		x := s.shifts[at]
		columns := &s.columns[at]
		for g := gray; g != 0; g &= g - 1 {
			x ^= columns[bits.TrailingZeros64(g)]
		}
		u[i] = open(x)
	}
}
