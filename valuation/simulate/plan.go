// Package simulate finds the distribution of a value whose drivers are uncertain (蒙特卡洛模拟): drivers with distributions and correlations,
// pseudo-random or scrambled Sobol numbers, and the mean, spread and percentiles with their errors. It computes with floats, but only with
// operations whose results are the same on every processor; the same plan gives the same bytes with any number of threads.
package simulate

import (
	"math"
	"math/bits"
	"strconv"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/simulate/sequence"
)

// EngineVersion is kept in every result; it changes whenever the same plan would give another figure.
const EngineVersion = "zhiya-simulate/1"

// Limits of a plan.
const (
	MinTrials = 100
	MaxTrials = 5_000_000
)

// Method is the kind of numbers drawn.
type Method string

const (
	Pseudo Method = "pseudo" // 伪随机数, sequence.PhiloxName; also the meaning of ""
	Sobol  Method = "sobol"  // 扰动 Sobol 序列, sequence.ScrambledName, in 16 independent copies
)

// String is the Chinese name.
func (m Method) String() string {
	if m == Sobol {
		return "扰动 Sobol 序列"
	}
	return "伪随机数"
}

// Settings say how a simulation runs.
type Settings struct {
	Trials      int          `json:"trials" label:"模拟次数" hint:"100 至 5,000,000"`
	Seed        int          `json:"seed" label:"随机种子" hint:"不小于 0；同一种子得出同一结果"`
	Method      Method       `json:"method,omitempty" label:"随机数" opt:"1" choices:"pseudo=伪随机数|sobol=扰动 Sobol 序列"`
	Stop        *StopRule    `json:"stop,omitempty" label:"提前停止"`
	Percentiles []money.Rate `json:"percentiles,omitempty" label:"分位点" opt:"1" hint:"0 至 1 之间；不填为 1%、5%、10%、25%、50%、75%、90%、95%、99%"`
	Bins        int          `json:"bins,omitempty" label:"直方图组数" opt:"1" hint:"5 至 200，不填为 40"`
	Threshold   *money.Money `json:"threshold,omitempty" label:"门槛金额" hint:"计算结果低于该金额的概率，如贷款本息"`
}

// StopRule ends a simulation before all trials are made, at the first boundary at which the standard error of the mean is below a
// share of the mean. Boundaries are fixed: every 1,024 trials, with Sobol numbers every power of two.
type StopRule struct {
	RelativeError money.Rate `json:"relative_error" label:"相对标准误上限" hint:"均值的标准误 ÷ 均值，如 0.5%"`
	MinTrials     int        `json:"min_trials,omitempty" label:"最少次数" opt:"1" hint:"不填为 10,000"`
}

// Driver is one uncertain figure.
type Driver struct {
	Name         string            `json:"name" label:"变量" choices:"revenue_factor=收入系数|growth=额外年增长率|royalty=许可费率（分成率）|decay=技术衰减率|discount=折现率|tax=所得税率|maintenance_factor=维持费用系数|life=收益年限|flow_factor=收益系数"`
	Distribution distribution.Spec `json:"distribution" label:"分布"`
}

// Plan is everything a simulation needs beside the function it simulates.
type Plan struct {
	Drivers     []Driver          `json:"drivers"`
	Correlation *dependence.Input `json:"correlation,omitempty"`
	Settings
}

var defaultPercentiles = []string{"0.01", "0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95", "0.99"}

// check gathers the faults of the settings.
func (s Settings) check(fs *fault.Faults) {
	if s.Trials < MinTrials || s.Trials > MaxTrials {
		fs.Invalid("simulate.trials", "trials", "模拟次数应在 %d 至 %d 之间，当前为 %d", MinTrials, MaxTrials, s.Trials)
	}
	if s.Seed < 0 {
		fs.Invalid("simulate.seed", "seed", "随机种子应为不小于 0 的整数，当前为 %d", s.Seed)
	}
	if s.Method != "" && s.Method != Pseudo && s.Method != Sobol {
		fs.Invalid("simulate.method", "method", "随机数“%s”无法识别，应为 pseudo（伪随机数）或 sobol（扰动 Sobol 序列）", string(s.Method))
	}
	if s.Bins != 0 && (s.Bins < 5 || s.Bins > 200) {
		fs.Invalid("simulate.bins", "bins", "直方图组数应在 5 至 200 之间，当前为 %d", s.Bins)
	}
	if len(s.Percentiles) > 50 {
		fs.Invalid("simulate.percentiles", "percentiles", "分位点最多 50 个，当前为 %d 个", len(s.Percentiles))
	}
	for i, p := range s.Percentiles {
		if !p.Between("0", "1") {
			fs.Invalid("simulate.percentile", "percentiles["+strconv.Itoa(i)+"]", "分位点应在 0 至 1 之间，当前为 %s", p)
		}
	}
	if s.Stop != nil {
		if !s.Stop.RelativeError.Between("0.000001", "0.5") {
			fs.Invalid("simulate.stop", "stop.relative_error", "相对标准误上限应在 0.000001 至 0.5 之间，当前为 %s", s.Stop.RelativeError)
		}
		if s.Stop.MinTrials < 0 || s.Stop.MinTrials > MaxTrials {
			fs.Invalid("simulate.stop", "stop.min_trials", "最少次数应在 0 至 %d 之间，当前为 %d", MaxTrials, s.Stop.MinTrials)
		}
	}
}

