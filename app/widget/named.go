package widget

import (
	"os"
	"sync"

	"fyne.io/fyne/v2"
)

// TraceVariable is the environment variable that names the file into which the window writes what it shows; see StartTrace.
const TraceVariable = "ZHIYA_UI_TRACE"

// names holds the names of things on the screen. It keeps what it names alive, so it is filled only while a test watches.
var names = struct {
	sync.RWMutex
	recording bool
	of        map[fyne.CanvasObject]string
}{recording: os.Getenv(TraceVariable) != "", of: map[fyne.CanvasObject]string{}}

// RecordNames makes Named remember from now on; for tests without a window.
func RecordNames() {
	names.Lock()
	defer names.Unlock()
	names.recording = true
}

// Named gives a thing on the screen the name by which a test finds it ("nav.cases", "field.amount", "submit") and returns
// the thing itself. Naming it again renames it.
func Named[O fyne.CanvasObject](name string, o O) O {
	names.Lock()
	defer names.Unlock()
	switch {
	case name == "":
		delete(names.of, o)
	case names.recording:
		names.of[o] = name
	}
	return o
}

// NameOf is the name given to o, or "".
func NameOf(o fyne.CanvasObject) string {
	names.RLock()
	defer names.RUnlock()
	return names.of[o]
}

// namedObjects is a copy, so that no lock is held while the window is asked about them.
func namedObjects() map[fyne.CanvasObject]string {
	names.RLock()
	defer names.RUnlock()
	out := make(map[fyne.CanvasObject]string, len(names.of))
	for o, name := range names.of {
		out[o] = name
	}
	return out
}
