package casefile

// DocumentKind names a paper the program makes (COMMANDS.md `report --kinds`).
type DocumentKind string

const (
	DocIntake              DocumentKind = "intake"               // 受理单
	DocDueDiligence        DocumentKind = "due_diligence"        // 尽职调查表
	DocEngagement          DocumentKind = "engagement"           // 资产评估委托合同要点
	DocPlan                DocumentKind = "appraisal_plan"       // 评估计划
	DocSiteVisit           DocumentKind = "site_visit"           // 现场调查记录
	DocTitleCheck          DocumentKind = "title_check"          // 权属核查表
	DocIndependence        DocumentKind = "independence"         // 独立性核查表
	DocAppraisalReport     DocumentKind = "appraisal_report"     // 资产评估报告
	DocDetailTable         DocumentKind = "detail_table"         // 评估明细表
	DocExplanation         DocumentKind = "explanation"          // 评估说明
	DocInternalOpinion     DocumentKind = "internal_opinion"     // 内部估值意见书
	DocAgreedValue         DocumentKind = "agreed_value"         // 价值确认书
	DocExemption           DocumentKind = "exemption"            // 免评估说明
	DocReviewSheet         DocumentKind = "review_sheet"         // 评估复核单
	DocCreditMemo          DocumentKind = "credit_memo"          // 授信测算表
	DocEnrolment           DocumentKind = "enrolment"            // 入池备案表
	DocContractPoints      DocumentKind = "contract_points"      // 合同要点
	DocRegistration        DocumentKind = "registration"         // 质押（质权）登记申请表
	DocRightsList          DocumentKind = "rights_list"          // 质押权利清单, an annex of the application
	DocPledgeStatement     DocumentKind = "pledge_statement"     // 同日申请、无效宣告程序的声明
	DocCommitment          DocumentKind = "commitment"           // 当事人承诺书
	DocPowerOfAttorney     DocumentKind = "power_of_attorney"    // 授权委托书
	DocPrecheck            DocumentKind = "precheck"             // 登记预审意见
	DocRegistrationChange  DocumentKind = "registration_change"  // 质押登记变更（延期）申请表
	DocDisbursement        DocumentKind = "disbursement_notice"  // 放款通知书
	DocWatchReport         DocumentKind = "watch_report"         // 质物在押监测月报
	DocReminder            DocumentKind = "reminder"             // 提示函
	DocSubsidy             DocumentKind = "subsidy"              // 贴息测算表
	DocClaim               DocumentKind = "claim"                // 债权计算表
	DocCompensationClaim   DocumentKind = "compensation_claim"   // 风险补偿申请书及分担明细
	DocPaymentNotice       DocumentKind = "payment_notice"       // 代偿（补偿）通知书
	DocShareDetail         DocumentKind = "share_detail"         // 风险补偿分担明细表
	DocDisposalApplication DocumentKind = "disposal_application" // 处置申请书
	DocSupplementNotice    DocumentKind = "supplement_notice"    // 补正告知书
	DocDisposalOpinion     DocumentKind = "disposal_opinion"     // 项目审批意见
	DocSaleNotice          DocumentKind = "sale_notice"          // 处置公告
	DocSaleConfirmation    DocumentKind = "sale_confirmation"    // 成交确认书
	DocDelivery            DocumentKind = "delivery"             // 交割单
	DocDistribution        DocumentKind = "distribution"         // 分配表
	DocRecovery            DocumentKind = "recovery"             // 追偿返还表
	DocSettlement          DocumentKind = "settlement"           // 结清证明
	DocCancellation        DocumentKind = "cancellation"         // 质押登记注销申请表
	DocClosing             DocumentKind = "closing"              // 结案报告
	DocAuditTrail          DocumentKind = "audit_trail"          // 审计追踪报告
)

type documentName struct {
	kind  DocumentKind
	title string
	mark  string // two letters in the document number
}

