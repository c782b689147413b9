package command

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/policy"
	"zhiya/workflow/subsidy"
)

func subsidies() Command {
	return Command{Name: "subsidies", Summary: "补贴批次：贴息、评估费补贴、保险费补贴，从通知到拨付",
		Usage: "presets | examples | template --kind KIND --out FILE | list | show NUMBER | open --in FORM.json [--preset CODE] [--finance CODE] | import NUMBER --in LIST [--received DATE] [--dry-run | --good-only] | act NUMBER ACT [--in FORM.json | --all] | export NUMBER --sheet SHEET --out FILE",
		Details: "list、show、open、import、act、export 需要 --db 和 --as，密码从标准输入读取一行。presets 列出各地公开的补贴方案（预设，须按当年通知核对），examples 按这些方案给出算例。" +
			"open 按 JSON 建立批次，--preset 以某一公开方案为底，--finance 给出财政部门的机构代码。import 读取企业申报列表（XLSX、CSV），逐行写明错误，有误时一行也不登记；模板见 template。" +
			"act 办理一步：" + actWords() + "；内容由 --in 的 JSON 给出，check、review 可用 --all（按申报数和本行案件核对、全部通过）。" +
			"show 显示每一行的金额和算法、现在能办的步骤。export 的 SHEET 为 lines（批次明细）、public（公示表）或 payment（拨付表），FILE 为 .xlsx 或 .pdf。",
		Flags: []Flag{{Name: "db", Value: "F", Help: "数据文件，或 postgres:// 地址"}, {Name: "as", Value: "LOGIN", Help: "登录名"}, {Name: "in", Value: "FILE", Help: "JSON 或者申报列表"}, {Name: "out", Value: "FILE", Help: "写出的文件"},
			{Name: "kind", Value: "KIND", Help: "interest、appraisal_fee 或 insurance_fee"}, {Name: "preset", Value: "CODE", Help: "公开方案的代码"}, {Name: "finance", Value: "CODE", Help: "财政部门的机构代码"},
			{Name: "received", Value: "DATE", Help: "收件日，默认今天"}, {Name: "dry-run", Help: "只核对，不登记"}, {Name: "good-only", Help: "只登记无误的行"}, {Name: "all", Help: "全部行"},
			{Name: "sheet", Value: "SHEET", Help: "lines、public 或 payment"}, FlagJSON},
		MinArgs: 1, MaxArgs: 3, Run: runSubsidies}
}

// subsidyWords are the acts as they are written on the command line.
var subsidyWords = []struct {
	word string
	act  subsidy.ActName
}{{"announce", subsidy.ActNotify}, {"withdraw", subsidy.ActWithdraw}, {"close", subsidy.ActClose}, {"check", subsidy.ActCheck}, {"review", subsidy.ActReview}, {"submit", subsidy.ActSubmit},
	{"examine", subsidy.ActExamine}, {"propose", subsidy.ActPropose}, {"approve", subsidy.ActApprove}, {"send-back", subsidy.ActSendBack}, {"publish", subsidy.ActPublish}, {"object", subsidy.ActObject},
	{"resolve", subsidy.ActResolve}, {"end", subsidy.ActEnd}, {"pay", subsidy.ActPay}, {"reverse", subsidy.ActReverse}, {"confirm", subsidy.ActConfirm}, {"stop", subsidy.ActStopBatch}, {"declare", subsidy.ActDeclare}}

func actWords() string {
	out := make([]string, len(subsidyWords))
	for i, w := range subsidyWords {
		out[i] = w.word + "（" + w.act.String() + "）"
	}
	return strings.Join(out, "、")
}

// subsidyActs are the words behind "subsidies", with how many more they take and the options they need.
var subsidyActs = map[string]struct {
	words int
	needs []string
	run   func(context.Context, *Env) error
}{
	"presets": {0, nil, listPresets}, "examples": {0, nil, subsidyExamples}, "template": {0, []string{"kind", "out"}, declarationTemplate},
	"list": {0, []string{"db", "as"}, listSubsidies}, "show": {1, []string{"db", "as"}, showSubsidy}, "open": {0, []string{"db", "as", "in"}, openSubsidy},
	"import": {1, []string{"db", "as", "in"}, importDeclarations}, "act": {2, []string{"db", "as"}, actOnSubsidy}, "export": {1, []string{"db", "as", "sheet", "out"}, exportSubsidy},
}

