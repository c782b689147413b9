package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// The two ways in which a new 借据 takes the place of an old one.
const (
	Rollover  = "rollover"  // 无还本续贷: agreed before the old debt falls due
	Refinance = "refinance" // 借新还旧
)

// RenewalForm is what is agreed of a new 借据 that repays an old one.
type RenewalForm struct {
	Kind      string      `json:"kind" label:"续贷方式" choices:"rollover=无还本续贷|refinance=借新还旧"`
	LoanNo    string      `json:"loan_no" label:"旧借据" source:"loans"`
	NewNo     string      `json:"new_no" label:"新借据编号"`
	Amount    money.Money `json:"amount" label:"新借据金额" unit:"元" hint:"等于旧借据余额；要减少的请先登记还款"`
	From      date.Date   `json:"from" label:"新借据起息日"`
	Due       date.Date   `json:"due" label:"新借据到期日"`
	Rate      money.Rate  `json:"rate" label:"新借据年利率"`
	Agreement string      `json:"agreement" label:"新借款合同编号"`
	Signed    date.Date   `json:"signed" label:"新借款合同签订日"`
	Consent   date.Date   `json:"consent" label:"出质人书面同意日" hint:"同意以原质物继续为新贷担保，不晚于新合同签订日（担保制度解释第十六条）"`
	Purpose   bool        `json:"purpose" label:"出质人书面确认知悉新贷用于归还旧贷"`
	Partners  date.Date   `json:"partners,omitzero" label:"风险分担合作方书面同意日" opt:"1" hint:"有风险分担方案的必填"`
	Reason    string      `json:"reason" label:"续贷原因" lines:"2"`
}

// KindName is the kind in Chinese.
func (f RenewalForm) KindName() string {
	return map[string]string{Rollover: "无还本续贷", Refinance: "借新还旧"}[f.Kind]
}

// RenewalR is a renewal proposed, and when Approved is set in force.
type RenewalR struct {
	Form     RenewalForm `json:"form"`
	OldDue   date.Date   `json:"old_due"`
	Proposed Signed      `json:"proposed"`
	Approved *Signed     `json:"approved,omitempty"`
	Opinion  string      `json:"opinion,omitempty"`
	EntryID  string      `json:"entry_id,omitempty"`
	Reversed *Signed     `json:"reversed,omitempty"`
}

// ProposeRenewal 提出续贷: a new 借据 is to repay an old one under the same pledge, which stays registered; what the register says of the
// debt is changed afterwards. It replaces an earlier proposal.
type ProposeRenewal struct{ RenewalForm }

func (ProposeRenewal) Name() Name         { return "ProposeRenewal" }
func (cmd ProposeRenewal) reason() string { return cmd.Reason }
func (cmd ProposeRenewal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	s, f := &c.s, cmd.RenewalForm
	old, known := s.loan(f.LoanNo)
	if !known {
		fs.Invalid("loan.unknown", "loan_no", "请选择本案的借据")
		return ""
	}
	oneOf(fs, "kind", "续贷方式", f.Kind, Rollover, Refinance)
	checkLoanNo(fs, "new_no", f.NewNo)
	if s.knowsLoan(f.NewNo) {
		fs.Invalid("loan.duplicate", "new_no", "借据编号 %s 在本案中用过，请改正", f.NewNo)
	}
	needRate(fs, "rate", "新借据年利率", f.Rate, "0", "0.36")
	needText(fs, "agreement", "新借款合同编号", f.Agreement)
	needText(fs, "reason", "续贷原因", f.Reason)
	pastDate(fs, "from", "新借据起息日", f.From, o.Today)
	pastDate(fs, "signed", "新借款合同签订日", f.Signed, o.Today)
	ordered(fs, "signed", "新借款合同签订日", f.Signed, "旧借据放款日", old.From)
	ordered(fs, "from", "新借据起息日", f.From, "新借款合同签订日", f.Signed)
	ordered(fs, "from", "新借据起息日", f.From, "质押登记日", s.Registration.On)
	s.checkConsents(o, f, fs)
	if f.Kind == Rollover && f.From.After(old.Due) {
		fs.Refuse("renewal.overdue", "from", "旧借据已于 %s 到期，无还本续贷应在到期日前起息；已逾期的请按借新还旧办理或者认定违约", old.Due.Chinese())
	}
	needDate(fs, "due", "新借据到期日", f.Due)
	if !f.Due.IsZero() && !(f.Due.After(old.Due) && f.Due.After(f.From)) {
		fs.Invalid("renewal.due", "due", "新借据到期日应晚于旧借据到期日 %s 和起息日", old.Due.Chinese())
	}
	if s.Extension != nil && s.Extension.Form.LoanNo == f.LoanNo {
		fs.Refuse("renewal.extension", "loan_no", "借据 %s 有待批准的展期，请先批准或者退回", f.LoanNo)
	}
	s.checkRenewal(f, fs)
	if len(*fs) == 0 {
		s.Renewal = &RenewalR{Form: f, OldDue: old.Due, Proposed: o.signed()}
	}
	return ""
}

