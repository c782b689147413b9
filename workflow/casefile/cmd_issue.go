package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/monitor"
)

// IssueWatchReport 出具在押监测月报: of the month of the day, once; a second one of the same month says why it replaces the first.
type IssueWatchReport struct {
	Correction string `json:"correction,omitempty" label:"更正原因" opt:"1" lines:"2" hint:"本月已出具过月报的，填写更正原因；新月报代替原月报"`
}

func (IssueWatchReport) Name() Name         { return "IssueWatchReport" }
func (cmd IssueWatchReport) reason() string { return cmd.Correction }
func (cmd IssueWatchReport) do(c *Case, o *Occasion, fs *fault.Faults) string {
	old := c.s.WatchReportOf(o.Today)
	given := strings.TrimSpace(cmd.Correction) != ""
	switch {
	case old != nil && !given:
		fs.Refuse("watch_report.issued", "correction", "%d年%d月的月报已出具（%s）；需要更正的，请填写更正原因", o.Today.Year(), o.Today.Month(), old.Number)
	case old == nil && given:
		fs.Invalid("watch_report.first", "correction", "%d年%d月尚未出具月报，不填更正原因", o.Today.Year(), o.Today.Month())
	}
	return ""
}

// WatchReportOf is the last watch report of the month of a day, or nil.
func (s State) WatchReportOf(on date.Date) *DocumentRef {
	for i := len(s.Documents) - 1; i >= 0; i-- {
		d := &s.Documents[i]
		if d.Kind == DocWatchReport && d.On.Year() == on.Year() && d.On.Month() == on.Month() {
			return d
		}
	}
	return nil
}

// IssueReminder 出具提示函: a letter to debtor and pledgor with everything the watch asks of them on the day.
type IssueReminder struct {
	Note string `json:"note,omitempty" label:"办理说明" opt:"1" lines:"2" hint:"只作内部记录，不印在函上"`
}

func (IssueReminder) Name() Name         { return "IssueReminder" }
func (cmd IssueReminder) reason() string { return cmd.Note }
func (cmd IssueReminder) do(c *Case, o *Occasion, fs *fault.Faults) string {
	alarms := monitor.Watch(o.Today, c.s.Watched(), monitor.DefaultSettings(), o.Calendar, o.Rules)
	if !slices.ContainsFunc(alarms, func(a monitor.Alarm) bool { _, asked := a.Duty(); return asked }) {
		fs.Refuse("reminder.nothing", "", "今日没有需要债务人或者出质人办理的事项，不必出具提示函")
	}
	return ""
}

// IssueSubsidyEstimate 出具贴息测算表: what the subsidy would be by the rules of the day; no application is made by it.
type IssueSubsidyEstimate struct {
	Note string `json:"note,omitempty" label:"办理说明" opt:"1" lines:"2" hint:"只作内部记录，不印在表上"`
}

func (IssueSubsidyEstimate) Name() Name                                { return "IssueSubsidyEstimate" }
func (cmd IssueSubsidyEstimate) reason() string                        { return cmd.Note }
func (IssueSubsidyEstimate) do(*Case, *Occasion, *fault.Faults) string { return "" }

// IssueAuditReport 出具审计追踪报告: the events of the case in the audit chain up to the act before this one, also of a closed case.
type IssueAuditReport struct {
	Purpose string `json:"purpose" label:"出具目的" lines:"2" hint:"例如：内部审计、移送、当事人申请"`
}

func (IssueAuditReport) Name() Name         { return "IssueAuditReport" }
func (cmd IssueAuditReport) reason() string { return cmd.Purpose }
func (cmd IssueAuditReport) do(_ *Case, _ *Occasion, fs *fault.Faults) string {
	needText(fs, "purpose", "出具目的", cmd.Purpose)
	return ""
}
