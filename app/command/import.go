package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
	"zhiya/workflow/register"
)

func importRights() Command {
	return Command{Name: "import", Summary: "把专利、商标、著作权列表（XLSX、CSV）导入权利库", Usage: "--in FILE (--dry-run | --db F --as LOGIN [--good-only] [--keep-map NAME]) [--map M] [--on DATE] [--json]",
		Details: "列名按各检索平台的导出格式自动识别，也可用 --map 给出 JSON 文件，例如 {\"columns\":{\"number\":\"专利号\",\"title\":\"名称\"},\"day_order\":\"dmy\"}，其中 day_order 说明 03/04/2017 之类的日期是日在前（dmy）还是月在前（mdy）。" +
			"有误的行逐行列出行号、列名和改法；有误时一行也不导入，--good-only 只导入无误的行。--keep-map 在导入后以该名称为本机构保存列对应关系，以后列名相同的文件自动采用，--map 优先。密码从标准输入读取一行。--dry-run 只读取和核对，不写入。",
		Flags: []Flag{{Name: "in", Value: "FILE", Help: "列表文件", Required: true}, {Name: "db", Value: "F", Help: "数据文件，或 postgres:// 地址"},
			{Name: "as", Value: "LOGIN", Help: "登录名（评估专业人员或银行、担保公司的经办）"}, {Name: "map", Value: "M", Help: "列对应关系（JSON 文件）"},
			{Name: "keep-map", Value: "NAME", Help: "导入后以该名称保存列对应关系"},
			{Name: "sheet", Value: "NAME", Help: "工作簿中的工作表；不给则取第一个有内容的"},
			{Name: "on", Value: "DATE", Help: "列表所述法律状态的查询日"}, {Name: "good-only", Help: "只导入无误的行"}, {Name: "dry-run", Help: "只核对，不写入"}, FlagJSON},
		Run: runImport}
}

// imported is the answer for programs.
type imported struct {
	exchange.Result
	Batch     int64 `json:"batch,omitempty"` // number of the import, by which it can be taken back
	Added     int   `json:"added"`
	Changed   int   `json:"changed"`
	Unchanged int   `json:"unchanged"`
	Older     int   `json:"older"`
	Pledged   int   `json:"pledged"`
}

func runImport(ctx context.Context, env *Env) error {
	dry := env.Given("dry-run")
	var fs fault.Faults
	if !dry && (!env.Given("db") || !env.Given("as")) {
		fs.Invalid("flag.missing", "--db", "导入需要 --db 数据文件和 --as 登录名；只核对文件请加 --dry-run")
	}
	on, err := env.Date("on")
	fs.Append("", err)
	if dry && env.Given("keep-map") {
		fs.Invalid("flag.both", "--keep-map", "--dry-run 不写入，不能同时保存列对应关系，请去掉其中一个")
	}
	if err := fs.Err(); err != nil {
		return err
	}
	var answer imported
	if dry {
		answer.Result, err = readRights(env, nil)
	} else {
		answer, err = takeRights(ctx, env, on)
	}
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(answer)
	}
	tellImport(env, answer, dry)
	return nil
}

// mostTold is how many faults of rows an error names; --dry-run lists all.
const mostTold = 200

// badRows is the refusal of a list with bad rows, each named.
func badRows(res exchange.Result) error {
	var fs fault.Faults
	fs.Invalid("import.rows", "--in", "%s；没有导入任何一行，请改正后重试，或加 --good-only 只导入无误的行", res.Summary())
	for _, b := range res.Bad {
		for _, f := range b.Faults {
			if len(fs) > mostTold {
				fs.Invalid("import.more", "--in", "其余有误的行请加 --dry-run 查看")
				return fs
			}
			f.Path = fmt.Sprintf("第 %d 行 %s", b.Line, f.Path)
			fs = append(fs, f)
		}
	}
	return fs
}

