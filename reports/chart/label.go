package chart

import "math"

// label is one line of text cut to its room with an ellipsis.
func label(text string, size, room float64, m Measure) string {
	if m(text, size, false) <= room {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && m(string(runes)+"…", size, false) > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// widest is the width of the widest text, at most limit.
func widest(texts []string, size, limit float64, m Measure) float64 {
	w := 0.0
	for _, t := range texts {
		w = math.Max(w, m(t, size, false))
	}
	return math.Min(w, limit)
}

// leastType is the smallest type of a figure, in points.
const leastType = 4.5

// figureIn is a figure in its room: smaller where it must be, and left out rather than cut, since a cut number is another
// number. The table of the chart has all of them.
func figureIn(t Text, room float64, m Measure) []Shape {
	if w := m(t.Text, t.Size, t.Bold); w > room {
		if t.Size *= room / w * 0.999; t.Size < leastType {
			return nil
		}
	}
	return []Shape{t}
}

// rowType is the size of names that stand in rows pitch apart.
func rowType(pitch, size float64) float64 { return clamp(pitch*0.85, 1, size) }

// namesUnder sets names centred under columns: each in one or two lines where columns are wide, else every second, third …
// in one line. Those left out stand in the table.
func namesUnder(names []string, left, pitch, y, width float64, m Measure) []Shape {
	const fewest = 3 * smallSize // width of three characters
	if most := widest(names, smallSize, width, m); pitch >= fewest || most+4 <= pitch {
		var out []Shape
		for i, n := range names {
			out = append(out, under(n, left+pitch*(float64(i)+0.5), y, pitch-3, m)...)
		}
		return out
	}
	return oneLineUnder(names, left, pitch, y, width, m)
}

// under sets a label of up to two lines centred under a column.
func under(text string, x, y, room float64, m Measure) []Shape {
	if m(text, smallSize, false) <= room {
		return []Shape{Text{X: x, Y: y, Size: smallSize, Color: black, Anchor: Middle, Text: text}}
	}
	runes := []rune(text)
	cut := 1
	for cut < len(runes) && m(string(runes[:cut+1]), smallSize, false) <= room {
		cut++
	}
	return []Shape{
		Text{X: x, Y: y, Size: smallSize, Color: black, Anchor: Middle, Text: string(runes[:cut])},
		Text{X: x, Y: y + 10, Size: smallSize, Color: black, Anchor: Middle, Text: label(string(runes[cut:]), smallSize, room, m)},
	}
}

// oneLineUnder sets as many names under an axis as have room in one line; those left out stand in the table.
func oneLineUnder(names []string, left, pitch, y, width float64, m Measure) []Shape {
	most := math.Min(widest(names, smallSize, width, m), math.Max(pitch, 90))
	var out []Shape
	end := math.Inf(-1)
	every := max(1, int(math.Ceil((most+4)/pitch)))
	for i := 0; i < len(names); i += every {
		text := label(names[i], smallSize, most, m)
		w := m(text, smallSize, false)
		mid := clamp(left+pitch*(float64(i)+0.5), w/2, width-w/2)
		if mid-w/2 < end+4 {
			continue
		}
		end = mid + w/2
		out = append(out, Text{X: mid, Y: y, Size: smallSize, Color: black, Anchor: Middle, Text: text})
	}
	return out
}

// rowPitch is the distance in points that rows with names need.
const rowPitch = 12.0

// LeastHeight is the height in points below which the rows of a chart would crowd: the paper gives at least that much while it
// fits on a page. It is 0 for charts that draw alike at any height.
func LeastHeight(c Chart) float64 {
	if t, ok := c.(interface{ leastHeight() float64 }); ok {
		return t.leastHeight()
	}
	return 0
}

func (c Bars) leastHeight() float64    { return 32 + rowPitch*float64(len(c.Bars)) }
func (c Tornado) leastHeight() float64 { return 60 + rowPitch*float64(len(c.Swings)) }
func (c Strips) leastHeight() float64  { return 52 + rowPitch*float64(len(c.Strips)) }
func (c Radar) leastHeight() float64   { return 40 + lineGap*float64(len(c.Axes)+1)/2 }
func (c Shares) leastHeight() float64 {
	return 36 + 14*float64(min(len(c.Parts), 4)) + rowPitch*float64(len(c.Stacks))
}
func (c Ruler) leastHeight() float64 {
	return 40 + 11*float64(min(len(c.Moments), mostMomentRows)) + rowPitch*float64(len(c.Periods))
}
