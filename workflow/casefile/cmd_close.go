package casefile

import (
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/disposal"
	"zhiya/workflow/ledger"
	"zhiya/workflow/riskshare"
)

// ProceedsForm is what the distribution needs beside the claim.
type ProceedsForm struct {
	On       date.Date         `json:"on" label:"分配日"`
	Costs    money.Money       `json:"costs" label:"处置费用、税费及已垫付费用" unit:"元"`
	Interest money.Money       `json:"interest" label:"利息（截至分配日）" unit:"元"`
	Penalty  money.Money       `json:"penalty" label:"罚息、复利、违约金" unit:"元"`
	Order    string            `json:"order" label:"清偿顺序" choices:"law=费用→利息→罚息→本金（默认）|principal_first=费用→本金→利息→罚息（合同约定）"`
	Juniors  []disposal.Junior `json:"juniors" label:"后顺位登记债权" opt:"1"`
}

var orders = map[string][]disposal.Item{
	"law":             {disposal.Costs, disposal.Interest, disposal.Penalty, disposal.Principal},
	"principal_first": {disposal.Costs, disposal.Principal, disposal.Interest, disposal.Penalty},
}

// DistributeProceeds 分配价款: by the agreed order, else 民法典 389 and 561; the surplus is the pledgor's (438). What falls to a
// principal that the partners have compensated goes back to all who bore it, in proportion to what each bore.
type DistributeProceeds struct{ ProceedsForm }

func (DistributeProceeds) Name() Name { return "DistributeProceeds" }
func (cmd DistributeProceeds) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.ProceedsForm
	pastDate(fs, "on", "分配日", f.On, o.Today)
	ordered(fs, "on", "分配日", f.On, "权利转移登记日", c.s.DisposalPlan.Delivery.TransferOn)
	mayAmount(fs, "costs", "处置费用", f.Costs)
	mayAmount(fs, "interest", "利息", f.Interest)
	mayAmount(fs, "penalty", "罚息", f.Penalty)
	for i, j := range f.Juniors {
		if !loanNumber.MatchString(j.ID) { // it names an account of the ledger
			fs.Invalid("junior.name", fmt.Sprintf("juniors[%d].id", i), "后顺位债权人名称应为 1 至 64 个字符，不含空格和冒号")
		}
	}
	order, known := orders[f.Order]
	if !known {
		fs.Invalid("choice", "order", "请选择清偿顺序")
	}
	if c.s.Compensation != CompNone && c.s.Compensation != CompPaid && c.s.Compensation != CompRefused {
		fs.Refuse("distribution.pending", "", "风险补偿正在办理（%s），请待拨付或撤回后再分配价款，以免重复受偿", c.s.Compensation)
	}
	if len(*fs) > 0 {
		return ""
	}
	proceeds := -c.s.balance(proceedsHeld)
	req := disposal.WaterfallRequest{Proceeds: proceeds, Order: order, Costs: f.Costs, Interest: f.Interest, Penalty: f.Penalty,
		Principal: c.s.Outstanding(), Juniors: f.Juniors}
	res, err := disposal.Waterfall(req)
	if err != nil {
		fs.Append("", err)
		return ""
	}
	c.s.Proceeds = &ProceedsR{Form: f, Request: req, Result: res, By: o.signed()}
	principal, interest := c.bookDistribution(o, fs, f.On, req, res)
	if principal+interest > 0 && c.s.Compensation == CompPaid {
		c.shareRecovery(o, fs, f.On, "处置价款", principal, interest, 0)
	}
	return ""
}

