package chart

import "math"

// Spread is the percentiles of one simulated value. Mean is left out when its Text is empty.
type Spread struct {
	Label                        string
	P5, P25, P50, P75, P95, Mean Amount
}

func (s Spread) all() []Amount { return []Amount{s.P5, s.P25, s.P50, s.P75, s.P95} }

func spreadTable(first, unit string, of []Spread) Table {
	t := Table{Heads: []string{first}}
	for _, name := range []string{"P5", "P25", "P50", "P75", "P95", "均值"} {
		t.Heads = append(t.Heads, withUnit(name, unit))
	}
	for _, s := range of {
		row := []string{s.Label}
		for _, v := range append(s.all(), s.Mean) {
			row = append(row, v.Text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func spreadBounds(of []Spread) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, s := range of {
		for _, v := range s.all() {
			lo, hi = math.Min(lo, v.At), math.Max(hi, v.At)
		}
	}
	return lo, hi
}

// Strips compare the percentiles of several simulated values side by side (分位数条): the light bar runs from P5 to P95, the dark
// one from P25 to P75, the upright line is P50 and the disc the mean.
type Strips struct {
	Unit   string
	Strips []Spread
}

// Draw implements Chart.
func (c Strips) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Strips) == 0 {
		return out
	}
	labels := make([]string, len(c.Strips))
	for i, s := range c.Strips {
		labels[i] = s.Label
	}
	lo, hi := spreadBounds(c.Strips)
	top, bottom := 14.0, height-36
	pitch := (bottom - top) / float64(len(c.Strips))
	size := rowType(pitch, labelSize)
	left := widest(labels, size, width*0.3, m) + 10
	s := newScale(lo, hi, left, width-16, 5)
	out = append(out, s.gridBelow(top, bottom, width, m)...)
	for i, strip := range c.Strips {
		mid := top + pitch*(float64(i)+0.5)
		out = append(out, Text{X: left - 6, Y: mid + size*0.35, Size: size, Color: black, Anchor: End, Text: label(strip.Label, size, left-8, m)})
		out = append(out, c.strip(strip, mid, pitch, s, m)...)
	}
	return append(out, c.keys(left, height-8, width, m)...)
}

func (c Strips) strip(p Spread, mid, pitch float64, s scale, m Measure) []Shape {
	soft := Gray(215)
	thick := clamp(pitch*0.34, 3, 14)
	if pitch < 34 {
		thick = clamp(pitch*0.5, 3, 14)
	}
	x := func(a Amount) float64 { return s.at(a.At) }
	out := []Shape{
		Rect{X: x(p.P5), Y: mid - thick*0.32, W: x(p.P95) - x(p.P5), H: thick * 0.64, Fill: &soft, Width: 0.5, Stroke: middle},
		Rect{X: x(p.P25), Y: mid - thick/2, W: x(p.P75) - x(p.P25), H: thick, Fill: &accent},
		Line{X1: x(p.P50), Y1: mid - thick*0.8, X2: x(p.P50), Y2: mid + thick*0.8, Width: 1.8, Color: black},
	}
	if p.Mean.Text != "" {
		ground := white
		out = append(out, Circle{X: x(p.Mean), Y: mid, R: math.Min(2.4, thick/2), Fill: &ground, Width: 0.8, Stroke: black})
	}
	if pitch < 34 {
		return out
	}
	values := []Amount{p.P5, p.P50, p.P95}
	at, widths := make([]float64, 3), make([]float64, 3)
	for i, v := range values {
		at[i], widths[i] = x(v), m(v.Text, smallSize, false)+6
	}
	if widths[0]+widths[1]+widths[2] > s.to-s.from+28 {
		return out // the table has them
	}
	for i, middle := range spread(at, widths, s.from-12, s.to+16) {
		out = append(out, Text{X: middle, Y: mid + thick*0.8 + 8, Size: smallSize, Color: dark, Anchor: Middle, Text: values[i].Text})
	}
	return out
}

func (c Strips) keys(x, y, width float64, m Measure) []Shape {
	soft, ground := Gray(215), white
	var out []Shape
	for _, k := range []struct {
		name string
		mark []Shape
	}{
		{"P5—P95", []Shape{Rect{X: 0, Y: -5, W: 14, H: 5, Fill: &soft, Width: 0.5, Stroke: middle}}},
		{"P25—P75", []Shape{Rect{X: 0, Y: -7, W: 14, H: 8, Fill: &accent}}},
		{"P50", []Shape{Line{X1: 7, Y1: -8, X2: 7, Y2: 2, Width: 1.8, Color: black}}},
		{"均值", []Shape{Circle{X: 7, Y: -3, R: 2.4, Fill: &ground, Width: 0.8, Stroke: black}}},
	} {
		w := 19 + m(k.name, labelSize, false)
		if x+w > width {
			break
		}
		for _, s := range k.mark {
			out = append(out, s.Moved(x, y))
		}
		out = append(out, Text{X: x + 18, Y: y, Size: labelSize, Color: black, Text: k.name})
		x += w + 12
	}
	return out
}

// Table implements Chart.
func (c Strips) Table() Table { return spreadTable("项目", c.Unit, c.Strips) }

// Fan shows how the percentiles of a simulated value widen over its periods (扇形图): the light band is P5 to P95, the darker one
// P25 to P75, the line P50.
type Fan struct {
	Unit    string
	Periods []Spread // Label is the period
}

// Draw implements Chart.
func (c Fan) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	n := len(c.Periods)
	if n == 0 {
		return out
	}
	lo, hi := spreadBounds(c.Periods)
	top, bottom := 18.0, height-38
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	x := make([]float64, n)
	lines := [5][]float64{}
	pitch := (width - left - 16) / float64(max(1, n-1))
	for i, p := range c.Periods {
		x[i] = left + 8 + pitch*float64(i)
		for k, v := range p.all() {
			lines[k] = append(lines[k], s.at(v.At))
		}
	}
	out = append(out, s.gridLeft(left, width)...)
	soft, deep := Gray(228), Gray(190)
	out = append(out, band(x, lines[0], lines[4], soft)...)
	out = append(out, band(x, lines[1], lines[3], deep)...)
	out = append(out, path(x, lines[0], 0.5, middle, nil)...)
	out = append(out, path(x, lines[4], 0.5, middle, nil)...)
	out = append(out, path(x, lines[2], 1.5, accent, nil)...)
	for i := range x {
		out = append(out, marker(0, x[i], lines[2][i], accent))
	}
	out = append(out, Line{X1: left, Y1: bottom, X2: width, Y2: bottom, Width: 0.8, Color: black})
	end := math.Inf(-1)
	for i, p := range c.Periods {
		w := m(p.Label, smallSize, false)
		mid := clamp(x[i], math.Min(left, width-w)+w/2, width-w/2)
		if mid-w/2 < end+5 {
			continue
		}
		end = mid + w/2
		out = append(out, Text{X: mid, Y: bottom + 11, Size: smallSize, Color: black, Anchor: Middle, Text: p.Label})
	}
	return append(out, c.keys(left, height-8, soft, deep, m)...)
}

func (c Fan) keys(x, y float64, soft, deep Color, m Measure) []Shape {
	var out []Shape
	for i, name := range []string{"P5—P95", "P25—P75", "P50"} {
		switch i {
		case 2:
			out = append(out, Line{X1: x, Y1: y - 3, X2: x + 14, Y2: y - 3, Width: 1.5, Color: accent}, marker(0, x+7, y-3, accent))
		default:
			fill := []Color{soft, deep}[i]
			out = append(out, Rect{X: x, Y: y - 7, W: 14, H: 8, Fill: &fill, Width: 0.5, Stroke: middle})
		}
		out = append(out, Text{X: x + 18, Y: y, Size: labelSize, Color: black, Text: name})
		x += 32 + m(name, labelSize, false)
	}
	return out
}

// Table implements Chart.
func (c Fan) Table() Table { return spreadTable("期间", c.Unit, c.Periods) }
