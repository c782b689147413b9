package command

import (
	"context"
	"fmt"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare/stress"
)

func portfolioView() Command {
	return Command{Name: "portfolio", Summary: "组合视图与压力测试：敞口、预期损失、集中度、评估校准，以及违约扎堆时的损失分布", Usage: "--db F [--stress [--scenarios N] [--seed S]] [--json]",
		Details: "读取数据文件中全部在贷案件。预期损失＝违约概率 × 违约损失率 × 余额：违约概率按五级分类取自规则包 portfolio-assumptions（随程序的一份为示例，请导入本机构的参数），" +
			"违约损失率按仍在押、仍在有效期内的快速变现价值扣除处置费用计算，价值不明的按全额损失计。--stress 按单因子模型（Vasicek）模拟一年的违约，同一产业链相关，合作方以其分担额、资金池以其余额为限；同一种子结果逐字节相同。",
		Flags: []Flag{{Name: "db", Value: "F", Help: flagDB.Help}, {Name: "stress", Help: "做压力测试"}, {Name: "scenarios", Value: "N", Help: "情景数，100 至 1000000；不给则 10000"},
			{Name: "seed", Value: "S", Help: "随机种子；不给则 1"}, FlagJSON},
		Run: runPortfolioView}
}

func runPortfolioView(ctx context.Context, env *Env) error {
	var fs fault.Faults
	if !env.Given("db") {
		fs.Invalid("flag.missing", "--db", "缺少必需的选项 --db")
	}
	scenarios, err := env.Int("scenarios", stress.MinScenarios, stress.MaxScenarios)
	fs.Append("", err)
	seed, err := env.Int("seed", 0, 1<<31-1)
	fs.Append("", err)
	if !env.Given("stress") && (env.Given("scenarios") || env.Given("seed")) {
		fs.Invalid("flag.stress", "--stress", "--scenarios 和 --seed 只用于压力测试，请同时给出 --stress")
	}
	if err := fs.Err(); err != nil {
		return err
	}
	if scenarios == 0 {
		scenarios = 10_000
	}
	if !env.Given("seed") {
		seed = 1
	}
	store, err := openStore(ctx, env)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: env.Now})
	v, a, err := desk.Portfolio(ctx, "")
	if err != nil {
		return err
	}
	var s *stress.Result
	if env.Given("stress") {
		r, err := desk.StressPortfolio(ctx, "", scenarios, uint64(seed), nil)
		if err != nil {
			return err
		}
		s = &r
	}
	if env.JSON() {
		return env.WriteJSON(struct {
			View   portfolioJSON  `json:"portfolio"`
			Stress *stress.Result `json:"stress,omitempty"`
		}{portfolioFor(v, a), s})
	}
	tellPortfolio(env, v, a)
	if s != nil {
		tellStress(env, *s)
	}
	return nil
}

// portfolioJSON is the view for programs.
type portfolioJSON struct {
	On       string                `json:"on"`
	Loans    int                   `json:"loans"`
	Owed     money.Money           `json:"owed"`
	Bad      money.Money           `json:"bad"`
	Expected money.Money           `json:"expected_loss"`
	Unknown  int                   `json:"unknown_loans"`
	UnknownM money.Money           `json:"unknown_owed"`
	Partners money.Money           `json:"partners_bear"`
	Source   string                `json:"assumptions"`
	Verified bool                  `json:"assumptions_verified"`
	Spread   []portfolio.Dimension `json:"spread"`
	Firms    []portfolio.Firm      `json:"appraisers"`
}

func portfolioFor(v portfolio.View, a portfolio.Assumptions) portfolioJSON {
	return portfolioJSON{v.On.String(), v.Loans, v.Owed, v.Bad, v.Expected, v.Unknown, v.UnknownM, v.Partners, a.Source, a.Verified, v.Spread, v.Firms}
}

func tellPortfolio(env *Env, v portfolio.View, a portfolio.Assumptions) {
	env.Printf("组合视图　%s\n", v.On.Chinese())
	t := table{}
	t.row("在贷笔数", alignRight(fmt.Sprint(v.Loans)))
	for _, x := range []struct {
		name string
		m    money.Money
	}{{"余额", v.Owed}, {"其中不良", v.Bad}, {"预期损失（一年）", v.Expected}, {"全额损失时合作方承担", v.Partners}} {
		t.row(x.name, alignRight(x.m.Format()+" 元"))
	}
	t.row("变现价值不明", alignRight(fmt.Sprintf("%d 笔　%s 元", v.Unknown, v.UnknownM.Format())))
	t.print(env.Out)
	env.Printf("参数：%s\n", a.Source)
	for _, d := range v.Spread {
		env.Printf("\n%s（HHI %d）\n", d.Name, d.HHI)
		t := table{indent: "  "}
		t.row("", alignRight("笔数"), alignRight("余额（元）"), alignRight("占比"), alignRight("不良（元）"), alignRight("预期损失（元）"))
		for i, s := range d.Slices {
			if i == 10 {
				t.row(fmt.Sprintf("其余 %d 项", len(d.Slices)-10))
				break
			}
			t.row(s.Key, alignRight(fmt.Sprint(s.Loans)), alignRight(s.Owed.Format()), alignRight(s.Share.Percent()), alignRight(s.Bad.Format()), alignRight(s.Expected.Format()))
		}
		t.print(env.Out)
	}
	if len(v.Firms) > 0 {
		env.Printf("\n评估校准\n")
		t := table{indent: "  "}
		t.row("评估机构", alignRight("在贷余额（元）"), alignRight("已处置"), alignRight("评估价值（元）"), alignRight("成交价（元）"), alignRight("成交÷评估"), alignRight("成交÷快速变现"))
		for _, f := range v.Firms {
			t.row(f.Name, alignRight(f.Owed.Format()), alignRight(fmt.Sprint(f.Sales)), alignRight(f.Appraised.Format()), alignRight(f.Realised.Format()), alignRight(percent(f.Ratio)), alignRight(percent(f.ToForced)))
		}
		t.print(env.Out)
	}
}

func percent(r *money.Rate) string {
	if r == nil {
		return "—"
	}
	return r.Percent()
}

func tellStress(env *Env, r stress.Result) {
	env.Printf("\n压力测试　%d 笔，%d 个情景，种子 %d\n", r.Loans, r.Scenarios, r.Seed)
	t := table{indent: "  "}
	head := []string{"", alignRight("预期损失"), alignRight("均值"), alignRight("标准差")}
	for _, l := range r.Total.Levels {
		head = append(head, alignRight(fmt.Sprintf("%g%%", l.P*100)))
	}
	t.row(append(head, alignRight("资金池不足的情景"))...)
	line := func(name string, d stress.Distribution, exhausted string) {
		cells := []string{name, alignRight(d.Expected.Format()), alignRight(d.Mean.Format()), alignRight(d.SD.Format())}
		for _, l := range d.Levels {
			cells = append(cells, alignRight(l.Loss.Format()))
		}
		t.row(append(cells, alignRight(exhausted))...)
	}
	line("合计", r.Total, "")
	for _, p := range r.Parties {
		short := ""
		if p.Pool != nil {
			short = fmt.Sprintf("%.2f%%", p.Exhausted*100)
		}
		line(p.Party, p.Distribution, short)
	}
	t.print(env.Out)
}
