package chart_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// extremes are amounts that charts must bear: nothing, losses, all alike, one alone, sixty, 18 digits, long names.
func extremes() map[string][]chart.Amount {
	huge := chart.InYuan(money.Must("9999999999999999.99"))
	many := make([]chart.Amount, 60)
	for i := range many {
		many[i] = chart.Amount{At: float64(i*i%37) - 9, Text: fmt.Sprintf("%d.00", i*i%37-9)}
	}
	same := chart.Amount{At: 1250, Text: "1,250.00"}
	return map[string][]chart.Amount{
		"zeros":    {{Text: "0.00"}, {Text: "0.00"}, {Text: "0.00"}},
		"losses":   {{At: -1, Text: "-1.00"}, {At: -1e6, Text: "-1,000,000.00"}, {At: -30, Text: "-30.00"}},
		"alike":    {same, same, same, same},
		"one":      {{At: 42, Text: "42.00"}},
		"one loss": {{At: -42, Text: "-42.00"}},
		"sixty":    many,
		"huge":     {huge, {At: -huge.At, Text: "-" + huge.Text}, {At: 0.01, Text: "0.01"}, huge},
		"tiny":     {{At: 1e-9, Text: "0.00"}, {At: 2e-9, Text: "0.00"}},
	}
}

func named(i int, long bool) string {
	if long {
		return fmt.Sprintf("第%d项名称很长的资产处置方案及其全部附属安排（示例）", i+1)
	}
	return fmt.Sprintf("项%d", i+1)
}

func built(values []chart.Amount, long bool) map[string]chart.Chart {
	var bars []chart.Bar
	var steps []chart.Step
	var swings []chart.Swing
	var rungs []chart.Rung
	var stacks []chart.Stack
	var periods []chart.Period
	var moments []chart.Moment
	var spreads []chart.Spread
	var marks []chart.Mark
	var points []chart.Estimate
	var axes []string
	base := values[0]
	for i, v := range values {
		name := named(i, long)
		axes = append(axes, name)
		bars = append(bars, chart.Bar{Label: name, Value: v})
		steps = append(steps, chart.Step{Label: name, Value: v, Total: i == 0})
		swings = append(swings, chart.Swing{Label: name, LowText: "12.85%", HiText: "14.85%", AtLow: v, AtHigh: values[(i+1)%len(values)]})
		rungs = append(rungs, chart.Rung{Label: name, Price: v, Outcome: "流拍"})
		stacks = append(stacks, chart.Stack{Label: name, Values: []chart.Amount{v, base, v}})
		from := date.Of(2000+i%50, 1+i%12, 1)
		periods = append(periods, chart.Period{Label: name, From: from, To: from.AddDays(400 * (1 + i%7)), Note: "至 " + from.AddDays(400*(1+i%7)).String()})
		if i < 9 {
			moments = append(moments, chart.Moment{Label: name, On: date.Of(2010, 1+i%12, 1+i)})
			marks = append(marks, chart.Mark{Label: fmt.Sprintf("P%d", 5+i), Value: v})
		}
		spreads = append(spreads, chart.Spread{Label: name, P5: v, P25: v, P50: v, P75: v, P95: v, Mean: v})
		points = append(points, chart.Estimate{Trials: 100 * (i + 1), Mean: v, Low: v, High: v})
	}
	parts := []string{named(0, long), named(1, long), named(2, long)}
	series := []chart.Series{{Name: parts[0], Values: values}, {Name: parts[1], Values: values[:1]}, {Name: parts[2]}}
	return map[string]chart.Chart{
		"bars":        chart.Bars{Unit: "万元", Bars: bars},
		"columns":     chart.Columns{Unit: "万元", Bars: bars},
		"waterfall":   chart.Waterfall{Unit: "万元", Steps: steps},
		"tornado":     chart.Tornado{Unit: "万元", Base: base, Swings: swings},
		"ladder":      chart.Ladder{Unit: "万元", Reference: base, Rungs: rungs},
		"shares":      chart.Shares{Unit: "万元", Parts: parts, Stacks: stacks},
		"stacked":     chart.Stacked{Unit: "万元", Parts: parts, Stacks: stacks},
		"lines":       chart.Lines{Unit: "万元", X: axes, Series: series},
		"ruler":       chart.Ruler{Periods: periods, Moments: moments},
		"radar":       chart.Radar{Axes: axes, Series: series},
		"strips":      chart.Strips{Unit: "万元", Strips: spreads},
		"fan":         chart.Fan{Unit: "万元", Periods: spreads},
		"histogram":   chart.Histogram{Unit: "万元", Low: math.Min(base.At, 0), High: math.Max(base.At, 0) + 1, Counts: []int{1, 0, 5, 2}, Marks: marks},
		"convergence": chart.Convergence{Unit: "万元", Points: points},
		"gauge":       chart.Gauge{Unit: "%", Value: base, Label: parts[0], Low: chart.Amount{Text: "0%"}, High: chart.Amount{At: 100, Text: "100%"}, Bands: []chart.Band{{Label: parts[0], To: chart.Amount{At: 55, Text: "55%"}}, {Label: "关注", To: chart.Amount{At: 56, Text: "56%"}}, {Label: "超限", To: chart.Amount{At: 100, Text: "100%"}}}},
	}
}

// Every chart bears every extreme at usual sizes: all shapes are numbers and in the box, no text lies on another.
func TestChartsBearExtremesWithoutOverlapOrOverflow(t *testing.T) {
	for which, values := range extremes() {
		for _, long := range []bool{false, true} {
			for name, c := range built(values, long) {
				for _, size := range [][2]float64{{453, 180}, {453, 110}, {700, 240}, {300, 200}} {
					w, h := size[0], math.Max(size[1], chart.LeastHeight(c))
					t.Run(fmt.Sprintf("%s/%s/long=%v/%v", name, which, long, size), func(t *testing.T) {
						checkShapes(t, c.Draw(w, h, measure), w, h)
					})
				}
			}
		}
	}
}

func checkShapes(t *testing.T, shapes []chart.Shape, w, h float64) {
	t.Helper()
	const e = 0.6
	type placed struct {
		text           string
		x1, y1, x2, y2 float64
	}
	var texts []placed
	for _, s := range shapes {
		x1, y1, x2, y2 := extent(s)
		require.False(t, math.IsNaN(x1+y1+x2+y2) || math.IsInf(x1+y1+x2+y2, 0), "%#v", s)
		require.True(t, x1 >= -e && x2 <= w+e && y1 >= -e && y2 <= h+e, "%#v is outside %v × %v: (%.1f, %.1f)–(%.1f, %.1f)", s, w, h, x1, y1, x2, y2)
		if x, is := s.(chart.Text); is && strings.TrimSpace(x.Text) != "" {
			texts = append(texts, placed{x.Text, x1, x.Y - 0.8*x.Size, x2, x.Y + 0.1*x.Size})
		}
	}
	for i, a := range texts {
		for _, b := range texts[:i] {
			across, down := math.Min(a.x2, b.x2)-math.Max(a.x1, b.x1), math.Min(a.y2, b.y2)-math.Max(a.y1, b.y1)
			require.False(t, across > 0.5 && down > 0.7, "%q at (%.1f, %.1f) lies on %q at (%.1f, %.1f)", a.text, a.x1, a.y2, b.text, b.x1, b.y2)
		}
	}
}
