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
	fromYear, toYear := first.Year(), last.Year()+1
	span := float64(date.Of(toYear, 1, 1).Sub(date.Of(fromYear, 1, 1)))
	left := widest(labels, labelSize, width*0.3, m) + 10
	at := func(d date.Date) float64 {
		return left + (width-left-6)*float64(d.Sub(date.Of(fromYear, 1, 1)))/span
	}
	moments, rows := c.moments(at, left, width, height, m)
	top, bottom := 8.0+momentLead*float64(rows), height-16
	out := c.years(fromYear, toYear, at, top, bottom, width, m)
	pitch := (bottom - top) / float64(len(c.Periods))
	size := rowType(pitch, labelSize)
	thick := math.Min(pitch*0.55, 18)
	for i, p := range c.Periods {
		mid := top + pitch*(float64(i)+0.5)
		out = append(out, Text{X: left - 8, Y: mid + size*0.35, Size: size, Color: black, Anchor: End, Text: label(p.Label, size, left-10, m)})
		if p.From.IsZero() || p.To.IsZero() || p.To.Before(p.From) {
			continue
		}
		x1, x2 := at(p.From), at(p.To.AddDays(1))
		out = append(out, box(x1, mid-thick/2, math.Max(x2-x1, 1.2), thick, styleOf(i))...)
		out = append(out, c.note(p, x1, x2, left, width, mid, rowType(pitch, smallSize), m)...)
	}
	for _, mark := range moments {
		out = append(out, Line{X1: mark.at, Y1: mark.text.Y - 7, X2: mark.at, Y2: bottom, Width: 0.9, Color: accent2, Dash: []float64{3, 2}}, mark.text)
	}
	return out
}

// Names of moments stand in as many rows as they need to keep apart, at most mostMomentRows; those without room in any of
// them leave their line, and stand in the table.
const momentLead, mostMomentRows = 11.0, 8

type momentMark struct {
	at   float64
	text Text
}

// moments places the names above the scale and says how many rows they take.
func (c Ruler) moments(at func(date.Date) float64, left, width, height float64, m Measure) (marks []momentMark, rows int) {
	most := int(clamp(height*0.4/momentLead, 1, mostMomentRows))
	type taken struct{ from, to float64 }
	used := make([][]taken, most)
	for _, mark := range c.Moments {
		if mark.On.IsZero() {
			continue
		}
		x := at(mark.On)
		text := Text{X: x + 3, Size: smallSize, Color: accent2, Text: label(mark.Label, smallSize, (width-left)*0.48, m)}
		w := m(text.Text, smallSize, false)
		room := taken{x + 3, x + 3 + w}
		if room.to > width {
			text.X, text.Anchor, room = x-3, End, taken{x - 3 - w, x - 3}
		}
		row := 0
		for ; row < most; row++ {
			free := true
			for _, u := range used[row] {
				free = free && (room.from > u.to+4 || room.to < u.from-4)
			}
			if free {
				break
			}
		}
		if row == most {
			text.Text = ""
			row = most - 1
		} else {
			used[row] = append(used[row], room)
		}
		rows = max(rows, row+1)
		text.Y = 8 + momentLead*float64(row)
		marks = append(marks, momentMark{x, text})
	}
	return marks, rows
}

// years draws the scale: a line each year, the number where there is room.
func (c Ruler) years(from, to int, at func(date.Date) float64, top, bottom, width float64, m Measure) []Shape {
	every := 1
	if perYear := (at(date.Of(to, 1, 1)) - at(date.Of(from, 1, 1))) / float64(to-from); perYear < 24 {
		every = int(math.Ceil(24 / perYear))
	}
	var out []Shape
	for y := from; y <= to; y += every {
		x := at(date.Of(y, 1, 1))
		out = append(out, Line{X1: x, Y1: top, X2: x, Y2: bottom, Width: 0.4, Color: hair},
			Text{X: clamp(x, 0, width-m("0000", smallSize, false)/2), Y: bottom + 11, Size: smallSize, Color: dark, Anchor: Middle, Text: strconv.Itoa(y)})
	}
	return append(out, Line{X1: at(date.Of(from, 1, 1)), Y1: bottom, X2: at(date.Of(to, 1, 1)), Y2: bottom, Width: 0.8, Color: black})
}

