package casefile

import (
	"github.com/shopspring/decimal"

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
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
)

// Suggest is a pointer to the command of this name, filled with what the case already knows; the person corrects and adds.
// Nothing in it is a decision: amounts that follow from the case are computed again when the command is done.
func Suggest(s State, n Name, a access.Actor, today date.Date, cal *calendar.Calendar) (any, error) {
	return SuggestBy(policy.Embedded(), s, n, a, today, cal)
}

// SuggestBy is Suggest by the rules of a store.
func SuggestBy(rules *policy.Library, s State, n Name, a access.Actor, today date.Date, cal *calendar.Calendar) (any, error) {
	p, err := New(n)
	if err != nil {
		return nil, err
	}
	switch f := p.(type) {
	case *OpenCase:
		f.IntakeForm = emptyIntake(a)
	case *AmendIntake:
		f.IntakeForm = s.Intake
	case *AssignLender:
		f.LenderID = s.Lender.ID
	case *RecordDueDiligence:
		f.Indicative, f.Lane, f.AssessorID = s.Intake.Requested, External, s.Assessor.ID
		f.Checks = defaultChecks()
		if s.Stage == Credit {
			f.Lane = s.Lane
		}
	case *AcceptEngagement:
		f.EngagementForm = suggestEngagement(s, today)
	case *AmendEngagement:
		if s.Engagement != nil {
			f.EngagementForm = s.Engagement.Form
		}
	case *PlanEngagement:
		f.PlanForm = suggestPlan(s, today)
	case *DeclareIndependence:
		f.Answers = Interests()
	case *RecordSiteVisit:
		f.SiteVisitForm = SiteVisitForm{How: Visited, On: today}
		if s.Engagement != nil && s.Engagement.engages(a.PersonID) {
			f.Visitors = []Valuer{{PersonID: a.PersonID}}
		}
	case *CheckRights:
		f.Checks = suggestChecks(s, today)
	case *PrepareValuation:
		f.Inputs = suggestValuation(s, today)
		if s.Valuation != nil && s.Valuation.Copied != nil {
			f.CopiedFrom = s.Valuation.Copied.Key
		}
	case *AnswerReview:
		if s.Review != nil {
			for _, r := range s.Review.Notes {
				if r.Answer == "" {
					f.Answers = append(f.Answers, Answer{Where: r.Where, Path: r.Path, Text: r.Text})
				}
			}
		}
	case *ReviewValuation:
		f.Level, f.Pass = s.Review.NextLevel(), true
		f.Closing = s.Review.Answered(f.Level)
	case *IssueReport:
		f.On, f.Copies = today, 5
	case *RecordFilingCode:
		f.On = today
	case *RecordLaneValue:
		f.On = today
		if s.Lane != Exempt {
			f.ValidUntil = today.AddYears(1).AddDays(-1)
		}
	case *ProposeCredit:
		f.CreditForm = suggestCredit(s, today)
	case *ConfirmEnrolment:
		f.Agree = false
	case *RecordContracts:
		f.ContractsForm = suggestContracts(s, today, rules)
	case *UpdateRightFacts:
		if len(s.Intake.Rights) > 0 {
			f.Right = s.Intake.Rights[0]
			for _, r := range s.Intake.Rights { // the one nobody has looked up for longest
				if r.StatusOn.Before(f.Right.StatusOn) {
					f.Right = r
				}
			}
			if s.Collateral.adds() && s.Collateral.Added.Right.StatusOn.Before(today) { // the one that is to be filed next
				f.Right = s.Collateral.Added.Right
			}
			f.Right.StatusOn = today
		}
	case *RunPrecheck:
		if s.Credit == nil {
			f.Due = today.AddMonths(s.Intake.TermMonths)
		}
	case *FileRegistration:
		f.FilingForm = FilingForm{On: today, Channel: "互联网在线提交", Agent: s.Pledgee.Name, Limit: 5}
	case *RecordFilingCorrection:
		f.On, f.Cured = today, today
	case *RecordRegistration:
		f.On = today
	case *RecordRefusal:
		f.On, f.Next = today, Signing
	case *ProposeDisbursement:
		if s.Credit != nil {
			f.Loans = []Loan{{Amount: s.Credit.Form.Amount, From: today, Due: s.Credit.Form.Due, Rate: s.Credit.Form.Rate}}
		}
	case *RecordRepayment:
		f.On = today
		for _, l := range s.Loans {
			if left := s.balance(loanAccount(l.No)); left > 0 {
				f.LoanNo, f.Principal = l.No, left
				break
			}
		}
		f.Fees = s.AdvancedFees()
		if n := len(s.Loans); f.LoanNo == "" && f.Fees > 0 && n > 0 {
			f.LoanNo = s.Loans[n-1].No
		}
	case *AdvanceFees:
		f.On = today
		if table, err := pledge.FeeTableOn(policy.Embedded(), today); err == nil {
			f.Fees = suggestAdvance(s, today, table, rules)
		}
	case *RecordFeeReceipts:
		f.Receipts = suggestReceipts(s)
	case *ProposeExtension:
		f.Signed = today
		for _, l := range s.Loans {
			if s.balance(loanAccount(l.No)) > 0 {
				f.LoanNo, f.Rate = l.No, l.Rate
				break
			}
		}
	case *ProposeTakeover:
		f.DayCount, f.Repayment = 360, "到期一次还本、按季付息"
		f.Loans = []TakenLoan{{}}
		for _, r := range s.Intake.Rights {
			f.Values = append(f.Values, AcceptedValue{Ref: r.Ref})
		}
	case *ApproveTakeover:
		if s.Takeover != nil {
			f.Number, f.Balance = s.Takeover.Form.Number, s.Takeover.Form.owed()
		}
	case *ProposePartyChange:
		f.PartyChangeForm = PartyChangeForm{Kind: PartyName, Signed: today}
		if parties := s.PartyChoices(); len(parties) > 0 {
			f.Party = parties[0].Value
			f.After, _ = s.partyOf(f.Party)
		}
	case *ApprovePartyChange:
		if s.PartyChange != nil {
			f.What = s.PartyChange.What()
		}
	case *RecordEvent:
		f.On = today
	case *ProposeIndemnity:
		f.On, f.Principal = today, s.Outstanding()
		if s.Claim != nil {
			f.Interest = s.Claim.Form.Interest + s.Claim.Form.Penalty
		}
	case *ApproveIndemnity:
		if r := s.Indemnity; r != nil {
			f.Principal, f.Interest = r.Form.Principal, r.Form.Interest
		}
	case *RecordRecourse:
		f.On, f.Source = today, "债务人还款"
	case *RecordRevocation:
		f.On, f.Ref = today, s.firstRef()
	case *FileAnew:
		f.FilingForm = FilingForm{On: today, Channel: "互联网在线提交", Agent: s.Pledgee.Name, Limit: 5}
	case *RecordAnewResult:
		f.On, f.Outcome = today, "registered"
	case *DetermineCeiling:
		f.On, f.Principal, f.Cause = today, s.Outstanding(), "period"
		for _, e := range s.Events {
			if e.Form.Kind == EventSeized || e.Form.Kind == EventBankrupt {
				f.Cause, f.On = e.Form.Kind, e.Form.On
				break
			}
		}
	case *ProposeRenewal:
		f.RenewalForm = suggestRenewal(s, today)
	case *ApproveRenewal:
		if r := s.Renewal; r != nil {
			f.LoanNo, f.NewNo, f.Amount, f.Due = r.Form.LoanNo, r.Form.NewNo, r.Form.Amount, r.Form.Due
		}
	case *ApproveExtension:
		if e := s.Extension; e != nil {
			f.LoanNo, f.Due = e.Form.LoanNo, e.Form.Due
		}
	case *FileRegistrationChange:
		f.On, f.Item, f.Channel = today, ChangeTerm, "互联网在线提交"
		if s.pledgeObject() == "trademark" {
			f.Item = ChangeExtension
		}
		if r := s.Registration; r != nil && r.Filing != nil {
			f.Channel, f.Agent = r.Filing.Channel, r.Filing.Agent
		}
		if s.suggestPartyRegistration(&f.RegistrationChangeForm) {
			break
		}
		if until := s.RegisteredUntil(); !until.IsZero() {
			f.Before = "至 " + until.Chinese() + "止"
		}
		if new := s.unregisteredRenewals(); len(new) > 0 {
			suggestRenewalChange(s, &f.RegistrationChangeForm, new)
		} else if due := s.beyondRegistration(); !due.IsZero() && len(s.Extensions) > 0 {
			e := s.Extensions[len(s.Extensions)-1].Form
			f.Due, f.After, f.Agreement, f.Signed, f.Consent, f.Reason = due, "至 "+due.Chinese()+"止", e.Agreement, e.Signed, e.Consent, "借款展期"
		}
	case *RecordRegistrationChange:
		f.On, f.Outcome = today, "registered"
	case *ProposeTopUp:
		f.TopUpForm = suggestTopUp(s, today)
	case *ProposeSubstitution:
		f.TopUpForm, f.Out = suggestTopUp(s, today), s.firstRef()
	case *ProposeRelease:
		f.Out, f.Ground, f.Signed = s.firstRef(), "部分清偿", today
	case *ApproveCollateral:
		if s.Collateral != nil {
			*f = s.Collateral.decision("")
		}
	case *FileAddedPledge:
		f.FilingForm = FilingForm{On: today, Channel: "互联网在线提交", Agent: s.Pledgee.Name, Limit: 5}
	case *FileRelease:
		f.FilingForm = FilingForm{On: today, Channel: "互联网在线提交", Agent: s.Pledgee.Name, Limit: 5}
	case *RecordCollateralResult:
		f.On, f.Outcome = today, "registered"
	case *ReviseValue:
		f.On = today
	case *RecordDuty:
		f.On = today
	case *DecideExemption:
		f.On = today
	case *ClassifyLoan:
		f.Class, f.On = string(s.ClassOn(today)), today
	case *ApproveClass:
		if k := s.Classing; k != nil {
			f.Class, f.On = string(k.Class), k.On
		}
	case *ApproveRevaluation:
		if r := s.Revaluation; r != nil {
			f.Ref, f.Value = r.Ref, r.Value
		}
	case *ConfirmSettlement:
		f.On = today
	case *RecordCancellation:
		f.CancellationForm = CancellationForm{FiledOn: today, On: today, Ground: "债务履行完毕"}
		if s.Stage == Disbursement { // no debt has come to be
			f.Ground = "质权人放弃质权"
		}
	case *DeclareDefault:
		f.DefaultForm = DefaultForm{On: today, NoticeOn: today, Class: "次级", Event: "到期未还本金", PastDue: s.pastDue(today)}
	case *RecordClaim:
		f.AsOf = today
		f.Interest, f.Costs = s.interestDue(today), s.AdvancedFees()
		f.Note = "欠息按合同利率、实际天数计算；罚息、费用按合同和凭证填写"
	case *RecordDunning:
		f.On, f.How = today, "书面通知"
	case *CureDefault:
		f.On = today
	case *ApplyCompensation:
		f.AsOf = today
		f.Papers = "借款合同、质押合同、质押登记通知书、放款凭证、催收记录、备案证明、债权计算表"
	case *ConfirmShare:
		if i := s.shareOf(a.OrgID); i >= 0 {
			f.Amount = s.CompClaim.Shares[i].Amount
		}
	case *PayShare:
		f.On = today
		if i := s.shareOf(a.OrgID); i >= 0 {
			f.Amount = s.CompClaim.Shares[i].Amount
		}
	case *ReverseShare:
		if i := s.reversible(a); i >= 0 {
			f.OrgID = s.CompClaim.Shares[i].Org.ID
		}
	case *RecordUnpaidShare:
		f.On = today
		if i := s.openShare(); i >= 0 {
			f.OrgID = s.CompClaim.Shares[i].Org.ID
		}
	case *PlanDisposal:
		f.DisposalForm = suggestDisposal(s, today)
	case *RequestSupplement:
		f.Days = 5
	case *DecideDisposal:
		f.Decision = "approve"
	case *AnnounceSale:
		f.SaleNoticeForm = suggestNotice(s, today)
	case *RecordNoSale:
		f.On = today
	case *RecordSale:
		f.On = today
		switch {
		case s.DisposalPlan == nil:
		case s.Disposal == DispAnnounced:
			f.Price = s.DisposalPlan.last().Notice.Reserve
		default:
			f.Price = s.DisposalPlan.Floor(1)
		}
	case *RecordDelivery:
		f.DeliveryForm = DeliveryForm{PaidOn: today, TransferOn: today,
			Cancel: CancellationForm{FiledOn: today, On: today, Ground: "质权实现"}}
	case *FailDelivery:
		f.On = today
	case *DistributeProceeds:
		if s.Distribution != nil {
			*f = s.Distribution.figures("")
		}
	case *PrepareDistribution:
		f.On, f.Order = today, "law"
		if s.Distribution != nil {
			f.ProceedsForm = s.Distribution.Form
		} else if s.Claim != nil {
			f.Costs, f.Interest, f.Penalty = s.Claim.Form.Costs, s.Claim.Form.Interest, s.Claim.Form.Penalty
		}
	case *RecordRecovery:
		f.On, f.Source = today, "债务人还款"
	case *CorrectRecord:
		if mine := s.Correctable(a); len(mine) > 0 {
			f.Field = mine[0].Value
		}
	case *SealDocument:
		f.On, f.Originals = today, 1
		if mine := s.papersToTreat("unsealed", a); len(mine) > 0 {
			f.Number, f.Originals = mine[0].Number, s.originals(mine[0])
		}
	case *DeliverDocument:
		f.On, f.Way = today, "当面签收"
		if mine := s.papersToTreat("sealed", a); len(mine) > 0 {
			f.Number, f.Copies = mine[0].Number, min(1, mine[0].Seal.Originals-mine[0].handedOver())
		}
	case *WithdrawSeal:
		if mine := s.papersToTreat("unseal", a); len(mine) > 0 {
			f.Number = mine[0].Number
		}
	case *WithdrawDelivery:
		if mine := s.papersToTreat("served", a); len(mine) > 0 {
			f.Number = mine[0].Number
		}
	case *IssueWatchReport:
		f.Month = MonthText(today)
	case *IssueReminder:
		*f = suggestLetter(s, today, cal)
	case *CloseCase:
		f.Outcome = suggestOutcome(s)
	}
	return p, nil
}

