package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestAPreviewMakesTheVeryPapersAsDraftsAndSavesNothing(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	info := workflow.DocumentInfo{}
	o.desk.Documents = heard{o.desk.Documents, &info}
	request := o.request(o.form("kehu", "RecordDueDiligence"))
	before, events := o.files(), o.events()
	rows, err := o.desk.Preview(ctx, "kehu", request)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, string(casefile.DocDueDiligence), rows[0].Kind)
	require.NotEmpty(t, rows[0].Body)
	require.True(t, info.Draft)
	require.Empty(t, info.KeyID, "nobody signs a draft")
	require.Equal(t, before, o.files())
	require.Equal(t, events, o.events())

	_, err = o.desk.Preview(ctx, "fuhe1", request)
	_, refused := o.desk.Do(ctx, "fuhe1", request)
	require.Error(t, err)
	require.Equal(t, refused.Error(), err.Error(), "who may not act may not look")

	number := info.Number
	_, err = o.desk.Do(ctx, "kehu", request)
	require.NoError(t, err)
	require.False(t, info.Draft)
	require.Equal(t, number, info.Number)
	_, err = o.desk.Preview(ctx, "kehu", request)
	require.True(t, fault.Has(err, "preview.done"), "%v", err)
	_, err = o.desk.Preview(ctx, "kehu", workflow.Request{CommandID: "x", Command: casefile.OpenCase{}})
	require.True(t, fault.Has(err, "preview.case"), "%v", err)
}

// heard keeps what the desk told the maker of documents last.
type heard struct {
	workflow.DocumentMaker
	info *workflow.DocumentInfo
}

func (h heard) Make(k casefile.DocumentKind, s casefile.State, i workflow.DocumentInfo) (workflow.Made, error) {
	*h.info = i
	return h.DocumentMaker.Make(k, s, i)
}

func TestTheAuditReportIsGivenTheCasesEventsAndTheHeadOfTheChain(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	first := o.state
	o.next().play(casetest.ToDueDiligence)
	info := workflow.DocumentInfo{}
	o.desk.Documents = heard{o.desk.Documents, &info}
	_, issued, err := o.desk.Paper(ctx, first.Number, casefile.DocAuditTrail)
	require.NoError(t, err)
	require.False(t, issued)
	require.True(t, info.Draft)
	require.Len(t, info.Trail, int(first.Version))
	for i, e := range info.Trail {
		require.Equal(t, first.Number, e.Object)
		require.EqualValues(t, i+1, e.Version)
		require.Empty(t, e.Payload, "the forms stay in the store")
		require.NotEmpty(t, e.Hash)
	}
	require.NoError(t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		last, err := tx.LastEvent(ctx)
		require.NoError(t, err)
		require.Equal(t, last.Seq, info.Head.Seq)
		require.Equal(t, last.Hash, info.Head.Hash)
		require.Greater(t, last.Seq, info.Trail[len(info.Trail)-1].Seq, "the other case came later")
		return nil
	}))
	info = workflow.DocumentInfo{}
	_, issued, err = o.desk.Paper(ctx, first.Number, casefile.DocIntake)
	require.NoError(t, err)
	require.True(t, issued)
	require.Empty(t, info.Number, "an issued paper is not made anew")
}
