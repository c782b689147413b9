package casefile

import (
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/disposal"
	"zhiya/workflow/ledger"
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

// PrepareDistribution 编制分配方案: the officer states costs, interest and penalty; who gets what is computed by the agreed order,
// else 民法典 389 and 561; the surplus is the pledgor's (438). Given again, it replaces the earlier one.
type PrepareDistribution struct{ ProceedsForm }

func (PrepareDistribution) Name() Name { return "PrepareDistribution" }
func (cmd PrepareDistribution) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.ProceedsForm
	d := c.s.DisposalPlan
	pastDate(fs, "on", "分配日", f.On, o.Today)
	if d.Delivery != nil {
		ordered(fs, "on", "分配日", f.On, "权利转移登记日", d.Delivery.TransferOn)
	}
	for _, r := range d.Rounds {
		if r.Failed != nil {
			ordered(fs, "on", "分配日", f.On, "确认交割失败日", r.Failed.On)
		}
	}
	mayAmount(fs, "costs", "处置费用", f.Costs)
	mayAmount(fs, "interest", "利息", f.Interest)
	mayAmount(fs, "penalty", "罚息", f.Penalty)
	for i, j := range f.Juniors {
		if !loanNumber.MatchString(j.ID) { // it names an account of the ledger
			fs.Invalid("junior.name", fmt.Sprintf("juniors[%d].id", i), "后顺位债权人名称应为 1 至 64 个字符，不含空格和冒号")
		}
	}
	if _, known := orders[f.Order]; !known {
		fs.Invalid("choice", "order", "请选择清偿顺序")
	}
	if len(*fs) > 0 {
		return ""
	}
	c.s.Distribution = c.s.distribution(f, fs)
	if c.s.Distribution != nil {
		c.s.Distribution.By = o.signed()
	}
	return ""
}

// distribution computes who gets what of the money held now.
func (s *State) distribution(f ProceedsForm, fs *fault.Faults) *ProceedsR {
	req := disposal.WaterfallRequest{Proceeds: -s.balance(proceedsHeld), Order: orders[f.Order], Costs: f.Costs, Interest: f.Interest, Penalty: f.Penalty,
		Principal: s.payee(), Juniors: f.Juniors}
	res, err := disposal.Waterfall(req)
	if err != nil {
		fs.Append("", err)
		return nil
	}
	return &ProceedsR{Form: f, Request: req, Result: res}
}

// payee is the principal that proceeds go to: that of the loans, or what the guarantor may recover where the pledge secures it.
func (s *State) payee() money.Money {
	if s.Intake.PledgeMode == "counter" {
		return s.Recourse()
	}
	return s.Outstanding()
}

// DistributeProceeds 分配价款: the approver releases the figures another person prepared; they stand in the form to be read. What
// falls to a principal that the partners have compensated goes back to all who bore it, in proportion to what each bore.
type DistributeProceeds struct {
	Proceeds  money.Money `json:"proceeds" label:"可分配价款" unit:"元" readonly:"1"`
	Costs     money.Money `json:"costs" label:"处置费用、税费及已垫付费用" unit:"元" readonly:"1"`
	Interest  money.Money `json:"interest" label:"抵偿利息" unit:"元" readonly:"1"`
	Penalty   money.Money `json:"penalty" label:"抵偿罚息、复利、违约金" unit:"元" readonly:"1"`
	Principal money.Money `json:"principal" label:"抵偿本金" unit:"元" readonly:"1"`
	Juniors   money.Money `json:"juniors" label:"后顺位债权受偿" unit:"元" readonly:"1"`
	Surplus   money.Money `json:"surplus" label:"返还出质人余款" unit:"元" readonly:"1"`
	Opinion   string      `json:"opinion" label:"审批意见" lines:"2"`
}

