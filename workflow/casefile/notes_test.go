package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// looked is a case in its first round, the first reviewer's word to be given.
func looked(t *testing.T) *casetest.Bench {
	return play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue[:1])
}

func TestANoteNamesTheCellAndIsClosedByTheLevelThatMadeIt(t *testing.T) {
	b := looked(t)
	back := casefile.ReviewValuation{Level: 1, Opinion: "退回", Remarks: []casefile.Remark{{Path: "inputs.royalty.revenue[2]", Text: "请说明依据"}, {Path: "royalty.year.3", Text: "请复核"}, {Where: "报告", Text: "请校对"}}}
	lost := back
	lost.Remarks = []casefile.Remark{{Path: "royalty.year.99", Text: "请复核"}}
	refused(t, b, "fh1", "review.place", lost)
	lost.Remarks = []casefile.Remark{{Text: "无处"}}
	refused(t, b, "fh1", "text.missing", lost)
	require.NoError(t, b.Do("fh1", back))
	notes := b.State.Review.Notes
	require.Equal(t, "收益法（许可费节省法）·各年预测收入第3行", notes[0].Where)
	require.Equal(t, "royalty.year.3", notes[1].Path)
	require.NotEmpty(t, notes[1].Where)
	require.Equal(t, casefile.NoteOpen, notes[0].State())
	require.Len(t, b.State.Review.NotesAt("inputs.royalty"), 1)
	require.Len(t, b.State.Review.NotesAt("inputs.royalty.revenue[2]"), 1)
	require.Empty(t, b.State.Review.NotesAt("inputs.roy"))
	refused(t, b, "pg1", "guard.opinions_answered", casefile.SubmitValuation{})
	require.NoError(t, b.Play("pg1 AnswerReview"))
	require.Equal(t, casefile.NoteAnswered, b.State.Review.Notes[0].State())

	require.NoError(t, b.Play("pg1 SubmitValuation"))
	pass := form[casefile.ReviewValuation](b, "fh1")
	require.Len(t, pass.Closing, 3)
	open := pass
	open.Closing = slices.Clone(pass.Closing)
	open.Closing[1].Close = false
	refused(t, b, "fh1", "review.unclosed", open)
	open.Closing = nil
	refused(t, b, "fh1", "review.unclosed", open)
	again := b.Copy()
	half := pass
	half.Pass, half.Closing, half.Remarks = false, pass.Closing[:1], []casefile.Remark{{Path: "royalty.year.3", Text: "仍未说明"}}
	require.NoError(t, again.Do("fh1", half))
	require.Equal(t, []casefile.NoteState{casefile.NoteClosed, casefile.NoteAnswered, casefile.NoteAnswered, casefile.NoteOpen}, states(again.State.Review.Notes))
	require.NoError(t, b.Do("fh1", pass))
	require.Equal(t, []casefile.NoteState{casefile.NoteClosed, casefile.NoteClosed, casefile.NoteClosed}, states(b.State.Review.Notes))
	require.Equal(t, "fh1", b.State.Review.Notes[0].Closed.PersonID)
	require.NoError(t, b.Play(casetest.ToIssue[2:]...))
}

func states(notes []casefile.ReviewRemark) []casefile.NoteState {
	var out []casefile.NoteState
	for _, n := range notes {
		out = append(out, n.State())
	}
	return out
}

func TestWhatTheReleaseSaidIsClosedByTheLastLevel(t *testing.T) {
	b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue)
	require.NoError(t, b.Play("qf ReturnReport", "pg1 AnswerReview", "pg1 SubmitValuation", "fh1 ReviewValuation", "fh2 ReviewValuation"))
	require.Equal(t, casefile.NoteAnswered, b.State.Review.Notes[0].State())
	require.Len(t, form[casefile.ReviewValuation](b, "fh3").Closing, 1)
	require.NoError(t, b.Play("fh3 ReviewValuation"))
	require.Equal(t, casefile.NoteClosed, b.State.Review.Notes[0].State())
}

func TestARoundShowsWhatChangedSinceSomebodyLooked(t *testing.T) {
	b := looked(t)
	require.Empty(t, b.State.Review.Rounds[0].Changes)
	recalled := b.Copy()
	require.NoError(t, recalled.Play("pg1 RecallValuation", "pg1 PrepareValuation", "pg1 SubmitValuation"))
	require.False(t, recalled.State.Review.Rounds[0].Again, "nobody had looked")
	require.NoError(t, b.Do("fh1", casefile.ReviewValuation{Level: 1, Opinion: "退回", Remarks: []casefile.Remark{{Path: "inputs.royalty.royalty", Text: "偏高"}}}))
	require.NoError(t, b.Play("pg1 AnswerReview"))
	f := form[casefile.PrepareValuation](b, "pg1")
	f.Inputs.Royalty.Royalty.Value = money.MustRate("0.028")
	require.NoError(t, b.Do("pg1", f))
	require.NoError(t, b.Play("pg1 SubmitValuation"))
	round := b.State.Review.Rounds[1]
	require.True(t, round.Again)
	labels := map[string][2]string{}
	for _, d := range round.Changes {
		labels[d.Label] = [2]string{d.Was, d.Now}
	}
	require.Equal(t, [2]string{"3.00%", "2.80%"}, labels["收益法（许可费节省法）·许可费率"])
	require.Contains(t, labels, "评估结论")
	require.Contains(t, labels, "变现价值")
	require.Len(t, labels, 3)
	require.NoError(t, b.Play("fh1 ReviewValuation"))
	require.Empty(t, b.State.SinceLooked())
}
