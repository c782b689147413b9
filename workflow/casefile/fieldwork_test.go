package casefile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// engaged is a case whose commission was accepted; nothing of the work is done.
func engaged(t *testing.T) *casetest.Bench {
	return play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview[:1])
}

func TestAReviewIsAskedForOnlyWhenTheFieldworkIsDone(t *testing.T) {
	for _, left := range casetest.ToFieldwork {
		b := engaged(t)
		for _, act := range casetest.ToFieldwork {
			if act != left {
				require.NoError(t, b.Play(act))
			}
		}
		require.NoError(t, b.Play("pg1 PrepareValuation"))
		_, name, _ := strings.Cut(left, " ")
		code := map[string]string{"PlanEngagement": "guard.has_plan", "DeclareIndependence": "guard.valuers_independent",
			"RecordSiteVisit": "guard.site_visited", "CheckRights": "guard.rights_checked"}[name]
		refused(t, b, "pg1", code, casefile.SubmitValuation{})
		require.NoError(t, b.Play(left, "pg1 SubmitValuation"))
	}
}

func TestAConflictBarsItsPersonUntilAnotherTakesThePlace(t *testing.T) {
	b := conflicted(t)
	refused(t, b, "pg1", "guard.valuers_independent", casefile.SubmitValuation{})
	refused(t, b, "pg1", "independence.conflict", form[casefile.PrepareValuation](b, "pg1"))
	refused(t, b, "pg1", "independence.conflict", form[casefile.DeclareIndependence](b, "pg1"))
	stays := form[casefile.AmendEngagement](b, "pg2")
	refused(t, b, "pg2", "independence.conflict", stays)
	stays.Valuers = []casefile.Valuer{{PersonID: "pg2"}, {PersonID: "pg3"}}
	require.NoError(t, b.Do("pg2", stays))
	require.NoError(t, b.Play("pg3 DeclareIndependence"))
	refused(t, b, "pg2", "guard.prepared_by_the_engaged", casefile.SubmitValuation{})
	require.NoError(t, b.Play(slices.Concat([]string{"pg2 PrepareValuation", "pg2 SubmitValuation"}, casetest.ToIssue, []string{"pg2 SignReport", "pg3 SignReport", "qf IssueReport"})...))
}

func TestAConflictFoundWhileSigningRefusesTheSignature(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport[:2])
	d := form[casefile.DeclareIndependence](b, "pg1")
	d.Answers[1].Yes = true
	refused(t, b, "pg1", "text.missing", d)
	d.Answers[1].Note = "参股专利实施企业"
	require.NoError(t, b.Do("pg1", d))
	refused(t, b, "qf", "guard.valuers_independent", form[casefile.IssueReport](b, "qf"))
	require.NoError(t, b.Play("qf ReturnReport", "pg2 AnswerReview"))
	amended := form[casefile.AmendEngagement](b, "pg2")
	amended.Valuers = []casefile.Valuer{{PersonID: "pg2"}, {PersonID: "pg3"}}
	require.NoError(t, b.Do("pg2", amended))
	require.NoError(t, b.Play(slices.Concat([]string{"pg3 DeclareIndependence", "pg2 PrepareValuation", "pg2 SubmitValuation"}, casetest.ToIssue)...))
	require.NoError(t, b.Play("pg2 SignReport", "pg3 SignReport", "qf IssueReport"))
}

func TestAReviewerDeclaresBeforeHeReviewsAndStandsBackInConflict(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview)
	refused(t, b, "fh1", "independence.reviewer", form[casefile.ReviewValuation](b, "fh1"))
	for _, o := range b.State.Options(b.Actor("fh1")) {
		if o.Row.Command == "ReviewValuation" {
			require.False(t, o.Ready)
			require.Contains(t, o.Why, "独立性声明")
		}
	}
	mine := func(login string) bool {
		return slices.ContainsFunc(b.State.Options(b.Actor(login)), func(o casefile.Option) bool {
			return o.Row.Command == "DeclareIndependence" && o.Ready && o.Next
		})
	}
	require.True(t, mine("fh1"), "the declaration is the reviewer's next act")
	require.False(t, mine("pg1"), "who has declared is not asked again")
	d := form[casefile.DeclareIndependence](b, "fh1")
	d.Answers[0].Yes, d.Answers[0].Note = true, "曾任职于债务人"
	require.NoError(t, b.Do("fh1", d))
	refused(t, b, "fh1", "independence.reviewer", form[casefile.ReviewValuation](b, "fh1"))
	require.NoError(t, b.Play("fh2 DeclareIndependence", "fh2 ReviewValuation"), "another reviewer takes the level")
	require.False(t, mine("fh1"))
}

