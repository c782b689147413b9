package command

import (
	"context"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/pledge"
)

func coverage() Command {
	return Command{
		Name:    "coverage",
		Summary: "质押覆盖测算：还款、追加、解除、缩短期限之后的覆盖情况",
		Usage:   "[--in FILE | --db F --case NO [--on DATE] [--repay M] [--value M] [--cap R] [--haircut R] [--release R1,R2] [--due DATE]] [--json]",
		Details: `输入：{"outstanding","on","due","rights":[{"value","cap","haircut","valid_until","ends"}],
"repay","add":[同 rights],"release":[rights 的序号，从 0 起],"new_due","new":{"cap","haircut"}}
给出 --db 和 --case 时以案件现状为准，变更由选项给出，什么也不登记。
期限（ends）早于债务到期日的权利不计入；可覆盖金额舍去不足一分的部分。needed_value 是恰好恢复质押率上限的最小认定价值，少一分即不够。`,
		Flags: []Flag{FlagIn, {Name: "db", Value: "F", Help: flagDB.Help}, {Name: "case", Value: "NO", Help: "案件编号"}, {Name: "on", Value: "DATE", Help: "计算日，默认今天"},
			{Name: "repay", Value: "M", Help: "提前归还的本金（元）"}, {Name: "value", Value: "M", Help: "追加权利的认定价值（元）"},
			{Name: "cap", Value: "R", Help: "追加权利的质押率上限，例如 0.3，默认同第一项权利"}, {Name: "haircut", Value: "R", Help: "追加权利的折扣，例如 0.1，默认同第一项权利"},
			{Name: "release", Value: "REFS", Help: "解除质押的权利编号，以逗号分隔"}, {Name: "due", Value: "DATE", Help: "变更后的债务到期日"}, FlagJSON},
		Run: runCoverage,
	}
}

func runCoverage(ctx context.Context, env *Env) error {
	var request pledge.WhatIfRequest
	var err error
	if env.Flag("db") != "" {
		request, err = coverageOfCase(ctx, env)
	} else {
		var fs fault.Faults
		for _, name := range []string{"case", "on", "repay", "value", "cap", "haircut", "release", "due"} {
			if env.Flag(name) != "" {
				fs.Invalid("flag.db", "--"+name, "--%s 只用于案件，请同时给出 --db 和 --case；或把各项写在输入的 JSON 中", name)
			}
		}
		if err = fs.Err(); err == nil {
			err = env.ReadJSON(&request)
		}
	}
	if err != nil {
		return err
	}
	result, err := pledge.WhatIf(request)
	if err != nil {
		return flagged(err, map[string]string{"new_due": "--due"})
	}
	if env.JSON() {
		return env.WriteJSON(result)
	}
	t := table{}
	t.row("", alignRight("变更前"), alignRight("变更后"))
	b, a := result.Before, result.After
	t.row("未偿余额（元）", alignRight(b.Outstanding.Format()), alignRight(a.Outstanding.Format()))
	t.row("可覆盖金额（元）", alignRight(known(b.Lendable)), alignRight(known(a.Lendable)))
	t.row("缺口（元）", alignRight(known(b.Shortfall)), alignRight(known(a.Shortfall)))
	t.print(env.Out)
	for _, w := range result.Remedies() {
		env.Printf("%s\n", w)
	}
	for _, w := range result.Alarms {
		env.Printf("警示：%s\n", w.Message)
	}
	return nil
}

// coverageOfCase begins from the case and takes the change from the options.
func coverageOfCase(ctx context.Context, env *Env) (pledge.WhatIfRequest, error) {
	var fs fault.Faults
	if env.Flag("case") == "" {
		fs.Invalid("flag.missing", "--case", "缺少必需的选项 --case")
	}
	on := workflow.Today(env.Now())
	day := func(name string, into *date.Date) {
		if text := env.Flag(name); text != "" {
			d, err := date.Parse(text)
			fs.Append("--"+name, err)
			*into = d
		}
	}
	day("on", &on)
	var due date.Date
	day("due", &due)
	amount := func(name string) (m money.Money) {
		if text := env.Flag(name); text != "" {
			var err error
			m, err = money.Parse(text)
			fs.Append("--"+name, err)
		}
		return m
	}
	repay, value := amount("repay"), amount("value")
	if err := fs.Err(); err != nil {
		return pledge.WhatIfRequest{}, err
	}
	store, err := openStore(ctx, env)
	if err != nil {
		return pledge.WhatIfRequest{}, err
	}
	defer func() { _ = store.Close() }()
	r, refs, err := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now}).CoverageFacts(ctx, env.Flag("case"), on)
	if err != nil {
		return r, err
	}
	n := pledge.NewRight{}
	if len(r.Rights) > 0 {
		n = pledge.NewRight{Cap: r.Rights[0].Cap, Haircut: r.Rights[0].Haircut}
	}
	for name, into := range map[string]*money.Rate{"cap": &n.Cap, "haircut": &n.Haircut} {
		if text := env.Flag(name); text != "" {
			rate, err := money.ParseRate(text)
			fs.Append("--"+name, err)
			*into = rate
		}
	}
	for _, ref := range strings.FieldsFunc(env.Flag("release"), func(c rune) bool { return c == ',' || c == '，' }) {
		i := slices.Index(refs, strings.TrimSpace(ref))
		if i < 0 {
			fs.Invalid("right.unknown", "--release", "案件没有质押中的权利“%s”，现有：%s", ref, strings.Join(refs, "、"))
		}
		r.Release = append(r.Release, i)
	}
	r.Repay, r.NewDue, r.New = repay, due, &n
	if env.Flag("value") != "" {
		r.Add = []pledge.TermRight{{Ref: "追加的权利", CoveredRight: pledge.CoveredRight{Value: value, Cap: n.Cap, Haircut: n.Haircut, ValidUntil: on}}}
	}
	return r, fs.Err()
}

func known(m *money.Money) string {
	if m == nil {
		return "未知"
	}
	return m.Format()
}
