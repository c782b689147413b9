package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/fault"
)

// started is a text as it comes back: anchored at its start, its end or middle turned with it.
func started(t chart.Text) chart.Text {
	back := layout.Width(t.Text, t.Size, t.Bold) * float64(t.Anchor) / 2
	sin, cos := math.Sincos(t.Angle * math.Pi / 180)
	t.X, t.Y, t.Anchor = t.X-cos*back, t.Y+sin*back, chart.Start
	return t
}

// painted leaves out what draws nothing.
func painted(items []chart.Shape) []chart.Shape {
	var out []chart.Shape
	for _, s := range items {
		switch v := s.(type) {
		case chart.Text:
			if v.Text == "" {
				continue
			}
			s = started(v)
		case chart.Rect:
			if v.Fill == nil && v.Width <= 0 {
				continue
			}
		case chart.Circle:
			if v.Fill == nil && v.Width <= 0 {
				continue
			}
		case chart.Polygon:
			if len(v.Points) == 0 || v.Fill == nil && v.Width <= 0 {
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

func near(t require.TestingT, where string, want, got []float64) {
	require.Len(t, got, len(want), where)
	for i := range want {
		require.InDelta(t, want[i], got[i], 0.02, "%s, number %d of %v", where, i, want)
	}
}

// brush is what a figure is filled and drawn with, as far as it can be seen.
func brush(fill *chart.Color, width float64, stroke chart.Color, dash []float64) string {
	s := "open"
	if fill != nil {
		s = fmt.Sprint(*fill)
	}
	if width > 0 {
		s += fmt.Sprintf(" %.2f %v", width, stroke)
		for _, d := range dash {
			s += fmt.Sprintf(" %.2f", d)
		}
	}
	return s
}

func sameShape(t require.TestingT, where string, want, got chart.Shape) {
	require.IsType(t, want, got, where)
	switch w := want.(type) {
	case chart.Text:
		g := got.(chart.Text)
		near(t, where, []float64{w.X, w.Y, w.Size, w.Angle}, []float64{g.X, g.Y, g.Size, g.Angle})
		require.InDelta(t, w.Spacing, g.Spacing, 0.0001, where)
		w.X, w.Y, w.Size, w.Angle, w.Spacing = g.X, g.Y, g.Size, g.Angle, g.Spacing
		require.Equal(t, w, g, where)
	case chart.Line:
		g := got.(chart.Line)
		near(t, where, []float64{w.X1, w.Y1, w.X2, w.Y2}, []float64{g.X1, g.Y1, g.X2, g.Y2})
		require.Equal(t, brush(nil, w.Width, w.Color, w.Dash), brush(nil, g.Width, g.Color, g.Dash), where)
	case chart.Rect:
		g := got.(chart.Rect)
		near(t, where, []float64{w.X, w.Y, w.W, w.H}, []float64{g.X, g.Y, g.W, g.H})
		require.Equal(t, brush(w.Fill, w.Width, w.Stroke, w.Dash), brush(g.Fill, g.Width, g.Stroke, g.Dash), where)
	case chart.Circle:
		g := got.(chart.Circle)
		near(t, where, []float64{w.X, w.Y, w.R}, []float64{g.X, g.Y, g.R})
		require.Equal(t, brush(w.Fill, w.Width, w.Stroke, w.Dash), brush(g.Fill, g.Width, g.Stroke, g.Dash), where)
	case chart.Polygon:
		g := got.(chart.Polygon)
		var a, b []float64
		for _, p := range w.Points {
			a = append(a, p.X, p.Y)
		}
		for _, p := range g.Points {
			b = append(b, p.X, p.Y)
		}
		near(t, where, a, b)
		require.Equal(t, brush(w.Fill, w.Width, w.Stroke, nil), brush(g.Fill, g.Width, g.Stroke, nil), where)
	case layout.Picture:
		g := got.(layout.Picture)
		near(t, where, []float64{w.X, w.Y, w.W, w.H}, []float64{g.X, g.Y, g.W, g.H})
		sameImage(t, where, w.PNG, g.PNG)
	}
}

func sameImage(t require.TestingT, where string, want, got []byte) {
	a, err := png.Decode(bytes.NewReader(want))
	require.NoError(t, err, where)
	b, err := png.Decode(bytes.NewReader(got))
	require.NoError(t, err, where)
	require.Equal(t, a.Bounds(), b.Bounds(), where)
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			c, d := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			require.True(t, c == d || c.A == 0 && d.A == 0, "%s at %d, %d: %v and %v", where, x, y, c, d)
		}
	}
}

func samePages(t require.TestingT, want []layout.Page, file []byte) {
	got, err := pdf.Pages(file)
	require.NoError(t, err)
	require.Len(t, got, len(want))
	for i, w := range want {
		require.Equal(t, i+1, got[i].Number)
		require.Equal(t, w.Watermark, got[i].Watermark)
		near(t, "page", []float64{w.Width, w.Height}, []float64{got[i].Width, got[i].Height})
		items := painted(w.Items)
		require.Len(t, got[i].Items, len(items), "page %d", i+1)
		for j, s := range items {
			sameShape(t, fmt.Sprintf("page %d, shape %d", i+1, j), s, got[i].Items[j])
		}
	}
}

func TestPagesReadsBackEveryShapeOfEveryPage(t *testing.T) {
	pages, b := laid(t, specimen())
	samePages(t, pages.Pages, b)
}

func TestPagesReadsBackAnyShape(t *testing.T) {
	place := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-5000, 90000).Draw(t, "place")) / 100 })
	ink := rapid.Custom(func(t *rapid.T) chart.Color {
		return chart.Color{R: rapid.Byte().Draw(t, "r"), G: rapid.Byte().Draw(t, "g"), B: rapid.Byte().Draw(t, "b")}
	})
	width := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 400).Draw(t, "width")) / 100 })
	dash := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(1, 900).Draw(t, "dash")) / 100 }), 0, 4)
	fill := rapid.Ptr(ink, true)
	shape := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) chart.Shape {
			return chart.Line{X1: place.Draw(t, "x1"), Y1: place.Draw(t, "y1"), X2: place.Draw(t, "x2"), Y2: place.Draw(t, "y2"), Width: width.Draw(t, "w") + 0.01, Color: ink.Draw(t, "c"), Dash: dash.Draw(t, "d")}
		}),
		rapid.Custom(func(t *rapid.T) chart.Shape {
			return chart.Rect{X: place.Draw(t, "x"), Y: place.Draw(t, "y"), W: math.Abs(place.Draw(t, "w")), H: math.Abs(place.Draw(t, "h")), Fill: fill.Draw(t, "f"), Width: width.Draw(t, "w"), Stroke: ink.Draw(t, "c"), Dash: dash.Draw(t, "d")}
		}),
		rapid.Custom(func(t *rapid.T) chart.Shape {
			return chart.Circle{X: place.Draw(t, "x"), Y: place.Draw(t, "y"), R: 1 + math.Abs(place.Draw(t, "r")), Fill: fill.Draw(t, "f"), Width: width.Draw(t, "w"), Stroke: ink.Draw(t, "c"), Dash: dash.Draw(t, "d")}
		}),
		rapid.Custom(func(t *rapid.T) chart.Shape {
			p := chart.Polygon{Fill: fill.Draw(t, "f"), Width: width.Draw(t, "w"), Stroke: ink.Draw(t, "c")}
			for range rapid.IntRange(1, 6).Draw(t, "corners") {
				p.Points = append(p.Points, chart.Point{X: place.Draw(t, "x"), Y: place.Draw(t, "y")})
			}
			return p
		}),
		rapid.Custom(func(t *rapid.T) chart.Shape {
			return chart.Text{X: place.Draw(t, "x"), Y: place.Draw(t, "y"), Size: float64(rapid.IntRange(50, 3000).Draw(t, "size")) / 100, Bold: rapid.Bool().Draw(t, "bold"), Color: ink.Draw(t, "c"),
				Spacing: float64(rapid.IntRange(0, 60000).Draw(t, "spacing")) / 10000, Angle: float64(rapid.SampledFrom([]int{0, 0, 0, 30, 40, 45, 90, -60}).Draw(t, "angle")),
				Anchor: chart.Anchor(rapid.IntRange(0, 2).Draw(t, "anchor")), Text: rapid.StringOfN(rapid.SampledFrom([]rune("质押（)(\\登记A7 上")), 1, 8, -1).Draw(t, "text")}
		}))
	rapid.Check(t, func(t *rapid.T) {
		page := layout.Page{Width: 595.28, Height: 841.89, Number: 1, Watermark: rapid.SampledFrom([]string{"", "草稿"}).Draw(t, "mark"), Items: rapid.SliceOfN(shape, 0, 12).Draw(t, "items")}
		b, err := pdf.Draw(&layout.Laid{Pages: []layout.Page{page}}, noon)
		require.NoError(t, err)
		samePages(t, []layout.Page{page}, b)
	})
}

