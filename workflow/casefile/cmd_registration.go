package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// ContractsForm is what the contracts say, clause by clause (LAW.md 1.3).
type ContractsForm struct {
	LoanNo        string        `json:"loan_no" label:"借款合同编号"`
	LoanSigned    date.Date     `json:"loan_signed" label:"借款合同签订日"`
	PledgeNo      string        `json:"pledge_no" label:"质押合同编号"`
	PledgeSigned  date.Date     `json:"pledge_signed" label:"质押合同签订日"`
	Scope         string        `json:"scope" label:"质押担保范围" lines:"2"`
	Clauses       []ClauseCheck `json:"clauses" label:"合同条款核对" fixed:"1"`
	Forfeiture    bool          `json:"forfeiture" label:"合同含流质条款（到期不还即归质权人所有）" opt:"1"`
	SelfSale      bool          `json:"self_sale" label:"约定质权人可自行拍卖、变卖" opt:"1"`
	Authority     bool          `json:"authority" label:"已取得处置授权委托书" opt:"1"`
	TechPapers    bool          `json:"tech_papers" label:"已约定实现质权时交付技术资料" opt:"1"`
	Resolution    string        `json:"resolution" label:"公司决议核查" opt:"1" lines:"2" hint:"出质人为公司且非债务人时必填：决议机关、日期、核查情况"`
	Consents      []CoOwner     `json:"consents" label:"共有人同意" opt:"1"`
	CommitmentDay date.Date     `json:"commitment_day" label:"当事人承诺书签署日"`
	FaceToFace    string        `json:"face_to_face" label:"面签记录"`
}

// ClauseCheck says whether a clause is in the pledge contract.
type ClauseCheck struct {
	Code string `json:"code" label:"条款" readonly:"1"`
	Text string `json:"text" label:"内容" readonly:"1"`
	In   bool   `json:"in" label:"已载明" opt:"1"`
}

// CoOwner is one co-owner's written consent.
type CoOwner struct {
	Ref  string    `json:"ref" label:"权利" source:"rights"`
	Name string    `json:"name" label:"共有人"`
	On   date.Date `json:"on" label:"同意日"`
}

// RecordContracts 登记合同.
type RecordContracts struct{ ContractsForm }

func (RecordContracts) Name() Name { return "RecordContracts" }
func (cmd RecordContracts) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.ContractsForm
	needText(fs, "loan_no", "借款合同编号", f.LoanNo)
	pastDate(fs, "loan_signed", "借款合同签订日", f.LoanSigned, o.Today)
	needText(fs, "pledge_no", "质押合同编号", f.PledgeNo)
	pastDate(fs, "pledge_signed", "质押合同签订日", f.PledgeSigned, o.Today)
	needText(fs, "scope", "质押担保范围", f.Scope)
	pastDate(fs, "commitment_day", "当事人承诺书签署日", f.CommitmentDay, o.Today)
	needText(fs, "face_to_face", "面签记录", f.FaceToFace)
	if c.s.Credit.Approved != nil {
		ordered(fs, "loan_signed", "借款合同签订日", f.LoanSigned, "授信批准日", c.s.Credit.Approved.On)
	}
	for _, p := range slices.Concat(c.s.Intake.Debtors, c.s.Intake.Pledgors) {
		if strings.TrimSpace(p.USCC) == "" {
			fs.Refuse("party.uscc", "", "“%s”的统一社会信用代码待补，请退回受理补录后再登记合同", p.Name)
		}
	}
	if c.s.thirdPartyPledge() && strings.TrimSpace(f.Resolution) == "" {
		fs.Refuse("contract.resolution", "resolution", "公司为他人债务出质，应核查其公司决议（担保制度解释第七条、第八条），请填写决议机关、日期和核查情况")
	}
	c.dropContracts()
	var marked []CoOwner
	for i, k := range f.Consents {
		r := c.s.rightIndex(k.Ref)
		if r < 0 {
			fs.Invalid("right.unknown", fmt.Sprintf("consents[%d].ref", i), "请选择本案的权利")
			continue
		}
		pastDate(fs, fmt.Sprintf("consents[%d].on", i), "同意日", k.On, o.Today)
		owner := ownerNamed(&c.s.Intake.Rights[r], k.Name)
		switch {
		case owner == nil:
			fs.Invalid("consent.owner", fmt.Sprintf("consents[%d].name", i), "“%s”不在该权利登记的权利人之中", k.Name)
		case !owner.Consented:
			owner.Consented = true
			marked = append(marked, k)
		}
	}
	nameClauses(fs, f.Clauses, o)
	c.s.Contracts = &ContractsR{Form: f, Recorded: o.signed(), Marked: marked}
	return ""
}

