package simulate

import (
	"math"
	"slices"
	"sort"

	"zhiya/valuation/portable"
)

func normalQuantile(u float64) float64 { return portable.NormalQuantile(u) }

// sum is a sum with the error of every addition kept (Neumaier): its value does not lose digits over millions of terms.
type sum struct{ total, lost float64 }

func (s *sum) add(x float64) {
	t := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += (s.total - t) + x
	} else {
		s.lost += (x - t) + s.total
	}
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.lost }

// moments are the count, mean and variance of the values added so far, in their order. Values are taken from the first one, so that the
// squares do not cancel when the mean is large beside the spread.
type moments struct {
	n             int
	origin        float64
	first, second sum
}

func (m *moments) add(x float64) {
	if m.n == 0 {
		m.origin = x
	}
	m.n++
	d := x - m.origin
	m.first.add(d)
	m.second.add(float64(d * d))
}

func (m *moments) mean() float64 {
	if m.n == 0 {
		return 0
	}
	return m.origin + m.first.value()/float64(m.n)
}

// variance is that of the sample, with n − 1.
func (m *moments) variance() float64 {
	if m.n < 2 {
		return 0
	}
	d := m.first.value()
	return math.Max(0, (m.second.value()-float64(d*d)/float64(m.n))/float64(m.n-1))
}

// standardError is that of the mean of independent values.
func (m *moments) standardError() float64 {
	if m.n == 0 {
		return 0
	}
	return math.Sqrt(m.variance() / float64(m.n))
}

// errorOfMean is the standard error of the mean of independent figures of the same thing.
func errorOfMean(figures []float64) float64 {
	var m moments
	for _, f := range figures {
		m.add(f)
	}
	return m.standardError()
}

// PercentileRule names how percentiles are read off.
const PercentileRule = "第 7 型线性插值（同 Excel PERCENTILE.INC、numpy 默认）"

// Percentile is the p-quantile, 0 ≤ p ≤ 1, of sorted values by linear interpolation at (n−1)p, rule 7 of Hyndman and Fan.
func Percentile(sorted []float64, p float64) float64 {
	h := float64(float64(len(sorted)-1) * p)
	i := int(math.Floor(h))
	if i >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + float64((h-float64(i))*(sorted[i+1]-sorted[i]))
}

// percentileError is the standard error √(p(1−p)/n)/f(q) of a percentile, the density f taken from the values one standard error of p
// to either side.
func percentileError(sorted []float64, p float64) float64 {
	d := math.Sqrt(float64(p*(1-p)) / float64(len(sorted)))
	lo, hi := math.Max(0, p-d), math.Min(1, p+d)
	if !(hi > lo) {
		return 0
	}
	return float64((Percentile(sorted, hi)-Percentile(sorted, lo))*d) / (hi - lo)
}

// Histogram counts values in bins of equal width from Low to High, each bin without its upper edge but the last; Below and Above count
// the few values outside, so that long tails do not flatten the picture.
type Histogram struct {
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Counts []int   `json:"counts"`
	Below  int     `json:"below"`
	Above  int     `json:"above"`
}

// tail is the share of values left outside a histogram at either end.
const tail = 0.005

// histogramOf counts sorted values between their 0.5 % and 99.5 % percentiles.
func histogramOf(sorted []float64, bins int) Histogram {
	h := Histogram{Low: Percentile(sorted, tail), High: Percentile(sorted, 1-tail)}
	if !(h.High > h.Low) {
		h.Low, h.High = sorted[0], sorted[len(sorted)-1]
	}
	if !(h.High > h.Low) {
		h.Counts = []int{len(sorted)}
		return h
	}
	h.Counts = make([]int, bins)
	for _, v := range sorted {
		h.count(v)
	}
	return h
}

func (h *Histogram) count(v float64) {
	switch {
	case v < h.Low:
		h.Below++
	case v > h.High:
		h.Above++
	case !(h.High > h.Low):
		h.Counts[0]++
	default:
		i := int(math.Floor(float64((v-h.Low)*float64(len(h.Counts))) / (h.High - h.Low)))
		h.Counts[min(i, len(h.Counts)-1)]++
	}
}

// below is the share of sorted values below a threshold.
func below(sorted []float64, threshold float64) float64 {
	return float64(sort.SearchFloat64s(sorted, threshold)) / float64(len(sorted))
}

// byCopy sorts the valid values of every copy of a Sobol sequence apart.
func byCopy(values []float64) [][]float64 {
	out := make([][]float64, copies)
	for c := range out {
		out[c] = make([]float64, 0, len(values)/copies)
	}
	for t, v := range values {
		if finite(v) {
			c, _ := place(t)
			out[c] = append(out[c], v)
		}
	}
	for _, v := range out {
		slices.Sort(v)
	}
	return out
}
