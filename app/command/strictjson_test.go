package command_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/app/command"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

type form struct {
	Name   string          `json:"name"`
	Amount money.Money     `json:"amount"`
	Rate   *money.Rate     `json:"rate"`
	On     date.Date       `json:"on,omitzero"`
	Count  int8            `json:"count,omitempty"`
	Factor float64         `json:"factor,omitempty"`
	Sure   bool            `json:"sure,omitempty"`
	Rows   []row           `json:"rows,omitempty"`
	Raw    json.RawMessage `json:"raw,omitempty"`
	row
	hidden string
	Secret string `json:"-"`
}

type row struct {
	Value money.Money `json:"value,omitempty"`
}

func decode(s string) (form, error) {
	var f form
	err := command.DecodeStrict([]byte(s), &f)
	return f, err
}

func TestStrictJSONReadsEveryKindOfField(t *testing.T) {
	got, err := decode(`{"name":"甲","amount":"-1.5","rate":"0.54","on":"2026-11-22","count":-3,"factor":1.5e3,"sure":true,
		"rows":[{"value":"1"},{}],"raw": {"a" : [1, 2]} ,"value":"9"}`)
	require.NoError(t, err)
	rate := money.MustRate("0.54")
	require.Equal(t, form{Name: "甲", Amount: -150, Rate: &rate, On: date.Of(2026, 11, 22), Count: -3, Factor: 1500, Sure: true,
		Rows: []row{{100}, {}}, Raw: json.RawMessage(`{"a" : [1, 2]}`), row: row{900}}, got)
	require.Empty(t, got.hidden+got.Secret)

	got, err = decode(`{"name":"","amount":"0","rate":null,"rows":[]}`)
	require.NoError(t, err)
	require.Nil(t, got.Rate)
	require.NotNil(t, got.Rows, "an empty list was given")
}

func TestStrictJSONNamesEachFault(t *testing.T) {
	rest := `,"name":"甲","amount":"1"}`
	for _, c := range []struct{ in, code, path, says string }{
		{`{"amount":1,"name":""}`, "field.type", "amount", "字符串金额"},
		{`{"amount":"1,0","name":""}`, "amount.format", "amount", "1,0"},
		{`{"amount":"0.001","name":""}`, "amount.format", "amount", "两位小数"},
		{`{"amount":"99999999999999999","name":""}`, "amount.range", "amount", "超出"},
		{`{"amount":null,"name":""}`, "field.type", "amount", "null"},
		{`{"name":"甲"}`, "field.missing", "amount", "缺少"},
		{`{"rate":0.5` + rest, "field.type", "rate", "字符串小数"},
		{`{"rate":"1e-1"` + rest, "rate.format", "rate", "0.54"},
		{`{"on":20261122` + rest, "field.type", "on", "字符串日期"},
		{`{"on":"2026-02-30"` + rest, "date.absent", "on", "不存在"},
		{`{"count":1.5` + rest, "field.integer", "count", "1.5"},
		{`{"count":128` + rest, "field.integer", "count", "128"},
		{`{"count":"1"` + rest, "field.type", "count", "整数"},
		{`{"factor":1e999` + rest, "field.range", "factor", "超出"},
		{`{"factor":"1"` + rest, "field.type", "factor", "数字"},
		{`{"sure":"yes"` + rest, "field.type", "sure", "true 或 false"},
		{`{"rows":{}` + rest, "field.type", "rows", "数组"},
		{`{"rows":[[]]` + rest, "field.type", "rows[0]", "对象"},
		{`{"rows":[{},{"value":true}]` + rest, "field.type", "rows[1].value", "字符串金额"},
		{`{"rows":[{"vlaue":"1"}]` + rest, "field.unknown", "rows[0].vlaue", "value"},
		{`{"Name":"甲"` + rest, "field.unknown", "Name", "name"},
		{`{"Secret":"甲"` + rest, "field.unknown", "Secret", "name"},
		{`{"hidden":"甲"` + rest, "field.unknown", "hidden", "name"},
		{`{"a.b c":1` + rest, "field.unknown", `"a.b c"`, "name"},
		{`{"name":"乙"` + rest, "field.duplicate", "name", "重复"},
		{`{"raw":{"deep":[{"k":1,"k":2}]}` + rest, "field.duplicate", "raw.deep[0].k", "重复"},
		{`[]`, "field.type", "", "对象"},
		{`"甲"`, "field.type", "", "对象"},
		{``, "json.empty", "", "没有输入"},
		{" \n", "json.empty", "", "没有输入"},
		{`{"name":"甲",}`, "json.syntax", "", "第 1 行第 13 列"},
		{"{\n \"name\":甲}", "json.syntax", "", "第 2 行第 9 列"},
		{`{"name":"甲"`, "json.syntax", "", "第 1 行"},
		{`{"name":"甲","amount":"1"} {}`, "json.syntax", "", "多余"},
		{"{\"name\":\"\xff\"}", "json.encoding", "", "UTF-8"},
		{strings.Repeat("[", 40) + strings.Repeat("]", 40), "json.depth", "", "嵌套"},
		{strings.Repeat(" ", 16<<20) + "{}", "json.size", "", "MiB"},
	} {
		_, err := decode(c.in)
		require.Error(t, err, clipped(c.in))
		require.Equal(t, fault.Invalid, fault.KindOf(err), clipped(c.in))
		fs := fault.Of(err)
		require.Len(t, fs, 1, clipped(c.in))
		require.Equal(t, c.code, fs[0].Code, clipped(c.in))
		require.Equal(t, c.path, fs[0].Path, clipped(c.in))
		require.Contains(t, fs[0].Message, c.says, clipped(c.in))
	}
}

