package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Column is one column of a Sheet.
type Column struct {
	Title  string
	Weight float32
	Right  bool // numbers stand at the right
}

// Sheet is a small table to read, laid out whole: cells wrap, nothing is cut off. Long lists take a widget.DataTable.
func Sheet(width float32, columns []Column, rows [][]string) fyne.CanvasObject {
	weights := Columns{Gap: 16}
	var sum float32
	for _, c := range columns {
		weights.Weights = append(weights.Weights, c.Weight)
		sum += c.Weight
	}
	unit := (width - 16 - weights.Gap*float32(len(columns)-1)) / sum
	box := container.New(stack{})
	head := make([]fyne.CanvasObject, len(columns))
	for i, c := range columns {
		head[i] = aligned(Lines(c.Title, small()+1, unit*c.Weight, theme.ColorNameForeground, fyne.TextStyle{Bold: true}), c.Right)
	}
	box.Add(onGround(theme.ColorNameHeaderBackground, container.New(weights, head...)))
	for n, row := range rows {
		cells := make([]fyne.CanvasObject, len(columns))
		for i, c := range columns {
			cells[i] = aligned(Lines(row[i], theme.TextSize(), unit*c.Weight, theme.ColorNameForeground, fyne.TextStyle{}), c.Right)
		}
		if n > 0 {
			box.Add(Rule())
		}
		box.Add(Pad(container.New(weights, cells...), 4))
	}
	return box
}

func onGround(colour fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(theme.Color(colour)), Pad(o, 4))
}

// aligned sets numbers to the right.
func aligned(o fyne.CanvasObject, right bool) fyne.CanvasObject {
	if right {
		alignRight(o)
	}
	if _, single := o.(*canvas.Text); single {
		return container.New(stack{}, o) // at the top of a row that is higher
	}
	return o
}

func alignRight(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *canvas.Text:
		o.Alignment = fyne.TextAlignTrailing
	case *fyne.Container:
		for _, x := range o.Objects {
			alignRight(x)
		}
	}
}

// Wrap lays things side by side and goes on below when a width is used up.
func Wrap(width float32, objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(wrap{width, 6}, objects...)
}

type wrap struct{ width, gap float32 }

func (w wrap) flow(objects []fyne.CanvasObject, place func(o fyne.CanvasObject, x, y float32, m fyne.Size)) float32 {
	var x, y, line float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if x > 0 && x+m.Width > w.width {
			x, y, line = 0, y+line+w.gap, 0
		}
		if place != nil {
			place(o, x, y, m)
		}
		x += m.Width + w.gap
		line = max(line, m.Height)
	}
	return y + line
}

func (w wrap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(w.width, w.flow(objects, nil))
}

func (w wrap) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	w.flow(objects, func(o fyne.CanvasObject, x, y float32, m fyne.Size) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(m)
	})
}
