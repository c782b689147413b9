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
	{Command: "DetermineCeiling", Title: "登记债权确定", Track: Main, From: stages(InPledge, Default), By: by(pledgeeOfficer),
		Guards: []Guard{PledgeRegistered, CeilingOpen}, Nature: Record},
	{Command: "ReverseDetermination", Title: "冲正债权确定", Track: Main, From: stages(InPledge, Default), By: by(pledgeeApprover), NotBy: []Name{"DetermineCeiling"},
		Guards: []Guard{CeilingDetermined}, Nature: Back},
}
