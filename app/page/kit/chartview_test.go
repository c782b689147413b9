package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/date"
)

// parts lists what a drawing is made of.
func parts(o fyne.CanvasObject) []fyne.CanvasObject {
	c, ok := o.(*fyne.Container)
	if !ok {
		return []fyne.CanvasObject{o}
	}
	var out []fyne.CanvasObject
	for _, x := range c.Objects {
		out = append(out, parts(x)...)
	}
	return out
}

func TestAChartStaysInItsBoxAndSaysItsLabels(t *testing.T) {
	test.NewTempApp(t)
	r := chart.Ruler{Periods: []chart.Period{{Label: "法定期限", From: date.Of(2020, 1, 1), To: date.Of(2039, 12, 31), Note: "至 2039-12-31"}},
		Moments: []chart.Moment{{Label: "评估基准日", On: date.Of(2026, 6, 30)}}}
	o := kit.Chart(r, 900, 100)
	require.Equal(t, fyne.NewSize(900, 100), o.MinSize())
	o.Resize(o.MinSize())
	said, dashes := map[string]bool{}, 0
	for _, x := range parts(o) {
		switch x := x.(type) {
		case *canvas.Text:
			said[x.Text] = true
			require.GreaterOrEqual(t, x.Position().X, float32(-1), x.Text)
			require.LessOrEqual(t, x.Position().X+x.Size().Width, float32(902), x.Text)
		case *canvas.Rectangle:
			require.LessOrEqual(t, x.Position().X+x.Size().Width, float32(901))
		case *canvas.Line:
			require.LessOrEqual(t, max(x.Position1.Y, x.Position2.Y), float32(101))
			dashes++
		}
	}
	require.True(t, said["法定期限"] && said["至 2039-12-31"] && said["评估基准日"], said)
	require.Greater(t, dashes, 20, "the mark of the day is a dashed line")
}
