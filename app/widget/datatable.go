package widget

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Tone is how a cell is coloured; the text must say the same.
type Tone string

const (
	Plain Tone = ""
	Good  Tone = "good"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
	Mark  Tone = "mark" // what asks for attention without being good or bad
)

// Column is one column of a DataTable.
type Column[T any] struct {
	Key   string  // stable name, for widths and sorting
	Title string  // heading
	Width float32 // at first; 0 is 120
	Right bool    // figures stand at the right
	// Text is what stands in the cell. It is called once a row when the rows are set, not when they are drawn.
	Text func(T) string
	// Compare orders two rows as slices.SortFunc wants it; nil orders by text.
	Compare func(a, b T) int
	// Tone colours the cell; may be nil. It is called when the cell is drawn.
	Tone func(T) Tone
}

// Chip is a filter one can switch on: only rows it keeps are shown. Several chips that are on must all keep a row.
type Chip[T any] struct {
	Label string
	Keep  func(T) bool
}

// DataTable shows many rows: sorted by a click on a heading, filtered by text and chips, selected by mouse and keys, copied as
// TSV. Widgets exist only for the cells in sight, so 100,000 rows scroll as smoothly as ten.
type DataTable[T any] struct {
	widget.BaseWidget
	// Name is the start of the names of its parts: name.filter, name.header.KEY, name[ROW], name.chip.LABEL.
	Name string
	// OnSelect gets the rows selected after a change of the selection.
	OnSelect func(rows []T)
	// OnOpen gets the row that was double-clicked, or on which Enter was pressed.
	OnOpen func(row T)
	// OnWidths gets the column widths after a person has changed one.
	OnWidths func(widths map[string]float32)
	// OnShortcut gets the shortcuts that are not copy or select all.
	OnShortcut func(fyne.Shortcut)
	// RowName names the rows for the trace in place of name[ROW]; may be nil.
	RowName func(row T) string
	// OnKey gets the keys the table has no use for (Esc, F1, F5), also those pressed in its filter.
	OnKey func(key fyne.KeyName)
	// Empty says what to do next where there are no rows at all.
	Empty string

	columns []Column[T]
	rows    []row[T]
	view    []int // indices of rows, as shown
	chips   []Chip[T]
	chosen  []bool // chips that are on

	sortColumn int // -1: as given
	descending bool
	selected   map[int]bool // indices of rows
	cursor     int          // line of view with the keyboard's cursor; -1: none
	anchor     int          // line at which a range began
	widths     []float32
	stretched  float32 // what the last column is drawn with

	filter  *Field
	count   *widget.Label
	nothing *widget.Label
	grid    *grid
	chipBar *fyne.Container
	buttons []*widget.Button
	box     *fyne.Container
}

type row[T any] struct {
	value  T
	texts  []string
	search string
}

// NewDataTable is an empty table.
func NewDataTable[T any](name string, columns ...Column[T]) *DataTable[T] {
	t := &DataTable[T]{Name: name, columns: columns, sortColumn: -1, cursor: -1, selected: map[int]bool{}, Empty: "还没有记录"}
	t.filter = NewField("筛选：输入任意词，空格分开表示同时包含")
	Named(name+".filter", t.filter)
	// Narrowing the rows while a person types changes nothing in the entry, so it does not disturb an input method.
	t.filter.OnChanged = func(string) { t.arrange() }
	t.filter.OnDown = func() { t.focusGrid() }
	t.filter.OnKey = func(k fyne.KeyName) { t.otherKey(k) }
	t.filter.OnShortcut = func(s fyne.Shortcut) { t.otherShortcut(s) }
	t.count = widget.NewLabel("")
	t.count.Importance = widget.LowImportance
	t.nothing = widget.NewLabel("")
	t.nothing.Alignment, t.nothing.Importance = fyne.TextAlignCenter, widget.LowImportance
	t.grid = newGrid(t)
	for i, c := range columns {
		w := c.Width
		if w == 0 {
			w = 120
		}
		t.widths = append(t.widths, w)
		t.grid.SetColumnWidth(i, w)
	}
	t.chipBar = container.NewHBox()
	bar := container.NewBorder(nil, nil, nil, container.NewHBox(t.chipBar, t.count), t.filter)
	t.box = container.NewBorder(bar, nil, nil, nil, container.NewStack(t.grid, container.NewCenter(t.nothing)))
	t.ExtendBaseWidget(t)
	t.arrange()
	return t
}

