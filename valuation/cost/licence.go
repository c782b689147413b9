package cost

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// LicenceInput is the least fee for which an owner can let another use a technology (最低收费额): the buyer's share, by capacity,
// of the net replacement cost, and what the owner loses by the licence: a present value, or Loss to be discounted.
type LicenceInput struct {
	Book          sourced.Amount   `json:"book" label:"账面原值"`
	Index         sourced.Number   `json:"index" label:"物价指数" hint:"1.08 表示上涨 8%"` // 0.01 to 100
	Used          sourced.Number   `json:"used" label:"已使用年限" unit:"年"`
	Remaining     sourced.Number   `json:"remaining" label:"尚可使用年限" unit:"年"` // above 0
	BuyerCapacity sourced.Number   `json:"buyer_capacity" label:"购买方设计能力"`    // above 0
	OwnerCapacity sourced.Number   `json:"owner_capacity" label:"转让方设计能力"`
	Opportunity   sourced.Amount   `json:"opportunity" label:"转让的机会成本（现值）" hint:"由年损失计算时留 0"`
	Loss          *OpportunityLoss `json:"loss,omitempty" label:"转让的机会成本（按年损失计算）"`
}

// OpportunityLoss is what the owner loses every year over the years still usable, which must be whole, and at once.
type OpportunityLoss struct {
	Annual sourced.Amount `json:"annual" label:"年净损失额"`
	Rate   sourced.Rate   `json:"rate" label:"折现率"` // above 0, to 1
	Now    sourced.Amount `json:"now" label:"当期一次性损失（如追加投入）"`
}

// Licence is the fee with its parts, in yuan but for Share.
type Licence struct {
	ReplacementCost, Net, Share, Opportunity, Fee decimal.Decimal
	Value                                         money.Money // Fee rounded half away from zero to the fen
	Step                                          trace.Step
}

func (l OpportunityLoss) check(fs *fault.Faults, remaining sourced.Number) {
	l.Annual.Check(fs, "loss.annual", "年净损失额")
	l.Rate.Check(fs, "loss.rate", "折现率", "0", "1", true)
	l.Now.Check(fs, "loss.now", "当期一次性损失")
	if years := remaining.Value.Decimal(); !years.IsInteger() {
		fs.Invalid("cost.years", "remaining.value", "按年损失计算机会成本时，尚可使用年限应为整年，当前为 %s", remaining.Value)
	}
}

// present is the opportunity cost: the yearly loss at the ends of the years that remain, and the loss at once.
func (l OpportunityLoss) present(id string, remaining sourced.Number) (decimal.Decimal, trace.Step, error) {
	annuity, err := cashflow.Annuity(l.Rate.Value, int(remaining.Value.Decimal().IntPart()), cashflow.FullDigits)
	if err != nil {
		return decimal.Decimal{}, trace.Step{}, err
	}
	pv := l.Annual.Value.Decimal().Mul(annuity).Add(l.Now.Value.Decimal()).Round(trace.AmountDecimals)
	return pv, trace.Step{ID: id, Title: "转让的机会成本", Formula: "年净损失额 × 年金现值系数（年末折现，尚可使用年限）+ 当期一次性损失",
		Inputs: []trace.Operand{trace.Amount("年净损失额", l.Annual), trace.Rate("折现率", l.Rate), trace.Number("尚可使用年限", remaining, trace.Years),
			trace.Of("年金现值系数", annuity, trace.Factor), trace.Amount("当期一次性损失", l.Now)}, Result: pv.String(), Unit: trace.Yuan}, nil
}

// MinimumFee finds the least licence fee. All faults come together.
func (in LicenceInput) MinimumFee(id string) (Licence, error) {
	var fs fault.Faults
	in.Book.Check(&fs, "book", "账面原值")
	in.Index.Check(&fs, "index", "物价指数", "0.01", "100")
	in.Used.Check(&fs, "used", "已使用年限", "0", "100")
	in.Remaining.Check(&fs, "remaining", "尚可使用年限", "0", "100")
	in.BuyerCapacity.Check(&fs, "buyer_capacity", "购买方设计能力", "0", "999999999")
	in.OwnerCapacity.Check(&fs, "owner_capacity", "转让方设计能力", "0", "999999999")
	in.Opportunity.Check(&fs, "opportunity", "机会成本")
	if in.Remaining.Value.IsZero() {
		fs.Invalid("cost.remaining", "remaining.value", "尚可使用年限应大于零")
	}
	if in.BuyerCapacity.Value.IsZero() {
		fs.Invalid("cost.capacity", "buyer_capacity.value", "购买方设计能力应大于零")
	}
	if in.Loss != nil {
		if in.Opportunity.Value != 0 {
			fs.Invalid("cost.both", "opportunity", "机会成本已按年损失计算，请清空直接填写的现值")
		}
		in.Loss.check(&fs, in.Remaining)
	}
	if len(fs) > 0 {
		return Licence{}, fs
	}
	lost, lostOperand := in.Opportunity.Value.Decimal(), trace.Amount("机会成本", in.Opportunity)
	var children []trace.Step
	if in.Loss != nil {
		pv, step, err := in.Loss.present(id+".opportunity", in.Remaining)
		if err != nil {
			return Licence{}, err
		}
		lost, lostOperand, children = pv, trace.Of("机会成本", pv, trace.Yuan), []trace.Step{step}
	}
	rc := in.Book.Value.Decimal().Mul(in.Index.Value.Decimal())
	loss := AgeLoss(in.Used.Value, in.Remaining.Value)
	net := rc.Mul(one.Sub(loss)).Round(trace.AmountDecimals)
	buyer := in.BuyerCapacity.Value.Decimal()
	share := buyer.DivRound(buyer.Add(in.OwnerCapacity.Value.Decimal()), trace.FactorDecimals)
	fee := net.Mul(share).Add(lost).Round(trace.AmountDecimals)
	value, err := money.FromDecimal(fee)
	if err != nil {
		return Licence{}, prefixed("book", err)
	}
	netStep := trace.Step{ID: id + ".net", Title: "重置成本净值", Formula: "账面原值 × 物价指数 × (1 − 贬值率)，贬值率 = 已使用年限 ÷ (已使用年限 + 尚可使用年限)",
		Inputs: []trace.Operand{trace.Amount("账面原值", in.Book), trace.Number("物价指数", in.Index, trace.Factor),
			trace.Number("已使用年限", in.Used, trace.Years), trace.Number("尚可使用年限", in.Remaining, trace.Years)}, Result: net.String(), Unit: trace.Yuan}
	shareStep := trace.Step{ID: id + ".share", Title: "成本分摊率", Formula: "购买方设计能力 ÷ (购买方设计能力 + 转让方设计能力)",
		Inputs: []trace.Operand{trace.Number("购买方设计能力", in.BuyerCapacity, trace.Plain), trace.Number("转让方设计能力", in.OwnerCapacity, trace.Plain)},
		Result: share.String(), Unit: trace.Ratio}
	return Licence{ReplacementCost: rc, Net: net, Share: share, Opportunity: lost, Fee: fee, Value: value,
		Step: trace.Step{ID: id, Title: "最低收费额", Formula: "重置成本净值 × 成本分摊率 + 机会成本",
			Inputs: []trace.Operand{trace.Of("重置成本净值", net, trace.Yuan), trace.Of("成本分摊率", share, trace.Ratio), lostOperand},
			Result: value.String(), Unit: trace.Yuan, Children: append([]trace.Step{netStep, shareStep}, children...)}}, nil
}
