package layout

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// tableSetter sets one table: columns in place, head repeated, subtotals carried.
type tableSetter struct {
	t    Table
	x    []float64 // left edges, one more than columns
	size float64
	lead float64
	head gridRow
	// repeat is the head again on each page; empty when it is too tall for that.
	repeat []strip
	width  float64
	// sums are the subtotals after each count of rows; nil when none are carried.
	sums [][]Cell
}

func (k *composer) table(t Table) {
	if len(t.Columns) == 0 {
		return
	}
	s := &tableSetter{t: t, size: sizeTable, lead: leadTable, width: k.width}
	if t.Small {
		s.size, s.lead = sizeSmall, leadSmall
	}
	s.sums = s.subtotals()
	s.place()
	s.makeHead()
	k.narrow(s)
	k.tableTitle(t.Title, t.Unit)
	if s.head.height() <= k.limit/3 {
		s.repeat = []strip{{height: s.head.height(), draw: s.head.draw}}
		k.add(strip{height: s.head.height(), draw: s.head.draw, keep: true})
	} else { // a head this tall is set once, as a row
		bare := &resume{foot: closing(marginX, s.width), head: func() []strip { return []strip{{draw: closing(marginX, s.width)}} }}
		k.rows([]gridRow{s.head}, []*resume{bare, bare})
	}
	rows := make([]gridRow, 0, len(t.Rows)+1)
	for _, r := range t.Rows {
		rows = append(rows, s.row(r, false))
	}
	if len(t.Rows) == 0 {
		rows = append(rows, s.none())
	}
	if len(t.Total) > 0 {
		rows = append(rows, s.row(t.Total, true))
	}
	k.rows(rows, s.continuations(len(rows)))
	if t.Note != "" {
		if strips := k.current().strips; len(rows) > 0 && rows[len(rows)-1].height() <= k.limit/3 {
			strips[len(strips)-1].keep = true // small print follows what it explains
		}
		k.note(Note{Text: t.Note})
	}
	k.add(strip{height: 8})
}

// narrow refuses a table with a column that cannot hold one character.
func (k *composer) narrow(s *tableSetter) {
	for i, c := range s.t.Columns {
		if s.x[i+1]-s.x[i] < s.size+2*cellPadX {
			k.faults.Invalid("table.narrow", k.path+fmt.Sprintf(".columns[%d]", i), "表格“%s”的列“%s”过窄，无法排版，请减少列数或改为横排",
				s.t.Title, c.Title)
			return
		}
	}
}

// place gives each column its share of the width; a column whose figures need more takes it from those that have some to spare.
func (s *tableSetter) place() {
	total := 0.0
	for _, c := range s.t.Columns {
		total += weight(c)
	}
	widths, least := make([]float64, len(s.t.Columns)), s.figures()
	missing, spare := 0.0, 0.0
	for i, c := range s.t.Columns {
		widths[i] = s.width * weight(c) / total
		least[i] = max(least[i], s.size+2*cellPadX+slack) // one character
		if d := least[i] - widths[i]; d > 0 {
			missing += d
		} else {
			least[i] = min(widths[i], max(least[i], leastColumn*s.size+2*cellPadX))
			spare += widths[i] - least[i]
		}
	}
	if missing > 0 && spare > 0 {
		give, take := min(1, missing/spare), min(1, spare/missing)
		for i := range widths {
			if d := widths[i] - least[i]; d > 0 {
				widths[i] -= d * give
			} else {
				widths[i] -= d * take
			}
		}
	}
	x := float64(marginX)
	for _, w := range widths {
		s.x = append(s.x, x)
		x += w
	}
	s.x = append(s.x, marginX+s.width)
}

// leastColumn is how many characters a column keeps when it gives width to another.
const leastColumn = 4

// figures gives for each column the width of its widest figure with the padding of the cell.
func (s *tableSetter) figures() []float64 {
	out := make([]float64, len(s.t.Columns))
	row := func(cells []Cell, bold bool) {
		column := 0
		for _, c := range cells {
			if column < len(out) && c.span() == 1 && c.isFigure() {
				out[column] = max(out[column], Width(c.Text, s.size, bold || c.Bold)+2*cellPadX+slack)
			}
			column += c.span()
		}
	}
	for _, cells := range s.t.Rows {
		row(cells, false)
	}
	row(s.t.Total, true)
	if s.sums != nil {
		row(s.widestSums(), true)
	}
	return out
}

func weight(c Column) float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}

func (s *tableSetter) makeHead() {
	s.head = gridRow{size: s.size, lead: s.lead}
	for i, c := range s.t.Columns {
		text := c.Title
		if c.Unit != "" {
			text += "\n（" + c.Unit + "）"
		}
		cell := newCell(s.x[i], s.x[i+1]-s.x[i], strong(text), s.size, Center)
		cell.lines, cell.shaded = balanced(strong(text), s.size, cell.w-2*cellPadX), true
		s.head.cells = append(s.head.cells, cell)
	}
}

