package reports_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/disposal"
	"zhiya/workflow/ledger"
	"zhiya/workflow/party"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
	"zhiya/workflow/riskshare"
)

var (
	bank      = casefile.OrgRef{ID: "org-bank", Kind: access.Bank, Code: "B03", Name: "示例银行连云港分行"}
	guarantor = casefile.OrgRef{ID: "org-guarantor", Kind: access.Guarantor, Code: "G01", Name: "示例融资担保有限公司"}
	fund      = casefile.OrgRef{ID: "org-fund", Kind: access.Fund, Code: "F01", Name: "示例知识产权风险补偿基金"}
	firm      = casefile.OrgRef{ID: "org-firm", Kind: access.AppraisalFirm, Code: "A02", Name: "示例资产评估有限公司"}
	bureau    = casefile.OrgRef{ID: "org-bureau", Kind: access.Bureau, Code: "M01", Name: "示例市市场监督管理局"}
)

func on(s string) date.Date             { return date.Must(s) }
func yuan(s string) money.Money         { return money.Must(s) }
func ratio(s string) money.Rate         { return money.MustRate(s) }
func amt(v, src string) sourced.Amount  { return sourced.Amount{Value: yuan(v), Source: src} }
func rate(v, src string) sourced.Rate   { return sourced.Rate{Value: ratio(v), Source: src} }
func numb(v, src string) sourced.Number { return sourced.Number{Value: ratio(v), Source: src} }

func by(o casefile.OrgRef, person, day string) casefile.Signed {
	return casefile.Signed{PersonID: "p-" + person, Person: person, OrgID: o.ID, Org: o.Name, On: on(day)}
}

func ptr[T any](v T) *T { return &v }

func info(kind casefile.DocumentKind) workflow.DocumentInfo {
	out := workflow.DocumentInfo{Number: "LYG-B03-2026-000123-" + kind.Mark() + "01", On: on("2026-11-20"), At: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)}
	if kind == casefile.DocAuditTrail {
		last := audit.Event{}
		for i, action := range []string{"OpenCase", "CompleteIntake", "RecordDueDiligence"} {
			last = audit.Seal(audit.Event{AtMillis: out.At.UnixMilli() + int64(i)*60_000, PersonID: "p-1", Person: "示例客户经理", OrgID: bank.ID, Action: action, Object: "LYG-B03-2026-000123", Version: int64(i + 1), Payload: "{}"}, last)
			out.Trail = append(out.Trail, last)
		}
		out.Head = audit.Head{Seq: last.Seq, Hash: last.Hash}
	}
	return out
}

// fullCase is a case that has gone the whole road: valued, lent, defaulted, compensated, sold, distributed, closed. Every
// figure that the program computes is computed here by the same engines.
func fullCase(t testing.TB) casefile.State {
	t.Helper()
	s := casefile.State{ID: "case-1", Number: "LYG-B03-2026-000123", Version: 57, Stage: casefile.Closed, Compensation: casefile.CompPaid,
		Disposal: casefile.DispDistributed, OpenedOn: on("2026-01-05"), Opener: bank, Lender: bank, Pledgee: bank, Assessor: firm, Bureau: bureau, Lane: casefile.External}
	s.Intake = sampleIntake()
	s.DueDiligence = &casefile.DueDiligenceR{Indicative: yuan("3000000"), Product: "知识产权质押贷款", Opinion: "同意进入评估", By: by(bank, "示例客户经理", "2026-01-08"),
		Checks: []casefile.CheckItem{{Item: "营业执照、征信报告与涉诉信息", OK: true}, {Item: "近三年财务报表与纳税申报", OK: true, Note: "审计报告三份"}, {Item: "借款用途与购销合同", OK: true}, {Item: "实际控制人对外担保", Note: "征信系统维护，待补查"}}}
	sampleValuation(t, &s)
	s.LaneValue = &casefile.LaneValueR{By: by(bank, "示例审批人", "2026-01-10"), Form: casefile.LaneValueForm{Value: yuan("5200000"), On: on("2026-01-10"), ValidUntil: on("2027-01-09"),
		ValidSource: "示例知识产权质押贷产品制度第八条", Limit: yuan("5000000"), Method: "参照同行业许可费率 5%–7% 与企业近三年收入估算，并以研发投入复核。", Valuers: "示例估值员甲、示例估值员乙", Reviewer: "示例复核员",
		Pledgor: "示例法定代表人", Pledgee: "示例客户经理", Basis: "企业近三年审计报告、研发台账、专利登记簿副本", Reason: "单户授信在标准化产品限额以内，第一还款来源充足"}}
	sampleCredit(t, &s)
	sampleDefault(t, &s)
	sampleDisposal(t, &s)
	sampleEnd(t, &s)
	return s
}