func emptyIntake(a access.Actor) IntakeForm {
	f := IntakeForm{PledgeKind: "general", PledgeMode: "direct", TermMonths: 12}
	switch a.OrgKind {
	case access.Bank:
		f.LenderID = a.OrgID
	case access.AppraisalFirm:
		f.AssessorID = a.OrgID
	case access.Guarantor:
		f.PledgeMode, f.PledgeeID = "counter", a.OrgID
	}
	return f
}

// suggestTopUp takes cap and haircut from the first accepted value; the value is one year good from its day, by custom.
func suggestTopUp(s State, today date.Date) TopUpForm {
	lane := s.Lane
	if lane == TakenOver {
		lane = Negotiated
	}
	f := TopUpForm{Lane: lane, ValuedOn: today, ValidUntil: today.AddYears(1).AddDays(-1), Signed: today}
	f.Right.Ref, f.Right.StatusOn = s.nextRef(), today
	for _, p := range s.Intake.Pledgors {
		f.Right.Owners = append(f.Right.Owners, right.Owner{Name: p.Name, USCC: p.USCC})
	}
	if values := s.AcceptedValues(); len(values) > 0 {
		f.Cap, f.Haircut = values[0].Cap, values[0].Haircut
	}
	return f
}

func (s *State) firstRef() string {
	if len(s.Intake.Rights) == 0 {
		return ""
	}
	return s.Intake.Rights[0].Ref
}

