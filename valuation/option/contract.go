// Package option values rights as options on the cash of a project (实物期权法): Black-Scholes-Merton with a cost of delay, binomial
// trees and Longstaff-Schwartz simulation. Prices are float64, made only with operations that every processor rounds alike, so the
// same inputs give the same bytes on any machine and on any number of threads; they leave through one rounding function.
package option

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// Kind is the right the holder has.
type Kind string

const (
	Call Kind = "call" // 看涨期权: to pay K for S; a project one may begin
	Put  Kind = "put"  // 看跌期权: to give up S for K; a project one may abandon
)

// Contract is an option without its way of pricing. Rates are continuous, a year; money is in any one unit.
type Contract struct {
	Kind  Kind    `json:"type"`
	S     float64 `json:"S"`     // 标的资产现值, of the project's cash, 0 < S ≤ 10¹⁸
	K     float64 `json:"K"`     // 执行价格, the investment, 0 < K ≤ 10¹⁸
	Q     float64 `json:"q"`     // 延迟成本率 (cost of delay, a dividend yield), −1 < q ≤ 10
	R     float64 `json:"r"`     // 无风险利率, −1 < r ≤ 10
	T     float64 `json:"T"`     // 期限, 0 < T ≤ 200 years
	Sigma float64 `json:"sigma"` // 波动率, 0 < σ ≤ 5, which is 500 % a year
}

const maxAmount = 1e18

// Check refuses figures that are no numbers or lie outside their range, all at once, each under its JSON name.
func (c Contract) Check() error {
	var fs fault.Faults
	if c.Kind != Call && c.Kind != Put {
		fs.Invalid("option.type", "type", "期权类型“%s”无法识别，应为 call（看涨）或 put（看跌）", string(c.Kind))
	}
	check(&fs, "S", "标的资产现值", c.S, 0, maxAmount)
	check(&fs, "K", "执行价格（投资额）", c.K, 0, maxAmount)
	check(&fs, "q", "延迟成本率", c.Q, -1, 10)
	check(&fs, "r", "无风险利率", c.R, -1, 10)
	check(&fs, "T", "期限（年）", c.T, 0, 200)
	check(&fs, "sigma", "波动率", c.Sigma, 0, 5)
	return fs.Err()
}

// check refuses a number outside (low, high].
func check(fs *fault.Faults, path, label string, v, low, high float64) {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		fs.Invalid("option.number", path, "%s不是有效数字，请填写有限的数值", label)
	case v <= low || v > high:
		fs.Invalid("option.range", path, "%s应大于 %g 且不大于 %g，当前为 %g", label, low, high, v)
	}
}

// sign is +1 for a call and −1 for a put.
func (c Contract) sign() float64 {
	if c.Kind == Put {
		return -1
	}
	return 1
}

// Intrinsic is what exercise yields at once: max(S − K, 0) for a call.
func (c Contract) Intrinsic() float64 { return math.Max(float64(c.sign()*(c.S-c.K)), 0) }

// present are S·e^(−qT) and K·e^(−rT).
func (c Contract) present() (s, k float64) {
	return float64(c.S * portable.Exp(-float64(c.Q*c.T))), float64(c.K * portable.Exp(-float64(c.R*c.T)))
}
