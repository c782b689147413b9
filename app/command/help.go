package command

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"zhiya/valuation/fault"
)

func help(commands []Command, env *Env, names []string) int {
	if len(names) == 0 {
		printHelp(env.Out, commands)
		return ExitDone
	}
	i := slices.IndexFunc(commands, func(c Command) bool { return c.Name == names[0] })
	if i < 0 {
		return env.report(unknownCommand(names[0], commands), false)
	}
	printCommandHelp(env.Out, commands[i])
	return ExitDone
}

func printHelp(w io.Writer, commands []Command) {
	fmt.Fprint(w, "知押：知识产权质押评估与质物处置\n\n用法：zhiya 命令 [选项] [参数]\n\n命令：\n")
	t := table{}
	for _, c := range commands {
		t.row("  "+c.Name, c.Summary)
	}
	t.print(w)
	fmt.Fprint(w, "\n“zhiya help 命令”显示一个命令的用法。\n退出状态：0 完成 · 2 输入有误 · 3 规则不允许 · 1 程序故障\n")
}

func printCommandHelp(w io.Writer, c Command) {
	fmt.Fprintf(w, "%s\n\n用法：%s\n", c.Summary, strings.TrimSpace("zhiya "+c.Name+" "+c.Usage))
	if c.Details != "" {
		fmt.Fprintf(w, "\n%s\n", c.Details)
	}
	if len(c.Flags) == 0 {
		return
	}
	fmt.Fprint(w, "\n选项：\n")
	t := table{}
	for _, f := range c.Flags {
		text := f.Help
		if f.Required {
			text += "（必需）"
		}
		t.row(strings.TrimSpace("--"+f.Name+" "+f.Value), text)
	}
	t.indent = "  "
	t.print(w)
}

func unknownCommand(name string, commands []Command) error {
	var near []string
	for _, c := range commands {
		if distance(name, c.Name) <= 2 {
			near = append(near, c.Name)
		}
	}
	if len(near) > 0 {
		return fault.New(fault.Invalid, "command.unknown", "", "没有命令“%s”，是否要用 %s？“zhiya help”列出全部命令", clip(name), strings.Join(near, "、"))
	}
	return fault.New(fault.Invalid, "command.unknown", "", "没有命令“%s”，“zhiya help”列出全部命令", clip(name))
}

// distance is the Levenshtein distance of two short words.
func distance(a, b string) int {
	if len(a) > 32 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			next := diagonal
			if a[i-1] != b[j-1] {
				next++
			}
			diagonal = row[j]
			row[j] = min(next, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
