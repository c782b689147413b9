package chart

import (
	"math"
	"slices"
)

// lineGap is the distance between the baselines of two labels.
const lineGap = 11.5

// spread moves the middles of items apart so that they do not touch within lo and hi, as little as it can and in their order.
// Items too large for the room are made smaller alike.
func spread(at, sizes []float64, lo, hi float64) []float64 {
	n := len(at)
	order, total := make([]int, n), 0.0
	for i := range order {
		order[i] = i
		total += sizes[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(at[a], at[b]) })
	shrink := 1.0
	if total > hi-lo {
		shrink = (hi - lo) / total
	}
	// Groups of touching items start where the mean of their members' wishes puts them.
	type group struct {
		first, count int
		size, want   float64 // want is the mean over the members of the wished middle less its offset from the group's start
	}
	start := func(g group) float64 { return clamp(g.want, lo, hi-g.size) }
	var groups []group
	for i, k := range order {
		size := sizes[k] * shrink
		groups = append(groups, group{i, 1, size, at[k] - size/2})
		for len(groups) > 1 {
			a, b := groups[len(groups)-2], groups[len(groups)-1]
			if start(a)+a.size <= start(b)+1e-9 {
				break
			}
			want := (a.want*float64(a.count) + (b.want-a.size)*float64(b.count)) / float64(a.count+b.count)
			groups = append(groups[:len(groups)-2], group{a.first, a.count + b.count, a.size + b.size, want})
		}
	}
	out := make([]float64, n)
	for _, g := range groups {
		from := start(g)
		for _, k := range order[g.first : g.first+g.count] {
			out[k] = from + sizes[k]*shrink/2
			from += sizes[k] * shrink
		}
	}
	return out
}

// evenly is a slice of n equal sizes.
func evenly(n int, size float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = size
	}
	return out
}

func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(v, hi)) }

// band cuts a band between two edges into upright strips, which every back end fills; the edges are straight between the
// points given.
func band(x, low, high []float64, fill Color) []Shape {
	const wide = 2.0
	var out []Shape
	for i := 1; i < len(x); i++ {
		n := max(1, int(math.Ceil((x[i]-x[i-1])/wide)))
		for k := range n {
			t := (float64(k) + 0.5) / float64(n)
			a, b := low[i-1]+(low[i]-low[i-1])*t, high[i-1]+(high[i]-high[i-1])*t
			w := (x[i] - x[i-1]) / float64(n)
			out = append(out, Rect{X: x[i-1] + w*float64(k), Y: math.Min(a, b), W: w + 0.15, H: math.Abs(b - a), Fill: &fill})
		}
	}
	return out
}

// path joins points with lines.
func path(x, y []float64, width float64, color Color, dash []float64) []Shape {
	var out []Shape
	for i := 1; i < len(x); i++ {
		out = append(out, Line{X1: x[i-1], Y1: y[i-1], X2: x[i], Y2: y[i], Width: width, Color: color, Dash: dash})
	}
	return out
}

// seriesLook tells sixteen series apart, on screen and on paper without colour: by dash and by marker.
func seriesLook(k int) (color Color, dash []float64, mark int) {
	return []Color{accent, black, middle, accent2}[k%4], dashes[(k+k/4)%4], k + 2*(k/4)
}
