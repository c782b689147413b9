package chart_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/chart"
)

func number(v float64) chart.Amount { return chart.Amount{At: v, Text: fmt.Sprintf("%.2f", v)} }

func series(name string, values ...float64) chart.Series {
	s := chart.Series{Name: name}
	for _, v := range values {
		s.Values = append(s.Values, number(v))
	}
	return s
}

func spreadOf(label string, p ...float64) chart.Spread {
	return chart.Spread{Label: label, P5: number(p[0]), P25: number(p[1]), P50: number(p[2]), P75: number(p[3]), P95: number(p[4]), Mean: number(p[2] + 1)}
}

var indicators = []string{"权利稳固程度", "保护力度", "时间与地域", "技术水平", "可实施程度", "替代与适用", "市场", "收益", "变现"}

func init() {
	kinds["radar"] = chart.Radar{Unit: "分", Axes: indicators, Series: []chart.Series{series("本次评分", 72, 65, 88, 91, 55, 60, 47, 70, 38), series("上次评分", 60, 70, 80, 85, 75)}}
	kinds["radar of two"] = chart.Radar{Axes: indicators[:2], Series: []chart.Series{series("得分", 72, 65)}}
	kinds["histogram"] = chart.Histogram{Unit: "万元", Low: 800, High: 2600, Counts: []int{3, 20, 90, 200, 180, 70, 21, 0, 2}, Below: 1, Above: 2,
		Marks: []chart.Mark{{Label: "P95", Value: number(2210)}, {Label: "P5", Value: number(1050)}, {Label: "P50", Value: number(1540)}, {Label: "均值", Value: number(1541)}}}
	kinds["convergence"] = chart.Convergence{Unit: "万元", Points: []chart.Estimate{{Trials: 64, Mean: number(1500), Low: number(1400), High: number(1600)},
		{Trials: 1024, Mean: number(1540), Low: number(1520), High: number(1560)}, {Trials: 65536, Mean: number(1533), Low: number(1531), High: number(1535)}}}
	kinds["convergence, linear"] = chart.Convergence{Points: []chart.Estimate{{Trials: 1000, Mean: number(1), Low: number(0.5), High: number(2)}, {Trials: 3000, Mean: number(1.2), Low: number(1), High: number(1.4)}}}
	kinds["spider"] = chart.Spider{Unit: "万元", Base: number(100), Changes: []chart.Amount{{At: -20, Text: "-20%"}, {At: -10, Text: "-10%"}, {At: 0, Text: "0%"}, {At: 10, Text: "+10%"}, {At: 20, Text: "+20%"}},
		Series: []chart.Series{series("分成率", 80, 90, 100, 110, 120), series("销售收入增长率", 81, 90, 100, 110, 119), series("折现率", 115, 107, 100, 94, 88), {Name: "经济寿命", Values: []chart.Amount{{}, number(95), number(100), {}, number(104)}}, series("税率", 110, 105, 100, 95, 90)}}
	kinds["strips"] = chart.Strips{Unit: "万元", Strips: []chart.Spread{spreadOf("许可费节省法", 800, 1050, 1200, 1390, 1800), spreadOf("多期超额收益法", 1190, 1195, 1200, 1205, 1210)}}
	kinds["fan"] = chart.Fan{Unit: "万元", Periods: []chart.Spread{spreadOf("2026 年", 100, 100, 100, 100, 100), spreadOf("2027 年", 80, 95, 105, 118, 140), spreadOf("2028 年", 60, 90, 110, 130, 180)}}
	kinds["tornado, small"] = chart.Tornado{Base: wan("1000000"), Swings: []chart.Swing{{Label: "名称很长的参数名称很长的参数", LowText: "12.855%", HiText: "14.855%", AtLow: wan("1100000"), AtHigh: wan("920000")}}}
}

// drawn are the charts whose labels keep apart at any size a page or the window gives them.
var drawn = []string{"radar", "radar of two", "histogram", "convergence", "convergence, linear", "spider", "strips", "fan", "tornado", "tornado, small"}

func TestLabelsOfChartsNeverOverlap(t *testing.T) {
	for _, name := range drawn {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w, h := rapid.Float64Range(300, 1000).Draw(t, "width"), rapid.Float64Range(150, 500).Draw(t, "height")
				apart(t, kinds[name].Draw(w, h, measure))
			})
		})
	}
}

