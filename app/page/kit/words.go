package kit

import (
	"fmt"
	"strings"
	"time"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
)

// Yuan is an amount as people read it; zero is shown as nothing.
func Yuan(m money.Money) string {
	if m == 0 {
		return ""
	}
	return m.Format() + " 元"
}

// Amount is an amount that is known, zero too.
func Amount(m money.Money) string { return m.Format() + " 元" }

// Day is a civil day in Chinese; the zero day is nothing.
func Day(d date.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}

// By says who did something and when.
func By(s casefile.Signed) string {
	if s.Person == "" {
		return ""
	}
	return s.Person + "（" + s.Org + "） " + Day(s.On)
}

// Left says how many working days are left until a day, or how long it has passed.
func Left(cal *calendar.Calendar, today date.Date, due string) string {
	d, err := date.Parse(due)
	if err != nil || d.IsZero() {
		return ""
	}
	switch {
	case d == today:
		return "今天"
	case d.Before(today):
		return fmt.Sprintf("已过 %d 天", today.Sub(d))
	}
	n, provisional := cal.CountWorkdays(today, d)
	mark := ""
	if provisional {
		mark = "（暂定）"
	}
	return fmt.Sprintf("还有 %d 个工作日%s", n, mark)
}

// Clock is an instant in China, to the minute.
func Clock(millis int64) string {
	return time.UnixMilli(millis).In(time.FixedZone("Asia/Shanghai", 8*3600)).Format("2006-01-02 15:04")
}

// Sentences joins the messages of all faults of an error, one a line.
func Sentences(err error) string {
	fs := fault.Of(err)
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Message
	}
	return strings.Join(lines, "\n")
}

// Yes is 是 or 否.
func Yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
