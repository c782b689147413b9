package command_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

type eligibleAnswer struct {
	Facts struct {
		Lent, Amount string
		LPR          string `json:"lpr"`
	}
	Results []struct {
		Code, Outcome string
		Conditions    []struct{ Code, Outcome, Reason, Cure string }
	}
}

func TestWhichPolicyProductsALoanMayComeUnderIsAskedOfACaseOrOfFacts(t *testing.T) {
	o := on("2026-11-23", `{"on":"2026-11-23","lent":"2024-01-10","due":"2026-01-10","amount":"3000000.01","rate":"0.0375","lpr":"0.0345","guaranteed":true,
		"labels":["小微企业"],"districts":["海州区"],"bank":"示例银行","clean":true}`, "eligible", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var a eligibleAnswer
	require.NoError(t, json.Unmarshal([]byte(o.out), &a))
	outcome := map[string]string{}
	for _, r := range a.Results {
		outcome[r.Code] = r.Outcome
		for _, c := range r.Conditions {
			if r.Code == "PP-ZQ" && c.Outcome == "unmet" {
				require.Equal(t, "amount", c.Code, "one fen too much")
				require.Contains(t, c.Cure, "3,000,000.00")
			}
		}
	}
	require.Equal(t, "unmet", outcome["PP-ZQ"])

	db := pledged(t)
	o = on("2026-11-23", "", "monitor", "--db", db, "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	o = on("2026-11-23", "", "eligible", "--db", db, "--case", "LYG-B03SL-2025-000001", "--lpr", "0.03")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "科技创新再贷款（2022 年设立）：不符合")
	require.Contains(t, o.out, "待核实")
	t.Log(o.out)
}

func TestWrongQuestionsAboutPolicyProductsAreAllNamed(t *testing.T) {
	for _, c := range [][]string{{"eligible", "--case", "X"}, {"eligible", "--db", "x.db"}, {"eligible", "--db", "x.db", "--case", "X", "--lpr", "3.45"}} {
		o := run("", c...)
		require.Equal(t, command.ExitInvalid, o.status, "%v %s", c, o.err)
	}
	o := run(`{"on":"2026-11-23"}`, "eligible")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "amount")
	db := pledged(t)
	o = run("", "eligible", "--db", db, "--case", "LYG-B03SL-2025-000009")
	require.NotEqual(t, command.ExitDone, o.status)
	_, err := os.Stat(db)
	require.NoError(t, err)
}