// knowsLoan reports whether a 借据 of this number is or was in the case.
func (s *State) knowsLoan(no string) bool {
	_, known := s.loan(no)
	return known || slices.ContainsFunc(s.Renewals, func(r RenewalR) bool { return r.Form.NewNo == no })
}

// checkConsents wants those who would otherwise be free of the new debt to have agreed in writing before it was contracted.
func (s *State) checkConsents(o *Occasion, f RenewalForm, fs *fault.Faults) {
	pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
	if f.Consent.After(f.Signed) && !f.Signed.IsZero() {
		fs.Refuse("renewal.consent", "consent", "出质人书面同意日 %s 晚于新借款合同签订日 %s；旧贷的担保人应在新合同订立前同意继续担保（担保制度解释第十六条）", f.Consent.Chinese(), f.Signed.Chinese())
	}
	if !f.Purpose {
		fs.Refuse("renewal.purpose", "purpose", "请取得出质人知悉新贷用于归还旧贷的书面确认（担保制度解释第十六条）")
	}
	if s.Credit.Scheme != nil {
		pastDate(fs, "partners", "风险分担合作方书面同意日", f.Partners, o.Today)
	}
}

// checkRenewal holds the new debt against what secures it, as it stands now: the debt it repays, the lives of the rights, their values
// and caps, and the ceiling.
func (s *State) checkRenewal(f RenewalForm, fs *fault.Faults) {
	switch left := s.balance(loanAccount(f.LoanNo)); {
	case left == 0:
		fs.Refuse("renewal.paid", "loan_no", "借据 %s 已还清，不需要续贷", f.LoanNo)
	case f.Amount != left:
		fs.Refuse("renewal.amount", "amount", "新借据金额 %s 元应等于旧借据余额 %s 元：要减少的请先登记还款，要增加的另行授信", f.Amount.Format(), left.Format())
	}
	for _, r := range s.Intake.Rights {
		if end := r.Expiry(); r.Kind != right.Trademark && !end.IsZero() && f.Due.After(end) {
			fs.Refuse("renewal.beyond", "due", "新借据到期日 %s 晚于“%s”的保护期届满日 %s，请缩短期限或者先置换质物", f.Due.Chinese(), r.Title, end.Chinese())
		}
		if r.Status != right.InForce && !right.IsCopyright(r.Kind) {
			fs.Refuse("renewal.status", "loan_no", "“%s”法律状态为%s，不能以其担保新贷，请先置换质物", r.Title, r.Status.Chinese())
		}
	}
	if until := s.RegisteredUntil(); s.pledgeObject() == "trademark" && f.From.After(until) {
		fs.Refuse("renewal.term_over", "from", "质权登记期限已于 %s 届满，登记可能失效，请先办理质权登记期限延期或者重新登记", until.Chinese())
	}
	if k := s.Intake.Ceiling; k != nil && f.From.After(k.To) {
		fs.Refuse("renewal.ceiling", "from", "最高额质押的债权发生期间已于 %s 届满，此后的新贷不在担保范围", k.To.Chinese())
	}
	if s.Lane == Exempt || len(*fs) > 0 {
		return
	}
	cover, err := s.Coverage(f.From)
	switch {
	case err != nil:
		fs.Append("", err)
	case cover.After.Coverage != "known":
		fs.Refuse("renewal.expired", "from", "质物估值在 %s 已失效，请先重新评估并认定价值", f.From.Chinese())
	case !cover.Before.Covered():
		fs.Refuse("renewal.cap", "amount", "未偿余额超过质押率上限，缺口 %s 元，请先还款或者追加质押", cover.Before.Shortfall.Format())
	}
}

