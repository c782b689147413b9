package reports

import (
	"math"
	"regexp"
	"strings"
	"unicode"

	"zhiya/reports/layout"
)

// Widths of the text on a page and of the cells' inner margins, in points, as the layout sets them.
const (
	portraitWidth  = 453.28
	landscapeWidth = 699.89
	cellMargin     = 9.0
	sizeNormal     = 10.5
	sizeSmall      = 9.0
	widestFloor    = 0.4  // of the width, for one column
	shortText      = 7    // characters of a cell that should not be broken
	longestHead    = 6    // characters of one line of a head
	roomForWishes  = 0.92 // of the width; beyond it only numbers and codes are kept whole
)

// fit widens the columns whose numbers, dates or codes would be broken, at the cost of those with running text. Weights
// become points.
func fit(t layout.Table, width float64) layout.Table {
	floor, wish := widths(t, width)
	if total(floor) > width {
		t.Small = true
		floor, wish = widths(t, width)
	}
	if total(floor) > width {
		t = inTenThousands(t)
		floor, wish = widths(t, width)
	}
	for i := range wish {
		wish[i] = math.Max(wish[i], floor[i])
	}
	if total(wish) <= width*roomForWishes {
		floor = wish
	}
	columns := append([]layout.Column{}, t.Columns...)
	for i, w := range share(columns, floor, width) {
		columns[i].Weight = w
	}
	t.Columns = columns
	return t
}

func total(widths []float64) float64 {
	sum := 0.0
	for _, w := range widths {
		sum += w
	}
	return sum
}

// inTenThousands shows the amounts of a table in 万元: amounts too long to stand side by side in 元 are still printed.
func inTenThousands(t layout.Table) layout.Table {
	columns := append([]layout.Column{}, t.Columns...)
	convert := func(row []layout.Cell) []layout.Cell {
		out := append([]layout.Cell{}, row...)
		at := 0
		for i, c := range out {
			if at < len(columns) && t.Columns[at].Unit == "元" && c.Kind == layout.NumberCell {
				bold, span := c.Bold, c.Span
				out[i] = layout.Num(c.Number.Shift(-4), 2)
				out[i].Bold, out[i].Span = bold, span
			}
			at += max(1, c.Span)
		}
		return out
	}
	rows := make([][]layout.Cell, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = convert(r)
	}
	t.Rows = rows
	if len(t.Total) > 0 {
		t.Total = convert(t.Total)
	}
	for i := range columns {
		if columns[i].Unit == "元" {
			columns[i].Unit = "万元"
		}
	}
	t.Columns = columns
	return t
}

// widths are, for each column, what its numbers and codes need and what its short texts would like.
func widths(t layout.Table, width float64) (floor, wish []float64) {
	size := sizeNormal
	if t.Small {
		size = sizeSmall
	}
	floor, wish = make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		floor[i] = headFloor(c, size)
	}
	measure := func(row []layout.Cell, bold bool) {
		at := 0
		for _, c := range row {
			if at < len(floor) && c.Span <= 1 {
				floor[at] = math.Max(floor[at], math.Min(unbroken(c.Text, size, bold || c.Bold)+cellMargin, width*widestFloor))
				wish[at] = math.Max(wish[at], shortLine(c.Text, size, bold || c.Bold)+cellMargin)
			}
			at += max(1, c.Span)
		}
	}
	for _, row := range t.Rows {
		measure(row, false)
	}
	measure(t.Total, true)
	return floor, wish
}

// headFloor keeps a head of up to four characters, and its unit, on one line.
func headFloor(c layout.Column, size float64) float64 {
	out := 0.0
	for _, line := range strings.Split(c.Title, "\n") {
		n := len([]rune(line))
		if n > 4 {
			line = string([]rune(line)[:min((n+1)/2, longestHead)])
		}
		out = math.Max(out, layout.Width(line, size, true))
	}
	if c.Unit != "" {
		out = math.Max(out, layout.Width("（"+c.Unit+"）", size, true))
	}
	return out + cellMargin
}

// unitEnd matches the unit after a figure, which should stay on its line.
var unitEnd = regexp.MustCompile(`(\d)[元年]`)

// unbroken is the width of the longest run without a place to break: Latin letters, digits and what joins them.
func unbroken(text string, size float64, bold bool) float64 {
	longest := 0.0
	text = unitEnd.ReplaceAllString(text, "${1}WW") // 元 is about as wide
	for _, run := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Han, r) || r > 0x2E7F
	}) {
		longest = math.Max(longest, layout.Width(run, size, bold))
	}
	return longest
}

// shortLine is the width of the longest line that a reader expects whole: a few characters, or a line the program set.
func shortLine(text string, size float64, bold bool) float64 {
	longest := 0.0
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		if n := len([]rune(line)); n <= shortText || len(lines) > 1 && n <= shortText*2 {
			longest = math.Max(longest, layout.Width(line, size, bold))
		}
	}
	return longest
}

// share divides the width: every column its weight, but none below its floor while there is room.
func share(columns []layout.Column, floor []float64, width float64) []float64 {
	out := make([]float64, len(columns))
	fixed := make([]bool, len(columns))
	for range columns {
		free, weights := width, 0.0
		for i, c := range columns {
			if fixed[i] {
				free -= floor[i]
			} else {
				weights += math.Max(c.Weight, 0.1)
			}
		}
		changed := false
		for i, c := range columns {
			if fixed[i] {
				out[i] = floor[i]
				continue
			}
			out[i] = math.Max(free, 1) * math.Max(c.Weight, 0.1) / weights
			if out[i] < floor[i] {
				fixed[i], changed = true, true
			}
		}
		if !changed {
			break
		}
	}
	for i := range out {
		out[i] = math.Max(out[i], 1)
	}
	return out
}
