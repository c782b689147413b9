package policy

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// SaleLimits bind the reserves of a judicial online auction (网络司法拍卖), from the pack online-sale.
type SaleLimits struct {
	MinFirst     money.Rate // first reserve ÷ valuation, at least (D-01)
	MaxCut       money.Rate // 降价幅度 of a further round, at most (D-11)
	MaxCuts      int        // further rounds, at most (D-12)
	FirstBasis   string
	CutBasis     string
	MaxCutsBasis string
}

// SaleLimits are those of the rules in force on a day. Faults: policy.no_rule; policy.no_item for one that the pack does not have or whose
// figure is out of range.
func (l *Library) SaleLimits(on date.Date) (SaleLimits, error) {
	var out SaleLimits
	p, err := l.On("online-sale", on)
	if err != nil {
		return out, err
	}
	type figure struct {
		MinFirst *money.Rate `json:"min_first_ratio,omitempty"`
		MaxCut   *money.Rate `json:"max_cut,omitempty"`
		MaxCuts  *int        `json:"max_cuts,omitempty"`
	}
	item := func(code string) (figure, string) {
		i, found := p.Item(code)
		if !found || len(i.Data) == 0 {
			return figure{}, ""
		}
		f, err := Figures[figure](i)
		if err != nil {
			return figure{}, ""
		}
		return f, i.Citation()
	}
	first, firstBasis := item("D-01")
	cut, cutBasis := item("D-11")
	cuts, cutsBasis := item("D-12")
	if first.MinFirst == nil || !first.MinFirst.Between("0", "1") || cut.MaxCut == nil || !cut.MaxCut.Between("0", "1") || cuts.MaxCuts == nil || *cuts.MaxCuts < 0 || *cuts.MaxCuts > 20 {
		return out, fault.New(fault.Refused, "policy.no_item", "", "规则包“%s”的 D-01、D-11、D-12 缺少数值或者数值超出范围，请在规则库核对后重新导入", p.Title)
	}
	return SaleLimits{MinFirst: *first.MinFirst, MaxCut: *cut.MaxCut, MaxCuts: *cuts.MaxCuts, FirstBasis: firstBasis, CutBasis: cutBasis, MaxCutsBasis: cutsBasis}, nil
}