// trials is the number of trials to make: with Sobol numbers the next power of two, or the last one within the limit.
func (s Settings) trials() int {
	if s.Method != Sobol {
		return s.Trials
	}
	n := 1 << bits.Len(uint(s.Trials-1))
	if n > MaxTrials {
		n >>= 1
	}
	return n
}

func (s Settings) percentiles() []money.Rate {
	if len(s.Percentiles) > 0 {
		return s.Percentiles
	}
	out := make([]money.Rate, len(defaultPercentiles))
	for i, p := range defaultPercentiles {
		out[i] = money.MustRate(p)
	}
	return out
}

func (s Settings) bins() int {
	if s.Bins == 0 {
		return 40
	}
	return s.Bins
}

// copies is the number of independent randomisations of the Sobol sequence, whose means tell the standard error.
const copies = 16

// sampler makes the drivers of a trial. It is safe for concurrent use; the scratch is the caller's.
type sampler struct {
	laws      []distribution.Law
	varying   []int // drivers that are not fixed, in order; each takes one coordinate
	touched   []bool
	copula    dependence.Copula
	random    sequence.Philox
	scrambled *sequence.Scrambled // nil with pseudo-random numbers
}

// sampler checks the whole plan. All faults come together.
func (p Plan) sampler() (*sampler, error) {
	var fs fault.Faults
	p.Settings.check(&fs)
	laws, names := Laws(p.Drivers, &fs)
	s := &sampler{laws: laws, touched: make([]bool, len(laws)), random: sequence.NewPhilox(uint64(p.Seed))}
	fixed := make([]bool, len(laws))
	for i, l := range laws {
		fixed[i] = l != nil && distribution.IsFixed(l)
		if !fixed[i] {
			s.varying = append(s.varying, i)
		}
	}
	if p.Correlation != nil {
		var err error
		s.copula, err = p.Correlation.Copula(names, fixed)
		fs.Append("correlation", err)
	}
	for i := range s.touched {
		s.touched[i] = s.copula.Touches(i)
	}
	if len(fs) == 0 && p.Method == Sobol && len(s.varying) > 0 {
		var err error
		s.scrambled, err = sequence.NewScrambled(uint64(p.Seed), len(s.varying), copies)
		fs.Append("", err)
	}
	return s, fs.Err()
}

// MaxDrivers bounds a plan.
const MaxDrivers = 32

// Laws makes the distributions of the drivers; faults have paths drivers[i].name and drivers[i].distribution.….
func Laws(drivers []Driver, fs *fault.Faults) ([]distribution.Law, []string) {
	if len(drivers) > MaxDrivers {
		fs.Invalid("simulate.drivers", "drivers", "变量最多 %d 个，当前为 %d 个", MaxDrivers, len(drivers))
	}
	laws, names := make([]distribution.Law, len(drivers)), make([]string, len(drivers))
	seen := map[string]bool{}
	for i, d := range drivers {
		path := "drivers[" + strconv.Itoa(i) + "]"
		if d.Name == "" {
			fs.Invalid("driver.name", path+".name", "请填写变量名称")
		} else if seen[d.Name] {
			fs.Invalid("driver.repeated", path+".name", "变量“%s”重复出现，请合并为一个", d.Name)
		}
		seen[d.Name] = true
		l, err := d.Distribution.Law()
		fs.Append(path+".distribution", err)
		laws[i], names[i] = l, d.Name
	}
	return laws, names
}

// draw fills x with the drivers of a trial; u and z are scratch of the same length.
func (s *sampler) draw(trial int, u, z, x []float64) {
	u = u[:len(s.varying)]
	if s.scrambled == nil {
		s.random.Uniforms(uint64(trial), u)
	} else {
		c, index := place(trial)
		s.scrambled.Uniforms(c, index, u)
	}
	active := s.copula.Active()
	for k, i := range s.varying {
		switch {
		case !s.touched[i]:
			x[i] = s.laws[i].Quantile(u[k])
		default:
			z[i] = normalQuantile(u[k])
		}
	}
	if active {
		s.copula.Mix(z)
		for i, t := range s.touched {
			if t {
				x[i] = distribution.FromNormal(s.laws[i], z[i])
			}
		}
	}
}

// place tells which point of which copy of the Sobol sequence a trial is. After 16·2ʲ trials every copy has made its first 2ʲ points.
func place(trial int) (copy int, index uint64) {
	q := trial / copies
	if q == 0 {
		return trial, 0
	}
	j := bits.Len(uint(q)) - 1
	rest := trial - copies<<j
	return rest >> j, uint64(1<<j | rest&(1<<j-1))
}

// finite reports a value that can be counted; the square of one far beyond money could not.
func finite(v float64) bool { return math.Abs(v) <= 1e150 }
