package casetest

import (
	"fmt"

	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/workflow/access"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

// Firm is the debtor and pledgor of the tests.
var Firm = party.Enterprise{Name: "连云港示例新材料有限公司", USCC: "91320706MA0EX0018C", Address: "连云港市海州区示例大道66号"}

// Rights are an invention whose term ends on 2041-03-30 and a utility model whose term ends on 2032-01-17.
func Rights() []right.Right {
	r := func(kind right.Kind, no, title, filed, granted, paid string) right.Right {
		return right.Right{Kind: kind, Number: no, Title: title, Filed: date.Must(filed), Granted: date.Must(granted), Status: right.InForce,
			StatusOn: date.Must("2024-01-05"), StatusSource: "示例录入", FeesPaidUntil: date.Must(paid), Claims: 8, Sample: true,
			Owners: []right.Owner{{Name: Firm.Name, USCC: Firm.USCC, Consented: true}}}
	}
	return []right.Right{
		r(right.Invention, "ZL202110345678.3", "一种高性能碳纤维复合材料的制备方法（示例）", "2021-03-30", "2022-09-20", "2027-03-30"),
		r(right.Utility, "ZL202220123456.7", "一种碳纤维预浸料铺放装置（示例）", "2022-01-17", "2022-08-30", "2027-01-17"),
	}
}

// Intake is a complete form of 受理 for the bank's case, directly pledged.
func Intake() casefile.IntakeForm {
	return casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct", LenderID: "bank", BureauID: "bureau", Requested: money.Yuan(1_000_000),
		TermMonths: 12, Purpose: "流动资金", Debtors: []party.Enterprise{Firm}, Pledgors: []party.Enterprise{Firm}, Rights: Rights()}
}

// Inputs value the rights of Intake by income and cost on the day.
func Inputs(s casefile.State, on date.Date) valuation.Inputs {
	amount := func(v string) sourced.Amount { return sourced.Amount{Value: money.Must(v), Source: "示例"} }
	rate := func(v string) sourced.Rate { return sourced.Rate{Value: money.MustRate(v), Source: "示例"} }
	number := func(v string) sourced.Number { return sourced.Number{Value: money.MustRate(v), Source: "示例"} }
	in := valuation.Inputs{Purpose: "知识产权质押融资", ValueType: valuation.MarketValue, BaseDate: on, Rounding: valuation.ToWan, SpreadLimit: rate("2"),
		Royalty: &income.RoyaltyInput{Convention: cashflow.Convention{Timing: cashflow.MidYear}, Royalty: rate("0.03"), Tax: rate("0.25"), Choice: discount.Choice{Rate: rate("0.15")},
			Revenue: []sourced.Amount{amount("90000000.00"), amount("90000000.00"), amount("90000000.00"), amount("90000000.00"), amount("90000000.00")}},
		Cost: &cost.Input{Items: []cost.Item{{Kind: cost.Labour, Name: "人工", From: on.AddYears(-2), To: on.AddYears(-1), Amount: amount("4000000.00")}},
			CapitalRate: rate("0.042"), Profit: rate("0.15"), Obsolescence: cost.Obsolescence{Used: number("1"), Remaining: number("5")}},
		Weights:    []valuation.MethodWeight{{Method: income.Name, Weight: money.MustRate("0.7"), Reason: "示例"}, {Method: cost.Name, Weight: money.MustRate("0.3"), Reason: "示例"}},
		ForcedSale: valuation.ForcedSaleInput{Discount: rate("0.3"), DisposalCost: rate("0.05"), Months: number("9"), DiscountRate: rate("0.0435")},
		SpreadNote: "示例说明"}
	weights := []string{"0.6", "0.4"}
	if n := len(s.Intake.Rights); n != 2 {
		weights = make([]string, n)
		for i := range weights {
			weights[i] = "0"
		}
		if n > 0 {
			weights[0] = "1"
		}
	}
	for i, r := range s.Intake.Rights {
		x := casefile.RightInput(r)
		x.Weight, x.WeightSource, x.EconomicYears = money.MustRate(weights[i]), "示例", number("5")
		in.Rights = append(in.Rights, x)
	}
	return in
}

// Cal is the calendar of the tests.
var Cal = calendar.Default()

