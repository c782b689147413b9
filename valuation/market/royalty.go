package market

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// RoyaltyCheck compares a royalty rate that an income method uses with the licences found and, when Share and Margin are given,
// with the split of the profit: ρ = share of profit × operating margin.
type RoyaltyCheck struct {
	Rate      sourced.Rate `json:"rate" label:"收益法采用的许可费率"`                                // 0 < ρ ≤ 1
	Share     sourced.Rate `json:"share,omitzero" label:"利润分成率" opt:"1" hint:"与营业利润率同时填写"` // 0 to 1
	Margin    sourced.Rate `json:"margin,omitzero" label:"营业利润率" opt:"1"`                  // 0 to 1
	Tolerance sourced.Rate `json:"tolerance" label:"允许偏差（相对）" hint:"本机构规定，例如 20% 填 20"`    // of |a − b| ÷ b, 0 < x ≤ 1
}

// Outcome is a royalty rate found from licences, with its step and remarks.
type Outcome struct {
	Rate  money.Rate
	Range Range
	Step  trace.Step
	Notes []string
}

func (c RoyaltyCheck) check(fs *fault.Faults, path string) {
	c.Rate.Check(fs, path+".rate", "收益法采用的许可费率", "0", "1", true)
	c.Share.Check(fs, path+".share", "利润分成率", "0", "1", false)
	c.Margin.Check(fs, path+".margin", "营业利润率", "0", "1", false)
	c.Tolerance.Check(fs, path+".tolerance", "允许偏差", "0", "1", true)
	if c.Share.Value.IsZero() != c.Margin.Value.IsZero() {
		fs.Invalid("market.split", path+".margin", "利润分成率与营业利润率应同时填写或同时留空")
	}
}

// RoyaltyRate finds a rate from the licences alone, by the statistic of the input; the rate has 20 decimals at most. At least one
// licence with a royalty rate must be counted. All faults come together.
func (c Comparison) RoyaltyRate() (Outcome, error) {
	var fs fault.Faults
	_, rates := c.Input.observe(&fs, c.Base)
	if c.Input.Check != nil {
		c.Input.Check.check(&fs, "royalty_check")
	}
	if len(fs) == 0 && rates.counted() == 0 {
		fs.Invalid("market.empty", "comparables", "至少应有一项按许可费率成交且未剔除的许可，请补充")
	}
	if len(fs) > 0 {
		return Outcome{}, fs
	}
	out, err := c.Input.royalties(rates)
	if err == nil && rates.counted() < enough {
		out.Notes = append(out.Notes, "参与计算的许可只有 "+itoa(rates.counted())+" 项，少于通常的三项，请说明市场资料的充分性")
	}
	return out, err
}

func (in Input) royalties(g group) (Outcome, error) {
	found, err := in.settle(g)
	if err != nil {
		return Outcome{}, err
	}
	if found.value.GreaterThan(one) {
		return Outcome{}, fault.New(fault.Invalid, "rate.range", "comparables", "调整后的许可费率 %s 大于 100%%，请核对调整系数", percent(found.value))
	}
	out := Outcome{Rate: money.RateOf(found.value), Notes: found.notes}
	if in.Quartiles != Exclusive || g.counted() >= enough {
		values := make([]decimal.Decimal, 0, g.counted())
		for _, o := range g.used() {
			values = append(values, o.value)
		}
		if out.Range, err = Quartiles(values, in.Quartiles); err != nil {
			return Outcome{}, err
		}
	}
	out.Step = trace.Step{ID: g.id, Title: "可比许可费率", Formula: "可比许可费率 × Π调整系数，" + found.formula, Inputs: found.inputs,
		Result: found.value.String(), Unit: trace.Ratio, Children: found.steps}
	if in.Check == nil {
		return out, nil
	}
	compare := func(id, title, formula string, against decimal.Decimal, more ...trace.Operand) {
		off := in.Check.Rate.Value.Decimal().Sub(against).Abs().DivRound(against, trace.FactorDecimals)
		out.Step.Children = append(out.Step.Children, trace.Step{ID: g.id + "." + id, Title: title, Formula: formula,
			Inputs: append(append([]trace.Operand{trace.Rate("收益法采用的许可费率", in.Check.Rate)}, more...), trace.Rate("允许偏差", in.Check.Tolerance)),
			Result: off.String(), Unit: trace.Ratio})
		if off.GreaterThan(in.Check.Tolerance.Value.Decimal()) {
			out.Notes = append(out.Notes, title+"："+in.Check.Rate.Value.Percent()+" 与 "+percent(against)+" 相差 "+percent(off)+"，超过允许偏差 "+in.Check.Tolerance.Value.Percent()+"，请复核许可费率")
		}
	}
	compare("check", "许可费率与可比许可的偏差", "|采用的许可费率 − 可比许可费率| ÷ 可比许可费率", found.value, trace.Of("可比许可费率", found.value, trace.Ratio))
	if c := in.Check; !c.Share.Value.IsZero() {
		implied := ImpliedRoyalty(c.Share.Value, c.Margin.Value).Decimal()
		compare("split", "许可费率与利润分成的偏差", "|采用的许可费率 − 利润分成率 × 营业利润率| ÷ (利润分成率 × 营业利润率)", implied,
			trace.Rate("利润分成率", c.Share), trace.Rate("营业利润率", c.Margin))
	}
	return out, nil
}

// ImpliedRoyalty is the royalty rate that a share of the profit comes to: share × operating margin (RFR-1: 20 % of 10 % is 2 %).
func ImpliedRoyalty(share, margin money.Rate) money.Rate {
	return money.RateOf(share.Decimal().Mul(margin.Decimal()))
}
