package distribution

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// threePoints checks min ≤ mode ≤ max with min < max.
func threePoints(fs *fault.Faults, min, mode, max float64) {
	if !finite(fs, []string{"min", "mode", "max"}, min, mode, max) {
		return
	}
	if !(min < max) {
		fs.Invalid("distribution.order", "max", "最大值应大于最小值 %v，当前为 %v", min, max)
		return
	}
	if mode < min || mode > max {
		fs.Invalid("distribution.mode", "mode", "最可能值 %v 应在最小值 %v 与最大值 %v 之间", mode, min, max)
	}
}

type triangular struct{ min, mode, max, turn float64 } // turn is the probability below the mode

// NewTriangular is the triangular law (三角分布) with min ≤ mode ≤ max, min < max. Faults are Invalid.
func NewTriangular(min, mode, max float64) (Law, error) {
	var fs fault.Faults
	threePoints(&fs, min, mode, max)
	return unless(fs, triangular{min, mode, max, (mode - min) / (max - min)})
}

func (d triangular) Mean() float64 { return (d.min + d.mode + d.max) / 3 }

// Variance is (a²+b²+c²−ab−ac−bc)/18, written with differences, which do not cancel.
func (d triangular) Variance() float64 {
	left, right := d.mode-d.min, d.max-d.mode
	return (square(left) + float64(left*right) + square(right)) / 18
}

func (d triangular) Density(x float64) float64 {
	span := d.max - d.min
	switch {
	case x < d.min || x > d.max:
		return 0
	case x < d.mode:
		return 2 * (x - d.min) / float64(span*(d.mode-d.min))
	case x > d.mode:
		return 2 * (d.max - x) / float64(span*(d.max-d.mode))
	}
	return 2 / span
}

func (d triangular) Cumulative(x float64) float64 {
	span := d.max - d.min
	switch {
	case x <= d.min:
		return 0
	case x >= d.max:
		return 1
	case x < d.mode:
		return square(x-d.min) / float64(span*(d.mode-d.min))
	}
	return 1 - square(d.max-x)/float64(span*(d.max-d.mode))
}

func (d triangular) Quantile(u float64) float64 {
	if !inUnit(u) {
		return math.NaN()
	}
	span := d.max - d.min
	if u < d.turn {
		return d.min + math.Sqrt(float64(float64(u*span)*(d.mode-d.min)))
	}
	return d.max - math.Sqrt(float64(float64((1-u)*span)*(d.max-d.mode)))
}

type pert struct {
	min, max, mean float64
	beta           *portable.Beta
}

// NewPERT is the PERT law with λ = 4: a beta law of shape 1+4(m−a)/(b−a), 1+4(b−m)/(b−a) on [min, max]. Its standard deviation is
// √((μ−a)(b−μ)/7), not the (b−a)/6 of rules of thumb. Faults are Invalid.
func NewPERT(min, mode, max float64) (Law, error) {
	var fs fault.Faults
	threePoints(&fs, min, mode, max)
	if err := fs.Err(); err != nil {
		return nil, err
	}
	span := max - min
	return pert{min, max, (min + float64(4*mode) + max) / 6, portable.NewBeta(1+float64(4*(mode-min))/span, 1+float64(4*(max-mode))/span)}, nil
}

func (d pert) Mean() float64     { return d.mean }
func (d pert) Variance() float64 { return float64((d.mean-d.min)*(d.max-d.mean)) / 7 }
func (d pert) Density(x float64) float64 {
	return d.beta.PDF((x-d.min)/(d.max-d.min)) / (d.max - d.min)
}
func (d pert) Cumulative(x float64) float64 { return d.beta.CDF((x - d.min) / (d.max - d.min)) }
func (d pert) Quantile(u float64) float64 {
	return d.min + float64(d.beta.Quantile(u)*(d.max-d.min))
}
