package simulation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/simulation"
	"zhiya/app/widget"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/sourced"
)

func rate(r, source string) sourced.Rate {
	return sourced.Rate{Value: money.MustRate(r), Source: source}
}

func at(text string) *money.Rate {
	r := money.MustRate(text)
	return &r
}

// inputs value one patent by royalties, with three uncertain figures and two scenarios.
func inputs(trials int) valuation.Inputs {
	var revenue []sourced.Amount
	for _, y := range []string{"20000000", "22000000", "24000000", "24000000", "22000000"} {
		revenue = append(revenue, sourced.Amount{Value: money.Must(y), Source: "经营计划（示例）"})
	}
	limit := money.Must("1500000")
	return valuation.Inputs{
		Purpose: "为质押贷款提供价值参考", ValueType: valuation.MarketValue, BaseDate: date.Must("2026-06-30"),
		Rights: []valuation.RightInput{{Ref: "R1", Title: "一种高强纤维的制备方法", Kind: life.Invention, Number: "ZL201710601862.3", Filed: date.Must("2017-07-21"),
			Granted: date.Must("2019-05-03"), EconomicYears: sourced.Number{Value: money.MustRate("6"), Source: "访谈纪要（示例）"}, Weight: money.MustRate("1"), WeightSource: "单项", Principal: true}},
		Royalty: &income.RoyaltyInput{Convention: cashflow.Convention{Timing: cashflow.MidYear, FirstEnd: date.Must("2026-12-31")}, Revenue: revenue,
			Royalty: rate("0.03", "许可合同（示例）"), Decay: rate("0.1", "技术分析（示例）"), Tax: rate("0.15", "证书（示例）"),
			Choice: discount.Choice{BuildUp: &discount.BuildUp{RiskFree: rate("0.021", "国债（示例）"), Items: []discount.Item{{Class: discount.Market, Name: "市场", Rate: rate("0.05", "判断（示例）")}, {Class: discount.Technical, Name: "技术", Rate: rate("0.05", "判断（示例）")}}}}},
		Simulation: &valuation.SimulationInput{Subject: income.Name, Settings: simulate.Settings{Trials: trials, Seed: 7, Threshold: &limit},
			Drivers: []valuation.DriverInput{
				{Name: simulate.RevenueFactor, Source: "预算完成率（示例）", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: at("0.7"), Mode: at("1"), Max: at("1.2")}},
				{Name: simulate.Share, Source: "许可合同（示例）", Distribution: distribution.Spec{Kind: distribution.PERT, Min: at("0.02"), Mode: at("0.03"), Max: at("0.045")}},
				{Name: simulate.Discount, Source: "区间（示例）", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: at("0.09"), Mode: at("0.121"), Max: at("0.16")}}},
			Scenarios: []valuation.ScenarioInput{{Name: "基准", Probability: money.MustRate("0.7")},
				{Name: "销售不及预期", Probability: money.MustRate("0.3"), Changes: []valuation.ScenarioChange{{Driver: simulate.RevenueFactor, Value: money.MustRate("0.8")}}}}},
	}
}

// texts are all words in a thing.
func texts(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text + "\n"
	case *fynewidget.Label:
		return o.Text + "\n"
	case *fynewidget.Button:
		return o.Text + "\n"
	case *container.Scroll:
		return texts(o.Content)
	case *fyne.Container:
		var b strings.Builder
		for _, x := range o.Objects {
			if x.Visible() {
				b.WriteString(texts(x))
			}
		}
		return b.String()
	}
	return ""
}

// loop runs what is posted in the test's goroutine.
type loop struct{ events chan func() }

func (l *loop) until(holds func() bool) {
	for !holds() {
		(<-l.events)()
	}
}

func panel(t *testing.T, in func() (valuation.Inputs, error)) (*simulation.Panel, *loop) {
	test.NewTempApp(t)
	l := &loop{make(chan func(), 10_000)}
	post := func(f func()) { l.events <- f }
	jobs := widget.NewRunner(post)
	t.Cleanup(jobs.Close)
	return simulation.New(simulation.Env{Inputs: in, Jobs: jobs, Post: post}), l
}

func TestARunShowsItsFiguresAndTheSameOnesAgain(t *testing.T) {
	p, l := panel(t, func() (valuation.Inputs, error) { return inputs(20_000), nil })
	require.Nil(t, p.Result())
	p.Start()
	require.True(t, p.Running())
	p.Start() // a second one is not begun
	l.until(func() bool { return !p.Running() })
	require.Empty(t, p.Faults())
	r := p.Result().Report
	require.Equal(t, 20_000, r.Trials)
	require.Contains(t, p.Status(), "已完成 20,000 次")
	said := strings.ReplaceAll(texts(p.Content()), "\n", "")
	for _, want := range []string{"均值", r.Mean.Format(), r.SD.Format(), "均值的标准误", "P5", "P50", "P95", "低于门槛金额的概率", "门槛 1,500,000.00 元", "随机种子", simulate.EngineVersion, "龙卷风图", "频率"} {
		require.Contains(t, said, want)
	}
	want, err := valuation.Simulate(inputs(20_000), valuation.Watch{})
	require.NoError(t, err)
	require.Equal(t, want, *p.Result())
}

