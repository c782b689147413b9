package chart

import (
	"math"
	"strconv"

	"zhiya/valuation/date"
)

// Period is a stretch of time with its label; Note is written on or beside the bar (至 2036-05-01).
type Period struct {
	Label    string
	From, To date.Date // To is the last day
	Note     string
}

// Moment is a marked day.
type Moment struct {
	Label string
	On    date.Date
}

// Ruler is the life ruler (期限标尺): loan term against legal life, economic life and validity of the valuation on one scale.
// Periods without dates are listed but not drawn.
type Ruler struct {
	Periods []Period
	Moments []Moment
}

// Draw implements Chart.
func (c Ruler) Draw(width, height float64, m Measure) []Shape {
	var first, last date.Date
	widen := func(d date.Date) {
		if d.IsZero() {
			return
		}
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
	}
	labels := make([]string, len(c.Periods))
	for i, p := range c.Periods {
		labels[i] = p.Label
		widen(p.From)
		widen(p.To)
	}
	for _, mark := range c.Moments {
		widen(mark.On)
	}
	if first.IsZero() || len(c.Periods) == 0 {
		return nil
	}
	left := widest(labels, labelSize, width*0.3, m) + 10
	top, bottom := 8.0+11*float64(min(len(c.Moments), 3)), height-16
	fromYear, toYear := first.Year(), last.Year()+1
	span := float64(date.Of(toYear, 1, 1).Sub(date.Of(fromYear, 1, 1)))
	at := func(d date.Date) float64 {
		return left + (width-left-6)*float64(d.Sub(date.Of(fromYear, 1, 1)))/span
	}
	out := c.years(fromYear, toYear, at, top, bottom)
	pitch := (bottom - top) / float64(len(c.Periods))
	thick := math.Min(pitch*0.55, 18)
	for i, p := range c.Periods {
		mid := top + pitch*(float64(i)+0.5)
		out = append(out, Text{X: left - 8, Y: mid + 3, Size: labelSize, Color: black, Anchor: End, Text: label(p.Label, labelSize, left-10, m)})
		if p.From.IsZero() || p.To.IsZero() || p.To.Before(p.From) {
			continue
		}
		x1, x2 := at(p.From), at(p.To.AddDays(1))
		out = append(out, box(x1, mid-thick/2, math.Max(x2-x1, 1.2), thick, styleOf(i))...)
		out = append(out, c.note(p, x1, x2, left, width, mid, m)...)
	}
	for i, mark := range c.Moments {
		if mark.On.IsZero() {
			continue
		}
		x, y := at(mark.On), 8.0+11*float64(i%3)
		anchor, shift := Start, 3.0
		if x+shift+m(mark.Label, smallSize, false) > width {
			anchor, shift = End, -3
		}
		out = append(out, Line{X1: x, Y1: y - 7, X2: x, Y2: bottom, Width: 0.9, Color: accent2, Dash: []float64{3, 2}},
			Text{X: x + shift, Y: y, Size: smallSize, Color: accent2, Anchor: anchor, Text: mark.Label})
	}
	return out
}

// years draws the scale: a line each year, the number where there is room.
func (c Ruler) years(from, to int, at func(date.Date) float64, top, bottom float64) []Shape {
	every := 1
	if perYear := (at(date.Of(to, 1, 1)) - at(date.Of(from, 1, 1))) / float64(to-from); perYear < 24 {
		every = int(math.Ceil(24 / perYear))
	}
	var out []Shape
	for y := from; y <= to; y += every {
		x := at(date.Of(y, 1, 1))
		out = append(out, Line{X1: x, Y1: top, X2: x, Y2: bottom, Width: 0.4, Color: hair},
			Text{X: x, Y: bottom + 11, Size: smallSize, Color: dark, Anchor: Middle, Text: strconv.Itoa(y)})
	}
	return append(out, Line{X1: at(date.Of(from, 1, 1)), Y1: bottom, X2: at(date.Of(to, 1, 1)), Y2: bottom, Width: 0.8, Color: black})
}

