package dependence

import (
	"math"
	"strconv"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/portable"
)

// Measure says what a stated correlation is a correlation of.
type Measure string

const (
	Pearson  Measure = "pearson"  // of the normals behind the drivers; also the meaning of ""
	Spearman Measure = "spearman" // of the ranks: the normals have 2·sin(πρ/6)
)

// String is the Chinese name.
func (m Measure) String() string {
	if m == Spearman {
		return "秩相关系数（Spearman）"
	}
	return "正态得分相关系数（Pearson）"
}

// Input is the correlations an appraiser states; pairs left out have none.
type Input struct {
	Measure Measure `json:"measure,omitempty" label:"相关系数口径" choices:"pearson=正态得分相关系数（Pearson）|spearman=秩相关系数（Spearman）"`
	Pairs   []Pair  `json:"pairs" label:"相关的变量"`
}

// Pair is the correlation of two drivers, −1 ≤ rho ≤ 1.
type Pair struct {
	A   string     `json:"a" label:"变量一"`
	B   string     `json:"b" label:"变量二"`
	Rho money.Rate `json:"rho" label:"相关系数" number:"1" hint:"-1 至 1"`
}

// Copula turns independent standard normals into dependent ones. The zero value leaves them as they are.
type Copula struct {
	lower  [][]float64
	Repair *Repair
}

// Repair tells what was done to correlations that cannot exist together: negative eigenvalues were cut off and the matrix scaled back to
// unit diagonal. The largest change of an entry is between the drivers A and B.
type Repair struct {
	SmallestEigenvalue float64
	A, B               string
	From, To           float64 // stated and used correlation of the normals
}

// The smallest eigenvalue tells what a matrix is: below broken no such correlations exist, and above definite the method of Cholesky keeps
// its digits.
const (
	broken   = -1e-10
	definite = 1e-8
)

// Copula checks the correlations of the named drivers and factors their matrix. fixed tells which drivers do not vary; they cannot be
// correlated. Faults are Invalid with paths pairs[i].a, .b, .rho.
func (in Input) Copula(names []string, fixed []bool) (Copula, error) {
	var fs fault.Faults
	if in.Measure != "" && in.Measure != Pearson && in.Measure != Spearman {
		fs.Invalid("correlation.measure", "measure", "相关系数口径“%s”无法识别，应为 pearson 或 spearman", string(in.Measure))
	}
	a := square(len(names))
	for i := range a {
		a[i][i] = 1
	}
	seen := map[[2]int]bool{}
	for i, p := range in.Pairs {
		x, y, ok := in.ends(&fs, i, names, fixed)
		if !p.Rho.Between("-1", "1") {
			fs.Invalid("correlation.range", at(i, "rho"), "相关系数应在 -1 至 1 之间，当前为 %s", p.Rho)
			continue
		}
		if !ok {
			continue
		}
		key := [2]int{min(x, y), max(x, y)}
		if seen[key] {
			fs.Invalid("correlation.repeated", at(i, "b"), "“%s”与“%s”的相关系数重复出现，请只保留一个", p.A, p.B)
		}
		seen[key] = true
		rho := p.Rho.Decimal().InexactFloat64()
		if in.Measure == Spearman {
			rho = NormalOfRank(rho)
		}
		a[x][y], a[y][x] = rho, rho
	}
	if len(fs) > 0 {
		return Copula{}, fs
	}
	return Of(a, names)
}

func at(i int, field string) string { return "pairs[" + strconv.Itoa(i) + "]." + field }

func (in Input) ends(fs *fault.Faults, i int, names []string, fixed []bool) (x, y int, ok bool) {
	p := in.Pairs[i]
	x, y = index(names, p.A), index(names, p.B)
	for _, end := range []struct {
		field, name string
		at          int
	}{{"a", p.A, x}, {"b", p.B, y}} {
		switch {
		case end.at < 0:
			fs.Invalid("correlation.unknown", at(i, end.field), "没有名为“%s”的变量，请与变量表一致", end.name)
		case fixed[end.at]:
			fs.Invalid("correlation.fixed", at(i, end.field), "变量“%s”为固定值，不能与其他变量相关，请删除该项", end.name)
		}
	}
	if x >= 0 && x == y {
		fs.Invalid("correlation.self", at(i, "b"), "变量不能与自身相关，请填写另一变量")
		return x, y, false
	}
	return x, y, x >= 0 && y >= 0
}