func TestADeclarationAnswersEveryQuestion(t *testing.T) {
	b := engaged(t)
	d := form[casefile.DeclareIndependence](b, "pg1")
	short := d
	short.Answers = d.Answers[1:]
	refused(t, b, "pg1", "independence.answers", short)
	d.Confirm = false
	refused(t, b, "pg1", "independence.confirm", d)
	d.Confirm = true
	d.Answers = slices.Clone(d.Answers)
	d.Answers[0].Code, d.Answers[1].Code = "D2", "D1"
	refused(t, b, "pg1", "independence.order", d)
	refused(t, b, "qf", "permission", form[casefile.DeclareIndependence](b, "qf"))
}

func TestAVisitSaysWhoSawWhatOrWhyNobodyWent(t *testing.T) {
	b := engaged(t)
	spoil := func(code string, change func(*casefile.RecordSiteVisit)) {
		t.Helper()
		f := form[casefile.RecordSiteVisit](b, "pg1")
		change(&f)
		refused(t, b, "pg1", code, f)
	}
	spoil("visit.visitors", func(f *casefile.RecordSiteVisit) { f.Visitors = nil })
	spoil("visit.valuer", func(f *casefile.RecordSiteVisit) { f.Visitors = []casefile.Valuer{{PersonID: "pg3"}} })
	spoil("text.missing", func(f *casefile.RecordSiteVisit) { f.Seen = " " })
	spoil("date.order", func(f *casefile.RecordSiteVisit) { f.On = b.Today.AddDays(-1) })
	spoil("date.future", func(f *casefile.RecordSiteVisit) { f.On = b.Today.AddDays(1) })
	spoil("visit.hash", func(f *casefile.RecordSiteVisit) {
		f.Evidence = []casefile.Evidence{{Name: "照片", SHA256: "abc"}}
	})
	spoil("choice", func(f *casefile.RecordSiteVisit) { f.How = "" })
	spoil("text.missing", func(f *casefile.RecordSiteVisit) { f.How, f.Reason = casefile.NotVisited, "权利无实物载体" })
	seen := form[casefile.RecordSiteVisit](b, "pg1")
	seen.Evidence = []casefile.Evidence{{Name: "车间照片", SHA256: strings.Repeat("AB", 32)}}
	require.NoError(t, b.Do("pg1", seen))
	require.Equal(t, strings.Repeat("ab", 32), b.State.Visits()[0].Form.Evidence[0].SHA256)
	require.Equal(t, "示例评估师甲", b.State.Visits()[0].Form.Visitors[0].Name)
	require.NoError(t, b.Play("pg1 WithdrawSiteVisit"))
	require.Empty(t, b.State.Visits())
	require.Equal(t, "示例原因", b.State.SiteVisits[0].Withdrawn)
	require.NoError(t, b.Do("pg1", casefile.RecordSiteVisit{SiteVisitForm: casefile.SiteVisitForm{How: casefile.NotVisited, On: b.Today, Reason: "权利无实物载体", Instead: "视频访谈并核对研发台账"}}))
	require.Len(t, b.State.Visits(), 1)
}

func TestEveryRightIsCheckedAndADifferenceIsExplained(t *testing.T) {
	b := engaged(t)
	f := form[casefile.CheckRights](b, "pg1")
	require.Len(t, f.Checks, 2)
	require.Equal(t, "缴至 2027年3月30日", f.Checks[0].Fees)
	short := f
	short.Checks = f.Checks[:1]
	refused(t, b, "pg1", "rights.count", short)
	differs := f
	differs.Checks = slices.Clone(f.Checks)
	differs.Checks[1].Match = false
	refused(t, b, "pg1", "text.missing", differs)
	differs.Checks[1].Finding = "年费滞纳"
	require.NoError(t, b.Do("pg1", differs))
	got, ok := b.State.RightsCheck.Of("R2")
	require.True(t, ok)
	require.Equal(t, "年费滞纳", got.Finding)
	require.Equal(t, "年费滞纳", form[casefile.CheckRights](b, "pg2").Checks[1].Finding, "the form opens with what was found")
}

func TestTheFieldworkStaysWithTheFirm(t *testing.T) {
	b := appraised(t)
	for _, login := range []string{"kehu", "jb"} {
		s := b.State.For(b.Actor(login))
		require.Nil(t, s.Plan)
		require.Nil(t, s.RightsCheck)
		require.Empty(t, s.SiteVisits)
		require.Empty(t, s.Independence)
	}
	require.NotNil(t, b.State.For(b.Actor("pg1")).Plan)
}

func TestAStatutoryAppraisalNeedsTwoLicensedValuers(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement)
	f := form[casefile.AcceptEngagement](b, "pg1")
	require.Equal(t, 15, f.Kept())
	f.Statutory = true
	require.Equal(t, 30, f.Kept())
	require.NoError(t, b.Copy().Do("pg1", f))
	early := f
	early.Deliver = f.Signed.AddDays(-1)
	refused(t, b, "pg1", "date.order", early)
	f.Deliver = b.Today
	require.NoError(t, b.Do("pg1", f))
	late := form[casefile.PlanEngagement](b, "pg1")
	late.Steps[0].To = b.Today.AddDays(1)
	err := b.Do("pg1", late)
	require.True(t, fault.Has(err, "date.order"), "%v", err)
}
