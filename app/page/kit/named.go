package kit

import (
	"fyne.io/fyne/v2"

	"zhiya/app/widget"
)

// Named gives a thing on the screen the name by which a test finds it ("nav:cases", "field:amount", "submit").
func Named(name string, o fyne.CanvasObject) fyne.CanvasObject { return widget.Named(name, o) }
