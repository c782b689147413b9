package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// IssueWatchReport 出具监测月报: of this month or the last, once; a second one of the same month names the first, takes its place and
// says why. It says how things stand on the day it is issued, and what happened in its month.
type IssueWatchReport struct {
	Month      string `json:"month,omitempty" label:"月份" opt:"1" source:"watch_months" hint:"本月或者上月；不选为本月"`
	Correction string `json:"correction,omitempty" label:"更正原因" opt:"1" lines:"2" hint:"该月已出具过月报的，填写更正原因；新月报代替原月报，并印明原月报文号和更正原因"`
}

func (IssueWatchReport) Name() Name { return "IssueWatchReport" }
func (cmd IssueWatchReport) do(c *Case, o *Occasion, fs *fault.Faults) string {
	issue := WatchIssueR{Month: cmd.month(c, o.Today, fs), Reason: strings.TrimSpace(cmd.Correction), Version: c.s.Version + 1, By: o.signed()}
	mayText(fs, "correction", "更正原因", cmd.Correction)
	if len(*fs) > 0 {
		return ""
	}
	name := monthName(issue.Month)
	old := c.s.WatchReportOf(issue.Month)
	switch {
	case old != nil && issue.Reason == "":
		fs.Refuse("watch_report.issued", "correction", "%s的月报已出具（%s）；需要更正的，请填写更正原因", name, old.Number)
	case old != nil:
		issue.Replaces = old.Number
	case issue.Reason != "":
		fs.Invalid("watch_report.first", "correction", "%s尚未出具月报，请清空更正原因", name)
	}
	if len(*fs) == 0 {
		c.s.WatchReports = append(c.s.WatchReports, issue)
	}
	return ""
}

// month is the first day of the month that was chosen, this month when none was.
func (cmd IssueWatchReport) month(c *Case, today date.Date, fs *fault.Faults) date.Date {
	this := monthOf(today)
	if cmd.Month == "" {
		return this
	}
	month, ok := ParseMonth(cmd.Month)
	switch {
	case !ok:
		fs.Invalid("watch_report.month", "month", "月份“%s”应写作 %s", cmd.Month, MonthText(this))
	case month.After(this):
		fs.Refuse("watch_report.future", "month", "%s尚未到来，不能预先出具月报", monthName(month))
	case month.Before(this.AddMonths(-1)):
		fs.Refuse("watch_report.past", "month", "只能出具本月和上月的月报；%s的事实已有变动，需要查考的请出具“审计追踪报告”", monthName(month))
	case c.s.Registration == nil || month.AddMonths(1).AddDays(-1).Before(c.s.Registration.On):
		fs.Refuse("watch_report.before", "month", "%s质权尚未登记，没有需要监测的质物", monthName(month))
	}
	return month
}

func (cmd IssueWatchReport) note(c *Case) string {
	w := c.s.WatchReports[len(c.s.WatchReports)-1]
	if w.Replaces == "" {
		return monthName(w.Month)
	}
	return monthName(w.Month) + "，更正 " + w.Replaces + "：" + w.Reason
}

// IssueSubsidyEstimate 出具贴息测算表: what the subsidy would be by the rules of the day, also after the case is closed; no application
// is made by it.
type IssueSubsidyEstimate struct {
	Note string `json:"note,omitempty" label:"办理说明" opt:"1" lines:"2" hint:"只作内部记录，不印在表上"`
}

func (IssueSubsidyEstimate) Name() Name         { return "IssueSubsidyEstimate" }
func (cmd IssueSubsidyEstimate) reason() string { return cmd.Note }
func (cmd IssueSubsidyEstimate) do(_ *Case, _ *Occasion, fs *fault.Faults) string {
	mayText(fs, "note", "办理说明", cmd.Note)
	return ""
}

// IssueAuditReport 出具审计追踪报告: the events of the case in the audit chain up to the act before this one, or those between two
// places in the chain, also of a case that has ended.
type IssueAuditReport struct {
	Purpose string `json:"purpose" label:"出具目的" lines:"2" hint:"例如：内部审计、移送、当事人申请；印在报告上"`
	From    int    `json:"from,omitempty" label:"起始链上序号" opt:"1" hint:"见“经过”中的审计轨迹；留空为本案第一条"`
	To      int    `json:"to,omitempty" label:"截止链上序号" opt:"1" hint:"留空为出具前的最后一条"`
}

func (IssueAuditReport) Name() Name         { return "IssueAuditReport" }
func (cmd IssueAuditReport) reason() string { return cmd.Purpose }
func (cmd IssueAuditReport) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "purpose", "出具目的", cmd.Purpose)
	switch {
	case cmd.From < 0:
		fs.Invalid("audit_report.range", "from", "链上序号从 1 开始，全部列入的请留空")
	case cmd.To < 0:
		fs.Invalid("audit_report.range", "to", "链上序号从 1 开始，全部列入的请留空")
	case cmd.To != 0 && cmd.To < cmd.From:
		fs.Invalid("audit_report.range", "to", "截止序号 %d 小于起始序号 %d，请核对", cmd.To, cmd.From)
	}
	if len(*fs) == 0 {
		c.s.AuditReports = append(c.s.AuditReports, AuditIssueR{From: int64(cmd.From), To: int64(cmd.To), Purpose: strings.TrimSpace(cmd.Purpose), Version: c.s.Version + 1, By: o.signed()})
	}
	return ""
}
