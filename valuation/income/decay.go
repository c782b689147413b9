package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// DecayForm is how the income that the right earns, or its customers, fall off year by year.
type DecayForm string

const (
	ConstantDecay DecayForm = "constant" // ratio of year t = (1−δ)^(t−1)
	TableDecay    DecayForm = "table"    // the ratio of every year is entered: 100 %, 90 %, 80 %, …
	LinearDecay   DecayForm = "linear"   // from 1 at the base date to 0 on the last day of the life; a year takes its mean
)

// Decay is the fall (技术更新替代, 客户流失): the ratio of the first year's level that is left in each year.
type Decay struct {
	Form   DecayForm      `json:"form" label:"递减方式" choices:"constant=每年按固定比率|table=逐年填写保持率|linear=直线递减至剩余年限届满"`
	Rate   sourced.Rate   `json:"rate,omitzero" label:"年递减率" opt:"1" hint:"仅用于每年按固定比率"`                    // 0 < δ ≤ 0.99
	Table  []sourced.Rate `json:"table,omitempty" label:"各年保持率" opt:"1" hint:"仅用于逐年填写保持率，例如 100%、90%、80%"` // 0 to 1, one a year
	Reason string         `json:"reason,omitempty" label:"采用直线递减的依据" opt:"1"`
}

func (d Decay) check(fs *fault.Faults, path string, years int) {
	if d.Form != ConstantDecay && !d.Rate.Value.IsZero() {
		fs.Invalid("decay.unused", path+".rate", "年递减率仅用于每年按固定比率递减，请清空或改选递减方式")
	}
	if d.Form != TableDecay && len(d.Table) > 0 {
		fs.Invalid("decay.unused", path+".table", "各年保持率仅用于逐年填写，请清空或改选递减方式")
	}
	switch d.Form {
	case ConstantDecay:
		d.Rate.Check(fs, path+".rate", "年递减率", "0", "0.99", true)
	case TableDecay:
		if len(d.Table) != years {
			fs.Invalid("decay.table", path+".table", "各年保持率（%d 年）应与预测年数（%d 年）一致", len(d.Table), years)
		}
		for i, r := range d.Table {
			r.Check(fs, path+"."+trace.Path("table", i), "保持率", "0", "1", false)
		}
	case LinearDecay:
		if blank(d.Reason) {
			fs.Invalid("source.missing", path+".reason", "请注明采用直线递减的依据")
		}
	default:
		fs.Invalid("decay.form", path+".form", "递减方式“%s”无法识别，应为 constant、table 或 linear", string(d.Form))
	}
}

// ratio is what is left in period p of the periods, with its step under id; end is the last day of the life, or zero for that of
// the forecast.
func (d Decay) ratio(id string, p cashflow.Period, periods []cashflow.Period, end date.Date) (decimal.Decimal, trace.Step) {
	step := trace.Step{ID: id + ".decay", Title: "保持率", Unit: trace.Ratio}
	left := one
	switch d.Form {
	case TableDecay:
		left = d.Table[p.Index-1].Value.Decimal()
		step.Formula, step.Inputs = "直接取值", []trace.Operand{trace.Rate("当年保持率", d.Table[p.Index-1])}
	case LinearDecay:
		middle, life := halfway(p, periods, end)
		left = one.Sub(middle.DivRound(life, trace.FactorDecimals))
		step.Formula = "1 − 期中距评估基准日年数 ÷ 剩余年数"
		step.Inputs = []trace.Operand{{Name: "期中距评估基准日年数", Value: middle.String(), Unit: trace.Years}, {Name: "剩余年数", Value: life.String(), Unit: trace.Years, Source: d.Reason}}
	default:
		for range p.Index - 1 {
			left = left.Mul(one.Sub(d.Rate.Value.Decimal())).Round(trace.FactorDecimals)
		}
		step.Formula, step.Inputs = "(1 − 年递减率) ^ (期次 − 1)", []trace.Operand{trace.Rate("年递减率", d.Rate)}
	}
	step.Result = left.String()
	return left, step
}

// halfway is the middle of a period and the length of the life, both in years from the base date.
func halfway(p cashflow.Period, periods []cashflow.Period, end date.Date) (middle, life decimal.Decimal) {
	for _, q := range periods {
		if q.Index < p.Index {
			middle = middle.Add(q.Fraction)
		}
		life = life.Add(q.Fraction)
	}
	last := periods[len(periods)-1].To
	if end.After(last) {
		life = life.Add(decimal.New(int64(end.Sub(last)), 0).DivRound(decimal.New(365, 0), trace.FactorDecimals))
	}
	return middle.Add(p.Fraction.Mul(halfOf)), life
}
