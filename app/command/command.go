// Package command is the command line of the program: the same operations as the desktop's, without a display. A command
// reads flags and JSON, calls the one function that knows the rule, and prints; it holds no rule of its own.
package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"time"

	"zhiya/valuation/fault"
)

// Exit statuses of every command.
const (
	ExitDone    = 0 // done
	ExitBroken  = 1 // the program or its surroundings failed
	ExitInvalid = 2 // the input is wrong
	ExitRefused = 3 // a rule refuses
)

// Command is one thing the program does and ends.
type Command struct {
	Name    string
	Summary string // one Chinese line for the help
	Usage   string // what stands behind the name, e.g. "--from DATE --days N"
	Details string // Chinese paragraph for the command's own help; may be empty
	Flags   []Flag
	MinArgs int // words that are no flags
	MaxArgs int // -1: any number
	Run     func(ctx context.Context, env *Env) error
}

// Flag is one option of a command; it may stand before or after the arguments.
type Flag struct {
	Name     string // without dashes
	Value    string // what the help calls its value, e.g. "FILE"; empty for a switch
	Help     string // Chinese
	Required bool
}

// The flags that many commands share.
var (
	FlagJSON = Flag{Name: "json", Help: "以 JSON 输出结果与错误"}
	FlagIn   = Flag{Name: "in", Value: "FILE", Help: "输入文件；不给则读标准输入"}
)

// Outcome is an error that says: the answer has been printed as it should, end with this status.
type Outcome int

func (o Outcome) Error() string { return fmt.Sprintf("ended with status %d", int(o)) }

// Main runs the command line and returns the exit status. It is the only place here that knows the clock and signals.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return Run(ctx, All(), &Env{In: stdin, Out: stdout, Err: stderr, Now: time.Now}, args)
}

// Run finds the command that args name among commands, runs it and returns the exit status. Nothing is printed on
// env.Out before the command is done, so a refused one leaves no half answer there.
func Run(ctx context.Context, commands []Command, env *Env, args []string) (status int) {
	out := env.Out
	var buffer bytes.Buffer
	env.Out = &buffer
	defer func() {
		env.Out = out
		if _, err := out.Write(buffer.Bytes()); err != nil && status == ExitDone {
			fmt.Fprintf(env.Err, "错误：结果无法写出：%v\n", err)
			status = ExitBroken
		}
	}()
	if len(args) == 0 {
		printHelp(env.Out, commands)
		return ExitDone
	}
	// A switch before the name of the command belongs to the command.
	for len(args) > 1 && args[0] == "--"+FlagJSON.Name {
		args = append(slices.Clone(args[1:]), args[0])
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		return help(commands, env, args[1:])
	}
	i := slices.IndexFunc(commands, func(c Command) bool { return c.Name == args[0] })
	if i < 0 {
		return env.report(unknownCommand(args[0], commands), slices.Contains(args, "--json"))
	}
	c := commands[i]
	if slices.ContainsFunc(args[1:], func(a string) bool { return a == "--help" || a == "-h" || a == "-help" }) {
		printCommandHelp(env.Out, c)
		return ExitDone
	}
	asJSON := c.has(FlagJSON.Name) && slices.ContainsFunc(args, func(a string) bool { return a == "--json" || a == "-json" })
	if err := env.parse(c, args[1:]); err != nil {
		return env.report(err, asJSON)
	}
	err := guarded(ctx, c, env)
	var outcome Outcome
	if errors.As(err, &outcome) {
		return int(outcome)
	}
	if err != nil {
		buffer.Reset()
	}
	return env.report(err, asJSON)
}

// guarded turns a panic of a command into a Broken fault: a person gets a sentence, not a stack, and the status is 1.
func guarded(ctx context.Context, c Command, env *Env) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", r, debug.Stack()), "internal", "程序内部错误，操作未生效，请把下面的内容交给维护人员")
		}
	}()
	return c.Run(ctx, env)
}

func (c Command) has(flag string) bool {
	return slices.ContainsFunc(c.Flags, func(f Flag) bool { return f.Name == flag })
}

type refusal struct {
	Errors []refusalLine `json:"errors"`
}

type refusalLine struct {
	Code    string `json:"code"`
	Path    string `json:"path"`
	Message string `json:"message"`
	Basis   string `json:"basis"`
}

func refusalOf(err error) refusal {
	r := refusal{Errors: []refusalLine{}}
	for _, f := range fault.Of(err) {
		r.Errors = append(r.Errors, refusalLine{Code: f.Code, Path: f.Path, Message: f.Message, Basis: f.Basis})
	}
	return r
}

// report prints what is wrong, as JSON on Out or as Chinese text on Err, and returns the status.
func (e *Env) report(err error, asJSON bool) int {
	if err == nil {
		return ExitDone
	}
	if asJSON {
		if writeErr := writeJSON(e.Out, refusalOf(err)); writeErr != nil {
			return ExitBroken
		}
	}
	for _, f := range fault.Of(err) {
		if !asJSON {
			line := "错误 " + f.Code + "：" + f.Error()
			if f.Basis != "" {
				line += "（依据：" + f.Basis + "）"
			}
			fmt.Fprintln(e.Err, line)
		}
		if f.Cause != nil {
			fmt.Fprintln(e.Err, "原因："+f.Cause.Error())
		}
	}
	return StatusOf(err)
}

// StatusOf is the exit status that the gravest fault of err stands for.
func StatusOf(err error) int {
	switch fault.KindOf(err) {
	case "":
		return ExitDone
	case fault.Invalid, fault.NotFound:
		return ExitInvalid
	case fault.Refused, fault.Forbidden, fault.Conflict:
		return ExitRefused
	default:
		return ExitBroken
	}
}

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
