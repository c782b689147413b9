package form

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

// tool is a button below a table.
type tool struct {
	name   string
	button *widget.Button
}

// spreadsheet are the tools of a table that is also kept in a spreadsheet.
func (n *listNode) spreadsheet() []*tool {
	button := func(name, title string, icon fyne.Resource, f func()) *tool {
		b := widget.NewButtonWithIcon(title, icon, f)
		b.Importance = widget.LowImportance
		return &tool{name, b}
	}
	out := []*tool{button("paste", "粘贴表格", theme.ContentPasteIcon(), func() { n.paste(fyne.CurrentApp().Clipboard().Content()) }),
		button("copy", "复制表格", theme.ContentCopyIcon(), func() { fyne.CurrentApp().Clipboard().SetContent(n.tsv()) })}
	if slices.ContainsFunc(n.titles(), isSource) {
		out = append(out, button("same", "来源同首行", theme.MoveDownIcon(), n.sameSource))
	}
	return out
}

// cell makes a field part of the table: arrows and Enter go up and down, what a spreadsheet copied is spread from it on.
func (n *listNode) cell(r *row, l *leaf) {
	r.leaves = append(r.leaves, l)
	if !n.builder.env.Tables || l.entry == nil {
		return
	}
	at := len(r.leaves) - 1
	where := func() int { return slices.Index(n.rows, r) }
	l.entry.OnPaste = func(text string) bool {
		n.spread(cellsOf(text), where(), at)
		return true
	}
	if l.entry.MultiLine || n.wide {
		return
	}
	l.entry.OnKey = func(k fyne.KeyName) bool {
		step := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyReturn: 1, fyne.KeyEnter: 1}[k]
		to := where() + step
		if step == 0 || to < 0 || to >= len(n.rows) || n.rows[to].leaves[at].entry == nil {
			return false
		}
		if c := fyne.CurrentApp().Driver().CanvasForObject(l.entry); c != nil {
			c.Focus(n.rows[to].leaves[at].entry)
		}
		return true
	}
}

// titles are those of the cells of a row, without units.
func (n *listNode) titles() []string {
	if n.field.Fields == nil {
		return []string{n.field.Label}
	}
	var out []string
	for _, f := range n.field.Fields {
		switch {
		case isLeaf(f):
			out = append(out, f.Label)
		case sourced(f):
			out = append(out, f.Label, f.Label+"来源")
		}
	}
	return out
}

// tsv is the table as a spreadsheet takes it, with its heads.
func (n *listNode) tsv() string {
	lines := []string{strings.Join(n.titles(), "\t")}
	for _, r := range n.rows {
		var cells []string
		for _, l := range r.leaves {
			cells = append(cells, strings.NewReplacer("\t", " ", "\n", " ").Replace(l.entered()))
		}
		lines = append(lines, strings.Join(cells, "\t"))
	}
	return strings.Join(lines, "\n") + "\n"
}

// cellsOf splits what a spreadsheet copied.
func cellsOf(text string) [][]string {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var out [][]string
	for _, line := range strings.Split(text, "\n") {
		cells := strings.Split(line, "\t")
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
		}
		out = append(out, cells)
	}
	return out
}

// paste fills the table from its first row on: by the heads of the columns where the first line has them, by their order where it has
// none. Figures side by side go into the years of a table that has one figure a year, and a table with the names of the fields in
// its first column is turned.
func (n *listNode) paste(text string) {
	cells := cellsOf(text)
	titles := n.titles()
	known := func(s string) int { return slices.Index(titles, plainTitle(s)) }
	if len(cells) > 1 && len(cells[0]) > 1 && known(cells[0][0]) >= 0 && known(cells[1][0]) >= 0 {
		cells = turned(cells)
	}
	if len(cells) == 0 {
		return
	}
	order := numbered(0, len(titles))
	named := 0
	for _, c := range cells[0] {
		if known(c) >= 0 {
			named++
		}
	}
	switch {
	case named > 0 && 2*named >= len(cells[0]):
		order = nil
		for _, c := range cells[0] {
			order = append(order, known(c))
		}
		cells = cells[1:]
	case n.yearly && len(cells) == 1 && len(cells[0]) > 1 && figures(cells[0]):
		cells = turned(cells)
	}
	n.fill(cells, 0, order)
}

