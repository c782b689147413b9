package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// gridOwner is the DataTable behind a grid.
type gridOwner interface {
	size() (lines, columns int)
	cell(line, column int) (text string, right, selected bool, ink fyne.ThemeColorName)
	cellName(line int) string
	heading(column int) (name, text string, right bool)
	tapHeading(column int)
	tapLine(line int, modifier fyne.KeyModifier, twice bool)
	key(name fyne.KeyName, shift bool) bool
	copySelection()
	selectAll()
	otherShortcut(fyne.Shortcut)
	otherKey(fyne.KeyName)
	widthChanged(column int, width float32)
	fit(width float32)
}

// grid is the toolkit's table with rows in place of cells: its own cell marker is not shown, rows are selected, keys move by
// row and page.
type grid struct {
	widget.Table
	owner    gridOwner
	modifier fyne.KeyModifier
	tapped   time.Time // when and where the last click was, to know the second of two
	line     int
}

// twice is how soon the second click of two must follow. The toolkit's own double tap would delay every single one.
const twice = 400 * time.Millisecond

func newGrid(owner gridOwner) *grid {
	g := &grid{owner: owner, line: -1}
	g.Length = owner.size
	g.CreateCell = func() fyne.CanvasObject { return newGridCell() }
	g.UpdateCell = func(id widget.TableCellID, o fyne.CanvasObject) {
		if lines, _ := owner.size(); id.Row >= lines {
			return // drawn once more while the rows are being replaced
		}
		cell := o.(*gridCell)
		text, right, selected, ink := owner.cell(id.Row, id.Col)
		name := ""
		if id.Col == 0 {
			name = owner.cellName(id.Row)
		}
		Named(name, cell)
		cell.show(text, right, selected, ink)
	}
	g.ShowHeaderRow = true
	g.CreateHeader = func() fyne.CanvasObject { return newGridHeading(owner) }
	g.UpdateHeader = func(id widget.TableCellID, o fyne.CanvasObject) { o.(*gridHeading).show(id.Col) }
	g.HideSeparators = true
	g.OnSelected = func(id widget.TableCellID) { g.click(id.Row) }
	g.ExtendBaseWidget(g)
	return g
}

// Resize lets the last column take the room that is left.
func (g *grid) Resize(s fyne.Size) {
	g.owner.fit(s.Width)
	g.Table.Resize(s)
}

// MouseDown remembers the modifier keys: the tap that follows does not carry them.
func (g *grid) MouseDown(e *desktop.MouseEvent) {
	g.modifier = e.Modifier
	g.Table.MouseDown(e)
}

// Tapped selects the row. The table keeps silent about a cell that is selected already, so it is made to forget it.
func (g *grid) Tapped(e *fyne.PointEvent) {
	g.UnselectAll()
	g.Table.Tapped(e)
	g.UnselectAll()
}

func (g *grid) click(line int) {
	now := time.Now()
	second := line == g.line && now.Sub(g.tapped) < twice
	g.tapped, g.line = now, line
	if second {
		g.line = -1
	}
	g.owner.tapLine(line, g.modifier, second)
	g.modifier = 0
}

// TypedKey moves by row and page; left and right scroll as the table does.
func (g *grid) TypedKey(e *fyne.KeyEvent) {
	switch {
	case windowKey(e.Name):
		g.owner.otherKey(e.Name)
	case !g.owner.key(e.Name, shiftHeld()):
		g.Table.TypedKey(e)
	}
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// TypedShortcut copies and selects all; other shortcuts are handed on.
func (g *grid) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		g.owner.copySelection()
	case *fyne.ShortcutSelectAll:
		g.owner.selectAll()
	default:
		g.owner.otherShortcut(s)
	}
}

func (g *grid) lineHeight() float32 {
	return newGridCell().MinSize().Height + g.Theme().Size(theme.SizeNamePadding)
}

func (g *grid) linesInSight() int { return int(g.Size().Height/g.lineHeight()) - 1 }

// showLine scrolls only as far as is needed and never sideways.
func (g *grid) showLine(line int) {
	if g.Size().Height > 0 {
		g.ScrollTo(widget.TableCellID{Row: line, Col: 0})
	}
}
