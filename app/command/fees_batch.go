package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"zhiya/reports"
	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
)

const feeBatchUsage = "batch --db F --as LOGIN [--days N] [--out FILE.xlsx|.csv] [--advance --reason TEXT [--on DATE] [--case NUMBER]] | --receipts FILE [--dry-run | --good-only] | --undo BATCH --reason TEXT [--json]"

const feeBatchDetails = "batch 列出本机构为质权人的全部案件中 N 天内（默认 60 天）到期、处于补缴期和已过补缴期的年费，以及已代缴而票据未登记的年费；--out 写成清单（XLSX 或 CSV），" +
	"填上票据金额、票据号、票据日期后即可用 --receipts 导入。--advance 把清单上可缴的年费全部登记为代缴（计入债权），--case 只办一件案件。" +
	"--receipts 按专利号和年度与代缴逐行核对，有误的行逐行列出，有误时一行也不登记，--good-only 只登记无误的行，--dry-run 只核对。每件案件各自办理，互不影响；" +
	"--undo 按批次号整批撤销（代缴由审批人冲正，票据由经办人撤销）。密码从标准输入读取一行。"

var feeBatchFlags = []Flag{
	{Name: "db", Value: "F", Help: "数据文件，或 postgres:// 地址"}, {Name: "as", Value: "LOGIN", Help: "登录名"},
	{Name: "days", Value: "N", Help: "多少天内到期，0 至 366，默认 60"}, {Name: "out", Value: "FILE", Help: "清单文件（.xlsx 或 .csv）"},
	{Name: "advance", Help: "登记代缴"}, {Name: "case", Value: "NUMBER", Help: "只办这一件案件（案号）"}, {Name: "reason", Value: "TEXT", Help: "代缴或撤销的原因"},
	{Name: "receipts", Value: "FILE", Help: "缴费票据列表（XLSX、CSV）"}, {Name: "dry-run", Help: "只核对，不登记"}, {Name: "good-only", Help: "只登记无误的行"},
	{Name: "undo", Value: "BATCH", Help: "批次号"},
}

// feeAnswer is the answer for programs.
type feeAnswer struct {
	On      date.Date             `json:"on"`
	Fees    []workflow.FeeDue     `json:"fees,omitempty"`
	Batch   string                `json:"batch,omitempty"`
	List    *workflow.ReceiptPlan `json:"receipts,omitempty"`
	Results []caseAnswer          `json:"results,omitempty"`
}

// caseAnswer is one case of a batch for programs.
type caseAnswer struct {
	Case    string        `json:"case"`
	Done    bool          `json:"done"`
	Version int64         `json:"version,omitempty"`
	Errors  []refusalLine `json:"errors,omitempty"`
}

func caseAnswers(results []workflow.CaseResult) []caseAnswer {
	out := make([]caseAnswer, len(results))
	for i, r := range results {
		out[i] = caseAnswer{Case: r.Number, Done: r.Err == nil}
		if r.Outcome != nil {
			out[i].Version = r.Outcome.Version
		}
		for _, f := range fault.Of(r.Err) {
			out[i].Errors = append(out[i].Errors, refusalLine{Path: f.Path, Code: f.Code, Message: f.Message})
		}
	}
	return out
}

// feeActs are the options of which one at most may be given.
var feeActs = []string{"advance", "receipts", "undo"}

