package chart

import (
	"math"
)

// Spider shows how the conclusion moves as each assumption moves by the same percentages (蛛网图): one line an assumption. The
// values of a series follow Changes; a value with an empty Text is a gap.
type Spider struct {
	Unit    string
	Changes []Amount // in rising order; At −0.2 with Text −20%
	Series  []Series
	Base    Amount // the conclusion unchanged; not drawn when its Text is empty
}

// Draw implements Chart.
func (c Spider) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	lo, hi, found := math.Inf(1), math.Inf(-1), false
	for _, s := range c.Series {
		for i, v := range s.Values {
			if v.Text != "" && i < len(c.Changes) {
				lo, hi, found = math.Min(lo, v.At), math.Max(hi, v.At), true
			}
		}
	}
	if !found {
		return out
	}
	if c.Base.Text != "" {
		lo, hi = math.Min(lo, c.Base.At), math.Max(hi, c.Base.At)
	}
	top, bottom := 18.0, height-20
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	names := make([]string, len(c.Series))
	for k := range c.Series {
		names[k] = c.Series[k].Name
	}
	room := widest(names, labelSize, width*0.28, m)
	axis := scale{lo: c.Changes[0].At, hi: c.Changes[len(c.Changes)-1].At, from: left + 8, to: width - room - 34}
	if !(axis.hi > axis.lo) {
		axis.hi = axis.lo + 1
	}
	out = append(out, s.gridLeft(left, axis.to+8)...)
	out = append(out, c.below(axis, top, bottom, m)...)
	if c.Base.Text != "" {
		y := s.at(c.Base.At)
		out = append(out, Line{X1: left, Y1: y, X2: axis.to + 8, Y2: y, Width: 0.8, Color: dark, Dash: []float64{4, 2.5}})
	}
	ends := make([]float64, len(c.Series))
	for k := range c.Series {
		var drawn []Shape
		drawn, ends[k] = c.line(k, axis, s)
		out = append(out, drawn...)
	}
	if c.Base.Text != "" { // over the lines, on a ground of its own
		text, y := "基准 "+c.Base.Text, s.at(c.Base.At)
		back := white
		out = append(out, Rect{X: left + 6, Y: y - 10.5, W: m(text, smallSize, false) + 4, H: 9.5, Fill: &back},
			Text{X: left + 8, Y: y - 3, Size: smallSize, Color: dark, Text: text})
	}
	for k, y := range spread(ends, evenly(len(ends), lineGap), top-2, bottom+4) {
		color, _, mark := seriesLook(k)
		x := axis.to + 22
		if math.Abs(ends[k]-y) > 2 {
			out = append(out, Line{X1: axis.to + 4, Y1: ends[k], X2: x - 6, Y2: y, Width: 0.45, Color: middle})
		}
		out = append(out, marker(mark, x, y, color), Text{X: x + 6, Y: y + 3, Size: labelSize, Color: black, Text: label(names[k], labelSize, width-x-6, m)})
	}
	return out
}

// line draws one series and gives the height at which it ends at the right.
func (c Spider) line(k int, axis, s scale) ([]Shape, float64) {
	series := c.Series[k]
	color, dash, mark := seriesLook(k)
	var out []Shape
	end := (s.from + s.to) / 2
	from := -1
	for i := range min(len(c.Changes), len(series.Values)) {
		v := series.Values[i]
		if v.Text == "" {
			from = -1
			continue
		}
		x, y := axis.at(c.Changes[i].At), s.at(v.At)
		if from >= 0 {
			out = append(out, Line{X1: axis.at(c.Changes[from].At), Y1: s.at(series.Values[from].At), X2: x, Y2: y, Width: 1.3, Color: color, Dash: dash})
		}
		out = append(out, marker(mark, x, y, color))
		from, end = i, y
	}
	return out, end
}

// below writes the changes under the axis, as many as have room.
func (c Spider) below(axis scale, top, bottom float64, m Measure) []Shape {
	var out []Shape
	end := math.Inf(-1)
	for _, v := range c.Changes {
		x, w := axis.at(v.At), m(v.Text, smallSize, false)
		color := hair
		if v.At == 0 {
			color = middle
		}
		out = append(out, Line{X1: x, Y1: top, X2: x, Y2: bottom, Width: 0.5, Color: color})
		if x-w/2 < end+5 {
			continue
		}
		end = x + w/2
		out = append(out, Text{X: x, Y: bottom + 11, Size: smallSize, Color: dark, Anchor: Middle, Text: v.Text})
	}
	return out
}

// Table implements Chart.
func (c Spider) Table() Table {
	t := Table{Heads: []string{"变动幅度"}}
	for _, s := range c.Series {
		t.Heads = append(t.Heads, withUnit(s.Name, c.Unit))
	}
	for i, change := range c.Changes {
		row := []string{change.Text}
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