func sampleIntake() casefile.IntakeForm {
	maker := party.Enterprise{Name: "示例新材料科技有限公司", USCC: "91320700MA1MXY456B", Address: "江苏省连云港市连云港高新技术产业开发区示例路 1 号", Contact: "示例联系人",
		Phone: "0518-00000000", District: "连云港高新技术产业开发区", Chain: "高性能纤维及复合材料", Labels: "高新技术企业、专精特新企业", Group: ""}
	return casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct", LenderID: bank.ID, AssessorID: firm.ID, BureauID: bureau.ID,
		Requested: yuan("3000000"), TermMonths: 12, Purpose: "采购高强纤维原丝及生产流动资金", Debtors: []party.Enterprise{maker}, Pledgors: []party.Enterprise{maker},
		Rights: []right.Right{
			{Ref: "R1", Kind: right.Invention, Number: "ZL202310123456.6", Title: "一种高强高模纤维的连续制备方法", Filed: on("2023-02-10"), Granted: on("2024-06-18"), Status: right.InForce,
				StatusOn: on("2026-01-15"), StatusSource: "专利登记簿副本", Owners: []right.Owner{{Name: maker.Name, USCC: maker.USCC}}, FeesPaidUntil: on("2027-02-10"), Claims: 10, IPC: "D01F 9/12",
				Licences: []right.Licence{{Licensee: "示例纺织有限公司", Kind: "ordinary", From: on("2025-01-01"), To: on("2027-12-31"), Recorded: true}}},
			{Ref: "R2", Kind: right.Utility, Number: "ZL202220123456.7", Title: "纤维卷绕张力控制装置", Filed: on("2022-03-01"), Granted: on("2022-10-11"), Status: right.InForce,
				StatusOn: on("2026-01-15"), StatusSource: "专利登记簿副本", Owners: []right.Owner{{Name: maker.Name, USCC: maker.USCC, Consented: true}, {Name: "示例纤维研究院", Consented: true}},
				FeesPaidUntil: on("2027-03-01"), Claims: 8, Sample: true},
		}}
}

