//go:build generate

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Offsets in portfolio.choice.
const (
	atMean    = 0
	atLow     = 8
	atHigh    = atLow + 3*8
	atSquares = 64
	atAtLeast = atSquares + 64
	atInside  = atAtLeast + 3*64
)

// choose copies the values that lie in one of three brackets and counts, exactly as choice.portableTake does.
func choose() {
	TEXT("chooseAVX512", NOSPLIT, "func(c *choice, in *float64, vectors int, out *float64) int")
	Doc("chooseAVX512 takes 8·vectors values; see choice.take. It may write 8 values behind those it keeps.")
	Pragma("noescape")
	c := Load(Param("c"), GP64())
	in := Load(Param("in"), GP64())
	n := Load(Param("vectors"), GP64())
	out := Load(Param("out"), GP64())
	at := func(offset int) Mem { return Mem{Base: c, Disp: offset} }
	mean, unit := ZMM(), ZMM()
	VBROADCASTSD(at(atMean), mean)
	VPTERNLOGQ(Imm(0xFF), unit, unit, unit)
	var low, high, atLeast, inside [3]VecVirtual
	for i := range low {
		low[i], high[i], atLeast[i], inside[i] = ZMM(), ZMM(), ZMM(), ZMM()
		VBROADCASTSD(at(atLow+8*i), low[i])
		VBROADCASTSD(at(atHigh+8*i), high[i])
		VMOVDQU64(at(atAtLeast+64*i), atLeast[i])
		VMOVDQU64(at(atInside+64*i), inside[i])
	}
	squares := ZMM()
	VMOVUPD(at(atSquares), squares)
	kept := GP64()
	XORQ(kept, kept)
	TESTQ(n, n)
	JZ(LabelRef("done"))

	Label("loop")
	v, d := ZMM(), ZMM()
	VMOVUPD(Mem{Base: in}, v)
	VSUBPD(mean, v, d)
	VFMADD231PD(d, d, squares)
	var chosen Register
	for i := range low {
		isAbove, isInside := K(), K()
		VCMPPD(Imm(5), low[i], v, isAbove) // not less than
		VPSUBQ(unit, atLeast[i], isAbove, atLeast[i])
		VCMPPD(Imm(2), high[i], v, isAbove, isInside)
		VPSUBQ(unit, inside[i], isInside, inside[i])
		if i == 0 {
			chosen = isInside
		} else {
			KORB(isInside, chosen, chosen)
		}
	}
	mask, packed := GP32(), ZMM()
	VCOMPRESSPD_Z(v, chosen, packed)
	KMOVB(chosen, mask)
	POPCNTL(mask, mask)
	VMOVUPD(packed, Mem{Base: out, Index: kept, Scale: 8})
	ADDQ(mask.As64(), kept)
	ADDQ(Imm(64), in)
	DECQ(n)
	JNZ(LabelRef("loop"))

	Label("done")
	VMOVUPD(squares, at(atSquares))
	for i := range atLeast {
		VMOVDQU64(atLeast[i], at(atAtLeast+64*i))
		VMOVDQU64(inside[i], at(atInside+64*i))
	}
	VZEROUPPER()
	Store(kept, ReturnIndex(0))
	RET()
}
