package casefile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/right"
	"zhiya/workflow/riskshare"
)

// AcceptedValue is what the lender accepts of one right, and how much of it may be lent: 认定价值 × (1 − 折扣) × 质押率上限.
type AcceptedValue struct {
	Ref     string      `json:"ref" label:"权利" source:"rights" readonly:"1"`
	Value   money.Money `json:"value" label:"认定价值" unit:"元"`
	Cap     money.Rate  `json:"cap" label:"质押率上限"`
	Haircut money.Rate  `json:"haircut" label:"价值折扣" opt:"1"`
}

// Lendable is the part of the right's value that may be lent, half up to the fen.
func (a AcceptedValue) Lendable() (money.Money, error) {
	return a.Value.Times(decimal.New(1, 0).Sub(a.Haircut.Decimal()).Mul(a.Cap.Decimal()))
}

// SharePart is one party's share of the loss.
type SharePart struct {
	OrgID string       `json:"org_id" label:"分担方" source:"orgs:bank,guarantor,fund,insurer,appraisal"`
	Share money.Rate   `json:"share" label:"分担比例"`
	Cap   *money.Money `json:"cap,omitempty" label:"单笔上限" unit:"元" opt:"1"`
	Pool  *money.Money `json:"pool,omitempty" label:"资金池余额" unit:"元" opt:"1"`
}

// CreditForm is the officer's proposal.
type CreditForm struct {
	Product   string          `json:"product,omitempty" label:"贷款产品" opt:"1" source:"products" hint:"银行设有产品目录的必选，按今天生效的版本审查"`
	Amount    money.Money     `json:"amount" label:"授信金额" unit:"元"`
	Rate      money.Rate      `json:"rate" label:"年利率"`
	From      date.Date       `json:"from" label:"借款期限起"`
	Due       date.Date       `json:"due" label:"借款期限止"`
	DayCount  int             `json:"day_count" label:"计息天数基础" unit:"天" hint:"360 或 365"`
	Repayment string          `json:"repayment" label:"还款方式" choices:"到期一次还本、按季付息|等额本息|按计划分期还本"`
	Values    []AcceptedValue `json:"values" label:"质押价值认定" fixed:"1"`
	Program   string          `json:"program,omitempty" label:"风险分担方案" opt:"1" source:"programs" hint:"选择合作账簿中现行的方案后，下面的名称、基数、各方不填"`
	LPR       *money.Rate     `json:"lpr,omitempty" label:"当日一年期 LPR" opt:"1" hint:"方案设有利率上限的填写"`
	Verified  string          `json:"verified,omitempty" label:"备案条件核实情况" opt:"1" lines:"2" hint:"系统无法判断的备案条件，写明如何核实"`
	Scheme    string          `json:"scheme" label:"风险分担方案名称" opt:"1" hint:"未参加风险分担时留空；选择了方案的不填"`
	Base      string          `json:"base" label:"分担基数" opt:"1" choices:"principal=本金|principal_and_interest=本金及利息|all=本金、利息及费用"`
	Parts     []SharePart     `json:"parts" label:"分担各方" opt:"1"`
	IPShare   money.Rate      `json:"ip_share" label:"知识产权质押部分占比" hint:"纯知识产权质押填 100%"`
	Opinion   string          `json:"opinion" label:"授信意见" lines:"3"`
}

// ProposeCredit 提出授信方案: replaces an earlier proposal; every partner is to confirm anew.
type ProposeCredit struct{ CreditForm }

