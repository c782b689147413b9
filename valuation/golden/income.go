package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/money"
)

func reliefFromRoyalty(r *reader) (Outputs, error) {
	revenue, royalty := r.num("revenue"), r.num("royalty")
	return Outputs{"gross_royalty": revenue.Mul(royalty), "value": r.level(revenue.Mul(royalty).Mul(r.kept()))}, nil
}

// royaltyOnProfit finds sales from profit and margin and values the royalties saved.
func royaltyOnProfit(r *reader) (Outputs, error) {
	royalty, margin, profit := r.num("royalty"), r.num("margin"), r.num("profit")
	sales := r.quotient(profit, margin, "margin")
	annual := sales.Mul(royalty).Mul(r.kept())
	return Outputs{"sales": sales, "profit_share": r.quotient(royalty, margin, "margin"), "annual_after_tax": annual, "value": r.level(annual)}, nil
}

func equivalentInvestment(r *reader) (Outputs, error) {
	patent := r.num("patent_cost").Mul(one.Add(r.num("patent_cost_profit")))
	licensee := r.num("licensee_cost").Mul(one.Add(r.num("licensee_cost_profit")))
	share := r.quotient(patent, patent.Add(licensee), "licensee_cost")
	rate := r.num("rf").Add(r.num("risk"))
	profits := r.nums("profits")
	used := share
	if r.has("share_used") {
		used = r.num("share_used")
	}
	pv, _ := r.present(rate, profits, cashflow.EndYear, r.digits())
	return Outputs{"patent_equiv": patent, "licensee_equiv": licensee, "share": share, "discount_rate": rate, "value": pv.Mul(used)}, nil
}

func marginalShare(r *reader) (Outputs, error) {
	rate, digits := r.num("rate"), r.digits()
	lists := r.series("added", "fraction")
	var profits []decimal.Decimal
	for i, a := range lists[0] {
		profits = append(profits, r.quotient(a, lists[1][i], "fraction"))
	}
	added, _ := r.present(rate, lists[0], cashflow.EndYear, digits)
	total, _ := r.present(rate, profits, cashflow.EndYear, digits)
	return Outputs{"pv_added": added, "pv_total": total, "share": r.quotient(added, total, "added")}, nil
}

func fixedShare(r *reader) (Outputs, error) {
	profits, share := r.nums("profits"), r.num("share")
	pv, _ := r.present(r.num("rate"), profits, cashflow.EndYear, r.digits())
	out := Outputs{"pv_profit": pv, "value": pv.Mul(share)}
	if r.has("factors_published") {
		lists := r.series("profits", "factors_published")
		sum := decimal.Zero
		for i, p := range lists[0] {
			sum = sum.Add(p.Mul(lists[1][i]))
		}
		out["pv_profit_with_published_factors"], out["value_with_published_factors"] = sum, sum.Mul(share)
	}
	return out, nil
}

func incrementShare(r *reader) (Outputs, error) {
	income := r.num("income")
	increment := income.Sub(r.num("base").Mul(r.num("normal_return")))
	pv, all := r.level(increment), r.level(income)
	return Outputs{"increment": increment, "pv_increment": pv, "pv_income": all, "share": r.quotient(pv, all, "income")}, nil
}

func savings(r *reader) (Outputs, error) {
	q, keep := r.num("q"), r.kept()
	saving := r.num("c_old").Sub(r.num("c_new")).Mul(q).Mul(keep)
	premium := r.num("p_new").Sub(r.num("p_old")).Mul(q).Mul(keep)
	return Outputs{"saving": saving, "premium": premium, "value": r.level(saving.Add(premium))}, nil
}

func withAndWithout(r *reader) (Outputs, error) {
	keep := r.kept()
	net := map[string]decimal.Decimal{}
	for _, side := range []string{"with", "without"} {
		p := r.part(side)
		net[side] = p.num("q").Mul(p.num("p").Sub(p.num("c"))).Mul(keep)
		r.merge(p)
	}
	increment := net["with"].Sub(net["without"])
	return Outputs{"net_with": net["with"], "net_without": net["without"], "increment": increment, "value": r.level(increment)}, nil
}

