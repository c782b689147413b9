package portfolio

import "zhiya/valuation/portable"

// truncation is the normal distribution of growth cut to [growthFloor, growthCeiling]. The side with the better digits is
// used: when the mean lies below the middle of the interval, everything is mirrored.
type truncation struct {
	mu, sd     float64
	isMirrored bool
	below      float64 // probability cut off below (above, when mirrored)
	mass       float64 // probability left
	above      float64
}

func truncationOf(mu, sd float64) truncation {
	a, b := (growthFloor-mu)/sd, (growthCeiling-mu)/sd
	t := truncation{mu: mu, sd: sd, isMirrored: a+b > 0}
	if t.isMirrored {
		a, b = -b, -a
	}
	t.below = portable.NormalCDF(a)
	t.mass = portable.NormalCDF(b) - t.below
	t.above = portable.NormalCDF(-b)
	return t
}

// at is the growth at the quantile whose distance to the lower end is lower and to the upper end is upper (lower + upper = 1;
// both are given because either may be tiny).
func (t *truncation) at(lower, upper float64) float64 {
	if t.isMirrored {
		lower, upper = upper, lower
	}
	var z float64
	if p := t.below + float64(lower*t.mass); p < 0.5 {
		z = portable.NormalQuantile(p)
	} else {
		z = -portable.NormalQuantile(t.above + float64(upper*t.mass))
	}
	if t.isMirrored {
		z = -z
	}
	return min(max(t.mu+float64(t.sd*z), growthFloor), growthCeiling)
}

// growthNodes are the probabilities, lower and upper, of the nodes of the cells of growth: from −9 to 9 in 64 steps.
var growthNodes = func() (n [cells*degree + 1][2]float64) {
	for i := range n {
		z := (float64(i/degree) + nodes[i%degree] - 7.5) / cellsPerSigma
		n[i] = [2]float64{portable.NormalCDF(z), portable.NormalCDF(-z)}
	}
	return n
}()

// setGrowth fits the growth over the normal variate.
func (p *plan) setGrowth(t truncation) {
	var last float64
	for i := range cells {
		y := [degree + 1]float64{last}
		for j := range y {
			if i == 0 || j > 0 {
				n := &growthNodes[i*degree+j]
				y[j] = t.at(n[0], n[1]) - longTermGrowth
			}
		}
		last = y[degree]
		p.growth.set(i, 0, &y)
	}
}
