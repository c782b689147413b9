package picture

import (
	"image"
	"math"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"zhiya/assets"
	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// The faces of the program, read once. They are part of it, so one that cannot be read is a broken build.
var faces = [2]func() *face{
	sync.OnceValue(func() *face { return open(assets.FontRegular()) }),
	sync.OnceValue(func() *face { return open(assets.FontBold()) }),
}

// mostOutlines bounds the outlines kept of one face, some kilobytes each; a case uses about a thousand characters.
const mostOutlines = 8192

// face keeps the outlines of its characters from page to page.
type face struct {
	font  *sfnt.Font
	perEm float32

	mu       sync.RWMutex
	outlines map[rune]outline
}

// outline is a character in units of its em square, y downwards.
type outline struct {
	parts []sfnt.Segment
	box   [4]float32 // left, top, right, foot
}

func open(ttf []byte) *face {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic("embedded font: " + err.Error())
	}
	return &face{font: f, perEm: float32(f.UnitsPerEm()), outlines: map[rune]outline{}}
}

// faceReader is a face with the room one goroutine needs to read it.
type faceReader struct{ buffer sfnt.Buffer }

func (r *faceReader) outline(f *face, c rune) outline {
	f.mu.RLock()
	o, known := f.outlines[c]
	f.mu.RUnlock()
	if known {
		return o
	}
	// a character without a glyph is drawn as the empty box every font has for it, as in the file
	index, err := f.font.GlyphIndex(&r.buffer, c)
	if err == nil {
		var parts sfnt.Segments
		parts, err = f.font.LoadGlyph(&r.buffer, index, fixed.Int26_6(f.font.UnitsPerEm()), nil)
		o = outline{parts: append([]sfnt.Segment(nil), parts...)}
	}
	if err != nil {
		o = outline{}
	}
	o.measure()
	f.mu.Lock()
	if len(f.outlines) >= mostOutlines {
		clear(f.outlines)
	}
	f.outlines[c] = o
	f.mu.Unlock()
	return o
}

// points are the coordinates a part of an outline has.
func points(s sfnt.Segment) []fixed.Point26_6 {
	switch s.Op {
	case sfnt.SegmentOpQuadTo:
		return s.Args[:2]
	case sfnt.SegmentOpCubeTo:
		return s.Args[:3]
	}
	return s.Args[:1]
}

func (o *outline) measure() {
	for i := range o.parts {
		for j, p := range points(o.parts[i]) {
			x, y := float32(p.X), float32(p.Y)
			if i == 0 && j == 0 {
				o.box = [4]float32{x, y, x, y}
			}
			o.box = [4]float32{min(o.box[0], x), min(o.box[1], y), max(o.box[2], x), max(o.box[3], y)}
		}
	}
}

// glyphKey is a character as it is drawn: how many quarters of a pixel its origin lies to the right of one. Baselines stand on whole
// pixels, so that all lines look alike.
type glyphKey struct {
	char rune
	bold bool
	x    uint8
	size float32
}

const quarters = 4

// mostKept is the largest mask kept for the rest of its page, in pixels: larger characters are few.
const mostKept = 128 * 128

func (b *brush) text(t chart.Text) {
	x, y := t.X, t.Y
	sin, cos := math.Sincos(t.Angle * math.Pi / 180)
	if t.Anchor != chart.Start {
		back := layout.Width(t.Text, t.Size, t.Bold) * float64(t.Anchor) / 2
		x, y = x-cos*back, y+sin*back
	}
	for _, r := range t.Text {
		if t.Angle == 0 {
			b.upright(r, t, x, y)
		} else {
			b.turned(r, t, x, y, sin, cos)
		}
		step := layout.Width(string(r), t.Size, t.Bold) + t.Spacing
		x, y = x+cos*step, y-sin*step
	}
}

// upright draws a character from the masks of this page.
func (b *brush) upright(r rune, t chart.Text, x, y float64) {
	px, py := math.Round(x*b.scale*quarters), math.Round(y*b.scale)
	if math.Abs(px) > 1e7 || math.Abs(py) > 1e7 {
		return // beyond any page
	}
	qx, qy := int(px), int(py)
	key := glyphKey{char: r, bold: t.Bold, x: uint8(qx & (quarters - 1)), size: float32(t.Size)}
	m, known := b.masks[key]
	if !known {
		m = b.glyph(key, b.to.Rect)
		if len(m.pix) <= mostKept {
			b.masks[key] = m
		}
	}
	b.blend(m, image.Pt((qx-int(key.x))/quarters, qy), t.Color)
}

