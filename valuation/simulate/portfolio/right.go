// Package portfolio values a portfolio of rights by Monte Carlo simulation of one model, relief from royalty with a fading
// growth of revenue, and gives exact percentiles of each right.
//
// One trial of a right (all draws independent but the first two):
//
//	Z1, Z2  standard normal, correlation rho              R1 = r1_median·exp(r1_sigma·Z1), revenue of year 1
//	g       normal(g_mu, g_sd) truncated to [−30%, 40%], at the quantile Φ(Z2): growth of year 2
//	p       royalty rate, triangular(roy_min, roy_mode, roy_max)
//	d       discount rate, PERT(d_min, d_mode, d_max), λ = 4
//	e       yearly technological decay, uniform(dec_min, dec_max)
//	R_t     = R_{t−1}·(1 + 3% + (g − 3%)·0.85^(t−2)), t = 2…10
//	V       = Σ_{t=1…10} R_t·p·(1−e)^(t−1)·(1−25%)/(1+d)^(t−0.5)
//
// The result depends on the rows, the number of trials and the seed, not on the processor nor on the number of threads: only
// operations that IEEE 754 rounds exactly are used, and every right has its own generator.
package portfolio

import (
	"fmt"
	"math"

	"zhiya/valuation/fault"
)

// Right is one row of a portfolio. Money in any one unit; the values come out in the same unit. Rates are fractions.
type Right struct {
	ID                      string
	R1Median, R1Sigma       float64 // 首年收入: median > 0, standard deviation of its logarithm in (0, 100]
	GMu, GSd                float64 // 收入增长率 before truncation: mean in [−10, 10], standard deviation in (0, 10]
	Rho                     float64 // correlation of growth and revenue, in (−1, 1)
	RoyMin, RoyMode, RoyMax float64 // 许可费率, in [0, 1]
	DMin, DMode, DMax       float64 // 折现率, in [0, 10]
	DecMin, DecMax          float64 // 技术衰减率, in [0, 1]
}

// column describes one number of a row: its name in the file, what an appraiser calls it, where it stands and its range.
type column struct {
	name, label string
	of          func(*Right) *float64
	lo, hi      float64
	isOpenBelow bool // lo itself is not allowed
	isOpenAbove bool
}

var columns = []column{
	{"r1_median", "首年收入中位数", func(r *Right) *float64 { return &r.R1Median }, 0, math.MaxFloat64, true, false},
	{"r1_sigma", "首年收入的对数标准差", func(r *Right) *float64 { return &r.R1Sigma }, 0, 100, true, false},
	{"g_mu", "增长率均值", func(r *Right) *float64 { return &r.GMu }, -10, 10, false, false},
	{"g_sd", "增长率标准差", func(r *Right) *float64 { return &r.GSd }, 0, 10, true, false},
	{"rho", "收入与增长率的相关系数", func(r *Right) *float64 { return &r.Rho }, -1, 1, true, true},
	{"roy_min", "许可费率下限", func(r *Right) *float64 { return &r.RoyMin }, 0, 1, false, false},
	{"roy_mode", "许可费率最可能值", func(r *Right) *float64 { return &r.RoyMode }, 0, 1, false, false},
	{"roy_max", "许可费率上限", func(r *Right) *float64 { return &r.RoyMax }, 0, 1, false, false},
	{"d_min", "折现率下限", func(r *Right) *float64 { return &r.DMin }, 0, 10, false, false},
	{"d_mode", "折现率最可能值", func(r *Right) *float64 { return &r.DMode }, 0, 10, false, false},
	{"d_max", "折现率上限", func(r *Right) *float64 { return &r.DMax }, 0, 10, false, false},
	{"dec_min", "技术衰减率下限", func(r *Right) *float64 { return &r.DecMin }, 0, 1, false, false},
	{"dec_max", "技术衰减率上限", func(r *Right) *float64 { return &r.DecMax }, 0, 1, false, false},
}

// Columns are the names of the columns of a portfolio file, in the order they are written.
func Columns() []string {
	names := []string{"id"}
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// The truncation of growth, and the least probability that it may leave to the normal distribution.
const (
	growthFloor, growthCeiling = -0.30, 0.40
	leastMass                  = 1e-9
)

// Check names everything that keeps the row from being simulated. Paths are column names.
func (r Right) Check() error {
	var fs fault.Faults
	sound := true
	for _, c := range columns {
		x := *c.of(&r)
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			fs.Invalid("portfolio.number", c.name, "%s应为有限数值", c.label)
		case x < c.lo || x > c.hi || c.isOpenBelow && x == c.lo || c.isOpenAbove && x == c.hi:
			fs.Invalid("portfolio.range", c.name, "%s为 %v，应%s", c.label, x, c.bounds())
		default:
			continue
		}
		sound = false
	}
	if !sound {
		return fs.Err()
	}
	between := func(lo, mode, hi float64, prefix, label string) {
		switch {
		case lo >= hi:
			fs.Invalid("portfolio.order", prefix+"_max", "%s上限 %v 应大于下限 %v", label, hi, lo)
		case mode < lo || mode > hi:
			fs.Invalid("portfolio.order", prefix+"_mode", "%s最可能值 %v 应在下限 %v 与上限 %v 之间", label, mode, lo, hi)
		}
	}
	between(r.RoyMin, r.RoyMode, r.RoyMax, "roy", "许可费率")
	between(r.DMin, r.DMode, r.DMax, "d", "折现率")
	between(r.DecMin, r.DecMin, r.DecMax, "dec", "技术衰减率")
	if mass := truncationOf(r.GMu, r.GSd).mass; mass < leastMass {
		fs.Invalid("portfolio.growth", "g_mu", "增长率均值 %v、标准差 %v 几乎不可能落在截断区间 [%v, %v] 内，请核对", r.GMu, r.GSd, growthFloor, growthCeiling)
	}
	return fs.Err()
}

func (c column) bounds() string {
	below, above := "不小于", "不大于"
	if c.isOpenBelow {
		below = "大于"
	}
	if c.isOpenAbove {
		above = "小于"
	}
	if c.hi == math.MaxFloat64 {
		return fmt.Sprintf("%s %v", below, c.lo)
	}
	return fmt.Sprintf("%s %v 且%s %v", below, c.lo, above, c.hi)
}
