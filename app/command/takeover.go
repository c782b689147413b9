package command

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
)

func takeOver() Command {
	return Command{Name: "takeover", Summary: "存量接管：把已登记、已放款的质押从列表（XLSX、CSV）接管进来", Usage: "--in FILE (--dry-run | --db F --as LOGIN [--bureau CODE] [--good-only]) | --template FILE",
		Details: "一行一项权利和一张借据；质押登记号相同的各行合成一笔质押，一笔之中有一行有误的整笔不接管，逐行写明原因；有误时一笔也不接管，--good-only 只接管无误的。每笔质押开立一个案件，历史日期如实登记，查不到的列为待核实，覆盖情况不明的按未知处理；" +
			"由另一人在窗口中“确认存量接管”后在押。已经接管的登记号不会重复接管；接错的，在确认前撤回案件。利率写作 4.35% 或 0.0435。密码从标准输入读取一行。--template 写出列名模板。",
		Flags: []Flag{{Name: "in", Value: "FILE", Help: "列表文件"}, {Name: "db", Value: "F", Help: "数据文件，或 postgres:// 地址"}, {Name: "as", Value: "LOGIN", Help: "登录名（贷款银行经办）"},
			{Name: "bureau", Value: "CODE", Help: "市场监督管理局的机构代码；只有一个时可不给"}, {Name: "good-only", Help: "只接管无误的"}, {Name: "dry-run", Help: "只核对，不写入"}, {Name: "template", Value: "FILE", Help: "写出列名模板（CSV）"}, FlagJSON},
		Run: runTakeOver}
}

// takenOver is the answer for programs.
type takenOver struct {
	Read    int         `json:"read"`
	Blank   int         `json:"blank"`
	Pledges []takenLine `json:"pledges"`
	Bad     []badLine   `json:"bad"`
}

type takenLine struct {
	Number string `json:"registration"`
	Lines  []int  `json:"lines"`
	Case   string `json:"case,omitempty"`
	Error  string `json:"error,omitempty"`
}

type badLine struct {
	Line   int          `json:"line"`
	Text   string       `json:"text"`
	Faults fault.Faults `json:"faults"`
}

func runTakeOver(ctx context.Context, env *Env) error {
	if env.Given("template") {
		var b bytes.Buffer
		b.WriteString("\ufeff")
		w := csv.NewWriter(&b)
		if err := w.Write(exchange.TakeoverHeads()); err != nil {
			return err
		}
		w.Flush()
		if err := writeWhole(env.Flag("template"), b.Bytes()); err != nil {
			return err
		}
		env.Printf("已写出列名模板 %s\n", env.Flag("template"))
		return nil
	}
	dry := env.Given("dry-run")
	var fs fault.Faults
	if !env.Given("in") {
		fs.Invalid("flag.missing", "--in", "请用 --in 给出列表文件，或用 --template 写出模板")
	}
	if !dry && (!env.Given("db") || !env.Given("as")) {
		fs.Invalid("flag.missing", "--db", "接管需要 --db 数据文件和 --as 登录名；只核对文件请加 --dry-run")
	}
	if err := fs.Err(); err != nil {
		return err
	}
	raw, err := os.ReadFile(env.Flag("in"))
	if err != nil {
		return fault.Faults{{Kind: fault.Invalid, Code: "file.missing", Path: "--in", Message: "文件“" + env.Flag("in") + "”无法读取，请核对路径", Cause: err}}
	}
	rows, err := sheet.Rows(raw)
	if err != nil {
		return flagged(err, map[string]string{"": "--in"})
	}
	list, err := exchange.ReadTakeovers(workflow.Today(env.Now()), rows)
	if err != nil {
		return flagged(err, map[string]string{"": "--in"})
	}
	answer := takenOver{Read: list.Read, Blank: list.Blank, Pledges: []takenLine{}, Bad: []badLine{}}
	for _, b := range list.Bad {
		answer.Bad = append(answer.Bad, badLine{b.Line, b.Text, b.Faults})
	}
	for _, p := range list.Pledges {
		answer.Pledges = append(answer.Pledges, takenLine{Number: p.Number, Lines: p.Lines})
	}
	if !dry && len(list.Bad) > 0 && !env.Given("good-only") {
		var fs fault.Faults
		fs.Invalid("takeover.rows", "--in", "%s；没有接管任何一笔，请改正后重试，或加 --good-only 只接管无误的", list.Summary())
		for _, b := range list.Bad[:min(len(list.Bad), mostTold)] {
			for _, f := range b.Faults {
				f.Path = fmt.Sprintf("第 %d 行 %s", b.Line, f.Path)
				fs = append(fs, f)
			}
		}
		return fs
	}
	refused := fault.Faults{}
	if !dry {
		err := atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
			done, err := desk.TakeOver(ctx, person, filepath.Base(env.Flag("in")), env.Flag("bureau"), list.Pledges)
			for i, r := range done {
				if r.Err != nil {
					refused.Append(r.Number, r.Err)
					answer.Pledges[i].Error = r.Err.Error()
				} else {
					answer.Pledges[i].Case = r.Outcome.Number
				}
			}
			return err
		})
		if err != nil {
			return flagged(err, map[string]string{"bureau": "--bureau"})
		}
		if len(refused) > 0 && !slices.ContainsFunc(answer.Pledges, func(p takenLine) bool { return p.Case != "" }) {
			return refused // nothing came in
		}
	}
	if env.JSON() {
		return env.WriteJSON(answer)
	}
	tellTakeOver(env, list, answer)
	return nil
}

// tellTakeOver says what came in, what did not, and why.
func tellTakeOver(env *Env, list exchange.TakeoverList, answer takenOver) {
	env.Printf("%s\n", list.Summary())
	for _, p := range answer.Pledges {
		switch {
		case p.Case != "":
			env.Printf("  %s：案件 %s，待另一人确认\n", p.Number, p.Case)
		case p.Error != "":
			env.Printf("  %s：未接管，%s\n", p.Number, p.Error)
		}
	}
	for _, b := range answer.Bad {
		for _, f := range b.Faults {
			env.Printf("  第 %d 行 %s：%s（%s）\n", b.Line, f.Path, f.Message, b.Text)
		}
	}
}
