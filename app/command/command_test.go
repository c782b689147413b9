package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/valuation/fault"
)

// outcome is what a run of the program leaves behind.
type outcome struct {
	status   int
	out, err string
}

func run(input string, args ...string) outcome {
	var out, errs bytes.Buffer
	status := command.Main(args, strings.NewReader(input), &out, &errs)
	return outcome{status, out.String(), errs.String()}
}

func runWith(c command.Command, args ...string) outcome {
	var out, errs bytes.Buffer
	env := &command.Env{In: strings.NewReader(""), Out: &out, Err: &errs}
	status := command.Run(context.Background(), []command.Command{c}, env, args)
	return outcome{status, out.String(), errs.String()}
}

type refusal struct {
	Errors []struct{ Code, Path, Message, Basis string }
}

// refusals reads the answer of a refused command and insists on its exact form.
func refusals(t *testing.T, o outcome) refusal {
	t.Helper()
	var r refusal
	d := json.NewDecoder(strings.NewReader(o.out))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&r), o.out)
	require.NotEmpty(t, r.Errors)
	for _, e := range r.Errors {
		require.NotEmpty(t, e.Code)
		require.NotEmpty(t, e.Message)
	}
	return r
}

func TestHelpListsEveryCommandAndNothingElse(t *testing.T) {
	for _, args := range [][]string{nil, {"help"}, {"--help"}, {"-h"}} {
		o := run("", args...)
		require.Equal(t, command.ExitDone, o.status)
		_, list, _ := strings.Cut(o.out, "命令：\n")
		list, _, _ = strings.Cut(list, "\n\n")
		var names []string
		for line := range strings.Lines(list) {
			names = append(names, strings.Fields(line)[0])
		}
		var want []string
		for _, c := range command.All() {
			want = append(want, c.Name)
		}
		require.Equal(t, want, names)
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range command.All() {
		require.False(t, seen[c.Name], c.Name)
		seen[c.Name] = true
		require.NotEmpty(t, c.Summary, c.Name)
		byHelp, byFlag := run("", "help", c.Name), run("", c.Name, "--help")
		require.Equal(t, command.ExitDone, byHelp.status)
		require.Equal(t, byHelp, byFlag)
		require.Contains(t, byHelp.out, "zhiya "+c.Name)
		for _, f := range c.Flags {
			require.Contains(t, byHelp.out, "--"+f.Name, c.Name)
			require.NotEmpty(t, f.Help, c.Name)
		}
	}
}

func TestAnUnknownCommandIsInvalidAndTheNearestIsNamed(t *testing.T) {
	o := run("", "alocate")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Empty(t, o.out)
	require.Contains(t, o.err, "allocate")

	o = run("", "help", "nothing-like-it")
	require.Equal(t, command.ExitInvalid, o.status)

	o = run("", "alocate", "--json")
	require.Equal(t, "command.unknown", refusals(t, o).Errors[0].Code)
}

func TestFlagsMayStandBeforeOrAfterArguments(t *testing.T) {
	var got struct {
		args       []string
		file, name string
		json       bool
	}
	c := command.Command{Name: "try", Usage: "WORD… --file FILE", MaxArgs: -1, Flags: []command.Flag{command.FlagJSON,
		{Name: "file", Value: "FILE", Help: "文件"}, {Name: "name", Value: "NAME", Help: "名称"}},
		Run: func(_ context.Context, env *command.Env) error {
			got.args, got.file, got.name, got.json = env.Args, env.Flag("file"), env.Flag("name"), env.JSON()
			return nil
		}}
	for _, words := range []string{"--json --file f a -5", "a --file=f -5 --json", "--file f a --json -5", "-json -file f -- a -5"} {
		got.args, got.file, got.json = nil, "", false
		require.Equal(t, command.ExitDone, runWith(c, append([]string{"try"}, strings.Fields(words)...)...).status, words)
		require.Equal(t, []string{"a", "-5"}, got.args, words)
		require.Equal(t, "f", got.file, words)
		require.True(t, got.json, words)
	}
	require.Equal(t, command.ExitDone, runWith(c, "try", "--", "--file").status)
	require.Equal(t, []string{"--file"}, got.args)
}

func TestWrongFlagsAreAllNamed(t *testing.T) {
	c := command.Command{Name: "try", Usage: "--db F", MinArgs: 1, MaxArgs: 1, Flags: []command.Flag{command.FlagJSON,
		{Name: "db", Value: "F", Help: "账本", Required: true}, {Name: "n", Value: "N", Help: "数"}},
		Run: func(context.Context, *command.Env) error { panic("must not run") }}
	for _, x := range []struct {
		words string
		want  []string
	}{
		{"--json a", []string{"flag.missing --db"}},
		{"--json a --db", []string{"flag.value --db"}},
		{"a --db --json", []string{"flag.value --db"}},
		{"--json a --db=", []string{"flag.value --db"}},
		{"--json a --db x --db y", []string{"flag.duplicate --db"}},
		{"--json a --db x --json", []string{"flag.duplicate --json"}},
		{"--json a --db=x --n=1 --nope", []string{"flag.unknown --nope"}},
		{"--json --db x", []string{"args.missing "}},
		{"--json a b --db x", []string{"args.extra "}},
		{"--json a b --nope", []string{"flag.unknown --nope", "flag.missing --db", "args.extra "}},
	} {
		o := runWith(c, append([]string{"try"}, strings.Fields(x.words)...)...)
		require.Equal(t, command.ExitInvalid, o.status, x.words)
		var got []string
		for _, e := range refusals(t, o).Errors {
			got = append(got, e.Code+" "+e.Path)
		}
		require.Equal(t, x.want, got, x.words)
	}
	o := runWith(c, "try", "a", "--db", "x", "--json=yes")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "不带值")
}

