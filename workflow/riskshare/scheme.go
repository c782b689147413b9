// Package riskshare divides the loss of a pledged loan among the partners of a compensation scheme (风险分担) and returns
// later recoveries to those who paid (追偿返还). Shares apply to the loss, never to the exposure, and the parts always sum
// to the base exactly.
package riskshare

import (
	"fmt"
	"strings"

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

// Party is one partner of a scheme (合作方). Limits are amounts it bears at most; the used amounts are what earlier losses took of them.
type Party struct {
	ID         string       `json:"id"`
	Share      money.Rate   `json:"share"`                // 分担比例, 0 to 1; not given when the scheme has layers
	Cap        *money.Money `json:"cap,omitempty"`        // 单笔上限; nil: none
	DebtorCap  *money.Money `json:"debtor_cap,omitempty"` // 同一债务人累计上限; nil: none
	DebtorUsed money.Money  `json:"debtor_used,omitzero"` // borne before for this debtor (and its related group, as the scheme counts)
	YearCap    *money.Money `json:"year_cap,omitempty"`   // 年度累计上限; nil: none
	YearUsed   money.Money  `json:"year_used,omitzero"`   // borne before in this year
	Pool       *money.Money `json:"pool,omitempty"`       // balance left in the party's pool (资金池余额); nil: not limited by a pool
}

// LayerShare is what one party bears of a layer.
type LayerShare struct {
	ID    string     `json:"id"`
	Share money.Rate `json:"share"` // 0 to 1; the shares of a layer sum to 1
}

// Layer is a slice of the base from From to To (分层分担): a first-loss layer begins at 0, an excess layer at the end of the one before.
type Layer struct {
	From   money.Money  `json:"from"`         // where it begins
	To     *money.Money `json:"to,omitempty"` // where it ends; nil: everything above, only for the last
	Shares []LayerShare `json:"shares"`
}

// Scheme is a sharing agreement (分担方案): one share a party, or layers with shares of their own. What a cap or a pool cuts off, and
// every loss outside the base, falls to Residual, one of the parties; as somebody has to bear the rest, that party can have no limit.
type Scheme struct {
	Parties  []Party `json:"parties"`
	Layers   []Layer `json:"layers,omitempty"`
	Base     Base    `json:"base"`
	Residual string  `json:"residual"`
}

// Validate names every fault of the scheme, all of kind Invalid: no party, a party without or with a repeated id, a share
// outside 0–1, shares that do not sum to 1 exactly, a negative limit, an unknown base, a residual party that is missing,
// unknown or limited; layers that do not begin at 0, overlap, leave a hole, end before the loss does or name a party that is
// none, and a share beside layers.
func (s Scheme) Validate() error {
	var fs fault.Faults
	if len(s.Parties) == 0 {
		fs.Invalid("party.missing", "parties", "分担方案没有合作方，请至少列出一方")
	}
	seen, shares := map[string]int{}, make([]LayerShare, len(s.Parties))
	for i, p := range s.Parties {
		at := fmt.Sprintf("parties[%d]", i)
		checkID(&fs, seen, i, "parties", p.ID)
		shares[i] = LayerShare{ID: p.ID, Share: p.Share}
		if len(s.Layers) > 0 && !p.Share.Decimal().IsZero() {
			fs.Invalid("share.layered", at+".share", "方案按分层分担，合作方“%s”的分担比例请写在各层内，此处留空", p.ID)
		}
		for _, l := range p.limits() {
			checkLimit(&fs, at+"."+l.path, l.name, l.at)
			checkAmount(&fs, at+"."+l.usedPath, l.usedName, l.used)
		}
	}
	switch {
	case len(s.Layers) > 0:
		s.checkLayers(&fs, seen)
	case len(s.Parties) > 0:
		checkShares(&fs, "parties", shares)
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
	var names, paths []string
	for _, l := range s.Parties[i].limits() {
		if l.at != nil {
			names, paths = append(names, l.name), append(paths, l.path)
		}
	}
	if len(names) > 0 {
		fs.Invalid("residual.limited", fmt.Sprintf("parties[%d]", i), "兜底方“%s”承担其余全部损失，不能另设%s，请删除 %s 或改由他方兜底",
			s.Residual, strings.Join(names, "、"), strings.Join(paths, "、"))
	}
}

// checkShares names shares out of range, and a sum that is not exactly 1.
func checkShares(fs *fault.Faults, path string, shares []LayerShare) {
	sum, read := decimal.Zero, true
	for i, x := range shares {
		if !x.Share.Between("0", "1") {
			fs.Invalid("share.range", fmt.Sprintf("%s[%d].share", path, i), "分担比例 %s 应在 0 与 1 之间", x.Share)
			read = false
		}
		sum = sum.Add(x.Share.Decimal())
	}
	one := decimal.New(1, 0)
	if !read || sum.Equal(one) {
		return
	}
	if diff := one.Sub(sum); diff.IsPositive() {
		fs.Invalid("share.sum", path, "分担比例合计为 %s，比 1 少 %s，请补足到恰好为 1", sum, diff)
	} else {
		fs.Invalid("share.sum", path, "分担比例合计为 %s，比 1 多 %s，请减到恰好为 1", sum, diff.Neg())
	}
}

// checkLayers holds the layers to cover every loss from the first fen, each once.
func (s Scheme) checkLayers(fs *fault.Faults, parties map[string]int) {
	var end money.Money
	open := false // a layer before this one has no end
	for i, l := range s.Layers {
		at := fmt.Sprintf("layers[%d]", i)
		switch {
		case l.From < 0:
			fs.Invalid("amount.negative", at+".from", "分层起点 %s 不能为负", l.From.Format())
		case open || l.From < end:
			fs.Invalid("layer.overlap", at+".from", "第 %d 层自 %s 元起，与上一层重叠；请从上一层的终点接起，且只有最后一层不设终点", i+1, l.From.Format())
		case i == 0 && l.From > 0:
			fs.Invalid("layer.first", at+".from", "第一层应从 0 起，现从 %s 元起，其下的损失无人承担", l.From.Format())
		case l.From > end:
			fs.Invalid("layer.hole", at+".from", "第 %d 层自 %s 元起，与上一层终点 %s 元之间的损失无人承担，请接上", i+1, l.From.Format(), end.Format())
		}
		open = l.To == nil
		if l.To != nil {
			if *l.To <= l.From {
				fs.Invalid("layer.empty", at+".to", "第 %d 层的终点 %s 元应大于起点 %s 元", i+1, l.To.Format(), l.From.Format())
			}
			end = max(end, *l.To)
		}
		if len(l.Shares) == 0 {
			fs.Invalid("layer.shares", at+".shares", "第 %d 层没有分担方，请至少列出一方", i+1)
			continue
		}
		seen := map[string]int{}
		for k, x := range l.Shares {
			checkID(fs, seen, k, at+".shares", x.ID)
			if _, known := parties[x.ID]; !known && x.ID != "" {
				fs.Invalid("layer.party", fmt.Sprintf("%s.shares[%d].id", at, k), "“%s”不在合作方之中，请先列入合作方", x.ID)
			}
		}
		checkShares(fs, at+".shares", l.Shares)
	}
	if !open {
		fs.Invalid("layer.last", fmt.Sprintf("layers[%d].to", len(s.Layers)-1), "最后一层止于 %s 元，其上的损失无人承担；请将最后一层的终点留空", end.Format())
	}
}

// limit is one limit of a party with what was used of it.
type limit struct {
	by                             Limit
	path, name, usedPath, usedName string
	at                             *money.Money
	used                           money.Money
}

// limits are the limits of a party, in the order in which equal ones are named.
func (p Party) limits() []limit {
	return []limit{
		{by: ByCap, path: "cap", name: "单笔上限", at: p.Cap},
		{ByDebtorCap, "debtor_cap", "同一债务人累计上限", "debtor_used", "同一债务人已用额度", p.DebtorCap, p.DebtorUsed},
		{ByYearCap, "year_cap", "年度累计上限", "year_used", "年度已用额度", p.YearCap, p.YearUsed},
		{by: ByPool, path: "pool", name: "资金池余额", at: p.Pool},
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
