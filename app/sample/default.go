package sample

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

var newMaterials = party.Enterprise{Name: "连云港示例新材料有限公司", USCC: "91320706MA0EX0018C", Address: "连云港市海州区示例大道66号", Contact: "示例联系人",
	Phone: "0518-00000000", District: "海州区", Chain: "高性能纤维及复合材料", Labels: "高新技术企业、专精特新企业"}

func patent(kind right.Kind, no, title, filed, granted, paid string, claims int) right.Right {
	return right.Right{Kind: kind, Number: no, Title: title, Filed: date.Must(filed), Granted: date.Must(granted), Status: right.InForce,
		StatusOn: date.Must("2024-01-05"), StatusSource: "示例录入", FeesPaidUntil: date.Must(paid), IPC: "D01F9/22", Claims: claims, Sample: true,
		Owners: []right.Owner{{Name: newMaterials.Name, USCC: newMaterials.USCC, Consented: true}}}
}

// NewMaterialsIntake is the intake of the case that the default road plays, and that the window test types in.
func NewMaterialsIntake() casefile.IntakeForm {
	return casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct", LenderID: "org-bank", BureauID: "org-bureau",
		Requested: money.Must("6000000.00"), TermMonths: 12, Purpose: "扩建碳纤维预浸料生产线流动资金",
		Debtors: []party.Enterprise{newMaterials}, Pledgors: []party.Enterprise{newMaterials},
		Rights: []right.Right{
			patent(right.Invention, "ZL202110345678.3", "一种高性能碳纤维复合材料的制备方法（示例）", "2021-03-30", "2022-09-20", "2025-03-30", 10),
			patent(right.Invention, "ZL202110987654.8", "一种预浸料树脂体系及其应用（示例）", "2021-08-26", "2023-02-14", "2024-08-26", 9),
			patent(right.Utility, "ZL202220123456.7", "一种碳纤维预浸料铺放装置（示例）", "2022-01-17", "2022-08-30", "2025-01-17", 7),
		}}
}

// defaultRoad is the whole road: appraisal with a returned review, four parties sharing the risk, registration with a correction,
// default, compensation, disposal in a second round, distribution, recoveries returned, and write-off of the rest.
func (p *Player) defaultRoad(ctx context.Context) {
	p.begin("违约处置：评估、四方分担、质押登记、违约、补偿、处置、分配、追偿返还")
	p.Do(ctx, "2024-01-08", "kehu", casefile.OpenCase{Sample: true, IntakeForm: NewMaterialsIntake()})
	p.Do(ctx, "", "kehu", casefile.CompleteIntake{Note: "资料齐全，予以受理"})
	p.Do(ctx, "2024-01-10", "kehu", casefile.RecordDueDiligence{Indicative: money.Must("6000000.00"), Product: "示例知识产权质押贷", Lane: casefile.External,
		AssessorID: "org-appraisal", Opinion: "主营产品与专利对应，订单稳定，拟申报授信600万元",
		Checks: []casefile.CheckItem{{Item: "主体资格与信用记录", OK: true}, {Item: "经营与财务状况", OK: true}, {Item: "借款用途真实性", OK: true},
			{Item: "权属与法律状态（登记簿查询）", OK: true}, {Item: "在先质押、许可与诉讼", OK: true, Note: "未见在先质押和许可（示例）"}}})
	p.appraise(ctx, "2024-01-15", "2024-01-22", exampleValuation(), "示例评报字〔2024〕第006号", true)
	p.seal(ctx, "2024-01-31", "pinggu1", casefile.DocAppraisalReport, 5, casefile.DifferingPage{Page: 1, What: "封面手写更正报送份数并加盖校对章（示例）"})
	p.deliver(ctx, "2024-02-01", "pinggu1", casefile.DocAppraisalReport, "示例银行连云港分行", "当面签收", 2)
	p.Do(ctx, "2024-02-02", "pinggu1", casefile.RecordFilingCode{Code: "示例报备编码32000000202400006", QR: "示例二维码内容 32000000202400006", On: date.Must("2024-02-02")})
	p.loan(ctx)
	p.claim(ctx)
	p.sell(ctx)
	p.Do(ctx, "2026-03-02", "kehu", casefile.RecordRecovery{On: date.Must("2026-03-02"), Source: "债务人还款", Principal: money.Must("200000.00"), Costs: money.Must("3500.00")})
	p.Do(ctx, "2026-04-10", "shenpi", casefile.CloseCase{Outcome: "written_off", Note: "质物处置完毕，追偿所得已按比例返还；尚欠部分账销案存，继续追偿"})
	p.Do(ctx, "2026-04-13", "shenpi", casefile.IssueAuditReport{Purpose: "核销归档，留存审计轨迹（示例）"})
	p.Do(ctx, "2026-09-15", "kehu", casefile.RecordRecovery{On: date.Must("2026-09-15"), Source: "其他财产执行", Principal: money.Must("100000.01"), Costs: money.Must("1200.00")})
}