// Form is a complete and sound command of this name for the case as it stands; lane is where 尽调 is to lead.
func Form(s casefile.State, name casefile.Name, a access.Actor, today date.Date, lane casefile.Lane) casefile.Command {
	p, err := casefile.Suggest(s, name, a, today, Cal)
	if err != nil {
		panic(err)
	}
	why := casefile.Return{Reason: "示例原因"}
	switch f := p.(type) {
	case *casefile.OpenCase:
		f.IntakeForm = Intake()
	case *casefile.AmendIntake:
		f.Reason = "更正"
		if f.Requested == 0 {
			f.Requested = money.Yuan(1_000_000)
		}
	case *casefile.AssignLender:
		f.LenderID = "bank"
	case *casefile.RecordDueDiligence:
		f.Product, f.Opinion, f.Indicative = "示例产品", "同意", money.Yuan(1_000_000)
		if s.Stage != casefile.Credit {
			f.Lane, f.AssessorID = lane, "firm"
		}
		f.Checks = []casefile.CheckItem{{Item: "主体资格", OK: true}}
	case *casefile.AcceptEngagement:
		engagement(&f.EngagementForm)
	case *casefile.AmendEngagement:
		engagement(&f.EngagementForm)
		f.Reason = "更正"
	case *casefile.DeclareIndependence:
		f.Confirm = true
	case *casefile.LiftConflict:
		f.Return = why
	case *casefile.RecordSiteVisit:
		f.Place, f.Attendants, f.Seen = "示例车间", "示例技术负责人", "已查看"
		f.Visitors = []casefile.Valuer{{PersonID: "pg1"}}
	case *casefile.WithdrawSiteVisit:
		f.Return = why
	case *casefile.PrepareValuation:
		f.Inputs = Inputs(s, today)
	case *casefile.AnswerReview:
		for i := range f.Answers {
			f.Answers[i].Reply = "已补充"
		}
	case *casefile.ReviewValuation:
		f.Opinion = "同意"
	case *casefile.SignReport:
		f.Confirm = true
	case *casefile.IssueReport:
		f.Number = "示例评报字〔2024〕第001号"
	case *casefile.RecordFilingCode:
		f.Code = "示例报备001"
	case *casefile.SealDocument:
		f.Scan = "scan-" + f.Number
	case *casefile.DeliverDocument:
		f.To, f.Receipt = fmt.Sprintf("示例收件人%d", s.Version), "scan-回执"
		if f.Copies == 0 {
			f.Way = "电子送达"
		}
	case *casefile.WithdrawSeal:
		f.Return = why
	case *casefile.WithdrawDelivery:
		f.Return = why
	case *casefile.RecordFilingPaper:
		f.Code, f.Scan = "PP-2", "scan-合同"
	case *casefile.RecordLaneValue:
		f.Basis = "示例依据"
		if s.Lane == casefile.Exempt {
			f.Reason = "小额标准化产品"
			break
		}
		f.Value, f.Valuers, f.Reviewer, f.Pledgor = money.Yuan(10_000_000), "示例甲、示例乙", "示例丙", "示例企业"
		f.ValidSource, f.Method, f.Pledgee = "示例产品制度", "参照同类许可费率估算", "示例客户经理"
	case *casefile.ProposeCredit:
		chosen := f.Product
		f.CreditForm = Credit(s, today)
		f.Product = chosen
	case *casefile.ConfirmEnrolment:
		f.Number, f.Free, f.Agree = "示例备001"+a.OrgID, money.Yuan(9_000_000), true
	case *casefile.ApproveCredit:
		f.Number, f.Opinion = "示例授信001号", "同意"
	case *casefile.RecordContracts:
		f.LoanNo, f.PledgeNo, f.FaceToFace, f.SelfSale = "示例借001", "示例质001", "双人面签", true
		for i := range f.Clauses {
			f.Clauses[i].In = true
		}
	case *casefile.CheckContracts:
		f.Seals, f.Signatory, f.Resolution = true, true, true
	case *casefile.UpdateRightFacts:
		f.Reason = "登记簿副本"
	case *casefile.MakeStatement:
		f.Code, f.Ref, f.Text = "PR-10", "R1", "声明继续办理"
	case *casefile.FileRegistration:
		f.Agent = "示例银行"
	case *casefile.RecordFilingCorrection:
		f.Items = "示例补正"
	case *casefile.RecordRegistration:
		f.Number = "Y2024示例001"
	case *casefile.RecordRefusal:
		f.Reason = "示例理由"
	case *casefile.ProposeDisbursement:
		for i := range f.Loans {
			f.Loans[i].No = fmt.Sprintf("JJ%02d", i+1)
		}
	case *casefile.ApproveDisbursement:
		f.Opinion = "同意"
	case *casefile.RecordRepayment:
		f.Interest = money.Must("1234.56")
	case *casefile.ProposeExtension:
		f.Due, f.Agreement, f.Reason = today.AddMonths(1), "示例展001", "回款延迟（示例）"
		for _, l := range s.Loans {
			if l.No == f.LoanNo {
				f.Due = l.Due.AddMonths(1)
			}
		}
	case *casefile.ProposeTakeover:
		takeover(&f.TakeoverForm, today)
	case *casefile.ApproveTakeover:
		f.Checked, f.Opinion = true, "与原件一致"
	case *casefile.ReturnTakeover:
		f.Reason = "示例理由"
	case *casefile.ProposePartyChange:
		partyChange(&f.PartyChangeForm, s, today)
	case *casefile.ApprovePartyChange:
		f.Opinion = "同意"
	case *casefile.ReturnPartyChange:
		f.Reason = "示例理由"
	case *casefile.ProposeIndemnity:
		f.NoticeNo, f.Voucher = "示例代偿通知001", "示例付款001"
	case *casefile.ApproveIndemnity:
		f.Opinion = "同意"
	case *casefile.ReturnIndemnity:
		f.Return = why
	case *casefile.ReverseIndemnity:
		f.Return = why
	case *casefile.RecordRecourse:
		f.Amount = min(money.Yuan(50_000), s.Recourse())
	case *casefile.ReverseRecourse:
		f.Return = why
	case *casefile.RecordRevocation:
		f.Notice, f.Ground, f.Effect = "示例撤销001", "登记后发现有不予登记的情形", casefile.VoidFromStart
	case *casefile.ReverseRevocation:
		f.Reason = "示例理由"
	case *casefile.RecordAnewResult:
		f.Number = fmt.Sprintf("Y2024示例重%03d", s.Version)
	case *casefile.WithdrawAnew:
		f.Reason = "示例理由"
	case *casefile.RecordEvent:
		event(&f.EventForm, s)
	case *casefile.DetermineCeiling:
		f.Cause, f.On, f.Interest = "none", today, money.Must("1000.00")
	case *casefile.ReverseDetermination:
		f.Reason = "示例理由"
	case *casefile.ProposeRenewal:
		f.Consent, f.Partners, f.Purpose, f.Agreement, f.Reason = today, today, true, fmt.Sprintf("示例续%d", s.Version), "正常续贷（示例）"
		for _, l := range s.Loans {
			if l.No == f.LoanNo && !today.After(l.Due) {
				f.Due = l.Due.AddMonths(1)
			}
		}
	case *casefile.ApproveRenewal:
		f.Opinion = "同意"
	case *casefile.ApproveExtension:
		f.Opinion = "同意"
	case *casefile.FileRegistrationChange:
		f.Agent = "示例代办人"
		if f.Item != casefile.ChangeRenewal && f.Item != casefile.ChangeParty {
			f.Due = s.RegisteredUntil().AddMonths(3)
			f.After, f.Reason, f.Agreement, f.Signed = "至 "+f.Due.Chinese()+"止", "借款展期（示例）", "示例变更001", today
		}
	case *casefile.RecordRegistrationChange:
		f.NoticeNo = "示例变更通知001"
	case *casefile.AdvanceFees:
		f.Reason = "出质人未按期缴纳（示例）"
	case *casefile.RecordFeeReceipts:
		for i := range f.Receipts {
			f.Receipts[i].Number = fmt.Sprintf("PJ%d-%d", s.Version, i)
		}
	case *casefile.ProposeTopUp:
		topUp(&f.TopUpForm, s, today)
	case *casefile.ProposeSubstitution:
		topUp(&f.TopUpForm, s, today)
	case *casefile.ProposeRelease:
		f.Agreement, f.Reason = "示例解001", "部分清偿（示例）"
	case *casefile.ApproveCollateral:
		f.Opinion = "同意"
	case *casefile.RecordCollateralResult:
		f.Number = fmt.Sprintf("Y2024示例%03d", s.Version)
	case *casefile.ReviseValue:
		f.Ref, f.Value, f.Reason = "R1", money.Yuan(2_000_000), "市场变化"
		if len(s.Intake.Rights) > 0 {
			f.Ref = s.Intake.Rights[0].Ref
		}
	case *casefile.RecordDuty:
		f.Code, f.Did, f.Evidence = "DD-2", "示例走访情况", "scan-走访"
	case *casefile.DecideExemption:
		f.Whom, f.Result, f.Missing, f.Opinion = "示例客户经理", casefile.PartExempted, "示例说明", "示例意见"
	case *casefile.ClassifyLoan:
		f.Class, f.Reason, f.Deviation = "损失", "示例依据", ""
	case *casefile.ApproveClass:
		f.Opinion = "同意"
	case *casefile.ReturnClass:
		f.Return = why
	case *casefile.ApproveRevaluation:
		f.Opinion = "同意"
	case *casefile.ConfirmSettlement:
		f.CertificateNo, f.NoOther = "示例结清001", true
	case *casefile.RecordCancellation:
		f.Notice = "示例注销001"
	case *casefile.IssueAuditReport:
		f.Purpose = "内部审计（示例）"
	case *casefile.IssueReminder:
		if len(f.Items) == 0 {
			f.Items = []casefile.LetterItem{{Why: "近期财务报表尚未收到（示例）", Do: "请送交最近一期财务报表（示例）", Until: today.AddDays(15)}}
		}
	case *casefile.IssueWatchReport:
		if s.WatchReportOf(today) != nil {
			f.Correction = "更正（示例）"
		}
	case *casefile.DeclareDefault:
		f.Reason = "逾期"
	case *casefile.RecordDunning:
		f.Note = "已送达"
	case *casefile.RecordClaim:
		f.Interest, f.Penalty = money.Must("20000.01"), money.Must("3000.02")
		f.Costs += money.Must("1000.03")
	case *casefile.CureDefault:
		f.How, f.Reason = "清偿逾期款项", "已清偿"
	case *casefile.ApplyCompensation:
		f.Statement = "逾期未收回"
	case *casefile.ExamineCompensation:
		f.Papers, f.Enrolled, f.Figures, f.Opinion = true, true, true, "符合"
	case *casefile.ConfirmShare:
		f.Agree = true
	case *casefile.DecideCompensation:
		f.Approve, f.Number, f.Opinion = true, "示例补偿001", "同意"
	case *casefile.PayShare:
		f.Voucher = "示例付001"
	case *casefile.RecordUnpaidShare:
		f.Reason = "合作方资金不足"
	case *casefile.PlanDisposal:
		f.Valuation, f.ValuedOn, f.Platform, f.ConsentNo = money.Yuan(2_000_000), today, "示例平台", "示例质001"
		f.Related, f.Reason = "无", "逾期"
	case *casefile.SubmitDisposal:
		f.Opinion = "同意提交"
	case *casefile.RequestSupplement:
		f.Items = "补充回执"
	case *casefile.SupplyDisposal:
		f.Answer = "已补充"
	case *casefile.ExamineDisposal:
		*f = casefile.ExamineDisposal{Papers: true, Default: true, Valuation: true, Basis: true, Notice: true, Reserve: true, Opinion: "齐全"}
	case *casefile.EndorseDisposal:
		f.Agree, f.Opinion = true, "同意上报"
	case *casefile.DecideDisposal:
		f.Number, f.Opinion = "示例处〔2024〕1号", "同意"
	case *casefile.AnnounceSale:
		f.SaleOn, f.Contact = today, "示例平台"
		if s.DisposalPlan != nil && s.DisposalPlan.Form.Method == casefile.MethodJudicial {
			f.SaleOn = today.AddDays(30)
		}
	case *casefile.RecordNoSale:
		f.Note = "无人报名"
	case *casefile.RecordSale:
		f.Buyer, f.Barred = "连云港示例受让有限公司", true
	case *casefile.RecordDelivery:
		f.TransferNo, f.FeesUntil, f.Papers, f.Cancel.Notice = "示例转移001", today.AddYears(1), true, "示例注销002"
	case *casefile.FailDelivery:
		f.Reason = "悔拍"
	case *casefile.DistributeProceeds:
		f.Opinion = "同意分配"
	case *casefile.RecordRecovery:
		f.Principal, f.Costs = min(money.Must("12345.67"), max(s.Outstanding(), 1)), money.Must("0.00")
	case *casefile.CloseCase:
		f.Note = "归档"
	case *casefile.CorrectRecord:
		f.Value, f.Reason = fmt.Sprintf("示例更正%d号", s.Version), "录入有误"
	case *casefile.ReturnToIntake:
		f.Return = why
	case *casefile.DeclineEngagement:
		f.Return = why
	case *casefile.RecallValuation:
		f.Return = why
	case *casefile.ReturnReport:
		f.Return = why
	case *casefile.ReturnToDueDiligence:
		f.Return = why
	case *casefile.ReturnCredit:
		f.Return = why
	case *casefile.ReturnContracts:
		f.Return = why
	case *casefile.ReopenCredit:
		f.Return = why
	case *casefile.WithdrawFiling:
		f.Return = why
	case *casefile.WithdrawCase:
		f.Return = why
	case *casefile.RejectCase:
		f.Return = why
	case *casefile.ReturnDisbursement:
		f.Return = why
	case *casefile.ReverseRepayment:
		f.Return = why
	case *casefile.ReturnExtension:
		f.Return = why
	case *casefile.ReturnRenewal:
		f.Return = why
	case *casefile.ReverseRenewal:
		f.Return = why
	case *casefile.ReturnCollateral:
		f.Return = why
	case *casefile.WithdrawCollateralFiling:
		f.Return = why
	case *casefile.WithdrawRegistrationChange:
		f.Return = why
	case *casefile.ReturnRevaluation:
		f.Return = why
	case *casefile.ReverseFeeAdvance:
		f.Return = why
	case *casefile.WithdrawFeeReceipts:
		f.Return = why
	case *casefile.ReverseShare:
		f.Return = why
	case *casefile.ReverseRecovery:
		f.Return = why
	case *casefile.ReverseDelivery:
		f.Return = why
	case *casefile.ReverseDistribution:
		f.Return = why
	case *casefile.ReverseCancellation:
		f.Return = why
	case *casefile.ReopenLoan:
		f.Return = why
	case *casefile.WithdrawCompensation:
		f.Return = why
	case *casefile.ReturnCompensation:
		f.Return = why
	case *casefile.ReturnDisposalPlan:
		f.Return = why
	case *casefile.WithdrawDisposal:
		f.Return = why
	case *casefile.CancelSale:
		f.Return = why
	case *casefile.StayDisposal:
		f.Return = why
	case *casefile.ResumeDisposal:
		f.Return = why
	}
	return casefile.Value(p)
}