func sampleValuation(t testing.TB, s *casefile.State) {
	plan, book := "示例新材料科技有限公司2026—2030年经营计划", "示例新材料科技有限公司研发台账"
	in := valuation.Inputs{Purpose: "为上述质押融资行为提供价值参考意见", ValueType: valuation.MarketValue, BaseDate: on("2025-12-31"),
		Royalty: &income.RoyaltyInput{Convention: cashflow.Convention{Timing: cashflow.MidYear},
			Revenue: []sourced.Amount{amt("31000000", plan), amt("35000000", plan), amt("38000000", plan), amt("38000000", plan), amt("34000000", plan)},
			Royalty: rate("0.06", "同行业许可合同统计"), Decay: rate("0.1", "技术更新周期分析"), Tax: rate("0.15", "高新技术企业证书"),
			Choice: discount.Choice{BuildUp: &discount.BuildUp{RiskFree: rate("0.021", "基准日国债到期收益率"), Items: []discount.Item{
				{Class: discount.Legal, Name: "权利稳定性", Rate: rate("0.03", "评估人员判断")}, {Class: discount.Market, Name: "市场竞争", Rate: rate("0.04", "评估人员判断")},
				{Class: discount.Management, Name: "管理团队", Max: rate("0.05", "本机构风险取值标准"), Factors: []discount.Factor{
					{Name: "质量管理", Weight: ratio("0.4"), Score: numb("60", "现场调查记录")}, {Name: "销售服务", Weight: ratio("0.6"), Score: numb("80", "现场调查记录")}}}}}}},
		Cost: &cost.Input{Items: []cost.Item{
			{Kind: cost.Labour, Name: "研发人员薪酬", From: on("2020-01-01"), To: on("2022-12-31"), Amount: amt("3850000", book)},
			{Kind: cost.Materials, Name: "试制材料", From: on("2021-01-01"), To: on("2022-06-30"), Amount: amt("880000.5", book)},
			{Kind: cost.Other, Name: "申请代理与官费", From: on("2023-02-10"), To: on("2023-02-10"), Amount: amt("35000", book)}},
			CapitalRate: rate("0.0365", "基准日贷款市场报价利率"), Profit: rate("0.25", "行业平均成本利润率"),
			Obsolescence: cost.Obsolescence{Used: numb("1", "技术专家访谈纪要"), Remaining: numb("6", "技术专家访谈纪要")}},
		Weights:     []valuation.MethodWeight{{Method: income.Name, Weight: ratio("0.7"), Reason: "收益法更能反映知识产权的获利能力和质物的还款保障"}, {Method: cost.Name, Weight: ratio("0.3"), Reason: "研发投入资料完整，作为佐证"}},
		SpreadLimit: rate("0.5", "本机构质量控制制度"),
		ForcedSale: valuation.ForcedSaleInput{Discount: rate("0.3", "同类知识产权成交案例"), DisposalCost: rate("0.05", "处置平台收费标准"), Months: numb("9", "处置平台平均成交周期"),
			DiscountRate: rate("0.0365", "基准日贷款市场报价利率")},
		Rounding: valuation.ToYuan}
	for i, r := range s.Intake.Rights {
		in.Rights = append(in.Rights, valuation.RightInput{Ref: r.Ref, Title: r.Title, Kind: r.Kind, Number: r.Number, Filed: r.Filed, Granted: r.Granted,
			EconomicYears: numb("6", "技术专家访谈纪要"), Weight: []money.Rate{ratio("0.75"), ratio("0.25")}[i], WeightSource: "评估人员按技术贡献打分", Principal: i == 0})
	}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s.Engagement = &casefile.EngagementR{By: by(firm, "示例评估师甲", "2026-01-12"), Form: casefile.EngagementForm{ContractNo: "示例评委〔2026〕第012号", Signed: on("2026-01-12"),
		Clients: "示例新材料科技有限公司、示例银行连云港分行（共同委托）", Fee: yuan("28000"), Payer: "示例新材料科技有限公司", FeeNotTied: true, Independent: true, ReviewLevels: 3,
		Valuers:    []casefile.Valuer{{PersonID: "p-1", Name: "示例评估师甲", Licence: "SL-00000001"}, {PersonID: "p-2", Name: "示例评估师乙", Licence: "SL-00000002"}},
		Commitment: true, BaseDate: on("2025-12-31"), Deliver: on("2026-02-06"), Users: "示例融资担保有限公司",
		Papers: "专利证书、登记簿副本、年费收据、研发台账、经营计划、许可合同、审计报告"}}
	sampleFieldwork(s)
	s.Valuation = &casefile.ValuationR{Inputs: in, Conclusion: c, Prepared: []casefile.Signed{by(firm, "示例评估师甲", "2026-01-20"), by(firm, "示例评估师乙", "2026-01-22")}, Submitted: ptr(by(firm, "示例评估师甲", "2026-01-23")), Copied: copied(in)}
	step := func(level int, pass bool, person, day, text string) casefile.ReviewStep {
		return casefile.ReviewStep{Level: level, Pass: pass, Opinion: text, By: by(firm, person, day)}
	}
	s.Review = &casefile.ReviewR{Levels: 3, Rounds: []casefile.ReviewRound{
		{Steps: []casefile.ReviewStep{step(1, true, "示例复核人甲", "2026-01-24", "底稿齐全，计算链条可复算。"), step(2, false, "示例复核人乙", "2026-01-26", "许可费率依据不足，退回补充。")}},
		{Again: true, Changes: []casefile.Difference{{Path: "conclusion.market_value", Label: "评估结论", Was: "5,230,118.00元", Now: c.MarketValue.Format() + "元"},
			{Path: "inputs.royalty.royalty.value", Label: "收益法（许可费节省法）·许可费率", Was: "6.50%", Now: "6.00%"},
			{Path: "inputs.royalty.royalty.source", Label: "收益法（许可费节省法）·许可费率·来源", Was: "评估人员判断", Now: "同行业许可合同统计"}},
			Steps: []casefile.ReviewStep{step(1, true, "示例复核人甲", "2026-01-28", "已补充许可合同样本。"), step(2, true, "示例复核人乙", "2026-01-29", "意见已落实。"), step(3, true, "示例复核人丙", "2026-01-30", "同意出具，注意披露共有情况。")}}},
		Notes: []casefile.ReviewRemark{
			{Round: 1, Level: 2, Where: "收益法·许可费率", Path: "inputs.royalty.royalty", Closed: by(firm, "示例复核人乙", "2026-01-29"), Text: "请补充同行业许可合同样本及剔除口径，说明 6% 的选取过程。", By: by(firm, "示例复核人乙", "2026-01-26"), Answer: "已补充 5 份合同样本，剔除含设备销售的 1 份，取中位数 6%。", Answered: by(firm, "示例评估师甲", "2026-01-27")},
			{Round: 2, Level: 3, Where: "特别事项", Closed: by(firm, "示例复核人丙", "2026-01-30"), Text: "实用新型专利为共有，应单独披露共有人同意情况。", By: by(firm, "示例复核人丙", "2026-01-30"), Answer: "随通过意见提出，供出具时注意", Answered: by(firm, "示例复核人丙", "2026-01-30")}}}
	s.Report = &casefile.ReportR{Signatures: []casefile.Signed{by(firm, "示例评估师甲", "2026-02-02"), by(firm, "示例评估师乙", "2026-02-02")}, Licences: []string{"SL-00000001", "SL-00000002"},
		Number: "示例评报字〔2026〕第008号", On: on("2026-02-02"), ValidUntil: on("2026-12-30"), Copies: 4, Released: ptr(by(firm, "示例签发人", "2026-02-02"))}
}