// nameClauses puts the wording of the list beside each code and refuses a code that is not on it.
func nameClauses(fs *fault.Faults, checks []ClauseCheck, o *Occasion) {
	list, err := o.rules().Clauses(o.Today)
	if err != nil {
		fs.Append("clauses", err)
		return
	}
	list = slices.DeleteFunc(list, func(c policy.Clause) bool { return c.Forbidden })
	for i := range checks {
		at := slices.IndexFunc(list, func(c policy.Clause) bool { return c.Code == checks[i].Code })
		if at < 0 {
			fs.Invalid("contract.clause", fmt.Sprintf("clauses[%d].code", i), "条款编号“%s”不在现行的核对清单中（%s 至 %s）", checks[i].Code, list[0].Code, list[len(list)-1].Code)
			continue
		}
		checks[i].Text = list[at].Title
	}
}

func ownerNamed(r *right.Right, name string) *right.Owner {
	for i := range r.Owners {
		if strings.TrimSpace(r.Owners[i].Name) == strings.TrimSpace(name) {
			return &r.Owners[i]
		}
	}
	return nil
}

// dropContracts takes the contracts back, and with them the consents of co-owners that rest on nothing else.
func (c *Case) dropContracts() {
	if c.s.Contracts == nil {
		return
	}
	for _, k := range c.s.Contracts.Marked {
		if i := c.s.rightIndex(k.Ref); i >= 0 {
			if owner := ownerNamed(&c.s.Intake.Rights[i], k.Name); owner != nil {
				owner.Consented = false
			}
		}
	}
	c.s.Contracts = nil
}

// thirdPartyPledge reports whether some pledgor is not a debtor.
func (s *State) thirdPartyPledge() bool {
	for _, p := range s.Intake.Pledgors {
		own := false
		for _, d := range s.Intake.Debtors {
			own = own || d.USCC == p.USCC
		}
		if !own {
			return true
		}
	}
	return false
}

func (s *State) rightIndex(ref string) int {
	for i, r := range s.Intake.Rights {
		if r.Ref == ref {
			return i
		}
	}
	return -1
}

// CheckContracts 核验合同: another person looks at seals and signatories.
type CheckContracts struct {
	Seals      bool   `json:"seals" label:"印章、签字与预留一致"`
	Signatory  bool   `json:"signatory" label:"签署人身份与权限已核验"`
	Resolution bool   `json:"resolution" label:"公司决议、共有人同意已核验（如适用）"`
	Note       string `json:"note" label:"核验说明" opt:"1" lines:"2"`
}

func (CheckContracts) Name() Name { return "CheckContracts" }
func (cmd CheckContracts) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if !cmd.Seals || !cmd.Signatory || !cmd.Resolution {
		fs.Refuse("contract.check", "seals", "印章、签署人、决议三项须全部核验通过；不符的请“退回合同”")
	}
	signed := o.signed()
	c.s.Contracts.Checked, c.s.Contracts.Note = &signed, cmd.Note
	return ""
}

// ReturnContracts 退回合同.
type ReturnContracts struct{ Return }

func (ReturnContracts) Name() Name { return "ReturnContracts" }
func (cmd ReturnContracts) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.dropContracts()
	c.void("RecordContracts", "CheckContracts")
	return ""
}

// UpdateRightFacts 更新权利状态: what the register says of a right on a later day (status, fees, suspensions, pledges).
type UpdateRightFacts struct {
	Right  right.Right `json:"right" label:"权利"`
	Reason string      `json:"reason" label:"查询来源与说明"`
}