// Another is an invention of the firm that the case does not have yet, told apart by the serial.
func Another(serial int64, today date.Date) right.Right {
	digits, sum := fmt.Sprintf("20211%07d", 2000000+serial), 0
	for i, c := range digits {
		sum += int(c-'0') * []int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}[i]
	}
	r := Rights()[0]
	r.Number, r.Title = "ZL"+digits+"."+string("0123456789X"[sum%11]), fmt.Sprintf("一种预浸料固化方法%d（示例）", serial)
	r.FeesPaidUntil, r.StatusOn = today.AddYears(1), today
	return r
}

func topUp(f *casefile.TopUpForm, s casefile.State, today date.Date) {
	f.Right = Another(s.Version, today)
	f.Appraised, f.Value = money.Yuan(6_000_000), money.Yuan(5_000_000)
	f.Cap, f.Haircut = money.MustRate("0.5"), money.MustRate("0.1")
	f.Lane, f.Firm = casefile.External, "示例资产评估"
	f.Basis, f.Agreement, f.Reason = "示例评报字〔2024〕第009号", "示例质补001", "补足质押（示例）"
}

func engagement(f *casefile.EngagementForm) {
	f.ContractNo, f.Payer, f.Clients, f.Fee = "示例委001", "示例银行", "示例银行", money.Yuan(12_000)
	f.FeeNotTied, f.Independent, f.Commitment = true, true, true
	f.Valuers = []casefile.Valuer{{PersonID: "pg1"}, {PersonID: "pg2"}}
}

