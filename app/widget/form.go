package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/fault"
)

// FieldSpec says what a row of a form is for.
type FieldSpec struct {
	Path     string // of the field in the command, as faults name it: "rights[0].filed"
	Label    string
	Required bool
	Unit     string // beside the input; leave empty for MoneyEntry and RateEntry, which show their own
	Hint     string // below the input: what is wanted, and from where
}

// FormField is one row: label with a mark where it must be filled, input, unit, hint, and beside it what is wrong.
type FormField struct {
	widget.BaseWidget
	Spec  FieldSpec
	Input fyne.CanvasObject

	wrong *footnote
	box   *fyne.Container
}

// LabelWidth is the width of the labels of a form, in the toolkit's units at the usual text size; it holds ten characters.
const LabelWidth float32 = 168

// NewFormField makes a row around input and names it "field." and its path.
func NewFormField(spec FieldSpec, input fyne.CanvasObject) *FormField {
	f := &FormField{Spec: spec, Input: input, wrong: newFootnote(widget.DangerImportance)}
	if composite, ok := input.(interface{ typed() *Field }); ok {
		Named("field."+spec.Path, composite.typed())
	} else {
		Named("field."+spec.Path, input)
	}
	text := spec.Label
	if spec.Required {
		text += "（必填）"
	}
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapBreak
	label.TextStyle.Bold = spec.Required
	line := input
	if spec.Unit != "" {
		line = container.NewBorder(nil, nil, nil, widget.NewLabel(spec.Unit), input)
	}
	right := container.NewVBox(line)
	if spec.Hint != "" {
		hint := newFootnote(widget.LowImportance)
		hint.say(spec.Hint)
		right.Add(hint.box)
	}
	right.Add(f.wrong.box)
	f.box = container.NewBorder(nil, nil, container.New(layout.NewGridWrapLayout(fyne.NewSize(LabelWidth, label.MinSize().Height)), label), nil, right)
	f.ExtendBaseWidget(f)
	return f
}

// SetError shows what is wrong with the field; "" takes it away.
func (f *FormField) SetError(message string) {
	f.wrong.say(message)
	f.Refresh()
}

// Error is what is shown to be wrong.
func (f *FormField) Error() string { return f.wrong.label.Text }

// Children lets the trace look inside.
func (f *FormField) Children() []fyne.CanvasObject { return []fyne.CanvasObject{f.box} }

// CreateRenderer draws the row.
func (f *FormField) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.box) }

// Form is rows of fields, one below the other.
type Form struct {
	widget.BaseWidget
	Fields []*FormField
	box    *fyne.Container
}

// NewForm puts fields below each other.
func NewForm(fields ...*FormField) *Form {
	f := &Form{Fields: fields, box: container.NewVBox()}
	for _, field := range fields {
		f.box.Add(field)
	}
	f.ExtendBaseWidget(f)
	return f
}

// ShowFaults puts every fault of err beside the field of its path, all at once, and takes away what was shown before. It
// returns the faults that belong to no field here, to be shown above the form. A nil err clears the form.
func (f *Form) ShowFaults(err error) (rest fault.Faults) {
	said := map[*FormField]string{}
	for _, one := range fault.Of(err) {
		field := f.field(one.Path)
		if field == nil {
			rest = append(rest, one)
			continue
		}
		if said[field] != "" {
			said[field] += "\n"
		}
		said[field] += one.Message
	}
	for _, field := range f.Fields {
		field.SetError(said[field])
	}
	return rest
}

func (f *Form) field(path string) *FormField {
	for _, field := range f.Fields {
		if path != "" && field.Spec.Path == path {
			return field
		}
	}
	return nil
}

// Children lets the trace look inside.
func (f *Form) Children() []fyne.CanvasObject { return []fyne.CanvasObject{f.box} }

// CreateRenderer draws the rows.
func (f *Form) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.box) }