// copied is last year's valuation of the same rights with the days and three figures it had then.
func copied(in valuation.Inputs) *casefile.CopiedR {
	was := in
	was.BaseDate = on("2024-12-31")
	royalty := *in.Royalty
	royalty.Royalty, royalty.Revenue = rate("0.055", "同行业许可合同统计"), append([]sourced.Amount{amt("28000000", "2025—2029年经营计划")}, in.Royalty.Revenue[1:]...)
	was.Royalty = &royalty
	return &casefile.CopiedR{EarlierValuation: casefile.EarlierValuation{Report: "示例评报字〔2025〕第003号", BaseDate: was.BaseDate, Inputs: was}, Differences: casefile.Differences(was, in)}
}

func sampleFieldwork(s *casefile.State) {
	step := func(what, people, from, to string) casefile.PlanStep {
		return casefile.PlanStep{Step: what, People: people, From: on(from), To: on(to)}
	}
	two := "示例评估师甲、示例评估师乙"
	s.Plan = &casefile.PlanR{Levels: 3, By: by(firm, "示例评估师甲", "2026-01-13"), Form: casefile.PlanForm{Focus: "许可费率的可比口径；实用新型专利的共有情况；变现折扣的依据。",
		Steps: []casefile.PlanStep{step("现场调查", two, "2026-01-16", "2026-01-16"), step("收集整理评估资料", two, "2026-01-14", "2026-01-19"), step("评定估算形成结论", two, "2026-01-19", "2026-01-23"),
			step("内部审核", "各级复核人", "2026-01-24", "2026-01-30"), step("编制出具评估报告", two, "2026-01-30", "2026-02-02")}}}
	clear := casefile.Interests()
	held := casefile.Interests()
	held[0].Yes, held[0].Note = true, "配偶曾任职于债务人"
	s.Independence = []casefile.DeclarationR{{Post: "评估专业人员", Answers: clear, By: by(firm, "示例评估师甲", "2026-01-13")},
		{Post: "评估专业人员", Answers: held, By: by(firm, "示例评估师乙", "2026-01-13"), Lifted: &casefile.Opinion{Agree: true, Text: "已于 2019 年离职，不构成利害关系", By: by(firm, "示例签发人", "2026-01-14")}},
		{Post: "复核人", Answers: clear, By: by(firm, "示例复核人甲", "2026-01-23")}}
	s.SiteVisits = []casefile.SiteVisitR{{By: by(firm, "示例评估师甲", "2026-01-16"), Form: casefile.SiteVisitForm{How: casefile.Visited, On: on("2026-01-16"), Place: "债务人中试线和卷绕车间",
		Visitors:   []casefile.Valuer{{PersonID: "p-1", Name: "示例评估师甲", Licence: "SL-00000001"}, {PersonID: "p-2", Name: "示例评估师乙", Licence: "SL-00000002"}},
		Attendants: "示例技术负责人、示例财务负责人", Seen: "现场查看中试线和卷绕车间，访谈技术负责人，核对研发台账与专利实施产品的销售记录。", Deviations: "卷绕车间两台设备停用，预测收入已相应下调。",
		Evidence: []casefile.Evidence{{Name: "中试线照片.jpg", SHA256: "0f343b0931126a20f133d67c2b018a3b1e5c2a7b6f4d8c9e0a1b2c3d4e5f6a7b", Note: "2026-01-16 10:20 拍摄"}, {Name: "技术负责人访谈纪要", Note: "纸质，双方签字"}}}}}
	checks := make([]casefile.RightCheck, len(s.Intake.Rights))
	for i, r := range s.Intake.Rights {
		checks[i] = casefile.RightCheck{Ref: r.Ref, Title: r.Title, On: on("2026-01-15"), Source: "专利登记簿副本", Register: "专利权有效", Fees: "缴至 " + r.FeesPaidUntil.String(), Pledge: "未见登记",
			Preservation: "未见登记", Licence: []string{"普通许可 1 项，已备案", "未见备案"}[i], CoOwner: []string{"单独所有", "2 人共有，均已同意"}[i], Match: true}
	}
	s.RightsCheck = &casefile.RightsCheckR{Checks: checks, By: by(firm, "示例评估师乙", "2026-01-15")}
}

