package form

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// builder makes nodes.
type builder struct {
	form *Form
	env  *Env
}

// structNode is a struct: its single fields in a grid, its groups and lists below each other, rarely used fields folded away
// until they are asked for.
type structNode struct {
	builder *builder
	base    reflect.Value // a copy; fields that have no place on the form keep its values
	fields  []casefile.Field
	kids    []node // beside fields; nil where folded away
	folded  int    // fields from here on are folded away; len(fields) when none is
	path    string
	level   int
	width   float32
	box     *fyne.Container
	more    *widget.Button
	extra   *fyne.Container
	paged   bool // its fields stand on pages of their own
}

const gap float32 = 12

func (b *builder) structure(v reflect.Value, fields []casefile.Field, level int, width float32) *structNode {
	n := &structNode{builder: b, base: reflect.New(v.Type()).Elem(), fields: fields, kids: make([]node, len(fields)), level: level, width: width}
	n.base.Set(v)
	n.folded = foldFrom(fields)
	n.box = container.NewVBox()
	n.lay(n.box, numbered(0, n.folded))
	if n.folded < len(fields) {
		n.extra = container.NewVBox()
		n.more = widget.NewButton(n.moreTitle(), func() { n.unfold() })
		n.more.Alignment, n.more.Importance = widget.ButtonAlignLeading, widget.LowImportance
		n.box.Add(container.NewHBox(n.more))
		n.box.Add(n.extra)
	}
	return n
}

// foldFrom finds where a long tail of optional fields begins: behind the last required one, when more than eight follow.
func foldFrom(fields []casefile.Field) int {
	last := 0
	for i, f := range fields {
		if !f.Optional {
			last = i + 1
		}
	}
	if len(fields)-last <= 8 || last == 0 {
		return len(fields)
	}
	return last
}

func (n *structNode) moreTitle() string {
	filled := 0
	for _, f := range n.fields[n.folded:] {
		if !n.base.FieldByIndex(f.Index).IsZero() {
			filled++
		}
	}
	title := "▸ 更多事项（选填）"
	if filled > 0 {
		title = "▸ 更多事项（选填，已有 " + itoa(filled) + " 项）"
	}
	return title
}

// unfold makes the folded fields.
func (n *structNode) unfold() {
	if n.more == nil || n.more.Hidden {
		return
	}
	n.more.Hide()
	n.lay(n.extra, numbered(n.folded, len(n.fields)))
	n.folded = len(n.fields)
	n.place(n.path)
	n.box.Refresh()
	n.builder.form.relay()
}

// lay makes the fields chosen and puts them into box, single ones gathered in grids.
func (n *structNode) lay(box *fyne.Container, chosen []int) {
	columns, figures := 3, 0
	for _, i := range chosen {
		if sourced(n.fields[i]) {
			figures++
		}
	}
	if n.width < 700 || 3*figures > len(chosen) {
		columns = 2
	}
	cell := (n.width - gap*float32(columns-1)) / float32(columns)
	var grid *kit.Grid
	var cells *fyne.Container
	for _, i := range chosen {
		f := n.fields[i]
		v := n.base.FieldByIndex(f.Index)
		if !isLeaf(f) && !sourced(f) {
			grid = nil
			n.kids[i] = n.builder.section(v, f, n.level, n.width, len(n.fields) == 1 || n.paged && len(chosen) == 1)
			box.Add(n.kids[i].object())
			continue
		}
		if grid == nil {
			grid = &kit.Grid{Columns: columns, Gap: gap, Spans: map[fyne.CanvasObject]int{}}
			cells = container.New(grid)
			box.Add(cells)
		}
		span, w := 1, cell
		if f.Kind == casefile.LongField || wordy(f, cell) {
			span, w = columns, n.width
		}
		var kid node
		if sourced(f) {
			kid = n.builder.pair(v, f, w)
		} else {
			kid = n.builder.leaf(v, f, w, false)
		}
		n.kids[i] = kid
		o := kid.object()
		grid.Spans[o] = span
		cells.Add(o)
	}
}

// wordy reports whether the label of a box to tick needs the whole width.
func wordy(f casefile.Field, cell float32) bool {
	return f.Kind == casefile.BoolField && fyne.MeasureText(f.Label, theme.TextSize(), fyne.TextStyle{}).Width > cell-40
}

func (n *structNode) object() fyne.CanvasObject { return n.box }

func (n *structNode) collect(into reflect.Value, fs *fault.Faults) {
	into.Set(n.base)
	for i, f := range n.fields {
		if n.kids[i] != nil {
			n.kids[i].collect(into.FieldByIndex(f.Index), fs)
		}
	}
}

