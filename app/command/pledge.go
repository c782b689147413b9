package command

import (
	"context"
	"fmt"

	"zhiya/valuation/money"
	"zhiya/workflow/pledge"
)

var outcomeNames = map[pledge.Outcome]string{
	pledge.Pass: "通过", pledge.Refused: "不予登记", pledge.NeedsStatement: "须书面声明", pledge.Warning: "提示",
}

func precheck() Command {
	return Command{
		Name:    "precheck",
		Summary: "登记预审：质押登记的不予登记情形",
		Usage:   "[--in FILE] [--json]",
		Details: `输入：{"kind":"patent|trademark|copyright","on","pledgors","pledgee","contract","debt","statements","rights"}
结果为通过时退出状态 0，不予登记或须书面声明时为 3；三种结果都输出全部情形。`,
		Flags: []Flag{FlagIn, FlagJSON},
		Run: func(_ context.Context, env *Env) error {
			var request pledge.PrecheckRequest
			if err := env.ReadJSON(&request); err != nil {
				return err
			}
			result, err := pledge.Precheck(request)
			if err != nil {
				return err
			}
			if err := showPrecheck(env, result); err != nil {
				return err
			}
			if result.Outcome != pledge.Pass {
				return Outcome(ExitRefused)
			}
			return nil
		},
	}
}

func showPrecheck(env *Env, result pledge.PrecheckResult) error {
	if env.JSON() {
		return env.WriteJSON(result)
	}
	env.Printf("预审结果：%s\n", outcomeNames[result.Outcome])
	for _, f := range result.Findings {
		where := ""
		if f.Right >= 0 {
			where = fmt.Sprintf(" 权利 %d", f.Right)
		}
		env.Printf("%s %s%s：%s（依据：%s）\n", f.Code, outcomeNames[f.Outcome], where, f.Message, f.Basis)
	}
	return nil
}

func topUp() Command {
	return calculation("topup", "质押覆盖：可贷金额、缺口与追加质押所需价值", `输入：{"outstanding","rights":[{"value","cap","haircut","valid_until"}],"on","new":{"cap","haircut"}}
任何一项权利的估值在 on 当日已失效，覆盖情况即为未知（unknown），各金额为 null。`,
		pledge.TopUp,
		func(env *Env, r pledge.TopUpRequest, result pledge.TopUpResponse) {
			t := table{}
			t.row("未偿余额（元）", alignRight(r.Outstanding.Format()))
			for _, line := range []struct {
				name   string
				amount *money.Money
			}{{"可贷金额（元）", result.Lendable}, {"缺口（元）", result.Shortfall}, {"追加质押所需价值（元）", result.NeededValue}} {
				if line.amount == nil {
					t.row(line.name, alignRight("未知"))
				} else {
					t.row(line.name, alignRight(line.amount.Format()))
				}
			}
			t.print(env.Out)
			for _, a := range result.Alarms {
				env.Printf("警示：%s\n", a.Message)
			}
		})
}
