package casefile

import (
	"encoding/json"
	"strings"

	"zhiya/valuation"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/disposal"
	"zhiya/workflow/ledger"
	"zhiya/workflow/party"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
	"zhiya/workflow/riskshare"
)

// OrgRef names an organisation as it was called when it joined the case.
type OrgRef struct {
	ID   string         `json:"id"`
	Kind access.OrgKind `json:"kind"`
	Code string         `json:"code"`
	Name string         `json:"name"`
	USCC string         `json:"uscc,omitempty"` // 统一社会信用代码, when the register has it
}

// Signed says who did something and when.
type Signed struct {
	PersonID string    `json:"person_id"`
	Person   string    `json:"person"`
	OrgID    string    `json:"org_id"`
	Org      string    `json:"org"`
	On       date.Date `json:"on"`
}

// Act is a command done in this case, for four-eyes and the history on the screen.
type Act struct {
	Command Name   `json:"command"`
	By      Signed `json:"by"`
	Version int64  `json:"version"` // version the case had after it
	Note    string `json:"note,omitempty"`
	Void    bool   `json:"void,omitempty"` // a later return made it void; it no longer counts for four-eyes
}

// State is everything a case knows. It is a value to read: screens and documents are made from it, and only a Case changes
// it. Amounts are fen, rates decimals, dates civil days.
type State struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Version int64  `json:"version"`
	Sample  bool   `json:"sample,omitempty"` // 示例: marked on every screen and page

	Stage        Stage             `json:"stage"`
	Compensation CompensationState `json:"compensation_state,omitempty"`
	Disposal     DisposalState     `json:"disposal_state,omitempty"`

	OpenedOn date.Date `json:"opened_on"`
	Opener   OrgRef    `json:"opener"`
	Lender   OrgRef    `json:"lender"`   // zero while 待定
	Pledgee  OrgRef    `json:"pledgee"`  // the lender, or the guarantor under 反担保质押
	Assessor OrgRef    `json:"assessor"` // 评估机构; zero until engaged
	Bureau   OrgRef    `json:"bureau"`

	Intake               IntakeForm      `json:"intake"`
	Takeover             *TakeoverR      `json:"takeover,omitempty"` // of a pledge that lived before it came into the program
	DueDiligence         *DueDiligenceR  `json:"due_diligence,omitempty"`
	Lane                 Lane            `json:"lane,omitempty"`
	Engagement           *EngagementR    `json:"engagement,omitempty"`
	Plan                 *PlanR          `json:"plan,omitempty"`
	Independence         []DeclarationR  `json:"independence,omitempty"` // of valuers and reviewers, oldest first
	SiteVisits           []SiteVisitR    `json:"site_visits,omitempty"`
	RightsCheck          *RightsCheckR   `json:"rights_check,omitempty"`
	Valuation            *ValuationR     `json:"valuation,omitempty"`
	Review               *ReviewR        `json:"review,omitempty"`
	Earlier              []EarlierR      `json:"earlier,omitempty"` // valuations of this case that a report was issued of before
	Report               *ReportR        `json:"report,omitempty"`
	LaneValue            *LaneValueR     `json:"lane_value,omitempty"`
	Credit               *CreditR        `json:"credit,omitempty"`
	Extension            *ExtensionR     `json:"extension,omitempty"`          // proposed, not yet approved
	Extensions           []ExtensionR    `json:"extensions,omitempty"`         // approved, oldest first
	Revaluation          *RevaluationR   `json:"revaluation,omitempty"`        // proposed, not yet approved
	Revaluations         []RevaluationR  `json:"revaluations,omitempty"`       // approved, oldest first
	Collateral           *CollateralR    `json:"collateral,omitempty"`         // change of the pledged rights under way
	CollateralChanges    []CollateralR   `json:"collateral_changes,omitempty"` // done or given up, oldest first
	Classing             *ClassR         `json:"classing,omitempty"`           // a class proposed, not yet approved
	Classes              []ClassR        `json:"classes,omitempty"`            // approved, oldest first; nothing is overwritten
	Duties               []DutyR         `json:"duties,omitempty"`             // what was done about the lender's duties, as recorded
	Exemptions           []ExemptionR    `json:"exemptions,omitempty"`         // 尽职免责认定, oldest first
	Contracts            *ContractsR     `json:"contracts,omitempty"`
	Precheck             *PrecheckR      `json:"precheck,omitempty"`
	Statements           []StatementR    `json:"statements,omitempty"`
	Registration         *RegistrationR  `json:"registration,omitempty"`
	FilingPapers         []FilingPaperR  `json:"filing_papers,omitempty"` // scans of papers made elsewhere, oldest first
	Loans                []Loan          `json:"loans,omitempty"`         // 借据, proposed until LoansApproved
	LoansOn              date.Date       `json:"loans_on,omitzero"`
	Repayments           []Repayment     `json:"repayments,omitempty"`
	Renewal              *RenewalR       `json:"renewal,omitempty"`      // proposed, not yet approved
	Renewals             []RenewalR      `json:"renewals,omitempty"`     // approved, oldest first
	FeeAdvances          []FeeAdvanceR   `json:"fee_advances,omitempty"` // 代缴年费, oldest first
	PartyChange          *PartyChangeR   `json:"party_change,omitempty"` // proposed, not yet approved
	PartyChanges         []PartyChangeR  `json:"party_changes,omitempty"`
	Revocations          []RevocationR   `json:"revocations,omitempty"` // of registrations by the office, oldest first
	Refiling             *RefilingR      `json:"refiling,omitempty"`
	EarlierRegistrations []RegistrationR `json:"earlier_registrations,omitempty"` // revoked, oldest first
	Events               []EventR        `json:"events,omitempty"`                // of rights and parties in pledge, oldest first
	Determination        *DeterminationR `json:"determination,omitempty"`
	Settlement           *SettlementR    `json:"settlement,omitempty"`
	Default              *DefaultR       `json:"default,omitempty"`
	Claim                *ClaimR         `json:"claim,omitempty"`
	Indemnity            *IndemnityR     `json:"indemnity,omitempty"`   // proposed, not yet approved
	Indemnities          []IndemnityR    `json:"indemnities,omitempty"` // 代偿, oldest first
	Recourses            []RecourseR     `json:"recourses,omitempty"`
	CompClaim            *CompClaimR     `json:"compensation,omitempty"`
	DisposalPlan         *DisposalR      `json:"disposal,omitempty"`
	Distribution         *ProceedsR      `json:"distribution,omitempty"` // prepared, not yet released
	Proceeds             *ProceedsR      `json:"proceeds,omitempty"`
	EarlierProceeds      []ProceedsR     `json:"earlier_proceeds,omitempty"` // distributions before the last: of kept deposits
	Recoveries           []RecoveryR     `json:"recoveries,omitempty"`
	ReversedProceeds     []ProceedsR     `json:"reversed_proceeds,omitempty"`
	ReversedRecoveries   []RecoveryR     `json:"reversed_recoveries,omitempty"`
	WatchReports         []WatchIssueR   `json:"watch_reports,omitempty"` // issued, oldest first
	Letters              []LetterR       `json:"letters,omitempty"`       // issued, oldest first
	AuditReports         []AuditIssueR   `json:"audit_reports,omitempty"` // issued, oldest first
	Closing              *ClosingR       `json:"closing,omitempty"`
	Exit                 *ExitR          `json:"exit,omitempty"`

	Ledger      []ledger.Entry `json:"ledger,omitempty"`
	Documents   []DocumentRef  `json:"documents,omitempty"`
	Corrections []CorrectionR  `json:"corrections,omitempty"`
	Acts        []Act          `json:"acts,omitempty"`
	Returns     []ReturnR      `json:"returns,omitempty"`
}

