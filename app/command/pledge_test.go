package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const precheckIn = `{"kind":"patent","on":"2026-11-22",
 "pledgors":[{"name":"示例科技","uscc":"91350100M000100Y43"}],"pledgee":{"name":"示例银行"},
 "contract":{"clauses":["C1","C2","C3","C4","C5"],"forfeiture_clause":false},
 "debt":{"from":"2026-12-01","due":"2029-11-30"},
 "statements":["PR-10#0"],
 "rights":[{"kind":"invention","number":"ZL201710601862.3","filed":"2017-07-21","granted":"2019-05-03","status":"in_force",
   "owners":[{"name":"示例科技","uscc":"91350100M000100Y43","consented":true}],"co_owner_agreement":false,"fees_paid_until":"2027-07-21",
   "suspensions":[],"preservations":[],"pledges":[],
   "same_day_invention":false,"invalidation_pending":false}]}`

func TestPrecheckPrintsItsJSONInAllThreeOutcomes(t *testing.T) {
	suspended := strings.NewReplacer(`"suspensions":[]`, `"suspensions":[{"from":"2026-01-01","to":""}]`,
		`"pledges":[]`, `"pledges":[{"state":"registered"}]`).Replace(precheckIn)
	for _, c := range []struct {
		name, in string
		status   int
		outcome  string
		codes    []string
		text     string
	}{
		{"passes", precheckIn, 0, "pass", nil, "预审结果：通过"},
		{"a warning does not count", strings.Replace(precheckIn, `"forfeiture_clause":false`, `"forfeiture_clause":true`, 1), 0, "pass", []string{"W-LZ"}, "提示"},
		{"refused on two grounds", suspended, 3, "refused", []string{"PR-05", "PR-09"}, "不予登记"},
		{"needs a statement", strings.NewReplacer(`"invalidation_pending":false`, `"invalidation_pending":true`, `"PR-10#0"`, ``).Replace(precheckIn),
			3, "needs_statement", []string{"PR-11"}, "须书面声明"},
	} {
		o := run(c.in, "precheck", "--json")
		require.Equal(t, c.status, o.status, "%s: %s", c.name, o.out)
		require.Empty(t, o.err, c.name)
		var got struct {
			Outcome  string
			Findings []struct {
				Code, Outcome, Message, Basis string
				Right                         int
				Verified                      bool
			}
		}
		require.NoError(t, json.Unmarshal([]byte(o.out), &got), c.name)
		require.Equal(t, c.outcome, got.Outcome, c.name)
		var codes []string
		for _, f := range got.Findings {
			codes = append(codes, f.Code)
			require.Equal(t, strings.HasPrefix(f.Code, "W-"), f.Right == -1, c.name)
			require.NotEmpty(t, f.Message)
		}
		require.Equal(t, c.codes, codes, c.name)
		require.NotNil(t, got.Findings, "an empty list, not null")

		text := run(c.in, "precheck")
		require.Equal(t, c.status, text.status)
		require.Contains(t, text.out, c.text)
		for _, code := range c.codes {
			require.Contains(t, text.out, code+" ")
		}
	}
}

func TestPrecheckNamesEveryMalformedField(t *testing.T) {
	o := run(strings.NewReplacer(`"on":"2026-11-22"`, `"on":"2026-11-31"`, `"status"`, `"stauts"`, `"consented":true`, `"consented":"yes"`).Replace(precheckIn), "precheck", "--json")
	require.Equal(t, 2, o.status)
	var paths []string
	for _, e := range refusals(t, o).Errors {
		paths = append(paths, e.Path)
	}
	require.ElementsMatch(t, []string{"on", "rights[0].stauts", "rights[0].owners[0].consented"}, paths)

	o = run(strings.NewReplacer(`91350100M000100Y43`, `91350100M000100Y44`, `"in_force"`, `"fine"`).Replace(precheckIn), "precheck", "--json")
	require.Equal(t, 2, o.status)
	require.GreaterOrEqual(t, len(refusals(t, o).Errors), 3)
}

