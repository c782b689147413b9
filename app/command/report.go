package command

import (
	"context"
	"path/filepath"
	"slices"

	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

func report() Command {
	return Command{Name: "report", Summary: "输出案件的一份文书", Usage: "--db F --case NO --kind KIND --out FILE | --kinds",
		Details: "已出具的文书按原字节输出，有签名的把签名写在旁边（FILE.note）；尚未出具的按案件现状生成，带“草稿”水印，不构成出具。--kinds 列出全部文书种类。",
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
		state = "已出具文书 " + doc.Number + "，未签名"
	}
	if doc.Note != "" {
		state = "已出具文书 " + doc.Number + "，签名见 " + filepath.Base(env.Flag("out")) + noteSuffix
		if err := writeWhole(env.Flag("out")+noteSuffix, []byte(doc.Note)); err != nil {
			return err
		}
	}
	env.Printf("%s：%s，%d 页\n", env.Flag("out"), state, doc.Pages)
	return nil
}
