package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// The formulas of the methods on plain decimals, exact unless they say otherwise. The methods use them with steps; published
// examples that are not a whole valuation use them as they are. Tax is a ratio.

// AfterTax is amount × (1 − T).
func AfterTax(amount, tax decimal.Decimal) decimal.Decimal { return amount.Mul(one.Sub(tax)) }

// NetProfit is the profit after tax of a product: q × (p − c) × (1 − T).
func NetProfit(q, p, c, tax decimal.Decimal) decimal.Decimal { return AfterTax(q.Mul(p.Sub(c)), tax) }

// PriceGain is what a higher price brings: (with − without) × q × (1 − T).
func PriceGain(with, without, q, tax decimal.Decimal) decimal.Decimal {
	return AfterTax(with.Sub(without).Mul(q), tax)
}

// CostGain is what a lower unit cost brings: (without − with) × q × (1 − T).
func CostGain(with, without, q, tax decimal.Decimal) decimal.Decimal {
	return PriceGain(without, with, q, tax)
}

// VolumeGain is what more sales bring at an unchanged price and cost: (with − without) × (p − c) × (1 − T).
func VolumeGain(with, without, p, c, tax decimal.Decimal) decimal.Decimal {
	return NetProfit(with.Sub(without), p, c, tax)
}

// WeightedPremium is Σ premium × mix. Fault excess.mix when the lists differ or the mix does not sum to 1.
func WeightedPremium(premium, mix []decimal.Decimal) (decimal.Decimal, error) {
	if len(premium) == 0 || len(premium) != len(mix) {
		return decimal.Decimal{}, fault.New(fault.Invalid, "excess.mix", "mix", "各市场的溢价（%d 个）应与销量占比（%d 个）一一对应", len(premium), len(mix))
	}
	sum, total := decimal.Zero, decimal.Zero
	for i, p := range premium {
		sum, total = sum.Add(p.Mul(mix[i])), total.Add(mix[i])
	}
	if !total.Equal(one) {
		return decimal.Decimal{}, fault.New(fault.Invalid, "excess.mix", "mix", "各市场销量占比合计应为 1，当前为 %s", total)
	}
	return sum, nil
}

// ExcessRate is the part of a margin above the usual one that the right earns: (margin − normal) × contribution.
func ExcessRate(margin, normal, contribution decimal.Decimal) decimal.Decimal {
	return margin.Sub(normal).Mul(contribution)
}

// ContributoryCharge is the return on a contributory asset (贡献资产), fair value × required return.
func ContributoryCharge(fairValue, requiredReturn decimal.Decimal) decimal.Decimal {
	return fairValue.Mul(requiredReturn)
}

// ReturnOf is the yearly return of a wasting asset, its first fair value over its life in years, 20 decimals.
func ReturnOf(fairValue, years decimal.Decimal) decimal.Decimal {
	return fairValue.DivRound(years, trace.FactorDecimals)
}

// IncrementShare is the part of an income that exceeds the normal return on a base, and that part as a share of the income.
// Fault share.total when the income is zero.
func IncrementShare(income, base, normalReturn decimal.Decimal) (increment, share decimal.Decimal, err error) {
	if income.IsZero() {
		return increment, share, fault.New(fault.Invalid, "share.total", "income", "收益不能为零")
	}
	increment = income.Sub(base.Mul(normalReturn))
	return increment, increment.DivRound(income, trace.FactorDecimals), nil
}

// RoyaltyOnProfit turns a royalty on sales into one on profit: sales = profit ÷ margin, share of profit = royalty ÷ margin, and
// the yearly royalty after tax. Fault share.margin when the margin is not positive.
func RoyaltyOnProfit(royalty, margin, profit, tax decimal.Decimal) (sales, share, annual decimal.Decimal, err error) {
	if !margin.IsPositive() {
		return sales, share, annual, fault.New(fault.Invalid, "share.margin", "margin", "销售利润率应大于零，当前为 %s", margin)
	}
	sales = profit.DivRound(margin, trace.FactorDecimals)
	return sales, royalty.DivRound(margin, trace.FactorDecimals), AfterTax(sales.Mul(royalty), tax), nil
}

// RoundedSchedule values yearly amounts before tax as a printed table does: the amounts after tax, the factors (to the digits)
// and the present values, those in places decimals, rounded half away from zero; the total adds the rounded lines.
func RoundedSchedule(r money.Rate, amounts []decimal.Decimal, tax decimal.Decimal, digits cashflow.Digits, places int32) (after, factors, present []decimal.Decimal, total decimal.Decimal, err error) {
	for i, amount := range amounts {
		f, err := cashflow.Factor(r, decimal.New(int64(i+1), 0), digits)
		if err != nil {
			return nil, nil, nil, decimal.Decimal{}, err
		}
		a := AfterTax(amount, tax).Round(places)
		pv := a.Mul(f).Round(places)
		after, factors, present, total = append(after, a), append(factors, f), append(present, pv), total.Add(pv)
	}
	return after, factors, present, total, nil
}
