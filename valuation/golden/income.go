package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
)

func reliefFromRoyalty(r *reader) (Outputs, error) {
	gross := r.num("revenue").Mul(r.num("royalty"))
	return Outputs{"gross_royalty": gross, "value": r.level(income.AfterTax(gross, r.tax()))}, nil
}

// royaltyOnProfit finds sales from profit and margin and values the royalties saved.
func royaltyOnProfit(r *reader) (Outputs, error) {
	royalty, margin, profit, tax := r.num("royalty"), r.num("margin"), r.num("profit"), r.tax()
	rate, n := r.num("rate"), r.count("n", 1, maxYears)
	if len(r.faults) > 0 {
		return nil, nil
	}
	sales, share, annual, err := income.RoyaltyOnProfit(royalty, margin, profit, tax)
	return Outputs{"sales": sales, "profit_share": share, "annual_after_tax": annual, "value": annual.Mul(r.annuity(rate, n))}, err
}

func equivalentInvestment(r *reader) (Outputs, error) {
	pc, pm, lc, lm := r.min("patent_cost", "0"), r.min("patent_cost_profit", "-1"), r.min("licensee_cost", "0"), r.min("licensee_cost_profit", "-1")
	rate := r.num("rf").Add(r.num("risk"))
	profits, digits, used := r.nums("profits"), r.digits(), r.opt("share_used", "0")
	if len(r.faults) > 0 {
		return nil, nil
	}
	share, patent, licensee, err := income.InvestmentShare(pc, pm, lc, lm)
	if err != nil {
		return nil, err
	}
	if !r.has("share_used") {
		used = share
	}
	pv, _ := r.present(rate, profits, cashflow.EndYear, digits)
	return Outputs{"patent_equiv": patent, "licensee_equiv": licensee, "share": share, "discount_rate": rate, "value": pv.Mul(used)}, nil
}