func (ProposeCredit) Name() Name { return "ProposeCredit" }
func (cmd ProposeCredit) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.CreditForm
	needAmount(fs, "amount", "授信金额", f.Amount)
	if v := c.s.LaneValue; v != nil && v.Form.Limit > 0 && f.Amount > v.Form.Limit {
		fs.Refuse("lane.limit", "amount", "授信金额 %s 元超过%s通道的限额 %s 元；请减少金额，或退回尽调改用外部评估", f.Amount.Format(), c.s.Lane, v.Form.Limit.Format())
	}
	needRate(fs, "rate", "年利率", f.Rate, "0", "0.36")
	needDate(fs, "from", "借款期限起", f.From)
	needDate(fs, "due", "借款期限止", f.Due)
	if !f.From.IsZero() && !f.Due.IsZero() && !f.Due.After(f.From) {
		fs.Invalid("date.order", "due", "借款到期日应晚于起始日，请核对")
	}
	if f.DayCount != 360 && f.DayCount != 365 {
		fs.Invalid("day_count", "day_count", "计息天数基础应为 360 或 365")
	}
	needRate(fs, "ip_share", "知识产权质押部分占比", f.IPShare, "0.0001", "1")
	needText(fs, "repayment", "还款方式", f.Repayment)
	needText(fs, "opinion", "授信意见", f.Opinion)
	c.checkLife(f.Due, fs)
	lendable := c.checkValues(f, o, fs)
	decidedBy := c.checkProduct(f, o, fs)
	program, scheme, enrolments := c.checkScheme(&f, o, fs)
	if len(*fs) == 0 && c.s.Lane != Exempt && f.Amount > lendable {
		fs.Refuse("credit.cap", "amount", "授信金额 %s 元超过可贷上限 %s 元（Σ 认定价值×(1−折扣)×质押率上限）；请调减金额、追加质押或重新认定价值",
			f.Amount.Format(), lendable.Format())
	}
	c.s.Credit = &CreditR{Form: f, Lendable: lendable, Product: decidedBy, Proposed: o.signed(), Program: program, Scheme: scheme, Enrolments: enrolments}
	c.void("ConfirmEnrolment")
	return ""
}

// checkLife refuses a debt that outlives a patent or a copyright; a mark only asks for renewal (LAW.md PR-06, KR-04).
func (c *Case) checkLife(due date.Date, fs *fault.Faults) {
	for i, r := range c.s.Intake.Rights {
		end := r.Expiry()
		if end.IsZero() || !due.After(end) || r.Kind == right.Trademark {
			continue
		}
		fs.Refuse("credit.life", "due", "借款到期日 %s 晚于第 %d 项权利“%s”的期限届满日 %s；请缩短期限或更换权利",
			due.Chinese(), i+1, r.Title, end.Chinese())
	}
}

// checkStillValid refuses a value that may no longer be used on the day, by whichever lane it was found.
func (c *Case) checkStillValid(o *Occasion, path string, fs *fault.Faults) {
	until := c.s.valueUntil()
	if !until.IsZero() && o.Today.After(until) {
		fs.Refuse("credit.expired", path, "价值结论有效期至 %s，已过期；请退回尽调重新评估", until.Chinese())
	}
}

func (c *Case) checkValues(f CreditForm, o *Occasion, fs *fault.Faults) money.Money {
	c.checkStillValid(o, "values", fs)
	if c.s.Lane == Exempt {
		return 0
	}
	if len(f.Values) != len(c.s.Intake.Rights) {
		fs.Invalid("values.count", "values", "请逐项认定全部 %d 项权利的价值", len(c.s.Intake.Rights))
		return 0
	}
	var total, accepted money.Money
	for i, v := range f.Values {
		path := fmt.Sprintf("values[%d]", i)
		if v.Ref != c.s.Intake.Rights[i].Ref {
			fs.Invalid("values.order", path+".ref", "第 %d 行应为权利 %s", i+1, c.s.Intake.Rights[i].Ref)
			continue
		}
		mayAmount(fs, path+".value", "认定价值", v.Value)
		needRate(fs, path+".cap", "质押率上限", v.Cap, "0", "1")
		needRate(fs, path+".haircut", "价值折扣", v.Haircut, "0", "1")
		if most, known := c.s.AppraisedValue(v.Ref); known && v.Value > most {
			fs.Refuse("values.above", path+".value", "认定价值 %s 元高于评估价值 %s 元", v.Value.Format(), most.Format())
		}
		lend, err := v.Lendable()
		fs.Append(path, err)
		total += lend
		accepted += v.Value
	}
	if c.s.LaneValue != nil && c.s.Lane != Exempt && accepted > c.s.LaneValue.Form.Value {
		fs.Refuse("values.above", "values", "认定价值合计 %s 元高于确认价值 %s 元", accepted.Format(), c.s.LaneValue.Form.Value.Format())
	}
	return total
}