func rights3(values ...string) []casefile.AcceptedValue {
	caps := []string{"0.30", "0.30", "0.20"}
	var out []casefile.AcceptedValue
	for i, v := range values {
		out = append(out, casefile.AcceptedValue{Ref: []string{"R1", "R2", "R3"}[i], Value: money.Must(v), Cap: money.MustRate(caps[i]), Haircut: money.MustRate("0.05")})
	}
	return out
}

func (p *Player) loan(ctx context.Context) {
	pool := money.Must("30000000.00")
	single := money.Must("2000000.00")
	p.Do(ctx, "2024-02-20", "kehu", casefile.ProposeCredit{CreditForm: casefile.CreditForm{Amount: money.Must("4700000.00"), Rate: money.MustRate("0.0385"),
		From: date.Must("2024-03-11"), Due: date.Must("2025-03-10"), DayCount: 360, Repayment: "到期一次还本、按季付息", IPShare: money.MustRate("1"),
		Values: rights3("9000000.00", "5400000.00", "3600000.00"), Scheme: "四方分担方案（示例：基金30%、担保30%、保险20%、银行20%）", Base: "principal",
		Parts: []casefile.SharePart{{OrgID: "org-fund", Share: money.MustRate("0.3"), Cap: &single, Pool: &pool}, {OrgID: "org-guarantor", Share: money.MustRate("0.3")},
			{OrgID: "org-insurer", Share: money.MustRate("0.2")}, {OrgID: "org-bank", Share: money.MustRate("0.2")}},
		Opinion: "认定价值低于评估值，逐项设定质押率上限，风险四方分担，同意申报"}})
	p.Do(ctx, "2024-02-21", "danbao2", casefile.ConfirmEnrolment{Number: "示例担备2024-017", Free: money.Must("48320000.00"), Agree: true})
	p.Do(ctx, "", "jijin2", casefile.ConfirmEnrolment{Number: "示例基备2024-052", Free: money.Must("28320000.00"), Agree: true})
	p.Do(ctx, "2024-02-22", "baoxian2", casefile.ConfirmEnrolment{Number: "示例保备2024-009", Free: money.Must("15000000.00"), Agree: true})
	p.Do(ctx, "2024-02-23", "shenpi", casefile.ApproveCredit{Number: "示例授信〔2024〕019号", Opinion: "同意，须质押登记后放款"})
	p.Do(ctx, "2024-02-26", "kehu", casefile.RecordContracts{ContractsForm: casefile.ContractsForm{LoanNo: "示例借2024-019", LoanSigned: date.Must("2024-02-26"),
		PledgeNo: "示例质2024-019", PledgeSigned: date.Must("2024-02-26"), Scope: "主债权及其利息、违约金、损害赔偿金、保管担保财产和实现担保物权的费用",
		Clauses: clauses("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"), SelfSale: true, Authority: true, TechPapers: true,
		CommitmentDay: date.Must("2024-02-26"), FaceToFace: "双人面签并留存影像（示例）"}})
	p.Do(ctx, "2024-02-27", "shenpi", casefile.CheckContracts{Seals: true, Signatory: true, Resolution: true, Note: "印鉴相符"})
	p.Do(ctx, "2024-02-28", "kehu", casefile.FileRegistration{FilingForm: casefile.FilingForm{On: date.Must("2024-02-28"), Channel: "互联网在线提交", Agent: "示例银行连云港分行", ReceiptNo: "示例回执20240228", Limit: 5}})
	p.seal(ctx, "2024-02-28", "kehu", casefile.DocRegistration, 2)
	p.filingPapers(ctx, "2024-02-28", "kehu", map[string]string{"PP-2": "专利权质押合同", "PP-3": "当事人承诺书", "PP-4": "授权委托书", "PP-9": "与原件一致承诺书"})
	p.deliver(ctx, "2024-02-28", "kehu", casefile.DocRegistration, "登记机构（示例）", "网上提交", 0)
	p.Do(ctx, "2024-03-05", "kehu", casefile.RecordFilingCorrection{FilingCorrectionFm: casefile.FilingCorrectionFm{On: date.Must("2024-03-01"), Items: "申请表第二项专利号填写有误，需更正", Cured: date.Must("2024-03-04")}})
	p.Do(ctx, "2024-03-08", "kehu", casefile.RecordRegistration{Number: "Y2024320000019（示例）", On: date.Must("2024-03-08")})
	p.Do(ctx, "2024-03-11", "kehu", casefile.ProposeDisbursement{Loans: []casefile.Loan{{No: "JJ2024-019-01", Amount: money.Must("4700000.00"),
		From: date.Must("2024-03-11"), Due: date.Must("2025-03-10"), Rate: money.MustRate("0.0385")}}})
	p.Do(ctx, "", "shenpi", casefile.ApproveDisbursement{Opinion: "质押登记已完成，同意放款"})
	p.Do(ctx, "2024-03-29", "kehu", casefile.IssueWatchReport{})
	p.Do(ctx, "2024-12-20", "kehu", casefile.RecordRepayment{LoanNo: "JJ2024-019-01", On: date.Must("2024-12-20"), Principal: money.Must("600000.01"), Interest: money.Must("142749.03")})
}