func marginalShare(r *reader) (Outputs, error) {
	rate, digits := r.num("rate"), r.digits()
	lists := r.series("added", "fraction")
	var profits []decimal.Decimal
	for i, a := range lists[0] {
		profits = append(profits, r.quotient(a, lists[1][i], "fraction"))
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	share, added, total, err := income.MarginalRate(money.RateOf(rate), lists[0], profits, cashflow.EndYear, digits)
	return Outputs{"pv_added": added, "pv_total": total, "share": share}, err
}

func fixedShare(r *reader) (Outputs, error) {
	profits, share := r.nums("profits"), r.between("share", "0", "1")
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
	all, base, normal := r.num("income"), r.num("base"), r.num("normal_return")
	rate, n := r.num("rate"), r.count("n", 1, maxYears)
	if len(r.faults) > 0 {
		return nil, nil
	}
	increment, share, err := income.IncrementShare(all, base, normal)
	a := r.annuity(rate, n)
	return Outputs{"increment": increment, "pv_increment": increment.Mul(a), "pv_income": all.Mul(a), "share": share}, err
}

func savings(r *reader) (Outputs, error) {
	q, tax := r.num("q"), r.tax()
	saving := income.CostGain(r.num("c_new"), r.num("c_old"), q, tax)
	premium := income.PriceGain(r.num("p_new"), r.num("p_old"), q, tax)
	return Outputs{"saving": saving, "premium": premium, "value": r.level(saving.Add(premium))}, nil
}

func withAndWithout(r *reader) (Outputs, error) {
	tax := r.tax()
	net := map[string]decimal.Decimal{}
	for _, side := range []string{"with", "without"} {
		p := r.part(side)
		net[side] = income.NetProfit(p.num("q"), p.num("p"), p.num("c"), tax)
		r.merge(p)
	}
	increment := net["with"].Sub(net["without"])
	return Outputs{"net_with": net["with"], "net_without": net["without"], "increment": increment, "value": r.level(increment)}, nil
}

func volumeIncrement(r *reader) (Outputs, error) {
	gain := func(tax decimal.Decimal) decimal.Decimal {
		return income.VolumeGain(r.num("q1"), r.num("q0"), r.num("p"), r.num("c"), tax)
	}
	before, after := gain(decimal.Zero), gain(r.tax())
	a := r.annuity(r.num("rate"), r.count("n", 1, maxYears))
	return Outputs{"pretax_increment": before, "after_tax_increment": after, "value_pretax": before.Mul(a), "value_aftertax": after.Mul(a)}, nil
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
	volume, tax, rate, n := r.num("volume"), r.tax(), r.num("rf").Add(r.num("risk")), r.count("n", 1, maxYears)
	if len(r.faults) > 0 {
		return nil, nil
	}
	premium, err := income.WeightedPremium(lists[0], lists[1])
	annual := income.AfterTax(premium.Mul(volume), tax)
	return Outputs{"discount_rate": rate, "annual_increment": annual, "value": annual.Mul(r.annuity(rate, n))}, err
}

// excessTable is a printed schedule: the yearly amounts after tax and their present values are rounded to two decimals.
func excessTable(r *reader) (Outputs, error) {
	excess, rate, tax, digits := r.nums("excess"), r.num("rate"), r.tax(), r.digits()
	if len(r.faults) > 0 {
		return nil, nil
	}
	after, factors, pv, total, err := income.RoundedSchedule(money.RateOf(rate), excess, tax, digits, 2)
	if err != nil {
		return nil, err
	}
	exact, _ := r.present(rate, excess, cashflow.EndYear, cashflow.FullDigits)
	return Outputs{"after_tax": list(after), "factors": list(factors), "pv": list(pv), "total": total, "total_unrounded": income.AfterTax(exact, tax)}, nil
}

func trademarkExcess(r *reader) (Outputs, error) {
	margin, normal := r.num("margin"), r.num("normal")
	return Outputs{"excess_rate": income.ExcessRate(margin, normal, one), "tm_rate": income.ExcessRate(margin, normal, r.num("contribution"))}, nil
}

// midYearWithPerpetuity discounts at mid-year and capitalises the last year (Gordon), discounted from the same mid-year.
func midYearWithPerpetuity(r *reader) (Outputs, error) {
	rate, growth := r.num("rate"), r.opt("g", "0")
	names := []string{"sales", "opex", "oi", "idc"}
	flows := r.series(names...)
	r.notBelow(growth, "-0.9999", r.at("g"), "g")
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
		c := income.ContributoryCharge(v, lists[1][i])
		out, sum = append(out, c), sum.Add(c)
	}
	return Outputs{"charges": list(out), "total": sum}, nil
}

// taxAmortisation is the benefit of amortising the value against tax: the factor end-year and mid-year, and the benefit itself when
// the yearly cash before it is given.
func taxAmortisation(r *reader) (Outputs, error) {
	rate, n, tax, cash := r.num("rate"), r.count("n", 1, maxYears), r.tax(), r.opt("cf", "0")
	if len(r.faults) > 0 {
		return nil, nil
	}
	factor, annuity, err := income.TABFactor(money.RateOf(rate), n, tax, cashflow.EndYear, cashflow.FullDigits)
	if err != nil {
		return nil, err
	}
	middle, _, err := income.TABFactor(money.RateOf(rate), n, tax, cashflow.MidYear, cashflow.FullDigits)
	if err != nil {
		return nil, err
	}
	end := r.factor(rate, decimal.New(int64(n), 0), cashflow.FullDigits)
	out := Outputs{"annuity": annuity, "tab_factor_end": factor, "tab_factor_mid": middle, "pv_tax_share": tax.Mul(one.Sub(end))}
	if r.has("cf") {
		out["pvcf"] = cash.Mul(annuity)
		out["tab_value"] = cash.Mul(annuity).Mul(factor.Sub(one))
	}
	return out, nil
}