func (n *structNode) place(path string) {
	n.path = path
	for i, f := range n.fields {
		if n.kids[i] != nil {
			n.kids[i].place(fault.Join(path, f.Name))
		}
	}
	if n.more != nil {
		kit.Named("more:"+path, n.more)
	}
}

func (n *structNode) kid(name string) node {
	for i, f := range n.fields {
		if f.Name != name {
			continue
		}
		if n.kids[i] == nil {
			n.unfold()
		}
		return n.kids[i]
	}
	return nil
}

func (n *structNode) show(path, message string) fyne.CanvasObject {
	if path == "" {
		return nil
	}
	name, rest := head(path)
	if k := n.kid(name); k != nil {
		return k.show(rest, message)
	}
	return nil
}

func (n *structNode) find(path string) node {
	if path == "" {
		return n
	}
	name, rest := head(path)
	if k := n.kid(name); k != nil {
		return k.find(rest)
	}
	return nil
}

func (n *structNode) clear() {
	for _, k := range n.kids {
		if k != nil {
			k.clear()
		}
	}
}

func (n *structNode) walk(visit func(*leaf) bool) bool {
	for _, k := range n.kids {
		if k != nil && !k.walk(visit) {
			return false
		}
	}
	return true
}

func (n *structNode) remark(path, text string) bool {
	name, rest := head(path)
	if k := n.kid(name); path != "" && k != nil {
		return k.remark(rest, text)
	}
	return false
}

func (n *structNode) each(visit func(node)) {
	visit(n)
	for _, k := range n.kids {
		if k != nil {
			k.each(visit)
		}
	}
}

// pairNode is a figure and its source on one line.
type pairNode struct {
	structNode
	value, source *leaf
	field         casefile.Field
	line          fyne.CanvasObject
	slot          *fyne.Container
	notes         *fyne.Container
	below         func(text string) // where a row keeps its notes; nil when the pair stands alone
}

func (b *builder) pair(v reflect.Value, f casefile.Field, width float32) *pairNode {
	p := &pairNode{field: f, slot: container.NewVBox(), notes: container.NewVBox()}
	p.structNode = structNode{builder: b, base: reflect.New(v.Type()).Elem(), fields: f.Fields, kids: make([]node, 2), width: width}
	p.folded = 2
	p.base.Set(v)
	value, source := f.Fields[0], f.Fields[1]
	p.value = b.leaf(p.base.FieldByIndex(value.Index), value, width, true)
	p.source = b.leaf(p.base.FieldByIndex(source.Index), source, width, true)
	p.source.entry.SetPlaceHolder("来源")
	report := func(label, message string) fyne.CanvasObject {
		p.slot.Add(kit.Alarm(message, width))
		return p.line
	}
	p.value.report, p.source.report = report, report
	p.kids[0], p.kids[1] = p.value, p.source
	figure := fyne.CanvasObject(p.value.control)
	if value.Unit != "" {
		figure = container.NewBorder(nil, nil, nil, kit.Plain(value.Unit), p.value.control)
	}
	p.line = container.New(kit.Columns{Weights: []float32{1, 1.7}, Gap: 4}, figure, p.source.control)
	return p
}

func (p *pairNode) object() fyne.CanvasObject {
	label := p.field.Label
	if required(p.field) {
		label += " *"
	}
	box := container.NewVBox(kit.Lines(label, theme.Size(theme.SizeNameCaptionText)+1, p.width, theme.ColorNameForeground, fyne.TextStyle{}), p.line, p.slot)
	if p.field.Hint != "" {
		box.Add(kit.Note(p.field.Hint, p.width))
	}
	box.Add(p.notes)
	return box
}

func (p *pairNode) show(path, message string) fyne.CanvasObject {
	p.slot.Add(kit.Alarm(message, p.width))
	return p.line
}

func (p *pairNode) clear() { p.slot.RemoveAll() }

func (p *pairNode) remark(_, text string) bool {
	if p.below != nil {
		p.below(p.field.Label + "：" + text)
		return true
	}
	p.notes.Add(remarked(text, p.width))
	return true
}

// groupNode is a part with a title; one that may be absent has a box to tick.
type groupNode struct {
	builder *builder
	field   casefile.Field
	inner   *structNode
	elem    reflect.Type
	open    *kit.Check
	offer   *widget.Button // takes its content from elsewhere; nil when there is no such place
	slot    *fyne.Container
	body    *fyne.Container
	notes   *fyne.Container
	bare    bool
	level   int
	width   float32
	path    string
	outer   fyne.CanvasObject
}