func sampleCredit(t testing.TB, s *casefile.State) {
	scheme := riskshare.Scheme{Base: riskshare.Principal, Residual: bank.ID, Parties: []riskshare.Party{
		{ID: fund.ID, Share: ratio("0.4"), Cap: ptr(yuan("1000000"))}, {ID: guarantor.ID, Share: ratio("0.3")}, {ID: bank.ID, Share: ratio("0.3")}}}
	s.Credit = &casefile.CreditR{Form: casefile.CreditForm{Amount: yuan("3000000"), Rate: ratio("0.0365"), From: on("2026-02-10"), Due: on("2026-08-10"), DayCount: 360, Repayment: "到期一次还本、按季付息",
		Scheme: "示例市知识产权质押融资风险补偿方案", Base: "principal", IPShare: ratio("1"), Opinion: "企业经营正常，质押率在上限以内，建议批准。"},
		Proposed: by(bank, "示例客户经理", "2026-02-04"), Scheme: &scheme, Approved: ptr(by(bank, "示例审批人", "2026-02-06")), ApprovalNo: "示例银授批〔2026〕第031号", Opinion: "同意授信，落实质押登记后放款。"}
	for _, r := range s.Valuation.Conclusion.Rights {
		v := casefile.AcceptedValue{Ref: r.Ref, Value: r.Market, Cap: ratio("0.6"), Haircut: ratio("0.1")}
		lend, err := v.Lendable()
		require.NoError(t, err)
		s.Credit.Form.Values = append(s.Credit.Form.Values, v)
		s.Credit.Lendable += lend
	}
	ip := ratio("1")
	shares, err := riskshare.Allocate(riskshare.Request{Scheme: scheme, Loss: riskshare.Loss{Principal: s.Credit.Form.Amount, IPShare: &ip}})
	require.NoError(t, err)
	s.Credit.Enrolments = []casefile.Enrolment{
		{Org: fund, Reserved: shares.Parts[0].Amount, Number: "示例备2026-017", Free: yuan("18000000"), By: ptr(by(fund, "示例基金负责人", "2026-02-05"))},
		{Org: guarantor, Reserved: shares.Parts[1].Amount, Number: "示例担备2026-044", Free: yuan("52000000"), By: ptr(by(guarantor, "示例担保负责人", "2026-02-05"))}}
	clauses := []casefile.ClauseCheck{{Code: "C1", Text: "当事人的姓名或者名称、地址", In: true}, {Code: "C2", Text: "被担保债权的种类和数额", In: true}, {Code: "C3", Text: "债务人履行债务的期限", In: true},
		{Code: "C4", Text: "专利权项数以及每项专利权的名称、专利号、申请日、授权公告日", In: true}, {Code: "C5", Text: "质押担保的范围", In: true}, {Code: "C6", Text: "质押期间专利权年费的缴纳", In: true}, {Code: "C9", Text: "实现质权时相关技术资料的交付", In: true}}
	s.Contracts = &casefile.ContractsR{Form: casefile.ContractsForm{LoanNo: "示例借字2026第0031号", LoanSigned: on("2026-02-07"), PledgeNo: "示例质字2026第0031号", PledgeSigned: on("2026-02-07"),
		Scope: "主债权及其利息、违约金、损害赔偿金、保管担保财产和实现担保物权的费用", Clauses: clauses, SelfSale: true, Authority: true, TechPapers: true, CommitmentDay: on("2026-02-07"), FaceToFace: "双人面签",
		Consents: []casefile.CoOwner{{Ref: "R2", Name: "示例纤维研究院", On: on("2026-02-06")}}}, Recorded: by(bank, "示例客户经理", "2026-02-07"), Checked: ptr(by(bank, "示例审批人", "2026-02-07"))}
	req := pledge.PrecheckRequest{Kind: "patent", On: on("2026-02-09"), Pledgors: []pledge.Party{{Name: s.Intake.Pledgors[0].Name, USCC: s.Intake.Pledgors[0].USCC}}, Pledgee: pledge.Party{Name: bank.Name},
		Contract: pledge.Contract{Clauses: []string{"C1", "C2", "C3", "C4", "C5", "C6", "C9"}}, Debt: pledge.Debt{From: on("2026-02-10"), Due: on("2026-08-10")}, Statements: []string{}, Rights: s.Intake.Rights}
	res, err := pledge.Precheck(req)
	require.NoError(t, err)
	s.Precheck = &casefile.PrecheckR{Request: req, Result: res, By: by(bank, "示例客户经理", "2026-02-09")}
	s.Registration = &casefile.RegistrationR{Filing: &casefile.FilingForm{On: on("2026-02-09"), Channel: "互联网在线提交", Agent: "示例客户经理", Limit: 2}, FiledBy: by(bank, "示例客户经理", "2026-02-09"), Due: on("2026-02-11"),
		Number: "Y2026980000123", On: on("2026-02-10"), By: by(bank, "示例客户经理", "2026-02-10"),
		Changes: []casefile.RegistrationChangeR{{Form: casefile.RegistrationChangeForm{On: on("2026-06-10"), Item: casefile.ChangeTerm, Before: "2026年2月10日至2026年7月10日", After: "2026年2月10日至2026年8月10日", Due: on("2026-08-10"),
			Reason: "借款展期一个月", Agreement: "示例展字2026第0007号", Signed: on("2026-06-09"), Consent: on("2026-06-09"), Channel: "互联网在线提交", Agent: "示例客户经理"}, Filed: by(bank, "示例客户经理", "2026-06-10"),
			Registered: on("2026-06-12"), NoticeNo: "示例变更通知001", Settled: ptr(by(bank, "示例客户经理", "2026-06-12"))}}}
	s.Statements = []casefile.StatementR{{Code: "PR-10", Right: 1, Text: "出质人同日申请了发明专利，双方知悉授权后该实用新型须放弃，仍继续办理质押登记", By: by(bank, "示例客户经理", "2026-02-08")}}
	s.Settlement = &casefile.SettlementR{On: on("2026-09-30"), CertificateNo: "示例结清2026第001号", CancelDue: on("2026-10-12"), By: by(bank, "示例审批人", "2026-09-30")}
	s.Loans = []casefile.Loan{{No: "SL-2026-0001", Amount: yuan("2000000"), From: on("2026-02-10"), Due: on("2026-08-10"), Rate: ratio("0.0365"), First: true}, {No: "SL-2026-0002", Amount: yuan("1000000"), From: on("2026-02-11"), Due: on("2026-08-10"), Rate: ratio("0.0365")}}
	s.LoansOn = on("2026-02-11")
	s.Repayments = []casefile.Repayment{{LoanNo: "SL-2026-0001", On: on("2026-05-10"), Principal: yuan("200000"), Interest: yuan("18047.22"), By: by(bank, "示例客户经理", "2026-05-10")}}
}

