package portfolio

import "golang.org/x/sys/cpu"

// hasAVX512 says whether the assembly runs on this processor; a test turns it off.
var hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ

// trials makes the next len(out) values of the plan; out has room for whole groups of 8.
func (p *plan) trials(out []float64) {
	whole := 0
	if hasAVX512 && len(out) >= lanes {
		whole = len(out) / lanes * lanes
		trialsAVX512(p, &out[0], whole/lanes)
	}
	p.portableTrials(out[whole:])
}

// Kernel names the code in use on this processor: avx512 or portable. Both give the same bytes.
func Kernel() string {
	if hasAVX512 {
		return "avx512"
	}
	return "portable"
}
