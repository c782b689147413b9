package sample

import (
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/sourced"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

// Step is one act of one person.
type Step struct {
	Login   string
	Command casefile.Command
}

// SameDayRoad is the whole road in acts that may all be done on one day, for playing it in a window that lives in the present:
// two patents, a returned review, four parties, default, compensation, a second round of sale, distribution, a recovery, 结案.
func SameDayRoad(today date.Date) []Step {
	var road []Step
	do := func(login string, cmd casefile.Command) { road = append(road, Step{login, cmd}) }
	firm := party.Enterprise{Name: newMaterials.Name, USCC: newMaterials.USCC}
	owners := []right.Owner{{Name: newMaterials.Name, USCC: newMaterials.USCC, Consented: true}}
	do("kehu", casefile.OpenCase{IntakeForm: casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct", LenderID: "org-bank", BureauID: "org-bureau",
		Requested: money.Must("900000.00"), TermMonths: 12, Purpose: "采购碳纤维原丝", Debtors: []party.Enterprise{firm}, Pledgors: []party.Enterprise{firm},
		Rights: []right.Right{
			{Kind: right.Invention, Number: "ZL202110345678.3", Title: "一种碳纤维复合材料的制备方法（示例）", Filed: date.Must("2021-03-30"), Granted: date.Must("2022-09-20"),
				Status: right.InForce, StatusOn: today, StatusSource: "示例录入", FeesPaidUntil: today.AddMonths(10), Owners: owners, Sample: true},
			{Kind: right.Utility, Number: "ZL202220123456.7", Title: "一种预浸料铺放装置（示例）", Filed: date.Must("2022-01-17"), Granted: date.Must("2022-08-30"),
				Status: right.InForce, StatusOn: today, StatusSource: "示例录入", FeesPaidUntil: today.AddMonths(10), Owners: owners, Sample: true}}}})
	do("kehu", casefile.CompleteIntake{Note: "资料齐全"})
	do("kehu", casefile.RecordDueDiligence{Indicative: money.Must("900000.00"), Product: "示例知识产权质押贷", Lane: casefile.External, AssessorID: "org-appraisal",
		Checks: []casefile.CheckItem{{Item: "主体资格与信用记录", OK: true}, {Item: "权属与法律状态", OK: true}}, Opinion: "拟申报授信"})
	do("pinggu1", casefile.AcceptEngagement{EngagementForm: casefile.EngagementForm{ContractNo: "示例委字001", Signed: today, Clients: "示例银行连云港分行", Fee: money.Must("8000.00"),
		Payer: "示例银行连云港分行", FeeNotTied: true, Independent: true, ReviewLevels: 3, Valuers: []casefile.Valuer{{PersonID: "person-pinggu1"}, {PersonID: "person-pinggu2"}}, Commitment: true, Papers: "专利证书、登记簿副本、年费收据"}})
	do("pinggu1", plan(today, today))
	do("pinggu1", declaration())
	do("pinggu2", declaration())
	do("pinggu1", siteVisit(today))
	do("pinggu1", casefile.CheckRights{Checks: []casefile.RightCheck{checked("R1", today), checked("R2", today)}})
	do("pinggu1", casefile.PrepareValuation{Inputs: sameDayValuation(today)})
	do("pinggu1", casefile.SubmitValuation{})
	remark := casefile.Remark{Path: "inputs.royalty.royalty", Where: "收益法·许可费率", Text: "请补充取值依据"}
	do("fuhe1", declaration())
	do("fuhe1", casefile.ReviewValuation{Level: 1, Opinion: "依据需补充", Remarks: []casefile.Remark{remark}})
	do("pinggu1", casefile.AnswerReview{Answers: []casefile.Answer{{Where: remark.Where, Text: remark.Text, Reply: "已在参数来源中补充"}}})
	do("pinggu1", casefile.SubmitValuation{Note: "已答复"})
	for level, login := range []string{"fuhe1", "fuhe2", "fuhe3"} {
		if level > 0 {
			do(login, declaration())
		}
		pass := casefile.ReviewValuation{Level: level + 1, Pass: true, Opinion: "同意"}
		if level == 0 {
			pass.Closing = []casefile.Closing{{Note: 1, Close: true}}
		}
		do(login, pass)
	}
	do("pinggu1", casefile.SignReport{Confirm: true})
	do("pinggu2", casefile.SignReport{Confirm: true})
	do("qianfa", casefile.IssueReport{Number: "示例评报字〔2026〕第001号", On: today, Copies: 5})
	value := func(ref, v string) casefile.AcceptedValue {
		return casefile.AcceptedValue{Ref: ref, Value: money.Must(v), Cap: money.MustRate("0.3")}
	}
	do("kehu", casefile.ProposeCredit{CreditForm: casefile.CreditForm{Amount: money.Must("700000.01"), Rate: money.MustRate("0.0385"), From: today, Due: today.AddMonths(12),
		DayCount: 360, Repayment: "到期一次还本、按季付息", IPShare: money.MustRate("1"), Values: []casefile.AcceptedValue{value("R1", "1600000.00"), value("R2", "900000.00")},
		Scheme: "四方分担（示例）", Base: "principal", Opinion: "同意申报", Parts: []casefile.SharePart{{OrgID: "org-fund", Share: money.MustRate("0.3")},
			{OrgID: "org-guarantor", Share: money.MustRate("0.3")}, {OrgID: "org-insurer", Share: money.MustRate("0.2")}, {OrgID: "org-bank", Share: money.MustRate("0.2")}}}})
	for _, p := range [][2]string{{"danbao2", "示例担备1"}, {"jijin2", "示例基备1"}, {"baoxian2", "示例保备1"}} {
		do(p[0], casefile.ConfirmEnrolment{Number: p[1], Free: money.Must("1000000.00"), Agree: true})
	}
	do("shenpi", casefile.ApproveCredit{Number: "示例授信1号", Opinion: "同意"})
	do("kehu", casefile.RecordContracts{ContractsForm: casefile.ContractsForm{LoanNo: "示例借1", LoanSigned: today, PledgeNo: "示例质1", PledgeSigned: today,
		Scope: "主债权及其利息、违约金、损害赔偿金、保管担保财产和实现担保物权的费用", Clauses: clauses("C1", "C2", "C3", "C4", "C5"), SelfSale: true, CommitmentDay: today, FaceToFace: "双人面签（示例）"}})
	do("shenpi", casefile.CheckContracts{Seals: true, Signatory: true, Resolution: true})
	do("kehu", casefile.FileRegistration{FilingForm: casefile.FilingForm{On: today, Channel: "互联网在线提交", Agent: "示例银行连云港分行", Limit: 5}})
	do("kehu", casefile.RecordRegistration{Number: "Y示例0001", On: today})
	do("kehu", casefile.ProposeDisbursement{Loans: []casefile.Loan{{No: "JJ-1", Amount: money.Must("700000.01"), From: today, Due: today.AddMonths(12), Rate: money.MustRate("0.0385")}}})
	do("shenpi", casefile.ApproveDisbursement{Opinion: "同意放款"})
	do("kehu", casefile.IssueWatchReport{})
	do("kehu", casefile.FileRegistrationChange{RegistrationChangeForm: casefile.RegistrationChangeForm{On: today, Item: casefile.ChangeParty, Before: "原地址", After: "新地址", Reason: "迁址（示例）", Channel: "窗口", Agent: "示例代办人"}})
	do("kehu", casefile.RecordRegistrationChange{Outcome: "registered", On: today, NoticeNo: "示例变更1"})
	return append(road, sameDayDefault(today)...)
}