func runFeeBatch(ctx context.Context, env *Env) error {
	var fs fault.Faults
	if env.Args[0] != "batch" {
		fs.Invalid("args.extra", "", "fees 之后只能是 batch，不是“%s”", clip(env.Args[0]))
	}
	for _, name := range []string{"db", "as"} {
		if !env.Given(name) {
			fs.Invalid("flag.missing", "--"+name, "缺少必需的选项 --%s", name)
		}
	}
	act := ""
	for _, name := range feeActs {
		if env.Given(name) && act != "" {
			fs.Invalid("flag.conflict", "--"+name, "--%s 与 --%s 一次只能办理一项", act, name)
		} else if env.Given(name) {
			act = name
		}
	}
	for _, f := range []struct {
		name string
		with []string
	}{{"days", []string{"", "advance"}}, {"out", []string{"", "advance"}}, {"on", []string{"advance"}}, {"case", []string{"advance"}}, {"reason", []string{"advance", "undo"}},
		{"dry-run", []string{"receipts"}}, {"good-only", []string{"receipts"}}, {"kind", nil}, {"filed", nil}, {"granted", nil}, {"fees-paid-until", nil}} {
		if fits := strings.Contains("|"+strings.Join(f.with, "|")+"|", "|"+act+"|"); env.Given(f.name) && !(fits && f.with != nil) {
			fs.Invalid("flag.conflict", "--"+f.name, "--%s 不能这样使用，用法：zhiya fees %s", f.name, feeBatchUsage)
		}
	}
	if (act == "advance" || act == "undo") && !env.Given("reason") {
		fs.Invalid("flag.missing", "--reason", "请用 --reason 写明原因")
	}
	days := 60
	if env.Given("days") {
		n, err := env.Int("days", 0, 366)
		fs.Append("", err)
		days = n
	}
	if err := fs.Err(); err != nil {
		return err
	}
	desk, done, err := deskOn(ctx, env)
	if err != nil {
		return err
	}
	defer done()
	person, err := signIn(ctx, env, desk)
	if err != nil {
		return err
	}
	b := feeBatch{env: env, desk: desk, person: person, answer: feeAnswer{On: workflow.Today(env.Now())}}
	switch act {
	case "receipts":
		err = b.receipts(ctx)
	case "undo":
		var results []workflow.CaseResult
		results, err = desk.UndoFees(ctx, person, env.Flag("undo"), env.Flag("reason"))
		b.results(results)
	default:
		err = b.fees(ctx, days, act == "advance")
	}
	if err != nil {
		return flagged(err, map[string]string{"batch": "--undo", "reason": "--reason", "days": "--days", "on": "--on"})
	}
	if env.JSON() {
		if err := env.WriteJSON(b.answer); err != nil {
			return err
		}
	}
	return b.status()
}

// feeBatch is one call of fees batch.
type feeBatch struct {
	env    *Env
	desk   *workflow.Desk
	person string
	answer feeAnswer
}

// status says that some case was refused.
func (b *feeBatch) status() error {
	for _, r := range b.answer.Results {
		if !r.Done {
			return Outcome(ExitRefused)
		}
	}
	return nil
}

func (b *feeBatch) say(format string, args ...any) {
	if !b.env.JSON() {
		b.env.Printf(format, args...)
	}
}

func (b *feeBatch) results(results []workflow.CaseResult) {
	b.answer.Results = caseAnswers(results)
	for _, r := range b.answer.Results {
		if r.Done {
			b.say("  %s 已办理\n", r.Case)
		}
		for _, e := range r.Errors {
			b.say("  %s 未办理：%s\n", r.Case, e.Message)
		}
	}
	b.say("%d 件案件已办理，%d 件未办理\n", workflow.Done(results), len(results)-workflow.Done(results))
}

