package chart

import (
	"math"
	"slices"
	"strconv"
)

// Mark is a value marked on the axis of a histogram: P5, P50, P95, 均值.
type Mark struct {
	Label string
	Value Amount
}

// Histogram shows how often a simulated value fell in each interval (频数分布), with marks at percentiles and the mean. The
// intervals are of equal width from Low to High; Below and Above are values outside. Bars outside the outermost marks are
// lighter.
type Histogram struct {
	Unit         string
	Low, High    float64
	Counts       []int
	Below, Above int
	Marks        []Mark
}

func (c Histogram) total() int {
	n := c.Below + c.Above
	for _, k := range c.Counts {
		n += k
	}
	return n
}

// Draw implements Chart.
func (c Histogram) Draw(width, height float64, m Measure) []Shape {
	if len(c.Counts) == 0 || !(c.High > c.Low) {
		return unitMark(c.Unit)
	}
	marks := slices.Clone(c.Marks)
	slices.SortStableFunc(marks, func(a, b Mark) int { return compare(a.Value.At, b.Value.At) })
	bottom := height - 26
	most := 0
	for _, k := range c.Counts {
		most = max(most, k)
	}
	count := newScale(0, math.Max(1, float64(most)), bottom, 36, 4)
	left := math.Max(count.leftRoom(m), 24)
	axis := scale{lo: c.Low, hi: c.High, from: left + 2, to: width - 6}
	axis.ticks = ticksWithin(c.Low, c.High, 6)
	out := append(unitMark(c.Unit), Text{X: width, Y: 9, Size: smallSize, Color: dark, Anchor: End, Text: c.note()})
	out = append(out, count.gridLeft(left, width)...)
	out = append(out, c.columns(axis, count, marks)...)
	out = append(out, axis.below(bottom, m)...)
	out = append(out, Line{X1: left, Y1: bottom, X2: width, Y2: bottom, Width: 0.8, Color: black})
	return append(out, c.marks(marks, axis, bottom, width, m)...)
}

// marks draws the lines of the marks with their names in one row above, moved apart where they would touch.
func (c Histogram) marks(marks []Mark, axis scale, bottom, width float64, m Measure) []Shape {
	const base, joint, foot = 22.0, 24.5, 32.0 // baseline of the names, ends of the leaders
	texts, at, widths := make([]string, len(marks)), make([]float64, len(marks)), make([]float64, len(marks))
	for _, long := range []bool{true, false} {
		total := 0.0
		for i, k := range marks {
			texts[i] = k.Label
			if long {
				texts[i] += " " + k.Value.Text
			}
			at[i], widths[i] = axis.at(clamp(k.Value.At, c.Low, c.High)), m(texts[i], smallSize, false)+8
			total += widths[i]
		}
		if total <= width {
			break
		}
	}
	var out []Shape
	for i, x := range spread(at, widths, -4, width+4) {
		dash := []float64{3, 2}
		if i%2 == 1 {
			dash = []float64{1.2, 1.6}
		}
		out = append(out, Line{X1: x, Y1: joint, X2: at[i], Y2: foot, Width: 0.8, Color: accent2},
			Line{X1: at[i], Y1: foot, X2: at[i], Y2: bottom, Width: 1, Color: accent2, Dash: dash},
			Text{X: x, Y: base, Size: smallSize, Color: black, Anchor: Middle, Text: label(texts[i], smallSize, widths[i], m)})
	}
	return out
}

func (c Histogram) note() string {
	text := "频数，共 " + tickText(float64(c.total()), 1) + " 次"
	if c.Below+c.Above > 0 {
		text += "，图外 " + tickText(float64(c.Below+c.Above), 1) + " 次"
	}
	return text
}

