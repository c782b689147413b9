package sensitivity

import (
	"math"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
)

// Scenario is one state of the world (情景): figures for all drivers, in their order.
type Scenario struct {
	Name        string    `json:"name"`
	Probability float64   `json:"probability"`
	X           []float64 `json:"x"`
}

// ScenarioValue is a scenario with its value.
type ScenarioValue struct {
	Scenario
	Value float64 `json:"value"`
}

// Expectation is the scenarios with their values, the expected value Σp·V and the standard deviation √Σp(V−EV)².
type Expectation struct {
	Scenarios []ScenarioValue `json:"scenarios"`
	Expected  float64         `json:"expected"`
	SD        float64         `json:"sd"`
	Lowest    float64         `json:"lowest"`
	Highest   float64         `json:"highest"`
}

// Scenarios values every scenario. Probabilities lie between 0 and 1 and sum to 1 within 1e−9. All faults come together, with paths
// scenarios[i].name, .probability, .x; an error of value has the path of its scenario, for an expectation cannot leave one out.
func Scenarios(scenarios []Scenario, drivers int, value Value) (Expectation, error) {
	var fs fault.Faults
	if len(scenarios) == 0 || len(scenarios) > 100 {
		fs.Invalid("scenario.count", "scenarios", "请填写 1 至 100 个情景，当前为 %d 个", len(scenarios))
		return Expectation{}, fs
	}
	total := 0.0
	names := map[string]bool{}
	for i, s := range scenarios {
		path := "scenarios[" + strconv.Itoa(i) + "]"
		name := strings.TrimSpace(s.Name)
		if name == "" || names[name] {
			fs.Invalid("scenario.name", path+".name", "情景名称应填写且不重复，当前为“%s”", name)
		}
		names[name] = true
		if !(s.Probability >= 0 && s.Probability <= 1) {
			fs.Invalid("scenario.probability", path+".probability", "概率应在 0 至 1 之间，当前为 %v", s.Probability)
		}
		total += s.Probability
		if len(s.X) != drivers {
			fs.Invalid("scenario.figures", path+".x", "情景应为 %d 个变量各填一个取值，当前为 %d 个", drivers, len(s.X))
		}
		for _, v := range s.X {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				fs.Invalid("sensitivity.finite", path+".x", "变量取值应为有限的数，当前为 %v", v)
			}
		}
	}
	if !fault.Has(fs.Err(), "scenario.probability") && math.Abs(total-1) > 1e-9 {
		fs.Invalid("scenario.sum", "scenarios", "各情景概率之和应为 1，当前为 %v", total)
	}
	if len(fs) > 0 {
		return Expectation{}, fs
	}
	out := Expectation{Lowest: math.Inf(1), Highest: math.Inf(-1)}
	for i, s := range scenarios {
		v, err := try(value, with(s.X, 0, s.X[0]))
		fs.Append("scenarios["+strconv.Itoa(i)+"]", err)
		out.Scenarios = append(out.Scenarios, ScenarioValue{s, v})
		out.Expected += float64(s.Probability * v)
		out.Lowest, out.Highest = math.Min(out.Lowest, v), math.Max(out.Highest, v)
	}
	spread := 0.0
	for _, s := range out.Scenarios {
		d := s.Value - out.Expected
		spread += float64(s.Probability * float64(d*d))
	}
	out.SD = math.Sqrt(spread)
	if len(fs) > 0 {
		return Expectation{}, fs
	}
	return out, nil
}
