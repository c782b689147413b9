package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// RateEntry is a field for a ratio, always typed as a percentage: 3.85 means 3.85 %.
type RateEntry struct {
	widget.BaseWidget
	Field *Field
	// OnCommit gets the ratio, or why there is none, when the field is left.
	OnCommit func(r money.Rate, given bool, err error)

	wrong *footnote
	box   *fyne.Container
}

// NewRateEntry is an empty field.
func NewRateEntry() *RateEntry {
	r := &RateEntry{Field: NewField(""), wrong: newFootnote(widget.DangerImportance)}
	r.Field.OnCommit = func(string) { r.settle() }
	r.box = container.NewVBox(container.NewBorder(nil, nil, nil, widget.NewLabel("%"), r.Field), r.wrong.box)
	r.ExtendBaseWidget(r)
	return r
}

// Value is the ratio (0.0385 for 3.85); given is false for an empty field.
func (r *RateEntry) Value() (rate money.Rate, given bool, err error) {
	if strings.TrimSpace(r.Field.Text) == "" {
		return money.Rate{}, false, nil
	}
	rate, err = money.ParsePercent(r.Field.Text)
	return rate, err == nil, err
}

// SetValue shows a ratio.
func (r *RateEntry) SetValue(rate money.Rate) {
	r.Field.SetText(strings.TrimSuffix(rate.Percent(), "%"))
	showWrong(r.wrong, nil)
}

func (r *RateEntry) settle() {
	rate, given, err := r.Value()
	if given {
		r.Field.SetText(strings.TrimSuffix(rate.Percent(), "%"))
	}
	showWrong(r.wrong, err)
	if r.OnCommit != nil {
		r.OnCommit(rate, given, err)
	}
}

func (r *RateEntry) typed() *Field { return r.Field }

// Children lets the trace look inside.
func (r *RateEntry) Children() []fyne.CanvasObject { return []fyne.CanvasObject{r.box} }

// CreateRenderer draws the field and the percent sign.
func (r *RateEntry) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }

// showWrong says below a field what is wrong with it; a nil err takes that away.
func showWrong(f *footnote, err error) {
	if err == nil {
		f.say("")
		return
	}
	f.say(fault.Of(err)[0].Message)
}