func (c Histogram) columns(axis, count scale, marks []Mark) []Shape {
	inner, outer := accent, Gray(200)
	step := (c.High - c.Low) / float64(len(c.Counts))
	var out []Shape
	for i, k := range c.Counts {
		if k == 0 {
			continue
		}
		x1, x2 := axis.at(c.Low+step*float64(i)), axis.at(c.Low+step*float64(i+1))
		mid := c.Low + step*(float64(i)+0.5)
		fill := &inner
		if n := len(marks); n > 1 && (mid < marks[0].Value.At || mid > marks[n-1].Value.At) {
			fill = &outer
		}
		gap := math.Min(0.8, (x2-x1)*0.12)
		out = append(out, Rect{X: x1 + gap/2, Y: count.at(float64(k)), W: x2 - x1 - gap, H: count.at(0) - count.at(float64(k)), Fill: fill})
	}
	return out
}

// below writes the numbers of an axis under it, as many as have room and none beyond its ends.
func (s scale) below(bottom float64, m Measure) []Shape {
	var out []Shape
	end := math.Inf(-1)
	for _, v := range s.ticks {
		x := s.at(v)
		text := tickText(v, s.step())
		w := m(text, smallSize, false)
		mid := clamp(x, w/2, math.Max(s.from, s.to)-w/2+6)
		if mid-w/2 < end+6 {
			continue
		}
		end = mid + w/2
		out = append(out, Line{X1: x, Y1: bottom, X2: x, Y2: bottom + 2.5, Width: 0.6, Color: dark},
			Text{X: mid, Y: bottom + 11, Size: smallSize, Color: dark, Anchor: Middle, Text: text})
	}
	return out
}

// ticksWithin are about n round values between lo and hi.
func ticksWithin(lo, hi float64, n int) []float64 {
	step := roundStep((hi - lo) / float64(n))
	var out []float64
	for i := 0; i <= 60; i++ {
		v := (math.Ceil(lo/step-1e-9) + float64(i)) * step
		if v > hi+step*1e-9 {
			break
		}
		out = append(out, v)
	}
	return out
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Table implements Chart.
func (c Histogram) Table() Table {
	t := Table{Heads: []string{withUnit("区间", c.Unit), "频数", "频率", "累计频率"}}
	total := c.total()
	if total == 0 || !(c.High > c.Low) {
		return t
	}
	sum := 0
	add := func(name string, k int) {
		sum += k
		t.Rows = append(t.Rows, []string{name, strconv.Itoa(k), share(k, total), share(sum, total)})
	}
	step := (c.High - c.Low) / float64(len(c.Counts))
	edge := func(i int) string { return tickText(c.Low+step*float64(i), roundStep(step)/100) }
	if c.Below > 0 {
		add("小于 "+edge(0), c.Below)
	}
	for i, k := range c.Counts {
		add(edge(i)+" 至 "+edge(i+1), k)
	}
	if c.Above > 0 {
		add("大于 "+edge(len(c.Counts)), c.Above)
	}
	for _, k := range c.Marks {
		t.Rows = append(t.Rows, []string{k.Label + "：" + k.Value.Text, "", "", ""})
	}
	return t
}

func share(k, n int) string {
	return strconv.FormatFloat(100*float64(k)/float64(n), 'f', 2, 64) + "%"
}

// Estimate is the mean of a simulation after some trials, with the bounds of its band.
type Estimate struct {
	Trials          int
	Mean, Low, High Amount
}

// Convergence shows how the mean of a simulation settles (收敛过程): the mean over the trials within its band. Band says what the
// band is; ±1 倍标准误 when empty.
type Convergence struct {
	Unit   string
	Band   string
	Points []Estimate // in rising order of Trials
}

func (c Convergence) bandName() string {
	if c.Band == "" {
		return "±1 倍标准误"
	}
	return c.Band
}

// Draw implements Chart.
func (c Convergence) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Points) == 0 {
		return out
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range c.Points {
		lo, hi = math.Min(lo, p.Low.At), math.Max(hi, p.High.At)
	}
	top, bottom := 18.0, height-40
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	axis := c.axis(left+4, width-8)
	n := len(c.Points)
	x, means, low, high := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i, p := range c.Points {
		x[i], means[i], low[i], high[i] = axis.at(c.place(p.Trials)), s.at(p.Mean.At), s.at(p.Low.At), s.at(p.High.At)
	}
	soft := Gray(222)
	out = append(out, s.gridLeft(left, width)...)
	out = append(out, band(x, low, high, soft)...)
	out = append(out, path(x, low, 0.5, middle, nil)...)
	out = append(out, path(x, high, 0.5, middle, nil)...)
	out = append(out, path(x, means, 1.4, accent, nil)...)
	out = append(out, marker(0, x[n-1], means[n-1], accent), Line{X1: left, Y1: bottom, X2: width, Y2: bottom, Width: 0.8, Color: black})
	out = append(out, c.trials(axis, bottom, m)...)
	mean := "均值（末次 " + c.Points[n-1].Mean.Text + "）"
	if m(mean, labelSize, false) > (width-left)*0.6-23 {
		mean = "均值"
	}
	out = append(out, Line{X1: left, Y1: height - 10, X2: left + 18, Y2: height - 10, Width: 1.4, Color: accent},
		Text{X: left + 23, Y: height - 7, Size: labelSize, Color: black, Text: mean})
	key := left + (width-left)*0.62
	return append(out, Rect{X: key, Y: height - 14, W: 18, H: 8, Fill: &soft, Width: 0.5, Stroke: middle},
		Text{X: key + 23, Y: height - 7, Size: labelSize, Color: black, Text: label(c.bandName(), labelSize, width-key-23, m)})
}

