package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tight is the program's theme, asked each time because a person may change it, with less air around labels.
type tight struct{}

func (tight) now() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

func (t tight) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	return t.now().Color(n, v)
}
func (t tight) Font(s fyne.TextStyle) fyne.Resource     { return t.now().Font(s) }
func (t tight) Icon(n fyne.ThemeIconName) fyne.Resource { return t.now().Icon(n) }
func (t tight) Size(n fyne.ThemeSizeName) float32 {
	if n == theme.SizeNameInnerPadding {
		return 2
	}
	return t.now().Size(n)
}

func tightly(o fyne.CanvasObject) fyne.CanvasObject { return container.NewThemeOverride(o, tight{}) }

// footnote is a small line below an input, its text flush with the text in the input. It takes no room while it is empty.
type footnote struct {
	label *widget.Label
	box   *fyne.Container
}

func newFootnote(importance widget.Importance) *footnote {
	l := widget.NewLabel("")
	l.SizeName, l.Importance, l.Wrapping = theme.SizeNameCaptionText, importance, fyne.TextWrapBreak
	inset := tight{}.now().Size(theme.SizeNameInnerPadding) - 2
	f := &footnote{label: l, box: container.New(layout.NewCustomPaddedLayout(0, 0, inset, 0), tightly(l))}
	f.box.Hide()
	return f
}

func (f *footnote) say(text string) {
	f.label.SetText(text)
	if text == "" {
		f.box.Hide()
	} else {
		f.box.Show()
	}
}
