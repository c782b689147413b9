package layout

import (
	"fmt"
	"math"

	"zhiya/reports/chart"
)

// Zones of a page in points, for checking what was drawn: the text between the margins, and the strips of the running head
// (with the code of a stamp) and foot (with its line) outside of which nothing may stand.
const (
	edgeX, edgeTop, edgeFoot = 12, 12, 12
	headEnd                  = 68 // the running head, and the code that a stamp puts beside it, end above this
	footStart                = 57 // above the lower edge: the running foot begins here
)

// Box is the room a shape takes, in points: its left upper and right lower corners. A turned text gives the box of the turned
// run, a text the box of its type size about the baseline.
func Box(s chart.Shape) (x1, y1, x2, y2 float64) {
	switch s := s.(type) {
	case chart.Line:
		return math.Min(s.X1, s.X2), math.Min(s.Y1, s.Y2), math.Max(s.X1, s.X2), math.Max(s.Y1, s.Y2)
	case chart.Rect:
		return s.X, s.Y, s.X + s.W, s.Y + s.H
	case chart.Circle:
		return s.X - s.R, s.Y - s.R, s.X + s.R, s.Y + s.R
	case chart.Polygon:
		x1, y1, x2, y2 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, p := range s.Points {
			x1, y1, x2, y2 = math.Min(x1, p.X), math.Min(y1, p.Y), math.Max(x2, p.X), math.Max(y2, p.Y)
		}
		return x1, y1, x2, y2
	case Picture:
		return s.X, s.Y, s.X + s.W, s.Y + s.H
	case chart.Text:
		return textBox(s)
	}
	return 0, 0, 0, 0
}

func textBox(t chart.Text) (x1, y1, x2, y2 float64) {
	w := Width(t.Text, t.Size, t.Bold) + t.Spacing*float64(max(0, len([]rune(t.Text))-1))
	left := t.X - Width(t.Text, t.Size, t.Bold)*float64(t.Anchor)/2
	x1, y1, x2, y2 = left, t.Y-0.88*t.Size, left+w, t.Y+0.12*t.Size
	if t.Angle == 0 {
		return x1, y1, x2, y2
	}
	sin, cos := math.Sincos(-t.Angle * math.Pi / 180)
	corners := chart.Polygon{}
	for _, p := range []chart.Point{{X: x1, Y: y1}, {X: x2, Y: y1}, {X: x2, Y: y2}, {X: x1, Y: y2}} {
		dx, dy := p.X-t.X, p.Y-t.Y
		corners.Points = append(corners.Points, chart.Point{X: t.X + dx*cos - dy*sin, Y: t.Y + dx*sin + dy*cos})
	}
	return Box(corners)
}

// Outside names everything that is drawn where it must not: off the text between the margins and not wholly in the strip of the
// running head or foot. It is empty for every document; it is there to be checked.
func (l *Laid) Outside() []string {
	var out []string
	for _, p := range l.Pages {
		for _, s := range p.Items {
			x1, y1, x2, y2 := Box(s)
			if math.IsNaN(x1 + y1 + x2 + y2) {
				out = append(out, fmt.Sprintf("第 %d 页：位置不是数的图形 %#v", p.Number, s))
				continue
			}
			const e = 0.5 // half a rule
			body := x1 >= marginX-e && x2 <= p.Width-marginX+e && y1 >= marginTop-e && y2 <= p.Height-marginFoot+e
			across := x1 >= edgeX && x2 <= p.Width-edgeX
			head := across && y1 >= edgeTop && y2 <= headEnd+e
			foot := across && y1 >= p.Height-footStart-e && y2 <= p.Height-edgeFoot
			if !body && !head && !foot {
				what := fmt.Sprintf("%T", s)
				if t, is := s.(chart.Text); is {
					what = "“" + t.Text + "”"
				}
				out = append(out, fmt.Sprintf("第 %d 页：%s 位于 (%.1f, %.1f)—(%.1f, %.1f)，出了版心", p.Number, what, x1, y1, x2, y2))
			}
		}
	}
	return out
}