func sampleDefault(t testing.TB, s *casefile.State) {
	s.Default = &casefile.DefaultR{Form: casefile.DefaultForm{On: on("2026-08-20"), PastDue: 10, Class: "次级", Event: "到期未还本金", Reason: "企业回款延迟，到期未归还剩余本金。", NoticeOn: on("2026-08-21")}, By: by(bank, "示例客户经理", "2026-08-20")}
	s.Claim = &casefile.ClaimR{Form: casefile.ClaimForm{AsOf: on("2026-08-31"), Interest: yuan("34480.56"), Penalty: yuan("8176.00"), Costs: yuan("12600.00"), Note: "利息按 360 日计算，罚息按合同利率上浮 50%"},
		Principal: yuan("2800000"), Total: yuan("2855256.56"), By: by(bank, "示例客户经理", "2026-08-31")}
	ip := ratio("1")
	req := riskshare.Request{Scheme: *s.Credit.Scheme, Loss: riskshare.Loss{Principal: yuan("2800000"), Interest: yuan("42656.56"), Costs: yuan("12600.00"), IPShare: &ip}}
	res, err := riskshare.Allocate(req)
	require.NoError(t, err)
	s.CompClaim = &casefile.CompClaimR{Form: casefile.CompensationForm{AsOf: on("2026-09-01"), Papers: "借款合同、质押合同、质押登记通知书、催收记录、债权计算表", Statement: "借款人到期未还，经三次催收未果，符合方案约定的补偿条件。"}, Request: req, Result: res,
		Applied: by(bank, "示例客户经理", "2026-09-02"), Examined: &casefile.Opinion{Agree: true, Text: "材料齐全，计算无误。", By: by(fund, "示例基金经办", "2026-09-08")},
		Decided: &casefile.Opinion{Agree: true, Text: "同意补偿。", By: by(bureau, "示例分管领导", "2026-09-15")}, Number: "示例补偿〔2026〕第003号"}
	for i, o := range []casefile.OrgRef{fund, guarantor} {
		s.CompClaim.Shares = append(s.CompClaim.Shares, casefile.ShareR{Org: o, Party: o.ID, Amount: res.Parts[i].Amount, LimitedBy: string(res.Parts[i].LimitedBy),
			Confirmed: ptr(by(o, "示例负责人", "2026-09-10")), Paid: ptr(by(o, "示例经办", "2026-09-20")), PaidOn: on("2026-09-20"), Voucher: "凭证" + strconv.Itoa(i+1)})
	}
}

