package casefile

import (
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// The checks below name the field in Chinese and what to do about it.

func needText(fs *fault.Faults, path, label, value string) {
	switch {
	case strings.TrimSpace(value) == "":
		fs.Invalid("text.missing", path, "请填写%s", label)
	case len([]rune(value)) > 4000:
		fs.Invalid("text.long", path, "%s超过 4000 字，请精简", label)
	}
}

func needAmount(fs *fault.Faults, path, label string, m money.Money) {
	switch {
	case m <= 0:
		fs.Invalid("amount.positive", path, "%s应大于零", label)
	case m > MaxAmount:
		fs.Invalid("amount.range", path, "%s不能超过 1000 亿元，请核对单位（元）", label)
	}
}

// mayAmount allows zero.
func mayAmount(fs *fault.Faults, path, label string, m money.Money) {
	switch {
	case m < 0:
		fs.Invalid("amount.negative", path, "%s不能为负", label)
	case m > MaxAmount:
		fs.Invalid("amount.range", path, "%s不能超过 1000 亿元，请核对单位（元）", label)
	}
}

func needDate(fs *fault.Faults, path, label string, d date.Date) {
	if d.IsZero() {
		fs.Invalid("date.missing", path, "请填写%s", label)
	}
}

// pastDate is needDate for a day that has come already.
func pastDate(fs *fault.Faults, path, label string, d, today date.Date) {
	needDate(fs, path, label, d)
	if d.After(today) {
		fs.Invalid("date.future", path, "%s %s 晚于今天 %s，请核对", label, d.Chinese(), today.Chinese())
	}
}

// ordered refuses a day before another; zero days are left to needDate.
func ordered(fs *fault.Faults, path, label string, d date.Date, afterLabel string, after date.Date) {
	if !d.IsZero() && !after.IsZero() && d.Before(after) {
		fs.Invalid("date.order", path, "%s %s 早于%s %s，请核对", label, d.Chinese(), afterLabel, after.Chinese())
	}
}

func needRate(fs *fault.Faults, path, label string, r money.Rate, lo, hi string) {
	if !r.Between(lo, hi) {
		fs.Invalid("rate.range", path, "%s %s 应在 %s 至 %s 之间", label, r.Percent(), money.MustRate(lo).Percent(), money.MustRate(hi).Percent())
	}
}

func oneOf(fs *fault.Faults, path, label, value string, choices ...string) {
	if !slices.Contains(choices, value) {
		fs.Invalid("choice", path, "请选择%s", label)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