// bookDistribution pays the lines out of the supervised account and takes them off what is owed; it returns the parts of the
// principal and of interest and penalty.
func (c *Case) bookDistribution(o *Occasion, fs *fault.Faults, on date.Date, req disposal.WaterfallRequest, res disposal.WaterfallResult) (principal, interest money.Money) {
	var costs, bank money.Money
	out := []ledger.Line{line(supervisedCash, -req.Proceeds), line(surplusPaid, res.Surplus)}
	for _, l := range res.Lines {
		switch disposal.Item(l.To) {
		case disposal.Costs:
			costs = l.Paid
		case disposal.Interest, disposal.Penalty:
			interest += l.Paid
			bank += l.Paid
		case disposal.Principal:
			principal = l.Paid
			bank += l.Paid
		default:
			out = append(out, line(juniorAccount(l.To), l.Paid))
		}
	}
	c.post(o, fs, on, "处置价款分配", append(out, line(costsPaid, costs), line(cashOf(c.s.Lender.ID), bank))...)
	owed := []ledger.Line{line(proceedsHeld, req.Proceeds), line(interestPaid, -interest)}
	left := principal
	for _, l := range c.s.Loans { // first due, first paid (民法典 560)
		part := min(left, c.s.balance(loanAccount(l.No)))
		owed = append(owed, line(loanAccount(l.No), -part))
		left -= part
	}
	c.post(o, fs, on, "处置价款抵偿债权", append(owed, line(ledger.Of(ledger.Proceeds, "applied"), principal+interest-req.Proceeds))...)
	return principal, interest
}

// shareRecovery returns what came back on the compensated loss to everybody who bore it, in proportion to what each bore: the
// partners what they paid, the lender the rest. Interest is shared only when the scheme's base holds it, and no more than was
// compensated; what accrued later is the lender's.
func (c *Case) shareRecovery(o *Occasion, fs *fault.Faults, on date.Date, source string, principal, interest, costs money.Money) {
	paid := c.s.paidByPartners()
	var partners money.Money
	recovered := principal
	if loss := c.s.CompClaim.Request; loss.Scheme.Base != riskshare.Principal {
		recovered += min(interest, loss.Loss.Interest)
	}
	req := riskshare.RecoverRequest{Recovered: recovered, Costs: costs}
	var parties []OrgRef
	for i, x := range c.s.CompClaim.Shares {
		partners += paid[i]
		req.Paid = append(req.Paid, riskshare.Payment{ID: x.Org.ID, Amount: paid[i]})
		parties = append(parties, x.Org)
	}
	own := c.s.lossBorne() - partners
	req.Paid = append(req.Paid, riskshare.Payment{ID: c.s.Lender.ID, Amount: max(own, 0)})
	parties = append(parties, c.s.Lender)
	res, err := riskshare.Recover(req)
	if err != nil {
		fs.Append("", err)
		return
	}
	for i, x := range c.s.CompClaim.Shares {
		if back := res.Parts[i].Amount; back > 0 {
			c.post(o, fs, on, "追偿返还 "+x.Org.Name, line(cashOf(c.s.Lender.ID), -back), line(shareAccount(x.Org), back))
		}
	}
	c.s.Recoveries = append(c.s.Recoveries, RecoveryR{On: on, Source: source, Request: req, Result: res, Parties: parties, Shared: true, By: o.signed()})
}

// lossBorne is the loss in the scheme's base at the time of compensation less what has been returned since. What came in before
// the claim is not in the loss and does not count.
func (s *State) lossBorne() money.Money {
	req := s.CompClaim.Request
	loss := req.Loss.Principal
	if req.Scheme.Base == riskshare.PrincipalAndInterest || req.Scheme.Base == riskshare.All {
		loss += req.Loss.Interest
	}
	if req.Scheme.Base == riskshare.All {
		loss += req.Loss.Costs
	}
	for _, r := range s.Recoveries {
		if r.Shared {
			loss -= r.Result.Net - r.Result.Surplus
		}
	}
	return loss
}

// unreturned is money of the compensated principal that came in since the claim and has not been shared yet: what the debtor
// paid while the claim was being handled. The last payment of a share returns it; later recoveries are shared at once.
func (s *State) unreturned() money.Money {
	if s.CompClaim == nil {
		return 0
	}
	lost := s.CompClaim.Request.Loss.Principal
	came := lost - s.Outstanding()
	for _, r := range s.Recoveries {
		if r.Shared {
			came -= r.Request.Recovered
		}
	}
	return max(came, 0)
}

// RecordRecovery 登记追偿回款: money from the debtor, a guarantor or an insurer after the default, also after the case closed;
// what falls to a compensated principal is returned at once.
type RecordRecovery struct {
	On        date.Date   `json:"on" label:"回款日"`
	Source    string      `json:"source" label:"来源" choices:"债务人还款|保证人清偿|破产分配|其他财产执行|其他"`
	Principal money.Money `json:"principal" label:"其中抵偿本金" unit:"元" hint:"本金已收回而只收到利息时填 0"`
	Interest  money.Money `json:"interest" label:"其中抵偿利息、罚息" unit:"元" opt:"1"`
	Costs     money.Money `json:"costs" label:"追偿费用" unit:"元" opt:"1"`
}

