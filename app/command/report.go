package command

import (
	"context"
	"os"
	"slices"

	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

func report() Command {
	return Command{Name: "report", Summary: "输出案件的一份文书", Usage: "--db F --case NO --kind KIND --out FILE | --kinds",
		Details: "已出具的文书按原字节输出；尚未出具的按案件现状生成，带“草稿”水印，不构成出具。--kinds 列出全部文书种类。",
		Flags: []Flag{{Name: "kinds", Help: "列出文书种类"}, {Name: "db", Value: "F", Help: flagDB.Help},
			{Name: "case", Value: "NO", Help: "案件编号"}, {Name: "kind", Value: "KIND", Help: "文书种类"}, {Name: "out", Value: "FILE", Help: "输出文件（PDF）"}},
		Run: runReport}
}

func runReport(ctx context.Context, env *Env) error {
	if env.Given("kinds") {
		for _, k := range casefile.DocumentKinds() {
			env.Printf("%-22s %s\n", string(k), k)
		}
		return nil
	}
	var fs fault.Faults
	for _, name := range []string{"db", "case", "kind", "out"} {
		if env.Flag(name) == "" {
			fs.Invalid("flag.missing", "--"+name, "缺少必需的选项 --%s", name)
		}
	}
	kind := casefile.DocumentKind(env.Flag("kind"))
	if env.Flag("kind") != "" && !slices.Contains(casefile.DocumentKinds(), kind) {
		fs.Invalid("report.kind", "--kind", "没有“%s”这种文书，用 zhiya report --kinds 查看种类", env.Flag("kind"))
	}
	if err := fs.Err(); err != nil {
		return err
	}
	store, err := openStore(ctx, env)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	maker := reports.NewMaker()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now, Documents: maker})
	doc, issued, err := desk.Paper(ctx, env.Flag("case"), kind)
	if err != nil {
		return err
	}
	if err := writeWhole(env.Flag("out"), doc.Body); err != nil {
		return err
	}
	state := "草稿（尚未出具）"
	if issued {
		state = "已出具文书 " + doc.Number
	}
	env.Printf("%s：%s，%d 页\n", env.Flag("out"), state, doc.Pages)
	return nil
}

func verify() Command {
	return Command{Name: "verify", Summary: "核验文书是否与出具时一致，指出不同之处", Usage: "FILE… [--db F]",
		Details: "给出 --db 时以审计链中的出具记录为准逐字节、逐页比对；不给时只核对文书自身的软件校验码与内容是否相符，不核对文件字节，不能说明文书确由本机构出具。",
		Flags:   []Flag{{Name: "db", Value: "F", Help: flagDB.Help}, FlagJSON}, MinArgs: 1, MaxArgs: -1, Run: runVerify}
}

func runVerify(ctx context.Context, env *Env) error {
	check := reports.VerifySelf
	if env.Given("db") {
		store, err := openStore(ctx, env)
		if err != nil {
			return err
		}
		defer func() { _ = store.Close() }()
		chain, err := store.Chain(ctx, nil)
		if err != nil {
			return err
		}
		check = func(file []byte) reports.Result { return againstRecord(ctx, store, chain, file) }
	}
	type answer struct {
		File string `json:"file"`
		reports.Result
	}
	answers, same := []answer{}, true
	for _, name := range env.Args {
		file, err := os.ReadFile(name)
		if err != nil {
			return fault.Faults{{Kind: fault.Invalid, Code: "input.unreadable", Path: name, Message: "文件“" + name + "”无法读取，请核对路径", Cause: err}}
		}
		a := answer{name, check(file)}
		same = same && (a.Verdict == reports.Identical || a.Verdict == reports.SelfConsistent)
		answers = append(answers, a)
	}
	if env.JSON() {
		if err := env.WriteJSON(struct {
			Files []answer `json:"files"`
		}{answers}); err != nil {
			return err
		}
	} else {
		for _, a := range answers {
			env.Printf("%s  %s\n", a.File, a.Message)
			for _, d := range a.Differences {
				env.Printf("    第 %d 页  出具时“%s”  文件中“%s”\n", d.Page, d.Issued, d.File)
			}
		}
	}
	if !same {
		return Outcome(ExitRefused)
	}
	return nil
}

// againstRecord compares a file with the record it claims to be. What was issued is what the audit chain says; the stored copy
// serves to name the differences.
func againstRecord(ctx context.Context, store workflow.Store, chain sqlstore.Chain, file []byte) reports.Result {
	number := reports.NumberIn(file)
	if number == "" {
		return reports.Result{Verdict: reports.Unreadable, Message: "文件中找不到文书编号，不是本软件出具的文书，或被其他软件改写"}
	}
	issued, recorded := chain.DocumentSHA256(number)
	if !recorded {
		return reports.Result{Verdict: reports.TextChanged, Message: "审计链中没有编号为 " + number + " 的出具记录"}
	}
	var stored workflow.DocumentRow
	err := store.Read(ctx, func(tx workflow.Tx) (err error) {
		stored, err = tx.DocumentByNumber(ctx, number)
		return err
	})
	if err != nil { // the chain still knows it
		stored = workflow.DocumentRow{Number: number, Title: "文书"}
	}
	stored.SHA256 = issued
	return reports.Verify(file, stored)
}
