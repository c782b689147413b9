package picture

import (
	"image"
	"math"

	"zhiya/reports/chart"
)

// thick is the width of a rule in whole pixels: at least one, so that no rule is lost.
func (b *brush) thick(width float64) int { return max(1, int(math.Round(width*b.scale))) }

// band is where a rule of some pixels lies across its direction: the pixels about its middle.
func (b *brush) band(middle float64, thick int) (from, to int) {
	from = int(math.Round(min(max(middle*b.scale-float64(thick)/2, -1e6), 1e6)))
	return from, from + thick
}

func (b *brush) line(l chart.Line) {
	if l.Width <= 0 {
		return
	}
	if len(l.Dash) == 0 && (l.X1 == l.X2 || l.Y1 == l.Y2) {
		thick := b.thick(l.Width)
		box := image.Rectangle{Min: image.Pt(b.pixel(min(l.X1, l.X2)), b.pixel(min(l.Y1, l.Y2))), Max: image.Pt(b.pixel(max(l.X1, l.X2)), b.pixel(max(l.Y1, l.Y2)))}
		if l.Y1 == l.Y2 {
			box.Min.Y, box.Max.Y = b.band(l.Y1, thick)
		} else {
			box.Min.X, box.Max.X = b.band(l.X1, thick)
		}
		b.fill(box, l.Color)
		return
	}
	b.stroke([]chart.Point{{X: l.X1, Y: l.Y1}, {X: l.X2, Y: l.Y2}}, false, l.Width, l.Color, l.Dash)
}

func (b *brush) rect(r chart.Rect) {
	box := image.Rectangle{Min: image.Pt(b.pixel(min(r.X, r.X+r.W)), b.pixel(min(r.Y, r.Y+r.H))), Max: image.Pt(b.pixel(max(r.X, r.X+r.W)), b.pixel(max(r.Y, r.Y+r.H)))}
	if r.Fill != nil && r.W != 0 && r.H != 0 { // the thinnest bar is one pixel
		box.Max.X, box.Max.Y = max(box.Max.X, box.Min.X+1), max(box.Max.Y, box.Min.Y+1)
		b.fill(box, *r.Fill)
	}
	if r.Width <= 0 {
		return
	}
	if len(r.Dash) > 0 {
		b.stroke([]chart.Point{{X: r.X, Y: r.Y}, {X: r.X + r.W, Y: r.Y}, {X: r.X + r.W, Y: r.Y + r.H}, {X: r.X, Y: r.Y + r.H}}, true, r.Width, r.Stroke, r.Dash)
		return
	}
	thick := b.thick(r.Width)
	left, leftEnd := b.band(min(r.X, r.X+r.W), thick)
	right, rightEnd := b.band(max(r.X, r.X+r.W), thick)
	top, topEnd := b.band(min(r.Y, r.Y+r.H), thick)
	foot, footEnd := b.band(max(r.Y, r.Y+r.H), thick)
	for _, side := range []image.Rectangle{{Min: image.Pt(left, top), Max: image.Pt(rightEnd, topEnd)}, {Min: image.Pt(left, foot), Max: image.Pt(rightEnd, footEnd)},
		{Min: image.Pt(left, top), Max: image.Pt(leftEnd, footEnd)}, {Min: image.Pt(right, top), Max: image.Pt(rightEnd, footEnd)}} {
		b.fill(side, r.Stroke)
	}
}

// ring is a circle as a polygon whose sides nobody tells apart at the largest zoom.
func ring(c chart.Circle) []chart.Point {
	sides := int(min(max(16, 12*math.Sqrt(c.R)), 512))
	points := make([]chart.Point, sides)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(sides))
		points[i] = chart.Point{X: c.X + c.R*cos, Y: c.Y + c.R*sin}
	}
	return points
}

// figure fills and outlines a closed figure.
func (b *brush) figure(points []chart.Point, fill *chart.Color, width float64, stroke chart.Color, dash []float64) {
	if fill != nil {
		b.areas([][]chart.Point{b.scaled(points)}, *fill)
	}
	if width > 0 {
		b.stroke(points, true, width, stroke, dash)
	}
}

func (b *brush) scaled(points []chart.Point) []chart.Point {
	out := make([]chart.Point, len(points))
	for i, p := range points {
		out[i] = chart.Point{X: p.X * b.scale, Y: p.Y * b.scale}
	}
	return out
}

// stroke draws along points: a strip for each side, and a mitre at each corner but of dashes.
func (b *brush) stroke(points []chart.Point, closed bool, width float64, c chart.Color, dash []float64) {
	half := max(width*b.scale, 0.8) / 2
	path := b.scaled(points)
	if closed && len(path) > 0 {
		path = append(path, path[0])
	}
	var areas [][]chart.Point
	for _, piece := range dashed(path, dash, b.scale) {
		for i := 1; i < len(piece); i++ {
			if strip := strip(piece[i-1], piece[i], half); strip != nil {
				areas = append(areas, strip)
			}
			if i+1 < len(piece) {
				areas = append(areas, mitre(piece[i-1], piece[i], piece[i+1], half)...)
			}
		}
		if n := len(piece); closed && len(dash) == 0 && n > 3 {
			areas = append(areas, mitre(piece[n-2], piece[0], piece[1], half)...)
		}
	}
	b.areas(areas, c)
}

