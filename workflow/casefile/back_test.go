package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// mending says, for every act that leads back, from where it is tried, by whom, and the acts that lead forward again to the
// same state and one step beyond.
var mending = map[casefile.Name]struct {
	at    func(testing.TB) *casetest.Bench
	roads [][]string
	by    string
	again [][]string
}{
	"ReturnToIntake":             {fresh, [][]string{casetest.ToDueDiligence}, "kehu", [][]string{{"kehu AmendIntake", "kehu CompleteIntake"}, casetest.ToLaneValue}},
	"DeclineEngagement":          {external, [][]string{casetest.ToDueDiligence, casetest.ToEngagement}, "pg1", [][]string{casetest.ToEngagement, casetest.ToReview}},
	"LiftConflict":               {conflicted, nil, "qf", [][]string{{"pg1 DeclareIndependence", "pg1 SubmitValuation"}, casetest.ToIssue}},
	"WithdrawSiteVisit":          {external, [][]string{casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview[:len(casetest.ToReview)-1]}, "pg2", [][]string{{"pg2 RecordSiteVisit", "pg1 SubmitValuation"}, casetest.ToIssue}},
	"RecallValuation":            {external, [][]string{casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview}, "pg1", [][]string{{"pg1 SubmitValuation"}, casetest.ToIssue}},
	"ReturnReport":               {external, [][]string{casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport[:2]}, "qf", [][]string{{"pg1 AnswerReview", "pg1 SubmitValuation"}, casetest.ToIssue, casetest.ToReport}},
	"ReturnCredit":               {credit, [][]string{casetest.ToSigning[:4]}, "shenpi", [][]string{casetest.ToSigning}},
	"ReopenCredit":               {registration, nil, "kehu", [][]string{casetest.ToSigning, casetest.ToRegistration}},
	"ReturnContracts":            {credit, [][]string{casetest.ToSigning, casetest.ToRegistration[:1]}, "shenpi", [][]string{casetest.ToRegistration}},
	"WithdrawFiling":             {registration, [][]string{casetest.ToDisbursement[:1]}, "kehu", [][]string{casetest.ToDisbursement}},
	"RecordRefusal":              {registration, [][]string{casetest.ToDisbursement[:1]}, "kehu", [][]string{casetest.ToRegistration, casetest.ToDisbursement}},
	"ReturnDisbursement":         {registration, [][]string{casetest.ToDisbursement, casetest.ToInPledge[:1]}, "shenpi", [][]string{casetest.ToInPledge}},
	"ReverseRepayment":           {lent, [][]string{casetest.ToSettlement[:1]}, "shenpi", [][]string{casetest.ToSettlement}},
	"WithdrawRegistrationChange": {lent, [][]string{{"kehu FileRegistrationChange"}}, "kehu", [][]string{{"kehu FileRegistrationChange", "kehu RecordRegistrationChange"}, casetest.ToSettlement}},
	"ReturnRenewal":              {lent, [][]string{{"kehu ProposeRenewal"}}, "shenpi", [][]string{{"kehu ProposeRenewal", "shenpi ApproveRenewal"}, casetest.ToSettlement}},
	"ReverseRenewal":             {lent, [][]string{{"kehu ProposeRenewal", "shenpi ApproveRenewal"}}, "shenpi2", [][]string{{"kehu ProposeRenewal", "shenpi ApproveRenewal", "kehu FileRegistrationChange", "kehu RecordRegistrationChange"}, casetest.ToSettlement}},
	"ReverseFeeAdvance":          {unpaid, [][]string{{"kehu AdvanceFees"}}, "shenpi", [][]string{{"kehu AdvanceFees", "kehu RecordFeeReceipts"}, casetest.ToSettlement}},
	"WithdrawFeeReceipts":        {unpaid, [][]string{{"kehu AdvanceFees", "kehu RecordFeeReceipts"}}, "kehu", [][]string{{"kehu RecordFeeReceipts"}, casetest.ToSettlement}},
	"ReturnTakeover":             {opened, [][]string{{"kehu ProposeTakeover"}}, "shenpi", [][]string{{"kehu ProposeTakeover", "shenpi ApproveTakeover"}}},
	"ReturnPartyChange":          {lent, [][]string{{"kehu ProposePartyChange"}}, "shenpi", [][]string{{"kehu ProposePartyChange", "shenpi ApprovePartyChange"}, casetest.ToSettlement}},
	"ReverseRevocation":          {lent, [][]string{{"kehu RecordRevocation"}}, "shenpi", [][]string{{"kehu RecordRevocation", "kehu FileAnew", "kehu RecordAnewResult"}, casetest.ToSettlement}},
	"ReturnIndemnity":            {countered, [][]string{{"db1 ProposeIndemnity"}}, "db2", [][]string{{"db1 ProposeIndemnity", "db2 ApproveIndemnity"}}},
	"ReverseIndemnity":           {countered, [][]string{{"db1 ProposeIndemnity", "db2 ApproveIndemnity"}}, "db3", [][]string{{"db1 ProposeIndemnity", "db2 ApproveIndemnity", "db1 PlanDisposal"}}},
	"ReverseRecourse":            {countered, [][]string{{"db1 ProposeIndemnity", "db2 ApproveIndemnity", "db1 RecordRecourse"}}, "db2", [][]string{{"db1 RecordRecourse"}}},
	"WithdrawAnew":               {lent, [][]string{{"kehu RecordRevocation", "kehu FileAnew"}}, "kehu", [][]string{{"kehu FileAnew", "kehu RecordAnewResult"}, casetest.ToSettlement}},
	"ReverseDetermination":       {ceilinged, [][]string{{"kehu DetermineCeiling"}}, "shenpi", [][]string{{"kehu DetermineCeiling"}}},
	"ReturnExtension":            {lent, [][]string{{"kehu ProposeExtension"}}, "shenpi", [][]string{{"kehu ProposeExtension", "shenpi ApproveExtension"}, casetest.ToSettlement}},
	"ReturnCollateral":           {lent, [][]string{{"kehu ProposeTopUp"}}, "shenpi", [][]string{{"kehu ProposeTopUp", "shenpi ApproveCollateral", "kehu FileAddedPledge", "kehu RecordCollateralResult"}, casetest.ToSettlement}},
	"WithdrawCollateralFiling":   {lent, [][]string{{"kehu ProposeTopUp", "shenpi ApproveCollateral", "kehu FileAddedPledge"}}, "kehu", [][]string{{"kehu FileAddedPledge", "kehu RecordCollateralResult"}, casetest.ToSettlement}},
	"ReturnRevaluation":          {lent, [][]string{{"kehu ReviseValue"}}, "shenpi", [][]string{{"kehu ReviseValue", "shenpi ApproveRevaluation"}, casetest.ToSettlement}},
	"ReturnClass":                {lent, [][]string{{"kehu ClassifyLoan"}}, "shenpi", [][]string{{"kehu ClassifyLoan", "shenpi ApproveClass"}, casetest.ToSettlement}},
	"ReverseShare":               {broken, [][]string{casetest.ToConfirmed, casetest.ToPaid}, "jj2", [][]string{{"jj1 PayShare"}, casetest.ToApproved}},
	"ReverseRecovery":            {broken, [][]string{{"kehu RecordRecovery"}}, "shenpi", [][]string{{"kehu RecordRecovery"}, casetest.ToConfirmed}},
	"ReverseDelivery":            {broken, [][]string{casetest.ToApproved, casetest.ToSold, casetest.ToDistributed[:1]}, "shenpi", [][]string{casetest.ToDistributed}},
	"ReverseDistribution":        {broken, [][]string{casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved, casetest.ToSold, casetest.ToDistributed}, "shenpi2", [][]string{casetest.ToDistributed[1:], {"shenpi CloseCase"}}},
	"ReverseCancellation":        {lent, [][]string{casetest.ToSettlement, casetest.ToClosed[:1]}, "shenpi", [][]string{casetest.ToClosed}},
	"ReopenLoan":                 {lent, [][]string{casetest.ToSettlement}, "shenpi", [][]string{{"shenpi ConfirmSettlement"}, casetest.ToClosed}},
	"CureDefault":                {broken, nil, "shenpi", [][]string{casetest.ToDefault, casetest.ToApproved}},
	"ReturnDisposalPlan":         {broken, [][]string{casetest.ToApproved[:1]}, "shenpi", [][]string{casetest.ToApproved}},
	"WithdrawDisposal":           {broken, [][]string{casetest.ToApproved}, "shenpi", [][]string{casetest.ToApproved, casetest.ToSold}},
	"RequestSupplement":          {broken, [][]string{casetest.ToApproved[:2]}, "jb", [][]string{{"kehu SupplyDisposal"}, casetest.ToApproved[2:]}},
	"CancelSale":                 {broken, [][]string{casetest.ToApproved, casetest.ToSold[:1]}, "shenpi", [][]string{casetest.ToSold}},
	"FailDelivery":               {broken, [][]string{casetest.ToApproved, casetest.ToSold}, "kehu", [][]string{casetest.ToSold, casetest.ToDistributed}},
	"CorrectRecord":              {credit, [][]string{casetest.ToSigning}, "shenpi", [][]string{casetest.ToRegistration}},
	"ReturnCompensation":         {broken, [][]string{casetest.ToConfirmed}, "fg", [][]string{casetest.ToConfirmed, casetest.ToPaid}},
	"WithdrawCompensation":       {broken, [][]string{casetest.ToConfirmed}, "kehu", [][]string{casetest.ToConfirmed, casetest.ToPaid}},
	"WithdrawSeal":               {fresh, [][]string{casetest.ToDueDiligence, {"kehu SealDocument"}}, "kehu", [][]string{{"kehu SealDocument", "kehu DeliverDocument"}, casetest.ToLaneValue}},
	"WithdrawDelivery":           {fresh, [][]string{casetest.ToDueDiligence, {"kehu SealDocument", "kehu DeliverDocument"}}, "kehu", [][]string{{"kehu DeliverDocument"}, casetest.ToLaneValue}},
	"ReturnToDueDiligence":       {credit, [][]string{casetest.ToSigning[:1]}, "kehu", [][]string{casetest.ToLaneValue, casetest.ToSigning}},
}

