package chart

import "math"

// Stack is one bar divided into parts; the parts follow Shares.Parts.
type Stack struct {
	Label  string
	Values []Amount
}

// Shares are horizontal bars divided into named parts (风险分担构成): each bar is scaled to the longest total.
type Shares struct {
	Unit   string
	Parts  []string
	Stacks []Stack
}

// Draw implements Chart.
func (c Shares) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Stacks) == 0 {
		return out
	}
	fills := make([]fillStyle, len(c.Parts))
	for i := range fills {
		fills[i] = styleOf(i)
	}
	labels, hi := make([]string, len(c.Stacks)), 0.0
	for i, s := range c.Stacks {
		labels[i] = s.Label
		total := 0.0
		for _, v := range s.Values {
			total += math.Max(0, v.At)
		}
		hi = math.Max(hi, total)
	}
	left := widest(labels, labelSize, width*0.3, m) + 8
	_, keyHeight := legend(c.Parts, fills, left, 0, width-left, m)
	top, bottom := 14.0, height-keyHeight-18
	pitch := (bottom - top) / float64(len(c.Stacks))
	size := rowType(pitch, labelSize)
	s := newScale(0, hi, left, width-14, 5)
	out = append(out, s.gridBelow(top, bottom, width, m)...)
	thick := math.Min(pitch*0.62, 26)
	for i, stack := range c.Stacks {
		mid := top + pitch*(float64(i)+0.5)
		out = append(out, Text{X: left - 6, Y: mid + size*0.35, Size: size, Color: black, Anchor: End, Text: label(stack.Label, size, left-8, m)})
		at := 0.0
		for j, v := range stack.Values {
			if v.At <= 0 || j >= len(fills) {
				continue
			}
			x, w := s.at(at), s.at(at+v.At)-s.at(at)
			out = append(out, box(x, mid-thick/2, w, thick, fills[j])...)
			if thick >= 9 {
				out = append(out, inBar(v.Text, x, mid, w, fills[j], m)...)
			}
			at += v.At
		}
	}
	keys, _ := legend(c.Parts, fills, left, height-keyHeight+2, width-left, m)
	out = append(out, Line{X1: left, Y1: top, X2: left, Y2: bottom, Width: 0.8, Color: black})
	return append(out, keys...)
}

// inBar writes a value inside its part where there is room, on a plain ground.
func inBar(text string, x, mid, w float64, look fillStyle, m Measure) []Shape {
	tw := m(text, smallSize, false)
	if tw+6 > w {
		return nil
	}
	color := black
	if look.hatch == 0 && look.fill.G < 110 {
		color = white
	}
	out := []Shape{}
	if look.hatch > 0 {
		ground := white
		out = append(out, Rect{X: x + (w-tw)/2 - 2, Y: mid - 5, W: tw + 4, H: 10, Fill: &ground})
	}
	return append(out, Text{X: x + w/2, Y: mid + 2.6, Size: smallSize, Color: color, Anchor: Middle, Text: text})
}

// Table implements Chart.
func (c Shares) Table() Table {
	t := Table{Heads: []string{"项目"}}
	for _, p := range c.Parts {
		t.Heads = append(t.Heads, withUnit(p, c.Unit))
	}
	for _, s := range c.Stacks {
		row := make([]string, len(t.Heads))
		row[0] = s.Label
		for j, v := range s.Values {
			if j+1 < len(row) {
				row[j+1] = v.Text
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Series is one line of a line chart; its values follow Lines.X. A value with an empty Text is a gap.
type Series struct {
	Name   string
	Values []Amount
}

// Lines are values over an ordered axis (折线): revenue over years, balances over months.
type Lines struct {
	Unit   string
	X      []string
	Series []Series
}

var dashes = [][]float64{nil, {5, 2.5}, {1.2, 2}, {7, 2, 1.5, 2}}

// Draw implements Chart.
func (c Lines) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	lo, hi, found := 0.0, 0.0, false
	for _, s := range c.Series {
		for _, v := range s.Values {
			if v.Text != "" {
				lo, hi, found = math.Min(lo, v.At), math.Max(hi, v.At), true
			}
		}
	}
	if !found || len(c.X) == 0 {
		return out
	}
	keys, keyHeight := lineKeys(names(c.Series), width, m)
	top, bottom := 18.0, height-keyHeight-20
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	out = append(out, s.gridLeft(left, width)...)
	pitch := (width - left) / float64(len(c.X))
	out = append(out, oneLineUnder(c.X, left, pitch, bottom+11, width, m)...)
	out = append(out, Line{X1: left, Y1: s.at(0), X2: width, Y2: s.at(0), Width: 0.8, Color: black})
	for k, series := range c.Series {
		color, dash, mark := seriesLook(k)
		out = append(out, trace(series, s, left, pitch, min(len(c.X), len(series.Values)), color, dash, mark)...)
	}
	for _, k := range keys {
		out = append(out, k.Moved(0, height-keyHeight))
	}
	return out
}

func trace(series Series, s scale, left, pitch float64, n int, color Color, dash []float64, k int) []Shape {
	var out []Shape
	for i := range n {
		v := series.Values[i]
		if v.Text == "" {
			continue
		}
		x, y := left+pitch*(float64(i)+0.5), s.at(v.At)
		if i > 0 && series.Values[i-1].Text != "" {
			out = append(out, Line{X1: x - pitch, Y1: s.at(series.Values[i-1].At), X2: x, Y2: y, Width: 1.3, Color: color, Dash: dash})
		}
		out = append(out, marker(k, x, y, color))
	}
	return out
}

// marker is the point of a series: disc, square, triangle or open disc.
func marker(k int, x, y float64, color Color) Shape {
	ground := white
	switch k % 4 {
	case 0:
		return Circle{X: x, Y: y, R: 2.2, Fill: &color}
	case 1:
		return Rect{X: x - 2.1, Y: y - 2.1, W: 4.2, H: 4.2, Fill: &color}
	case 2:
		return Polygon{Points: []Point{{x, y - 2.8}, {x + 2.6, y + 2}, {x - 2.6, y + 2}}, Fill: &color}
	}
	return Circle{X: x, Y: y, R: 2.2, Fill: &ground, Width: 0.9, Stroke: color}
}

// Table implements Chart.
func (c Lines) Table() Table {
	t := Table{Heads: []string{"期间"}}
	for _, s := range c.Series {
		t.Heads = append(t.Heads, withUnit(s.Name, c.Unit))
	}
	for i, x := range c.X {
		row := []string{x}
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
