package command

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
)

// simulateDetails documents the input of one right; the portfolio has its own part.
const simulateDetails = `一项权利：--in FILE（或标准输入）给出 {"model":{…},"trials":100000,"seed":1,…}，同一输入结果逐字节相同，与线程数、机器无关。
金额为以元为单位的字符串，比率和其他数为小数字符串（"0.12" 即 12%），不用科学计数法；次数、种子、组数为整数。

  trials        模拟次数，100 至 5000000           seed         随机种子，不小于 0
  method        pseudo 伪随机数（默认，Philox4x32-10）· sobol 扰动 Sobol 序列（Joe–Kuo 方向数，16 组独立扰动；次数取 2 的整数次幂）
  percentiles   分位点，默认 ["0.01","0.05","0.1","0.25","0.5","0.75","0.9","0.95","0.99"]；第 7 型插值，与 Excel PERCENTILE.INC 相同
  bins          直方图组数，5 至 200，默认 40       threshold    门槛金额，求结果低于它的概率
  stop          {"relative_error":"0.005","min_trials":10000}：均值的标准误 ÷ 均值不大于该值即停止，在固定次数处检查

model 的现金流：
  discount      折现率                            timing       end_year 年末（默认）· mid_year 年中
  factor_digits 折现系数位数 none（默认）· 4 · 2     fractions    各期占全年比例，不填为整年，如首期不足一年 ["0.504109589","1","1"]
  stream        {"revenue":["1000000.00",…],"share":"0.05","tax":"0.25","decay":"0.1","maintenance":["2000.00",…]}
                各年收入（或利润）× 许可费率（分成率）× (1−衰减率)^(期次−1) − 维持费用，再 × (1−所得税率)；
                decay、maintenance 可不填；"retention":["1","0.9",…] 各年保持率，可代替 decay
  flows         各期税后净现金流，代替 stream，如增量收益、超额收益
  terminal      {"growth":"0.02"} 期末永续增长，仅限续展的商标    tab  {"years":10,"tax":"0.25"} 税收摊销收益

model.drivers：[{"name":"discount","distribution":{"kind":"triangular","min":"0.10","mode":"0.12","max":"0.15"}},…]，可用的变量：
  revenue_factor 收入系数（基准 1）· growth 额外年增长率（基准 0）· royalty 许可费率或分成率 · decay 技术衰减率 · discount 折现率 · tax 所得税率 ·
  maintenance_factor 维持费用系数（基准 1）· life 收益年限（年，只截短不延长）· flow_factor 收益系数（用于 flows，基准 1）
分布 kind：fixed{value} · uniform{min,max} · triangular{min,mode,max} · pert{min,mode,max}（λ=4）· normal{mean,sd} ·
  truncated_normal{mean,sd,min,max}（均值、标准差为截尾前；可只填一端）· lognormal{mean,cv} 或 {median,sigma} ·
  discrete{"outcomes":[{"value":"3","probability":"0.5"},…]}，概率之和须恰为 1
model.correlation：{"measure":"pearson|spearman","pairs":[{"a":"royalty","b":"discount","rho":"0.3"},…]}，高斯 Copula；pearson 为正态得分相关系数，
  spearman 为秩相关系数。不能同时成立的相关系数修正为有效矩阵，并在 correlation 和 notes 中说明变动最大的一对。

spider：蛛网图的变动幅度，默认 ["-0.3","-0.2","-0.1","0","0.1","0.2","0.3"]
scenarios：[{"name":"悲观","probability":"0.3","figures":[{"driver":"royalty","value":"0.03"}]},…]，概率之和须为 1，未列出的变量取基准值

输出：base（各变量取基准值时的价值）、mean、sd、standard_error（均值的标准误）、min、max、percentiles[{p,value,standard_error}]、below、
histogram{low,high,counts,below,above}（0.5% 至 99.5% 分位之间等宽分组，两端另计）、trace（收敛过程）、drivers、
tornado[{name,title,low,high,at_low,at_high,swing,asymmetric}]（变量取其 10% 与 90% 分位）、spider、
scenarios{rows,expected,sd,lowest,highest}、break_even（价值等于门槛金额时各变量的取值）、correlation、failed 与 reasons（未得出结果的次数与原因）、
engine、generator、method、seed、requested、trials、converged、notes。

`

// simulation is `simulate`: one right from JSON, or a portfolio from CSV.
func simulation() Command {
	flags := []Flag{FlagIn, FlagJSON}
	return Command{
		Name:    "simulate",
		Summary: "蒙特卡洛模拟：一项权利的价值分布，或整个资产包",
		Usage:   "[--in FILE] [--threads T] [--json] | --portfolio FILE --trials N --seed S --out FILE [--threads T]",
		Details: simulateDetails + portfolioDetails,
		Flags:   append(flags, portfolioFlags...),
		Run: func(ctx context.Context, env *Env) error {
			if env.Given("portfolio") {
				if env.Given(FlagIn.Name) {
					return fault.New(fault.Invalid, "flag.unused", "--in", "--in 用于一项权利，不能与 --portfolio 同用")
				}
				return simulatePortfolio(ctx, env)
			}
			return simulateRight(ctx, env)
		},
	}
}

