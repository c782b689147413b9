package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/reports/picture"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func rgba(p *image.RGBA, x, y int) [3]uint8 {
	c := p.RGBAAt(x, y)
	return [3]uint8{c.R, c.G, c.B}
}

func TestAPageIsWhiteAndAsLargeAsAsked(t *testing.T) {
	p := picture.Page(layout.Page{Width: 595.28, Height: 841.89}, 2)
	require.Equal(t, image.Pt(1191, 1684), p.Rect.Size())
	require.True(t, p.Opaque())
	require.Equal(t, [3]uint8{255, 255, 255}, rgba(p, 600, 800))
}

func TestTheLargestPageAtTheLargestZoomStaysWithinItsBounds(t *testing.T) {
	for _, page := range []layout.Page{{Width: 595.28, Height: 841.89}, {Width: 1e5, Height: 1e5}, {Width: 1e5, Height: 1}} {
		k := picture.Scale(page, 1e9)
		require.LessOrEqual(t, page.Width*page.Height*k*k, picture.MostPixels*1.0001)
	}
	require.Equal(t, 1.0, picture.Scale(layout.Page{Width: 100, Height: 100}, -3))
	require.Equal(t, 8.0, picture.Scale(layout.Page{Width: 100, Height: 100}, 8))
}

func TestAPageOfAnySizeIsDrawnWithinTheBounds(t *testing.T) {
	for _, page := range []layout.Page{{Width: 9e4, Height: 9e4}, {Width: 9e4, Height: 2}, {Width: 0.01, Height: 0.01}} {
		size := picture.Page(page, 0.02).Rect.Size()
		require.LessOrEqual(t, size.X*size.Y, picture.MostPixels)
		require.Positive(t, size.X*size.Y)
	}
}

func TestASmallPictureKeepsItsRulesFaint(t *testing.T) {
	page := layout.Page{Width: 400, Height: 400}
	for x := 20.0; x < 400; x += 20 {
		page.Items = append(page.Items, chart.Line{X1: x, Y1: 0, X2: x, Y2: 400, Width: 0.5, Color: chart.Gray(0)})
	}
	p := picture.Page(page, 0.15)
	require.Equal(t, image.Pt(60, 60), p.Rect.Size())
	sum := 0
	for x := range 60 {
		sum += int(p.RGBAAt(x, 30).R)
	}
	require.Greater(t, sum/60, 200, "a net of hairlines is grey, not black")
}

func TestRulesAndBoxesAreCrisp(t *testing.T) {
	red := chart.Color{R: 200}
	p := picture.Page(layout.Page{Width: 40, Height: 40, Items: []chart.Shape{
		chart.Rect{X: 2.3, Y: 2.3, W: 10, H: 10, Fill: &red},
		chart.Line{X1: 20, Y1: 5, X2: 20, Y2: 30, Width: 0.4, Color: chart.Gray(0)},
		chart.Rect{X: 24.4, Y: 4.4, W: 10, H: 10, Width: 1, Stroke: chart.Gray(0)},
	}}, 1)
	dark := 0
	for x := range 40 {
		for y := range 40 {
			c := rgba(p, x, y)
			require.Contains(t, [][3]uint8{{255, 255, 255}, {200, 0, 0}, {0, 0, 0}}, c, "no pixel is half covered: %d, %d", x, y)
			if x < 22 && c == [3]uint8{0, 0, 0} {
				dark++
			}
		}
	}
	require.Equal(t, 25, dark, "the hairline is one pixel wide")
	require.Equal(t, [3]uint8{200, 0, 0}, rgba(p, 2, 2))
	require.Equal(t, [3]uint8{255, 255, 255}, rgba(p, 28, 8), "an open box shows what is behind it")
}

