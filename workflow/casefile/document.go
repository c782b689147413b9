package casefile

// DocumentKind names a paper the program makes (COMMANDS.md `report --kinds`).
type DocumentKind string

const (
	DocIntake              DocumentKind = "intake"               // 受理单
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
	DocRegistration        DocumentKind = "registration"         // 专利权质押登记申请表及预审意见
	DocClaim               DocumentKind = "claim"                // 债权计算表
	DocCompensationClaim   DocumentKind = "compensation_claim"   // 风险补偿申请书及分担明细
	DocDisposalApplication DocumentKind = "disposal_application" // 处置申请书
	DocDisposalOpinion     DocumentKind = "disposal_opinion"     // 项目审批意见
	DocSaleNotice          DocumentKind = "sale_notice"          // 处置公告
	DocDistribution        DocumentKind = "distribution"         // 分配表
	DocRecovery            DocumentKind = "recovery"             // 追偿返还表
	DocClosing             DocumentKind = "closing"              // 结案报告
)

type documentName struct {
	kind  DocumentKind
	title string
	mark  string // two letters in the document number
}

var documentNames = []documentName{
	{DocIntake, "案件受理单", "SL"},
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
	{DocRegistration, "质押登记申请表（含预审意见）", "DJ"},
	{DocClaim, "债权计算表", "ZQ"},
	{DocCompensationClaim, "风险补偿申请书（含分担明细）", "BC"},
	{DocDisposalApplication, "质物处置申请书", "CZ"},
	{DocDisposalOpinion, "质物处置项目审批意见", "SP"},
	{DocSaleNotice, "质物处置公告", "GG"},
	{DocDistribution, "处置价款分配表", "FP"},
	{DocRecovery, "追偿返还表", "ZC"},
	{DocClosing, "结案报告", "JA"},
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
