package market

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// observation is one deal after adjustment.
type observation struct {
	index    int // 1-based row of the comparable
	value    decimal.Decimal
	excluded bool
	step     trace.Step
}

// group is all deals of one measure: prices in yuan or royalty rates.
type group struct {
	id   string
	unit trace.Unit
	all  []observation
}

func (g group) used() []observation {
	var out []observation
	for _, o := range g.all {
		if !o.excluded {
			out = append(out, o)
		}
	}
	return out
}

func (g group) counted() int { return len(g.used()) }

// places is the working precision of the group's measure.
func (g group) places() int32 {
	if g.unit == trace.Yuan {
		return trace.AmountDecimals
	}
	return trace.FactorDecimals
}

func itoa(n int) string { return strconv.Itoa(n) }

// observe checks the whole input and adjusts every deal.
func (in Input) observe(fs *fault.Faults, base date.Date) (prices, rates group) {
	in.check(fs, base)
	prices, rates = group{id: Name, unit: trace.Yuan}, group{id: Name + ".royalty", unit: trace.Ratio}
	if len(in.Comparables) > maxComparables {
		return prices, rates
	}
	for i, it := range in.Comparables {
		path := trace.Path("comparables", i)
		it.check(fs, path, base)
		g := &prices
		if !it.Royalty.Value.IsZero() {
			g = &rates
		}
		o := in.adjust(fs, it, path, trace.Index(g.id+".comparable", i+1), base, *g)
		o.index = i + 1
		g.all = append(g.all, o)
	}
	in.checkWeights(fs, prices)
	in.checkWeights(fs, rates)
	return prices, rates
}

// adjust brings one deal to the subject: value × Π k.
func (in Input) adjust(fs *fault.Faults, it Comparable, path, id string, base date.Date, g group) observation {
	before := len(*fs)
	raw, operand := it.Price.Value.Decimal(), trace.Amount("成交价款", it.Price)
	if g.unit == trace.Ratio {
		raw, operand = it.Royalty.Value.Decimal(), trace.Rate("许可费率", it.Royalty)
	}
	inputs := []trace.Operand{operand, {Name: "成交日", Value: it.Date.String(), Unit: trace.Day}}
	product, gross, widest := one, decimal.Zero, decimal.Zero
	var children []trace.Step
	take := func(k decimal.Decimal, step trace.Step, title string) {
		product = product.Mul(k).Round(trace.FactorDecimals)
		off := k.Sub(one).Abs()
		gross, widest = gross.Add(off), decimal.Max(widest, off)
		inputs, children = append(inputs, trace.Of(title, k, trace.Factor)), append(children, step)
	}
	if k, step, ok := in.byIndex(fs, it, path, id+".index", base); ok {
		take(k, step, step.Title)
	}
	for j, f := range it.Factors {
		k, step := f.ratio(fs, path+"."+trace.Path("factors", j), trace.Index(id+".factor", j+1))
		take(k, step, step.Title)
	}
	if len(*fs) > before {
		return observation{excluded: it.excluded()}
	}
	if !it.excluded() {
		in.limit(fs, it, path, widest, gross)
	}
	v := raw.Mul(product).Round(g.places())
	step := trace.Step{ID: id, Title: it.Kind.String() + "：" + it.Name, Formula: "成交价款 × Π调整系数", Inputs: inputs, Result: v.String(), Unit: g.unit, Children: children}
	if g.unit == trace.Ratio {
		step.Formula = "许可费率 × Π调整系数"
	}
	step.Inputs = append(step.Inputs, trace.Of("调整幅度合计", gross, trace.Ratio))
	if it.excluded() {
		step.Formula += "（剔除，不参与计算：" + strings.TrimSpace(it.Excluded) + "）"
	}
	if note := strings.TrimSpace(it.Note); note != "" {
		step.Formula += "；超限说明：" + note
	}
	return observation{value: v, excluded: it.excluded(), step: step}
}

func (it Comparable) excluded() bool { return strings.TrimSpace(it.Excluded) != "" }

// limit refuses adjustments beyond what the firm allows, unless a note explains them.
func (in Input) limit(fs *fault.Faults, it Comparable, path string, widest, gross decimal.Decimal) {
	if strings.TrimSpace(it.Note) != "" {
		return
	}
	if l := in.SingleLimit.Value; !l.IsZero() && widest.GreaterThan(l.Decimal()) {
		fs.Refuse("market.adjustment", path+".note", "“%s”的单项调整幅度 %s 超过本机构限值 %s，请说明理由、复核调整系数或剔除该交易", it.Name, percent(widest), l.Percent())
	}
	if l := in.GrossLimit.Value; !l.IsZero() && gross.GreaterThan(l.Decimal()) {
		fs.Refuse("market.adjustment", path+".note", "“%s”的调整幅度合计 %s 超过本机构限值 %s，请说明理由、复核调整系数或剔除该交易", it.Name, percent(gross), l.Percent())
	}
}

// checkWeights asks for what the statistic needs of every counted deal, and refuses weights that nothing uses.
func (in Input) checkWeights(fs *fault.Faults, g group) {
	sum := decimal.Zero
	given := in.Statistic == WeightedMean && in.Weighting == Given
	for _, o := range g.all {
		it, path := in.Comparables[o.index-1], trace.Path("comparables", o.index-1)
		if o.excluded {
			continue
		}
		sum = sum.Add(it.Weight.Value.Decimal())
		switch {
		case given && it.Weight.Value.IsZero():
			fs.Invalid("market.weight", path+".weight.value", "逐项给定权重时，每项参与计算的交易权重应大于零；不用的交易请剔除")
		case !given && !it.Weight.Value.IsZero():
			fs.Invalid("market.weight", path+".weight", "当前取值方法不使用逐项给定的权重，请清空")
		case in.Weighting == Similarity && it.Similarity.Value.IsZero():
			fs.Invalid("market.similarity", path+".similarity.value", "按相似程度加权时评分应大于零")
		case in.Statistic == QualityScore && it.Quality.Value.IsZero():
			fs.Invalid("market.quality", path+".quality.value", "质量得分比较时质量得分应大于零")
		}
	}
	if given && g.counted() > 0 && !sum.Equal(one) {
		fs.Invalid("market.weights", "comparables", "参与计算的可比交易权重合计应为 1，当前为 %s", sum)
	}
}
