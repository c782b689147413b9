// Package portable holds the elementary functions of simulation and option pricing. The functions of package math are written in assembly on some
// processors and in Go on others, and the compiler may fuse a product and a sum where the processor can; a result would then depend
// on the machine. Here every product that may feed a sum stands in an explicit conversion, which the language specification says
// prevents fusion, and only + − × ÷, math.Sqrt, math.FMA and exact functions (Floor, Ldexp, Frexp, bits) are used: IEEE 754 defines
// the result of each, so the same arguments give the same bits everywhere. A test reads the source for products that stand free.
package portable

// poly is c[0] + c[1]x + … + c[n]xⁿ by Horner's rule.
func poly(x float64, c []float64) float64 {
	p := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		p = float64(p*x) + c[i]
	}
	return p
}

// pair is an unevaluated sum of two floats, the second at most half a unit in the last place of the first.
type pair struct{ hi, lo float64 }

// twoSum is a + b without error, for any a and b (Knuth).
func twoSum(a, b float64) pair {
	s := a + b
	t := s - a
	return pair{s, (a - (s - t)) + (b - t)}
}

// fastSum is twoSum for |a| ≥ |b| (Dekker).
func fastSum(a, b float64) pair {
	s := a + b
	return pair{s, b - (s - a)}
}