// IntakeForm is what is known at 受理; it can be amended as a whole until the intake is complete.
type IntakeForm struct {
	PledgeKind string             `json:"pledge_kind" label:"质押类型" choices:"general=一般质押|maximum=最高额质押"`
	PledgeMode string             `json:"pledge_mode" label:"质押方式" choices:"direct=直接质押（质权人为贷款银行）|counter=反担保质押（质权人为担保公司）"`
	LenderID   string             `json:"lender_id" label:"贷款银行" opt:"1" source:"orgs:bank" hint:"尚未确定时留空（待定）"`
	PledgeeID  string             `json:"pledgee_id" label:"反担保质权人" opt:"1" source:"orgs:guarantor" hint:"仅反担保质押填写"`
	AssessorID string             `json:"assessor_id" label:"评估机构" opt:"1" source:"orgs:appraisal"`
	BureauID   string             `json:"bureau_id" label:"市场监管局" source:"orgs:bureau"`
	Requested  money.Money        `json:"requested" label:"申请金额" unit:"元"`
	TermMonths int                `json:"term_months" label:"申请期限" unit:"个月"`
	Purpose    string             `json:"purpose" label:"借款用途"`
	Debtors    []party.Enterprise `json:"debtors" label:"债务人"`
	Pledgors   []party.Enterprise `json:"pledgors" label:"出质人"`
	Rights     []right.Right      `json:"rights" label:"出质权利" source:"register"`
	Ceiling    *Ceiling           `json:"ceiling,omitempty" label:"最高额约定" opt:"1"`
}

