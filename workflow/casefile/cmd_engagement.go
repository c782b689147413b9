package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
)

// EngagementForm is what the written commission holds (资产评估法 13, 20, 22–25, 28).
type EngagementForm struct {
	ContractNo   string      `json:"contract_no" label:"委托合同编号"`
	Signed       date.Date   `json:"signed" label:"合同签订日"`
	Clients      string      `json:"clients" label:"委托人" hint:"有多个当事人时共同委托"`
	Fee          money.Money `json:"fee" label:"评估服务费" unit:"元"`
	Payer        string      `json:"payer" label:"付费方"`
	FeeNotTied   bool        `json:"fee_not_tied" label:"收费不与评估结论挂钩"`
	Independent  bool        `json:"independent" label:"本机构已核查独立性，无须回避的利害关系"`
	Valuers      []Valuer    `json:"valuers" label:"评估专业人员（不少于两名）"`
	ReviewLevels int         `json:"review_levels" label:"复核级数" unit:"级" hint:"1 至 3，默认 3"`
	Commitment   bool        `json:"commitment" label:"已收到产权持有人承诺函"`
	Papers       string      `json:"papers" label:"资料清单" lines:"2"`
	Statutory    bool        `json:"statutory,omitempty" label:"法定评估业务" opt:"1" hint:"须由至少两名评估师承办，档案保存不少于三十年"`
	BaseDate     date.Date   `json:"base_date,omitzero" label:"约定的评估基准日" opt:"1"`
	Deliver      date.Date   `json:"deliver,omitzero" label:"报告提交期限" opt:"1"`
	Users        string      `json:"users,omitempty" label:"其他报告使用人" opt:"1"`
	Terms        string      `json:"terms,omitempty" label:"其他约定" opt:"1" lines:"2"`
}

func (f *EngagementForm) check(c *Case, o *Occasion, fs *fault.Faults) {
	needText(fs, "contract_no", "委托合同编号", f.ContractNo)
	pastDate(fs, "signed", "合同签订日", f.Signed, o.Today)
	needText(fs, "clients", "委托人", f.Clients)
	mayAmount(fs, "fee", "评估服务费", f.Fee)
	needText(fs, "payer", "付费方", f.Payer)
	if !f.FeeNotTied {
		fs.Refuse("engagement.fee", "fee_not_tied", "评估收费不得与评估结论挂钩，请确认合同条款后勾选")
	}
	if !f.Independent {
		fs.Refuse("engagement.independence", "independent", "未确认独立性：与委托人或其他当事人有利害关系的应当回避（资产评估法第十三条），请核查后勾选或“不予承接”")
	}
	if f.ReviewLevels < 1 || f.ReviewLevels > 3 {
		fs.Invalid("review.levels", "review_levels", "复核级数应为 1 至 3")
	}
	if !f.Commitment {
		fs.Refuse("engagement.commitment", "commitment", "请先取得产权持有人对资料真实、完整、合法的承诺函")
	}
	needText(fs, "papers", "资料清单", f.Papers)
	ordered(fs, "deliver", "报告提交期限", f.Deliver, "合同签订日", f.Signed)
	f.checkValuers(c, o, fs)
}

func (f *EngagementForm) checkValuers(c *Case, o *Occasion, fs *fault.Faults) {
	seen, licensed := map[string]bool{}, 0
	for i := range f.Valuers {
		path := fmt.Sprintf("valuers[%d].person_id", i)
		p, ok := o.Person(f.Valuers[i].PersonID)
		if !ok || p.OrgID != c.s.Assessor.ID || !slices.Contains(p.Roles, access.Appraiser) {
			fs.Invalid("valuer.unknown", path, "请选择本评估机构的评估师")
			continue
		}
		if seen[p.ID] {
			fs.Invalid("valuer.duplicate", path, "%s 重复登记，请另选一人", p.Name)
		}
		if c.s.conflict(p.ID) {
			fs.Refuse("independence.conflict", path, "%s 已声明存在利害关系，应当回避，请另选一人", p.Name)
		}
		if !seen[p.ID] && strings.TrimSpace(p.Licence) != "" {
			licensed++
		}
		seen[p.ID] = true
		f.Valuers[i].Name, f.Valuers[i].Licence = p.Name, p.Licence
	}
	if len(seen) < 2 {
		fs.Refuse("valuer.two", "valuers", "评估机构应指定至少两名评估专业人员承办（资产评估法第二十四条）")
	}
	if f.Statutory && licensed < 2 {
		fs.Refuse("valuer.statutory", "valuers", "法定评估业务应指定至少两名相应专业类别的评估师承办（资产评估法第二十八条），现有登记编号的只有 %d 名", licensed)
	}
}

// Kept is how many years the papers are kept at least: 15, and 30 of a statutory appraisal (资产评估法 29).
func (f EngagementForm) Kept() int {
	if f.Statutory {
		return 30
	}
	return 15
}

// engages reports whether the person is one of the valuers of the job.
func (e *EngagementR) engages(personID string) bool {
	return e != nil && slices.ContainsFunc(e.Form.Valuers, func(v Valuer) bool { return v.PersonID == personID })
}

