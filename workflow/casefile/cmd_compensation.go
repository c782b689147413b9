package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

// CompensationForm is the lender's claim on the partners.
type CompensationForm struct {
	AsOf      date.Date `json:"as_of" label:"损失计算日"`
	Papers    string    `json:"papers" label:"附送材料" lines:"2"`
	Statement string    `json:"statement" label:"申请事由" lines:"3"`
}

// ApplyCompensation 申请风险补偿: the loss is the claim less what has been recovered, shared by the scheme the case was
// enrolled under. The share is computed on the loss, never on the exposure.
type ApplyCompensation struct{ CompensationForm }

func (ApplyCompensation) Name() Name { return "ApplyCompensation" }
func (cmd ApplyCompensation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "as_of", "损失计算日", cmd.AsOf, o.Today)
	ordered(fs, "as_of", "损失计算日", cmd.AsOf, "债权计算截止日", c.s.Claim.Form.AsOf)
	needText(fs, "papers", "附送材料", cmd.Papers)
	needText(fs, "statement", "申请事由", cmd.Statement)
	principal, interest, costs := c.s.unpaidClaim()
	if principal+interest+costs == 0 {
		fs.Refuse("loss.nothing", "", "债权已全部受偿，没有可申请补偿的损失")
	}
	if len(*fs) > 0 {
		return ""
	}
	ip := c.s.Credit.Form.IPShare
	scheme := c.schemeNow(o, fs)
	if r := c.s.Credit.Program; r != nil && c.s.Default != nil {
		fs.Append("", r.Program.Terms.CheckClaimDay(c.s.Default.Form.On, o.Today))
	}
	if len(*fs) > 0 {
		return ""
	}
	req := riskshare.Request{Scheme: scheme, Loss: riskshare.Loss{Principal: principal, Interest: interest, Costs: costs, IPShare: &ip}}
	res, err := riskshare.Allocate(req)
	if err != nil {
		fs.Append("", err)
		return ""
	}
	claim := &CompClaimR{Form: cmd.CompensationForm, Request: req, Result: res, Applied: o.signed()}
	for _, e := range c.s.Credit.Enrolments {
		for _, part := range res.Parts {
			if part.ID == e.Org.ID {
				claim.Shares = append(claim.Shares, ShareR{Org: e.Org, Party: part.ID, Amount: part.Amount, LimitedBy: string(part.LimitedBy)})
			}
		}
	}
	c.s.CompClaim = claim
	return ""
}

// schemeNow is the scheme with what its parties have borne, and what their pools hold, today; as agreed where no program is used.
func (c *Case) schemeNow(o *Occasion, fs *fault.Faults) riskshare.Scheme {
	r := c.s.Credit.Program
	if r == nil {
		return *c.s.Credit.Scheme
	}
	if o.Partners == nil {
		fs.Refuse("program.unknown", "", "合作账簿无法读取，不能计算分担")
		return riskshare.Scheme{}
	}
	scheme, err := r.SchemeOf(c.s.Lender.ID, r.Uses(o.Partners, c.s.facts(o, 0)))
	fs.Append("", err)
	return scheme
}

// checkStanding refuses a claim whose shares are no longer what the books say: another claim has taken of the same pool or cap meanwhile.
func (c *Case) checkStanding(o *Occasion, fs *fault.Faults) {
	if c.s.Credit.Program == nil {
		return
	}
	req := c.s.CompClaim.Request
	if req.Scheme = c.schemeNow(o, fs); len(*fs) > 0 {
		return
	}
	now, err := riskshare.Allocate(req)
	if err != nil {
		fs.Append("", err)
		return
	}
	for i, part := range now.Parts {
		if was := c.s.CompClaim.Result.Parts[i]; part.Amount < was.Amount {
			name := part.ID
			for _, e := range c.s.Credit.Enrolments {
				if e.Org.ID == part.ID {
					name = e.Org.Name
				}
			}
			fs.Refuse("claim.stale", "", "申请后其他案件已占用%s的额度：申请时应分担 %s 元，现在只能分担 %s 元；请“退回补偿申请”，由贷款银行重新计算", name, was.Amount.Format(), part.Amount.Format())
		}
	}
}

// unpaidClaim is what is still owed of the claim after the distribution of proceeds, if there was one.
func (s *State) unpaidClaim() (principal, interest, costs money.Money) {
	principal = s.Outstanding()
	interest, costs = s.Claim.Form.Interest+s.Claim.Form.Penalty, s.Claim.Form.Costs
	if s.Proceeds == nil {
		return principal, interest, costs
	}
	interest, costs = 0, 0
	for _, l := range s.Proceeds.Result.Lines {
		switch l.To {
		case "costs":
			costs += l.Due - l.Paid
		case "interest", "penalty":
			interest += l.Due - l.Paid
		}
	}
	return principal, interest, costs
}

// WithdrawCompensation 撤回补偿申请.
type WithdrawCompensation struct{ Return }

func (WithdrawCompensation) Name() Name { return "WithdrawCompensation" }
func (cmd WithdrawCompensation) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.resetCompensation()
	return ""
}