// strip is the rectangle about a side, turning the same way whatever its direction; nil for a side of no length.
func strip(a, z chart.Point, half float64) []chart.Point {
	dx, dy, ok := across(a, z, half)
	if !ok {
		return nil
	}
	return []chart.Point{{X: a.X + dx, Y: a.Y + dy}, {X: a.X - dx, Y: a.Y - dy}, {X: z.X - dx, Y: z.Y - dy}, {X: z.X + dx, Y: z.Y + dy}}
}

// across is the way from the middle of a side to its left edge.
func across(a, z chart.Point, half float64) (dx, dy float64, ok bool) {
	length := math.Hypot(z.X-a.X, z.Y-a.Y)
	if length < 1e-9 {
		return 0, 0, false
	}
	return -(z.Y - a.Y) / length * half, (z.X - a.X) / length * half, true
}

// mitre fills the outer side of a corner up to its point; beyond ten times the half width it is cut off (ISO 32000-1, 8.4.3.5).
func mitre(a, m, z chart.Point, half float64) [][]chart.Point {
	x1, y1, one := across(a, m, half)
	x2, y2, two := across(m, z, half)
	turn := x1*y2 - y1*x2
	if !one || !two || math.Abs(turn) < 1e-9 {
		return nil
	}
	if turn > 0 {
		x1, y1, x2, y2 = -x1, -y1, -x2, -y2
	}
	corner := []chart.Point{m, {X: m.X + x1, Y: m.Y + y1}, {X: m.X + x2, Y: m.Y + y2}}
	if k := 1 + (x1*x2+y1*y2)/(half*half); k > 0.02 {
		corner = []chart.Point{m, corner[1], {X: m.X + (x1+x2)/k, Y: m.Y + (y1+y2)/k}, corner[2]}
	}
	if area(corner) < 0 { // turn as strips do
		for i, j := 0, len(corner)-1; i < j; i, j = i+1, j-1 {
			corner[i], corner[j] = corner[j], corner[i]
		}
	}
	return [][]chart.Point{corner}
}

// area of a figure, twice, positive when it turns to the right as seen on the page.
func area(points []chart.Point) float64 {
	sum := 0.0
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += p.X*q.Y - q.X*p.Y
	}
	return sum
}

// mostDashes bounds the pieces of one path.
const mostDashes = 20_000

// dashed cuts a path into its strokes. Dash lengths are in points; an odd pattern is used twice over (ISO 32000-1, 8.4.3.6).
func dashed(path []chart.Point, dash []float64, scale float64) [][]chart.Point {
	total := 0.0
	for _, d := range dash {
		total += d * scale
	}
	whole := 0.0
	for i := 1; i < len(path); i++ {
		whole += math.Hypot(path[i].X-path[i-1].X, path[i].Y-path[i-1].Y)
	}
	if total <= 0 || whole/total*float64(len(dash)) > mostDashes {
		return [][]chart.Point{path}
	}
	var out [][]chart.Point
	at, left, on := 0, dash[0]*scale, true
	piece := []chart.Point{path[0]}
	for i := 1; i < len(path); i++ {
		from, to := path[i-1], path[i]
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		done := 0.0
		for length-done > left {
			done += left
			p := chart.Point{X: from.X + (to.X-from.X)*done/length, Y: from.Y + (to.Y-from.Y)*done/length}
			if on {
				out = append(out, append(piece, p))
			}
			on, at = !on, (at+1)%len(dash)
			left, piece = dash[at]*scale, []chart.Point{p}
		}
		left -= length - done
		piece = append(piece, to)
	}
	if on {
		out = append(out, piece)
	}
	return out
}

// areas fills figures in one colour, together, so that where they overlap nothing shines through.
func (b *brush) areas(figures [][]chart.Point, c chart.Color) {
	bounds := box{0, 0, float64(b.to.Rect.Dx()), float64(b.to.Rect.Dy())}
	seen := image.Rectangle{}
	var inside [][]chart.Point
	for _, f := range figures {
		f = bounds.clip(f)
		if len(f) < 3 {
			continue
		}
		inside = append(inside, f)
		for _, p := range f {
			seen = seen.Union(image.Rect(int(math.Floor(p.X)), int(math.Floor(p.Y)), int(math.Floor(p.X))+1, int(math.Floor(p.Y))+1))
		}
	}
	seen = seen.Intersect(b.to.Rect)
	if seen.Empty() {
		return
	}
	b.begin(seen)
	x, y := float64(seen.Min.X), float64(seen.Min.Y)
	for _, f := range inside {
		b.raster.MoveTo(float32(f[0].X-x), float32(f[0].Y-y))
		for _, p := range f[1:] {
			b.raster.LineTo(float32(p.X-x), float32(p.Y-y))
		}
		b.raster.ClosePath()
	}
	b.blend(b.cover(seen, b.once(seen.Dx()*seen.Dy())), image.Point{}, c)
}

// box is a part of the picture, in pixels.
type box struct{ left, top, right, foot float64 }

// clip is the part of a figure within the box (Sutherland and Hodgman, 1974).
func (b box) clip(f []chart.Point) []chart.Point {
	for side := range 4 {
		beyond := func(p chart.Point) float64 {
			return [...]float64{b.left - p.X, p.X - b.right, b.top - p.Y, p.Y - b.foot}[side]
		}
		var out []chart.Point
		for i, p := range f {
			q := f[(i+1)%len(f)]
			dp, dq := beyond(p), beyond(q)
			if dp <= 0 {
				out = append(out, p)
			}
			if dp <= 0 != (dq <= 0) {
				t := dp / (dp - dq)
				out = append(out, chart.Point{X: p.X + (q.X-p.X)*t, Y: p.Y + (q.Y-p.Y)*t})
			}
		}
		f = out
	}
	return f
}
