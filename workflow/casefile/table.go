package casefile

import "slices"

// table is the journey of PROCESS.md as data. It drives the buttons, the permission matrix, the documentation page and the
// tests; adding a row adds the act everywhere.
var table = slices.Concat(roadToLoan, roadOfLoan, roadOfCompensation, roadOfDisposal, roadToClose, roadOfPapers)

// roadToLoan leads from 受理 to 放款.
var roadToLoan = []Transition{
	{Command: "OpenCase", Title: "受理立案", Track: Main, From: []string{""}, To: stages(Intake), By: openers, Nature: Forward,
		Makes: []DocumentKind{}},
	{Command: "AmendIntake", Title: "修改受理资料", Track: Main, From: stages(Intake), By: openersOrApproval, Nature: Record},
	{Command: "AssignLender", Title: "确定贷款银行", Track: Main, From: stages(Intake, Engagement, Appraisal, Review, Issue, LaneValue),
		By: openersOrApproval, Nature: Record},
	{Command: "CompleteIntake", Title: "受理完成", Track: Main, From: stages(Intake), To: stages(DueDiligence, Engagement),
		By: openersOrApproval, Makes: []DocumentKind{DocIntake}, Nature: Forward},

	{Command: "RecordDueDiligence", Title: "完成尽调", Track: Main, From: stages(DueDiligence), To: stages(Engagement, LaneValue),
		By: by(lenderOfficer), Makes: []DocumentKind{DocDueDiligence}, Nature: Forward},
	{Command: "RecordDueDiligence", Title: "完成尽调", Track: Main, From: stages(Credit), By: by(lenderOfficer), Guards: []Guard{NoDueDiligence}, Makes: []DocumentKind{DocDueDiligence}, Nature: Record},
	{Command: "ReturnToIntake", Title: "退回受理", Track: Main, From: stages(DueDiligence), To: stages(Intake), By: by(lenderOfficer), Nature: Back},

	{Command: "AcceptEngagement", Title: "承接委托", Track: Main, From: stages(Engagement), To: stages(Appraisal), By: by(caseAppraiser),
		Makes: []DocumentKind{DocEngagement}, Nature: Forward},
	{Command: "DeclineEngagement", Title: "不予承接", Track: Main, From: stages(Engagement), To: stages(DueDiligence, Intake), By: by(caseAppraiser), Nature: Back},

	{Command: "PlanEngagement", Title: "编制评估计划", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Makes: []DocumentKind{DocPlan}, Nature: Record},
	{Command: "DeclareIndependence", Title: "独立性声明", Track: Main, From: stages(Appraisal, Review, Issue), By: by(caseAppraiser, caseReviewer), Nature: Record},
	{Command: "LiftConflict", Title: "解除回避", Track: Main, From: stages(Appraisal, Review, Issue), By: by(caseReleaser), Guards: []Guard{HasConflict}, Nature: Back},
	{Command: "RecordSiteVisit", Title: "登记现场调查", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Makes: []DocumentKind{DocSiteVisit}, Nature: Record},
	{Command: "WithdrawSiteVisit", Title: "撤销现场调查记录", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Guards: []Guard{SiteVisited}, Nature: Back},
	{Command: "CheckRights", Title: "权属核查", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Makes: []DocumentKind{DocTitleCheck}, Nature: Record},
	{Command: "PrepareValuation", Title: "编制评估", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Nature: Record},
	{Command: "AnswerReview", Title: "答复复核意见", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Nature: Record},
	{Command: "SubmitValuation", Title: "提交复核", Track: Main, From: stages(Appraisal), To: stages(Review), By: by(caseAppraiser),
		Guards: []Guard{HasPlan, ValuersIndependent, SiteVisited, RightsChecked, HasValuation, PreparedByTheEngaged, OpinionsAnswered}, Nature: Forward},
	{Command: "AmendEngagement", Title: "更正委托事项", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Makes: []DocumentKind{DocEngagement}, Nature: Record},

	{Command: "ReviewValuation", Title: "复核", Track: Main, From: stages(Review), To: stages(Review, Issue, Appraisal),
		By: by(caseReviewer, caseAppraiser), NotBy: []Name{"PrepareValuation", "ReviewValuation"}, Nature: Forward},
	{Command: "RecallValuation", Title: "撤回送审稿", Track: Main, From: stages(Review), To: stages(Appraisal), By: by(caseAppraiser),
		Guards: []Guard{NoReviewYet}, Nature: Back},

	{Command: "SignReport", Title: "签署报告", Track: Main, From: stages(Issue), By: by(caseAppraiser), Nature: Record},
	{Command: "IssueReport", Title: "签发评估报告", Track: Main, From: stages(Issue), To: stages(Credit), By: by(caseReleaser),
		NotBy: []Name{"PrepareValuation", "SignReport"}, Guards: []Guard{TwoSignatures, ValuersIndependent, LenderKnown},
		Makes: []DocumentKind{DocAppraisalReport, DocReviewSheet, DocIndependence, DocDetailTable, DocExplanation}, Nature: Forward},
	{Command: "ReturnReport", Title: "退回修改", Track: Main, From: stages(Issue), To: stages(Appraisal), By: by(caseReleaser, caseAppraiser), Nature: Back},
	{Command: "RecordFilingCode", Title: "登记业务报备编码", Track: Main, From: stages(Credit, Signing, Registration, Disbursement, InPledge, Settlement, Default),
		By: by(caseAppraiser), Guards: []Guard{HasReport}, Nature: Record},

	{Command: "RecordLaneValue", Title: "确认价值", Track: Main, From: stages(LaneValue), To: stages(Credit), By: by(lenderApprover),
		NotBy: []Name{"RecordDueDiligence"}, Lanes: []Lane{Internal}, Makes: []DocumentKind{DocInternalOpinion}, Nature: Forward},
	{Command: "RecordLaneValue", Title: "确认价值", Track: Main, From: stages(LaneValue), To: stages(Credit), By: by(lenderApprover),
		NotBy: []Name{"RecordDueDiligence"}, Lanes: []Lane{Negotiated}, Makes: []DocumentKind{DocAgreedValue}, Nature: Forward},
	{Command: "RecordLaneValue", Title: "确认价值", Track: Main, From: stages(LaneValue), To: stages(Credit), By: by(lenderApprover),
		NotBy: []Name{"RecordDueDiligence"}, Lanes: []Lane{Exempt}, Makes: []DocumentKind{DocExemption}, Nature: Forward},
	{Command: "ReturnToDueDiligence", Title: "退回尽调", Track: Main, From: stages(LaneValue, Credit), To: stages(DueDiligence),
		By: by(lenderOfficer, lenderApprover), Nature: Back},

	{Command: "ProposeCredit", Title: "提出授信方案", Track: Main, From: stages(Credit), By: by(lenderOfficer), Nature: Record},
	{Command: "ConfirmEnrolment", Title: "确认入池备案", Track: Main, From: stages(Credit), By: by(partnerApprover), Guards: []Guard{HasProposal}, Nature: Record},
	{Command: "ReturnCredit", Title: "退回授信方案", Track: Main, From: stages(Credit), By: by(lenderApprover), Guards: []Guard{HasProposal}, Nature: Back},
	{Command: "ApproveCredit", Title: "批准授信", Track: Main, From: stages(Credit), To: stages(Signing), By: by(lenderApprover),
		NotBy: []Name{"ProposeCredit"}, Guards: []Guard{HasProposal, DueDiligenceDone, AllEnrolled}, Makes: []DocumentKind{DocCreditMemo, DocEnrolment}, Nature: Forward},

	{Command: "RecordContracts", Title: "登记合同", Track: Main, From: stages(Signing), By: by(lenderOfficer), Nature: Record},
	{Command: "CheckContracts", Title: "核验合同", Track: Main, From: stages(Signing), To: stages(Registration), By: by(lenderApprover),
		NotBy: []Name{"RecordContracts"}, Guards: []Guard{HasContracts}, Makes: []DocumentKind{DocContractPoints}, Nature: Forward},
	{Command: "ReturnContracts", Title: "退回合同", Track: Main, From: stages(Signing), By: by(lenderApprover), Guards: []Guard{HasContracts}, Nature: Back},
	{Command: "ReopenCredit", Title: "退回授信", Track: Main, From: stages(Signing, Registration), To: stages(Credit), By: by(lenderOfficer, lenderApprover),
		Guards: []Guard{NotFiled}, Nature: Back},

	{Command: "UpdateRightFacts", Title: "更新权利状态", Track: Main,
		From: stages(Intake, DueDiligence, Engagement, Credit, Signing, Registration, InPledge, Default),
		By:   by(lenderOfficer, pledgeeOfficer, caseAppraiser), Nature: Record},
	{Command: "UpdateRightFacts", Title: "更新权利状态", Track: Main, From: stages(Appraisal), By: by(caseAppraiser), Nature: Record},
	{Command: "RunPrecheck", Title: "登记预审", Track: Main, From: stages(Intake, DueDiligence, Engagement, Appraisal, Credit, Signing, Registration),
		By: by(pledgeeOfficer, lenderOfficer, caseAppraiser), Nature: Record},
	{Command: "MakeStatement", Title: "提交书面声明", Track: Main, From: stages(Signing, Registration), By: by(pledgeeOfficer), Nature: Record},
	{Command: "FileRegistration", Title: "提交质押登记", Track: Main, From: stages(Registration), By: by(pledgeeOfficer), Guards: []Guard{NotFiled},
		Makes: filedPapers, Nature: Forward},
	{Command: "WithdrawFiling", Title: "撤回登记申请", Track: Main, From: stages(Registration), By: by(pledgeeOfficer), Guards: []Guard{Filed}, Nature: Back},
	{Command: "RecordFilingCorrection", Title: "登记补正", Track: Main, From: stages(Registration), By: by(pledgeeOfficer), Guards: []Guard{Filed}, Nature: Record},
	{Command: "RecordRegistration", Title: "登记质押登记结果", Track: Main, From: stages(Registration), To: stages(Disbursement), By: by(pledgeeOfficer),
		Guards: []Guard{Filed}, Nature: Forward},
	{Command: "RecordRefusal", Title: "登记不予登记", Track: Main, From: stages(Registration), To: stages(Signing, Credit, Rejected), By: by(pledgeeOfficer),
		Guards: []Guard{Filed}, Nature: Back},

	{Command: "WithdrawCase", Title: "撤回案件", Track: Main, From: stages(BeforeDisbursement...), To: stages(Withdrawn), By: openersOrApproval,
		Guards: []Guard{NotFiled}, Nature: Exit},
	{Command: "RejectCase", Title: "拒绝案件", Track: Main, From: stages(BeforeDisbursement...), To: stages(Rejected),
		By: by(lenderApprover), Guards: []Guard{NotFiled}, Nature: Exit},
	{Command: "WithdrawCase", Title: "撤回案件", Track: Main, From: stages(Disbursement), To: stages(Withdrawn), By: openersOrApproval,
		Guards: []Guard{NoLivePledge}, Nature: Exit},
	{Command: "RejectCase", Title: "拒绝案件", Track: Main, From: stages(Disbursement), To: stages(Rejected), By: by(lenderApprover),
		Guards: []Guard{NoLivePledge}, Nature: Exit},
}

