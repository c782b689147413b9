package form

import (
	"fmt"
	"reflect"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

func itoa(n int) string { return strconv.Itoa(n) }

// listNode is a list: a table when its rows are short, a card a row otherwise.
type listNode struct {
	builder *builder
	field   casefile.Field
	typ     reflect.Type // of the slice
	absent  bool         // the slice was nil and nobody added a row
	rows    []*row
	table   bool
	wide    bool // a table with a column an element
	yearly  bool // a row a year
	columns []column
	level   int
	width   float32
	path    string
	body    *fyne.Container
	slot    *fyne.Container
	notes   *fyne.Container
	add     *widget.Button
	offer   *widget.Button // takes rows from elsewhere; nil when there is no such place
	tools   []*tool
	head    *fyne.Container
	count   *canvas.Text
	outer   fyne.CanvasObject
}

// row is one element of a list.
type row struct {
	node   node // structNode, or leaf for a list of single values
	cells  []fyne.CanvasObject
	leaves []*leaf           // one a cell
	slots  []*fyne.Container // messages below the cells of a wide table
	below  []fyne.CanvasObject
	slot   *fyne.Container
	notes  *fyne.Container
	number *fyne.Container // its number, or its year
	remove *widget.Button
	object fyne.CanvasObject
}

// column is a column of a table row.
type column struct {
	title  string
	weight float32
}

const most = 8 // columns of a table; more make a card

func (b *builder) list(v reflect.Value, f casefile.Field, level int, width float32) *listNode {
	n := &listNode{builder: b, field: f, typ: v.Type(), absent: v.IsNil(), level: level, width: width, body: container.NewVBox(), slot: container.NewVBox(), notes: container.NewVBox()}
	if n.columns = columnsOf(f); !roomFor(n.columns, width) {
		n.columns = nil
	}
	n.table = n.columns != nil
	n.wide = !n.table && b.env.Wide && widely(f)
	n.yearly = b.env.Yearly != nil && b.env.Yearly(f)
	n.count = kit.Caption("")
	if !f.Fixed {
		n.add = widget.NewButtonWithIcon("增加"+f.Label, theme.ContentAddIcon(), func() { n.append() })
	}
	n.offer = b.offerOf(f, n.ask)
	if b.env.Tables && (n.table || n.wide) {
		n.tools = n.spreadsheet()
	}
	for i := range v.Len() {
		n.rows = append(n.rows, n.newRow(v.Index(i)))
	}
	n.outer = n.frame()
	n.lay()
	return n
}

// columnsOf describes the rows of a table; nil when the elements are too large for one.
func columnsOf(f casefile.Field) []column {
	if f.Fields == nil {
		return []column{{f.Label + unit(f), 1}}
	}
	var out []column
	for _, x := range f.Fields {
		switch {
		case isLeaf(x):
			out = append(out, column{mark(x), weight(x)})
		case sourced(x):
			out = append(out, column{x.Label + unit(x.Fields[0]), weight(x.Fields[0])}, column{"来源", 1.6})
		case x.Kind == casefile.ListField: // stands below the row
		default:
			return nil
		}
	}
	if len(out) > most {
		return nil
	}
	return out
}

// narrowest is how many of the window's units a column of weight 1 needs, so that its choice can be read.
const narrowest = 62

// roomFor reports whether a table of these columns can be read at a width; else each row is a card.
func roomFor(columns []column, width float32) bool {
	var total float32
	for _, c := range columns {
		total += c.weight
	}
	return total*narrowest <= width || len(columns) <= 3
}

func mark(f casefile.Field) string {
	title := f.Label + unit(f)
	if required(f) {
		title += " *"
	}
	return title
}

func unit(f casefile.Field) string {
	if f.Unit == "" {
		return ""
	}
	return "（" + f.Unit + "）"
}

func weight(f casefile.Field) float32 {
	switch f.Kind {
	case casefile.LongField:
		return 3
	case casefile.MoneyField:
		return 1.5
	case casefile.RateField, casefile.NumberField, casefile.BoolField:
		return 0.9
	case casefile.IntField:
		return 0.7
	case casefile.DateField:
		return 1.2
	case casefile.ChoiceField:
		return 1.3
	}
	return 1.7
}

const removeWidth float32 = 36

// fixed keeps its one object at a width.
type fixed float32

func (w fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(w), objects[0].MinSize().Height)
}