func (UpdateRightFacts) Name() Name         { return "UpdateRightFacts" }
func (cmd UpdateRightFacts) reason() string { return cmd.Reason }
func (cmd UpdateRightFacts) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "reason", "查询来源与说明", cmd.Reason)
	kept := c.s.keptRight(cmd.Right.Ref)
	if kept == nil {
		fs.Invalid("right.unknown", "right.ref", "请选择本案的权利")
		return ""
	}
	fs.Append("right", cmd.Right.Validate(o.Today))
	if cmd.Right.Number != kept.Number {
		fs.Invalid("right.number", "right.number", "更新状态不能更换权利号；录错号码请退回受理修改")
	}
	valued := c.s.Valuation != nil || c.s.added(kept.Ref) != nil || c.s.rightIndex(kept.Ref) < 0
	if old := *kept; valued && (cmd.Right.Filed != old.Filed || cmd.Right.Granted != old.Granted || cmd.Right.Kind != old.Kind) {
		fs.Refuse("right.valued", "right.filed", "权利的种类、申请日、授权日已用于评估，更新状态时不能改动；确有错误请退回受理修改并重新评估")
	}
	*kept = cmd.Right
	return ""
}

// keptRight is a pledged right, or the one that a change is to add and that is not before the office yet; nil for any other.
func (s *State) keptRight(ref string) *right.Right {
	if i := s.rightIndex(ref); i >= 0 {
		return &s.Intake.Rights[i]
	}
	if k := s.Collateral; k != nil && k.Filing == nil && k.Added != nil && k.Added.On.IsZero() && k.Added.Right.Ref == ref {
		return &k.Added.Right
	}
	return nil
}

// RunPrecheck 登记预审: every ground of the rights' kind, judged by the rules of the day; also the store's own other cases.
type RunPrecheck struct {
	Due date.Date `json:"due" label:"债务履行期限届满日" opt:"1" hint:"授信前预审时填写；授信后以借款到期日为准"`
}

func (RunPrecheck) Name() Name { return "RunPrecheck" }
func (cmd RunPrecheck) do(c *Case, o *Occasion, fs *fault.Faults) string {
	c.precheck(o, cmd.Due, fs)
	return ""
}

// precheck runs the grounds on the facts of the case and keeps request and result.
func (c *Case) precheck(o *Occasion, due date.Date, fs *fault.Faults) {
	s := &c.s
	debt := pledge.Debt{From: o.Today, Due: due}
	if s.Credit != nil {
		debt = pledge.Debt{From: s.Credit.Form.From, Due: s.Credit.Form.Due}
	} else if due.IsZero() {
		debt.Due = o.Today.AddMonths(s.Intake.TermMonths)
	}
	s.Precheck = c.judge(o, s.Intake.Rights, s.Statements, debt, fs)
}

// judge runs the grounds on these rights; their kind tells which register they go to.
func (c *Case) judge(o *Occasion, rights []right.Right, statements []StatementR, debt pledge.Debt, fs *fault.Faults) *PrecheckR {
	s := &c.s
	req := pledge.PrecheckRequest{Kind: objectOf(rights), On: o.Today, Debt: debt, Statements: []string{}}
	for _, p := range s.Intake.Pledgors {
		req.Pledgors = append(req.Pledgors, pledge.Party{Name: p.Name, USCC: p.USCC})
	}
	req.Pledgee = pledge.Party{Name: s.Pledgee.Name, USCC: s.Pledgee.USCC}
	rules := o.rules()
	clauses, err := rules.Clauses(o.Today)
	fs.Append("", err)
	req.Contract.Clauses = []string{}
	for _, k := range clauses { // before there is a contract, it is taken to be sound
		if k.Required {
			req.Contract.Clauses = append(req.Contract.Clauses, k.Code)
		}
	}
	if s.Contracts != nil {
		req.Contract.Clauses = []string{}
		for _, k := range s.Contracts.Form.Clauses {
			if k.In {
				req.Contract.Clauses = append(req.Contract.Clauses, k.Code)
			}
		}
		req.Contract.ForfeitureClause = s.Contracts.Form.Forfeiture
	}
	for _, st := range statements {
		req.Statements = append(req.Statements, fmt.Sprintf("%s#%d", st.Code, st.Right))
	}
	for _, r := range rights {
		facts := pledge.RightFacts(r)
		if others := o.PledgedElsewhere(RightKey(r)); len(others) > 0 {
			facts.Pledges = append(facts.Pledges, right.Pledge{State: "accepted"})
		}
		req.Rights = append(req.Rights, facts)
	}
	result, err := pledge.PrecheckBy(rules, req)
	fs.Append("", err)
	return &PrecheckR{Request: req, Result: result, Rules: rules.Refs(o.Today, req.Kind+"-pledge-refusal", "pledge-warnings"), By: o.signed()}
}

