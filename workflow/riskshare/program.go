package riskshare

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Role is the part a member plays in a program.
type Role string

const (
	BankRole        Role = "bank"        // 贷款银行
	GuarantorRole   Role = "guarantor"   // 融资担保公司
	ReguarantorRole Role = "reguarantor" // 再担保公司
	NationalFund    Role = "national"    // 国家融资担保基金
	CityFund        Role = "fund"        // 风险补偿基金
	CreditFund      Role = "credit_fund" // 信用保证基金
	InsurerRole     Role = "insurer"     // 保险公司
	AppraiserRole   Role = "appraiser"   // 评估机构
)

var roleNames = map[Role]string{BankRole: "贷款银行", GuarantorRole: "融资担保公司", ReguarantorRole: "再担保公司", NationalFund: "国家融资担保基金", CityFund: "风险补偿基金",
	CreditFund: "信用保证基金", InsurerRole: "保险公司", AppraiserRole: "评估机构"}

// Chinese is the role in words.
func (r Role) Chinese() string { return roleNames[r] }

// Member is one party of a program: a role, filled by an organisation where the program is used.
type Member struct {
	ID        string       `json:"id" label:"代号" hint:"字母和数字，方案内不重复，例如 bank、fund"`
	Role      Role         `json:"role" label:"角色" choices:"bank=贷款银行|guarantor=融资担保公司|reguarantor=再担保公司|national=国家融资担保基金|fund=风险补偿基金|credit_fund=信用保证基金|insurer=保险公司|appraiser=评估机构"`
	Share     *money.Rate  `json:"share,omitempty" label:"分担比例" opt:"1" hint:"未见公布的留空；留空的方案不能用于备案"`
	Cap       *money.Money `json:"cap,omitempty" label:"单笔上限" unit:"元" opt:"1"`
	DebtorCap *money.Money `json:"debtor_cap,omitempty" label:"同一债务人累计上限" unit:"元" opt:"1"`
	YearCap   *money.Money `json:"year_cap,omitempty" label:"年度累计上限" unit:"元" opt:"1"`
	Leverage  *money.Rate  `json:"leverage,omitempty" label:"资金池放大倍数" number:"1" unit:"倍" opt:"1" hint:"在保贷款余额不得超过资金池余额的倍数；以资金池余额为限承担损失的填写"`
	Recourse  Recourse     `json:"recourse,omitempty" label:"追偿方式" opt:"1" choices:"law=依法代位（保证人）|agreed=约定委托追偿|none=仅按协议返还"`
}

// Recourse is how a member that paid comes to a recovery.
type Recourse string

const (
	RecourseLaw    Recourse = "law"    // 担保人清偿后依法享有债权人对债务人的权利（担保解释第十八条）: only a guarantor
	RecourseAgreed Recourse = "agreed" // 约定委托追偿: the bank recovers on its behalf
	RecourseNone   Recourse = "none"   // 无代位权，仅按协议返还
)

var recourseWords = map[Recourse]string{RecourseLaw: "依法代位追偿（担保人）", RecourseAgreed: "约定委托追偿", RecourseNone: "无代位权，仅按协议返还"}

// Chinese is the way in words.
func (r Recourse) Chinese() string { return recourseWords[r] }

// pooled reports whether the member pays out of a pool with a balance.
func (m Member) pooled() bool { return m.Leverage != nil }

// Step of the approval chain (审批链), as data.
type ChainStep struct {
	Title    string `json:"title" label:"环节" hint:"例如 初审、会签、审定、拨付"`
	Member   string `json:"member" label:"办理方代号" hint:"方案成员的代号；bureau 为市场监督管理局"`
	Workdays int    `json:"workdays,omitempty" label:"时限" unit:"个工作日" opt:"1"`
}

// BureauMember is the id of the market regulation bureau in a chain; it bears no share.
const BureauMember = "bureau"