// note writes the note right of its bar, else left of it, else above it.
func (c Ruler) note(p Period, x1, x2, left, width, mid, size float64, m Measure) []Shape {
	if p.Note == "" {
		return nil
	}
	text := label(p.Note, size, width-left-8, m)
	w, base := m(text, size, false), mid+size*0.35
	switch {
	case x2+4+w <= width:
		return []Shape{Text{X: x2 + 4, Y: base, Size: size, Color: dark, Text: text}}
	case x1-4-w >= left:
		return []Shape{Text{X: x1 - 4, Y: base, Size: size, Color: dark, Anchor: End, Text: text}}
	}
	back := white
	end := math.Max(x2-6, left+4+w)
	return []Shape{
		Rect{X: end - w - 2, Y: mid - size*0.73, W: w + 4, H: size * 1.46, Fill: &back},
		Text{X: end, Y: base, Size: size, Color: black, Anchor: End, Text: text},
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
	lo, hi := math.Min(0, c.Reference.At), math.Max(0, c.Reference.At)
	for _, r := range c.Rungs {
		lo, hi = math.Min(lo, r.Price.At), math.Max(hi, r.Price.At)
	}
	top, bottom := 28.0, height-38
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	out = append(out, s.gridLeft(left, width)...)
	pitch := (width - left) / float64(len(c.Rungs))
	gap := math.Min(3, pitch*0.15)
	labels, outcomes := make([]string, len(c.Rungs)), make([]string, len(c.Rungs))
	for i, r := range c.Rungs {
		x, y := left+pitch*float64(i), s.at(r.Price.At)
		labels[i], outcomes[i] = r.Label, r.Outcome
		out = append(out, box(x+gap, y, pitch-2*gap, s.at(0)-y, fillStyle{fill: Gray(uint8(min(240, 205+12*i)))})...)
		out = append(out, Line{X1: x + gap, Y1: y, X2: x + pitch - gap, Y2: y, Width: 1.6, Color: accent})
		out = append(out, figureIn(Text{X: x + pitch/2, Y: math.Min(y, s.at(0)) - 4, Size: labelSize, Bold: true, Color: black, Anchor: Middle, Text: r.Price.Text}, pitch-3, m)...)
	}
	out = append(out, oneLineUnder(labels, left, pitch, bottom+12, width, m)...)
	out = append(out, oneLineUnder(outcomes, left, pitch, bottom+24, width, m)...)
	if c.Reference.Text != "" { // its value stands above the plot, where no price can touch it
		y, text := s.at(c.Reference.At), c.reference()+" "+c.Reference.Text
		w := m(text, smallSize, false)
		dash := []float64{4, 2.5}
		out = append(out, Line{X1: left, Y1: y, X2: width, Y2: y, Width: 0.9, Color: accent2, Dash: dash},
			Line{X1: width - w - 26, Y1: 6.5, X2: width - w - 5, Y2: 6.5, Width: 0.9, Color: accent2, Dash: dash},
			Text{X: width, Y: 9, Size: smallSize, Color: accent2, Anchor: End, Text: text})
	}
	return append(out, Line{X1: left, Y1: s.at(0), X2: width, Y2: s.at(0), Width: 0.8, Color: black})
}

func (c Ladder) reference() string {
	if c.RefLabel == "" {
		return "评估价"
	}
	return c.RefLabel
}

// Table implements Chart.
func (c Ladder) Table() Table {
	t := Table{Heads: []string{"轮次", withUnit("保留价", c.Unit), "结果"}}
	for _, r := range c.Rungs {
		t.Rows = append(t.Rows, []string{r.Label, r.Price.Text, r.Outcome})
	}
	if c.Reference.Text != "" && len(c.Rungs) > 0 {
		t.Rows = append(t.Rows, []string{c.reference(), c.Reference.Text, ""})
	}
	return t
}