// ApproveRenewal 批准续贷: another person than the proposer; the terms stand in the form to be read. The new 借据 repays the old one in the
// books without any money moving.
type ApproveRenewal struct {
	LoanNo  string      `json:"loan_no" label:"旧借据" source:"loans" readonly:"1"`
	NewNo   string      `json:"new_no" label:"新借据编号" readonly:"1"`
	Amount  money.Money `json:"amount" label:"新借据金额" unit:"元" readonly:"1"`
	Due     date.Date   `json:"due" label:"新借据到期日" readonly:"1"`
	Opinion string      `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApproveRenewal) Name() Name         { return "ApproveRenewal" }
func (cmd ApproveRenewal) reason() string { return cmd.Opinion }
func (cmd ApproveRenewal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	r := *c.s.Renewal
	if f := r.Form; cmd.LoanNo != f.LoanNo || cmd.NewNo != f.NewNo || cmd.Amount != f.Amount || cmd.Due != f.Due {
		fs.Refuse("renewal.changed", "due", "提出的续贷已改为新借据 %s，%s 元，至 %s，与表单不一致，请刷新后核对", f.NewNo, f.Amount.Format(), f.Due.Chinese())
	}
	c.s.checkRenewal(r.Form, fs)
	if len(*fs) > 0 {
		return ""
	}
	f, signed := r.Form, o.signed()
	r.Approved, r.Opinion = &signed, strings.TrimSpace(cmd.Opinion)
	r.EntryID = c.post(o, fs, f.From, f.KindName()+"：新借据 "+f.NewNo+" 归还旧借据 "+f.LoanNo, line(loanAccount(f.NewNo), f.Amount), line(loanAccount(f.LoanNo), -f.Amount))
	c.s.Loans = append(c.s.Loans, Loan{No: f.NewNo, Amount: f.Amount, From: f.From, Due: f.Due, Rate: f.Rate})
	c.s.Renewal = nil
	c.s.Renewals = append(c.s.Renewals, r)
	c.void("ProposeRenewal")
	return ""
}

// ReturnRenewal 退回续贷.
type ReturnRenewal struct{ Return }

func (ReturnRenewal) Name() Name { return "ReturnRenewal" }
func (cmd ReturnRenewal) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Renewal = nil
	c.void("ProposeRenewal")
	return ""
}

// ReverseRenewal 冲正续贷: the last renewal in force, made by mistake, is undone by an entry of today while nothing rests on it yet.
type ReverseRenewal struct{ Return }

func (ReverseRenewal) Name() Name { return "ReverseRenewal" }
func (cmd ReverseRenewal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	r := c.s.lastRenewal()
	f := r.Form
	if left := c.s.balance(loanAccount(f.NewNo)); left != f.Amount {
		fs.Refuse("renewal.repaid", "", "新借据 %s 已有还款，余额 %s 元，不能冲正；请先冲正还款", f.NewNo, left.Format())
	}
	if slices.ContainsFunc(c.s.Repayments, func(p Repayment) bool { return !p.Reversed && p.LoanNo == f.NewNo }) {
		fs.Refuse("renewal.repaid", "", "新借据 %s 已登记付息，不能冲正续贷；请先冲正还款", f.NewNo)
	}
	if slices.ContainsFunc(c.s.Extensions, func(e ExtensionR) bool { return e.Form.LoanNo == f.NewNo }) {
		fs.Refuse("renewal.extended", "", "新借据 %s 已展期，不能冲正续贷", f.NewNo)
	}
	if c.s.Renewal != nil || c.s.Extension != nil {
		fs.Refuse("renewal.pending", "", "有待批准的续贷或者展期，请先退回")
	}
	for _, k := range c.s.Registration.Changes {
		if slices.Contains(k.Renewals, f.NewNo) && (k.Pending() || !k.Registered.IsZero()) {
			fs.Refuse("renewal.registered", "", "新借据 %s 的变更登记已申请，不能冲正续贷；在办的请先撤回", f.NewNo)
		}
	}
	if len(*fs) > 0 {
		return ""
	}
	c.reverse(o, fs, r.EntryID, "冲正"+f.KindName()+" "+f.NewNo+"："+cmd.Reason)
	signed := o.signed()
	r.Reversed = &signed
	c.s.Loans = slices.DeleteFunc(c.s.Loans, func(l Loan) bool { return l.No == f.NewNo })
	c.void("ApproveRenewal")
	return ""
}

// lastRenewal is the last renewal in force, or nil.
func (s *State) lastRenewal() *RenewalR {
	for i := len(s.Renewals) - 1; i >= 0; i-- {
		if s.Renewals[i].Reversed == nil {
			return &s.Renewals[i]
		}
	}
	return nil
}

// RenewalOf is the renewal in force by which a 借据 came to be, nil for one that was paid out.
func (s State) RenewalOf(newNo string) *RenewalR {
	for i := range s.Renewals {
		if s.Renewals[i].Reversed == nil && s.Renewals[i].Form.NewNo == newNo {
			return &s.Renewals[i]
		}
	}
	return nil
}

// renewed reports whether a new 借据 has taken the place of this one.
func (s *State) renewed(no string) bool {
	return slices.ContainsFunc(s.Renewals, func(r RenewalR) bool { return r.Reversed == nil && r.Form.LoanNo == no })
}

// unregisteredRenewals are the 借据 with a balance that came by a renewal and that the register does not name yet. A 最高额质押 covers
// what arises within its period without a change.
func (s *State) unregisteredRenewals() []string {
	var out []string
	for _, r := range s.Renewals {
		no := r.Form.NewNo
		if r.Reversed != nil || s.balance(loanAccount(no)) == 0 || s.Intake.PledgeKind == "maximum" {
			continue
		}
		if s.Registration != nil && slices.Contains(s.Registration.Named, no) {
			continue
		}
		if s.Registration == nil || !slices.ContainsFunc(s.Registration.Changes, func(k RegistrationChangeR) bool { return !k.Registered.IsZero() && slices.Contains(k.Renewals, no) }) {
			out = append(out, no)
		}
	}
	return out
}

// registerBehind says of each debt in what the register does not name it: no day passes on which that is so without an alarm.
func (s *State) registerBehind() []string {
	var out []string
	for _, no := range s.unregisteredRenewals() {
		r := s.RenewalOf(no)
		out = append(out, r.Form.KindName()+"的新借据 "+no+"（"+r.Form.Amount.Format()+" 元，至 "+r.Form.Due.Chinese()+"）")
	}
	if due := s.beyondRegistration(); !due.IsZero() {
		out = append(out, "债务履行期限延至 "+due.Chinese())
	}
	return append(out, s.unregisteredParties()...)
}

// suggestRenewal is a rollover of the first 借据 that is owed, for a year from the day.
func suggestRenewal(s State, today date.Date) RenewalForm {
	f := RenewalForm{Kind: Rollover, From: today, Signed: today}
	for _, l := range s.owedByDue() {
		left := s.balance(loanAccount(l.No))
		if left == 0 {
			continue
		}
		f.LoanNo, f.NewNo, f.Amount, f.Rate, f.Due = l.No, s.NextLoanNo(l.No), left, l.Rate, l.Due.AddYears(1)
		if today.After(l.Due) {
			f.Kind, f.Due = Refinance, today.AddYears(1)
		}
		break
	}
	return f
}

// suggestRenewalChange is the application that names the new 借据 in the register.
func suggestRenewalChange(s State, f *RegistrationChangeForm, renewals []string) {
	last := s.RenewalOf(renewals[len(renewals)-1]).Form
	f.Item, f.Before = ChangeRenewal, "借据 "+last.LoanNo+"，至 "+s.RegisteredUntil().Chinese()+"止"
	f.After = "新借据 " + strings.Join(renewals, "、")
	if s.pledgeObject() != "trademark" {
		f.Due = s.securedUntil()
		f.After += "，至 " + f.Due.Chinese() + "止"
	}
	f.Agreement, f.Signed, f.Consent, f.Reason = last.Agreement, last.Signed, last.Consent, last.KindName()
}

// NextLoanNo is a free number for the 借据 that renews one: JJ01, JJ01-2, JJ01-3.
func (s State) NextLoanNo(no string) string {
	base := no
	if i := strings.LastIndex(no, "-"); i > 0 && s.RenewalOf(no) != nil {
		base = no[:i]
	}
	for n := 2; ; n++ {
		if next := base + "-" + itoa(n); !s.knowsLoan(next) {
			return next
		}
	}
}
