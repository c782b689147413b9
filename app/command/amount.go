package command

import (
	"context"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func amount() Command {
	return Command{
		Name:    "amount",
		Summary: "人民币大写",
		Usage:   "AMOUNT [--json]",
		Details: "金额以元为单位，至多两位小数，不带千分位；输出不含“人民币”字样。",
		Flags:   []Flag{FlagJSON},
		MinArgs: 1,
		MaxArgs: 1,
		Run: func(_ context.Context, env *Env) error {
			m, err := money.Parse(env.Args[0])
			if err != nil {
				return err
			}
			if strings.HasPrefix(env.Args[0], "-") {
				return fault.New(fault.Invalid, "amount.negative", "", "大写金额不能为负，请去掉负号")
			}
			if env.JSON() {
				return env.WriteJSON(struct {
					Amount  money.Money `json:"amount"`
					Chinese string      `json:"chinese"`
				}{m, m.Chinese()})
			}
			env.Printf("%s\n", m.Chinese())
			return nil
		},
	}
}