func volumeIncrement(r *reader) (Outputs, error) {
	pretax := r.num("q1").Sub(r.num("q0")).Mul(r.num("p").Sub(r.num("c")))
	after := pretax.Mul(r.kept())
	return Outputs{"pretax_increment": pretax, "after_tax_increment": after, "value_pretax": r.level(pretax), "value_aftertax": r.level(after)}, nil
}

func twoStages(r *reader) (Outputs, error) {
	rate := r.num("rate")
	n1, n2 := r.count("n1", 0, maxYears/2), r.count("n2", 0, maxYears/2)
	first := r.num("a1").Mul(r.annuity(rate, n1))
	second := r.deferred(r.num("a2"), rate, n1, n2)
	return Outputs{"pv_stage1": first, "pv_stage2": second, "value": first.Add(second)}, nil
}

func weightedPremium(r *reader) (Outputs, error) {
	lists := r.series("premium", "mix")
	premium := decimal.Zero
	for i, p := range lists[0] {
		premium = premium.Add(p.Mul(lists[1][i]))
	}
	annual := premium.Mul(r.num("volume")).Mul(r.kept())
	rate := r.num("rf").Add(r.num("risk"))
	return Outputs{"discount_rate": rate, "annual_increment": annual, "value": annual.Mul(r.annuity(rate, r.count("n", 1, maxYears)))}, nil
}

// excessTable is a printed schedule: the yearly amounts after tax and their present values are rounded to two decimals.
func excessTable(r *reader) (Outputs, error) {
	excess, rate, keep, digits := r.nums("excess"), r.num("rate"), r.kept(), r.digits()
	var after, factors, pv []decimal.Decimal
	total, exact := decimal.Zero, decimal.Zero
	for i, e := range excess {
		t := decimal.New(int64(i+1), 0)
		a, f := e.Mul(keep).Round(2), r.factor(rate, t, digits)
		after, factors, pv = append(after, a), append(factors, f), append(pv, a.Mul(f).Round(2))
		total = total.Add(pv[i])
		exact = exact.Add(e.Mul(keep).Mul(r.factor(rate, t, cashflow.FullDigits)))
	}
	return Outputs{"after_tax": list(after), "factors": list(factors), "pv": list(pv), "total": total, "total_unrounded": exact}, nil
}

func trademarkExcess(r *reader) (Outputs, error) {
	excess := r.num("margin").Sub(r.num("normal"))
	return Outputs{"excess_rate": excess, "tm_rate": excess.Mul(r.num("contribution"))}, nil
}

// midYearWithPerpetuity discounts at mid-year and capitalises the last year (Gordon), discounted from the same mid-year.
func midYearWithPerpetuity(r *reader) (Outputs, error) {
	rate, growth := r.num("rate"), r.opt("g", "0")
	names := []string{"sales", "opex", "oi", "idc"}
	flows := r.series(names...)
	if growth.GreaterThanOrEqual(rate) {
		r.faults.Invalid("cashflow.growth", r.at("g"), "永续增长率 %s 应小于折现率 %s", growth, rate)
	}
	out := Outputs{}
	totals := map[string]decimal.Decimal{}
	for i, name := range names {
		if len(r.faults) > 0 {
			break
		}
		pv, _ := r.present(rate, flows[i], cashflow.MidYear, cashflow.FullDigits)
		n := len(flows[i])
		tv, err := cashflow.Gordon(flows[i][n-1], growth, rate)
		r.append(err)
		tv = tv.Mul(r.factor(rate, decimal.New(int64(n)*10-5, -1), cashflow.FullDigits))
		totals[name] = pv.Add(tv)
		out["pv_"+name], out["tv_"+name], out["tot_"+name] = pv, tv, totals[name]
	}
	if r.has("rab") && r.has("markup") {
		rab, markup := r.num("rab"), r.num("markup")
		out["cfc_oi"] = rab.Mul(totals["oi"])
		out["routine"] = rab.Mul(markup).Mul(totals["opex"]).Neg()
		out["csp"] = rab.Mul(totals["idc"]).Neg()
		out["buyin"] = rab.Mul(totals["oi"]).Sub(rab.Mul(markup).Mul(totals["opex"])).Sub(rab.Mul(totals["idc"]))
	}
	return out, nil
}

