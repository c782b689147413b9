package product

import (
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// Pledged is one right of a credit to be checked: by how much of its value is lent.
type Pledged struct {
	Kind    right.Kind
	Title   string
	Cap     money.Rate
	Haircut money.Rate
	Others  []string // other live cases that hold the right
}

// Loan is a credit to be checked against a version.
type Loan struct {
	Amount money.Money
	Rate   money.Rate
	From   date.Date
	Due    date.Date
	Lane   string // external, internal, negotiated, exempt
	Rights []Pledged
}

// Check adds a fault for everything in the loan that the version does not allow. Each names the field of the credit form and the
// version. A term of n months from a day ends on the same day n months later at the latest.
func (v Version) Check(l Loan, fs *fault.Faults) {
	t := v.Terms
	if l.Amount > t.MaxAmount {
		fs.Refuse("product.amount", "amount", "授信金额 %s 元超过产品“%s”的单笔最高金额 %s 元，请减少金额或更换产品", l.Amount.Format(), v.Label(), t.MaxAmount.Format())
	}
	if l.Rate.Cmp(t.MaxRate) > 0 {
		fs.Refuse("product.rate", "rate", "年利率 %s 超过产品“%s”的上限 %s，请降低利率或更换产品", l.Rate.Percent(), v.Label(), t.MaxRate.Percent())
	}
	if !l.From.IsZero() && !l.Due.IsZero() {
		if last := l.From.AddMonths(t.MaxMonths); l.Due.After(last) {
			fs.Refuse("product.term", "due", "到期日 %s 超过产品“%s”的最长期限 %d 个月，最迟为 %s，请缩短期限或更换产品", l.Due.Chinese(), v.Label(), t.MaxMonths, last.Chinese())
		}
	}
	v.CheckLane(l.Lane, "product", fs)
	for i, r := range l.Rights {
		v.CheckRight(l.Lane, r, fmt.Sprintf("values[%d].", i), fs)
	}
}

// CheckLane refuses, at path, a lane of valuation that the version does not allow.
func (v Version) CheckLane(lane, path string, fs *fault.Faults) {
	if !v.Terms.Allows(lane) {
		fs.Refuse("product.lane", path, "产品“%s”不允许以该估值通道办理，允许的通道：%s；请更换产品或估值通道", v.Label(), v.Terms.Lanes())
	}
}

// CheckRight adds the faults of one right, at the fields ref, cap and haircut behind prefix. Without a value, by the lane 免评估, no cap has
// to hold and the faults stand at the product.
func (v Version) CheckRight(lane string, r Pledged, prefix string, fs *fault.Faults) {
	exempt := lane == "exempt"
	at := func(field string) string {
		if exempt {
			return "product"
		}
		return prefix + field
	}
	limit, taken := v.Terms.CapOf(r.Kind)
	switch {
	case !taken:
		fs.Refuse("product.kind", at("cap"), "产品“%s”不接受%s（“%s”），请更换权利或产品", v.Label(), r.Kind, r.Title)
	case exempt:
	default:
		if r.Cap.Cmp(limit.Cap) > 0 {
			fs.Refuse("product.cap", at("cap"), "%s质押率 %s 超过产品“%s”的上限 %s", r.Kind, r.Cap.Percent(), v.Label(), limit.Cap.Percent())
		}
		if r.Haircut.Cmp(limit.Haircut) < 0 {
			fs.Refuse("product.haircut", at("haircut"), "%s价值折扣 %s 低于产品“%s”的最低折扣 %s", r.Kind, r.Haircut.Percent(), v.Label(), limit.Haircut.Percent())
		}
	}
	if len(r.Others) > 0 && !r.Kind.Patent() && !v.Terms.Shared { // for patents the register itself refuses, whatever the product says
		fs.Refuse("product.shared", at("ref"), "“%s”已在其他案件出质，产品“%s”不允许一项权利为多笔债权出质，请更换权利或产品", r.Title, v.Label())
	}
}
