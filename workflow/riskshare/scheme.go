// Package riskshare divides the loss of a pledged loan among the partners of a compensation scheme (风险分担) and returns
// later recoveries to those who paid (追偿返还). Shares apply to the loss, never to the exposure, and the parts always sum
// to the base exactly.
package riskshare

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Base names the items of the loss that a scheme shares (分担基数). Most schemes share principal only.
type Base string

const (
	Principal            Base = "principal"              // 本金
	PrincipalAndInterest Base = "principal_and_interest" // 本金与利息
	All                  Base = "all"                    // 本金、利息与费用
)

// Party is one partner of a scheme (合作方).
type Party struct {
	ID    string       `json:"id"`
	Share money.Rate   `json:"share"`          // 分担比例, 0 to 1
	Cap   *money.Money `json:"cap,omitempty"`  // 单笔上限; nil: none
	Pool  *money.Money `json:"pool,omitempty"` // balance left in the party's pool (资金池余额); nil: not limited by a pool
}

// Scheme is a sharing agreement (分担方案). What a cap or a pool cuts off, and every loss outside the base, falls to
// Residual, one of the parties; as somebody has to bear the rest, that party can have neither cap nor pool.
type Scheme struct {
	Parties  []Party `json:"parties"`
	Base     Base    `json:"base"`
	Residual string  `json:"residual"`
}

// Validate names every fault of the scheme, all of kind Invalid: no party, a party without or with a repeated id, a share
// outside 0–1, shares that do not sum to 1 exactly, a negative cap or pool, an unknown base, a residual party that is
// missing, unknown or limited.
func (s Scheme) Validate() error {
	var fs fault.Faults
	if len(s.Parties) == 0 {
		fs.Invalid("party.missing", "parties", "分担方案没有合作方，请至少列出一方")
	}
	seen, sum, sharesRead := map[string]int{}, decimal.Zero, true
	for i, p := range s.Parties {
		at := fmt.Sprintf("parties[%d]", i)
		checkID(&fs, seen, i, "parties", p.ID)
		if !p.Share.Between("0", "1") {
			sharesRead = false
			fs.Invalid("share.range", at+".share", "分担比例 %s 应在 0 与 1 之间", p.Share)
		}
		sum = sum.Add(p.Share.Decimal())
		checkLimit(&fs, at+".cap", "单笔上限", p.Cap)
		checkLimit(&fs, at+".pool", "资金池余额", p.Pool)
	}
	one := decimal.New(1, 0)
	if len(s.Parties) > 0 && sharesRead && !sum.Equal(one) {
		if diff := one.Sub(sum); diff.IsPositive() {
			fs.Invalid("share.sum", "parties", "分担比例合计为 %s，比 1 少 %s，请补足到恰好为 1", sum, diff)
		} else {
			fs.Invalid("share.sum", "parties", "分担比例合计为 %s，比 1 多 %s，请减到恰好为 1", sum, diff.Neg())
		}
	}
	switch s.Base {
	case Principal, PrincipalAndInterest, All:
	default:
		fs.Invalid("base.unknown", "base", "分担基数“%s”无法识别，应为 principal、principal_and_interest 或 all", s.Base)
	}
	if len(s.Parties) > 0 {
		s.checkResidual(&fs, seen)
	}
	return fs.Err()
}

func (s Scheme) checkResidual(fs *fault.Faults, index map[string]int) {
	if s.Residual == "" {
		fs.Invalid("residual.missing", "residual", "没有指定兜底方，请填写承担截余与基数以外损失的一方")
		return
	}
	i, known := index[s.Residual]
	if !known {
		fs.Invalid("residual.unknown", "residual", "兜底方“%s”不在合作方之中，请改为其中一方", s.Residual)
		return
	}
	if p := s.Parties[i]; p.Cap != nil || p.Pool != nil {
		fs.Invalid("residual.limited", fmt.Sprintf("parties[%d]", i),
			"兜底方“%s”承担其余全部损失，不能另设单笔上限或资金池，请删除 cap 与 pool 或改由他方兜底", s.Residual)
	}
}

func checkID(fs *fault.Faults, seen map[string]int, i int, list, id string) {
	path := fmt.Sprintf("%s[%d].id", list, i)
	if id == "" {
		fs.Invalid("party.unnamed", path, "合作方没有代号，请填写")
		return
	}
	if first, dup := seen[id]; dup {
		fs.Invalid("party.duplicate", path, "合作方“%s”与 %s[%d] 重复，请合并或改名", id, list, first)
		return
	}
	seen[id] = i
}

func checkLimit(fs *fault.Faults, path, name string, limit *money.Money) {
	if limit != nil && *limit < 0 {
		fs.Invalid("amount.negative", path, "%s %s 不能为负", name, limit.Format())
	}
}

func checkAmount(fs *fault.Faults, path, name string, amount money.Money) {
	if amount < 0 {
		fs.Invalid("amount.negative", path, "%s %s 不能为负", name, amount.Format())
	}
}
