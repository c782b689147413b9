package casefile_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// refused asks for a fault with this code and that the case stands as before.
func refused(t testing.TB, b *casetest.Bench, login, code string, cmd casefile.Command) {
	t.Helper()
	before := casefile.Load(b.State).State()
	err := b.Do(login, cmd)
	require.Error(t, err)
	require.True(t, fault.Has(err, code), "wanted %s, got %v %v", code, fault.Of(err), err)
	for _, f := range fault.Of(err) {
		require.NotEmpty(t, f.Message)
	}
	require.Equal(t, before, b.State)
}

// form is a sound command of the type asked for.
func form[C casefile.Command](b *casetest.Bench, login string) C {
	var zero C
	return b.Form(login, zero.Name()).(C)
}

func TestNobodyStandsOnBothSidesOfADecision(t *testing.T) {
	// Everybody holds every post of the house, so that only four-eyes can refuse.
	all := map[string][]access.Role{}
	for _, p := range casetest.People() {
		org, _ := casetest.Org(p.OrgID)
		for _, r := range access.RolesOf(org.Kind) {
			if r != access.SystemAdmin && r != access.SecurityAdmin && r != access.AuditAdmin {
				all[p.ID] = append(all[p.ID], r)
			}
		}
	}
	roads := slices.Concat(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport, casetest.ToSigning,
		casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, []string{"kehu RecordRepayment", "shenpi ReverseRepayment", "kehu RecordRepayment", "shenpi ConfirmSettlement", "shenpi ReopenLoan"})
	checked := map[string]bool{}
	try := func(b *casetest.Bench, name casefile.Name) {
		for _, row := range casefile.Table() {
			if row.Command != name {
				continue
			}
			for _, barred := range row.NotBy {
				for _, act := range b.State.Acts {
					if act.Command != barred || act.Void {
						continue
					}
					p, err := casefile.New(name)
					require.NoError(t, err)
					err = b.Do(act.By.PersonID, casefile.Value(p))
					require.True(t, fault.Has(err, "four_eyes"), "%s by who did %s: %v", name, barred, err)
					require.Equal(t, fault.Forbidden, fault.KindOf(err))
					checked[string(name)+" after "+string(barred)] = true
				}
			}
		}
	}
	b := casetest.New()
	b.Lane, b.Roles = casefile.External, all
	follow := func(acts []string) {
		for _, act := range acts {
			var login, name string
			_, err := fmt.Sscan(act, &login, &name)
			require.NoError(t, err)
			try(b, casefile.Name(name))
			require.NoError(t, b.Play(act))
		}
	}
	follow(roads)
	require.NoError(t, b.Play("shenpi ReverseRepayment"))
	follow(slices.Concat(casetest.ToDefault, casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved, casetest.ToSold, casetest.ToDistributed))
	other := casetest.New()
	other.Roles = all
	require.NoError(t, other.Play(slices.Concat(casetest.ToDueDiligence, casetest.ToLaneValue[:1])...))
	try(other, "RecordLaneValue")
	require.NoError(t, other.Play(slices.Concat(casetest.ToLaneValue[1:], casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToDefault)...))
	try(other, "CureDefault")
	try(b, "ReverseShare")
	try(b, "ReverseDistribution")
	delivered := broken(t)
	delivered.Roles = all
	require.NoError(t, delivered.Play(slices.Concat(casetest.ToConfirmed, casetest.ToPaid[:2])...))
	require.NoError(t, delivered.Do("shenpi", casefile.RecordUnpaidShare{OrgID: "insurer", On: delivered.Today, Reason: "资金不足"}))
	try(delivered, "ReverseShare")
	require.NoError(t, delivered.Play("kehu RecordRecovery"))
	try(delivered, "ReverseRecovery")
	require.NoError(t, delivered.Play(slices.Concat(casetest.ToApproved, casetest.ToSold, casetest.ToDistributed[:1])...))
	try(delivered, "ReverseDelivery")
	ended := lent(t)
	ended.Roles = all
	require.NoError(t, ended.Play(slices.Concat(casetest.ToSettlement, casetest.ToClosed[:1])...))
	try(ended, "ReverseCancellation")
	extended := lent(t)
	extended.Roles = all
	require.NoError(t, extended.Play("kehu ProposePartyChange"))
	try(extended, "ApprovePartyChange")
	taken := opened(t)
	taken.Roles = all
	require.NoError(t, taken.Play("kehu ProposeTakeover"))
	try(taken, "ApproveTakeover")
	paid := countered(t)
	paid.Roles = all
	require.NoError(t, paid.Play("db1 ProposeIndemnity"))
	try(paid, "ApproveIndemnity")
	require.NoError(t, paid.Play("db2 ApproveIndemnity"))
	try(paid, "ReverseIndemnity")
	require.NoError(t, paid.Play("db1 RecordRecourse"))
	try(paid, "ReverseRecourse")
	lost := lent(t)
	lost.Roles = all
	require.NoError(t, lost.Play("kehu RecordRevocation"))
	try(lost, "ReverseRevocation")
	fixed := ceilinged(t)
	fixed.Roles = all
	require.NoError(t, fixed.Play("kehu DetermineCeiling"))
	try(fixed, "ReverseDetermination")
	require.NoError(t, extended.Play("kehu ProposeExtension"))
	try(extended, "ApproveExtension")
	renewed := lent(t)
	renewed.Roles = all
	require.NoError(t, renewed.Play("kehu ProposeRenewal"))
	try(renewed, "ApproveRenewal")
	require.NoError(t, renewed.Play("shenpi ApproveRenewal"))
	try(renewed, "ReverseRenewal")
	advanced := unpaid(t)
	advanced.Roles = all
	require.NoError(t, advanced.Play("kehu AdvanceFees"))
	try(advanced, "ReverseFeeAdvance")
	for _, propose := range []string{"kehu ProposeTopUp", "kehu ProposeSubstitution", "kehu ProposeRelease"} {
		changed := lent(t)
		changed.Roles = all
		require.NoError(t, changed.Play(propose))
		try(changed, "ApproveCollateral")
	}
	valued := lent(t)
	valued.Roles = all
	require.NoError(t, valued.Play("kehu ReviseValue"))
	try(valued, "ApproveRevaluation")
	classed := broken(t)
	classed.Roles = all
	require.NoError(t, classed.Play("kehu ClassifyLoan"))
	try(classed, "ApproveClass")
	require.NoError(t, classed.Play("kehu RecordDuty"))
	try(classed, "DecideExemption")
	for _, row := range casefile.Table() {
		for _, n := range row.NotBy {
			require.True(t, checked[string(row.Command)+" after "+string(n)], "%s after %s was not met", row.Command, n)
		}
	}
}

