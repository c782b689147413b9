package theme

import (
	_ "embed"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

//go:embed words.json
var words []byte

// SpeakChinese makes the toolkit's own words (dialog buttons, menus, file pickers) Chinese whatever the system's language is,
// and replaces its translation of "No". Call it once, before the first window is built: widgets take their words when made.
func SpeakChinese() error {
	var faults []error
	// The toolkit picks the registered language nearest to the system's: the system's own is always nearest, and the others
	// stand in where it cannot be read (LC_ALL=C counts as English).
	for _, locale := range []fyne.Locale{lang.SystemLocale(), "en", "zh", "zh-Hans", "zh-CN"} {
		faults = append(faults, lang.AddTranslationsForLocale(words, locale))
	}
	return errors.Join(faults...)
}
