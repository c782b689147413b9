// Package distribution holds the probability distributions (概率分布) of the drivers of a simulation: triangular, PERT, normal, truncated
// normal, lognormal, uniform, discrete and fixed. Spec is the form an appraiser fills in and that is stored; Law is the
// distribution made of it. All figures are plain numbers, 0.05 is 5 %. Laws are safe for concurrent use and give the same bits on every
// processor.
package distribution

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// Law is one distribution.
type Law interface {
	Mean() float64
	Variance() float64
	Density(x float64) float64    // probability density; of a discrete or fixed law the probability of x itself
	Cumulative(x float64) float64 // P(X ≤ x)
	Quantile(u float64) float64   // the smallest x with Cumulative(x) ≥ u, for 0 ≤ u ≤ 1; NaN outside
}

// FromNormal is the value of the law at the quantile of a standard normal z: F⁻¹(Φ(z)). Normal and lognormal laws take the short way,
// so that nothing is lost in the tails.
func FromNormal(l Law, z float64) float64 {
	if n, ok := l.(interface{ fromNormal(float64) float64 }); ok {
		return n.fromNormal(z)
	}
	return l.Quantile(portable.NormalCDF(z))
}

// finite gathers a fault for every figure that is NaN or infinite and reports whether all are finite.
func finite(fs *fault.Faults, names []string, values ...float64) bool {
	ok := true
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			fs.Invalid("distribution.finite", names[i], "%s应为有限的数，当前为 %v，请核对", labels[names[i]], v)
			ok = false
		}
	}
	return ok
}

// unless is the law, or the faults.
func unless(fs fault.Faults, l Law) (Law, error) {
	if len(fs) > 0 {
		return nil, fs
	}
	return l, nil
}

func square(x float64) float64 { return float64(x * x) }

func inUnit(u float64) bool { return u >= 0 && u <= 1 }

type fixed struct{ value float64 }

// NewFixed is the law of a figure that does not vary (固定值). The fault is Invalid.
func NewFixed(value float64) (Law, error) {
	var fs fault.Faults
	finite(&fs, []string{"value"}, value)
	return unless(fs, fixed{value})
}

func (f fixed) Mean() float64     { return f.value }
func (f fixed) Variance() float64 { return 0 }
func (f fixed) Density(x float64) float64 {
	if x == f.value {
		return 1
	}
	return 0
}
func (f fixed) Cumulative(x float64) float64 {
	if x >= f.value {
		return 1
	}
	return 0
}
func (f fixed) Quantile(u float64) float64 {
	if !inUnit(u) {
		return math.NaN()
	}
	return f.value
}

// IsFixed reports a law that never varies; it needs no random number.
func IsFixed(l Law) bool { _, ok := l.(fixed); return ok }

type uniform struct{ min, max float64 }

// NewUniform is the uniform law on [min, max] (均匀分布), min < max. Faults are Invalid.
func NewUniform(min, max float64) (Law, error) {
	var fs fault.Faults
	if finite(&fs, []string{"min", "max"}, min, max) && !(min < max) {
		fs.Invalid("distribution.order", "max", "最大值应大于最小值 %v，当前为 %v", min, max)
	}
	return unless(fs, uniform{min, max})
}

func (d uniform) Mean() float64     { return d.min + float64(0.5*(d.max-d.min)) }
func (d uniform) Variance() float64 { return square(d.max-d.min) / 12 }
func (d uniform) Density(x float64) float64 {
	if x < d.min || x > d.max {
		return 0
	}
	return 1 / (d.max - d.min)
}
func (d uniform) Cumulative(x float64) float64 {
	return math.Max(0, math.Min(1, (x-d.min)/(d.max-d.min)))
}
func (d uniform) Quantile(u float64) float64 {
	if !inUnit(u) {
		return math.NaN()
	}
	return d.min + float64(u*(d.max-d.min))
}