// AppraisedValue is the market value of one right by the issued report, and whether there is one.
func (s *State) AppraisedValue(ref string) (money.Money, bool) {
	if s.Valuation == nil || s.Lane != External {
		return 0, false
	}
	for _, r := range s.Valuation.Conclusion.Rights {
		if r.Ref == ref {
			return r.Market, true
		}
	}
	return 0, false
}

// checkScheme is how the loss is to be shared: under a program of the partners' books, or by shares agreed in the case.
func (c *Case) checkScheme(f *CreditForm, o *Occasion, fs *fault.Faults) (*riskshare.Record, *riskshare.Scheme, []Enrolment) {
	if f.Program != "" {
		return c.checkProgram(f, o, fs)
	}
	scheme, enrolments := c.checkParts(*f, o, fs)
	return nil, scheme, enrolments
}

// checkProgram holds the loan against the conditions of the program in force today and fills its members. What the program cannot tell is
// for the officer to verify and to say how.
func (c *Case) checkProgram(f *CreditForm, o *Occasion, fs *fault.Faults) (*riskshare.Record, *riskshare.Scheme, []Enrolment) {
	if len(f.Parts) > 0 && !slices.EqualFunc(f.Parts, c.s.programParts(), func(a, b SharePart) bool { return a.OrgID == b.OrgID }) {
		fs.Invalid("scheme.both", "parts", "已选择风险分担方案，分担各方由方案确定，请清空本表")
		return nil, nil, nil
	}
	if o.Partners == nil {
		fs.Invalid("program.unknown", "program", "没有可用的风险分担方案")
		return nil, nil, nil
	}
	all := o.Partners.Programs(c.s.Lender.ID)
	i := slices.IndexFunc(all, func(r riskshare.Record) bool { return r.Key() == f.Program })
	if i < 0 {
		fs.Invalid("program.unknown", "program", "该风险分担方案今天不能使用（未经批准、不在有效期内或者未向本行开放），请重新选择")
		return nil, nil, nil
	}
	r := all[i]
	a := c.s.application(*f, o)
	for _, d := range c.s.Intake.Debtors {
		if code := strings.TrimSpace(d.USCC); code != "" {
			a.OfDebtor = max(a.OfDebtor, c.debtorElsewhere(o, r, code))
		}
	}
	var unknown []string
	for _, k := range r.Program.Examine(a) {
		switch k.Outcome {
		case riskshare.Unmet:
			fs.Refuse("program."+k.Code, "program", "方案“%s”的备案条件“%s”不符合：%s；%s", r.Program.Name, k.Title, k.Reason, k.Cure)
		case riskshare.Unknown:
			unknown = append(unknown, k.Title+"（"+k.Reason+"）")
		}
	}
	if len(unknown) > 0 && strings.TrimSpace(f.Verified) == "" {
		fs.Refuse("program.unverified", "verified", "下列备案条件无法由系统判断，请核实后填写“备案条件核实情况”：%s", strings.Join(unknown, "；"))
	}
	facts := riskshare.Facts{LenderID: c.s.Lender.ID, On: o.Today, Except: c.s.ID}
	for _, d := range c.s.Intake.Debtors {
		facts.Debtors = append(facts.Debtors, strings.TrimSpace(d.USCC))
	}
	scheme, err := r.SchemeOf(c.s.Lender.ID, r.Uses(o.Partners, facts))
	if err != nil {
		fs.Append("program", err)
		return nil, nil, nil
	}
	var partners []OrgRef
	for _, id := range r.Parties(c.s.Lender.ID) {
		if id == c.s.Lender.ID {
			continue
		}
		ref := o.orgRef(fs, "program", id, access.Bank, access.Guarantor, access.Fund, access.Insurer, access.AppraisalFirm)
		if ref.ID == c.s.Assessor.ID && ref.ID != "" {
			fs.Refuse("scheme.assessor", "program", "独立性冲突：评估机构%s已评估本案权利，不得同时承担损失（资产评估法第十三条、第二十条）；请更换方案或评估机构", ref.Name)
		}
		partners = append(partners, ref)
	}
	if len(*fs) > 0 {
		return nil, nil, nil
	}
	f.Scheme, f.Base, f.Parts = fmt.Sprintf("%s（第 %d 版）", r.Program.Name, r.Version), string(r.Program.Base), partsOf(scheme)
	return &r, &scheme, c.enrolments(*f, scheme, partners, fs)
}

