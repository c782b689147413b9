package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"zhiya/assets"
)

var (
	regular = fyne.NewStaticResource("NotoSansSC-Regular.ttf", assets.FontRegular())
	bold    = fyne.NewStaticResource("NotoSansSC-Bold.ttf", assets.FontBold())
)

type chinese struct{ fyne.Theme }

func (chinese) Font(s fyne.TextStyle) fyne.Resource {
	if s.Symbol {
		return theme.DefaultTheme().Font(s)
	}
	if s.Bold {
		return bold
	}
	return regular
}

func (c chinese) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return c.Theme.Color(n, theme.VariantLight)
}
