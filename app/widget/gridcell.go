package widget

import (
	"image/color"

	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const minCellWidth = 28

// gridCell is one cell: its text cut with … where it is too long, the ground of a selected row, a hairline below.
type gridCell struct {
	widget.BaseWidget
	Text     string // whole, for the trace
	right    bool
	selected bool
	bold     bool
	ink      fyne.ThemeColorName
	fill     fyne.ThemeColorName
}

func newGridCell() *gridCell {
	c := &gridCell{ink: theme.ColorNameForeground}
	c.ExtendBaseWidget(c)
	return c
}

func (c *gridCell) show(text string, right, selected bool, ink fyne.ThemeColorName) {
	if c.Text == text && c.right == right && c.selected == selected && c.ink == ink {
		return
	}
	c.Text, c.right, c.selected, c.ink = text, right, selected, ink
	c.Refresh()
}

func (c *gridCell) CreateRenderer() fyne.WidgetRenderer {
	r := &gridCellRenderer{cell: c, ground: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type gridCellRenderer struct {
	cell         *gridCell
	ground, line *canvas.Rectangle
	text         *canvas.Text
}

func (r *gridCellRenderer) Destroy() {}

func (r *gridCellRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.line, r.text}
}

func (r *gridCellRenderer) margin() float32 {
	return r.cell.Theme().Size(theme.SizeNameInnerPadding) * 0.75
}

// MinSize has a whole height: the toolkit adds up the heights of all rows in float32, which stays exact to 500,000 rows only
// with whole numbers. With 26.3 the last of 100,000 rows would be missed by a screen.
func (r *gridCellRenderer) MinSize() fyne.Size {
	th := r.cell.Theme()
	h := fyne.MeasureText("国Ag", th.Size(theme.SizeNameText), fyne.TextStyle{Bold: r.cell.bold}).Height
	return fyne.NewSize(minCellWidth, float32(math.Ceil(float64(h+th.Size(theme.SizeNameInnerPadding)*0.75))))
}

// Layout lets the ground and the hairline run over the gap the table leaves between cells, so that a row is one band.
func (r *gridCellRenderer) Layout(s fyne.Size) {
	gap := r.cell.Theme().Size(theme.SizeNamePadding)
	r.ground.Resize(fyne.NewSize(s.Width+gap, s.Height+gap))
	r.line.Move(fyne.NewPos(0, s.Height+gap-1))
	r.line.Resize(fyne.NewSize(s.Width+gap, 1))
	m := r.margin()
	r.text.Text = ellipsis(r.cell.Text, s.Width-2*m, r.text.TextSize, r.text.TextStyle)
	size := r.text.MinSize()
	x := m
	if r.cell.right {
		x = max(m, s.Width-m-size.Width)
	}
	r.text.Move(fyne.NewPos(x, (s.Height+gap-size.Height)/2))
	r.text.Resize(size)
}

func (r *gridCellRenderer) Refresh() {
	c, th, v := r.cell, r.cell.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.text.TextSize, r.text.TextStyle.Bold = th.Size(theme.SizeNameText), c.bold
	r.text.Color, r.line.FillColor, r.ground.FillColor = th.Color(c.ink, v), th.Color(theme.ColorNameSeparator, v), color.Transparent
	switch {
	case c.selected:
		r.ground.FillColor = th.Color(theme.ColorNameSelection, v)
	case c.fill != "":
		r.ground.FillColor = th.Color(c.fill, v)
	}
	r.Layout(c.Size())
	r.ground.Refresh()
	r.line.Refresh()
	r.text.Refresh()
}

// ellipsis cuts text so that with … it is no wider than width.
func ellipsis(text string, width, size float32, style fyne.TextStyle) string {
	runes := []rune(text)
	if width <= 0 {
		return ""
	}
	// No character is wider than the size, so most texts need no measuring.
	if float32(len(runes))*size <= width || fyne.MeasureText(text, size, style).Width <= width {
		return text
	}
	low, high := 0, len(runes)-1 // how many characters fit before the …
	for low < high {
		middle := (low + high + 1) / 2
		if fyne.MeasureText(string(runes[:middle])+"…", size, style).Width <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return string(runes[:low]) + "…"
}

// gridHeading is the heading of a column; a click sorts by it.
type gridHeading struct {
	gridCell
	owner  gridOwner
	column int
}

func newGridHeading(owner gridOwner) *gridHeading {
	h := &gridHeading{owner: owner}
	h.ink, h.bold, h.fill = theme.ColorNameForeground, true, theme.ColorNameHeaderBackground
	h.ExtendBaseWidget(h)
	return h
}

func (h *gridHeading) show(column int) {
	h.column = column
	name, text, right := h.owner.heading(column)
	Named(name, h)
	h.gridCell.show(text, right, false, h.ink)
	h.owner.widthChanged(column, h.Size().Width) // a person may have drawn the column wider or narrower
}

// Tapped sorts.
func (h *gridHeading) Tapped(*fyne.PointEvent) { h.owner.tapHeading(h.column) }
