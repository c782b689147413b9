package reports

import (
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

// form is how one kind of document is made.
type form struct {
	needs  []need
	amount func(casefile.State) money.Money // the amount in the code on each page
	build  func(*paper)
}

// need is a part of the case a document cannot do without.
type need struct {
	path, title string
	there       func(casefile.State) bool
}

var (
	needParties = need{"intake.rights", "当事人和出质权利", func(s casefile.State) bool {
		return len(s.Intake.Rights) > 0 && len(s.Intake.Debtors) > 0 && len(s.Intake.Pledgors) > 0
	}}
	needEngagement = need{"engagement", "评估委托", func(s casefile.State) bool { return s.Engagement != nil }}
	needPlanOf     = need{"plan", "评估计划", func(s casefile.State) bool { return s.Plan != nil }}
	needVisit      = need{"site_visits", "现场调查记录", func(s casefile.State) bool { return len(s.Visits()) > 0 }}
	needChecks     = need{"rights_check", "权属核查", func(s casefile.State) bool { return s.RightsCheck != nil && len(s.RightsCheck.Checks) > 0 }}
	needValuation  = need{"valuation", "评估结论", func(s casefile.State) bool {
		return s.Valuation != nil && len(s.Valuation.Conclusion.Approaches) > 0 && len(s.Valuation.Conclusion.Bridge) > 0
	}}
	needReview = need{"review", "复核记录", func(s casefile.State) bool { return s.Review != nil && len(s.Review.Rounds) > 0 }}
	needReport = need{"report", "报告签署与签发", func(s casefile.State) bool {
		return s.Report != nil && len(s.Report.Signatures) >= 2 && s.Report.Number != ""
	}}
	needLaneValue = need{"lane_value", "价值确认", func(s casefile.State) bool { return s.LaneValue != nil }}
	needCredit    = need{"credit", "授信方案", func(s casefile.State) bool { return s.Credit != nil }}
	needContracts = need{"contracts", "合同登记", func(s casefile.State) bool { return s.Contracts != nil }}
	needPrecheck  = need{"precheck", "登记预审结果", func(s casefile.State) bool { return s.Precheck != nil }}
	needClaim     = need{"claim", "债权计算", func(s casefile.State) bool { return s.Claim != nil }}
	needCompClaim = need{"compensation", "风险补偿申请", func(s casefile.State) bool { return s.CompClaim != nil }}
	needPlan      = need{"disposal", "处置方案", func(s casefile.State) bool { return s.DisposalPlan != nil }}
	needDecision  = need{"disposal.decided", "处置审批意见", func(s casefile.State) bool {
		return s.DisposalPlan != nil && s.DisposalPlan.Decided != nil
	}}
	needRound        = need{"disposal.rounds", "处置公告", func(s casefile.State) bool { return s.DisposalPlan != nil && len(s.DisposalPlan.Rounds) > 0 }}
	needProceeds     = need{"proceeds", "价款分配", func(s casefile.State) bool { return s.Proceeds != nil }}
	needRecovery     = need{"recoveries", "追偿回款", func(s casefile.State) bool { return len(s.Recoveries) > 0 }}
	needDueDiligence = need{"due_diligence", "尽职调查", func(s casefile.State) bool { return s.DueDiligence != nil }}
	needEnrolments   = need{"credit.enrolments", "入池备案", func(s casefile.State) bool { return s.Credit != nil && len(s.Credit.Enrolments) > 0 }}
	needLoans        = need{"loans", "借据", func(s casefile.State) bool { return len(s.Loans) > 0 }}
	needAward        = need{"compensation.decided", "补偿审定", func(s casefile.State) bool { return s.CompClaim != nil && s.CompClaim.Decided != nil }}
	needSupplement   = need{"disposal.supplements", "补正告知", func(s casefile.State) bool { return s.DisposalPlan != nil && len(s.DisposalPlan.Supplements) > 0 }}
	needRegistered   = need{"registration", "质押登记结果", func(s casefile.State) bool { return s.Registration != nil && s.Registration.Number != "" }}
	needSale         = need{"disposal.sale", "成交登记", func(s casefile.State) bool { return lastSale(s) != nil }}
	needDelivery     = need{"disposal.delivery", "交割登记", func(s casefile.State) bool { return s.DisposalPlan != nil && s.DisposalPlan.Delivery != nil }}
	needStatements   = need{"statements", "书面声明", func(s casefile.State) bool { return len(s.Statements) > 0 }}
	needFiling       = need{"registration.filing", "登记申请", func(s casefile.State) bool { return s.Registration != nil && s.Registration.Filing != nil }}
	needChange       = need{"registration.changes", "变更登记申请", func(s casefile.State) bool {
		return s.Registration != nil && len(s.Registration.Changes) > 0
	}}
	needSettlement = need{"settlement", "结清确认", func(s casefile.State) bool { return s.Settlement != nil }}
	needClosing    = need{"closing", "结案登记", func(s casefile.State) bool { return s.Closing != nil }}
)

// forms are all documents. Filled in init: builders refer to it through the paper.
var forms = map[casefile.DocumentKind]form{
	casefile.DocIntake:       {[]need{needParties}, func(s casefile.State) money.Money { return s.Intake.Requested }, intakeSheet},
	casefile.DocEngagement:   {[]need{needParties, needEngagement}, fee, engagementContract},
	casefile.DocPlan:         {[]need{needParties, needEngagement, needPlanOf}, noAmount, planSheet},
	casefile.DocSiteVisit:    {[]need{needParties, needEngagement, needVisit}, noAmount, siteVisitSheet},
	casefile.DocTitleCheck:   {[]need{needParties, needEngagement, needChecks}, noAmount, titleCheck},
	casefile.DocIndependence: {[]need{needParties, needEngagement}, noAmount, independenceSheet},
	casefile.DocAppraisalReport: {[]need{needParties, needEngagement, needValuation, needReport},
		func(s casefile.State) money.Money { return s.Valuation.Conclusion.MarketValue }, appraisalReport},
	casefile.DocDetailTable: {[]need{needParties, needEngagement, needValuation},
		func(s casefile.State) money.Money { return s.Valuation.Conclusion.MarketValue }, detailSheet},
	casefile.DocExplanation: {[]need{needParties, needEngagement, needValuation},
		func(s casefile.State) money.Money { return s.Valuation.Conclusion.MarketValue }, explanation},
	casefile.DocInternalOpinion: {[]need{needParties, needLaneValue}, func(s casefile.State) money.Money { return s.LaneValue.Form.Value }, internalOpinion},
	casefile.DocAgreedValue:     {[]need{needParties, needLaneValue}, func(s casefile.State) money.Money { return s.LaneValue.Form.Value }, agreedValue},
	casefile.DocExemption:       {[]need{needParties, needLaneValue}, noAmount, exemption},
	casefile.DocReviewSheet: {[]need{needParties, needEngagement, needValuation, needReview},
		func(s casefile.State) money.Money { return s.Valuation.Conclusion.MarketValue }, reviewSheet},
	casefile.DocCreditMemo: {[]need{needParties, needCredit}, func(s casefile.State) money.Money { return s.Credit.Form.Amount }, creditMemo},
	casefile.DocRegistration: {[]need{needParties, needCredit, needContracts, needPrecheck},
		credited, registrationForm},
	casefile.DocContractPoints:     {[]need{needParties, needCredit, needContracts}, credited, contractPoints},
	casefile.DocPrecheck:           {[]need{needParties, needPrecheck}, noAmount, precheckOpinion},
	casefile.DocRightsList:         {[]need{needParties}, noAmount, rightsList},
	casefile.DocPledgeStatement:    {[]need{needParties, needStatements}, noAmount, pledgeStatement},
	casefile.DocCommitment:         {[]need{needParties, needContracts}, noAmount, commitmentLetter},
	casefile.DocPowerOfAttorney:    {[]need{needParties, needContracts, needFiling}, noAmount, powerOfAttorney},
	casefile.DocRegistrationChange: {[]need{needParties, needCredit, needContracts, needRegistered, needChange}, noAmount, changeForm},
	casefile.DocSettlement:         {[]need{needParties, needContracts, needLoans, needSettlement}, lent, settlementCertificate},
	casefile.DocCancellation:       {[]need{needParties, needContracts, needRegistered}, noAmount, cancellationForm},
	casefile.DocClaim:              {[]need{needParties, needClaim}, func(s casefile.State) money.Money { return s.Claim.Total }, claimSheet},
	casefile.DocCompensationClaim: {[]need{needParties, needCredit, needClaim, needCompClaim},
		func(s casefile.State) money.Money { return s.CompClaim.Result.Base }, compensationClaim},
	casefile.DocDisposalApplication: {[]need{needParties, needClaim, needPlan},
		func(s casefile.State) money.Money { return s.DisposalPlan.Form.Valuation }, disposalApplication},
	casefile.DocDisposalOpinion: {[]need{needParties, needPlan, needDecision},
		func(s casefile.State) money.Money { return s.DisposalPlan.Form.Valuation }, disposalOpinion},
	casefile.DocSaleNotice: {[]need{needParties, needPlan, needRound}, func(s casefile.State) money.Money {
		return s.DisposalPlan.Rounds[len(s.DisposalPlan.Rounds)-1].Notice.Reserve
	}, saleNotice},
	casefile.DocDistribution: {[]need{needParties, needProceeds}, func(s casefile.State) money.Money { return s.Proceeds.Request.Proceeds }, distributionSheet},
	casefile.DocRecovery: {[]need{needParties, needRecovery}, func(s casefile.State) money.Money {
		return s.Recoveries[len(s.Recoveries)-1].Request.Recovered
	}, recoverySheet},
	casefile.DocDueDiligence: {[]need{needParties, needDueDiligence}, func(s casefile.State) money.Money { return s.DueDiligence.Indicative }, dueDiligenceSheet},
	casefile.DocEnrolment:    {[]need{needParties, needCredit, needEnrolments}, func(s casefile.State) money.Money { return s.Credit.Form.Amount }, enrolmentSheet},
	casefile.DocDisbursement: {[]need{needParties, needCredit, needLoans}, lent, disbursementNotice},
	casefile.DocPaymentNotice: {[]need{needParties, needCredit, needCompClaim, needAward}, func(s casefile.State) money.Money {
		return sum(s.CompClaim.Shares, func(x casefile.ShareR) money.Money { return x.Amount })
	}, paymentNotice},
	casefile.DocShareDetail:      {[]need{needParties, needCredit, needCompClaim}, func(s casefile.State) money.Money { return s.CompClaim.Result.Base }, shareDetail},
	casefile.DocSupplementNotice: {[]need{needParties, needPlan, needSupplement}, noAmount, supplementNotice},
	casefile.DocSaleConfirmation: {[]need{needParties, needPlan, needSale}, price, saleConfirmation},
	casefile.DocDelivery:         {[]need{needParties, needPlan, needSale, needDelivery}, price, deliverySheet},
	casefile.DocWatchReport:      {[]need{needParties, needCredit, needRegistered}, noAmount, watchReport},
	casefile.DocReminder:         {[]need{needParties, needCredit, needRegistered}, noAmount, reminder},
	casefile.DocSubsidy:          {[]need{needParties, needCredit, needLoans}, noAmount, subsidySheet},
	casefile.DocAuditTrail:       {[]need{needParties}, noAmount, auditTrail},
	casefile.DocClosing:          {[]need{needParties, needClosing}, casefile.State.Amount, closingReport},
}

func lent(s casefile.State) money.Money {
	return sum(s.Loans, func(l casefile.Loan) money.Money { return l.Amount })
}

func price(s casefile.State) money.Money { return lastSale(s).Sale.Price }

func credited(s casefile.State) money.Money { return s.Credit.Form.Amount }

func noAmount(casefile.State) money.Money { return 0 }

func fee(s casefile.State) money.Money { return s.Engagement.Form.Fee }

// missing names every part of the case the document still waits for.
func (f form) missing(kind casefile.DocumentKind, s casefile.State) error {
	var fs fault.Faults
	for _, n := range f.needs {
		if !n.there(s) {
			fs.Refuse("document.incomplete", n.path, "《%s》还缺少%s，请先办理后再生成", kind, n.title)
		}
	}
	return fs.Err()
}

// oneLine is a text a person typed, fit for a place of one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