// Terms are what a loan must be like to be enrolled (备案条件). What is not given is not asked.
type Terms struct {
	FirmLabels  string       `json:"firm_labels,omitempty" label:"企业类型（任一）" opt:"1" hint:"以顿号分隔，企业具有其中之一即可"`
	Districts   string       `json:"districts,omitempty" label:"所属县区（任一）" opt:"1" hint:"以顿号分隔"`
	RightKinds  string       `json:"right_kinds,omitempty" label:"质押权利种类" opt:"1" hint:"以顿号分隔：专利权、商标权、著作权；留空为不限"`
	MaxAmount   *money.Money `json:"max_amount,omitempty" label:"单户贷款上限" unit:"元" opt:"1"`
	MaxMonths   int          `json:"max_months,omitempty" label:"最长期限" unit:"个月" opt:"1"`
	MinMonths   int          `json:"min_months,omitempty" label:"最短期限" unit:"个月" opt:"1"`
	OverLPR     *money.Rate  `json:"over_lpr,omitempty" label:"利率上限（LPR 加点）" opt:"1" hint:"0.003 即 LPR+30BP"`
	MinIPShare  *money.Rate  `json:"min_ip_share,omitempty" label:"知识产权质押最低占比" opt:"1"`
	DirectOnly  bool         `json:"direct_only,omitempty" label:"只限直接质押" opt:"1"`
	YearsOld    int          `json:"years_old,omitempty" label:"企业成立至少" unit:"年" opt:"1"`
	WaitingDays int          `json:"waiting_days,omitempty" label:"逾期等待期" unit:"天" opt:"1" hint:"逾期满此天数方可申请补偿"`
	ClaimDays   int          `json:"claim_days,omitempty" label:"申请补偿期限" unit:"天" opt:"1" hint:"自逾期之日起，超过不予补偿"`
	OtherRules  string       `json:"other_rules,omitempty" label:"其他条件" opt:"1" lines:"2" hint:"由备案各方自行审核"`
}

// Program is one version of a risk-sharing scheme (风险分担方案) as the partners agreed it. A case keeps the version it was enrolled under.
type Program struct {
	Code      string      `json:"code" label:"方案代码"`
	Name      string      `json:"name" label:"方案名称"`
	Place     string      `json:"place,omitempty" label:"适用地区" opt:"1"`
	Basis     string      `json:"basis,omitempty" label:"依据（协议、文号）" opt:"1"`
	Source    string      `json:"source" label:"来源" hint:"文件、协议或者网址"`
	Example   bool        `json:"example,omitempty" label:"示例" opt:"1"`
	ValidFrom date.Date   `json:"valid_from" label:"生效日"`
	ValidTo   date.Date   `json:"valid_to,omitzero" label:"失效日" opt:"1"`
	Base      Base        `json:"base" label:"分担基数" choices:"principal=本金|principal_and_interest=本金及利息|all=本金、利息及费用"`
	Members   []Member    `json:"members" label:"分担各方"`
	Layers    []Layer     `json:"layers,omitempty" label:"分层" opt:"1" hint:"按比例分担的不填"`
	Residual  string      `json:"residual" label:"兜底方代号" hint:"承担截余和基数以外损失的一方，通常为贷款银行"`
	Terms     Terms       `json:"terms,omitzero" label:"备案条件" opt:"1"`
	Fuses     []Fuse      `json:"fuses,omitempty" label:"熔断规则" opt:"1"`
	Chain     []ChainStep `json:"chain,omitempty" label:"补偿审批链" opt:"1"`
	Note      string      `json:"note,omitempty" label:"说明" opt:"1" lines:"2"`
}

// InForce reports whether the version counts on a day.
func (p Program) InForce(on date.Date) bool {
	return !on.Before(p.ValidFrom) && (p.ValidTo.IsZero() || !on.After(p.ValidTo))
}

// Unpublished lists the members whose share is not known; a program that has any cannot be used.
func (p Program) Unpublished() []string {
	var out []string
	for _, m := range p.Members {
		if m.Share == nil && len(p.Layers) == 0 {
			out = append(out, m.ID)
		}
	}
	return out
}