// bothPosts gives the officer the approver's post as well, as a lax administrator later might.
var bothPosts = map[string][]access.Role{"kehu": {access.Officer, access.Approver}}

func fresh(testing.TB) *casetest.Bench { return casetest.New() }

// conflicted is a case whose first valuer has found an interest of his own.
func conflicted(t testing.TB) *casetest.Bench {
	b := external(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview[:len(casetest.ToReview)-1])...))
	d := form[casefile.DeclareIndependence](b, "pg1")
	d.Answers[0].Yes, d.Answers[0].Note = true, "持有债务人股权"
	require.NoError(t, b.Do("pg1", d))
	return b
}

func external(testing.TB) *casetest.Bench {
	b := casetest.New()
	b.Lane = casefile.External
	return b
}

func TestEveryHonestMistakeCanBeMendedAndTheCaseGoesOn(t *testing.T) {
	for _, row := range casefile.Table() {
		if row.Nature != casefile.Back {
			continue
		}
		m, known := mending[row.Command]
		require.True(t, known, "no test mends by %s", row.Command)
		t.Run(string(row.Command), func(t *testing.T) {
			b := m.at(t)
			require.NoError(t, b.Play(slices.Concat(m.roads...)...))
			acts := len(b.State.Acts)
			returns := len(b.State.Returns)
			silent, err := casefile.New(row.Command)
			require.NoError(t, err)
			err = b.Do(m.by, casefile.Value(silent))
			require.Equal(t, fault.Invalid, fault.KindOf(err), "without its reason: %v", err)
			require.NoError(t, b.Try(m.by, row.Command))
			require.Len(t, b.State.Acts, acts+1, "a mend is a new act, nothing is taken away")
			require.Len(t, b.State.Returns, returns+1)
			r := b.State.Returns[returns]
			require.Equal(t, row.Command, r.Command)
			require.NotEmpty(t, r.Reason)
			require.Equal(t, m.by, r.By.PersonID)
			require.NoError(t, b.Play(slices.Concat(m.again...)...))
		})
	}
}