// readRights reads and judges the file; without --map by the kept mapping of its heads, if there is one.
func readRights(env *Env, kept []exchange.Kept) (exchange.Result, error) {
	raw, err := os.ReadFile(env.Flag("in"))
	if err != nil {
		return exchange.Result{}, fault.Faults{{Kind: fault.Invalid, Code: "file.missing", Path: "--in", Message: "文件“" + env.Flag("in") + "”无法读取，请核对路径", Cause: err}}
	}
	var mapping *exchange.Mapping
	if env.Given("map") {
		text, err := os.ReadFile(env.Flag("map"))
		if err != nil {
			return exchange.Result{}, fault.Faults{{Kind: fault.Invalid, Code: "import.map", Path: "--map", Message: "列对应关系文件“" + env.Flag("map") + "”无法读取，请核对路径", Cause: err}}
		}
		m, err := exchange.ReadMapping(text)
		if err != nil {
			var fs fault.Faults
			fs.Append("--map", err)
			return exchange.Result{}, fs.Err()
		}
		mapping = &m
	}
	worksheet := env.Flag("sheet")
	if worksheet == "" && mapping != nil {
		worksheet = mapping.Worksheet
	}
	im := exchange.New(workflow.Today(env.Now()), mapping)
	im.Offer(kept)
	if err := sheet.EachOf(raw, worksheet, im.Row); err != nil {
		return exchange.Result{}, flagged(err, map[string]string{"": "--in"})
	}
	return im.Result()
}

// takeRights reads the file and writes it into the register of the person's organisation.
func takeRights(ctx context.Context, env *Env, on date.Date) (imported, error) {
	store, err := openStore(ctx, env)
	if err != nil {
		return imported{}, err
	}
	defer func() { _ = store.Close() }()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }})
	person, err := signIn(ctx, env, desk)
	if err != nil {
		return imported{}, err
	}
	kept, err := desk.KeptMappings(ctx, person)
	if err != nil {
		return imported{}, err
	}
	answer := imported{}
	if answer.Result, err = readRights(env, kept); err != nil {
		return imported{}, err
	}
	if len(answer.Bad) > 0 && !env.Given("good-only") {
		return imported{}, badRows(answer.Result)
	}
	name := env.Flag("keep-map")
	if env.Given("keep-map") { // a bad name is told before anything is written
		if _, err := exchange.Keep(name, answer.Mapping, answer.Columns); err != nil {
			return imported{}, flagged(err, map[string]string{"name": "--keep-map"})
		}
	}
	done, err := desk.ImportRights(ctx, person, register.ImportRights{Source: filepath.Base(env.Flag("in")), LookedUp: on, Rights: answer.Rights()})
	if err != nil {
		return imported{}, answer.Located(err)
	}
	answer.Batch, answer.Added, answer.Changed = done.Batch.ID, done.Added, done.Changed
	answer.Unchanged, answer.Older, answer.Pledged = len(done.Unchanged), len(done.Older), len(done.Pledged)
	if env.Given("keep-map") {
		if _, err := desk.KeepMapping(ctx, person, name, answer.Mapping, answer.Columns); err != nil {
			return imported{}, err
		}
	}
	return answer, nil
}

func tellImport(env *Env, a imported, dry bool) {
	env.Printf("%s\n", a.Summary())
	if a.Kept != "" {
		env.Printf("按已保存的列对应关系“%s”读取\n", a.Kept)
	}
	for _, b := range a.Bad {
		for _, f := range b.Faults {
			env.Printf("  第 %d 行 %s：%s（%s）\n", b.Line, f.Path, f.Message, b.Text)
		}
	}
	for _, r := range a.Repeats {
		env.Printf("  第 %d 行与第 %d 行重复：%s\n", r.Line, r.First, r.Key)
	}
	if dry {
		return
	}
	env.Printf("新增 %d 项，更新 %d 项，无变化 %d 项，早于登记簿 %d 项\n", a.Added, a.Changed, a.Unchanged, a.Older)
	if a.Pledged > 0 {
		env.Printf("其中 %d 项已在本数据文件的案件中出质或正在办理出质\n", a.Pledged)
	}
}
