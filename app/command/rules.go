package command

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/policy"
)

func rules() Command {
	return Command{Name: "rules", Summary: "规则包：列出、查看、检索、比较、签发、导入",
		Usage: "list | show ID [--on DATE] | search WORD… | diff --on DATE --to DATE | sign --in FILE --out FILE | export ID [--on DATE] --out FILE | import --in FILE [--dry-run] [--succeed] --reason TEXT",
		Details: "list、show、search、diff 不给 --db 时只看程序自带的规则，给出 --db 时连同该数据文件中导入的规则。sign 把未签名的规则包（JSON）以登录人所在机构的密钥签成 " + workflow.RuleFileEnding +
			" 文件；export 把某日有效的版本签发给他人。import 由系统管理员办理并记入审计链：签名须由本数据文件已导入公钥的机构作出；与已有版本有效期重叠的拒绝，" +
			"--succeed 表示由新包接续（原版本止于前一日）或更正（替换同日起的版本）。--dry-run 只核对、不导入。导入后，案件按办理当日有效的版本判断，此前已作的判断不变。密码从标准输入读取一行。",
		Flags: []Flag{{Name: "db", Value: "F", Help: "数据文件，或 postgres:// 地址"}, {Name: "on", Value: "DATE", Help: "日期，默认今天"}, {Name: "to", Value: "DATE", Help: "与此日比较"},
			{Name: "in", Value: "FILE", Help: "规则包文件"}, {Name: "out", Value: "FILE", Help: "写出的文件"}, {Name: "as", Value: "LOGIN", Help: "登录名"},
			{Name: "dry-run", Help: "只核对，不导入"}, {Name: "succeed", Help: "接续或更正已有版本"}, {Name: "reason", Value: "TEXT", Help: "导入原因"}, FlagJSON},
		MinArgs: 1, MaxArgs: -1,
		Run: runRules}
}

// ruleActs are the words behind "rules", with how many more they take at least and at most (−1: any).
var ruleActs = map[string]struct {
	least, most int
	needs       []string
	run         func(context.Context, *Env) error
}{
	"list": {0, 0, nil, listRules}, "show": {1, 1, nil, showRules}, "search": {1, -1, nil, searchRules}, "diff": {0, 0, []string{"on", "to"}, diffRules},
	"sign": {0, 0, []string{"db", "as", "in", "out"}, signRules}, "export": {1, 1, []string{"db", "as", "out"}, exportRules}, "import": {0, 0, []string{"db", "in"}, importRules},
}

func runRules(ctx context.Context, env *Env) error {
	act, known := ruleActs[env.Args[0]]
	if !known {
		return fault.New(fault.Invalid, "args.act", "", "没有“%s”这种操作，可用 list、show、search、diff、sign、export、import", clip(env.Args[0]))
	}
	var fs fault.Faults
	rest := len(env.Args) - 1
	if rest < act.least || act.most >= 0 && rest > act.most {
		fs.Invalid("args.count", "", "用法：zhiya rules %s", rules().Usage)
	}
	for _, name := range act.needs {
		if !env.Given(name) {
			fs.Invalid("flag.missing", "--"+name, "缺少必需的选项 --%s", name)
		}
	}
	if err := fs.Err(); err != nil {
		return err
	}
	return act.run(ctx, env)
}

// ruleLibrary is the library of the store named by --db, or that of the program.
func ruleLibrary(ctx context.Context, env *Env) (*policy.Library, []workflow.ImportedPack, error) {
	if !env.Given("db") {
		return policy.Embedded(), nil, nil
	}
	desk, done, err := deskOn(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	return desk.RuleLibrary(ctx)
}

// packLine is a version of a pack as a list shows it.
type packLine struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	From     date.Date `json:"valid_from"`
	To       date.Date `json:"valid_to"`
	Verified bool      `json:"verified"`
	Example  bool      `json:"example,omitempty"`
	Source   string    `json:"source"`
	Rules    int       `json:"rules"`
	Import   int64     `json:"import,omitempty"` // number of the import; 0 for a pack of the program
	Issuer   string    `json:"issuer,omitempty"`
}

