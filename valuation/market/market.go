// Package market values rights by what comparable rights were sold or licensed for (市场法): every deal's price is adjusted by
// factors to the subject and the adjusted prices are brought to one figure by a named statistic. Royalty rates of
// licences are brought to one rate in the same way, as a check of the rate an income method uses.
package market

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Name is the name of the method in weights, results and steps.
const Name = "market"

// Statistic names how the adjusted prices become one value.
type Statistic string

const (
	WeightedMean  Statistic = "weighted_mean"  // 加权平均数
	Median        Statistic = "median"         // 中位数
	LowerQuartile Statistic = "lower_quartile" // 下四分位数 by the rule of the input: a prudent choice for a pledge
	QualityScore  Statistic = "quality"        // 质量得分比较: V = Q ÷ n × Σ V_i ÷ Q_i
)

var statisticNames = map[Statistic]string{WeightedMean: "加权平均数", Median: "中位数", LowerQuartile: "下四分位数", QualityScore: "质量得分比较"}

// String is the Chinese name.
func (s Statistic) String() string { return statisticNames[s] }

// Weighting names where the weights of the weighted mean come from.
type Weighting string

const (
	Equal      Weighting = "equal"      // 等权
	Given      Weighting = "given"      // 逐项给定
	Similarity Weighting = "similarity" // 按相似程度评分: score ÷ Σ scores
)

var weightingNames = map[Weighting]string{Equal: "等权", Given: "逐项给定权重", Similarity: "按相似程度评分"}

// String is the Chinese name.
func (w Weighting) String() string { return weightingNames[w] }

// DealKind is what was dealt in.
type DealKind string

const (
	Transfer DealKind = "transfer" // 转让
	Licence  DealKind = "licence"  // 许可
)

var dealNames = map[DealKind]string{Transfer: "转让", Licence: "许可"}

// String is the Chinese name.
func (k DealKind) String() string { return dealNames[k] }

// Comparable is one deal. A transfer has a price; a licence has a price or a royalty rate of the licensee's revenue.
type Comparable struct {
	Name       string         `json:"name" label:"交易名称"`
	Kind       DealKind       `json:"kind" label:"交易方式" choices:"transfer=转让|licence=许可"`
	Date       date.Date      `json:"date" label:"成交日"`
	Price      sourced.Amount `json:"price,omitzero" label:"成交价款" opt:"1" hint:"与许可费率只填一项"`
	Royalty    sourced.Rate   `json:"royalty,omitzero" label:"许可费率（占销售收入）" opt:"1" hint:"只用于许可，作为许可费率的参照"` // 0 < ρ ≤ 1
	Factors    []Factor       `json:"factors,omitempty" label:"调整因素" opt:"1"`
	Weight     sourced.Rate   `json:"weight,omitzero" label:"权重（逐项给定时）" opt:"1"`                                // the counted ones sum to 1
	Similarity sourced.Number `json:"similarity,omitzero" label:"相似程度评分（0–100）" opt:"1" hint:"按相似程度加权时填写"`      // 0 to 100, above 0
	Quality    sourced.Number `json:"quality,omitzero" label:"质量得分（0–100）" opt:"1" hint:"质量得分比较时填写"`            // 0 to 100, above 0
	Excluded   string         `json:"excluded,omitempty" label:"剔除理由" opt:"1" lines:"2" hint:"填写后该交易只列示、不参与计算"` // kept in the table, not counted
	Note       string         `json:"note,omitempty" label:"调整幅度超限说明" opt:"1" lines:"2"`
}

