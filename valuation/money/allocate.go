package money

import (
	"math/big"
	"sort"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
)

// integerWeights brings decimal weights to integers of one common exponent.
func integerWeights(weights []decimal.Decimal) ([]*big.Int, error) {
	if len(weights) == 0 {
		return nil, fault.New(fault.Invalid, "share.empty", "", "没有可分摊的对象")
	}
	exp := int32(0)
	for _, w := range weights {
		if w.IsNegative() {
			return nil, fault.New(fault.Invalid, "share.negative", "", "分摊权重不能为负")
		}
		if w.Exponent() < exp {
			exp = w.Exponent()
		}
	}
	ints, positive := make([]*big.Int, len(weights)), false
	for i, w := range weights {
		ints[i] = w.Shift(-exp).BigInt()
		positive = positive || ints[i].Sign() > 0
	}
	if !positive {
		return nil, fault.New(fault.Invalid, "share.zero", "", "分摊权重不能全部为零")
	}
	return ints, nil
}

func allocate(m Money, weights []*big.Int) []Money {
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, w)
	}
	parts := make([]Money, len(weights))
	remainders := make([]*big.Int, len(weights))
	left := int64(m)
	for i, w := range weights {
		share := new(big.Int).Mul(big.NewInt(int64(m)), w)
		q, r := new(big.Int).QuoRem(share, total, new(big.Int))
		parts[i], remainders[i] = Money(q.Int64()), r
		left -= q.Int64()
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return remainders[order[a]].Cmp(remainders[order[b]]) > 0 })
	for i := 0; left > 0; i++ {
		parts[order[i]]++
		left--
	}
	return parts
}

// AllocateMoney is Allocate with amounts as weights (pro rata 按比例).
func (m Money) AllocateMoney(weights []Money) ([]Money, error) {
	ds := make([]decimal.Decimal, len(weights))
	for i, w := range weights {
		ds[i] = decimal.New(int64(w), 0)
	}
	return m.Allocate(ds)
}
