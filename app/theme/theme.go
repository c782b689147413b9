// Package theme is how the program looks: its own Chinese font, a calm palette of paper, ink and one blue-green, light and
// dark, comfortable and compact, at any text size. It also makes the toolkit's own words Chinese.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Brightness says which of the two palettes is used.
type Brightness string

const (
	FollowSystem Brightness = ""      // 跟随系统
	Light        Brightness = "light" // 浅色
	Dark         Brightness = "dark"  // 深色
)

// Density says how much air there is between things.
type Density string

const (
	Comfortable Density = ""        // 舒适
	Compact     Density = "compact" // 紧凑
)

// Options are what a person may choose about the look.
type Options struct {
	Brightness Brightness
	Density    Density
	// TextSize is the size of plain text in the toolkit's units, 11 to 22; 0 is the usual one of the density.
	TextSize float32
}

// Fonts are the fonts of the program as the toolkit wants them. Make them once: the toolkit keeps every font it is given by
// the identity of its resource and would load a second copy of the same 10 MB otherwise.
type Fonts struct {
	regular, bold fyne.Resource
}

// NewFonts takes the bytes of two TrueType files.
func NewFonts(regular, bold []byte) *Fonts {
	return &Fonts{
		regular: fyne.NewStaticResource("NotoSansSC-Regular.ttf", regular),
		bold:    fyne.NewStaticResource("NotoSansSC-Bold.ttf", bold),
	}
}

// New makes the theme. Give it to fyne.Settings.SetTheme; to change an option, make another one with the same fonts.
func New(fonts *Fonts, options Options) fyne.Theme {
	return &look{fonts: fonts, options: options, plain: fynetheme.DefaultTheme()}
}

type look struct {
	fonts   *Fonts
	options Options
	plain   fyne.Theme // what this theme does not decide: icons and the symbol font
}

// Font is Noto Sans SC for everything but the toolkit's symbols; its digits are all of one width, so figures align.
func (l *look) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return l.plain.Font(style)
	case style.Bold:
		return l.fonts.bold
	}
	return l.fonts.regular
}

func (l *look) Icon(name fyne.ThemeIconName) fyne.Resource { return l.plain.Icon(name) }

func (l *look) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch l.options.Brightness {
	case Light:
		variant = fynetheme.VariantLight
	case Dark:
		variant = fynetheme.VariantDark
	}
	palette := light
	if variant == fynetheme.VariantDark {
		palette = dark
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return l.plain.Color(name, variant)
}

func (l *look) Size(name fyne.ThemeSizeName) float32 {
	text, pad, inner, line := float32(14), float32(4), float32(8), float32(3)
	if l.options.Density == Compact {
		text, pad, inner, line = 13, 3, 5, 2
	}
	if s := l.options.TextSize; s != 0 {
		text = min(max(s, 11), 22)
	}
	switch name {
	case fynetheme.SizeNameText:
		return text
	case fynetheme.SizeNameCaptionText:
		return text * 0.86
	case fynetheme.SizeNameSubHeadingText:
		return text * 1.2
	case fynetheme.SizeNameHeadingText:
		return text * 1.5
	case fynetheme.SizeNameInlineIcon:
		return text * 1.3
	case fynetheme.SizeNamePadding:
		return pad
	case fynetheme.SizeNameInnerPadding:
		return inner
	case fynetheme.SizeNameLineSpacing:
		return line
	case fynetheme.SizeNameSeparatorThickness, fynetheme.SizeNameInputBorder:
		return 1
	case fynetheme.SizeNameInputRadius, fynetheme.SizeNameSelectionRadius, fynetheme.SizeNameButtonRadius:
		return 4
	}
	return l.plain.Size(name)
}
