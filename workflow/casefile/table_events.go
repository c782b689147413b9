package casefile

// roadOfEvents is what happens to the parties and to the pledged rights while the pledge lives.
var roadOfEvents = []Transition{
	{Command: "ProposePartyChange", Title: "提出当事人变更", Track: Main, From: stages(InPledge, Default), By: by(lenderOfficer),
		Guards: []Guard{PledgeRegistered}, Nature: Record},
	{Command: "ApprovePartyChange", Title: "批准当事人变更", Track: Main, From: stages(InPledge, Default), By: by(lenderApprover), NotBy: []Name{"ProposePartyChange"},
		Guards: []Guard{PledgeRegistered, HasPartyChange}, Nature: Record},
	{Command: "ReturnPartyChange", Title: "退回当事人变更", Track: Main, From: stages(InPledge, Default), By: by(lenderApprover), Guards: []Guard{HasPartyChange}, Nature: Back},
	{Command: "RecordEvent", Title: "登记在押事件", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered}, Nature: Record},
	{Command: "RecordRevocation", Title: "登记质押登记撤销", Track: Main, From: stages(Disbursement, InPledge, Default, Settlement), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered}, Nature: Record},
	{Command: "ReverseRevocation", Title: "冲正撤销登记", Track: Main, From: stages(Disbursement, InPledge, Default, Settlement), By: by(pledgeeApprover),
		NotBy: []Name{"RecordRevocation"}, Guards: []Guard{HasRevocation}, Nature: Back},
	{Command: "FileAnew", Title: "申请重新质押登记", Track: Main, From: stages(Disbursement, InPledge, Default), By: by(pledgeeOfficer), Guards: []Guard{RevokedWhole},
		Makes: filedPapers, Nature: Record},
	{Command: "RecordAnewResult", Title: "登记重新登记结果", Track: Main, From: stages(Disbursement, InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{RefilingFiled}, Nature: Record},
	{Command: "WithdrawAnew", Title: "撤回重新登记申请", Track: Main, From: stages(Disbursement, InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{RefilingFiled}, Nature: Back},
	{Command: "DetermineCeiling", Title: "登记债权确定", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered, CeilingOpen}, Nature: Record},
	{Command: "ReverseDetermination", Title: "冲正债权确定", Track: Main, From: stages(InPledge, Default), By: by(pledgeeApprover), NotBy: []Name{"DetermineCeiling"},
		Guards: []Guard{CeilingDetermined}, Nature: Back},
}