func (p *Player) claim(ctx context.Context) {
	p.Do(ctx, "2025-02-20", "kehu", casefile.IssueReminder{Note: "到期前提示，电话已告知财务负责人（示例）"})
	p.Do(ctx, "2025-03-14", "kehu", casefile.DeclareDefault{DefaultForm: casefile.DefaultForm{On: date.Must("2025-03-14"), PastDue: 4, Class: "关注", Event: "到期未还本金",
		Reason: "主要客户停产，回款中断，到期本金未还（示例）", NoticeOn: date.Must("2025-03-14")}})
	p.Do(ctx, "2025-03-17", "shenpi", casefile.ApproveClass{Class: "关注", On: date.Must("2025-03-14"), Opinion: "同意，密切跟踪（示例）"})
	p.Do(ctx, "2025-03-21", "kehu", casefile.RecordDunning{DunningForm: casefile.DunningForm{On: date.Must("2025-03-21"), How: "书面通知", Note: "催收通知书已送达债务人并取得回执（示例）"}})
	p.Do(ctx, "2025-06-20", "kehu", casefile.RecordClaim{ClaimForm: casefile.ClaimForm{AsOf: date.Must("2025-06-20"), Interest: money.Must("79786.81"),
		Penalty: money.Must("22353.75"), Costs: money.Must("18600.00"), Note: "利息按合同利率、实际天数计算；罚息自逾期次日起；费用为代缴年费和公证费（示例）"}})
	p.Do(ctx, "2025-06-20", "kehu", casefile.ClassifyLoan{Class: "次级", On: date.Must("2025-06-20"), Reason: "逾期超过90日，主要还款来源不足（示例）"})
	p.Do(ctx, "2025-06-23", "shenpi", casefile.ApproveClass{Class: "次级", On: date.Must("2025-06-20"), Opinion: "同意（示例）"})
	p.Do(ctx, "2025-06-23", "kehu", casefile.ApplyCompensation{CompensationForm: casefile.CompensationForm{AsOf: date.Must("2025-06-20"),
		Papers: "借款合同、质押合同、质押登记通知书、放款凭证、催收记录、三方备案证明、债权计算表", Statement: "贷款逾期超过90日，经催收未能收回，按分担方案申请补偿"}})
	p.Do(ctx, "2025-06-27", "jijin1", casefile.ExamineCompensation{Papers: true, Enrolled: true, Figures: true, Opinion: "材料齐全，备案在期，分担计算复核无误"})
	p.Do(ctx, "2025-06-30", "jijin2", casefile.ConfirmShare{Amount: money.Must("1230000.00"), Agree: true})
	p.Do(ctx, "", "danbao2", casefile.ConfirmShare{Amount: money.Must("1229999.99"), Agree: true})
	p.Do(ctx, "2025-07-01", "baoxian2", casefile.ConfirmShare{Amount: money.Must("820000.00"), Agree: true})
	p.Do(ctx, "2025-07-04", "fenguan", casefile.DecideCompensation{Approve: true, Number: "示例补偿〔2025〕4号", Opinion: "同意按方案补偿，质物处置所得按比例返还"})
	p.Do(ctx, "2025-07-08", "danbao1", casefile.PayShare{On: date.Must("2025-07-08"), Amount: money.Must("1229999.99"), Voucher: "示例付2025-0708-1"})
	p.Do(ctx, "", "jijin1", casefile.PayShare{On: date.Must("2025-07-08"), Amount: money.Must("1230000.00"), Voucher: "示例付2025-0708-2"})
	p.Do(ctx, "2025-07-10", "baoxian1", casefile.PayShare{On: date.Must("2025-07-10"), Amount: money.Must("820000.00"), Voucher: "示例付2025-0710-1"})
}

