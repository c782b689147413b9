package widget

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Control is one thing a person can see in the window. Positions are in the toolkit's units from the window's upper left
// corner and give the part that is not scrolled away.
type Control struct {
	Name     string  `json:"name"` // "" for plain text nobody named
	Kind     string  `json:"kind"` // the widget's type: Button, Entry, Label, Text …
	X        float32 `json:"x"`
	Y        float32 `json:"y"`
	W        float32 `json:"w"`
	H        float32 `json:"h"`
	Text     string  `json:"text"` // what stands on it; a secret is shown as dots
	Page     string  `json:"page"`
	Disabled bool    `json:"disabled,omitempty"`
	Focused  bool    `json:"focused,omitempty"`
	Checked  bool    `json:"checked,omitempty"`  // a box that is ticked
	Covered  bool    `json:"covered,omitempty"`  // a dialog or a menu lies over it: clicks do not reach it
	Scrolled bool    `json:"scrolled,omitempty"` // it is scrolled out of sight; the position is where it would be
}

// Parent is a composite of this package whose parts may be named: the trace looks inside.
type Parent interface {
	Children() []fyne.CanvasObject
}

// Snapshot lists what the window shows: every named thing, and every text. It must run where the toolkit's events run.
func Snapshot(w fyne.Window, page string) []Control {
	s := &snapshot{canvas: w.Canvas(), page: page, named: namedObjects(), seen: map[fyne.CanvasObject]bool{}}
	overlays := s.canvas.Overlays().List()
	roots := append([]fyne.CanvasObject{w.Content()}, overlays...)
	driver := fyne.CurrentApp().Driver()
	for i, root := range roots {
		if root == nil {
			continue
		}
		s.covered = i < len(roots)-1
		at := driver.AbsolutePositionForObject(root)
		s.walk(root, at, box{x2: s.canvas.Size().Width, y2: s.canvas.Size().Height})
	}
	// What stands inside a widget that cannot be looked into: the driver knows where. It answers 0,0 for what is not shown.
	s.covered = len(overlays) > 0
	whole := box{x2: s.canvas.Size().Width, y2: s.canvas.Size().Height}
	for o := range s.named {
		if s.seen[o] || !o.Visible() || driver.CanvasForObject(o) != s.canvas {
			continue
		}
		if at := driver.AbsolutePositionForObject(o); at != (fyne.Position{}) {
			s.add(o, at, whole)
		}
	}
	sort.SliceStable(s.out, func(i, j int) bool {
		a, b := s.out[i], s.out[j]
		if a.Y != b.Y {
			return a.Y < b.Y
		}
		if a.X != b.X {
			return a.X < b.X
		}
		return a.Name < b.Name
	})
	return s.out
}

type box struct{ x1, y1, x2, y2 float32 }

func (b box) and(c box) box {
	return box{max(b.x1, c.x1), max(b.y1, c.y1), min(b.x2, c.x2), min(b.y2, c.y2)}
}

func (b box) empty() bool { return b.x2-b.x1 < 1 || b.y2-b.y1 < 1 }

type snapshot struct {
	canvas  fyne.Canvas
	page    string
	named   map[fyne.CanvasObject]string
	seen    map[fyne.CanvasObject]bool
	covered bool
	out     []Control
}

func (s *snapshot) walk(o fyne.CanvasObject, at fyne.Position, clip box) {
	if o == nil || !o.Visible() {
		return
	}
	s.add(o, at, clip)
	if _, scrolls := o.(*container.Scroll); scrolls {
		clip = clip.and(box{at.X, at.Y, at.X + o.Size().Width, at.Y + o.Size().Height})
	}
	for _, child := range childrenOf(o) {
		if child != nil {
			s.walk(child, at.Add(child.Position()), clip)
		}
	}
}

