package sensitivity_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sensitivity"
)

func variables() []sensitivity.Variable {
	return []sensitivity.Variable{{Name: "price", Title: "价格", Base: 10, Low: 9, High: 11}, {Name: "volume", Title: "销量", Base: 100, Low: 50, High: 150},
		{Name: "growth", Title: "增长", Base: 0, Low: 0, High: 0.1}, {Name: "still", Title: "不变", Base: 3, Low: 3, High: 3}}
}

func revenue(x []float64) (float64, error) {
	if x[0] < 0 {
		return 0, errors.New("价格为负")
	}
	return x[0] * x[1] * (1 + x[2]), nil
}

func TestATornadoSortsBySwingAndMarksAsymmetry(t *testing.T) {
	base, bars, err := sensitivity.Tornado(variables(), revenue)
	require.NoError(t, err)
	require.Equal(t, 1000.0, base)
	var names []string
	for _, b := range bars {
		names = append(names, b.Name)
	}
	require.Equal(t, []string{"volume", "price", "growth", "still"}, names)
	require.Equal(t, []float64{500, 1500, 1000}, []float64{bars[0].AtLow.Value, bars[0].AtHigh.Value, bars[0].Swing})
	require.Equal(t, []bool{false, false, true, false}, []bool{bars[0].Asymmetric, bars[1].Asymmetric, bars[2].Asymmetric, bars[3].Asymmetric})
	require.InDelta(t, 100, bars[2].Swing, 1e-9)
}

func TestATornadoShowsAnEndThatCannotBeValued(t *testing.T) {
	v := variables()
	v[0].Low = -1
	_, bars, err := sensitivity.Tornado(v, revenue)
	require.NoError(t, err)
	require.Equal(t, "价格为负", bars[1].AtLow.Failed)
	require.Equal(t, 100.0, bars[1].Swing)
	require.True(t, bars[1].Asymmetric)
}

// One at a time: a bar is found again by hand, whatever the ranges.
func TestEveryBarIsTheValueWithOneDriverMoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := variables()
		for i := range v {
			v[i].Base = rapid.Float64Range(0, 10).Draw(t, "base")
			v[i].Low = v[i].Base - rapid.Float64Range(0, 5).Draw(t, "down")
			v[i].High = v[i].Base + rapid.Float64Range(0, 5).Draw(t, "up")
		}
		total := func(x []float64) (float64, error) { return x[0]*x[1] + x[2]*x[3], nil }
		_, bars, err := sensitivity.Tornado(v, total)
		require.NoError(t, err)
		last := math.Inf(1)
		for _, b := range bars {
			require.LessOrEqual(t, b.Swing, last)
			last = b.Swing
			x := make([]float64, 4)
			for i := range v {
				x[i] = v[i].Base
				if v[i].Name == b.Name {
					x[i] = b.High
				}
			}
			want, _ := total(x)
			require.Equal(t, want, b.AtHigh.Value)
		}
	})
}

func TestASpiderScalesTheBaseAndAddsToAZeroOne(t *testing.T) {
	rays, err := sensitivity.Spider(variables(), []float64{-0.2, 0, 0.2}, revenue)
	require.NoError(t, err)
	require.Equal(t, []float64{8, 800}, []float64{rays[0].Points[0].X, rays[0].Points[0].Value})
	require.Equal(t, 1000.0, rays[1].Points[1].Value)
	require.False(t, rays[0].Absolute)
	require.True(t, rays[2].Absolute)
	require.Equal(t, []float64{0.2, 1200}, []float64{rays[2].Points[2].X, rays[2].Points[2].Value})
	rays, err = sensitivity.Spider(variables(), []float64{-2}, revenue)
	require.NoError(t, err)
	require.Equal(t, "价格为负", rays[0].Points[0].Failed)
}

func TestScenariosGiveTheExpectedValue(t *testing.T) {
	e, err := sensitivity.Scenarios([]sensitivity.Scenario{{"悲观", 0.25, []float64{8, 50, 0, 3}}, {"基准", 0.5, []float64{10, 100, 0, 3}},
		{"乐观", 0.25, []float64{12, 150, 0, 3}}}, 4, revenue)
	require.NoError(t, err)
	require.Equal(t, []float64{400, 1000, 1800}, []float64{e.Scenarios[0].Value, e.Scenarios[1].Value, e.Scenarios[2].Value})
	require.Equal(t, []float64{1050, 400, 1800}, []float64{e.Expected, e.Lowest, e.Highest})
	require.InDelta(t, math.Sqrt(0.25*650*650+0.5*50*50+0.25*750*750), e.SD, 1e-9)
}

