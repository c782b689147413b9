package valuation

import (
	"runtime"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/trace"
)

// SimulationInput lets figures of one income method vary by their distributions. It tells how certain the value is; the market
// value itself stays that of the method. Forced-sale values may rest on its percentiles.
type SimulationInput struct {
	Subject           string            `json:"subject" label:"模拟的方法" choices:"royalty=许可费节省法|sharing=收益分成法|incremental=增量收益法|excess=多期超额收益法"`
	Drivers           []DriverInput     `json:"drivers" label:"不确定参数"`
	Correlation       *dependence.Input `json:"correlation,omitempty" label:"参数之间的相关"`
	Scenarios         []ScenarioInput   `json:"scenarios,omitempty" label:"情景" opt:"1"`
	simulate.Settings                   // 次数、种子、随机数、提前停止、分位点、组数、门槛
}

// DriverInput is one uncertain figure with the ground of its distribution.
type DriverInput struct {
	Name         string            `json:"name" label:"参数" choices:"revenue_factor=收入系数|growth=额外年增长率|royalty=许可费率（分成率）|decay=技术衰减率|discount=折现率|tax=所得税率|maintenance_factor=维持费用系数|life=收益年限|flow_factor=收益系数"`
	Distribution distribution.Spec `json:"distribution" label:"分布"`
	Source       string            `json:"source" label:"分布依据"`
}

// ScenarioInput is one state of the world: its probability and the figures that differ from the base.
type ScenarioInput struct {
	Name        string           `json:"name" label:"情景"`
	Probability money.Rate       `json:"probability" label:"概率"` // the scenarios' sum to 1
	Changes     []ScenarioChange `json:"changes,omitempty" label:"与基准不同的参数" opt:"1"`
}

// ScenarioChange is the figure of one driver in a scenario.
type ScenarioChange struct {
	Driver string     `json:"driver" label:"参数" choices:"revenue_factor=收入系数|growth=额外年增长率|royalty=许可费率（分成率）|decay=技术衰减率|discount=折现率|tax=所得税率|maintenance_factor=维持费用系数|life=收益年限|flow_factor=收益系数"`
	Value  money.Rate `json:"value" label:"取值" number:"1"`
}

// Simulation is the outcome kept with the conclusion; the same inputs give the same bytes on every machine.
type Simulation struct {
	MethodName string          `json:"method_name"`
	Value      money.Money     `json:"value"` // of the method by the decimal engine
	Report     simulate.Report `json:"report"`
	Scenarios  []ScenarioValue `json:"scenarios,omitempty"`
	Expected   money.Money     `json:"expected,omitempty"` // Σ p × value of the scenarios
}

// ScenarioValue is a scenario with its value.
type ScenarioValue struct {
	Name        string      `json:"name"`
	Probability money.Rate  `json:"probability"`
	Value       money.Money `json:"value"`
}

// Watch follows a simulation while it runs: Stop is asked now and then and ends it, Progress is told how far it has come. Both may be
// nil.
type Watch struct {
	Stop     func() bool
	Progress func(simulate.Progress)
}

// cash is what a model needs to know of a method's inputs.
type cash struct {
	timing   cashflow.Convention
	terminal *cashflow.Terminal
	tab      *income.TAB
	stream   *simulate.Stream // nil: the flows of the steps are taken
}

func (in Inputs) cashOf(method string, root Step) (cash, bool) {
	setting := func(s income.Setting) cash { return cash{s.Convention, s.Terminal, s.TAB, nil} }
	switch {
	case method == income.Name && in.Royalty != nil:
		r := in.Royalty
		out := cash{r.Convention, r.Terminal, r.TAB, nil}
		if r.Forecast == nil && r.DecayForm == nil {
			out.stream = &simulate.Stream{Share: r.Royalty.Value, Tax: r.Tax.Value, Decay: r.Decay.Value}
			for _, a := range r.Revenue {
				out.stream.Revenue = append(out.stream.Revenue, a.Value)
			}
			for _, a := range r.Maintenance {
				out.stream.Maintenance = append(out.stream.Maintenance, a.Value)
			}
		}
		return out, true
	case method == income.SharingName && in.Sharing != nil:
		s := in.Sharing
		out := setting(s.Setting)
		share, known := find(root, income.SharingName+".share")
		if s.Forecast == nil && known && (s.Decay == nil || s.Decay.Form == income.ConstantDecay) {
			out.stream = &simulate.Stream{Share: money.RateOf(decimal.RequireFromString(share.Result)), Tax: s.Tax.Value}
			if s.Decay != nil {
				out.stream.Decay = s.Decay.Rate.Value
			}
			for _, a := range s.Amounts {
				out.stream.Revenue = append(out.stream.Revenue, a.Value)
			}
		}
		return out, true
	case method == income.IncrementalName && in.Incremental != nil:
		return setting(in.Incremental.Setting), true
	case method == income.ExcessName && in.Excess != nil:
		return setting(in.Excess.Setting), true
	}
	return cash{}, false
}