// partsOf are the parties as the form shows them.
func partsOf(s riskshare.Scheme) []SharePart {
	var out []SharePart
	for _, p := range s.Parties {
		out = append(out, SharePart{OrgID: p.ID, Share: p.Share, Cap: p.Cap, Pool: p.Pool})
	}
	return out
}

// programParts are the parties that the program of the last proposal filled in; nil when it had none.
func (s *State) programParts() []SharePart {
	if s.Credit == nil || s.Credit.Program == nil {
		return nil
	}
	return s.Credit.Form.Parts
}

// debtorElsewhere is what the debtor owes under the program in other cases.
func (c *Case) debtorElsewhere(o *Occasion, r riskshare.Record, code string) money.Money {
	var most money.Money
	for _, id := range r.Parties(c.s.Lender.ID) {
		if id != "" && id != c.s.Lender.ID {
			most = max(most, o.Partners.Totals(riskshare.Query{OrgID: id, Program: r.Key(), Debtor: code, Except: c.s.ID}).Balance)
		}
	}
	return most
}

func (c *Case) checkParts(f CreditForm, o *Occasion, fs *fault.Faults) (*riskshare.Scheme, []Enrolment) {
	if len(f.Parts) == 0 {
		if f.Scheme != "" {
			fs.Invalid("scheme.parts", "parts", "请登记分担各方及比例，或清空方案名称")
		}
		return nil, nil
	}
	needText(fs, "scheme", "风险分担方案名称", f.Scheme)
	scheme := riskshare.Scheme{Base: riskshare.Base(f.Base), Residual: c.s.Lender.ID}
	var partners []OrgRef
	lender := false
	for i, p := range f.Parts {
		path := fmt.Sprintf("parts[%d]", i)
		ref := o.orgRef(fs, path+".org_id", p.OrgID, access.Bank, access.Guarantor, access.Fund, access.Insurer, access.AppraisalFirm)
		if ref.ID == "" {
			continue
		}
		if ref.ID == c.s.Assessor.ID {
			fs.Refuse("scheme.assessor", path+".org_id", "独立性冲突：评估机构%s已评估本案权利，不得同时承担损失（资产评估法第十三条、第二十条）；请更换分担方或评估机构", ref.Name)
		}
		scheme.Parties = append(scheme.Parties, riskshare.Party{ID: ref.ID, Share: p.Share, Cap: p.Cap, Pool: p.Pool})
		if ref.ID == c.s.Lender.ID {
			lender = true
		} else {
			partners = append(partners, ref)
		}
	}
	if !lender {
		fs.Invalid("scheme.lender", "parts", "分担各方应包括贷款银行本身（比例可为 0），由其承担截余部分")
	}
	if lender && len(partners) == 0 && len(f.Parts) == 1 {
		fs.Invalid("scheme.alone", "parts", "分担各方只有贷款银行自己，没有风险分担；请登记合作方，或清空方案名称与各方")
	}
	if len(*fs) > 0 {
		return nil, nil
	}
	if err := scheme.Validate(); err != nil {
		*fs = append(*fs, fault.Of(err)...)
		return nil, nil
	}
	return &scheme, c.enrolments(f, scheme, partners, fs)
}

