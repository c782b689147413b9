package pdf

import (
	"math"
	"slices"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// state is what a content stream draws with at a moment (ISO 32000-1, 8.4).
type state struct {
	ctm          [6]float64
	fill, stroke chart.Color
	width        float64
	dash         []float64
	face         string
	size         float64
	spacing      float64
}

var identity = [6]float64{1, 0, 0, 1, 0, 0}

// gatherer follows the operators of one page and collects what they draw.
type gatherer struct {
	page  *layout.Page
	from  *supply
	room  int // for shapes
	now   state
	stack []state

	operands []float64
	array    []float64 // the last one; nil outside
	name     string
	codes    []uint16 // of the last string
	x, y     float64  // of the text, upwards
	path     path
}

// path is under construction; coordinates as on the page, downwards.
type path struct {
	points []chart.Point // corners; of a curve its two handles and its end
	curves int
	closed bool
	rect   bool // points are its upper left and lower right corners
}

func (g *gatherer) read(b []byte) bool {
	inArray := false
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '(':
			g.codes, i = literal(b, i+1)
		case c <= ' ':
			i++
		case c == '[':
			inArray, g.array = true, []float64{}
			i++
		case c == ']':
			inArray = false
			i++
		case c == '<' || c == '>' || c == ')' || c == '%':
			return false
		default:
			j := i + 1
			for j < len(b) && b[j] > ' ' && b[j] != '(' && b[j] != '[' && b[j] != ']' && b[j] != '/' {
				j++
			}
			word := b[i:j]
			i = j
			if c == '/' {
				g.name = string(word[1:])
				continue
			}
			if c == '-' || c == '.' || c >= '0' && c <= '9' {
				v, ok := decimal(word)
				if !ok || len(g.operands) > 40 || len(g.array) > 40 {
					return false
				}
				if inArray {
					g.array = append(g.array, v)
				} else {
					g.operands = append(g.operands, v)
				}
				continue
			}
			if inArray || !g.operator(string(word)) || len(g.page.Items) > g.room {
				return false
			}
			g.operands = g.operands[:0]
		}
	}
	return len(g.stack) == 0 && len(g.path.points) == 0 && !inArray
}

// decimal reads a number as pages have it: a sign, digits, and decimals behind a point; at most fifteen digits, so that the result is
// the nearest there is.
func decimal(b []byte) (float64, bool) {
	negative := b[0] == '-'
	if negative {
		b = b[1:]
	}
	n, digits, below := 0.0, 0, 0
	point := false
	for _, c := range b {
		switch {
		case c == '.' && !point:
			point = true
		case c >= '0' && c <= '9':
			n = n*10 + float64(c-'0')
			if digits++; point {
				below++
			}
		default:
			return 0, false
		}
	}
	if digits == 0 || digits > 15 {
		return 0, false
	}
	if v := n / math.Pow10(below); v < 1e9 {
		if negative {
			return -v, true
		}
		return v, true
	}
	return 0, false
}

// arity is how many numbers each known operator takes.
var arity = map[string]int{"q": 0, "Q": 0, "cm": 6, "J": 1, "j": 1, "w": 1, "G": 1, "g": 1, "RG": 3, "rg": 3, "d": 1, "BT": 0, "ET": 0, "Tf": 1, "Tc": 1, "Td": 2, "Tj": 0,
	"re": 4, "m": 2, "l": 2, "c": 6, "h": 0, "f": 0, "S": 0, "B": 0, "Do": 0}

// operator does one; it reports whether it could.
func (g *gatherer) operator(name string) bool {
	n, known := arity[name]
	if !known || n != len(g.operands) {
		return false
	}
	v := g.operands
	switch name {
	case "q":
		g.stack = append(g.stack, g.now)
		return len(g.stack) < 100
	case "Q":
		if len(g.stack) == 0 {
			return false
		}
		g.now, g.stack = g.stack[len(g.stack)-1], g.stack[:len(g.stack)-1]
	case "cm":
		g.now.ctm = times([6]float64(v), g.now.ctm)
	case "J", "j": // butt ends and mitred corners, as all our pages
		return v[0] == 0
	case "w":
		g.now.width = v[0]
	case "G":
		g.now.stroke = gray(v[0])
	case "g":
		g.now.fill = gray(v[0])
	case "RG":
		g.now.stroke = rgb(v)
	case "rg":
		g.now.fill = rgb(v)
	case "d":
		if g.now.dash = g.array; v[0] != 0 || slices.ContainsFunc(g.array, func(d float64) bool { return d < 0 }) {
			return false
		}
		if len(g.array) == 0 {
			g.now.dash = nil
		}
	case "Tf":
		g.now.face, g.now.size = g.name, v[0]
	case "Tc":
		g.now.spacing = v[0]
	case "BT":
		g.x, g.y = 0, 0
	case "Td":
		g.x, g.y = g.x+v[0], g.y+v[1]
	case "Tj":
		return g.show()
	case "Do":
		return g.picture()
	case "re", "m", "l", "c", "h":
		return g.trace(name, v)
	case "f", "S", "B":
		return g.paint(name)
	}
	return true
}

// times is the matrix a followed by b (ISO 32000-1, 8.3.4).
func times(a, b [6]float64) [6]float64 {
	return [6]float64{a[0]*b[0] + a[1]*b[2], a[0]*b[1] + a[1]*b[3], a[2]*b[0] + a[3]*b[2], a[2]*b[1] + a[3]*b[3],
		a[4]*b[0] + a[5]*b[2] + b[4], a[4]*b[1] + a[5]*b[3] + b[5]}
}

