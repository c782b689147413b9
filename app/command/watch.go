package command

import (
	"context"

	"github.com/google/uuid"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/monitor"
)

func watchCases() Command {
	return Command{Name: "watch", Summary: "每日监测：年费、续展、估值、覆盖率、到期、时效等提示", Usage: "--db F [--ics FILE] [--json]",
		Details: "逐件核对在押、违约和待注销的案件，新的情形提出提示，加重的升级，已消除的自动解除；同一天重复运行不重复提出。可由计划任务每日运行。" +
			"--ics 把有期限的提示写成日历文件（iCalendar），可导入日历软件。本机日期早于上次监测日的，拒绝运行。",
		Flags: []Flag{flagDB, {Name: "ics", Value: "FILE", Help: "日历文件"}, FlagJSON},
		Run:   runWatchCases}
}

// watched is the answer for programs.
type watched struct {
	workflow.WatchRun
	Alarms []standing `json:"alarms"`
	ICS    string     `json:"ics,omitempty"`
}

type standing struct {
	Case   string        `json:"case,omitempty"`
	Code   string        `json:"code"`
	Level  monitor.Level `json:"level"`
	Right  string        `json:"right,omitempty"`
	To     string        `json:"to"`
	Why    string        `json:"why"`
	Do     string        `json:"do"`
	Until  string        `json:"until,omitempty"`
	Raised string        `json:"raised,omitempty"`
}

func runWatchCases(ctx context.Context, env *Env) error {
	store, err := openStore(ctx, env)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }})
	run, err := desk.RunWatch(ctx, "")
	if err != nil {
		return err
	}
	list, err := desk.Alarms(ctx, "")
	if err != nil {
		return err
	}
	answer := watched{WatchRun: run, Alarms: []standing{}}
	for _, a := range list {
		answer.Alarms = append(answer.Alarms, standing{Case: a.Number, Code: a.Code, Level: a.Level, Right: a.Right, To: a.To, Why: a.Why, Do: a.Do, Until: a.Until, Raised: a.RaisedOn})
	}
	if env.Given("ics") {
		answer.ICS = env.Flag("ics")
		if err := writeWhole(answer.ICS, monitor.ICS(workflow.AlarmDays(list), env.Now())); err != nil {
			return err
		}
	}
	if env.JSON() {
		return env.WriteJSON(answer)
	}
	env.Printf("%s：%d 件案件，新提示 %d 项，升级 %d 项，解除 %d 项，现有 %d 项\n", run.On.Chinese(), run.Cases, run.Raised, run.Escalated, run.Closed, run.Standing)
	for _, a := range list {
		until := ""
		if d, err := date.Parse(a.Until); err == nil && !d.IsZero() {
			until = "（" + d.Chinese() + "前）"
		}
		env.Printf("  [%s] %s %s　%s%s\n", a.Level.Chinese(), a.Number, a.Why, a.Do, until)
	}
	return nil
}