// glyph rasterises a character about the origin; one larger than the page is cut off at the size of the page on all sides.
func (b *brush) glyph(key glyphKey, page image.Rectangle) mask {
	size := float64(key.size) * b.scale
	o, em := b.outline(key.char, key.bold)
	k := float32(size) / em
	x := float32(key.x) / quarters
	box := image.Rect(int(math.Floor(float64(o.box[0]*k+x))), int(math.Floor(float64(o.box[1]*k))), int(math.Ceil(float64(o.box[2]*k+x))), int(math.Ceil(float64(o.box[3]*k))))
	box = box.Intersect(image.Rect(-page.Dx(), -page.Dy(), page.Dx(), page.Dy()))
	if box.Empty() {
		return mask{}
	}
	b.begin(box)
	b.trace(o, k, 0, 0, k, x-float32(box.Min.X), -float32(box.Min.Y))
	return b.cover(box, make([]uint8, box.Dx()*box.Dy()))
}

// turned draws a character of a rotated run.
func (b *brush) turned(r rune, t chart.Text, x, y, sin, cos float64) {
	o, em := b.outline(r, t.Bold)
	k := t.Size * b.scale / float64(em)
	xx, xy, yx, yy := float32(k*cos), float32(k*sin), float32(-k*sin), float32(k*cos) // x from x, x from y, y from x, y from y
	left, top, right, foot := float32(math.Inf(1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Inf(-1))
	for _, c := range [4][2]float32{{o.box[0], o.box[1]}, {o.box[2], o.box[1]}, {o.box[0], o.box[3]}, {o.box[2], o.box[3]}} {
		cx, cy := c[0]*xx+c[1]*xy, c[0]*yx+c[1]*yy
		left, top, right, foot = min(left, cx), min(top, cy), max(right, cx), max(foot, cy)
	}
	px, py := float32(x*b.scale), float32(y*b.scale)
	if !(left+px > -1e6 && right+px < 1e6 && top+py > -1e6 && foot+py < 1e6) {
		return // beyond any page
	}
	box := image.Rect(int(math.Floor(float64(left+px))), int(math.Floor(float64(top+py))), int(math.Ceil(float64(right+px))), int(math.Ceil(float64(foot+py)))).Intersect(b.to.Rect)
	if box.Empty() {
		return
	}
	b.begin(box)
	b.trace(o, xx, xy, yx, yy, px-float32(box.Min.X), py-float32(box.Min.Y))
	b.blend(b.cover(box, b.once(box.Dx()*box.Dy())), image.Point{}, t.Color)
}

func (b *brush) outline(r rune, bold bool) (outline, float32) {
	i := 0
	if bold {
		i = 1
	}
	f := faces[i]()
	return b.face[i].outline(f, r), f.perEm
}

// trace gives an outline to the rasteriser, turned and shifted.
func (b *brush) trace(o outline, xx, xy, yx, yy, dx, dy float32) {
	at := func(p fixed.Point26_6) (x, y float32) {
		u, v := float32(p.X), float32(p.Y)
		return u*xx + v*xy + dx, u*yx + v*yy + dy
	}
	open := false
	for i := range o.parts {
		s := &o.parts[i]
		x1, y1 := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				b.raster.ClosePath()
			}
			open = true
			b.raster.MoveTo(x1, y1)
		case sfnt.SegmentOpLineTo:
			b.raster.LineTo(x1, y1)
		case sfnt.SegmentOpQuadTo:
			x2, y2 := at(s.Args[1])
			b.raster.QuadTo(x1, y1, x2, y2)
		case sfnt.SegmentOpCubeTo:
			x2, y2 := at(s.Args[1])
			x3, y3 := at(s.Args[2])
			b.raster.CubeTo(x1, y1, x2, y2, x3, y3)
		}
	}
	if open {
		b.raster.ClosePath()
	}
}
