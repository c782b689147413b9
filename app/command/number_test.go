package command_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWorkdaysCountsByTheStateCouncilCalendar(t *testing.T) {
	for _, c := range []struct{ args, json, text string }{
		{"--from 2026-09-30 --days 5", `{"date":"2026-10-13","provisional":false}`, "2026-10-13"},
		{"--days 2 --from 2026-09-18", `{"date":"2026-09-21","provisional":false}`, "2026-09-21"},
		{"--from 2026-10-13 --days -5", `{"date":"2026-09-30","provisional":false}`, "2026-09-30"},
		{"--from 2026-09-30 --to 2026-10-13", `{"days":5,"provisional":false}`, "5 个工作日"},
		{"--from 2030-01-04 --days 1", `{"date":"2030-01-07","provisional":true}`, "2030-01-07（暂定：涉及的年份尚未公布放假安排）"},
	} {
		args := append([]string{"workdays"}, strings.Fields(c.args)...)
		require.Equal(t, outcome{0, c.json + "\n", ""}, run("", append(args, "--json")...))
		require.Equal(t, outcome{0, c.text + "\n", ""}, run("", args...))
	}
}

func TestWorkdaysNamesTheWrongFlags(t *testing.T) {
	for _, c := range []struct {
		args  string
		paths []string
	}{
		{"--days 5", []string{"--from"}},
		{"--from 2026-09-30", []string{"--days"}},
		{"--from 2026-09-30 --days 1 --to 2026-10-01", []string{"--days"}},
		{"--from 2026-09-31 --days x --to 1", []string{"--from", "--to", "--days"}},
		{"--from 2026-09-30 --days 20001", []string{"--days"}},
		{"--from 2199-12-30 --days 5", []string{"--days"}},
		{"--from 2026-09-30 --days 1.5", []string{"--days"}},
	} {
		o := run("", append([]string{"workdays", "--json"}, strings.Fields(c.args)...)...)
		require.Equal(t, 2, o.status, c.args)
		var paths []string
		for _, e := range refusals(t, o).Errors {
			paths = append(paths, e.Path)
		}
		require.Equal(t, c.paths, paths, c.args)
	}
}

func TestIdentAnswersValidAndInvalidNumbersInOneForm(t *testing.T) {
	for _, c := range []struct {
		kind, value string
		status      int
		want        []string
	}{
		{"uscc", "91350100m000100y43", 0, []string{`"valid":true,"normal":"91350100M000100Y43","expected_check":"3"`}},
		{"uscc", "91350100M000100Y44", 2, []string{`"valid":false`, `"expected_check":"3"`, `"errors":[{"code":"uscc.`}},
		{"patent", "201710601862.3", 0, []string{`"valid":true,"normal":"ZL201710601862.3","expected_check":"3"`, `"right_kind":"invention"`}},
		{"patent", "ZL201710601862.4", 2, []string{`"valid":false`, `"expected_check":"3"`, `"errors":[`}},
		{"citizen", "11010519491231002X", 0, []string{`"valid":true`, `"expected_check":"X"`}},
		{"trademark", "商标12345678", 2, []string{`"valid":false`}},
		{"trademark", "12345678", 0, []string{`"valid":true`}},
		{"software", "2026SR0123456", 0, []string{`"valid":true`}},
		{"passport", "E12345678", 2, []string{`"code":"ident.kind"`}},
	} {
		o := run("", "ident", c.kind, c.value, "--json")
		require.Equal(t, c.status, o.status, o.out)
		for _, w := range c.want {
			require.Contains(t, o.out, w)
		}
		require.Empty(t, o.err)

		text := run("", "ident", c.kind, c.value)
		require.Equal(t, c.status, text.status)
		if c.status == 0 {
			require.Contains(t, text.out, "有效：")
		} else {
			require.Empty(t, text.out)
			require.Contains(t, text.err, "错误 ")
		}
	}
	require.Equal(t, "args.missing", refusals(t, run("", "ident", "uscc", "--json")).Errors[0].Code)
}

func TestAmountIsWrittenInCapitals(t *testing.T) {
	for in, want := range map[string]string{
		"107000.53":            "壹拾万柒仟元伍角叁分",
		"0":                    "零元整",
		"0.50":                 "伍角",
		"0.05":                 "伍分",
		"100.05":               "壹佰元零伍分",
		"1234567.89":           "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分",
		"150000000":            "壹亿伍仟万元整",
		"92233720368547758.07": "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
	} {
		require.Equal(t, outcome{0, want + "\n", ""}, run("", "amount", in))
	}
	require.Equal(t, `{"amount":"107000.53","chinese":"壹拾万柒仟元伍角叁分"}`+"\n", run("", "amount", "--json", "107000.53").out)
	for in, code := range map[string]string{
		"-5": "amount.negative", "-0": "amount.negative", "1.001": "amount.format", "1,000": "amount.format", "1e3": "amount.format",
		"": "amount.format", "92233720368547758.08": "amount.range", "100000000000000000": "amount.format",
	} {
		o := run("", "amount", in, "--json")
		require.Equal(t, 2, o.status, in)
		require.Equal(t, code, refusals(t, o).Errors[0].Code, in)
	}
}
