package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// What money was booked is undone by entries of today; what was recorded wrongly stays to be read among the reversed.

// ReverseShare 冲正拨付: a share that was recorded as paid, by the partner's own approver, or as unpaid, by the lender's, waits again.
type ReverseShare struct {
	OrgID string `json:"org_id" label:"合作方" source:"orgs:bank,guarantor,fund,insurer,appraisal"`
	Return
}

func (ReverseShare) Name() Name { return "ReverseShare" }
func (cmd ReverseShare) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	i := c.s.shareOf(cmd.OrgID)
	if i < 0 || !c.s.CompClaim.Shares[i].settled() {
		fs.Invalid("share.none", "org_id", "请选择本案已登记拨付或未拨付的合作方")
		return ""
	}
	share := &c.s.CompClaim.Shares[i]
	switch {
	case share.Paid != nil && o.Actor.OrgID != share.Org.ID:
		fs.Add(fault.Forbidden, "share.owner", "org_id", "拨付由%s登记，应由其负责人冲正", share.Org.Name)
	case share.Unpaid != nil && o.Actor.OrgID != c.s.Lender.ID:
		fs.Add(fault.Forbidden, "share.owner", "org_id", "未拨付由贷款银行登记，应由其审批人冲正")
	}
	c.takeBackInterim(o, fs, cmd.Reason)
	if len(*fs) > 0 {
		return ""
	}
	if share.EntryID != "" {
		c.reverse(o, fs, share.EntryID, "冲正拨付 "+share.Org.Name+"："+cmd.Reason)
	}
	share.Paid, share.Unpaid, share.PaidOn, share.Voucher, share.EntryID = nil, nil, date.Date{}, "", ""
	return string(CompDecided)
}

// reversible is the index of the first share this actor's organisation may reverse, or −1: a partner its own payment, the lender
// what it recorded as unpaid.
func (s *State) reversible(a access.Actor) int {
	if s.CompClaim == nil {
		return -1
	}
	return slices.IndexFunc(s.CompClaim.Shares, func(x ShareR) bool {
		return (x.Paid != nil && x.Org.ID == a.OrgID) || (x.Unpaid != nil && s.Lender.ID == a.OrgID)
	})
}

// takeBackInterim undoes the sharing of what came in while the claim was handled, which the last share had set off; any later
// sharing must be reversed first.
func (c *Case) takeBackInterim(o *Occasion, fs *fault.Faults, reason string) {
	if n := len(c.s.Recoveries); n > 0 && c.s.Recoveries[n-1].Cause == "PayShare" {
		c.dropRecovery(o, fs, reason)
	}
	for _, r := range c.s.Recoveries {
		if r.Shared {
			fs.Refuse("reverse.later", "", "拨付后已按份额返还过回款（%s，%s），请先“冲正追偿回款”或“冲正分配”", r.Source, r.On.Chinese())
			return
		}
	}
}

// dropRecovery undoes the last recovery and keeps it among the reversed.
func (c *Case) dropRecovery(o *Occasion, fs *fault.Faults, reason string) {
	n := len(c.s.Recoveries) - 1
	r := c.s.Recoveries[n]
	for _, id := range r.Entries {
		c.reverse(o, fs, id, "冲正 "+r.Source+"："+reason)
	}
	c.s.Recoveries = c.s.Recoveries[:n]
	c.s.ReversedRecoveries = append(c.s.ReversedRecoveries, r)
}

// ReverseRecovery 冲正追偿回款: the last one, with its return to the partners.
type ReverseRecovery struct{ Return }

func (ReverseRecovery) Name() Name { return "ReverseRecovery" }
func (cmd ReverseRecovery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	last := c.s.Recoveries[len(c.s.Recoveries)-1]
	switch {
	case c.s.Compensation != CompNone && c.s.Compensation != CompRefused && !last.Shared:
		fs.Refuse("recovery.compensated", "", "补偿按已登记的回款计算（%s），申请前的回款不能再冲正；补偿未批准的请先撤回补偿申请", c.s.Compensation)
	case c.s.Closing != nil && c.s.Closing.Outcome == "disposed" && last.Request.Recovered > 0:
		fs.Refuse("recovery.closed", "", "本案已按本金全部受偿结案，不能冲正抵偿本金的回款")
	}
	if len(*fs) > 0 {
		return ""
	}
	c.dropRecovery(o, fs, cmd.Reason)
	return ""
}

// ReverseDelivery 冲正交割: recorded by mistake; the price leaves the books and the pledge stands again.
type ReverseDelivery struct{ Return }

func (ReverseDelivery) Name() Name { return "ReverseDelivery" }
func (cmd ReverseDelivery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	if len(*fs) > 0 {
		return ""
	}
	d := c.s.DisposalPlan
	c.reverse(o, fs, d.DeliveryEntry, "冲正交割："+cmd.Reason)
	d.Delivery, d.DeliveredBy, d.DeliveryEntry = nil, Signed{}, ""
	c.s.Registration.Cancel, c.s.Registration.CancelBy = nil, Signed{}
	c.s.Distribution = nil
	c.void("RecordDelivery", "PrepareDistribution")
	return ""
}

// ReverseDistribution 冲正分配: the price stands in the supervised account again, and what the partners got back is taken back.
type ReverseDistribution struct{ Return }

func (ReverseDistribution) Name() Name { return "ReverseDistribution" }
func (cmd ReverseDistribution) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	p := c.s.Proceeds
	f := p.figures("")
	switch {
	case p.Shared:
		if n := len(c.s.Recoveries); n == 0 || c.s.Recoveries[n-1].Cause != "DistributeProceeds" {
			fs.Refuse("reverse.later", "", "分配后又登记过追偿回款，请先“冲正追偿回款”")
		}
	case c.s.Compensation != CompNone && c.s.Compensation != CompRefused && f.Principal+f.Interest+f.Penalty > 0:
		fs.Refuse("distribution.compensated", "", "补偿按分配后的余额计算（%s），不能再冲正分配；补偿未批准的请先撤回补偿申请", c.s.Compensation)
	}
	if len(*fs) > 0 {
		return ""
	}
	if p.Shared {
		c.dropRecovery(o, fs, cmd.Reason)
	}
	for _, id := range p.Entries {
		c.reverse(o, fs, id, "冲正分配："+cmd.Reason)
	}
	c.s.ReversedProceeds = append(c.s.ReversedProceeds, *p)
	c.s.Proceeds = nil
	if n := len(c.s.EarlierProceeds) - 1; n >= 0 {
		earlier := c.s.EarlierProceeds[n]
		c.s.Proceeds, c.s.EarlierProceeds = &earlier, c.s.EarlierProceeds[:n]
	}
	c.void("DistributeProceeds")
	return ""
}

// ReverseCancellation 撤销注销登记记录: recorded by mistake; the pledge was not cancelled and stands.
type ReverseCancellation struct{ Return }

func (ReverseCancellation) Name() Name { return "ReverseCancellation" }
func (cmd ReverseCancellation) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Registration.Cancel, c.s.Registration.CancelBy = nil, Signed{}
	c.void("RecordCancellation")
	return ""
}
