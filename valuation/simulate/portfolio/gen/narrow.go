//go:build generate

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// narrow is the kernel for AVX2 under construction: 4 lanes, 16 registers, so what is not needed at once waits on the stack.
type narrow struct {
	plan, half Register // half is 0 for the lanes 0–3 and 32 for the lanes 4–7
}

func (k *narrow) mem(offset int) Mem { return Mem{Base: k.plan, Disp: offset} }

// lane is a place in the plan that holds 8 lanes.
func (k *narrow) lane(offset int) Mem {
	return Mem{Base: k.plan, Disp: offset, Index: k.half, Scale: 1}
}

func (k *narrow) scalar(i int) VecVirtual {
	y := YMM()
	VBROADCASTSD(k.mem(atScalar+8*i), y)
	return y
}

func load(m Mem) VecVirtual {
	y := YMM()
	VMOVUPD(m, y)
	return y
}

// constants that are already in the file.
var constants = map[string]Mem{}

func constant(name string, bits uint64) VecVirtual {
	m, known := constants[name]
	if !known {
		m = ConstData(name, U64(bits))
		constants[name] = m
	}
	y := YMM()
	VBROADCASTSD(m, y)
	return y
}

// narrowTrials makes the values of 4 lanes, exactly as plan.trial does.
func narrowTrials() {
	TEXT("trialsAVX2", NOSPLIT, "func(p *plan, out *float64, vectors, half int)")
	Doc("trialsAVX2 makes the values of 4 of the 8 lanes.")
	k := &narrow{plan: Load(Param("p"), GP64())}
	out := Load(Param("out"), GP64())
	n := Load(Param("vectors"), GP64())
	k.half = Load(Param("half"), GP64())
	ADDQ(k.half, out)
	stack := AllocLocal(9 * 32)
	at := func(i int) Mem { return stack.Offset(32 * i) }
	x1, x2, f1, f2, f3, z, w, h, v := at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8)
	TESTQ(n, n)
	JZ(LabelRef("narrowDone"))

	Label("narrowLoop")
	var state [4]VecVirtual
	for i := range state {
		state[i] = load(k.lane(atRandom + 64*i))
	}
	small := YMM() // lanes that need the second tables
	for i, place := range []struct{ x, f Mem }{{x1, f1}, {x2, f2}, {Mem{}, f3}} {
		x := narrowDraw(state)
		if i < 2 {
			VMOVUPD(x, place.x)
		}
		f := narrowConvert(x)
		VMOVUPD(f, place.f)
		limit := sNormalMain
		if i == 2 {
			limit = sPertMain
		}
		m := k.below(f, limit)
		if i == 0 {
			VMOVAPD(m, small)
		} else {
			VORPD(m, small, small)
		}
	}
	for i := range state {
		VMOVUPD(state[i], k.lane(atRandom+64*i))
	}
	far := GP32()
	VMOVMSKPD(small, far)
	VMOVUPD(k.normal(load(f1), atNormal), z)
	VMOVUPD(k.normal(load(f2), atNormal), w)
	VMOVUPD(k.discount(load(f3), atDiscount), h)
	TESTL(far, far)
	JNZ(LabelRef("narrowFar"))
	Label("narrowNear")

	// Royalty rate.
	u := k.uniform(load(x1))
	isLow := YMM()
	VCMPPD(Imm(1), k.scalar(sMode), u, isLow)
	high, low := k.scalar(sRoyHigh), k.scalar(sRoyLow)
	VFMADD231PD(k.scalar(sRoyHighSlope), u, high)
	VFMADD231PD(k.scalar(sRoyLowSlope), u, low)
	VBLENDVPD(isLow, low, high, high)
	VSQRTPD(high, high)
	below, above := k.scalar(sRoyMin), k.scalar(sRoyMax)
	VADDPD(high, below, below)
	VSUBPD(high, above, above)
	VBLENDVPD(isLow, below, above, above)
	VMOVUPD(above, v)

	// 0.75 of the revenue of year 1.
	rounder := k.scalar(sRounder)
	sigma, t, r := k.scalar(sSigma), YMM(), YMM()
	VMOVAPD(rounder, t)
	zz := load(z)
	VFMADD231PD(sigma, zz, t)
	VSUBPD(rounder, t, r)
	VFMSUB231PD(sigma, zz, r)
	power, cell := YMM(), YMM()
	VPAND(constant("fifteen", 15), t, cell)
	k.gather(atPower, cell, power)
	VPSLLQ(Imm(48), t, t)
	VPADDQ(t, power, power)
	e := k.scalar(sRevenue + 3)
	for i := 2; i >= 0; i-- {
		VFMADD213PD(k.scalar(sRevenue+i), r, e)
	}
	VMULPD(e, power, power)
	VMULPD(load(v), power, power)
	VMOVUPD(power, v)

	// Growth.
	cell = k.scalar(sCentre)
	VFMADD231PD(k.scalar(sRho), load(z), cell)
	VFMADD231PD(k.scalar(sOwn), load(w), cell)
	rounder = k.scalar(sRounder)
	rounded, place := YMM(), YMM()
	VADDPD(rounder, cell, rounded)
	VSUBPD(rounder, rounded, place)
	VSUBPD(place, cell, place)
	g := k.polynomial(atGrowth, rounded, place)
	VMAXPD(k.scalar(sFloor), g, g)
	VMINPD(k.scalar(sCeiling), g, g)

	// Discounted, decayed growth of each year.
	q, hh, yearly := k.scalar(sDecTop), load(h), YMM()
	VFMADD231PD(k.scalar(sDecSlope), k.uniform(load(x2)), q)
	VMULPD(hh, hh, yearly)
	VMULPD(yearly, q, q)
	flat, own := YMM(), YMM()
	VMULPD(k.scalar(sInflow), q, flat)
	VMULPD(g, q, own)
	one := k.scalar(sOne)
	a := YMM()
	VMOVAPD(flat, a)
	VFMADD231PD(k.scalar(sFade+7), own, a)
	VADDPD(one, a, a)
	for t := 6; t >= 0; t-- {
		year := YMM()
		VMOVAPD(flat, year)
		VFMADD231PD(k.scalar(sFade+t), own, year)
		VFMADD213PD(one, year, a)
	}
	VADDPD(own, flat, flat)
	VFMADD213PD(one, flat, a)
	VMULPD(a, hh, hh)
	VMULPD(load(v), hh, hh)
	VMOVUPD(hh, Mem{Base: out})
	VADDPD(k.lane(atSum), hh, hh)
	VMOVUPD(hh, k.lane(atSum))
	ADDQ(Imm(64), out)
	DECQ(n)
	JNZ(LabelRef("narrowLoop"))

	Label("narrowDone")
	VZEROUPPER()
	RET()

	Label("narrowFar")
	for _, it := range []struct{ f, z Mem }{{f1, z}, {f2, w}} {
		k.merge(it.f, sNormalMain, k.normal(k.atLeast(load(it.f), sNormalFar), atNormalFar), it.z)
	}
	k.merge(f3, sPertMain, k.discount(k.atLeast(load(f3), sPertFar), atDiscountFar), h)
	JMP(LabelRef("narrowNear"))
}

