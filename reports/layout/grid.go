package layout

import "zhiya/reports/chart"

// gridCell is a bordered box with broken text.
type gridCell struct {
	x, w   float64
	lines  []SetLine
	align  Alignment
	shaded bool
	size   float64 // of the type, when it is not that of the row
}

// gridRow is a row of boxes of one height.
type gridRow struct {
	cells  []gridCell
	size   float64
	lead   float64
	minRow float64
}

func (r gridRow) count() int {
	n := 1
	for _, c := range r.cells {
		n = max(n, len(c.lines))
	}
	return n
}

func (r gridRow) height() float64 {
	return max(r.minRow, float64(r.count())*r.lead+2*cellPadY)
}

func newCell(x, w float64, spans []Span, size float64, align Alignment) gridCell {
	return gridCell{x: x, w: w, align: align, lines: BreakLines(spans, size, w-2*cellPadX, 0)}
}

// leastSize is the smallest type in which a figure is set to keep it on one line, in points.
const leastSize = 6.0

// shrink sets a figure that is broken over lines in smaller type on one line, when it can still be read.
func (g *gridCell) shrink(text string, bold bool, size float64) {
	room := g.w - 2*cellPadX
	smaller := size * room / Width(text, size, bold)
	if smaller < leastSize {
		return
	}
	g.size = smaller * 0.999 // against rounding
	g.lines = BreakLines([]Span{{Text: text, Bold: bold}}, g.size, room, 0)
}

func (g gridCell) typeSize(row float64) float64 {
	if g.size > 0 {
		return g.size
	}
	return row
}

func (r gridRow) centered() gridRow {
	for i := range r.cells {
		r.cells[i].align = Center
	}
	return r
}

// draw sets the whole row with its top at y.
func (r gridRow) draw(c *canvas, y float64) {
	h := r.height()
	for _, cell := range r.cells {
		box := chart.Rect{X: cell.x, Y: y, W: cell.w, H: h, Width: tableRule, Stroke: rule}
		if cell.shaded {
			fill := shade
			box.Fill = &fill
		}
		c.add(box)
		top := y + (h-float64(len(cell.lines))*r.lead)/2
		for i, line := range cell.lines {
			c.setLine(line, cell.x+cellPadX, top+float64(i)*r.lead, cell.w-2*cellPadX, r.lead, cell.typeSize(r.size), cell.align, ink)
		}
	}
}

// pieces divides a tall row into strips of one line each, so that it may run over pages; the row is closed below by the
// rule of the last piece or by the closing of the page.
func (r gridRow) pieces() []strip {
	n := r.count()
	out := make([]strip, n)
	for i := range n {
		first, last := i == 0, i == n-1
		h, top := r.lead, 0.0
		if first {
			h, top = h+cellPadY, cellPadY
		}
		if last {
			h += cellPadY
		}
		out[i] = strip{height: h, keep: first && !last, draw: func(c *canvas, y float64) { r.drawPiece(c, i, y, h, top, first, last) }}
	}
	if n > 2 {
		out[n-2].keep = true
	}
	return out
}

func (r gridRow) drawPiece(c *canvas, i int, y, h, top float64, first, last bool) {
	for _, cell := range r.cells {
		if cell.shaded {
			fill := shade
			c.add(chart.Rect{X: cell.x, Y: y, W: cell.w, H: h, Fill: &fill})
		}
	}
	for _, cell := range r.cells {
		for _, x := range []float64{cell.x, cell.x + cell.w} {
			c.add(chart.Line{X1: x, Y1: y, X2: x, Y2: y + h, Width: tableRule, Color: rule})
		}
		if first {
			c.add(chart.Line{X1: cell.x, Y1: y, X2: cell.x + cell.w, Y2: y, Width: tableRule, Color: rule})
		}
		if last {
			c.add(chart.Line{X1: cell.x, Y1: y + h, X2: cell.x + cell.w, Y2: y + h, Width: tableRule, Color: rule})
		}
		if i < len(cell.lines) {
			c.setLine(cell.lines[i], cell.x+cellPadX, y+top, cell.w-2*cellPadX, r.lead, cell.typeSize(r.size), cell.align, ink)
		}
	}
}

// closing draws the rule under an unfinished row at the end of a page.
func closing(x, w float64) func(c *canvas, y float64) {
	return func(c *canvas, y float64) {
		c.add(chart.Line{X1: x, Y1: y, X2: x + w, Y2: y, Width: tableRule, Color: rule})
	}
}