func TestPagesReadsBackPicturesOfEveryKind(t *testing.T) {
	box := image.Rect(0, 0, 13, 7)
	grey, plain, clear := image.NewGray(box), image.NewNRGBA(box), image.NewNRGBA(box)
	few := image.NewPaletted(box, color.Palette{color.White, color.NRGBA{200, 0, 0, 255}, color.NRGBA{0, 0, 90, 255}})
	for y := range 7 {
		for x := range 13 {
			grey.SetGray(x, y, color.Gray{uint8(x * y * 3)})
			plain.SetNRGBA(x, y, color.NRGBA{uint8(x * 19), uint8(y * 36), 77, 255})
			clear.SetNRGBA(x, y, color.NRGBA{uint8(x * 19), uint8(y * 36), 77, uint8(x * 20)})
			few.SetColorIndex(x, y, uint8((x+y)%3))
		}
	}
	items := []chart.Shape{}
	for i, picture := range []image.Image{grey, plain, clear, few} {
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, picture))
		items = append(items, layout.Picture{X: 50, Y: 60 + 100*float64(i), W: 130, H: 70, PNG: b.Bytes()}, chart.Text{X: 50, Y: 55 + 100*float64(i), Size: 9, Text: "图"})
	}
	page := layout.Page{Width: 595.28, Height: 841.89, Number: 1, Items: items}
	b, err := pdf.Draw(&layout.Laid{Pages: []layout.Page{page}}, noon)
	require.NoError(t, err)
	samePages(t, []layout.Page{page}, b)
}