// section makes a group or a list.
func (b *builder) section(v reflect.Value, f casefile.Field, level int, width float32, bare bool) node {
	if f.Kind == casefile.ListField {
		return b.list(v, f, level, width)
	}
	n := &groupNode{builder: b, field: f, elem: f.Elem, slot: container.NewVBox(), notes: container.NewVBox(), body: container.NewVBox(), bare: bare, level: level, width: width}
	if !f.Pointer {
		n.build(v)
	} else {
		n.open = kit.NewCheck(b.env.Keys, f.Label, n.toggle)
		n.open.Checked = !v.IsNil()
		if !v.IsNil() {
			n.build(v.Elem())
		}
	}
	n.offer = b.offerOf(f, n.ask)
	n.outer = n.frame()
	return n
}

func (n *groupNode) inside() float32 {
	if n.bare {
		return n.width
	}
	return inside(n.width, n.level)
}

// inside is the width that is left within the frame of a part.
func inside(width float32, level int) float32 {
	if level == 0 {
		return width - 32
	}
	return width - 16
}

func (n *groupNode) build(v reflect.Value) {
	level := n.level + 1
	if n.bare {
		level = n.level
	}
	n.inner = n.builder.structure(v, n.field.Fields, level, n.inside())
	n.body.Add(n.inner.object())
}

func (n *groupNode) toggle(on bool) {
	if on && n.inner == nil {
		n.build(reflect.New(n.elem).Elem())
		n.inner.place(n.path)
	}
	n.body.Hidden = !on
	n.builder.form.relay()
	if n.builder.env.Changed != nil {
		n.builder.env.Changed()
	}
}

func (n *groupNode) frame() fyne.CanvasObject {
	title := fyne.CanvasObject(kit.Bold(n.field.Label))
	if n.open != nil {
		title = container.NewHBox(n.open)
	}
	content := []fyne.CanvasObject{title}
	if n.bare && n.open == nil {
		content = nil
	}
	if n.offer != nil {
		content = append(content, container.NewHBox(n.offer))
	}
	if n.field.Hint != "" {
		content = append(content, kit.Note(n.field.Hint, n.inside()))
	}
	content = append(content, n.notes, n.slot, n.body)
	return framed(n.level, n.bare, content...)
}

// framed draws the frame of a part: a card at the top level, an indent below it.
func framed(level int, bare bool, content ...fyne.CanvasObject) fyne.CanvasObject {
	switch {
	case bare:
		return container.NewVBox(content...)
	case level == 0:
		return kit.Card("", content...)
	}
	return container.NewVBox(kit.Rule(), container.NewBorder(nil, nil, kit.Spacer(8, 0), nil, container.NewVBox(content...)))
}

func (n *groupNode) object() fyne.CanvasObject { return n.outer }

func (n *groupNode) absent() bool { return n.open != nil && !n.open.Checked }

func (n *groupNode) collect(into reflect.Value, fs *fault.Faults) {
	if n.absent() {
		into.SetZero()
		return
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(n.elem))
		into = into.Elem()
	}
	n.inner.collect(into, fs)
}

func (n *groupNode) place(path string) {
	n.path = path
	if n.open != nil {
		kit.Named("open:"+path, n.open)
	}
	if n.offer != nil {
		kit.Named("offer:"+path, n.offer)
	}
	if n.inner != nil {
		n.inner.place(path)
	}
}

func (n *groupNode) show(path, message string) fyne.CanvasObject {
	if !n.absent() && path != "" {
		if at := n.inner.show(path, message); at != nil {
			return at
		}
	}
	n.slot.Add(kit.Alarm(message, n.inside()))
	return n.slot
}

func (n *groupNode) clear() {
	n.slot.RemoveAll()
	if n.inner != nil {
		n.inner.clear()
	}
}

func (n *groupNode) find(path string) node {
	if path == "" || n.absent() {
		return n
	}
	return n.inner.find(path)
}

func (n *groupNode) walk(visit func(*leaf) bool) bool { return n.absent() || n.inner.walk(visit) }

func (n *groupNode) remark(path, text string) bool {
	if !n.absent() && path != "" && n.inner.remark(path, text) {
		return true
	}
	n.notes.Add(remarked(text, n.inside()))
	return true
}

func (n *groupNode) each(visit func(node)) {
	visit(n)
	if n.inner != nil {
		n.inner.each(visit)
	}
}
