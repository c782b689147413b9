package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

func TestLoansThatFallDueAreRenewedTogetherAndEachByItself(t *testing.T) {
	o, ids := feesOwed(t)
	o.at(date.Must("2025-01-20"))
	list, err := o.desk.Maturing(ctx, "kehu", 30)
	require.NoError(t, err)
	require.Empty(t, list, "due on 2025-03-01")
	list, err = o.desk.Maturing(ctx, "shenpi", 60)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, 40, list[0].Days)
	other, err := o.desk.Maturing(ctx, "lin", 60)
	require.NoError(t, err)
	require.Empty(t, other)
	_, err = o.desk.Maturing(ctx, "pg1", 60)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	_, err = o.desk.Maturing(ctx, "kehu", -1)
	require.True(t, fault.Has(err, "maturity.days"))

	today := workflow.Today(o.now)
	b := workflow.MaturityBatch{Agreement: "示例续-{案号}", Signed: today, Consent: today, Partners: today, Purpose: true, Reason: "正常续贷（示例）"}
	for _, l := range list {
		b.Picks = append(b.Picks, workflow.MaturityPick{MaturingLoan: l, Act: casefile.ActRollover, NewDue: l.NewDue})
	}
	same := b
	same.Agreement = "示例续001"
	_, err = o.desk.ProposeAtMaturity(ctx, "kehu", same)
	require.True(t, fault.Has(err, "maturity.agreement"))
	_, err = o.desk.ProposeAtMaturity(ctx, "kehu", workflow.MaturityBatch{})
	require.True(t, fault.Has(err, "maturity.none"))
	none := b
	none.Purpose = false
	results, err := o.desk.ProposeAtMaturity(ctx, "kehu", none)
	require.NoError(t, err)
	require.Zero(t, workflow.Done(results))
	require.True(t, fault.Has(results[1].Err, "renewal.purpose"))

	mixed := b
	mixed.Picks = []workflow.MaturityPick{b.Picks[0], b.Picks[1], b.Picks[0]}
	mixed.Agreement = "示例续-{借据}-{案号}"
	mixed.Picks[1].Act = casefile.ActSettle
	results, err = o.desk.ProposeAtMaturity(ctx, "kehu", mixed)
	require.NoError(t, err)
	require.NoError(t, results[0].Err)
	require.True(t, fault.Has(results[1].Err, "maturity.settle"))
	require.True(t, fault.Has(results[2].Err, "maturity.one"))
	o.read(list[0].CaseID)
	require.Equal(t, "示例续-JJ01-"+list[0].Number, o.state.Renewal.Form.Agreement)
	o.play([]string{"shenpi ApproveRenewal"})

	list, err = o.desk.Maturing(ctx, "kehu", 60)
	require.NoError(t, err)
	require.Len(t, list, 1, "the renewed one is due in a year")
	b.Picks = []workflow.MaturityPick{{MaturingLoan: list[0], Act: casefile.ActExtend, NewDue: list[0].Loan.Due.AddMonths(3)}}
	results, err = o.desk.ProposeAtMaturity(ctx, "kehu", b)
	require.NoError(t, err)
	require.NoError(t, results[0].Err)
	o.read(list[0].CaseID)
	require.NotNil(t, o.state.Extension)
	results, err = o.desk.ProposeAtMaturity(ctx, "kehu", b)
	require.NoError(t, err)
	require.Equal(t, fault.Conflict, fault.KindOf(results[0].Err), "the page is out of date")
	list, err = o.desk.Maturing(ctx, "kehu", 60)
	require.NoError(t, err)
	b.Picks[0].MaturingLoan = list[0]
	results, err = o.desk.ProposeAtMaturity(ctx, "kehu", b)
	require.NoError(t, err)
	require.True(t, fault.Has(results[0].Err, "maturity.pending"))
	require.Len(t, ids, 2)
}
