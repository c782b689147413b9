package command

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"

	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
	"zhiya/workflow/subsidy"
)

func declarationTemplate(_ context.Context, env *Env) error {
	kind := subsidy.Kind(env.Flag("kind"))
	if kind.String() == "" {
		return fault.New(fault.Invalid, "choice", "--kind", "--kind 应为 interest、appraisal_fee 或 insurance_fee")
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	if err := w.Write(exchange.DeclarationHeads(kind)); err != nil {
		return err
	}
	w.Flush()
	if err := writeWhole(env.Flag("out"), b.Bytes()); err != nil {
		return err
	}
	env.Printf("已写出列名模板 %s\n", env.Flag("out"))
	return nil
}

// receivedList is what became of a list of declarations, for programs.
type receivedList struct {
	Read  int         `json:"read"`
	Blank int         `json:"blank"`
	Good  int         `json:"good"`
	Paid  money.Money `json:"paid"`
	Taken bool        `json:"taken"`
	Bad   []badLine   `json:"bad"`
}

func importDeclarations(ctx context.Context, env *Env) error {
	on, err := env.Date("received")
	if err != nil {
		return err
	}
	if on.IsZero() {
		on = workflow.Today(env.Now())
	}
	raw, err := os.ReadFile(env.Flag("in"))
	if err != nil {
		return fault.Faults{{Kind: fault.Invalid, Code: "file.missing", Path: "--in", Message: "文件“" + env.Flag("in") + "”无法读取，请核对路径", Cause: err}}
	}
	rows, err := sheet.Rows(raw)
	if err != nil {
		return flagged(err, map[string]string{"": "--in"})
	}
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		v, err := desk.Subsidy(ctx, person, env.Args[1])
		if err != nil {
			return err
		}
		list, err := exchange.ReadDeclarations(v.Batch.Kind, rows)
		if err != nil {
			return flagged(err, map[string]string{"": "--in"})
		}
		refused, err := desk.JudgeDeclarations(ctx, person, v.Batch.ID, list.Entries)
		if err != nil {
			return err
		}
		return takeDeclarations(ctx, env, desk, person, v, list.Judged(v.Batch.Kind, refused), on)
	})
}

func takeDeclarations(ctx context.Context, env *Env, desk *workflow.Desk, person string, v workflow.SubsidyView, list exchange.DeclarationList, on date.Date) error {
	answer := receivedList{Read: list.Read, Blank: list.Blank, Good: len(list.Entries), Paid: list.Paid(), Bad: []badLine{}}
	for _, b := range list.Bad {
		answer.Bad = append(answer.Bad, badLine{b.Line, b.Text, b.Faults})
	}
	dry := env.Given("dry-run")
	if !dry && len(list.Bad) > 0 && !env.Given("good-only") {
		var fs fault.Faults
		fs.Invalid("declarations.rows", "--in", "%s；一行也没有登记，请改正后重试，或加 --good-only 只登记无误的行", list.Summary())
		for _, b := range list.Bad[:min(len(list.Bad), mostTold)] {
			for _, f := range b.Faults {
				f.Path = fmt.Sprintf("第 %d 行 %s", b.Line, f.Path)
				fs = append(fs, f)
			}
		}
		return fs
	}
	if !dry && len(list.Entries) > 0 {
		form := &subsidy.Declare{Source: filepath.Base(env.Flag("in")), ReceivedOn: on, Entries: list.Entries}
		if _, err := desk.ActOnSubsidy(ctx, person, workflow.SubsidyRequest{CommandID: desk.NewID(), BatchID: v.Batch.ID, Version: v.Batch.Version, Form: form}); err != nil {
			return err
		}
		answer.Taken = true
	}
	if env.JSON() {
		return env.WriteJSON(answer)
	}
	env.Printf("%s，合计 %s 元\n", list.Summary(), answer.Paid.Format())
	for _, b := range list.Bad {
		for _, f := range b.Faults {
			env.Printf("  第 %d 行 %s：%s（%s）\n", b.Line, f.Path, f.Message, b.Text)
		}
	}
	if answer.Taken {
		env.Printf("已登记 %d 行\n", answer.Good)
	}
	return nil
}
