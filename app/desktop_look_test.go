package app_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"

	look "zhiya/app/theme"
)

func TestTheLookChangesForTheSessionAndThePageStays(t *testing.T) {
	w := open(t, desk(t, true))
	w.signIn("kehu")
	w.tap("nav:cases")
	require.True(t, w.has("look"))
	w.desktop.SetLook(look.Options{Brightness: look.Dark, TextSize: 18})
	require.EqualValues(t, 18, theme.TextSize())
	settings := fyne.CurrentApp().Settings()
	r, _, _, _ := settings.Theme().Color(theme.ColorNameBackground, settings.ThemeVariant()).RGBA()
	require.Less(t, r>>8, uint32(0x40), "the ground is dark")
	require.True(t, w.has("cases.filter"), "the page that was open is open again")
	w.tap("nav:help")
	require.Contains(t, w.text(), "怎样办理")
	require.Equal(t, look.Dark, w.desktop.Look().Brightness)
}