func TestTheStatusFollowsTheGravestFault(t *testing.T) {
	both := fault.Faults{{Kind: fault.Refused, Code: "a", Message: "甲", Basis: "某法第一条"}, {Kind: fault.Invalid, Code: "b", Path: "x", Message: "乙"}}
	for _, x := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{fault.New(fault.Invalid, "a", "", "甲"), 2},
		{fault.New(fault.NotFound, "a", "", "甲"), 2},
		{fault.New(fault.Refused, "a", "", "甲"), 3},
		{fault.New(fault.Forbidden, "a", "", "甲"), 3},
		{fault.New(fault.Conflict, "a", "", "甲"), 3},
		{fault.New(fault.Broken, "a", "", "甲"), 1},
		{errors.New("disk"), 1},
		{both, 2},
		{command.Outcome(3), 3},
	} {
		c := command.Command{Name: "try", Flags: []command.Flag{command.FlagJSON}, Run: func(_ context.Context, env *command.Env) error {
			env.Printf("答案\n")
			return x.err
		}}
		o := runWith(c, "try")
		require.Equal(t, x.want, o.status)
		var printed command.Outcome
		if x.err == nil || errors.As(x.err, &printed) {
			require.Equal(t, "答案\n", o.out)
			require.Empty(t, o.err)
		} else {
			require.Empty(t, o.out, "no half answer")
			require.Contains(t, o.err, "错误")
		}
	}
	c := command.Command{Name: "try", Flags: []command.Flag{command.FlagJSON}, Run: func(context.Context, *command.Env) error { return both }}
	require.Equal(t, `{"errors":[{"code":"a","path":"","message":"甲","basis":"某法第一条"},{"code":"b","path":"x","message":"乙","basis":""}]}`+"\n",
		runWith(c, "try", "--json").out)
	require.Equal(t, "错误 a：甲（依据：某法第一条）\n错误 b：x：乙\n", runWith(c, "try").err)
}

func TestAPanicBecomesASentenceAndStatusOne(t *testing.T) {
	c := command.Command{Name: "try", Flags: []command.Flag{command.FlagJSON}, Run: func(context.Context, *command.Env) error { panic("boom") }}
	o := runWith(c, "try", "--json")
	require.Equal(t, command.ExitBroken, o.status)
	require.Equal(t, "internal", refusals(t, o).Errors[0].Code)
	require.Contains(t, o.err, "boom")
	require.NotContains(t, o.out, "boom")
}

func TestInputComesFromAFileOrStandardInput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "追偿.json")
	require.NoError(t, os.WriteFile(file, []byte("\ufeff"+recoverIn), 0o600))
	want := run(recoverIn, "recover", "--json")
	require.Equal(t, command.ExitDone, want.status)
	require.Equal(t, want, run("", "recover", "--in", file, "--json"))
	require.Equal(t, want, run("", "recover", "--json", "--in="+file))
	require.Equal(t, want, run(recoverIn, "recover", "--json", "--in", "-"))
	require.Equal(t, want, run(recoverIn, "--json", "recover"))

	for _, wrong := range []string{file + ".absent", t.TempDir()} {
		o := run(recoverIn, "recover", "--in", wrong, "--json")
		require.Equal(t, command.ExitInvalid, o.status)
		require.Equal(t, "--in", refusals(t, o).Errors[0].Path)
	}
	var out, errs bytes.Buffer
	require.Equal(t, command.ExitBroken, command.Main([]string{"recover", "--json"}, iotest.ErrReader(errors.New("cable")), &out, &errs))
	require.Contains(t, out.String(), "input.unreadable")
}

func TestAnAnswerThatCannotBeWrittenIsAFailure(t *testing.T) {
	var errs bytes.Buffer
	status := command.Main([]string{"recover", "--json"}, strings.NewReader(recoverIn), brokenPipe{}, &errs)
	require.Equal(t, command.ExitBroken, status)
	require.Contains(t, errs.String(), "无法写出")
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

const recoverIn = `{"paid":[{"id":"fund","amount":"540.00"},{"id":"bank","amount":"260.00"}],"recovered":"400.01","costs":"0.00"}`
