package distribution

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

func positive(fs *fault.Faults, name string, v float64) bool {
	if !(v > 0) {
		fs.Invalid("distribution.positive", name, "%s应大于 0，当前为 %v", labels[name], v)
		return false
	}
	return true
}

type normal struct{ mean, sd float64 }

// NewNormal is the normal law (正态分布) with standard deviation sd > 0. Faults are Invalid.
func NewNormal(mean, sd float64) (Law, error) {
	var fs fault.Faults
	if finite(&fs, []string{"mean", "sd"}, mean, sd) {
		positive(&fs, "sd", sd)
	}
	return unless(fs, normal{mean, sd})
}

func (d normal) Mean() float64                { return d.mean }
func (d normal) Variance() float64            { return square(d.sd) }
func (d normal) Density(x float64) float64    { return portable.NormalPDF((x-d.mean)/d.sd) / d.sd }
func (d normal) Cumulative(x float64) float64 { return portable.NormalCDF((x - d.mean) / d.sd) }
func (d normal) Quantile(u float64) float64   { return d.fromNormal(portable.NormalQuantile(u)) }
func (d normal) fromNormal(z float64) float64 { return d.mean + float64(d.sd*z) }

// minMass is the least probability of the interval of a truncated normal: below it the interval lies more than four standard
// deviations out, and the law is a slip of the appraiser rather than an opinion.
const minMass = 1e-4

type truncated struct {
	parent         normal
	min, max       float64
	lower          float64 // probability below the interval, or above it when mirrored
	mass           float64
	mirrored       bool // the interval lies above the mean: work in the lower tail, where probabilities keep their digits
	mean, variance float64
}

// NewTruncatedNormal is the normal law of mean and sd (both before truncation) kept within [min, max] (截尾正态分布); −∞ and +∞ leave
// a side open. The interval must hold a probability of at least 0.0001 of the normal law. Faults are Invalid. Mean and Variance are those
// after truncation, which shifts them.
func NewTruncatedNormal(mean, sd, min, max float64) (Law, error) {
	var fs fault.Faults
	ok := finite(&fs, []string{"mean", "sd"}, mean, sd) && positive(&fs, "sd", sd)
	switch {
	case min != min || max != max:
		fs.Invalid("distribution.finite", "min", "截尾的上下限应为数，请核对")
	case !(min < max):
		fs.Invalid("distribution.order", "max", "最大值应大于最小值 %v，当前为 %v", min, max)
	case math.IsInf(min, -1) && math.IsInf(max, 1):
		fs.Invalid("distribution.bounds", "min", "截尾正态分布应至少填写最小值或最大值之一；不截尾请改用正态分布")
	}
	if !ok || len(fs) > 0 {
		return nil, fs.Err()
	}
	d := truncated{parent: normal{mean, sd}, min: min, max: max, mirrored: min > mean}
	a, b := (min-mean)/sd, (max-mean)/sd
	if d.mirrored {
		a, b = -b, -a
	}
	d.lower = portable.NormalCDF(a)
	d.mass = portable.NormalCDF(b) - d.lower
	if !(d.mass >= minMass) {
		return nil, fault.New(fault.Invalid, "distribution.mass", "min", "区间 %v 至 %v 偏离均值过远，正态分布落入其中的概率不足 %v，请核对均值、标准差与上下限", min, max, minMass)
	}
	fa, fb, ga, gb := portable.NormalPDF(a), portable.NormalPDF(b), 0.0, 0.0
	if !math.IsInf(a, 0) {
		ga = float64(a * fa)
	}
	if !math.IsInf(b, 0) {
		gb = float64(b * fb)
	}
	shift := (fa - fb) / d.mass
	d.variance = float64(square(sd) * (1 + (ga-gb)/d.mass - square(shift)))
	if d.mirrored {
		shift = -shift
	}
	d.mean = mean + float64(sd*shift)
	return d, nil
}

func (d truncated) Mean() float64     { return d.mean }
func (d truncated) Variance() float64 { return d.variance }
func (d truncated) Density(x float64) float64 {
	if x < d.min || x > d.max {
		return 0
	}
	return d.parent.Density(x) / d.mass
}
func (d truncated) Cumulative(x float64) float64 {
	switch {
	case x <= d.min:
		return 0
	case x >= d.max:
		return 1
	}
	z := (x - d.parent.mean) / d.parent.sd
	if d.mirrored {
		return math.Max(0, math.Min(1, 1-(portable.NormalCDF(-z)-d.lower)/d.mass))
	}
	return math.Max(0, math.Min(1, (portable.NormalCDF(z)-d.lower)/d.mass))
}
func (d truncated) Quantile(u float64) float64 {
	if !inUnit(u) {
		return math.NaN()
	}
	var x float64
	if d.mirrored {
		x = d.parent.fromNormal(-portable.NormalQuantile(d.lower + float64((1-u)*d.mass)))
	} else {
		x = d.parent.Quantile(math.Min(1, d.lower+float64(u*d.mass)))
	}
	return math.Max(d.min, math.Min(d.max, x))
}

type lognormal struct{ log normal }

// NewLognormal is the lognormal law (对数正态分布) of a given mean and coefficient of variation cv = sd/mean, both above 0:
// σ² = ln(1+cv²), μ = ln(mean) − σ²/2. Faults are Invalid.
func NewLognormal(mean, cv float64) (Law, error) {
	var fs fault.Faults
	if finite(&fs, []string{"mean", "cv"}, mean, cv) {
		positive(&fs, "mean", mean)
		positive(&fs, "cv", cv)
	}
	v := portable.Log1p(square(cv))
	return unless(fs, lognormal{normal{portable.Log(mean) - float64(0.5*v), math.Sqrt(v)}})
}

// NewLognormalOfMedian is the lognormal law of a given median and standard deviation sigma of the logarithm, both above 0.
// Faults are Invalid.
func NewLognormalOfMedian(median, sigma float64) (Law, error) {
	var fs fault.Faults
	if finite(&fs, []string{"median", "sigma"}, median, sigma) {
		positive(&fs, "median", median)
		positive(&fs, "sigma", sigma)
	}
	return unless(fs, lognormal{normal{portable.Log(median), sigma}})
}

func (d lognormal) Mean() float64 { return portable.Exp(d.log.mean + float64(0.5*square(d.log.sd))) }
func (d lognormal) Variance() float64 {
	return float64(square(d.Mean()) * (portable.Exp(square(d.log.sd)) - 1))
}
func (d lognormal) Density(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return d.log.Density(portable.Log(x)) / x
}
func (d lognormal) Cumulative(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return d.log.Cumulative(portable.Log(x))
}
func (d lognormal) Quantile(u float64) float64   { return portable.Exp(d.log.Quantile(u)) }
func (d lognormal) fromNormal(z float64) float64 { return portable.Exp(d.log.fromNormal(z)) }
