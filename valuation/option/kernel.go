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

// fast is the kernel for this processor; its functions are nil where there is none.
var fast = kernel{name: "portable"}

// Kernel names the code in use on this processor: avx512, avx2 or portable. All give the same bytes.
func Kernel() string { return fast.name }

func init() {
	for _, k := range kernels() {
		fast = k
	}
}