func TestWrongScenariosAreRefused(t *testing.T) {
	x := []float64{1, 1, 1, 1}
	for want, s := range map[string][]sensitivity.Scenario{
		"scenario.count scenarios":                       {},
		"scenario.sum scenarios":                         {{"a", 0.5, x}, {"b", 0.4, x}},
		"scenario.probability scenarios[0].probability":  {{"a", 1.5, x}, {"b", -0.5, x}},
		"scenario.name scenarios[1].name":                {{"a", 0.5, x}, {"a", 0.5, x}},
		"scenario.figures scenarios[0].x":                {{"a", 1, x[:2]}},
		"sensitivity.finite scenarios[0].x":              {{"a", 1, []float64{1, math.NaN(), 1, 1}}},
		"scenario.probability scenarios[1].probability ": {{"a", 1, x}, {"b", math.NaN(), x}},
		"internal scenarios[0]":                          {{"a", 1, []float64{-1, 1, 1, 1}}},
	} {
		_, err := sensitivity.Scenarios(s, 4, revenue)
		require.Error(t, err, want)
		f := fault.Of(err)[0]
		require.Equal(t, want[:len(f.Code+" "+f.Path)], f.Code+" "+f.Path)
	}
}

func TestBreakEvenFindsTheRootOrSaysThatThereIsNone(t *testing.T) {
	v := variables()
	x, err := sensitivity.BreakEven(v, 0, 1234, 0, 100, revenue)
	require.NoError(t, err)
	require.InDelta(t, 12.34, x, 1e-12)
	_, err = sensitivity.BreakEven(v, 0, 1234, 0, 12, revenue)
	require.True(t, fault.Has(err, "sensitivity.no_root"))
	require.Equal(t, fault.Refused, fault.KindOf(err))
	require.Contains(t, err.Error(), "始终低于目标")
	_, err = sensitivity.BreakEven(v, 0, 1234, -5, 100, revenue)
	require.ErrorContains(t, err, "价格为负")
	_, err = sensitivity.BreakEven(v, 9, math.NaN(), 3, 3, revenue)
	require.Len(t, fault.Of(err), 3)
	x, err = sensitivity.BreakEven(v, 1, 1000, 100, 200, revenue)
	require.NoError(t, err)
	require.Equal(t, 100.0, x, "an end that meets the target is the answer")
}

func TestATwoWayTableHasEveryPair(t *testing.T) {
	g, err := sensitivity.TwoWay(variables(), 0, []float64{-1, 10, 12}, 1, []float64{100, 50}, revenue)
	require.NoError(t, err)
	require.Equal(t, "价格为负", g.Cells[0][0].Failed)
	require.Equal(t, []float64{1000, 500, 1200, 600}, []float64{g.Cells[1][0].Value, g.Cells[1][1].Value, g.Cells[2][0].Value, g.Cells[2][1].Value})
	for want, call := range map[string]func() error{
		"sensitivity.driver column": func() error {
			_, err := sensitivity.TwoWay(variables(), 0, []float64{1}, 0, []float64{1}, revenue)
			return err
		},
		"sensitivity.driver row": func() error {
			_, err := sensitivity.TwoWay(variables(), -1, []float64{1}, 0, []float64{1}, revenue)
			return err
		},
		"sensitivity.steps columns": func() error { _, err := sensitivity.TwoWay(variables(), 0, []float64{1}, 1, nil, revenue); return err },
		"sensitivity.finite rows": func() error {
			_, err := sensitivity.TwoWay(variables(), 0, []float64{math.Inf(1)}, 1, []float64{1}, revenue)
			return err
		},
		"sensitivity.steps steps":     func() error { _, err := sensitivity.Spider(variables(), nil, revenue); return err },
		"sensitivity.empty variables": func() error { _, _, err := sensitivity.Tornado(nil, revenue); return err },
		"sensitivity.low variables[0].low": func() error {
			v := variables()
			v[0].Low = 10.5
			_, _, err := sensitivity.Tornado(v, revenue)
			return err
		},
		"sensitivity.value ": func() error {
			_, _, err := sensitivity.Tornado(variables(), func([]float64) (float64, error) { return math.NaN(), nil })
			return err
		},
	} {
		err := call()
		require.Error(t, err, want)
		f := fault.Of(err)[0]
		require.Equal(t, want, f.Code+" "+f.Path)
	}
}

func TestMoneyIsExaminedToo(t *testing.T) {
	base, _, err := sensitivity.Tornado(variables(), sensitivity.Money(func(x []float64) (money.Money, error) { return money.Yuan(int64(x[0] * x[1])), nil }))
	require.NoError(t, err)
	require.Equal(t, 1000.0, base)
}
