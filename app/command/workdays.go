package command

import (
	"context"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
)

func workdays() Command {
	return Command{
		Name:    "workdays",
		Summary: "工作日：从某日起第 N 个工作日，或两日之间的工作日数",
		Usage:   "--from DATE (--days N | --to DATE) [--json]",
		Details: "起算日不计入；N 为负数时向前数。未公布放假安排的年份只扣除周末，结果标为暂定。",
		Flags: []Flag{
			{Name: "from", Value: "DATE", Help: "起算日期，例如 2026-09-30", Required: true},
			{Name: "days", Value: "N", Help: "工作日数"},
			{Name: "to", Value: "DATE", Help: "截止日期"},
			FlagJSON,
		},
		Run: func(_ context.Context, env *Env) error {
			var fs fault.Faults
			var request calendar.Request
			var err error
			request.From, err = env.Date("from")
			fs.Append("", err)
			request.To, err = env.Date("to")
			fs.Append("", err)
			if env.Given("days") {
				days, err := env.Int("days", -calendar.MaxDays, calendar.MaxDays)
				fs.Append("", err)
				request.Days = &days
			}
			if err := fs.Err(); err != nil {
				return err
			}
			answer, err := calendar.Default().Ask(request)
			if err != nil {
				return flagPaths(err)
			}
			if env.JSON() {
				return env.WriteJSON(answer)
			}
			if answer.Days != nil {
				env.Printf("%d 个工作日", *answer.Days)
			} else {
				env.Printf("%s", answer.Date)
			}
			if answer.Provisional {
				env.Printf("（暂定：涉及的年份尚未公布放假安排）")
			}
			env.Printf("\n")
			return nil
		},
	}
}

// flagPaths gives the faults of a request that was put together from flags the names of those flags.
func flagPaths(err error) error {
	fs := fault.Of(err)
	for i := range fs {
		if fs[i].Path != "" {
			fs[i].Path = "--" + strings.ReplaceAll(fs[i].Path, "_", "-")
		}
	}
	return fs
}