func TestAReviewPassesThroughItsLevelsByDifferentPeople(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview)
	refused(t, b, "pg1", "four_eyes", casefile.ReviewValuation{Level: 1, Pass: true, Opinion: "同意"})
	refused(t, b, "fh1", "review.level", casefile.ReviewValuation{Level: 2, Pass: true, Opinion: "同意"})
	refused(t, b, "fh1", "review.remarks", casefile.ReviewValuation{Level: 1, Opinion: "不同意"})
	refused(t, b, "fh1", "text.missing", casefile.ReviewValuation{Level: 1, Pass: true})
	require.NoError(t, b.Copy().Play("pg2 ReviewValuation"), "level 1 may be a valuer of the job who prepared nothing")
	require.NoError(t, b.Play("fh1 DeclareIndependence", "fh1 ReviewValuation"))
	refused(t, b, "fh1", "four_eyes", casefile.ReviewValuation{Level: 2, Pass: true, Opinion: "同意"})
	refused(t, b, "pg2", "review.post", casefile.ReviewValuation{Level: 2, Pass: true, Opinion: "同意"})
	refused(t, b, "pg1", "guard.no_review_yet", casefile.RecallValuation{Return: casefile.Return{Reason: "看错"}})
	require.NoError(t, b.Play("fh2 DeclareIndependence", "fh2 ReviewValuation", "fh3 DeclareIndependence"))
	require.Equal(t, casefile.Review, b.State.Stage)

	back := b.Copy()
	require.NoError(t, back.Do("fh3", casefile.ReviewValuation{Level: 3, Opinion: "不足", Remarks: []casefile.Remark{{Where: "收益法", Text: "补充依据"}, {Where: "成本法", Text: "核对"}}}))
	require.Equal(t, casefile.Appraisal, back.State.Stage)
	refused(t, back, "pg1", "guard.opinions_answered", casefile.SubmitValuation{})
	refused(t, back, "pg1", "answer.missing", casefile.AnswerReview{Answers: []casefile.Answer{{Reply: "已补充"}}})
	refused(t, back, "pg1", "text.missing", casefile.AnswerReview{Answers: []casefile.Answer{{Reply: "已补充"}, {Reply: " "}}})
	require.NoError(t, back.Play("pg1 AnswerReview", "pg1 SubmitValuation"))
	require.Equal(t, 1, back.State.Review.NextLevel(), "a return begins the levels anew")
	require.NoError(t, back.Play(casetest.ToIssue...), "the same three may review the next round")
	require.Equal(t, casefile.Issue, back.State.Stage)
	require.Len(t, back.State.Review.Rounds, 2)
}

