package simulate

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sensitivity"
	"zhiya/valuation/simulate/distribution"
)

// Request is the simulation of one right.
type Request struct {
	Model Model `json:"model"`
	Settings
	Spider    []money.Rate    `json:"spider,omitempty" label:"蛛网图变动幅度" opt:"1" hint:"不填为 -30% 至 30%，每级 10%"`
	Scenarios []ScenarioInput `json:"scenarios,omitempty" label:"情景" opt:"1" hint:"概率之和为 1；未列出的变量取基准值"`
}

// Report is the outcome of a Request as it is stored and printed: money to the fen, shares and correlations to 6 decimals. The same request
// gives the same bytes, on every machine and with any number of threads.
type Report struct {
	Engine         string             `json:"engine"`
	Method         Method             `json:"method"`
	Generator      string             `json:"generator"`
	Seed           int                `json:"seed"`
	Requested      int                `json:"requested"`
	Trials         int                `json:"trials"`
	Failed         int                `json:"failed"`
	Reasons        []Reason           `json:"reasons,omitempty"`
	Converged      bool               `json:"converged"`
	Base           money.Money        `json:"base"` // with every driver at the appraiser's figure
	Mean           money.Money        `json:"mean"`
	SD             money.Money        `json:"sd"`
	StandardError  money.Money        `json:"standard_error"`
	Min            money.Money        `json:"min"`
	Max            money.Money        `json:"max"`
	PercentileRule string             `json:"percentile_rule"`
	Percentiles    []ReportQuantile   `json:"percentiles"`
	Below          *ReportShortfall   `json:"below,omitempty"`
	Histogram      ReportHistogram    `json:"histogram"`
	Trace          []ReportPoint      `json:"trace"`
	Drivers        []ReportDriver     `json:"drivers"`
	Tornado        []ReportBar        `json:"tornado"`
	Spider         []ReportRay        `json:"spider"`
	Scenarios      *ReportScenarios   `json:"scenarios,omitempty"`
	BreakEven      []ReportBreakEven  `json:"break_even,omitempty"` // of the value at the threshold
	Correlation    *ReportCorrelation `json:"correlation,omitempty"`
	Notes          []string           `json:"notes,omitempty"`
}

// ReportQuantile is one percentile.
type ReportQuantile struct {
	P             money.Rate  `json:"p"`
	Value         money.Money `json:"value"`
	StandardError money.Money `json:"standard_error"`
}

// ReportShortfall is the probability of a value below the threshold.
type ReportShortfall struct {
	Threshold     money.Money `json:"threshold"`
	Probability   money.Rate  `json:"probability"`
	StandardError money.Rate  `json:"standard_error"`
}

// ReportHistogram counts values in bins of equal width; Below and Above are outside the 0.5 % and 99.5 % percentiles.
type ReportHistogram struct {
	Low    money.Money `json:"low"`
	High   money.Money `json:"high"`
	Counts []int       `json:"counts"`
	Below  int         `json:"below"`
	Above  int         `json:"above"`
}

// ReportPoint is one point of the convergence.
type ReportPoint struct {
	Trials        int         `json:"trials"`
	Mean          money.Money `json:"mean"`
	StandardError money.Money `json:"standard_error"`
}

// ReportDriver is one driver with the appraiser's figure and the moments of its distribution.
type ReportDriver struct {
	Name         string     `json:"name"`
	Title        string     `json:"title"`
	Distribution string     `json:"distribution"` // in words
	Base         money.Rate `json:"base"`
	Mean         money.Rate `json:"mean"`
	SD           money.Rate `json:"sd"`
}

// ReportBar is one bar of the tornado: the value with the driver at the 10 % and 90 % percentile of its distribution (widened to hold the
// base), the others at their base.
type ReportBar struct {
	Name       string      `json:"name"`
	Title      string      `json:"title"`
	Low        money.Rate  `json:"low"`
	High       money.Rate  `json:"high"`
	AtLow      money.Money `json:"at_low"`
	AtHigh     money.Money `json:"at_high"`
	Swing      money.Money `json:"swing"`
	Asymmetric bool        `json:"asymmetric"`
	Failed     string      `json:"failed,omitempty"` // why an end has no value; it is then shown as the base
}

// ReportCorrelation tells the measure of the correlations and what was repaired.
type ReportCorrelation struct {
	Measure            string      `json:"measure"`
	Repaired           bool        `json:"repaired"`
	SmallestEigenvalue *money.Rate `json:"smallest_eigenvalue,omitempty"`
	A                  string      `json:"a,omitempty"`
	B                  string      `json:"b,omitempty"`
	From               *money.Rate `json:"from,omitempty"`
	To                 *money.Rate `json:"to,omitempty"`
}

// Plan is the request as a plan for Run, without the function.
func (r Request) Plan() Plan {
	return Plan{Drivers: r.Model.Drivers, Correlation: r.Model.Correlation, Settings: r.Settings}
}

