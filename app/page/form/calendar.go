package form

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/app/widget"
	"zhiya/valuation/date"
)

// withCalendar puts a button beside a date field that opens the month with its working days.
func (l *leaf) withCalendar(b *builder) fyne.CanvasObject {
	var open *fynewidget.Button
	open = fynewidget.NewButtonWithIcon("", theme.CalendarIcon(), func() { l.openCalendar(b.env, open) })
	open.Importance = fynewidget.LowImportance
	l.picker = open
	return container.NewBorder(nil, nil, nil, open, l.entry)
}

func (l *leaf) openCalendar(e *Env, below fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(below)
	if c == nil {
		return
	}
	at, err := date.ParseLoose(strings.TrimSpace(l.entry.Text))
	if err != nil || at.IsZero() {
		at = e.Today
	}
	var pop *fynewidget.PopUp
	closed := func() {
		pop.Hide()
		c.Focus(l.entry)
	}
	month := widget.NewMonth(at, e.Today, e.mark, func(d date.Date) {
		l.entry.SetText(d.String())
		closed()
		l.left()
	})
	month.OnEscape = closed
	pop = fynewidget.NewPopUp(kit.Named("calendar:"+l.path, month), c)
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(below)
	size := pop.MinSize()
	pos.Y += below.Size().Height
	if pos.Y+size.Height > c.Size().Height {
		pos.Y = max(0, pos.Y-below.Size().Height-size.Height)
	}
	pos.X = max(0, min(pos.X, c.Size().Width-size.Width))
	pop.ShowAtPosition(pos)
	c.Focus(month)
}

// mark says which days nobody works and why, by the State Council's calendar.
func (e *Env) mark(d date.Date) widget.DayMark {
	if e.Calendar == nil {
		return widget.DayMark{}
	}
	m := widget.DayMark{Rest: !e.Calendar.IsWorkday(d), Note: e.Calendar.Holiday(d)}
	if weekday := d.Weekday(); !m.Rest && (weekday == 0 || weekday == 6) {
		m.Note = "班"
	}
	return m
}
