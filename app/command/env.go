package command

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Env is what a command works with: its streams, the clock, and the words of the command line.
type Env struct {
	In   io.Reader
	Out  io.Writer // shown only when the command succeeds or ends with an Outcome
	Err  io.Writer // progress and remarks
	Now  func() time.Time
	Args []string // the words that are no flags

	flags map[string]string
}

// Given reports whether the flag was written.
func (e *Env) Given(flag string) bool { _, given := e.flags[flag]; return given }

// Flag is the value of the flag, empty when not given.
func (e *Env) Flag(flag string) string { return e.flags[flag] }

// JSON reports whether the answer is wanted as JSON.
func (e *Env) JSON() bool { return e.Given(FlagJSON.Name) }

// Date reads a flag as YYYY-MM-DD; the zero Date when not given. The fault is Invalid and names the flag.
func (e *Env) Date(flag string) (date.Date, error) {
	if !e.Given(flag) {
		return date.Date{}, nil
	}
	d, err := date.Parse(e.Flag(flag))
	var fs fault.Faults
	fs.Append("--"+flag, err)
	return d, fs.Err()
}

// Int reads a flag as a whole number from lo to hi; 0 when not given. The fault is Invalid and names the flag.
func (e *Env) Int(flag string, lo, hi int) (int, error) {
	if !e.Given(flag) {
		return 0, nil
	}
	n, err := strconv.Atoi(e.Flag(flag))
	if err != nil || n < lo || n > hi {
		return 0, fault.New(fault.Invalid, "flag.integer", "--"+flag, "“%s”应为 %d 至 %d 之间的整数", clip(e.Flag(flag)), lo, hi)
	}
	return n, nil
}

// ReadJSON decodes the file named by --in, or standard input, into a struct; see DecodeStrict.
func (e *Env) ReadJSON(into any) error {
	data, err := e.readInput()
	if err != nil {
		return err
	}
	return DecodeStrict(data, into)
}

func (e *Env) readInput() ([]byte, error) {
	if name := e.Flag(FlagIn.Name); name == "" || name == "-" {
		// Waiting for a person to type JSON would look like a hang.
		if f, ok := e.In.(*os.File); ok {
			if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
				return nil, fault.New(fault.Invalid, "input.missing", "--in", "没有输入，请用 --in FILE 给出文件，或把 JSON 送到标准输入")
			}
		}
		data, err := readLimited(e.In)
		return data, fault.Wrap(err, "input.unreadable", "标准输入无法读取")
	}
	file, err := os.Open(e.Flag(FlagIn.Name))
	if err != nil {
		return nil, fault.Faults{{Kind: fault.Invalid, Code: "input.unreadable", Path: "--in",
			Message: fmt.Sprintf("文件“%s”无法打开，请核对路径与权限", e.Flag(FlagIn.Name)), Cause: err}}
	}
	defer func() { _ = file.Close() }() // opened for reading only
	data, err := readLimited(file)
	if err != nil {
		return nil, fault.Faults{{Kind: fault.Invalid, Code: "input.unreadable", Path: "--in",
			Message: fmt.Sprintf("“%s”无法读取，请核对它是一个文件", e.Flag(FlagIn.Name)), Cause: err}}
	}
	return data, nil
}

// WriteJSON prints v as one line of JSON.
func (e *Env) WriteJSON(v any) error {
	return fault.Wrap(writeJSON(e.Out, v), "output.failed", "结果无法写出")
}

// Printf prints text for the person.
func (e *Env) Printf(format string, args ...any) { fmt.Fprintf(e.Out, format, args...) }

// parse splits the words into flags and arguments and names every fault. A word such as -5 is an argument, so that a
// command can say that an amount is negative; behind "--" every word is an argument.
func (e *Env) parse(c Command, words []string) error {
	var fs fault.Faults
	e.flags, e.Args = map[string]string{}, nil
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		if word == "--" {
			e.Args = append(e.Args, words...)
			break
		}
		if !isFlag(word) {
			e.Args = append(e.Args, word)
			continue
		}
		words = e.parseFlag(&fs, c, word, words)
	}
	for _, f := range c.Flags {
		if f.Required && !e.Given(f.Name) {
			fs.Invalid("flag.missing", "--"+f.Name, "缺少必需的选项 --%s %s（%s）", f.Name, f.Value, f.Help)
		}
	}
	switch {
	case len(e.Args) < c.MinArgs:
		fs.Invalid("args.missing", "", "参数不足，用法：zhiya %s %s", c.Name, c.Usage)
	case c.MaxArgs >= 0 && len(e.Args) > c.MaxArgs:
		fs.Invalid("args.extra", "", "多余的参数“%s”，用法：zhiya %s %s", clip(e.Args[c.MaxArgs]), c.Name, c.Usage)
	}
	return fs.Err()
}

func isFlag(word string) bool {
	return len(word) > 1 && word[0] == '-' && !strings.ContainsRune("0123456789.", rune(word[1]))
}

// parseFlag takes one flag and, when it needs one, its value from the words behind it, and returns the words left.
func (e *Env) parseFlag(fs *fault.Faults, c Command, word string, rest []string) []string {
	name, value, inline := strings.Cut(strings.TrimLeft(word, "-"), "=")
	path := "--" + clip(name)
	i := slices.IndexFunc(c.Flags, func(f Flag) bool { return f.Name == name })
	if i < 0 {
		fs.Invalid("flag.unknown", path, "命令 %s 没有这个选项，用法：zhiya %s %s", c.Name, c.Name, c.Usage)
		return rest
	}
	if e.Given(name) {
		fs.Invalid("flag.duplicate", path, "选项重复给出，请只保留一个")
	}
	isSwitch := c.Flags[i].Value == ""
	switch {
	case isSwitch && inline:
		fs.Invalid("flag.value", path, "这个选项不带值")
	case !isSwitch && !inline:
		if len(rest) == 0 || isFlag(rest[0]) {
			fs.Invalid("flag.value", path, "选项后面缺少 %s", c.Flags[i].Value)
			e.flags[name] = ""
			return rest
		}
		value, rest = rest[0], rest[1:]
	}
	if !isSwitch && value == "" {
		fs.Invalid("flag.value", path, "选项的值不能为空，应为 %s", c.Flags[i].Value)
	}
	e.flags[name] = value
	return rest
}