// Variables are the drivers of the model for a sensitivity analysis: their base figures, and the 10 % and 90 % percentiles of their
// distributions, widened to hold the base. Faults are those of Valuer.
func (m Model) Variables() ([]sensitivity.Variable, sensitivity.Value, error) {
	value, base, err := m.Valuer()
	if err != nil {
		return nil, nil, err
	}
	var fs fault.Faults
	laws, _ := Laws(m.Drivers, &fs)
	out := make([]sensitivity.Variable, len(laws))
	for i, l := range laws {
		out[i] = sensitivity.Variable{Name: m.Drivers[i].Name, Title: DriverTitle(m.Drivers[i].Name), Base: base[i],
			Low: math.Min(base[i], l.Quantile(0.1)), High: math.Max(base[i], l.Quantile(0.9))}
	}
	return out, value, nil
}

// Run checks the request and simulates the right; stop, threads and progress are those of the function Run. All faults of the input come
// together, Invalid, with paths model.…, trials, seed, ….
func (r Request) Run(stop func() bool, threads int, progress func(Progress)) (Report, error) {
	var fs fault.Faults
	variables, value, err := r.Model.Variables()
	fs.Append("model", err)
	r.Settings.check(&fs)
	if err == nil && r.Model.Correlation != nil {
		_, err := r.Plan().sampler()
		for _, f := range fault.Of(err) {
			if len(f.Path) >= 11 && f.Path[:11] == "correlation" {
				fs.Append("model", f)
			}
		}
	}
	r.checkAnalysis(&fs)
	if len(fs) > 0 {
		return Report{}, fs
	}
	expectation, err := r.scenarios(variables, value)
	if err != nil {
		return Report{}, err
	}
	result, err := Run(stop, r.Plan(), value, threads, progress)
	if err != nil {
		return Report{}, err
	}
	base, bars, err := sensitivity.Tornado(variables, value)
	if err != nil {
		return Report{}, err
	}
	report, to := r.report(result, variables, base, bars)
	report.Scenarios, report.BreakEven = r.reportScenarios(expectation, to), r.reportBreakEven(variables, value)
	if report.Spider, err = r.reportSpider(variables, value, to); err != nil {
		return Report{}, err
	}
	return report, to.err
}

// rounder turns floats into money and remembers the first that cannot be.
type rounder struct{ err error }

func (r *rounder) yuan(v float64) money.Money {
	m, err := yuan(v)
	if err != nil && r.err == nil {
		r.err = err
	}
	return m
}

func (r Request) report(x Result, variables []sensitivity.Variable, base float64, bars []sensitivity.Bar) (Report, *rounder) {
	to := &rounder{}
	out := Report{Engine: x.Engine, Method: x.Method, Generator: x.Generator, Seed: x.Seed, Requested: x.Requested, Trials: x.Trials, Failed: x.Failed,
		Reasons: x.Reasons, Converged: x.Converged, Base: to.yuan(base), Mean: to.yuan(x.Mean), SD: to.yuan(x.SD), StandardError: to.yuan(x.StandardError),
		Min: to.yuan(x.Min), Max: to.yuan(x.Max), PercentileRule: x.PercentileRule, Notes: x.Notes,
		Histogram: ReportHistogram{to.yuan(x.Histogram.Low), to.yuan(x.Histogram.High), x.Histogram.Counts, x.Histogram.Below, x.Histogram.Above}}
	for i, q := range x.Percentiles {
		out.Percentiles = append(out.Percentiles, ReportQuantile{r.Settings.percentiles()[i], to.yuan(q.Value), to.yuan(q.StandardError)})
	}
	if b := x.Below; b != nil {
		out.Below = &ReportShortfall{*r.Threshold, ratio(b.Probability, 6), ratio(b.StandardError, 6)}
	}
	for _, p := range x.Trace {
		out.Trace = append(out.Trace, ReportPoint{p.Trials, to.yuan(p.Mean), to.yuan(p.StandardError)})
	}
	var fs fault.Faults
	laws, _ := Laws(r.Model.Drivers, &fs)
	for i, v := range variables {
		out.Drivers = append(out.Drivers, r.driver(i, v, laws[i]))
	}
	for _, b := range bars {
		bar := ReportBar{Name: b.Name, Title: b.Title, Low: ratio(b.Low, 12), High: ratio(b.High, 12), AtLow: out.Base, AtHigh: out.Base,
			Swing: to.yuan(b.Swing), Asymmetric: b.Asymmetric, Failed: b.AtLow.Failed + b.AtHigh.Failed}
		if b.AtLow.Failed == "" {
			bar.AtLow = to.yuan(b.AtLow.Value)
		}
		if b.AtHigh.Failed == "" {
			bar.AtHigh = to.yuan(b.AtHigh.Value)
		}
		out.Tornado = append(out.Tornado, bar)
	}
	if c := r.Model.Correlation; c != nil {
		out.Correlation = &ReportCorrelation{Measure: c.Measure.String()}
		if p := x.Repair; p != nil {
			e, from, used := ratio(p.SmallestEigenvalue, 6), ratio(p.From, 6), ratio(p.To, 6)
			*out.Correlation = ReportCorrelation{c.Measure.String(), true, &e, p.A, p.B, &from, &used}
		}
	}
	return out, to
}

func (r Request) driver(i int, v sensitivity.Variable, l distribution.Law) ReportDriver {
	return ReportDriver{Name: v.Name, Title: v.Title, Distribution: r.Model.Drivers[i].Distribution.Text(), Base: ratio(v.Base, 12),
		Mean: ratio(l.Mean(), 12), SD: ratio(math.Sqrt(l.Variance()), 12)}
}
