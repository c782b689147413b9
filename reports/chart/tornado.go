package chart

import (
	"math"
	"slices"
)

// Swing is the effect of one assumption at its low and its high setting.
type Swing struct {
	Label           string
	LowText, HiText string // the settings, e.g. 12.85%, 14.85%
	AtLow, AtHigh   Amount // the conclusion under each
}

// Tornado ranks assumptions by how far they move the conclusion (敏感性分析), those with the
// widest distance between the two conclusions first. At the end of each bar stands the
// conclusion with its setting.
type Tornado struct {
	Unit   string
	Base   Amount
	Swings []Swing
}

func (c Tornado) sorted() []Swing {
	out := slices.Clone(c.Swings)
	slices.SortStableFunc(out, func(a, b Swing) int {
		return compare(math.Abs(b.AtHigh.At-b.AtLow.At), math.Abs(a.AtHigh.At-a.AtLow.At))
	})
	return out
}

// Draw implements Chart.
func (c Tornado) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Swings) == 0 {
		return out
	}
	swings := c.sorted()
	lo, hi := c.Base.At, c.Base.At
	labels := make([]string, len(swings))
	for i, s := range swings {
		labels[i] = s.Label
		lo, hi = math.Min(lo, math.Min(s.AtLow.At, s.AtHigh.At)), math.Max(hi, math.Max(s.AtLow.At, s.AtHigh.At))
	}
	top, bottom := 26.0, height-32
	pitch := (bottom - top) / float64(len(swings))
	size, small := rowType(pitch, labelSize), rowType(pitch, smallSize)
	left := widest(labels, size, width*0.26, m) + 8
	before, after := c.ends(swings, (width-left)*0.25, m)
	s := newScale(lo, hi, left+widest(before, smallSize, width, m)+6, width-widest(after, smallSize, width, m)-6, 5)
	out = append(out, s.gridBelow(top, bottom, width, m)...)
	thick := math.Min(pitch*0.62, 20)
	base := s.at(c.Base.At)
	low, high := fillStyle{fill: white, hatch: 4, slant: 1}, fillStyle{fill: accent}
	for i, w := range swings {
		mid := top + pitch*(float64(i)+0.5)
		out = append(out, Text{X: left - 6, Y: mid + size*0.35, Size: size, Color: black, Anchor: End, Text: label(w.Label, size, left-8, m)})
		atLow := box(base, mid-thick/2, s.at(w.AtLow.At)-base, thick, low)
		atHigh := box(base, mid-thick/2, s.at(w.AtHigh.At)-base, thick, high)
		if math.Abs(w.AtHigh.At-c.Base.At) > math.Abs(w.AtLow.At-c.Base.At) {
			atLow, atHigh = atHigh, atLow // the shorter over the longer, should both lie on one side
		}
		out = append(append(out, atLow...), atHigh...)
		from, to := math.Min(base, math.Min(s.at(w.AtLow.At), s.at(w.AtHigh.At))), math.Max(base, math.Max(s.at(w.AtLow.At), s.at(w.AtHigh.At)))
		if before[i] != "" {
			out = append(out, Text{X: from - 3, Y: mid + small*0.35, Size: small, Color: dark, Anchor: End, Text: before[i]})
		}
		if after[i] != "" {
			out = append(out, Text{X: to + 3, Y: mid + small*0.35, Size: small, Color: dark, Text: after[i]})
		}
	}
	name := "基准 " + c.Base.Text
	half := m(name, smallSize, false) / 2
	unit := 0.0
	if c.Unit != "" {
		unit = m("单位："+c.Unit, smallSize, false) + 8
	}
	out = append(out, Line{X1: base, Y1: top - 4, X2: base, Y2: bottom, Width: 1, Color: black},
		Text{X: clamp(base, unit+half, width-half), Y: top - 7, Size: smallSize, Color: black, Anchor: Middle, Text: name})
	keys, _ := legend([]string{"取低值", "取高值"}, []fillStyle{low, high}, left, height-12, width-left, m)
	return append(out, keys...)
}

// ends are the texts before and after each bar: the conclusion with its setting, 16,120.00（12.85%）; the setting alone when the
// widest would take more than limit. Where both settings move the conclusion the same way, both stand at that end.
func (c Tornado) ends(swings []Swing, limit float64, m Measure) (before, after []string) {
	for _, long := range []bool{true, false} {
		before, after = nil, nil
		for _, s := range swings {
			b, a := c.end(s, long)
			before, after = append(before, b), append(after, a)
		}
		if math.Max(widest(before, smallSize, math.Inf(1), m), widest(after, smallSize, math.Inf(1), m)) <= limit {
			return before, after
		}
	}
	for i := range before {
		before[i], after[i] = label(before[i], smallSize, limit, m), label(after[i], smallSize, limit, m)
	}
	return before, after
}

func (c Tornado) end(s Swing, long bool) (before, after string) {
	text := func(value Amount, setting string) string {
		if long && value.Text != "" {
			return value.Text + "（" + setting + "）"
		}
		return setting
	}
	low, high := text(s.AtLow, s.LowText), text(s.AtHigh, s.HiText)
	lowAfter, highAfter := s.AtLow.At >= c.Base.At, s.AtHigh.At >= c.Base.At
	if s.AtLow.At == c.Base.At {
		lowAfter = !highAfter // a setting that changes nothing stands on the free side
	} else if s.AtHigh.At == c.Base.At {
		highAfter = !lowAfter
	}
	switch {
	case lowAfter && !highAfter:
		return high, low
	case highAfter && !lowAfter:
		return low, high
	case lowAfter:
		return "", s.LowText + "、" + s.HiText
	}
	return s.LowText + "、" + s.HiText, ""
}

// Table implements Chart.
func (c Tornado) Table() Table {
	t := Table{Heads: []string{"参数", "低值", withUnit("低值下结论", c.Unit), "高值", withUnit("高值下结论", c.Unit)}}
	for _, s := range c.sorted() {
		t.Rows = append(t.Rows, []string{s.Label, s.LowText, s.AtLow.Text, s.HiText, s.AtHigh.Text})
	}
	if c.Base.Text != "" && len(c.Swings) > 0 {
		t.Rows = append(t.Rows, []string{"基准", "", c.Base.Text, "", c.Base.Text})
	}
	return t
}
