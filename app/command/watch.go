package command

import (
	"context"

	"github.com/google/uuid"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/monitor"
)

var flagICS = Flag{Name: "ics", Value: "FILE", Help: "日历文件"}

func watchCases() Command {
	return Command{Name: "watch", Summary: "每日监测：年费、续展、估值、覆盖率、到期、时效等提示", Usage: "--db F [--ics FILE] [--correct REASON] [--json]",
		Details: "逐件核对在押、违约和待注销的案件，新的情形提出提示，加重的升级，已消除的自动解除；同一天重复运行不重复提出，漏运行的日子按其日期补记。可由计划任务每日运行。" +
			"--ics 把有期限的提示写成日历文件（iCalendar），可导入日历软件。本机日期早于上次监测日的，拒绝运行（退出码 3）；上次监测时时钟错误地走在前面的，" +
			"校准时钟后用 --correct 写明原因更正。只看某一天的提示而不登记，用 monitor。",
		Flags: []Flag{flagDB, flagICS, {Name: "correct", Value: "REASON", Help: "更正走在前面的监测日，写明原因"}, FlagJSON},
		Run:   runWatchCases}
}

func monitorDay() Command {
	return Command{Name: "monitor", Summary: "某一天的监测提示，不登记", Usage: "--db F [--on DATE] [--ics FILE] [--json]",
		Details: "按现有事实推算某一天（默认今天）会有哪些提示，什么也不登记；登记提示的每日监测用 watch。",
		Flags:   []Flag{flagDB, {Name: "on", Value: "DATE", Help: "日期，默认今天"}, flagICS, FlagJSON},
		Run:     runMonitorDay}
}

// standing is an alarm for programs.
type standing struct {
	Case    string        `json:"case,omitempty"`
	Code    string        `json:"code"`
	Level   monitor.Level `json:"level"`
	Right   string        `json:"right,omitempty"`
	Title   string        `json:"title,omitempty"` // of the right
	To      string        `json:"to"`
	Period  string        `json:"period,omitempty"`
	Step    string        `json:"step,omitempty"`
	Why     string        `json:"why"`
	Do      string        `json:"do"`
	Until   string        `json:"until,omitempty"`
	CuredBy string        `json:"cured_by"`
	Raised  string        `json:"raised,omitempty"`
	Since   string        `json:"level_since,omitempty"`
}

func standingOf(list []workflow.AlarmView) []standing {
	out := make([]standing, len(list))
	for i, a := range list {
		out[i] = standing{Case: a.Number, Code: a.Code, Level: a.Level, Right: a.Ref, Title: a.Right, To: a.To, Period: a.Period, Step: a.Step, Why: a.Why, Do: a.Do, Until: a.Until,
			CuredBy: a.CuredBy, Raised: a.RaisedOn, Since: a.LevelSince}
	}
	return out
}

func deskOn(ctx context.Context, env *Env) (*workflow.Desk, func(), error) {
	store, err := openStore(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	return workflow.NewDesk(workflow.Config{Store: store, Now: env.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }}), func() { _ = store.Close() }, nil
}

func runWatchCases(ctx context.Context, env *Env) error {
	desk, done, err := deskOn(ctx, env)
	if err != nil {
		return err
	}
	defer done()
	var run workflow.WatchRun
	if env.Given("correct") {
		run, err = desk.CorrectWatch(ctx, "", env.Flag("correct"))
	} else {
		run, err = desk.RunWatch(ctx, "")
	}
	if err != nil {
		return flagged(err, map[string]string{"reason": "--correct"})
	}
	list, err := desk.Alarms(ctx, "")
	if err != nil {
		return err
	}
	if err := writeICS(env, list); err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(struct {
			workflow.WatchRun
			Alarms []standing `json:"alarms"`
			ICS    string     `json:"ics,omitempty"`
		}{run, standingOf(list), env.Flag("ics")})
	}
	env.Printf("%s：%d 件案件 %d 项权利，新提示 %d 项，升级 %d 项，解除 %d 项，现有 %d 项\n", run.On.Chinese(), run.Cases, run.Rights, run.Raised, run.Escalated, run.Closed, run.Standing)
	printAlarms(env, list)
	return nil
}

func runMonitorDay(ctx context.Context, env *Env) error {
	on, err := env.Date("on")
	if err != nil {
		return err
	}
	if on.IsZero() {
		on = workflow.Today(env.Now())
	}
	desk, done, err := deskOn(ctx, env)
	if err != nil {
		return err
	}
	defer done()
	list, err := desk.AlarmsOn(ctx, on)
	if err != nil {
		return err
	}
	if err := writeICS(env, list); err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(struct {
			On     date.Date  `json:"on"`
			Alarms []standing `json:"alarms"`
			ICS    string     `json:"ics,omitempty"`
		}{on, standingOf(list), env.Flag("ics")})
	}
	env.Printf("%s：提示 %d 项（未登记）\n", on.Chinese(), len(list))
	printAlarms(env, list)
	return nil
}

func writeICS(env *Env, list []workflow.AlarmView) error {
	if !env.Given("ics") {
		return nil
	}
	return writeWhole(env.Flag("ics"), monitor.ICS(workflow.AlarmDays(list), env.Now()))
}

func printAlarms(env *Env, list []workflow.AlarmView) {
	for _, a := range list {
		by := ""
		if d := a.Day(); !d.IsZero() {
			by = "（" + d.Chinese() + "前）"
		}
		number := a.Number
		if number != "" {
			number += " "
		}
		env.Printf("  [%s] %s%s　%s%s\n", a.Level.Chinese(), number, a.Why, a.Do, by)
	}
}