func (s *snapshot) add(o fyne.CanvasObject, at fyne.Position, clip box) {
	s.seen[o] = true
	name := s.named[o]
	kind, text := describe(o)
	if name == "" && (text == "" || !speaks(o)) {
		return
	}
	c := Control{Name: name, Kind: kind, Text: text, Page: s.page, Covered: s.covered}
	full := box{at.X, at.Y, at.X + o.Size().Width, at.Y + o.Size().Height}
	if part := full.and(clip); part.empty() {
		c.Scrolled = true
	} else {
		full = part
	}
	c.X, c.Y, c.W, c.H = full.x1, full.y1, full.x2-full.x1, full.y2-full.y1
	if d, ok := o.(fyne.Disableable); ok {
		c.Disabled = d.Disabled()
	}
	if ticked := fieldOf(reflect.Indirect(reflect.ValueOf(o)), "Checked"); ticked.Kind() == reflect.Bool {
		c.Checked = ticked.Bool()
	}
	if f, ok := o.(fyne.Focusable); ok {
		c.Focused = s.canvas.Focused() == f
	}
	s.out = append(s.out, c)
}

// speaks reports whether a thing without a name is worth a line: what a person can read or press.
func speaks(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *canvas.Text, *widget.Label, *widget.RichText, *widget.Button, *widget.Hyperlink, *widget.Check, *widget.Entry, *widget.Select:
		return true
	}
	return false
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case Parent:
		return o.Children()
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case *container.Split:
		return []fyne.CanvasObject{o.Leading, o.Trailing}
	case *container.AppTabs:
		return tabContent(o.Items, o.SelectedIndex())
	case *container.DocTabs:
		return tabContent(o.Items, o.SelectedIndex())
	}
	// Cards, pop-ups, dialogs, theme overrides and what the toolkit lays them on all have a field Content.
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return nil
	}
	if content, ok := valueOf(fieldOf(v, "Content")).(fyne.CanvasObject); ok {
		return []fyne.CanvasObject{content}
	}
	return nil
}

func valueOf(v reflect.Value) any {
	if !v.IsValid() || !v.CanInterface() {
		return nil
	}
	return v.Interface()
}

func tabContent(items []*container.TabItem, selected int) []fyne.CanvasObject {
	if selected < 0 || selected >= len(items) {
		return nil
	}
	return []fyne.CanvasObject{items[selected].Content}
}

// describe reads the type and the text of a widget; a type that embeds an entry or a label has the fields of what it embeds.
func describe(o fyne.CanvasObject) (kind, text string) {
	v := reflect.Indirect(reflect.ValueOf(o))
	kind = v.Type().Name()
	if i := strings.IndexByte(kind, '['); i >= 0 {
		kind = kind[:i] // DataTable[…] and its like
	}
	if v.Kind() != reflect.Struct {
		return kind, ""
	}
	if rich, ok := o.(*widget.RichText); ok {
		return kind, rich.String()
	}
	for _, field := range []string{"Text", "Selected"} {
		if f := fieldOf(v, field); f.Kind() == reflect.String && f.String() != "" {
			text = f.String()
			break
		}
	}
	if p := fieldOf(v, "Password"); p.Kind() == reflect.Bool && p.Bool() {
		text = strings.Repeat("•", len([]rune(text)))
	}
	return kind, text
}

// fieldOf is the zero Value where v has no such field, also where it would stand behind a nil pointer.
func fieldOf(v reflect.Value, name string) reflect.Value {
	field, ok := v.Type().FieldByName(name)
	if !ok {
		return reflect.Value{}
	}
	f, err := v.FieldByIndexErr(field.Index)
	if err != nil {
		return reflect.Value{}
	}
	return f
}

// StartTrace writes to path, as JSON lines, what w shows, whenever that has changed; page says which page is shown. The file is
// replaced whole, so a reader never sees half of it. The trace ends when stop is called.
func StartTrace(w fyne.Window, path string, page func() string) (stop func()) {
	RecordNames()
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(40 * time.Millisecond)
		defer tick.Stop()
		var last []byte
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			var now []Control
			fyne.DoAndWait(func() { now = Snapshot(w, page()) })
			if text := jsonLines(now); !bytes.Equal(text, last) && replaceFile(path, text) == nil {
				last = text
			}
		}
	}()
	return func() { close(done) }
}

func jsonLines(controls []Control) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, c := range controls {
		if err := encoder.Encode(c); err != nil {
			return nil // a Control always encodes: NaN positions do not occur in a laid out window
		}
	}
	return b.Bytes()
}

func replaceFile(path string, content []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