// defaultChecks is a starting list of due diligence (尽职免责); the lender edits it.
func defaultChecks() []CheckItem {
	items := []string{"主体资格与信用记录", "经营与财务状况", "借款用途真实性", "权属与法律状态（登记簿查询）", "权利与主营业务的关联", "在先质押、许可与诉讼"}
	out := make([]CheckItem, len(items))
	for i, x := range items {
		out[i] = CheckItem{Item: x}
	}
	return out
}

// suggestValuation is the form with the case's rights and empty methods; the last inputs when there are some.
func suggestValuation(s State, today date.Date) valuation.Inputs {
	if s.Valuation != nil {
		return s.Valuation.Inputs
	}
	in := valuation.Inputs{Purpose: "知识产权质押融资", ValueType: valuation.MarketValue, BaseDate: today, Rounding: valuation.ToWan,
		Royalty: &income.RoyaltyInput{Convention: cashflow.Convention{Timing: cashflow.MidYear}, Revenue: make([]sourced.Amount, 5),
			Choice: discount.Choice{BuildUp: &discount.BuildUp{Items: []discount.Item{{Class: discount.Technical, Name: "技术风险"}, {Class: discount.Market, Name: "市场风险"},
				{Class: discount.Capital, Name: "资金风险"}, {Class: discount.Management, Name: "管理风险"}}}}},
		Cost:    &cost.Input{Items: []cost.Item{{Kind: cost.Labour}, {Kind: cost.Materials}, {Kind: cost.Equipment}}},
		Weights: []valuation.MethodWeight{{Method: income.Name}, {Method: cost.Name}}}
	equal := equalWeights(len(s.Intake.Rights))
	for i, r := range s.Intake.Rights {
		x := RightInput(r)
		x.Weight = equal[i]
		in.Rights = append(in.Rights, x)
	}
	return in
}

