package pledge

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// CoveredRight is a pledged right as it counts towards the coverage: accepted value (认定价值), ceiling of the
// loan-to-value ratio (质押率上限), haircut (折扣) and the last day on which the valuation is valid.
type CoveredRight struct {
	Value      money.Money `json:"value"`
	Cap        money.Rate  `json:"cap"`
	Haircut    money.Rate  `json:"haircut"`
	ValidUntil date.Date   `json:"valid_until"` // not given: no valid value
}

// NewRight is the right that would be pledged in addition (追加质押).
type NewRight struct {
	Cap     money.Rate `json:"cap"`
	Haircut money.Rate `json:"haircut"`
}

// TopUpRequest asks whether the pledged rights cover the debt on a day.
type TopUpRequest struct {
	Outstanding money.Money    `json:"outstanding"`
	Rights      []CoveredRight `json:"rights"`
	On          date.Date      `json:"on"`
	New         *NewRight      `json:"new,omitempty"`
}

// CoverageAlarm is what a person must see about the coverage.
type CoverageAlarm struct {
	Code    string `json:"code"`  // coverage.unknown, coverage.shortfall
	Level   string `json:"level"` // highest, high
	Path    string `json:"path"`
	Message string `json:"message"`
}

// TopUpResponse is the answer. Coverage is "known" or "unknown"; when unknown the amounts are null and an alarm says why:
// an expired value is never counted as zero nor as enough. NeededValue is also null when there is a shortfall and the
// request names no new right.
type TopUpResponse struct {
	Coverage    string          `json:"coverage"`
	Lendable    *money.Money    `json:"lendable"`
	Shortfall   *money.Money    `json:"shortfall"`
	NeededValue *money.Money    `json:"needed_value"`
	Alarms      []CoverageAlarm `json:"alarms"`
}

// TopUp computes lendable = Σ value × (1 − haircut) × cap, rounded half up to the fen once; shortfall = outstanding −
// lendable, not below zero; needed value = shortfall ÷ (cap × (1 − haircut)) of the new right, rounded up to the fen, so
// that the cap holds again after the top-up. Any right whose valuation is not valid on the day makes the coverage unknown.
func TopUp(r TopUpRequest) (TopUpResponse, error) {
	if err := r.check(); err != nil {
		return TopUpResponse{}, err
	}
	out := TopUpResponse{Coverage: "known", Alarms: []CoverageAlarm{}}
	sum := decimal.Zero
	for i, p := range r.Rights {
		if p.ValidUntil.Before(r.On) {
			out.Coverage = "unknown"
			out.Alarms = append(out.Alarms, CoverageAlarm{"coverage.unknown", "highest", fmt.Sprintf("rights[%d].valid_until", i), staleMessage(i, p)})
			continue
		}
		sum = sum.Add(p.Value.Decimal().Mul(advance(p.Cap, p.Haircut)))
	}
	if out.Coverage == "unknown" {
		return out, nil
	}
	lendable, err := money.FromDecimal(sum)
	if err != nil {
		var fs fault.Faults
		fs.Append("rights", err)
		return TopUpResponse{}, fs
	}
	shortfall := max(0, r.Outstanding-lendable)
	out.Lendable, out.Shortfall = &lendable, &shortfall
	if shortfall > 0 {
		out.Alarms = append(out.Alarms, CoverageAlarm{"coverage.shortfall", "high", "", fmt.Sprintf(
			"可覆盖金额 %s 元低于未偿余额 %s 元，缺口 %s 元，请追加质押或提前收回", lendable.Format(), r.Outstanding.Format(), shortfall.Format())})
	}
	out.NeededValue, err = neededValue(shortfall, r.New)
	if err != nil {
		return TopUpResponse{}, err
	}
	return out, nil
}

func staleMessage(i int, p CoveredRight) string {
	if p.ValidUntil.IsZero() {
		return fmt.Sprintf("第 %d 项权利没有有效的估值，质押覆盖情况未知，请立即评估", i+1)
	}
	return fmt.Sprintf("第 %d 项权利的估值已于 %s 失效，质押覆盖情况未知，请立即重新评估", i+1, p.ValidUntil.Chinese())
}

// advance is cap × (1 − haircut).
func advance(limit, haircut money.Rate) decimal.Decimal {
	return limit.Decimal().Mul(decimal.NewFromInt(1).Sub(haircut.Decimal()))
}

// neededValue is the value the new right must have, rounded up to the fen; nil when no new right is named and one is needed.
func neededValue(shortfall money.Money, n *NewRight) (*money.Money, error) {
	zero := money.Money(0)
	if shortfall == 0 {
		return &zero, nil
	}
	if n == nil {
		return nil, nil
	}
	q, rest := shortfall.Decimal().QuoRem(advance(n.Cap, n.Haircut), 2)
	if !rest.IsZero() {
		q = q.Add(decimal.New(1, -2))
	}
	m, err := money.FromDecimal(q)
	if err != nil {
		var fs fault.Faults
		fs.Append("new", err)
		return nil, fs
	}
	return &m, nil
}

func (r TopUpRequest) check() error {
	var fs fault.Faults
	if r.Outstanding < 0 {
		fs.Invalid("amount.negative", "outstanding", "未偿余额不能为负")
	}
	if r.On.IsZero() {
		fs.Invalid("date.missing", "on", "请填写计算日")
	}
	ratios := func(at string, limit, haircut money.Rate) {
		if !limit.Between("0", "1") {
			fs.Invalid("rate.range", at+".cap", "质押率上限“%s”应在 0 至 1 之间，例如 0.25 表示 25%%", limit)
		}
		if !haircut.Between("0", "1") {
			fs.Invalid("rate.range", at+".haircut", "折扣“%s”应在 0 至 1 之间，例如 0.1 表示打九折", haircut)
		}
	}
	for i, p := range r.Rights {
		at := fmt.Sprintf("rights[%d]", i)
		if p.Value < 0 {
			fs.Invalid("amount.negative", at+".value", "认定价值不能为负")
		}
		ratios(at, p.Cap, p.Haircut)
	}
	if r.New != nil {
		ratios("new", r.New.Cap, r.New.Haircut)
		if len(fs) == 0 && advance(r.New.Cap, r.New.Haircut).IsZero() {
			fs.Invalid("topup.new", "new", "追加权利的质押率上限×(1−折扣)为零，任何价值都补不上缺口，请核对")
		}
	}
	return fs.Err()
}
