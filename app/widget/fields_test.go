package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/app/widget"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

func TestAFieldCommitsWhenLeftOrOnEnterAndNeverWhileTyping(t *testing.T) {
	var got []string
	f := widget.NewField("")
	f.OnCommit = func(text string) { got = append(got, text) }
	c := inWindow(t, f)
	c.Focus(f)
	test.Type(f, "shili")
	require.Empty(t, got)
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Equal(t, []string{"shili"}, got)
	c.Unfocus()
	require.Equal(t, []string{"shili"}, got, "what has not changed is not said twice")
	c.Focus(f)
	test.Type(f, "x")
	c.Unfocus()
	require.Len(t, got, 2)
	f.SetText("由程序写入")
	f.Commit()
	require.Len(t, got, 2)
}

func TestAFieldHandsOnShortcutsThatAreNotItsOwn(t *testing.T) {
	f := widget.NewField("")
	var got fyne.Shortcut
	f.OnShortcut = func(s fyne.Shortcut) { got = s }
	inWindow(t, f)
	f.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Nil(t, got)
	search := &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}
	f.TypedShortcut(search)
	require.Equal(t, search, got)
}

// leave types text into the field and leaves it.
func leave(t *testing.T, c fyne.Canvas, f *widget.Field, text string) {
	t.Helper()
	c.Focus(f)
	f.Entry.SetText(text)
	c.Unfocus()
}

func TestMoneyIsReadInTheUnitOfItsField(t *testing.T) {
	for _, c := range []struct {
		unit               widget.Unit
		typed, want, shown string
	}{
		{widget.Yuan, "1000000.01", "1000000.01", "1,000,000.01"},
		{widget.Yuan, "￥1，000", "1000.00", "1,000.00"},
		{widget.Wan, "1050.5", "10505000.00", "1,050.5"},
		{widget.Wan, "０．０００００１", "0.01", "0.000001"},
		{widget.Wan, "12 万元", "120000.00", "12"},
		{widget.Wan, "100", "1000000.00", "100"},
	} {
		m := widget.NewMoneyEntry(c.unit)
		leave(t, inWindow(t, m), m.Field, c.typed)
		got, given, err := m.Value()
		require.NoError(t, err, c.typed)
		require.True(t, given)
		require.Equal(t, money.Must(c.want), got, c.typed)
		require.Equal(t, c.shown, m.Field.Text)
		require.Equal(t, "大写："+got.Chinese(), m.Words())
	}
}

func TestWhatIsNoAmountIsRefusedWithTheRemedyAndNotChanged(t *testing.T) {
	for _, c := range []struct {
		unit  widget.Unit
		typed string
	}{{widget.Yuan, "12万"}, {widget.Yuan, "1e6"}, {widget.Yuan, "1.234"}, {widget.Wan, "1.2345678"}, {widget.Wan, "一百"}, {widget.Wan, "99999999999999"}} {
		m := widget.NewMoneyEntry(c.unit)
		var failed error
		m.OnCommit = func(_ money.Money, given bool, err error) { failed = err; require.False(t, given) }
		leave(t, inWindow(t, m), m.Field, c.typed)
		require.Error(t, failed, c.typed)
		require.Equal(t, c.typed, m.Field.Text)
		require.NotEmpty(t, m.Words())
	}
}

func TestCapitalsAreNotSpelledWhileTyping(t *testing.T) {
	m := widget.NewMoneyEntry(widget.Yuan)
	c := inWindow(t, m)
	c.Focus(m.Field)
	test.Type(m.Field, "123")
	require.Empty(t, m.Words())
	c.Unfocus()
	require.Equal(t, "大写："+money.Yuan(123).Chinese(), m.Words())
	leave(t, c, m.Field, "")
	require.Empty(t, m.Words())
	_, given, err := m.Value()
	require.NoError(t, err)
	require.False(t, given)
}

