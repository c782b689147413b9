package distribution

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"

	"zhiya/valuation/fault"
)

// MaxOutcomes bounds a discrete law.
const MaxOutcomes = 200

type mass struct{ value, probability, upTo float64 }

type discrete struct{ masses []mass } // by value, probabilities positive

// NewDiscrete is the law that takes each value with its probability (离散分布). The probabilities are not negative and sum to 1 within
// 1e−9; at most 200 values, no value twice. Faults are Invalid.
func NewDiscrete(values, probabilities []float64) (Law, error) {
	var fs fault.Faults
	if len(values) == 0 || len(values) > MaxOutcomes || len(values) != len(probabilities) {
		fs.Invalid("distribution.outcomes", "outcomes", "请填写 1 至 %d 个取值，每个取值一个概率（当前取值 %d 个、概率 %d 个）", MaxOutcomes, len(values), len(probabilities))
		return nil, fs
	}
	sum := 0.0
	for i, p := range probabilities {
		path := "outcomes[" + strconv.Itoa(i) + "]"
		var one fault.Faults
		finite(&one, []string{"value", "probability"}, values[i], p)
		fs.Append(path, one.Err())
		if p < 0 || p > 1 {
			fs.Invalid("distribution.probability", path+".probability", "概率应在 0 至 1 之间，当前为 %v", p)
		}
		sum += p
	}
	if len(fs) == 0 && math.Abs(sum-1) > 1e-9 {
		fs.Invalid("distribution.sum", "outcomes", "各取值的概率之和应为 1，当前为 %v", sum)
	}
	if len(fs) > 0 {
		return nil, fs
	}
	return arranged(values, probabilities)
}

// arranged sorts checked outcomes, sums their probabilities and drops those of probability 0.
func arranged(values, probabilities []float64) (Law, error) {
	var d discrete
	for i, p := range probabilities {
		if p > 0 {
			d.masses = append(d.masses, mass{value: values[i], probability: p})
		}
	}
	slices.SortStableFunc(d.masses, func(a, b mass) int { return cmp.Compare(a.value, b.value) })
	sum := 0.0
	for i := range d.masses {
		if i > 0 && d.masses[i].value == d.masses[i-1].value {
			return nil, fault.New(fault.Invalid, "distribution.repeated", "outcomes", "取值 %v 重复出现，请合并其概率", d.masses[i].value)
		}
		sum += d.masses[i].probability
		d.masses[i].upTo = sum
	}
	d.masses[len(d.masses)-1].upTo = 1
	return d, nil
}

func (d discrete) Mean() float64 {
	sum := 0.0
	for _, m := range d.masses {
		sum += float64(m.value * m.probability)
	}
	return sum
}

func (d discrete) Variance() float64 {
	mean, sum := d.Mean(), 0.0
	for _, m := range d.masses {
		sum += float64(square(m.value-mean) * m.probability)
	}
	return sum
}

func (d discrete) Density(x float64) float64 {
	for _, m := range d.masses {
		if m.value == x {
			return m.probability
		}
	}
	return 0
}

func (d discrete) Cumulative(x float64) float64 {
	sum := 0.0
	for _, m := range d.masses {
		if m.value > x {
			break
		}
		sum = m.upTo
	}
	return sum
}

func (d discrete) Quantile(u float64) float64 {
	if !inUnit(u) {
		return math.NaN()
	}
	i := sort.Search(len(d.masses), func(i int) bool { return d.masses[i].upTo >= u })
	return d.masses[i].value
}