func TestTheLastLevelIsNeverAnAuthor(t *testing.T) {
	for _, levels := range []int{1, 2, 3} {
		b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement)
		b.Roles = map[string][]access.Role{"pg2": {access.Appraiser, access.Reviewer}, "fh1": {access.Reviewer, access.Appraiser}}
		f := form[casefile.AcceptEngagement](b, "pg1")
		f.ReviewLevels = levels
		require.NoError(t, b.Do("pg1", f))
		require.NoError(t, b.Play(slices.Concat(casetest.ToFieldwork, []string{"pg1 PrepareValuation", "pg1 SubmitValuation"})...))
		for level := 1; level < levels; level++ {
			require.NoError(t, b.Play(fmt.Sprintf("fh%d DeclareIndependence", level), fmt.Sprintf("fh%d ReviewValuation", level)))
		}
		refused(t, b, "pg2", "review.author", casefile.ReviewValuation{Level: levels, Pass: true, Opinion: "同意"})
		require.NoError(t, b.Play("fh3 DeclareIndependence", "fh3 ReviewValuation"))
		require.Equal(t, casefile.Issue, b.State.Stage)
	}
}

func TestAValuationIsPreparedByAnEngagedValuerAndItsReviewIsNotLowered(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview[:1])
	refused(t, b, "pg3", "valuation.valuer", form[casefile.PrepareValuation](b, "pg3"))
	require.False(t, slices.ContainsFunc(b.State.Options(b.Actor("pg3")), func(o casefile.Option) bool { return o.Row.Command == "PrepareValuation" }))
	lower := form[casefile.AmendEngagement](b, "pg1")
	lower.ReviewLevels = 1
	refused(t, b, "pg1", "review.lowered", lower)
	require.NoError(t, b.Play("pg1 AmendEngagement", "pg2 PrepareValuation"))
}

func TestWhoSignsAReportDoesNotReleaseIt(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport[:2])
	b.Roles = map[string][]access.Role{"pg2": {access.Appraiser, access.Releaser}}
	refused(t, b, "pg2", "four_eyes", form[casefile.IssueReport](b, "pg2"))
	require.NoError(t, b.Play("qf IssueReport"))
}

func TestAReportNeedsTwoSignaturesOfTheJob(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue)
	refused(t, b, "pg3", "sign.valuer", casefile.SignReport{Confirm: true})
	refused(t, b, "pg1", "sign.confirm", casefile.SignReport{})
	refused(t, b, "qf", "guard.two_signatures", form[casefile.IssueReport](b, "qf"))
	require.NoError(t, b.Play("pg1 SignReport"))
	refused(t, b, "pg1", "sign.twice", casefile.SignReport{Confirm: true})
	refused(t, b, "qf", "guard.two_signatures", form[casefile.IssueReport](b, "qf"))
	require.NoError(t, b.Play("pg2 SignReport"))
	late := form[casefile.IssueReport](b, "qf")
	late.On, late.Copies = b.Today.AddDays(1), 0
	refused(t, b, "qf", "date.future", late)
	refused(t, b, "qf", "report.copies", late)
	require.NoError(t, b.Play("qf IssueReport"))
	require.Equal(t, date.Must("2025-02-28"), b.State.Report.ValidUntil)
}