// below marks the lanes with |f| under the limit.
func (k *narrow) below(f VecVirtual, limit int) VecVirtual {
	size := YMM()
	VANDNPD(f, k.scalar(sSign), size)
	VCMPPD(Imm(1), k.scalar(limit), size, size)
	return size
}

func (k *narrow) merge(f Mem, limit int, from VecVirtual, to Mem) {
	old := load(to)
	VBLENDVPD(k.below(load(f), limit), from, old, old)
	VMOVUPD(old, to)
}

func (k *narrow) atLeast(f VecVirtual, limit int) VecVirtual {
	sign, size := k.scalar(sSign), YMM()
	VANDNPD(f, sign, size)
	VMAXPD(k.scalar(limit), size, size)
	VANDPD(f, sign, sign)
	VORPD(sign, size, size)
	return size
}

func narrowDraw(s [4]VecVirtual) VecVirtual {
	x, t := YMM(), YMM()
	rotate := func(n uint64, from, to VecVirtual) {
		high := YMM()
		VPSRLQ(Imm(64-n), from, high)
		VPSLLQ(Imm(n), from, to)
		VPOR(high, to, to)
	}
	VPADDQ(s[3], s[0], x)
	rotate(23, x, x)
	VPADDQ(s[0], x, x)
	VPSLLQ(Imm(17), s[1], t)
	VPXOR(s[0], s[2], s[2])
	VPXOR(s[1], s[3], s[3])
	VPXOR(s[2], s[1], s[1])
	VPXOR(s[3], s[0], s[0])
	VPXOR(t, s[2], s[2])
	rotate(45, s[3], s[3])
	return x
}

// narrowConvert rounds 64-bit integers to floating-point numbers: the high and the low half each in the mantissa of a number
// whose exponent gives it its place; the one addition of both rounds.
func narrowConvert(x VecVirtual) VecVirtual {
	high, low, zero := YMM(), YMM(), YMM()
	VPSRAD(Imm(16), x, high)
	VPXOR(zero, zero, zero)
	VPBLENDW(Imm(0x33), zero, high, high)
	VPADDQ(constant("high", 0x4438000000000000), high, high)         // 3·2^67
	VPBLENDW(Imm(0x88), constant("low", 0x4330000000000000), x, low) // 2^52
	VSUBPD(constant("highLow", 0x4438001000000000), high, high)      // 3·2^67 + 2^52
	VADDPD(low, high, high)
	return high
}

func (k *narrow) inOctave(f VecVirtual) VecVirtual {
	m := YMM()
	VPAND(k.scalar(sMantissa), f, m)
	VPOR(k.scalar(sOne), m, m)
	return m
}

func (k *narrow) normal(f VecVirtual, table int) VecVirtual {
	cell, sign := YMM(), YMM()
	VPSRLQ(Imm(52), f, cell)
	VPAND(k.scalar(sSign), f, sign)
	z := k.polynomial(table, cell, k.inOctave(f))
	VPXOR(sign, z, z)
	return z
}

