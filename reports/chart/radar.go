package chart

import (
	"math"
	"strings"
)

// Radar shows the scores of several indicators around a centre (雷达图), with rings of the scale and the values at the names.
// The values of a series follow Axes; a value with an empty Text is a gap. With fewer than three axes there is no area to
// show, so bars are drawn.
type Radar struct {
	Unit   string
	Max    float64 // value of the outermost ring; 100 when zero
	Axes   []string
	Series []Series
}

const (
	rings    = 5
	ringSize = 6.5
)

// Draw implements Chart.
func (c Radar) Draw(width, height float64, m Measure) []Shape {
	if len(c.Axes) == 0 || len(c.Series) == 0 {
		return unitMark(c.Unit)
	}
	if len(c.Axes) < 3 {
		return c.bars().Draw(width, height, m)
	}
	g := radar{c: c, m: m, width: width, max: c.Max, top: 14}
	if height < c.leastHeight()+lineGap { // crowded names reach the top, where the note stands
		g.top = 22
	}
	if g.max <= 0 {
		g.max = 100
	}
	note := "外圈 " + tickText(g.max, g.max/rings)
	if c.Unit != "" {
		note = "单位：" + c.Unit + "，" + note
	}
	out := []Shape{Text{X: 0, Y: 9, Size: smallSize, Color: dark, Text: note}}
	g.bottom = height - 4
	if len(c.Series) > 1 {
		keys, h := lineKeys(names(c.Series), width, m)
		for _, k := range keys {
			out = append(out, k.Moved(0, height-h))
		}
		g.bottom = height - h - 9
	}
	values := c.values()
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = c.Axes[i] + " " + v
	}
	// The lowest axis points straight down only when their number is even.
	depth := -math.Cos(2 * math.Pi * float64(len(c.Axes)/2) / float64(len(c.Axes)))
	g.radius = (g.bottom - g.top - 20) / (1 + depth)
	for i, text := range texts { // a name beside its axis has room up to the edge; those at the top and the bottom need less
		aside := math.Abs(math.Sin(2 * math.Pi * float64(i) / float64(len(texts))))
		room := width/2 - math.Min(m(text, labelSize, false), width*0.34) - 12
		g.radius = math.Min(g.radius, room/math.Max(aside, 0.35))
	}
	g.radius = math.Max(10, g.radius)
	g.cx, g.cy = width/2, (g.top+g.bottom+g.radius*(1-depth))/2
	out = append(out, g.frame()...)
	out = append(out, g.scale()...)
	for k := range c.Series {
		out = append(out, g.series(k)...)
	}
	return append(out, g.names(texts, values)...)
}

// values are those of every series at each axis: 80 / 75.
func (c Radar) values() []string {
	out := make([]string, len(c.Axes))
	for i := range c.Axes {
		var values []string
		for _, s := range c.Series {
			text := "—"
			if i < len(s.Values) && s.Values[i].Text != "" {
				text = s.Values[i].Text
			}
			values = append(values, text)
		}
		out[i] = strings.Join(values, " / ")
	}
	return out
}

func (c Radar) bars() Bars {
	b := Bars{Unit: c.Unit}
	for i, name := range c.Axes {
		for _, s := range c.Series {
			if i >= len(s.Values) {
				continue
			}
			full := name
			if len(c.Series) > 1 {
				full += "（" + s.Name + "）"
			}
			b.Bars = append(b.Bars, Bar{Label: full, Value: s.Values[i]})
		}
	}
	return b
}

type radar struct {
	c              Radar
	m              Measure
	cx, cy, radius float64
	top, bottom    float64 // of the baselines of names
	max, width     float64
}

// point is the place of a value on an axis; the first axis points up, the others follow clockwise.
func (g radar) point(axis int, value float64) Point {
	angle := 2*math.Pi*float64(axis)/float64(len(g.c.Axes)) - math.Pi/2
	r := g.radius * clamp(value/g.max, 0, 1)
	return Point{g.cx + r*math.Cos(angle), g.cy + r*math.Sin(angle)}
}

func (g radar) frame() []Shape {
	var out []Shape
	n := len(g.c.Axes)
	for ring := 1; ring <= rings; ring++ {
		v := g.max * float64(ring) / rings
		points := make([]Point, n)
		for i := range points {
			points[i] = g.point(i, v)
		}
		color, w := Gray(205), 0.45
		if ring == rings {
			color, w = middle, 0.8
		}
		out = append(out, Polygon{Points: points, Width: w, Stroke: color})
	}
	for i := range n {
		p := g.point(i, g.max)
		out = append(out, Line{X1: g.cx, Y1: g.cy, X2: p.X, Y2: p.Y, Width: 0.45, Color: Gray(205)})
	}
	return out
}

