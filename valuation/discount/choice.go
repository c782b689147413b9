package discount

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Choice is how a discount rate is found: entered in Rate, or by exactly one of the methods. It is embedded in the inputs of
// the income methods. The build-up, CAPM, WACC and split give a rate after tax.
type Choice struct {
	Rate       sourced.Rate `json:"rate" label:"折现率（直接填写）" hint:"用风险累加法等方法计算时留 0"` // −1 < r ≤ 1
	BuildUp    *BuildUp     `json:"build_up,omitempty" label:"折现率（风险累加法）"`
	CAPM       *CAPM        `json:"capm,omitempty" label:"折现率（资本资产定价模型）"`
	WACC       *WACC        `json:"wacc,omitempty" label:"折现率（加权平均资本成本）"`
	Split      *Split       `json:"split,omitempty" label:"折现率（回报率拆分）"`
	TaxBasis   TaxBasis     `json:"tax_basis,omitempty" label:"折现率税口径" opt:"1" choices:"after=税后|before=税前" hint:"不填为税后"`
	PriceBasis PriceBasis   `json:"price_basis,omitempty" label:"折现率价格口径" opt:"1" choices:"nominal=名义|real=实际" hint:"不填为名义"`
	Inflation  sourced.Rate `json:"inflation,omitzero" label:"预期通货膨胀率" opt:"1" hint:"折现率与现金流的价格口径不同时用于换算"` // −10 % to 100 % a year
	WARA       *WARA        `json:"wara,omitempty" label:"资产加权平均回报率核对"`
}

// TaxBasis says whether tax has been taken from a figure.
type TaxBasis string

const (
	AfterTax  TaxBasis = "after"  // 税后; also the meaning of ""
	BeforeTax TaxBasis = "before" // 税前
)

// PriceBasis says whether a figure holds inflation.
type PriceBasis string

const (
	Nominal PriceBasis = "nominal" // 名义; also the meaning of ""
	Real    PriceBasis = "real"    // 实际
)

// Basis is the basis (口径) of a rate or of cash. The zero value is after tax and nominal.
type Basis struct {
	Tax   TaxBasis
	Price PriceBasis
}

// String is the Chinese name, such as 税后名义.
func (b Basis) String() string {
	tax, price := "税后", "名义"
	if b.Tax == BeforeTax {
		tax = "税前"
	}
	if b.Price == Real {
		price = "实际"
	}
	return tax + price
}

func (b Basis) normal() Basis {
	if b.Tax == "" {
		b.Tax = AfterTax
	}
	if b.Price == "" {
		b.Price = Nominal
	}
	return b
}

// Find gives the rate for cash that is after tax and nominal, with its step under id. Faults go to fs with paths inside the
// input that embeds the choice.
func (c Choice) Find(id string, fs *fault.Faults) Outcome { return c.FindFor(id, Basis{}, fs) }

// FindFor gives the rate on the basis of the cash it discounts. A real rate becomes a nominal one, or the reverse, by Fisher's
// relation and only with a stated rate of inflation; a rate before tax is never made one after tax, for no factor does
// that: it is refused with the remedy.
func (c Choice) FindFor(id string, cash Basis, fs *fault.Faults) Outcome {
	before := len(*fs)
	cash = cash.normal()
	own := c.basis(fs)
	convert := own.Price != cash.Price
	inner := id
	if convert {
		inner = id + ".stated"
	}
	found, capital := c.rate(inner, fs)
	c.Inflation.Check(fs, "inflation", "预期通货膨胀率", "-0.1", "1", false)
	if own.Tax != cash.Tax {
		fs.Refuse("discount.tax_basis", "tax_basis", "%s", taxRemedy(own.Tax))
	}
	given := !c.Inflation.Value.IsZero() || !blank(c.Inflation.Source) // a sourced zero is a figure
	switch {
	case convert && !given:
		fs.Refuse("discount.price_basis", "inflation.value", "折现率为%s口径而现金流为%s口径，请填写预期通货膨胀率以便换算，或改用同一口径", own, cash)
	case !convert && given:
		fs.Invalid("discount.inflation", "inflation", "折现率与现金流同为%s口径，无需换算，请清空预期通货膨胀率", cash)
	}
	if len(*fs) > before {
		found.Found = found.Found && !convert
		return found
	}
	if c.WARA != nil {
		c.WARA.reconcile(&found, id+".wara", capital, fs)
	}
	stated := found.Rate
	if convert {
		found = c.fisher(id, cash, found, fs)
	}
	switch {
	case own.Price == Nominal:
		found.Nominal = &stated
	case cash.Price == Nominal:
		found.Nominal = found.Known()
	}
	return found
}

func (c Choice) basis(fs *fault.Faults) Basis {
	b := Basis{c.TaxBasis, c.PriceBasis}.normal()
	if b.Tax != AfterTax && b.Tax != BeforeTax {
		fs.Invalid("discount.tax_basis", "tax_basis", "折现率税口径“%s”无法识别，应为 after 或 before", string(c.TaxBasis))
		b.Tax = AfterTax
	}
	if b.Price != Nominal && b.Price != Real {
		fs.Invalid("discount.price_basis", "price_basis", "折现率价格口径“%s”无法识别，应为 nominal 或 real", string(c.PriceBasis))
		b.Price = Nominal
	}
	if b.Tax == BeforeTax && (c.BuildUp != nil || c.CAPM != nil || c.WACC != nil || c.Split != nil) {
		fs.Invalid("discount.tax_basis", "tax_basis", "风险累加法、资本资产定价模型、加权平均资本成本和回报率拆分得出的是税后折现率，请改为税后")
		b.Tax = AfterTax
	}
	return b
}

