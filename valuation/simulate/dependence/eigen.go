package dependence

import "math"

// eigen finds the eigenvalues and eigenvectors (columns of v) of a symmetric matrix by cyclic Jacobi rotations in a fixed order, so that
// every processor takes the same steps.
func eigen(a [][]float64) (values []float64, v [][]float64) {
	n := len(a)
	m, v := square(n), square(n)
	for i := range a {
		copy(m[i], a[i])
		v[i][i] = 1
	}
	for range 100 {
		off, diagonal := 0.0, 0.0
		for i := range n {
			diagonal += float64(m[i][i] * m[i][i])
			for j := range i {
				off += float64(m[i][j] * m[i][j])
			}
		}
		if off <= 1e-32*diagonal {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(m, v, p, q)
			}
		}
	}
	values = make([]float64, n)
	for i := range values {
		values[i] = m[i][i]
	}
	return values, v
}

// rotate makes m[p][q] zero.
func rotate(m, v [][]float64, p, q int) {
	if m[p][q] == 0 {
		return
	}
	theta := (m[q][q] - m[p][p]) / float64(2*m[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := float64(t * c)
	for k := range m {
		kp, kq := m[k][p], m[k][q]
		m[k][p], m[k][q] = float64(c*kp)-float64(s*kq), float64(s*kp)+float64(c*kq)
	}
	for k := range m {
		pk, qk := m[p][k], m[q][k]
		m[p][k], m[q][k] = float64(c*pk)-float64(s*qk), float64(s*pk)+float64(c*qk)
		kp, kq := v[k][p], v[k][q]
		v[k][p], v[k][q] = float64(c*kp)-float64(s*kq), float64(s*kp)+float64(c*kq)
	}
	m[p][q], m[q][p] = 0, 0
}