func (w fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// cellWidth is the width of column i.
func (n *listNode) cellWidth(i int) float32 {
	var sum float32
	for _, c := range n.columns {
		sum += c.weight
	}
	space := inside(n.width, n.level) - removeWidth - n.numberWidth() - 6*float32(len(n.columns)-1)
	return space * n.columns[i].weight / sum
}

func (n *listNode) weights() kit.Columns {
	c := kit.Columns{Gap: 6}
	for _, x := range n.columns {
		c.Weights = append(c.Weights, x.weight)
	}
	return c
}

func (n *listNode) newRow(v reflect.Value) *row {
	r := &row{slot: container.NewVBox(), notes: container.NewVBox(), number: container.NewVBox()}
	if !n.field.Fixed {
		r.remove = widget.NewButtonWithIcon("", theme.DeleteIcon(), func() { n.drop(r) })
		r.remove.Importance = widget.LowImportance
	}
	if n.wide {
		r.node = n.wideRow(v, r)
		return r
	}
	if !n.table {
		s := n.builder.structure(v, n.field.Fields, n.level+1, inside(n.width, n.level)-24)
		r.node = s
		return r
	}
	report := func(label, message string) fyne.CanvasObject {
		r.slot.Add(kit.Alarm(label+"："+message, inside(n.width, n.level)))
		return r.object
	}
	if n.field.Fields == nil {
		f := n.field
		f.Kind, f.Optional = elementKind(f), false
		l := n.builder.leaf(v, f, 200, true)
		l.report, l.below = report, n.below(r)
		r.node, r.cells = l, []fyne.CanvasObject{l.object()}
		n.cell(r, l)
		return r
	}
	r.node = n.tableRow(v, r, report)
	return r
}

// elementKind is the kind of a single value in a list.
func elementKind(f casefile.Field) casefile.FieldKind {
	switch f.Elem.Name() {
	case "Rate":
		return casefile.RateField
	case "Money":
		return casefile.MoneyField
	case "Date":
		return casefile.DateField
	}
	return casefile.TextField
}

// tableRow makes the cells of a struct, its lists below them.
func (n *listNode) tableRow(v reflect.Value, r *row, report func(string, string) fyne.CanvasObject) *structNode {
	s := &structNode{builder: n.builder, base: reflect.New(v.Type()).Elem(), fields: n.field.Fields, kids: make([]node, len(n.field.Fields)), folded: len(n.field.Fields)}
	s.base.Set(v)
	for i, f := range s.fields {
		x := s.base.FieldByIndex(f.Index)
		switch {
		case isLeaf(f):
			l := n.builder.leaf(x, f, n.cellWidth(len(r.cells)), true)
			l.report, l.below = report, n.below(r)
			s.kids[i] = l
			r.cells = append(r.cells, l.object())
			n.cell(r, l)
		case sourced(f):
			p := n.builder.pair(x, f, 300)
			p.value.report = func(_, message string) fyne.CanvasObject { return report(f.Label, message) }
			p.source.report, p.below = p.value.report, n.below(r)
			s.kids[i] = inRow{p}
			r.cells = append(r.cells, p.value.control, p.source.control)
			n.cell(r, p.value)
			n.cell(r, p.source)
		default:
			l := n.builder.list(x, f, n.level+1, inside(n.width, n.level)-24)
			s.kids[i] = l
			r.below = append(r.below, l.object())
		}
	}
	return s
}

// inRow is a pair whose faults stand below its row.
type inRow struct{ *pairNode }

func (p inRow) show(_, message string) fyne.CanvasObject { return p.value.report("", message) }

func (n *listNode) grow() {
	n.absent = false
	n.rows = append(n.rows, n.newRow(reflect.New(n.typ.Elem()).Elem()))
}

func (n *listNode) append() {
	n.grow()
	n.changed()
}

func (n *listNode) drop(r *row) {
	for i, x := range n.rows {
		if x == r {
			n.rows = append(n.rows[:i:i], n.rows[i+1:]...)
			break
		}
	}
	n.changed()
}

func (n *listNode) changed() {
	n.lay()
	n.place(n.path)
	n.builder.form.relay()
	if n.builder.env.Changed != nil {
		n.builder.env.Changed()
	}
}

// lay puts the rows into the body.
func (n *listNode) lay() {
	n.body.RemoveAll()
	n.count.Text = "共 " + itoa(len(n.rows)) + " 行"
	n.count.Refresh()
	if n.head != nil { // an optional list below a row is only a button until it has rows
		n.head.Hidden = n.quiet() && len(n.rows) == 0
	}
	n.number()
	if n.wide {
		n.layWide()
		return
	}
	if n.table && len(n.rows) > 0 {
		n.body.Add(n.header())
	}
	for _, r := range n.rows {
		r.object = n.rowObject(r)
		n.body.Add(r.object)
	}
}

func (n *listNode) header() fyne.CanvasObject {
	var heads []fyne.CanvasObject
	for i, c := range n.columns {
		heads = append(heads, kit.Lines(c.title, theme.Size(theme.SizeNameCaptionText)+1, n.cellWidth(i), theme.ColorNameForeground, fyne.TextStyle{}))
	}
	return container.NewBorder(nil, nil, kit.Spacer(n.numberWidth(), 0), kit.Spacer(removeWidth, 0), container.New(n.weights(), heads...))
}

func (n *listNode) rowObject(r *row) fyne.CanvasObject {
	right := kit.Spacer(removeWidth, 0)
	if r.remove != nil {
		right = r.remove
	}
	if n.table {
		number := container.New(fixed(n.numberWidth()), r.number)
		box := container.NewVBox(container.NewBorder(nil, nil, number, right, container.New(n.weights(), r.cells...)), r.slot, r.notes)
		for _, b := range r.below {
			box.Add(container.NewBorder(nil, nil, kit.Spacer(24, 0), nil, b))
		}
		return box
	}
	return kit.Filled(theme.ColorNameHover, container.NewVBox(container.NewBorder(nil, nil, r.number, right), r.slot, r.notes, r.node.object()))
}

func (n *listNode) frame() fyne.CanvasObject {
	title := n.field.Label
	if required(n.field) && !n.field.Fixed {
		title += " *"
	}
	n.head = container.NewHBox(kit.Bold(title), n.count)
	content := []fyne.CanvasObject{n.head}
	if n.field.Hint != "" {
		content = append(content, kit.Note(n.field.Hint, inside(n.width, n.level)))
	}
	content = append(content, n.notes, n.slot, n.body)
	buttons := container.NewHBox()
	if n.add != nil {
		buttons.Add(n.add)
	}
	if n.offer != nil {
		buttons.Add(n.offer)
	}
	for _, t := range n.tools {
		buttons.Add(t.button)
	}
	if len(buttons.Objects) > 0 {
		content = append(content, buttons)
	}
	if n.quiet() {
		n.add.Importance = widget.LowImportance
		return container.NewVBox(content...)
	}
	return framed(n.level, false, content...)
}

// quiet is an optional list deep inside the form: no frame, and no title while it is empty.
func (n *listNode) quiet() bool { return n.level > 1 && n.field.Optional && n.add != nil }

func (n *listNode) object() fyne.CanvasObject { return n.outer }

func (n *listNode) collect(into reflect.Value, fs *fault.Faults) {
	if n.absent {
		into.SetZero()
		return
	}
	s := reflect.MakeSlice(n.typ, len(n.rows), len(n.rows))
	for i, r := range n.rows {
		r.node.collect(s.Index(i), fs)
	}
	into.Set(s)
}

func (n *listNode) place(path string) {
	n.path = path
	if n.add != nil {
		kit.Named("add:"+path, n.add)
	}
	if n.offer != nil {
		kit.Named("offer:"+path, n.offer)
	}
	for _, t := range n.tools {
		kit.Named(t.name+":"+path, t.button)
	}
	if n.yearly {
		n.number()
	}
	for i, r := range n.rows {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.node.place(at)
		if r.remove != nil {
			kit.Named("remove:"+at, r.remove)
		}
	}
}

// at finds the row of "[2]".
func (n *listNode) at(index string) *row {
	if len(index) < 3 {
		return nil
	}
	i, err := strconv.Atoi(index[1 : len(index)-1])
	if err != nil || i < 0 || i >= len(n.rows) {
		return nil
	}
	return n.rows[i]
}

func (n *listNode) show(path, message string) fyne.CanvasObject {
	index, rest := head(path)
	r := n.at(index)
	if r == nil {
		n.slot.Add(kit.Alarm(message, inside(n.width, n.level)))
		return n.slot
	}
	if at := r.node.show(rest, message); at != nil {
		return at
	}
	r.slot.Add(kit.Alarm(message, inside(n.width, n.level)-24))
	return r.object
}

func (n *listNode) clear() {
	n.slot.RemoveAll()
	for _, r := range n.rows {
		r.slot.RemoveAll()
		for _, x := range r.slots {
			x.RemoveAll()
		}
		r.node.clear()
	}
}

func (n *listNode) find(path string) node {
	index, rest := head(path)
	if r := n.at(index); r != nil {
		return r.node.find(rest)
	}
	return n
}

func (n *listNode) walk(visit func(*leaf) bool) bool {
	for _, r := range n.rows {
		if !r.node.walk(visit) {
			return false
		}
	}
	return true
}

// below is where a row keeps its notes.
func (n *listNode) below(r *row) func(string) {
	return func(text string) { r.notes.Add(remarked(text, inside(n.width, n.level))) }
}

func (n *listNode) remark(path, text string) bool {
	index, rest := head(path)
	r := n.at(index)
	switch {
	case r == nil:
		n.notes.Add(remarked(text, inside(n.width, n.level)))
	case rest == "" || !r.node.remark(rest, text):
		n.below(r)(text)
	}
	return true
}

func (n *listNode) each(visit func(node)) {
	visit(n)
	for _, r := range n.rows {
		r.node.each(visit)
	}
}
