package theme_test

import (
	"image/color"
	"math"
	"os"
	"os/exec"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"

	"zhiya/app/theme"
	"zhiya/assets"
)

var fonts = theme.NewFonts(assets.FontRegular(), assets.FontBold())

func TestFontsKeepOneIdentity(t *testing.T) {
	th := theme.New(fonts, theme.Options{})
	again := theme.New(fonts, theme.Options{Brightness: theme.Dark, Density: theme.Compact})
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}, {Italic: true}} {
		require.Same(t, th.Font(style), th.Font(style))
		require.Same(t, th.Font(style), again.Font(style))
	}
	require.NotSame(t, th.Font(fyne.TextStyle{}), th.Font(fyne.TextStyle{Bold: true}))
}

// Contrast of WCAG 2.1: text 4.5, what only has to be noticed 3.
func TestTextCanBeReadOnEveryGroundOfBothPalettes(t *testing.T) {
	grounds := []fyne.ThemeColorName{fynetheme.ColorNameBackground, fynetheme.ColorNameInputBackground, fynetheme.ColorNameHeaderBackground,
		fynetheme.ColorNameOverlayBackground, fynetheme.ColorNameMenuBackground, fynetheme.ColorNameSelection, fynetheme.ColorNameButton}
	inks := map[fyne.ThemeColorName]float64{fynetheme.ColorNameForeground: 7, fynetheme.ColorNamePrimary: 4.5, fynetheme.ColorNameError: 4.5,
		fynetheme.ColorNameWarning: 4.5, fynetheme.ColorNameSuccess: 4.5, fynetheme.ColorNamePlaceHolder: 3}
	on := map[fyne.ThemeColorName]fyne.ThemeColorName{fynetheme.ColorNameForegroundOnPrimary: fynetheme.ColorNamePrimary,
		fynetheme.ColorNameForegroundOnError: fynetheme.ColorNameError, fynetheme.ColorNameForegroundOnWarning: fynetheme.ColorNameWarning,
		fynetheme.ColorNameForegroundOnSuccess: fynetheme.ColorNameSuccess}
	for _, b := range []theme.Brightness{theme.Light, theme.Dark} {
		th := theme.New(fonts, theme.Options{Brightness: b})
		get := func(n fyne.ThemeColorName) color.Color { return th.Color(n, fynetheme.VariantLight) }
		for _, g := range grounds {
			for ink, least := range inks {
				require.GreaterOrEqualf(t, contrast(get(ink), get(g)), least, "%s: %s on %s", b, ink, g)
			}
		}
		for ink, g := range on {
			require.GreaterOrEqualf(t, contrast(get(ink), get(g)), 4.5, "%s: %s", b, ink)
		}
	}
}

func TestBrightnessFollowsTheSystemUnlessChosen(t *testing.T) {
	system := theme.New(fonts, theme.Options{})
	chosen := theme.New(fonts, theme.Options{Brightness: theme.Dark})
	bg := fynetheme.ColorNameBackground
	require.NotEqual(t, system.Color(bg, fynetheme.VariantLight), system.Color(bg, fynetheme.VariantDark))
	require.Equal(t, chosen.Color(bg, fynetheme.VariantLight), chosen.Color(bg, fynetheme.VariantDark))
}

func TestCompactIsSmallerAndTextSizeIsBounded(t *testing.T) {
	size := func(o theme.Options, n fyne.ThemeSizeName) float32 { return theme.New(fonts, o).Size(n) }
	for _, n := range []fyne.ThemeSizeName{fynetheme.SizeNameText, fynetheme.SizeNamePadding, fynetheme.SizeNameInnerPadding, fynetheme.SizeNameHeadingText} {
		require.Less(t, size(theme.Options{Density: theme.Compact}, n), size(theme.Options{}, n))
	}
	require.EqualValues(t, 18, size(theme.Options{TextSize: 18}, fynetheme.SizeNameText))
	require.EqualValues(t, 22, size(theme.Options{TextSize: 90}, fynetheme.SizeNameText))
	require.EqualValues(t, 11, size(theme.Options{TextSize: 1}, fynetheme.SizeNameText))
}

func TestWhatTheThemeDoesNotDecideComesFromTheToolkit(t *testing.T) {
	test.NewTempApp(t)
	th := theme.New(fonts, theme.Options{})
	require.NotNil(t, th.Icon(fynetheme.IconNameCancel))
	require.NotNil(t, th.Font(fyne.TextStyle{Symbol: true}))
	require.Positive(t, th.Size(fynetheme.SizeNameScrollBar))
}

// The language of the toolkit is settled once a process, so each locale is tried in a process of its own.
func TestTheToolkitSpeaksChineseInEveryLocale(t *testing.T) {
	if os.Getenv("ZHIYA_TEST_WORDS") != "" {
		require.NoError(t, theme.SpeakChinese())
		require.Equal(t, "否", lang.L("No"))
		require.Equal(t, "取消", lang.L("Cancel"))
		require.Equal(t, "周六", lang.X("saturday.short", "Sat"))
		return
	}
	for _, locale := range []string{"C", "C.UTF-8", "POSIX", "en_US.UTF-8", "zh_CN.UTF-8", "zh_TW.UTF-8", "zh", "de_DE.UTF-8", "sr_RS.UTF-8"} {
		t.Run(locale, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestTheToolkitSpeaksChineseInEveryLocale$")
			cmd.Env = append(os.Environ(), "ZHIYA_TEST_WORDS=1", "LC_ALL="+locale, "LANG="+locale, "LANGUAGE=")
			out, err := cmd.CombinedOutput()
			require.NoErrorf(t, err, "%s", out)
		})
	}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}
