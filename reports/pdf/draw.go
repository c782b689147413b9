package pdf

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"zhiya/reports/chart"
	"zhiya/reports/font"
	"zhiya/reports/layout"
)

// The file names the product that made it, without a version, so that bytes stay the same over releases.
const producer = "知押"

const family = "noto"

// pen draws shapes through gofpdf. Only Text, never its own line breaking, is used: MultiCell, SplitText and Write lose
// characters.
type pen struct {
	f       *gofpdf.Fpdf
	spacing float64
}

func draw(w io.Writer, laid *layout.Laid, created time.Time) error {
	if len(laid.Pages) == 0 {
		return fmt.Errorf("no pages")
	}
	first := laid.Pages[0]
	f := gofpdf.NewCustom(&gofpdf.InitType{OrientationStr: "P", UnitStr: "pt",
		Size: gofpdf.SizeType{Wd: first.Width, Ht: first.Height}})
	f.SetCatalogSort(true)
	f.SetCreationDate(created.UTC())
	f.SetModificationDate(created.UTC())
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	describe(f, laid.Document)
	regular, bold := subsets(laid)
	f.AddUTF8FontFromBytes(family, "", regular)
	if bold != nil {
		f.AddUTF8FontFromBytes(family, "B", bold)
	}
	p := &pen{f: f}
	for _, page := range laid.Pages {
		f.AddPageFormat("P", gofpdf.SizeType{Wd: page.Width, Ht: page.Height})
		f.SetFont(family, "", 9) // outline titles become UTF-16 only while a UTF-8 font is current
		p.outline(laid, page)
		p.links(laid, page.Number) // while the page is current: gofpdf measures the places by its height
		p.watermark(page)
		for _, s := range page.Items {
			p.shape(s)
		}
	}
	return f.Output(w)
}

func describe(f *gofpdf.Fpdf, d layout.Document) {
	author := d.Author
	if author == "" {
		author = d.Org
	}
	f.SetTitle(strings.ReplaceAll(d.Title, "\n", ""), true)
	f.SetAuthor(author, true)
	f.SetSubject(d.Subject, true)
	f.SetKeywords(strings.Join(d.Keywords, "；"), true)
	f.SetProducer(producer, true)
	f.SetCreator(producer, true)
}

// outline adds the bookmarks of a page; a level never jumps down by more than one, else gofpdf links a broken tree. gofpdf
// measures every height from the foot of the last page, so the difference to this page's height is made good here.
func (p *pen) outline(laid *layout.Laid, page layout.Page) {
	level := -1
	for _, b := range laid.Bookmarks {
		level = min(b.Level, level+1)
		if b.Page == page.Number {
			p.f.Bookmark(b.Title, level, b.Y+laid.Pages[len(laid.Pages)-1].Height-page.Height)
		}
	}
}

func (p *pen) links(laid *layout.Laid, page int) {
	for _, l := range laid.Links {
		if l.Page == page && l.ToPage > 0 {
			id := p.f.AddLink()
			p.f.SetLink(id, l.ToY, l.ToPage)
			p.f.Link(l.X, l.Y, l.W, l.H, id)
		}
	}
}

// watermark sets the word across the page from lower left to upper right.
func (p *pen) watermark(page layout.Page) {
	if page.Watermark == "" {
		return
	}
	size := math.Min(120, 420/float64(len([]rune(page.Watermark))))
	x, y := page.Width/2, page.Height/2
	p.shape(chart.Text{X: x, Y: y + size*0.35, Size: size, Bold: true, Color: chart.Gray(236), Anchor: chart.Middle,
		Angle: 40, Text: page.Watermark})
}

func (p *pen) shape(s chart.Shape) {
	f := p.f
	switch s := s.(type) {
	case layout.Picture:
		p.picture(s)
	case chart.Text:
		p.text(s)
	case chart.Line:
		p.stroke(s.Width, s.Color, s.Dash)
		f.Line(s.X1, s.Y1, s.X2, s.Y2)
	case chart.Rect:
		if style := p.style(s.Fill, s.Width, s.Stroke, s.Dash); style != "" {
			f.Rect(s.X, s.Y, s.W, s.H, style)
		}
	case chart.Circle:
		if style := p.style(s.Fill, s.Width, s.Stroke, s.Dash); style != "" {
			f.Circle(s.X, s.Y, s.R, style)
		}
	case chart.Polygon:
		points := make([]gofpdf.PointType, len(s.Points))
		for i, q := range s.Points {
			points[i] = gofpdf.PointType{X: q.X, Y: q.Y}
		}
		if style := p.style(s.Fill, s.Width, s.Stroke, nil); style != "" {
			f.Polygon(points, style)
		}
	}
}

func (p *pen) stroke(width float64, c chart.Color, dash []float64) {
	p.f.SetLineWidth(width)
	p.f.SetDrawColor(int(c.R), int(c.G), int(c.B))
	p.f.SetDashPattern(dash, 0)
}

func (p *pen) style(fill *chart.Color, width float64, stroke chart.Color, dash []float64) string {
	style := ""
	if fill != nil {
		p.f.SetFillColor(int(fill.R), int(fill.G), int(fill.B))
		style = "F"
	}
	if width > 0 {
		p.stroke(width, stroke, dash)
		style += "D"
	}
	return style
}

func (p *pen) text(t chart.Text) {
	if t.Text == "" {
		return
	}
	face := ""
	if t.Bold {
		face = "B"
	}
	p.f.SetFont(family, face, t.Size)
	p.f.SetTextColor(int(t.Color.R), int(t.Color.G), int(t.Color.B))
	x := t.X
	switch w := layout.Width(t.Text, t.Size, t.Bold); t.Anchor {
	case chart.Middle:
		x -= w / 2
	case chart.End:
		x -= w
	}
	if t.Angle != 0 {
		p.f.TransformBegin()
		p.f.TransformRotate(t.Angle, t.X, t.Y)
		defer p.f.TransformEnd()
	}
	if t.Spacing != p.spacing {
		p.f.RawWriteStr(fmt.Sprintf("%.4f Tc", t.Spacing))
		p.spacing = t.Spacing
	}
	p.f.Text(x, t.Y, t.Text)
}

// subsets cuts the fonts to the characters the pages set in them; the bold one is nil when no text is bold. gofpdf reads the
// whole of a font for every document, so what it is given is small, and its own cutting never sees the bytes of the assets:
// its check sums write past the end of a table into the font it was given.
func subsets(laid *layout.Laid) (regular, bold []byte) {
	var chars [2][]rune
	var seen [2][0x10000]bool
	note := func(text string, strong bool) {
		face := 0
		if strong {
			face = 1
		}
		for _, r := range text {
			if r <= 0xFFFF && !seen[face][r] {
				seen[face][r] = true
				chars[face] = append(chars[face], r)
			}
		}
	}
	for _, page := range laid.Pages {
		note(page.Watermark, true)
		for _, s := range page.Items {
			if t, ok := s.(chart.Text); ok {
				note(t.Text, t.Bold)
			}
		}
	}
	if len(chars[1]) > 0 {
		bold = font.Bold().Subset(chars[1])
	}
	return font.Regular().Subset(chars[0]), bold
}
