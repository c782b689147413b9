package reports

import (
	"fmt"
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/workflow/right"
)

// rightsTable lists the pledged rights with the register's facts; the same in every paper of the case.
func (p *paper) rightsTable(title string) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利名称", 2.4), mid("种类", 1.1), col("权利号", 1.7),
		mid(filedName(p.s.Intake.Rights), 1.05), mid(grantedName(p.s.Intake.Rights), 1.15), col("登记的权利人", 1.8), mid("法律状态", 0.9)}}
	for i, r := range p.s.Intake.Rights {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r)), layout.T(p.kindName(r)), layout.T(r.Number),
			layout.Day(r.Filed), layout.Day(r.Granted), layout.T(owners(r)), layout.T(r.Status.Chinese())})
	}
	p.table(title, t)
}

// burdens says in words what weighs on a right: co-owners, licences, pledges, disputes, procedures.
func burdens(r right.Right) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if n := len(r.Owners); n > 1 {
		missing := []string{}
		for _, o := range r.Owners {
			if !o.Consented {
				missing = append(missing, oneLine(o.Name))
			}
		}
		switch {
		case r.CoOwnerAgreement:
			add("由 %d 人共有，共有人另有约定可由一方单独出质", n)
		case len(missing) == 0:
			add("由 %d 人共有，全体共有人已书面同意出质", n)
		default:
			add("由 %d 人共有，尚未登记%s的书面同意", n, strings.Join(missing, "、"))
		}
	}
	for _, l := range r.Licences {
		add("%s许可%s使用%s，%s", licenceKind(l.Kind), or(oneLine(l.Licensee)), span(l.From, l.To), map[bool]string{true: "已备案", false: "未备案"}[l.Recorded])
	}
	for _, q := range r.Pledges {
		add("在先质押：质权人%s，登记号%s，%s", or(oneLine(q.Pledgee)), or(oneLine(q.Number)), pledgeState(q.State))
	}
	for _, f := range []struct {
		name  string
		spans []right.Span
	}{{"中止程序", r.Suspensions}, {"财产保全", r.Preservations}, {"查封、冻结", r.Freezes}} {
		for _, s := range f.spans {
			add("%s%s，%s", f.name, span(s.From, s.To), or(oneLine(s.Note)))
		}
	}
	if r.Litigation != "" {
		add("诉讼情况：%s", oneLine(r.Litigation))
	}
	if r.Invalidation {
		add("已启动无效宣告程序")
	}
	if r.SameDayInvention {
		add("同一申请人已于同日就同样的发明创造申请发明专利")
	}
	if r.Dispute {
		add("存在权属争议")
	}
	if r.Other != "" {
		add("其他：%s", oneLine(r.Other))
	}
	return out
}

// burdenTable prints what weighs on the rights; rights without any say so.
func (p *paper) burdenTable(title string) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利名称", 2.2), mid("法律状态查询日", 1.1), col("查询来源", 1.8), mid("年费缴至", 1.1), col("共有、许可、质押、诉讼及程序情况", 4)}}
	for i, r := range p.s.Intake.Rights {
		text := strings.Join(burdens(r), "；")
		if text == "" {
			text = "未记载共有、许可、在先质押、诉讼、保全或无效宣告程序"
		}
		fees := layout.Day(r.FeesPaidUntil)
		if !r.Kind.Patent() {
			fees = layout.T("不适用")
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r)), layout.Day(r.StatusOn), layout.T(r.StatusSource), fees, layout.T(text)})
	}
	p.table(title, t)
}

func licenceKind(k string) string {
	switch k {
	case "exclusive":
		return "独占"
	case "sole":
		return "排他"
	case "ordinary":
		return "普通"
	}
	return or(k)
}

func pledgeState(s right.PledgeState) string {
	switch s {
	case right.PledgeAccepted:
		return "已受理"
	case right.PledgeRegistered:
		return "已登记"
	case right.PledgeCancelled:
		return "已注销"
	}
	return or(string(s))
}

func span(from, to date.Date) string {
	if from.IsZero() && to.IsZero() {
		return ""
	}
	a, b := from.String(), to.String()
	if from.IsZero() {
		a = "未记载"
	}
	if to.IsZero() {
		b = "未定"
	}
	return "（" + a + " 至 " + b + "）"
}

// class is the class of a mark as printed.
func class(r right.Right) string {
	if r.Class == 0 {
		return ""
	}
	return "第" + strconv.Itoa(int(r.Class)) + "类"
}

// filedName and grantedName head the two days of a right by the kinds that are there.
func filedName(rights []right.Right) string {
	if objectName(rights) == "著作权" {
		return "首次发表日"
	}
	return "申请日"
}

func grantedName(rights []right.Right) string {
	switch objectName(rights) {
	case "专利权":
		return "授权公告日"
	case "著作权":
		return "登记日"
	}
	return "授权公告\n（核准注册）日"
}

// kindName is the kind of a right; among patents alone the word 专利 is understood.
func (p *paper) kindName(r right.Right) string {
	if objectName(p.s.Intake.Rights) == "专利权" {
		return strings.TrimSuffix(r.Kind.String(), "专利")
	}
	return r.Kind.String()
}