// fees lists, writes and on demand advances.
func (b *feeBatch) fees(ctx context.Context, days int, advance bool) error {
	list, err := b.desk.FeesDue(ctx, b.person, days)
	if err != nil {
		return err
	}
	b.answer.Fees = list
	t := table{}
	t.row("案号", "权利", "专利号", alignRight("年度"), alignRight("应缴（元）"), "本数额最迟日", "补缴止日", "状态")
	for _, f := range list {
		state := reports.FeeState(f)
		if f.Fault != "" {
			state += "：" + f.Fault
		}
		t.row(f.Number, f.Ref, f.RightNo, alignRight(fmt.Sprint(f.Year)), alignRight(f.Total.Format()), f.SameUntil.String(), f.LastDay.String(), state)
	}
	if !b.env.JSON() {
		t.print(b.env.Out)
		b.say("共 %d 项\n", len(list))
	}
	if b.env.Given("out") {
		if err := b.write(list); err != nil {
			return err
		}
	}
	if !advance {
		return nil
	}
	on, err := b.env.Date("on")
	if err != nil {
		return err
	}
	if on.IsZero() {
		on = b.answer.On
	}
	batch := workflow.FeeBatch{On: on, Reason: b.env.Flag("reason")}
	for _, f := range list {
		if f.Payable() && (!b.env.Given("case") || f.Number == b.env.Flag("case")) {
			batch.Picks = append(batch.Picks, f.Pick())
		}
	}
	id, results, err := b.desk.AdvanceFees(ctx, b.person, batch)
	if err != nil {
		return err
	}
	b.answer.Batch = id
	b.say("批次 %s\n", id)
	b.results(results)
	return nil
}

func (b *feeBatch) write(list []workflow.FeeDue) error {
	var raw []byte
	var err error
	switch path := b.env.Flag("out"); strings.ToLower(filepath.Ext(path)) {
	case ".xlsx":
		raw, err = reports.FeeWorkbook(list, b.env.Now())
	case ".csv":
		raw, err = reports.FeeCSV(list)
	default:
		err = fault.New(fault.Invalid, "flag.value", "--out", "清单文件应以 .xlsx 或 .csv 结尾")
	}
	if err != nil {
		return err
	}
	return writeWhole(b.env.Flag("out"), raw)
}

// receipts reads the list, matches it and records what matches.
func (b *feeBatch) receipts(ctx context.Context) error {
	raw, err := os.ReadFile(b.env.Flag("receipts"))
	if err != nil {
		return fault.Faults{{Kind: fault.Invalid, Code: "file.missing", Path: "--receipts", Message: "文件“" + b.env.Flag("receipts") + "”无法读取，请核对路径", Cause: err}}
	}
	list, err := readReceipts(raw, b.answer.On)
	if err != nil {
		return flagged(err, map[string]string{"": "--receipts"})
	}
	plan, err := b.desk.MatchReceipts(ctx, b.person, list)
	if err != nil {
		return err
	}
	b.answer.List = &plan
	if len(plan.Bad) > 0 && !b.env.Given("good-only") && !b.env.Given("dry-run") {
		res := exchange.Result{Read: plan.Read, Bad: plan.Bad}
		return badReceipts(plan, res)
	}
	b.say("读取 %d 行：可登记 %d 行，已登记过 %d 行，有误 %d 行，尚未填写票据 %d 行，空行 %d 行\n", plan.Read, len(plan.Matched), len(plan.Known), len(plan.Bad), plan.Unfilled, plan.Blank)
	for _, x := range plan.Bad {
		for _, f := range x.Faults {
			b.say("  第 %d 行 %s：%s（%s）\n", x.Line, f.Path, f.Message, x.Text)
		}
	}
	if b.env.Given("dry-run") || len(plan.Matched) == 0 {
		return nil
	}
	id, results, err := b.desk.RecordReceipts(ctx, b.person, plan.Matched)
	if err != nil {
		return err
	}
	b.answer.Batch = id
	b.say("批次 %s\n", id)
	b.results(results)
	return nil
}

func readReceipts(raw []byte, on date.Date) (exchange.ReceiptList, error) {
	rc := exchange.NewReceipts(on)
	if err := sheet.Each(raw, rc.Row); err != nil {
		return exchange.ReceiptList{}, err
	}
	return rc.Result()
}

// badReceipts is the refusal of a list with bad lines, each named.
func badReceipts(plan workflow.ReceiptPlan, res exchange.Result) error {
	fs := fault.Of(badRows(res))
	fs[0].Path = "--receipts"
	fs[0].Message = fmt.Sprintf("读取 %d 行，有误 %d 行；没有登记任何一张票据，请改正后重试，或加 --good-only 只登记无误的行", plan.Read, len(plan.Bad))
	return fs
}
