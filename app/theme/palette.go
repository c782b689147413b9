package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

type palette map[fyne.ThemeColorName]color.Color

func rgb(hex uint32) color.NRGBA { return rgba(hex, 0xff) }

func rgba(hex uint32, alpha uint8) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}

var light = palette{
	fynetheme.ColorNameBackground:          rgb(0xf7f6f2),
	fynetheme.ColorNameForeground:          rgb(0x1d272b),
	fynetheme.ColorNamePrimary:             rgb(0x1f5f73),
	fynetheme.ColorNameHyperlink:           rgb(0x1f5f73),
	fynetheme.ColorNameForegroundOnPrimary: rgb(0xffffff),
	fynetheme.ColorNameFocus:               rgba(0x1f5f73, 0x55),
	fynetheme.ColorNameSelection:           rgb(0xd3e4e9),
	fynetheme.ColorNameButton:              rgb(0xe9e6de),
	fynetheme.ColorNameDisabledButton:      rgb(0xefede7),
	fynetheme.ColorNameDisabled:            rgb(0x72777a),
	fynetheme.ColorNamePlaceHolder:         rgb(0x6b7173),
	fynetheme.ColorNameHover:               rgba(0x1f5f73, 0x14),
	fynetheme.ColorNamePressed:             rgba(0x1f5f73, 0x30),
	fynetheme.ColorNameInputBackground:     rgb(0xffffff),
	fynetheme.ColorNameInputBorder:         rgb(0xc6c2b7),
	fynetheme.ColorNameHeaderBackground:    rgb(0xefece5),
	fynetheme.ColorNameMenuBackground:      rgb(0xffffff),
	fynetheme.ColorNameOverlayBackground:   rgb(0xfcfbf9),
	fynetheme.ColorNameSeparator:           rgb(0xdedad0),
	fynetheme.ColorNameScrollBar:           rgba(0x1d272b, 0x70),
	fynetheme.ColorNameShadow:              rgba(0x000000, 0x33),
	fynetheme.ColorNameError:               rgb(0xb3261e),
	fynetheme.ColorNameForegroundOnError:   rgb(0xffffff),
	fynetheme.ColorNameWarning:             rgb(0x8a5a00),
	fynetheme.ColorNameForegroundOnWarning: rgb(0xffffff),
	fynetheme.ColorNameSuccess:             rgb(0x2b6a3c),
	fynetheme.ColorNameForegroundOnSuccess: rgb(0xffffff),
}

var dark = palette{
	fynetheme.ColorNameBackground:          rgb(0x171a1c),
	fynetheme.ColorNameForeground:          rgb(0xe3e5e2),
	fynetheme.ColorNamePrimary:             rgb(0x79b8ca),
	fynetheme.ColorNameHyperlink:           rgb(0x79b8ca),
	fynetheme.ColorNameForegroundOnPrimary: rgb(0x0f1a1e),
	fynetheme.ColorNameFocus:               rgba(0x79b8ca, 0x60),
	fynetheme.ColorNameSelection:           rgb(0x223c45),
	fynetheme.ColorNameButton:              rgb(0x2a2f32),
	fynetheme.ColorNameDisabledButton:      rgb(0x212527),
	fynetheme.ColorNameDisabled:            rgb(0x8b9194),
	fynetheme.ColorNamePlaceHolder:         rgb(0x969c9e),
	fynetheme.ColorNameHover:               rgba(0x79b8ca, 0x1c),
	fynetheme.ColorNamePressed:             rgba(0x79b8ca, 0x40),
	fynetheme.ColorNameInputBackground:     rgb(0x1f2326),
	fynetheme.ColorNameInputBorder:         rgb(0x444b4f),
	fynetheme.ColorNameHeaderBackground:    rgb(0x1f2326),
	fynetheme.ColorNameMenuBackground:      rgb(0x22272a),
	fynetheme.ColorNameOverlayBackground:   rgb(0x1d2123),
	fynetheme.ColorNameSeparator:           rgb(0x32383b),
	fynetheme.ColorNameScrollBar:           rgba(0xe3e5e2, 0x80),
	fynetheme.ColorNameShadow:              rgba(0x000000, 0x80),
	fynetheme.ColorNameError:               rgb(0xef8d84),
	fynetheme.ColorNameForegroundOnError:   rgb(0x2a0c09),
	fynetheme.ColorNameWarning:             rgb(0xe0b25c),
	fynetheme.ColorNameForegroundOnWarning: rgb(0x261a02),
	fynetheme.ColorNameSuccess:             rgb(0x8cc79a),
	fynetheme.ColorNameForegroundOnSuccess: rgb(0x0b2413),
}
