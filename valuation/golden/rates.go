package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/market"
)

func capitalAsset(r *reader) (Outputs, error) {
	rf, beta := r.num("rf"), r.num("beta")
	premium := decimal.Zero
	if r.has("erp") {
		premium = r.num("erp")
	} else {
		premium = r.num("rm").Sub(rf)
	}
	return Outputs{"re": rf.Add(beta.Mul(premium)).Add(r.opt("specific", "0"))}, nil
}

func weightedReturn(r *reader) (Outputs, error) {
	lists := r.series("fv", "r")
	total := decimal.Zero
	for _, v := range lists[0] {
		total = total.Add(v)
	}
	if r.has("total") {
		total = r.num("total")
	}
	sum := decimal.Zero
	var weights, parts []decimal.Decimal
	for i, v := range lists[0] {
		w := r.quotient(v, total, "fv")
		c := w.Mul(lists[1][i])
		weights, parts, sum = append(weights, w), append(parts, c), sum.Add(c)
	}
	return Outputs{"wara": sum, "weights": list(weights), "contrib": list(parts)}, nil
}

// hamada unlevers the betas of comparables, relevers their mean and finds the weighted cost of capital.
func hamada(r *reader) (Outputs, error) {
	lists := r.series("beta", "debt", "equity", "tax")
	var denominators, unlevered []decimal.Decimal
	sum := decimal.Zero
	for i, beta := range lists[0] {
		d := one.Add(one.Sub(lists[3][i]).Mul(r.quotient(lists[1][i], lists[2][i], "equity")))
		u := r.quotient(beta, d, "debt")
		denominators, unlevered, sum = append(denominators, d), append(unlevered, u), sum.Add(u)
	}
	wd, we, tax, kd, ke := r.num("wd"), r.num("we"), r.num("ptax"), r.num("kd"), r.num("ke")
	mean := r.quotient(sum, decimal.New(int64(len(unlevered)), 0), "beta")
	after := kd.Mul(one.Sub(tax))
	return Outputs{"denominators": list(denominators), "unlevered": list(unlevered), "avg": mean,
		"relevered": mean.Mul(one.Add(one.Sub(tax).Mul(r.quotient(wd, we, "we")))), "kd_after": after, "wacc": wd.Mul(after).Add(we.Mul(ke))}, nil
}

// returnSplit finds the return of the intangible from the weighted cost of capital and capitalises the excess income.
func returnSplit(r *reader) (Outputs, error) {
	weights := r.nums("weights")
	if len(weights) != 3 && len(r.faults) == 0 {
		r.faults.Invalid("list.length", r.at("weights"), "权重应为三项：流动资产、固定资产、无形资产")
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	total := weights[0].Add(weights[1]).Add(weights[2])
	for i := range weights {
		weights[i] = r.quotient(weights[i], total, "weights")
	}
	intangible := r.quotient(r.num("wacc").Sub(weights[0].Mul(r.num("r_current"))).Sub(weights[1].Mul(r.num("r_fixed"))), weights[2], "weights")
	excess := r.num("q").Mul(r.num("p"))
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
