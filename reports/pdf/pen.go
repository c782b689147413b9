package pdf

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/jung-kurt/gofpdf"

	"zhiya/reports/chart"
	"zhiya/reports/font"
	"zhiya/reports/layout"
)

// pen writes the operators of one page after another (ISO 32000-1, 8 and 9). Text is shown by its own operators and never by
// those of gofpdf, whose MultiCell, SplitText and Write lose characters.
type pen struct {
	f      *gofpdf.Fpdf
	out    []byte  // operators of the page not yet handed to gofpdf
	height float64 // of the page: a PDF measures upwards
	now    graphics
	used   [faces]*characters
	levels []int // of the entries of the outline
	err    error
}

// graphics is what a page draws with until it is told otherwise, so that nothing is said twice.
type graphics struct {
	fill, stroke paint
	width        float64
	dash         []float64
	face         int
	size         float64
	spacing      float64
}

// paint is a colour; known is false where nobody said yet which is in force.
type paint struct {
	known bool
	chart.Color
}

// unsaid makes every property be said again.
var unsaid = graphics{width: math.NaN(), dash: []float64{math.NaN()}, size: math.NaN(), spacing: math.NaN()}

// A page names a face for each plane of Unicode it sets characters of: a code of two bytes, which every reader understands, is the
// place of the character in its plane. The number of a face is twice its plane, and one more for the bold one.
const faces = 2 * 17

// resource is the name of a face among those of a page: R, B, and behind it the plane, when it is not the basic one.
func resource(face int) string {
	name := "RB"[face%2 : face%2+1]
	if plane := face / 2; plane > 0 {
		name += strconv.Itoa(plane)
	}
	return name
}

// planeOf tells the plane from the name of a face.
func planeOf(resource string) rune {
	if len(resource) < 2 {
		return 0
	}
	plane, err := strconv.ParseUint(resource[1:], 10, 5)
	if err != nil {
		return 0
	}
	return rune(plane)
}

// characters are those of one plane that were set in one face.
type characters struct {
	seen [0x10000]bool
	list []rune
}

// note keeps in mind that a character was set.
func (p *pen) note(face int, r rune) {
	c := p.used[face]
	if c == nil {
		c = &characters{}
		p.used[face] = c
	}
	if at := r & 0xFFFF; !c.seen[at] {
		c.seen[at] = true
		c.list = append(c.list, r)
		if typeface(face).Index(r) == 0 {
			p.fail(fmt.Errorf("no glyph for %U", r))
		}
	}
}

func (p *pen) page(page layout.Page) {
	p.height, p.now = page.Height, unsaid
	p.now.spacing = 0 // each page begins without
	if page.Watermark != "" {
		p.shape(Mark(page))
	}
	for _, s := range page.Items {
		p.shape(s)
	}
	p.flush()
}

func (p *pen) flush() {
	if len(p.out) > 0 {
		p.f.RawWriteStr(string(p.out))
		p.out = p.out[:0]
	}
}

func (p *pen) shape(s chart.Shape) {
	switch s := s.(type) {
	case layout.Picture:
		p.flush()
		p.picture(s)
	case chart.Text:
		p.text(s)
	case chart.Line:
		p.style(nil, s.Width, s.Color, s.Dash)
		p.op("m", s.X1, p.height-s.Y1)
		p.op("l", s.X2, p.height-s.Y2)
		p.op("S")
	case chart.Rect:
		if end := p.style(s.Fill, s.Width, s.Stroke, s.Dash); end != "" {
			p.op("re", s.X, p.height-s.Y-s.H, s.W, s.H)
			p.op(end)
		}
	case chart.Circle:
		if end := p.style(s.Fill, s.Width, s.Stroke, s.Dash); end != "" {
			p.circle(s.X, p.height-s.Y, s.R)
			p.op(end)
		}
	case chart.Polygon:
		if end := p.style(s.Fill, s.Width, s.Stroke, nil); end != "" && len(s.Points) > 0 {
			for i, q := range s.Points {
				p.op(map[bool]string{true: "m", false: "l"}[i == 0], q.X, p.height-q.Y)
			}
			p.op("h")
			p.op(end)
		}
	}
}

// circle is a path of four curves, which differ from a circle by less than a thousandth of its radius.
func (p *pen) circle(x, y, r float64) {
	const bend = 0.5522847498
	p.op("m", x+r, y)
	p.op("c", x+r, y+bend*r, x+bend*r, y+r, x, y+r)
	p.op("c", x-bend*r, y+r, x-r, y+bend*r, x-r, y)
	p.op("c", x-r, y-bend*r, x-bend*r, y-r, x, y-r)
	p.op("c", x+bend*r, y-r, x+r, y-bend*r, x+r, y)
	p.op("h")
}

