package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Field is an entry of one line whose value counts when it is left or Enter is pressed, not while it is typed: an input
// method may still be composing.
type Field struct {
	widget.Entry
	// OnCommit gets the text when the field is left or Enter is pressed, if it has changed since.
	OnCommit func(text string)
	// OnShortcut gets the shortcuts that are not the entry's own; the toolkit gives a focused entry all of them.
	OnShortcut func(fyne.Shortcut)
	// OnKey gets Esc, F1 and F5, which mean something to the window and nothing to an entry.
	OnKey func(fyne.KeyName)
	// OnDown is called for the arrow key down, which in one line does nothing else.
	OnDown func()

	committed string
}

// NewField is an empty field with a grey hint.
func NewField(hint string) *Field {
	f := &Field{}
	f.ExtendBaseWidget(f)
	f.PlaceHolder = hint
	f.OnSubmitted = func(string) { f.Commit() }
	return f
}

// SetText puts a value there as the program knows it; it commits nothing.
func (f *Field) SetText(text string) {
	f.committed = text
	f.Entry.SetText(text)
}

// Commit hands the text on now, if it has changed.
func (f *Field) Commit() {
	if f.Text == f.committed {
		return
	}
	f.committed = f.Text
	if f.OnCommit != nil {
		f.OnCommit(f.Text)
	}
}

// FocusLost commits.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	f.Commit()
}

// TypedKey takes the arrow down.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown && f.OnDown != nil {
		f.OnDown()
		return
	}
	if windowKey(e.Name) && f.OnKey != nil {
		f.OnKey(e.Name)
		return
	}
	f.Entry.TypedKey(e)
}

// windowKey reports whether a key belongs to the window whatever has the focus.
func windowKey(k fyne.KeyName) bool {
	return k == fyne.KeyEscape || k == fyne.KeyF1 || k == fyne.KeyF5
}

// TypedShortcut keeps copy, cut, paste, undo and select all, and hands on the rest.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if _, own := s.(*desktop.CustomShortcut); own && f.OnShortcut != nil {
		f.OnShortcut(s)
	}
	f.Entry.TypedShortcut(s)
}
