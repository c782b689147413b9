package portfolio

// kernel is code for a kind of processor that does the same as the portable code, bit for bit, for whole groups of 8.
type kernel struct {
	name   string
	trials func(p *plan, out *float64, vectors int)                           // as plan.portableTrials
	take   func(c *choice, in *float64, vectors int, out *float64) (kept int) // as choice.take
}

// available are the kernels this processor can run, the fastest first.
var available []kernel

// fast is the kernel in use; the portable one has no functions.
var fast = kernel{name: "portable"}

// Kernel names the code in use on this processor: avx512, avx2 or portable. All give the same bytes.
func Kernel() string { return fast.name }

// trials makes the next len(out) values of the plan.
func (p *plan) trials(out []float64) {
	whole := 0
	if fast.trials != nil && len(out) >= lanes {
		whole = len(out) / lanes * lanes
		fast.trials(p, &out[0], whole/lanes)
	}
	p.portableTrials(out[whole:])
}

// takeWhole is take for as many whole groups of 8 as the kernel of the processor does; it returns how many values it kept and
// how many it looked at.
func (c *choice) takeWhole(in, out []float64) (kept, looked int) {
	if fast.take == nil || len(in) < lanes {
		return 0, 0
	}
	whole := len(in) / lanes
	return fast.take(c, &in[0], whole, &out[0]), whole * lanes
}