// row sets cells; missing cells are empty, a cell over several columns takes their room.
func (s *tableSetter) row(cells []Cell, bold bool) gridRow {
	r := gridRow{size: s.size, lead: s.lead, cells: make([]gridCell, 0, len(s.t.Columns))}
	column := 0
	for _, c := range cells {
		if column >= len(s.t.Columns) {
			break
		}
		end := min(column+c.span(), len(s.t.Columns))
		align := s.t.Columns[column].Align
		if align == Justified {
			align = Left
			if c.Kind == NumberCell || c.Kind == PercentCell {
				align = Right
			}
		}
		cell := newCell(s.x[column], s.x[end]-s.x[column], []Span{{Text: c.Text, Bold: bold || c.Bold}}, s.size, align)
		if len(cell.lines) > 1 && c.isFigure() {
			cell.shrink(c.Text, bold || c.Bold, s.size)
		}
		r.cells = append(r.cells, cell)
		column = end
	}
	for ; column < len(s.t.Columns); column++ {
		r.cells = append(r.cells, newCell(s.x[column], s.x[column+1]-s.x[column], nil, s.size, Left))
	}
	return r
}

// none is the row of a table without rows, so that nobody takes it for one cut off.
func (s *tableSetter) none() gridRow {
	return s.row([]Cell{{Text: nothing, Span: len(s.t.Columns)}}, false).centered()
}

// nothing is printed where a table or form has no content.
const nothing = "（无）"

// continuations tells for each count of rows done how the table is closed below them and opened again when a page ends there.
func (s *tableSetter) continuations(n int) []*resume {
	out := make([]*resume, n+1)
	top := func() []strip { return append(slices.Clone(s.repeat), strip{draw: closing(marginX, s.width)}) }
	bare := &resume{foot: closing(marginX, s.width), head: top}
	sums := s.sums
	if sums == nil {
		for i := range out {
			out[i] = bare
		}
		return out
	}
	tallest := max(s.sumRow(over, s.widestSums()).height(), s.sumRow(from, s.widestSums()).height())
	out[0] = &resume{foot: bare.foot, head: top, footHeight: tallest}
	for i := 1; i <= n; i++ {
		done := sums[min(i, len(sums)-1)]
		out[i] = &resume{
			footHeight: tallest,
			foot:       func(c *canvas, y float64) { s.sumRow(over, done).draw(c, y) },
			head: func() []strip {
				row := s.sumRow(from, done)
				return append(top(), strip{height: row.height(), draw: row.draw})
			},
		}
	}
	return out
}

// The rows that close a page and open the next with the sums so far.
const over, from = "过次页", "承前页"

// subtotals gives, for each count of rows done, the sum of every Sum column.
func (s *tableSetter) subtotals() [][]Cell {
	carries := false
	for _, c := range s.t.Columns {
		carries = carries || c.Sum
	}
	if !carries || !s.t.CarryOver || len(s.t.Rows) == 0 {
		return nil
	}
	running := make([]Cell, len(s.t.Columns))
	for i, c := range s.t.Columns {
		if c.Sum {
			running[i] = Cell{Kind: NumberCell, Number: decimal.Zero}
		}
	}
	sums := [][]Cell{append([]Cell(nil), running...)}
	for _, row := range s.t.Rows {
		column := 0
		for _, c := range row {
			if column < len(running) && s.t.Columns[column].Sum && c.Kind == NumberCell {
				sum := running[column].Number.Add(c.Number)
				running[column] = Num(sum, max(c.Places, running[column].Places))
			}
			column += c.span()
		}
		sums = append(sums, append([]Cell(nil), running...))
	}
	return sums
}

// widestSums gives for every column the longest of its subtotals: with negative amounts that need not be the last.
func (s *tableSetter) widestSums() []Cell {
	out := slices.Clone(s.sums[0])
	for _, sums := range s.sums {
		for i, c := range sums {
			if len(c.Text) > len(out[i].Text) {
				out[i] = c
			}
		}
	}
	return out
}

// sumRow sets a row of subtotals; its label takes the columns before the first summed one.
func (s *tableSetter) sumRow(label string, sums []Cell) gridRow {
	lead := 0
	for lead < len(s.t.Columns) && !s.t.Columns[lead].Sum {
		lead++
	}
	cells := append([]Cell(nil), sums[lead:]...)
	if lead > 0 {
		cells = append([]Cell{T(label).Across(lead)}, cells...)
	}
	return s.row(cells, true)
}