func TestTopUpTellsTheShortfallOrThatTheCoverageIsUnknown(t *testing.T) {
	enough := strings.Replace(topUpIn, `"outstanding":"150.00"`, `"outstanding":"127.00"`, 1)
	expired := strings.Replace(topUpIn, `"2026-11-22"},{`, `"2026-11-21"},{`, 1)
	for _, c := range []struct{ name, in, want, text string }{
		{"short", topUpIn, `{"coverage":"known","lendable":"127.00","shortfall":"23.00","needed_value":"46.00",`, "23.00"},
		{"enough", enough, `{"coverage":"known","lendable":"127.00","shortfall":"0.00","needed_value":"0.00",`, "127.00"},
		{"one value expired yesterday", expired, `{"coverage":"unknown","lendable":null,"shortfall":null,"needed_value":null,`, "未知"},
		{"the bare shortfall would not do", `{"outstanding":"75.00","rights":[{"value":"100.00","cap":"0.5","haircut":"0","valid_until":"2027-01-01"}],` +
			`"on":"2026-11-22","new":{"cap":"0.5","haircut":"0"}}`, `{"coverage":"known","lendable":"50.00","shortfall":"25.00","needed_value":"50.00",`, "50.00"},
	} {
		o := run(c.in, "topup", "--json")
		require.Equal(t, 0, o.status, c.name)
		require.True(t, strings.HasPrefix(o.out, c.want), "%s: %s", c.name, o.out)
		require.True(t, json.Valid([]byte(o.out)))
		require.Equal(t, c.name == "enough", strings.Contains(o.out, `"alarms":[]`), c.name)

		text := run(c.in, "topup")
		require.Equal(t, 0, text.status)
		require.Contains(t, text.out, c.text)
		require.Equal(t, c.name != "enough", strings.Contains(text.out, "警示："), c.name)
	}
	o := run(strings.Replace(topUpIn, `"cap":"0.3"`, `"cap":"1.3"`, 1), "topup", "--json")
	require.Equal(t, 2, o.status)
	require.Equal(t, "rights[1].cap", refusals(t, o).Errors[0].Path)
}

func TestCoverageTellsWhatAChangeWouldMakeOfIt(t *testing.T) {
	o := run(coverageIn, "coverage", "--json")
	require.Equal(t, 0, o.status, o.err)
	require.Contains(t, o.out, `"before":{"coverage":"known","outstanding":"100.00","lendable":"75.00","room":"-25.00","shortfall":"25.00","ratio":"1.3333"}`)
	require.Contains(t, o.out, `"after":{"coverage":"known","outstanding":"90.00","lendable":"75.00","room":"-15.00","shortfall":"15.00","ratio":"1.2"}`)
	require.Contains(t, o.out, `"repay_needed":"15.00","needed_value":"30.00","end_by":"2027-06-30"`)
	text := run(coverageIn, "coverage")
	require.Equal(t, 0, text.status)
	for _, want := range []string{"缺口（元）", "25.00", "15.00", "追加权利的认定价值不少于 30.00 元", "债务到期日提前到 2027年6月30日", "警示："} {
		require.Contains(t, text.out, want)
	}
	enough := run(strings.Replace(coverageIn, `"repay":"10.00"`, `"repay":"25.00"`, 1), "coverage")
	require.Contains(t, enough.out, "覆盖充足")
	unknown := run(strings.Replace(coverageIn, `"2027-01-01"}`, `"2026-01-01"}`, 1), "coverage")
	require.Contains(t, unknown.out, "未知")
	o = run(strings.Replace(coverageIn, `"repay":"10.00"`, `"repay":"100.01"`, 1), "coverage", "--json")
	require.Equal(t, 2, o.status)
	require.Equal(t, "repay", refusals(t, o).Errors[0].Path)
}

func TestFeesLayOutTheCalendarOfAPatent(t *testing.T) {
	args := []string{"fees", "--kind", "invention", "--filed", "2017-07-21", "--granted", "2019-05-03", "--on", "2026-11-22"}
	o := run("", append(args, "--json", "--fees-paid-until", "2026-07-21")...)
	require.Equal(t, 0, o.status, o.err)
	var got struct {
		Years []struct {
			Year                          int
			Due, Amount, Surcharge, State string
			GraceEnd                      string `json:"grace_end"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &got))
	require.Len(t, got.Years, 20)
	tenth := got.Years[9]
	require.Equal(t, "2026-07-21", tenth.Due)
	require.Equal(t, "2027-01-21", tenth.GraceEnd)
	require.Equal(t, "grace", tenth.State)
	require.Equal(t, "4000.00", tenth.Amount)
	require.Equal(t, "paid", got.Years[8].State)

	text := run("", args...)
	require.Equal(t, 0, text.status)
	require.Contains(t, text.out, "补缴期内")
	require.Contains(t, text.out, "按未缴计算")
	require.NotContains(t, run("", append(args, "--fees-paid-until", "2026-07-21")...).out, "按未缴计算")
}

func TestFeesNamesTheWrongFlags(t *testing.T) {
	for _, c := range []struct {
		args  string
		paths []string
	}{
		{"--kind invention", []string{"--filed", "--granted", "--on"}},
		{"--kind song --filed 2017-07-21 --granted 2019-05-03 --on 2026-11-22", []string{"--kind"}},
		{"--kind design --filed 2017-7-21 --granted 2019-05-33 --on 2026-11-22", []string{"--filed", "--granted"}},
		{"--kind design --filed 2019-07-21 --granted 2019-05-03 --on 2026-11-22", []string{"--granted"}},
		{"--kind design --filed 2017-07-21 --granted 2019-05-03 --on 2026-11-22 --fees-paid-until 2001-01-01", []string{"--fees-paid-until"}},
	} {
		o := run("", append([]string{"fees", "--json"}, strings.Fields(c.args)...)...)
		require.Equal(t, 2, o.status, c.args)
		var paths []string
		for _, e := range refusals(t, o).Errors {
			paths = append(paths, e.Path)
		}
		require.Equal(t, c.paths, paths, c.args)
	}
}
