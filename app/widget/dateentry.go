package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/date"
)

// DateEntry is a field for a civil date. It takes 2026-11-22, 2026年11月22日 and their like, shows YYYY-MM-DD once left, and
// opens a Chinese month calendar with the button or the arrow key down.
type DateEntry struct {
	widget.BaseWidget
	Field *Field
	// OnCommit gets the date, or why there is none, when the field is left or a day is picked; the zero date when emptied.
	OnCommit func(d date.Date, err error)
	// Today opens the calendar at the right month when the field is empty, and marks the day; may be zero.
	Today date.Date
	// Mark says what is known of a day; may be nil.
	Mark func(date.Date) DayMark

	wrong    *footnote
	open     *widget.Button
	box      *fyne.Container
	pop      *widget.PopUp
	calendar *Month
}

// NewDateEntry is an empty field.
func NewDateEntry() *DateEntry {
	d := &DateEntry{Field: NewField("年-月-日，如 2026-11-22"), wrong: newFootnote(widget.DangerImportance)}
	d.Field.OnCommit = func(string) { d.settle() }
	d.Field.OnDown = d.OpenCalendar
	d.open = widget.NewButtonWithIcon("", theme.CalendarIcon(), d.OpenCalendar)
	d.open.Importance = widget.LowImportance
	d.box = container.NewVBox(container.NewBorder(nil, nil, nil, d.open, d.Field), d.wrong.box)
	d.ExtendBaseWidget(d)
	return d
}

// Value is the date; the zero date for an empty field.
func (d *DateEntry) Value() (date.Date, error) {
	text := strings.TrimSpace(d.Field.Text)
	if text == "" {
		return date.Date{}, nil
	}
	return date.ParseLoose(text)
}

// SetValue shows a date; the zero date empties the field.
func (d *DateEntry) SetValue(v date.Date) {
	d.Field.SetText(v.String())
	showWrong(d.wrong, nil)
}

func (d *DateEntry) settle() {
	v, err := d.Value()
	if err == nil {
		d.Field.SetText(v.String())
	}
	showWrong(d.wrong, err)
	if d.OnCommit != nil {
		d.OnCommit(v, err)
	}
}

// OpenCalendar shows the month of the field's date, or of Today, below the field.
func (d *DateEntry) OpenCalendar() {
	c := fyne.CurrentApp().Driver().CanvasForObject(d)
	if c == nil {
		return
	}
	at, err := d.Value()
	if err != nil || at.IsZero() {
		at = d.Today
	}
	if at.IsZero() {
		at = date.Of(2026, 1, 1)
	}
	d.calendar = NewMonth(at, d.Today, d.Mark, func(v date.Date) {
		d.closeCalendar(c)
		d.Field.SetText(v.String())
		d.settle()
	})
	d.calendar.OnEscape = func() { d.closeCalendar(c) }
	d.pop = widget.NewPopUp(d.calendar, c)
	below := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.Field).AddXY(0, d.Field.Size().Height)
	size := d.pop.MinSize()
	if below.Y+size.Height > c.Size().Height {
		below.Y = max(0, below.Y-d.Field.Size().Height-size.Height)
	}
	below.X = max(0, min(below.X, c.Size().Width-size.Width))
	d.pop.ShowAtPosition(below)
	c.Focus(d.calendar)
}

func (d *DateEntry) closeCalendar(c fyne.Canvas) {
	d.pop.Hide()
	c.Focus(d.Field)
}

func (d *DateEntry) typed() *Field { return d.Field }

// Children lets the trace look inside.
func (d *DateEntry) Children() []fyne.CanvasObject { return []fyne.CanvasObject{d.box} }

// CreateRenderer draws the field and its button.
func (d *DateEntry) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(d.box) }
