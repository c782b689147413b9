package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

const twoExamples = `{"cases":[{"id":"A","calc":"npv_excel","inputs":{"rate":0.1,"values":[110,121]},"expected":{"npv":200},"tolerance":{"*":1e-9}},
	{"id":"B","calc":"capm","inputs":{"rf":0.04,"beta":1.2,"rm":0.1},"expected":{"re":%s},"tolerance":{"*":1e-9}}]}`

func goldenFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "golden.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestGoldenNamesEveryCaseAndFailsWithOne(t *testing.T) {
	o := run("", "golden", goldenFile(t, strings.Replace(twoExamples, "%s", "0.112", 1)))
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Equal(t, "ok A\nok B\n共 2 个算例，2 个一致，0 个不一致\n", o.out)
	o = run("", "golden", goldenFile(t, strings.Replace(twoExamples, "%s", "0.113", 1)))
	require.Equal(t, command.ExitBroken, o.status)
	require.Equal(t, "ok A\nFAIL B re 0.112 0.113\n共 2 个算例，1 个一致，1 个不一致\n", o.out)
	require.Equal(t, command.ExitInvalid, run("", "golden", filepath.Join(t.TempDir(), "none.json")).status)
	require.Equal(t, command.ExitInvalid, run("", "golden", goldenFile(t, "[]")).status)
	require.Equal(t, command.ExitInvalid, run("", "golden", goldenFile(t, `{"cases":[]}`)).status)
}

func TestCalcAnswersByIDAndNamesEveryFault(t *testing.T) {
	o := run(`{"cases":[{"id":"x","calc":"irr","inputs":{"values":[-100,110]}},{"id":"y","calc":"irr","inputs":{"values":[100,110]}},
		{"id":"z","calc":"tri","inputs":{"min":0,"max":1,"mode":0.5,"p":[0.5]}}]}`, "calc", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var got struct {
		Cases []struct {
			ID      string
			Outputs map[string]any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &got))
	require.Equal(t, []string{"x", "y", "z"}, []string{got.Cases[0].ID, got.Cases[1].ID, got.Cases[2].ID})
	require.InDelta(t, 0.1, got.Cases[0].Outputs["irr"], 1e-12)
	require.Equal(t, "#NUM!", got.Cases[1].Outputs["irr"])
	require.Equal(t, []any{0.5}, got.Cases[2].Outputs["quantile"])

	o = run(`{"cases":[{"id":"x","calc":"irr","inputs":{"values":[-100,"NaN"]}},{"id":"w","calc":"irr","inputs":{"values":[-100,110],"more":1}},{"id":"y","calc":"tri","inputs":{"min":0,"max":1,"mode":2,"x":[0]}}]}`, "calc", "--json")
	require.Equal(t, command.ExitInvalid, o.status)
	var paths []string
	for _, e := range refusals(t, o).Errors {
		paths = append(paths, e.Path)
	}
	require.Equal(t, []string{"cases[0].inputs.values[1]", "cases[1].inputs.more", "cases[2].inputs.mode"}, paths)
	require.Equal(t, command.ExitInvalid, run(`{"cases":[{"id":"x","calc":"irr","inputs":{},"extra":1}]}`, "calc", "--json").status)
	require.Equal(t, command.ExitInvalid, run(`{"cases":[]}`, "calc", "--json").status)
	many := `{"cases":[` + strings.Repeat(`{"id":"x","calc":"irr","inputs":{}},`, 10_000) + `{"id":"x","calc":"irr","inputs":{}}]}`
	require.Equal(t, "calc.many", refusals(t, run(many, "calc", "--json")).Errors[0].Code)
}
