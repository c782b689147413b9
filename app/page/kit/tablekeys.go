package kit

import (
	"fyne.io/fyne/v2"

	"zhiya/app/widget"
)

// TableKeys hands the window the keys and shortcuts a table has no use for.
func TableKeys[T any](keys Keys, t *widget.DataTable[T]) {
	t.OnShortcut = keys.Shortcut
	t.OnKey = func(k fyne.KeyName) {
		if k == fyne.KeyEscape {
			keys.Escape()
			return
		}
		keys.Function(k)
	}
}