func clipped(s string) string { return s[:min(len(s), 80)] }

func TestStrictJSONNamesAllFaultsAtOnce(t *testing.T) {
	_, err := decode(`{"x":1,"amount":5,"rate":"?","on":"?","rows":[{"value":"?"},{"y":1}],"sure":0,"sure":1}`)
	var got []string
	for _, f := range fault.Of(err) {
		got = append(got, f.Path)
	}
	require.ElementsMatch(t, []string{"sure", "x", "name", "amount", "rate", "on", "rows[0].value", "rows[1].y", "sure"}, got)

	_, err = decode(`{"name":"","amount":"0","rows":[` + strings.Repeat("0,", 500) + `0]}`)
	require.Len(t, fault.Of(err), 101)
	require.Contains(t, err.Error(), "另有 401 处错误从略")
}

func TestDecodeStrictAtPrefixesThePath(t *testing.T) {
	var f form
	err := command.DecodeStrictAt("cases[3].inputs", []byte(`{"amount":1,"name":"","name":""}`), &f)
	require.Equal(t, "cases[3].inputs.name", fault.Of(err)[0].Path)
	require.Equal(t, "cases[3].inputs.amount", fault.Of(err)[1].Path)
}

// TestRandomInputNeverPanics feeds every reading command with noise and with broken copies of good inputs.
func TestRandomInputNeverPanics(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tokens := []string{"{", "}", "[", "]", ",", ":", "\"", "\"id\"", "\"1.00\"", "null", "-1", "1e9", "true", "\\u0000", "甲", "\xff", " "}
	for name, good := range goodInputs {
		for range 300 {
			var input string
			switch r.IntN(3) {
			case 0:
				noise := make([]byte, r.IntN(60))
				for i := range noise {
					noise[i] = byte(r.IntN(256))
				}
				input = string(noise)
			case 1:
				for range r.IntN(30) {
					input += tokens[r.IntN(len(tokens))]
				}
			default:
				at := r.IntN(len(good))
				input = good[:at] + tokens[r.IntN(len(tokens))] + good[min(len(good), at+r.IntN(4)):]
			}
			o := run(input, name, "--json")
			require.NotEqual(t, command.ExitBroken, o.status, "%s %q: %s", name, input, o.err)
			require.True(t, json.Valid([]byte(o.out)), "%s %q", name, input)
		}
	}
}

func TestRandomWordsNeverPanic(t *testing.T) {
	var names []string
	for _, c := range command.All() {
		if c.Name != "bench" { // without words it measures for seconds
			names = append(names, c.Name)
		}
	}
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"--json", "--in", "--", "-", "-1", "--from", "2026-01-01", "--on", "uscc", "0.5"}))
	rapid.Check(t, func(t *rapid.T) {
		args := append([]string{rapid.SampledFrom(names).Draw(t, "name")}, rapid.SliceOfN(word, 0, 5).Draw(t, "words")...)
		o := run(rapid.String().Draw(t, "input"), args...)
		require.Contains(t, []int{command.ExitDone, command.ExitInvalid, command.ExitRefused}, o.status, o.err)
	})
}