// pledgeObject is the register the pledge goes to, by the first right's kind.
func (s *State) pledgeObject() string { return objectOf(s.Intake.Rights) }

func objectOf(rights []right.Right) string {
	if len(rights) == 0 {
		return "patent"
	}
	switch rights[0].Kind {
	case right.Trademark:
		return "trademark"
	case right.Software, right.Work:
		return "copyright"
	}
	return "patent"
}

// MakeStatement 提交书面声明: cures PR-10 or PR-11 for one right after the parties were told.
type MakeStatement struct {
	Code string `json:"code" label:"声明事项" choices:"PR-10=同日申请发明专利，声明继续办理|PR-11=已启动无效宣告程序，声明继续办理"`
	Ref  string `json:"ref" label:"权利" source:"rights"`
	Text string `json:"text" label:"声明内容" lines:"3"`
}

func (MakeStatement) Name() Name { return "MakeStatement" }
func (cmd MakeStatement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	oneOf(fs, "code", "声明事项", cmd.Code, "PR-10", "PR-11")
	needText(fs, "text", "声明内容", cmd.Text)
	i := c.s.rightIndex(cmd.Ref)
	if i < 0 {
		fs.Invalid("right.unknown", "ref", "请选择本案的权利")
		return ""
	}
	c.s.Statements = append(c.s.Statements, StatementR{Code: cmd.Code, Right: i, Text: cmd.Text, By: o.signed()})
	return ""
}

// FilingForm is the application as filed.
type FilingForm struct {
	On        date.Date `json:"on" label:"提交日"`
	Channel   string    `json:"channel" label:"办理方式" choices:"互联网在线提交|邮寄|窗口"`
	Agent     string    `json:"agent" label:"代办人" hint:"由一方办理时填写，须有授权委托书"`
	ReceiptNo string    `json:"receipt_no" label:"受理回执号" opt:"1"`
	Limit     int       `json:"limit" label:"预计审查期限" unit:"个工作日" hint:"按登记机构公布的期限填写"`
}

// FileRegistration 提交质押登记: only when the pre-check of that day passes.
type FileRegistration struct{ FilingForm }

func (FileRegistration) Name() Name { return "FileRegistration" }
func (cmd FileRegistration) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "提交日", cmd.On, o.Today)
	ordered(fs, "on", "提交日", cmd.On, "质押合同签订日", c.s.Contracts.Form.PledgeSigned)
	needText(fs, "channel", "办理方式", cmd.Channel)
	needText(fs, "agent", "代办人", cmd.Agent)
	if cmd.Limit < 1 || cmd.Limit > 30 {
		fs.Invalid("filing.limit", "limit", "预计审查期限应为 1 至 30 个工作日")
	}
	c.precheck(o, date.Date{}, fs)
	for _, f := range c.s.Precheck.Result.Findings {
		if f.Outcome == "warning" {
			continue
		}
		*fs = append(*fs, fault.Fault{Kind: fault.Refused, Code: f.Code, Path: "", Message: f.Message, Basis: f.Basis})
	}
	if len(*fs) > 0 {
		return ""
	}
	due, provisional := o.Calendar.AddWorkdays(cmd.On, cmd.Limit)
	old := c.s.Registration
	c.s.Registration = &RegistrationR{Filing: &cmd.FilingForm, FiledBy: o.signed(), Due: due, Provisional: provisional}
	if old != nil {
		c.s.Registration.Refusals = old.Refusals
	}
	return ""
}

