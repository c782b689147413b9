package form

import (
	"fmt"
	"reflect"
	"strings"

	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// Offer is where the rows of a list, or a part, can be taken from in place of typing them, such as the register of rights.
type Offer struct {
	Title string // of the button
	// Ask lets the person choose. present is what stands on the form already, without rows in which nothing is typed. take puts
	// what was chosen into the form.
	Ask func(present []any, take func(values []any) []Taken)
	// Key tells values apart; "" names none.
	Key func(value any) string
	// Empty reports whether a value is only what the program proposes of every one.
	Empty func(value any) bool
	// Fit is what of found goes to where present stands: all but what belongs to the place and, where both are one thing, what
	// would say something untrue beside what is typed.
	Fit func(present, found any) any
}

// Taken says where a value went.
type Taken struct {
	Path   string
	Filled bool // it stood on the form already: only its empty fields were filled
}

// offerOf is the button that fills a list or a part from elsewhere; nil when there is no such place.
func (b *builder) offerOf(f casefile.Field, fill func(*Offer)) *widget.Button {
	if b.env.Offer == nil || f.Source == "" || f.Fixed {
		return nil
	}
	o := b.env.Offer(f)
	if o == nil {
		return nil
	}
	return widget.NewButtonWithIcon(o.Title, theme.SearchIcon(), func() { b.env.touch(); fill(o) })
}

// read is what stands in a node, and whether anything is typed there.
func (o *Offer) read(n node, t reflect.Type) (value any, typed bool) {
	var fs fault.Faults
	v := reflect.New(t).Elem()
	n.collect(v, &fs)
	return v.Interface(), len(fs) > 0 || !o.Empty(v.Interface())
}

// same reports whether both values are one thing.
func (o *Offer) same(a, b any) bool { return o.Key(a) != "" && o.Key(a) == o.Key(b) }

func (n *listNode) ask(o *Offer) {
	var present []any
	for _, r := range n.rows {
		if v, typed := o.read(r.node, n.typ.Elem()); typed {
			present = append(present, v)
		}
	}
	o.Ask(present, func(values []any) []Taken { return n.take(o, values) })
}

// take puts values into the list: into the row that has the same one, else into a row in which nothing is typed, else into a new one.
func (n *listNode) take(o *Offer, values []any) []Taken {
	out := make([]Taken, len(values))
	for i, value := range values {
		at, blank := -1, -1
		var has, nothing any
		for j, r := range n.rows {
			v, typed := o.read(r.node, n.typ.Elem())
			switch {
			case !typed && blank < 0:
				blank, nothing = j, v
			case typed && o.same(v, value):
				at, has = j, v
			}
		}
		switch {
		case at >= 0:
			out[i].Filled = true
			fillGaps(n.rows[at].node, reflect.ValueOf(o.Fit(has, value)))
		case blank >= 0:
			at = blank
			n.rows[at] = n.newRow(reflect.ValueOf(o.Fit(nothing, value)))
		default:
			at, n.absent = len(n.rows), false
			n.rows = append(n.rows, n.newRow(reflect.ValueOf(value)))
		}
		out[i].Path = fmt.Sprintf("%s[%d]", n.path, at)
	}
	n.changed()
	return out
}

func (n *groupNode) ask(o *Offer) {
	var present []any
	if v, typed := n.stands(o); typed {
		present = append(present, v)
	}
	o.Ask(present, func(values []any) []Taken { return n.take(o, values) })
}

// stands is what is in the part; nothing when it is not ticked.
func (n *groupNode) stands(o *Offer) (any, bool) {
	if n.absent() {
		return reflect.New(n.elem).Elem().Interface(), false
	}
	return o.read(n.inner, n.elem)
}

// take puts the first value into the part: beside what is typed of the same one, else in place of it.
func (n *groupNode) take(o *Offer, values []any) []Taken {
	if len(values) == 0 {
		return nil
	}
	has, typed := n.stands(o)
	out := Taken{Path: n.path, Filled: typed && o.same(has, values[0])}
	v := reflect.ValueOf(o.Fit(has, values[0]))
	if out.Filled {
		fillGaps(n.inner, v)
	} else {
		n.body.RemoveAll()
		n.notes.RemoveAll()
		n.build(v)
		n.inner.place(n.path)
		if n.open != nil {
			n.open.Checked = true
			n.open.Refresh()
			n.body.Show()
		}
	}
	n.builder.form.relay()
	if n.builder.env.Changed != nil {
		n.builder.env.Changed()
	}
	return []Taken{out}
}

// fillGaps enters what v has into the fields in which nothing stands; nothing typed is touched.
func fillGaps(n node, v reflect.Value) {
	switch n := n.(type) {
	case *structNode:
		n.fillGaps(v)
	case *pairNode:
		fillGaps(n.value, v.FieldByIndex(n.fields[0].Index))
		fillGaps(n.source, v.FieldByIndex(n.fields[1].Index))
	case *groupNode:
		if v = reflect.Indirect(v); v.IsValid() && !n.absent() {
			n.inner.fillGaps(v)
		}
	case *listNode:
		if len(n.rows) > 0 || v.Len() == 0 {
			return
		}
		n.absent = false
		for i := range v.Len() {
			n.rows = append(n.rows, n.newRow(v.Index(i)))
		}
		n.lay()
		n.place(n.path)
	case *leaf:
		n.fillGap(v)
	}
}

func (n *structNode) fillGaps(v reflect.Value) {
	for i, f := range n.fields {
		x := v.FieldByIndex(f.Index)
		switch {
		case x.IsZero():
		case n.kids[i] != nil:
			fillGaps(n.kids[i], x)
		case n.base.FieldByIndex(f.Index).IsZero(): // folded away
			n.base.FieldByIndex(f.Index).Set(x)
		}
	}
	if n.more != nil {
		n.more.SetText(n.moreTitle())
	}
}

func (l *leaf) fillGap(v reflect.Value) {
	switch {
	case l.field.ReadOnly, l.file != nil:
	case l.check != nil:
		if v.Bool() && !l.check.Checked {
			l.check.SetChecked(true)
		}
	case l.choice != nil:
		if l.choices[max(l.choice.SelectedIndex(), 0)].Value == "" {
			l.put(v.String())
		}
	case strings.TrimSpace(l.entry.Text) == "":
		l.put(l.text(v))
		l.setHint()
	}
}
