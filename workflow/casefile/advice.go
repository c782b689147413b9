package casefile

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

// MaturityAct is what is proposed for a loan that falls due.
type MaturityAct string

const (
	ActRollover  MaturityAct = Rollover    // 无还本续贷
	ActRefinance MaturityAct = Refinance   // 借新还旧
	ActExtend    MaturityAct = "extension" // 展期
	ActSettle    MaturityAct = "settle"    // 结清
)

// Chinese is the act in words.
func (a MaturityAct) Chinese() string {
	return map[MaturityAct]string{ActRollover: "无还本续贷", ActRefinance: "借新还旧", ActExtend: "展期", ActSettle: "结清"}[a]
}

// MaturityActs lists the acts in the order of the choice.
func MaturityActs() []MaturityAct {
	return []MaturityAct{ActRollover, ActRefinance, ActExtend, ActSettle}
}

// DueLoan is a 借据 that falls due, with what secures it and what is proposed.
type DueLoan struct {
	Loan    Loan            `json:"loan"`
	Owed    money.Money     `json:"owed"`
	Cover   pledge.Position `json:"cover"`    // of the whole case on the day
	ByValue bool            `json:"by_value"` // false: 免评估, the pledge is not managed by value

	RightsEnd  date.Date `json:"rights_end,omitzero"`  // earliest end of a patent or a copyright
	MarkTerm   date.Date `json:"mark_term,omitzero"`   // registered term of the pledge of marks
	ValueUntil date.Date `json:"value_until,omitzero"` // earliest end of a valuation

	Act     MaturityAct `json:"act"`
	NewDue  date.Date   `json:"new_due,omitzero"` // as proposed; zero for 结清
	NewNo   string      `json:"new_no"`           // free number for a new 借据
	Why     string      `json:"why"`
	Missing []string    `json:"missing,omitempty"` // what stands against a renewal, or is to be obtained for it
	Pending string      `json:"pending,omitempty"` // what has been proposed already and waits for approval
}

// DueWithin lists the 借据 that are owed and fall due until the day, overdue ones too, the nearest first.
func (s State) DueWithin(today, until date.Date) []DueLoan {
	if s.Stage != InPledge {
		return nil
	}
	var out []DueLoan
	for _, l := range s.owedByDue() {
		if left := s.balance(loanAccount(l.No)); left > 0 && !l.Due.After(until) {
			out = append(out, s.dueLoan(l, left, today))
		}
	}
	return out
}

func (s *State) dueLoan(l Loan, left money.Money, today date.Date) DueLoan {
	d := DueLoan{Loan: l, Owed: left, ByValue: s.Lane != Exempt, NewNo: s.NextLoanNo(l.No)}
	if cover, err := s.Coverage(today); err == nil {
		d.Cover = cover.Before
	} else {
		d.Missing = append(d.Missing, err.Error())
	}
	earlier := func(at *date.Date, day date.Date) {
		if !day.IsZero() && (at.IsZero() || day.Before(*at)) {
			*at = day
		}
	}
	for _, r := range s.Intake.Rights {
		if r.Kind == right.Trademark {
			d.MarkTerm = s.RegisteredUntil()
		} else {
			earlier(&d.RightsEnd, r.Expiry())
		}
		if d.ByValue {
			earlier(&d.ValueUntil, s.ValueUntil(r.Ref))
		}
	}
	d.advise(s, today)
	return d
}

// advise proposes: a renewal for a year when all holds; an extension to the end of the rights when they end within that year; 借新还旧 for
// a debt past due; 结清 when the security does not carry a longer debt at all. What stands against it is found by the rules of the act.
func (d *DueLoan) advise(s *State, today date.Date) {
	l := d.Loan
	d.Act, d.NewDue, d.Why = ActRollover, l.Due.AddYears(1), "质权有效，权利存续期和估值足以担保续贷"
	if today.After(l.Due) {
		d.Act, d.NewDue, d.Why = ActRefinance, today.AddYears(1), "债务已逾期"
	}
	if end := d.RightsEnd; !end.IsZero() && d.NewDue.After(end) {
		d.Act, d.NewDue, d.Why = ActExtend, end, "权利于 "+end.Chinese()+" 届满，只能展至该日"
	}
	if !d.NewDue.After(l.Due) || !d.NewDue.After(today) {
		d.Act, d.NewDue, d.Why = ActSettle, date.Date{}, "权利存续期不足以担保更长的债务"
	}
	f := RenewalForm{Kind: Rollover, LoanNo: l.No, Amount: d.Owed, From: today, Due: d.NewDue}
	if d.Act == ActSettle {
		f.Due = l.Due
	}
	var fs fault.Faults
	s.checkRenewal(f, &fs)
	for _, x := range fs {
		d.Missing = append(d.Missing, x.Message)
		if d.Act != ActSettle {
			d.Why = "补齐所缺条件后可以办理"
		}
		if x.Code == "renewal.status" || x.Code == "renewal.cap" || x.Code == "renewal.ceiling" {
			d.Act, d.NewDue, d.Why = ActSettle, date.Date{}, "现有担保不能支持续贷；补充担保后可以重新考虑"
		}
	}
	if d.ByValue && !d.ValueUntil.IsZero() && !d.ValueUntil.Before(today) && d.ValueUntil.Before(l.Due) {
		d.Missing = append(d.Missing, "估值将于 "+d.ValueUntil.Chinese()+" 失效，早于到期日，请在失效前办理或者重新评估")
	}
	if names := s.registerBehind(); len(names) > 0 {
		d.Missing = append(d.Missing, "登记簿尚未记载前次续贷或者展期，请先变更登记")
	}
	if d.Act != ActSettle {
		d.Missing = append(d.Missing, "出质人书面同意")
		if s.Credit != nil && s.Credit.Scheme != nil && d.Act != ActExtend {
			d.Missing = append(d.Missing, "风险分担合作方书面同意")
		}
	}
	switch {
	case s.Renewal != nil && s.Renewal.Form.LoanNo == l.No:
		d.Pending = "已提出" + s.Renewal.Form.KindName() + "，待批准"
	case s.Extension != nil && s.Extension.Form.LoanNo == l.No:
		d.Pending = "已提出展期，待批准"
	}
}
