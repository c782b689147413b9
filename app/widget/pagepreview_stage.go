package widget

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// margin is left free around the sheet.
const margin float32 = 12

// stage holds the sheet in the middle, on whole units so that its pixels are those of the screen, with marks over it.
type stage struct {
	sheet *canvas.Image
	edge  *canvas.Rectangle
	marks []mark
	size  fyne.Size
	box   *fyne.Container
}

func newStage(sheet *canvas.Image) *stage {
	s := &stage{sheet: sheet, edge: canvas.NewRectangle(color.White)}
	s.edge.StrokeColor, s.edge.StrokeWidth = color.Gray{Y: 170}, 1
	s.edge.Hide()
	s.box = container.New(s, s.edge, sheet)
	return s
}

// mark points out a place of the sheet.
type mark struct {
	at   fyne.Position
	over *canvas.Rectangle
}

func newMark(at fyne.Position, size fyne.Size, strong bool) mark {
	r := canvas.NewRectangle(color.NRGBA{R: 255, G: 214, A: 90})
	if strong {
		r.FillColor = color.NRGBA{R: 255, G: 120, A: 110}
		r.StrokeColor, r.StrokeWidth = color.NRGBA{R: 220, G: 80, A: 255}, 1
	}
	r.Resize(size)
	return mark{at, r}
}

func (s *stage) set(size fyne.Size, marks []mark) {
	s.size, s.marks = size, marks
	s.box.Objects = []fyne.CanvasObject{s.edge, s.sheet}
	for _, m := range marks {
		s.box.Objects = append(s.box.Objects, m.over)
	}
	s.edge.Show()
	s.Layout(nil, s.box.Size())
	s.box.Refresh()
}

// corner is where the sheet begins.
func (s *stage) corner() fyne.Position {
	free := s.box.Size().Subtract(s.size)
	return fyne.NewPos(max(margin, floor(free.Width/2)), margin)
}

func floor(v float32) float32 { return float32(math.Floor(float64(v))) }

// MinSize is that of the sheet with the margin around it.
func (s *stage) MinSize([]fyne.CanvasObject) fyne.Size {
	return s.size.AddWidthHeight(2*margin, 2*margin)
}

// Layout puts sheet, edge and marks in their places.
func (s *stage) Layout(_ []fyne.CanvasObject, _ fyne.Size) {
	at := s.corner()
	s.sheet.Move(at)
	s.sheet.Resize(s.size)
	s.edge.Move(at.SubtractXY(1, 1))
	s.edge.Resize(s.size.AddWidthHeight(2, 2))
	for _, m := range s.marks {
		m.over.Move(m.at.Add(at))
	}
}
