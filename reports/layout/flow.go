package layout

import (
	"fmt"
	"strings"

	"zhiya/reports/chart"
	"zhiya/valuation/fault"
)

// strip is a piece of the flow that is never divided: a line, a table row, a figure.
type strip struct {
	before float64 // gap above, dropped at the top of a page
	height float64
	keep   bool // stays on the page of the next strip
	draw   func(c *canvas, y float64)
	resume *resume    // how the table continues when a page ends before this strip
	open   bool       // the table is not finished after this strip: the page must still hold its foot
	fresh  bool       // starts a new page
	notes  []footnote // at the foot of the page on which the strip stands
}

// resume closes a table at the end of a page and opens it again on the next.
type resume struct {
	footHeight float64
	foot       func(c *canvas, y float64)
	head       func() []strip // made only where a page ends
}

// section is a run of strips on pages of one orientation.
type section struct {
	landscape bool
	strips    []strip
}

func (s section) size() (w, h float64) {
	if s.landscape {
		return a4Long, a4Short
	}
	return a4Short, a4Long
}

// composer turns blocks into strips; widths depend on the orientation in force.
type composer struct {
	doc      Document
	width    float64 // of the text
	limit    float64 // height of the text on a page
	clauses  int
	sections []section
	faults   fault.Faults
	path     string         // of the block being set, for faults
	spots    map[int]spot   // index of a block -> where it stood in the pass before
	ids      map[string]int // index of each block that has an ID
	notes    []string       // texts of the notes so far; the first is 1
	paged    bool           // a page number stands in running text
	byName   bool           // references by page give names
}

func (k *composer) current() *section { return &k.sections[len(k.sections)-1] }

func (k *composer) add(s ...strip) { k.current().strips = append(k.current().strips, s...) }

func (k *composer) open(landscape bool) {
	k.sections = append(k.sections, section{landscape: landscape})
	w, h := k.current().size()
	k.width, k.limit = w-2*marginX, h-marginTop-marginFoot
}

// Layout sets a document on pages. It fails with the faults of Check before anything is drawn, and with table.narrow and
// cover.long when a column or the cover cannot hold its text.
func Layout(doc Document) (*Laid, error) {
	if err := Check(doc); err != nil {
		return nil, err
	}
	ids := identified(doc.Blocks)
	var laid *Laid
	var spots map[int]spot
	for pass := 0; ; pass++ {
		// Page numbers in running text settle after two passes unless one moves what it points at to and fro.
		k := &composer{doc: doc, spots: spots, ids: ids, byName: pass >= settling}
		k.open(doc.Landscape)
		k.compose()
		if err := k.faults.Err(); err != nil {
			return nil, err
		}
		next := map[int]spot{}
		laid = k.paginate(next)
		if !k.paged || same(spots, next) {
			break
		}
		spots = next
	}
	laid.frame()
	return laid, nil
}

// settling is after how many passes references by page give way to names, without which numbers always settle.
const settling = 5

// spot is where a block stands.
type spot struct {
	page int
	y    float64
}

func same(a, b map[int]spot) bool {
	if a == nil || len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k].page != v.page {
			return false
		}
	}
	return true
}

func (k *composer) compose() {
	if k.doc.Cover != nil {
		k.cover()
	} else {
		k.letterhead()
		k.title()
	}
	var from []int // the first strip of each block
	for i, b := range k.doc.Blocks {
		k.path = fmt.Sprintf("blocks[%d]", i)
		if _, is := b.(Signatures); is && i > 0 {
			k.hold(i-1, from)
		}
		from = append(from, len(k.current().strips))
		switch b := b.(type) {
		case Heading:
			k.heading(b)
		case Paragraph:
			k.paragraph(b)
		case Clause:
			k.clause(b)
		case KeyValue:
			k.form(b)
		case Table:
			k.table(b)
		case Figure:
			k.figure(b)
		case Signatures:
			k.signatures(b)
		case Note:
			k.note(b)
		case Spacer:
			k.add(strip{before: max(0, b.Height)})
		case PageBreak:
			k.pageBreak(b)
		case TOC:
			k.toc(b)
		}
		k.anchor(i, from[i])
	}
	k.holdLastNote(from)
}

// holdLastNote keeps the last two notes of a paper that ends with notes together: no page has one note and nothing else.
func (k *composer) holdLastNote(from []int) {
	n := len(k.doc.Blocks)
	if n < 2 {
		return
	}
	_, last := k.doc.Blocks[n-1].(Note)
	_, before := k.doc.Blocks[n-2].(Note)
	if strips := k.current().strips; last && before {
		for i := from[n-2]; i < from[n-1]; i++ {
			strips[i].keep = true
		}
	}
}

