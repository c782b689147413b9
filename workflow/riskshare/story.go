package riskshare

import (
	"fmt"

	"zhiya/valuation/money"
)

// Line is one line of a calculation told in words: what it is, how it comes about, and the amount.
type Line struct {
	What   string
	How    string
	Amount money.Money
	Bold   bool // a result, not a step
}

var baseWords = map[Base]string{Principal: "本金", PrincipalAndInterest: "本金＋利息", All: "本金＋利息＋费用"}

// Chinese is the base in words.
func (b Base) Chinese() string { return baseWords[b] }

var limitWords = map[Limit]string{ByCap: "单笔上限", ByDebtorCap: "同一债务人累计上限", ByYearCap: "年度累计上限", ByPool: "资金池余额"}

// Chinese is the limit in words; "" for a share that nothing limits.
func (l Limit) Chinese() string { return limitWords[l] }

// Story tells an allocation line by line (逐项计算过程); name gives the parties in words. The bold lines that are parts, with what falls
// outside the base, sum to the loss.
func Story(r Request, e Explanation, name func(id string) string) []Line {
	var out []Line
	chosen := r.Loss.Principal
	how := "本金 " + r.Loss.Principal.Format()
	if r.Scheme.Base == PrincipalAndInterest || r.Scheme.Base == All {
		chosen += r.Loss.Interest
		how += " ＋ 利息 " + r.Loss.Interest.Format()
	}
	if r.Scheme.Base == All {
		chosen += r.Loss.Costs
		how += " ＋ 费用 " + r.Loss.Costs.Format()
	}
	out = append(out, Line{What: "可分担的损失（" + r.Scheme.Base.Chinese() + "）", How: how, Amount: chosen})
	if r.Loss.IPShare != nil && e.Base != chosen {
		out = append(out, Line{What: "知识产权质押部分", How: chosen.Format() + " × " + r.Loss.IPShare.Percent() + "，四舍五入到分", Amount: e.Base})
	}
	out = append(out, Line{What: "分担基数", How: "各方按此分担", Amount: e.Base, Bold: true})
	for _, s := range e.Steps {
		where := ""
		if len(r.Scheme.Layers) > 0 {
			where = fmt.Sprintf("第 %d 层 ", s.Layer+1)
		}
		out = append(out, Line{What: name(s.Party), How: where + s.Slice.Format() + " × " + s.Share.Percent() + "（余分按最大余数法）", Amount: s.Amount})
	}
	for _, c := range e.Cuts {
		out = append(out, Line{What: name(c.Party) + " 截至上限", How: fmt.Sprintf("%s 只余 %s 元，截去 %s 元转由%s承担", c.By.Chinese(), c.Room.Format(), c.Passed.Format(), name(r.Scheme.Residual)), Amount: -c.Passed})
	}
	for _, p := range e.Parts {
		how := "应分担"
		if p.ID == r.Scheme.Residual {
			how = "本方比例加截余"
		} else if w := p.LimitedBy.Chinese(); w != "" {
			how = "以" + w + "为限"
		}
		out = append(out, Line{What: name(p.ID), How: how, Amount: p.Amount, Bold: true})
	}
	if e.Outside.Amount != 0 {
		out = append(out, Line{What: name(e.Outside.Party) + "（基数以外）", How: "不在分担基数内的损失", Amount: e.Outside.Amount, Bold: true})
	}
	return append(out, Line{What: "损失合计", How: "各方合计与损失相等", Amount: e.Total, Bold: true})
}
