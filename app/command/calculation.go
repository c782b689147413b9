package command

import "context"

// calculation makes the command of a pure function: decode strictly, compute, print as JSON or as a table.
func calculation[Request, Result any](name, summary, details string,
	compute func(Request) (Result, error), show func(*Env, Request, Result)) Command {
	return Command{
		Name:    name,
		Summary: summary,
		Usage:   "[--in FILE] [--json]",
		Details: details,
		Flags:   []Flag{FlagIn, FlagJSON},
		Run: func(_ context.Context, env *Env) error {
			var request Request
			if err := env.ReadJSON(&request); err != nil {
				return err
			}
			result, err := compute(request)
			if err != nil {
				return err
			}
			if env.JSON() {
				return env.WriteJSON(result)
			}
			show(env, request, result)
			return nil
		},
	}
}