// apart requires that no two texts share ink: a line of text reaches from 0.75 of its size above the baseline to 0.1 below.
func apart(t require.TestingT, shapes []chart.Shape) {
	var texts []chart.Text
	for _, s := range shapes {
		if x, ok := s.(chart.Text); ok {
			texts = append(texts, x)
		}
	}
	for i, a := range texts {
		for _, b := range texts[:i] {
			ax1, _, ax2, _ := extent(a)
			bx1, _, bx2, _ := extent(b)
			across := math.Min(ax2, bx2) - math.Max(ax1, bx1)
			down := math.Min(a.Y+0.1*a.Size, b.Y+0.1*b.Size) - math.Max(a.Y-0.75*a.Size, b.Y-0.75*b.Size)
			require.False(t, across > 0.5 && down > 0.5, "%q and %q overlap by %.1f × %.1f", a.Text, b.Text, across, down)
		}
	}
}

func TestARadarOfManyIndicatorsKeepsItsNamesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 27).Draw(t, "axes")
		c := chart.Radar{Unit: "分", Series: []chart.Series{{Name: "得分"}}}
		for i := range n {
			c.Axes = append(c.Axes, indicators[i%9]+fmt.Sprint(i))
			c.Series[0].Values = append(c.Series[0].Values, number(rapid.Float64Range(0, 100).Draw(t, "score")))
		}
		shapes := c.Draw(rapid.Float64Range(300, 900).Draw(t, "width"), rapid.Float64Range(220, 500).Draw(t, "height"), measure)
		apart(t, shapes)
		names := 0
		for _, s := range shapes {
			if x, ok := s.(chart.Text); ok && x.Size > 6.6 {
				names++
			}
		}
		require.GreaterOrEqual(t, names, n, "every indicator has its name")
	})
}

// A score of 60 lies at 60 % of the way to the outer ring, on each axis.
func TestARadarPutsScoresInProportion(t *testing.T) {
	c := chart.Radar{Axes: indicators, Series: []chart.Series{series("得分", 60, 60, 60, 60, 60, 60, 60, 60, 60)}}
	var ring chart.Polygon
	var points []chart.Point
	for _, s := range c.Draw(400, 260, measure) {
		switch s := s.(type) {
		case chart.Polygon:
			ring = s // rings are drawn outwards
		case chart.Circle:
			points = append(points, chart.Point{X: s.X, Y: s.Y})
		}
	}
	require.Len(t, points, 9)
	cx, cy := 0.0, 0.0
	for _, p := range ring.Points {
		cx, cy = cx+p.X/9, cy+p.Y/9
	}
	for i, p := range points {
		require.InDelta(t, 0.6*math.Hypot(ring.Points[i].X-cx, ring.Points[i].Y-cy), math.Hypot(p.X-cx, p.Y-cy), 1e-6)
	}
	require.InDelta(t, cx, points[0].X, 1e-6, "the first axis points up")
	require.Less(t, points[0].Y, cy)
}

func TestAHistogramsBarsAreInProportionAndItsTableCountsEverything(t *testing.T) {
	c := kinds["histogram"].(chart.Histogram)
	var heights []float64
	for _, s := range c.Draw(500, 250, measure) {
		if r, ok := s.(chart.Rect); ok {
			heights = append(heights, r.H)
		}
	}
	require.Len(t, heights, 8, "an empty interval has no bar")
	require.InDelta(t, heights[3]/heights[1], 10, 1e-9)
	table := c.Table()
	require.Equal(t, []string{"区间（万元）", "频数", "频率", "累计频率"}, table.Heads)
	require.Len(t, table.Rows, 11+4, "the intervals, then the marks")
	require.Equal(t, []string{"小于 800", "1", "0.17%", "0.17%"}, table.Rows[0])
	require.Equal(t, "800 至 1,000", table.Rows[1][0])
	require.Equal(t, []string{"大于 2,600", "2", "0.34%", "100.00%"}, table.Rows[10])
}

func TestMarksOfAHistogramStandAtTheirValues(t *testing.T) {
	c := kinds["histogram"].(chart.Histogram)
	var feet []float64
	for _, s := range c.Draw(500, 250, measure) {
		if l, ok := s.(chart.Line); ok && len(l.Dash) > 0 {
			require.InDelta(t, l.X1, l.X2, 1e-9)
			feet = append(feet, l.X1)
		}
	}
	require.Len(t, feet, 4)
	require.InDelta(t, (1540.0-1050)/(2210-1050), (feet[1]-feet[0])/(feet[3]-feet[0]), 1e-9)
}