// WithdrawFiling 撤回登记申请.
type WithdrawFiling struct{ Return }

func (WithdrawFiling) Name() Name { return "WithdrawFiling" }
func (cmd WithdrawFiling) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Registration.Filing = nil
	return ""
}

// FilingCorrectionFm is one 补正: what was asked, and when it was cured; the clock starts anew from the cure.
type FilingCorrectionFm struct {
	On    date.Date `json:"on" label:"补正通知日"`
	Items string    `json:"items" label:"补正事项" lines:"2"`
	Cured date.Date `json:"cured" label:"补正完成日"`
}

// RecordFilingCorrection 登记补正.
type RecordFilingCorrection struct{ FilingCorrectionFm }

func (RecordFilingCorrection) Name() Name { return "RecordFilingCorrection" }
func (cmd RecordFilingCorrection) do(c *Case, o *Occasion, fs *fault.Faults) string {
	reg := c.s.Registration
	pastDate(fs, "on", "补正通知日", cmd.On, o.Today)
	ordered(fs, "on", "补正通知日", cmd.On, "提交日", reg.Filing.On)
	needText(fs, "items", "补正事项", cmd.Items)
	pastDate(fs, "cured", "补正完成日", cmd.Cured, o.Today)
	ordered(fs, "cured", "补正完成日", cmd.Cured, "补正通知日", cmd.On)
	if len(*fs) > 0 {
		return ""
	}
	reg.Corrections = append(reg.Corrections, cmd.FilingCorrectionFm)
	reg.Due, reg.Provisional = o.Calendar.AddWorkdays(cmd.Cured, reg.Filing.Limit)
	return ""
}

// RecordRegistration 登记质押登记结果: the pledge exists from the day of registration (民法典 444).
type RecordRegistration struct {
	Number string    `json:"number" label:"质押登记号"`
	On     date.Date `json:"on" label:"登记日"`
}

func (RecordRegistration) Name() Name { return "RecordRegistration" }
func (cmd RecordRegistration) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "number", "质押登记号", cmd.Number)
	pastDate(fs, "on", "登记日", cmd.On, o.Today)
	ordered(fs, "on", "登记日", cmd.On, "提交日", c.s.Registration.Filing.On)
	c.s.Registration.Number, c.s.Registration.On, c.s.Registration.By = cmd.Number, cmd.On, o.signed()
	return ""
}

// RecordRefusal 登记不予登记: back to signing (cure), to credit (other rights), or the end.
type RecordRefusal struct {
	On     date.Date `json:"on" label:"通知日"`
	Reason string    `json:"reason" label:"不予登记理由" lines:"2"`
	Next   Stage     `json:"next" label:"后续办理" choices:"signing=退回签约补正|credit=退回授信更换权利|rejected=终止案件"`
}

func (RecordRefusal) Name() Name         { return "RecordRefusal" }
func (cmd RecordRefusal) reason() string { return cmd.Reason }
func (cmd RecordRefusal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "通知日", cmd.On, o.Today)
	ordered(fs, "on", "通知日", cmd.On, "提交日", c.s.Registration.Filing.On)
	needText(fs, "reason", "不予登记理由", cmd.Reason)
	oneOf(fs, "next", "后续办理", string(cmd.Next), string(Signing), string(Credit), string(Rejected))
	reg := c.s.Registration
	reg.Refusals = append(reg.Refusals, RegistrationRefusal{On: cmd.On, Reason: cmd.Reason, By: o.signed()})
	reg.Filing = nil
	switch cmd.Next {
	case Credit:
		c.s.Credit = nil
		c.dropContracts()
		c.void("ProposeCredit", "ApproveCredit", "ConfirmEnrolment", "RecordContracts", "CheckContracts")
	case Signing: // the contracts stay as recorded, so the one who recorded them still may not check them
		c.void("CheckContracts")
	case Rejected:
		c.s.Exit = &ExitR{Reason: "不予登记：" + cmd.Reason, From: Registration, By: o.signed()}
	}
	if len(*fs) > 0 {
		return ""
	}
	return string(cmd.Next)
}
