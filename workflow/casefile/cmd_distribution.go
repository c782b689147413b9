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
