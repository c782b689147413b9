package command

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/eligibility"
	"zhiya/workflow/policy"
)

func eligible() Command {
	return Command{Name: "eligible", Summary: "再贷款和政策性产品：逐项条件是否符合、依据和补救", Usage: "--db F --case NO [--on DATE] [--lpr RATE] [--json]\n       zhiya eligible [--in FILE] [--json]",
		Details: `按规则包 policy-products 逐项判断：符合、不符合、待核实（缺少事实，不作符合处理）。给出 --db 和 --case 的，按案件登记的事实；
否则读取输入：{"on","lent","due","amount","rate","lpr","guaranteed","labels":[],"districts":[],"bank","listed":[],"clean"}，不知道的省略。
--lpr 为放款日的一年期贷款市场报价利率，写作 0.0345。`,
		Flags: []Flag{FlagIn, {Name: "db", Value: "F", Help: flagDB.Help}, {Name: "case", Value: "NO", Help: "案件编号"}, {Name: "on", Value: "DATE", Help: "判断日，默认今天"},
			{Name: "lpr", Value: "RATE", Help: "放款日的一年期 LPR"}, FlagJSON},
		Run: runEligible}
}

func runEligible(ctx context.Context, env *Env) error {
	f, rules, err := eligibleFacts(ctx, env)
	if err != nil {
		return err
	}
	results, err := eligibility.Examine(f, rules)
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(struct {
			Facts   eligibility.Facts    `json:"facts"`
			Results []eligibility.Result `json:"results"`
		}{f, results})
	}
	for _, r := range results {
		env.Printf("%s　%s：%s\n  依据：%s　来源：%s\n", r.Code, r.Title, r.Outcome.Chinese(), r.Citation, r.Source)
		t := table{}
		for _, c := range r.Conditions {
			t.row("  "+c.Outcome.Chinese(), c.Title, c.Reason, c.Cure)
		}
		t.print(env.Out)
	}
	return nil
}

// eligibleFacts are those of a case of the store, or those handed in, with the rules they are judged by.
func eligibleFacts(ctx context.Context, env *Env) (eligibility.Facts, *policy.Library, error) {
	var f eligibility.Facts
	var fs fault.Faults
	for _, name := range []string{"case", "on", "lpr"} {
		if env.Given(name) && !env.Given("db") {
			fs.Invalid("flag.conflict", "--"+name, "--%s 须与 --db 同用", name)
		}
	}
	if !env.Given("db") {
		if err := fs.Err(); err != nil {
			return f, nil, err
		}
		if err := env.ReadJSON(&f); err != nil {
			return f, nil, err
		}
		return f, policy.Embedded(), f.Validate()
	}
	if env.Flag("case") == "" {
		fs.Invalid("flag.missing", "--case", "缺少必需的选项 --case")
	}
	on, err := env.Date("on")
	fs.Append("", err)
	if on.IsZero() {
		on = workflow.Today(env.Now())
	}
	var lpr *money.Rate
	if env.Given("lpr") {
		r, err := money.ParseRate(env.Flag("lpr"))
		if err != nil || !r.Between("0.0001", "0.36") {
			fs.Invalid("rate.range", "--lpr", "LPR“%s”应为 0.0001 至 0.36 之间的小数，例如 0.0345", env.Flag("lpr"))
		}
		lpr = &r
	}
	if err := fs.Err(); err != nil {
		return f, nil, err
	}
	desk, done, err := deskOn(ctx, env)
	if err != nil {
		return f, nil, err
	}
	defer done()
	f, rules, err := desk.PolicyFacts(ctx, env.Flag("case"), on)
	f.LPR = lpr
	return f, rules, err
}
