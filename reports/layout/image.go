package layout

import (
	"bytes"
	"image/png"

	"zhiya/reports/chart"
)

// Letterhead is the head of an organisation on the first page, above the title or on top of the cover: logo, name, a line of
// address and telephone, and a rule below.
type Letterhead struct {
	Name string
	Line string
	Logo []byte // PNG; nil for none
}

// Picture is an image drawn into a box of the page, in points. It is a shape like those of charts.
type Picture struct {
	X, Y, W, H float64
	PNG        []byte
}

// Moved is the picture shifted by (dx, dy).
func (p Picture) Moved(dx, dy float64) chart.Shape { p.X, p.Y = p.X+dx, p.Y+dy; return p }

// The room of a letterhead, in points: the box a logo is fitted into, the type of name and line, the rule below.
const (
	logoWidth, logoHeight  = 130.0, 38.0
	headName, headNameLead = 15.0, 22.0
	headLine, headLineLead = 9.0, 13.0
	headGap, headBelow     = 12.0, 6.0
)

// fitted is the size in which a picture of this many pixels fills the box of a logo.
func fitted(logo []byte) (w, h float64, err error) {
	config, err := png.DecodeConfig(bytes.NewReader(logo))
	if err != nil {
		return 0, 0, err
	}
	w, h = float64(config.Width), float64(config.Height)
	scale := min(logoWidth/w, logoHeight/h)
	return w * scale, h * scale, nil
}

// pieces are the letterhead set into a width, drawn from a top, and its height.
func (l Letterhead) pieces(width float64) (draw func(c *canvas, top float64), height float64) {
	var logoW, logoH, left float64
	align := Center
	if l.Logo != nil {
		logoW, logoH, _ = fitted(l.Logo) // Check has refused what is no picture
		left, align = logoW+headGap, Left
	}
	room := width - left
	name := BreakLines(strong(l.Name), headName, room, 0)
	line := BreakLines(plain(l.Line), headLine, room, 0)
	if l.Line == "" {
		line = nil
	}
	text := headNameLead*float64(len(name)) + headLineLead*float64(len(line))
	inner := max(text, logoH)
	return func(c *canvas, top float64) {
		if l.Logo != nil {
			c.add(Picture{X: marginX, Y: top + (inner-logoH)/2, W: logoW, H: logoH, PNG: l.Logo})
		}
		y := top + (inner-text)/2
		for _, s := range name {
			c.setLine(s, marginX+left, y, room, headNameLead, headName, align, ink)
			y += headNameLead
		}
		for _, s := range line {
			c.setLine(s, marginX+left, y, room, headLineLead, headLine, align, faint)
			y += headLineLead
		}
		c.add(chart.Line{X1: marginX, Y1: top + inner + headBelow, X2: marginX + width, Y2: top + inner + headBelow, Width: 0.8, Color: ink})
	}, inner + headBelow
}

// letterhead puts the head above the title.
func (k *composer) letterhead() {
	if k.doc.Letterhead == nil {
		return
	}
	draw, height := k.doc.Letterhead.pieces(k.width)
	k.add(strip{height: height, keep: true, draw: draw}, strip{height: 14, keep: true})
}

// letterhead checks the texts and the picture of a head.
func (k *checker) letterhead(l *Letterhead) {
	if l == nil {
		return
	}
	k.line("letterhead.name", "信头名称", l.Name)
	k.line("letterhead.line", "信头地址电话", l.Line)
	if l.Logo == nil {
		return
	}
	if _, err := png.Decode(bytes.NewReader(l.Logo)); err != nil {
		k.faults.Invalid("image.broken", "letterhead.logo", "标志图片无法读出，请在文书设置中重新选择标志文件")
	}
}