// scale writes the values of the rings between the last axis and the first, where no marker stands.
func (g radar) scale() []Shape {
	every := 1
	for every < rings && g.radius*math.Cos(math.Pi/float64(len(g.c.Axes)))*float64(every)/rings < 10 {
		every++
	}
	var out []Shape
	back := white
	for ring := every; ring < rings; ring += every { // the outermost is told above
		v := g.max * float64(ring) / rings
		a, b := g.point(len(g.c.Axes)-1, v), g.point(0, v)
		t := math.Min(0.5, 10/math.Max(1, b.X-a.X)) // on the ring, a little beside the first axis
		text, x, y := tickText(v, g.max/rings), b.X+(a.X-b.X)*t, b.Y+(a.Y-b.Y)*t
		w := g.m(text, ringSize, false)
		out = append(out, Rect{X: x - w/2 - 0.5, Y: y - 3.2, W: w + 1, H: 6.4, Fill: &back},
			Text{X: x, Y: y + 2.3, Size: ringSize, Color: dark, Anchor: Middle, Text: text})
	}
	return out
}

func (g radar) series(k int) []Shape {
	s := g.c.Series[k]
	color, dash, mark := seriesLook(k)
	n := len(g.c.Axes)
	given := func(i int) bool { return i < len(s.Values) && s.Values[i].Text != "" }
	var out, marks []Shape
	for i := range n {
		if !given(i) {
			continue
		}
		a := g.point(i, s.Values[i].At)
		marks = append(marks, marker(mark, a.X, a.Y, color))
		if j := (i + 1) % n; given(j) {
			b := g.point(j, s.Values[j].At)
			out = append(out, Line{X1: a.X, Y1: a.Y, X2: b.X, Y2: b.Y, Width: 1.5, Color: color, Dash: dash})
		}
	}
	return append(out, marks...)
}

// names sets the labels at both sides, moved apart where they would touch; a thin line leads to a label that moved.
func (g radar) names(texts, values []string) []Shape {
	var out []Shape
	for _, right := range []bool{true, false} {
		var axes []int
		var want []float64
		for i := range texts {
			p := g.point(i, g.max)
			if at := p.X - g.cx; right == (at > 1e-6 || math.Abs(at) <= 1e-6 && p.Y < g.cy) {
				axes = append(axes, i)
				want = append(want, p.Y+3+4*(p.Y-g.cy)/g.radius)
			}
		}
		size := labelSize
		if n := len(axes); n > 1 {
			size = clamp((g.bottom-g.top)/float64(n)*0.8, 3, labelSize)
		}
		for k, y := range spread(want, evenly(len(want), lineGap), g.top-lineGap+3, g.bottom+3) {
			out = append(out, g.name(g.c.Axes[axes[k]], values[axes[k]], g.point(axes[k], g.max), y, right, size)...)
		}
	}
	return out
}

// name sets the name of an axis with its values; where both have no room the name is cut, or the values are left to the table.
func (g radar) name(name, values string, p Point, y float64, right bool, size float64) []Shape {
	const off = 8
	// beside the edge of the circle at the height of the label, so that names follow the figure and never cross it
	half := math.Sqrt(math.Max(0, g.radius*g.radius-(y-3-g.cy)*(y-3-g.cy)))
	x := math.Max(half, math.Abs(p.X-g.cx)) + off
	lead := Line{X1: p.X, Y1: p.Y, X2: g.cx + x - 2, Y2: y - 3, Width: 0.45, Color: middle}
	t := Text{X: g.cx + x, Y: y, Size: size, Color: black, Text: name + " " + values}
	if room := g.width/2 - x; g.m(t.Text, size, false) > room {
		if rest := room - g.m(" "+values, size, false); rest >= 4*size {
			t.Text = label(name, size, rest, g.m) + " " + values
		} else {
			t.Text = label(name, size, room, g.m)
		}
	}
	if !right {
		lead.X2 = g.cx - x + 2
		t.X, t.Anchor = g.cx-x, End
	}
	if math.Hypot(lead.X2-lead.X1, lead.Y2-lead.Y1) < 9 {
		return []Shape{t}
	}
	return []Shape{lead, t}
}

// Table implements Chart.
func (c Radar) Table() Table {
	t := Table{Heads: []string{"指标"}}
	for _, s := range c.Series {
		t.Heads = append(t.Heads, withUnit(s.Name, c.Unit))
	}
	for i, name := range c.Axes {
		row := []string{name}
		for _, s := range c.Series {
			text := ""
			if i < len(s.Values) {
				text = s.Values[i].Text
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
