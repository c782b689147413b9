// Package dependence makes drivers move together: a Gaussian copula (高斯 Copula) with a correlation matrix that is checked and, when no such
// correlations can exist together, repaired, the repair being told.
package dependence

import (
	"math"
	"strconv"

	"zhiya/valuation/fault"
)

// MaxSize bounds a matrix.
const MaxSize = 200

// Cholesky is the lower triangular L with LLᵀ = A for a symmetric positive definite A. Faults are Invalid with paths A, A[i], A[i][j]:
// not square, not finite, not symmetric (to 1e−9 of the larger entry), not positive definite.
func Cholesky(a [][]float64) ([][]float64, error) {
	if err := symmetric(a); err != nil {
		return nil, err
	}
	l, bad := factor(a)
	if bad >= 0 {
		return nil, fault.New(fault.Invalid, "matrix.definite", "A", "矩阵不是正定矩阵（第 %d 阶主子式不为正），不能作 Cholesky 分解，请核对或先修正", bad+1)
	}
	return l, nil
}

func symmetric(a [][]float64) error {
	var fs fault.Faults
	if len(a) == 0 || len(a) > MaxSize {
		return fault.New(fault.Invalid, "matrix.size", "A", "矩阵应为 1 至 %d 阶，当前为 %d 阶", MaxSize, len(a))
	}
	for i, row := range a {
		at := "A[" + strconv.Itoa(i) + "]"
		if len(row) != len(a) {
			fs.Invalid("matrix.square", at, "矩阵应为方阵：第 %d 行应有 %d 个数，当前为 %d 个", i+1, len(a), len(row))
			continue
		}
		for j, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				fs.Invalid("matrix.finite", at+"["+strconv.Itoa(j)+"]", "矩阵元素应为有限的数，当前为 %v", v)
			}
		}
	}
	if len(fs) > 0 {
		return fs
	}
	for i := range a {
		for j := range i {
			if math.Abs(a[i][j]-a[j][i]) > 1e-9*math.Max(math.Abs(a[i][j]), math.Abs(a[j][i])) {
				fs.Invalid("matrix.symmetric", "A["+strconv.Itoa(i)+"]["+strconv.Itoa(j)+"]", "矩阵应对称：第 %d 行第 %d 列为 %v，而第 %d 行第 %d 列为 %v", i+1, j+1, a[i][j], j+1, i+1, a[j][i])
			}
		}
	}
	return fs.Err()
}

// factor is the Cholesky factor; bad is the first row whose pivot is not positive, or −1.
func factor(a [][]float64) (l [][]float64, bad int) {
	n := len(a)
	l = square(n)
	for j := range n {
		pivot := a[j][j]
		for k := range j {
			pivot -= float64(l[j][k] * l[j][k])
		}
		if !(pivot > 0) {
			return nil, j
		}
		l[j][j] = math.Sqrt(pivot)
		for i := j + 1; i < n; i++ {
			sum := a[i][j]
			for k := range j {
				sum -= float64(l[i][k] * l[j][k])
			}
			l[i][j] = sum / l[j][j]
		}
	}
	return l, -1
}

// semifactor is the same factor for a matrix given by its eigenvalues and eigenvectors that may be singular: the rows of V·√Λ made
// orthogonal one after the other (Gram and Schmidt). A pivot of the method above loses half its digits when drivers are almost perfectly
// correlated; the lengths of these rows do not. Eigenvalues below 1e−15 count as zero.
func semifactor(values []float64, v [][]float64) [][]float64 {
	n := len(values)
	l, q := square(n), square(n)
	for i := range n {
		row := make([]float64, n)
		for k, x := range values {
			if x > 1e-15 {
				row[k] = float64(v[i][k] * math.Sqrt(x))
			}
		}
		for j := range i {
			l[i][j] = dot(row, q[j])
			for k := range row {
				row[k] -= float64(l[i][j] * q[j][k])
			}
		}
		if length := math.Sqrt(dot(row, row)); length > 1e-12 {
			l[i][i] = length
			for k := range row {
				q[i][k] = row[k] / length
			}
		}
	}
	return l
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for k := range a {
		sum += float64(a[k] * b[k])
	}
	return sum
}

func square(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}
