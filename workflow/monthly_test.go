package workflow_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/casefile"
)

func TestTheReportsOfAMonthAreIssuedTogetherOnceACase(t *testing.T) {
	o := staffed(t)
	numbers := []string{"ZL202110345678.3", "ZL202110987654.8", "ZL202210123456.1"}
	var cases []string
	for i := range 3 {
		o.next()
		open := o.form("kehu", "OpenCase").(casefile.OpenCase)
		open.Rights = open.Rights[:1]
		open.Rights[0].Number = numbers[i]
		_, err := o.do("kehu", open)
		require.NoError(t, err)
		o.play(toLent[0][1:], slices.Concat(toLent[1:]...))
		cases = append(cases, o.state.Number)
	}
	var seen []int
	issued, err := o.desk.IssueMonthlyReports(ctx, "kehu", func(done, total int, _ string) { seen = append(seen, done, total) })
	require.NoError(t, err)
	require.Len(t, issued, 3)
	require.Equal(t, []int{0, 3, 1, 3, 2, 3}, seen)
	for _, m := range issued {
		require.NoError(t, m.Err)
		require.Contains(t, cases, m.Number)
		require.NotEmpty(t, m.Document)
	}
	again, err := o.desk.IssueMonthlyReports(ctx, "kehu", func(int, int, string) {})
	require.NoError(t, err)
	require.Len(t, again, 3)
	for _, m := range again {
		require.Empty(t, m.Document, "once a month")
		require.NotEmpty(t, m.Earlier)
	}
	o.now = o.now.AddDate(0, 1, 0)
	stopped, stop := context.WithCancel(ctx)
	partly, err := o.desk.IssueMonthlyReports(stopped, "kehu", func(done, _ int, _ string) {
		if done == 1 {
			stop()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotEmpty(t, partly)
	require.NotEmpty(t, partly[0].Document, "what was issued before stays")
	rest, err := o.desk.IssueMonthlyReports(ctx, "kehu", func(int, int, string) {})
	require.NoError(t, err)
	for _, m := range rest {
		require.NotEqual(t, m.Document == "", m.Earlier == "", "issued now or before")
	}
	none, err := o.desk.IssueMonthlyReports(ctx, "pg1", func(int, int, string) {})
	require.NoError(t, err)
	require.Empty(t, none)
	o.read(issued[0].CaseID)
	_, err = o.do("kehu", casefile.IssueWatchReport{})
	require.Error(t, err, "a second one says why")
	_, err = o.do("kehu", casefile.IssueWatchReport{Correction: "年费状态更正"})
	require.NoError(t, err)
}