// form sets a KeyValue block. Labels take a fixed share of the row.
func (k *composer) form(b KeyValue) {
	perRow := b.PerRow
	if perRow < 1 || perRow > 3 {
		perRow = 2
	}
	if b.Title != "" {
		k.tableTitle(b.Title, "")
	} else {
		k.add(strip{height: 4, keep: true}) // a heading before it stays with the first row
	}
	unit := k.width / float64(perRow)
	label := unit * [4]float64{0, 0.21, 0.42, 0.42}[perRow]
	var rows []gridRow
	var row gridRow
	column := 0
	flush := func() {
		if column == 0 {
			return
		}
		rows = append(rows, row)
		row, column = gridRow{size: sizeTable, lead: leadTable, minRow: 24}, 0
	}
	row = gridRow{size: sizeTable, lead: leadTable, minRow: 24}
	for i, p := range b.Pairs {
		if p.Section {
			flush()
			cell := newCell(marginX, k.width, strong(p.Label), sizeTable, Left)
			cell.shaded = true
			rows = append(rows, gridRow{cells: []gridCell{cell}, size: sizeTable, lead: leadTable, minRow: 24})
			continue
		}
		if p.Wide {
			flush()
		}
		x := marginX + unit*float64(column)
		width := unit
		ends := i+1 == len(b.Pairs) || b.Pairs[i+1].Wide || b.Pairs[i+1].Section
		if p.Wide || ends {
			width = marginX + k.width - x
		}
		head := newCell(x, label, strong(p.Label), sizeTable, Center)
		head.shaded = true
		row.cells = append(row.cells, head, newCell(x+label, width-label, plain(p.Value), sizeTable, Left))
		column++
		if p.Wide || ends || column == perRow {
			flush()
		}
	}
	flush()
	if len(rows) == 0 {
		rows = append(rows, gridRow{cells: []gridCell{newCell(marginX, k.width, plain(nothing), sizeTable, Center)}, size: sizeTable, lead: leadTable, minRow: 24})
	}
	done := make([]*resume, len(rows)+1)
	shut := closing(marginX, k.width)
	bare := &resume{foot: shut, head: func() []strip { return []strip{{draw: shut}} }}
	for i := range done {
		if i > 0 { // before its first row a form has not begun: nothing to close
			done[i] = bare
		}
	}
	k.rows(rows, done)
	k.add(strip{height: 8})
}

// fewRows is how many rows stay on one page when they are low.
const fewRows = 6

// rows adds rows to the flow; done[i] says how the table continues after i rows. A row taller than a third of the page is
// divided by lines; its figures stand in its first line, so a page that ends inside it counts the row as done. No page begins
// with the last row alone or ends with the first alone, and a few low rows stay together.
func (k *composer) rows(rows []gridRow, done []*resume) {
	whole := 0.0
	for _, r := range rows {
		whole += r.height()
	}
	together := len(rows) <= fewRows && whole <= k.limit/4
	for i, r := range rows {
		last := i == len(rows)-1
		if r.height() <= k.limit/3 {
			pair := (i == 0 || i == len(rows)-2) && !last && r.height()+rows[i+1].height() <= k.limit/3
			k.add(strip{height: r.height(), draw: r.draw, resume: done[i], open: !last, keep: !last && together || pair})
			continue
		}
		pieces, inside := r.pieces(), r.interrupted(done[i+1])
		for j, s := range pieces {
			s.resume, s.open = done[i], !last
			if j > 0 {
				s.resume = inside
			}
			if j < len(pieces)-1 {
				s.open = true
			}
			k.add(s)
		}
	}
}

// interrupted pads a row that a page ends within, above and below.
func (r gridRow) interrupted(next *resume) *resume {
	pad := func(c *canvas, y float64) { r.drawPiece(c, r.count(), y, cellPadY, 0, false, false) }
	return &resume{
		footHeight: next.footHeight + cellPadY,
		foot: func(c *canvas, y float64) {
			pad(c, y)
			next.foot(c, y+cellPadY)
		},
		head: func() []strip { return append(next.head(), strip{height: cellPadY, draw: pad}) },
	}
}

// tableTitle sets the title above a table, centred in bold, and the unit at the right.
func (k *composer) tableTitle(title, unit string) {
	k.add(strip{height: 6, keep: true})
	if title != "" {
		set := BreakLines(strong(title), sizeTable, k.width, 0)
		for _, s := range lines(set, marginX, k.width, 18, sizeTable, Center, 0, 0) {
			s.keep = true
			k.add(s)
		}
	}
	if unit != "" {
		line := BreakLines(plain(unit), sizeSmall, k.width, 0)
		for _, s := range lines(line, marginX, k.width, leadSmall+1, sizeSmall, Right, 0, 0) {
			s.keep = true
			k.add(s)
		}
	}
}
