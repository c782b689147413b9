package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"zhiya/app/sample"
	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

func demo() Command {
	return Command{Name: "demo", Summary: "用示例案件演示全程，生成数据文件和全部文书", Usage: "--out DIR",
		Details: "在 DIR 下新建 zhiya.db，经正式办理通道办完三个示例案件，文书（PDF 与 XLSX）写入 DIR/文书。每个阶段输出一行。",
		Flags:   []Flag{{Name: "out", Value: "DIR", Help: "存放数据文件与文书的文件夹", Required: true}},
		Run:     runDemo}
}

func runDemo(ctx context.Context, env *Env) error {
	dir := env.Flag("out")
	papers := filepath.Join(dir, "文书")
	db := filepath.Join(dir, "zhiya.db")
	if _, err := os.Stat(db); err == nil {
		return fault.New(fault.Refused, "demo.exists", "--out", "“%s”中已有数据文件 zhiya.db，示例不会覆盖它；请指定另一个文件夹", dir)
	}
	if err := os.MkdirAll(papers, 0o755); err != nil {
		return unwritable(dir, err)
	}
	store, err := sqlstore.Open(ctx, db)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	maker := reports.NewMaker()
	clock, ids := &sample.Clock{}, &sample.IDs{}
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: clock.Now, NewID: ids.New, Documents: maker})
	if err := sample.Found(ctx, desk); err != nil {
		return err
	}
	count := 0
	player := &sample.Player{Desk: desk, Clock: clock, Report: func(line string) { env.Printf("%s\n", line) },
		Documents: func(d workflow.DocumentRow) error {
			count++
			return writeDocument(papers, d)
		}}
	if err := player.Play(ctx); err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	env.Printf("完成：%d 份文书在 %s，数据文件 %s\n", count, papers, db)
	return nil
}

// noteSuffix is added to the name of a file for its detached signature.
const noteSuffix = ".note"

// writeDocument writes the PDF, its signature when it has one and, when it has tables, the XLSX; a file gets its name only when it is whole.
func writeDocument(dir string, d workflow.DocumentRow) error {
	name := fileName(d.Number + " " + d.Title)
	if err := writeWhole(filepath.Join(dir, name+".pdf"), d.Body); err != nil {
		return err
	}
	if d.Note != "" {
		if err := writeWhole(filepath.Join(dir, name+".pdf"+noteSuffix), []byte(d.Note)); err != nil {
			return err
		}
	}
	if len(d.Sheet) == 0 {
		return nil
	}
	return writeWhole(filepath.Join(dir, name+".xlsx"), d.Sheet)
}

// fileName takes the characters out of a title that file systems refuse, and keeps it short enough for all of them.
func fileName(title string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, title)
	for len(name) > 180 {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	return strings.TrimRight(name, " .")
}

// writeWhole writes beside the target and renames, so that a full disk or a crash leaves no truncated file under its name.
func writeWhole(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".zhiya-*")
	if err != nil {
		return unwritable(path, err)
	}
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if closing := tmp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return unwritable(path, err)
	}
	return nil
}

func unwritable(path string, err error) error {
	return fault.Faults{{Kind: fault.Broken, Code: "output.unwritable", Path: "--out",
		Message: fmt.Sprintf("“%s”无法写入，请核对文件夹权限与磁盘空间", path), Cause: err}}
}
