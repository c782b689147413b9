package kit

import (
	"bytes"
	"image/color"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// PagePart shows the part of a page between two corners, in points, as wide as given: for looking at the head of a paper and at
// its sentences while they are written. What does not fit in full is left out.
func PagePart(page layout.Page, width float32, x1, y1, x2, y2 float64) fyne.CanvasObject {
	k := width / float32(x2-x1)
	size := fyne.NewSize(width, float32(y2-y1)*k)
	ground := canvas.NewRectangle(ink(chart.Gray(255)))
	ground.StrokeColor, ground.StrokeWidth = ink(chart.Gray(190)), 1
	ground.Resize(size)
	box := container.NewWithoutLayout(ground)
	for _, s := range page.Items {
		if left, top, right, bottom := layout.Box(s); left < x1 || top < y1 || right > x2 || bottom > y2 {
			continue
		}
		s = s.Moved(-x1, -y1)
		if p, is := s.(layout.Picture); is {
			box.Add(picture(p, k))
			continue
		}
		if t, is := s.(chart.Text); is && t.Anchor == chart.Start && t.Angle == 0 {
			for _, part := range spread(t) {
				box.Add(drawn(part, k))
			}
			continue
		}
		box.Add(drawn(s, k))
	}
	return container.New(fixedBox{size}, box)
}

// spread cuts a run of text into its Chinese characters and the words between them, each where the paper has it: on the screen the
// same run would be wider, for there each glyph takes whole pixels.
func spread(t chart.Text) []chart.Shape {
	var out []chart.Shape
	word := ""
	x := t.X
	put := func(text string) {
		if text == "" {
			return
		}
		piece := t
		piece.X, piece.Text, piece.Spacing = x, text, 0
		out = append(out, piece)
		x += layout.Width(text, t.Size, t.Bold) + t.Spacing*float64(utf8.RuneCountInString(text))
	}
	for _, r := range t.Text {
		if !wide(r) {
			word += string(r)
			continue
		}
		put(word)
		word = ""
		put(string(r))
	}
	put(word)
	return out
}

func picture(p layout.Picture, k float32) fyne.CanvasObject {
	i := canvas.NewImageFromReader(bytes.NewReader(p.PNG), "logo.png")
	i.FillMode = canvas.ImageFillContain
	i.Move(at(p.X, p.Y, k))
	i.Resize(fyne.NewSize(float32(p.W)*k, float32(p.H)*k))
	ground := canvas.NewRectangle(color.White)
	ground.Move(i.Position())
	ground.Resize(i.Size())
	return container.NewWithoutLayout(ground, i)
}

// fixedBox gives its objects no new places or sizes of their own.
type fixedBox struct{ size fyne.Size }

func (f fixedBox) MinSize([]fyne.CanvasObject) fyne.Size { return f.size }

func (f fixedBox) Layout([]fyne.CanvasObject, fyne.Size) {}
