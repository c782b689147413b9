// Package form makes the form of any command from its description (casefile.Fields): groups, lists, choices, money, dates and
// sourced figures; it reads the form back into the command and puts every fault beside its field.
package form

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
)

// Env is what a form needs from around it.
type Env struct {
	Keys     kit.Keys
	Choices  func(source string) []casefile.Choice // lists the program knows: organisations, people, rights
	Changed  func()                                // a field was left, a row added or removed
	Today    date.Date
	Calendar *calendar.Calendar // marks working days in the date picker; may be nil
	Width    float32            // of the form; 0 means kit.Width

	// Pick hands in the file of an attachment field; FileName tells the name of one handed in earlier. Both may be nil.
	Pick     Picker
	FileName func(id string) string

	// Offer is where the rows of a list, or a part, that names a source can be taken from; may be nil, and return nil.
	Offer func(casefile.Field) *Offer

	// Turn is asked to show a page of a form that has several, before a field on it is looked at.
	Turn func(page string)
	// Yearly says which lists have a row a year; YearEnds are the last days of those years. Both may be nil.
	Yearly   func(casefile.Field) bool
	YearEnds func(path string, n int) []string
	// Wide asks for tables with a column an element where elements have many fields.
	Wide bool
	// Tables offers to copy and paste tables as spreadsheets have them.
	Tables bool
}

// Form is the form of one command.
type Form struct {
	env    *Env
	root   *structNode
	target reflect.Value // pointer to the command
	prefix string
	pages  []*page
	box    *fyne.Container
	scroll *container.Scroll
}

// New makes the form of target, a pointer to a command that holds what is already known.
func New(env Env, target any) *Form {
	if env.Width == 0 {
		env.Width = kit.Width
	}
	f := &Form{env: &env, target: reflect.ValueOf(target)}
	value := f.target.Elem()
	fields := casefile.Fields(value.Type())
	b := &builder{form: f, env: &env}
	f.root = b.structure(value, fields, 0, env.Width)
	f.root.place("")
	f.box = container.NewVBox(f.root.object())
	f.scroll = container.NewVScroll(kit.Limited(env.Width, container.NewVBox(f.box, kit.Gap(40))))
	return f
}

// Content is the form, scrolling.
func (f *Form) Content() fyne.CanvasObject { return kit.Scrolling(f.scroll) }

// Read puts what is typed into the command and returns the faults of what cannot be read, with their paths. A field that cannot
// be read leaves its zero value in the command; its text stays on the screen.
func (f *Form) Read() fault.Faults {
	var fs fault.Faults
	f.root.collect(f.target.Elem(), &fs)
	return fs
}

// Show puts every fault beside its field, opening what hides it, and brings the first into view. It returns the faults that
// have no field on the form.
func (f *Form) Show(fs fault.Faults) fault.Faults {
	f.root.clear()
	var rest fault.Faults
	var first fyne.CanvasObject
	for _, x := range fs {
		at := f.root.show(f.local(x.Path), x.Message)
		if at == nil {
			rest = append(rest, x)
		} else if first == nil {
			first = at
			f.bring(x.Path)
		}
	}
	f.box.Refresh()
	if first != nil {
		f.Reveal(first)
	}
	return rest
}

// Reveal scrolls until o is in view.
func (f *Form) Reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	if driver.CanvasForObject(f.scroll) == nil {
		return
	}
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(f.scroll).Y
	const margin = 40
	switch h := o.Size().Height; {
	case y < margin:
		f.scroll.ScrollToOffset(fyne.NewPos(0, max(0, f.scroll.Offset.Y+y-margin)))
	case y+h > f.scroll.Size().Height-margin:
		f.scroll.ScrollToOffset(fyne.NewPos(0, f.scroll.Offset.Y+y+min(h, 200)+margin-f.scroll.Size().Height))
	}
}

// Focus puts the cursor into the field of this path and brings it into view; it reports whether there is one.
func (f *Form) Focus(path string) bool {
	f.bring(path)
	l, ok := f.root.find(f.local(path)).(*leaf)
	if p, pair := f.root.find(f.local(path)).(*pairNode); pair {
		l, ok = p.value, true
	}
	if !ok || l.control == nil {
		return false
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(l.control); c != nil {
		c.Focus(l.control.(fyne.Focusable))
	}
	f.Reveal(l.control)
	return true
}

// RevealPath brings the part of this path into view; it reports whether there is one.
func (f *Form) RevealPath(path string) bool {
	f.bring(path)
	n := f.root.find(f.local(path))
	if n == nil || reflect.ValueOf(n).IsNil() {
		return false
	}
	f.Reveal(n.object())
	return true
}

// FocusFirst puts the cursor into the first field that can be typed in.
func (f *Form) FocusFirst(c fyne.Canvas) {
	f.root.walk(func(l *leaf) bool {
		if l.entry == nil || l.field.Kind == casefile.LongField {
			return true
		}
		c.Focus(l.entry)
		return false
	})
}

// node is one part of the form. Its path is where its value stands in the command.
type node interface {
	object() fyne.CanvasObject
	collect(into reflect.Value, fs *fault.Faults)
	place(path string)
	// show puts a message at the relative path, or as near to it as there is a place; nil when there is none.
	show(path, message string) fyne.CanvasObject
	clear()
	find(path string) node
	walk(visit func(*leaf) bool) bool
	// remark puts a lasting note at the relative path, or as near to it as there is a place; false when there is none.
	remark(path, text string) bool
	// each visits the node and all below it.
	each(visit func(node))
}

// head splits a relative path: "rights[2].filed" into "rights" and "[2].filed"; "[2].filed" into "[2]" and "filed".
func head(path string) (first, rest string) {
	if strings.HasPrefix(path, "[") {
		first, rest, _ = strings.Cut(path, "]")
		return first + "]", strings.TrimPrefix(rest, ".")
	}
	i := strings.IndexAny(path, ".[")
	switch {
	case i < 0:
		return path, ""
	case path[i] == '.':
		return path[:i], path[i+1:]
	}
	return path[:i], path[i:]
}

// sourced reports whether the field is a figure with its source, shown on one line. One that may be left out is a part to be ticked.
func sourced(f casefile.Field) bool {
	return f.Kind == casefile.GroupField && !f.Pointer && len(f.Fields) == 2 && f.Fields[0].Name == "value" && f.Fields[1].Name == "source"
}

// isLeaf reports whether the field is one thing to enter.
func isLeaf(f casefile.Field) bool {
	return f.Kind != casefile.GroupField && f.Kind != casefile.ListField
}

// required reports whether the field is marked with an asterisk.
func required(f casefile.Field) bool {
	return !f.Optional && !f.ReadOnly && f.Kind != casefile.BoolField
}

// relay lays the form out again after a part of it changed its height.
func (f *Form) relay() {
	if f.box != nil {
		f.box.Refresh()
		f.scroll.Refresh()
	}
}
