//go:build generate

// The generator of the assembly of package option; run by go generate in the package's folder.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	Package("zhiya/valuation/option")
	ConstraintExpr("amd64")
	wide, narrow := instructions{"AVX512", 8}, instructions{"AVX2", 4}
	wide.tree(8) // the sweeps of option.kernels
	narrow.tree(4)
	c := newConstants()
	wide.mover(c)
	narrow.mover(c)
	c.write()
	Generate()
}

// instructions is a set of vector instructions with the number of floats in a register.
type instructions struct {
	name  string
	width int
}

func (s instructions) isWide() bool { return s.width == 8 }

func (s instructions) size() int { return 8 * s.width }

// vector is a fresh register.
func (s instructions) vector() VecVirtual {
	if s.isWide() {
		return ZMM()
	}
	return YMM()
}

// load is a fresh register with the vector at m.
func (s instructions) load(m Mem) VecVirtual {
	v := s.vector()
	VMOVUPD(m, v)
	return v
}