// Credit is a proposal of 100 万元 shared by fund 30 %, guarantor 30 %, insurer 20 %, bank 20 %.
func Credit(s casefile.State, today date.Date) casefile.CreditForm {
	f := casefile.CreditForm{Amount: money.Yuan(1_000_000), Rate: money.MustRate("0.0385"), From: today, Due: today.AddMonths(12), DayCount: 360,
		Repayment: "到期一次还本、按季付息", Scheme: "四方分担（示例）", Base: "principal", IPShare: money.MustRate("1"), Opinion: "同意申报",
		Parts: []casefile.SharePart{{OrgID: "fund", Share: money.MustRate("0.3")}, {OrgID: "guarantor", Share: money.MustRate("0.3")},
			{OrgID: "insurer", Share: money.MustRate("0.2")}, {OrgID: "bank", Share: money.MustRate("0.2")}}}
	if s.Lane == casefile.Exempt {
		return f
	}
	for _, r := range s.Intake.Rights {
		v := casefile.AcceptedValue{Ref: r.Ref, Value: money.Yuan(10_000_000 / int64(len(s.Intake.Rights))), Cap: money.MustRate("0.5"), Haircut: money.MustRate("0.1")}
		if most, known := s.AppraisedValue(r.Ref); known {
			v.Value = most
		}
		f.Values = append(f.Values, v)
	}
	return f
}