// ReturnCompensation 退回补偿申请: the operator, a partner that disputes its share, or the authority sends the claim back.
type ReturnCompensation struct{ Return }

func (ReturnCompensation) Name() Name { return "ReturnCompensation" }
func (cmd ReturnCompensation) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.resetCompensation()
	return ""
}

func (c *Case) resetCompensation() {
	c.s.CompClaim = nil
	c.void("ApplyCompensation", "ExamineCompensation", "ConfirmShare")
}

// ExamineCompensation 审核补偿申请: the fund's operator examines papers, limits and the calculation.
type ExamineCompensation struct {
	Papers   bool   `json:"papers" label:"申请材料齐全、真实"`
	Enrolled bool   `json:"enrolled" label:"贷款已备案且在备案期内"`
	Figures  bool   `json:"figures" label:"损失与分担计算已复核"`
	Opinion  string `json:"opinion" label:"审核意见" lines:"3"`
}

func (ExamineCompensation) Name() Name         { return "ExamineCompensation" }
func (cmd ExamineCompensation) reason() string { return cmd.Opinion }
func (cmd ExamineCompensation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审核意见", cmd.Opinion)
	if !cmd.Papers || !cmd.Enrolled || !cmd.Figures {
		fs.Refuse("compensation.examine", "papers", "材料、备案、计算三项须全部审核通过；不符的请“退回补偿申请”并写明原因")
	}
	c.s.CompClaim.Examined = &Opinion{Agree: true, Text: cmd.Opinion, By: o.signed()}
	return ""
}

// ConfirmShare 确认分担: each partner confirms its own amount by its own approver; the last confirmation moves the claim on.
type ConfirmShare struct {
	Amount money.Money `json:"amount" label:"本方应分担金额" unit:"元" readonly:"1"`
	Agree  bool        `json:"agree" label:"确认上述金额"`
	Note   string      `json:"note" label:"说明" opt:"1"`
}

func (ConfirmShare) Name() Name         { return "ConfirmShare" }
func (cmd ConfirmShare) reason() string { return cmd.Note }
func (cmd ConfirmShare) do(c *Case, o *Occasion, fs *fault.Faults) string {
	i := c.s.shareOf(o.Actor.OrgID)
	if i < 0 {
		fs.Refuse("share.none", "", "贵机构在本案没有分担份额")
		return ""
	}
	share := &c.s.CompClaim.Shares[i]
	if share.Confirmed != nil {
		fs.Refuse("share.twice", "", "%s已确认分担", share.Org.Name)
	}
	if cmd.Amount != share.Amount {
		fs.Refuse("share.amount", "amount", "本方应分担 %s 元，与表单不一致；请刷新后核对，有异议请“退回补偿申请”", share.Amount.Format())
	}
	if !cmd.Agree {
		fs.Invalid("share.agree", "agree", "确认请勾选；有异议请“退回补偿申请”并写明原因")
	}
	signed := o.signed()
	share.Confirmed = &signed
	if slices.ContainsFunc(c.s.CompClaim.Shares, func(x ShareR) bool { return x.Confirmed == nil }) {
		return string(CompExamined)
	}
	return string(CompConfirmed)
}

// shareOf is the index of the organisation's share in the claim, or −1.
func (s *State) shareOf(orgID string) int {
	if s.CompClaim == nil {
		return -1
	}
	return slices.IndexFunc(s.CompClaim.Shares, func(x ShareR) bool { return x.Org.ID == orgID })
}

// DecideCompensation 审定补偿: by the authority of the scheme.
type DecideCompensation struct {
	Approve bool   `json:"approve" label:"同意补偿（不勾选即不予补偿）" opt:"1"`
	Number  string `json:"number" label:"审批文号"`
	Opinion string `json:"opinion" label:"审定意见" lines:"3"`
}

func (DecideCompensation) Name() Name         { return "DecideCompensation" }
func (cmd DecideCompensation) reason() string { return cmd.Opinion }
func (cmd DecideCompensation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "number", "审批文号", cmd.Number)
	needText(fs, "opinion", "审定意见", cmd.Opinion)
	if cmd.Approve {
		c.checkStanding(o, fs)
	}
	c.s.CompClaim.Decided = &Opinion{Agree: cmd.Approve, Text: cmd.Opinion, By: o.signed()}
	c.s.CompClaim.Number = cmd.Number
	if cmd.Approve {
		return string(CompDecided)
	}
	c.void("ApplyCompensation", "ExamineCompensation", "ConfirmShare")
	return string(CompRefused)
}

// PayShare 拨付分担款: each partner pays its own share; the last payment closes the track.
type PayShare struct {
	On      date.Date   `json:"on" label:"拨付日"`
	Amount  money.Money `json:"amount" label:"拨付金额" unit:"元" readonly:"1"`
	Voucher string      `json:"voucher" label:"付款凭证号"`
}

