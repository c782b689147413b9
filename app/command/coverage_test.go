package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCoverageOfACaseBeginsFromWhatStandsInTheStore(t *testing.T) {
	db := pledged(t)
	number := answerOf(t, on("2026-11-20", "", "monitor", "--db", db, "--json")).Alarms[0].Case
	base := []string{"coverage", "--db", db, "--case", number, "--on", "2025-11-25"}
	o := run("", append(base, "--json")...)
	require.Equal(t, 0, o.status, o.err)
	require.Contains(t, o.out, `"before":{"coverage":"known","outstanding":"700000.01","lendable":"750000.00","room":"49999.99"`)
	o = run("", append(base, "--release", "R2")...)
	require.Equal(t, 0, o.status, o.err)
	for _, want := range []string{"480,000.00", "220,000.01", "追加权利的认定价值不少于 733,333.37 元", "提前归还本金不少于 220,000.01 元"} {
		require.Contains(t, o.out, want)
	}
	o = run("", append(base, "--release", "R2", "--value", "733333.37")...)
	require.Contains(t, o.out, "覆盖充足")
	o = run("", append(base, "--release", "R2", "--value", "733333.36")...)
	require.Contains(t, o.out, "缺口 0.01 元")
	o = run("", append(base, "--release", "R7,R2", "--cap", "x", "--json")...)
	require.Equal(t, 2, o.status)
	require.Len(t, refusals(t, o).Errors, 2)
	o = run("", "coverage", "--case", number, "--repay", "1", "--json")
	require.Equal(t, 2, o.status)
	require.Len(t, refusals(t, o).Errors, 2, "options of a case without a store are named")
	require.Equal(t, 2, run("", "coverage", "--db", db, "--json").status)
}
