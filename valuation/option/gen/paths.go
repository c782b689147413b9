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
	atSpread   = 1 * lane8
	atShift    = 2 * lane8
	atDiscount = 3 * lane8
	atWait     = 4 * lane8
)

// constants are numbers repeated for every lane, in the read-only data.
type constants struct {
	data   Mem
	order  []uint64
	places map[uint64]int
}

const constantsName = "pathConstants"

func newConstants() *constants {
	return &constants{data: NewDataAddr(Symbol{Name: constantsName, Static: true}, 0), places: map[uint64]int{}}
}

func (c *constants) bits(b uint64) Mem {
	place, isKnown := c.places[b]
	if !isKnown {
		place = lane8 * len(c.order)
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
		for lane := range lane8 / 8 {
			DATA(i*lane8+8*lane, U64(b))
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

func (s instructions) paths(c *constants) {
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

func (k *mover) state(i int) Mem { return Mem{Base: k.block, Disp: atRandom + i*lane8 + k.half} }
func (k *mover) sum(i int) Mem   { return Mem{Base: k.block, Disp: atSums + i*lane8 + k.half} }
func (k *mover) of(place int) Mem {
	return Mem{Base: k.move, Disp: place + k.half}
}
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
	for part := range z {
		k.path(part, z[part])
	}
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

func (k *mover) and(a Op, to VecVirtual) {
	if k.isWide() {
		VPANDQ(a, to, to)
		return
	}
	VPAND(a, to, to)
}

func (k *mover) or(a Op, to VecVirtual) {
	if k.isWide() {
		VPORQ(a, to, to)
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

// horner is c[0] + x·(c[1] + …).
func (k *mover) horner(x VecVirtual, c []float64) VecVirtual {
	p := k.load(k.number(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		VFMADD213PD(k.number(c[i]), x, p)
	}
	return p
}

// fraction is the number in [1, 2) of the upper 52 bits of x.
func (k *mover) fraction(x VecVirtual) VecVirtual {
	f := k.vector()
	VPSRLQ(Imm(12), x, f)
	k.or(k.number(1), f)
	return f
}

// normals is option.normals.
func (k *mover) normals(x, y VecVirtual) [2]VecVirtual {
	u := k.load(k.number(2))
	VSUBPD(k.fraction(x), u, u)
	radius := k.log(u)
	VMULPD(k.number(-2), radius, radius)
	VSQRTPD(radius, radius)

	angle, square := k.fraction(y), k.vector()
	VSUBPD(k.number(1.5), angle, angle)
	VMULPD(angle, angle, square)
	sin := k.horner(square, elementary.SinTerms[:])
	VMULPD(angle, sin, sin)
	cos := k.horner(square, elementary.CosTerms[:])
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

// log is elementary.LogNear.
func (k *mover) log(x VecVirtual) VecVirtual {
	e, f := k.vector(), k.vector()
	VPADDQ(k.bits(0x3FF0000000000000-elementary.HalfRoot), x, f)
	VPSRLQ(Imm(52), f, e)
	k.or(k.bits(0x4330000000000000), e)
	VSUBPD(k.number(0x1p52+1023), e, e)
	k.and(k.bits(0x000FFFFFFFFFFFFF), f)
	VPADDQ(k.bits(elementary.HalfRoot), f, f)
	VSUBPD(k.number(1), f, f)
	s, z := k.vector(), k.vector()
	VADDPD(k.number(2), f, s)
	VDIVPD(s, f, s)
	VMULPD(s, s, z)
	r := k.horner(z, elementary.LogTerms[:])
	VMULPD(z, r, r)
	half := k.vector()
	VMULPD(k.number(0.5), f, half)
	VMULPD(f, half, half)
	VADDPD(half, r, r)
	VMULPD(s, r, r)
	VFMADD231PD(k.number(elementary.Ln2Lo), e, r)
	VSUBPD(r, half, half)
	VSUBPD(half, f, f)
	VFMADD231PD(k.number(elementary.Ln2Hi), e, f)
	return f
}

// exp is elementary.ExpNear.
func (k *mover) exp(x VecVirtual) VecVirtual {
	t, n, r := k.load(k.number(elementary.Shift)), k.vector(), k.vector()
	VFMADD231PD(k.number(elementary.Log2E), x, t)
	VSUBPD(k.number(elementary.Shift), t, n)
	VMOVAPD(x, r)
	VFNMADD231PD(k.number(elementary.Ln2Hi), n, r)
	VFNMADD231PD(k.number(elementary.Ln2Lo), n, r)
	q := k.horner(r, elementary.ExpTerms[:])
	VMULPD(r, r, n)
	VFMADD213PD(r, n, q) // q = n·q + r
	VADDPD(k.number(1), q, q)
	VPSLLQ(Imm(52), t, t)
	VPADDQ(t, q, q)
	return q
}

// path is option.block.path for one of the two vectors of a group.
func (k *mover) path(part int, z VecVirtual) {
	gain, flow := k.load(k.list(atGain, part)), k.load(k.list(atFlow, part))
	wait := k.load(k.of(atWait + 3*lane8))
	for i := 2; i >= 0; i-- {
		VFMADD213PD(k.of(atWait+i*lane8), gain, wait)
	}
	VMAXPD(k.number(0), wait, wait)
	k.choose(k.above(gain, wait), gain, flow)
	VMULPD(k.of(atDiscount), flow, flow)
	VMOVUPD(flow, k.list(atFlow, part))

	now := k.load(k.list(atLog, part))
	VFMADD213PD(k.of(atShift), k.load(k.of(atKeep)), now)
	VFMADD231PD(k.of(atSpread), z, now)
	VMINPD(k.number(maxLog), now, now)
	VMAXPD(k.number(-maxLog), now, now)
	VMOVUPD(now, k.list(atLog, part))
	gain = k.load(k.number(1))
	VSUBPD(k.exp(now), gain, gain)
	VMAXPD(k.number(0), gain, gain)
	VMOVUPD(gain, k.list(atGain, part))

	pays := k.above(gain, k.number(0))
	k.addWhere(pays, k.number(1), 0)
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
