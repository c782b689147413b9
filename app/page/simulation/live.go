package simulation

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/shopspring/decimal"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
)

// quiet is the least time between two pictures of a run.
const quiet = 200 * time.Millisecond

// unit is that of all amounts in charts and their tables.
const unit = "万元"

// feed keeps what a run tells and hands a picture on at most five times a second. It belongs to the goroutine of the run.
type feed struct {
	clock  func() time.Time
	post   func(picture)
	last   time.Time
	points []chart.Estimate
}

func (f *feed) take(x simulate.Progress) {
	if p, ok := estimate(x.Point); ok {
		f.points = append(f.points, p)
	}
	now := f.clock()
	if !f.last.IsZero() && now.Sub(f.last) < quiet {
		return
	}
	f.last = now
	f.post(picture{done: x.Done, total: x.Total, failed: x.Failed, histogram: x.Histogram, points: slices.Clone(f.points)})
}

// picture is a moment of a run.
type picture struct {
	done, total, failed int
	histogram           simulate.Histogram
	points              []chart.Estimate
}

// draw shows the histogram and the convergence side by side with the last figures as text; their tables come at the end.
func (p picture) draw(width float32) fyne.CanvasObject {
	if len(p.points) == 0 {
		return kit.Note("已进行的模拟还没有得出结果。", width)
	}
	side := (width - 40) / 2
	last := p.points[len(p.points)-1]
	low, lowOK := wan(p.histogram.Low)
	high, highOK := wan(p.histogram.High)
	h := chart.Histogram{Unit: unit, Counts: p.histogram.Counts, Below: p.histogram.Below, Above: p.histogram.Above}
	if lowOK && highOK {
		h.Low, h.High = low.At, high.At
	}
	h.Marks = []chart.Mark{{Label: "均值", Value: last.Mean}}
	left := container.NewVBox(kit.Bold("频数分布"), kit.Chart(h, side, 260))
	right := container.NewVBox(kit.Bold("均值的收敛过程"), kit.Chart(chart.Convergence{Unit: unit, Points: thin(p.points)}, side, 260))
	return kit.Named("simulation.live", container.NewVBox(kit.Para("均值 "+last.Mean.Text+" 万元，±1 倍标准误 "+last.Low.Text+" 至 "+last.High.Text+" 万元（完成后列出数据表）", width),
		container.NewHBox(left, kit.Spacer(24, 0), right)))
}

// wan is a float of the engine in yuan as an amount to draw; false when money cannot hold it.
func wan(yuan float64) (chart.Amount, bool) {
	m, err := money.FromDecimal(decimal.NewFromFloat(yuan))
	return chart.InWan(m), err == nil
}

func estimate(p simulate.Point) (chart.Estimate, bool) {
	mean, a := wan(p.Mean)
	low, b := wan(p.Mean - p.StandardError)
	high, c := wan(p.Mean + p.StandardError)
	return chart.Estimate{Trials: p.Trials, Mean: mean, Low: low, High: high}, a && b && c && p.Trials > 0
}

// thin keeps points whose trials grow by a tenth at least, and the last, so that chart and table have the same ones.
func thin(points []chart.Estimate) []chart.Estimate {
	var out []chart.Estimate
	for i, p := range points {
		if i == 0 || i == len(points)-1 || 10*p.Trials >= 11*out[len(out)-1].Trials {
			out = append(out, p)
		}
	}
	return out
}

// counted is a number with thousands separators.
func counted(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