func TestACornerIsFilledToItsPointAndDashesLeaveGaps(t *testing.T) {
	p := picture.Page(layout.Page{Width: 60, Height: 60, Items: []chart.Shape{
		chart.Polygon{Points: []chart.Point{{X: 10, Y: 10}, {X: 50, Y: 10}, {X: 50, Y: 50}, {X: 10, Y: 50}}, Width: 6, Stroke: chart.Gray(0)},
		chart.Line{X1: 15, Y1: 30, X2: 45, Y2: 30, Width: 2, Color: chart.Gray(0), Dash: []float64{5, 5}},
	}}, 1)
	for _, corner := range []image.Point{{7, 7}, {52, 7}, {52, 52}, {7, 52}} {
		require.Equal(t, [3]uint8{0, 0, 0}, rgba(p, corner.X, corner.Y), "%v", corner)
	}
	require.Equal(t, [3]uint8{0, 0, 0}, rgba(p, 17, 30))
	require.Equal(t, [3]uint8{255, 255, 255}, rgba(p, 22, 30))
	require.Equal(t, [3]uint8{0, 0, 0}, rgba(p, 27, 30))
}

func TestShapesFarBeyondThePageDoNoHarm(t *testing.T) {
	red := chart.Color{R: 200}
	p := picture.Page(layout.Page{Width: 20, Height: 20, Items: []chart.Shape{
		chart.Polygon{Points: []chart.Point{{X: -9e5, Y: -9e5}, {X: 9e5, Y: -9e5}, {X: 9e5, Y: 9e5}, {X: -9e5, Y: 9e5}}, Fill: &red},
		chart.Line{X1: -9e5, Y1: -9e5, X2: 9e5, Y2: 9e5, Width: 2, Color: chart.Gray(0), Dash: []float64{0.001}},
		chart.Text{X: 9e5, Y: 9e5, Size: 12, Text: "远"}, chart.Text{X: -9e5, Y: 9e5, Size: 12, Angle: 30, Text: "远"}, chart.Text{X: 5, Y: 15, Size: 9e5, Text: "大"},
		chart.Circle{X: 10, Y: 10, R: 9e5, Width: 1}, layout.Picture{X: 1, Y: 1, W: 5, H: 5, PNG: []byte("no picture")},
		chart.Rect{X: -9e5, Y: 9e5, W: 3e5, H: 1, Width: 9e5},
	}}, 4)
	require.Equal(t, image.Pt(80, 80), p.Rect.Size())
}

func TestAPictureIsDrawnIntoItsBox(t *testing.T) {
	logo := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	logo.SetNRGBA(0, 0, color.NRGBA{0, 0, 255, 255})
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, logo))
	p := picture.Page(layout.Page{Width: 60, Height: 60, Items: []chart.Shape{layout.Picture{X: 10, Y: 10, W: 40, H: 20, PNG: b.Bytes()}}}, 1)
	require.Equal(t, [3]uint8{0, 0, 255}, rgba(p, 12, 20))
	require.Equal(t, [3]uint8{255, 255, 255}, rgba(p, 48, 20), "what is clear stays clear")
	require.Equal(t, [3]uint8{255, 255, 255}, rgba(p, 5, 20))
}

// sample is a page with every kind of shape.
func sample(mark string) layout.Page {
	grey, red := chart.Gray(225), chart.Color{R: 180, G: 40, B: 30}
	p := layout.Page{Width: 595.28, Height: 841.89, Number: 1, Watermark: mark, Items: []chart.Shape{
		chart.Text{X: 297, Y: 120, Size: 24, Bold: true, Anchor: chart.Middle, Text: "资产评估报告"},
		chart.Rect{X: 71, Y: 150, W: 453, H: 30, Fill: &grey, Width: 0.5, Stroke: chart.Gray(60)},
		chart.Text{X: 80, Y: 170, Size: 10.5, Text: "评估值（万元）15,312.90"},
		chart.Circle{X: 150, Y: 400, R: 60, Fill: &red, Width: 2, Stroke: chart.Gray(0)},
		chart.Circle{X: 300, Y: 400, R: 60, Width: 1, Stroke: red, Dash: []float64{4, 2}},
		chart.Polygon{Points: []chart.Point{{X: 400, Y: 340}, {X: 500, Y: 460}, {X: 420, Y: 450}}, Fill: &grey, Width: 3, Stroke: chart.Gray(0)},
		chart.Line{X1: 71, Y1: 500, X2: 520, Y2: 560, Width: 1.2, Color: red, Dash: []float64{6, 3}},
		chart.Text{X: 60, Y: 700, Size: 11, Angle: 90, Anchor: chart.Middle, Text: "金额（万元）"},
	}}
	for i := range 20 {
		p.Items = append(p.Items, chart.Text{X: 95, Y: 200 + 20*float64(i)*0.3, Size: 6 + float64(i)/4, Spacing: 0.27, Text: "示例评估接受示例银行的委托（Carbon Fiber）"})
	}
	return p
}

