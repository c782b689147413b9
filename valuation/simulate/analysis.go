package simulate

import (
	"strconv"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sensitivity"
)

// ScenarioInput is one scenario (情景): the figures of some drivers; the others keep their base.
type ScenarioInput struct {
	Name        string           `json:"name" label:"情景"`
	Probability money.Rate       `json:"probability" label:"概率"`
	Figures     []ScenarioFigure `json:"figures,omitempty" label:"变量取值" opt:"1"`
}

// ScenarioFigure is the figure of one driver in a scenario.
type ScenarioFigure struct {
	Driver string     `json:"driver" label:"变量"`
	Value  money.Rate `json:"value" label:"取值" number:"1"`
}

// ReportRay is one driver of the spider diagram: the value with the driver moved by each step, the others at their base.
type ReportRay struct {
	Name     string        `json:"name"`
	Title    string        `json:"title"`
	Absolute bool          `json:"absolute"` // the base is 0: steps are added to it
	Points   []ReportPlace `json:"points"`
}

// ReportPlace is one point of a ray.
type ReportPlace struct {
	Step   money.Rate  `json:"step"`
	X      money.Rate  `json:"x"`
	Value  money.Money `json:"value"`
	Failed string      `json:"failed,omitempty"` // why there is no value
}

// ReportScenarios is the table of the scenarios with the expected value Σp·V and the standard deviation.
type ReportScenarios struct {
	Rows     []ReportScenario `json:"rows"`
	Expected money.Money      `json:"expected"`
	SD       money.Money      `json:"sd"`
	Lowest   money.Money      `json:"lowest"`
	Highest  money.Money      `json:"highest"`
}

// ReportScenario is one scenario with its value.
type ReportScenario struct {
	Name        string      `json:"name"`
	Probability money.Rate  `json:"probability"`
	Value       money.Money `json:"value"`
}

// ReportBreakEven is the figure of one driver at which the value equals the threshold, the others at their base.
type ReportBreakEven struct {
	Name  string      `json:"name"`
	Title string      `json:"title"`
	Value *money.Rate `json:"value,omitempty"`
	None  string      `json:"none,omitempty"` // why there is none
}

// defaultSteps are the steps of the spider.
var defaultSteps = []string{"-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"}

func (r Request) steps() []money.Rate {
	if len(r.Spider) > 0 {
		return r.Spider
	}
	out := make([]money.Rate, len(defaultSteps))
	for i, s := range defaultSteps {
		out[i] = money.MustRate(s)
	}
	return out
}

// checkAnalysis gathers the faults of the spider and the scenarios; paths spider, scenarios[i].….
func (r Request) checkAnalysis(fs *fault.Faults) {
	if len(r.Spider) > 21 {
		fs.Invalid("sensitivity.steps", "spider", "变动幅度最多 21 个，当前为 %d 个", len(r.Spider))
	}
	for i, s := range r.Spider {
		if !s.Between("-1", "10") {
			fs.Invalid("sensitivity.steps", "spider["+strconv.Itoa(i)+"]", "变动幅度应在 -1 至 10 之间，当前为 %s", s)
		}
	}
	for i, s := range r.Scenarios {
		seen := map[string]bool{}
		for k, f := range s.Figures {
			path := "scenarios[" + strconv.Itoa(i) + "].figures[" + strconv.Itoa(k) + "].driver"
			if !r.Model.drives(f.Driver) {
				fs.Invalid("driver.unknown", path, "没有名为“%s”的变量，请与变量表一致", f.Driver)
			}
			if seen[f.Driver] {
				fs.Invalid("driver.repeated", path, "变量“%s”在同一情景中重复出现，请只保留一个", f.Driver)
			}
			seen[f.Driver] = true
		}
	}
}

func (m Model) drives(name string) bool {
	for _, d := range m.Drivers {
		if d.Name == name {
			return true
		}
	}
	return false
}

// scenarios values the scenarios; nil without any.
func (r Request) scenarios(variables []sensitivity.Variable, value sensitivity.Value) (*sensitivity.Expectation, error) {
	if len(r.Scenarios) == 0 {
		return nil, nil
	}
	list := make([]sensitivity.Scenario, len(r.Scenarios))
	for i, s := range r.Scenarios {
		list[i] = sensitivity.Scenario{Name: s.Name, Probability: number(s.Probability), X: make([]float64, len(variables))}
		for k, v := range variables {
			list[i].X[k] = v.Base
			for _, f := range s.Figures {
				if f.Driver == v.Name {
					list[i].X[k] = number(f.Value)
				}
			}
		}
	}
	e, err := sensitivity.Scenarios(list, len(variables), value)
	return &e, err
}

func (r Request) reportScenarios(e *sensitivity.Expectation, to *rounder) *ReportScenarios {
	if e == nil {
		return nil
	}
	out := &ReportScenarios{Expected: to.yuan(e.Expected), SD: to.yuan(e.SD), Lowest: to.yuan(e.Lowest), Highest: to.yuan(e.Highest)}
	for i, s := range e.Scenarios {
		out.Rows = append(out.Rows, ReportScenario{s.Name, r.Scenarios[i].Probability, to.yuan(s.Value)})
	}
	return out
}

func (r Request) reportSpider(variables []sensitivity.Variable, value sensitivity.Value, to *rounder) ([]ReportRay, error) {
	rates := r.steps()
	steps := make([]float64, len(rates))
	for i, s := range rates {
		steps[i] = number(s)
	}
	rays, err := sensitivity.Spider(variables, steps, value)
	var out []ReportRay
	for _, ray := range rays {
		line := ReportRay{Name: ray.Name, Title: ray.Title, Absolute: ray.Absolute}
		for i, p := range ray.Points {
			place := ReportPlace{Step: rates[i], X: ratio(p.X, 12), Failed: p.Failed}
			if p.Failed == "" {
				place.Value = to.yuan(p.Value)
			}
			line.Points = append(line.Points, place)
		}
		out = append(out, line)
	}
	return out, err
}

// searched are the ranges in which the break-even of a driver is looked for.
var searched = [driverKinds][2]float64{atRevenue: {0, 100}, atGrowth: {-0.99, 5}, atShare: {0, 1}, atDecay: {0, 0.99}, atDiscount: {-0.5, 1},
	atTax: {0, 1}, atMaintenance: {0, 1000}, atLife: {1e-6, 200}, atFlow: {0, 100}}

// reportBreakEven finds the break-even of every driver at the threshold; nil without one.
func (r Request) reportBreakEven(variables []sensitivity.Variable, value sensitivity.Value) []ReportBreakEven {
	if r.Threshold == nil {
		return nil
	}
	target := r.Threshold.Decimal().InexactFloat64()
	var out []ReportBreakEven
	for i, v := range variables {
		within := searched[indexOf(v.Name)]
		line := ReportBreakEven{Name: v.Name, Title: v.Title}
		if x, err := sensitivity.BreakEven(variables, i, target, within[0], within[1], value); err != nil {
			line.None = fault.Of(err)[0].Message
		} else {
			at := ratio(x, 6)
			line.Value = &at
		}
		out = append(out, line)
	}
	return out
}
