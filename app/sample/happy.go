package sample

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

func clauses(codes ...string) []casefile.ClauseCheck {
	var out []casefile.ClauseCheck
	for _, c := range codes {
		out = append(out, casefile.ClauseCheck{Code: c, In: true})
	}
	return out
}

// happyRoad is a small loan valued by agreement, repaid on the day, and the pledge cancelled.
func (p *Player) happyRoad(ctx context.Context) {
	p.begin("正常结清：协商估值、还款、注销登记")
	firm := party.Enterprise{Name: "连云港示例生物医药有限公司", USCC: "91320703MA0EX0026U", Address: "连云港市连云区示例路8号", Contact: "示例联系人",
		Phone: "0518-00000000", District: "连云区", Chain: "生物医药", Labels: "科技型中小企业"}
	p.Do(ctx, "2022-05-16", "kehu", casefile.OpenCase{Sample: true, IntakeForm: casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct",
		LenderID: "org-bank", BureauID: "org-bureau", Requested: money.Must("800000.00"), TermMonths: 12, Purpose: "采购原料药",
		Debtors: []party.Enterprise{firm}, Pledgors: []party.Enterprise{firm}, Rights: []right.Right{{Kind: right.Invention, Number: "ZL201710601862.3",
			Title: "一种缓释片剂的制备方法（示例）", Filed: date.Must("2017-07-21"), Granted: date.Must("2019-05-03"), Status: right.InForce,
			StatusOn: date.Must("2022-05-13"), StatusSource: "示例录入", FeesPaidUntil: date.Must("2023-07-21"), IPC: "A61K9/20", Claims: 8, Sample: true,
			Owners: []right.Owner{{Name: firm.Name, USCC: firm.USCC, Consented: true}}}}}})
	p.Do(ctx, "", "kehu", casefile.CompleteIntake{})
	p.Do(ctx, "2022-05-18", "kehu", casefile.RecordDueDiligence{Indicative: money.Must("800000.00"), Product: "示例知识产权质押贷（小额）", Lane: casefile.Negotiated,
		Checks: []casefile.CheckItem{{Item: "主体资格与信用记录", OK: true}, {Item: "权属与法律状态", OK: true}}, Opinion: "单户小额，双方协商估值"})
	p.Do(ctx, "2022-05-20", "shenpi", casefile.RecordLaneValue{LaneValueForm: casefile.LaneValueForm{Value: money.Must("3200000.00"), On: date.Must("2022-05-20"),
		ValidUntil: date.Must("2023-05-19"), ValidSource: "示例银行知识产权质押贷（小额）产品制度",
		Pledgor: "示例企业法定代表人", Pledgee: "示例客户经理", Basis: "双方参照同类专利许可费率和企业近三年销售收入协商（示例）"}})
	p.Do(ctx, "2022-05-23", "kehu", casefile.ProposeCredit{CreditForm: casefile.CreditForm{Amount: money.Must("800000.00"), Rate: money.MustRate("0.0435"),
		From: date.Must("2022-06-06"), Due: date.Must("2023-06-05"), DayCount: 360, Repayment: "到期一次还本、按季付息", IPShare: money.MustRate("1"),
		Values:  []casefile.AcceptedValue{{Ref: "R1", Value: money.Must("3200000.00"), Cap: money.MustRate("0.25")}},
		Opinion: "第一还款来源充足，质押率25%，同意申报"}})
	p.Do(ctx, "2022-05-24", "shenpi", casefile.ApproveCredit{Number: "示例授信〔2022〕031号", Opinion: "同意"})
	p.Do(ctx, "2022-05-25", "kehu", casefile.RecordContracts{ContractsForm: casefile.ContractsForm{LoanNo: "示例借2022-031", LoanSigned: date.Must("2022-05-25"),
		PledgeNo: "示例质2022-031", PledgeSigned: date.Must("2022-05-25"), Scope: "主债权及利息、违约金、损害赔偿金和实现质权的费用", CommitmentDay: date.Must("2022-05-25"),
		Clauses: clauses("C1", "C2", "C3", "C4", "C5", "C6"), SelfSale: true, Authority: true, FaceToFace: "双人面签并留存影像（示例）"}})
	p.Do(ctx, "2022-05-26", "shenpi", casefile.CheckContracts{Seals: true, Signatory: true, Resolution: true})
	p.Do(ctx, "2022-05-27", "kehu", casefile.FileRegistration{FilingForm: casefile.FilingForm{On: date.Must("2022-05-27"), Channel: "互联网在线提交", Agent: "示例银行连云港分行", Limit: 5}})
	p.Do(ctx, "2022-06-02", "kehu", casefile.RecordRegistration{Number: "Y2022320000031（示例）", On: date.Must("2022-06-01")})
	p.Do(ctx, "2022-06-06", "kehu", casefile.ProposeDisbursement{Loans: []casefile.Loan{{No: "JJ2022-031-01", Amount: money.Must("800000.00"),
		From: date.Must("2022-06-06"), Due: date.Must("2023-06-05"), Rate: money.MustRate("0.0435"), First: true}}})
	p.Do(ctx, "", "shenpi", casefile.ApproveDisbursement{Opinion: "质权已登记，同意放款"})
	p.Do(ctx, "2022-09-08", "kehu", casefile.FileRegistrationChange{RegistrationChangeForm: casefile.RegistrationChangeForm{On: date.Must("2022-09-08"), Item: casefile.ChangeParty,
		Before: "出质人地址：连云港市连云区示例路8号", After: "出质人地址：连云港市连云区示例路18号", Reason: "企业迁址（示例）", Channel: "互联网在线提交", Agent: "示例银行连云港分行"}})
	p.Do(ctx, "2022-09-14", "kehu", casefile.RecordRegistrationChange{Outcome: "registered", On: date.Must("2022-09-13"), NoticeNo: "示例变更2022-006"})
	p.Do(ctx, "2023-03-20", "kehu", casefile.IssueSubsidyEstimate{Note: "年度贴息申报前测算（示例）"})
	p.Do(ctx, "2023-06-05", "kehu", casefile.RecordRepayment{LoanNo: "JJ2022-031-01", On: date.Must("2023-06-05"), Principal: money.Must("800000.00"), Interest: money.Must("35186.67")})
	p.Do(ctx, "", "shenpi", casefile.ConfirmSettlement{On: date.Must("2023-06-05"), CertificateNo: "示例结清〔2023〕018号", NoOther: true})
	p.Do(ctx, "2023-06-12", "kehu", casefile.RecordCancellation{CancellationForm: casefile.CancellationForm{FiledOn: date.Must("2023-06-07"),
		On: date.Must("2023-06-09"), Notice: "示例注销2023-018", Ground: "债务履行完毕"}})
	p.Do(ctx, "", "shenpi", casefile.CloseCase{Outcome: "settled", Note: "贷款本息结清，质押登记已注销，资料归档"})
}
