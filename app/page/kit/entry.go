package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Keys are where an entry hands keys that are not its own: the shortcuts of the window and Esc.
type Keys interface {
	Shortcut(s fyne.Shortcut)
	Escape()
	Function(key fyne.KeyName) // F1, F5
	Touch()
}

// Entry is a field to type in. It tells when it gains and loses the focus and lets the window's shortcuts through. Nothing
// happens while a person types: an input method may still be composing.
type Entry struct {
	widget.Entry
	Keys    Keys
	OnFocus func()
	OnBlur  func()
	OnEnter func() // only where Enter has one clear meaning: search, sign-in
	// OnKey may take a key in a cell of a table: arrows and Enter; OnPaste may take text of several cells. Both may be nil.
	OnKey   func(fyne.KeyName) bool
	OnPaste func(text string) bool
}

// NewEntry is an entry of one line.
func NewEntry(keys Keys) *Entry {
	e := &Entry{Keys: keys}
	e.ExtendBaseWidget(e)
	return e
}

// NewSecretEntry is an entry whose text is not shown.
func NewSecretEntry(keys Keys) *Entry {
	e := &Entry{Keys: keys}
	e.Password = true
	e.ExtendBaseWidget(e)
	return e
}

// NewLongEntry is an entry of several lines.
func NewLongEntry(keys Keys, lines int) *Entry {
	e := &Entry{Keys: keys}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapBreak
	e.ExtendBaseWidget(e)
	e.SetMinRowsVisible(lines)
	return e
}

// AcceptsTab is false also for several lines: Tab goes to the next field.
func (e *Entry) AcceptsTab() bool { return false }

// FocusGained tells OnFocus.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	if e.OnFocus != nil {
		e.OnFocus()
	}
}

// FocusLost tells OnBlur.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.OnBlur != nil {
		e.OnBlur()
	}
}

// TypedRune notes that somebody is there.
func (e *Entry) TypedRune(r rune) {
	e.touch()
	e.Entry.TypedRune(r)
}

// TypedKey keeps Enter from doing anything in a field of one line, unless it has a meaning there; Esc goes to the window.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	e.touch()
	if e.OnKey != nil && e.OnKey(k.Name) {
		return
	}
	switch k.Name {
	case fyne.KeyEscape:
		if e.Keys != nil {
			e.Keys.Escape()
		}
		return
	case fyne.KeyF1, fyne.KeyF5:
		if e.Keys != nil {
			e.Keys.Function(k.Name)
		}
		return
	case fyne.KeyReturn, fyne.KeyEnter:
		if !e.MultiLine {
			if e.OnEnter != nil {
				e.OnEnter()
			}
			return
		}
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut gives the window its own shortcuts; the rest is editing.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && e.Keys != nil && !editing(custom) {
		e.Keys.Shortcut(s)
		return
	}
	if p, ok := s.(*fyne.ShortcutPaste); ok && e.OnPaste != nil {
		if text := p.Clipboard.Content(); strings.ContainsAny(strings.TrimRight(text, "\r\n"), "\t\n") && e.OnPaste(text) {
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// editing are the combinations that an entry itself knows: moving by words.
func editing(s *desktop.CustomShortcut) bool {
	switch s.KeyName {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyUp, fyne.KeyDown, fyne.KeyBackspace, fyne.KeyDelete:
		return s.Modifier&fyne.KeyModifierAlt == 0
	}
	return false
}

func (e *Entry) touch() {
	if e.Keys != nil {
		e.Keys.Touch()
	}
}