func sameDayDefault(today date.Date) []Step {
	var road []Step
	do := func(login string, cmd casefile.Command) { road = append(road, Step{login, cmd}) }
	do("kehu", casefile.DeclareDefault{DefaultForm: casefile.DefaultForm{On: today, Class: "次级", Event: "约定的实现质权情形", Reason: "债务人停产（示例）", NoticeOn: today}})
	do("kehu", casefile.RecordClaim{ClaimForm: casefile.ClaimForm{AsOf: today, Interest: money.Must("1234.56"), Penalty: money.Must("0.00"), Costs: money.Must("900.00"), Note: "按合同计算"}})
	do("kehu", casefile.ApplyCompensation{CompensationForm: casefile.CompensationForm{AsOf: today, Papers: "合同、登记通知书、债权计算表", Statement: "按方案申请补偿"}})
	do("jijin1", casefile.ExamineCompensation{Papers: true, Enrolled: true, Figures: true, Opinion: "复核无误"})
	shares := map[string]string{"jijin": "210000.01", "danbao": "210000.00", "baoxian": "140000.00"}
	for _, who := range []string{"jijin", "danbao", "baoxian"} {
		do(who+"2", casefile.ConfirmShare{Amount: money.Must(shares[who]), Agree: true})
	}
	do("fenguan", casefile.DecideCompensation{Approve: true, Number: "示例补偿1号", Opinion: "同意"})
	for _, who := range []string{"jijin", "danbao", "baoxian"} {
		do(who+"1", casefile.PayShare{On: today, Amount: money.Must(shares[who]), Voucher: "示例付" + who})
	}
	do("kehu", casefile.PlanDisposal{DisposalForm: casefile.DisposalForm{Method: casefile.MethodAuction, Valuation: money.Must("800000.00"), ValuedOn: today, FirstRatio: money.MustRate("0.8"),
		Cuts: []money.Rate{money.MustRate("0.2")}, SaleFloor: money.MustRate("0.5"), Platform: "示例平台", Consent: "质押合同约定质权人可自行拍卖、变卖", ConsentNo: "示例质1", NoticeOn: today,
		Related: "无", Reason: "债务人停产", Attachments: "登记通知书、合同、通知凭证"}})
	do("shenpi", casefile.SubmitDisposal{Opinion: "同意提交"})
	do("jingban", casefile.ExamineDisposal{Papers: true, Default: true, Valuation: true, Basis: true, Notice: true, Reserve: true, Opinion: "建议同意"})
	do("keshi", casefile.EndorseDisposal{Agree: true, Opinion: "同意上报"})
	do("fenguan", casefile.DecideDisposal{Decision: "approve", Number: "示例审批1号", Opinion: "同意处置"})
	notice := casefile.SaleNoticeForm{NoticeOn: today, SaleOn: today, Reserve: money.Must("640000.00"), Deposit: money.Must("64000.00"), Contact: "示例平台", Reminder: "按现状交付"}
	do("kehu", casefile.AnnounceSale{SaleNoticeForm: notice})
	do("kehu", casefile.RecordNoSale{NoSaleForm: casefile.NoSaleForm{On: today, Note: "无人报名"}})
	notice.Reserve, notice.Deposit = money.Must("512000.00"), money.Must("51200.00")
	do("kehu", casefile.AnnounceSale{SaleNoticeForm: notice})
	do("kehu", casefile.RecordSale{SaleForm: casefile.SaleForm{On: today, Buyer: "连云港示例高新科技有限公司", Price: money.Must("520000.00"), Barred: true}})
	do("kehu", casefile.RecordDelivery{DeliveryForm: casefile.DeliveryForm{PaidOn: today, Cancel: casefile.CancellationForm{FiledOn: today, On: today, Notice: "示例注销1", Ground: "质权实现"},
		TransferOn: today, TransferNo: "示例转移1", FeesUntil: today.AddMonths(6), Papers: true}})
	do("kehu", casefile.PrepareDistribution{ProceedsForm: casefile.ProceedsForm{On: today, Costs: money.Must("20000.00"), Interest: money.Must("1234.56"), Order: "law"}})
	do("shenpi", casefile.DistributeProceeds{Proceeds: money.Must("520000.00"), Costs: money.Must("20000.00"), Interest: money.Must("1234.56"), Principal: money.Must("498765.44"),
		Opinion: "同意分配"})
	do("kehu", casefile.RecordRecovery{On: today, Source: "债务人还款", Principal: money.Must("50000.00"), Costs: money.Must("500.00")})
	do("shenpi", casefile.CloseCase{Outcome: "written_off", Note: "处置完毕，余额账销案存"})
	do("shenpi", casefile.IssueAuditReport{Purpose: "归档（示例）"})
	return road
}