func TestGoroutinesDrawTheSamePage(t *testing.T) {
	page := sample("草稿")
	want := picture.Page(page, 1.3)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if got := picture.Page(page, 1.3); !bytes.Equal(want.Pix, got.Pix) {
				t.Error("the pictures differ")
			}
		})
	}
	wait.Wait()
}

// An independent reader of PDF draws the same page.
func TestThePictureIsThatOfPdftoppm(t *testing.T) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftoppm (poppler-utils) is required in CI")
		}
		t.Skip("pdftoppm is not installed")
	}
	pages := append(paper(t), sample(""), sample("草稿"))
	file, err := pdf.Draw(&layout.Laid{Pages: pages}, noon)
	require.NoError(t, err)
	read, err := pdf.Pages(file)
	require.NoError(t, err)
	for i := range read {
		for _, dpi := range []int{72, 144} {
			want := poppler(t, tool, file, i+1, dpi)
			for name, page := range map[string]layout.Page{"as laid out": pages[i], "as read back": read[i]} {
				mean, far := apart(t, want, picture.Page(page, float64(dpi)/72))
				require.Less(t, mean, 4.0, "page %d %s at %d dpi: mean difference of 255", i+1, name, dpi)
				require.Less(t, far, 0.003, "page %d %s at %d dpi: share of blocks far apart", i+1, name, dpi)
			}
		}
	}
}

// poppler is a page of a file as pdftoppm draws it.
func poppler(t testing.TB, tool string, file []byte, page, dpi int) image.Image {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.pdf"), file, 0o600))
	n := strconv.Itoa(page)
	require.NoError(t, exec.Command(tool, "-f", n, "-l", n, "-singlefile", "-r", strconv.Itoa(dpi), "-png", filepath.Join(dir, "a.pdf"), filepath.Join(dir, "a")).Run())
	b, err := os.ReadFile(filepath.Join(dir, "a.png"))
	require.NoError(t, err)
	p, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	return p
}

// apart compares the means of blocks of 4 by 4 pixels, for another program sets its characters and rules up to a pixel away: the mean
// difference, of 255, and the share of blocks that differ by more than 64.
func apart(t testing.TB, a, b image.Image) (mean, far float64) {
	require.InDelta(t, a.Bounds().Dx(), b.Bounds().Dx(), 1)
	require.InDelta(t, a.Bounds().Dy(), b.Bounds().Dy(), 1)
	w, h := min(a.Bounds().Dx(), b.Bounds().Dx()), min(a.Bounds().Dy(), b.Bounds().Dy())
	grey := func(p image.Image, x, y int) float64 {
		r, g, b, _ := p.At(x, y).RGBA()
		return float64(r+g+b) / 3 / 257
	}
	sum, blocks := 0.0, 0
	for y := 0; y+4 <= h; y += 4 {
		for x := 0; x+4 <= w; x += 4 {
			of := 0.0
			for i := range 16 {
				of += grey(a, x+i%4, y+i/4) - grey(b, x+i%4, y+i/4)
			}
			blocks++
			of = math.Abs(of) / 16
			sum += of
			if of > 64 {
				far++
			}
		}
	}
	return sum / float64(blocks), far / float64(blocks)
}

func BenchmarkAPageAtReadingSize(b *testing.B) {
	page := sample("示例")
	b.ReportAllocs()
	for b.Loop() {
		picture.Page(page, 96.0/72)
	}
}