// wide reports that the trials span so much that the axis counts in powers of ten.
func (c Convergence) wide() bool {
	first, last := c.Points[0].Trials, c.Points[len(c.Points)-1].Trials
	return first > 0 && last/first >= 50
}

func (c Convergence) place(trials int) float64 {
	if c.wide() {
		return math.Log10(float64(trials))
	}
	return float64(trials)
}

func (c Convergence) axis(from, to float64) scale {
	s := scale{lo: c.place(c.Points[0].Trials), hi: c.place(c.Points[len(c.Points)-1].Trials), from: from, to: to}
	if !c.wide() {
		s.lo = 0
	}
	if !(s.hi > s.lo) {
		s.hi = s.lo + 1
	}
	return s
}

// trials writes the numbers of trials under the axis.
func (c Convergence) trials(axis scale, bottom float64, m Measure) []Shape {
	last := c.Points[len(c.Points)-1].Trials
	var values []float64
	if c.wide() {
		for p := 1.0; p <= float64(last); p *= 10 {
			for _, k := range []float64{1, 2, 5} {
				if v := p * k; c.place(int(v)) >= axis.lo-1e-9 && v <= float64(last) {
					values = append(values, v)
				}
			}
		}
	} else {
		values = ticksWithin(0, math.Max(1, float64(last)), 6)
	}
	var out []Shape
	end := math.Inf(-1)
	for _, v := range values {
		x := axis.at(c.place(int(v)))
		text := tickText(v, 1) + " 次"
		w := m(text, smallSize, false)
		mid := clamp(x, w/2, axis.to+8-w/2)
		if v != math.Trunc(v) || mid-w/2 < end+8 {
			continue
		}
		end = mid + w/2
		out = append(out, Line{X1: x, Y1: bottom, X2: x, Y2: bottom + 2.5, Width: 0.6, Color: dark},
			Text{X: mid, Y: bottom + 11, Size: smallSize, Color: dark, Anchor: Middle, Text: text})
	}
	return out
}

// Table implements Chart.
func (c Convergence) Table() Table {
	t := Table{Heads: []string{"次数", withUnit("均值", c.Unit), withUnit("下界", c.Unit), withUnit("上界", c.Unit)}}
	for _, p := range c.Points {
		t.Rows = append(t.Rows, []string{tickText(float64(p.Trials), 1), p.Mean.Text, p.Low.Text, p.High.Text})
	}
	return t
}
