package widget

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The grid of a DataTable asks and tells its owner through these; the owner's rows have a type, the grid has none.

func (t *DataTable[T]) size() (lines, columns int) { return len(t.view), len(t.columns) }

func (t *DataTable[T]) cell(line, column int) (text string, right, selected bool, ink fyne.ThemeColorName) {
	i := t.view[line]
	c := t.columns[column]
	ink = theme.ColorNameForeground
	if c.Tone != nil {
		switch c.Tone(t.rows[i].value) {
		case Good:
			ink = theme.ColorNameSuccess
		case Warn:
			ink = theme.ColorNameWarning
		case Bad:
			ink = theme.ColorNameError
		case Mark:
			ink = theme.ColorNamePrimary
		}
	}
	return t.rows[i].texts[column], c.Right, t.selected[i], ink
}

func (t *DataTable[T]) cellName(line int) string {
	if t.RowName != nil {
		return t.RowName(t.rows[t.view[line]].value)
	}
	return fmt.Sprintf("%s[%d]", t.Name, line)
}

func (t *DataTable[T]) heading(column int) (name, text string, right bool) {
	c := t.columns[column]
	text = c.Title
	if column == t.sortColumn {
		if t.descending {
			text += " ▼"
		} else {
			text += " ▲"
		}
	}
	return t.Name + ".header." + c.Key, text, c.Right
}

// tapHeading sorts by a column, turns the order round, and at the third time restores the order given.
func (t *DataTable[T]) tapHeading(column int) {
	switch {
	case t.sortColumn != column:
		t.SortBy(t.columns[column].Key, false)
	case !t.descending:
		t.SortBy(t.columns[column].Key, true)
	default:
		t.SortBy("", false)
	}
}

func (t *DataTable[T]) tapLine(line int, modifier fyne.KeyModifier, twice bool) {
	if line < 0 || line >= len(t.view) {
		return
	}
	if modifier&fyne.KeyModifierShortcutDefault != 0 {
		i := t.view[line]
		if t.selected[i] {
			delete(t.selected, i)
		} else {
			t.selected[i] = true
		}
		t.cursor, t.anchor = line, line
		t.grid.Refresh()
		t.tell()
		return
	}
	t.moveTo(line, modifier&fyne.KeyModifierShift != 0)
	if twice && t.OnOpen != nil {
		t.OnOpen(t.rows[t.view[line]].value)
	}
}

func (t *DataTable[T]) key(name fyne.KeyName, shift bool) bool {
	page := max(1, t.grid.linesInSight()-1)
	to := t.cursor
	switch name {
	case fyne.KeyDown:
		to++
	case fyne.KeyUp:
		to--
	case fyne.KeyPageDown:
		to += page
	case fyne.KeyPageUp:
		to -= page
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(t.view) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if t.cursor >= 0 && t.cursor < len(t.view) && t.OnOpen != nil {
			t.OnOpen(t.rows[t.view[t.cursor]].value)
		}
		return true
	default:
		return false
	}
	t.moveTo(min(max(to, 0), len(t.view)-1), shift)
	return true
}

// moveTo puts the cursor on a line and selects it; with extend, all lines from where the range began.
func (t *DataTable[T]) moveTo(line int, extend bool) {
	if line < 0 || line >= len(t.view) {
		return
	}
	if !extend || t.cursor < 0 {
		t.anchor = line
	}
	t.cursor = line
	t.selected = map[int]bool{}
	for l := min(t.anchor, line); l <= max(t.anchor, line); l++ {
		t.selected[t.view[l]] = true
	}
	t.grid.showLine(line)
	t.grid.Refresh()
	t.tell()
}

func (t *DataTable[T]) copySelection() {
	fyne.CurrentApp().Clipboard().SetContent(t.TSV())
}

func (t *DataTable[T]) selectAll() {
	for _, i := range t.view {
		t.selected[i] = true
	}
	t.grid.Refresh()
	t.tell()
}

func (t *DataTable[T]) widthChanged(column int, width float32) {
	if width == 0 || t.widths[column] == width || (column == len(t.columns)-1 && width == t.stretched) {
		return
	}
	t.widths[column] = width
	if t.OnWidths != nil {
		t.OnWidths(t.Widths())
	}
}

// fit draws the last column as wide as the room there is, but never narrower than a person made it; that width is what is kept.
func (t *DataTable[T]) fit(width float32) {
	last := len(t.widths) - 1
	if last < 0 {
		return
	}
	left := width
	for _, w := range t.widths[:last] {
		left -= w + t.grid.Theme().Size(theme.SizeNamePadding)
	}
	t.stretched = max(left, t.widths[last])
	t.grid.SetColumnWidth(last, t.stretched)
}
