package cashflow

import (
	"math/big"
	"slices"

	"github.com/shopspring/decimal"
)

// polynomial is Σ coef[i] × x^exp[i] with rising whole exponents and no coefficient zero, for x > 0.
type polynomial struct {
	exp  []int
	coef []*big.Float
}

func polynomialOf(terms []term) polynomial {
	sum := map[int]decimal.Decimal{}
	for _, t := range terms {
		sum[t.exp] = sum[t.exp].Add(t.coef)
	}
	var p polynomial
	for e, c := range sum {
		if !c.IsZero() {
			p.exp = append(p.exp, e)
		}
	}
	slices.Sort(p.exp)
	for _, e := range p.exp {
		p.coef = append(p.coef, parse(sum[e].String()))
	}
	return p
}

// roots finds every root in [lo, hi], ascending. A polynomial that changes sign once has at most one positive root; one that
// changes it more often is cut at the roots of a derivative that changes it once less (Descartes' rule of signs and Rolle's
// theorem for real exponents), so no root is missed, not even two close together or one that only touches zero.
func (p polynomial) roots(lo, hi *big.Float) []*big.Float {
	k := p.signChange()
	if k < 0 {
		return nil
	}
	points := append(append([]*big.Float{lo}, p.turned(k).roots(lo, hi)...), hi)
	var out []*big.Float
	last := 0
	for i, x := range points {
		s := p.sign(x)
		switch {
		case s == 0:
			out = append(out, x)
		case i > 0 && last == -s:
			out = append(out, p.refine(points[i-1], x, last))
		}
		last = s
	}
	return out
}

// signChange is the index before the first change of sign, −1 when there is none.
func (p polynomial) signChange() int {
	for i := 1; i < len(p.coef); i++ {
		if p.coef[i].Sign() != p.coef[i-1].Sign() {
			return i - 1
		}
	}
	return -1
}

// turned is the derivative of x^−m × p with m halfway between the exponents k and k+1, up to a positive factor: the terms up to
// k change their sign, so that the change between k and k+1 is gone.
func (p polynomial) turned(k int) polynomial {
	q := polynomial{exp: p.exp, coef: make([]*big.Float, len(p.coef))}
	m := int64(p.exp[k] + p.exp[k+1])
	for i, c := range p.coef {
		weight := new(big.Float).SetInt64(2*int64(p.exp[i]) - m)
		q.coef[i] = new(big.Float).SetPrec(precision).Mul(c, weight)
	}
	return q
}

// sign is the sign of p at x; 0 when p is no more than what rounding leaves of the sum of its terms.
func (p polynomial) sign(x *big.Float) int {
	v, _, size := p.at(x)
	limit := new(big.Float).SetMantExp(size, -precision/2)
	if new(big.Float).Abs(v).Cmp(limit) <= 0 {
		return 0
	}
	return v.Sign()
}

// at gives the value and the derivative at x, and the sum of the absolute terms, each divided by x^exp[0] or x^(exp[0]−1).
func (p polynomial) at(x *big.Float) (value, slope, size *big.Float) {
	n := len(p.coef) - 1
	fresh := func() *big.Float { return new(big.Float).SetPrec(precision) }
	value, slope, size = fresh().Set(p.coef[n]), fresh(), fresh().Abs(p.coef[n])
	powers := map[int]*big.Float{}
	t := fresh()
	for i := n - 1; i >= 0; i-- {
		gap := p.exp[i+1] - p.exp[i]
		if powers[gap] == nil {
			powers[gap] = power(x, gap-1)
		}
		below := powers[gap] // x^(gap−1)
		// d(v·x^gap) = v'·x^gap + v·gap·x^(gap−1)
		slope.Mul(slope, x)
		t.Mul(value, new(big.Float).SetInt64(int64(gap)))
		slope.Add(slope, t).Mul(slope, below)
		value.Mul(value, below).Mul(value, x).Add(value, p.coef[i])
		size.Mul(size, below).Mul(size, x).Add(size, t.Abs(p.coef[i]))
	}
	return value, slope, size
}

// refine finds the root between a and b, where p has the sign s at a and the other at b: Newton's steps, and halving where a
// step would leave the bracket or does not halve the one before.
func (p polynomial) refine(a, b *big.Float, s int) *big.Float {
	fresh := func() *big.Float { return new(big.Float).SetPrec(precision) }
	half := parse("0.5")
	lo, hi := fresh().Set(a), fresh().Set(b)
	x := fresh().Add(lo, hi)
	x.Mul(x, half)
	step := fresh().Sub(hi, lo)
	for range 2 * precision {
		v, slope, _ := p.at(x)
		if v.Sign() == 0 {
			return x
		}
		if v.Sign() == s {
			lo.Set(x)
		} else {
			hi.Set(x)
		}
		next := fresh().Add(lo, hi)
		next.Mul(next, half)
		if slope.Sign() != 0 {
			newton := p.newton(x, v, slope)
			move := fresh().Sub(newton, x)
			limit := fresh().Mul(step, half)
			if newton.Cmp(lo) > 0 && newton.Cmp(hi) < 0 && move.Abs(move).Cmp(limit) < 0 {
				next = newton
			}
		}
		step.Sub(next, x)
		step.Abs(step)
		x = next
		if step.Cmp(fresh().SetMantExp(x, -precision*3/4)) <= 0 {
			return x
		}
	}
	return x
}

// newton is the next point: value and slope come from at, which leaves x^exp[0] out.
func (p polynomial) newton(x, value, slope *big.Float) *big.Float {
	q := new(big.Float).SetPrec(precision).Quo(value, slope)
	return q.Sub(x, q)
}

// power is x^n, n not negative, by squaring.
func power(x *big.Float, n int) *big.Float {
	out := parse("1")
	square := new(big.Float).SetPrec(precision).Set(x)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out.Mul(out, square)
		}
		square.Mul(square, square)
	}
	return out
}
