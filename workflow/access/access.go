// Package access knows organisations, people, their roles, and who may see what of a case (机构、人员、岗位与可见范围).
package access

import (
	"regexp"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
)

// OrgKind is the kind of an organisation; it decides which roles its people can hold.
type OrgKind string

const (
	AppraisalFirm OrgKind = "appraisal" // 资产评估机构
	Bank          OrgKind = "bank"      // 银行
	Guarantor     OrgKind = "guarantor" // 融资担保公司
	Fund          OrgKind = "fund"      // 风险补偿基金（含运营机构）
	Insurer       OrgKind = "insurer"   // 保险公司
	Bureau        OrgKind = "bureau"    // 市场监督管理局
	Finance       OrgKind = "finance"   // 财政部门
)

// Role is a post (岗位) a person holds in an organisation.
type Role string

const (
	Officer        Role = "officer"         // 经办：客户经理、担保/基金/保险经办
	Approver       Role = "approver"        // 审批人：有权审批人、合作方负责人
	Appraiser      Role = "appraiser"       // 资产评估专业人员
	Reviewer       Role = "reviewer"        // 复核人
	Releaser       Role = "releaser"        // 报告签发人
	Clerk          Role = "clerk"           // 局经办
	SectionHead    Role = "section_head"    // 科室负责人
	DeputyDirector Role = "deputy_director" // 分管局领导
	SystemAdmin    Role = "system_admin"    // 系统管理员：无案件内容
	SecurityAdmin  Role = "security_admin"  // 安全管理员：无案件内容
	AuditAdmin     Role = "audit_admin"     // 审计管理员：只读审计轨迹
)

var kindNames = map[OrgKind]string{
	AppraisalFirm: "资产评估机构", Bank: "银行", Guarantor: "融资担保公司", Fund: "风险补偿基金", Insurer: "保险公司",
	Bureau: "市场监督管理局", Finance: "财政部门",
}

var roleNames = map[Role]string{
	Officer: "经办", Approver: "审批人", Appraiser: "评估师", Reviewer: "复核人", Releaser: "签发人", Clerk: "局经办",
	SectionHead: "科室负责人", DeputyDirector: "分管局领导", SystemAdmin: "系统管理员", SecurityAdmin: "安全管理员",
	AuditAdmin: "审计管理员",
}

// rolesOf lists the posts of each kind of organisation; administrators can sit in any.
var rolesOf = map[OrgKind][]Role{
	AppraisalFirm: {Appraiser, Reviewer, Releaser},
	Bank:          {Officer, Approver}, Guarantor: {Officer, Approver}, Fund: {Officer, Approver}, Insurer: {Officer, Approver},
	Finance: {Officer, Approver},
	Bureau:  {Clerk, SectionHead, DeputyDirector},
}

var administrators = []Role{SystemAdmin, SecurityAdmin, AuditAdmin}

// String is the Chinese name of the kind.
func (k OrgKind) String() string { return kindNames[k] }

// String is the Chinese name of the role.
func (r Role) String() string { return roleNames[r] }

// Kinds lists every kind of organisation in the order shown to people.
func Kinds() []OrgKind {
	return []OrgKind{AppraisalFirm, Bank, Guarantor, Fund, Insurer, Bureau, Finance}
}

// RolesOf lists the posts a person of this kind of organisation can hold, administrators included.
func RolesOf(k OrgKind) []Role { return slices.Concat(rolesOf[k], administrators) }

// Org is an organisation or one of its branches; a branch has a code of its own.
type Org struct {
	ID     string  `json:"id"`
	Kind   OrgKind `json:"kind"`
	Code   string  `json:"code"` // e.g. B03; part of the case numbers it issues
	Name   string  `json:"name"`
	USCC   string  `json:"uscc,omitempty"`
	Sample bool    `json:"sample,omitempty"` // part of the sample set 示例
}