func sameDayValuation(today date.Date) valuation.Inputs {
	in := commonInputs(today.String())
	plan := "企业经营计划（示例）"
	weigh := func(ref, title, no string, kind life.Kind, filed, granted, w string) valuation.RightInput {
		return valuation.RightInput{Ref: ref, Title: title, Kind: kind, Number: no, Filed: date.Must(filed), Granted: date.Must(granted), Weight: money.MustRate(w),
			WeightSource: "评估人员打分（示例）", EconomicYears: number("3", "专家访谈（示例）")}
	}
	in.Rights = []valuation.RightInput{
		weigh("R1", "一种碳纤维复合材料的制备方法（示例）", "ZL202110345678.3", life.Invention, "2021-03-30", "2022-09-20", "0.6"),
		weigh("R2", "一种预浸料铺放装置（示例）", "ZL202220123456.7", life.Utility, "2022-01-17", "2022-08-30", "0.4")}
	in.Royalty = &income.RoyaltyInput{Convention: cashflow.Convention{Timing: cashflow.MidYear},
		Revenue: []sourced.Amount{amount("52000000.00", plan), amount("56000000.00", plan), amount("58000000.00", plan)},
		Royalty: rate("0.03", "行业许可费率（示例）"), Tax: rate("0.15", "高新技术企业优惠税率（示例）"), Choice: discount.Choice{Rate: rate("0.145", "同类项目折现率（示例）")}}
	in.Cost = &cost.Input{Items: []cost.Item{{Kind: cost.Labour, Name: "研发人员薪酬", From: date.Must("2020-01-01"), To: date.Must("2022-01-31"), Amount: amount("2600000.00", "研发台账（示例）")}},
		CapitalRate: rate("0.036", "贷款利率（示例）"), Profit: rate("0.15", "成本利润率（示例）"),
		Obsolescence: cost.Obsolescence{Used: number("1", "专家访谈（示例）"), Remaining: number("3", "专家访谈（示例）")}}
	at := func(text string) *money.Rate {
		r := money.MustRate(text)
		return &r
	}
	in.Simulation = &valuation.SimulationInput{Subject: income.Name, Settings: simulate.Settings{Trials: 20_000, Seed: 7},
		Drivers: []valuation.DriverInput{
			{Name: simulate.RevenueFactor, Source: "预算完成率（示例）", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: at("0.7"), Mode: at("1"), Max: at("1.2")}},
			{Name: simulate.Share, Source: "许可费率区间（示例）", Distribution: distribution.Spec{Kind: distribution.PERT, Min: at("0.02"), Mode: at("0.03"), Max: at("0.045")}}}}
	in.Weights = []valuation.MethodWeight{{Method: income.Name, Weight: money.MustRate("0.7"), Reason: "收益可预测"}, {Method: cost.Name, Weight: money.MustRate("0.3"), Reason: "成本可核"}}
	return in
}
