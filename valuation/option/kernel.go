package option

// kernel is code for a kind of processor that does the same as the portable code, bit for bit.
type kernel struct {
	name string
	// tree takes 8·vectors nodes back by sweep steps; odd and even are the exercise values at node 0 of the first and of the second
	// of these steps. It reads and writes up to 8·sweep nodes beyond.
	tree  func(values, odd, even *float64, vectors int, up, down float64)
	sweep int
	// move is block.move.
	move func(b *block, m *move, groups int)
}

// kernels are those this processor can run, the slowest first: always the portable code, which has no functions of its own.
var kernels = []kernel{{name: "portable"}}

// fast is the kernel in use.
var fast = kernels[0]

// Kernel names the code in use on this processor: avx512, avx2 or portable. All give the same bytes.
func Kernel() string { return fast.name }
