package chart

import (
	"math"
	"strconv"

	"zhiya/valuation/money"
)

// Amount is a figure of a chart: At places it, Text is what people read. At is for drawing only; sums are made elsewhere.
type Amount struct {
	At   float64
	Text string
}

// InWan is an amount of money shown in 万元 with two decimals.
func InWan(m money.Money) Amount {
	return Amount{At: m.Decimal().Shift(-4).InexactFloat64(), Text: m.Wan(2)}
}

// InYuan is an amount of money shown in 元.
func InYuan(m money.Money) Amount {
	return Amount{At: m.Decimal().InexactFloat64(), Text: m.Format()}
}

// InPercent is a ratio shown as a percentage.
func InPercent(r money.Rate) Amount {
	return Amount{At: r.Decimal().Shift(2).InexactFloat64(), Text: r.Percent()}
}

const (
	labelSize = 8.5
	smallSize = 7.5
)

var (
	black   = Gray(0)
	dark    = Gray(70)
	middle  = Gray(120)
	hair    = Gray(225)
	white   = Gray(255)
	accent  = Color{38, 84, 140}
	accent2 = Color{168, 72, 48}
)

// fillStyle is a look that stays distinct in black and white: a grey (or a colour of that grey value) with or without hatch.
type fillStyle struct {
	fill  Color
	hatch float64 // distance of hatch lines in points; 0 is plain
	slant int     // 1 rises, -1 falls, 2 crosses
}

// styles are told apart by lightness and hatch, not by hue.
var styles = []fillStyle{
	{fill: accent}, {fill: Gray(215)}, {fill: white, hatch: 4, slant: 1}, {fill: Gray(150)},
	{fill: white, hatch: 4, slant: -1}, {fill: Gray(60)}, {fill: white, hatch: 4, slant: 2}, {fill: Gray(240)},
}

func styleOf(i int) fillStyle { return styles[i%len(styles)] }

// box draws a bar in a style with a thin border.
func box(x, y, w, h float64, s fillStyle) []Shape {
	if w < 0 {
		x, w = x+w, -w
	}
	if h < 0 {
		y, h = y+h, -h
	}
	fill := s.fill
	out := []Shape{Rect{X: x, Y: y, W: w, H: h, Fill: &fill}}
	if s.hatch > 0 {
		if s.slant != -1 {
			out = append(out, hatch(x, y, w, h, s.hatch, false)...)
		}
		if s.slant != 1 {
			out = append(out, hatch(x, y, w, h, s.hatch, true)...)
		}
	}
	return append(out, Rect{X: x, Y: y, W: w, H: h, Width: 0.6, Stroke: dark})
}

// hatch fills a box with diagonal lines cut at its edges.
func hatch(x, y, w, h, step float64, falling bool) []Shape {
	var out []Shape
	for d := step; d < w+h; d += step {
		// the diagonal runs from the left or lower edge to the upper or right edge
		x1, y1 := math.Max(0, d-h), math.Min(d, h)
		x2, y2 := math.Min(d, w), math.Max(0, d-w)
		if falling {
			y1, y2 = h-y1, h-y2
		}
		out = append(out, Line{X1: x + x1, Y1: y + y1, X2: x + x2, Y2: y + y2, Width: 0.45, Color: dark})
	}
	return out
}

// scale maps values to positions along an axis.
type scale struct {
	lo, hi   float64
	from, to float64
	ticks    []float64
}

// newScale covers lo to hi with about n round ticks; lo and hi are widened to ticks.
func newScale(lo, hi, from, to float64, n int) scale {
	if !(hi > lo) {
		hi = lo + math.Max(1, math.Abs(lo)*0.1)
	}
	step := roundStep((hi - lo) / float64(n))
	s := scale{lo: math.Floor(lo/step+1e-9) * step, hi: math.Ceil(hi/step-1e-9) * step, from: from, to: to}
	for i := 0; ; i++ {
		v := s.lo + float64(i)*step
		if v > s.hi+step/2 || i > 50 {
			break
		}
		s.ticks = append(s.ticks, v)
	}
	return s
}

func roundStep(raw float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if raw <= m*p*(1+1e-9) {
			return m * p
		}
	}
	return 10 * p
}