// equalWeights sum to 1 exactly; the first takes what does not divide.
func equalWeights(n int) []money.Rate {
	if n == 0 {
		return nil
	}
	one := decimal.New(1, 0)
	each := one.DivRound(decimal.New(int64(n), 0), 4)
	out := make([]money.Rate, n)
	rest := one
	for i := n - 1; i > 0; i-- {
		out[i] = money.RateOf(each)
		rest = rest.Sub(each)
	}
	out[0] = money.RateOf(rest)
	return out
}

func suggestCredit(s State, today date.Date) CreditForm {
	if s.Credit != nil {
		return s.Credit.Form
	}
	f := CreditForm{Amount: s.Intake.Requested, From: today, Due: today.AddMonths(s.Intake.TermMonths), DayCount: 360,
		Repayment: "到期一次还本、按季付息", Base: "principal", IPShare: money.MustRate("1")}
	var terms product.Terms
	if s.DueDiligence != nil && s.DueDiligence.Chosen != nil {
		terms = s.DueDiligence.Chosen.Terms
		f.Product = terms.Code
	}
	if s.Lane == Exempt {
		return f
	}
	for _, r := range s.Intake.Rights {
		v := AcceptedValue{Ref: r.Ref}
		if limit, ok := terms.CapOf(r.Kind); ok {
			v.Cap, v.Haircut = limit.Cap, limit.Haircut
		}
		v.Value, _ = s.AppraisedValue(r.Ref)
		f.Values = append(f.Values, v)
	}
	return f
}

