package chart_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/chart"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// measure is close to a Chinese font: ideographs are as wide as high, the rest half.
func measure(text string, size float64, _ bool) float64 {
	w := 0.0
	for _, r := range text {
		if r < 0x2000 {
			w += size * 0.56
		} else {
			w += size
		}
	}
	return w
}

func wan(s string) chart.Amount { return chart.InWan(money.Must(s)) }

var kinds = map[string]chart.Chart{
	"bars":      chart.Bars{Unit: "万元", Bars: []chart.Bar{{Label: "收益法", Value: wan("15000000")}, {Label: "成本法", Value: wan("-2000000")}}},
	"columns":   chart.Columns{Unit: "万元", Bars: []chart.Bar{{Label: "1 月", Value: wan("10000")}, {Label: "2 月", Value: wan("0")}}},
	"waterfall": chart.Waterfall{Unit: "万元", Steps: []chart.Step{{Label: "价款", Value: wan("980"), Total: true}, {Label: "费用", Value: wan("-42")}, {Label: "余额", Value: wan("938"), Total: true}}},
	"tornado":   chart.Tornado{Unit: "万元", Base: wan("100"), Swings: []chart.Swing{{Label: "折现率", LowText: "12%", HiText: "14%", AtLow: wan("110"), AtHigh: wan("92")}, {Label: "同向", LowText: "甲", HiText: "乙", AtLow: wan("102"), AtHigh: wan("105")}}},
	"ruler": chart.Ruler{Periods: []chart.Period{{Label: "贷款", From: date.Of(2026, 1, 1), To: date.Of(2029, 1, 1), Note: "三年"}, {Label: "法定寿命", From: date.Of(2020, 1, 1), To: date.Of(2040, 1, 1), Note: "至 2040-01-01"}, {Label: "未定"}},
		Moments: []chart.Moment{{Label: "今日", On: date.Of(2026, 11, 22)}, {Label: "期满之日为最后一日", On: date.Of(2040, 12, 30)}}},
	"ladder":  chart.Ladder{Unit: "万元", Reference: wan("100"), Rungs: []chart.Rung{{Label: "一拍", Price: wan("70"), Outcome: "流拍"}, {Label: "二拍", Price: wan("56"), Outcome: "成交"}}},
	"gauge":   chart.Gauge{Unit: "%", Label: "质押率", Value: chart.Amount{At: 61.5, Text: "61.50%"}, Low: chart.Amount{Text: "0%"}, High: chart.Amount{At: 100, Text: "100%"}, Bands: []chart.Band{{Label: "安全", To: chart.Amount{At: 50, Text: "50%"}}, {Label: "关注", To: chart.Amount{At: 70, Text: "70%"}}, {Label: "超限", To: chart.Amount{At: 100, Text: "100%"}}}},
	"stacked": chart.Stacked{Unit: "万元", Parts: []string{"收入", "支出"}, Stacks: []chart.Stack{{Label: "一月", Values: []chart.Amount{wan("30"), wan("-70")}}, {Label: "二月", Values: []chart.Amount{wan("100"), wan("0")}}}},
	"shares":  chart.Shares{Unit: "万元", Parts: []string{"银行", "基金"}, Stacks: []chart.Stack{{Label: "甲", Values: []chart.Amount{wan("30"), wan("70")}}, {Label: "乙", Values: []chart.Amount{wan("100"), wan("0")}}}},
	"lines":   chart.Lines{Unit: "万元", X: []string{"2024", "2025", "2026"}, Series: []chart.Series{{Name: "收入", Values: []chart.Amount{wan("1"), {}, wan("3")}}, {Name: "成本", Values: []chart.Amount{wan("2")}}}},
}