func incrementalStream(r *reader) (Outputs, error) {
	royalty := r.num("royalty")
	lists := r.series("sales", "opex", "idc")
	var licence, with, without, diff []decimal.Decimal
	for i, s := range lists[0] {
		fee := royalty.Mul(s)
		a := s.Sub(lists[1][i]).Sub(lists[2][i])
		b := s.Sub(lists[1][i]).Sub(fee)
		licence, with, without, diff = append(licence, fee), append(with, a), append(without, b), append(diff, a.Sub(b))
	}
	return Outputs{"licence": list(licence), "oi_with": list(with), "oi_without": list(without), "diff": list(diff)}, nil
}

// npvSchedule discounts blocks of level amounts: [[amount, years], …].
func npvSchedule(r *reader) (Outputs, error) {
	rate := r.num("rate")
	total, start := decimal.Zero, 0
	var pv []decimal.Decimal
	for i, block := range r.matrix("blocks") {
		if len(block) != 2 || !block[1].IsInteger() || block[1].Sign() <= 0 || block[1].GreaterThan(decimal.New(maxYears, 0)) || start+int(block[1].IntPart()) > maxYears {
			r.faults.Invalid("list.syntax", r.at("blocks"), "第 %d 段应写作 [金额, 年数]，年数为正整数，合计不超过 %d 年", i+1, maxYears)
			return nil, nil
		}
		years := int(block[1].IntPart())
		v := r.deferred(block[0], rate, start, years)
		pv, total, start = append(pv, v), total.Add(v), start+years
	}
	return Outputs{"pv": list(pv), "value": total}, nil
}

func contributoryCharges(r *reader) (Outputs, error) {
	lists := r.series("fair_value", "return")
	var out []decimal.Decimal
	sum := decimal.Zero
	for i, v := range lists[0] {
		c := v.Mul(lists[1][i])
		out, sum = append(out, c), sum.Add(c)
	}
	return Outputs{"charges": list(out), "total": sum}, nil
}

// taxAmortisation is the benefit of amortising the value against tax: the factor end-year and mid-year, and the benefit itself when
// the yearly cash (or the value before the benefit) is given.
func taxAmortisation(r *reader) (Outputs, error) {
	rate, n, tax := r.num("rate"), r.count("n", 1, maxYears), r.num("tax")
	a := r.annuity(rate, n)
	years := decimal.New(int64(n), 0)
	share := r.quotient(tax.Mul(a), years, "n")
	out := Outputs{"annuity": a, "tab_factor_end": r.quotient(one, one.Sub(share), "tax"),
		"pv_tax_share": tax.Mul(one.Sub(r.factor(rate, years, cashflow.FullDigits)))}
	if root := r.growth(rate); len(r.faults) == 0 {
		out["tab_factor_mid"] = r.quotient(one, one.Sub(share.Mul(root)), "tax")
	}
	if r.has("cf") {
		pv := r.num("cf").Mul(a)
		out["pvcf"] = pv
		out["tab_value"] = pv.Mul(r.quotient(one, one.Sub(share), "tax").Sub(one))
	}
	return out, nil
}

// growth is (1+r)^½.
func (r *reader) growth(rate decimal.Decimal) decimal.Decimal {
	if len(r.faults) > 0 {
		return one
	}
	g, err := cashflow.Growth(money.RateOf(rate), decimal.New(5, -1))
	r.append(err)
	return g
}
