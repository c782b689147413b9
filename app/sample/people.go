// Package sample is the sample set (示例): organisations, people and cases that show the whole road. Everything in it that is not
// a published bibliographic fact is invented and stamped 示例; the real firm whose patents are shown is taken no further than
// appraisal and pre-check.
package sample

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/signing"
)

// Secret is the password of every sample person; it is printed on the sign-in page of a sample store.
const Secret = "Shili-2026"

// orgs of the sample set; ids are fixed so that the sample is the same everywhere.
var orgs = []access.Org{
	{ID: "org-bank", Kind: access.Bank, Code: "B03", Name: "示例银行连云港分行", USCC: "91320700MA0EX10104", Sample: true},
	{ID: "org-appraisal", Kind: access.AppraisalFirm, Code: "A01", Name: "示例资产评估有限公司", USCC: "91320706MA0EX1029P", Sample: true},
	{ID: "org-guarantor", Kind: access.Guarantor, Code: "G01", Name: "示例融资担保有限公司", USCC: "91320700MA0EX1037U", Sample: true},
	{ID: "org-fund", Kind: access.Fund, Code: "F01", Name: "示例知识产权风险补偿基金", USCC: "91320700MA0EX1045N", Sample: true},
	{ID: "org-insurer", Kind: access.Insurer, Code: "I01", Name: "示例财产保险股份有限公司", USCC: "91320700MA0EX1053H", Sample: true},
	{ID: "org-bureau", Kind: access.Bureau, Code: "M01", Name: "示例市市场监督管理局", USCC: "11320700MA0EX1088C", Sample: true},
	{ID: "org-finance", Kind: access.Finance, Code: "C01", Name: "示例市财政局", USCC: "11320700MA0EX10967", Sample: true},
}

func person(login, org, name, licence string, roles ...access.Role) workflow.NewPerson {
	return workflow.NewPerson{Secret: Secret, Person: access.Person{ID: "person-" + login, OrgID: "org-" + org, Login: login, Name: name,
		Licence: licence, Roles: roles, Active: true, Sample: true}}
}

func people() []workflow.NewPerson {
	return []workflow.NewPerson{
		person("kehu", "bank", "示例客户经理", "", access.Officer),
		person("shenpi", "bank", "示例审批人", "", access.Approver),
		person("pinggu1", "appraisal", "示例评估师甲", "示例32000001", access.Appraiser),
		person("pinggu2", "appraisal", "示例评估师乙", "示例32000002", access.Appraiser),
		person("fuhe1", "appraisal", "示例一级复核人", "", access.Reviewer),
		person("fuhe2", "appraisal", "示例二级复核人", "", access.Reviewer),
		person("fuhe3", "appraisal", "示例三级复核人", "", access.Reviewer),
		person("qianfa", "appraisal", "示例签发人", "", access.Releaser),
		person("danbao1", "guarantor", "示例担保经办", "", access.Officer),
		person("danbao2", "guarantor", "示例担保负责人", "", access.Approver),
		person("jijin1", "fund", "示例基金经办", "", access.Officer),
		person("jijin2", "fund", "示例基金负责人", "", access.Approver),
		person("baoxian1", "insurer", "示例保险经办", "", access.Officer),
		person("baoxian2", "insurer", "示例保险负责人", "", access.Approver),
		person("jingban", "bureau", "示例局经办", "", access.Clerk),
		person("jingban2", "bureau", "示例局经办乙", "", access.Clerk),
		person("keshi", "bureau", "示例科室负责人", "", access.SectionHead),
		person("fenguan", "bureau", "示例分管局领导", "", access.DeputyDirector),
		person("caizheng1", "finance", "示例财政经办", "", access.Officer),
		person("caizheng2", "finance", "示例财政审批人", "", access.Approver),
		person("xitong", "bureau", "示例系统管理员", "", access.SystemAdmin),
		person("anquan", "bureau", "示例安全管理员", "", access.SecurityAdmin),
		person("shenji", "bureau", "示例审计管理员", "", access.AuditAdmin),
	}
}

// keysFrom is the day from which the sample organisations sign, before the first sample case.
var keysFrom = date.Must("2020-01-01")

// Found fills an empty store with the sample organisations, people and signing keys: the bureau signs with SM2, the others with
// Ed25519.
func Found(ctx context.Context, d *workflow.Desk) error {
	if err := d.Found(ctx, workflow.Founding{Place: "LYG", Tag: "SL", Orgs: orgs, People: people()}); err != nil {
		return err
	}
	return d.SampleKeys(ctx, "person-anquan", keysFrom, func(o access.Org) signing.Algorithm {
		if o.Kind == access.Bureau {
			return signing.SM2
		}
		return signing.Ed25519
	})
}

// Names lists the ids of the sample organisations and people with their names.
func Names() [][2]string {
	var out [][2]string
	for _, o := range orgs {
		out = append(out, [2]string{o.ID, o.Name})
	}
	for _, p := range people() {
		out = append(out, [2]string{p.ID, p.Name})
	}
	return out
}