// Validate names every fault of the program, all Invalid, but not that shares are unpublished: a program may be kept until they are
// known. Beside the faults of Scheme.Validate: no code, name, source or day; dates in the wrong order; no bank; an unknown role; a
// recourse that the law gives only a guarantor; a leverage below 1; a waiting period that ends after the claim period; a chain that
// names nobody of the program; the faults of its fuses.
func (p Program) Validate() error {
	var fs fault.Faults
	for _, x := range []struct{ path, name, text string }{{"code", "方案代码", p.Code}, {"name", "方案名称", p.Name}, {"source", "来源", p.Source}} {
		if strings.TrimSpace(x.text) == "" {
			fs.Invalid("text.missing", x.path, "请填写%s", x.name)
		}
	}
	if p.ValidFrom.IsZero() {
		fs.Invalid("date.missing", "valid_from", "请填写生效日")
	}
	if !p.ValidTo.IsZero() && p.ValidTo.Before(p.ValidFrom) {
		fs.Invalid("date.order", "valid_to", "失效日 %s 早于生效日 %s", p.ValidTo.Chinese(), p.ValidFrom.Chinese())
	}
	bank := false
	for i, m := range p.Members {
		at := fmt.Sprintf("members[%d]", i)
		bank = bank || m.Role == BankRole
		if m.Role.Chinese() == "" {
			fs.Invalid("member.role", at+".role", "请选择角色")
		}
		if m.ID == BureauMember {
			fs.Invalid("member.id", at+".id", "代号 bureau 留给市场监督管理局，请改用其他代号")
		}
		if m.Leverage != nil && m.Leverage.Cmp(money.MustRate("1")) < 0 {
			fs.Invalid("member.leverage", at+".leverage", "放大倍数 %s 应不小于 1", m.Leverage)
		}
		if m.Recourse == RecourseLaw && m.Role != GuarantorRole && m.Role != ReguarantorRole {
			fs.Invalid("member.recourse", at+".recourse", "依法代位只适用于承担了担保责任的担保人（担保制度解释第十八条）；%s请选择约定委托追偿或者仅按协议返还", m.Role.Chinese())
		}
	}
	if !bank && len(p.Members) > 0 {
		fs.Invalid("member.bank", "members", "分担各方应包括贷款银行（比例可为 0）")
	}
	if len(p.Unpublished()) == 0 {
		for _, f := range fault.Of(p.scheme(nil).Validate()) {
			f.Path = strings.NewReplacer("parties", "members").Replace(f.Path)
			fs = append(fs, f)
		}
	}
	p.Terms.check(&fs)
	for i, f := range p.Fuses {
		fs.Append(fmt.Sprintf("fuses[%d]", i), f.Validate())
	}
	for i, c := range p.Chain {
		at := fmt.Sprintf("chain[%d]", i)
		if strings.TrimSpace(c.Title) == "" {
			fs.Invalid("text.missing", at+".title", "请填写环节名称")
		}
		if c.Member != BureauMember && !slices.ContainsFunc(p.Members, func(m Member) bool { return m.ID == c.Member }) {
			fs.Invalid("chain.member", at+".member", "“%s”不是方案成员，也不是 bureau", c.Member)
		}
		if c.Workdays < 0 || c.Workdays > 250 {
			fs.Invalid("chain.days", at+".workdays", "时限应为 1 至 250 个工作日，或者留空")
		}
	}
	return fs.Err()
}