// AcceptEngagement 承接委托.
type AcceptEngagement struct{ EngagementForm }

func (AcceptEngagement) Name() Name { return "AcceptEngagement" }
func (cmd AcceptEngagement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	// A new commission is new work; what was valued before can be copied from.
	c.s.Plan, c.s.SiteVisits, c.s.RightsCheck, c.s.Independence, c.s.Valuation = nil, nil, nil, nil, nil
	cmd.check(c, o, fs)
	c.s.Engagement = &EngagementR{Form: cmd.EngagementForm, By: o.signed()}
	return ""
}

// AmendEngagement 更正委托事项: the whole form again, with the reason.
type AmendEngagement struct {
	EngagementForm
	Reason string `json:"reason" label:"更正原因"`
}

func (AmendEngagement) Name() Name         { return "AmendEngagement" }
func (cmd AmendEngagement) reason() string { return cmd.Reason }
func (cmd AmendEngagement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "reason", "更正原因", cmd.Reason)
	cmd.check(c, o, fs)
	if set := c.s.Engagement.Form.ReviewLevels; cmd.ReviewLevels < set {
		fs.Refuse("review.lowered", "review_levels", "复核级数已定为 %d 级，不能降低；可以提高，或由评估机构“不予承接”后重新承接", set)
	}
	c.s.Engagement = &EngagementR{Form: cmd.EngagementForm, By: o.signed()}
	return ""
}

// DeclineEngagement 不予承接.
type DeclineEngagement struct{ Return }

func (DeclineEngagement) Name() Name { return "DeclineEngagement" }
func (cmd DeclineEngagement) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Assessor = OrgRef{}
	if c.s.Lender.ID == "" {
		return string(Intake)
	}
	return string(DueDiligence)
}

// PlanStep is one line of the plan: who does what between which days.
type PlanStep struct {
	Step   string    `json:"step" label:"程序"`
	People string    `json:"people" label:"承办人员"`
	From   date.Date `json:"from" label:"起"`
	To     date.Date `json:"to" label:"止"`
	Note   string    `json:"note,omitempty" label:"要点" opt:"1"`
}

// PlanForm is the 评估计划: the steps still ahead, who does them when, and what deserves attention.
type PlanForm struct {
	Steps []PlanStep `json:"steps" label:"程序与安排"`
	Focus string     `json:"focus" label:"重点关注事项" opt:"1" lines:"2"`
}

// PlanEngagement 编制评估计划. It may be given again; each time the whole replaces the earlier one.
type PlanEngagement struct{ PlanForm }

func (PlanEngagement) Name() Name { return "PlanEngagement" }
func (cmd PlanEngagement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if len(cmd.Steps) == 0 {
		fs.Invalid("plan.steps", "steps", "请至少安排一项程序")
	}
	contract := c.s.Engagement.Form
	for i, s := range cmd.Steps {
		at := func(field string) string { return fmt.Sprintf("steps[%d].%s", i, field) }
		needText(fs, at("step"), "程序", s.Step)
		needText(fs, at("people"), "承办人员", s.People)
		needDate(fs, at("from"), "起始日", s.From)
		needDate(fs, at("to"), "截止日", s.To)
		ordered(fs, at("to"), "截止日", s.To, "起始日", s.From)
		ordered(fs, at("from"), "起始日", s.From, "合同签订日", contract.Signed)
		ordered(fs, at("to"), "合同约定的报告提交期限", contract.Deliver, "计划截止日", s.To)
	}
	c.s.Plan = &PlanR{Form: cmd.PlanForm, Levels: contract.ReviewLevels, By: o.signed()}
	return ""
}

func suggestEngagement(s State, today date.Date) EngagementForm {
	clients := []string{}
	if s.Lender.Name != "" {
		clients = append(clients, s.Lender.Name)
	}
	for _, d := range s.Intake.Debtors {
		clients = append(clients, d.Name)
	}
	return EngagementForm{Signed: today, Clients: strings.Join(clients, "、"), ReviewLevels: 3,
		Valuers: []Valuer{{}, {}}, Papers: "专利证书、登记簿副本、年费收据、财务报表、收入预测、研发支出明细、承诺函"}
}

// planned are the steps of a plan as the standard on procedure orders them, from the visit on; what comes before has been done.
var planned = []string{"现场调查", "收集整理评估资料", "评定估算形成结论", "内部审核", "编制出具评估报告", "整理归集评估档案"}

func suggestPlan(s State, today date.Date) PlanForm {
	if s.Plan != nil {
		return s.Plan.Form
	}
	var f PlanForm
	var names []string
	if s.Engagement != nil {
		for _, v := range s.Engagement.Form.Valuers {
			names = append(names, v.Name)
		}
	}
	for _, step := range planned {
		people := strings.Join(names, "、")
		if step == "内部审核" {
			people = "各级复核人"
		}
		f.Steps = append(f.Steps, PlanStep{Step: step, People: people, From: today, To: today})
	}
	return f
}
