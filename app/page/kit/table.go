package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Column is one column of a Table.
type Column struct {
	Title  string
	Weight float32
	Right  bool // numbers stand at the right
}

// Table shows many rows of text; only the rows in sight have widgets. A click or Enter opens a row.
type Table struct {
	Columns []Column
	Name    func(row int) string // for the tracer; nil: rows have no names
	OnOpen  func(row int)
	Strong  func(row int) bool // shown in bold

	rows    [][]string
	list    *widget.List
	opening bool
}

// NewTable makes an empty table.
func NewTable(columns ...Column) *Table {
	t := &Table{Columns: columns}
	t.list = widget.NewList(func() int { return len(t.rows) }, t.newRow, t.fill)
	t.list.OnSelected = func(id widget.ListItemID) {
		t.list.UnselectAll()
		t.open(id)
	}
	return t
}

// doubleClick is how long a row waits before it opens: the second click of a person who clicks twice must still fall on the
// list and not on a button of the page that opens.
const doubleClick = 220 * time.Millisecond

func (t *Table) open(row int) {
	if t.OnOpen == nil || t.opening || row >= len(t.rows) {
		return
	}
	t.opening = true
	time.AfterFunc(doubleClick, func() {
		fyne.Do(func() {
			t.opening = false
			if row < len(t.rows) {
				t.OnOpen(row)
			}
		})
	})
}

func (t *Table) weights() Columns {
	c := Columns{Gap: 4}
	for _, col := range t.Columns {
		c.Weights = append(c.Weights, col.Weight)
	}
	return c
}

// SetRows shows other rows.
func (t *Table) SetRows(rows [][]string) {
	t.rows = rows
	t.list.Refresh()
	t.list.ScrollToTop()
}

func (t *Table) newRow() fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(t.Columns))
	for i, col := range t.Columns {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		if col.Right {
			l.Alignment = fyne.TextAlignTrailing
		}
		cells[i] = l
	}
	return container.New(t.weights(), cells...)
}

func (t *Table) fill(row int, o fyne.CanvasObject) {
	if row >= len(t.rows) {
		return
	}
	for i, cell := range o.(*fyne.Container).Objects {
		l := cell.(*widget.Label)
		l.TextStyle.Bold = t.Strong != nil && t.Strong(row)
		l.SetText(t.rows[row][i])
	}
	if t.Name != nil {
		Named(t.Name(row), o)
	}
}

// Content is the table with its header.
func (t *Table) Content() fyne.CanvasObject {
	heads := make([]fyne.CanvasObject, len(t.Columns))
	for i, col := range t.Columns {
		l := widget.NewLabelWithStyle(col.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		l.Truncation = fyne.TextTruncateClip
		if col.Right {
			l.Alignment = fyne.TextAlignTrailing
		}
		heads[i] = l
	}
	ground := canvas.NewRectangle(theme.Color(theme.ColorNameHeaderBackground))
	return container.NewBorder(container.NewStack(ground, container.New(t.weights(), heads...)), nil, nil, nil, t.list)
}
