package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// TAB is the tax amortisation benefit (税收摊销收益): who buys the right may amortise its price against tax. It is off unless given.
type TAB struct {
	Years sourced.Number `json:"years" label:"税前摊销年限" unit:"年"` // whole years, 1 to 50
	Tax   sourced.Rate   `json:"tax" label:"摊销适用所得税率"`          // 0 < T ≤ 50 %
}

func (t TAB) check(fs *fault.Faults, path string) {
	t.Years.Check(fs, path+".years", "税前摊销年限", "1", "50")
	if !t.Years.Value.Decimal().IsInteger() {
		fs.Invalid("tab.years", path+".years.value", "税前摊销年限应为整年，当前为 %s 年", t.Years.Value)
	}
	t.Tax.Check(fs, path+".tax", "摊销适用所得税率", "0", "0.5", true)
}

// TABFactor is value with the benefit ÷ value before it: 1 ÷ (1 − T ÷ n × annuity), the annuity of n years at year ends or, at
// mid-years, that times (1+r)^½. Fault tab.factor when the benefit would exceed the price (a negative rate).
func TABFactor(r money.Rate, n int, tax decimal.Decimal, timing cashflow.Timing, digits cashflow.Digits) (factor, annuity decimal.Decimal, err error) {
	if n < 1 {
		return factor, annuity, fault.New(fault.Invalid, "tab.years", "years", "税前摊销年限应为正整数，当前为 %d 年", n)
	}
	ones := make([]decimal.Decimal, n)
	for i := range ones {
		ones[i] = one
	}
	if annuity, _, err = cashflow.Schedule(r, ones, timing, digits); err != nil {
		return factor, annuity, err
	}
	rest := one.Sub(tax.Mul(annuity).DivRound(decimal.New(int64(n), 0), 2*trace.FactorDecimals))
	if !rest.IsPositive() {
		return factor, annuity, fault.New(fault.Invalid, "tab.factor", "tax", "折现率、税率和摊销年限使摊销抵税超过价值本身，请核对")
	}
	return one.DivRound(rest, trace.FactorDecimals), annuity, nil
}

// Iterate finds the value with the benefit the long way: value = before + Σ T × value ÷ n × factor, from before on until it moves
// by less than 1e-6 yuan. share is T × annuity ÷ n, below 1.
func Iterate(before, share decimal.Decimal) (value decimal.Decimal, rounds int) {
	value = before
	for rounds = 1; rounds <= 500; rounds++ {
		next := before.Add(value.Mul(share)).Round(trace.FactorDecimals)
		moved := next.Sub(value).Abs()
		value = next
		if moved.LessThan(decimal.New(1, -6)) {
			break
		}
	}
	return value, rounds
}

// benefit is what the amortisation adds to the value before it, with its steps. The saving of tax is a nominal amount, so r is the
// nominal rate also where the cash is real; name is what the steps call it.
func (t TAB) benefit(id, name string, before decimal.Decimal, r money.Rate, c cashflow.Convention) (decimal.Decimal, trace.Step, error) {
	n := int(t.Years.Value.Decimal().IntPart())
	tax := t.Tax.Value.Decimal()
	factor, annuity, err := TABFactor(r, n, tax, c.Timing, c.FactorDigits)
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	added := before.Mul(factor.Sub(one)).Round(trace.AmountDecimals)
	share := tax.Mul(annuity).DivRound(decimal.New(int64(n), 0), 2*trace.FactorDecimals)
	iterated, rounds := Iterate(before, share)
	found := before.Add(added)
	if iterated.Sub(found).Abs().GreaterThan(decimal.New(1, -2)) {
		return decimal.Decimal{}, trace.Step{}, fault.New(fault.Invalid, "tab.factor", "tab", "税收摊销收益迭代核对不一致，请核对折现率、税率和摊销年限")
	}
	annuityFormula := "Σ 1 ÷ (1 + " + name + ") ^ 年次，共 " + t.Years.Value.String() + " 年"
	if c.Timing == cashflow.MidYear {
		annuityFormula = "Σ 1 ÷ (1 + " + name + ") ^ (年次 − 0.5)，共 " + t.Years.Value.String() + " 年"
	}
	years := trace.Number("税前摊销年限", t.Years, trace.Years)
	return added, trace.Step{ID: id, Title: "税收摊销收益", Formula: "收益现值 × (摊销收益系数 − 1)",
		Inputs: []trace.Operand{trace.Of("收益现值", before, trace.Yuan), trace.Of("摊销收益系数", factor, trace.Factor)}, Result: added.String(), Unit: trace.Yuan,
		Children: []trace.Step{
			{ID: id + ".annuity", Title: "年金现值系数", Formula: annuityFormula, Inputs: []trace.Operand{trace.Of(name, r.Decimal(), trace.Ratio), years}, Result: annuity.String(), Unit: trace.Factor},
			{ID: id + ".factor", Title: "摊销收益系数", Formula: "1 ÷ (1 − 所得税率 ÷ 税前摊销年限 × 年金现值系数)",
				Inputs: []trace.Operand{trace.Rate("所得税率", t.Tax), years, trace.Of("年金现值系数", annuity, trace.Factor)}, Result: factor.String(), Unit: trace.Factor},
			{ID: id + ".check", Title: "迭代核对", Formula: "价值 = 收益现值 + 所得税率 × 价值 ÷ 税前摊销年限 × 年金现值系数，迭代 " + decimal.New(int64(rounds), 0).String() + " 次至不再变动，与系数法一致",
				Inputs: []trace.Operand{trace.Of("收益现值", before, trace.Yuan), trace.Of("系数法价值", found, trace.Yuan)}, Result: iterated.Round(2).String(), Unit: trace.Yuan},
		}}, nil
}
