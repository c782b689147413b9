package cost

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// LicenceInput is the least fee for which an owner can let another use a technology (最低收费额): the buyer's share, by capacity,
// of the net replacement cost, and what the owner loses by the licence.
type LicenceInput struct {
	Book          sourced.Amount `json:"book"`           // 账面原值
	Index         sourced.Number `json:"index"`          // 物价指数, 1.08 is 8 % above the time of purchase; 0.01 to 100
	Used          sourced.Number `json:"used"`           // 已使用年限
	Remaining     sourced.Number `json:"remaining"`      // 尚可使用年限
	BuyerCapacity sourced.Number `json:"buyer_capacity"` // 购买方设计能力
	OwnerCapacity sourced.Number `json:"owner_capacity"` // 转让方设计能力
	Opportunity   sourced.Amount `json:"opportunity"`    // 转让的机会成本 (现值)
}

// Licence is the fee with its parts, in yuan but for Share.
type Licence struct {
	ReplacementCost, Net, Share, Fee decimal.Decimal
	Value                            money.Money // Fee rounded half away from zero to the fen
	Step                             trace.Step
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
	if len(fs) > 0 {
		return Licence{}, fs
	}
	rc := in.Book.Value.Decimal().Mul(in.Index.Value.Decimal())
	loss := AgeLoss(in.Used.Value, in.Remaining.Value)
	net := rc.Mul(one.Sub(loss)).Round(trace.AmountDecimals)
	buyer := in.BuyerCapacity.Value.Decimal()
	share := buyer.DivRound(buyer.Add(in.OwnerCapacity.Value.Decimal()), trace.FactorDecimals)
	fee := net.Mul(share).Add(in.Opportunity.Value.Decimal()).Round(trace.AmountDecimals)
	value, err := money.FromDecimal(fee)
	if err != nil {
		return Licence{}, err
	}
	netStep := trace.Step{ID: id + ".net", Title: "重置成本净值", Formula: "账面原值 × 物价指数 × (1 − 贬值率)，贬值率 = 已使用年限 ÷ (已使用年限 + 尚可使用年限)",
		Inputs: []trace.Operand{trace.Amount("账面原值", in.Book), trace.Number("物价指数", in.Index, trace.Factor),
			trace.Number("已使用年限", in.Used, trace.Years), trace.Number("尚可使用年限", in.Remaining, trace.Years)}, Result: net.String(), Unit: trace.Yuan}
	shareStep := trace.Step{ID: id + ".share", Title: "成本分摊率", Formula: "购买方设计能力 ÷ (购买方设计能力 + 转让方设计能力)",
		Inputs: []trace.Operand{trace.Number("购买方设计能力", in.BuyerCapacity, trace.Plain), trace.Number("转让方设计能力", in.OwnerCapacity, trace.Plain)},
		Result: share.String(), Unit: trace.Ratio}
	return Licence{ReplacementCost: rc, Net: net, Share: share, Fee: fee, Value: value,
		Step: trace.Step{ID: id, Title: "最低收费额", Formula: "重置成本净值 × 成本分摊率 + 机会成本",
			Inputs: []trace.Operand{trace.Of("重置成本净值", net, trace.Yuan), trace.Of("成本分摊率", share, trace.Ratio), trace.Amount("机会成本", in.Opportunity)},
			Result: value.String(), Unit: trace.Yuan, Children: []trace.Step{netStep, shareStep}}}, nil
}