// spread fills the table from one cell on.
func (n *listNode) spread(cells [][]string, row, column int) {
	if n.yearly && len(cells) == 1 && len(cells[0]) > 2 && figures(cells[0]) {
		cells = turned(cells)
	}
	n.fill(cells, row, numbered(column, len(n.titles())))
}

// fill puts cells into the columns named by order; −1 is left out. Missing rows are added where the list may grow.
func (n *listNode) fill(cells [][]string, row int, order []int) {
	for i, line := range cells {
		for row+i >= len(n.rows) {
			if n.add == nil || len(n.rows) >= mostPasted {
				n.changed()
				return
			}
			n.grow()
		}
		leaves := n.rows[row+i].leaves
		for j, text := range line {
			if j < len(order) && order[j] >= 0 && order[j] < len(leaves) {
				leaves[order[j]].put(text)
			}
		}
	}
	n.changed()
}

// mostPasted bounds the rows that one paste may add.
const mostPasted = 200

// sameSource gives every row the source of the first where it has none.
func (n *listNode) sameSource() {
	if len(n.rows) == 0 {
		return
	}
	for i, title := range n.titles() {
		first := n.rows[0].leaves[i]
		if !isSource(title) || first.entry == nil || first.entry.Text == "" {
			continue
		}
		for _, r := range n.rows[1:] {
			if e := r.leaves[i].entry; strings.TrimSpace(e.Text) == "" {
				r.leaves[i].put(first.entry.Text)
			}
		}
	}
	n.changed()
}

func isSource(title string) bool { return strings.HasSuffix(title, "来源") }

// plainTitle is a head without its unit and mark.
func plainTitle(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), "*")
	if i := strings.LastIndex(s, "（"); i > 0 && (strings.HasSuffix(s, "元）") || strings.HasSuffix(s, "%）") || strings.HasSuffix(s, "年）")) {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

func turned(cells [][]string) [][]string {
	most := 0
	for _, line := range cells {
		most = max(most, len(line))
	}
	out := make([][]string, most)
	for _, line := range cells {
		for j := range most {
			text := ""
			if j < len(line) {
				text = line[j]
			}
			out[j] = append(out[j], text)
		}
	}
	return out
}

// figures reports whether all cells are numbers.
func figures(cells []string) bool {
	for _, c := range cells {
		c = strings.TrimSuffix(strings.ReplaceAll(c, ",", ""), "%")
		if _, err := money.ParseRate(c); err != nil {
			return false
		}
	}
	return true
}

// entered is what stands in the field, a choice by its title.
func (l *leaf) entered() string {
	switch {
	case l.entry != nil:
		return l.entry.Text
	case l.choice != nil:
		if i := l.choice.SelectedIndex(); i >= 0 && l.choices[i].Value != "" {
			return l.choices[i].Title
		}
	case l.check != nil && l.check.Checked:
		return "是"
	}
	return ""
}

// put enters text as if typed; a choice is found by its title or value.
func (l *leaf) put(text string) {
	switch {
	case l.entry != nil:
		l.entry.SetText(text)
		l.blurred = text
	case l.choice != nil:
		if i := slices.IndexFunc(l.choices, func(c casefile.Choice) bool { return c.Title == text || c.Value == text }); i >= 0 {
			l.choice.SetSelectedIndex(i)
		}
	case l.check != nil:
		l.check.SetChecked(slices.Contains([]string{"是", "√", "1", "true", "TRUE"}, text))
	}
}
