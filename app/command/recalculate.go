package command

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/workflow"
)

func recalculate() Command {
	return Command{Name: "recalculate", Summary: "从存下的参数复算案件的评估结论，逐步比对", Usage: "--db F --case NO [--json]",
		Details: "逐位一致退出码为 0；不一致退出码为 3，并指出最先不同的步骤。模拟按存下的种子和次数重做。",
		Flags:   []Flag{flagDB, {Name: "case", Value: "NO", Help: "案件编号", Required: true}, FlagJSON},
		Run: func(ctx context.Context, env *Env) error {
			store, err := openStore(ctx, env)
			if err != nil {
				return err
			}
			defer func() { _ = store.Close() }()
			desk := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now})
			done, err := desk.Recalculate(ctx, env.Flag("case"))
			if fault.KindOf(err) == fault.Invalid {
				return flagPaths(err)
			}
			if err != nil {
				return err
			}
			if env.JSON() {
				return env.WriteJSON(struct {
					Engine string `json:"engine"`
					Steps  int    `json:"steps"`
					Same   bool   `json:"same"`
				}{done.Engine, done.Steps, true})
			}
			env.Printf("复算一致：%d 个步骤，计算引擎 %s\n", done.Steps, done.Engine)
			return nil
		}}
}