// Person is one natural person at a desk; belongs to one organisation (资产评估法 5 for appraisers).
type Person struct {
	ID       string `json:"id"`
	OrgID    string `json:"org_id"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	Licence  string `json:"licence,omitempty"` // 资产评估师登记编号 or the like
	Roles    []Role `json:"roles"`
	Active   bool   `json:"active"`
	Password string `json:"-"` // argon2id PHC string; never leaves the store
	Sample   bool   `json:"sample,omitempty"`
}

// Actor is a person acting for an organisation, as the desk checks it.
type Actor struct {
	PersonID string  `json:"person_id"`
	Name     string  `json:"name"`
	OrgID    string  `json:"org_id"`
	OrgName  string  `json:"org_name"`
	OrgCode  string  `json:"org_code"`
	OrgKind  OrgKind `json:"org_kind"`
	Roles    []Role  `json:"roles"`
}

// ActorOf joins a person with the organisation.
func ActorOf(p Person, o Org) Actor {
	return Actor{PersonID: p.ID, Name: p.Name, OrgID: o.ID, OrgName: o.Name, OrgCode: o.Code, OrgKind: o.Kind, Roles: p.Roles}
}

// Has reports whether the actor holds the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Posts is the actor's roles in Chinese, joined by 、.
func (a Actor) Posts() string {
	names := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		names[i] = r.String()
	}
	return strings.Join(names, "、")
}

var codePattern = regexp.MustCompile(`^[A-Z][0-9A-Z]{1,7}$`)
var loginPattern = regexp.MustCompile(`^[a-z][a-z0-9_.-]{1,31}$`)

// Validate checks an organisation's own fields and names every fault.
func (o Org) Validate() error {
	var fs fault.Faults
	if strings.TrimSpace(o.Name) == "" {
		fs.Invalid("org.name", "name", "请填写机构名称")
	}
	if !codePattern.MatchString(o.Code) {
		fs.Invalid("org.code", "code", "机构代码“%s”应为一个大写字母加 1 至 7 位大写字母或数字，例如 B03", o.Code)
	}
	if _, ok := kindNames[o.Kind]; !ok {
		fs.Invalid("org.kind", "kind", "请选择机构类别")
	}
	if o.USCC != "" {
		_, err := ident.ParseUSCC(o.USCC)
		fs.Append("uscc", err)
	}
	return fs.Err()
}

// Validate checks a person against the organisation: posts that fit its kind, administrators apart from case work, no
// person who both prepares and approves.
func (p Person) Validate(o Org) error {
	var fs fault.Faults
	if strings.TrimSpace(p.Name) == "" {
		fs.Invalid("person.name", "name", "请填写姓名")
	}
	if !loginPattern.MatchString(p.Login) {
		fs.Invalid("person.login", "login", "登录名“%s”应以小写字母开头，由 2 至 32 位小写字母、数字、点、横线组成", p.Login)
	}
	if len(p.Roles) == 0 {
		fs.Invalid("person.roles", "roles", "请至少选择一个岗位")
	}
	admin, work := 0, 0
	for _, r := range p.Roles {
		if !slices.Contains(RolesOf(o.Kind), r) {
			fs.Invalid("person.roles", "roles", "%s不设“%s”岗位，请重新选择", o.Kind, r)
		}
		if slices.Contains(administrators, r) {
			admin++
		} else {
			work++
		}
	}
	if admin > 0 && work > 0 {
		fs.Refuse("person.admin", "roles", "系统、安全、审计管理员不得兼任业务岗位，请分设人员")
	}
	if admin > 1 {
		fs.Refuse("person.admins", "roles", "系统、安全、审计三类管理员应分别由不同人员担任")
	}
	if slices.Contains(p.Roles, Officer) && slices.Contains(p.Roles, Approver) {
		fs.Refuse("person.both", "roles", "同一人不得兼任经办与审批人，请分设人员")
	}
	return fs.Err()
}

// SeesRegister reports whether the actor may read the organisation's register of rights (权利登记簿): the firm that values rights,
// and those that lend against them or guarantee, administrators apart.
func (a Actor) SeesRegister() bool {
	switch a.OrgKind {
	case AppraisalFirm, Bank, Guarantor:
		return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(rolesOf[a.OrgKind], r) })
	}
	return false
}

// KeepsRegister reports whether the actor may change it: the appraiser, and the officer of a lender or guarantor.
func (a Actor) KeepsRegister() bool {
	return a.SeesRegister() && (a.Has(Appraiser) || a.Has(Officer))
}
