package pledge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// TermRight is a covered right with the last day of its own term; not given for what can be renewed (a mark) or is not known to end.
type TermRight struct {
	CoveredRight
	Ref  string    `json:"ref,omitempty"` // how the answer names it; "" means by its place
	Ends date.Date `json:"ends,omitzero"`
}

// WhatIfRequest asks what a change of debt or security would make of the coverage (质押覆盖测算). Nothing in it is done.
type WhatIfRequest struct {
	Outstanding money.Money `json:"outstanding"`
	On          date.Date   `json:"on"`
	Due         date.Date   `json:"due,omitzero"` // end of the debt as agreed; not given: terms are not looked at
	Rights      []TermRight `json:"rights"`

	Repay   money.Money `json:"repay,omitempty"`   // 提前归还
	Add     []TermRight `json:"add,omitempty"`     // 追加质押
	Release []int       `json:"release,omitempty"` // 部分注销: places in Rights, from 0
	NewDue  date.Date   `json:"new_due,omitzero"`  // 缩短（延长）期限
	New     *NewRight   `json:"new,omitempty"`     // cap and haircut of the right that NeededValue asks for
	Policy  string      `json:"-"`                 // what the caller calls the rule, for the messages
}

// Position is how the debt stands against the security on the day. Ratio is outstanding ÷ lendable, to four digits; the
// amounts are null while the coverage is unknown, the ratio also when nothing may be lent.
type Position struct {
	Coverage    string       `json:"coverage"` // known, unknown
	Outstanding money.Money  `json:"outstanding"`
	Lendable    *money.Money `json:"lendable"`
	Room        *money.Money `json:"room"` // lendable − outstanding; negative is the shortfall
	Shortfall   *money.Money `json:"shortfall"`
	Ratio       *money.Rate  `json:"ratio"`
}

// Covered reports whether the debt is known to stand within the caps.
func (p Position) Covered() bool { return p.Shortfall != nil && *p.Shortfall == 0 }

// WhatIfResponse holds the position before and after, and what would restore the caps after the change: to repay so much, or
// to pledge a right of such a value (nil without New), or to have the debt end by a day (not given when no day helps). All
// three are zero when the debt is covered, nil when the coverage is unknown.
type WhatIfResponse struct {
	Before      Position        `json:"before"`
	After       Position        `json:"after"`
	RepayNeeded *money.Money    `json:"repay_needed"`
	NeededValue *money.Money    `json:"needed_value"`
	EndBy       date.Date       `json:"end_by,omitzero"`
	Alarms      []CoverageAlarm `json:"alarms"`
}

// Remedies says in Chinese what would restore the caps: each line alone is enough.
func (r WhatIfResponse) Remedies() []string {
	switch {
	case r.After.Coverage == "unknown":
		return []string{"质押覆盖情况未知，请先重新评估失效的权利"}
	case r.After.Covered():
		return []string{"覆盖充足，余量 " + r.After.Room.Format() + " 元"}
	}
	out := []string{"提前归还本金不少于 " + r.RepayNeeded.Format() + " 元，或者"}
	if r.NeededValue != nil {
		out = append(out, "追加权利的认定价值不少于 "+r.NeededValue.Format()+" 元，或者")
	}
	if !r.EndBy.IsZero() {
		out = append(out, "债务到期日提前到 "+r.EndBy.Chinese()+"，或者")
	}
	out[len(out)-1] = strings.TrimSuffix(out[len(out)-1], "，或者")
	return out
}

// WhatIf computes the coverage as TopUp does, with three differences. Lendable is rounded down, so that covered means covered in
// full. A right whose term ends before the debt does not count, since
// the register would refuse it (专利权质押登记办法 11(6)); so shortening the term can restore the cap. And NeededValue is the least
// value, to the fen, that restores the cap: a fen less does not.
func WhatIf(r WhatIfRequest) (WhatIfResponse, error) {
	if err := r.check(); err != nil {
		return WhatIfResponse{}, err
	}
	out := WhatIfResponse{Alarms: []CoverageAlarm{}}
	before, err := r.stand(r.Outstanding, r.Rights, r.Due)
	if err != nil {
		return WhatIfResponse{}, err
	}
	rights, due, owed := r.after()
	after, err := r.stand(owed, rights, due)
	if err != nil {
		return WhatIfResponse{}, err
	}
	out.Before, out.After = before.Position, after.Position
	out.Alarms = append(out.Alarms, after.alarms...)
	if out.After.Coverage == "unknown" {
		return out, nil
	}
	short := *out.After.Shortfall
	out.RepayNeeded = &short
	if short == 0 {
		zero := money.Money(0)
		out.NeededValue = &zero
		return out, nil
	}
	if r.New != nil {
		if out.NeededValue, err = leastValue(owed, after.sum, advance(r.New.Cap, r.New.Haircut)); err != nil {
			return WhatIfResponse{}, err
		}
	}
	out.EndBy = r.endBy(owed, rights, due)
	return out, nil
}

// after is the security, the end and the amount of the debt when the change is done.
func (r WhatIfRequest) after() ([]TermRight, date.Date, money.Money) {
	var rights []TermRight
	for i, one := range r.Rights {
		if !slices.Contains(r.Release, i) {
			rights = append(rights, one)
		}
	}
	due := r.Due
	if !r.NewDue.IsZero() {
		due = r.NewDue
	}
	return append(rights, r.Add...), due, r.Outstanding - r.Repay
}

