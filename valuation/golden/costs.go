package golden

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation"
	"zhiya/valuation/cost"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

const source = "算例"

// wan reads an amount as if in 万元: examples give no more than six decimals.
func (r *reader) wan(name string) sourced.Amount { return r.amount(r.min(name, "0"), name) }

func (r *reader) amount(d decimal.Decimal, name string) sourced.Amount {
	m, err := money.FromDecimal(d.Shift(4))
	if err != nil {
		r.faults.Invalid("amount.range", r.at(name), "“%s”超出可计算的金额范围", name)
	}
	return sourced.Amount{Value: m, Source: source}
}

func (r *reader) figure(name string) sourced.Number {
	return sourced.Number{Value: money.RateOf(r.min(name, "0")), Source: source}
}

func (r *reader) ratio(name string) sourced.Rate { return sourced.Rate(r.figure(name)) }

// multiplier is 倍加系数法 with the loss by age.
func multiplier(r *reader) (Outputs, error) {
	in := cost.MultiplierInput{Materials: r.wan("materials"), Labour: r.wan("labour"), Creative: r.figure("beta1"), Risk: r.ratio("beta2"), Return: r.ratio("roi")}
	used, remaining, rounded := r.figure("used"), r.figure("remaining"), r.flag("round_rc")
	if len(r.faults) > 0 {
		return nil, nil
	}
	rc, _, err := in.Replacement("rc")
	if err != nil {
		return nil, err
	}
	rc = rc.Shift(-4)
	if rounded {
		rc = rc.Round(0)
	}
	loss := cost.AgeLoss(used.Value, remaining.Value)
	return Outputs{"replacement_cost": rc, "depreciation": loss, "value": rc.Mul(one.Sub(loss))}, nil
}

// minimumFee takes the opportunity cost as a present value, or as a yearly loss over the years that remain and a loss at once.
func minimumFee(r *reader) (Outputs, error) {
	in := cost.LicenceInput{Book: r.wan("book"), Index: r.figure("index"), Used: r.figure("used"), Remaining: r.figure("remaining"),
		BuyerCapacity: r.figure("cap_buyer"), OwnerCapacity: r.figure("cap_owner")}
	var lost decimal.Decimal
	if r.has("opp_pv") {
		lost = r.num("opp_pv")
	} else {
		lost = r.num("opp_annual").Mul(r.annuity(r.num("rate"), r.count("remaining", 1, maxYears))).Add(r.opt("opp_now", "0"))
	}
	in.Opportunity = r.amount(lost, "opp_pv")
	if len(r.faults) > 0 {
		return nil, nil
	}
	fee, err := in.MinimumFee("fee")
	if err != nil {
		return nil, err
	}
	return Outputs{"replacement_cost": fee.ReplacementCost.Shift(-4), "net": fee.Net.Shift(-4), "share": fee.Share, "opportunity": lost,
		"fee": fee.Fee.Shift(-4)}, nil
}

// forcedDiscount takes a discount off a price.
func forcedDiscount(r *reader) (Outputs, error) {
	price, discount := r.wan("price"), r.ratio("discount")
	if len(r.faults) > 0 {
		return nil, nil
	}
	value, _, _, err := valuation.ForcedSale(price.Value, valuation.ForcedSaleInput{Discount: discount}, valuation.ToFen)
	return Outputs{"value": value.Decimal().Shift(-4)}, err
}

// economicLife is the smallest of the lives that are given.
func economicLife(r *reader) (Outputs, error) {
	var years []decimal.Decimal
	for _, name := range []string{"legal", "legal_remaining", "economic", "technical", "contract"} {
		if r.has(name) {
			years = append(years, r.positive(name))
		}
	}
	if len(years) == 0 {
		r.missing("legal")
	}
	shortest, ok := life.Shortest(years...)
	if !ok && len(r.faults) == 0 {
		r.faults.Invalid("life.over", r.path, "剩余年限应大于零")
	}
	return Outputs{"life": shortest}, nil
}