func (RecordRecovery) Name() Name { return "RecordRecovery" }
func (cmd RecordRecovery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "回款日", cmd.On, o.Today)
	needText(fs, "source", "来源", cmd.Source)
	mayAmount(fs, "principal", "抵偿本金", cmd.Principal)
	mayAmount(fs, "interest", "抵偿利息、罚息", cmd.Interest)
	mayAmount(fs, "costs", "追偿费用", cmd.Costs)
	if left := c.s.Outstanding(); cmd.Principal > left {
		fs.Refuse("recovery.over", "principal", "抵偿本金超过尚欠本金 %s 元", left.Format())
	}
	if cmd.Principal == 0 && cmd.Interest == 0 {
		fs.Invalid("recovery.nothing", "principal", "抵偿本金和利息不能同时为零")
	}
	if cmd.Costs > cmd.Principal+cmd.Interest {
		fs.Refuse("recovery.costs", "costs", "追偿费用超过回款，请分笔登记")
	}
	if len(*fs) > 0 {
		return ""
	}
	lines := []ledger.Line{line(cashOf(c.s.Lender.ID), cmd.Principal+cmd.Interest-cmd.Costs), line(costsPaid, cmd.Costs), line(interestPaid, -cmd.Interest)}
	left := cmd.Principal
	for _, l := range c.s.Loans {
		part := min(left, c.s.balance(loanAccount(l.No)))
		lines = append(lines, line(loanAccount(l.No), -part))
		left -= part
	}
	c.post(o, fs, cmd.On, "追偿回款 "+cmd.Source, lines...)
	if c.s.Compensation == CompPaid {
		c.shareRecovery(o, fs, cmd.On, cmd.Source, cmd.Principal, cmd.Interest, cmd.Costs)
		return ""
	}
	c.s.Recoveries = append(c.s.Recoveries, RecoveryR{On: cmd.On, Source: cmd.Source, By: o.signed(), Parties: []OrgRef{c.s.Lender},
		Request: riskshare.RecoverRequest{Paid: []riskshare.Payment{{ID: c.s.Lender.ID, Amount: cmd.Principal}}, Recovered: cmd.Principal, Costs: cmd.Costs},
		Result:  riskshare.RecoverResult{Net: cmd.Principal - cmd.Costs, Parts: []riskshare.Payment{{ID: c.s.Lender.ID, Amount: cmd.Principal - cmd.Costs}}}})
	return ""
}

// CloseCase 结案.
type CloseCase struct {
	Outcome string `json:"outcome" label:"结案方式" choices:"settled=正常结清|disposed=处置结清|written_off=核销（账销案存）"`
	Note    string `json:"note" label:"结案说明" lines:"3"`
}

func (CloseCase) Name() Name         { return "CloseCase" }
func (cmd CloseCase) reason() string { return cmd.Note }
func (cmd CloseCase) do(c *Case, o *Occasion, fs *fault.Faults) string {
	oneOf(fs, "outcome", "结案方式", cmd.Outcome, "settled", "disposed", "written_off")
	needText(fs, "note", "结案说明", cmd.Note)
	left := c.s.Outstanding()
	switch {
	case c.s.Stage == Settlement && cmd.Outcome != "settled":
		fs.Refuse("close.outcome", "outcome", "贷款已正常结清，结案方式应为“正常结清”")
	case c.s.Stage == Default && cmd.Outcome == "settled":
		fs.Refuse("close.outcome", "outcome", "违约案件不能按“正常结清”结案；违约已消除的请先办理“违约消除”")
	case cmd.Outcome == "disposed" && (c.s.Disposal != DispDistributed || left > 0):
		fs.Refuse("close.outcome", "outcome", "尚欠本金 %s 元或价款未分配完毕，应以“核销（账销案存）”结案，此后回款仍可登记", left.Format())
	case cmd.Outcome == "written_off" && left == 0:
		fs.Refuse("close.outcome", "outcome", "本金已全部受偿，应以“处置结清”结案")
	}
	c.s.Closing = &ClosingR{Outcome: cmd.Outcome, Note: cmd.Note, On: o.Today, By: o.signed()}
	return ""
}
