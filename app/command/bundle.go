package command

import (
	"context"

	"zhiya/workflow"
)

func bundle() Command {
	return Command{Name: "bundle", Summary: "汇集质押登记的用印扫描件", Usage: "--db F --case NO --out FILE.zip",
		Details: "按网上申请的附件顺序命名并附材料目录（含散列值）；缺的材料逐项列出。附件顺序是规则库中的示例设定（registration-filing-order），请按当地登记机构的系统调整。同样的扫描件得到同样的字节。",
		Flags: []Flag{flagDB, {Name: "case", Value: "NO", Help: "案件编号", Required: true},
			{Name: "out", Value: "FILE", Help: "输出文件（ZIP）", Required: true}, FlagJSON},
		Run: runBundle}
}

// bundled is the answer for programs.
type bundled struct {
	Out     string        `json:"out"`
	Files   []bundledFile `json:"files"`
	Missing []string      `json:"missing"`
}

type bundledFile struct {
	File   string `json:"file"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	SHA256 string `json:"sha256"`
}

func runBundle(ctx context.Context, env *Env) error {
	store, err := openStore(ctx, env)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now})
	b, err := desk.BundleOf(ctx, env.Flag("case"))
	if err != nil {
		return err
	}
	if err := writeWhole(env.Flag("out"), b.Body); err != nil {
		return err
	}
	answer := bundled{Out: env.Flag("out"), Files: []bundledFile{}, Missing: b.Missing()}
	for _, e := range b.Entries {
		if e.File != "" {
			answer.Files = append(answer.Files, bundledFile{File: e.File, Code: e.Paper.Code, Title: e.Paper.Title, SHA256: e.Paper.Scan.SHA256})
		}
	}
	if answer.Missing == nil {
		answer.Missing = []string{}
	}
	if env.JSON() {
		return env.WriteJSON(answer)
	}
	env.Printf("%s：%d 份材料（%s）\n", answer.Out, len(answer.Files), b.Order)
	for _, f := range answer.Files {
		env.Printf("  %s\n", f.File)
	}
	for _, m := range answer.Missing {
		env.Printf("  缺 %s\n", m)
	}
	return nil
}