// Ceiling is the agreement of a 最高额质押 (民法典 420, 423, 439); the registered ceiling prevails (担保制度解释 15).
type Ceiling struct {
	Agreed     money.Money `json:"agreed" label:"约定最高债权额" unit:"元"`
	Registered money.Money `json:"registered" label:"登记最高债权额" unit:"元" opt:"1"`
	From       date.Date   `json:"from" label:"债权发生期间起"`
	To         date.Date   `json:"to" label:"债权发生期间止（债权确定日）"`
}

// DueDiligenceR is the lender's record of 尽调.
type DueDiligenceR struct {
	Indicative money.Money      `json:"indicative"` // not binding
	Product    string           `json:"product"`
	Chosen     *product.Version `json:"chosen,omitempty"` // the lender's product of that name on that day; nil when it keeps none
	Checks     []CheckItem      `json:"checks"`
	Opinion    string           `json:"opinion"`
	By         Signed           `json:"by"`
}

// CheckItem is one line of a checklist.
type CheckItem struct {
	Item string `json:"item" label:"核查事项"`
	OK   bool   `json:"ok" label:"已核实" opt:"1"`
	Note string `json:"note" label:"说明" opt:"1"`
}

// EngagementR is the engagement of the appraisal firm (资产评估法 22–25).
type EngagementR struct {
	Form EngagementForm `json:"form"`
	By   Signed         `json:"by"`
}

// Valuer is an appraisal professional assigned to the job.
type Valuer struct {
	PersonID string `json:"person_id" label:"评估专业人员" source:"people:appraiser"`
	Name     string `json:"name" form:"-"`
	Licence  string `json:"licence" form:"-"`
}

// ValuationR is the valuation as it stands: inputs, conclusion, who worked on it.
type ValuationR struct {
	Inputs     valuation.Inputs     `json:"inputs"`
	Conclusion valuation.Conclusion `json:"conclusion"`
	Prepared   []Signed             `json:"prepared"`
	Submitted  *Signed              `json:"submitted,omitempty"`
	Copied     *CopiedR             `json:"copied,omitempty"` // the earlier valuation it was begun from
}

// ReviewR holds the rounds of review; only the last round counts, the earlier ones stay to be read.
type ReviewR struct {
	Levels int             `json:"levels"` // levels the firm sets, 1–3; the last is never an author
	Rounds []ReviewRound   `json:"rounds"`
	Notes  []ReviewRemark  `json:"notes,omitempty"` // all remarks ever made, with answers
	Seen   *ValuationBrief `json:"seen,omitempty"`  // what reviewers looked at last
}

// ValuationBrief is a valuation as it was looked at: enough to say what has changed since.
type ValuationBrief struct {
	Inputs      valuation.Inputs `json:"inputs"`
	MarketValue money.Money      `json:"market_value"`
	ForcedSale  money.Money      `json:"forced_sale"`
}