func TestAnEngagementNeedsTwoIndependentValuers(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement)
	spoil := func(code string, change func(*casefile.AcceptEngagement)) {
		f := form[casefile.AcceptEngagement](b, "pg1")
		change(&f)
		refused(t, b, "pg1", code, f)
	}
	spoil("valuer.two", func(f *casefile.AcceptEngagement) { f.Valuers = f.Valuers[:1] })
	spoil("valuer.duplicate", func(f *casefile.AcceptEngagement) {
		f.Valuers = []casefile.Valuer{{PersonID: "pg1"}, {PersonID: "pg1"}}
	})
	spoil("valuer.unknown", func(f *casefile.AcceptEngagement) {
		f.Valuers = []casefile.Valuer{{PersonID: "pg1"}, {PersonID: "waipg"}}
	})
	spoil("valuer.unknown", func(f *casefile.AcceptEngagement) {
		f.Valuers = []casefile.Valuer{{PersonID: "pg1"}, {PersonID: "fh1"}}
	})
	spoil("engagement.independence", func(f *casefile.AcceptEngagement) { f.Independent = false })
	spoil("engagement.fee", func(f *casefile.AcceptEngagement) { f.FeeNotTied = false })
	spoil("engagement.commitment", func(f *casefile.AcceptEngagement) { f.Commitment = false })
	spoil("review.levels", func(f *casefile.AcceptEngagement) { f.ReviewLevels = 4 })
}

func TestCreditIsBoundByValueTermAndScheme(t *testing.T) {
	b := credit(t)
	spoil := func(code string, change func(*casefile.ProposeCredit)) {
		f := form[casefile.ProposeCredit](b, "kehu")
		change(&f)
		refused(t, b, "kehu", code, f)
	}
	// Two rights of 5,000,000 at caps of 50 % after 10 %: 4,500,000; each cap counts for its own right.
	spoil("credit.cap", func(f *casefile.ProposeCredit) { f.Amount = money.Must("4500000.01") })
	spoil("credit.cap", func(f *casefile.ProposeCredit) {
		f.Values[1].Cap, f.Amount = money.MustRate("0.1"), money.Must("2700000.01")
	})
	spoil("values.above", func(f *casefile.ProposeCredit) { f.Values[0].Value = money.Must("5000000.01") })
	spoil("values.count", func(f *casefile.ProposeCredit) { f.Values = f.Values[:1] })
	spoil("values.order", func(f *casefile.ProposeCredit) { f.Values[0].Ref, f.Values[1].Ref = "R2", "R1" })
	spoil("rate.range", func(f *casefile.ProposeCredit) { f.Values[0].Cap = money.MustRate("1.01") })
	spoil("amount.negative", func(f *casefile.ProposeCredit) { f.Values[0].Value = -1 })
	spoil("share.sum", func(f *casefile.ProposeCredit) { f.Parts[0].Share = money.MustRate("0.31") })
	spoil("scheme.lender", func(f *casefile.ProposeCredit) { f.Parts = f.Parts[:3] })
	spoil("scheme.alone", func(f *casefile.ProposeCredit) {
		f.Parts = []casefile.SharePart{{OrgID: "bank", Share: money.MustRate("1")}}
	})
	spoil("scheme.parts", func(f *casefile.ProposeCredit) { f.Parts = nil })
	spoil("org.unknown", func(f *casefile.ProposeCredit) { f.Parts[0].OrgID = "bureau" })
	spoil("credit.life", func(f *casefile.ProposeCredit) { f.Due = date.Must("2032-01-18") })

	f := form[casefile.ProposeCredit](b, "kehu")
	f.Amount, f.Due = money.Must("4500000.00"), date.Must("2032-01-17")
	require.NoError(t, b.Do("kehu", f), "the last fen, and a debt that ends on the very day of the right, are allowed")
	require.Equal(t, money.Must("4500000.00"), b.State.Credit.Lendable)
	require.Equal(t, money.Must("1350000.00"), b.State.Credit.Enrolments[0].Reserved)
	refused(t, b, "shenpi", "guard.all_enrolled", form[casefile.ApproveCredit](b, "shenpi"))
	refused(t, b, "db2", "enrol.agree", casefile.ConfirmEnrolment{Number: "1"})
	require.NoError(t, b.Play("db2 ConfirmEnrolment", "jj2 ConfirmEnrolment", "bx2 ConfirmEnrolment"))
	refused(t, b, "db2", "enrol.twice", form[casefile.ConfirmEnrolment](b, "db2"))
	require.NoError(t, b.Copy().Play("kehu ProposeCredit"))
	again := b.Copy()
	require.NoError(t, again.Play("kehu ProposeCredit"))
	refused(t, again, "shenpi", "guard.all_enrolled", form[casefile.ApproveCredit](again, "shenpi"))
	require.NoError(t, b.Play("shenpi ApproveCredit"))
}

