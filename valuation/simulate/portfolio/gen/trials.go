//go:build generate

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Offsets in portfolio.plan; kernel_test.go compares them with the structure.
const (
	atRandom      = 0
	atSum         = atRandom + 4*64
	atGrowth      = atSum + 64
	atDiscount    = atGrowth + tableSize
	atDiscountFar = atDiscount + tableSize
	atNormal      = atDiscountFar + tableSize
	atNormalFar   = atNormal + tableSize
	atPower       = atNormalFar + tableSize
	atScalar      = atPower + 128

	tableSize = 5 * 16 * 8
)

// The scalars, in the order of portfolio.scalars.
const (
	sRho = iota
	sCentre
	sOwn
	sSigma
	sRevenue
	sMode         = sRevenue + 4
	sRoyLowSlope  = sMode + 1
	sRoyLow       = sMode + 2
	sRoyHighSlope = sMode + 3
	sRoyHigh      = sMode + 4
	sRoyMin       = sMode + 5
	sRoyMax       = sMode + 6
	sDecSlope     = sMode + 7
	sDecTop       = sMode + 8
	sInflow       = sMode + 9
	sFade         = sMode + 10
	sRounder      = sFade + 8
	sNormalMain   = sFade + 9
	sNormalFar    = sFade + 10
	sPertMain     = sFade + 11
	sFloor        = sFade + 12
	sCeiling      = sFade + 13
	sMantissa     = sFade + 14
	sOne          = sFade + 15
	sSign         = sFade + 16
	sLow3         = sFade + 17
	sFraction     = sFade + 18
	sMiddle       = sFade + 19
	sPertFar      = sNormalMain
)

// Truth tables of VPTERNLOGQ for (dst, second, third): f(1,0,0), f(0,1,0), f(0,0,1) are bits 4, 2, 1.
const (
	aAndBOrC   = 0xEA // (dst & second) | third
	aXorBAndC  = 0x78 // dst ^ (second & third)
	cPicksAOrB = 0xE4 // third ? dst : second
	xor3       = 0x96
)

// kernel is the function under construction.
type kernel struct {
	plan                         Register
	mantissa, one, sign, rounder VecVirtual
	fraction                     VecVirtual
}

func (k *kernel) mem(offset int) Mem { return Mem{Base: k.plan, Disp: offset} }

func (k *kernel) scalar(i int) Mem { return k.mem(atScalar + 8*i) }

func (k *kernel) broadcast(i int) VecVirtual {
	z := ZMM()
	VBROADCASTSD(k.scalar(i), z)
	return z
}

