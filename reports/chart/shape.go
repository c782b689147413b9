// Package chart is one vector kit for figures: a chart turns its data into primitive shapes that know nothing of the back
// end, so the screen and the PDF draw the same picture. Every chart also gives its data as a table, and its greys and
// hatches can be told apart without colour.
package chart

// Color is an RGB colour, 0–255 each.
type Color struct{ R, G, B uint8 }

// Gray makes a neutral colour; 0 is black, 255 white.
func Gray(v uint8) Color { return Color{v, v, v} }

// Shape is one primitive. Coordinates are points (1/72 inch), x to the right and y downwards.
type Shape interface {
	// Moved is the same shape shifted by (dx, dy).
	Moved(dx, dy float64) Shape
}

// Point is a place on the page.
type Point struct{ X, Y float64 }

// Line is a straight stroke. Dash alternates strokes and gaps in points; empty is solid.
type Line struct {
	X1, Y1, X2, Y2 float64
	Width          float64
	Color          Color
	Dash           []float64
}

// Rect is an axis-parallel rectangle; a nil Fill leaves it open, a zero Width draws no border.
type Rect struct {
	X, Y, W, H float64
	Fill       *Color
	Width      float64
	Stroke     Color
	Dash       []float64
}

// Polygon is a closed figure; Fill and Width as in Rect.
type Polygon struct {
	Points []Point
	Fill   *Color
	Width  float64
	Stroke Color
}

// Circle is drawn about its centre; Fill and Width as in Rect.
type Circle struct {
	X, Y, R float64
	Fill    *Color
	Width   float64
	Stroke  Color
	Dash    []float64
}

// Anchor says which part of a text stands at its X.
type Anchor uint8

// The anchors; the zero value is Start.
const (
	Start Anchor = iota
	Middle
	End
)

// Text is one run of characters in one face. Y is the baseline. Spacing is put after each character, in points. Angle turns
// the run counter-clockwise about (X, Y), in degrees.
type Text struct {
	X, Y    float64
	Size    float64
	Bold    bool
	Spacing float64
	Color   Color
	Anchor  Anchor
	Angle   float64
	Text    string
}

// Moved shifts the line.
func (l Line) Moved(dx, dy float64) Shape {
	l.X1, l.X2, l.Y1, l.Y2 = l.X1+dx, l.X2+dx, l.Y1+dy, l.Y2+dy
	return l
}

// Moved shifts the rectangle.
func (r Rect) Moved(dx, dy float64) Shape { r.X, r.Y = r.X+dx, r.Y+dy; return r }

// Moved shifts the circle.
func (c Circle) Moved(dx, dy float64) Shape { c.X, c.Y = c.X+dx, c.Y+dy; return c }

// Moved shifts the text.
func (t Text) Moved(dx, dy float64) Shape { t.X, t.Y = t.X+dx, t.Y+dy; return t }

// Moved shifts the polygon.
func (p Polygon) Moved(dx, dy float64) Shape {
	points := make([]Point, len(p.Points))
	for i, q := range p.Points {
		points[i] = Point{q.X + dx, q.Y + dy}
	}
	p.Points = points
	return p
}

// Measure gives the width in points of a text in the given size; the back end supplies it so that labels never collide.
type Measure func(text string, size float64, bold bool) float64

// Chart is anything that can be drawn into a box and read as a table.
type Chart interface {
	// Draw gives the shapes of the chart in a box of width × height points whose upper left corner is the origin.
	Draw(width, height float64, measure Measure) []Shape
	// Table gives the data behind the picture.
	Table() Table
}

// Table is the data of a chart; every cell is already written as people read it.
type Table struct {
	Heads []string
	Rows  [][]string
}
