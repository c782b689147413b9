package casefile

// roadOfDuty is the record of the lender's diligence (尽职免责) beside the road.
var roadOfDuty = []Transition{
	{Command: "RecordDuty", Title: "登记尽职事项", Track: Main, From: stages(DueDiligence, LaneValue, Credit, Signing, Registration, Disbursement, InPledge, Settlement, Default),
		By: by(lenderOfficer, lenderApprover), Nature: Record},
	{Command: "DecideExemption", Title: "尽职免责认定", Track: Main, From: stages(Default, Closed), By: by(lenderApprover),
		NotBy: []Name{"RecordDuty", "RecordDueDiligence", "ProposeCredit", "ApproveCredit", "ApproveDisbursement"}, Guards: []Guard{WasInDefault}, Nature: Record},
}
