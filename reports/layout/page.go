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

// Link is a place on a page that leads to another.
type Link struct {
	Page       int
	X, Y, W, H float64
	ToPage     int
	ToY        float64
	heading    int // index of the block it leads to
}

// Laid is a document set on pages.
type Laid struct {
	Document  Document
	Pages     []Page
	Bookmarks []Bookmark
	Links     []Link
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
	// headings notes where each heading block came to stand.
	headings map[int]spot
}

func (c *canvas) add(s ...chart.Shape) { c.page.Items = append(c.page.Items, s...) }

// setLine draws one line of text in the box x, width whose top is y and whose height is lead. Full lines of justified text
// are stretched between characters, never inside Latin words and never beyond half a character a gap.
func (c *canvas) setLine(line SetLine, x, y, width, lead, size float64, align Alignment, color chart.Color) {
	if len(line.Spans) == 0 {
		return
	}
	base := y + (lead-size)/2 + 0.88*size
	switch align {
	case Center:
		x += (width - line.Width) / 2
	case Right:
		x += width - line.Width
	case Justified:
		if gap := stretch(line, width, size); gap > 0 {
			c.setStretched(line, x, base, size, gap, color)
			return
		}
	}
	for _, s := range line.Spans {
		c.add(chart.Text{X: x, Y: base, Size: size, Bold: s.Bold, Color: color, Text: s.Text})
		x += Width(s.Text, size, s.Bold)
	}
}

// stretch is the space to add in each stretchable gap of a full line; 0 when the line stays ragged.
func stretch(line SetLine, width, size float64) float64 {
	extra := width - line.Width
	if line.Ends || extra < slack {
		return 0
	}
	gaps, prev := 0, rune(0)
	for i, r := range []rune(line.Text()) {
		if i > 0 && !(isWord(prev) && isWord(r)) {
			gaps++
		}
		prev = r
	}
	if gaps == 0 || extra/float64(gaps) > size/2 {
		return 0
	}
	return extra / float64(gaps)
}

func (c *canvas) setStretched(line SetLine, x, base, size, gap float64, color chart.Color) {
	var run []rune
	start, last, lastBold := x, rune(0), false
	flush := func() {
		if len(run) == 0 {
			return
		}
		spacing := gap
		if isWord(run[0]) {
			spacing = 0
		}
		c.add(chart.Text{X: start, Y: base, Size: size, Bold: lastBold, Spacing: spacing, Color: color, Text: string(run)})
		run = nil
	}
	for _, s := range line.Spans {
		for _, r := range s.Text {
			if last != 0 && !(isWord(last) && isWord(r)) {
				x += gap
			}
			if len(run) > 0 && (s.Bold != lastBold || isWord(last) != isWord(r)) {
				flush()
			}
			if len(run) == 0 {
				start, lastBold = x, s.Bold
			}
			run = append(run, r)
			x += advance(r, s.Bold, size)
			last = r
		}
	}
	flush()
}