func (s scale) at(v float64) float64 {
	return s.from + (v-s.lo)/(s.hi-s.lo)*(s.to-s.from)
}

// tickText writes an axis value with thousands separators and no more decimals than the step needs.
func tickText(v, step float64) string {
	decimals := 0
	for p := step; decimals < 12 && math.Abs(p-math.Round(p)) > 1e-9; decimals++ {
		p *= 10
	}
	if math.Abs(v) < step/1e6 {
		v = 0
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole := text
	frac := ""
	if decimals > 0 {
		whole, frac = text[:len(text)-decimals-1], text[len(text)-decimals-1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if v < 0 {
		whole = "-" + whole
	}
	return whole + frac
}

func (s scale) step() float64 {
	if len(s.ticks) < 2 {
		return 1
	}
	return s.ticks[1] - s.ticks[0]
}

// gridBelow draws vertical grid lines with their values under the plot, as many values as have room; none goes beyond width.
func (s scale) gridBelow(top, bottom, width float64, m Measure) []Shape {
	var out []Shape
	end := math.Inf(-1)
	for _, v := range s.ticks {
		x := s.at(v)
		out = append(out, Line{X1: x, Y1: top, X2: x, Y2: bottom, Width: 0.4, Color: hair})
		text := tickText(v, s.step())
		w := m(text, smallSize, false)
		mid := clamp(x, w/2, width-w/2)
		if mid-w/2 < end+5 {
			continue
		}
		end = mid + w/2
		out = append(out, Text{X: mid, Y: bottom + 11, Size: smallSize, Color: dark, Anchor: Middle, Text: text})
	}
	return out
}

// gridLeft draws horizontal grid lines with their values left of the plot.
func (s scale) gridLeft(left, right float64) []Shape {
	var out []Shape
	for _, v := range s.ticks {
		y := s.at(v)
		out = append(out, Line{X1: left, Y1: y, X2: right, Y2: y, Width: 0.4, Color: hair},
			Text{X: left - 4, Y: y + 2.6, Size: smallSize, Color: dark, Anchor: End, Text: tickText(v, s.step())})
	}
	return out
}

// leftRoom is the width the values of gridLeft need.
func (s scale) leftRoom(m Measure) float64 {
	w := 0.0
	for _, v := range s.ticks {
		w = math.Max(w, m(tickText(v, s.step()), smallSize, false))
	}
	return w + 8
}

// legend sets keys in rows from (x, y) and gives its height.
func legend(names []string, fills []fillStyle, x, y, width float64, m Measure) ([]Shape, float64) {
	var out []Shape
	cx, cy := x, y
	for i, n := range names {
		n = label(n, labelSize, width-20, m)
		w := 16 + m(n, labelSize, false) + 14
		if cx > x && cx+w > x+width {
			cx, cy = x, cy+14
		}
		out = append(out, box(cx, cy+1, 11, 8, fills[i])...)
		out = append(out, Text{X: cx + 15, Y: cy + 8.2, Size: labelSize, Color: black, Text: n})
		cx += w
	}
	return out, cy - y + 14
}

// unitMark writes the unit of the axis in the upper left corner.
func unitMark(unit string) []Shape {
	if unit == "" {
		return nil
	}
	return []Shape{Text{X: 0, Y: 9, Size: smallSize, Color: dark, Text: "单位：" + unit}}
}

// lineKeys name series by their lines, from the left upper corner of a box as wide as given; the height is that of the box.
func lineKeys(names []string, width float64, m Measure) ([]Shape, float64) {
	var out []Shape
	x, y := 0.0, 0.0
	for k, name := range names {
		name = label(name, labelSize, width-30, m)
		w := 27 + m(name, labelSize, false)
		if x > 0 && x+w > width {
			x, y = 0, y+13
		}
		color, dash, mark := seriesLook(k)
		out = append(out, Line{X1: x, Y1: y + 6, X2: x + 22, Y2: y + 6, Width: 1.4, Color: color, Dash: dash}, marker(mark, x+11, y+6, color),
			Text{X: x + 27, Y: y + 9, Size: labelSize, Color: black, Text: name})
		x += w + 16
	}
	return out, y + 13
}

// names gives the names of series.
func names(series []Series) []string {
	out := make([]string, len(series))
	for i, s := range series {
		out[i] = s.Name
	}
	return out
}