func (t Terms) check(fs *fault.Faults) {
	if t.MaxAmount != nil && *t.MaxAmount <= 0 {
		fs.Invalid("amount.positive", "terms.max_amount", "单户贷款上限应大于 0")
	}
	for _, x := range []struct {
		path, name string
		n, most    int
	}{{"max_months", "最长期限", t.MaxMonths, 360}, {"min_months", "最短期限", t.MinMonths, 360}, {"years_old", "成立年限", t.YearsOld, 100}, {"waiting_days", "逾期等待期", t.WaitingDays, 3650},
		{"claim_days", "申请补偿期限", t.ClaimDays, 3650}} {
		if x.n < 0 || x.n > x.most {
			fs.Invalid("number.range", "terms."+x.path, "%s应为 0 至 %d", x.name, x.most)
		}
	}
	if t.MaxMonths > 0 && t.MinMonths > t.MaxMonths {
		fs.Invalid("terms.months", "terms.min_months", "最短期限 %d 个月长于最长期限 %d 个月", t.MinMonths, t.MaxMonths)
	}
	if t.ClaimDays > 0 && t.WaitingDays > t.ClaimDays {
		fs.Invalid("terms.waiting", "terms.waiting_days", "逾期等待期 %d 天长于申请补偿期限 %d 天，任何贷款都无法申请", t.WaitingDays, t.ClaimDays)
	}
	if t.MinIPShare != nil && !t.MinIPShare.Between("0", "1") {
		fs.Invalid("rate.range", "terms.min_ip_share", "知识产权质押最低占比 %s 应在 0 与 1 之间", t.MinIPShare)
	}
	if t.OverLPR != nil && !t.OverLPR.Between("-0.1", "0.3") {
		fs.Invalid("rate.range", "terms.over_lpr", "LPR 加点 %s 应在 -0.1 与 0.3 之间，例如 0.003 即 30BP", t.OverLPR)
	}
}

// Use is what a member has already borne or reserved, and what its pool holds.
type Use struct {
	Debtor money.Money  // borne before for this debtor
	Year   money.Money  // borne before in the year
	Pool   *money.Money // balance of the pool; nil: none
}

// scheme is the program as a scheme of its member ids, with what each has used.
func (p Program) scheme(use map[string]Use) Scheme {
	s := Scheme{Base: p.Base, Residual: p.Residual, Layers: p.Layers}
	for _, m := range p.Members {
		u := use[m.ID]
		party := Party{ID: m.ID, Cap: m.Cap, DebtorCap: m.DebtorCap, YearCap: m.YearCap}
		if m.Share != nil {
			party.Share = *m.Share
		}
		if m.DebtorCap != nil {
			party.DebtorUsed = u.Debtor
		}
		if m.YearCap != nil {
			party.YearUsed = u.Year
		}
		if m.pooled() {
			pool := money.Money(0)
			if u.Pool != nil {
				pool = max(0, *u.Pool)
			}
			party.Pool = &pool
		}
		s.Parties = append(s.Parties, party)
	}
	return s
}

// Scheme is the program ready to share a loss, with what each member has used before. Fault: Refused program.unpublished when a share is
// not known; those of Validate.
func (p Program) Scheme(use map[string]Use) (Scheme, error) {
	if open := p.Unpublished(); len(open) > 0 {
		return Scheme{}, fault.New(fault.Refused, "program.unpublished", "members", "方案“%s”中 %s 的分担比例未见公布，请按合作协议填写新版本后再使用", p.Name, strings.Join(open, "、"))
	}
	if err := p.Validate(); err != nil {
		return Scheme{}, err
	}
	return p.scheme(use), nil
}

// Warnings are what the parties should see before they agree: an appraiser that bears a share of the loss (独立性冲突提示).
func (p Program) Warnings() []string {
	var out []string
	for _, m := range p.Members {
		if m.Role != AppraiserRole {
			continue
		}
		bears := m.Share != nil && !m.Share.IsZero() || slices.ContainsFunc(p.Layers, func(l Layer) bool {
			return slices.ContainsFunc(l.Shares, func(x LayerShare) bool { return x.ID == m.ID && !x.Share.IsZero() })
		})
		if bears {
			out = append(out, "独立性冲突提示：评估机构在本方案中承担损失，与其评估业务有利害关系，承担分担的机构不得评估、重新评估本方案内贷款的质物（资产评估法第十三条、第二十条）")
		}
	}
	return out
}
