package sample

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
)

// plan is the six steps of the standard on procedure between two days.
func plan(from, to date.Date) casefile.PlanEngagement {
	two := "示例评估师甲、示例评估师乙"
	steps := []casefile.PlanStep{{Step: "现场调查", People: two}, {Step: "收集整理评估资料", People: two}, {Step: "评定估算形成结论", People: two},
		{Step: "内部审核", People: "各级复核人"}, {Step: "编制出具评估报告", People: two}, {Step: "整理归集评估档案", People: two}}
	for i := range steps {
		steps[i].From, steps[i].To = from, to
	}
	return casefile.PlanEngagement{PlanForm: casefile.PlanForm{Steps: steps, Focus: "权利状态与质押登记条件；许可费率的依据；变现折扣的依据（示例）"}}
}

// declaration denies every interest.
func declaration() casefile.DeclareIndependence {
	return casefile.DeclareIndependence{Answers: casefile.Interests(), Confirm: true}
}

func siteVisit(on date.Date) casefile.RecordSiteVisit {
	return casefile.RecordSiteVisit{SiteVisitForm: casefile.SiteVisitForm{How: casefile.Visited, On: on, Place: "示例企业生产现场", Visitors: []casefile.Valuer{{PersonID: "person-pinggu1"}},
		Attendants: "示例企业技术负责人", Seen: "查看生产现场与研发记录，核对专利产品与权利要求的对应关系（示例）"}}
}

func checked(ref string, on date.Date) casefile.RightCheck {
	return casefile.RightCheck{Ref: ref, On: on, Source: "示例录入", Register: "法律状态：专利权维持", Fees: "年费已缴（示例）", Pledge: "未见登记", Preservation: "未见登记", Licence: "未见备案",
		CoOwner: "单独所有", Match: true}
}

// checkRights hands in the sheet as the form fills it from the case's list of rights.
func (p *Player) checkRights(ctx context.Context) {
	if p.err != nil {
		return
	}
	form, err := p.Desk.Suggest(ctx, "person-pinggu1", p.caseID, "CheckRights")
	if err != nil {
		p.err = err
		return
	}
	p.Do(ctx, "", "pinggu1", *form.(*casefile.CheckRights))
}