func TestACorrectionKeepsWhatStoodThere(t *testing.T) {
	b := broken(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved)...))
	for field, x := range map[string][2]string{"credit.approval_no": {"示例授信001号", "shenpi"}, "contracts.loan_no": {"示例借001", "shenpi"}, "contracts.pledge_no": {"示例质001", "shenpi"},
		"registration.number": {"Y2024示例001", "shenpi"}, "compensation.number": {"示例补偿001", "fg"}, "disposal.number": {"示例处〔2024〕1号", "fg"}} {
		stands, who := x[0], x[1]
		n := len(b.State.Corrections)
		refused(t, b, who, "correction.same", casefile.CorrectRecord{Field: field, Value: stands, Reason: "示例"})
		refused(t, b, who, "text.missing", casefile.CorrectRecord{Field: field, Value: "改", Reason: ""})
		require.NoError(t, b.Do(who, casefile.CorrectRecord{Field: field, Value: stands + "（更正）", Reason: "录入有误"}))
		require.Len(t, b.State.Corrections, n+1)
		k := b.State.Corrections[n]
		require.Equal(t, []string{field, stands, stands + "（更正）", "录入有误"}, []string{k.Field, k.Old, k.New, k.Reason})
		require.NotEmpty(t, k.Title)
	}
	for _, field := range []string{"loans[0].amount", "report.filing_code", "settlement.certificate_no", ""} {
		refused(t, b, "shenpi", "correction.field", casefile.CorrectRecord{Field: field, Value: "1", Reason: "示例"})
	}
	var found bool
	for _, k := range b.State.Keys() {
		found = found || k == casefile.Key{Kind: "registration", Value: "Y2024示例001（更正）"}
	}
	require.True(t, found, "the case is found by the corrected number")
}

