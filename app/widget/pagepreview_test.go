package widget_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// paper has as many pages; each says its number, "押品" at its head and "登记" at the foot of the last.
func paper(n int) []layout.Page {
	var out []layout.Page
	for i := range n {
		p := layout.Page{Width: 595.28, Height: 841.89, Number: i + 1, Items: []chart.Shape{
			chart.Text{X: 71, Y: 100, Size: 16, Bold: true, Text: fmt.Sprintf("第%d页　押品", i+1)},
			chart.Text{X: 71, Y: 780, Size: 12, Text: strings.Repeat("登记", (i+1)/n)},
		}}
		out = append(out, p)
	}
	return out
}

// preview is a window of 1100 by 760 with a document of n pages.
func preview(t *testing.T, n int, jobs widget.Jobs) (*widget.PagePreview, fyne.Window) {
	t.Helper()
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.NewFonts(assets.FontRegular(), assets.FontBold()), theme.Options{}))
	p := widget.NewPagePreview(paper(n), jobs)
	w := test.NewTempWindow(t, p)
	w.Resize(fyne.NewSize(1100, 760))
	return p, w
}

// within lists what is drawn in a part of the window.
func within(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			within(c, f)
		}
	case fyne.Widget:
		for _, c := range test.TempWidgetRenderer(new(testing.T), o).Objects() {
			within(c, f)
		}
	}
}

// sheet is the picture of the page, the largest in the window.
func sheet(p *widget.PagePreview) (largest *canvas.Image) {
	within(p, func(o fyne.CanvasObject) {
		if i, is := o.(*canvas.Image); is && i.Image != nil && (largest == nil || i.Image.Bounds().Dx() > largest.Image.Bounds().Dx()) {
			largest = i
		}
	})
	return largest
}

// marks are the places pointed out, the current one first.
func marks(p *widget.PagePreview) (out []*canvas.Rectangle) {
	within(p, func(o fyne.CanvasObject) {
		r, is := o.(*canvas.Rectangle)
		if !is {
			return
		}
		if c, is := r.FillColor.(color.NRGBA); is && c.R == 255 && c.B == 0 && c.A < 255 {
			if r.StrokeWidth > 0 {
				out = append([]*canvas.Rectangle{r}, out...)
			} else {
				out = append(out, r)
			}
		}
	})
	return out
}

func key(p fyne.Focusable, k fyne.KeyName) { p.TypedKey(&fyne.KeyEvent{Name: k}) }

func ctrl(p fyne.Shortcutable, k fyne.KeyName) {
	p.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault})
}

func object[T fyne.CanvasObject](t *testing.T, p *widget.PagePreview, name string) (found T) {
	t.Helper()
	ok := false
	within(p, func(o fyne.CanvasObject) {
		if x, is := o.(T); is && widget.NameOf(o) == name {
			found, ok = x, true
		}
	})
	require.True(t, ok, name)
	return found
}

func TestAPageIsDrawnInThePixelsItTakes(t *testing.T) {
	p, w := preview(t, 3, widget.Inline{})
	for _, zoom := range []float32{1, 0.5, 2, 3} {
		p.Zoom(zoom)
		s := sheet(p)
		require.InDelta(t, 595.28*96/72*zoom, s.Size().Width, 1, "the size of the paper on a screen of 96 dots to the inch")
		require.Equal(t, s.Image.Bounds().Dx(), int(s.Size().Width*w.Canvas().Scale()+0.5), "one pixel of the picture is one of the screen")
		require.Equal(t, s.Image.Bounds().Dy(), int(s.Size().Height*w.Canvas().Scale()+0.5))
	}
}

func TestPagesAreLeafedWithinBounds(t *testing.T) {
	p, w := preview(t, 3, widget.Inline{})
	require.Contains(t, control(t, w, "page:of").Text, "第 1 / 3 页")
	require.True(t, control(t, w, "page:prev").Disabled)
	p.GoTo(2)
	require.Equal(t, 2, p.Page())
	require.True(t, control(t, w, "page:next").Disabled)
	p.GoTo(3)
	p.GoTo(-1)
	require.Equal(t, 2, p.Page())

	number := object[*widget.Field](t, p, "page:number")
	for i, text := range []string{"1", "3", "2"} {
		number.SetText(text)
		number.OnSubmitted(text)
		require.Equal(t, []int{0, 2, 1}[i], p.Page())
		require.Empty(t, number.Text)
	}
	for _, text := range []string{"9", "0", "x", ""} {
		number.OnSubmitted(text)
		require.Equal(t, 1, p.Page(), "no page is gone to")
		require.Contains(t, control(t, w, "page:of").Text, "没有第 "+text+" 页，共 3 页")
	}
}

