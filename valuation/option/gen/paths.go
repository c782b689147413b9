//go:build generate

package main

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"zhiya/valuation/option/internal/elementary"
)

// Offsets in option.block and option.move; a test compares them with the structures.
const (
	blockPaths = 688
	sumCount   = 11
	maxLog     = 690
	lane8      = 64 // bytes of a number in every lane

	atRandom = 0
	atSums   = atRandom + 4*lane8
	atLog    = atSums + sumCount*lane8
	atFlow   = atLog + 8*blockPaths
	atGain   = atFlow + 8*blockPaths

	atKeep     = 0
	atSpread   = 8
	atShift    = 16
	atDiscount = 24
	atWait     = 32
)

// constants are numbers in the read-only data, each four times: AVX2 takes all of them, AVX-512 spreads the first.
type constants struct {
	data   Mem
	order  []uint64
	places map[uint64]int
}

const (
	constantsName = "pathConstants"
	constantSize  = 32
)

func newConstants() *constants {
	return &constants{data: NewDataAddr(Symbol{Name: constantsName, Static: true}, 0), places: map[uint64]int{}}
}

func (c *constants) bits(b uint64) Mem {
	place, isKnown := c.places[b]
	if !isKnown {
		place = constantSize * len(c.order)
		c.places[b] = place
		c.order = append(c.order, b)
	}
	return c.data.Offset(place)
}

func (c *constants) number(f float64) Mem { return c.bits(math.Float64bits(f)) }

// write writes those that the code before has used.
func (c *constants) write() {
	GLOBL(constantsName, attr.RODATA|attr.NOPTR)
	for i, b := range c.order {
		for lane := range constantSize / 8 {
			DATA(i*constantSize+8*lane, U64(b))
		}
	}
}

// mover writes the code of option.block.move for one set of instructions.
type mover struct {
	instructions
	*constants
	block, at, move Register // at is the block shifted by the current group
	half            int      // bytes from the start of the lanes to those worked on, in a set with fewer than 8
	sums            [sumCount]VecVirtual
	random          [4]VecVirtual
}

func (s instructions) mover(c *constants) {
	TEXT("move"+s.name, NOSPLIT, "func(b *block, m *move, groups int)")
	Doc("move" + s.name + " is block.move.")
	Pragma("noescape")
	for half := 0; half < lane8; half += s.size() {
		k := &mover{instructions: s, constants: c, half: half}
		k.block = Load(Param("b"), GP64())
		k.move = Load(Param("m"), GP64())
		n := Load(Param("groups"), GP64())
		k.at = GP64()
		MOVQ(k.block, k.at)
		k.loop(n)
	}
	VZEROUPPER()
	RET()
}

func (k *mover) state(i int) Mem  { return Mem{Base: k.block, Disp: atRandom + i*lane8 + k.half} }
func (k *mover) sum(i int) Mem    { return Mem{Base: k.block, Disp: atSums + i*lane8 + k.half} }
func (k *mover) of(place int) Mem { return Mem{Base: k.move, Disp: place} }
func (k *mover) list(place, part int) Mem {
	return Mem{Base: k.at, Disp: place + part*lane8 + k.half}
}

func (k *mover) loop(n Register) {
	if k.isWide() {
		for i := range k.sums {
			k.sums[i] = k.load(k.sum(i))
		}
		for i := range k.random {
			k.random[i] = k.load(k.state(i))
		}
	}
	label := "group" + string(rune('A'+k.half/32))
	Label(label)
	z := k.normals(k.next(), k.next())
	k.paths(z)
	ADDQ(Imm(2*lane8), k.at)
	DECQ(n)
	JNZ(LabelRef(label))
	if k.isWide() {
		for i := range k.sums {
			VMOVUPD(k.sums[i], k.sum(i))
		}
		for i := range k.random {
			VMOVUPD(k.random[i], k.state(i))
		}
	}
}

