package layout

import (
	"math"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"zhiya/reports/chart"
)

// leastFigure is the smallest height of a chart, in points: axis, names and keys need that much.
const leastFigure = 110.0

func (k *composer) figure(f Figure) {
	if f.Chart == nil && f.Caption == "" {
		return
	}
	height := f.Height
	if height <= 0 {
		height = 180
	}
	if f.Chart != nil {
		height = math.Max(height, chart.LeastHeight(f.Chart))
	}
	height = math.Min(math.Max(height, leastFigure), k.limit-60)
	var shapes []chart.Shape
	if f.Chart != nil && len(f.Chart.Table().Rows) > 0 {
		shapes = f.Chart.Draw(k.width, height, Width)
	} else { // a figure without data says so
		height = leadTable
		shapes = []chart.Shape{chart.Text{X: k.width / 2, Y: 11, Size: sizeTable, Color: ink, Anchor: chart.Middle, Text: "（无数据）"}}
	}
	for _, s := range shapes {
		if t, is := s.(chart.Text); is && len(Unprintable(t.Text)) > 0 {
			k.faults.Invalid("char.unprintable", k.path+".chart", "图“%s”中含有无法打印的字符：%s，请改用通用字形或删除", f.Caption, CharacterName(Unprintable(t.Text)[0]))
		}
	}
	k.add(strip{before: 8, height: height, keep: true, draw: func(c *canvas, y float64) {
		for _, s := range shapes {
			c.add(s.Moved(marginX, y))
		}
	}})
	set := BreakLines(plain(f.Caption), sizeTable, k.width, 0)
	strips := lines(set, marginX, k.width, 18, sizeTable, Center, 0, 4)
	for i := range strips[:len(strips)-1] {
		strips[i].keep = true
	}
	k.add(strips...)
	if f.WithTable && f.Chart != nil {
		k.table(ChartTable(f))
	}
	k.add(strip{height: 8})
}

// ChartTable is the data of a figure as a table.
func ChartTable(f Figure) Table {
	data := f.Chart.Table()
	t := Table{Name: f.Caption, Small: true}
	for i, h := range data.Heads {
		c := Column{Title: h, Align: Right}
		if name, unit, ok := strings.Cut(strings.TrimSuffix(h, "）"), "（"); ok {
			c.Title, c.Unit = name, unit
		}
		if i == 0 {
			c.Align, c.Weight = Left, 1.6
		}
		t.Columns = append(t.Columns, c)
	}
	for _, row := range data.Rows {
		cells := make([]Cell, len(row))
		for i, text := range row {
			cells[i] = T(text)
			if i > 0 {
				cells[i] = Read(text)
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// signatures sets places to sign: role, line with the name, date, and the frame of a seal.
func (k *composer) signatures(b Signatures) {
	perRow := b.PerRow
	if perRow < 1 {
		perRow = 2
	}
	unit := k.width / float64(perRow)
	k.add(strip{height: 10, keep: true})
	for from := 0; from < len(b.Signers); from += perRow {
		group := b.Signers[from:min(from+perRow, len(b.Signers))]
		roles, names := 1, 1
		for _, s := range group {
			role, name := s.texts(unit)
			roles, names = max(roles, len(role)), max(names, len(name))
		}
		base := 42 + signLead*float64(roles+names-1)
		if base+46 > k.limit {
			k.faults.Invalid("sign.long", k.path, "签署栏“%s”的文字过长，一页排不下，请缩短", around(group[0].Role, 0))
			return
		}
		k.add(strip{height: base + 46, keep: from+perRow < len(b.Signers), draw: func(c *canvas, y float64) {
			for i, s := range group {
				c.signer(s, marginX+unit*float64(i), y, unit, base)
			}
		}})
	}
}

const signLead = 16.0

// texts are the broken lines of the role and of the name in a place of width w.
func (s Signer) texts(w float64) (role, name []SetLine) {
	role = BreakLines(strong(s.Role+"："), sizeTable, w-16, 0)
	if s.Name != "" {
		name = BreakLines(plain(s.Name), sizeTable, w-32, 0)
	}
	return role, name
}

// signer sets one place whose line to sign on lies base below its top.
func (c *canvas) signer(s Signer, x, y, w, base float64) {
	role, name := s.texts(w)
	for i, line := range role {
		c.setLine(line, x, y+float64(i)*signLead, w-16, signLead, sizeTable, Left, ink)
	}
	end := x + w - 24
	base += y
	for i, line := range name {
		c.setLine(line, x+4, base-2-signLead*float64(len(name)-i), w-32, signLead, sizeTable, Left, ink)
	}
	c.add(chart.Line{X1: x, Y1: base, X2: end, Y2: base, Width: tableRule, Color: ink})
	day := s.Date
	if day == "" {
		day = "　　　年　　月　　日"
	}
	c.add(chart.Text{X: x + 4, Y: base + 26, Size: sizeTable, Color: ink, Text: day})
	light, dash := chart.Gray(150), []float64{3, 2.4}
	switch s.Seal {
	case RoundSeal:
		cx, cy := end-38, base-6
		c.add(chart.Circle{X: cx, Y: cy, R: 36, Width: 0.6, Stroke: light, Dash: dash})
		label := "（公章）"
		if s.SealText != "" {
			label = "（" + s.SealText + "）"
		}
		size := math.Min(sizeSmall, sizeSmall*66/Width(label, sizeSmall, false))
		c.add(chart.Text{X: cx - Width(label, size, false)/2, Y: cy + 3.2, Size: size, Color: light, Text: label})
	case SquareSeal:
		side := 34.0
		c.add(chart.Rect{X: end - side - 4, Y: base - side + 8, W: side, H: side, Width: 0.6, Stroke: light, Dash: dash})
		c.add(chart.Text{X: end - side/2 - 4 - Width("名章", sizeSmall, false)/2, Y: base - side/2 + 11.2, Size: sizeSmall, Color: light, Text: "名章"})
	}
}

// qrLevel keeps the code readable after folding and stamping.
const qrLevel = qrcode.Medium

// qr draws the code with its caption in a square of qrSide; runs of dark modules in a row become one rectangle.
func (c *canvas) qr(q QR, x, y float64) {
	code, err := qrcode.New(q.Text, qrLevel)
	if err != nil {
		return // Check has refused a text too long for a code
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	module := qrSide / float64(len(bits))
	black := chart.Gray(0)
	for row, line := range bits {
		for from := 0; from < len(line); from++ {
			if !line[from] {
				continue
			}
			to := from
			for to < len(line) && line[to] {
				to++
			}
			c.add(chart.Rect{X: x + float64(from)*module, Y: y + float64(row)*module, W: float64(to-from) * module, H: module, Fill: &black})
			from = to
		}
	}
	for i, line := range q.caption() {
		c.setLine(line, x-qrOver, y+qrSide+2+qrLead*float64(i), qrSide+2*qrOver, qrLead, qrType, Center, faint)
	}
}

// The caption under a code may be wider than the code by qrOver on either side.
const qrOver, qrLead, qrType = 10, 10, 7.5

func (q QR) caption() []SetLine {
	if q.Caption == "" {
		return nil
	}
	return BreakLines(plain(q.Caption), qrType, qrSide+2*qrOver, 0)
}

// height is that of the code and its caption.
func (q QR) height() float64 { return qrSide + 2 + qrLead*float64(len(q.caption())) }
