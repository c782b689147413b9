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
	l, bad := factor(a, 0)
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

// factor is the Cholesky factor; bad is the first row whose pivot is not positive, or −1. With slack > 0 a pivot between −slack and slack
// is taken for zero and its column left empty, which factors a matrix that is only semidefinite.
func factor(a [][]float64, slack float64) (l [][]float64, bad int) {
	n := len(a)
	l = square(n)
	for j := range n {
		pivot := a[j][j]
		for k := range j {
			pivot -= float64(l[j][k] * l[j][k])
		}
		if pivot <= slack {
			if slack == 0 || pivot < -slack {
				return nil, j
			}
			continue
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

func square(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}