func sampleDisposal(t testing.TB, s *casefile.State) {
	value := s.Valuation.Conclusion.MarketValue
	form := casefile.DisposalForm{Method: casefile.MethodAuction, Valuation: value, ValuedOn: on("2025-12-31"), FirstRatio: ratio("0.8"), Cuts: []money.Rate{ratio("0.2")}, SaleFloor: ratio("0.5"),
		Platform: "示例知识产权运营交易中心", Consent: "质押合同约定质权人可自行拍卖、变卖", ConsentNo: "示例质字2026第0031号第十二条", NoticeOn: on("2026-08-25"),
		Related: "无同日申请发明；R1 有一项普通许可，受让人应承受至 2027-12-31；R2 共有人示例纤维研究院已书面同意。", Reason: "债务到期未清偿，质权人依约实现质权。", Attachments: "质押登记通知书、借款合同、质押合同、债权计算表、评估报告、通知送达凭证"}
	ladder, err := disposal.Ladder(disposal.LadderRequest{Valuation: value, FirstRatio: form.FirstRatio, Cuts: form.Cuts, SaleFloor: form.SaleFloor, Mode: disposal.Agreed})
	require.NoError(t, err)
	first := casefile.SaleNoticeForm{NoticeOn: on("2026-09-18"), SaleOn: on("2026-10-19"), Reserve: ladder.Rounds[0].Reserve, Deposit: yuan("400000"), Contact: "示例银行资产保全部 0518-00000001，工作日 9:00—17:00", Reminder: "标的按现状处置；竞买人应自行查阅登记簿和权利要求书；悔拍的保证金不予退还。"}
	second := first
	second.NoticeOn, second.SaleOn, second.Reserve = on("2026-10-20"), on("2026-11-05"), ladder.Rounds[1].Reserve
	price := second.Reserve + yuan("120000")
	s.DisposalPlan = &casefile.DisposalR{Form: form, Planned: by(bank, "示例客户经理", "2026-09-03"), Ladder: ladder, Submitted: ptr(by(bank, "示例审批人", "2026-09-04")),
		Supplements: []casefile.SupplementR{{Items: "请补充共有人同意处置的书面意见", Due: on("2026-09-11"), By: by(bureau, "示例经办", "2026-09-07"), Answer: "已补充示例纤维研究院同意函", Answered: by(bank, "示例客户经理", "2026-09-08")}},
		Examined:    &casefile.Opinion{Agree: true, Text: "材料齐全，违约属实，参考价在有效期内，依据与方式相符，保留价安排符合项目规则。", By: by(bureau, "示例经办", "2026-09-10")},
		Endorsed:    &casefile.Opinion{Agree: true, Text: "同意经办意见，报请审批。", By: by(bureau, "示例科长", "2026-09-14")},
		Decided:     &casefile.Opinion{Agree: true, Text: "同意按方案处置，处置结果报备。", By: by(bureau, "示例分管领导", "2026-09-16")},
		Number:      "示例市监质处〔2026〕第005号", Conditions: "成交后五个工作日内报送成交确认书；技术资料移交须留存清单。", DecisionDue: on("2026-09-22"),
		Rounds: []casefile.SaleRound{{Round: 1, Notice: first, By: by(bank, "示例客户经理", "2026-09-18"), NoSale: &casefile.NoSaleForm{On: on("2026-10-19"), Bidders: 0, Note: "无人报名"}},
			{Round: 2, Notice: second, By: by(bank, "示例客户经理", "2026-10-20"), Sale: &casefile.SaleForm{On: on("2026-11-05"), Buyer: "示例复合材料有限公司", Price: price, Barred: true}}},
		Delivery:    &casefile.DeliveryForm{PaidOn: on("2026-11-06"), TransferOn: on("2026-11-12"), TransferNo: "示例转移通知001", FeesUntil: on("2027-02-10"), Papers: true},
		DeliveredBy: by(bank, "示例客户经理", "2026-11-12")}
	req := disposal.WaterfallRequest{Proceeds: price, Order: disposal.DefaultOrder, Costs: yuan("186000.00"), Interest: yuan("41376.39"), Penalty: yuan("21024.00"), Principal: yuan("2800000"),
		Juniors: []disposal.Junior{{ID: "示例租赁公司", Amount: yuan("150000"), Registered: on("2026-03-01")}}}
	res, err := disposal.Waterfall(req)
	require.NoError(t, err)
	s.Proceeds = &casefile.ProceedsR{Form: casefile.ProceedsForm{On: on("2026-11-16"), Costs: req.Costs, Interest: req.Interest, Penalty: req.Penalty, Order: "law"}, Request: req, Result: res, By: by(bank, "示例审批人", "2026-11-16")}
}