// spread is a fresh register with a number in every lane.
func (k *mover) spread(c Mem) VecVirtual {
	v := k.vector()
	if k.isWide() || c.Base == k.move {
		VBROADCASTSD(c, v)
	} else {
		VMOVUPD(c, v)
	}
	return v
}

// with does an instruction with a number in every lane as its first operand.
func (k *mover) with(plain, broadcast func(...Op), c Mem, rest ...Op) {
	switch {
	case k.isWide():
		broadcast(append([]Op{c}, rest...)...)
	case c.Base == k.move:
		plain(append([]Op{k.spread(c)}, rest...)...)
	default:
		plain(append([]Op{c}, rest...)...)
	}
}

// next steps xoshiro256++ in every lane.
func (k *mover) next() VecVirtual {
	s := k.random
	if !k.isWide() {
		for i := range s {
			s[i] = k.load(k.state(i))
		}
	}
	out, t := k.vector(), k.vector()
	VPADDQ(s[3], s[0], out)
	k.rotate(23, out)
	VPADDQ(s[0], out, out)
	VPSLLQ(Imm(17), s[1], t)
	k.xor(s[0], s[2])
	k.xor(s[1], s[3])
	k.xor(s[2], s[1])
	k.xor(s[3], s[0])
	k.xor(t, s[2])
	k.rotate(45, s[3])
	if !k.isWide() {
		for i := range s {
			VMOVUPD(s[i], k.state(i))
		}
	}
	return out
}

func (k *mover) xor(a Op, to VecVirtual) {
	if k.isWide() {
		VPXORQ(a, to, to)
		return
	}
	VPXOR(a, to, to)
}

func (k *mover) and(a Mem, to VecVirtual) {
	if k.isWide() {
		VPANDQ_BCST(a, to, to)
		return
	}
	VPAND(a, to, to)
}

func (k *mover) or(a Mem, to VecVirtual) {
	if k.isWide() {
		VPORQ_BCST(a, to, to)
		return
	}
	VPOR(a, to, to)
}

func (k *mover) rotate(by int, v VecVirtual) {
	if k.isWide() {
		VPROLQ(Imm(uint64(by)), v, v)
		return
	}
	t := k.vector()
	VPSRLQ(Imm(uint64(64-by)), v, t)
	VPSLLQ(Imm(uint64(by)), v, v)
	VPOR(t, v, v)
}

// mask says in which lanes something holds.
type mask struct {
	opmask Register
	vector VecVirtual
}

// above is a > b.
func (k *mover) above(a VecVirtual, b Op) mask {
	const greater = 0x1E
	if k.isWide() {
		m := K()
		VCMPPD(Imm(greater), b, a, m)
		return mask{opmask: m}
	}
	m := k.vector()
	VCMPPD(Imm(greater), b, a, m)
	return mask{vector: m}
}

// choose puts from into the lanes of to where the mask holds.
func (k *mover) choose(m mask, from, to VecVirtual) {
	if k.isWide() {
		VMOVAPD(from, m.opmask, to)
		return
	}
	VBLENDVPD(m.vector, from, to, to)
}

// addWhere adds a to a sum where the mask holds.
func (k *mover) addWhere(m mask, a Op, sum int) {
	if k.isWide() {
		VADDPD(a, k.sums[sum], m.opmask, k.sums[sum])
		return
	}
	t := k.vector()
	VANDPD(a, m.vector, t)
	k.add(t, sum)
}

func (k *mover) add(a VecVirtual, sum int) {
	if k.isWide() {
		VADDPD(a, k.sums[sum], k.sums[sum])
		return
	}
	t := k.vector()
	VADDPD(k.sum(sum), a, t)
	VMOVUPD(t, k.sum(sum))
}

func (k *mover) addProduct(a, b VecVirtual, sum int) {
	if k.isWide() {
		VFMADD231PD(a, b, k.sums[sum])
		return
	}
	t := k.load(k.sum(sum))
	VFMADD231PD(a, b, t)
	VMOVUPD(t, k.sum(sum))
}