// SetChips offers filters to switch on; all are off at first.
func (t *DataTable[T]) SetChips(chips ...Chip[T]) {
	t.chips, t.chosen, t.buttons = chips, make([]bool, len(chips)), nil
	t.chipBar.RemoveAll()
	for i, chip := range chips {
		b := Named(t.Name+".chip."+chip.Label, widget.NewButton(chip.Label, func() { t.Choose(i, !t.chosen[i]) }))
		b.Importance = widget.LowImportance
		t.buttons = append(t.buttons, b)
		t.chipBar.Add(b)
	}
	t.arrange()
}

// Choose switches a chip on or off.
func (t *DataTable[T]) Choose(chip int, on bool) {
	t.chosen[chip] = on
	b := t.buttons[chip]
	b.Importance, b.Text = widget.LowImportance, t.chips[chip].Label
	if on {
		b.Importance, b.Text = widget.MediumImportance, "✓ "+t.chips[chip].Label
	}
	b.Refresh()
	t.arrange()
}

// SetRows replaces the rows. Sorting and filters stay, the selection is dropped.
func (t *DataTable[T]) SetRows(values []T) {
	t.rows = make([]row[T], len(values))
	for i, v := range values {
		texts := make([]string, len(t.columns))
		for c, column := range t.columns {
			texts[c] = column.Text(v)
		}
		t.rows[i] = row[T]{value: v, texts: texts, search: strings.ToLower(strings.Join(texts, "\x00"))}
	}
	t.selected, t.cursor, t.anchor = map[int]bool{}, -1, 0
	t.arrange()
}

// Reword asks for the texts of all rows anew, after something that they tell has changed. Order, filters, selection and cursor stay.
func (t *DataTable[T]) Reword() {
	for i, r := range t.rows {
		for c, column := range t.columns {
			r.texts[c] = column.Text(r.value)
		}
		t.rows[i].search = strings.ToLower(strings.Join(r.texts, "\x00"))
	}
	t.grid.Refresh()
}

// Filter shows only the rows that contain every word of text, whatever its case.
func (t *DataTable[T]) Filter(text string) { t.filter.SetText(text) }

// FocusFilter puts the cursor into the filter.
func (t *DataTable[T]) FocusFilter() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t.filter); c != nil {
		c.Focus(t.filter)
	}
}

// SortBy orders the rows by the column of that key; an unknown key restores the order in which they were given.
func (t *DataTable[T]) SortBy(key string, descending bool) {
	t.sortColumn = slices.IndexFunc(t.columns, func(c Column[T]) bool { return c.Key == key })
	t.descending = descending
	t.arrange()
}

// Shown are the rows in sight of the filters, in the order shown.
func (t *DataTable[T]) Shown() []T {
	out := make([]T, len(t.view))
	for line, i := range t.view {
		out[line] = t.rows[i].value
	}
	return out
}

// Selected are the selected rows in the order shown.
func (t *DataTable[T]) Selected() []T {
	var out []T
	for _, i := range t.view {
		if t.selected[i] {
			out = append(out, t.rows[i].value)
		}
	}
	return out
}

// Select selects one line of what is shown and scrolls to it.
func (t *DataTable[T]) Select(line int) { t.moveTo(line, false) }

// SelectAll selects every line shown, as Ctrl+A does.
func (t *DataTable[T]) SelectAll() { t.selectAll() }

// Widths are the column widths by key, to be kept and given back to SetWidths.
func (t *DataTable[T]) Widths() map[string]float32 {
	out := map[string]float32{}
	for i, c := range t.columns {
		out[c.Key] = t.widths[i]
	}
	return out
}