// standing is a position with the exact sum it was rounded from.
type standing struct {
	Position
	sum    decimal.Decimal
	alarms []CoverageAlarm
}

func (r WhatIfRequest) stand(owed money.Money, rights []TermRight, due date.Date) (standing, error) {
	out := standing{Position: Position{Coverage: "known", Outstanding: owed}}
	for i, one := range rights {
		at, name := rightPath(i), one.Ref
		if name == "" {
			name = fmt.Sprintf("第 %d 项权利", i+1)
		}
		switch {
		case one.outlived(due):
			out.alarms = append(out.alarms, CoverageAlarm{"coverage.outlived", "high", at + ".ends", fmt.Sprintf(
				"%s的期限 %s 届满，早于债务到期日 %s，不能计入；请缩短期限或更换质物", name, one.Ends.Chinese(), due.Chinese())})
		case one.ValidUntil.Before(r.On):
			out.Coverage = "unknown"
			out.alarms = append(out.alarms, CoverageAlarm{"coverage.unknown", "highest", at + ".valid_until", staleMessage(i, one.CoveredRight)})
		default:
			out.sum = out.sum.Add(one.lends())
		}
	}
	if out.Coverage == "unknown" {
		return out, nil
	}
	lendable, err := money.FromDecimal(out.sum.RoundFloor(2))
	if err != nil {
		var fs fault.Faults
		fs.Append("rights", err)
		return standing{}, fs
	}
	room, short := lendable-owed, max(0, owed-lendable)
	out.Lendable, out.Room, out.Shortfall = &lendable, &room, &short
	if lendable > 0 {
		ratio := money.RateOf(owed.Decimal().DivRound(lendable.Decimal(), 4))
		out.Ratio = &ratio
	}
	if short > 0 {
		out.alarms = append(out.alarms, CoverageAlarm{"coverage.shortfall", "high", "", fmt.Sprintf(
			"可覆盖金额 %s 元低于未偿余额 %s 元，缺口 %s 元", lendable.Format(), owed.Format(), short.Format())})
	}
	return out, nil
}

// outlived reports whether the debt runs on after the right has ended.
func (t TermRight) outlived(due date.Date) bool {
	return !due.IsZero() && !t.Ends.IsZero() && due.After(t.Ends)
}

func (t TermRight) lends() decimal.Decimal { return t.Value.Decimal().Mul(advance(t.Cap, t.Haircut)) }

// leastValue is the least value v, in whole fen, with sum + v × per ≥ owed.
func leastValue(owed money.Money, sum, per decimal.Decimal) (*money.Money, error) {
	q, rest := owed.Decimal().Sub(sum).QuoRem(per, 2)
	if rest.Sign() > 0 {
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

// endBy is the latest end of the debt, before the one that is asked about, with which the rights that then outlive it cover it.
func (r WhatIfRequest) endBy(owed money.Money, rights []TermRight, due date.Date) date.Date {
	var ends []date.Date
	for _, one := range rights {
		if one.outlived(due) && !one.Ends.Before(r.On) {
			ends = append(ends, one.Ends)
		}
	}
	slices.SortFunc(ends, func(a, b date.Date) int { return b.Compare(a) })
	for _, end := range ends {
		if p, err := r.stand(owed, rights, end); err == nil && p.Covered() {
			return end
		}
	}
	return date.Date{}
}

func (r WhatIfRequest) check() error {
	var fs fault.Faults
	base := TopUpRequest{Outstanding: r.Outstanding, On: r.On, New: r.New}
	for _, one := range r.Rights {
		base.Rights = append(base.Rights, one.CoveredRight)
	}
	fs.Append("", base.check())
	added := TopUpRequest{On: date.Must("2000-01-01")} // the day was looked at above
	for _, one := range r.Add {
		added.Rights = append(added.Rights, one.CoveredRight)
	}
	for _, f := range fault.Of(added.check()) {
		f.Path = "add" + f.Path[len("rights"):]
		fs = append(fs, f)
	}
	switch {
	case r.Repay < 0:
		fs.Invalid("amount.negative", "repay", "提前归还的金额不能为负")
	case r.Repay > r.Outstanding && r.Outstanding >= 0:
		fs.Invalid("whatif.repay", "repay", "提前归还 %s 元超过未偿余额 %s 元", r.Repay.Format(), r.Outstanding.Format())
	}
	for i, at := range r.Release {
		path := fmt.Sprintf("release[%d]", i)
		switch {
		case at < 0 || at >= len(r.Rights):
			fs.Invalid("whatif.release", path, "要解除的权利序号 %d 不存在（共 %d 项，从 0 起）", at, len(r.Rights))
		case slices.Contains(r.Release[:i], at):
			fs.Invalid("whatif.release", path, "要解除的权利序号 %d 重复", at)
		}
	}
	for _, d := range []struct {
		path, label string
		day         date.Date
	}{{"due", "债务到期日", r.Due}, {"new_due", "变更后的债务到期日", r.NewDue}} {
		if d.path == "new_due" && !d.day.IsZero() && d.day.Before(r.On) {
			fs.Invalid("date.order", d.path, "%s %s 早于计算日 %s，请核对", d.label, d.day.Chinese(), r.On.Chinese())
		}
	}
	return fs.Err()
}
