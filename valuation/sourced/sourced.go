// Package sourced holds the figures an appraiser enters. Each carries where it came from (取值依据); a figure without a
// source cannot be explained and is refused.
package sourced

import (
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Amount is a sum of money with its source.
type Amount struct {
	Value  money.Money `json:"value"`
	Source string      `json:"source,omitempty"`
}

// Rate is a ratio with its source: 0.15 is 15 %.
type Rate struct {
	Value  money.Rate `json:"value"`
	Source string     `json:"source,omitempty"`
}

// Number is a plain decimal number with its source: years, months, an index, a score. The zero value means "not given".
type Number struct {
	Value  money.Rate `json:"value"`
	Source string     `json:"source,omitempty"`
}

// Check refuses an amount below zero, and any amount but zero that has no source.
func (a Amount) Check(fs *fault.Faults, path, label string) {
	if a.Value < 0 {
		fs.Invalid("amount.negative", path+".value", "%s不能为负，请核对金额", label)
	}
	needSource(fs, a.Value != 0, a.Source, path, label)
}

// Check refuses a ratio outside [lo, hi] or, with open set, outside (lo, hi]; and any ratio but zero that has no source.
func (r Rate) Check(fs *fault.Faults, path, label, lo, hi string, open bool) {
	low := money.MustRate(lo)
	if !r.Value.Between(lo, hi) || open && r.Value.Cmp(low) == 0 {
		more := "不小于"
		if open {
			more = "大于"
		}
		fs.Invalid("rate.range", path+".value", "%s应%s %s 且不大于 %s，当前为 %s，请按小数填写", label, more, lo, hi, r.Value)
	}
	needSource(fs, !r.Value.IsZero(), r.Source, path, label)
}

// Check refuses a number outside [lo, hi] and any number but zero that has no source.
func (n Number) Check(fs *fault.Faults, path, label, lo, hi string) {
	if !n.Value.Between(lo, hi) {
		fs.Invalid("number.range", path+".value", "%s应在 %s 至 %s 之间，当前为 %s", label, lo, hi, n.Value)
	}
	needSource(fs, !n.Value.IsZero(), n.Source, path, label)
}

func needSource(fs *fault.Faults, given bool, source, path, label string) {
	if given && strings.TrimSpace(source) == "" {
		fs.Invalid("source.missing", path+".source", "%s缺少取值依据，请注明来源（资料名称、出具单位或日期）", label)
	}
}