func TestWhereTheStateStaysAsRecordedItsAuthorStaysBarred(t *testing.T) {
	b := registration(t)
	require.NoError(t, b.Play("kehu FileRegistration", "kehu RecordRefusal"))
	b.Roles = bothPosts
	refused(t, b, "kehu", "four_eyes", form[casefile.CheckContracts](b, "kehu"))
	d := broken(t)
	require.NoError(t, d.Play(casetest.ToApproved[:4]...))
	require.NoError(t, d.Do("fg", casefile.DecideDisposal{Decision: "return", Number: "示例1", Opinion: "请完善"}))
	d.Roles = bothPosts
	refused(t, d, "kehu", "four_eyes", form[casefile.SubmitDisposal](d, "kehu"))
	require.NoError(t, d.Play("kehu PlanDisposal", "shenpi SubmitDisposal"))
}

func TestACaseUnderCounterGuaranteeIsThePledgeeGuarantors(t *testing.T) {
	b := casetest.New()
	f := casetest.Intake()
	f.PledgeMode, f.PledgeeID = "counter", "guarantor"
	require.NoError(t, b.Do("db1", casefile.OpenCase{IntakeForm: f}))
	require.NoError(t, b.Play(slices.Concat([]string{"db1 CompleteIntake"}, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration)...))
	refused(t, b, "kehu", "permission", form[casefile.FileRegistration](b, "kehu"))
	require.NoError(t, b.Play(slices.Concat([]string{"db1 FileRegistration", "db1 RecordRegistration"}, casetest.ToInPledge, casetest.ToDefault)...))
	refused(t, b, "kehu", "permission", form[casefile.PlanDisposal](b, "kehu"))
	// The guarantor has paid nothing yet: it has no recourse that the pledge could secure.
	refused(t, b, "db1", "guard.direct_pledge", form[casefile.PlanDisposal](b, "db1"))
	require.NoError(t, b.Play("kehu RecordRecovery", "kehu RecordRepayment", "shenpi CureDefault", "shenpi ConfirmSettlement", "db1 RecordCancellation", "shenpi CloseCase"))
}