// roadOfLoan leads from 放款 through 在押 to 结清 or 违约.
var roadOfLoan = []Transition{
	{Command: "ProposeDisbursement", Title: "提出放款", Track: Main, From: stages(Disbursement), By: by(lenderOfficer),
		Guards: []Guard{PledgeRegistered}, Nature: Record},
	{Command: "ApproveDisbursement", Title: "批准放款", Track: Main, From: stages(Disbursement), To: stages(InPledge), By: by(lenderApprover),
		NotBy: []Name{"ProposeDisbursement"}, Guards: []Guard{HasLoans, PledgeRegistered}, Makes: []DocumentKind{DocDisbursement}, Nature: Forward},
	{Command: "ReturnDisbursement", Title: "退回放款", Track: Main, From: stages(Disbursement), By: by(lenderApprover), Guards: []Guard{HasLoans}, Nature: Back},

	{Command: "RecordRepayment", Title: "登记还款", Track: Main, From: stages(InPledge, Default), By: by(lenderOfficer), Nature: Record},
	{Command: "ReverseRepayment", Title: "冲正还款", Track: Main, From: stages(InPledge, Default), By: by(lenderApprover), NotBy: []Name{"RecordRepayment"},
		Guards: []Guard{HasRepayment}, Nature: Back},
	{Command: "ReviseValue", Title: "重新认定价值", Track: Main, From: stages(InPledge), By: by(lenderOfficer), Nature: Record},
	{Command: "ApproveRevaluation", Title: "批准重新认定", Track: Main, From: stages(InPledge), By: by(lenderApprover), NotBy: []Name{"ReviseValue"},
		Guards: []Guard{HasRevaluation}, Nature: Record},
	{Command: "ReturnRevaluation", Title: "退回重新认定", Track: Main, From: stages(InPledge), By: by(lenderApprover), Guards: []Guard{HasRevaluation}, Nature: Back},
	{Command: "FileRegistrationChange", Title: "申请变更登记", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered, NoChangePending}, Makes: []DocumentKind{DocRegistrationChange}, Nature: Record},
	{Command: "RecordRegistrationChange", Title: "登记变更结果", Track: Main, From: stages(InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{ChangePending}, Nature: Record},
	{Command: "WithdrawRegistrationChange", Title: "撤回变更申请", Track: Main, From: stages(InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{ChangePending}, Nature: Back},
	{Command: "ConfirmSettlement", Title: "确认结清", Track: Main, From: stages(InPledge), To: stages(Settlement), By: by(lenderApprover),
		NotBy: []Name{"RecordRepayment"}, Guards: []Guard{NothingOutstanding}, Makes: []DocumentKind{DocSettlement, DocCancellation}, Nature: Forward},
	{Command: "ReopenLoan", Title: "撤销结清", Track: Main, From: stages(Settlement), To: stages(InPledge), By: by(lenderApprover),
		Guards: []Guard{NotCancelled}, Nature: Back},
	{Command: "RecordCancellation", Title: "登记注销", Track: Main, From: stages(Settlement), By: by(pledgeeOfficer), Guards: []Guard{NotCancelled}, Nature: Forward},
	{Command: "RecordCancellation", Title: "登记注销", Track: Main, From: stages(Disbursement), By: by(pledgeeOfficer), Guards: []Guard{NotCancelled}, Nature: Record},

	{Command: "ReverseCancellation", Title: "冲正注销登记", Track: Main, From: stages(Settlement, Disbursement), By: by(pledgeeApprover),
		NotBy: []Name{"RecordCancellation"}, Guards: []Guard{IsCancelled}, Nature: Back},
	{Command: "DeclareDefault", Title: "认定违约", Track: Main, From: stages(InPledge), To: stages(Default), By: by(lenderOfficer), Nature: Record},
	{Command: "RecordClaim", Title: "计算债权", Track: Main, From: stages(Default), By: by(lenderOfficer), Makes: []DocumentKind{DocClaim}, Nature: Record},
	{Command: "RecordDunning", Title: "登记催收", Track: Main, From: stages(Default), By: by(lenderOfficer), Nature: Record},
	{Command: "CureDefault", Title: "违约消除", Track: Main, From: stages(Default), To: stages(InPledge), By: by(lenderApprover), NotBy: []Name{"DeclareDefault"},
		Guards: []Guard{TracksIdle, HoldsNoProceeds}, Nature: Back},
}

// roadOfCompensation is the track 补偿.
var roadOfCompensation = []Transition{
	{Command: "ApplyCompensation", Title: "申请风险补偿", Track: CompensationRoad, From: comp(CompNone, CompRefused), To: comp(CompApplied), By: by(lenderOfficer),
		Guards: []Guard{HasClaim, HasScheme, EnrolledInScheme}, Makes: []DocumentKind{DocCompensationClaim}, Nature: Forward},
	{Command: "WithdrawCompensation", Title: "撤回补偿申请", Track: CompensationRoad, From: comp(CompApplied, CompExamined, CompConfirmed), To: comp(CompNone),
		By: by(lenderOfficer), Nature: Back},
	{Command: "ExamineCompensation", Title: "审核补偿申请", Track: CompensationRoad, From: comp(CompApplied), To: comp(CompExamined), By: by(operatorOfficer), Nature: Forward},
	{Command: "ReturnCompensation", Title: "退回补偿申请", Track: CompensationRoad, From: comp(CompApplied, CompExamined, CompConfirmed), To: comp(CompNone),
		By: by(operatorOfficer, partnerApprover, bureauDirector), Nature: Back},
	{Command: "ConfirmShare", Title: "确认分担", Track: CompensationRoad, From: comp(CompExamined), To: comp(CompExamined, CompConfirmed), By: by(partnerApprover),
		NotBy: []Name{"ExamineCompensation"}, Nature: Forward},
	{Command: "DecideCompensation", Title: "审定补偿", Track: CompensationRoad, From: comp(CompConfirmed), To: comp(CompDecided, CompRefused), By: by(bureauDirector), Makes: []DocumentKind{DocPaymentNotice}, Nature: Forward},
	{Command: "PayShare", Title: "拨付分担款", Track: CompensationRoad, From: comp(CompDecided), To: comp(CompDecided, CompPaid, CompRefused), By: by(partnerOfficer), Makes: []DocumentKind{DocShareDetail}, Nature: Forward},
	{Command: "RecordUnpaidShare", Title: "登记未拨付", Track: CompensationRoad, From: comp(CompDecided), To: comp(CompDecided, CompPaid, CompRefused), By: by(lenderApprover), Makes: []DocumentKind{DocShareDetail}, Nature: Record},
	{Command: "ReverseShare", Title: "冲正拨付", Track: CompensationRoad, From: comp(CompDecided, CompPaid), To: comp(CompDecided), By: by(partnerApprover, lenderApprover),
		NotBy: []Name{"PayShare", "RecordUnpaidShare"}, Nature: Back},
}

// roadOfDisposal is the track 处置 with 交割 and 分配.
var roadOfDisposal = []Transition{
	{Command: "PlanDisposal", Title: "拟订处置方案", Track: DisposalRoad, From: disp(DispNone, DispPlanned, DispRefused), To: disp(DispPlanned), By: by(pledgeeOfficer),
		Guards: []Guard{HasClaim, PledgeRegistered, DirectPledge}, Nature: Forward},
	{Command: "SubmitDisposal", Title: "提交处置申请", Track: DisposalRoad, From: disp(DispPlanned), To: disp(DispSubmitted, DispApproved), By: by(pledgeeApprover),
		NotBy: []Name{"PlanDisposal"}, Makes: []DocumentKind{DocDisposalApplication}, Nature: Forward},
	{Command: "ReturnDisposalPlan", Title: "退回处置方案", Track: DisposalRoad, From: disp(DispPlanned), To: disp(DispNone), By: by(pledgeeApprover), Nature: Back},
	{Command: "WithdrawDisposal", Title: "撤回处置申请", Track: DisposalRoad, From: disp(DispSubmitted, DispSupplement, DispExamined, DispEndorsed, DispApproved, DispUnsold, DispStayed),
		To: disp(DispNone), By: by(pledgeeApprover), Guards: []Guard{HoldsNoProceeds}, Nature: Back},
	{Command: "RequestSupplement", Title: "一次性补正告知", Track: DisposalRoad, From: disp(DispSubmitted), To: disp(DispSupplement), By: by(bureauClerk), Makes: []DocumentKind{DocSupplementNotice}, Nature: Back},
	{Command: "SupplyDisposal", Title: "提交补正材料", Track: DisposalRoad, From: disp(DispSupplement), To: disp(DispSubmitted), By: by(pledgeeOfficer), Nature: Forward},
	{Command: "ExamineDisposal", Title: "经办审查", Track: DisposalRoad, From: disp(DispSubmitted), To: disp(DispExamined), By: by(bureauClerk), Nature: Forward},
	{Command: "EndorseDisposal", Title: "科室审核", Track: DisposalRoad, From: disp(DispExamined), To: disp(DispEndorsed, DispSubmitted), By: by(bureauHead),
		NotBy: []Name{"ExamineDisposal"}, Nature: Forward},
	{Command: "DecideDisposal", Title: "审批处置申请", Track: DisposalRoad, From: disp(DispEndorsed), To: disp(DispApproved, DispPlanned, DispRefused), By: by(bureauDirector),
		NotBy: []Name{"ExamineDisposal", "EndorseDisposal"}, Makes: []DocumentKind{DocDisposalOpinion}, Nature: Forward},
	{Command: "AnnounceSale", Title: "发布处置公告", Track: DisposalRoad, From: disp(DispApproved, DispUnsold), To: disp(DispAnnounced), By: by(pledgeeOfficer),
		Guards: []Guard{SoldByNotice}, Makes: []DocumentKind{DocSaleNotice}, Nature: Forward},
	{Command: "CancelSale", Title: "撤回公告", Track: DisposalRoad, From: disp(DispAnnounced), To: disp(DispApproved, DispUnsold), By: by(pledgeeApprover), Nature: Back},
	{Command: "RecordNoSale", Title: "登记流拍", Track: DisposalRoad, From: disp(DispAnnounced), To: disp(DispUnsold), By: by(pledgeeOfficer), Nature: Record},
	{Command: "RecordSale", Title: "登记成交", Track: DisposalRoad, From: disp(DispAnnounced), To: disp(DispSold), By: by(pledgeeOfficer), Makes: []DocumentKind{DocSaleConfirmation}, Nature: Forward},
	{Command: "RecordSale", Title: "登记成交", Track: DisposalRoad, From: disp(DispApproved, DispUnsold), To: disp(DispSold), By: by(pledgeeOfficer),
		Guards: []Guard{SoldByDiscount}, Makes: []DocumentKind{DocSaleConfirmation}, Nature: Forward},
	{Command: "RecordDelivery", Title: "登记交割", Track: DisposalRoad, From: disp(DispSold), To: disp(DispDelivered), By: by(pledgeeOfficer), Makes: []DocumentKind{DocDelivery}, Nature: Forward},
	{Command: "FailDelivery", Title: "交割失败", Track: DisposalRoad, From: disp(DispSold), To: disp(DispUnsold), By: by(pledgeeOfficer), Nature: Back},
	{Command: "ReverseDelivery", Title: "冲正交割", Track: DisposalRoad, From: disp(DispDelivered), To: disp(DispSold), By: by(pledgeeApprover),
		NotBy: []Name{"RecordDelivery"}, Nature: Back},
	{Command: "PrepareDistribution", Title: "编制分配方案", Track: DisposalRoad, From: disp(DispDelivered, DispUnsold, DispStayed), By: by(pledgeeOfficer),
		Guards: []Guard{HoldsProceeds}, Nature: Record},
	{Command: "DistributeProceeds", Title: "分配价款", Track: DisposalRoad, From: disp(DispDelivered, DispUnsold, DispStayed),
		To: disp(DispDistributed, DispUnsold, DispStayed), By: by(pledgeeApprover),
		NotBy: []Name{"RecordSale", "RecordDelivery", "PrepareDistribution"}, Guards: []Guard{HoldsProceeds, HasDistribution}, Makes: []DocumentKind{DocDistribution}, Nature: Forward},
	{Command: "ReverseDistribution", Title: "冲正分配", Track: DisposalRoad, From: disp(DispDistributed), To: disp(DispDelivered), By: by(pledgeeApprover),
		NotBy: []Name{"DistributeProceeds"}, Nature: Back},
	{Command: "StayDisposal", Title: "暂缓处置", Track: DisposalRoad, From: disp(DispApproved, DispUnsold), To: disp(DispStayed), By: by(pledgeeApprover), Nature: Exit},
	{Command: "ResumeDisposal", Title: "恢复处置", Track: DisposalRoad, From: disp(DispStayed), To: disp(DispApproved, DispUnsold), By: by(pledgeeApprover), Nature: Forward},
}

// roadToClose leads to 结案, with corrections that may be made anywhere.
var roadToClose = []Transition{
	{Command: "RecordRecovery", Title: "登记追偿回款", Track: Main, From: stages(Default, Closed), By: by(lenderOfficer), Guards: []Guard{WasInDefault},
		Makes: []DocumentKind{DocRecovery}, Nature: Record},
	{Command: "ReverseRecovery", Title: "冲正追偿回款", Track: Main, From: stages(Default, Closed), By: by(lenderApprover), NotBy: []Name{"RecordRecovery"},
		Guards: []Guard{HasRecovery}, Nature: Back},
	{Command: "CloseCase", Title: "结案", Track: Main, From: stages(Settlement, Default), To: stages(Closed), By: by(lenderApprover),
		Guards: []Guard{ReadyToClose}, Makes: []DocumentKind{DocClosing}, Nature: Forward},
	{Command: "CorrectRecord", Title: "更正登记事项", Track: Main,
		From: stages(Credit, Signing, Registration, Disbursement, InPledge, Settlement, Default, Closed),
		By:   by(lenderApprover, pledgeeApprover, caseReleaser, bureauDirector), Nature: Back},
}

// roadOfPapers is what happens to issued papers outside the program: sealed, scanned and delivered by the organisation that
// issued them, also after the case has ended.
var roadOfPapers = []Transition{
	{Command: "SealDocument", Title: "用印登记", Track: Main, From: stages(anywhere...), By: paperClerks, Nature: Record},
	{Command: "DeliverDocument", Title: "送达登记", Track: Main, From: stages(anywhere...), By: paperClerks, Nature: Record},
	{Command: "WithdrawSeal", Title: "撤销用印登记", Track: Main, From: stages(anywhere...), By: paperClerks, Nature: Back},
	{Command: "WithdrawDelivery", Title: "撤销送达登记", Track: Main, From: stages(anywhere...), By: paperClerks, Nature: Back},
	{Command: "IssueWatchReport", Title: "出具监测月报", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered}, Makes: []DocumentKind{DocWatchReport}, Nature: Record},
	{Command: "IssueReminder", Title: "出具提示函", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered}, Makes: []DocumentKind{DocReminder}, Nature: Record},
	{Command: "IssueSubsidyEstimate", Title: "出具贴息测算表", Track: Main, From: stages(InPledge, Default, Settlement), By: by(lenderOfficer),
		Makes: []DocumentKind{DocSubsidy}, Nature: Record},
	{Command: "IssueAuditReport", Title: "出具审计追踪报告", Track: Main, From: stages(anywhere...), By: by(lenderApprover, pledgeeApprover),
		Makes: []DocumentKind{DocAuditTrail}, Nature: Record},
	{Command: "RecordFilingPaper", Title: "登记申请材料", Track: Main, From: stages(Signing, Registration), By: by(pledgeeOfficer), Nature: Record},
}
