package command

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"zhiya/valuation/fault"
	"zhiya/valuation/option"
	"zhiya/valuation/simulate/portfolio"
)

// benchmark is one section of bench: figures of this program's own speed on a fixed workload.
type benchmark struct {
	name    string
	what    string // Chinese, one line of the help
	measure func(context.Context, stopwatch) (any, error)
}

// stopwatch says how often and on how many threads to measure.
type stopwatch struct {
	now     func() time.Time
	reps    int
	threads int
	out     string // where a section puts what it reads; "" nowhere
}

func benchmarks() []benchmark {
	return []benchmark{
		{"montecarlo", "资产包模拟：1,000 项权利 × 10,000 次，从内存中的资产包到每项权利的五个统计量", benchMonteCarlo},
		{"options", "美式看跌期权 S=36 K=40 r=6% σ=20% 一年期：单线程 CRR 二叉树 10,000 步（tree）；最小二乘蒙特卡洛 100,000 条路径 × 50 步、三次基函数（lsm）", benchOptions},
		{"pdf", "12 页中文报告（文字 2 章、表 6 张、图 4 幅）：进程内第一份 first_seconds，其后每份 seconds；--reps 大于 1 时另测新进程一份 fresh_seconds，各线程同时共 1,000 份 batch_seconds 及其内存", benchPDF},
		{"store", "经正式办理通道在临时 SQLite 数据文件中逐件受理案件（opened_per_second）、再逐件修改受理资料（commands_per_second），每步一次落盘提交，不含文书", benchStore},
		{"xlsx", "读取并逐行校验 50,000 行 × 30 列的列表：工作簿（workbook）与 GB18030 编码的 CSV（csv）；几乎所有号码校验位不符，每行都要写明错误；--out 把这两个文件写到文件夹中", benchXLSX},
		{"portfolio", "组合视图（view_seconds）与压力测试（stress_seconds）：数据文件中 100,000 笔贷款、10,000 个情景，含读取", benchPortfolio},
		{"register", "经正式办理通道导入 20,000 × N 项权利（N 即 --reps，imported_per_second 含校验与审计），再列出一页 50 项（list）、按权利人检索（search），单位秒", benchRegister},
	}
}

// benchmarksToCome are sections whose workload this program cannot do yet.
var benchmarksToCome = []string{"desk"}

func bench() Command {
	var details strings.Builder
	details.WriteString("以固定工作量测量本程序的速度，输出一个 JSON 对象；不写分项则测量全部分项。时间取各次的中位数，单位秒。\n")
	var names []string
	for _, b := range benchmarks() {
		names = append(names, b.name)
		fmt.Fprintf(&details, "  %-10s  %s\n", b.name, b.what)
	}
	fmt.Fprintf(&details, "本机所用的计算核心：模拟 %s，期权 %s（avx512 一次算 8 次试验，avx2 一次 4 次，portable 为通用代码；结果逐字节相同）", portfolio.Kernel(), option.Kernel())
	return Command{Name: "bench", Summary: "测量本程序的速度", Usage: "[" + strings.Join(names, "|") + "]… [--reps N] [--threads T] [--out DIR]", Details: details.String(),
		Flags: []Flag{{Name: "reps", Value: "N", Help: "重复次数，1 至 1000；不给则 5"}, {Name: "threads", Value: "T", Help: "线程数；不给则按处理器数"},
			{Name: "out", Value: "DIR", Help: "分项 xlsx 把所读的文件写到此文件夹"}, FlagJSON},
		MaxArgs: -1, Run: runBench}
}