func TestATornadoIsSortedAndShowsBothConclusionsWithTheirSettings(t *testing.T) {
	c := chart.Tornado{Unit: "万元", Base: number(100), Swings: []chart.Swing{
		{Label: "窄", LowText: "1%", HiText: "2%", AtLow: number(99), AtHigh: number(101)},
		{Label: "同向", LowText: "7 年", HiText: "9 年", AtLow: number(104), AtHigh: number(101)},
		{Label: "宽", LowText: "5%", HiText: "6%", AtLow: number(120), AtHigh: number(85)}}}
	var labels []string
	said := map[string]chart.Text{}
	for _, s := range c.Draw(500, 200, measure) {
		if x, ok := s.(chart.Text); ok {
			said[x.Text] = x
			if x.Text == "窄" || x.Text == "同向" || x.Text == "宽" {
				labels = append(labels, x.Text)
			}
		}
	}
	require.Equal(t, []string{"宽", "同向", "窄"}, labels)
	require.Equal(t, "宽", c.Table().Rows[0][0])
	require.Equal(t, chart.Start, said["120.00（5%）"].Anchor, "right of its bar")
	require.Equal(t, chart.End, said["85.00（6%）"].Anchor, "left of its bar")
	require.Contains(t, said, "7 年、9 年", "both settings where both move the same way")
	narrow := map[string]bool{}
	for _, s := range c.Draw(160, 200, measure) {
		if x, ok := s.(chart.Text); ok {
			narrow[x.Text] = true
		}
	}
	require.True(t, narrow["5%"] && narrow["6%"], "without room the settings alone")
}

func TestAConvergenceOverPowersOfTenHasALogarithmicAxis(t *testing.T) {
	c := kinds["convergence"].(chart.Convergence)
	at := map[string]float64{}
	for _, s := range c.Draw(600, 200, measure) {
		if x, ok := s.(chart.Text); ok {
			at[x.Text] = x.X
		}
	}
	require.InDelta(t, at["1,000 次"]-at["100 次"], at["10,000 次"]-at["1,000 次"], 1e-6)
	require.Contains(t, at, "均值（末次 1533.00）")
	require.Contains(t, at, "±1 倍标准误")
	require.Equal(t, []string{"1,024", "1540.00", "1520.00", "1560.00"}, c.Table().Rows[1])
}

func TestSpiderLinesBreakAtGapsAndEndAtTheirNames(t *testing.T) {
	c := chart.Spider{Changes: []chart.Amount{{At: -1, Text: "-1%"}, {At: 0, Text: "0%"}, {At: 1, Text: "+1%"}},
		Series: []chart.Series{{Name: "甲", Values: []chart.Amount{number(1), {}, number(3)}}, series("乙", 1, 2, 3)}}
	lines := 0
	for _, s := range c.Draw(400, 200, measure) {
		if l, ok := s.(chart.Line); ok && l.Width == 1.3 {
			lines++
		}
	}
	require.Equal(t, 2, lines, "only the whole line is drawn")
	require.Equal(t, []string{"0%", "", "2.00"}, c.Table().Rows[1])
}

func TestEmptySimulationChartsDrawNothing(t *testing.T) {
	for _, c := range []chart.Chart{chart.Radar{}, chart.Histogram{}, chart.Convergence{}, chart.Spider{}, chart.Strips{}, chart.Fan{}} {
		require.Empty(t, c.Draw(300, 150, measure), "%T", c)
		require.Empty(t, c.Table().Rows)
	}
	for _, c := range []chart.Chart{ // one value everywhere
		chart.Histogram{Low: 1, High: 2, Counts: []int{0}}, chart.Convergence{Points: []chart.Estimate{{Trials: 1, Mean: number(5), Low: number(5), High: number(5)}}},
		chart.Spider{Changes: []chart.Amount{{At: 0, Text: "0%"}}, Series: []chart.Series{series("甲", 5)}}, chart.Strips{Strips: []chart.Spread{spreadOf("甲", 5, 5, 5, 5, 5)}},
		chart.Fan{Periods: []chart.Spread{spreadOf("甲", 0, 0, 0, 0, 0)}}, chart.Radar{Axes: indicators, Series: []chart.Series{series("甲")}}} {
		for _, s := range c.Draw(300, 150, measure) {
			x1, y1, x2, y2 := extent(s)
			require.False(t, math.IsNaN(x1+y1+x2+y2) || math.IsInf(x1+y1+x2+y2, 0), "%T %#v", c, s)
		}
	}
}
