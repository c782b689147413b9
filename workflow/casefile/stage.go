// Package casefile is the case (案件): one pledge relation from intake to the last fen. Its journey is a table of
// transitions kept as data; a Case changes only through commands, and every command is checked against the table, the
// actor's post, four-eyes and the command's own rules before it takes effect.
package casefile

// Stage is where the case stands on the main road.
type Stage string

const (
	// Intake 受理: opened by a bank, a guarantor or an appraisal firm; left when the parties and rights are complete.
	Intake Stage = "intake"
	// DueDiligence 尽调 (预授信): the lender looks at the firm and chooses the lane of valuation.
	DueDiligence Stage = "due_diligence"
	// Engagement 委托: the appraisal firm accepts in writing, independent and with at least two valuers.
	Engagement Stage = "engagement"
	// Appraisal 评估: the valuers work; a returned review leads back here.
	Appraisal Stage = "appraisal"
	// Review 复核: the levels the firm sets look at the work, each by another person.
	Review Stage = "review"
	// Issue 出具: signed by those who did the work, released under the firm's seal.
	Issue Stage = "issue"
	// LaneValue 价值确认: the other lanes (bank's own, agreed, exempt) record their value or reason.
	LaneValue Stage = "lane_value"
	// Credit 授信: proposed by one, enrolled with the partners, decided by another.
	Credit Stage = "credit"
	// Signing 签约: contracts recorded by one and checked by another.
	Signing Stage = "signing"
	// Registration 质押登记: pre-checked, filed, corrected, registered or refused.
	Registration Stage = "registration"
	// Disbursement 放款: the loan is paid out against the registered pledge.
	Disbursement Stage = "disbursement"
	// InPledge 在押: the loan runs and the rights are watched.
	InPledge Stage = "in_pledge"
	// Settlement 结清: paid in full; the pledge is to be cancelled.
	Settlement Stage = "settlement"
	// Default 违约: the tracks of compensation and disposal run side by side.
	Default Stage = "default"
	// Closed 结案: nothing more happens but late recoveries.
	Closed Stage = "closed"
	// Withdrawn 撤回 and Rejected 拒绝 end a case before 放款, with a reason.
	Withdrawn Stage = "withdrawn"
	Rejected  Stage = "rejected"
)

// Compensation is the state of the track 补偿 beside 处置; empty before it begins.
type CompensationState string

const (
	CompNone      CompensationState = ""
	CompApplied   CompensationState = "applied"   // 已申请: the lender has asked, the operator is to examine
	CompExamined  CompensationState = "examined"  // 已审核: each partner is to confirm by its own person
	CompConfirmed CompensationState = "confirmed" // 已确认: all partners agree, the authority is to decide
	CompDecided   CompensationState = "decided"   // 已批准: the partners are to pay
	CompPaid      CompensationState = "paid"      // 已拨付: every share is paid
	CompRefused   CompensationState = "refused"   // 不予补偿
)

// DisposalState is the state of the track 处置; empty before it begins.
type DisposalState string

const (
	DispNone        DisposalState = ""
	DispPlanned     DisposalState = "planned"     // 已拟方案: the pledgee's approver is to submit
	DispSubmitted   DisposalState = "submitted"   // 已申请: the bureau's clerk is to examine
	DispSupplement  DisposalState = "supplement"  // 待补正: the pledgee is to supply what is missing
	DispExamined    DisposalState = "examined"    // 经办已审: the section head is to endorse
	DispEndorsed    DisposalState = "endorsed"    // 科室已审: the deputy director is to decide
	DispApproved    DisposalState = "approved"    // 已批准: a sale may be announced
	DispAnnounced   DisposalState = "announced"   // 公告中
	DispUnsold      DisposalState = "unsold"      // 流拍: another round, or a stay
	DispSold        DisposalState = "sold"        // 已成交: 交割 is to follow
	DispDelivered   DisposalState = "delivered"   // 已交割: 分配 is to follow
	DispDistributed DisposalState = "distributed" // 已分配
	DispStayed      DisposalState = "stayed"      // 暂缓/终本: may be resumed
	DispRefused     DisposalState = "refused"     // 不予同意: may be planned anew
)

// Lane is how the value of the rights is found (估值通道).
type Lane string

const (
	External   Lane = "external"   // 外部评估
	Internal   Lane = "internal"   // 银行内部评估
	Negotiated Lane = "negotiated" // 协商估值
	Exempt     Lane = "exempt"     // 免评估
	TakenOver  Lane = "taken_over" // 存量接管: as accepted before the pledge came into the program
)

var stageNames = map[Stage]string{
	Intake: "受理", DueDiligence: "尽调", Engagement: "委托", Appraisal: "评估", Review: "复核", Issue: "出具",
	LaneValue: "价值确认", Credit: "授信", Signing: "签约", Registration: "质押登记", Disbursement: "放款", InPledge: "在押",
	Settlement: "结清注销", Default: "违约", Closed: "结案", Withdrawn: "已撤回", Rejected: "已拒绝",
}

var compNames = map[CompensationState]string{
	CompNone: "未申请", CompApplied: "已申请", CompExamined: "已审核", CompConfirmed: "各方已确认", CompDecided: "已批准",
	CompPaid: "已拨付", CompRefused: "不予补偿",
}

var dispNames = map[DisposalState]string{
	DispNone: "未启动", DispPlanned: "已拟方案", DispSubmitted: "已申请", DispSupplement: "待补正", DispExamined: "经办已审",
	DispEndorsed: "科室已审", DispApproved: "已批准", DispAnnounced: "公告中", DispUnsold: "流拍", DispSold: "已成交",
	DispDelivered: "已交割", DispDistributed: "已分配", DispStayed: "暂缓", DispRefused: "不予同意",
}

var laneNames = map[Lane]string{External: "外部评估", Internal: "银行内部评估", Negotiated: "协商估值", Exempt: "免评估", TakenOver: "存量接管"}

// String is the Chinese name of the stage; likewise of the states of the tracks and the lanes.
func (s Stage) String() string             { return stageNames[s] }
func (s CompensationState) String() string { return compNames[s] }
func (s DisposalState) String() string     { return dispNames[s] }
func (l Lane) String() string              { return laneNames[l] }

// Ended reports whether the case is over.
func (s Stage) Ended() bool { return s == Closed || s == Withdrawn || s == Rejected }

// BeforeDisbursement lists the stages that may still end in 撤回 or 拒绝.
var BeforeDisbursement = []Stage{
	Intake, DueDiligence, Engagement, Appraisal, Review, Issue, LaneValue, Credit, Signing, Registration,
}

// anywhere lists every stage of a case that has been opened.
var anywhere = []Stage{
	Intake, DueDiligence, Engagement, Appraisal, Review, Issue, LaneValue, Credit, Signing, Registration, Disbursement, InPledge, Settlement, Default,
	Closed, Withdrawn, Rejected,
}
