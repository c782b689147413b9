package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/policy"
)

func TestTheLeastClassFollowsTheDaysPastDue(t *testing.T) {
	l := policy.Embedded()
	for days, want := range map[int]policy.RiskClass{-1: policy.Normal, 0: policy.Normal, 1: policy.Special, 90: policy.Special, 91: policy.Substandard, 270: policy.Substandard,
		271: policy.Doubtful, 360: policy.Doubtful, 361: policy.LossClass} {
		got, by, err := l.LeastClass(today, days)
		require.NoError(t, err)
		require.Equal(t, want, got, "%d days", days)
		require.Equal(t, policy.Unverified, by.Citation())
	}
	_, _, err := l.LeastClass(date.Must("2023-06-30"), 91)
	require.True(t, fault.Has(err, "policy.no_rule"), "the day before the rule")
	got, _, err := l.LeastClass(date.Must("2023-07-01"), 91)
	require.NoError(t, err)
	require.Equal(t, policy.Substandard, got)
}

func TestTheFiveClassesAreInOrderAndTheLastThreeAreBad(t *testing.T) {
	all := policy.RiskClasses()
	for i, c := range all {
		require.True(t, c.Known())
		require.Equal(t, i >= 2, c.Bad(), c)
		for j, o := range all {
			require.Equal(t, i > j, c.Worse(o))
		}
		require.True(t, c.Worse(""), "any class is worse than none")
	}
	require.False(t, policy.RiskClass("").Bad())
}

func TestTheToleranceIsThreePointsBySource(t *testing.T) {
	points, by, err := policy.Embedded().NPLTolerance(today)
	require.NoError(t, err)
	require.Equal(t, "0.03", points.String())
	require.Contains(t, by.Citation(), "银保监发〔2019〕34号")
	_, _, err = policy.Embedded().NPLTolerance(date.Must("2018-12-31"))
	require.True(t, fault.Has(err, "policy.no_rule"))
}
