package simulate

import (
	"fmt"
	"math"
	"slices"

	"zhiya/valuation/fault"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/sequence"
)

// Result is the outcome of a simulation. Percentiles are exact: all values are kept, 8 bytes a trial (16 with Sobol numbers), and sorted;
// everything else needs memory that does not grow with the number of trials.
type Result struct {
	Engine         string             `json:"engine"`
	Method         Method             `json:"method"`
	Generator      string             `json:"generator"`
	Seed           int                `json:"seed"`
	Requested      int                `json:"requested"` // trials of the plan
	Trials         int                `json:"trials"`    // trials made, failed ones included
	Failed         int                `json:"failed"`    // trials without a value; they are in no other figure
	Reasons        []Reason           `json:"reasons,omitempty"`
	Converged      bool               `json:"converged"` // the stop rule was met
	Mean           float64            `json:"mean"`
	SD             float64            `json:"sd"`             // of the sample, n − 1
	StandardError  float64            `json:"standard_error"` // of the mean
	Min            float64            `json:"min"`
	Max            float64            `json:"max"`
	PercentileRule string             `json:"percentile_rule"`
	Percentiles    []Quantile         `json:"percentiles"`
	Below          *Shortfall         `json:"below,omitempty"`
	Histogram      Histogram          `json:"histogram"`
	Trace          []Point            `json:"trace"`
	Repair         *dependence.Repair `json:"repair,omitempty"`
	Notes          []string           `json:"notes,omitempty"`
}

// Quantile is one percentile with its standard error.
type Quantile struct {
	P             float64 `json:"p"`
	Value         float64 `json:"value"`
	StandardError float64 `json:"standard_error"`
}

// Shortfall is the probability of a value below a threshold.
type Shortfall struct {
	Threshold     float64 `json:"threshold"`
	Probability   float64 `json:"probability"`
	StandardError float64 `json:"standard_error"`
}

// Point is the mean and its standard error after a number of trials: the picture of the convergence.
type Point struct {
	Trials        int     `json:"trials"`
	Mean          float64 `json:"mean"`
	StandardError float64 `json:"standard_error"`
}

// Reason is why trials failed: how many, and the first of them.
type Reason struct {
	Message string `json:"message"`
	Count   int    `json:"count"`
	First   int    `json:"first"` // number of the trial, from 0
}

// maxReasons bounds the reasons kept apart; further ones are counted together.
const maxReasons = 10

const otherReasons = "其他原因"

func (r *Result) fail(trial int, err error) {
	r.Failed++
	message := "计算结果不是有限的数"
	if err != nil {
		message = err.Error()
	}
	if i := slices.IndexFunc(r.Reasons, func(x Reason) bool { return x.Message == message }); i >= 0 {
		r.Reasons[i].Count++
		return
	}
	if len(r.Reasons) == maxReasons {
		message = otherReasons
	}
	if n := len(r.Reasons); n > maxReasons {
		r.Reasons[n-1].Count++
		return
	}
	r.Reasons = append(r.Reasons, Reason{Message: message, Count: 1, First: trial})
}

// finish finds the figures that need all values. values are those of all trials made, in order, NaN where a trial failed.
func (r *Result) finish(p Plan, values []float64, t *tally) error {
	if t.all.n == 0 {
		return fault.New(fault.Refused, "simulate.failed", "drivers", "全部 %d 次模拟均未得出结果，首个原因：%s；请核对变量的分布", r.Trials, r.Reasons[0].Message)
	}
	r.Mean, r.SD, r.StandardError = t.all.mean(), math.Sqrt(t.all.variance()), t.standardError()
	var apart [][]float64
	if p.Method == Sobol {
		apart = byCopy(values)
	}
	sorted := slices.DeleteFunc(values, func(v float64) bool { return !finite(v) })
	slices.Sort(sorted)
	r.Min, r.Max, r.PercentileRule = sorted[0], sorted[len(sorted)-1], PercentileRule
	for _, rate := range p.percentiles() {
		q := rate.Decimal().InexactFloat64()
		e := percentileError(sorted, q)
		if apart != nil {
			e = errorApart(apart, func(v []float64) float64 { return Percentile(v, q) })
		}
		r.Percentiles = append(r.Percentiles, Quantile{P: q, Value: Percentile(sorted, q), StandardError: e})
	}
	if p.Threshold != nil {
		limit := p.Threshold.Decimal().InexactFloat64()
		share := below(sorted, limit)
		e := math.Sqrt(float64(share*(1-share)) / float64(len(sorted)))
		if apart != nil {
			e = errorApart(apart, func(v []float64) float64 { return below(v, limit) })
		}
		r.Below = &Shortfall{Threshold: limit, Probability: share, StandardError: e}
	}
	r.Histogram = histogramOf(sorted, p.bins())
	r.remark(p)
	return nil
}

// errorApart is the standard error of a figure from its values in the copies of a Sobol sequence.
func errorApart(apart [][]float64, figure func([]float64) float64) float64 {
	var figures []float64
	for _, v := range apart {
		if len(v) > 0 {
			figures = append(figures, figure(v))
		}
	}
	return errorOfMean(figures)
}

func (r *Result) remark(p Plan) {
	if r.Failed > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d 次模拟中有 %d 次未得出结果，未计入各项统计，首个原因：%s", r.Trials, r.Failed, r.Reasons[0].Message))
	}
	if p.Method == Sobol && p.trials() != p.Trials {
		r.Notes = append(r.Notes, fmt.Sprintf("Sobol 序列的次数须为 2 的整数次幂，已由 %d 次调整为 %d 次", p.Trials, p.trials()))
	}
	if x := r.Repair; x != nil {
		r.Notes = append(r.Notes, fmt.Sprintf("所填相关系数不能同时成立（最小特征值 %.4f），已修正为最近似的有效矩阵；变动最大的是“%s”与“%s”：%.4f 改为 %.4f，请确认", x.SmallestEigenvalue, x.A, x.B, x.From, x.To))
	}
	if p.Stop != nil && !r.Converged {
		r.Notes = append(r.Notes, fmt.Sprintf("完成全部 %d 次后，均值的相对标准误仍未低于 %s", r.Trials, p.Stop.RelativeError.Percent()))
	}
}

func (p Plan) generator() string {
	if p.Method == Sobol {
		return sequence.ScrambledName
	}
	return sequence.PhiloxName
}