func find(root Step, id string) (Step, bool) {
	var out Step
	ok := false
	root.Walk(func(s Step) bool {
		if s.ID == id {
			out, ok = s, true
		}
		return !ok
	})
	return out, ok
}

// model writes the cash of a method as a model for simulation. root is the method's step, from which the rate and, for methods
// whose figures cannot vary one by one, the flows are taken.
func (in Inputs) model(method string, root Step) (simulate.Model, error) {
	c, ok := in.cashOf(method, root)
	if !ok {
		return simulate.Model{}, fault.New(fault.Invalid, "simulation.subject", "subject", "模拟的方法“%s”未在本次评估中采用，请选择已填写的收益法", MethodName(method))
	}
	m := simulate.Model{Timing: c.timing.Timing, FactorDigits: c.timing.FactorDigits, Stream: c.stream, Correlation: in.Simulation.Correlation}
	years := 0
	for _, s := range root.Children {
		if !strings.HasPrefix(s.ID, method+".year.") {
			continue
		}
		years++
		if c.stream == nil {
			m.Flows = append(m.Flows, simulate.FigureOf(decimal.RequireFromString(s.Inputs[0].Value)))
		}
	}
	for _, o := range root.Inputs {
		if o.Name == "折现率" {
			m.Discount = money.RateOf(decimal.RequireFromString(o.Value))
		}
	}
	periods, err := c.timing.Periods(in.BaseDate, years)
	if err != nil {
		return simulate.Model{}, err
	}
	for _, p := range periods {
		m.Fractions = append(m.Fractions, simulate.FigureOf(p.Fraction))
	}
	if c.terminal != nil {
		m.Terminal = &simulate.Terminal{Growth: c.terminal.Growth.Value}
	}
	if c.tab != nil {
		m.TAB = &simulate.TAB{Years: int(c.tab.Years.Value.Decimal().IntPart()), Tax: c.tab.Tax.Value}
	}
	for _, d := range in.Simulation.Drivers {
		m.Drivers = append(m.Drivers, simulate.Driver{Name: d.Name, Distribution: d.Distribution})
	}
	return m, nil
}

// simulation runs what the inputs ask for. Faults have paths inside simulation.
func (in Inputs) simulation(results []Result, w Watch) (*Simulation, error) {
	sim := in.Simulation
	var fs fault.Faults
	for i, d := range sim.Drivers {
		if blank(d.Source) {
			fs.Invalid("source.missing", trace.Path("drivers", i)+".source", "请说明分布的依据")
		}
	}
	if len(sim.Drivers) == 0 {
		fs.Invalid("simulation.drivers", "drivers", "请至少填写一个不确定参数")
	}
	var method Result
	for _, r := range results {
		if r.Method == sim.Subject {
			method = r
		}
	}
	m, err := in.model(sim.Subject, method.Step)
	fs.Append("", err)
	if len(fs) > 0 {
		return nil, fs
	}
	out := &Simulation{MethodName: method.Name, Value: method.Value}
	request := simulate.Request{Model: m, Settings: sim.Settings}
	for _, x := range sim.Scenarios {
		request.Scenarios = append(request.Scenarios, x.request())
	}
	out.Report, err = request.Run(w.Stop, runtime.GOMAXPROCS(0), w.Progress)
	for _, f := range fault.Of(err) {
		f.Path = strings.Replace(strings.TrimPrefix(f.Path, "model."), "].figures", "].changes", 1)
		fs = append(fs, f)
	}
	if len(fs) > 0 {
		return nil, fs
	}
	if e := out.Report.Scenarios; e != nil {
		out.Expected = e.Expected
		for _, x := range e.Rows {
			out.Scenarios = append(out.Scenarios, ScenarioValue{x.Name, x.Probability, x.Value})
		}
	}
	return out, nil
}