func TestEveryTabHasItsChartAndItsTable(t *testing.T) {
	p, l := panel(t, func() (valuation.Inputs, error) { return inputs(5000), nil })
	p.Start()
	l.until(func() bool { return !p.Running() })
	shown := simulation.Show(*p.Result(), 900)
	large := simulation.Show(*p.Result(), 640)
	for title, words := range map[string][]string{
		"分布":   {"区间（万元）", "累计频率", "不确定参数", "三角分布"},
		"收敛":   {"次数", "下界（万元）", "±1 倍标准误", "5,000"},
		"龙卷风图": {"收入系数", "低值下结论（万元）", "取低值", "临界取值"},
		"蛛网图":  {"-30%", "+30%", "折现率", "基准"},
		"情景":   {"销售不及预期", "概率加权", "30.00%"},
	} {
		press(t, shown, title)
		inside(t, shown, 900)
		press(t, large, title)
		inside(t, large, 640)
		said := strings.ReplaceAll(texts(shown), "\n", "")
		for _, w := range words {
			require.Contains(t, said, w, title)
		}
	}
}

// inside checks that no text begins or ends outside the width.
func inside(t *testing.T, o fyne.CanvasObject, width float32) {
	t.Helper()
	o.Resize(o.MinSize())
	var walk func(o fyne.CanvasObject, x float32)
	walk = func(o fyne.CanvasObject, x float32) {
		x += o.Position().X
		switch o := o.(type) {
		case *canvas.Text:
			w := fyne.MeasureText(o.Text, o.TextSize, o.TextStyle).Width
			if o.Alignment == fyne.TextAlignTrailing {
				x += o.Size().Width - w
			}
			require.GreaterOrEqual(t, x, float32(-2), o.Text)
			require.LessOrEqual(t, x+w, width+2, o.Text)
		case *container.Scroll:
			walk(o.Content, x)
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, x)
			}
		}
	}
	walk(o, 0)
}

// press taps the button of that title.
func press(t *testing.T, o fyne.CanvasObject, title string) {
	t.Helper()
	b := button(o, title)
	require.NotNil(t, b, title)
	test.Tap(b)
}

func button(o fyne.CanvasObject, title string) *fynewidget.Button {
	switch o := o.(type) {
	case *fynewidget.Button:
		if o.Text == title {
			return o
		}
	case *fyne.Container:
		for _, x := range o.Objects {
			if b := button(x, title); b != nil {
				return b
			}
		}
	}
	return nil
}

func TestACancelledRunLeavesTheLastOutcome(t *testing.T) {
	trials := 2000
	p, l := panel(t, func() (valuation.Inputs, error) { return inputs(trials), nil })
	p.Start()
	l.until(func() bool { return !p.Running() })
	first := *p.Result()
	trials = simulate.MaxTrials
	p.Start()
	require.True(t, button(p.Content(), "开始模拟").Disabled())
	press(t, p.Content(), "取消")
	l.until(func() bool { return !p.Running() })
	require.Equal(t, first, *p.Result())
	require.Empty(t, p.Faults())
	require.Equal(t, "已取消，以下仍为上一次的结果。", p.Status())
	require.Contains(t, texts(p.Content()), first.Report.Mean.Format())
	require.False(t, button(p.Content(), "开始模拟").Disabled())
	require.True(t, button(p.Content(), "取消").Disabled())
}

func TestACancelledFirstRunLeavesNothing(t *testing.T) {
	p, l := panel(t, func() (valuation.Inputs, error) { return inputs(simulate.MaxTrials), nil })
	p.Start()
	p.Cancel()
	l.until(func() bool { return !p.Running() })
	require.Nil(t, p.Result())
	require.Equal(t, "已取消，没有得出结果。", p.Status())
}

func TestAPanelThatIsClosedForgetsItsRun(t *testing.T) {
	p, l := panel(t, func() (valuation.Inputs, error) { return inputs(simulate.MaxTrials), nil })
	p.Start()
	status := p.Status()
	p.Close()
	time.Sleep(50 * time.Millisecond)
	for len(l.events) > 0 {
		(<-l.events)()
	}
	require.Nil(t, p.Result())
	require.Equal(t, status, p.Status())
}