func runSubsidies(ctx context.Context, env *Env) error {
	act, known := subsidyActs[env.Args[0]]
	if !known {
		return fault.New(fault.Invalid, "args.act", "", "没有“%s”这种操作，可用 presets、examples、template、list、show、open、import、act、export", clip(env.Args[0]))
	}
	var fs fault.Faults
	if len(env.Args)-1 != act.words {
		fs.Invalid("args.count", "", "用法：zhiya subsidies %s", subsidies().Usage)
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

// subsidyPack is the pack of published schemes that comes with the program.
func subsidyPack(env *Env) (policy.Pack, error) {
	return policy.Embedded().On(subsidy.PresetPack, workflow.Today(env.Now()))
}

func listPresets(_ context.Context, env *Env) error {
	pack, err := subsidyPack(env)
	if err != nil {
		return err
	}
	list, err := subsidy.Presets(pack)
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(list)
	}
	for i, p := range list {
		env.Printf("%s　%s\n  %s\n  来源：%s（示例，待核实）\n", pack.Items[i].Code, p.Text, strings.Join(p.Lines(p.Kind), "；"), p.Source)
	}
	return nil
}

func subsidyExamples(_ context.Context, env *Env) error {
	pack, err := subsidyPack(env)
	if err != nil {
		return err
	}
	list, err := subsidy.Examples(pack)
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(list)
	}
	for _, w := range list {
		env.Printf("%s：%s 元\n  %s\n", w.Title, w.Figure.Amount.Format(), w.Note)
		tellReasons(env, w.Figure)
	}
	return nil
}

func tellReasons(env *Env, f subsidy.Figure) {
	for _, r := range f.Why {
		mark := "  "
		if r.Binds {
			mark = "▼ "
		}
		result := ""
		if !r.Before {
			result = " → " + r.After() + " 元"
		}
		env.Printf("    %s%s：%s%s\n", mark, r.Rule, r.Text, result)
	}
}

// subsidyLine is a batch as a list shows it.
type subsidyLine struct {
	Number string       `json:"number"`
	Name   string       `json:"name"`
	Kind   subsidy.Kind `json:"kind"`
	Year   int          `json:"year"`
	Step   subsidy.Step `json:"step"`
	Lines  int          `json:"lines"`
	Amount money.Money  `json:"amount"`
	Mine   []string     `json:"mine"` // the acts this person may do now
}

func lineOf(v workflow.SubsidyView) subsidyLine {
	l := subsidyLine{Number: v.Batch.Number, Name: v.Batch.Name, Kind: v.Batch.Kind, Year: v.Batch.Year, Step: v.Batch.Step, Lines: len(v.Batch.Lines), Amount: v.Total(), Mine: []string{}}
	for _, o := range v.Options {
		if o.Why == "" {
			l.Mine = append(l.Mine, o.Act.Title)
		}
	}
	return l
}

func listSubsidies(ctx context.Context, env *Env) error {
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		all, err := desk.Subsidies(ctx, person)
		if err != nil {
			return err
		}
		lines := []subsidyLine{}
		for _, v := range all {
			lines = append(lines, lineOf(v))
		}
		if env.JSON() {
			return env.WriteJSON(lines)
		}
		t := table{}
		for _, l := range lines {
			t.row(l.Number, l.Name, l.Kind.String(), l.Step.String(), fmt.Sprintf("%d 行", l.Lines), alignRight(l.Amount.Format()), strings.Join(l.Mine, "、"))
		}
		t.print(env.Out)
		if len(lines) == 0 {
			env.Printf("没有补贴批次\n")
		}
		return nil
	})
}

func showSubsidy(ctx context.Context, env *Env) error {
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		v, err := desk.Subsidy(ctx, person, env.Args[1])
		if err != nil {
			return err
		}
		if env.JSON() {
			return env.WriteJSON(struct {
				subsidyLine
				Batch   subsidy.Batch    `json:"batch"`
				Figures []subsidy.Figure `json:"figures"`
			}{lineOf(v), v.Batch, v.Figures})
		}
		b := v.Batch
		env.Printf("%s　%s　%s\n%s\n来源：%s\n", b.Number, b.Name, b.Step, strings.Join(b.Scheme.Lines(b.Kind), "；"), b.Scheme.Source)
		for i, f := range v.Figures {
			e := b.Lines[i].Entry
			env.Printf("第 %d 行　%s　%s　%s 至 %s：%s 元\n", f.No, e.Firm, e.LoanNo, e.From, e.To, f.Amount.Format())
			tellReasons(env, f)
		}
		env.Printf("合计 %s 元\n", v.Total().Format())
		for _, o := range v.Options {
			if o.Why == "" {
				env.Printf("可办理：%s\n", o.Act.Title)
			} else {
				env.Printf("不能办理：%s（%s）\n", o.Act.Title, o.Why)
			}
		}
		return nil
	})
}

// openFile is a batch to open; with --preset the scheme may be left out, but for a benchmark rate that the preset leaves open.
type openFile struct {
	Name        string          `json:"name"`
	Kind        subsidy.Kind    `json:"kind,omitempty"`
	Year        int             `json:"year"`
	From        date.Date       `json:"from"`
	To          date.Date       `json:"to"`
	FinanceID   string          `json:"finance_id,omitempty"`
	Scheme      *subsidy.Scheme `json:"scheme,omitempty"`
	Benchmark   *money.Rate     `json:"benchmark,omitempty"`
	BenchmarkOf string          `json:"benchmark_of,omitempty"`
}