// request writes a scenario as the simulation reads it.
func (s ScenarioInput) request() simulate.ScenarioInput {
	out := simulate.ScenarioInput{Name: s.Name, Probability: s.Probability}
	for _, c := range s.Changes {
		out.Figures = append(out.Figures, simulate.ScenarioFigure{Driver: c.Driver, Value: c.Value})
	}
	return out
}

// percentile is a percentile of the simulation by its share; ok is false when it was not asked for.
func (s *Simulation) percentile(p money.Rate) (money.Money, bool) {
	for _, q := range s.Report.Percentiles {
		if q.P.Cmp(p) == 0 {
			return q.Value, true
		}
	}
	return 0, false
}

// step explains the figures of the simulation.
func (s *Simulation) step(sim SimulationInput) Step {
	root := Step{ID: "simulation", Title: "蒙特卡洛模拟（" + s.MethodName + "）",
		Formula: "各不确定参数按其分布抽样，逐次计算评估值；" + s.Report.PercentileRule, Result: s.Report.Mean.String(), Unit: trace.Yuan,
		Inputs: []trace.Operand{{Name: "随机数", Value: s.Report.Generator}, {Name: "随机种子", Value: strconv.Itoa(s.Report.Seed)},
			{Name: "次数", Value: strconv.Itoa(s.Report.Trials)}, {Name: "未得出结果的次数", Value: strconv.Itoa(s.Report.Failed)},
			{Name: "计算引擎", Value: s.Report.Engine}, trace.Of("均值的标准误", s.Report.StandardError.Decimal(), trace.Yuan)}}
	for i, d := range s.Report.Drivers {
		root.Children = append(root.Children, Step{ID: trace.Index("simulation.driver", i+1), Title: d.Title + "的分布", Formula: d.Distribution,
			Inputs: []trace.Operand{{Name: "基准取值", Value: d.Base.String()}, {Name: "标准差", Value: d.SD.String(), Source: sim.Drivers[i].Source}}, Result: d.Mean.String()})
	}
	for i, q := range s.Report.Percentiles {
		root.Children = append(root.Children, Step{ID: trace.Index("simulation.percentile", i+1), Title: "第 " + strings.TrimSuffix(q.P.Percent(), "%") + " 百分位数",
			Formula: s.Report.PercentileRule, Inputs: []trace.Operand{trace.Of("标准误", q.StandardError.Decimal(), trace.Yuan)}, Result: q.Value.String(), Unit: trace.Yuan})
	}
	return root
}

// Simulate runs only the simulation of the inputs, for a screen that shows it as it goes; Conclude runs it again with the rest.
func Simulate(in Inputs, w Watch) (Simulation, error) {
	if in.Simulation == nil {
		return Simulation{}, fault.New(fault.Invalid, "simulation.missing", "simulation", "请先填写模拟参数")
	}
	var fs fault.Faults
	in, _, _, notes := in.scored(&fs)
	lives, _ := in.lives(&fs, &notes)
	b := in.bound(lives)
	var results []Result
	for _, m := range methods {
		if a := m.from(in, b); m.id == in.Simulation.Subject && a != nil {
			r, err := a.Value()
			fs.Append(m.id, err)
			results = append(results, r)
		}
	}
	if len(fs) > 0 {
		return Simulation{}, distinct(fs)
	}
	out, err := in.simulation(results, w)
	if err != nil {
		fs.Append("simulation", err)
		return Simulation{}, fs
	}
	return *out, nil
}

func (in Inputs) bound(lives []lifetime) bound {
	b := bound{base: in.BaseDate, end: in.lifeEnd(lives), ends: map[string]date.Date{}, renewed: map[string]bool{}}
	var refs []string
	for i, r := range in.Rights {
		b.ends[r.Ref], b.renewed[r.Ref] = lives[i].End, r.Kind == life.Trademark && !blank(r.RenewalReason)
		refs = append(refs, r.Ref)
	}
	b.renewable = b.allRenewed(refs) // a perpetuity of a bundle would capitalise the share of a right that ends
	return b
}