func TestPagesRefusesWhatIsNotOurs(t *testing.T) {
	_, b := laid(t, layout.Document{Title: "样张"})
	for name, bad := range map[string][]byte{
		"empty": nil, "text": []byte("hello"), "cut": b[:len(b)/3], "header alone": []byte("%PDF-1.7\n%%EOF"),
		"another face":      bytes.ReplaceAll(b, []byte("+NotoSansSC-"), []byte("+OtherSansXX-")),
		"no table":          bytes.ReplaceAll(b, []byte("xref\n0 "), []byte("xrfe\n0 ")),
		"table of nothing":  []byte("%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<\n/Root 1 0 R\n>>\nstartxref\n9\n%%EOF"),
		"table without end": []byte("%PDF-1.7\nxref\n0 99999999\ntrailer\nstartxref\n9\n%%EOF"),
		"negative":          bytes.Replace(b, []byte("startxref\n"), []byte("startxref\n-"), 1),
		"encrypted":         bytes.Replace(b, []byte("/ID ["), []byte("/Encrypt 1 0 R /ID ["), 1),
	} {
		_, err := pdf.Pages(bad)
		require.True(t, fault.Has(err, "pdf.foreign"), name)
		require.Contains(t, err.Error(), "系统阅读器", name)
	}
}

// A page is shown as it is or not at all.
func TestPagesRefusesAnOperatorItDoesNotKnow(t *testing.T) {
	draw := func(content string) []byte {
		return raw("<</Font <</R 4 0 R>>>>", "<</Type /Font /BaseFont /ABCDEF+NotoSansSC-Regular>>", content)
	}
	pages, err := pdf.Pages(draw("0 J\n1 g\nBT /R 12 Tf 10 20 Td (\x00A) Tj ET\n1 w 1 2 m 3 4 l S"))
	require.NoError(t, err, "the frame of this test is right")
	require.Len(t, pages[0].Items, 2)
	for _, content := range []string{"1 1 1 scn", "BI", "1 0 0 1 5 5 cm 1 2 m 3 4 l S", "1 J 1 2 m 3 4 l S", "1 2 l S", "S", "Q", "q", "BT /X 12 Tf (\x00A) Tj ET", "/I1 Do", "1 2 m 3 4 5 6 7 8 c f",
		"1 2 3 rg g", "[1 2", "[-1] 0 d 1 2 m 3 4 l S", "BT /R 12 Tf 2 0 0 1 0 0 cm (\x00A) Tj ET", "<41> Tj", "1e400 w", "NaN w", "1 2 m 3 4 l 5 6 l S"} {
		_, err := pdf.Pages(draw(content))
		require.True(t, fault.Has(err, "pdf.foreign"), content)
	}
}

func TestPagesStaysBoundedOnHostileFiles(t *testing.T) {
	for name, content := range map[string]string{"shapes": strings.Repeat("1 2 m 3 4 l S\n", 700_000), "depth": strings.Repeat("q\n", 200_000), "numbers": strings.Repeat("1 ", 500_000)} {
		_, err := pdf.Pages(raw("<<>>", "<<>>", content))
		require.True(t, fault.Has(err, "pdf.foreign"), name)
	}
}

func TestPagesNeverPanicsOnAFileWithBytesChanged(t *testing.T) {
	_, b := laid(t, layout.Document{Title: "样张", Blocks: []layout.Block{layout.Paragraph{Text: "正文（一）。"}}})
	rapid.Check(t, func(t *rapid.T) {
		bad := bytes.Clone(b)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		bad = bad[:rapid.IntRange(len(bad)/2, len(bad)).Draw(t, "length")]
		if pages, err := pdf.Pages(bad); err == nil {
			require.Len(t, pages, 1)
		} else {
			require.True(t, fault.Has(err, "pdf.foreign"))
		}
	})
}

func BenchmarkReadingBackTheSpecimen(b *testing.B) {
	file, err := pdf.Bytes(specimen(), noon)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pdf.Pages(file); err != nil {
			b.Fatal(err)
		}
	}
}