// ReviewRound is one passage through the levels.
type ReviewRound struct {
	Steps   []ReviewStep `json:"steps,omitempty"`
	Changes []Difference `json:"changes,omitempty"` // since reviewers last looked; empty in the first round
	Again   bool         `json:"again,omitempty"`   // somebody had looked before
}

// ReviewStep is one level's decision.
type ReviewStep struct {
	Level   int    `json:"level"`
	Pass    bool   `json:"pass"`
	Opinion string `json:"opinion"`
	By      Signed `json:"by"`
}

// ReviewRemark is a remark on one place of the work, with the answer beside it. It is open until it is answered, and answered
// until the reviewer's level finds the answer sufficient and closes it.
type ReviewRemark struct {
	Round    int    `json:"round"`
	Level    int    `json:"level"`
	Where    string `json:"where"`
	Path     string `json:"path,omitempty"` // field of the inputs or id of a step; "" for the work as a whole
	Text     string `json:"text"`
	By       Signed `json:"by"`
	Answer   string `json:"answer,omitempty"`
	Answered Signed `json:"answered,omitzero"`
	Closed   Signed `json:"closed,omitzero"`
}

// NoteState is how far a remark has come.
type NoteState string

const (
	NoteOpen     NoteState = "open"     // 待答复
	NoteAnswered NoteState = "answered" // 已答复, the reviewer has not closed it
	NoteClosed   NoteState = "closed"   // 已关闭
)

// String is the Chinese name.
func (n NoteState) String() string {
	return map[NoteState]string{NoteOpen: "待答复", NoteAnswered: "已答复", NoteClosed: "已关闭"}[n]
}

// State is how far the remark has come.
func (r ReviewRemark) State() NoteState {
	switch {
	case r.Answer == "":
		return NoteOpen
	case r.Closed.PersonID == "":
		return NoteAnswered
	}
	return NoteClosed
}

// NotesAt are the remarks on a place or on anything inside it: inputs.royalty has those of inputs.royalty.revenue[2].
func (r *ReviewR) NotesAt(path string) []ReviewRemark {
	if r == nil {
		return nil
	}
	var out []ReviewRemark
	for _, n := range r.Notes {
		if rest, inside := strings.CutPrefix(n.Path, path); inside && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			out = append(out, n)
		}
	}
	return out
}

// ReportR is the appraisal report: signatures first, then the release.
type ReportR struct {
	Signatures []Signed  `json:"signatures,omitempty"`
	Licences   []string  `json:"licences,omitempty"` // of the signers, in the same order
	Number     string    `json:"number,omitempty"`   // 评报字文号
	On         date.Date `json:"on,omitzero"`        // 资产评估报告日
	ValidUntil date.Date `json:"valid_until,omitzero"`
	Copies     int       `json:"copies,omitempty"`
	Released   *Signed   `json:"released,omitempty"`
	FilingCode string    `json:"filing_code,omitempty"` // 业务报备编码 of the association, imported
	FilingQR   string    `json:"filing_qr,omitempty"`   // what its QR code says, imported
	FilingOn   date.Date `json:"filing_on,omitzero"`
}

// Issued reports whether the report is out.
func (r *ReportR) Issued() bool { return r != nil && r.Released != nil }

// LaneValueR is the value, or the reason for none, of the lanes without an outside report.
type LaneValueR struct {
	Form LaneValueForm `json:"form"`
	By   Signed        `json:"by"`
}

// CreditR is the credit as proposed and decided.
type CreditR struct {
	Form       CreditForm        `json:"form"`
	Lendable   money.Money       `json:"lendable"`          // Σ accepted value × (1 − haircut) × cap
	Product    *product.Version  `json:"product,omitempty"` // the version it is decided by, kept whole: a later version changes nothing here
	Proposed   Signed            `json:"proposed"`
	Program    *riskshare.Record `json:"program,omitempty"` // the version of the scheme, kept whole
	Enrolments []Enrolment       `json:"enrolments,omitempty"`
	Scheme     *riskshare.Scheme `json:"scheme,omitempty"` // as agreed, with the parties' organisation ids
	Approved   *Signed           `json:"approved,omitempty"`
	ApprovalNo string            `json:"approval_no,omitempty"` // 授信批复号
	Opinion    string            `json:"opinion,omitempty"`
}

