package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Sizes of text in the window, from the theme's body size.
func small() float32 { return theme.Size(theme.SizeNameCaptionText) }

// Break cuts a text into lines no wider than width at this size. Chinese may break anywhere but before a closing mark or behind
// an opening one; words of letters and digits stay whole when they fit.
func Break(text string, size, width float32, style fyne.TextStyle) []string {
	var lines []string
	for _, para := range strings.Split(text, "\n") {
		lines = append(lines, breakLine(para, size, width, style)...)
	}
	return lines
}

const (
	notFirst = "，。、；：？！）》」』】〕”’…％%,.;:?!)]}·"
	notLast  = "（《「『【〔“‘￥([{"
)

func breakLine(para string, size, width float32, style fyne.TextStyle) []string {
	runes := []rune(para)
	if fyne.MeasureText(para, size, style).Width <= width {
		return []string{para}
	}
	var lines []string
	start, last := 0, 0 // last is the latest place where the line may end
	var used float32
	for i := 0; i < len(runes); i++ {
		used += runeWidth(runes[i], size)
		if used > width && i > start {
			cut := last
			if cut <= start {
				cut = i
			}
			lines = append(lines, strings.TrimRight(string(runes[start:cut]), " "))
			start, last, used = cut, cut, 0
			i = cut - 1
			continue
		}
		if i+1 < len(runes) && mayBreak(runes[i], runes[i+1]) {
			last = i + 1
		}
	}
	return append(lines, string(runes[start:]))
}

func mayBreak(a, b rune) bool {
	if strings.ContainsRune(notFirst, b) || strings.ContainsRune(notLast, a) {
		return false
	}
	return a == ' ' || wide(a) || wide(b)
}

func wide(r rune) bool { return r > 0x2e80 || unicode.Is(unicode.Han, r) }

// runeWidth is how wide a character is drawn; Chinese ones are all of one width.
func runeWidth(r rune, size float32) float32 {
	if wide(r) {
		r = '国'
	}
	k := glyph{r, size}
	w, known := widths[k]
	if !known {
		w = fyne.MeasureText(strings.Repeat(string(r), 10), size, fyne.TextStyle{}).Width / 10
		widths[k] = w
	}
	return w
}

type glyph struct {
	r    rune
	size float32
}

// widths keeps what was measured; only the screen's goroutine measures.
var widths = map[glyph]float32{}

// Lines is text broken to a width, one canvas text a line.
func Lines(text string, size, width float32, colour fyne.ThemeColorName, style fyne.TextStyle) fyne.CanvasObject {
	lines := Break(text, size, width, style)
	if len(lines) == 1 {
		return line(lines[0], size, colour, style)
	}
	objects := make([]fyne.CanvasObject, len(lines))
	for i, l := range lines {
		objects[i] = line(l, size, colour, style)
	}
	return container.New(stack{}, objects...)
}

func line(text string, size float32, colour fyne.ThemeColorName, style fyne.TextStyle) *canvas.Text {
	t := canvas.NewText(text, theme.Color(colour))
	t.TextSize, t.TextStyle = size, style
	return t
}

// Para is body text broken to a width.
func Para(text string, width float32) fyne.CanvasObject {
	return Lines(text, theme.TextSize(), width, theme.ColorNameForeground, fyne.TextStyle{})
}

// Note is small grey text broken to a width.
func Note(text string, width float32) fyne.CanvasObject {
	return Lines(text, small(), width, theme.ColorNamePlaceHolder, fyne.TextStyle{})
}

// Alarm is small red text broken to a width; it begins with a mark, so that colour is not the only sign.
func Alarm(text string, width float32) fyne.CanvasObject {
	return Lines("✗ "+text, small(), width, theme.ColorNameError, fyne.TextStyle{})
}

// Bold is one line of body text in bold.
func Bold(text string) *canvas.Text {
	return line(text, theme.TextSize(), theme.ColorNameForeground, fyne.TextStyle{Bold: true})
}

// Plain is one line of body text.
func Plain(text string) *canvas.Text {
	return line(text, theme.TextSize(), theme.ColorNameForeground, fyne.TextStyle{})
}

// Caption is one small grey line.
func Caption(text string) *canvas.Text {
	return line(text, small(), theme.ColorNamePlaceHolder, fyne.TextStyle{})
}

// Heading is the title of a page.
func Heading(text string) *canvas.Text {
	return line(text, theme.Size(theme.SizeNameHeadingText), theme.ColorNameForeground, fyne.TextStyle{Bold: true})
}

// Subheading is the title of a part.
func Subheading(text string) *canvas.Text {
	return line(text, theme.Size(theme.SizeNameSubHeadingText), theme.ColorNameForeground, fyne.TextStyle{Bold: true})
}

// Tight puts lines under each other without space between.
func Tight(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(stack{}, objects...)
}

// stack puts lines tightly under each other.
type stack struct{}

func (stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var w, h float32
	for _, o := range objects {
		m := o.MinSize()
		w, h = max(w, m.Width), h+m.Height
	}
	return fyne.NewSize(w, h)
}

func (stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}
