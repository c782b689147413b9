package option

import "golang.org/x/sys/cpu"

//go:generate go run -tags generate ./gen -out kernel_amd64.s

//go:noescape
func treeAVX512(values, odd, even *float64, vectors int, up, down float64)

//go:noescape
func treeAVX2(values, odd, even *float64, vectors int, up, down float64)

//go:noescape
func moveAVX512(b *block, m *move, groups int)

//go:noescape
func moveAVX2(b *block, m *move, groups int)

func init() {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		kernels = append(kernels, kernel{name: "avx2", tree: treeAVX2, sweep: 4, move: moveAVX2})
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ {
		kernels = append(kernels, kernel{name: "avx512", tree: treeAVX512, sweep: 8, move: moveAVX512})
	}
	fast = kernels[len(kernels)-1]
}
