package cost

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Obsolescence is the loss of value (贬值). Used and Remaining give the loss by age, used ÷ (used + remaining); both are 0 when
// age is not counted. Functional and economic losses are rates of what is left before them: entered, or found from the
// money they cost each year, or (economic) from the capacity that lies idle.
type Obsolescence struct {
	Used           sourced.Number `json:"used"`      // 已使用年限
	Remaining      sourced.Number `json:"remaining"` // 尚可使用年限
	Functional     sourced.Rate   `json:"functional"`
	FunctionalLoss *YearlyLoss    `json:"functional_loss,omitempty" label:"功能性贬值（超额运营成本现值）"`
	Economic       sourced.Rate   `json:"economic"`
	EconomicLoss   *YearlyLoss    `json:"economic_loss,omitempty" label:"经济性贬值（收益损失现值）"`
	Utilisation    *Utilisation   `json:"utilisation,omitempty" label:"经济性贬值（利用率）"`
}

// YearlyLoss is a loss of the same amount every year, after tax and discounted to the base date.
type YearlyLoss struct {
	Annual sourced.Amount `json:"annual" label:"年损失额（税前）"`              // above 0
	Tax    sourced.Rate   `json:"tax" label:"所得税率"`                     // 0 to 1
	Rate   sourced.Rate   `json:"rate" label:"折现率（税后）"`                 // above 0, to 1
	Years  sourced.Number `json:"years" label:"持续年数" hint:"整年，1 至 100"` // not longer than the years still usable
}

// Utilisation finds the economic loss from idle capacity: 1 − (actual ÷ design) ^ exponent.
type Utilisation struct {
	Actual   sourced.Number `json:"actual" label:"预计实际利用能力"`
	Design   sourced.Number `json:"design" label:"设计能力"`
	Exponent sourced.Number `json:"exponent" label:"规模效益指数" hint:"大于 0 且不大于 1"`
}

func (o Obsolescence) check(fs *fault.Faults, path string) {
	o.Used.Check(fs, path+".used", "已使用年限", "0", "100")
	o.Remaining.Check(fs, path+".remaining", "尚可使用年限", "0", "100")
	o.Functional.Check(fs, path+".functional", "功能性贬值率", "0", "1", false)
	o.Economic.Check(fs, path+".economic", "经济性贬值率", "0", "1", false)
	if !o.Used.Value.IsZero() && o.Remaining.Value.IsZero() {
		fs.Invalid("cost.remaining", path+".remaining.value", "已填已使用年限时须填写尚可使用年限；尚可使用年限为零的权利不能评估")
	}
	if o.FunctionalLoss != nil {
		if !o.Functional.Value.IsZero() {
			fs.Invalid("cost.both", path+".functional", "功能性贬值由超额运营成本计算，请清空直接填写的贬值率")
		}
		o.FunctionalLoss.check(fs, path+".functional_loss", "年超额运营成本", o.Remaining)
	}
	if (o.EconomicLoss != nil || o.Utilisation != nil) && !o.Economic.Value.IsZero() {
		fs.Invalid("cost.both", path+".economic", "经济性贬值由计算得出，请清空直接填写的贬值率")
	}
	if o.EconomicLoss != nil {
		o.EconomicLoss.check(fs, path+".economic_loss", "年收益损失", o.Remaining)
		if o.Utilisation != nil {
			fs.Invalid("cost.both", path+".utilisation", "经济性贬值按收益损失或按利用率只能选用一种")
		}
	}
	if o.Utilisation != nil {
		o.Utilisation.check(fs, path+".utilisation")
	}
}

func (l YearlyLoss) check(fs *fault.Faults, path, label string, remaining sourced.Number) {
	l.Annual.Check(fs, path+".annual", label)
	if l.Annual.Value == 0 {
		fs.Invalid("cost.loss", path+".annual.value", "%s应大于零；没有损失的请清空该项", label)
	}
	l.Tax.Check(fs, path+".tax", "所得税率", "0", "1", false)
	l.Rate.Check(fs, path+".rate", "折现率", "0", "1", true)
	l.Years.Check(fs, path+".years", "持续年数", "1", "100")
	switch {
	case !l.Years.Value.Decimal().IsInteger():
		fs.Invalid("cost.years", path+".years.value", "持续年数应为整年，当前为 %s", l.Years.Value)
	case !remaining.Value.IsZero() && l.Years.Value.Decimal().GreaterThan(remaining.Value.Decimal().Ceil()):
		fs.Invalid("cost.years", path+".years.value", "持续年数 %s 年超过尚可使用年限 %s 年，请核对", l.Years.Value, remaining.Value)
	}
}

func (u Utilisation) check(fs *fault.Faults, path string) {
	u.Actual.Check(fs, path+".actual", "预计实际利用能力", "0", "999999999")
	u.Design.Check(fs, path+".design", "设计能力", "0", "999999999")
	u.Exponent.Check(fs, path+".exponent", "规模效益指数", "0", "1")
	switch {
	case u.Actual.Value.IsZero():
		fs.Invalid("cost.capacity", path+".actual.value", "预计实际利用能力应大于零")
	case u.Actual.Value.Cmp(u.Design.Value) > 0:
		fs.Invalid("cost.capacity", path+".actual.value", "预计实际利用能力 %s 不应大于设计能力 %s", u.Actual.Value, u.Design.Value)
	case u.Exponent.Value.IsZero():
		fs.Invalid("cost.exponent", path+".exponent.value", "规模效益指数应大于零")
	}
}