func suggestContracts(s State, today date.Date, rules *policy.Library) ContractsForm {
	if s.Contracts != nil {
		return s.Contracts.Form
	}
	f := ContractsForm{LoanSigned: today, PledgeSigned: today, CommitmentDay: today,
		Scope: "主债权及其利息、违约金、损害赔偿金、保管担保财产和实现担保物权的费用"}
	clauses, err := rules.Clauses(today)
	if err != nil { // the act says which rule is wanting
		return f
	}
	for _, c := range clauses {
		if !c.Forbidden { // that of forfeiture is asked for by a question of its own
			f.Clauses = append(f.Clauses, ClauseCheck{Code: c.Code, Text: c.Title})
		}
	}
	return f
}

func suggestDisposal(s State, today date.Date) DisposalForm {
	if s.DisposalPlan != nil {
		return s.DisposalPlan.Form
	}
	f := DisposalForm{Method: MethodAuction, FirstRatio: money.MustRate("0.8"), Cuts: []money.Rate{money.MustRate("0.2")},
		SaleFloor: money.MustRate("0.5"), NoticeOn: today, Consent: "出质人与质权人处置协议",
		Attachments: "质押登记通知书、借款合同、质押合同、债权计算表、评估报告、处置依据文件、通知送达凭证"}
	if s.Contracts != nil && s.Contracts.Form.SelfSale {
		f.Consent, f.ConsentNo = "质押合同约定质权人可自行拍卖、变卖", s.Contracts.Form.PledgeNo
	}
	if s.Valuation != nil {
		f.Valuation, f.ValuedOn = s.Valuation.Conclusion.MarketValue, s.Valuation.Inputs.BaseDate
	}
	return f
}

func suggestNotice(s State, today date.Date) SaleNoticeForm {
	n := SaleNoticeForm{NoticeOn: today, SaleOn: today.AddDays(30),
		Reminder: "标的按现状处置；竞买人应自行查阅登记簿和权利要求书；悔拍的保证金不予退还"}
	if d := s.DisposalPlan; d != nil {
		n.Reserve = d.Floor(d.NextRound())
		n.Deposit, _ = n.Reserve.Times(decimal.New(1, -1))
	}
	return n
}

func suggestOutcome(s State) string {
	switch {
	case s.Stage == Settlement:
		return "settled"
	case s.Outstanding() == 0:
		return "disposed"
	}
	return "written_off"
}

// pastDue is the number of days the earliest unpaid 借据 is past due.
func (s *State) pastDue(today date.Date) int {
	days := 0
	for _, l := range s.Loans {
		if s.balance(loanAccount(l.No)) > 0 && today.After(l.Due) {
			days = max(days, today.Sub(l.Due))
		}
	}
	return days
}

// interestDue is a first figure of the interest owed: contract rate, actual days since the last payment of interest, on what
// is outstanding; the officer checks it against the bank's own books.
func (s *State) interestDue(today date.Date) money.Money {
	if s.Credit == nil || s.Credit.Form.DayCount == 0 {
		return 0
	}
	var total money.Money
	for _, l := range s.Loans {
		from := l.From
		for _, r := range s.Repayments {
			if !r.Reversed && r.LoanNo == l.No && r.Interest > 0 && r.On.After(from) {
				from = r.On
			}
		}
		days := decimal.New(int64(today.Sub(from)), 0)
		owed := s.balance(loanAccount(l.No)).Decimal().Mul(l.Rate.Decimal()).Mul(days).DivRound(decimal.New(int64(s.Credit.Form.DayCount), 0), 8)
		if m, err := money.FromDecimal(owed); err == nil {
			total += m
		}
	}
	return total
}