func simulateRight(ctx context.Context, env *Env) error {
	var fs fault.Faults
	for _, name := range []string{"trials", "seed", "out"} {
		if env.Given(name) {
			fs.Invalid("flag.unused", "--"+name, "--%s 与 --portfolio 同用；一项权利的次数和种子写在输入中，结果输出到标准输出", name)
		}
	}
	threads, err := env.Int("threads", 1, 1024)
	fs.Append("", err)
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	if len(fs) > 0 {
		return fs
	}
	var request simulate.Request
	if err := env.ReadJSON(&request); err != nil {
		return err
	}
	report, err := request.Run(func() bool { return ctx.Err() != nil }, threads, nil)
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(report)
	}
	showSimulation(env, report)
	return nil
}

func showSimulation(env *Env, r simulate.Report) {
	env.Printf("%d 次模拟（%s，种子 %d），金额单位：元\n\n", r.Trials, r.Method, r.Seed)
	t := table{}
	t.row("基准值", alignRight(r.Base.Format()))
	t.row("均值", alignRight(r.Mean.Format()), "标准误 "+r.StandardError.Format())
	t.row("标准差", alignRight(r.SD.Format()))
	t.row("最小值", alignRight(r.Min.Format()))
	for _, q := range r.Percentiles {
		t.row(q.P.Percent()+" 分位", alignRight(q.Value.Format()), "标准误 "+q.StandardError.Format())
	}
	t.row("最大值", alignRight(r.Max.Format()))
	if b := r.Below; b != nil {
		t.row("低于 "+b.Threshold.Format()+" 的概率", alignRight(b.Probability.Percent()), "标准误 "+b.StandardError.Percent())
	}
	t.print(env.Out)
	env.Printf("\n变量取 10%% 与 90%% 分位时的价值：\n")
	bars := table{indent: "  "}
	bars.row("变量", alignRight("低值"), alignRight("高值"), alignRight("低值时"), alignRight("高值时"), alignRight("变动幅度"))
	for _, b := range r.Tornado {
		note := b.Failed
		if note == "" && b.Asymmetric {
			note = "两侧不对称"
		}
		bars.row(b.Title, alignRight(short(b.Low)), alignRight(short(b.High)), alignRight(b.AtLow.Format()), alignRight(b.AtHigh.Format()), alignRight(b.Swing.Format()), note)
	}
	bars.print(env.Out)
	if s := r.Scenarios; s != nil {
		env.Printf("\n情景（期望值 %s，标准差 %s）：\n", s.Expected.Format(), s.SD.Format())
		rows := table{indent: "  "}
		for _, x := range s.Rows {
			rows.row(x.Name, alignRight(x.Probability.Percent()), alignRight(x.Value.Format()))
		}
		rows.print(env.Out)
	}
	if len(r.BreakEven) > 0 {
		env.Printf("\n价值等于门槛金额时各变量的取值：\n")
		rows := table{indent: "  "}
		for _, x := range r.BreakEven {
			at := "无"
			if x.Value != nil {
				at = short(*x.Value)
			}
			rows.row(x.Title, alignRight(at))
		}
		rows.print(env.Out)
	}
	env.Printf("\n价值分布：\n%s", histogramText(r.Histogram))
	for _, n := range r.Notes {
		env.Printf("提示：%s\n", n)
	}
	env.Printf("引擎 %s；%s；分位数按%s\n", r.Engine, r.Generator, r.PercentileRule)
}

// short is a driver's figure with at most six decimals, for reading.
func short(r money.Rate) string { return r.Decimal().Round(6).String() }

// histogramText draws a histogram with at most 20 lines of at most 40 marks; neighbouring bins are taken together when there are more.
func histogramText(h simulate.ReportHistogram) string {
	const lines, width = 20, 40
	group := (len(h.Counts) + lines - 1) / lines
	var sums []int
	most := 1
	for i, c := range h.Counts {
		if i%group == 0 {
			sums = append(sums, 0)
		}
		sums[len(sums)-1] += c
		most = max(most, sums[len(sums)-1])
	}
	var out strings.Builder
	t := table{indent: "  "}
	for i, c := range sums {
		at := decimal.New(int64(i*group), 0).DivRound(decimal.New(int64(len(h.Counts)), 0), 12)
		edge, _ := (h.High - h.Low).Times(at) // a share of an amount is within its range
		t.row(alignRight((h.Low + edge).Format()), strings.Repeat("#", c*width/most), fmt.Sprint(c))
	}
	t.print(&out)
	return out.String()
}