func index(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}

// NormalOfRank is the correlation of the normals that gives a rank correlation: 2·sin(πρ/6).
func NormalOfRank(rho float64) float64 {
	return float64(2 * portable.SinSmall(float64(math.Pi*rho)/6))
}

// RankOfNormal is the rank correlation of normals: (6/π)·arcsin(ρ/2).
func RankOfNormal(rho float64) float64 {
	return float64(6*portable.AsinSmall(float64(0.5*rho))) / math.Pi
}

// Of factors a matrix of correlations of normals with unit diagonal, repaired when it is broken. Faults are those of Cholesky.
func Of(a [][]float64, names []string) (Copula, error) {
	if err := symmetric(a); err != nil {
		return Copula{}, err
	}
	identity := true
	for i := range a {
		for j := range i {
			identity = identity && a[i][j] == 0
		}
	}
	if identity {
		return Copula{}, nil
	}
	values, v := eigen(a)
	smallest := values[0]
	for _, x := range values {
		smallest = math.Min(smallest, x)
	}
	if smallest >= definite {
		lower, bad := factor(a)
		if bad >= 0 {
			return Copula{}, fault.New(fault.Invalid, "correlation.definite", "", "相关系数矩阵不是正定矩阵，请核对各相关系数")
		}
		return Copula{lower, nil}, nil
	}
	if smallest >= broken {
		return Copula{semifactor(values, v), nil}, nil
	}
	fixed := rebuild(values, v)
	repair := change(a, fixed, names)
	repair.SmallestEigenvalue = smallest
	values, v = eigen(fixed)
	return Copula{semifactor(values, v), repair}, nil
}

// rebuild cuts the eigenvalues off from below and scales to unit diagonal.
func rebuild(values []float64, v [][]float64) [][]float64 {
	n := len(values)
	out := square(n)
	for i := range n {
		for j := range n {
			sum := 0.0
			for k, x := range values {
				sum += float64(float64(math.Max(x, 0)*v[i][k]) * v[j][k])
			}
			out[i][j] = sum
		}
	}
	scale := make([]float64, n)
	for i := range scale {
		scale[i] = 1 / math.Sqrt(out[i][i])
	}
	for i := range n {
		for j := range i {
			r := math.Max(-1, math.Min(1, float64(float64(out[i][j]*scale[i])*scale[j])))
			out[i][j], out[j][i] = r, r
		}
		out[i][i] = 1
	}
	return out
}

func change(from, to [][]float64, names []string) *Repair {
	r := &Repair{}
	most := -1.0
	for i := range from {
		for j := range i {
			if d := math.Abs(from[i][j] - to[i][j]); d > most {
				most = d
				*r = Repair{A: names[j], B: names[i], From: from[i][j], To: to[i][j]}
			}
		}
	}
	return r
}

// Active reports whether the normals are changed at all.
func (c Copula) Active() bool { return c.lower != nil }

// Touches reports whether driver i is correlated with another.
func (c Copula) Touches(i int) bool {
	if c.lower == nil {
		return false
	}
	for j := range c.lower {
		if j < i && c.lower[i][j] != 0 || j > i && c.lower[j][i] != 0 {
			return true
		}
	}
	return false
}

// Mix overwrites independent standard normals z with dependent ones: Lz.
func (c Copula) Mix(z []float64) {
	for i := len(c.lower) - 1; i >= 0; i-- {
		sum := 0.0
		for j, l := range c.lower[i][:i+1] {
			sum += float64(l * z[j])
		}
		z[i] = sum
	}
}
