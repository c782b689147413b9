package portfolio

import "math"

// The quantiles of PERT with λ = 4 are those of Beta(α, 6−α) with α = 1 + 4·(mode−min)/(max−min), scaled. betaQuantiles keeps
// them for 33 values of α; between them a polynomial of degree 5 in α errs by less than 3e-7. The upper half of the
// probabilities is the mirrored lower half of Beta(6−α, α).
const (
	alphaSteps  = 32
	alphaPoints = 6 // of the interpolation
	pertNodes   = 16*degree + 1
)

// setDiscount fits (1+d)^−½, whose square is the yearly discount factor.
func (p *plan) setDiscount(lo, mode, hi float64) {
	a := float64(8 * 4 * ((mode - lo) / (hi - lo))) // in steps of the table
	var at [2][pertNodes]float64
	betaAt(a, &at[0])
	betaAt(alphaSteps-a, &at[1])
	width := hi - lo
	for j := range pertNodes {
		at[0][j] = 1 / math.Sqrt(1+math.FMA(width, at[0][j], lo))
		at[1][j] = 1 / math.Sqrt(1+math.FMA(-width, at[1][j], hi))
	}
	// A negative number (sign bit set) stands for the lower half.
	for side := range at {
		for k := range cells {
			t := &p.discount
			if k >= cells/2 {
				t = &p.discountFar
			}
			q := at[side][k*degree : k*degree+degree+1]
			t.set((1085-k)%8+8*(1-side), 1.5, &[degree + 1]float64{q[4], q[3], q[2], q[1], q[0]})
		}
	}
}

// betaAt interpolates the table at a steps of α.
func betaAt(a float64, out *[pertNodes]float64) {
	first := min(max(int(a)-(alphaPoints/2-1), 0), alphaSteps-(alphaPoints-1))
	var w [alphaPoints]float64
	x := a - float64(first)
	for i := range w { // Lagrange on 0…5: Π (x−j)/(i−j)
		w[i] = 1
		for j := range w {
			if j != i {
				w[i] = float64(w[i] * ((x - float64(j)) / float64(i-j)))
			}
		}
	}
	for j := range out {
		s := float64(w[0] * betaQuantiles[first][j])
		for i := 1; i < alphaPoints; i++ {
			s = math.FMA(w[i], betaQuantiles[first+i][j], s)
		}
		out[j] = s
	}
}
