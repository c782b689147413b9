package option

import (
	"math"

	"zhiya/valuation/portable"
)

// Basis is the set of functions of S on which the value of waiting is regressed.
type Basis string

const (
	Quadratic Basis = "quadratic" // 1, S, S²
	Cubic     Basis = "cubic"     // 1, S, S², S³
	Laguerre  Basis = "laguerre"  // 1 and e^(−x/2)·Lₖ(x) for k = 0, 1, 2, with x = S/K (Longstaff and Schwartz 2001)
)

var bases = map[Basis]int{Quadratic: 3, Cubic: 4, Laguerre: 4}

// Regression is the estimated value of waiting at one exercise date.
type Regression struct {
	Step int `json:"step"` // number of the date, 1 the first
	// Coefficients belong to the functions of the basis in the order above. Those of a power of S give the value in the unit of S
	// and K; those of Laguerre give it in units of K. A function that the paths cannot tell from those before it has 0. None where
	// exercise pays on no path: the holder waits.
	Coefficients []float64 `json:"coefficients"`
}

// laguerre are the functions of that basis at x.
func laguerre(x float64) [4]float64 {
	w := portable.Exp(-float64(0.5 * x))
	return [4]float64{1, w, float64(w * (1 - x)), float64(w * (1 - float64(2*x) + float64(float64(0.5*x)*x)))}
}

// normal are the normal equations of a regression on up to four functions.
type normal struct {
	products [4][4]float64 // Σ fᵢ·fⱼ
	targets  [4]float64    // Σ fᵢ·y
}

// powers are the normal equations on gain⁰ … gain³.
func powers(s *[sumCount]float64) *normal {
	n := new(normal)
	for i := range 4 {
		for j := range 4 {
			n.products[i][j] = s[sumOnes+i+j]
		}
		n.targets[i] = s[sumFlow0+i]
	}
	return n
}

// addLaguerre adds a path at x = S/K to the equations in functions of Laguerre.
func (n *normal) addLaguerre(x, flow float64) {
	f := laguerre(x)
	for j := range f {
		for k := range j + 1 {
			n.products[j][k] = math.FMA(f[j], f[k], n.products[j][k])
		}
		n.targets[j] = math.FMA(f[j], flow, n.targets[j])
	}
}

func (n *normal) add(o *normal) {
	for j := range n.products {
		for k := range n.products[j] {
			n.products[j][k] += o.products[j][k]
		}
		n.targets[j] += o.targets[j]
	}
}

// independent is the least part of the square of a function that the functions before it may leave unexplained.
const independent = 1e-12

// solve gives the coefficients of the first size functions, by Cholesky's method on the equations scaled to a diagonal of ones. A
// function that those before it explain gets 0, and so do all when there is nothing to fit; isEmpty says so.
func (n *normal) solve(size int) (c [4]float64, isEmpty bool) {
	var scale [4]float64
	for i := range size {
		if n.products[i][i] > 0 {
			scale[i] = 1 / math.Sqrt(n.products[i][i])
		}
	}
	var factor [4][4]float64
	var half [4]float64
	for i := range size {
		pivot := float64(float64(n.products[i][i]*scale[i]) * scale[i])
		for j := range i {
			sum := float64(float64(n.products[i][j]*scale[i]) * scale[j])
			for k := range j {
				sum = math.FMA(-factor[i][k], factor[j][k], sum)
			}
			if factor[j][j] > 0 {
				factor[i][j] = sum / factor[j][j]
			}
			pivot = math.FMA(-factor[i][j], factor[i][j], pivot)
		}
		if pivot <= independent {
			factor[i] = [4]float64{}
			continue
		}
		factor[i][i] = math.Sqrt(pivot)
		right := float64(n.targets[i] * scale[i])
		for k := range i {
			right = math.FMA(-factor[i][k], half[k], right)
		}
		half[i] = right / factor[i][i]
	}
	for i := size - 1; i >= 0; i-- {
		if factor[i][i] == 0 {
			continue
		}
		right := half[i]
		for k := i + 1; k < size; k++ {
			right = math.FMA(-factor[k][i], float64(c[k]/scaleOrOne(scale[k])), right)
		}
		c[i] = float64(right / factor[i][i] * scale[i])
	}
	return c, factor[0][0] == 0
}

func scaleOrOne(s float64) float64 {
	if s == 0 {
		return 1
	}
	return s
}

// inPrice rewrites a polynomial in gain = ±(S/K − 1), in units of K, as one in S, in the unit of S.
func inPrice(c [4]float64, size int, sign, strike float64) []float64 {
	// In x = S/K first: Horner's rule with the polynomial sign·(x − 1).
	var p [4]float64
	for i := size - 1; i >= 0; i-- {
		for j := size - 1; j >= 0; j-- {
			below := 0.0
			if j > 0 {
				below = p[j-1]
			}
			p[j] = float64(sign * (below - p[j]))
		}
		p[0] += c[i]
	}
	out := make([]float64, size)
	unit := strike
	for j := range out {
		out[j] = float64(p[j] * unit)
		unit /= strike
	}
	return out
}
