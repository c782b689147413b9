package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"zhiya/valuation/date"
)

var (
	isoDay     = regexp.MustCompile(`^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$`)
	packedDay  = regexp.MustCompile(`^(19|20)(\d{2})(\d{2})(\d{2})$`)
	writtenDay = regexp.MustCompile(`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$`)
	serialDay  = regexp.MustCompile(`^(\d{5})(?:\.\d+)?$`)
	onlyMonth  = regexp.MustCompile(`^(?:19|20)\d{2}(?:[-./年]?\d{1,2}月?|年)?$`)
)

// day reads the days the lists write: 2013.01.02, 2012-5-31, 20120531, 2012年5月31日, a spreadsheet's day number of five digits
// (after 1927), and 31/05/2012 where it can be told which is the month. What stands behind the day, an hour, is left out.
func (r *reader) day(f Field) date.Date {
	text := r.cell(f)
	if text == "" || text == "-" || text == "0" {
		return date.Date{}
	}
	if d, ok := plainDay(text); ok {
		return d
	}
	word, _, _ := strings.Cut(norm.NFKC.String(text), " ")
	word, _, _ = strings.Cut(word, "T")
	if m := isoDay.FindStringSubmatch(word); m != nil {
		return r.civil(f, text, m[1], m[2], m[3])
	}
	if m := packedDay.FindStringSubmatch(word); m != nil {
		return r.civil(f, text, m[1]+m[2], m[3], m[4])
	}
	if m := writtenDay.FindStringSubmatch(word); m != nil {
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		switch {
		case first > 12:
			return r.civil(f, text, m[3], m[2], m[1])
		case second > 12 || first == second || r.im.result.Mapping.DayOrder == MonthFirst:
			return r.civil(f, text, m[3], m[1], m[2])
		case r.im.result.Mapping.DayOrder == DayFirst:
			return r.civil(f, text, m[3], m[2], m[1])
		}
		r.invalid("import.day", f, "日期“%s”分不清日和月，请选择“日在前”或“月在前”后重新导入，或在原文件中改为 2012-05-31 的形式", clip(text, 20))
		return date.Date{}
	}
	if onlyMonth.MatchString(word) {
		r.invalid("import.day", f, "日期“%s”只有年份或月份，请补全为 2012-05-31 的形式", clip(text, 20))
		return date.Date{}
	}
	if m := serialDay.FindStringSubmatch(word); m != nil { // days since 1899-12-30 (ECMA-376, 18.17.4.1)
		n, _ := strconv.Atoi(m[1])
		return date.Of(1900, 3, 1).AddDays(n - 61) // day 60 is a day that never was
	}
	r.invalid("import.day", f, "日期“%s”无法识别，请改为 2012-05-31 的形式", clip(text, 20))
	return date.Date{}
}

// plainDay reads the commonest form, 2012-05-31, of a day that exists in every month.
func plainDay(s string) (date.Date, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return date.Date{}, false
	}
	number := func(t string) int {
		n := 0
		for i := range len(t) {
			if t[i] < '0' || t[i] > '9' {
				return -1
			}
			n = 10*n + int(t[i]-'0')
		}
		return n
	}
	y, m, d := number(s[:4]), number(s[5:7]), number(s[8:])
	if y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 28 {
		return date.Date{}, false
	}
	return date.Of(y, m, d), true
}

func (r *reader) civil(f Field, text, y, m, d string) date.Date {
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	dom, _ := strconv.Atoi(d)
	t := time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != dom {
		r.invalid("import.day", f, "日期“%s”不存在，请核对", clip(text, 20))
		return date.Date{}
	}
	return date.Of(year, month, dom)
}
