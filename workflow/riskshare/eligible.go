package riskshare

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Application is what a loan is like when it is put to a program (备案申请). What is not known stays empty and is never taken as met.
type Application struct {
	On         date.Date   // day of the enrolment
	Amount     money.Money // of the loan
	OfDebtor   money.Money // balance of the debtor's other loans in the program, related firms as the program counts
	Months     int         // term
	Rate       money.Rate  // of the loan, a year
	LPR        *money.Rate // one-year LPR on the day; nil: not known
	IPShare    *money.Rate // part of the loan secured by intellectual property; nil: not known
	Direct     bool        // pledged to the bank and not to the guarantor
	RightKinds []string    // 专利权, 商标权, 著作权
	Labels     []string    // of the firm: 高新技术企业, 专精特新企业, …
	District   string      // of the firm
	Founded    date.Date   // of the firm
}

// Outcome of a condition.
type Outcome string

const (
	Met     Outcome = "met"     // 符合
	Unmet   Outcome = "unmet"   // 不符合
	Unknown Outcome = "unknown" // 待核实: a fact is missing
)

// Chinese is the outcome in words.
func (o Outcome) Chinese() string {
	return map[Outcome]string{Met: "符合", Unmet: "不符合", Unknown: "待核实"}[o]
}

// Condition is one condition of a program held against a loan, with the reason.
type Condition struct {
	Code    string  `json:"code"`
	Title   string  `json:"title"`
	Outcome Outcome `json:"outcome"`
	Reason  string  `json:"reason"`
	Cure    string  `json:"cure,omitempty"` // what would meet it
}

// Examine holds a loan against every condition of the program, in a fixed order; conditions that the program does not set are not listed.
func (p Program) Examine(a Application) []Condition {
	var out []Condition
	add := func(code, title string, o Outcome, reason, cure string) {
		if o == Met {
			cure = ""
		}
		out = append(out, Condition{code, title, o, reason, cure})
	}
	judge := func(ok bool) Outcome {
		if ok {
			return Met
		}
		return Unmet
	}
	add("valid", "方案有效期", judge(p.InForce(a.On)), fmt.Sprintf("方案自 %s 起%s，备案日 %s", p.ValidFrom.Chinese(), until(p.ValidTo), a.On.Chinese()), "改用备案日有效的方案版本")
	if open := p.Unpublished(); len(open) > 0 {
		add("published", "分担比例", Unmet, strings.Join(open, "、")+" 的分担比例未见公布", "按合作协议填写分担比例的新版本")
	}
	t := p.Terms
	anyOf := func(code, title, allowed string, have []string) {
		want := list(allowed)
		if len(want) == 0 {
			return
		}
		have = slices.DeleteFunc(slices.Clone(have), func(s string) bool { return strings.TrimSpace(s) == "" })
		switch {
		case len(have) == 0:
			add(code, title, Unknown, "未登记", "登记后再核对："+allowed)
		default:
			met := slices.ContainsFunc(have, func(s string) bool { return slices.Contains(want, s) })
			add(code, title, judge(met), strings.Join(have, "、")+"；方案要求 "+allowed, "不属于方案支持的范围")
		}
	}
	anyOf("firm", "企业类型", t.FirmLabels, a.Labels)
	anyOf("district", "所属县区", t.Districts, []string{a.District})
	if kinds := list(t.RightKinds); len(kinds) > 0 {
		var other []string
		for _, k := range a.RightKinds {
			if !slices.Contains(kinds, k) {
				other = append(other, k)
			}
		}
		switch {
		case len(a.RightKinds) == 0:
			add("kinds", "质押权利种类", Unknown, "未登记质押权利", "登记质押权利")
		default:
			add("kinds", "质押权利种类", judge(len(other) == 0), strings.Join(a.RightKinds, "、")+"；方案支持 "+t.RightKinds, "去掉 "+strings.Join(other, "、"))
		}
	}
	if t.MaxAmount != nil {
		sum, err := money.Sum(a.Amount, a.OfDebtor)
		room := max(0, *t.MaxAmount-a.OfDebtor)
		add("amount", "单户贷款上限", judge(err == nil && sum <= *t.MaxAmount), fmt.Sprintf("本笔 %s 元，该户其他在保 %s 元，上限 %s 元", a.Amount.Format(), a.OfDebtor.Format(), t.MaxAmount.Format()),
			fmt.Sprintf("本笔不超过 %s 元", room.Format()))
	}
	if t.MaxMonths > 0 || t.MinMonths > 0 {
		ok := a.Months >= t.MinMonths && (t.MaxMonths == 0 || a.Months <= t.MaxMonths)
		o := judge(ok)
		if a.Months == 0 {
			o = Unknown
		}
		add("months", "贷款期限", o, fmt.Sprintf("%d 个月；方案要求 %s", a.Months, months(t)), "调整期限")
	}
	if t.OverLPR != nil {
		if a.LPR == nil {
			add("rate", "利率上限", Unknown, "未登记备案日的一年期 LPR", "登记 LPR 及其公布日")
		} else {
			most := money.RateOf(a.LPR.Decimal().Add(t.OverLPR.Decimal()))
			add("rate", "利率上限", judge(a.Rate.Cmp(most) <= 0), fmt.Sprintf("年利率 %s，上限 LPR %s 加 %s 为 %s", a.Rate.Percent(), a.LPR.Percent(), t.OverLPR.Percent(), most.Percent()), "年利率降至 "+most.Percent()+" 以下（含）")
		}
	}
	if t.MinIPShare != nil {
		if a.IPShare == nil {
			add("ip_share", "知识产权质押占比", Unknown, "未登记知识产权质押部分占比", "在合同中载明并登记占比")
		} else {
			add("ip_share", "知识产权质押占比", judge(a.IPShare.Cmp(*t.MinIPShare) >= 0), fmt.Sprintf("占比 %s，方案要求不低于 %s", a.IPShare.Percent(), t.MinIPShare.Percent()), "提高知识产权质押部分占比")
		}
	}
	if t.DirectOnly {
		add("direct", "质押方式", judge(a.Direct), map[bool]string{true: "直接质押", false: "反担保质押"}[a.Direct]+"；方案只支持直接质押", "改为直接质押给贷款银行")
	}
	if t.YearsOld > 0 {
		if a.Founded.IsZero() {
			add("founded", "成立年限", Unknown, "未登记企业成立日期", "登记成立日期")
		} else {
			add("founded", "成立年限", judge(!a.Founded.AddYears(t.YearsOld).After(a.On)), fmt.Sprintf("成立于 %s，方案要求满 %d 年", a.Founded.Chinese(), t.YearsOld), a.Founded.AddYears(t.YearsOld).Chinese()+" 起符合")
		}
	}
	return out
}