// trials makes 8 values at a time, exactly as plan.trial does.
func trials() {
	TEXT("trialsAVX512", NOSPLIT, "func(p *plan, out *float64, vectors int)")
	Doc("trialsAVX512 makes the next 8·vectors values of the plan; see plan.trial.")
	Pragma("noescape")
	k := &kernel{plan: Load(Param("p"), GP64())}
	out := Load(Param("out"), GP64())
	n := Load(Param("vectors"), GP64())
	k.mantissa, k.one, k.sign, k.rounder = k.broadcast(sMantissa), k.broadcast(sOne), k.broadcast(sSign), k.broadcast(sRounder)
	k.fraction = k.broadcast(sFraction)
	var state [4]VecVirtual
	for i := range state {
		state[i] = ZMM()
		VMOVUPD(k.mem(atRandom+64*i), state[i])
	}
	sum := ZMM()
	VMOVUPD(k.mem(atSum), sum)
	TESTQ(n, n)
	JZ(LabelRef("done"))

	Label("loop")
	x1, x2, x3 := draw(state), draw(state), draw(state)
	f1, f2, f3 := ZMM(), ZMM(), ZMM()
	VCVTQQ2PD(x1, f1)
	VCVTQQ2PD(x2, f2)
	VCVTQQ2PD(x3, f3)
	z, w, h := k.normal(f1, atNormal), k.normal(f2, atNormal), k.discount(f3, atDiscount)

	// One vector in 32 has a lane that needs the second tables.
	least, size := ZMM(), ZMM()
	VRANGEPD(Imm(0b1010), f2, f1, least) // the lesser of the absolute values, positive
	VRANGEPD(Imm(0b1010), f3, f3, size)
	far, farther := K(), K()
	VCMPPD_BCST(Imm(1), k.scalar(sNormalMain), least, far)
	VCMPPD_BCST(Imm(1), k.scalar(sPertMain), size, farther)
	KORTESTB(far, farther)
	JNZ(LabelRef("far"))
	Label("near")

	cell := k.broadcast(sCentre)
	VFMADD231PD_BCST(k.scalar(sRho), z, cell)
	VFMADD231PD_BCST(k.scalar(sOwn), w, cell)
	rounded, place := ZMM(), ZMM()
	VADDPD(k.rounder, cell, rounded)
	VSUBPD(k.rounder, rounded, place)
	VSUBPD(place, cell, place)
	g := k.polynomial(atGrowth, rounded, place)
	VMAXPD_BCST(k.scalar(sFloor), g, g)
	VMINPD_BCST(k.scalar(sCeiling), g, g)

	// Royalty rate.
	u := k.uniform(x1)
	isLow := K()
	VCMPPD_BCST(Imm(1), k.scalar(sMode), u, isLow)
	high, low := k.broadcast(sRoyHigh), k.broadcast(sRoyLow)
	VFMADD231PD_BCST(k.scalar(sRoyHighSlope), u, high)
	VFMADD231PD_BCST(k.scalar(sRoyLowSlope), u, low)
	VMOVAPD(low, isLow, high)
	VSQRTPD(high, high)
	royalty, royMax := k.broadcast(sRoyMin), k.broadcast(sRoyMax)
	VADDPD(high, royalty, royalty)
	VSUBPD(high, royMax, royMax)
	VMOVAPD(royalty, isLow, royMax)
	royalty = royMax

	// Discounted, decayed growth of each year.
	q, decay, v := k.broadcast(sDecTop), k.uniform(x2), ZMM()
	VFMADD231PD_BCST(k.scalar(sDecSlope), decay, q)
	VMULPD(h, h, v)
	VMULPD(v, q, q)
	flat, own := ZMM(), ZMM()
	VMULPD_BCST(k.scalar(sInflow), q, flat)
	VMULPD(g, q, own)
	a := ZMM()
	VMOVAPD(flat, a)
	VFMADD231PD_BCST(k.scalar(sFade+7), own, a)
	VADDPD(k.one, a, a)
	for t := 6; t >= 0; t-- {
		year := ZMM()
		VMOVAPD(flat, year)
		VFMADD231PD_BCST(k.scalar(sFade+t), own, year)
		VFMADD213PD(k.one, year, a)
	}
	VADDPD(own, flat, flat)
	VFMADD213PD(k.one, flat, a)

	// 0.75 of the revenue of year 1.
	t, r := ZMM(), ZMM()
	VMOVAPD(k.rounder, t)
	VFMADD231PD_BCST(k.scalar(sSigma), z, t)
	VSUBPD(k.rounder, t, r)
	VFMSUB231PD_BCST(k.scalar(sSigma), z, r) // r = z·sigma − r
	power := ZMM()
	VMOVUPD(k.mem(atPower), power)
	VPERMT2PD(k.mem(atPower+64), t, power)
	VPSLLQ(Imm(48), t, t)
	VPADDQ(t, power, power)
	e := k.broadcast(sRevenue + 3)
	for i := 2; i >= 0; i-- {
		VFMADD213PD_BCST(k.scalar(sRevenue+i), r, e)
	}
	VMULPD(e, power, power)
	VMULPD(royalty, power, power)
	VMULPD(a, h, h)
	VMULPD(h, power, power)
	VMOVUPD(power, Mem{Base: out})
	VADDPD(power, sum, sum)
	ADDQ(Imm(64), out)
	DECQ(n)
	JNZ(LabelRef("loop"))

	Label("done")
	for i := range state {
		VMOVUPD(state[i], k.mem(atRandom+64*i))
	}
	VMOVUPD(sum, k.mem(atSum))
	VZEROUPPER()
	RET()

	Label("far")
	for _, it := range []struct {
		f, z VecVirtual
	}{{f1, z}, {f2, w}} {
		k.merge(it.f, sNormalMain, k.normal(k.atLeast(it.f, sNormalFar), atNormalFar), it.z)
	}
	k.merge(f3, sPertMain, k.discount(k.atLeast(f3, sPertFar), atDiscountFar), h)
	JMP(LabelRef("near"))
}