// note writes the note right of its bar, else left of it, else above it.
func (c Ruler) note(p Period, x1, x2, left, width, mid float64, m Measure) []Shape {
	if p.Note == "" {
		return nil
	}
	w := m(p.Note, smallSize, false)
	switch {
	case x2+4+w <= width:
		return []Shape{Text{X: x2 + 4, Y: mid + 2.6, Size: smallSize, Color: dark, Text: p.Note}}
	case x1-4-w >= left:
		return []Shape{Text{X: x1 - 4, Y: mid + 2.6, Size: smallSize, Color: dark, Anchor: End, Text: p.Note}}
	}
	back := white
	return []Shape{
		Rect{X: x2 - w - 8, Y: mid - 5.5, W: w + 4, H: 11, Fill: &back},
		Text{X: x2 - 6, Y: mid + 2.6, Size: smallSize, Color: black, Anchor: End, Text: p.Note},
	}
}

// Table implements Chart.
func (c Ruler) Table() Table {
	t := Table{Heads: []string{"期间", "起", "止", "说明"}}
	for _, p := range c.Periods {
		t.Rows = append(t.Rows, []string{p.Label, p.From.String(), p.To.String(), p.Note})
	}
	for _, mark := range c.Moments {
		t.Rows = append(t.Rows, []string{mark.Label, mark.On.String(), "", ""})
	}
	return t
}

// Rung is one round of a disposal: its reserve price and what came of it.
type Rung struct {
	Label   string // 第一次拍卖
	Price   Amount
	Outcome string // 流拍, 成交, 待举行
}

// Ladder shows reserve prices falling from round to round (处置价格阶梯) under a reference value.
type Ladder struct {
	Unit      string
	Reference Amount // appraised or reference value; not drawn when its Text is empty
	RefLabel  string // 评估价 when empty
	Rungs     []Rung
}

// Draw implements Chart.
func (c Ladder) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Rungs) == 0 {
		return out
	}
	hi := c.Reference.At
	for _, r := range c.Rungs {
		hi = math.Max(hi, r.Price.At)
	}
	top, bottom := 28.0, height-38
	s := newScale(0, hi, bottom, top, 5)
	left := s.leftRoom(m)
	out = append(out, s.gridLeft(left, width)...)
	pitch := (width - left) / float64(len(c.Rungs))
	for i, r := range c.Rungs {
		x, y := left+pitch*float64(i), s.at(r.Price.At)
		out = append(out, box(x+3, y, pitch-6, bottom-y, fillStyle{fill: Gray(uint8(min(240, 205+12*i)))})...)
		out = append(out, Line{X1: x + 3, Y1: y, X2: x + pitch - 3, Y2: y, Width: 1.6, Color: accent},
			Text{X: x + pitch/2, Y: y - 4, Size: labelSize, Bold: true, Color: black, Anchor: Middle, Text: r.Price.Text},
			Text{X: x + pitch/2, Y: bottom + 12, Size: labelSize, Color: black, Anchor: Middle, Text: label(r.Label, labelSize, pitch-4, m)},
			Text{X: x + pitch/2, Y: bottom + 24, Size: smallSize, Color: dark, Anchor: Middle, Text: label(r.Outcome, smallSize, pitch-4, m)})
	}
	if c.Reference.Text != "" {
		y, name := s.at(c.Reference.At), c.RefLabel
		if name == "" {
			name = "评估价"
		}
		out = append(out, Line{X1: left, Y1: y, X2: width, Y2: y, Width: 0.9, Color: accent2, Dash: []float64{4, 2.5}},
			Text{X: width, Y: y - 4, Size: smallSize, Color: accent2, Anchor: End, Text: name + " " + c.Reference.Text})
	}
	return append(out, Line{X1: left, Y1: bottom, X2: width, Y2: bottom, Width: 0.8, Color: black})
}

// Table implements Chart.
func (c Ladder) Table() Table {
	t := Table{Heads: []string{"轮次", withUnit("保留价", c.Unit), "结果"}}
	for _, r := range c.Rungs {
		t.Rows = append(t.Rows, []string{r.Label, r.Price.Text, r.Outcome})
	}
	return t
}