func TestTheKeysLeafScrollAndZoom(t *testing.T) {
	p, w := preview(t, 3, widget.Inline{})
	p.Fit(true)
	key(p, fyne.KeyPageDown)
	require.Equal(t, 1, p.Page(), "a whole page leaves nothing to scroll")
	key(p, fyne.KeyEnd)
	require.Equal(t, 2, p.Page())
	key(p, fyne.KeyPageDown)
	require.Equal(t, 2, p.Page())
	key(p, fyne.KeyHome)
	require.Equal(t, 0, p.Page())
	key(p, fyne.KeyRight)
	require.Equal(t, 1, p.Page())
	key(p, fyne.KeyLeft)
	require.Equal(t, 0, p.Page())

	p.Zoom(1)
	key(p, fyne.KeyPageDown)
	require.Equal(t, 0, p.Page(), "the rest of the page comes first")
	key(p, fyne.KeyPageDown)
	require.Equal(t, 1, p.Page())
	key(p, fyne.KeyPageUp)
	require.Equal(t, 0, p.Page())
	key(p, fyne.KeyPageUp)
	require.Equal(t, 0, p.Page(), "one comes back to the foot of the page before")

	ctrl(p, fyne.KeyEqual)
	require.Equal(t, "125%", control(t, w, "zoom:select").Text)
	ctrl(p, fyne.KeyMinus)
	ctrl(p, fyne.KeyMinus)
	require.Equal(t, "75%", control(t, w, "zoom:select").Text)
	ctrl(p, fyne.Key0)
	require.Equal(t, "100%", control(t, w, "zoom:select").Text)
	for range 20 {
		ctrl(p, fyne.KeyPlus)
	}
	require.Equal(t, "300%", control(t, w, "zoom:select").Text)
	for range 20 {
		p.TypedRune('-')
	}
	require.Equal(t, "50%", control(t, w, "zoom:select").Text)
}

func TestAFittedPageFollowsTheWindow(t *testing.T) {
	p, w := preview(t, 2, widget.Inline{})
	p.Fit(false)
	wide := sheet(p).Size().Width
	require.Greater(t, wide, float32(850))
	require.Equal(t, "适合宽度", control(t, w, "zoom:select").Text)
	w.Resize(fyne.NewSize(900, 760))
	require.InDelta(t, wide-200, sheet(p).Size().Width, 2)
	p.Fit(true)
	require.Less(t, sheet(p).Size().Height, float32(760))
	require.Equal(t, "适合整页", control(t, w, "zoom:select").Text)
	p.Zoom(1)
	before := sheet(p).Image
	w.Resize(fyne.NewSize(1000, 700))
	require.Same(t, before, sheet(p).Image, "a fixed size needs no new drawing")
}

func TestWordsAreFoundCountedAndPointedOut(t *testing.T) {
	p, w := preview(t, 3, widget.Inline{})
	p.Zoom(1)
	ctrl(p, fyne.KeyF)
	field := object[*widget.Field](t, p, "search:text")
	require.Equal(t, fyne.Focusable(field), w.Canvas().Focused())
	p.GoTo(1)
	test.Type(field, "押 品")
	field.OnSubmitted(field.Text)
	require.Equal(t, "2 / 3", control(t, w, "search:count").Text, "from the page shown on")
	require.Len(t, marks(p), 1)
	m := marks(p)[0]
	at := m.Position().Subtract(sheet(p).Position())
	k := float32(96.0 / 72)
	require.InDelta(t, (71+layout.Width("第2页　", 16, true))*float64(k), at.X, 1)
	require.InDelta(t, layout.Width("押品", 16, true)*float64(k), m.Size().Width, 1)
	require.True(t, at.Y < 100*k && at.Y+m.Size().Height > 100*k-10, "it lies over the words")

	field.OnSubmitted(field.Text)
	require.Equal(t, 2, p.Page(), "Enter again goes on")
	test.Tap(object[tappable](t, p, "search:next"))
	require.Equal(t, 0, p.Page(), "and round the end")
	test.Tap(object[tappable](t, p, "search:prev"))
	require.Equal(t, 2, p.Page())
	require.Equal(t, "3 / 3", control(t, w, "search:count").Text)

	field.SetText("登记")
	field.OnSubmitted("登记")
	require.Equal(t, "1 / 1", control(t, w, "search:count").Text)
	p.Zoom(2)
	require.InDelta(t, 2*24*96.0/72, marks(p)[0].Size().Width, 1, "marks grow with the page")

	field.SetText("没有的")
	field.OnSubmitted("没有的")
	require.Equal(t, "没有找到", control(t, w, "search:count").Text)
	require.Empty(t, marks(p))
	field.SetText("")
	require.Empty(t, control(t, w, "search:count").Text)

	key(field, fyne.KeyEscape)
	require.Equal(t, fyne.Focusable(p), w.Canvas().Focused(), "Esc goes back to the page")
}

