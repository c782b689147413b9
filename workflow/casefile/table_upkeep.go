package casefile

// roadOfUpkeep is what the pledgee pays to keep the pledged rights alive.
var roadOfUpkeep = []Transition{
	{Command: "AdvanceFees", Title: "代缴年费", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered, FeePayable}, Nature: Record},
	{Command: "ReverseFeeAdvance", Title: "冲正代缴年费", Track: Main, From: stages(InPledge, Default), By: by(pledgeeApprover), NotBy: []Name{"AdvanceFees"},
		Guards: []Guard{HasFeeAdvance}, Nature: Back},
	{Command: "RecordFeeReceipts", Title: "登记缴费票据", Track: Main, From: stages(InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{AwaitsFeeReceipt}, Nature: Record},
	{Command: "WithdrawFeeReceipts", Title: "撤销缴费票据登记", Track: Main, From: stages(InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{HasFeeReceipt}, Nature: Back},
}