// Admit is Examine as a judgement: Refused program.<code> for each condition not met, and for each that cannot be told.
func (p Program) Admit(a Application) error {
	var fs fault.Faults
	for _, c := range p.Examine(a) {
		if c.Outcome != Met {
			fs.Refuse("program."+c.Code, "", "方案“%s”的备案条件“%s”%s：%s；%s", p.Name, c.Title, c.Outcome.Chinese(), c.Reason, c.Cure)
		}
	}
	return fs.Err()
}

// ClaimWindow is from which to which day a claim may be made for a loan overdue since a day; the zero Date for a bound that is not set.
// The day of the default is not counted.
func (t Terms) ClaimWindow(overdue date.Date) (from, to date.Date) {
	if t.WaitingDays > 0 {
		from = overdue.AddDays(t.WaitingDays)
	}
	if t.ClaimDays > 0 {
		to = overdue.AddDays(t.ClaimDays)
	}
	return from, to
}

// CheckClaimDay refuses a claim outside the window: Refused claim.waiting and claim.late.
func (t Terms) CheckClaimDay(overdue, on date.Date) error {
	var fs fault.Faults
	from, to := t.ClaimWindow(overdue)
	if !from.IsZero() && on.Before(from) {
		fs.Refuse("claim.waiting", "on", "逾期等待期 %d 天未满，自 %s 起可以申请补偿", t.WaitingDays, from.Chinese())
	}
	if !to.IsZero() && on.After(to) {
		fs.Refuse("claim.late", "on", "申请补偿期限 %d 天已于 %s 届满，按方案不予补偿", t.ClaimDays, to.Chinese())
	}
	return fs.Err()
}

func until(to date.Date) string {
	if to.IsZero() {
		return "有效"
	}
	return "至 " + to.Chinese() + " 有效"
}

func months(t Terms) string {
	switch {
	case t.MaxMonths == 0:
		return fmt.Sprintf("不短于 %d 个月", t.MinMonths)
	case t.MinMonths == 0:
		return fmt.Sprintf("不超过 %d 个月", t.MaxMonths)
	}
	return fmt.Sprintf("%d 至 %d 个月", t.MinMonths, t.MaxMonths)
}

// list splits a text by the Chinese enumeration comma and its like.
func list(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(text, " ", ""), func(r rune) bool { return strings.ContainsRune("、，,；;", r) })
}

// Capacity is what a pool can still take on.
type Capacity struct {
	Pool     money.Money // balance
	Reserved money.Money // balance of the loans enrolled with it
}

// CheckCapacity holds one more loan against the leverage of each pooled member (海口: 资金池余额的 10 倍): the balance of the enrolled loans
// with this one may not exceed pool × leverage. Refused program.capacity, with the room left. Equal is allowed.
func (p Program) CheckCapacity(have map[string]Capacity, loan money.Money) error {
	var fs fault.Faults
	for _, m := range p.Members {
		if m.pooled() {
			fs.Append("", p.checkPool(m, have[m.ID], loan))
		}
	}
	return fs.Err()
}

// checkPool is CheckCapacity for one member.
func (p Program) checkPool(m Member, c Capacity, loan money.Money) error {
	most := c.Pool.Decimal().Mul(m.Leverage.Decimal())
	sum, err := money.Sum(c.Reserved, loan)
	if err == nil && !sum.Decimal().GreaterThan(most) {
		return nil
	}
	room := most.Sub(c.Reserved.Decimal()).RoundFloor(2)
	if room.IsNegative() {
		room = room.Sub(room)
	}
	return fault.New(fault.Refused, "program.capacity", "", "%s资金池余额 %s 元，放大 %s 倍，已备案贷款余额 %s 元，只能再备案 %s 元；请减少金额或者待资金池补充", m.Role.Chinese(), c.Pool.Format(), m.Leverage, c.Reserved.Format(), room.StringFixed(2))
}
