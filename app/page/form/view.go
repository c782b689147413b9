package form

import (
	"fmt"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/workflow/casefile"
)

// Source turns a value chosen from a list the program knows into the words for it; nil leaves it as it is.
type Source func(source, value string) string

// View shows a struct to be read, under the same labels as its form.
func View(value any, width float32, source Source) fyne.CanvasObject {
	v := reflect.Indirect(reflect.ValueOf(value))
	return view(v, casefile.Fields(v.Type()), width, source)
}

func view(v reflect.Value, fields []casefile.Field, width float32, source Source) fyne.CanvasObject {
	box := container.NewVBox()
	var facts []kit.Fact
	flush := func() {
		if len(facts) > 0 {
			box.Add(kit.Facts(3, width, facts...))
			facts = nil
		}
	}
	for _, f := range fields {
		x := v.FieldByIndex(f.Index)
		switch {
		case sourced(f):
			if s := figure(x, f, source); s != "" {
				facts = append(facts, kit.Fact{Label: f.Label, Value: s})
			}
		case isLeaf(f):
			facts = append(facts, kit.Fact{Label: f.Label, Value: words(x, f, source)})
		case f.Kind == casefile.GroupField:
			x = reflect.Indirect(x)
			if !x.IsValid() || x.IsZero() {
				continue
			}
			flush()
			box.Add(kit.Bold(f.Label))
			box.Add(container.NewBorder(nil, nil, kit.Spacer(8, 0), nil, view(x, f.Fields, width-16, source)))
		case x.Len() > 0:
			flush()
			box.Add(kit.Bold(f.Label))
			box.Add(listView(x, f, width, source))
		}
	}
	flush()
	return box
}

// words is a value as it is read: the title of a choice, 是 or 否, an amount with its unit.
func words(v reflect.Value, f casefile.Field, source Source) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	if f.Kind == casefile.BoolField {
		if !v.Bool() && f.Optional {
			return ""
		}
		return kit.Yes(v.Bool())
	}
	l := leaf{field: f, form: &Form{env: &Env{}}}
	if f.Kind == casefile.SourceField && source != nil {
		return source(f.Source, v.String())
	}
	return l.reading(v)
}

func figure(v reflect.Value, f casefile.Field, source Source) string {
	s := words(v.FieldByIndex(f.Fields[0].Index), f.Fields[0], source)
	from := v.FieldByIndex(f.Fields[1].Index).String()
	switch {
	case s == "" && from == "":
		return ""
	case s == "":
		s = "0"
	}
	if from != "" {
		s += "（" + from + "）"
	}
	return s
}

func listView(v reflect.Value, f casefile.Field, width float32, source Source) fyne.CanvasObject {
	if f.Fields == nil {
		f.Kind = elementKind(f)
		var facts []kit.Fact
		for i := range v.Len() {
			unit := f
			if f.Kind == casefile.RateField {
				unit.Unit = "%"
			}
			facts = append(facts, kit.Fact{Label: fmt.Sprintf("第 %d 项", i+1), Value: words(v.Index(i), unit, source)})
		}
		return kit.Facts(5, width, facts...)
	}
	if columnsOf(f) == nil {
		box := container.NewVBox()
		for i := range v.Len() {
			box.Add(kit.Caption(fmt.Sprintf("%s %d", f.Label, i+1)))
			box.Add(view(v.Index(i), f.Fields, width-8, source))
		}
		return box
	}
	var columns []kit.Column
	for _, x := range f.Fields {
		switch {
		case isLeaf(x):
			columns = append(columns, kit.Column{Title: x.Label, Weight: weight(x), Right: x.Kind == casefile.MoneyField})
		case sourced(x):
			columns = append(columns, kit.Column{Title: x.Label, Weight: weight(x.Fields[0]) + 1.4})
		}
	}
	var rows [][]string
	for i := range v.Len() {
		var cells []string
		for _, x := range f.Fields {
			e := v.Index(i).FieldByIndex(x.Index)
			switch {
			case isLeaf(x):
				cells = append(cells, words(e, x, source))
			case sourced(x):
				cells = append(cells, figure(e, x, source))
			}
		}
		rows = append(rows, cells)
	}
	return kit.Sheet(width, columns, rows)
}

// Words is the value of one field of a struct as it is read.
func Words(value any, name string) string {
	v := reflect.Indirect(reflect.ValueOf(value))
	for _, f := range casefile.Fields(v.Type()) {
		if f.Name == name {
			return words(v.FieldByIndex(f.Index), f, nil)
		}
	}
	return ""
}