func TestAFirmThatBearsALossMayNotHaveValuedTheRight(t *testing.T) {
	b := appraised(t)
	f := form[casefile.ProposeCredit](b, "kehu")
	f.Parts[0].OrgID = "firm"
	refused(t, b, "kehu", "scheme.assessor", f)
	f.Parts[0].OrgID = "firm2"
	require.NoError(t, b.Do("kehu", f), "another firm may bear a part")
}

func TestAnExpiredValueBlocksCreditInEveryLane(t *testing.T) {
	for _, b := range []*casetest.Bench{appraised(t), credit(t)} {
		b.Today = date.Must("2025-02-28")
		require.NoError(t, b.Copy().Play("kehu ProposeCredit"), "the last day counts")
		require.NoError(t, b.Play(casetest.ToSigning[:4]...))
		b.Today = date.Must("2025-03-01")
		refused(t, b, "shenpi", "credit.expired", form[casefile.ApproveCredit](b, "shenpi"))
		refused(t, b, "kehu", "credit.expired", form[casefile.ProposeCredit](b, "kehu"))
	}
	b := casetest.New()
	b.Lane = casefile.Exempt
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence, casetest.ToLaneValue)...))
	b.Today = date.Must("2026-03-01")
	require.NoError(t, b.Play("kehu ProposeCredit"), "what has no value has none to expire")
}

func TestAReturnToDueDiligenceLetsTheWholeAppraisalBeDoneAgain(t *testing.T) {
	b := appraised(t)
	require.NoError(t, b.Play("kehu ReturnToDueDiligence"))
	require.False(t, b.State.Report.Issued())
	require.Nil(t, b.State.For(casetest.Actor("kehu")).Valuation, "working papers are closed again to the bank")
	require.NoError(t, b.Play(slices.Concat(casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport)...), "by the same reviewers")
	require.Equal(t, casefile.Credit, b.State.Stage)
	b.Lane = casefile.Negotiated
	require.NoError(t, b.Play(slices.Concat([]string{"shenpi ReturnToDueDiligence"}, casetest.ToLaneValue, casetest.ToSigning)...))
	b.Lane = casefile.External
	require.NoError(t, b.Play("kehu ReopenCredit", "kehu ReturnToDueDiligence", "kehu RecordDueDiligence"))
	require.NoError(t, b.Play(casetest.ToReview...))
	require.Nil(t, b.State.LaneValue, "an earlier lane's value binds no more")
}

func TestOtherRightsAfterAReturnNeedTheirOwnValuationAndStatements(t *testing.T) {
	b := appraised(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning, []string{"kehu RecordContracts", "kehu MakeStatement", "kehu RunPrecheck", "kehu ReopenCredit", "kehu ReturnToDueDiligence", "kehu ReturnToIntake"})...))
	same := b.Copy()
	require.NoError(t, same.Play("kehu AmendIntake"))
	require.NotNil(t, same.State.Valuation)
	f := form[casefile.AmendIntake](b, "kehu")
	f.Rights = f.Rights[1:]
	require.NoError(t, b.Do("kehu", f))
	require.Nil(t, b.State.Valuation)
	require.Empty(t, b.State.Statements, "a statement for the first right is none for another")
	require.Nil(t, b.State.Precheck)
	require.NoError(t, b.Play("kehu CompleteIntake", "kehu RecordDueDiligence", "pg1 AcceptEngagement"))
	refused(t, b, "pg1", "guard.has_valuation", casefile.SubmitValuation{})
}