// keys notes what the window is handed.
type keys struct{ shortcuts, escapes, functions int }

func (k *keys) Shortcut(fyne.Shortcut) { k.shortcuts++ }
func (k *keys) Escape()                { k.escapes++ }
func (k *keys) Function(fyne.KeyName)  { k.functions++ }
func (k *keys) Touch()                 {}

func TestTheWindowGetsTheKeysThatAreNotThePreviews(t *testing.T) {
	p, _ := preview(t, 2, widget.Inline{})
	k := &keys{}
	p.Keys = k
	p.Focus()
	key(p, fyne.KeyEscape)
	key(p, fyne.KeyF5)
	ctrl(p, fyne.KeyK)
	ctrl(p, fyne.KeyPlus)
	require.Equal(t, keys{1, 1, 1}, *k)
}

// held are jobs whose results come when the test says.
type held struct{ done []func() }

func (h *held) Go(title string, work widget.Work, done func(error)) *widget.Job {
	var err error
	j := widget.Inline{}.Go(title, work, func(e error) { err = e })
	h.done = append(h.done, func() { done(err) })
	return j
}

func TestAPageLeftBeforeItWasDrawnIsNotShown(t *testing.T) {
	h := &held{}
	p, w := preview(t, 2, h)
	require.True(t, shows(w, "正在显示"))
	p.GoTo(1)
	last := len(h.done) - 1
	h.done[last]()
	require.False(t, shows(w, "正在显示"))
	shown := sheet(p).Image
	for _, late := range h.done[:last] {
		late()
	}
	require.Same(t, shown, sheet(p).Image, "the picture of the page that was left comes too late")
}

// broken are jobs that all fail.
type broken struct{}

func (broken) Go(title string, _ widget.Work, done func(error)) *widget.Job {
	return widget.Inline{}.Go(title, func(context.Context, func(widget.Progress)) error { panic("坏") }, done)
}

func TestThePreviewSaysWhyAPageIsNotShown(t *testing.T) {
	_, w := preview(t, 1, broken{})
	require.True(t, shows(w, "程序内部错误"))
	_, w = preview(t, 0, widget.Inline{})
	require.True(t, shows(w, "没有页面"))
}

func TestSmallPicturesLeadToTheirPages(t *testing.T) {
	p, _ := preview(t, 4, widget.Inline{})
	drawn := 0
	within(p, func(o fyne.CanvasObject) {
		if i, is := o.(*canvas.Image); is && i.Image != nil && i.Image.Bounds().Dx() == 96 {
			drawn++
		}
	})
	require.Equal(t, 4, drawn)
	test.Tap(object[tappable](t, p, "thumb:3"))
	require.Equal(t, 2, p.Page())
}

// For a person who wants to look: ZHIYA_LOOK names a folder for pictures of the window.
func TestThePreviewFillsItsWindow(t *testing.T) {
	p, w := preview(t, 3, widget.Inline{})
	p.Zoom(1)
	field := object[*widget.Field](t, p, "search:text")
	field.SetText("押品")
	field.OnSubmitted("押品")
	picture := w.Canvas().Capture()
	require.Equal(t, image.Pt(1100, 760), picture.Bounds().Size())
	white := 0
	for y := 100; y < 700; y += 10 {
		if r, g, b, _ := picture.At(800, y).RGBA(); r+g+b == 3*0xFFFF {
			white++
		}
	}
	require.Greater(t, white, 50, "the sheet is white")
	if dir := os.Getenv("ZHIYA_LOOK"); dir != "" {
		f, err := os.Create(filepath.Join(dir, "preview.png"))
		require.NoError(t, err)
		defer f.Close()
		require.NoError(t, png.Encode(f, picture))
	}
}

// tappable is a thing on the screen that can be clicked.
type tappable interface {
	fyne.CanvasObject
	fyne.Tappable
}