// anchor notes where a block comes to stand that others refer to: where the first of its strips that shows anything is drawn.
func (k *composer) anchor(block, first int) {
	if h, is := k.doc.Blocks[block].(Heading); idOf(k.doc.Blocks[block]) == "" && (!is || h.Unlisted) {
		return
	}
	strips := k.current().strips
	for i := min(first, len(strips)); i < len(strips); i++ {
		if draw := strips[i].draw; draw != nil {
			strips[i].draw = func(c *canvas, y float64) {
				c.spots[block] = spot{c.page.Number, y}
				draw(c, y)
			}
			return
		}
	}
}

// mostHeld is the longest text, in lines, that is kept whole above the places to sign.
const mostHeld = 12

// mostChained: a low table goes to the next page with the small print and the places to sign below it only when it and the small
// print take no more than this share of a page; else too little would be left on the page before, and the small print goes alone.
const mostChained = 0.4

// chainStart is the first of the strips that stay on the page of strip i.
func chainStart(strips []strip, i int) int {
	for i > 0 && strips[i-1].keep {
		i--
	}
	return i
}

// hold keeps the end of a block on the page of the places to sign that come after it, and above small print the end of the
// block before that: a page with nothing but signatures does not show what is signed. from are the first strips of the blocks.
func (k *composer) hold(block int, from []int) {
	strips := k.current().strips
	end := len(strips)
	for ; block >= 0; block-- {
		first := min(from[block], end)
		held := 0
		switch k.doc.Blocks[block].(type) {
		case PageBreak, Spacer:
			return
		case Paragraph, Clause, Note:
			if held = end - first; held > mostHeld {
				held = 3
			}
		default: // the last row and what closes the table below it
			for held = 1; held < end-first && strips[end-held].height < leadSmall; held++ {
			}
			if end < len(strips) && chainHeight(strips[chainStart(strips, end-held):]) > k.limit*mostChained {
				return
			}
		}
		for i := max(end-held, first); i < end; i++ {
			strips[i].keep = true
		}
		if _, small := k.doc.Blocks[block].(Note); !small || held < end-first {
			return
		}
		end = first
	}
}

func (k *composer) pageBreak(b PageBreak) {
	turned := k.current().landscape
	switch b.Turn {
	case PortraitPages:
		turned = false
	case LandscapePages:
		turned = true
	}
	if turned != k.current().landscape {
		k.open(turned)
		return
	}
	k.add(strip{fresh: true})
}

// frame draws what stands on every page: running head and foot, page numbers, watermark.
func (l *Laid) frame() {
	d := l.Document
	head := d.Header
	if head == "" {
		head = d.Title
	}
	head = strings.ReplaceAll(head, "\n", " ")
	for i := range l.Pages {
		p := &l.Pages[i]
		p.Watermark = d.Watermark
		if i == 0 && d.Cover != nil {
			continue
		}
		c := &canvas{page: p, laid: l}
		left, right := float64(marginX), p.Width-marginX
		c.runningText(head, left, 52, (right-left)*0.66, Left)
		c.runningText(d.Number, left, 52, right-left, Right)
		c.add(chart.Line{X1: left, Y1: 60, X2: right, Y2: 60, Width: thinRule, Color: faint})
		foot := p.Height - 42
		c.add(chart.Line{X1: left, Y1: foot - 13, X2: right, Y2: foot - 13, Width: thinRule, Color: faint})
		c.runningText(d.Org, left, foot, (right-left)*0.38, Left)
		c.runningText(fmt.Sprintf("第 %d 页 共 %d 页", p.Number, len(l.Pages)), left, foot, right-left, Center)
		c.runningText(d.Footer, left, foot, right-left, Right)
	}
}

// runningText sets one line of small type on the baseline y, cut with an ellipsis where it is longer than its room.
func (c *canvas) runningText(text string, x, y, room float64, align Alignment) {
	if text == "" {
		return
	}
	text = clip(text, sizeSmall, room)
	w := Width(text, sizeSmall, false)
	switch align {
	case Center:
		x += (room - w) / 2
	case Right:
		x += room - w
	}
	c.add(chart.Text{X: x, Y: y, Size: sizeSmall, Color: faint, Text: text})
}

func clip(text string, size, room float64) string {
	if Width(text, size, false) <= room {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && Width(string(runes)+"…", size, false) > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
