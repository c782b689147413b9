package layout

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// CellKind says how a cell's value is written in a worksheet.
type CellKind uint8

// The kinds: plain text, a number with thousands separators, a ratio shown in percent, a date.
const (
	TextCell CellKind = iota
	NumberCell
	PercentCell
	DateCell
)

// Cell is one place of a table: what is printed, and for worksheets and subtotals the value behind it.
type Cell struct {
	Text   string
	Kind   CellKind
	Number decimal.Decimal // in the unit of the column; a ratio (0.54) for PercentCell
	Places int32           // decimals shown
	Date   date.Date
	Bold   bool
	Span   int // columns taken, 1 when zero; the next Span-1 cells of the row are left out
}

// T is a cell of text.
func T(text string) Cell { return Cell{Text: text} }

// Yuan is an amount in 元 with two decimals.
func Yuan(m money.Money) Cell {
	return Cell{Text: m.Format(), Kind: NumberCell, Number: m.Decimal(), Places: 2}
}

// Wan is an amount in 万元 with the given decimals.
func Wan(m money.Money, places int32) Cell {
	return Cell{Text: m.Wan(places), Kind: NumberCell, Number: m.Decimal().Shift(-4), Places: places}
}

// Num is a number with thousands separators, rounded half away from zero to places.
func Num(d decimal.Decimal, places int32) Cell {
	return Cell{Text: grouped(d, places), Kind: NumberCell, Number: d, Places: places}
}

// Count is a whole number.
func Count(n int) Cell { return Num(decimal.NewFromInt(int64(n)), 0) }

// Percent is a ratio written as a percentage with the given decimals.
func Percent(r money.Rate, places int32) Cell {
	return Cell{Text: grouped(r.Decimal().Shift(2), places) + "%", Kind: PercentCell, Number: r.Decimal(), Places: places}
}

// Day is a date written 2026-11-22.
func Day(d date.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{Text: d.String(), Kind: DateCell, Date: d}
}

var (
	writtenNumber = regexp.MustCompile(`^-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?%?$`)
	writtenDay    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// Read is a cell with the value behind a text already written as people read it: 1,234.50, 3.12%, 2026-11-22. Any other text is
// a cell of text. The text itself stays as it is.
func Read(text string) Cell {
	switch {
	case writtenNumber.MatchString(text):
		whole, percent := strings.CutSuffix(strings.ReplaceAll(text, ",", ""), "%")
		d, err := decimal.NewFromString(whole)
		if err != nil {
			return T(text)
		}
		c := Cell{Text: text, Kind: NumberCell, Number: d, Places: max(0, -d.Exponent())}
		if percent {
			c.Kind, c.Number = PercentCell, d.Shift(-2)
		}
		return c
	case writtenDay.MatchString(text):
		if d, err := date.Parse(text); err == nil {
			return Day(d)
		}
	}
	return T(text)
}

// InBold is the cell in bold type.
func (c Cell) InBold() Cell { c.Bold = true; return c }

// Across is the cell over n columns.
func (c Cell) Across(n int) Cell { c.Span = n; return c }

func (c Cell) span() int { return max(1, c.Span) }

// isFigure reports whether a cell holds one figure or date, which is not to be broken over lines.
func (c Cell) isFigure() bool {
	switch c.Kind {
	case NumberCell, PercentCell, DateCell:
		return true
	}
	digits := 0
	for _, r := range c.Text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-,.%", r):
			return false
		}
	}
	return digits > 0 && digits <= mostDigits
}

// mostDigits is the longest run of digits in a text that is taken for a figure; what is longer is a code.
const mostDigits = 21

func grouped(d decimal.Decimal, places int32) string {
	s := d.Round(places).StringFixed(places)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + frac
	}
	return sign + whole
}

var chineseDigits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// ChineseNumeral writes 0 to 999 as 一, 十二, 一百零三; larger numbers in digits.
func ChineseNumeral(n int) string {
	switch {
	case n < 0 || n > 999:
		return strconv.Itoa(n)
	case n < 10:
		return chineseDigits[n]
	case n < 20:
		return strings.TrimSuffix("十"+chineseDigits[n%10], "零")
	case n < 100:
		return strings.TrimSuffix(chineseDigits[n/10]+"十"+chineseDigits[n%10], "零")
	case n%100 == 0:
		return chineseDigits[n/100] + "百"
	case n%100 < 10:
		return chineseDigits[n/100] + "百零" + chineseDigits[n%10]
	case n%100 < 20:
		return chineseDigits[n/100] + "百一" + ChineseNumeral(n%100)
	}
	return chineseDigits[n/100] + "百" + ChineseNumeral(n%100)
}