func sampleEnd(t testing.TB, s *casefile.State) {
	var back money.Money
	for _, l := range s.Proceeds.Result.Lines {
		if l.To == string(disposal.Principal) {
			back = l.Paid
		}
	}
	recover := func(day, source string, came, costs money.Money, bore []money.Money) []money.Money {
		orgs := []casefile.OrgRef{fund, guarantor, bank}
		req := riskshare.RecoverRequest{Recovered: came, Costs: costs}
		for i, o := range orgs {
			req.Paid = append(req.Paid, riskshare.Payment{ID: o.ID, Amount: bore[i]})
		}
		res, err := riskshare.Recover(req)
		require.NoError(t, err)
		s.Recoveries = append(s.Recoveries, casefile.RecoveryR{On: on(day), Source: source, Request: req, Result: res, Parties: orgs, By: by(bank, "示例客户经理", day)})
		left := make([]money.Money, len(bore))
		for i := range bore {
			left[i] = bore[i] - res.Parts[i].Amount
		}
		return left
	}
	parts := s.CompClaim.Result.Parts
	left := recover("2026-11-16", "处置价款", back, 0, []money.Money{parts[0].Amount, parts[1].Amount, parts[2].Amount})
	if left[0]+left[1]+left[2] > 0 {
		recover("2026-11-18", "债务人还款", min(yuan("60000"), left[0]+left[1]+left[2]), yuan("1500"), left)
	}
	s.Closing = &casefile.ClosingR{Outcome: "disposed", Note: "质物已处置，价款已分配，合作方返还已完成。", On: on("2026-11-20"), By: by(bank, "示例审批人", "2026-11-20")}
	entry := func(id, day, memo string, lines ...ledger.Line) {
		s.Ledger = append(s.Ledger, ledger.Entry{ID: id, Booked: on(day), Value: on(day), Memo: memo, Lines: lines})
	}
	cash := ledger.Of(ledger.Bank, bank.ID)
	for i, l := range s.Loans {
		entry("e"+strconv.Itoa(i), l.From.String(), "放款 "+l.No, ledger.Line{Account: ledger.Of(ledger.Borrower, l.No), Amount: l.Amount}, ledger.Line{Account: cash, Amount: -l.Amount})
	}
	entry("e2", "2026-05-10", "还款 SL-2026-0001", ledger.Line{Account: cash, Amount: yuan("218047.22")}, ledger.Line{Account: ledger.Of(ledger.Borrower, "SL-2026-0001"), Amount: -yuan("200000")}, ledger.Line{Account: ledger.Of(ledger.Borrower, "interest"), Amount: -yuan("18047.22")})
	for i, x := range s.CompClaim.Shares {
		entry("c"+strconv.Itoa(i), "2026-09-20", "风险分担 "+x.Org.Name, ledger.Line{Account: cash, Amount: x.Amount}, ledger.Line{Account: ledger.Of(ledger.Kind([]string{"fund", "guarantor"}[i]), x.Org.ID), Amount: -x.Amount})
	}
	paid := []ledger.Line{{Account: ledger.Of(ledger.Proceeds, "supervised"), Amount: -s.Proceeds.Request.Proceeds}, {Account: ledger.Of(ledger.Pledgor, "surplus"), Amount: s.Proceeds.Result.Surplus}}
	for _, l := range s.Proceeds.Result.Lines {
		account := cash
		switch l.To {
		case string(disposal.Costs):
			account = "costs"
		case string(disposal.Interest), string(disposal.Penalty), string(disposal.Principal):
		default:
			account = ledger.Of(ledger.Junior, l.To)
		}
		paid = append(paid, ledger.Line{Account: account, Amount: l.Paid})
	}
	entry("d1", "2026-11-16", "处置价款分配", paid...)
	entry("d2", "2026-11-16", "处置价款抵偿债权", ledger.Line{Account: ledger.Of(ledger.Borrower, "SL-2026-0001"), Amount: -yuan("1800000")}, ledger.Line{Account: ledger.Of(ledger.Borrower, "SL-2026-0002"), Amount: -yuan("1000000")},
		ledger.Line{Account: ledger.Of(ledger.Proceeds, "applied"), Amount: yuan("2800000")})
	for _, a := range []struct {
		name casefile.Name
		by   casefile.Signed
		note string
	}{{"OpenCase", by(bank, "示例客户经理", "2026-01-05"), ""}, {"CompleteIntake", by(bank, "示例客户经理", "2026-01-06"), ""}, {"RecordDueDiligence", s.DueDiligence.By, "同意进入评估"}, {"AcceptEngagement", s.Engagement.By, ""},
		{"SubmitValuation", *s.Valuation.Submitted, ""}, {"IssueReport", *s.Report.Released, ""}, {"ProposeCredit", s.Credit.Proposed, ""}, {"ApproveCredit", *s.Credit.Approved, s.Credit.Opinion},
		{"RecordContracts", s.Contracts.Recorded, ""}, {"FileRegistration", s.Registration.FiledBy, ""}, {"RecordRegistration", s.Registration.By, ""}, {"ApproveDisbursement", by(bank, "示例审批人", "2026-02-11"), "同意放款"},
		{"DeclareDefault", s.Default.By, ""}, {"RecordClaim", s.Claim.By, ""}, {"ApplyCompensation", s.CompClaim.Applied, ""}, {"SubmitDisposal", *s.DisposalPlan.Submitted, "同意提交处置申请，按方案办理。"},
		{"DecideDisposal", s.DisposalPlan.Decided.By, s.DisposalPlan.Decided.Text}, {"RecordSale", by(bank, "示例客户经理", "2026-11-05"), ""}, {"RecordDelivery", s.DisposalPlan.DeliveredBy, ""}, {"DistributeProceeds", s.Proceeds.By, ""}, {"CloseCase", s.Closing.By, s.Closing.Note}} {
		s.Acts = append(s.Acts, casefile.Act{Command: a.name, By: a.by, Version: int64(len(s.Acts) + 1), Note: a.note})
	}
	hash := "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
	for i, k := range casefile.DocumentKinds()[:11] {
		s.Documents = append(s.Documents, casefile.DocumentRef{ID: "d" + strconv.Itoa(i), Kind: k, Number: "LYG-B03-2026-000123-" + k.Mark() + "01", Title: k.String(), On: on("2026-02-02"), Pages: i + 2, ContentHash: hash, SHA256: hash})
	}
}
