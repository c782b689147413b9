package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

const simulateIn = `{"model":{"discount":"0.12","timing":"mid_year","stream":{"revenue":["1000000.00","1200000.00"],"share":"0.05","tax":"0.25"},
 "drivers":[{"name":"royalty","distribution":{"kind":"triangular","min":"0.03","mode":"0.05","max":"0.07"}},
  {"name":"discount","distribution":{"kind":"pert","min":"0.09","mode":"0.12","max":"0.18"}}],
 "correlation":{"measure":"spearman","pairs":[{"a":"royalty","b":"discount","rho":"0.4"}]}},
 "scenarios":[{"name":"悲观","probability":"0.25","figures":[{"driver":"royalty","value":"0.025"}]},{"name":"基准","probability":"0.75"}],
 "trials":5000,"seed":1,"threshold":"60000.00"}`

func TestSimulationOfOneRight(t *testing.T) {
	o := run(simulateIn, "simulate", "--json", "--threads", "1")
	require.Equal(t, command.ExitDone, o.status, o.out)
	require.Equal(t, o.out, run(simulateIn, "simulate", "--json", "--threads", "2").out, "the same bytes with one and two threads")
	var r struct {
		Engine, Generator, Base, Mean, SD string
		StandardError                     string `json:"standard_error"`
		Trials                            int
		Percentiles                       []struct{ P, Value string }
		Histogram                         struct{ Counts []int }
		Tornado                           []struct{ Name string }
		Below                             struct{ Probability string }
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &r))
	require.Equal(t, []string{"zhiya-simulate/1", "Philox4x32-10", "73399.35"}, []string{r.Engine, r.Generator, r.Base})
	require.Equal(t, []any{5000, 9, 40, "royalty"}, []any{r.Trials, len(r.Percentiles), len(r.Histogram.Counts), r.Tornado[0].Name})
	for _, amount := range []string{r.Mean, r.SD, r.StandardError, r.Percentiles[4].Value} {
		require.Regexp(t, `^\d+\.\d\d$`, amount)
	}
	o = run(simulateIn, "simulate")
	require.Equal(t, command.ExitDone, o.status, o.err)
	for _, want := range []string{"73,399.35", "许可费率（分成率）", "50.00% 分位", "低于 60,000.00 的概率", "期望值 64,224.43", "0.040872", "zhiya-simulate/1"} {
		require.Contains(t, o.out, want)
	}
}

func TestSimulationIsRefusedByField(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{strings.Replace(simulateIn, `"mode":"0.05"`, `"mode":"0.08"`, 1), "distribution.mode model.drivers[0].distribution.mode"},
		{strings.Replace(simulateIn, `"mode":"0.05"`, `"mode":"NaN"`, 1), "rate.format model.drivers[0].distribution.mode"},
		{strings.Replace(simulateIn, `"mode":"0.05"`, `"mode":"5e-2"`, 1), "rate.format model.drivers[0].distribution.mode"},
		{strings.Replace(simulateIn, `"mode":"0.05"`, `"mode":0.05`, 1), "field.type model.drivers[0].distribution.mode"},
		{strings.Replace(simulateIn, `"discount":"0.12"`, `"discount":"-1"`, 1), "rate.range model.discount"},
		{strings.Replace(simulateIn, `"trials":5000`, `"trials":50`, 1), "simulate.trials trials"},
		{strings.Replace(simulateIn, `"rho":"0.4"`, `"rho":"1.4"`, 1), "correlation.range model.correlation.pairs[0].rho"},
		{strings.Replace(simulateIn, `"name":"royalty"`, `"name":"luck"`, 1), "driver.unknown model.drivers[0].name"},
		{strings.Replace(simulateIn, `"seed":1`, `"sed":1`, 1), "field.unknown sed"},
	} {
		o := run(c.in, "simulate", "--json")
		require.Equal(t, command.ExitInvalid, o.status, c.want)
		e := refusals(t, o).Errors[0]
		require.Equal(t, c.want, e.Code+" "+e.Path)
	}
	for _, args := range [][]string{{"--trials", "5"}, {"--seed", "5"}, {"--out", "x"}, {"--threads", "0"}, {"--portfolio", "x", "--in", "y"}} {
		o := run(simulateIn, append([]string{"simulate", "--json"}, args...)...)
		require.Equal(t, command.ExitInvalid, o.status, args)
	}
}