// extent is the box a shape takes.
func extent(s chart.Shape) (x1, y1, x2, y2 float64) {
	switch s := s.(type) {
	case chart.Line:
		return math.Min(s.X1, s.X2), math.Min(s.Y1, s.Y2), math.Max(s.X1, s.X2), math.Max(s.Y1, s.Y2)
	case chart.Rect:
		return s.X, s.Y, s.X + s.W, s.Y + s.H
	case chart.Circle:
		return s.X - s.R, s.Y - s.R, s.X + s.R, s.Y + s.R
	case chart.Polygon:
		x1, y1, x2, y2 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, p := range s.Points {
			x1, y1, x2, y2 = math.Min(x1, p.X), math.Min(y1, p.Y), math.Max(x2, p.X), math.Max(y2, p.Y)
		}
		return x1, y1, x2, y2
	case chart.Text:
		w := measure(s.Text, s.Size, s.Bold)
		x := s.X - w*float64(s.Anchor)/2
		return x, s.Y - s.Size, x + w, s.Y
	}
	return math.NaN(), 0, 0, 0
}

func TestEveryChartStaysInItsBoxAtAnySize(t *testing.T) {
	for name, c := range kinds {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w, h := rapid.Float64Range(260, 900).Draw(t, "width"), rapid.Float64Range(110, 500).Draw(t, "height")
				for _, s := range c.Draw(w, h, measure) {
					x1, y1, x2, y2 := extent(s)
					require.False(t, math.IsNaN(x1+y1+x2+y2), "%#v", s)
					require.True(t, x1 >= -0.6 && x2 <= w+0.6 && y1 >= -0.6 && y2 <= h+0.6, "%#v outside %v × %v", s, w, h)
				}
			})
		})
	}
}

func TestEveryChartGivesItsDataAsARectangularTable(t *testing.T) {
	for name, c := range kinds {
		table := c.Table()
		require.NotEmpty(t, table.Rows, name)
		for _, row := range table.Rows {
			require.Len(t, row, len(table.Heads), name)
		}
	}
	require.Equal(t, []string{"步骤", "性质", "金额（万元）"}, kinds["waterfall"].Table().Heads)
	require.Equal(t, []string{"费用", "减少", wan("-42").Text}, kinds["waterfall"].Table().Rows[1])
	require.Equal(t, []string{"法定寿命", "2020-01-01", "2040-01-01", "至 2040-01-01"}, kinds["ruler"].Table().Rows[1])
}

func TestAnEmptyChartDrawsNoData(t *testing.T) {
	for _, c := range []chart.Chart{chart.Bars{}, chart.Columns{}, chart.Waterfall{}, chart.Tornado{}, chart.Ruler{}, chart.Ladder{}, chart.Shares{}, chart.Lines{}, chart.Gauge{}, chart.Stacked{}, chart.Radar{}, chart.Histogram{}, chart.Strips{}, chart.Fan{}, chart.Convergence{}, chart.Spider{}} {
		require.Empty(t, c.Draw(300, 150, measure), "%T", c)
		require.Empty(t, c.Table().Rows)
	}
}

func TestEqualAndZeroValuesStillDraw(t *testing.T) {
	c := chart.Columns{Bars: []chart.Bar{{Label: "甲", Value: chart.Amount{Text: "0"}}, {Label: "乙", Value: chart.Amount{Text: "0"}}}}
	for _, s := range c.Draw(300, 150, measure) {
		x1, y1, x2, y2 := extent(s)
		require.False(t, math.IsNaN(x1+y1+x2+y2) || math.IsInf(x1+y1+x2+y2, 0), "%#v", s)
	}
}

// A bar's length is its value: twice the amount is twice as long.
func TestBarsAreInProportion(t *testing.T) {
	c := chart.Bars{Bars: []chart.Bar{{Label: "甲", Value: chart.Amount{At: 10, Text: "10"}}, {Label: "乙", Value: chart.Amount{At: 20, Text: "20"}}}}
	var lengths []float64
	for _, s := range c.Draw(400, 200, measure) {
		if r, ok := s.(chart.Rect); ok && r.Fill != nil {
			lengths = append(lengths, r.W)
		}
	}
	require.Len(t, lengths, 2)
	require.InDelta(t, 2*lengths[0], lengths[1], 1e-9)
}

