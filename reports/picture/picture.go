// Package picture draws laid-out pages as pictures for a screen, and finds words on them. It draws the shapes of layout.Page with the
// fonts inside the program and needs no other program. Rules parallel to the edges of the page are set on whole pixels, so that
// tables stay crisp at every zoom; everything else is antialiased where it stands. All functions may be used by many goroutines.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/vector"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
)

// MostPixels bounds a picture: an A4 page at three times its size on a dense screen still fits nearly, in 96 MB.
const MostPixels = 24 << 20

// Scale is the number of pixels a point really gets when asked for pixelsPerPoint: less where the page would have more than MostPixels.
// What is no positive number counts as 1.
func Scale(p layout.Page, pixelsPerPoint float64) float64 {
	if !(pixelsPerPoint > 0) {
		pixelsPerPoint = 1
	}
	if area := p.Width * p.Height; area > 0 {
		pixelsPerPoint = min(pixelsPerPoint, math.Sqrt(MostPixels/area), MostPixels/max(p.Width, p.Height))
	}
	return pixelsPerPoint
}

// coarse is the scale below which rules of a pixel would be too strong: such a picture is drawn larger and made smaller.
const coarse = 0.5

// Page draws a page on white. The picture is opaque, its upper left corner is the origin.
func Page(p layout.Page, pixelsPerPoint float64) *image.RGBA {
	scale := Scale(p, pixelsPerPoint)
	if scale >= coarse {
		return page(p, scale)
	}
	large := page(p, Scale(p, scale*min(math.Ceil(1/scale), 8)))
	small := image.NewRGBA(image.Rect(0, 0, max(1, int(math.Round(p.Width*scale))), max(1, int(math.Round(p.Height*scale)))))
	draw.CatmullRom.Scale(small, small.Rect, large, large.Rect, draw.Src, nil)
	return small
}

func page(p layout.Page, scale float64) *image.RGBA {
	w, h := max(1, int(math.Round(p.Width*scale))), max(1, int(math.Round(p.Height*scale)))
	b := &brush{to: image.NewRGBA(image.Rect(0, 0, w, h)), scale: scale, masks: map[glyphKey]mask{}}
	for i := range b.to.Pix {
		b.to.Pix[i] = 255
	}
	if p.Watermark != "" {
		b.shape(pdf.Mark(p))
	}
	for _, s := range p.Items {
		b.shape(s)
	}
	return b.to
}

// brush draws on one picture.
type brush struct {
	to     *image.RGBA
	scale  float64 // pixels per point
	raster vector.Rasterizer
	room   []uint8 // for masks that are used once
	masks  map[glyphKey]mask
	face   [2]faceReader
}

func (b *brush) shape(s chart.Shape) {
	switch s := s.(type) {
	case chart.Text:
		b.text(s)
	case chart.Line:
		b.line(s)
	case chart.Rect:
		b.rect(s)
	case chart.Circle:
		b.figure(ring(s), s.Fill, s.Width, s.Stroke, s.Dash)
	case chart.Polygon:
		b.figure(s.Points, s.Fill, s.Width, s.Stroke, nil)
	case layout.Picture:
		b.picture(s)
	}
}

// picture draws an image into its box; one that cannot be read leaves its box empty, as layout.Check never lets it through.
func (b *brush) picture(s layout.Picture) {
	from, err := png.Decode(bytes.NewReader(s.PNG))
	if err != nil {
		return
	}
	box := image.Rect(b.pixel(s.X), b.pixel(s.Y), b.pixel(s.X+s.W), b.pixel(s.Y+s.H))
	if !box.Empty() && box.Overlaps(b.to.Rect) {
		draw.CatmullRom.Scale(b.to, box, from, from.Bounds(), draw.Over, nil)
	}
}

// pixel is the edge between pixels nearest to a place.
func (b *brush) pixel(v float64) int {
	return int(math.Round(min(max(v*b.scale, -1e6), 1e6)))
}

// mask is a small picture of how much of each pixel is covered.
type mask struct {
	box  image.Rectangle // relative to the pixel it is drawn at
	pix  []uint8
	wide int
}

// blend colours what a mask covers; its box begins at a pixel of the picture.
func (b *brush) blend(m mask, at image.Point, c chart.Color) {
	box := m.box.Add(at)
	in := box.Intersect(b.to.Rect)
	for y := in.Min.Y; y < in.Max.Y; y++ {
		from := m.pix[(y-box.Min.Y)*m.wide+in.Min.X-box.Min.X:]
		to := b.to.Pix[b.to.PixOffset(in.Min.X, y):]
		for x := range in.Dx() {
			switch a := uint32(from[x]); a {
			case 0:
			case 255:
				to[4*x], to[4*x+1], to[4*x+2] = c.R, c.G, c.B
			default:
				to[4*x] = mix(to[4*x], c.R, a)
				to[4*x+1] = mix(to[4*x+1], c.G, a)
				to[4*x+2] = mix(to[4*x+2], c.B, a)
			}
		}
	}
}

func mix(under, over uint8, a uint32) uint8 {
	return uint8((uint32(under)*(255-a) + uint32(over)*a + 127) / 255)
}

// fill colours whole pixels.
func (b *brush) fill(box image.Rectangle, c chart.Color) {
	draw.Draw(b.to, box, image.NewUniform(color.RGBA{R: c.R, G: c.G, B: c.B, A: 255}), image.Point{}, draw.Src)
}

// begin clears the rasteriser for a part of the picture.
func (b *brush) begin(box image.Rectangle) { b.raster.Reset(box.Dx(), box.Dy()) }

// cover is what was traced since begin.
func (b *brush) cover(box image.Rectangle, pix []uint8) mask {
	to := &image.Alpha{Pix: pix, Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	b.raster.DrawOp = draw.Src
	b.raster.Draw(to, to.Rect, image.Opaque, image.Point{})
	return mask{box: box, pix: pix, wide: box.Dx()}
}

// once is room for a mask that is used before the next one is made.
func (b *brush) once(n int) []uint8 {
	if cap(b.room) < n {
		b.room = make([]uint8, n)
	}
	return b.room[:n]
}
