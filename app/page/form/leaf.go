package form

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

// leaf is one field to fill. In a row of a table it has no label of its own and its faults stand below the row.
type leaf struct {
	field   casefile.Field
	form    *Form
	base    reflect.Value // what a read-only field keeps
	path    string
	width   float32
	entry   *kit.Entry
	choice  *kit.Select
	choices []casefile.Choice
	check   *kit.Check
	file    *file
	control fyne.CanvasObject
	shown   fyne.CanvasObject // control with its unit
	slot    *fyne.Container   // messages, hints, amounts in capitals
	notes   *fyne.Container   // lasting notes
	inRow   bool
	report  func(label, message string) fyne.CanvasObject // of the row that holds it
	below   func(text string)                             // where that row keeps its notes
	blurred string                                        // text when last left
	picker  fyne.CanvasObject                             // opens the calendar of a date
	wrong   bool                                          // a message stands in the slot
}

func (b *builder) leaf(v reflect.Value, f casefile.Field, width float32, inRow bool) *leaf {
	l := &leaf{field: f, form: b.form, base: v, width: width, slot: container.NewVBox(), notes: container.NewVBox(), inRow: inRow}
	switch {
	case f.ReadOnly:
		l.shown = kit.Para(l.reading(v), width)
		return l
	case f.Kind == casefile.BoolField:
		text := f.Label
		if inRow {
			text = ""
		}
		l.check = kit.NewCheck(b.env.Keys, text, func(bool) { l.changed() })
		l.check.Checked = v.Bool()
		l.check.OnFocus = l.focused
		l.control = l.check
	case f.Kind == casefile.ChoiceField, f.Kind == casefile.SourceField:
		l.offer(b, v.String())
	case f.Kind == casefile.AttachmentField:
		l.pick(b, v.String())
	default:
		l.typed(b, v)
	}
	if l.file == nil {
		l.shown = l.control
	}
	if l.check != nil { // as wide as it is: beside its text the toolkit's box does not answer
		l.shown = container.NewHBox(l.control)
	}
	if f.Kind == casefile.DateField && !inRow {
		l.shown = l.withCalendar(b)
	}
	if f.Unit != "" && !inRow && l.entry != nil {
		l.shown = container.NewBorder(nil, nil, nil, kit.Plain(f.Unit), l.control)
	}
	l.setHint()
	return l
}

func (l *leaf) offer(b *builder, value string) {
	l.choices = slices.Clone(l.field.Choices)
	if l.field.Kind == casefile.SourceField && b.env.Choices != nil {
		l.choices = slices.Clone(b.env.Choices(l.field.Source))
	}
	if l.field.Optional || value == "" {
		l.choices = append([]casefile.Choice{{Value: "", Title: "（未选）"}}, l.choices...)
	}
	at := -1
	for i, c := range l.choices {
		if c.Value == value {
			at = i
		}
	}
	if at < 0 { // a value of an earlier program or of another store stays what it is
		l.choices = append(l.choices, casefile.Choice{Value: value, Title: value})
		at = len(l.choices) - 1
	}
	titles := make([]string, len(l.choices))
	for i, c := range l.choices {
		for titles[i] = c.Title; slices.Contains(titles[:i], titles[i]); { // the toolkit tells choices apart by their titles
			titles[i] += "（另一）"
		}
	}
	l.choice = kit.NewSelect(b.env.Keys, titles)
	l.choice.SetSelectedIndex(at)
	l.choice.OnChanged = func(string) { l.changed() }
	l.choice.OnFocus = l.focused
	l.control = l.choice
}

func (l *leaf) typed(b *builder, v reflect.Value) {
	lines := l.field.Lines
	if l.field.Kind == casefile.LongField {
		if l.inRow {
			lines = 2
		}
		l.entry = kit.NewLongEntry(b.env.Keys, max(lines, 2))
	} else {
		l.entry = kit.NewEntry(b.env.Keys)
	}
	l.entry.SetText(l.text(v))
	l.blurred = l.entry.Text
	l.entry.OnFocus = l.focused
	l.entry.OnBlur = l.left
	if l.field.Kind == casefile.DateField {
		l.entry.SetPlaceHolder("年-月-日")
	}
	l.control = l.entry
}

// text is a value as it stands in the field; zero is empty, but for numbers within lists of figures that mean zero.
func (l *leaf) text(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		if s := l.text(v.Elem()); s != "" {
			return s
		}
		return "0"
	}
	switch x := v.Interface().(type) {
	case money.Money:
		if x == 0 {
			return ""
		}
		return x.Format()
	case money.Rate:
		switch {
		case x.IsZero():
			return ""
		case l.field.Kind == casefile.RateField:
			return x.Decimal().Shift(2).String()
		}
		return x.String()
	case date.Date:
		return x.String()
	}
	if v.CanInt() {
		if v.Int() == 0 {
			return ""
		}
		return strconv.FormatInt(v.Int(), 10)
	}
	return v.String()
}