func (PayShare) Name() Name { return "PayShare" }
func (cmd PayShare) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "拨付日", cmd.On, o.Today)
	ordered(fs, "on", "拨付日", cmd.On, "审定日", c.s.CompClaim.Decided.By.On)
	needText(fs, "voucher", "付款凭证号", cmd.Voucher)
	i := c.s.shareOf(o.Actor.OrgID)
	if i < 0 {
		fs.Refuse("share.none", "", "贵机构在本案没有分担份额")
		return ""
	}
	share := &c.s.CompClaim.Shares[i]
	if share.Paid != nil {
		fs.Refuse("share.paid", "", "%s已拨付，不能重复拨付", share.Org.Name)
	}
	if share.Unpaid != nil {
		fs.Refuse("share.unpaid", "", "%s已登记为未拨付，请先由贷款银行冲正该登记", share.Org.Name)
	}
	if cmd.Amount != share.Amount {
		fs.Refuse("share.amount", "amount", "应拨付 %s 元，请核对", share.Amount.Format())
	}
	c.checkPool(share, o, fs)
	if len(*fs) > 0 {
		return ""
	}
	if share.Amount > 0 {
		share.EntryID = c.post(o, fs, cmd.On, "风险分担 "+share.Org.Name, line(cashOf(c.s.Lender.ID), share.Amount), line(shareAccount(share.Org), -share.Amount))
	}
	signed := o.signed()
	share.Paid, share.PaidOn, share.Voucher = &signed, cmd.On, cmd.Voucher
	return c.endOfShares(o, fs, cmd.On)
}

// checkPool refuses to pay out of a pool more than it holds, whatever was decided: two claims at two desks never overdraw it.
func (c *Case) checkPool(share *ShareR, o *Occasion, fs *fault.Faults) {
	r := c.s.Credit.Program
	if r == nil || share.Amount == 0 || !r.Pooled(share.Org.ID, c.s.Lender.ID) {
		return
	}
	if o.Partners == nil {
		fs.Refuse("program.unknown", "", "合作账簿无法读取，不能拨付")
		return
	}
	if pool, _ := riskshare.PoolBalance(o.Partners, share.Org.ID, r.Key()); pool < share.Amount {
		fs.Refuse("pool.overdrawn", "amount", "资金池余额 %s 元，不足以拨付 %s 元；请先补充资金池，或由贷款银行“登记未拨付”", pool.Format(), share.Amount.Format())
	}
}

// openShare is the index of the first share that neither was paid nor is known not to be, or −1.
func (s *State) openShare() int {
	if s.CompClaim == nil {
		return -1
	}
	return slices.IndexFunc(s.CompClaim.Shares, func(x ShareR) bool { return !x.settled() })
}

// endOfShares is the state of the track after a share was settled: the last one ends it. Where nobody paid anything the claim
// has come to nothing and may be made again.
func (c *Case) endOfShares(o *Occasion, fs *fault.Faults, on date.Date) string {
	shares := c.s.CompClaim.Shares
	if c.s.openShare() >= 0 {
		return string(CompDecided)
	}
	unpaid := slices.ContainsFunc(shares, func(x ShareR) bool { return x.Unpaid != nil })
	paid := slices.ContainsFunc(shares, func(x ShareR) bool { return x.Paid != nil && x.Amount > 0 })
	if unpaid && !paid {
		c.void("ApplyCompensation", "ExamineCompensation", "ConfirmShare")
		return string(CompRefused)
	}
	if came := c.s.unreturned(); came > 0 { // the debtor paid while the claim was being handled
		c.shareRecovery(o, fs, "PayShare", on, "补偿办理期间回款", came, 0, 0)
	}
	return string(CompPaid)
}

// RecordUnpaidShare 登记未拨付: a partner does not pay what was decided. Its share counts as ended; what it should have borne
// stays the lender's loss, and later recoveries go back to those who paid.
type RecordUnpaidShare struct {
	OrgID  string    `json:"org_id" label:"未拨付的合作方" source:"orgs:bank,guarantor,fund,insurer,appraisal"`
	On     date.Date `json:"on" label:"确认日"`
	Reason string    `json:"reason" label:"未拨付的原因" lines:"2"`
}

func (RecordUnpaidShare) Name() Name         { return "RecordUnpaidShare" }
func (cmd RecordUnpaidShare) reason() string { return cmd.Reason }
func (cmd RecordUnpaidShare) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "确认日", cmd.On, o.Today)
	ordered(fs, "on", "确认日", cmd.On, "审定日", c.s.CompClaim.Decided.By.On)
	needText(fs, "reason", "未拨付的原因", cmd.Reason)
	i := c.s.shareOf(cmd.OrgID)
	if i < 0 {
		fs.Invalid("share.none", "org_id", "请选择在本案有分担份额的合作方")
		return ""
	}
	share := &c.s.CompClaim.Shares[i]
	if share.settled() {
		fs.Refuse("share.paid", "org_id", "%s已拨付或已登记为未拨付，请选择其他合作方", share.Org.Name)
	}
	if len(*fs) > 0 {
		return ""
	}
	share.Unpaid = &Opinion{Text: cmd.Reason, By: o.signed()}
	return c.endOfShares(o, fs, cmd.On)
}
