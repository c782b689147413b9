package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestANewValuationStartsFromTheLastOneOfTheSameRightsByTheSameFirm(t *testing.T) {
	o := staffed(t)
	o.lane = casefile.External
	o.play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport)
	first := o.state
	o.next().play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview[:len(casetest.ToReview)-2])
	list, err := o.desk.EarlierValuations(ctx, "pg1", o.state.ID)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, []any{first.Number, first.Report.Number, 2}, []any{list[0].CaseNumber, list[0].Report, list[0].Shared})
	for _, login := range []string{"fh1", "kehu"} { // neither a reviewer nor the bank looks through the firm's archive
		none, err := o.desk.EarlierValuations(ctx, login, o.state.ID)
		require.NoError(t, err)
		require.Empty(t, none, login)
	}
	_, err = o.desk.EarlierValuations(ctx, "waipg", o.state.ID)
	require.Equal(t, fault.NotFound, fault.KindOf(err))

	form, differences, err := o.desk.CopyValuation(ctx, "pg1", o.state.ID, list[0].Key)
	require.NoError(t, err)
	require.Equal(t, list[0].Inputs.Royalty, form.Inputs.Royalty)
	require.Equal(t, list[0].Inputs.Rights[0].Weight, form.Inputs.Rights[0].Weight)
	for _, d := range differences {
		require.Equal(t, "inputs.base_date", d.Path)
	}
	_, _, err = o.desk.CopyValuation(ctx, "pg1", o.state.ID, "示例")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	invented := *form
	invented.CopiedFrom = "示例"
	_, err = o.do("pg1", invented)
	require.True(t, fault.Has(err, "valuation.earlier"), "%v", err)

	form.Inputs.Royalty.Decay.Value, form.Inputs.Royalty.Decay.Source = list[0].Inputs.Royalty.Royalty.Value, "示例"
	_, err = o.do("pg1", *form)
	require.NoError(t, err)
	copied := o.state.Valuation.Copied
	require.Equal(t, list[0].Key, copied.Key)
	found := false
	for _, d := range copied.Differences {
		found = found || d.Path == "inputs.royalty.decay.value"
	}
	require.True(t, found, "%v", copied.Differences)
	again, err := o.desk.Suggest(ctx, "pg1", o.state.ID, "PrepareValuation")
	require.NoError(t, err)
	require.Equal(t, list[0].Key, again.(*casefile.PrepareValuation).CopiedFrom)
	o.play([]string{"pg1 SubmitValuation"}, casetest.ToIssue, casetest.ToReport)
	view, err := o.desk.Open(ctx, "kehu", o.state.ID)
	require.NoError(t, err)
	require.Nil(t, view.State.Valuation.Copied, "the bank does not learn of the other case")
}

func TestAnotherFirmSeesNothingOfTheFirstOnesWork(t *testing.T) {
	o := staffed(t)
	o.lane = casefile.External
	o.play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport, []string{"kehu ReturnToDueDiligence"})
	require.Len(t, o.state.Earlier, 1)
	same, err := o.desk.EarlierValuations(ctx, "pg1", o.state.ID)
	require.NoError(t, err)
	require.Len(t, same, 1, "the report that was issued of this very case")
	dd := o.form("kehu", "RecordDueDiligence").(casefile.RecordDueDiligence)
	dd.AssessorID = "firm2"
	_, err = o.do("kehu", dd)
	require.NoError(t, err)
	view, err := o.desk.Open(ctx, "waipg", o.state.ID)
	require.NoError(t, err)
	s := view.State
	require.True(t, s.Valuation == nil && s.Review == nil && s.Plan == nil && s.RightsCheck == nil && len(s.SiteVisits) == 0 && len(s.Earlier) == 0)
	for _, d := range o.state.Documents {
		_, err := o.desk.ReadDocument(ctx, "waipg", d.ID)
		require.Equal(t, d.Kind == casefile.DocAppraisalReport, err == nil, "%s", d.Kind)
	}
	none, err := o.desk.EarlierValuations(ctx, "waipg", o.state.ID)
	require.NoError(t, err)
	require.Empty(t, none)
}