func TestAllFaultsAreSaidInChineseAndTheLastOutcomeStays(t *testing.T) {
	in := inputs(2000)
	p, l := panel(t, func() (valuation.Inputs, error) { return in, nil })
	p.Start()
	l.until(func() bool { return !p.Running() })
	good := *p.Result()
	broken := *in.Simulation
	broken.Trials, broken.Seed = 5, -1
	in.Simulation = &broken
	p.Stale()
	require.Contains(t, texts(p.Content()), "请重新模拟")
	p.Start()
	l.until(func() bool { return !p.Running() })
	require.True(t, fault.Has(p.Faults(), "simulate.trials"))
	require.True(t, fault.Has(p.Faults(), "simulate.seed"))
	said := strings.ReplaceAll(texts(p.Content()), "\n", "")
	require.Contains(t, said, "模拟次数应在 100 至 5000000 之间")
	require.Contains(t, said, "随机种子应为不小于 0 的整数")
	require.Equal(t, good, *p.Result())

	in.Simulation = nil
	p.Start()
	require.True(t, fault.Has(p.Faults(), "simulation.missing"))
	in.Simulation = &valuation.SimulationInput{}
	p.Set(good)
	require.Contains(t, texts(p.Content()), good.Report.Mean.Format())
}

func TestARepairOfCorrelationsAndFailedTrialsAreTold(t *testing.T) {
	in := inputs(2000)
	var pairs []dependence.Pair
	for _, x := range [][3]string{{simulate.RevenueFactor, simulate.Share, "0.9"}, {simulate.Share, simulate.Discount, "0.9"}, {simulate.RevenueFactor, simulate.Discount, "-0.9"}} {
		pairs = append(pairs, dependence.Pair{A: x[0], B: x[1], Rho: money.MustRate(x[2])})
	}
	in.Simulation.Correlation = &dependence.Input{Measure: dependence.Spearman, Pairs: pairs}
	in.Simulation.Drivers[1].Distribution = distribution.Spec{Kind: distribution.Normal, Mean: at("0.03"), SD: at("0.02")}
	p, l := panel(t, func() (valuation.Inputs, error) { return in, nil })
	p.Start()
	l.until(func() bool { return !p.Running() })
	require.Empty(t, p.Faults())
	r := p.Result().Report
	require.True(t, r.Correlation.Repaired)
	require.Positive(t, r.Failed)
	said := strings.ReplaceAll(texts(p.Content()), "\n", "")
	require.Contains(t, said, "已修正为最近似的有效矩阵")
	require.NotContains(t, said, r.Correlation.A, "people read the Chinese name of a driver")
	require.Contains(t, said, "未得出结果的原因")
	require.Contains(t, r.Reasons[0].Message, "许可费率（分成率）应在 0 至 1 之间")
	require.Contains(t, said, "许可费率（分成率）应在 0 至 1 之间")
	require.NotContains(t, said, simulate.Share)
}

// slow lets a run tell 100 times within a second of a clock that the test moves.
type slow struct{ now time.Time }

func (s *slow) tick() time.Time {
	s.now = s.now.Add(10 * time.Millisecond)
	return s.now
}

func TestALiveRunIsDrawnAtMostFiveTimesASecond(t *testing.T) {
	test.NewTempApp(t)
	clock := &slow{now: time.Unix(0, 0)}
	drawn := 0
	p := simulation.New(simulation.Env{Inputs: func() (valuation.Inputs, error) { return inputs(200_000), nil }, Clock: clock.tick,
		Jobs: widget.Inline{}, Post: func(f func()) { drawn++; f() }})
	p.Start()
	require.False(t, p.Running())
	require.NotNil(t, p.Result())
	seconds := clock.now.Sub(time.Unix(0, 0)).Seconds()
	require.Greater(t, drawn, 2)
	require.LessOrEqual(t, float64(drawn), 5*seconds+1)
}

// stepped hands the work out so that the test can look at a run between two of its moments.
type stepped struct {
	work widget.Work
	done func(error)
}

func (s *stepped) Go(title string, work widget.Work, done func(error)) *widget.Job {
	s.work, s.done = work, done
	return widget.Inline{}.Go(title, func(context.Context, func(widget.Progress)) error { return nil }, func(error) {})
}

func TestALiveRunShowsHistogramConvergenceAndHowFarItIs(t *testing.T) {
	test.NewTempApp(t)
	jobs := &stepped{}
	var p *simulation.Panel
	seen := ""
	p = simulation.New(simulation.Env{Inputs: func() (valuation.Inputs, error) { return inputs(20_000), nil }, Jobs: jobs,
		Post: func(f func()) { f(); seen = texts(p.Content()) }})
	p.Start()
	require.True(t, p.Running())
	err := jobs.work(context.Background(), func(widget.Progress) {})
	require.Contains(t, seen, "频数分布")
	require.Contains(t, seen, "均值的收敛过程")
	require.Contains(t, seen, "/ 20,000 次（")
	jobs.done(err)
	require.False(t, p.Running())
	require.NotContains(t, texts(p.Content()), "均值的收敛过程")
}