func listRules(ctx context.Context, env *Env) error {
	lib, imported, err := ruleLibrary(ctx, env)
	if err != nil {
		return err
	}
	lines := []packLine{}
	for _, id := range lib.IDs() {
		for _, p := range lib.Versions(id) {
			l := packLine{ID: p.ID, Title: p.Title, From: p.ValidFrom, To: p.ValidTo, Verified: p.Verified, Example: p.Example, Source: p.Source, Rules: len(p.Items)}
			for _, x := range imported {
				if x.Pack.ID == p.ID && x.Pack.ValidFrom == p.ValidFrom {
					l.Import, l.Issuer = x.Seq, x.Issuer
				}
			}
			lines = append(lines, l)
		}
	}
	if env.JSON() {
		return env.WriteJSON(lines)
	}
	t := table{}
	for _, l := range lines {
		mark := "已核实"
		if !l.Verified {
			mark = policy.Unverified
		}
		if l.Example {
			mark += "·示例"
		}
		from := "程序自带"
		if l.Import > 0 {
			from = fmt.Sprintf("第 %d 次导入，%s", l.Import, l.Issuer)
		}
		t.row(l.ID, l.Title, span(l.From, l.To), mark, from)
	}
	t.print(env.Out)
	return nil
}

func span(from, to date.Date) string {
	if to.IsZero() {
		return from.String() + " 起"
	}
	return from.String() + " 至 " + to.String()
}

func ruleDay(env *Env, flag string) (date.Date, error) {
	d, err := env.Date(flag)
	if err == nil && d.IsZero() {
		d = workflow.Today(env.Now())
	}
	return d, err
}

func showRules(ctx context.Context, env *Env) error {
	lib, _, err := ruleLibrary(ctx, env)
	if err != nil {
		return err
	}
	on, err := ruleDay(env, "on")
	if err != nil {
		return err
	}
	if !slices.Contains(lib.IDs(), env.Args[1]) {
		return fault.New(fault.Invalid, "policy.no_rule", "", "没有规则包“%s”，可用：%s", clip(env.Args[1]), strings.Join(lib.IDs(), "、"))
	}
	p, err := lib.On(env.Args[1], on)
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(p)
	}
	env.Printf("%s　%s　%s\n来源：%s\n", p.ID, p.Title, span(p.ValidFrom, p.ValidTo), p.Source)
	if p.Note != "" {
		env.Printf("说明：%s\n", p.Note)
	}
	t := table{}
	for _, i := range p.Items {
		t.row(i.Code, i.Title, i.Citation())
	}
	t.print(env.Out)
	return nil
}

func searchRules(ctx context.Context, env *Env) error {
	lib, _, err := ruleLibrary(ctx, env)
	if err != nil {
		return err
	}
	found := lib.Search(strings.Join(env.Args[1:], " "))
	if env.JSON() {
		type line struct {
			Pack string      `json:"pack"`
			From date.Date   `json:"valid_from"`
			Item policy.Item `json:"item"`
		}
		lines := make([]line, len(found))
		for i, f := range found {
			lines[i] = line{f.Pack.ID, f.Pack.ValidFrom, f.Item}
		}
		return env.WriteJSON(lines)
	}
	t := table{}
	for _, f := range found {
		t.row(f.Pack.ID, span(f.Pack.ValidFrom, f.Pack.ValidTo), f.Item.Code, f.Item.Title, f.Item.Citation())
	}
	t.print(env.Out)
	if len(found) == 0 {
		env.Printf("没有找到含有全部词语的规则\n")
	}
	return nil
}

func diffRules(ctx context.Context, env *Env) error {
	lib, _, err := ruleLibrary(ctx, env)
	if err != nil {
		return err
	}
	var fs fault.Faults
	from, err := env.Date("on")
	fs.Append("", err)
	to, err := env.Date("to")
	fs.Append("", err)
	if err := fs.Err(); err != nil {
		return err
	}
	return tellChanges(env, lib.Diff(from, to), fmt.Sprintf("%s 与 %s 有效的规则相同\n", from, to))
}

