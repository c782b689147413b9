package chart

import "math"

// Band is a stretch of a gauge up to a bound: 安全, 关注, 超限.
type Band struct {
	Label string
	To    Amount
}

// Gauge shows one ratio or amount on a scale divided into bands (仪表): where it stands, and how far from the next bound. The
// bands follow one another from Low; the last should end at High. A value off the scale stands at its end and says so.
type Gauge struct {
	Unit      string
	Label     string // what is measured: 质押率
	Value     Amount
	Low, High Amount
	Bands     []Band // in rising order
}

// Draw implements Chart.
func (c Gauge) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Bands) == 0 || !(c.High.At > c.Low.At) {
		return out
	}
	names, fills := make([]string, len(c.Bands)), make([]fillStyle, len(c.Bands))
	for i, b := range c.Bands {
		names[i], fills[i] = b.Label, styleOf(i+1)
	}
	keys, keyHeight := legend(names, fills, 0, 0, width, m)
	top, bottom := 44.0, height-keyHeight-20
	thick := clamp(bottom-top, 8, 34)
	top = math.Max(top, (top+bottom-thick)/2)
	s := scale{lo: c.Low.At, hi: c.High.At, from: 6, to: width - 6}
	for i := range c.Bands {
		from, to := c.bounds(i)
		if to > from {
			out = append(out, box(s.at(from), top, s.at(to)-s.at(from), thick, fills[i])...)
		}
	}
	out = append(out, Rect{X: s.from, Y: top, W: s.to - s.from, H: thick, Width: 0.9, Stroke: black})
	out = append(out, c.marks(s, top+thick, width, m)...)
	out = append(out, c.pointer(s, top, thick, width, m)...)
	for _, k := range keys {
		out = append(out, k.Moved(0, height-keyHeight))
	}
	return out
}

// bounds are the ends of a band on the scale.
func (c Gauge) bounds(i int) (from, to float64) {
	from = c.Low.At
	if i > 0 {
		from = clamp(c.Bands[i-1].To.At, c.Low.At, c.High.At)
	}
	return from, clamp(c.Bands[i].To.At, c.Low.At, c.High.At)
}

// marks writes the ends of the scale and the bounds between bands under it, as many as have room.
func (c Gauge) marks(s scale, y, width float64, m Measure) []Shape {
	bounds := []Amount{c.Low, c.High}
	for _, b := range c.Bands {
		if b.To.At > c.Low.At && b.To.At < c.High.At {
			bounds = append(bounds, b.To)
		}
	}
	type taken struct{ from, to float64 }
	var used []taken
	var out []Shape
	for _, b := range bounds {
		x, w := s.at(b.At), m(b.Text, smallSize, false)
		mid := clamp(x, w/2, width-w/2)
		free := w <= width
		for _, u := range used {
			free = free && (mid-w/2 > u.to+4 || mid+w/2 < u.from-4)
		}
		out = append(out, Line{X1: x, Y1: y, X2: x, Y2: y + 3, Width: 0.7, Color: black})
		if free {
			used = append(used, taken{mid - w/2, mid + w/2})
			out = append(out, Text{X: mid, Y: y + 12, Size: smallSize, Color: dark, Anchor: Middle, Text: b.Text})
		}
	}
	return out
}

// pointer marks the value on the scale, with its text above.
func (c Gauge) pointer(s scale, top, thick, width float64, m Measure) []Shape {
	x := s.at(clamp(c.Value.At, c.Low.At, c.High.At))
	text := c.Value.Text
	if c.Value.At < c.Low.At || c.Value.At > c.High.At {
		text += "（超出刻度）"
	}
	if full := c.Label + " " + text; c.Label != "" && m(full, labelSize+1, true) <= width {
		text = full
	}
	w := m(text, labelSize+1, true)
	color := accent2
	out := []Shape{
		Line{X1: x, Y1: top - 4, X2: x, Y2: top + thick, Width: 1.8, Color: color},
		Polygon{Points: []Point{{x - 5, top - 12}, {x + 5, top - 12}, {x, top - 2}}, Fill: &color},
	}
	return append(out, figureIn(Text{X: clamp(x, w/2, math.Max(w/2, width-w/2)), Y: top - 17, Size: labelSize + 1, Bold: true, Color: black, Anchor: Middle, Text: text}, width, m)...)
}

// Table implements Chart.
func (c Gauge) Table() Table {
	name := c.Label
	if name == "" {
		name = "当前值"
	}
	t := Table{Heads: []string{"区间", withUnit("下限", c.Unit), withUnit("上限", c.Unit), withUnit(name, c.Unit)}}
	from, found := c.Low, false
	for i, b := range c.Bands {
		value := ""
		low := i == 0 && c.Value.At < c.Low.At
		last := i == len(c.Bands)-1
		if !found && (low || c.Value.At <= b.To.At || last) {
			value, found = c.Value.Text, true
		}
		t.Rows = append(t.Rows, []string{b.Label, from.Text, b.To.Text, value})
		from = b.To
	}
	return t
}
