package command

import (
	"context"

	"zhiya/workflow/ident"
)

func identify() Command {
	return Command{
		Name:    "ident",
		Summary: "号码校验：信用代码、专利号、身份证号、商标注册号、软著登记号",
		Usage:   "uscc|patent|citizen|trademark|software VALUE [--json]",
		Flags:   []Flag{FlagJSON},
		MinArgs: 2,
		MaxArgs: 2,
		Run: func(_ context.Context, env *Env) error {
			result, err := ident.Check(env.Args[0], env.Args[1])
			if err != nil {
				return refuseIdent(env, result, err)
			}
			if env.JSON() {
				return env.WriteJSON(result)
			}
			env.Printf("有效：%s\n", result.Normal)
			for _, d := range result.Details {
				env.Printf("%s\n", d.Message)
			}
			return nil
		},
	}
}

// refuseIdent answers an invalid number with what the check found and the faults in one object, so that a program can
// read the expected check digit.
func refuseIdent(env *Env, result ident.Result, err error) error {
	if !env.JSON() {
		return err
	}
	answer := struct {
		ident.Result
		refusal
	}{result, refusalOf(err)}
	if err := env.WriteJSON(answer); err != nil {
		return err
	}
	return Outcome(StatusOf(err))
}