// left is the share of the replacement cost that is left (成新率). The input has been checked.
func (o Obsolescence) left(path string, rc decimal.Decimal) (decimal.Decimal, trace.Step, error) {
	age := AgeLoss(o.Used.Value, o.Remaining.Value)
	step := trace.Step{ID: "cost.left", Title: "成新率", Formula: "(1 − 年限贬值率) × (1 − 功能性贬值率) × (1 − 经济性贬值率)",
		Inputs: []trace.Operand{trace.Of("年限贬值率", age, trace.Ratio)}, Unit: trace.Ratio,
		Children: []trace.Step{{ID: "cost.age", Title: "年限贬值率", Formula: "已使用年限 ÷ (已使用年限 + 尚可使用年限)",
			Inputs: []trace.Operand{trace.Number("已使用年限", o.Used, trace.Years), trace.Number("尚可使用年限", o.Remaining, trace.Years)},
			Result: age.String(), Unit: trace.Ratio}}}
	functional, operand := o.Functional.Value.Decimal(), trace.Rate("功能性贬值率", o.Functional)
	rest := rc.Mul(one.Sub(age))
	if o.FunctionalLoss != nil {
		loss, child, err := o.FunctionalLoss.share("cost.functional", "功能性贬值率", "超额运营成本", rest)
		if err != nil {
			return decimal.Decimal{}, trace.Step{}, prefixed(path+".functional_loss", err)
		}
		functional, operand = loss, trace.Of("功能性贬值率", loss, trace.Ratio)
		step.Children = append(step.Children, child)
	}
	step.Inputs = append(step.Inputs, operand)
	economic, operand := o.Economic.Value.Decimal(), trace.Rate("经济性贬值率", o.Economic)
	var child trace.Step
	var err error
	field := ".economic_loss"
	switch {
	case o.EconomicLoss != nil:
		economic, child, err = o.EconomicLoss.share("cost.economic", "经济性贬值率", "收益损失", rest.Mul(one.Sub(functional)))
	case o.Utilisation != nil:
		field = ".utilisation"
		economic, child, err = o.Utilisation.loss("cost.economic")
	}
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, prefixed(path+field, err)
	}
	if child.ID != "" {
		operand = trace.Of("经济性贬值率", economic, trace.Ratio)
		step.Children = append(step.Children, child)
	}
	step.Inputs = append(step.Inputs, operand)
	keep := one.Sub(age).Mul(one.Sub(functional)).Mul(one.Sub(economic)).Round(trace.FactorDecimals)
	step.Result = keep.String()
	return keep, step, nil
}

func prefixed(path string, err error) error {
	var fs fault.Faults
	fs.Append(path, err)
	return fs.Err()
}

// present is the loss after tax over its years, discounted at the ends of the years.
func (l YearlyLoss) present(id, name string) (decimal.Decimal, trace.Step, error) {
	annuity, err := cashflow.Annuity(l.Rate.Value, int(l.Years.Value.Decimal().IntPart()), cashflow.FullDigits)
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	pv := l.Annual.Value.Decimal().Mul(one.Sub(l.Tax.Value.Decimal())).Mul(annuity).Round(trace.AmountDecimals)
	return pv, trace.Step{ID: id + ".present", Title: name + "现值", Formula: "年损失额 × (1 − 所得税率) × 年金现值系数（年末折现）",
		Inputs: []trace.Operand{trace.Amount("年损失额", l.Annual), trace.Rate("所得税率", l.Tax), trace.Rate("折现率", l.Rate), trace.Number("持续年数", l.Years, trace.Years),
			trace.Of("年金现值系数", annuity, trace.Factor)}, Result: pv.String(), Unit: trace.Yuan}, nil
}

// share is the present value of the loss as a share of what is left before it.
func (l YearlyLoss) share(id, title, name string, rest decimal.Decimal) (decimal.Decimal, trace.Step, error) {
	pv, child, err := l.present(id, name)
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	if pv.GreaterThan(rest) || rest.Sign() <= 0 {
		return decimal.Decimal{}, trace.Step{}, fault.New(fault.Refused, "cost.loss", "annual.value", "%s现值 %s 元超过扣减前的余额 %s 元，权利已无价值，请复核损失额或不采用成本法", name, pv.Round(2), rest.Round(2))
	}
	loss := pv.DivRound(rest, trace.FactorDecimals)
	return loss, trace.Step{ID: id, Title: title, Formula: name + "现值 ÷ 扣减前的余额", Inputs: []trace.Operand{trace.Of(name+"现值", pv, trace.Yuan), trace.Of("扣减前的余额", rest, trace.Yuan)},
		Result: loss.String(), Unit: trace.Ratio, Children: []trace.Step{child}}, nil
}

func (u Utilisation) loss(id string) (decimal.Decimal, trace.Step, error) {
	ratio := u.Actual.Value.Decimal().DivRound(u.Design.Value.Decimal(), trace.FactorDecimals)
	power, err := cashflow.Growth(money.RateOf(ratio.Sub(one)), u.Exponent.Value.Decimal())
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	loss := one.Sub(power).Round(trace.FactorDecimals)
	return loss, trace.Step{ID: id, Title: "经济性贬值率", Formula: "1 − (预计实际利用能力 ÷ 设计能力) ^ 规模效益指数",
		Inputs: []trace.Operand{trace.Number("预计实际利用能力", u.Actual, trace.Plain), trace.Number("设计能力", u.Design, trace.Plain), trace.Number("规模效益指数", u.Exponent, trace.Factor)},
		Result: loss.String(), Unit: trace.Ratio}, nil
}

// AgeLoss is the loss by age (贬值率), used ÷ (used + remaining), with 20 decimals; 0 when both are 0.
func AgeLoss(used, remaining money.Rate) decimal.Decimal {
	sum := used.Decimal().Add(remaining.Decimal())
	if sum.Sign() <= 0 {
		return decimal.Zero
	}
	return used.Decimal().DivRound(sum, trace.FactorDecimals)
}