// RevaluationR is a new accepted value of one right since the decision.
type RevaluationR struct {
	Ref      string      `json:"ref"`
	On       date.Date   `json:"on"`
	Old      money.Money `json:"old"`
	Value    money.Money `json:"value"`
	Reason   string      `json:"reason"`
	Proposed Signed      `json:"proposed"`
	Approved *Signed     `json:"approved,omitempty"`
	Opinion  string      `json:"opinion,omitempty"`
}

// Enrolment is one partner's confirmation of 入池备案.
type Enrolment struct {
	Org      OrgRef      `json:"org"`
	Reserved money.Money `json:"reserved"` // the part of the principal reserved in the partner's capacity
	Number   string      `json:"number,omitempty"`
	Free     money.Money `json:"free,omitzero"` // free capacity the partner stated, after this reservation
	By       *Signed     `json:"by,omitempty"`
}

// ContractsR holds the contracts as recorded and checked.
type ContractsR struct {
	Form     ContractsForm `json:"form"`
	Recorded Signed        `json:"recorded"`
	Checked  *Signed       `json:"checked,omitempty"`
	Note     string        `json:"note,omitempty"`
	Marked   []CoOwner     `json:"marked,omitempty"` // co-owners whose consent rests on these contracts
}

// RegistrationR is the filing and its result.
type RegistrationR struct {
	Filing      *FilingForm           `json:"filing,omitempty"`
	FiledBy     Signed                `json:"filed_by,omitzero"`
	Due         date.Date             `json:"due,omitzero"` // expected decision, working days after filing or after the last cure
	Provisional bool                  `json:"provisional,omitempty"`
	Corrections []FilingCorrectionFm  `json:"corrections,omitempty"`
	Number      string                `json:"number,omitempty"` // 质押登记号
	On          date.Date             `json:"on,omitzero"`      // the pledge exists from this day (民法典 444)
	By          Signed                `json:"by,omitzero"`
	Refusals    []RegistrationRefusal `json:"refusals,omitempty"`
	Changes     []RegistrationChangeR `json:"changes,omitempty"` // applications for a change, oldest first
	Cancel      *CancellationForm     `json:"cancel,omitempty"`
	CancelBy    Signed                `json:"cancel_by,omitzero"`
	Revoked     bool                  `json:"revoked,omitempty"` // by the office, see State.Revocations
	Until       date.Date             `json:"until,omitzero"`    // last day of the debt as filed; zero: that of the credit
	Named       []string              `json:"named,omitempty"`   // 借据 by renewal that it named from the start
}

// Live reports whether the pledge exists.
func (r *RegistrationR) Live() bool {
	return r != nil && r.Number != "" && r.Cancel == nil && !r.Revoked
}

// Ended reports whether there was a pledge that is cancelled or was revoked.
func (r *RegistrationR) Ended() bool { return r != nil && (r.Cancel != nil || r.Revoked) }

// RegistrationRefusal is a 不予登记 by the office.
type RegistrationRefusal struct {
	On     date.Date `json:"on"`
	Reason string    `json:"reason"`
	By     Signed    `json:"by"`
}

// Repayment is money the debtor paid.
type Repayment struct {
	LoanNo    string      `json:"loan_no"`
	On        date.Date   `json:"on"`
	Principal money.Money `json:"principal"`
	Interest  money.Money `json:"interest"`
	Fees      money.Money `json:"fees,omitzero"` // 归还代缴年费
	EntryID   string      `json:"entry_id"`
	Reversed  bool        `json:"reversed,omitempty"`
	By        Signed      `json:"by"`
}

// SettlementR is the confirmation that everything is paid.
type SettlementR struct {
	On            date.Date `json:"on"`
	CertificateNo string    `json:"certificate_no"`
	CancelDue     date.Date `json:"cancel_due"`
	By            Signed    `json:"by"`
}

