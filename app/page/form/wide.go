package form

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
	"zhiya/workflow/casefile"
)

const (
	labelWidth   float32 = 176
	leastElement float32 = 176 // width of an element's column
	mostElements         = 4   // that share the width; more are scrolled
)

// widely reports whether elements of many fields can stand side by side: every field is one thing to enter, or a list that stands
// below.
func widely(f casefile.Field) bool {
	single := 0
	for _, x := range f.Fields {
		switch {
		case isLeaf(x) || sourced(x):
			single++
		case x.Kind != casefile.ListField:
			return false
		}
	}
	return single >= 5
}

// elementWidth is the width of a column of a wide table.
func (n *listNode) elementWidth() float32 {
	free := inside(n.width, n.level) - labelWidth - 6
	return max(leastElement, free/float32(min(max(len(n.rows), 2), mostElements))-6)
}

// wideRow makes the cells of one element, its lists apart.
func (n *listNode) wideRow(v reflect.Value, r *row) *structNode {
	s := &structNode{builder: n.builder, base: reflect.New(v.Type()).Elem(), fields: n.field.Fields, kids: make([]node, len(n.field.Fields)), folded: len(n.field.Fields)}
	s.base.Set(v)
	for i, f := range s.fields {
		x := s.base.FieldByIndex(f.Index)
		if !isLeaf(f) && !sourced(f) {
			l := n.builder.list(x, f, n.level+1, inside(n.width, n.level)-24)
			s.kids[i] = l
			r.below = append(r.below, l.object())
			continue
		}
		slot := container.NewVBox()
		r.slots = append(r.slots, slot)
		report := func(_, message string) fyne.CanvasObject {
			slot.Add(kit.Alarm(message, leastElement))
			return slot
		}
		below := func(text string) { slot.Add(remarked(text, leastElement)) }
		if sourced(f) {
			p := n.builder.pair(x, f, leastElement)
			p.value.report, p.source.report, p.below = report, report, below
			s.kids[i] = inRow{p}
			r.cells = append(r.cells, container.NewVBox(p.value.control, p.source.control, slot))
			n.cell(r, p.value)
			n.cell(r, p.source)
			continue
		}
		l := n.builder.leaf(x, f, leastElement, true)
		l.report, l.below = report, below
		s.kids[i] = l
		r.cells = append(r.cells, container.NewVBox(l.object(), slot))
		n.cell(r, l)
	}
	return s
}

// layWide puts the elements side by side, a field a line.
func (n *listNode) layWide() {
	if len(n.rows) == 0 {
		return
	}
	width := n.elementWidth()
	columns := kit.Columns{Weights: []float32{labelWidth}, Gap: 6}
	for range n.rows {
		columns.Weights = append(columns.Weights, width)
	}
	total := labelWidth + float32(len(n.rows))*(width+6)
	line := func(cells []fyne.CanvasObject) fyne.CanvasObject {
		return container.New(fixed(total), container.New(columns, cells...))
	}
	grid := container.NewVBox()
	heads := []fyne.CanvasObject{kit.Spacer(0, 0)}
	for _, r := range n.rows {
		var right fyne.CanvasObject
		if r.remove != nil {
			right = r.remove
		}
		r.object = container.NewVBox(container.NewBorder(nil, nil, r.number, right), r.slot, r.notes)
		heads = append(heads, r.object)
	}
	grid.Add(line(heads))
	at := 0
	for _, f := range n.field.Fields {
		if !isLeaf(f) && !sourced(f) {
			continue
		}
		cells := []fyne.CanvasObject{n.lineLabel(f)}
		for _, r := range n.rows {
			cells = append(cells, r.cells[at])
		}
		at++
		grid.Add(line(cells))
	}
	if total > inside(n.width, n.level) {
		n.body.Add(container.NewHScroll(grid))
	} else {
		n.body.Add(grid)
	}
	for i, r := range n.rows {
		for _, b := range r.below {
			n.body.Add(kit.Rule())
			n.body.Add(kit.Bold(n.field.Label + " " + itoa(i+1)))
			n.body.Add(container.NewBorder(nil, nil, kit.Spacer(16, 0), nil, b))
		}
	}
}

// lineLabel is the name of a field with its unit and hint.
func (n *listNode) lineLabel(f casefile.Field) fyne.CanvasObject {
	title := mark(f)
	if sourced(f) {
		title = f.Label + unit(f.Fields[0])
		if required(f) {
			title += " *"
		}
		title += "、来源"
	}
	box := container.NewVBox(kit.Lines(title, theme.Size(theme.SizeNameCaptionText)+1, labelWidth, theme.ColorNameForeground, fyne.TextStyle{}))
	if f.Hint != "" {
		box.Add(kit.Note(f.Hint, labelWidth))
	}
	return box
}
