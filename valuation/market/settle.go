package market

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// settled is the figure of a group with what leads to it.
type settled struct {
	value   decimal.Decimal
	formula string
	inputs  []trace.Operand
	steps   []trace.Step
	notes   []string
}

// fence is how many interquartile ranges beyond the quartiles a deal may lie before it is remarked (Tukey).
var fence = decimal.New(15, -1)

// settle brings the counted deals of a group, at least one, to one figure.
func (in Input) settle(g group) (settled, error) {
	var out settled
	used := g.used()
	values := make([]decimal.Decimal, len(used))
	for i, o := range used {
		values[i] = o.value
		out.inputs = append(out.inputs, trace.Of(in.Comparables[o.index-1].Name, o.value, g.unit))
	}
	for _, o := range g.all {
		out.steps = append(out.steps, o.step)
	}
	rule := in.Quartiles
	if rule == Exclusive && len(values) < enough && in.Statistic != LowerQuartile {
		out.notes = append(out.notes, "可比交易不足三项，无法按不含端点的规则计算四分位数，未列示四分位区间")
		rule = ""
	}
	var spread Range
	if rule != "" {
		var err error
		if spread, err = Quartiles(values, rule); err != nil {
			return settled{}, err
		}
		out.steps = append(out.steps, in.rangeStep(g, spread))
		out.notes = append(out.notes, in.outliers(g, spread)...)
	} else {
		spread, _ = Quartiles(values, USReg) // the median is the same by every rule
	}
	switch in.Statistic {
	case Median:
		out.value, out.formula = spread.Median.Round(g.places()), "取中位数"
	case LowerQuartile:
		out.value, out.formula = spread.Q1.Round(g.places()), "取下四分位数（"+in.Quartiles.String()+"）"
	case QualityScore:
		var step trace.Step
		out.value, step = in.byQuality(g, used)
		out.steps, out.formula = append(out.steps, step), "按质量得分比较"
		out.notes = append(out.notes, "质量得分比较法的公式据不完整的资料整理，待核实，不得作为标准条文引用")
	default:
		var step trace.Step
		out.value, step = in.weighted(g, used)
		out.steps, out.formula = append(out.steps, step), "取加权平均数（"+in.Weighting.String()+"）"
	}
	return out, nil
}

func (in Input) rangeStep(g group, r Range) trace.Step {
	part := func(id, title, formula string, v decimal.Decimal) trace.Step {
		return trace.Step{ID: g.id + ".range." + id, Title: title, Formula: formula, Result: v.String(), Unit: g.unit}
	}
	rule := in.Quartiles.String()
	return trace.Step{ID: g.id + ".range", Title: "可比交易区间", Formula: "四分位数按" + rule + "，中位数为居中一项或居中两项的平均",
		Inputs: []trace.Operand{trace.Of("最低", r.Min, g.unit), trace.Of("最高", r.Max, g.unit)}, Result: r.Median.String(), Unit: g.unit,
		Children: []trace.Step{part("q1", "下四分位数", rule, r.Q1), part("median", "中位数", "居中一项，或居中两项的平均", r.Median), part("q3", "上四分位数", rule, r.Q3)}}
}

func (in Input) outliers(g group, r Range) []string {
	if g.counted() < 4 {
		return nil
	}
	var out []string
	width := r.Q3.Sub(r.Q1).Mul(fence)
	low, high := r.Q1.Sub(width), r.Q3.Add(width)
	for _, o := range g.used() {
		if o.value.LessThan(low) || o.value.GreaterThan(high) {
			out = append(out, "“"+in.Comparables[o.index-1].Name+"”调整后的数值偏离四分位区间超过一倍半区间宽度，请复核其可比性")
		}
	}
	return out
}

// weighted is the weighted mean. The quotient is taken once, so that equal prices give exactly that price.
func (in Input) weighted(g group, used []observation) (decimal.Decimal, trace.Step) {
	sum, total := decimal.Zero, decimal.Zero
	shares := make([]decimal.Decimal, len(used))
	for i, o := range used {
		it := in.Comparables[o.index-1]
		switch in.Weighting {
		case Given:
			shares[i] = it.Weight.Value.Decimal()
		case Similarity:
			shares[i] = it.Similarity.Value.Decimal()
		default:
			shares[i] = one
		}
		total, sum = total.Add(shares[i]), sum.Add(shares[i].Mul(o.value))
	}
	v := sum.DivRound(total, g.places())
	step := trace.Step{ID: g.id + ".weighted", Title: "加权平均数", Formula: "Σ(权重 × 调整后数值)，权重" + map[Weighting]string{Given: "逐项给定",
		Similarity: " = 相似程度评分 ÷ Σ相似程度评分", Equal: " = 1 ÷ 项数"}[in.Weighting], Result: v.String(), Unit: g.unit}
	for i, o := range used {
		it := in.Comparables[o.index-1]
		w := shares[i].DivRound(total, trace.FactorDecimals)
		weight := trace.Of(it.Name+"权重", w, trace.Ratio)
		switch in.Weighting {
		case Given:
			weight.Source = it.Weight.Source
		case Similarity:
			step.Inputs = append(step.Inputs, trace.Number(it.Name+"相似程度评分", it.Similarity, trace.Plain))
		}
		step.Inputs = append(step.Inputs, weight, trace.Of(it.Name+"调整后数值", o.value, g.unit))
	}
	return v, step
}

// byQuality is V = Q ÷ n × Σ V_i ÷ Q_i.
func (in Input) byQuality(g group, used []observation) (decimal.Decimal, trace.Step) {
	sum := decimal.Zero
	step := trace.Step{ID: g.id + ".quality", Title: "质量得分比较", Formula: "被评估权利质量得分 ÷ 项数 × Σ(调整后数值 ÷ 质量得分)", Unit: g.unit,
		Inputs: []trace.Operand{trace.Number("被评估权利质量得分", in.Quality, trace.Plain), trace.Of("项数", decimal.New(int64(len(used)), 0), trace.Plain)}}
	for _, o := range used {
		it := in.Comparables[o.index-1]
		sum = sum.Add(o.value.DivRound(it.Quality.Value.Decimal(), trace.FactorDecimals))
		step.Inputs = append(step.Inputs, trace.Of(it.Name+"调整后数值", o.value, g.unit), trace.Number(it.Name+"质量得分", it.Quality, trace.Plain))
	}
	v := in.Quality.Value.Decimal().Mul(sum).DivRound(decimal.New(int64(len(used)), 0), g.places())
	step.Result = v.String()
	return v, step
}

func percent(d decimal.Decimal) string { return money.RateOf(d.Round(6)).Percent() }
