package chart

import "math"

// Bar is one value with its label.
type Bar struct {
	Label string
	Value Amount
}

// Bars are horizontal bars from zero, for comparing a few named values (柱状比较).
type Bars struct {
	Unit string
	Bars []Bar
}

// Draw implements Chart.
func (c Bars) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Bars) == 0 {
		return out
	}
	labels, values := make([]string, len(c.Bars)), make([]string, len(c.Bars))
	lo, hi := 0.0, 0.0
	for i, b := range c.Bars {
		labels[i], values[i] = b.Label, b.Value.Text
		lo, hi = math.Min(lo, b.Value.At), math.Max(hi, b.Value.At)
	}
	top, bottom := 14.0, height-16
	pitch := (bottom - top) / float64(len(c.Bars))
	size, small := rowType(pitch, labelSize), rowType(pitch, smallSize)
	left := widest(labels, size, width*0.34, m) + 8
	right := width - widest(values, small, width*0.36, m) - 8
	s := newScale(lo, hi, left, right, 5)
	out = append(out, s.gridBelow(top, bottom, width, m)...)
	thick := math.Min(pitch*0.62, 24)
	for i, b := range c.Bars {
		mid := top + pitch*(float64(i)+0.5)
		out = append(out, Text{X: left - 6, Y: mid + size*0.35, Size: size, Color: black, Anchor: End, Text: label(b.Label, size, left-8, m)})
		out = append(out, box(s.at(0), mid-thick/2, s.at(b.Value.At)-s.at(0), thick, styles[0])...)
		x := math.Max(s.at(b.Value.At), s.at(0)) + 4
		out = append(out, figureIn(Text{X: x, Y: mid + small*0.35, Size: small, Color: black, Text: b.Value.Text}, width-x, m)...)
	}
	return append(out, Line{X1: s.at(0), Y1: top, X2: s.at(0), Y2: bottom, Width: 0.8, Color: black})
}

// Table implements Chart.
func (c Bars) Table() Table {
	t := Table{Heads: []string{"项目", withUnit("数值", c.Unit)}}
	for _, b := range c.Bars {
		t.Rows = append(t.Rows, []string{b.Label, b.Value.Text})
	}
	return t
}

func withUnit(head, unit string) string {
	if unit == "" {
		return head
	}
	return head + "（" + unit + "）"
}

// Columns are vertical bars in their order, for months and years.
type Columns struct {
	Unit string
	Bars []Bar
}

// Draw implements Chart.
func (c Columns) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Bars) == 0 {
		return out
	}
	lo, hi := 0.0, 0.0
	for _, b := range c.Bars {
		lo, hi = math.Min(lo, b.Value.At), math.Max(hi, b.Value.At)
	}
	top, bottom := 24.0, height-26
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	out = append(out, s.gridLeft(left, width)...)
	pitch := (width - left) / float64(len(c.Bars))
	thick := math.Min(pitch*0.6, 40)
	labels := make([]string, len(c.Bars))
	for i, b := range c.Bars {
		mid := left + pitch*(float64(i)+0.5)
		out = append(out, box(mid-thick/2, s.at(0), thick, s.at(b.Value.At)-s.at(0), styles[0])...)
		out = append(out, figureIn(Text{X: mid, Y: math.Min(s.at(b.Value.At), s.at(0)) - 3, Size: smallSize, Color: black, Anchor: Middle, Text: b.Value.Text}, pitch-2, m)...)
		labels[i] = b.Label
	}
	out = append(out, namesUnder(labels, left, pitch, bottom+11, width, m)...)
	return append(out, Line{X1: left, Y1: s.at(0), X2: width, Y2: s.at(0), Width: 0.8, Color: black})
}

// Table implements Chart.
func (c Columns) Table() Table { return Bars(c).Table() }

// Step is one move of a waterfall. Total draws a full column from zero: it states the level reached and adds nothing.
type Step struct {
	Label string
	Value Amount
	Total bool
}

// Waterfall shows how one amount becomes another: a loss shared out, proceeds distributed (清偿顺序).
type Waterfall struct {
	Unit  string
	Steps []Step
}

// Draw implements Chart.
func (c Waterfall) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Steps) == 0 {
		return out
	}
	lo, hi, level := 0.0, 0.0, 0.0
	type span struct{ from, to float64 }
	spans := make([]span, len(c.Steps))
	for i, s := range c.Steps {
		if s.Total {
			spans[i] = span{0, s.Value.At}
			level = s.Value.At
		} else {
			spans[i] = span{level, level + s.Value.At}
			level += s.Value.At
		}
		lo, hi = math.Min(lo, math.Min(spans[i].from, spans[i].to)), math.Max(hi, math.Max(spans[i].from, spans[i].to))
	}
	top, bottom := 24.0, height-28
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	out = append(out, s.gridLeft(left, width)...)
	pitch := (width - left) / float64(len(c.Steps))
	thick := math.Min(pitch*0.58, 44)
	labels := make([]string, len(c.Steps))
	for i, step := range c.Steps {
		mid := left + pitch*(float64(i)+0.5)
		look := fillStyle{fill: Gray(215)}
		switch {
		case step.Total:
			look = fillStyle{fill: accent}
		case step.Value.At < 0:
			look = fillStyle{fill: white, hatch: 4, slant: 1}
		}
		a, b := s.at(spans[i].from), s.at(spans[i].to)
		out = append(out, box(mid-thick/2, a, thick, b-a, look)...)
		if i+1 < len(c.Steps) {
			out = append(out, Line{X1: mid + thick/2, Y1: b, X2: mid + pitch - thick/2, Y2: b, Width: 0.5, Color: dark, Dash: []float64{2, 2}})
		}
		out = append(out, figureIn(Text{X: mid, Y: math.Min(a, b) - 3, Size: smallSize, Color: black, Anchor: Middle, Text: step.Value.Text}, pitch-2, m)...)
		labels[i] = step.Label
	}
	out = append(out, namesUnder(labels, left, pitch, bottom+11, width, m)...)
	return append(out, Line{X1: left, Y1: s.at(0), X2: width, Y2: s.at(0), Width: 0.8, Color: black})
}

// Table implements Chart.
func (c Waterfall) Table() Table {
	t := Table{Heads: []string{"步骤", "性质", withUnit("金额", c.Unit)}}
	for _, s := range c.Steps {
		nature := "增加"
		switch {
		case s.Total:
			nature = "小计"
		case s.Value.At < 0:
			nature = "减少"
		}
		t.Rows = append(t.Rows, []string{s.Label, nature, s.Value.Text})
	}
	return t
}