// DefaultR is the declaration of 违约 and the dunning after it.
type DefaultR struct {
	Form    DefaultForm   `json:"form"`
	By      Signed        `json:"by"`
	Dunning []DunningForm `json:"dunning,omitempty"`
}

// ClaimR is the composition of the claim at a date (债权计算表).
type ClaimR struct {
	Form      ClaimForm   `json:"form"`
	Principal money.Money `json:"principal"` // outstanding by the ledger
	Total     money.Money `json:"total"`
	By        Signed      `json:"by"`
}

// CompClaimR is the claim on the partners and its course.
type CompClaimR struct {
	Form     CompensationForm  `json:"form"`
	Request  riskshare.Request `json:"request"`
	Result   riskshare.Result  `json:"result"`
	Applied  Signed            `json:"applied"`
	Examined *Opinion          `json:"examined,omitempty"`
	Shares   []ShareR          `json:"shares"` // of the partners; the lender bears its part without paying it
	Decided  *Opinion          `json:"decided,omitempty"`
	Number   string            `json:"number,omitempty"` // 审批文号
}

// ShareR is one partner's part of the loss.
type ShareR struct {
	Org       OrgRef      `json:"org"`
	Party     string      `json:"party"` // id in the scheme
	Amount    money.Money `json:"amount"`
	LimitedBy string      `json:"limited_by"`
	Confirmed *Signed     `json:"confirmed,omitempty"`
	Paid      *Signed     `json:"paid,omitempty"`
	PaidOn    date.Date   `json:"paid_on,omitzero"`
	Voucher   string      `json:"voucher,omitempty"`
	EntryID   string      `json:"entry_id,omitempty"`
	Unpaid    *Opinion    `json:"unpaid,omitempty"` // the partner did not pay: why, by whom recorded
}

// settled reports whether the share no longer waits for the partner.
func (x ShareR) settled() bool { return x.Paid != nil || x.Unpaid != nil }

// Opinion is a written decision of one person.
type Opinion struct {
	Agree bool   `json:"agree"`
	Text  string `json:"text"`
	By    Signed `json:"by"`
}

// DisposalR is the disposal from plan to delivery.
type DisposalR struct {
	Form        DisposalForm          `json:"form"`
	Planned     Signed                `json:"planned"`
	Ladder      disposal.LadderResult `json:"ladder"`
	Submitted   *Signed               `json:"submitted,omitempty"`
	Supplements []SupplementR         `json:"supplements,omitempty"`
	Examined    *Opinion              `json:"examined,omitempty"`
	Endorsed    *Opinion              `json:"endorsed,omitempty"`
	Decided     *Opinion              `json:"decided,omitempty"`
	Number      string                `json:"number,omitempty"` // 项目审批意见文号
	Conditions  string                `json:"conditions,omitempty"`
	DecisionDue date.Date             `json:"decision_due,omitzero"`
	Rounds      []SaleRound           `json:"rounds,omitempty"`
	Delivery    *DeliveryForm         `json:"delivery,omitempty"`
	DeliveredBy Signed                `json:"delivered_by,omitzero"`
	// DeliveryEntry is the ledger entry by which the price came in.
	DeliveryEntry string    `json:"delivery_entry,omitempty"`
	Stays         []ReturnR `json:"stays,omitempty"`
}

// SupplementR is one 一次性补正告知 and its answer.
type SupplementR struct {
	Items    string    `json:"items"`
	Due      date.Date `json:"due"`
	By       Signed    `json:"by"`
	Answer   string    `json:"answer,omitempty"`
	Answered Signed    `json:"answered,omitzero"`
}

// SaleRound is one announced sale.
type SaleRound struct {
	Round    int             `json:"round"`
	Notice   SaleNoticeForm  `json:"notice"`
	By       Signed          `json:"by"`
	NoSale   *NoSaleForm     `json:"no_sale,omitempty"`
	Sale     *SaleForm       `json:"sale,omitempty"`
	Failed   *FailedDelivery `json:"failed,omitempty"`
	Recalled *ReturnR        `json:"recalled,omitempty"`
}

