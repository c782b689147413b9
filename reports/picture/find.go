package picture

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// Rect is a part of a page in points, the origin at its upper left corner.
type Rect struct{ X, Y, W, H float64 }

// Hit is one place where a text was found: one rectangle for each line it stands on.
type Hit []Rect

// Find gives the places of a text on a page, in the order it was set. Runs of one line are read together, and so are the lines of one
// paragraph or cell, for Chinese lines break anywhere; cells side by side are not. Blanks and case do not count, full-width letters
// and digits are the same as half-width ones. The watermark is not searched. An empty text is nowhere.
func Find(p layout.Page, text string) []Hit {
	want := []rune(squeezed(text))
	if len(want) == 0 {
		return nil
	}
	r := reading{}
	for _, s := range p.Items {
		if t, is := s.(chart.Text); is {
			r.run(t)
		}
	}
	var hits []Hit
	for i := 0; i+len(want) <= len(r.chars); {
		if !r.at(i, want) {
			i++
			continue
		}
		hits = append(hits, r.hit(i, i+len(want)))
		i += len(want)
	}
	return hits
}

func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return folded(r)
	}, s)
}

// folded takes full-width forms for the characters of ASCII they are (Unicode, U+FF01 to U+FF5E), and letters without case.
func folded(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFF01 - '!'
	}
	return unicode.ToLower(r)
}

// reading is the text of a page as it is read, each character with the place it takes.
type reading struct {
	chars []rune // folded, without blanks; 0 where one text ends and another begins
	boxes []Rect
	lines []int // by character, counted over the page

	last       chart.Text
	line       int
	endX, endY float64 // of the last run
}

// run reads one run of characters.
func (r *reading) run(t chart.Text) {
	if t.Text == "" {
		return
	}
	if t.Anchor != chart.Start && t.Angle == 0 {
		t.X, t.Anchor = t.X-layout.Width(t.Text, t.Size, t.Bold)*float64(t.Anchor)/2, chart.Start
	}
	switch gap := t.X - r.endX; {
	case r.last.Text == "":
	case t.Angle != 0 || r.last.Angle != 0:
		r.stop()
	case math.Abs(t.Y-r.endY) < 0.5*r.last.Size: // the same line, or a raised mark on it
		if gap < -0.5*t.Size || gap > 0.75*max(t.Size, r.last.Size) {
			r.stop()
		}
	case t.Y > r.endY && t.Y-r.endY < 2.2*r.last.Size && math.Abs(t.Size-r.last.Size) < 0.1 && t.X < r.endX: // the next line below
		r.line++
	default:
		r.stop()
	}
	x := t.X
	for _, c := range t.Text {
		w := layout.Width(string(c), t.Size, t.Bold)
		if !unicode.IsSpace(c) {
			r.chars = append(r.chars, folded(c))
			r.boxes = append(r.boxes, r.box(t, x-t.X, w))
			r.lines = append(r.lines, r.line)
		}
		x += w + t.Spacing
	}
	r.last, r.endX, r.endY = t, x-t.Spacing, t.Y
}

// stop lets no text run on from here.
func (r *reading) stop() {
	r.line++
	r.chars, r.boxes, r.lines = append(r.chars, 0), append(r.boxes, Rect{}), append(r.lines, r.line)
	r.line++
}

// How far characters reach above and below their baseline, of their size.
const above, below = 0.92, 0.22

// box is the place of a character of a run, so far from its start.
func (r *reading) box(t chart.Text, from, width float64) Rect {
	if t.Angle == 0 {
		return Rect{t.X + from, t.Y - above*t.Size, width, (above + below) * t.Size}
	}
	if t.Anchor != chart.Start {
		from -= layout.Width(t.Text, t.Size, t.Bold) * float64(t.Anchor) / 2
	}
	sin, cos := math.Sincos(t.Angle * math.Pi / 180)
	left, top, right, foot := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range [4][2]float64{{from, -above * t.Size}, {from + width, -above * t.Size}, {from, below * t.Size}, {from + width, below * t.Size}} {
		x, y := t.X+cos*c[0]+sin*c[1], t.Y-sin*c[0]+cos*c[1]
		left, top, right, foot = min(left, x), min(top, y), max(right, x), max(foot, y)
	}
	return Rect{left, top, right - left, foot - top}
}

func (r *reading) at(i int, want []rune) bool {
	for j, c := range want {
		if r.chars[i+j] != c {
			return false
		}
	}
	return true
}

// hit joins the boxes of characters that stand on one line.
func (r *reading) hit(from, to int) Hit {
	var h Hit
	for i := from; i < to; i++ {
		b := r.boxes[i]
		if i == from || r.lines[i] != r.lines[i-1] {
			h = append(h, b)
			continue
		}
		last := &h[len(h)-1]
		right, foot := max(last.X+last.W, b.X+b.W), max(last.Y+last.H, b.Y+b.H)
		last.X, last.Y = min(last.X, b.X), min(last.Y, b.Y)
		last.W, last.H = right-last.X, foot-last.Y
	}
	return h
}

// Reads reports whether a text has anything that Find could look for.
func Reads(text string) bool { return utf8.RuneCountInString(squeezed(text)) > 0 }
