package option

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
	"zhiya/valuation/trace"
)

// GivenPaths is the method of Simulation on paths that somebody else made: a worked example, or a process of one's own.
type GivenPaths struct {
	Kind   Kind        `json:"type"`
	K      float64     `json:"K"`
	R      float64     `json:"r"`  // continuous, a year
	Years  float64     `json:"dt"` // from one date to the next, 0 < dt ≤ 200
	Prices [][]float64 `json:"paths"`
	Basis  Basis       `json:"basis"` // the zero value is Cubic
}

// GivenResult is the price on given paths.
type GivenResult struct {
	European    float64      `json:"european"` // exercise at the last date only
	American    float64      `json:"american"` // at any date; not below what exercise yields at once
	Regressions []Regression `json:"regressions"`
}

// Price values the option. Each row of Prices is a path: the price now, the same in every row, and at each exercise date. Rows of
// unequal length and prices that are not positive numbers are refused by row.
func (g GivenPaths) Price() (GivenResult, error) {
	if g.Basis == "" {
		g.Basis = Cubic
	}
	if err := g.check(); err != nil {
		return GivenResult{}, err
	}
	c := Contract{Kind: g.Kind, S: g.Prices[0][0], K: g.K}
	last := len(g.Prices[0]) - 1
	discount := portable.Exp(-float64(g.R * g.Years))
	flow, gain := make([]float64, len(g.Prices)), make([]float64, len(g.Prices))
	for i, p := range g.Prices {
		flow[i] = g.gain(c, p[last])
	}
	var out GivenResult
	far := portable.Exp(-float64(float64(g.R*g.Years) * float64(last)))
	out.European = float64(float64(mean(flow)*far) * g.K)
	rules := make([]rule, last)
	for t := last - 1; t >= 1; t-- {
		var sums [sumCount]float64
		var equations normal
		for i, p := range g.Prices {
			flow[i] = float64(flow[i] * discount)
			gain[i] = g.gain(c, p[t])
			if gain[i] > 0 {
				addPowers(&sums, gain[i], flow[i])
				equations.addLaguerre(p[t]/g.K, flow[i])
			}
		}
		if g.Basis != Laguerre {
			equations = *powers(&sums)
		}
		found, isEmpty := equations.solve(bases[g.Basis])
		rules[t] = rule{wait: found, isIdle: isEmpty}
		for i, p := range g.Prices {
			if gain[i] > 0 && gain[i] > rules[t].waiting(g.Basis, gain[i], p[t]/g.K) {
				flow[i] = gain[i]
			}
		}
	}
	for t := 1; t < last; t++ {
		out.Regressions = append(out.Regressions, Regression{Step: t, Coefficients: rules[t].reported(g.Basis, c)})
	}
	out.American = math.Max(float64(float64(mean(flow)*discount)*g.K), c.Intrinsic())
	return out, nil
}

func (g GivenPaths) check() error {
	var fs fault.Faults
	if g.Kind != Call && g.Kind != Put {
		fs.Invalid("option.type", "type", "期权类型“%s”无法识别，应为 call（看涨）或 put（看跌）", string(g.Kind))
	}
	check(&fs, "K", "执行价格（投资额）", g.K, 0, maxAmount)
	check(&fs, "r", "无风险利率", g.R, -1, 10)
	check(&fs, "dt", "行权日间隔（年）", g.Years, 0, 200)
	if bases[g.Basis] == 0 {
		fs.Invalid("option.basis", "basis", "回归基函数“%s”无法识别，应为 quadratic、cubic 或 laguerre", string(g.Basis))
	}
	if len(g.Prices) == 0 || len(g.Prices[0]) < 2 {
		fs.Invalid("option.paths", "paths", "请至少填写一条路径，每条含当前价格和至少一个行权日的价格")
		return fs
	}
	for i, p := range g.Prices {
		path := trace.Path("paths", i)
		if len(p) != len(g.Prices[0]) {
			fs.Invalid("option.paths", path, "第 %d 条路径有 %d 个价格，应与第 1 条一样有 %d 个", i+1, len(p), len(g.Prices[0]))
			continue
		}
		if p[0] != g.Prices[0][0] {
			fs.Invalid("option.paths", path, "第 %d 条路径的当前价格 %g 与第 1 条的 %g 不同，各路径应从同一价格出发", i+1, p[0], g.Prices[0][0])
		}
		for _, v := range p {
			if !(v > 0 && v <= maxAmount) {
				fs.Invalid("option.paths", path, "第 %d 条路径的价格 %g 应为大于 0 且不大于 %g 的有限数值", i+1, v, maxAmount)
				break
			}
		}
	}
	return fs.Err()
}

// gain is what exercise at a price yields, in units of K.
func (g GivenPaths) gain(c Contract, price float64) float64 {
	return math.Max(float64(c.sign()*(price/g.K-1)), 0)
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// addPowers adds a path to the sums, as block.path does.
func addPowers(s *[sumCount]float64, gain, flow float64) {
	power := 1.0
	for k := sumOnes; k <= sumGain6; k++ {
		s[k] += power
		if k < 4 {
			s[sumFlow0+k] = math.FMA(flow, power, s[sumFlow0+k])
		}
		power = float64(power * gain)
	}
}
