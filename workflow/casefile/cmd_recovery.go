package casefile

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
	"zhiya/workflow/riskshare"
)

// shareRecovery returns what came back on the compensated loss to everybody who bore it, in proportion to what each bore: the
// partners what they paid, the lender the rest. Interest is shared only when the scheme's base holds it, and no more than was
// compensated; what accrued later is the lender's.
func (c *Case) shareRecovery(o *Occasion, fs *fault.Faults, cause Name, on date.Date, source string, principal, interest, costs money.Money) {
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
	var entries []string
	for i, x := range c.s.CompClaim.Shares {
		if back := res.Parts[i].Amount; back > 0 {
			entries = append(entries, c.post(o, fs, on, "追偿返还 "+x.Org.Name, line(cashOf(c.s.Lender.ID), -back), line(shareAccount(x.Org), back)))
		}
	}
	c.s.Recoveries = append(c.s.Recoveries, RecoveryR{On: on, Source: source, Request: req, Result: res, Parties: parties, Shared: true, Cause: cause, Entries: entries, By: o.signed()})
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
	ordered(fs, "on", "回款日", cmd.On, "放款日", c.s.firstLent())
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
	for _, l := range c.s.owedByDue() {
		part := min(left, c.s.balance(loanAccount(l.No)))
		lines = append(lines, line(loanAccount(l.No), -part))
		left -= part
	}
	entry := c.post(o, fs, cmd.On, "追偿回款 "+cmd.Source, lines...)
	if c.s.Compensation == CompPaid {
		c.shareRecovery(o, fs, cmd.Name(), cmd.On, cmd.Source, cmd.Principal, cmd.Interest, cmd.Costs)
		if len(*fs) == 0 {
			last := &c.s.Recoveries[len(c.s.Recoveries)-1]
			last.Entries = append([]string{entry}, last.Entries...)
		}
		return ""
	}
	net := max(0, cmd.Principal-cmd.Costs) // what the costs take beyond the principal comes out of the interest
	c.s.Recoveries = append(c.s.Recoveries, RecoveryR{On: cmd.On, Source: cmd.Source, Cause: cmd.Name(), Entries: []string{entry}, By: o.signed(), Parties: []OrgRef{c.s.Lender},
		Request: riskshare.RecoverRequest{Paid: []riskshare.Payment{{ID: c.s.Lender.ID, Amount: cmd.Principal}}, Recovered: cmd.Principal, Costs: cmd.Costs},
		Result:  riskshare.RecoverResult{Net: net, Parts: []riskshare.Payment{{ID: c.s.Lender.ID, Amount: net}}}})
	return ""
}