func tellChanges(env *Env, changes []policy.Change, none string) error {
	if env.JSON() {
		if changes == nil {
			changes = []policy.Change{}
		}
		return env.WriteJSON(changes)
	}
	if len(changes) == 0 {
		env.Printf("%s", none)
	}
	last := ""
	for _, c := range changes {
		if c.Pack != last {
			env.Printf("%s　%s\n", c.Pack, c.Title)
			last = c.Pack
		}
		env.Printf("  %s %s\n    前：%s\n    后：%s\n", c.Code, c.Field, orNone(c.Before), orNone(c.After))
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "（无）"
	}
	return s
}

func signRules(ctx context.Context, env *Env) error {
	plain, err := readFlagFile(env, "in")
	if err != nil {
		return err
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		p, file, err := desk.SignRules(ctx, person, plain)
		if err != nil {
			return err
		}
		return handOut(env, p, file)
	})
}

func exportRules(ctx context.Context, env *Env) error {
	on, err := ruleDay(env, "on")
	if err != nil {
		return err
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		p, file, err := desk.ExportRules(ctx, person, env.Args[1], on)
		if err != nil {
			return err
		}
		return handOut(env, p, file)
	})
}

func handOut(env *Env, p policy.Pack, file []byte) error {
	if err := writeWhole(env.Flag("out"), file); err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(map[string]any{"id": p.ID, "valid_from": p.ValidFrom, "out": env.Flag("out")})
	}
	env.Printf("已签发规则包 %s（%s），写到 %s\n", p.Title, span(p.ValidFrom, p.ValidTo), env.Flag("out"))
	return nil
}

// atDesk signs the person in and opens the desk of --db.
func atDesk(ctx context.Context, env *Env, do func(desk *workflow.Desk, person string) error) error {
	desk, done, err := deskOn(ctx, env)
	if err != nil {
		return err
	}
	defer done()
	person, err := signIn(ctx, env, desk)
	if err != nil {
		return err
	}
	return do(desk, person)
}

func readFlagFile(env *Env, flag string) ([]byte, error) {
	const most = 16 << 20
	info, err := os.Stat(env.Flag(flag))
	if err == nil && info.Size() > most {
		return nil, fault.New(fault.Invalid, "input.size", "--"+flag, "文件“%s”超过 16 MB，不是规则包", env.Flag(flag))
	}
	b, err := os.ReadFile(env.Flag(flag))
	if err != nil {
		return nil, fault.Faults{{Kind: fault.Invalid, Code: "input.unreadable", Path: "--" + flag, Message: fmt.Sprintf("文件“%s”无法打开，请核对路径与权限", env.Flag(flag)), Cause: err}}
	}
	return b, nil
}

func importRules(ctx context.Context, env *Env) error {
	file, err := readFlagFile(env, "in")
	if err != nil {
		return err
	}
	tell := func(p workflow.RulesPreview, head string) error {
		if env.JSON() {
			return env.WriteJSON(p)
		}
		env.Printf("%s %s（%s），%s\n", head, p.Pack.Title, span(p.Pack.ValidFrom, p.Pack.ValidTo), p.Signature.Message)
		for _, d := range p.Displaced {
			switch {
			case d.Gone:
				env.Printf("  替换同日起的版本（%s 起）\n", d.From)
			case d.NewEnds:
				env.Printf("  本包止于 %s，以后的版本（%s 起）不变\n", d.NowTo, d.From)
			default:
				env.Printf("  原版本（%s 起）止于 %s\n", d.From, d.NowTo)
			}
		}
		return tellChanges(env, p.Changes, "  与现行版本内容相同\n")
	}
	if env.Given("dry-run") {
		desk, done, err := deskOn(ctx, env)
		if err != nil {
			return err
		}
		defer done()
		p, err := desk.PreviewRules(ctx, file)
		if err != nil {
			return err
		}
		return tell(p, "核对（未导入）")
	}
	if !env.Given("as") {
		return fault.New(fault.Invalid, "flag.missing", "--as", "规则包由系统管理员导入，请用 --as 给出登录名；只核对请加 --dry-run")
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		p, err := desk.ImportRules(ctx, person, file, env.Given("succeed"), env.Flag("reason"))
		if err != nil {
			return flagged(err, map[string]string{"reason": "--reason", "pack.valid_from": "--in", "signature": "--in"})
		}
		return tell(p, "已导入")
	})
}
