//go:build !amd64

package portfolio

func (p *plan) trials(out []float64) { p.portableTrials(out) }

// Kernel names the code in use on this processor: avx512 or portable. Both give the same bytes.
func Kernel() string { return "portable" }