func (DistributeProceeds) Name() Name         { return "DistributeProceeds" }
func (cmd DistributeProceeds) reason() string { return cmd.Opinion }
func (cmd DistributeProceeds) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	if c.s.Compensation != CompNone && c.s.Compensation != CompPaid && c.s.Compensation != CompRefused {
		fs.Refuse("distribution.pending", "", "风险补偿正在办理（%s），请待拨付或撤回后再分配价款，以免重复受偿", c.s.Compensation)
	}
	plan := c.s.distribution(c.s.Distribution.Form, fs)
	if len(*fs) > 0 {
		return ""
	}
	plan.By, plan.Prepared = o.signed(), &c.s.Distribution.By
	if shown := plan.figures(cmd.Opinion); cmd != shown || plan.Request.Principal != c.s.Distribution.Request.Principal {
		fs.Refuse("distribution.changed", "", "分配方案编制后数额已有变化，或表单与方案不一致；请刷新后核对，由经办人重新“编制分配方案”后再批准")
		return ""
	}
	if c.s.Proceeds != nil {
		c.s.EarlierProceeds = append(c.s.EarlierProceeds, *c.s.Proceeds)
	}
	c.s.Proceeds, c.s.Distribution = plan, nil
	c.void("PrepareDistribution")
	on := plan.Form.On
	principal, interest := c.bookDistribution(o, fs, on, plan)
	if principal+interest > 0 && c.s.Compensation == CompPaid {
		c.s.Proceeds.Shared = true
		c.shareRecovery(o, fs, "DistributeProceeds", on, "处置价款", principal, interest, 0)
	}
	if c.s.Disposal != DispDelivered { // a kept deposit only: the pledge is still to be sold
		return string(c.s.Disposal)
	}
	return string(DispDistributed)
}

// figures are what the release shows and confirms.
func (p *ProceedsR) figures(opinion string) DistributeProceeds {
	f := DistributeProceeds{Proceeds: p.Request.Proceeds, Surplus: p.Result.Surplus, Opinion: opinion}
	for _, l := range p.Result.Lines {
		switch disposal.Item(l.To) {
		case disposal.Costs:
			f.Costs += l.Paid
		case disposal.Interest:
			f.Interest += l.Paid
		case disposal.Penalty:
			f.Penalty += l.Paid
		case disposal.Principal:
			f.Principal += l.Paid
		default:
			f.Juniors += l.Paid
		}
	}
	return f
}

// receiver is the account of the creditor that the pledge secures.
func (s *State) receiver() ledger.Account {
	if s.Intake.PledgeMode == "counter" {
		return shareAccount(s.Pledgee)
	}
	return cashOf(s.Lender.ID)
}

// bookDistribution pays the lines out of the supervised account and takes them off what is owed; it returns the parts of the
// principal and of interest and penalty.
func (c *Case) bookDistribution(o *Occasion, fs *fault.Faults, on date.Date, plan *ProceedsR) (principal, interest money.Money) {
	req, res := plan.Request, plan.Result
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
	// The costs of realising come before what was advanced to keep the rights alive.
	advanced := c.s.AdvancedFees()
	fees := min(advanced, max(0, costs-max(0, req.Costs-advanced)))
	paidOut := c.post(o, fs, on, "处置价款分配", append(out, line(costsPaid, costs-fees), line(cashOf(c.s.Pledgee.ID), fees), line(c.s.receiver(), bank))...)
	owed := []ledger.Line{line(proceedsHeld, req.Proceeds), line(interestPaid, -interest), line(feesAdvanced, -fees)}
	if c.s.Intake.PledgeMode == "counter" {
		owed = append(owed, line(recourseOwed, -principal))
	} else {
		left := principal
		for _, l := range c.s.owedByDue() {
			part := min(left, c.s.balance(loanAccount(l.No)))
			owed = append(owed, line(loanAccount(l.No), -part))
			left -= part
		}
	}
	setOff := c.post(o, fs, on, "处置价款抵偿债权", append(owed, line(ledger.Of(ledger.Proceeds, "applied"), principal+interest+fees-req.Proceeds))...)
	plan.Entries = []string{paidOut, setOff}
	return principal, interest
}