func taxRemedy(own TaxBasis) string {
	if own == BeforeTax {
		return "折现率为税前口径而现金流为税后口径，二者不得混用，也不能乘以（1 − 所得税率）换算；请填写税后折现率，或用风险累加法、资本资产定价模型、加权平均资本成本计算"
	}
	return "折现率为税后口径而现金流为税前口径，二者不得混用；请改用税后现金流，或填写有来源的税前折现率"
}

// rate finds the rate on its own basis, and the weighted cost of capital when the method holds one.
func (c Choice) rate(id string, fs *fault.Faults) (Outcome, *decimal.Decimal) {
	methods := []struct {
		path  string
		given bool
	}{{"rate", !c.Rate.Value.IsZero()}, {"build_up", c.BuildUp != nil}, {"capm", c.CAPM != nil}, {"wacc", c.WACC != nil}, {"split", c.Split != nil}}
	var chosen []string
	for _, m := range methods {
		if m.given {
			chosen = append(chosen, m.path)
		}
	}
	if len(chosen) > 1 && chosen[0] == "rate" {
		fs.Invalid("discount.twice", "rate", "已用其他方法计算折现率，请清空直接填写的折现率")
		chosen = chosen[1:]
	}
	for i := 1; i < len(chosen); i++ {
		fs.Invalid("discount.twice", chosen[i], "折现率只能选用一种计算方法，请清空其余方法")
	}
	var out Outcome
	var err error
	switch {
	case c.BuildUp != nil:
		out, err = c.BuildUp.Find(id)
		fs.Append("build_up", err)
	case c.CAPM != nil:
		out, err = c.CAPM.Find(id)
		fs.Append("capm", err)
	case c.WACC != nil:
		out, err = c.WACC.Find(id)
		fs.Append("wacc", err)
		out.Notes = append(out.Notes, "以企业整体的加权平均资本成本直接折现无形资产收益，无形资产的风险通常更高，请说明理由或采用回报率拆分")
		out.Found = err == nil
		capital := out.Rate.Decimal()
		return out, &capital
	case c.Split != nil:
		var capital decimal.Decimal
		out, capital, err = c.Split.find(id)
		fs.Append("split", err)
		out.Found = err == nil
		return out, &capital
	default:
		c.Rate.Check(fs, "rate", "折现率", "-1", "1", true)
		if c.Rate.Value.IsZero() {
			fs.Invalid("discount.missing", "rate.value", "请填写折现率，或用风险累加法等方法计算")
		}
		usable := !c.Rate.Value.IsZero() && c.Rate.Value.Between("-1", "1") && c.Rate.Value.Cmp(money.MustRate("-1")) > 0
		return Outcome{Rate: c.Rate.Value, Found: usable, Step: trace.Step{ID: id, Title: "折现率", Formula: "直接取值",
			Inputs: []trace.Operand{trace.Rate("折现率", c.Rate)}, Result: c.Rate.Value.String(), Unit: trace.Ratio}}, nil
	}
	out.Found = err == nil
	return out, nil
}

// fisher brings the rate to the price basis of the cash: 1 + nominal = (1 + real) × (1 + inflation).
func (c Choice) fisher(id string, cash Basis, stated Outcome, fs *fault.Faults) Outcome {
	r, inflation := stated.Rate.Decimal(), one.Add(c.Inflation.Value.Decimal())
	name, title, formula := "实际折现率", "名义折现率", "(1 + 实际折现率) × (1 + 预期通货膨胀率) − 1"
	converted := one.Add(r).Mul(inflation).Sub(one).Round(trace.FactorDecimals)
	if cash.Price == Real {
		name, title, formula = "名义折现率", "实际折现率", "(1 + 名义折现率) ÷ (1 + 预期通货膨胀率) − 1"
		converted = one.Add(r).DivRound(inflation, trace.FactorDecimals).Sub(one)
	}
	if converted.GreaterThan(one) || one.Add(converted).Sign() <= 0 {
		fs.Invalid("discount.range", "inflation.value", "换算后的折现率 %s 应大于 -1 且不大于 1，请核对", converted)
		stated.Found = false
		return stated
	}
	return Outcome{Rate: money.RateOf(converted), Found: true, Notes: stated.Notes, Step: trace.Step{ID: id, Title: title + "（费雪公式换算）", Formula: formula,
		Inputs: []trace.Operand{trace.Of(name, r, trace.Ratio), trace.Rate("预期通货膨胀率", c.Inflation)}, Result: converted.String(), Unit: trace.Ratio,
		Children: []trace.Step{stated.Step}}}
}

// CountsTechnicalRisk says that the rate already holds a premium for technical risk (技术风险), so that a decay of the same
// technology in the cash would count it twice.
func (c Choice) CountsTechnicalRisk() bool {
	var items []Item
	if c.BuildUp != nil {
		items = append(items, c.BuildUp.Items...)
	}
	wacc := c.WACC
	if c.Split != nil && c.Split.WACC != nil {
		wacc = c.Split.WACC
	}
	for _, m := range []*CAPM{c.CAPM, wacc.equity()} {
		if m != nil {
			items = append(items, m.SpecificItems...)
		}
	}
	for _, it := range items {
		if it.Class == Technical && (!it.Rate.Value.IsZero() || len(it.Factors) > 0) {
			return true
		}
	}
	return false
}
