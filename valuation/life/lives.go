package life

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Lives are the lives of a right in years, as a textbook states them; those left out do not bind.
type Lives struct {
	Legal          *sourced.Number `json:"legal,omitempty" label:"法定年限"`             // the whole term
	LegalRemaining *sourced.Number `json:"legal_remaining,omitempty" label:"法定剩余年限"` // what is left of it
	Economic       *sourced.Number `json:"economic,omitempty" label:"经济年限"`
	Technical      *sourced.Number `json:"technical,omitempty" label:"技术年限"`
	Contract       *sourced.Number `json:"contract,omitempty" label:"合同年限"`
}

// Shortest is the smallest of the lives with its step. No life at all, and a life of zero or less, are Invalid faults.
func (l Lives) Shortest(id string) (decimal.Decimal, trace.Step, error) {
	var fs fault.Faults
	step := trace.Step{ID: id, Title: "剩余年限", Formula: "各项年限孰短", Unit: trace.Years}
	var years []decimal.Decimal
	for _, e := range []struct {
		path, name string
		n          *sourced.Number
	}{{"legal", "法定年限", l.Legal}, {"legal_remaining", "法定剩余年限", l.LegalRemaining}, {"economic", "经济年限", l.Economic},
		{"technical", "技术年限", l.Technical}, {"contract", "合同年限", l.Contract}} {
		if e.n == nil {
			continue
		}
		if e.n.Value.Decimal().Sign() <= 0 {
			fs.Invalid("life.zero", e.path+".value", "%s应大于零，当前为 %s；年限为零的权利不能评估", e.name, e.n.Value)
		} else {
			e.n.Check(&fs, e.path, e.name, "0", "200")
		}
		years = append(years, e.n.Value.Decimal())
		step.Inputs = append(step.Inputs, trace.Number(e.name, *e.n, trace.Years))
	}
	shortest, ok := Shortest(years...)
	if !ok {
		fs.Invalid("life.unbounded", "economic", "请至少填写一项年限")
	}
	if len(fs) > 0 {
		return decimal.Decimal{}, trace.Step{}, fs
	}
	step.Result = shortest.String()
	return shortest, step, nil
}