// Input is what the appraiser enters. The limits are the firm's own; a deal adjusted beyond them needs a note.
type Input struct {
	Comparables []Comparable   `json:"comparables" label:"可比交易"`
	Statistic   Statistic      `json:"statistic" label:"取值方法" choices:"weighted_mean=加权平均数|median=中位数|lower_quartile=下四分位数|quality=质量得分比较"`
	Weighting   Weighting      `json:"weighting,omitempty" label:"权重来源（加权平均时）" opt:"1" choices:"equal=等权|given=逐项给定|similarity=按相似程度评分"`
	Quartiles   QuartileRule   `json:"quartiles" label:"四分位数规则" choices:"us_reg=美国转让定价规则|halves=两半中位数|inc=含端点插值（QUARTILE.INC）|exc=不含端点插值（QUARTILE.EXC）"`
	Quality     sourced.Number `json:"quality,omitzero" label:"被评估权利质量得分（0–100）" opt:"1" hint:"质量得分比较时填写"`
	PriceIndex  []IndexPoint   `json:"price_index,omitempty" label:"价格指数" opt:"1" hint:"填写后按成交日至基准日的指数作交易日期调整"`
	SingleLimit sourced.Rate   `json:"single_limit,omitzero" label:"单项调整幅度限值" opt:"1" hint:"本机构规定；不设限时留空"`  // of |k − 1|, 0 to 2
	GrossLimit  sourced.Rate   `json:"gross_limit,omitzero" label:"各项调整幅度合计限值" opt:"1" hint:"本机构规定；不设限时留空"` // of Σ|k − 1|, 0 to 5
	Check       *RoyaltyCheck  `json:"royalty_check,omitempty" label:"许可费率核对"`
}

// Comparison is the market approach at a base date. LifeEnd is the last day of the remaining life; the zero Date means that it
// is checked elsewhere.
type Comparison struct {
	Input   Input
	Base    date.Date
	LifeEnd date.Date
}

// Name is the Chinese name of the method.
func (Comparison) Name() string { return "市场法（可比交易比较法）" }

var (
	one     = decimal.New(1, 0)
	hundred = decimal.New(100, 0)
)

// maxComparables bounds the work; no appraisal lists more.
const maxComparables = 500

// enough is the number of comparables below which the result carries a remark, the practice of the trade.
const enough = 3

// Value checks everything and values the right. All faults come together, with paths inside the input.
func (c Comparison) Value() (trace.Result, error) {
	in := c.Input
	var fs fault.Faults
	if !c.LifeEnd.IsZero() && !c.Base.IsZero() && !c.LifeEnd.After(c.Base) {
		fs.Invalid("life.over", "comparables", "权利剩余年限届满日 %s 不晚于评估基准日 %s，不能评估；请核对日期或剔除该权利", c.LifeEnd, c.Base)
	}
	prices, rates := in.observe(&fs, c.Base)
	if len(fs) == 0 && prices.counted() == 0 {
		fs.Invalid("market.empty", "comparables", "市场法至少应有一项以价款成交且未剔除的可比交易，请补充")
	}
	if in.Check != nil {
		in.Check.check(&fs, "royalty_check")
		if len(fs) == 0 && rates.counted() == 0 {
			fs.Invalid("market.royalty", "royalty_check", "核对许可费率至少应有一项按许可费率成交且未剔除的许可，请补充或清空核对")
		}
	}
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	found, err := in.settle(prices)
	if err != nil {
		return trace.Result{}, err
	}
	value, err := money.FromDecimal(found.value)
	if err != nil {
		fs.Append("comparables", err)
		return trace.Result{}, fs
	}
	notes := append(in.remarks(prices, c.Base), found.notes...)
	children := found.steps
	if rates.counted() > 0 {
		royalty, err := in.royalties(rates)
		if err != nil {
			return trace.Result{}, err
		}
		children, notes = append(children, royalty.Step), append(notes, royalty.Notes...)
	}
	step := trace.Step{ID: Name, Title: c.Name(), Formula: "可比交易价款 × Π调整系数，" + found.formula, Inputs: found.inputs,
		Result: value.String(), Unit: trace.Yuan, Children: children}
	if !c.LifeEnd.IsZero() {
		step.Inputs = append(step.Inputs, trace.Operand{Name: "剩余年限届满日", Value: c.LifeEnd.String(), Unit: trace.Day})
	}
	return trace.Result{Approach: trace.Market, Method: Name, Name: c.Name(), Value: value, Step: step, Notes: notes}, nil
}

