package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Select is a choice from a list that tells when it gains and loses the focus and lets Esc through.
type Select struct {
	widget.Select
	Keys    Keys
	OnFocus func()
	OnBlur  func()
}

// NewSelect offers these titles.
func NewSelect(keys Keys, titles []string) *Select {
	s := &Select{Keys: keys}
	s.Options = titles
	s.PlaceHolder = "请选择"
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained tells OnFocus.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	if s.OnFocus != nil {
		s.OnFocus()
	}
}

// FocusLost tells OnBlur.
func (s *Select) FocusLost() {
	s.Select.FocusLost()
	if s.OnBlur != nil {
		s.OnBlur()
	}
}

// TypedKey gives Esc to the window.
func (s *Select) TypedKey(k *fyne.KeyEvent) {
	if s.Keys != nil {
		s.Keys.Touch()
		if k.Name == fyne.KeyEscape {
			s.Keys.Escape()
			return
		}
	}
	s.Select.TypedKey(k)
}

// Check is a box to tick that tells when it gains the focus and lets Esc through.
type Check struct {
	widget.Check
	Keys    Keys
	OnFocus func()
}

// NewCheck makes a box with its text at the right.
func NewCheck(keys Keys, text string, changed func(bool)) *Check {
	c := &Check{Keys: keys}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained tells OnFocus.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	if c.OnFocus != nil {
		c.OnFocus()
	}
}

// TypedKey gives Esc to the window.
func (c *Check) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape && c.Keys != nil {
		c.Keys.Escape()
		return
	}
	c.Check.TypedKey(k)
}

// Enable makes a control usable or not.
func Enable(d fyne.Disableable, on bool) {
	if on {
		d.Enable()
	} else {
		d.Disable()
	}
}
