//go:build generate

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// roller writes the code that takes nodes back by several steps in one pass.
type roller struct {
	instructions
	steps          int
	n              GPVirtual
	values         Register
	exercise       [2]Register
	up, down       VecVirtual
	before, latest []VecVirtual // of each step: what it took from the group before, and what it is to take next
}

// tree goes over the nodes from the top down, in groups of one register. The steps of the sweep follow one another at the distance of
// a group, so that no step of a round waits for another: step s works on the group that step s−1 had in the round before. Every
// step keeps the group it had last, whose first node is the upper neighbour of the last node of this group.
func (s instructions) tree(steps int) {
	TEXT("tree"+s.name, NOSPLIT, "func(values, odd, even *float64, vectors int, up, down float64)")
	Doc("tree" + s.name + " takes 8·vectors nodes back by a sweep of steps; see kernel.tree.")
	Pragma("noescape")
	r := &roller{instructions: s, steps: steps}
	r.values = Load(Param("values"), GP64())
	r.exercise = [2]Register{Load(Param("odd"), GP64()), Load(Param("even"), GP64())}
	r.n = GP64()
	Load(Param("vectors"), r.n)
	r.up, r.down = s.vector(), s.vector()
	VBROADCASTSD(parameter("up"), r.up)
	VBROADCASTSD(parameter("down"), r.down)
	SHLQ(Imm(6), r.n)
	SUBQ(Imm(uint64(s.size())), r.n)
	for range steps {
		v, w := s.vector(), s.vector()
		VXORPD(v, v, v)
		VXORPD(w, w, w)
		r.before, r.latest = append(r.before, v), append(r.latest, w)
	}

	Label("round")
	for step := steps - 1; step >= 0; step-- {
		r.step(step, step*s.size())
	}
	SUBQ(Imm(uint64(s.size())), r.n)
	JGE(LabelRef("round"))
	// The later steps have still to reach the lowest groups.
	for done := 1; done < steps; done++ {
		for step := steps - 1; step >= done; step-- {
			r.step(step, (step-done+1)*s.size())
		}
	}
	VZEROUPPER()
	RET()
}

// step takes one group one step back; its place is offset bytes above that of the first step.
func (r *roller) step(step, offset int) {
	if step == 0 {
		VMOVUPD(Mem{Base: r.values, Index: r.n, Scale: 1}, r.latest[0])
	}
	neighbours := r.next(r.latest[step], r.before[step])
	out := r.vector()
	VMULPD(r.down, r.latest[step], out)
	VMOVAPD(r.latest[step], r.before[step])
	VFMADD231PD(r.up, neighbours, out)
	exercise := Mem{Base: r.exercise[step%2], Index: r.n, Scale: 1, Disp: 8*(step/2) + offset}
	if step < r.steps-1 {
		VMAXPD(exercise, out, r.latest[step+1])
		return
	}
	VMAXPD(exercise, out, out)
	VMOVUPD(out, Mem{Base: r.values, Index: r.n, Scale: 1, Disp: offset})
}

// next is x moved down by one node, with the first node of above at the end.
func (s instructions) next(x, above VecVirtual) VecVirtual {
	out := s.vector()
	if s.isWide() {
		VALIGNQ(Imm(1), x, above, out)
		return out
	}
	VPERM2F128(Imm(0x21), above, x, out)
	VSHUFPD(Imm(5), out, x, out)
	return out
}

func parameter(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}
