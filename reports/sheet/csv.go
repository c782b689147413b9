package sheet

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

var plainNumber = regexp.MustCompile(`^[+-]?[\d,]+(\.\d+)?%?$`)

// CSV gives a table as CSV for spreadsheets: UTF-8 with byte order mark, lines end in CR LF, units in the head, numbers
// with all their digits and no separators. A text that a spreadsheet would run as a formula (it begins with = + - @ or a
// control character and is no number) gets an apostrophe before it.
// It fails with sheet.char when a text has characters nobody sees.
func CSV(t layout.Table) ([]byte, error) {
	var faults fault.Faults
	if seen(&faults, "", t); len(faults) > 0 {
		return nil, faults
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = guard(strings.ReplaceAll(c.Title, "\n", ""))
		if c.Unit != "" {
			head[i] += "（" + c.Unit + "）"
		}
	}
	records := [][]string{head}
	for _, row := range t.Rows {
		records = append(records, record(row, len(t.Columns)))
	}
	if len(t.Total) > 0 {
		records = append(records, record(t.Total, len(t.Columns)))
	}
	if err := w.WriteAll(records); err != nil {
		return nil, fault.Wrap(err, "sheet.csv", "生成 CSV 失败，请查看日志")
	}
	return b.Bytes(), nil
}

func record(row []layout.Cell, n int) []string {
	out := make([]string, 0, n)
	for _, c := range row {
		text := guard(c.Text)
		switch c.Kind {
		case layout.NumberCell:
			text = c.Number.String()
		case layout.PercentCell:
			text = c.Number.Shift(2).String() + "%"
		}
		out = append(out, text)
		for range c.Span - 1 {
			out = append(out, "")
		}
	}
	for len(out) < n {
		out = append(out, "")
	}
	return out[:n]
}

// guard keeps a spreadsheet from running a text as a formula; leading blanks do not hide one.
func guard(s string) string {
	t := strings.TrimLeft(s, " \u00a0\u3000")
	if t == "" || plainNumber.MatchString(t) {
		return s
	}
	if strings.ContainsRune("=+-@\t\r\n|＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}