// merge puts those lanes of from into to whose |f| lies below the limit.
func (k *kernel) merge(f VecVirtual, limit int, from, to VecVirtual) {
	size, below := ZMM(), K()
	VRANGEPD(Imm(0b1010), f, f, size)
	VCMPPD_BCST(Imm(1), k.scalar(limit), size, below)
	VMOVAPD(from, below, to)
}

// atLeast is f, or the limit with the sign of f where |f| lies below it.
func (k *kernel) atLeast(f VecVirtual, limit int) VecVirtual {
	far := ZMM()
	VRANGEPD_BCST(Imm(0b0011), k.scalar(limit), f, far)
	return far
}

// draw steps 8 generators xoshiro256++.
func draw(s [4]VecVirtual) VecVirtual {
	x, t := ZMM(), ZMM()
	VPADDQ(s[3], s[0], x)
	VPROLQ(Imm(23), x, x)
	VPADDQ(s[0], x, x)
	VPSLLQ(Imm(17), s[1], t)
	d := ZMM()
	VPXORQ(s[1], s[3], d)
	VPTERNLOGQ(Imm(xor3), s[2], s[0], t)
	VPTERNLOGQ(Imm(xor3), s[2], s[0], s[1])
	VPXORQ(d, s[0], s[0])
	VMOVDQA64(t, s[2])
	VPROLQ(Imm(45), d, s[3])
	return x
}

// inOctave is the place in its octave, from 1 to 2, of a converted random integer.
func (k *kernel) inOctave(f VecVirtual) VecVirtual {
	m := ZMM()
	VMOVAPD(f, m)
	VPTERNLOGQ(Imm(aAndBOrC), k.one, k.mantissa, m)
	return m
}

func (k *kernel) normal(f VecVirtual, table int) VecVirtual {
	cell := ZMM()
	VPSRLQ(Imm(52), f, cell)
	z := k.polynomial(table, cell, k.inOctave(f))
	VPTERNLOGQ(Imm(aXorBAndC), k.sign, f, z)
	return z
}

func (k *kernel) discount(f VecVirtual, table int) VecVirtual {
	cell, side := ZMM(), ZMM()
	VPSRLQ(Imm(52), f, cell)
	VPSRLQ(Imm(60), f, side)
	VPTERNLOGQ_BCST(Imm(cPicksAOrB), k.scalar(sLow3), side, cell)
	return k.polynomial(table, cell, k.inOctave(f))
}

// polynomial is table.at.
func (k *kernel) polynomial(table int, cell, x VecVirtual) VecVirtual {
	var c [5]VecVirtual
	for i := range c {
		c[i] = ZMM()
		VMOVUPD(k.mem(table+128*i), c[i])
		VPERMT2PD(k.mem(table+128*i+64), cell, c[i])
	}
	for i := 3; i >= 0; i-- {
		VFMADD213PD(c[i], x, c[4])
	}
	return c[4]
}

// uniform is the low half of a random number as a number in (1, 2).
func (k *kernel) uniform(x VecVirtual) VecVirtual {
	u := ZMM()
	VPSLLQ(Imm(20), x, u)
	VPTERNLOGQ_BCST(Imm(aAndBOrC), k.scalar(sMiddle), k.fraction, u)
	return u
}