// horners are the polynomials c[0] + x·(c[1] + …) of several x, their steps in turns: the processor then finds enough to do that
// does not wait for the step before.
func (k *mover) horners(x []VecVirtual, c ...[]float64) []VecVirtual {
	p := make([]VecVirtual, len(x))
	for step := 0; ; step++ {
		isBusy := false
		for i := range x {
			switch at := len(c[i]) - 1 - step; {
			case step == 0:
				p[i] = k.spread(k.number(c[i][at]))
				isBusy = true
			case at >= 0:
				k.with(VFMADD213PD, VFMADD213PD_BCST, k.number(c[i][at]), x[i], p[i])
				isBusy = true
			}
		}
		if !isBusy {
			return p
		}
	}
}

// fraction is the number in [1, 2) of the upper 52 bits of x.
func (k *mover) fraction(x VecVirtual) VecVirtual {
	f := k.vector()
	VPSRLQ(Imm(12), x, f)
	k.or(k.number(1), f)
	return f
}

// normals is option.normals, with the logarithm of elementary.LogNear.
func (k *mover) normals(x, y VecVirtual) [2]VecVirtual {
	u := k.spread(k.number(2))
	VSUBPD(k.fraction(x), u, u)
	angle, square := k.fraction(y), k.vector()
	k.with(VSUBPD, VSUBPD_BCST, k.number(1.5), angle, angle)

	// u is 2ᵉ·(1+f).
	e, f := k.vector(), u
	k.with(VPADDQ, VPADDQ_BCST, k.bits(0x3FF0000000000000-elementary.HalfRoot), u, f)
	VPSRLQ(Imm(52), f, e)
	k.or(k.bits(0x4330000000000000), e)
	k.with(VSUBPD, VSUBPD_BCST, k.number(0x1p52+1023), e, e)
	k.and(k.bits(0x000FFFFFFFFFFFFF), f)
	k.with(VPADDQ, VPADDQ_BCST, k.bits(elementary.HalfRoot), f, f)
	k.with(VSUBPD, VSUBPD_BCST, k.number(1), f, f)
	s, z := k.vector(), k.vector()
	k.with(VADDPD, VADDPD_BCST, k.number(2), f, s)
	VDIVPD(s, f, s)
	VMULPD(angle, angle, square)
	VMULPD(s, s, z)
	p := k.horners([]VecVirtual{square, square, z}, elementary.SinTerms[:], elementary.CosTerms[:], elementary.LogTerms[:])
	sin, cos, r := p[0], p[1], p[2]
	VMULPD(z, r, r)
	half := k.vector()
	k.with(VMULPD, VMULPD_BCST, k.number(0.5), f, half)
	VMULPD(f, half, half)
	VADDPD(half, r, r)
	VMULPD(s, r, r)
	k.with(VFMADD231PD, VFMADD231PD_BCST, k.number(elementary.Ln2Lo), e, r)
	VSUBPD(r, half, half)
	VSUBPD(half, f, f)
	k.with(VFMADD231PD, VFMADD231PD_BCST, k.number(elementary.Ln2Hi), e, f)
	radius := f
	k.with(VMULPD, VMULPD_BCST, k.number(-2), radius, radius)
	VSQRTPD(radius, radius)

	VMULPD(angle, sin, sin)
	bit := k.vector()
	VPSLLQ(Imm(63), y, bit)
	k.xor(bit, cos)
	VPSLLQ(Imm(62), y, bit)
	swap := mask{vector: bit}
	if k.isWide() {
		swap.opmask = K()
		VPMOVQ2M(bit, swap.opmask)
	}
	first := k.vector()
	VMOVAPD(cos, first)
	k.choose(swap, sin, first)
	k.choose(swap, cos, sin)
	VMULPD(radius, first, first)
	VMULPD(radius, sin, sin)
	return [2]VecVirtual{first, sin}
}