var documentNames = []documentName{
	{DocIntake, "案件受理单", "SL"},
	{DocDueDiligence, "尽职调查表", "JD"},
	{DocEngagement, "资产评估委托合同", "WT"},
	{DocPlan, "资产评估计划", "JH"},
	{DocSiteVisit, "现场调查记录", "DC"},
	{DocTitleCheck, "权属核查表", "QS"},
	{DocIndependence, "独立性核查表", "DL"},
	{DocAppraisalReport, "资产评估报告", "PG"},
	{DocDetailTable, "评估明细表", "MX"},
	{DocExplanation, "评估说明", "SM"},
	{DocReviewSheet, "评估复核单", "FH"},
	{DocInternalOpinion, "内部估值意见书", "NG"},
	{DocAgreedValue, "质押价值协商确认书", "QR"},
	{DocExemption, "免评估说明", "MP"},
	{DocCreditMemo, "授信测算表", "SX"},
	{DocEnrolment, "入池备案表", "BA"},
	{DocContractPoints, "合同要点", "HT"},
	{DocPrecheck, "登记预审意见", "YS"},
	{DocRegistration, "质押登记申请表", "DJ"},
	{DocRightsList, "质押权利清单", "QD"},
	{DocPledgeStatement, "质押专利有关情况的声明", "SN"},
	{DocCommitment, "当事人承诺书", "CN"},
	{DocPowerOfAttorney, "授权委托书", "SQ"},
	{DocRegistrationChange, "质押登记变更申请表", "BG"},
	{DocDisbursement, "放款通知书", "FK"},
	{DocWatchReport, "质物在押监测月报", "YB"},
	{DocReminder, "提示函", "TS"},
	{DocSubsidy, "贴息测算表", "TX"},
	{DocClaim, "债权计算表", "ZQ"},
	{DocCompensationClaim, "风险补偿申请书（含分担明细）", "BC"},
	{DocPaymentNotice, "代偿（补偿）通知书", "TZ"},
	{DocShareDetail, "风险补偿分担明细表", "FD"},
	{DocDisposalApplication, "质物处置申请书", "CZ"},
	{DocSupplementNotice, "补正告知书", "BZ"},
	{DocDisposalOpinion, "质物处置项目审批意见", "SP"},
	{DocSaleNotice, "质物处置公告", "GG"},
	{DocSaleConfirmation, "成交确认书", "CJ"},
	{DocDelivery, "交割单", "JG"},
	{DocDistribution, "处置价款分配表", "FP"},
	{DocRecovery, "追偿返还表", "ZC"},
	{DocSettlement, "结清证明", "JQ"},
	{DocCancellation, "质押登记注销申请表", "ZX"},
	{DocClosing, "结案报告", "JA"},
	{DocAuditTrail, "审计追踪报告", "SJ"},
}

// DocumentKinds lists every kind the program makes, in the order of the road.
func DocumentKinds() []DocumentKind {
	out := make([]DocumentKind, len(documentNames))
	for i, n := range documentNames {
		out[i] = n.kind
	}
	return out
}

// String is the document's Chinese title.
func (k DocumentKind) String() string {
	for _, n := range documentNames {
		if n.kind == k {
			return n.title
		}
	}
	return string(k)
}

// Mark is the two letters that stand for the kind in document numbers.
func (k DocumentKind) Mark() string {
	for _, n := range documentNames {
		if n.kind == k {
			return n.mark
		}
	}
	return "QT"
}

// CalledFor reports whether an act that makes this kind of document makes it in this case, in the state after the act: without
// a sharing scheme there is nothing to enrol, a refused claim asks nobody to pay, the table of shares is final only when
// every share is settled, and a court confirms its own sales. The application lists up to ten patents itself, nothing is
// declared where nothing needs a declaration, and a pledge that is not registered is not cancelled.
func (k DocumentKind) CalledFor(s State) bool {
	s = s.ForPaper(k)
	switch k {
	case DocEnrolment:
		return s.Credit != nil && s.Credit.Scheme != nil && len(s.Credit.Enrolments) > 0
	case DocRightsList:
		return s.pledgeObject() == "patent" && len(s.Intake.Rights) > MostRightsInForm
	case DocPledgeStatement:
		return len(s.Statements) > 0
	case DocAuditTrail:
		return true
	case DocCancellation:
		return s.Registration.Live()
	case DocPaymentNotice:
		return s.Compensation == CompDecided && len(s.CompClaim.Shares) > 0
	case DocShareDetail:
		return s.Compensation == CompPaid
	case DocSaleConfirmation: // what a court sold is confirmed by its own order
		return s.DisposalPlan.Form.Method != MethodJudicial
	}
	return s.Stage != Rejected
}

// MostRightsInForm is how many patents an application for registration lists itself; of more the list is a paper of its own with a
// worksheet (instructions of the patent office's form, LAW.md 12.1).
const MostRightsInForm = 10
