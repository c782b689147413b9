package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/discount"
	"zhiya/valuation/market"
)

func capitalAsset(r *reader) (Outputs, error) {
	rf, beta := r.num("rf"), r.num("beta")
	var premium decimal.Decimal
	if r.has("erp") {
		premium = r.num("erp")
	} else {
		premium = r.num("rm").Sub(rf)
	}
	return Outputs{"re": discount.Expected(rf, beta, premium, r.opt("size", "0"), r.opt("specific", "0"))}, nil
}

func weightedReturn(r *reader) (Outputs, error) {
	lists := r.series("fv", "r")
	r.notNegative("fv", lists[0])
	total := r.opt("total", "0")
	if total.IsZero() {
		for _, v := range lists[0] {
			total = total.Add(v)
		}
	}
	if total.IsZero() {
		r.faults.Invalid("number.zero", r.at("fv"), "公允价值合计应大于零")
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	weights := discount.Shares(lists[0], total)
	parts := make([]decimal.Decimal, len(weights))
	for i, w := range weights {
		parts[i] = w.Mul(lists[1][i])
	}
	return Outputs{"wara": discount.Weighted(weights, lists[1]), "weights": list(weights), "contrib": list(parts)}, nil
}

// hamada unlevers the betas of comparables, relevers their mean and finds the weighted cost of capital.
func hamada(r *reader) (Outputs, error) {
	lists := r.series("beta", "debt", "equity", "tax")
	wd, we, tax, kd, ke := r.between("wd", "0", "1"), r.between("we", "0", "1"), r.between("ptax", "0", "1"), r.num("kd"), r.num("ke")
	if sum := wd.Add(we); sum.Sub(one).Abs().GreaterThan(decimal.New(5, -3)) && len(r.faults) == 0 { // printed weights are rounded
		r.faults.Invalid("weights.sum", r.at("wd"), "债务与权益比重合计应为 1，当前为 %s，请更正", sum)
	}
	if we.IsZero() && len(r.faults) == 0 {
		r.faults.Invalid("number.zero", r.at("we"), "权益比重应大于零")
	}
	var leverages, unlevered []decimal.Decimal
	for i, beta := range lists[0] {
		if lists[2][i].IsZero() {
			r.faults.Invalid("number.zero", r.at("equity"), "第 %d 项股权价值应大于零", i+1)
			continue
		}
		l := discount.Leverage(lists[1][i], lists[2][i], lists[3][i])
		if l.IsZero() {
			r.faults.Invalid("number.zero", r.at("debt"), "第 %d 项财务杠杆不能为零", i+1)
			continue
		}
		leverages, unlevered = append(leverages, l), append(unlevered, discount.Unlever(beta, l))
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	mean, after := discount.Mean.Of(unlevered), discount.AfterTaxDebt(kd, tax)
	return Outputs{"denominators": list(leverages), "unlevered": list(unlevered), "avg": mean,
		"relevered": discount.Relever(mean, discount.Leverage(wd, we, tax)), "kd_after": after,
		"wacc": discount.Weighted([]decimal.Decimal{wd, we}, []decimal.Decimal{after, ke})}, nil
}

// returnSplit finds the return of the intangible from the weighted cost of capital and capitalises the excess income.
func returnSplit(r *reader) (Outputs, error) {
	weights := r.nums("weights")
	r.notNegative("weights", weights)
	others := []decimal.Decimal{r.num("r_current"), r.num("r_fixed")}
	wacc, excess := r.num("wacc"), r.num("q").Mul(r.num("p"))
	if len(weights) != 3 && len(r.faults) == 0 {
		r.faults.Invalid("list.length", r.at("weights"), "权重应为三项：流动资产、固定资产、无形资产")
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	if weights[0].Add(weights[1]).Add(weights[2]).IsZero() || weights[2].IsZero() {
		r.faults.Invalid("number.zero", r.at("weights"), "权重合计与无形资产的权重均应大于零")
		return nil, nil
	}
	weights = discount.Shares(weights, decimal.Zero)
	intangible := discount.Residual(wacc, weights[:2], others, weights[2])
	return Outputs{"weights": list(weights), "r_intangible": intangible, "excess": excess, "value": r.quotient(excess, intangible, "wacc")}, nil
}

// quartiles is the range of observations by a named rule.
func quartiles(rule market.QuartileRule) func(*reader) (Outputs, error) {
	return func(r *reader) (Outputs, error) {
		obs := r.nums("obs")
		if len(r.faults) > 0 {
			return nil, nil
		}
		q, err := market.Quartiles(obs, rule)
		return Outputs{"q1": q.Q1, "median": q.Median, "q3": q.Q3, "min": q.Min, "max": q.Max}, err
	}
}