// exps is elementary.ExpNear of each x.
func (k *mover) exps(x []VecVirtual) []VecVirtual {
	t, r := make([]VecVirtual, len(x)), make([]VecVirtual, len(x))
	n := make([]VecVirtual, len(x))
	terms := make([][]float64, len(x))
	for i := range x {
		t[i], n[i], r[i] = k.spread(k.number(elementary.Shift)), k.vector(), x[i]
		terms[i] = elementary.ExpTerms[:]
		k.with(VFMADD231PD, VFMADD231PD_BCST, k.number(elementary.Log2E), x[i], t[i])
	}
	for i := range x {
		k.with(VSUBPD, VSUBPD_BCST, k.number(elementary.Shift), t[i], n[i])
	}
	for i := range x {
		k.with(VFNMADD231PD, VFNMADD231PD_BCST, k.number(elementary.Ln2Hi), n[i], r[i])
	}
	for i := range x {
		k.with(VFNMADD231PD, VFNMADD231PD_BCST, k.number(elementary.Ln2Lo), n[i], r[i])
	}
	q := k.horners(r, terms...)
	for i := range x {
		VMULPD(r[i], r[i], n[i])
		VFMADD213PD(r[i], n[i], q[i]) // q = n·q + r
		k.with(VADDPD, VADDPD_BCST, k.number(1), q[i], q[i])
		VPSLLQ(Imm(52), t[i], t[i])
		VPADDQ(t[i], q[i], q[i])
	}
	return q
}

// paths is option.block.path for both vectors of a group.
func (k *mover) paths(z [2]VecVirtual) {
	var logs []VecVirtual
	for part := range z {
		gain, flow := k.load(k.list(atGain, part)), k.load(k.list(atFlow, part))
		wait := k.spread(k.of(atWait + 3*8))
		for i := 2; i >= 0; i-- {
			k.with(VFMADD213PD, VFMADD213PD_BCST, k.of(atWait+i*8), gain, wait)
		}
		k.with(VMAXPD, VMAXPD_BCST, k.number(0), wait, wait)
		k.choose(k.above(gain, wait), gain, flow)
		k.with(VMULPD, VMULPD_BCST, k.of(atDiscount), flow, flow)
		VMOVUPD(flow, k.list(atFlow, part))
	}
	for part := range z {
		log := k.load(k.list(atLog, part))
		k.with(VFMADD213PD, VFMADD213PD_BCST, k.of(atShift), k.spread(k.of(atKeep)), log)
		k.with(VFMADD231PD, VFMADD231PD_BCST, k.of(atSpread), z[part], log)
		k.with(VMINPD, VMINPD_BCST, k.number(maxLog), log, log)
		k.with(VMAXPD, VMAXPD_BCST, k.number(-maxLog), log, log)
		VMOVUPD(log, k.list(atLog, part))
		logs = append(logs, log)
	}
	for part, growth := range k.exps(logs) {
		gain := k.spread(k.number(1))
		VSUBPD(growth, gain, gain)
		k.with(VMAXPD, VMAXPD_BCST, k.number(0), gain, gain)
		VMOVUPD(gain, k.list(atGain, part))
		k.count(gain, k.load(k.list(atFlow, part)))
	}
}

// count adds to the sums.
func (k *mover) count(gain, flow VecVirtual) {
	pays := k.above(gain, k.spread(k.number(0)))
	k.addWhere(pays, k.spread(k.number(1)), 0)
	k.add(gain, 1)
	square, cube := k.vector(), k.vector()
	VMULPD(gain, gain, square)
	k.add(square, 2)
	VMULPD(gain, square, cube)
	k.add(cube, 3)
	k.addProduct(square, square, 4)
	k.addProduct(cube, square, 5)
	k.addProduct(cube, cube, 6)
	k.addWhere(pays, flow, 7)
	k.addProduct(gain, flow, 8)
	k.addProduct(square, flow, 9)
	k.addProduct(cube, flow, 10)
}
