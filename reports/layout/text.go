package layout

import (
	"math"
	"strconv"

	"zhiya/reports/chart"
)

// lines makes strips of broken lines with widow control: the first two and the last two lines stay together.
func lines(set []SetLine, x, width, lead, size float64, align Alignment, indent, before float64) []strip {
	out := make([]strip, len(set))
	for i, line := range set {
		lx, lw := x, width
		if i == 0 {
			lx, lw = x+indent, width-indent
		}
		out[i] = strip{height: lead, keep: i+1 < len(set) && (i == 0 || i == len(set)-2), draw: func(c *canvas, y float64) {
			c.setLine(line, lx, y, lw, lead, size, align, ink)
		}}
	}
	out[0].before = before
	return out
}

func (k *composer) title() {
	if k.doc.Title == "" {
		return
	}
	side, code := 0.0, 0.0
	if k.doc.QR != nil {
		side, code = qrSide+2*qrOver+8, k.doc.QR.height()
		qr, width := *k.doc.QR, k.width
		k.add(strip{draw: func(c *canvas, y float64) { c.qr(qr, marginX+width-qrSide-qrOver, y) }, keep: true})
	}
	set := balanced(strong(k.doc.Title), sizeTitle, k.width-2*side)
	strips := lines(set, marginX+side, k.width-2*side, sizeTitle*1.5, sizeTitle, Center, 0, 0)
	height := float64(len(set)) * sizeTitle * 1.5
	if k.doc.Number != "" {
		number := BreakLines(plain(k.doc.Number), sizeSubtitle, k.width-2*side, 0)
		strips = append(strips, lines(number, marginX+side, k.width-2*side, 18, sizeSubtitle, Center, 0, 2)...)
		height += 2 + 18*float64(len(number))
	}
	for i := range strips {
		strips[i].keep = true
	}
	k.add(strips...)
	after := 14.0
	if side > 0 {
		after = math.Max(after, code+8-height)
	}
	k.add(strip{height: after, keep: true})
}

// Type and line height of the lines on the cover, in points.
const coverType, coverLead = 13.0, 26.0

func (k *composer) cover() {
	d := k.doc
	y := 110.0
	var pieces []func(c *canvas, top float64)
	if d.Letterhead != nil {
		head, _ := d.Letterhead.pieces(k.width)
		pieces = append(pieces, head)
	}
	set := func(text string, size, lead float64, bold bool, align Alignment) {
		for _, line := range balanced([]Span{{Text: text, Bold: bold}}, size, k.width) {
			at, width := y, k.width
			pieces = append(pieces, func(c *canvas, top float64) { c.setLine(line, marginX, top+at, width, lead, size, align, ink) })
			y += lead
		}
	}
	size := 24.0
	if len(BreakLines(strong(d.Title), size, k.width, 0)) > 3 {
		size = 18
	}
	set(d.Title, size, size*5/3, true, Center)
	y += 16
	set(d.Number, 14, 24, false, Center)
	y = math.Max(y, math.Min(330, 0.48*k.limit)) // the lower half
	for _, p := range d.Cover.Lines {
		label := BreakLines(strong(p.Label+"："), coverType, k.width*0.4, 0)
		indent := 96.0
		for _, line := range label {
			indent = math.Max(indent, line.Width+8)
		}
		room := k.width - 100 - indent
		value := BreakLines(plain(p.Value), coverType, room, 0)
		top := y
		for i, line := range label {
			at := top + coverLead*float64(i)
			pieces = append(pieces, func(c *canvas, top float64) {
				c.setLine(line, marginX+70, top+at, indent, coverLead, coverType, Left, ink)
			})
		}
		for i, line := range value {
			at := top + coverLead*float64(i)
			pieces = append(pieces, func(c *canvas, top float64) {
				c.setLine(line, marginX+70+indent, top+at, room, coverLead, coverType, Left, ink)
			})
		}
		y += coverLead * float64(max(len(label), len(value)))
	}
	if d.QR != nil {
		qr, width, at := *d.QR, k.width, math.Max(y+12, k.limit-200)
		pieces = append(pieces, func(c *canvas, top float64) { c.qr(qr, marginX+(width-qrSide)/2, top+at) })
		y = at + qr.height()
	}
	y = math.Max(y+12, k.limit-90)
	set(d.Org, 16, 28, true, Center)
	set(d.Date.Chinese(), 14, 26, false, Center)
	if y > k.limit {
		k.faults.Invalid("cover.long", "cover", "封面内容过多，一页排不下，请缩短题名或减少封面项目")
	}
	k.add(strip{height: k.limit, draw: func(c *canvas, top float64) {
		for _, piece := range pieces {
			piece(c, top)
		}
	}})
	k.add(strip{fresh: true})
}