// enrolments are what each partner would bear of the whole principal, to be confirmed by it.
func (c *Case) enrolments(f CreditForm, scheme riskshare.Scheme, partners []OrgRef, fs *fault.Faults) []Enrolment {
	ip := f.IPShare
	shares, err := riskshare.Allocate(riskshare.Request{Scheme: scheme, Loss: riskshare.Loss{Principal: f.Amount, IPShare: &ip}})
	fs.Append("", err)
	var out []Enrolment
	for _, ref := range partners {
		for _, part := range shares.Parts {
			if part.ID == ref.ID {
				out = append(out, Enrolment{Org: ref, Reserved: part.Amount})
			}
		}
	}
	return out
}

// ConfirmEnrolment 确认入池备案: each partner by its own approver; a loan without it cannot be claimed for.
type ConfirmEnrolment struct {
	Number string      `json:"number" label:"备案号"`
	Free   money.Money `json:"free" label:"本笔预留后剩余可用额度" unit:"元" opt:"1" hint:"按合作账簿中的方案备案的由系统计算"`
	Agree  bool        `json:"agree" label:"同意纳入备案"`
}

func (ConfirmEnrolment) Name() Name { return "ConfirmEnrolment" }
func (cmd ConfirmEnrolment) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "number", "备案号", cmd.Number)
	if c.s.Credit.Program != nil {
		c.enrol(&cmd, o, fs)
	}
	mayAmount(fs, "free", "剩余可用额度", cmd.Free)
	if !cmd.Agree {
		fs.Invalid("enrol.agree", "agree", "不同意备案时请联系贷款银行调整方案；同意请勾选")
	}
	e := &c.s.Credit.Enrolments[c.s.partner(o.Actor.OrgID)]
	if e.By != nil {
		fs.Refuse("enrol.twice", "", "%s已确认备案", e.Org.Name)
	}
	signed := o.signed()
	e.Number, e.Free, e.By = cmd.Number, cmd.Free, &signed
	return ""
}

// enrol holds the loan against the limits of the partner on the day it confirms: the fuses, its pool, its caps and those of the law. What is
// left of the pool's capacity is computed, not typed.
func (c *Case) enrol(cmd *ConfirmEnrolment, o *Occasion, fs *fault.Faults) {
	r := c.s.Credit.Program
	if o.Partners == nil {
		fs.Refuse("program.unknown", "", "合作账簿无法读取，不能确认备案")
		return
	}
	i := c.s.partner(o.Actor.OrgID)
	f := c.s.facts(o, c.s.Credit.Enrolments[i].Reserved)
	fs.Append("", r.Enrol(o.Partners, o.Actor.OrgID, f))
	if room, pooled := r.Room(o.Partners, o.Actor.OrgID, f); pooled {
		cmd.Free = max(0, room-f.Amount)
	} else {
		cmd.Free = 0
	}
}

// ReturnCredit 退回授信方案: the proposal is withdrawn, partners confirm anew.
type ReturnCredit struct{ Return }

func (ReturnCredit) Name() Name { return "ReturnCredit" }
func (cmd ReturnCredit) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Credit = nil
	c.void("ProposeCredit", "ConfirmEnrolment")
	return ""
}

// ApproveCredit 批准授信: another person than the proposer decides; the valuation must still be valid on that day.
type ApproveCredit struct {
	Number  string `json:"number" label:"授信批复号"`
	Opinion string `json:"opinion" label:"审批意见" lines:"3"`
}

func (ApproveCredit) Name() Name         { return "ApproveCredit" }
func (cmd ApproveCredit) reason() string { return cmd.Opinion }
func (cmd ApproveCredit) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "number", "授信批复号", cmd.Number)
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	c.checkStillValid(o, "", fs)
	c.checkProductStands(o, fs)
	signed := o.signed()
	c.s.Credit.ApprovalNo, c.s.Credit.Opinion, c.s.Credit.Approved = cmd.Number, cmd.Opinion, &signed
	return ""
}

// ReopenCredit 退回授信: from signing or registration back to the decision.
type ReopenCredit struct{ Return }

func (ReopenCredit) Name() Name { return "ReopenCredit" }
func (cmd ReopenCredit) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Credit = nil
	c.dropContracts()
	c.void("ProposeCredit", "ApproveCredit", "ConfirmEnrolment", "RecordContracts", "CheckContracts")
	return ""
}
