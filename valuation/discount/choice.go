package discount

import (
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Choice is how a discount rate is found: entered in Rate, or by exactly one of the methods. It is embedded in the inputs of
// the income methods, whose cash is nominal and after tax.
type Choice struct {
	Rate    sourced.Rate `json:"rate" label:"折现率（直接填写）" hint:"用风险累加法等方法计算时留 0"` // −1 < r ≤ 1
	BuildUp *BuildUp     `json:"build_up,omitempty" label:"折现率（风险累加法）"`
}

// Find gives the rate with its step under id. Faults go to fs with paths inside the input that embeds the choice.
func (c Choice) Find(id string, fs *fault.Faults) Outcome {
	if c.BuildUp == nil {
		c.Rate.Check(fs, "rate", "折现率", "-1", "1", true)
		if c.Rate.Value.IsZero() {
			fs.Invalid("discount.missing", "rate.value", "请填写折现率，或用风险累加法逐项计算")
		}
		return Outcome{Rate: c.Rate.Value, Step: trace.Step{ID: id, Title: "折现率", Formula: "直接取值",
			Inputs: []trace.Operand{trace.Rate("折现率", c.Rate)}, Result: c.Rate.Value.String(), Unit: trace.Ratio}}
	}
	if !c.Rate.Value.IsZero() {
		fs.Invalid("discount.twice", "rate", "已用风险累加法计算折现率，请清空直接填写的折现率")
	}
	out, err := c.BuildUp.Find(id)
	fs.Append("build_up", err)
	return out
}

// CountsTechnicalRisk says that the rate already holds a premium for technical risk (技术风险), so that a decay of the same
// technology in the cash would count it twice.
func (c Choice) CountsTechnicalRisk() bool {
	if c.BuildUp == nil {
		return false
	}
	for _, it := range c.BuildUp.Items {
		if it.Class == Technical && (!it.Rate.Value.IsZero() || len(it.Factors) > 0) {
			return true
		}
	}
	return false
}