// remarks are what a reviewer should look at; none of it is wrong in itself.
func (in Input) remarks(g group, base date.Date) []string {
	var out []string
	if n := g.counted(); n < enough {
		out = append(out, "参与计算的可比交易只有 "+itoa(n)+" 项，少于通常的三项，请说明市场资料的充分性")
	}
	if in.SingleLimit.Value.IsZero() || in.GrossLimit.Value.IsZero() {
		out = append(out, "未设定调整幅度限值，调整幅度未经限值检查")
	}
	for _, o := range g.all {
		if o.excluded {
			continue
		}
		it := in.Comparables[o.index-1]
		if it.Kind == Licence && !it.adjusts(ByDeal) {
			out = append(out, "“"+it.Name+"”为许可交易，未对许可与转让的差别作调整，请复核")
		}
		if it.Date != base && !it.adjusts(ByDate) && len(in.PriceIndex) == 0 {
			out = append(out, "“"+it.Name+"”于 "+it.Date.String()+" 成交，未作交易日期调整，请复核")
		}
	}
	return out
}

func (in Input) check(fs *fault.Faults, base date.Date) {
	if base.IsZero() {
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
	}
	switch n := len(in.Comparables); {
	case n == 0:
		fs.Invalid("market.empty", "comparables", "请至少填写一项可比交易")
	case n > maxComparables:
		fs.Invalid("market.many", "comparables", "可比交易不超过 %d 项，当前为 %d 项", maxComparables, n)
	}
	if statisticNames[in.Statistic] == "" {
		fs.Invalid("market.statistic", "statistic", "取值方法“%s”无法识别，应为 weighted_mean、median、lower_quartile 或 quality", string(in.Statistic))
	}
	if ruleNames[in.Quartiles] == "" {
		fs.Invalid("market.quartiles", "quartiles", "四分位数规则“%s”无法识别，应为 us_reg、halves、inc 或 exc", string(in.Quartiles))
	}
	switch {
	case in.Statistic == WeightedMean && weightingNames[in.Weighting] == "":
		fs.Invalid("market.weighting", "weighting", "采用加权平均数时请选择权重来源（等权、逐项给定或按相似程度评分）")
	case in.Statistic != WeightedMean && in.Weighting != "":
		fs.Invalid("market.weighting", "weighting", "只有加权平均数使用权重，请清空权重来源")
	}
	in.Quality.Check(fs, "quality", "被评估权利质量得分", "0", "100")
	if scored := in.Statistic == QualityScore; scored && in.Quality.Value.IsZero() {
		fs.Invalid("market.quality", "quality.value", "采用质量得分比较时，被评估权利质量得分应大于零")
	}
	in.SingleLimit.Check(fs, "single_limit", "单项调整幅度限值", "0", "2", false)
	in.GrossLimit.Check(fs, "gross_limit", "各项调整幅度合计限值", "0", "5", false)
	checkIndex(fs, in.PriceIndex, base)
}

func (it Comparable) check(fs *fault.Faults, path string, base date.Date) {
	if strings.TrimSpace(it.Name) == "" {
		fs.Invalid("market.name", path+".name", "请填写可比交易名称")
	}
	if dealNames[it.Kind] == "" {
		fs.Invalid("market.kind", path+".kind", "交易方式“%s”无法识别，应为 transfer 或 licence", string(it.Kind))
	}
	switch {
	case it.Date.IsZero():
		fs.Invalid("date.missing", path+".date", "请填写成交日")
	case !base.IsZero() && it.Date.After(base):
		fs.Invalid("market.future", path+".date", "成交日 %s 晚于评估基准日 %s，基准日后的交易不能作为可比交易", it.Date, base)
	}
	it.Price.Check(fs, path+".price", "成交价款")
	switch priced, rated := it.Price.Value != 0, !it.Royalty.Value.IsZero(); {
	case priced && rated:
		fs.Invalid("market.both", path+".royalty", "成交价款与许可费率只填一项")
	case it.Kind == Transfer && rated:
		fs.Invalid("market.royalty", path+".royalty", "转让交易应填成交价款，许可费率只用于许可")
	case !priced && !rated:
		fs.Invalid("market.price", path+".price.value", "请填写成交价款；按销售收入提成的许可填写许可费率")
	}
	it.Royalty.Check(fs, path+".royalty", "许可费率", "0", "1", false)
	it.Weight.Check(fs, path+".weight", "权重", "0", "1", false)
	it.Similarity.Check(fs, path+".similarity", "相似程度评分", "0", "100")
	it.Quality.Check(fs, path+".quality", "质量得分", "0", "100")
}
