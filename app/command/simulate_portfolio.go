package command

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"

	"zhiya/valuation/fault"
	"zhiya/valuation/simulate/portfolio"
)

// portfolioFlags belong to the command simulate beside its own.
var portfolioFlags = []Flag{
	{Name: "portfolio", Value: "FILE", Help: "资产包 CSV，第一行为列名"},
	{Name: "trials", Value: "N", Help: fmt.Sprintf("每项权利的模拟次数，%d 至 %d", portfolio.MinTrials, portfolio.MaxTrials)},
	{Name: "seed", Value: "S", Help: "随机种子，非负整数；同一种子结果逐字节相同"},
	{Name: "threads", Value: "T", Help: "线程数；不给则按处理器数，不影响结果"},
	{Name: "out", Value: "FILE", Help: "统计结果 CSV：每项权利一行 均值,标准差,P5,P50,P95，无列名"},
}

// portfolioDetails is the part of the help of simulate that tells of --portfolio.
const portfolioDetails = `--portfolio 按许可费节省法批量模拟一个资产包：首年收入对数正态，增长率为截断正态（−30% 至 40%，与收入相关，逐年回归 3%），
许可费率三角分布，折现率 PERT，技术衰减率均匀分布，收益期十年，税率 25%，年中折现。列名：
id,r1_median,r1_sigma,g_mu,g_sd,rho,roy_min,roy_mode,roy_max,d_min,d_mode,d_max,dec_min,dec_max`

// simulatePortfolio is simulate with --portfolio: it needs --trials, --seed and --out, writes the statistics whole or not at
// all, and prints how long the simulation took from the portfolio in memory to the statistics in memory.
func simulatePortfolio(ctx context.Context, env *Env) error {
	var fs fault.Faults
	for _, name := range []string{"portfolio", "trials", "seed", "out"} {
		if env.Flag(name) == "" {
			fs.Invalid("flag.missing", "--"+name, "缺少必需的选项 --%s", name)
		}
	}
	trials, err := env.Int("trials", portfolio.MinTrials, portfolio.MaxTrials)
	fs.Append("", err)
	threads, err := env.Int("threads", 1, portfolio.MaxThreads)
	fs.Append("", err)
	if threads == 0 {
		threads = min(runtime.GOMAXPROCS(0), portfolio.MaxThreads)
	}
	seed, err := strconv.ParseUint(env.Flag("seed"), 10, 64)
	if err != nil && env.Flag("seed") != "" {
		fs.Invalid("flag.integer", "--seed", "“%s”应为 0 至 18446744073709551615 之间的整数", clip(env.Flag("seed")))
	}
	if err := fs.Err(); err != nil {
		return err
	}
	file, err := os.Open(env.Flag("portfolio"))
	if err != nil {
		return fault.Faults{{Kind: fault.Invalid, Code: "input.unreadable", Path: "--portfolio",
			Message: fmt.Sprintf("文件“%s”无法打开，请核对路径与权限", env.Flag("portfolio")), Cause: err}}
	}
	defer func() { _ = file.Close() }() // opened for reading only
	rows, err := portfolio.Read(file)
	if err != nil {
		fs.Append("--portfolio", err)
		return fs
	}
	begin := env.Now()
	stats, err := portfolio.Run(rows, trials, seed, threads, func(int) bool { return ctx.Err() == nil })
	if err != nil {
		return err
	}
	seconds := env.Now().Sub(begin).Seconds()
	failed := 0
	for i, s := range stats {
		if failed += s.Failed; s.Failed > 0 {
			fmt.Fprintf(env.Err, "提示：第 %d 项权利 %s 有 %d 次模拟的结果不是有限数值，统计只用其余各次\n", i+1, rows[i].ID, s.Failed)
		}
	}
	var text bytes.Buffer
	if err := portfolio.WriteStats(&text, stats); err != nil {
		return fault.Wrap(err, "output.failed", "结果无法写出")
	}
	if err := writeWhole(env.Flag("out"), text.Bytes()); err != nil {
		return err
	}
	return env.WriteJSON(struct {
		Seconds float64 `json:"seconds"`
		Trials  int     `json:"trials"`
		Threads int     `json:"threads"`
		Seed    uint64  `json:"seed"`
		Rights  int     `json:"rights"`
		Failed  int     `json:"failed"` // trials without a finite value
		Kernel  string  `json:"kernel"`
	}{seconds, trials, threads, seed, len(rows), failed, portfolio.Kernel()})
}