func (k *narrow) discount(f VecVirtual, table int) VecVirtual {
	cell, side, low := YMM(), YMM(), k.scalar(sLow3)
	VPSRLQ(Imm(52), f, cell)
	VPAND(low, cell, cell)
	VPSRLQ(Imm(60), f, side)
	VPANDN(side, low, side)
	VPOR(side, cell, cell)
	return k.polynomial(table, cell, k.inOctave(f))
}

func (k *narrow) gather(table int, cell, to VecVirtual) {
	all := YMM()
	VPCMPEQD(all, all, all)
	VXORPD(to, to, to)
	VGATHERQPD(all, Mem{Base: k.plan, Disp: table, Index: cell, Scale: 8}, to)
}

func (k *narrow) polynomial(table int, cell, x VecVirtual) VecVirtual {
	index, sum := YMM(), YMM()
	VPAND(constant("fifteen", 15), cell, index)
	k.gather(table+128*4, index, sum)
	for i := 3; i >= 0; i-- {
		c := YMM()
		k.gather(table+128*i, index, c)
		VFMADD213PD(c, x, sum)
	}
	return sum
}

func (k *narrow) uniform(x VecVirtual) VecVirtual {
	u := YMM()
	VPSLLQ(Imm(20), x, u)
	VPAND(k.scalar(sFraction), u, u)
	VPOR(k.scalar(sMiddle), u, u)
	return u
}

// narrowChoose is choose for AVX2: 4 values at a time, those kept moved to the front by a table of permutations.
func narrowChoose() {
	moves := GLOBL("moves", RODATA|NOPTR)
	for mask := range 16 {
		to := 0
		for l := range 4 {
			if mask>>l&1 == 1 {
				DATA(mask*32+to*8, U32(2*l))
				DATA(mask*32+to*8+4, U32(2*l+1))
				to++
			}
		}
		for ; to < 4; to++ {
			DATA(mask*32+to*8, U64(0))
		}
	}

	TEXT("chooseAVX2", NOSPLIT, "func(c *choice, in *float64, vectors int, out *float64) int")
	Doc("chooseAVX2 takes 8·vectors values; see choice.take. It may write 4 values behind those it keeps.")
	c := Load(Param("c"), GP64())
	in := Load(Param("in"), GP64())
	n := Load(Param("vectors"), GP64())
	out := Load(Param("out"), GP64())
	at := func(offset int) Mem { return Mem{Base: c, Disp: offset} }
	table := GP64()
	LEAQ(moves, table)
	mean := YMM()
	VBROADCASTSD(at(atMean), mean)
	var low, high [3]VecVirtual
	for i := range low {
		low[i], high[i] = YMM(), YMM()
		VBROADCASTSD(at(atLow+8*i), low[i])
		VBROADCASTSD(at(atHigh+8*i), high[i])
	}
	squares := [2]VecVirtual{load(at(atSquares)), load(at(atSquares + 32))}
	TESTQ(n, n)
	first := GP64()
	MOVQ(out, first)
	JZ(LabelRef("narrowChosen"))

	Label("narrowChoose")
	for half := range 2 {
		v, d, chosen := load(Mem{Base: in, Disp: 32 * half}), YMM(), YMM()
		VSUBPD(mean, v, d)
		VFMADD231PD(d, d, squares[half])
		mask := GP32()
		for i := range low {
			isAbove, isInside := YMM(), YMM()
			VCMPPD(Imm(5), low[i], v, isAbove) // not less than
			VCMPPD(Imm(2), high[i], v, isInside)
			VANDPD(isAbove, isInside, isInside)
			for _, counted := range []struct {
				lanes VecVirtual
				at    int
			}{{isAbove, atAtLeast}, {isInside, atInside}} {
				VMOVMSKPD(counted.lanes, mask)
				POPCNTL(mask, mask)
				ADDQ(mask.As64(), at(counted.at+64*i))
			}
			if i == 0 {
				VMOVAPD(isInside, chosen)
			} else {
				VORPD(isInside, chosen, chosen)
			}
		}
		VMOVMSKPD(chosen, mask)
		step, order := GP32(), YMM()
		POPCNTL(mask, step)
		SHLL(Imm(5), mask)
		VMOVDQU(Mem{Base: table, Index: mask.As64(), Scale: 1}, order)
		VPERMD(v, order, v)
		VMOVUPD(v, Mem{Base: out})
		LEAQ(Mem{Base: out, Index: step.As64(), Scale: 8}, out)
	}
	ADDQ(Imm(64), in)
	DECQ(n)
	JNZ(LabelRef("narrowChoose"))

	Label("narrowChosen")
	VMOVUPD(squares[0], at(atSquares))
	VMOVUPD(squares[1], at(atSquares+32))
	SUBQ(first, out)
	SHRQ(Imm(3), out)
	VZEROUPPER()
	Store(out, ReturnIndex(0))
	RET()
}