func TestAnIntakeIsRefusedWithAllItsFaults(t *testing.T) {
	b := casetest.New()
	f := casetest.Intake()
	f.PledgeKind, f.PledgeMode, f.BureauID, f.Requested, f.TermMonths, f.Purpose = "", "direct", "bank", -1, 0, ""
	f.PledgeeID, f.LenderID = "guarantor", "firm"
	f.Debtors, f.Rights[0].Number, f.Rights[1] = nil, "ZL202110345678.4", f.Rights[0]
	err := b.Do("kehu", casefile.OpenCase{IntakeForm: f})
	paths := map[string]bool{}
	for _, x := range fault.Of(err) {
		paths[x.Path] = true
	}
	for _, want := range []string{"pledge_kind", "pledgee_id", "lender_id", "bureau_id", "requested", "term_months", "purpose", "debtors", "rights[0].number"} {
		require.True(t, paths[want], "%s is not named among %v", want, paths)
	}
	most := casetest.Intake()
	most.PledgeKind = "maximum"
	refused(t, b, "kehu", "ceiling.missing", casefile.OpenCase{IntakeForm: most})
	most.Ceiling = &casefile.Ceiling{Agreed: money.Yuan(900_000), From: b.Today, To: b.Today.AddDays(-1)}
	refused(t, b, "kehu", "date.order", casefile.OpenCase{IntakeForm: most})
	most.Ceiling.To = b.Today.AddYears(1)
	require.NoError(t, b.Do("kehu", casefile.OpenCase{IntakeForm: most}))
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement)...))
	refused(t, b, "kehu", "loan.ceiling", form[casefile.ProposeDisbursement](b, "kehu"))
}

func TestAnIntakeIsCompleteOnlyWithTheFactsOfItsRights(t *testing.T) {
	b := casetest.New()
	f := casetest.Intake()
	f.Rights[1].StatusSource, f.Rights[1].Title = "", ""
	require.NoError(t, b.Do("kehu", casefile.OpenCase{IntakeForm: f}), "a case may be opened before all is known")
	err := b.Try("kehu", "CompleteIntake")
	require.Len(t, fault.Of(err), 2)
	require.Equal(t, "rights[1].title", fault.Of(err)[0].Path)
	require.Equal(t, "rights[1].status_source", fault.Of(err)[1].Path)
	f.Rights = casetest.Rights()
	require.NoError(t, b.Do("kehu", casefile.AmendIntake{IntakeForm: f, Reason: "补录"}))
	require.NoError(t, b.Play("kehu CompleteIntake"))
}

func TestAnotherLenderDoesNotInheritTheFirstOnesDueDiligence(t *testing.T) {
	b := casetest.New()
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence, casetest.ToLaneValue[:1])...))
	refused(t, b, "kehu", "lender.known", casefile.AssignLender{LenderID: "bank2"})
	require.NoError(t, b.Copy().Do("kehu", casefile.AssignLender{LenderID: "bank"}))
	require.NoError(t, b.Play("kehu ReturnToDueDiligence", "kehu ReturnToIntake"))
	f := form[casefile.AmendIntake](b, "kehu")
	f.LenderID = "bank2"
	require.NoError(t, b.Do("kehu", f))
	require.Equal(t, "bank2", b.State.Pledgee.ID)
	require.Nil(t, b.State.DueDiligence)

	open := casetest.New()
	form := casetest.Intake()
	form.LenderID, form.AssessorID = "", "firm"
	require.NoError(t, open.Do("pg1", casefile.OpenCase{IntakeForm: form}))
	require.NoError(t, open.Play(slices.Concat([]string{"pg1 CompleteIntake"}, casetest.ToReview, casetest.ToIssue, casetest.ToReport[:2])...))
	refused(t, open, "qf", "guard.lender_known", casefile.IssueReport{})
	require.NoError(t, open.Play("pg1 AssignLender", "qf IssueReport"))
	require.NoError(t, open.Play(casetest.ToSigning[:4]...))
	refused(t, open, "shenpi", "guard.due_diligence_done", casefile.ApproveCredit{})
	wrong := open.Form("kehu", "RecordDueDiligence").(casefile.RecordDueDiligence)
	wrong.AssessorID = "firm2"
	refused(t, open, "kehu", "lane.fixed", wrong)
	require.NoError(t, open.Play("kehu RecordDueDiligence", "shenpi ApproveCredit"))
	refused(t, play(t, casefile.Negotiated, casetest.ToDueDiligence, casetest.ToLaneValue), "kehu", "guard.no_due_diligence", casefile.RecordDueDiligence{})
}