// style says the properties a path is painted with and gives the operator that paints it; empty when nothing is to be painted.
func (p *pen) style(fill *chart.Color, width float64, stroke chart.Color, dash []float64) string {
	if fill != nil {
		p.color(&p.now.fill, *fill, "g", "rg")
	}
	if width <= 0 {
		if fill == nil {
			return ""
		}
		return "f"
	}
	p.color(&p.now.stroke, stroke, "G", "RG")
	if width != p.now.width {
		p.now.width = width
		p.op("w", width)
	}
	if !slices.Equal(dash, p.now.dash) {
		p.now.dash = dash
		p.out = append(p.out, '[')
		p.operands(2, dash...)
		p.out = append(p.out, "] 0 d\n"...)
	}
	if fill != nil {
		return "B"
	}
	return "S"
}

func (p *pen) color(now *paint, c chart.Color, gray, rgb string) {
	if *now == (paint{true, c}) {
		return
	}
	*now = paint{true, c}
	if c.R == c.G && c.G == c.B {
		p.operands(3, float64(c.R)/255)
		p.op(gray)
		return
	}
	p.operands(3, float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
	p.op(rgb)
}

func (p *pen) text(t chart.Text) {
	if t.Text == "" {
		return
	}
	x, y := t.X, p.height-t.Y
	if t.Anchor != chart.Start {
		x -= layout.Width(t.Text, t.Size, t.Bold) * float64(t.Anchor) / 2
	}
	if t.Angle != 0 {
		p.op("q")
		sin, cos := math.Sincos(t.Angle * math.Pi / 180)
		p.operands(5, cos, sin, -sin, cos, t.X-cos*t.X+sin*y, y-sin*t.X-cos*y)
		p.op("cm")
		defer func() {
			p.op("Q")
			p.now = unsaid
		}()
	}
	p.color(&p.now.fill, t.Color, "g", "rg")
	for rest := t.Text; rest != ""; {
		run, face := leading(rest, t.Bold)
		p.run(run, face, t.Size, t.Spacing, x, y)
		rest = rest[len(run):]
		x += layout.Width(run, t.Size, t.Bold) + t.Spacing*float64(utf8.RuneCountInString(run))
	}
}

// leading is the part at the start of a text whose characters are of one plane, and the face that sets it.
func leading(text string, bold bool) (run string, face int) {
	first, _ := utf8.DecodeRuneInString(text)
	end := strings.IndexFunc(text, func(r rune) bool { return r>>16 != first>>16 })
	if end < 0 {
		end = len(text)
	}
	if face = 2 * int(first>>16); bold {
		face++
	}
	return text[:end], face
}

// run shows characters of one face.
func (p *pen) run(text string, face int, size, spacing, x, y float64) {
	p.out = append(p.out, "BT "...)
	if face != p.now.face || size != p.now.size {
		p.now.face, p.now.size = face, size
		p.out = append(p.out, '/')
		p.out = append(p.out, resource(face)...)
		p.out = append(p.out, ' ')
		p.operands(2, size)
		p.out = append(p.out, "Tf "...)
	}
	if spacing != p.now.spacing {
		p.now.spacing = spacing
		p.operands(4, spacing)
		p.out = append(p.out, "Tc "...)
	}
	p.operands(2, x, y)
	p.out = append(p.out, "Td ("...)
	for _, r := range text {
		p.note(face, r)
		p.out = escaped(escaped(p.out, byte(r>>8)), byte(r))
	}
	p.out = append(p.out, ") Tj ET\n"...)
}

func typeface(face int) *font.Face {
	if face%2 == 1 {
		return font.Bold()
	}
	return font.Regular()
}

// escaped puts a byte into a literal string.
func escaped(out []byte, c byte) []byte {
	switch c {
	case '\\', '(', ')':
		return append(out, '\\', c)
	case '\r': // read back as a line feed unless escaped
		return append(out, '\\', 'r')
	}
	return append(out, c)
}

// utf16Text is a text as the outline holds it.
func utf16Text(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return string(b)
}

// op writes an operator behind its operands.
func (p *pen) op(name string, operands ...float64) {
	p.operands(2, operands...)
	p.out = append(p.out, name...)
	p.out = append(p.out, '\n')
}

// powers of ten for the decimals of operands.
var powers = [6]float64{1, 10, 100, 1e3, 1e4, 1e5}

// operands writes numbers with at most the given decimals, without zeros at their end.
func (p *pen) operands(decimals int, values ...float64) {
	for _, v := range values {
		if !(math.Abs(v) < 1e6) { // not a number fails too
			p.fail(fmt.Errorf("a shape at %v", v))
			v = 0
		}
		n := int64(math.Round(v * powers[decimals]))
		if n < 0 {
			p.out = append(p.out, '-')
			n = -n
		}
		unit := int64(powers[decimals])
		p.out = strconv.AppendInt(p.out, n/unit, 10)
		if rest := n % unit; rest != 0 {
			p.out = append(p.out, '.')
			for rest != 0 {
				unit /= 10
				p.out = append(p.out, byte('0'+rest/unit))
				rest %= unit
			}
		}
		p.out = append(p.out, ' ')
	}
}

func (p *pen) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}
