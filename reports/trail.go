package reports

import (
	"slices"
	"strconv"
	"time"

	"zhiya/reports/layout"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
)

// shanghai is the zone of the printed instants.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// trailMissing refuses the 审计追踪报告 when the desk handed over no events or none lies in the range asked for: a report of nothing
// would vouch for nothing.
func trailMissing(kind casefile.DocumentKind, s casefile.State, info workflow.DocumentInfo) error {
	if kind != casefile.DocAuditTrail {
		return nil
	}
	if len(info.Trail) == 0 {
		return fault.New(fault.Refused, "document.incomplete", "trail", "《%s》还缺少审计轨迹，请从保存本案的数据文件生成", kind)
	}
	if issue := s.AuditIssue(); issue != nil && !slices.ContainsFunc(info.Trail, func(e audit.Event) bool { return issue.Covers(e.Seq) }) {
		return fault.New(fault.Refused, "audit_report.empty", "from", "%s一条也没有；本案事件的链上序号在 %d 至 %d 之间，请改选范围", issue.Range(), info.Trail[0].Seq, info.Trail[len(info.Trail)-1].Seq)
	}
	return nil
}

// auditTrail is the 审计追踪报告: every recorded act of the case with its place in the chain, and how to check it. What was handed
// in with an act is not printed, only its mark in the chain.
func auditTrail(p *paper) {
	s, trail := p.s, p.info.Trail
	covers, purpose := "本案全部事件", ""
	if issue := s.AuditIssue(); issue != nil {
		trail = slices.DeleteFunc(slices.Clone(trail), func(e audit.Event) bool { return !issue.Covers(e.Seq) })
		covers, purpose = issue.Range(), issue.Purpose
	}
	by := p.exporter()
	p.issuer(by.Org)
	p.doc.Landscape, p.across = true, true
	first, last := audit.Event{}, audit.Event{}
	if len(trail) > 0 {
		first, last = trail[0], trail[len(trail)-1]
	}
	p.pairs("", part("一、案件与审计链"),
		pair("案件编号", s.Number), pair("案件阶段", s.Stage.String()), pair("受理日期", day(s.OpenedOn)), pair("案件版本", strconv.FormatInt(s.Version, 10)),
		wide("债务人", names(s.Intake.Debtors)), wide("出质人", names(s.Intake.Pledgors)), pair("贷款银行", org(s.Lender)), pair("质权人", org(s.Pledgee)),
		wide("出具目的", or(purpose)), wide("所列范围", covers),
		pair("所列事件数", strconv.Itoa(len(trail))+" 条"), pair("链上序号", strconv.FormatInt(first.Seq, 10)+" 至 "+strconv.FormatInt(last.Seq, 10)),
		pair("首条时间", instant(first.AtMillis)), pair("末条时间", instant(last.AtMillis)),
		wide("生成本报告时的链头（序号:散列值）", p.info.Head.String()))
	p.h1("二、事件")
	t := layout.Table{Small: true, Columns: []layout.Column{num("链上序号", "", 0.7), mid("时间（北京时间）", 1.3), mid("办理人", 1), col("机构", 2), col("事项", 1.5), num("案件版本", "", 0.7), col("前一条散列值", 2.6), col("本条散列值", 2.6)}}
	for _, e := range trail {
		t.Rows = append(t.Rows, []layout.Cell{layout.T(strconv.FormatInt(e.Seq, 10)), layout.T(instant(e.AtMillis)), layout.T(or(oneLine(e.Person))), layout.T(p.orgOf(e)), layout.T(casefile.Name(e.Action).Title()),
			layout.T(strconv.FormatInt(e.Version, 10)), layout.T(hashLines(e.PrevHash)), layout.T(hashLines(e.Hash))})
	}
	p.table("审计事件", t)
	p.h1("三、已出具文书")
	t = layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("文书", 2), col("文书编号", 2.4), mid("日期", 1.1), mid("页数", 0.6), num("案件版本", "", 0.8), col("文件 SHA-256", 3)}}
	for i, d := range s.Documents {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(d.Kind.String()), layout.T(d.Number), layout.Day(d.On), layout.T(strconv.Itoa(d.Pages)), layout.T(strconv.FormatInt(d.Version, 10)), layout.T(hashLines(d.SHA256))})
	}
	if len(s.Documents) == 0 {
		t.Rows = append(t.Rows, []layout.Cell{layout.T("无").Across(7)})
	}
	p.table("文书清单", t)
	p.h1("四、核验方法")
	p.items("每条事件的散列值由序号、时间、办理人、机构、事项、案件编号、案件版本、提交内容和前一条散列值以 SHA-256 计算；改动、删除、插入或者调换任何一条，自该条起不再衔接。链由同一数据文件中全部案件的事件组成，因此本案相邻两条之间的链上序号可以不连续。",
		"以命令 zhiya audit --db 数据文件 核验整条链；以 zhiya audit --db 数据文件 --since 链头 核对此后历史未被整体改写或者截断，链头见第一部分，应当另行留存。",
		"以命令 zhiya verify 文书 --db 数据文件 核对文书与出具时是否一致。")
	p.note("本报告列示链上记录，不列示各机构提交的具体内容；未经另行留存链头的，审计链不能对抗数据文件的持有人。")
	p.copies("本报告一式一份。")
	p.sign(2, layout.Signer{Role: "导出人（签字）", Name: by.Person}, layout.Signer{Role: "（盖章）", Name: by.Org, Date: day(p.info.On), Seal: layout.RoundSeal})
}

// exporter is who gives the report out: by the act that issues it, else, in a draft, the one who opened the case.
func (p *paper) exporter() casefile.Signed {
	for i := len(p.s.Acts) - 1; i >= 0; i-- {
		if a := p.s.Acts[i]; a.Command == "IssueAuditReport" && a.Version == p.s.Version {
			return a.By
		}
	}
	return casefile.Signed{OrgID: p.s.Opener.ID, Org: p.s.Opener.Name}
}

func instant(millis int64) string {
	if millis == 0 {
		return ""
	}
	return time.UnixMilli(millis).In(shanghai).Format("2006-01-02 15:04:05")
}

// orgOf is the organisation of an event as it was called then: the case's own record of the act says so.
func (p *paper) orgOf(e audit.Event) string {
	for _, a := range p.s.Acts {
		if a.Version == e.Version && a.By.OrgID == e.OrgID {
			return oneLine(a.By.Org)
		}
	}
	return p.orgName(e.OrgID)
}
