package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/reports/chart"
)

// chartScale turns the points of a chart, made for paper, into the window's units, so that its labels are as large as captions.
func chartScale() float32 { return small() / 8.5 }

// Chart is a chart drawn with the toolkit's shapes in a box of the width and height given, in the window's units.
func Chart(c chart.Chart, width, height float32) fyne.CanvasObject {
	k := chartScale()
	measure := func(text string, size float64, bold bool) float64 {
		return float64(fyne.MeasureText(text, float32(size)*k, fyne.TextStyle{Bold: bold}).Width / k)
	}
	box := container.NewWithoutLayout(Spacer(width, height))
	const margin = 8 // the last number of a scale stands half beyond its end
	for _, s := range c.Draw(float64((width-margin)/k), float64(height/k), measure) {
		box.Add(drawn(s, k))
	}
	return container.New(fixed{fyne.NewSize(width, height)}, box)
}

func at(x, y float64, k float32) fyne.Position { return fyne.NewPos(float32(x)*k, float32(y)*k) }

func drawn(s chart.Shape, k float32) fyne.CanvasObject {
	switch s := s.(type) {
	case chart.Line:
		return stroke(s, k)
	case chart.Rect:
		r := canvas.NewRectangle(filling(s.Fill))
		r.StrokeWidth, r.StrokeColor = float32(s.Width)*k, ink(s.Stroke)
		x, y, w, h := s.X, s.Y, s.W, s.H
		if w < 0 {
			x, w = x+w, -w
		}
		if h < 0 {
			y, h = y+h, -h
		}
		r.Move(at(x, y, k))
		r.Resize(fyne.NewSize(float32(w)*k, float32(h)*k))
		return r
	case chart.Circle:
		c := canvas.NewCircle(filling(s.Fill))
		c.StrokeWidth, c.StrokeColor = float32(s.Width)*k, ink(s.Stroke)
		c.Move(at(s.X-s.R, s.Y-s.R, k))
		c.Resize(fyne.NewSize(float32(2*s.R)*k, float32(2*s.R)*k))
		return c
	case chart.Polygon:
		return polygon(s, k)
	case chart.Text:
		t := canvas.NewText(s.Text, ink(s.Color))
		t.TextSize, t.TextStyle.Bold = float32(s.Size)*k, s.Bold
		size, ascent := fyne.CurrentApp().Driver().RenderedTextSize(t.Text, t.TextSize, t.TextStyle, nil)
		x := float32(s.X) * k
		switch s.Anchor {
		case chart.Middle:
			x -= size.Width / 2
		case chart.End:
			x -= size.Width
		}
		t.Move(fyne.NewPos(x, float32(s.Y)*k-ascent))
		t.Resize(size)
		return t
	}
	return Spacer(0, 0)
}

// stroke is a line; a dashed one is several.
func stroke(s chart.Line, k float32) fyne.CanvasObject {
	one := func(x1, y1, x2, y2 float64) fyne.CanvasObject {
		l := canvas.NewLine(ink(s.Color))
		l.StrokeWidth = float32(s.Width) * k
		l.Position1, l.Position2 = at(x1, y1, k), at(x2, y2, k)
		return l
	}
	if len(s.Dash) < 2 {
		return one(s.X1, s.Y1, s.X2, s.Y2)
	}
	length := math.Hypot(s.X2-s.X1, s.Y2-s.Y1)
	box := container.NewWithoutLayout()
	for d := 0.0; d < length; d += s.Dash[0] + s.Dash[1] {
		a, b := d/length, min(d+s.Dash[0], length)/length
		box.Add(one(s.X1+(s.X2-s.X1)*a, s.Y1+(s.Y2-s.Y1)*a, s.X1+(s.X2-s.X1)*b, s.Y1+(s.Y2-s.Y1)*b))
	}
	return box
}

// polygon is drawn by its sides: charts use it for small marks only.
func polygon(s chart.Polygon, k float32) fyne.CanvasObject {
	colour, width := s.Stroke, s.Width
	if s.Fill != nil {
		colour, width = *s.Fill, max(width, 1.4)
	}
	box := container.NewWithoutLayout()
	for i, a := range s.Points {
		b := s.Points[(i+1)%len(s.Points)]
		box.Add(stroke(chart.Line{X1: a.X, Y1: a.Y, X2: b.X, Y2: b.Y, Width: width, Color: colour}, k))
	}
	return box
}

func filling(c *chart.Color) color.Color {
	if c == nil {
		return color.Transparent
	}
	return ink(*c)
}

// ink turns the paper's colours into the theme's: greys run from its ink to its ground, so that a chart can also be read in the
// dark; colours are lightened there.
func ink(c chart.Color) color.Color {
	black, white := rgb(theme.ColorNameForeground), rgb(theme.ColorNameInputBackground)
	if c.R == c.G && c.G == c.B {
		return mix(black, white, float64(c.R)/255)
	}
	plain := color.NRGBA{c.R, c.G, c.B, 255}
	if int(white.R)+int(white.G)+int(white.B) > 3*128 {
		return plain
	}
	return mix(plain, black, 0.45)
}

func rgb(name fyne.ThemeColorName) color.NRGBA {
	return color.NRGBAModel.Convert(theme.Color(name)).(color.NRGBA)
}

func mix(a, b color.NRGBA, part float64) color.NRGBA {
	one := func(x, y uint8) uint8 { return uint8(float64(x)*(1-part) + float64(y)*part + 0.5) }
	return color.NRGBA{one(a.R, b.R), one(a.G, b.G), one(a.B, b.B), 255}
}

// fixed keeps its one object at a size.
type fixed struct{ size fyne.Size }

func (f fixed) MinSize([]fyne.CanvasObject) fyne.Size { return f.size }

func (f fixed) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(f.size)
	}
}