func TestTheRulerPutsYearsInProportion(t *testing.T) {
	c := chart.Ruler{Periods: []chart.Period{{Label: "甲", From: date.Of(2026, 1, 1), To: date.Of(2026, 12, 31)}, {Label: "乙", From: date.Of(2026, 1, 1), To: date.Of(2029, 12, 31)}}}
	var lengths []float64
	for _, s := range c.Draw(500, 120, measure) {
		if r, ok := s.(chart.Rect); ok && r.Width > 0 {
			lengths = append(lengths, r.W)
		}
	}
	require.Len(t, lengths, 2)
	require.InDelta(t, lengths[1]/lengths[0], 1461.0/365.0, 1e-9)
}

func TestShapesMoveWhole(t *testing.T) {
	fill := chart.Gray(1)
	for _, s := range []chart.Shape{chart.Line{X2: 3, Y2: 4}, chart.Rect{W: 1, H: 2, Fill: &fill}, chart.Circle{R: 1}, chart.Polygon{Points: []chart.Point{{X: 1, Y: 1}, {X: 2, Y: 3}}}, chart.Text{Text: "甲", Size: 9}} {
		a1, b1, a2, b2 := extent(s)
		c1, d1, c2, d2 := extent(s.Moved(10, 20))
		require.InDeltaSlice(t, []float64{a1 + 10, b1 + 20, a2 + 10, b2 + 20}, []float64{c1, d1, c2, d2}, 1e-9)
	}
}

func TestAGaugeTellsTheBandAndSaysWhenTheValueIsOffTheScale(t *testing.T) {
	g := kinds["gauge"].(chart.Gauge)
	require.Equal(t, [][]string{{"安全", "0%", "50%", ""}, {"关注", "50%", "70%", "61.50%"}, {"超限", "70%", "100%", ""}}, g.Table().Rows)
	texts := func(g chart.Gauge) string {
		var b strings.Builder
		for _, s := range g.Draw(400, 120, measure) {
			if x, is := s.(chart.Text); is {
				b.WriteString(x.Text + "|")
			}
		}
		return b.String()
	}
	require.Contains(t, texts(g), "质押率 61.50%|")
	g.Value = chart.Amount{At: 140, Text: "140.00%"}
	require.Contains(t, texts(g), "质押率 140.00%（超出刻度）|")
	require.Equal(t, "140.00%", g.Table().Rows[2][3])
	g.Value = chart.Amount{At: -3, Text: "-3.00%"}
	require.Equal(t, "-3.00%", g.Table().Rows[0][3])
}

// A number too wide for its place is set smaller or left to the table, never cut into another number.
func TestNoFigureIsCut(t *testing.T) {
	for which, values := range extremes() {
		whole := map[string]bool{}
		for _, v := range values {
			whole[v.Text] = true
		}
		for _, name := range []string{"bars", "columns", "waterfall", "ladder", "shares", "stacked"} {
			for _, s := range built(values, false)[name].Draw(300, 150, measure) {
				if x, is := s.(chart.Text); is && strings.HasSuffix(x.Text, "…") {
					require.NotRegexp(t, `[0-9]…$`, x.Text, "%s of %s", name, which)
				}
			}
		}
	}
}

// What the picture marks, its table says: the base, the reference value, the percentiles.
func TestTablesHoldTheMarksOfThePicture(t *testing.T) {
	require.Contains(t, kinds["ladder"].Table().Rows, []string{"评估价", wan("100").Text, ""})
	require.Contains(t, kinds["tornado"].Table().Rows, []string{"基准", "", wan("100").Text, "", wan("100").Text})
	require.Contains(t, kinds["histogram"].Table().Rows, []string{"P5：1050.00", "", "", ""})
}