func openSubsidy(ctx context.Context, env *Env) error {
	raw, err := readFlagFile(env, "in")
	if err != nil {
		return err
	}
	var f openFile
	if err := DecodeStrict(raw, &f); err != nil {
		return err
	}
	form := &subsidy.Open{FinanceID: f.FinanceID}
	if env.Given("preset") {
		if err := presetInto(env, form); err != nil {
			return err
		}
	}
	form.Name, form.Year, form.From, form.To = f.Name, f.Year, f.From, f.To
	if f.Kind != "" {
		form.Kind = f.Kind
	}
	if f.Scheme != nil {
		form.Scheme = *f.Scheme
	}
	if f.Benchmark != nil {
		form.Scheme.Benchmark, form.Scheme.BenchmarkOf = f.Benchmark, f.BenchmarkOf
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		if env.Given("finance") {
			if form.FinanceID, err = orgOf(ctx, desk, access.Finance, env.Flag("finance")); err != nil {
				return err
			}
		}
		return handIn(ctx, env, desk, person, workflow.SubsidyView{}, form)
	})
}

// presetInto takes the scheme of a preset.
func presetInto(env *Env, form *subsidy.Open) error {
	pack, err := subsidyPack(env)
	if err != nil {
		return err
	}
	item, found := pack.Item(env.Flag("preset"))
	if !found {
		return fault.New(fault.Invalid, "policy.no_rule", "--preset", "没有代码为“%s”的公开方案，见 zhiya subsidies presets", clip(env.Flag("preset")))
	}
	p, err := subsidy.PresetOf(pack, item)
	form.Kind, form.Scheme = p.Kind, p.Scheme
	return err
}

func orgOf(ctx context.Context, desk *workflow.Desk, kind access.OrgKind, code string) (string, error) {
	orgs, _, err := desk.Directory(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(orgs, func(o access.Org) bool { return o.Kind == kind && o.Code == code })
	if i < 0 {
		return "", fault.New(fault.Invalid, "org.missing", "--finance", "没有机构代码为“%s”的%s", clip(code), kind)
	}
	return orgs[i].ID, nil
}

// handIn performs a form and tells what came of it.
func handIn(ctx context.Context, env *Env, desk *workflow.Desk, person string, v workflow.SubsidyView, form subsidy.Form) error {
	out, err := desk.ActOnSubsidy(ctx, person, workflow.SubsidyRequest{CommandID: desk.NewID(), BatchID: v.Batch.ID, Version: v.Batch.Version, Form: form})
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(out)
	}
	env.Printf("已办理“%s”：批次 %s 现在“%s”（第 %d 步，审计链第 %d 条）\n", subsidy.NameOf(form), out.Number, out.Step, out.Version, out.Seq)
	return nil
}

func actOnSubsidy(ctx context.Context, env *Env) error {
	i := slices.IndexFunc(subsidyWords, func(w struct {
		word string
		act  subsidy.ActName
	}) bool {
		return w.word == env.Args[2]
	})
	if i < 0 {
		return fault.New(fault.Invalid, "args.act", "", "没有“%s”这一步，可用：%s", clip(env.Args[2]), actWords())
	}
	row, _ := subsidy.ActOf(subsidyWords[i].act)
	form := row.New()
	if env.Given("in") {
		raw, err := readFlagFile(env, "in")
		if err != nil {
			return err
		}
		if err := DecodeStrict(raw, form); err != nil {
			return err
		}
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		v, err := desk.Subsidy(ctx, person, env.Args[1])
		if err != nil {
			return err
		}
		if env.Given("all") {
			if err := allLines(ctx, desk, person, v, form); err != nil {
				return err
			}
		}
		return handIn(ctx, env, desk, person, v, form)
	})
}

// allLines fills a form that goes line by line with every line of the batch.
func allLines(ctx context.Context, desk *workflow.Desk, person string, v workflow.SubsidyView, form subsidy.Form) error {
	switch f := form.(type) {
	case *subsidy.CheckLines:
		books, err := desk.SubsidyBooks(ctx, person, v.Batch.ID)
		f.Lines = workflow.CheckForms(v.Batch, books)
		return err
	case *subsidy.Review:
		f.Lines = v.Batch.Passing()
	case *subsidy.Examine:
		f.Lines = v.Batch.Passing()
	default:
		return fault.New(fault.Invalid, "flag.conflict", "--all", "--all 只用于 check、review 和 examine")
	}
	return nil
}

func exportSubsidy(ctx context.Context, env *Env) error {
	which := reports.SubsidySheet(env.Flag("sheet"))
	if which.String() == "" {
		return fault.New(fault.Invalid, "choice", "--sheet", "--sheet 应为 lines、public 或 payment")
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		v, err := desk.Subsidy(ctx, person, env.Args[1])
		if err != nil {
			return err
		}
		draw := reports.SubsidyWorkbook
		switch strings.ToLower(filepath.Ext(env.Flag("out"))) {
		case ".xlsx":
		case ".pdf":
			draw = reports.SubsidyPDF
		default:
			return fault.New(fault.Invalid, "file.kind", "--out", "--out 应为 .xlsx 或 .pdf 文件")
		}
		body, err := draw(v, which, env.Now())
		if err != nil {
			return err
		}
		if err := writeWhole(env.Flag("out"), body); err != nil {
			return err
		}
		env.Printf("已写出%s %s\n", which, env.Flag("out"))
		return nil
	})
}