// SetWidths restores widths; unknown keys are ignored.
func (t *DataTable[T]) SetWidths(widths map[string]float32) {
	for i, c := range t.columns {
		if w, ok := widths[c.Key]; ok && w >= minCellWidth {
			t.widths[i] = w
			t.grid.SetColumnWidth(i, w)
		}
	}
	t.fit(t.grid.Size().Width)
}

// TSV is the selected rows, or all that are shown where none is selected, under a line of headings; tabs and line breaks within
// a cell become spaces.
func (t *DataTable[T]) TSV() string {
	var b strings.Builder
	flat := strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ")
	for c, column := range t.columns {
		if c > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(flat.Replace(column.Title))
	}
	b.WriteByte('\n')
	for _, i := range t.view {
		if len(t.selected) > 0 && !t.selected[i] {
			continue
		}
		for c, text := range t.rows[i].texts {
			if c > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(flat.Replace(text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// arrange filters and sorts anew. The selection is kept on rows that are still shown.
func (t *DataTable[T]) arrange() {
	words := strings.Fields(strings.ToLower(t.filter.Text))
	t.view = t.view[:0]
	for i := range t.rows {
		if t.keeps(i, words) {
			t.view = append(t.view, i)
		}
	}
	t.order()
	shown := make(map[int]bool, len(t.selected))
	for _, i := range t.view {
		if t.selected[i] {
			shown[i] = true
		}
	}
	lost := len(shown) != len(t.selected)
	t.selected, t.cursor, t.anchor = shown, -1, 0
	t.count.SetText(countText(len(t.view), len(t.rows)))
	t.nothing.SetText("")
	if len(t.view) == 0 {
		t.nothing.SetText(t.Empty)
		if len(t.rows) > 0 {
			t.nothing.SetText("没有符合筛选条件的记录")
		}
	}
	t.grid.ScrollToTop()
	t.grid.Refresh()
	if lost {
		t.tell()
	}
}

func countText(shown, all int) string {
	if shown == all {
		return fmt.Sprintf("共 %d 条", all)
	}
	return fmt.Sprintf("显示 %d 条，共 %d 条", shown, all)
}

func (t *DataTable[T]) keeps(i int, words []string) bool {
	for c, on := range t.chosen {
		if on && !t.chips[c].Keep(t.rows[i].value) {
			return false
		}
	}
	for _, w := range words {
		if !strings.Contains(t.rows[i].search, w) {
			return false
		}
	}
	return true
}

func (t *DataTable[T]) order() {
	c := t.sortColumn
	if c < 0 {
		return
	}
	compare := func(i, j int) int { return strings.Compare(t.rows[i].texts[c], t.rows[j].texts[c]) }
	if own := t.columns[c].Compare; own != nil {
		compare = func(i, j int) int { return own(t.rows[i].value, t.rows[j].value) }
	}
	sort.SliceStable(t.view, func(a, b int) bool {
		if t.descending {
			return compare(t.view[a], t.view[b]) > 0
		}
		return compare(t.view[a], t.view[b]) < 0
	})
}

func (t *DataTable[T]) tell() {
	if t.OnSelect != nil {
		t.OnSelect(t.Selected())
	}
}

func (t *DataTable[T]) otherShortcut(s fyne.Shortcut) {
	if t.OnShortcut != nil {
		t.OnShortcut(s)
	}
}

func (t *DataTable[T]) otherKey(k fyne.KeyName) {
	if t.OnKey != nil {
		t.OnKey(k)
	}
}

// FocusRows puts the keyboard's cursor into the rows.
func (t *DataTable[T]) FocusRows() { t.focusGrid() }

func (t *DataTable[T]) focusGrid() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t.grid); c != nil {
		c.Focus(t.grid)
	}
	if t.cursor < 0 {
		t.moveTo(0, false)
	}
}

// Children lets the trace look inside.
func (t *DataTable[T]) Children() []fyne.CanvasObject { return []fyne.CanvasObject{t.box} }

// CreateRenderer draws the filters above the rows.
func (t *DataTable[T]) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.box) }
