package casefile

// roadOfUpkeep is what the pledgee pays to keep the pledged rights alive, and the renewal of the debt under the same pledge.
var roadOfUpkeep = []Transition{
	{Command: "ProposeRenewal", Title: "提出续贷", Track: Main, From: stages(InPledge), By: by(lenderOfficer),
		Guards: []Guard{PledgeRegistered, OwesPrincipal}, Nature: Record},
	{Command: "ApproveRenewal", Title: "批准续贷", Track: Main, From: stages(InPledge), By: by(lenderApprover), NotBy: []Name{"ProposeRenewal"},
		Guards: []Guard{PledgeRegistered, HasRenewal}, Nature: Record},
	{Command: "ReturnRenewal", Title: "退回续贷", Track: Main, From: stages(InPledge), By: by(lenderApprover), Guards: []Guard{HasRenewal}, Nature: Back},
	{Command: "ReverseRenewal", Title: "冲正续贷", Track: Main, From: stages(InPledge), By: by(lenderApprover), NotBy: []Name{"ApproveRenewal"},
		Guards: []Guard{WasRenewed}, Nature: Back},
	{Command: "AdvanceFees", Title: "代缴年费", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered, FeePayable}, Nature: Record},
	{Command: "ReverseFeeAdvance", Title: "冲正代缴年费", Track: Main, From: stages(InPledge, Default), By: by(pledgeeApprover), NotBy: []Name{"AdvanceFees"},
		Guards: []Guard{HasFeeAdvance}, Nature: Back},
	{Command: "RecordFeeReceipts", Title: "登记缴费票据", Track: Main, From: stages(InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{AwaitsFeeReceipt}, Nature: Record},
	{Command: "WithdrawFeeReceipts", Title: "撤销缴费票据登记", Track: Main, From: stages(InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{HasFeeReceipt}, Nature: Back},
}