// FailedDelivery is a sale whose 交割 failed; the price went back to the buyer.
type FailedDelivery struct {
	Reason  string      `json:"reason"`
	Forfeit money.Money `json:"forfeit"` // deposit kept
	On      date.Date   `json:"on,omitzero"`
	By      Signed      `json:"by"`
}

// ProceedsR is the distribution of the price.
type ProceedsR struct {
	Form     ProceedsForm              `json:"form"`
	Request  disposal.WaterfallRequest `json:"request"`
	Result   disposal.WaterfallResult  `json:"result"`
	By       Signed                    `json:"by"`
	Prepared *Signed                   `json:"prepared,omitempty"`
	Entries  []string                  `json:"entries,omitempty"` // of the ledger
	Shared   bool                      `json:"shared,omitempty"`  // part of it went back to the partners
}

// RecoveryR is money that came in after compensation and its return to those who paid.
type RecoveryR struct {
	On      date.Date                `json:"on"`
	Source  string                   `json:"source"`
	Request riskshare.RecoverRequest `json:"request"`
	Result  riskshare.RecoverResult  `json:"result"`
	Parties []OrgRef                 `json:"parties"`           // of the parts, in the same order
	Entries []string                 `json:"entries,omitempty"` // of the ledger
	Cause   Name                     `json:"cause,omitempty"`   // the command that booked it
	Shared  bool                     `json:"shared,omitempty"`  // after compensation: returned to all who bore the loss
	By      Signed                   `json:"by"`
}

// ClosingR says how the case ended.
type ClosingR struct {
	Outcome string    `json:"outcome"` // settled 正常结清 · disposed 处置结清 · written_off 核销
	Note    string    `json:"note"`
	On      date.Date `json:"on"`
	By      Signed    `json:"by"`
}

// ExitR says why a case was withdrawn or rejected.
type ExitR struct {
	Reason string `json:"reason"`
	From   Stage  `json:"from"`
	By     Signed `json:"by"`
}

// ReturnR is one step back, with its reason.
type ReturnR struct {
	Command Name   `json:"command"`
	From    string `json:"from"`
	To      string `json:"to"`
	Reason  string `json:"reason"`
	By      Signed `json:"by"`
}

// CorrectionR is a corrected entry: what stood there, what stands there now, and why.
type CorrectionR struct {
	Field  string `json:"field"`
	Title  string `json:"title"`
	Old    string `json:"old"`
	New    string `json:"new"`
	Reason string `json:"reason"`
	By     Signed `json:"by"`
}

// DocumentRef names an issued document of the case.
type DocumentRef struct {
	ID          string       `json:"id"`
	Kind        DocumentKind `json:"kind"`
	Number      string       `json:"number"`
	Title       string       `json:"title"`
	On          date.Date    `json:"on"`
	Pages       int          `json:"pages"`
	OrgID       string       `json:"org_id,omitempty"` // whose act it was made by
	ContentHash string       `json:"content_hash"`
	SHA256      string       `json:"sha256"`
	Version     int64        `json:"version"` // of the case it was made from

	Stationery int64            `json:"stationery,omitempty"` // version of the issuer's letterhead and numbering; 0 for none
	Originals  int              `json:"originals,omitempty"`  // 正本份数 by the settings of that version; 0 when not settled
	Wording    map[string]int64 `json:"wording,omitempty"`    // versions of the wording templates used; the built-in ones are not in it

	Seal      *SealR       `json:"seal,omitempty"`       // nil while 待用印
	Served    []ServiceR   `json:"served,omitempty"`     // oldest first
	TakenBack []TakenBackR `json:"taken_back,omitempty"` // records of the two withdrawn as made in error
}

// clone is a deep copy; JSON is the one form in which a state is kept, so what survives it is the state.
func (s State) clone() State {
	raw, err := json.Marshal(s)
	if err != nil {
		panic("case state is not JSON: " + err.Error())
	}
	var out State
	if err := json.Unmarshal(raw, &out); err != nil {
		panic("case state does not read back: " + err.Error())
	}
	return out
}
