package layout

import "zhiya/reports/chart"

// Page is one laid-out page; sizes and coordinates in points, the origin at the upper left corner.
type Page struct {
	Width, Height float64
	Items         []chart.Shape
	Number        int
	// Watermark is drawn under the items, diagonally.
	Watermark string
}

// Bookmark is an entry of the outline; Level counts from 0, Page from 1.
type Bookmark struct {
	Title string
	Level int
	Page  int
	Y     float64
}

// Link is a place on a page, its upper left corner at X, Y, that leads to another.
type Link struct {
	Page       int
	X, Y, W, H float64
	ToPage     int
	ToY        float64
	block      int // index of the block it leads to
}

// Laid is a document set on pages.
type Laid struct {
	Document  Document
	Pages     []Page
	Bookmarks []Bookmark
	Links     []Link

	entries []entry
}

// A4 and its margins in points; type sizes in points: title 二号, headings 小三/四号/小四, body 小四, tables 五号 and 小五.
const (
	a4Short, a4Long                        = 595.28, 841.89
	marginX, marginTop, marginFoot         = 71, 79, 71
	sizeTitle, sizeSubtitle                = 20, 11
	sizeBody, leadBody                     = 12, 20
	sizeTable, leadTable                   = 10.5, 15.5
	sizeSmall, leadSmall                   = 9, 13
	cellPadX, cellPadY                     = 4, 3.5
	thinRule, tableRule                    = 0.4, 0.5
	qrSide                         float64 = 62
)

var (
	ink   = chart.Gray(0)
	faint = chart.Gray(110)
	shade = chart.Gray(238)
	rule  = chart.Gray(60)
)

var headingSizes = [4]float64{0, 15, 13.5, 12}

// canvas collects the shapes of one page.
type canvas struct {
	page *Page
	laid *Laid
	// spots notes where each block that can be referred to came to stand; ids are the blocks by their names.
	spots map[int]spot
	ids   map[string]int
}

func (c *canvas) add(s ...chart.Shape) { c.page.Items = append(c.page.Items, s...) }

// setLine draws one line of text in the box x, width whose top is y and whose height is lead. Full lines of justified text
// are stretched between characters, never inside Latin words and never beyond half a character a gap.
func (c *canvas) setLine(line SetLine, x, y, width, lead, size float64, align Alignment, color chart.Color) {
	if len(line.Spans) == 0 {
		return
	}
	at := y + (lead-size)/2 + 0.88*size
	switch align {
	case Center:
		x += (width - line.Width) / 2
	case Right:
		x += width - line.Width
	case Justified:
		if gap := stretch(line, width, size); gap > 0 {
			c.setStretched(line, x, at, size, gap, color)
			return
		}
	}
	for _, s := range line.Spans {
		w := Width(s.Text, s.size(size), s.Bold)
		c.run(s, s.Text, x, at, w, size, 0, color)
		x += w
	}
}

// run draws a part of a span on the baseline y: text, rule below it and the place to click.
func (c *canvas) run(s Span, text string, x, y, w, size, spacing float64, color chart.Color) {
	t := chart.Text{X: x, Y: y, Size: s.size(size), Bold: s.Bold, Spacing: spacing, Color: color, Text: text}
	if s.Super {
		t.Y -= superRise * size
	}
	if s.Faint {
		t.Color = faint
	}
	c.add(t)
	if s.Underline {
		c.add(chart.Line{X1: x, Y1: y + 0.16*size, X2: x + w, Y2: y + 0.16*size, Width: 0.05 * size, Color: t.Color})
	}
	if to, ok := c.ids[s.Ref]; ok && s.Ref != "" {
		c.laid.Links = append(c.laid.Links, Link{Page: c.page.Number, X: x, Y: y - 0.9*size, W: w, H: 1.15 * size, block: to})
	}
}

// stretch is the space to add in each stretchable gap of a full line; 0 when the line stays ragged.
func stretch(line SetLine, width, size float64) float64 {
	extra := width - line.Width
	if line.Ends || extra < slack {
		return 0
	}
	gaps, last := -1, false
	for _, s := range line.Spans {
		for _, r := range s.Text {
			if is := isWord(r); gaps < 0 || !last || !is {
				gaps++
				last = is
			}
		}
	}
	if gaps <= 0 || extra/float64(gaps) > size/2 {
		return 0
	}
	return extra / float64(gaps)
}

// setStretched draws the words of a line and the Chinese between them as runs of their own; gap is added after each
// character but those of words, and before each word.
func (c *canvas) setStretched(line SetLine, x, y, size, gap float64, color chart.Color) {
	first, last := true, false // whether a character came before, and was of a word
	for _, s := range line.Spans {
		em := s.size(size)
		start, from, inWord := x, 0, false
		end := x // of the last character, without the gap
		flush := func(to int) {
			if to > from {
				spacing := gap
				if inWord {
					spacing = 0
				}
				c.run(s, s.Text[from:to], start, y, end-start, size, spacing, color)
			}
			from = to
		}
		for at, r := range s.Text {
			is := isWord(r)
			if !first && !(last && is) {
				x += gap
			}
			if at > 0 && is != inWord {
				flush(at)
			}
			if at == from {
				start, inWord = x, is
			}
			x += advance(r, s.Bold, em)
			end, first, last = x, false, is
		}
		flush(len(s.Text))
	}
}
