package income

import (
	"strconv"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Forecast finds the amounts of the years from that of the last actual year and a growth rate for each, instead of a list.
type Forecast struct {
	Base   sourced.Amount `json:"base" label:"基期金额" hint:"评估基准日前最近一个完整年度"`
	Growth []sourced.Rate `json:"growth" label:"各年增长率" hint:"每年一个，下降填负数"` // −1 < g ≤ 10
}

// amounts gives the years' amounts, each rounded to the fen, with their steps; faults go to fs.
func (f Forecast) amounts(id, path, label string, fs *fault.Faults) ([]sourced.Amount, []trace.Step) {
	f.Base.Check(fs, path+".base", "基期"+label)
	out := make([]sourced.Amount, 0, len(f.Growth))
	steps := make([]trace.Step, 0, len(f.Growth))
	before := trace.Amount("上年"+label, f.Base)
	last := f.Base.Value
	for i, g := range f.Growth {
		g.Check(fs, path+"."+trace.Path("growth", i), label+"增长率", "-1", "10", true)
		if i >= cashflow.MaxYears { // told as a fault of the years
			out = append(out, sourced.Amount{})
			continue
		}
		next, err := last.Times(one.Add(g.Value.Decimal()))
		if err != nil {
			fs.Append(path+"."+trace.Path("growth", i), err)
			return out, steps
		}
		steps = append(steps, trace.Step{ID: trace.Index(id, i+1), Title: "第" + strconv.Itoa(i+1) + "年" + label, Formula: "上年" + label + " × (1 + 增长率)，四舍五入至分",
			Inputs: []trace.Operand{before, trace.Rate("增长率", g)}, Result: next.String(), Unit: trace.Yuan})
		out = append(out, sourced.Amount{Value: next})
		last, before = next, trace.Of("上年"+label, next.Decimal(), trace.Yuan)
	}
	return out, steps
}

// yearly gives the amounts of the years, listed or forecast, never both. Only listed amounts need a source.
func yearly(list []sourced.Amount, f *Forecast, id, field, label string, fs *fault.Faults) ([]sourced.Amount, []trace.Step) {
	if f != nil {
		if len(list) > 0 {
			fs.Invalid("forecast.twice", field, "已按基期金额和增长率预测%s，请清空逐年填写的金额", label)
		}
		return f.amounts(id+".forecast", "forecast", label, fs)
	}
	for i, a := range list {
		a.Check(fs, trace.Path(field, i), label)
	}
	return list, nil
}

// part is one way of several to give an input.
type part struct {
	path  string
	given bool
}

// onePart refuses none or several of the parts: code, at the path of the second, or at the group's own.
func onePart(fs *fault.Faults, code, group, remedy string, parts ...part) {
	count := 0
	for _, p := range parts {
		if !p.given {
			continue
		}
		if count++; count > 1 {
			fs.Invalid(code, p.path, "%s", remedy)
		}
	}
	if count == 0 {
		fs.Invalid(code, group, "%s", remedy)
	}
}
