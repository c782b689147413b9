package casefile

import (
	"reflect"

	"zhiya/valuation/fault"
)

// every command of the table, once, as its zero value.
var every = []Command{
	OpenCase{}, AmendIntake{}, AssignLender{}, CompleteIntake{}, ProposeTakeover{}, ApproveTakeover{}, ReturnTakeover{}, RecordDueDiligence{}, ReturnToIntake{},
	AcceptEngagement{}, DeclineEngagement{}, PlanEngagement{}, DeclareIndependence{}, LiftConflict{}, RecordSiteVisit{}, WithdrawSiteVisit{}, CheckRights{},
	PrepareValuation{}, AnswerReview{}, SubmitValuation{}, AmendEngagement{},
	ReviewValuation{}, RecallValuation{}, SignReport{}, IssueReport{}, ReturnReport{}, RecordFilingCode{},
	RecordLaneValue{}, ReturnToDueDiligence{}, ProposeCredit{}, ConfirmEnrolment{}, ReturnCredit{}, ApproveCredit{},
	RecordContracts{}, CheckContracts{}, ReturnContracts{}, ReopenCredit{}, UpdateRightFacts{}, RunPrecheck{}, MakeStatement{},
	FileRegistration{}, WithdrawFiling{}, RecordFilingCorrection{}, RecordRegistration{}, RecordRefusal{}, WithdrawCase{}, RejectCase{},
	ProposeDisbursement{}, ApproveDisbursement{}, ReturnDisbursement{}, RecordRepayment{}, ReverseRepayment{}, ReviseValue{}, ApproveRevaluation{}, ReturnRevaluation{}, ClassifyLoan{}, ApproveClass{}, ReturnClass{},
	ProposeExtension{}, ApproveExtension{}, ReturnExtension{}, FileRegistrationChange{}, RecordRegistrationChange{}, WithdrawRegistrationChange{},
	ProposeRenewal{}, ApproveRenewal{}, ReturnRenewal{}, ReverseRenewal{}, AdvanceFees{}, ReverseFeeAdvance{}, RecordFeeReceipts{}, WithdrawFeeReceipts{},
	ProposeTopUp{}, ProposeSubstitution{}, ProposeRelease{}, ApproveCollateral{}, ReturnCollateral{}, FileAddedPledge{}, FileRelease{}, RecordCollateralResult{}, WithdrawCollateralFiling{},
	ProposePartyChange{}, ApprovePartyChange{}, ReturnPartyChange{}, RecordEvent{}, RecordRevocation{}, ProposeIndemnity{}, ApproveIndemnity{}, ReturnIndemnity{}, ReverseIndemnity{}, RecordRecourse{}, ReverseRecourse{}, ReverseRevocation{}, FileAnew{}, RecordAnewResult{}, WithdrawAnew{}, DetermineCeiling{}, ReverseDetermination{},
	ConfirmSettlement{}, ReopenLoan{}, RecordCancellation{}, DeclareDefault{}, RecordClaim{}, RecordDunning{}, CureDefault{},
	ApplyCompensation{}, WithdrawCompensation{}, ExamineCompensation{}, ReturnCompensation{}, ConfirmShare{}, DecideCompensation{}, PayShare{}, RecordUnpaidShare{}, ReverseShare{},
	PlanDisposal{}, SubmitDisposal{}, ReturnDisposalPlan{}, WithdrawDisposal{}, RequestSupplement{}, SupplyDisposal{}, ExamineDisposal{},
	EndorseDisposal{}, DecideDisposal{}, AnnounceSale{}, CancelSale{}, RecordNoSale{}, RecordSale{}, RecordDelivery{}, FailDelivery{},
	PrepareDistribution{}, DistributeProceeds{}, StayDisposal{}, ResumeDisposal{}, ReverseDelivery{}, ReverseDistribution{}, RecordRecovery{}, ReverseRecovery{}, ReverseCancellation{}, CloseCase{}, CorrectRecord{},
	IssueWatchReport{}, IssueReminder{}, IssueSubsidyEstimate{}, IssueAuditReport{},
	RecordDuty{}, DecideExemption{},
	SealDocument{}, DeliverDocument{}, WithdrawSeal{}, WithdrawDelivery{}, RecordFilingPaper{},
}

var commandTypes = func() map[Name]reflect.Type {
	types := make(map[Name]reflect.Type, len(every))
	for _, c := range every {
		types[c.Name()] = reflect.TypeOf(c)
	}
	return types
}()

// Commands lists the names of all commands.
func Commands() []Name {
	names := make([]Name, len(every))
	for i, c := range every {
		names[i] = c.Name()
	}
	return names
}

// New is a pointer to the zero command of this name, to be filled by a form or from JSON; Value turns it into a Command.
func New(n Name) (any, error) {
	t, ok := commandTypes[n]
	if !ok {
		return nil, fault.New(fault.Invalid, "command.unknown", "", "没有“%s”这项操作", n)
	}
	return reflect.New(t).Interface(), nil
}

// Value is the command that a pointer from New points to.
func Value(p any) Command { return reflect.ValueOf(p).Elem().Interface().(Command) }
