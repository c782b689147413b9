package riskshare

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// GuarantorStanding is what a guarantee company (融资担保公司) stated of itself, with the day it counts from.
type GuarantorStanding struct {
	On         date.Date   `json:"on" label:"报表日"`
	NetAssets  money.Money `json:"net_assets" label:"净资产" unit:"元"`
	Liability  money.Money `json:"liability" label:"担保责任余额（不含本系统已备案）" unit:"元" opt:"1"`
	SmallFirms bool        `json:"small_firms,omitempty" label:"主要为小微企业和农业、农村、农民服务" opt:"1" hint:"倍数上限为 15 倍，其他为 10 倍"`
	Source     string      `json:"source" label:"依据（报表、报送文件）"`
}

// Validate names every fault of the statement; all are Invalid.
func (g GuarantorStanding) Validate() error {
	var fs fault.Faults
	if g.On.IsZero() {
		fs.Invalid("date.missing", "on", "请填写报表日")
	}
	if g.NetAssets <= 0 {
		fs.Invalid("amount.positive", "net_assets", "净资产应大于 0")
	}
	checkAmount(&fs, "liability", "担保责任余额", g.Liability)
	if g.Source == "" {
		fs.Invalid("text.missing", "source", "请填写依据（报表、报送文件）")
	}
	return fs.Err()
}

// GuarantorUse is what the guarantor is liable for within the program before the loan in question, in yuan.
type GuarantorUse struct {
	All    money.Money // of all debtors
	Debtor money.Money // of the debtor
	Group  money.Money // of the debtor and the firms related to it
}

// CheckGuarantor holds one more liability against the limits of the law: all liabilities at most 10 times the net assets, 15 times for
// a company that mainly serves small firms and farming (融资担保公司监督管理条例第十五条); of one debtor at most 10 %, of one debtor
// and its related parties at most 15 % (第十六条). An amount equal to a limit is allowed.
// Liabilities are to be weighted by risk (第十四条); the weights are not in the texts that were read, so each counts in full. Faults are Refused: guarantor.multiple,
// guarantor.debtor, guarantor.group; Invalid for an amount that is negative.
func CheckGuarantor(g GuarantorStanding, use GuarantorUse, more money.Money) error {
	var fs fault.Faults
	fs.Append("standing", g.Validate())
	checkAmount(&fs, "amount", "担保责任", more)
	if err := fs.Err(); err != nil {
		return err
	}
	times := int64(10)
	if g.SmallFirms {
		times = 15
	}
	for _, x := range []struct {
		code, what, law string
		sum             []money.Money
		ratio           decimal.Decimal
	}{
		{"guarantor.multiple", "担保责任余额", "第十五条", []money.Money{g.Liability, use.All, more}, decimal.NewFromInt(times)},
		{"guarantor.debtor", "对同一被担保人的担保责任余额", "第十六条", []money.Money{use.Debtor, more}, decimal.New(10, -2)},
		{"guarantor.group", "对同一被担保人及其关联方的担保责任余额", "第十六条", []money.Money{use.Group, more}, decimal.New(15, -2)},
	} {
		sum, err := money.Sum(x.sum...)
		if err != nil {
			fs.Append("amount", err)
			continue
		}
		if most := g.NetAssets.Decimal().Mul(x.ratio); sum.Decimal().GreaterThan(most) {
			fs.Add(fault.Refused, x.code, "", "%s将为 %s 元，超过净资产 %s 元的 %s 倍（%s 元）；请减少担保金额或者由他方担保（融资担保公司监督管理条例%s）",
				x.what, sum.Format(), g.NetAssets.Format(), x.ratio, most.Round(2).StringFixed(2), x.law)
		}
	}
	return fs.Err()
}
