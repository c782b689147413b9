// Package casetest plays cases in tests: made-up organisations and people, a filled form for every command, and roads that
// bring a case to any state. Nothing in it is part of the program.
package casetest

import (
	"slices"

	"zhiya/workflow/access"
)

// Orgs are the organisations of the tests: those of a whole case, and a stranger of each kind that matters.
func Orgs() []access.Org {
	return []access.Org{
		{ID: "bank", Kind: access.Bank, Code: "B03", Name: "示例银行"},
		{ID: "bank2", Kind: access.Bank, Code: "B04", Name: "示例第二银行"},
		{ID: "firm", Kind: access.AppraisalFirm, Code: "A01", Name: "示例资产评估"},
		{ID: "firm2", Kind: access.AppraisalFirm, Code: "A02", Name: "示例第二资产评估"},
		{ID: "guarantor", Kind: access.Guarantor, Code: "G01", Name: "示例担保"},
		{ID: "fund", Kind: access.Fund, Code: "F01", Name: "示例风险补偿基金"},
		{ID: "insurer", Kind: access.Insurer, Code: "I01", Name: "示例保险"},
		{ID: "bureau", Kind: access.Bureau, Code: "M01", Name: "示例市场监管局"},
	}
}

// People are the persons of the tests; a login is also the person's id.
func People() []access.Person {
	p := func(login, org, name string, roles ...access.Role) access.Person {
		licence := ""
		if slices.Contains(roles, access.Appraiser) {
			licence = "示例" + login
		}
		return access.Person{ID: login, Login: login, OrgID: org, Name: name, Licence: licence, Roles: roles, Active: true}
	}
	return []access.Person{
		p("kehu", "bank", "示例客户经理", access.Officer), p("kehu2", "bank", "示例客户经理乙", access.Officer),
		p("shenpi", "bank", "示例审批人", access.Approver), p("shenpi2", "bank", "示例审批人乙", access.Approver),
		p("lin", "bank2", "示例邻行经理", access.Officer), p("linshen", "bank2", "示例邻行审批人", access.Approver),
		p("pg1", "firm", "示例评估师甲", access.Appraiser), p("pg2", "firm", "示例评估师乙", access.Appraiser),
		p("pg3", "firm", "示例评估师丙", access.Appraiser, access.Reviewer),
		p("fh1", "firm", "示例一级复核人", access.Reviewer), p("fh2", "firm", "示例二级复核人", access.Reviewer),
		p("fh3", "firm", "示例三级复核人", access.Reviewer), p("qf", "firm", "示例签发人", access.Releaser),
		p("waipg", "firm2", "示例外所评估师", access.Appraiser),
		p("db1", "guarantor", "示例担保经办", access.Officer), p("db2", "guarantor", "示例担保负责人", access.Approver), p("db3", "guarantor", "示例担保分管领导", access.Approver),
		p("jj1", "fund", "示例基金经办", access.Officer), p("jj2", "fund", "示例基金负责人", access.Approver),
		p("bx1", "insurer", "示例保险经办", access.Officer), p("bx2", "insurer", "示例保险负责人", access.Approver),
		p("jb", "bureau", "示例局经办", access.Clerk), p("ks", "bureau", "示例科室负责人", access.SectionHead),
		p("fg", "bureau", "示例分管局领导", access.DeputyDirector),
		p("xt", "bureau", "示例系统管理员", access.SystemAdmin), p("aq", "bureau", "示例安全管理员", access.SecurityAdmin),
		p("sj", "bureau", "示例审计管理员", access.AuditAdmin),
	}
}

var orgs, people = Orgs(), People()

// Org finds an organisation of the tests.
func Org(id string) (access.Org, bool) {
	i := slices.IndexFunc(orgs, func(o access.Org) bool { return o.ID == id })
	if i < 0 {
		return access.Org{}, false
	}
	return orgs[i], true
}

// Person finds a person of the tests.
func Person(id string) (access.Person, bool) {
	i := slices.IndexFunc(people, func(p access.Person) bool { return p.ID == id })
	if i < 0 {
		return access.Person{}, false
	}
	return people[i], true
}

// Actor is a person of the tests at the desk.
func Actor(id string) access.Actor {
	p, ok := Person(id)
	if !ok {
		panic("no such person in the tests: " + id)
	}
	o, _ := Org(p.OrgID)
	return access.ActorOf(p, o)
}
