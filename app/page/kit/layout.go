package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// Width is how wide the content of a page is laid out, in the window's units: 1280 less navigation, margins and scroll bar.
const Width float32 = 1056

// Grid lays cells into columns of equal width, row by row; a cell may span several columns. A row is as high as its highest
// cell.
type Grid struct {
	Columns int
	Gap     float32
	Spans   map[fyne.CanvasObject]int
}

func (g *Grid) span(o fyne.CanvasObject) int { return min(max(g.Spans[o], 1), g.Columns) }

// rows splits the visible cells into rows.
func (g *Grid) rows(objects []fyne.CanvasObject) [][]fyne.CanvasObject {
	var out [][]fyne.CanvasObject
	used := g.Columns
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if used+g.span(o) > g.Columns {
			out, used = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], o)
		used += g.span(o)
	}
	return out
}

// MinSize is the least the cells need.
func (g *Grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var column, height float32
	rows := g.rows(objects)
	for _, row := range rows {
		var h float32
		for _, o := range row {
			m := o.MinSize()
			h = max(h, m.Height)
			n := float32(g.span(o))
			column = max(column, (m.Width-g.Gap*(n-1))/n)
		}
		height += h
	}
	if len(rows) > 1 {
		height += g.Gap * float32(len(rows)-1)
	}
	return fyne.NewSize(column*float32(g.Columns)+g.Gap*float32(g.Columns-1), height)
}

// Layout places the cells.
func (g *Grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	column := (size.Width - g.Gap*float32(g.Columns-1)) / float32(g.Columns)
	var y float32
	for _, row := range g.rows(objects) {
		var x, h float32
		for _, o := range row {
			h = max(h, o.MinSize().Height)
		}
		for _, o := range row {
			n := float32(g.span(o))
			w := column*n + g.Gap*(n-1)
			o.Move(fyne.NewPos(x, y))
			o.Resize(fyne.NewSize(w, h))
			x += w + g.Gap
		}
		y += h + g.Gap
	}
}

// Columns lays cells in one row by weights.
type Columns struct {
	Weights []float32
	Gap     float32
}

func (c Columns) total() float32 {
	var sum float32
	for _, w := range c.Weights {
		sum += w
	}
	return sum
}

// MinSize is the least the cells need.
func (c Columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var w, h float32
	for _, o := range objects {
		m := o.MinSize()
		w, h = w+m.Width, max(h, m.Height)
	}
	return fyne.NewSize(w+c.Gap*float32(len(objects)-1), h)
}

// Layout places the cells.
func (c Columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	unit := (size.Width - c.Gap*float32(len(objects)-1)) / c.total()
	var x float32
	for i, o := range objects {
		w := unit * c.Weights[i]
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		x += w + c.Gap
	}
}

// Pad puts space around a thing.
func Pad(o fyne.CanvasObject, space float32) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(space, space, space, space), o)
}

// Gap is empty height.
func Gap(h float32) fyne.CanvasObject { return Spacer(0, h) }

// Spacer is empty room.
func Spacer(w, h float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(w, h))
	return r
}

// Filled is a thing on a coloured ground with rounded corners.
func Filled(colour fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	ground := canvas.NewRectangle(theme.Color(colour))
	ground.CornerRadius = 4
	return container.NewStack(ground, Pad(o, 8))
}

// Card is a framed part of a page with a title; an empty title leaves it out.
func Card(title string, content ...fyne.CanvasObject) fyne.CanvasObject {
	frame := canvas.NewRectangle(theme.Color(theme.ColorNameInputBackground))
	frame.StrokeColor, frame.StrokeWidth, frame.CornerRadius = theme.Color(theme.ColorNameSeparator), 1, 6
	objects := content
	if title != "" {
		objects = append([]fyne.CanvasObject{Subheading(title)}, content...)
	}
	return container.NewStack(frame, Pad(container.NewVBox(objects...), 12))
}

// Rule is a thin line across.
func Rule() fyne.CanvasObject {
	r := canvas.NewRectangle(theme.Color(theme.ColorNameSeparator))
	r.SetMinSize(fyne.NewSize(1, 1))
	return r
}

// Fact is a label with its value.
type Fact struct{ Label, Value string }

// Facts shows labels and values in columns; empty values are left out.
func Facts(columns int, width float32, facts ...Fact) fyne.CanvasObject {
	g := &Grid{Columns: columns, Gap: 10, Spans: map[fyne.CanvasObject]int{}}
	cell := (width - g.Gap*float32(columns-1)) / float32(columns)
	var cells []fyne.CanvasObject
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		w, span := cell, 1
		if fyne.MeasureText(f.Value, theme.TextSize(), fyne.TextStyle{}).Width > 1.6*cell {
			w, span = width, columns
		}
		o := container.New(stack{}, Caption(f.Label), Para(f.Value, w))
		g.Spans[o] = span
		cells = append(cells, o)
	}
	return container.New(g, cells...)
}

// Limited keeps a thing at one width at the left, however wide the window is.
func Limited(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(limited{width}, o)
}

type limited struct{ width float32 }

func (l limited) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width, objects[0].MinSize().Height)
}

func (l limited) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(l.width, size.Height))
}