func (k *composer) heading(h Heading) {
	level := min(max(h.Level, 1), 3)
	size := headingSizes[level]
	set := BreakLines(strong(h.Text), size, k.width, 0)
	strips := lines(set, marginX, k.width, size*1.6, size, Left, 0, 22-4*float64(level))
	for i := range strips {
		strips[i].keep = true
	}
	strips[0].fresh = h.NewPage
	if !h.Unlisted {
		draw := strips[0].draw
		strips[0].draw = func(c *canvas, y float64) {
			c.laid.Bookmarks = append(c.laid.Bookmarks, Bookmark{Title: h.Text, Level: level - 1, Page: c.page.Number, Y: y})
			draw(c, y)
		}
	}
	k.add(strips...)
	k.add(strip{height: 3, keep: true})
}

func (k *composer) paragraph(p Paragraph) {
	indent := 2.0 * sizeBody
	if p.NoIndent || p.Align == Center || p.Align == Right {
		indent = 0
	}
	k.running(spansOf(p.Spans, p.Text), marginX, k.width, p.Align, indent)
}

// running sets body text with its references and notes.
func (k *composer) running(spans []Span, x, width float64, align Alignment, indent float64) {
	set := BreakLines(k.inline(spans), sizeBody, width, indent)
	strips := lines(set, x, width, leadBody, sizeBody, align, indent, 4)
	if len(k.notes) > 0 {
		for i, line := range set {
			strips[i].notes = k.footnotes(line)
		}
	}
	k.add(strips...)
}

func (k *composer) clause(c Clause) {
	number := c.Number
	if number == "" {
		k.clauses++
		number = clauseNumber(k.clauses)
	}
	left := 2 * sizeBody * float64(min(max(c.Level, 1), 3)-1)
	spans := strong(number + "　")
	if c.Title != "" {
		spans = append(spans, Span{Text: c.Title + "　", Bold: true})
	}
	spans = append(spans, spansOf(c.Spans, c.Text)...)
	k.running(spans, marginX+left, k.width-left, Justified, 2.0*sizeBody)
}

func (k *composer) note(n Note) {
	label := n.Label
	if label == "" {
		label = "注"
	}
	hang := Width(label+"：", sizeSmall, true)
	set := BreakLines(plain(n.Text), sizeSmall, k.width-hang, 0)
	strips := lines(set, marginX+hang, k.width-hang, leadSmall, sizeSmall, Justified, 0, 5)
	draw := strips[0].draw
	strips[0].draw = func(c *canvas, y float64) {
		c.setLine(SetLine{Spans: strong(label + "：")}, marginX, y, hang, leadSmall, sizeSmall, Left, ink)
		draw(c, y)
	}
	k.add(strips...)
}

func (k *composer) toc(t TOC) {
	title, depth := t.Title, t.Depth
	if title == "" {
		title = "目　录"
	}
	if depth == 0 {
		depth = 2
	}
	head := BreakLines(strong(title), 16, k.width, 0)
	for _, s := range lines(head, marginX, k.width, 30, 16, Center, 0, 6) {
		s.keep = true
		k.add(s)
	}
	k.add(strip{height: 8, keep: true})
	for i, b := range k.doc.Blocks {
		h, ok := b.(Heading)
		if !ok || h.Unlisted || max(h.Level, 1) > depth {
			continue
		}
		k.tocEntry(i, h)
	}
}

func (k *composer) tocEntry(index int, h Heading) {
	left := float64(marginX) + 18*float64(max(h.Level, 1)-1)
	right := marginX + k.width
	room := right - left - 40
	set := BreakLines([]Span{{Text: h.Text, Bold: h.Level <= 1}}, sizeBody, room, 0)
	strips := lines(set, left, room, 22, sizeBody, Left, 0, 0)
	last := &strips[len(strips)-1]
	draw, tail := last.draw, set[len(set)-1]
	last.draw = func(c *canvas, y float64) {
		draw(c, y)
		c.laid.entries = append(c.laid.entries, entry{page: c.page.Number, item: len(c.page.Items), block: index})
		c.add(chart.Text{X: right, Y: y + 11 + 0.38*sizeBody, Size: sizeBody, Color: ink},
			chart.Line{X1: left + tail.Width + 6, Y1: y + 15, X2: right, Y2: y + 15, Width: 0.7, Color: faint, Dash: []float64{0.7, 2.6}})
		c.laid.Links = append(c.laid.Links, Link{Page: c.page.Number, X: left, Y: y, W: right - left, H: 22, block: index})
	}
	k.add(strips...)
}

// entry is a place in the table of contents whose page number is written when all pages are set: the item is the number, the
// next one the dots that lead to it.
type entry struct{ page, item, block int }

func (l *Laid) fill(e entry, page int) {
	items := l.Pages[e.page-1].Items
	number, dots := items[e.item].(chart.Text), items[e.item+1].(chart.Line)
	number.Text = strconv.Itoa(page)
	number.X -= Width(number.Text, sizeBody, false)
	dots.X2 = math.Max(dots.X1, number.X-6)
	items[e.item], items[e.item+1] = number, dots
}