// reading is a value to be read only.
func (l *leaf) reading(v reflect.Value) string {
	s := l.text(v)
	if l.field.Kind == casefile.SourceField && l.form.env.Choices != nil {
		for _, c := range l.form.env.Choices(l.field.Source) {
			if c.Value == s {
				return c.Title
			}
		}
	}
	for _, c := range l.field.Choices {
		if c.Value == s {
			return c.Title
		}
	}
	if s != "" && l.field.Unit != "" {
		return s + " " + l.field.Unit
	}
	return s
}

func (l *leaf) object() fyne.CanvasObject {
	if l.inRow {
		return l.shown
	}
	if l.check != nil {
		return container.NewVBox(kit.Caption(" "), l.shown, l.slot, l.notes)
	}
	label := l.field.Label
	if required(l.field) {
		label += " *"
	}
	return container.NewVBox(kit.Lines(label, theme.Size(theme.SizeNameCaptionText)+1, l.width, theme.ColorNameForeground, fyne.TextStyle{}), l.shown, l.slot, l.notes)
}

func (l *leaf) focused() {
	l.form.env.touch()
	l.form.Reveal(l.control)
}

// left is called when the cursor leaves: an amount is written in capitals below, nothing typed is changed.
func (l *leaf) left() {
	if l.entry.Text == l.blurred {
		return
	}
	l.blurred = l.entry.Text
	l.clear()
	l.changed()
}

func (l *leaf) changed() {
	if l.form.env.Changed != nil {
		l.form.env.Changed()
	}
}

func (e *Env) touch() {
	if e.Keys != nil {
		e.Keys.Touch()
	}
}

// setHint shows the hint, or the amount in capitals, where no message stands.
func (l *leaf) setHint() {
	if l.inRow || l.field.ReadOnly {
		return
	}
	l.slot.RemoveAll()
	l.wrong = false
	if l.field.Kind == casefile.MoneyField && l.entry != nil && strings.TrimSpace(l.entry.Text) != "" {
		if m, err := money.ParseLoose(l.entry.Text); err == nil && m != 0 {
			l.slot.Add(kit.Note(m.Chinese(), l.width))
			return
		}
	}
	switch {
	case l.field.Hint != "":
		l.slot.Add(kit.Note(l.field.Hint, l.width))
	case l.field.Kind == casefile.MoneyField: // the line is there from the first, so that nothing moves under a click when it fills
		l.slot.Add(kit.Caption(" "))
	}
}

func (l *leaf) clear() { l.setHint() }

func (l *leaf) show(_, message string) fyne.CanvasObject {
	if l.inRow {
		return l.report(l.field.Label, message)
	}
	if !l.wrong {
		l.slot.RemoveAll()
	}
	l.wrong = true
	l.slot.Add(kit.Alarm(message, l.width))
	return l.shown
}

func (l *leaf) find(path string) node {
	if path == "" {
		return l
	}
	return nil
}

func (l *leaf) remark(_, text string) bool {
	if l.below != nil {
		l.below(l.field.Label + "：" + text)
		return true
	}
	l.notes.Add(remarked(text, l.width))
	return true
}

func (l *leaf) each(visit func(node)) { visit(l) }

func (l *leaf) walk(visit func(*leaf) bool) bool { return visit(l) }

func (l *leaf) place(path string) {
	l.path = path
	if l.control != nil {
		kit.Named("field:"+path, l.control)
	}
	if l.picker != nil {
		kit.Named("pick:"+path, l.picker)
	}
}

// collect reads the field into the value.
func (l *leaf) collect(into reflect.Value, fs *fault.Faults) {
	if l.field.ReadOnly {
		into.Set(l.base)
		return
	}
	if l.check != nil {
		into.SetBool(l.check.Checked)
		return
	}
	if l.choice != nil {
		into.SetString(l.choices[max(l.choice.SelectedIndex(), 0)].Value)
		return
	}
	if l.file != nil {
		into.SetString(l.file.id)
		return
	}
	text := strings.TrimSpace(l.entry.Text)
	if into.Kind() == reflect.Pointer {
		if text == "" {
			into.SetZero()
			return
		}
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	var err error
	switch x := into.Addr().Interface().(type) {
	case *money.Money:
		if *x = 0; text != "" {
			*x, err = money.ParseLoose(text)
		}
	case *money.Rate:
		*x, err = l.parseRate(text)
	case *date.Date:
		if *x = (date.Date{}); text != "" {
			*x, err = date.ParseLoose(text)
		}
	default:
		if into.CanInt() {
			err = setInt(into, text)
			break
		}
		into.SetString(l.entry.Text) // as written, line breaks and all
	}
	fs.Append(l.path, err)
}

func (l *leaf) parseRate(text string) (money.Rate, error) {
	switch {
	case text == "":
		return money.Rate{}, nil
	case l.field.Kind == casefile.RateField:
		return money.ParsePercent(text)
	}
	return money.ParseRate(strings.ReplaceAll(text, ",", ""))
}

func setInt(into reflect.Value, text string) error {
	if text == "" {
		into.SetInt(0)
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return fault.New(fault.Invalid, "integer", "", "“%s”应为整数", text)
	}
	into.SetInt(n)
	return nil
}