func runBench(ctx context.Context, env *Env) error {
	var fs fault.Faults
	watch := stopwatch{now: env.Now, out: env.Flag("out")}
	var err error
	watch.reps, err = env.Int("reps", 1, 1000)
	fs.Append("", err)
	watch.threads, err = env.Int("threads", 1, portfolio.MaxThreads)
	fs.Append("", err)
	if watch.reps == 0 {
		watch.reps = 5
	}
	if watch.threads == 0 {
		watch.threads = min(runtime.GOMAXPROCS(0), portfolio.MaxThreads)
	}
	var chosen []benchmark
	for _, name := range env.Args {
		i := slices.IndexFunc(benchmarks(), func(b benchmark) bool { return b.name == name })
		switch {
		case i >= 0:
			chosen = append(chosen, benchmarks()[i])
		case slices.Contains(benchmarksToCome, name):
			fs.Invalid("bench.absent", "", "分项 %s 所测的功能尚未实现，无法测量；“zhiya help bench”列出可测的分项", name)
		default:
			fs.Invalid("bench.unknown", "", "没有分项“%s”，“zhiya help bench”列出可测的分项", clip(name))
		}
	}
	if err := fs.Err(); err != nil {
		return err
	}
	if len(env.Args) == 0 {
		chosen = benchmarks()
	}
	figures := map[string]any{}
	for _, b := range chosen {
		if figures[b.name], err = b.measure(ctx, watch); err != nil {
			return err
		}
	}
	return env.WriteJSON(figures)
}

// times does the work reps times and gives the durations in seconds, shortest first.
func (w stopwatch) times(ctx context.Context, work func(rep int) error) ([]float64, error) {
	var seconds []float64
	for rep := range w.reps {
		if err := ctx.Err(); err != nil {
			return nil, fault.New(fault.Conflict, "bench.cancelled", "", "测量已取消")
		}
		begin := w.now()
		if err := work(rep); err != nil {
			return nil, err
		}
		seconds = append(seconds, w.now().Sub(begin).Seconds())
	}
	slices.Sort(seconds)
	return seconds, nil
}

func medianOf(seconds []float64) float64 { return median(slices.Sorted(slices.Values(seconds))) }

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func benchMonteCarlo(ctx context.Context, watch stopwatch) (any, error) {
	const rights, trials = 1000, 10_000
	rows := portfolio.Example(rights)
	seconds, err := watch.times(ctx, func(rep int) error {
		_, err := portfolio.Run(rows, trials, uint64(rep), watch.threads, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return struct {
		Seconds         float64 `json:"seconds"`
		Least           float64 `json:"min_seconds"`
		TrialsPerSecond float64 `json:"trials_per_second"`
		Rights          int     `json:"rights"`
		Trials          int     `json:"trials"`
		Threads         int     `json:"threads"`
		Kernel          string  `json:"kernel"`
	}{median(seconds), seconds[0], rights * trials / median(seconds), rights, trials, watch.threads, portfolio.Kernel()}, nil
}

func benchOptions(ctx context.Context, watch stopwatch) (any, error) {
	type timed struct {
		Seconds float64 `json:"seconds"`
		Least   float64 `json:"min_seconds"`
		Price   float64 `json:"price"` // mean over the repetitions
		Threads int     `json:"threads"`
	}
	measure := func(threads int, price func(rep int) (float64, error)) (timed, error) {
		t := timed{Threads: threads}
		seconds, err := watch.times(ctx, func(rep int) error {
			p, err := price(rep)
			t.Price += p / float64(watch.reps)
			return err
		})
		if err == nil {
			t.Seconds, t.Least = median(seconds), seconds[0]
		}
		return t, err
	}
	tree, err := measure(1, func(int) (float64, error) { return option.BenchTree() })
	if err != nil {
		return nil, err
	}
	lsm, err := measure(watch.threads, func(rep int) (float64, error) {
		price, _, err := option.BenchLSM(uint64(rep), watch.threads)
		return price, err
	})
	if err != nil {
		return nil, err
	}
	return struct {
		Tree   timed  `json:"tree"`
		LSM    timed  `json:"lsm"`
		Kernel string `json:"kernel"`
	}{tree, lsm, option.Kernel()}, nil
}
