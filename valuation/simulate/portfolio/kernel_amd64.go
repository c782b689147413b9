package portfolio

import "golang.org/x/sys/cpu"

//go:generate go run -tags generate ./gen -out kernel_amd64.s

// trialsAVX512 makes the next 8·vectors values of the plan.
//
//go:noescape
func trialsAVX512(p *plan, out *float64, vectors int)

// chooseAVX512 is choice.take for 8·vectors values. It may write 8 values behind those it keeps.
//
//go:noescape
func chooseAVX512(c *choice, in *float64, vectors int, out *float64) int

// trialsAVX2 makes the values of the lanes 0–3 when half is 0, of the lanes 4–7 when it is 32, at their places in out.
//
//go:noescape
func trialsAVX2(p *plan, out *float64, vectors, half int)

// chooseAVX2 is choice.take for 8·vectors values. It may write 4 values behind those it keeps.
//
//go:noescape
func chooseAVX2(c *choice, in *float64, vectors int, out *float64) int

func init() {
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasPOPCNT {
		available = append(available, kernel{name: "avx512", trials: trialsAVX512, take: chooseAVX512})
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasPOPCNT {
		available = append(available, kernel{name: "avx2", take: chooseAVX2, trials: func(p *plan, out *float64, vectors int) {
			trialsAVX2(p, out, vectors, 0)
			trialsAVX2(p, out, vectors, 32)
		}})
	}
	if len(available) > 0 {
		fast = available[0]
	}
}