func TestAnAmountShownIsReadBackToTheFen(t *testing.T) {
	test.NewTempApp(t)
	rapid.Check(t, func(r *rapid.T) {
		amount := money.Money(rapid.Int64Range(-1e17, 1e17).Draw(r, "fen"))
		for _, unit := range []widget.Unit{widget.Yuan, widget.Wan} {
			m := widget.NewMoneyEntry(unit)
			m.SetValue(amount)
			got, given, err := m.Value()
			require.NoError(r, err, m.Field.Text)
			require.True(r, given)
			require.Equal(r, amount, got, m.Field.Text)
		}
	})
}

func TestRatesArePercentages(t *testing.T) {
	r := widget.NewRateEntry()
	c := inWindow(t, r)
	leave(t, c, r.Field, "3.85%")
	got, given, err := r.Value()
	require.NoError(t, err)
	require.True(t, given)
	require.Equal(t, "0.0385", got.String())
	require.Equal(t, "3.85", r.Field.Text)
	leave(t, c, r.Field, "三点八")
	_, given, err = r.Value()
	require.Error(t, err)
	require.False(t, given)
	r.SetValue(money.MustRate("0.54"))
	require.Equal(t, "54.00", r.Field.Text)
}

func TestDatesAreReadInTheWaysPeopleWriteThem(t *testing.T) {
	for _, typed := range []string{"2026-11-22", "2026年11月22日", "2026/11/22", "2026.11.22", " 2026-11-22 "} {
		d := widget.NewDateEntry()
		leave(t, inWindow(t, d), d.Field, typed)
		got, err := d.Value()
		require.NoError(t, err)
		require.Equal(t, date.Must("2026-11-22"), got)
		require.Equal(t, "2026-11-22", d.Field.Text)
	}
	d := widget.NewDateEntry()
	var failed error
	d.OnCommit = func(_ date.Date, err error) { failed = err }
	leave(t, inWindow(t, d), d.Field, "2026-02-30")
	require.ErrorContains(t, failed, "不存在")
	require.Equal(t, "2026-02-30", d.Field.Text)
}

func TestTheCalendarOpensAtTheDateAndWritesTheDayPicked(t *testing.T) {
	widget.RecordNames()
	d := widget.NewDateEntry()
	var got date.Date
	d.OnCommit = func(v date.Date, err error) { require.NoError(t, err); got = v }
	d.SetValue(date.Must("2026-11-22"))
	c := inWindow(t, d)
	c.Focus(d.Field)
	d.Field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	require.Len(t, c.Overlays().List(), 1)
	at, ok := place(c, "calendar.2026-11-27")
	require.True(t, ok)
	test.TapCanvas(c, at)
	require.Equal(t, date.Must("2026-11-27"), got)
	require.Equal(t, "2026-11-27", d.Field.Text)
	require.Empty(t, c.Overlays().List())
	require.Equal(t, fyne.Focusable(d.Field), c.Focused())
}

func TestKeysMoveThroughTheCalendar(t *testing.T) {
	test.NewTempApp(t)
	var picked date.Date
	escaped := false
	m := widget.NewMonth(date.Must("2026-01-31"), date.Must("2026-01-05"), nil, func(d date.Date) { picked = d })
	m.OnEscape = func() { escaped = true }
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyPageDown, "2026-02-28"}, {fyne.KeyRight, "2026-03-01"}, {fyne.KeyUp, "2026-02-22"}, {fyne.KeyDown, "2026-03-01"},
		{fyne.KeyLeft, "2026-02-28"}, {fyne.KeyPageUp, "2026-01-28"},
	} {
		m.TypedKey(&fyne.KeyEvent{Name: step.key})
		require.Equal(t, step.want, m.At().String())
	}
	require.Equal(t, "2026年1月", m.Title())
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Equal(t, "2026-01-28", picked.String())
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	require.True(t, escaped)
	m.GoTo(date.Must("2199-12-31"))
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	require.Equal(t, "2199-12-31", m.At().String(), "the calendar ends where dates end")
}
