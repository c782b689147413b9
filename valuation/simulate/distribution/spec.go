package distribution

import (
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Kind is the family of a distribution.
type Kind string

const (
	Fixed           Kind = "fixed"            // value
	Uniform         Kind = "uniform"          // min, max
	Triangular      Kind = "triangular"       // min, mode, max
	PERT            Kind = "pert"             // min, mode, max
	Normal          Kind = "normal"           // mean, sd
	TruncatedNormal Kind = "truncated_normal" // mean, sd before truncation; min and max, or one of them
	Lognormal       Kind = "lognormal"        // mean and cv, or median and sigma
	Discrete        Kind = "discrete"         // outcomes
)

// Kinds are all families in the order of the forms.
var Kinds = []Kind{Fixed, Uniform, Triangular, PERT, Normal, TruncatedNormal, Lognormal, Discrete}

// String is the Chinese name.
func (k Kind) String() string {
	return map[Kind]string{Fixed: "固定值", Uniform: "均匀分布", Triangular: "三角分布", PERT: "PERT 分布", Normal: "正态分布",
		TruncatedNormal: "截尾正态分布", Lognormal: "对数正态分布", Discrete: "离散分布"}[k]
}

var labels = map[string]string{"min": "最小值", "mode": "最可能值", "max": "最大值", "mean": "均值", "sd": "标准差", "cv": "变异系数",
	"median": "中位数", "sigma": "对数标准差", "value": "取值", "probability": "概率"}

// Spec is a distribution as it is entered and stored. Only the figures its kind names are given; all are plain numbers (0.05 is 5 %)
// with at most 9 digits before and 12 behind the point.
type Spec struct {
	Kind     Kind        `json:"kind" label:"分布" choices:"fixed=固定值|uniform=均匀分布|triangular=三角分布|pert=PERT 分布|normal=正态分布|truncated_normal=截尾正态分布|lognormal=对数正态分布|discrete=离散分布"`
	Value    *money.Rate `json:"value,omitempty" label:"取值" number:"1" hint:"固定值填写"`
	Min      *money.Rate `json:"min,omitempty" label:"最小值" number:"1" hint:"均匀、三角、PERT 填写；截尾正态可只填一端"`
	Mode     *money.Rate `json:"mode,omitempty" label:"最可能值" number:"1" hint:"三角、PERT 填写"`
	Max      *money.Rate `json:"max,omitempty" label:"最大值" number:"1" hint:"均匀、三角、PERT 填写；截尾正态可只填一端"`
	Mean     *money.Rate `json:"mean,omitempty" label:"均值" number:"1" hint:"正态、截尾正态（截尾前）填写；对数正态与变异系数同填"`
	SD       *money.Rate `json:"sd,omitempty" label:"标准差" number:"1" hint:"正态、截尾正态（截尾前）填写，大于 0"`
	CV       *money.Rate `json:"cv,omitempty" label:"变异系数" number:"1" hint:"对数正态：标准差 ÷ 均值"`
	Median   *money.Rate `json:"median,omitempty" label:"中位数" number:"1" hint:"对数正态，与对数标准差同填"`
	Sigma    *money.Rate `json:"sigma,omitempty" label:"对数标准差" number:"1" hint:"对数正态，与中位数同填"`
	Outcomes []Outcome   `json:"outcomes,omitempty" label:"取值与概率" opt:"1" hint:"离散分布填写，概率之和为 1"`
}

// Outcome is one value of a discrete distribution.
type Outcome struct {
	Value       money.Rate `json:"value" label:"取值" number:"1"`
	Probability money.Rate `json:"probability" label:"概率"`
}

// figure is one figure of a spec with its name.
type figure struct {
	name  string
	value *money.Rate
}

func (s Spec) figures() []figure {
	return []figure{{"value", s.Value}, {"min", s.Min}, {"mode", s.Mode}, {"max", s.Max}, {"mean", s.Mean}, {"sd", s.SD}, {"cv", s.CV},
		{"median", s.Median}, {"sigma", s.Sigma}}
}

// wants are the figures of a kind; a second list is an alternative.
var wants = map[Kind][][]string{
	Fixed: {{"value"}}, Uniform: {{"min", "max"}}, Triangular: {{"min", "mode", "max"}}, PERT: {{"min", "mode", "max"}}, Normal: {{"mean", "sd"}},
	TruncatedNormal: {{"mean", "sd", "min", "max"}, {"mean", "sd", "min"}, {"mean", "sd", "max"}},
	Lognormal:       {{"mean", "cv"}, {"median", "sigma"}}, Discrete: {{}},
}

// Law checks the spec and makes the distribution. All faults come together, Invalid, with the name of the field: a figure missing or not of
// this kind, the mode outside its range, a spread not above 0, probabilities that do not sum to exactly 1.
func (s Spec) Law() (Law, error) {
	var fs fault.Faults
	s.checkFields(&fs)
	if len(fs) > 0 {
		return nil, fs
	}
	v := func(r *money.Rate) float64 { return Float(r.Decimal()) }
	switch s.Kind {
	case Fixed:
		return NewFixed(v(s.Value))
	case Uniform:
		return NewUniform(v(s.Min), v(s.Max))
	case Triangular:
		return NewTriangular(v(s.Min), v(s.Mode), v(s.Max))
	case PERT:
		return NewPERT(v(s.Min), v(s.Mode), v(s.Max))
	case Normal:
		return NewNormal(v(s.Mean), v(s.SD))
	case TruncatedNormal:
		lo, hi := math.Inf(-1), math.Inf(1)
		if s.Min != nil {
			lo = v(s.Min)
		}
		if s.Max != nil {
			hi = v(s.Max)
		}
		return NewTruncatedNormal(v(s.Mean), v(s.SD), lo, hi)
	case Lognormal:
		if s.Median != nil {
			return NewLognormalOfMedian(v(s.Median), v(s.Sigma))
		}
		return NewLognormal(v(s.Mean), v(s.CV))
	}
	return s.discrete()
}

// Float is the float nearest to a decimal. It is the one door by which decimals enter the simulation.
func Float(d decimal.Decimal) float64 { return d.InexactFloat64() }

func (s Spec) checkFields(fs *fault.Faults) {
	forms, known := wants[s.Kind]
	if !known {
		fs.Invalid("distribution.kind", "kind", "分布“%s”无法识别，应为 fixed、uniform、triangular、pert、normal、truncated_normal、lognormal 或 discrete", string(s.Kind))
		return
	}
	form := closest(forms, s.figures())
	for _, f := range s.figures() {
		wanted := contains(form, f.name)
		if wanted && f.value == nil {
			fs.Invalid("distribution.missing", f.name, "%s缺少%s", s.Kind, labels[f.name])
		}
		if !wanted && f.value != nil {
			fs.Invalid("distribution.unused", f.name, "%s不使用%s，请删除该项或改选分布", s.Kind, labels[f.name])
		}
	}
	if s.Kind != Discrete && len(s.Outcomes) > 0 {
		fs.Invalid("distribution.unused", "outcomes", "%s不使用取值与概率表，请删除该项或改选分布", s.Kind)
	}
}

// closest is the form of a kind with the fewest missing and superfluous figures, the first among equals.
func closest(forms [][]string, figures []figure) []string {
	best, least := forms[0], math.MaxInt
	for _, form := range forms {
		misses := 0
		for _, f := range figures {
			if contains(form, f.name) != (f.value != nil) {
				misses++
			}
		}
		if misses < least {
			best, least = form, misses
		}
	}
	return best
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// discrete checks the sum of the probabilities as decimals, so that 0.1 ten times is exactly 1.
func (s Spec) discrete() (Law, error) {
	values, probabilities := make([]float64, len(s.Outcomes)), make([]float64, len(s.Outcomes))
	sum := decimal.Zero
	for i, o := range s.Outcomes {
		values[i], probabilities[i] = Float(o.Value.Decimal()), Float(o.Probability.Decimal())
		sum = sum.Add(o.Probability.Decimal())
	}
	l, err := NewDiscrete(values, probabilities)
	if err == nil && !sum.Equal(decimal.New(1, 0)) {
		return nil, fault.New(fault.Invalid, "distribution.sum", "outcomes", "各取值的概率之和应为 1，当前为 %s", sum)
	}
	return l, err
}

// Text is the distribution in one Chinese line for reports and tables: "三角分布（最小值 0.8，最可能值 1，最大值 1.3）".
func (s Spec) Text() string {
	out := s.Kind.String() + "（"
	first := true
	for _, f := range s.figures() {
		if f.value == nil {
			continue
		}
		if !first {
			out += "，"
		}
		out += labels[f.name] + " " + f.value.String()
		first = false
	}
	if len(s.Outcomes) > 0 {
		out += strconv.Itoa(len(s.Outcomes)) + " 个取值"
	}
	return out + "）"
}