func (p *Player) sell(ctx context.Context) {
	p.Do(ctx, "2025-07-15", "kehu", casefile.PlanDisposal{DisposalForm: casefile.DisposalForm{Method: casefile.MethodAuction, Valuation: money.Must("5600000.00"),
		ValuedOn: date.Must("2025-05-31"), FirstRatio: money.MustRate("0.8"), Cuts: []money.Rate{money.MustRate("0.2")}, SaleFloor: money.MustRate("0.5"),
		Platform: "示例知识产权交易平台", Consent: "质押合同约定质权人可自行拍卖、变卖", ConsentNo: "示例质2024-019，2024年2月26日", NoticeOn: date.Must("2025-07-14"),
		Related: "无同族专利；无同日申请；无许可；无共有人（示例）", Reason: "债务逾期，质押合同约定的实现质权情形已发生",
		Attachments: "质押登记通知书、借款合同、质押合同、债权计算表、处置评估报告、通知送达凭证"}})
	p.Do(ctx, "2025-07-16", "shenpi", casefile.SubmitDisposal{Opinion: "同意提交"})
	p.Do(ctx, "2025-07-18", "jingban", casefile.RequestSupplement{Items: "补充出质人签收通知的回执；补充三件专利的最新登记簿副本", Days: 5})
	p.lookUpAgain(ctx, "2025-07-22", "2025-07-21")
	p.Do(ctx, "2025-07-23", "kehu", casefile.SupplyDisposal{Answer: "已补充通知回执和2025年7月21日登记簿副本（示例）"})
	p.Do(ctx, "2025-07-25", "jingban", casefile.ExamineDisposal{Papers: true, Default: true, Valuation: true, Basis: true, Notice: true, Reserve: true, Opinion: "材料齐全，保留价与降价安排符合项目规则，建议同意"})
	p.Do(ctx, "2025-07-28", "keshi", casefile.EndorseDisposal{Agree: true, Opinion: "经审核，同意上报"})
	p.Do(ctx, "2025-07-30", "fenguan", casefile.DecideDisposal{Decision: "approve", Number: "示例市监知处〔2025〕3号", Opinion: "同意按申请方案处置，处置价款进入监管账户"})
	p.Do(ctx, "2025-08-01", "kehu", casefile.AnnounceSale{SaleNoticeForm: casefile.SaleNoticeForm{NoticeOn: date.Must("2025-08-01"), SaleOn: date.Must("2025-09-02"),
		Reserve: money.Must("4480000.00"), Deposit: money.Must("448000.00"), Contact: "示例平台 0518-00000000", Reminder: "三件专利整体处置，按现状交付；年费缴至移交日；悔拍不退保证金"}})
	p.Do(ctx, "2025-09-02", "kehu", casefile.RecordNoSale{NoSaleForm: casefile.NoSaleForm{On: date.Must("2025-09-02"), Bidders: 0, Note: "无人报名，流拍"}})
	p.Do(ctx, "2025-09-04", "kehu", casefile.AnnounceSale{SaleNoticeForm: casefile.SaleNoticeForm{NoticeOn: date.Must("2025-09-04"), SaleOn: date.Must("2025-09-23"),
		Reserve: money.Must("3584000.00"), Deposit: money.Must("358400.00"), Contact: "示例平台 0518-00000000", Reminder: "第二次处置，保留价为首次的80%"}})
	p.Do(ctx, "2025-09-23", "kehu", casefile.RecordSale{SaleForm: casefile.SaleForm{On: date.Must("2025-09-23"), Buyer: "连云港示例高新科技有限公司", BuyerCode: "91320700MA0EX1061C", Price: money.Must("3652000.00"), Barred: true}})
	p.Do(ctx, "2025-10-28", "kehu", casefile.RecordDelivery{DeliveryForm: casefile.DeliveryForm{PaidOn: date.Must("2025-09-29"),
		Cancel:     casefile.CancellationForm{FiledOn: date.Must("2025-10-10"), On: date.Must("2025-10-16"), Notice: "示例注销2025-041", Ground: "质权实现"},
		TransferOn: date.Must("2025-10-24"), TransferNo: "示例转移2025-117", FeesUntil: date.Must("2026-01-17"), Papers: true, Note: "技术资料12册已移交（示例）"}})
	p.Do(ctx, "2025-10-31", "kehu", casefile.PrepareDistribution{ProceedsForm: casefile.ProceedsForm{On: date.Must("2025-10-31"), Costs: money.Must("174360.00"),
		Interest: money.Must("139365.42"), Penalty: money.Must("52146.88"), Order: "law"}})
	p.Do(ctx, "2025-11-03", "shenpi", casefile.DistributeProceeds{Proceeds: money.Must("3652000.00"), Costs: money.Must("174360.00"), Interest: money.Must("139365.42"),
		Penalty: money.Must("52146.88"), Principal: money.Must("3286127.70"), Opinion: "分配方案与债权计算、监管账户余额核对一致，同意分配"})
}

// lookUpAgain records what the register says of the rights before they are sold: the bank has paid the fees in advance (代缴).
func (p *Player) lookUpAgain(ctx context.Context, recorded, looked string) {
	paid := []string{"2026-03-30", "2026-08-26", "2026-01-17"}
	for i, r := range NewMaterialsIntake().Rights {
		r.Ref, r.StatusOn, r.FeesPaidUntil = []string{"R1", "R2", "R3"}[i], date.Must(looked), date.Must(paid[i])
		p.Do(ctx, recorded, "kehu", casefile.UpdateRightFacts{Right: r, Reason: "登记簿副本（示例）；年费由质权人代缴"})
		recorded = ""
	}
}
