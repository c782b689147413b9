package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	look "zhiya/app/theme"
	"zhiya/assets"
)

// textSizes are what the menu 显示 offers; 0 is the usual size.
var textSizes = []struct {
	title string
	size  float32
}{{"标准字号", 0}, {"大字号", 16}, {"特大字号", 18}}

// SetLook changes how the window looks until it is closed. What is typed in an open form is kept as a draft first, because the
// page is drawn anew.
func (d *Desktop) SetLook(o look.Options) {
	d.look = o
	if d.fonts == nil {
		d.fonts = look.NewFonts(assets.FontRegular(), assets.FontBold())
	}
	d.app.Settings().SetTheme(look.New(d.fonts, o))
	if d.signed && d.locked == nil {
		d.shell.redraw()
	}
}

// Look is how the window looks now.
func (d *Desktop) Look() look.Options { return d.look }

// redraw builds frame and page again: shapes drawn by the program keep the colours they were made with.
func (s *shell) redraw() {
	s.nav = map[string]*widget.Button{}
	s.d.window.SetContent(s.d.watched(s.content()))
	s.d.Fresh()
}

// lookMenu is the button 显示 of the status bar with its menu.
func (s *shell) lookMenu() fyne.CanvasObject {
	b := widget.NewButton("显示", nil)
	b.Importance = widget.LowImportance
	b.OnTapped = func() {
		menu := widget.NewPopUpMenu(fyne.NewMenu("显示", s.lookItems()...), s.d.window.Canvas())
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		menu.ShowAtPosition(at.SubtractXY(0, menu.MinSize().Height))
	}
	return container.NewStack(kit.Named("look", b))
}

func (s *shell) lookItems() []*fyne.MenuItem {
	now := s.d.look
	item := func(title string, on bool, o look.Options) *fyne.MenuItem {
		m := fyne.NewMenuItem(title, func() { s.d.SetLook(o) })
		m.Checked = on
		return m
	}
	bright := func(b look.Brightness) look.Options { o := now; o.Brightness = b; return o }
	items := []*fyne.MenuItem{item("浅色", now.Brightness == look.Light, bright(look.Light)), item("深色", now.Brightness == look.Dark, bright(look.Dark)), fyne.NewMenuItemSeparator()}
	for _, t := range textSizes {
		o := now
		o.TextSize = t.size
		items = append(items, item(t.title, now.TextSize == t.size, o))
	}
	return items
}
