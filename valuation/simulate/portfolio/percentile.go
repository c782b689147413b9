package portfolio

import "math"

// wanted are the percentiles of Stats.
var wanted = [3]float64{0.05, 0.50, 0.95}

// percentile is the quantile p of type 7: with h = (n−1)·p, the value of rank ⌊h⌋ and the share h−⌊h⌋ of the step to the next.
func percentile(values []float64, p float64) float64 {
	k, share := rank(len(values), p)
	low, high := neighbours(values, k)
	return between(low, high, share)
}

func rank(n int, p float64) (k int, share float64) {
	h := float64(float64(n-1) * p)
	k = min(int(h), n-2)
	return k, h - float64(k)
}

func between(low, high, share float64) float64 {
	if low == high { // also when both are huge
		return low
	}
	return math.FMA(share, high-low, low)
}

// neighbours are the values of ranks k and k+1, counted from 0; the order of values changes.
func neighbours(values []float64, k int) (low, high float64) {
	lo, hi := 0, len(values)-1 // rank k is between them
	for hi-lo > 0 {
		pivot := middleOf(values[lo], values[lo+(hi-lo)/2], values[hi])
		i, j := lo, hi
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default: // between j and i stand values equal to the pivot
			lo, hi = k, k
		}
	}
	high = values[k+1]
	for _, v := range values[k+2:] {
		high = min(high, v)
	}
	return values[k], high
}

func middleOf(a, b, c float64) float64 {
	return max(min(a, b), min(max(a, b), c))
}