func level(v float64) uint8 { return uint8(math.Round(min(max(v, 0), 1) * 255)) }

func gray(v float64) chart.Color { return chart.Gray(level(v)) }

func rgb(v []float64) chart.Color { return chart.Color{R: level(v[0]), G: level(v[1]), B: level(v[2])} }

// cents rounds away what arithmetic adds to numbers written with two decimals.
func cents(v float64) float64 { return math.Round(v*100) / 100 }

func (g *gatherer) show() bool {
	bold, known := g.from.faces[g.now.face]
	m := g.now.ctm
	turns := math.Abs(m[0]-m[3]) < 1e-4 && math.Abs(m[1]+m[2]) < 1e-4 && math.Abs(math.Hypot(m[0], m[1])-1) < 1e-3
	if !known || !turns || !(g.now.size > 0) {
		return false
	}
	x, y := m[0]*g.x+m[2]*g.y+m[4], m[1]*g.x+m[3]*g.y+m[5]
	g.page.Items = append(g.page.Items, chart.Text{X: cents(x), Y: cents(g.page.Height - y), Size: g.now.size, Bold: bold, Spacing: g.now.spacing, Color: g.now.fill,
		Angle: cents(math.Atan2(m[1], m[0]) * 180 / math.Pi), Text: spell(g.codes, planeOf(g.now.face))})
	return true
}

func (g *gatherer) picture() bool {
	m := g.now.ctm
	data, known := g.from.pictures[g.name]
	if !known || m[1] != 0 || m[2] != 0 || m[0] <= 0 || m[3] <= 0 {
		return false
	}
	g.page.Items = append(g.page.Items, layout.Picture{X: cents(m[4]), Y: cents(g.page.Height - m[5] - m[3]), W: cents(m[0]), H: cents(m[3]), PNG: data})
	return true
}

// trace adds to the path. Only one figure is drawn at a time.
func (g *gatherer) trace(name string, v []float64) bool {
	p, height := &g.path, g.page.Height
	begun := len(p.points) > 0
	at := func(i int) chart.Point { return chart.Point{X: v[i], Y: cents(height - v[i+1])} }
	switch name {
	case "re":
		p.points = append(p.points, chart.Point{X: v[0], Y: cents(height - v[1] - v[3])}, chart.Point{X: cents(v[0] + v[2]), Y: cents(height - v[1])})
		p.rect = true
		return !begun && g.now.ctm == identity
	case "m":
		p.points = append(p.points, at(0))
		return !begun && g.now.ctm == identity
	case "l":
		p.points = append(p.points, at(0))
		return begun && !p.closed && !p.rect && p.curves == 0
	case "c":
		p.points = append(p.points, at(0), at(2), at(4))
		p.curves++
		return begun && !p.closed && !p.rect && len(p.points) == 1+3*p.curves
	}
	p.closed = true
	return begun && !p.rect
}

// paint puts the path on the page as the shape it is.
func (g *gatherer) paint(operator string) bool {
	p := g.path
	g.path = path{}
	if len(p.points) == 0 {
		return false
	}
	var fill *chart.Color
	var stroke chart.Color
	var dash []float64
	width := 0.0
	if operator != "S" {
		c := g.now.fill
		fill = &c
	}
	if operator != "f" {
		stroke, width, dash = g.now.stroke, g.now.width, g.now.dash
	}
	var s chart.Shape
	switch a := p.points; {
	case p.rect:
		s = chart.Rect{X: a[0].X, Y: a[0].Y, W: cents(a[1].X - a[0].X), H: cents(a[1].Y - a[0].Y), Fill: fill, Width: width, Stroke: stroke, Dash: dash}
	case !p.closed && len(a) == 2 && operator == "S":
		s = chart.Line{X1: a[0].X, Y1: a[0].Y, X2: a[1].X, Y2: a[1].Y, Width: width, Color: stroke, Dash: dash}
	case p.closed && p.curves == 4 && round(a):
		s = chart.Circle{X: cents((a[0].X + a[6].X) / 2), Y: a[0].Y, R: cents((a[0].X - a[6].X) / 2), Fill: fill, Width: width, Stroke: stroke, Dash: dash}
	case p.closed && p.curves == 0 && dash == nil:
		s = chart.Polygon{Points: a, Fill: fill, Width: width, Stroke: stroke}
	default:
		return false
	}
	g.page.Items = append(g.page.Items, s)
	return true
}

// round reports whether four curves are the circle that pen.circle draws.
func round(a []chart.Point) bool {
	x, y, r := (a[0].X+a[6].X)/2, a[0].Y, (a[0].X-a[6].X)/2
	const bend = 0.5522847498
	for i, q := range []chart.Point{{X: r}, {X: r, Y: bend * r}, {X: bend * r, Y: r}, {Y: r}, {X: -bend * r, Y: r}, {X: -r, Y: bend * r}, {X: -r},
		{X: -r, Y: -bend * r}, {X: -bend * r, Y: -r}, {Y: -r}, {X: bend * r, Y: -r}, {X: r, Y: -bend * r}, {X: r}} {
		if math.Abs(a[i].X-x-q.X) > 0.03 || math.Abs(y-a[i].Y-q.Y) > 0.03 {
			return false
		}
	}
	return true
}
