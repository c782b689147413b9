package valuation

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// maxShapley bounds the rights whose combinations are valued one by one: six rights have 63 combinations.
const maxShapley = 6

// CoalitionInput is the value of some of the bundle's rights taken together without the others, in yuan.
type CoalitionInput struct {
	Refs  []string       `json:"refs" label:"权利组合"`
	Value sourced.Amount `json:"value" label:"组合价值"`
}

// ShapleyInput divides the bundle by what each right adds to the combinations without it (沙普利值): φ_i = Σ_S |S|!(n−|S|−1)!/n! ×
// [v(S∪{i}) − v(S)]. Every combination of the rights is valued once; the empty one is worth nothing. Two to six rights.
type ShapleyInput struct {
	Coalitions []CoalitionInput `json:"coalitions" label:"各权利组合的价值"`
}

// shares are the weights of the rights in the bundle with the steps that lead to them: Shapley values; by the streams that the
// rights earn and the weights within each; or the weights alone.
func (in Inputs) shares(c Conclusion) ([]decimal.Decimal, []Step, error) {
	if in.Shapley != nil {
		return in.Shapley.shares(in.Rights)
	}
	if root, ok := c.Step(StreamsName); ok && in.Streams != nil {
		return in.streamShares(root), nil, nil
	}
	out := make([]decimal.Decimal, len(in.Rights))
	for i, r := range in.Rights {
		out[i] = r.Weight.Decimal()
	}
	return out, nil, nil
}

// values puts the coalitions in the order of their bit masks; bit i is right i.
func (s ShapleyInput) values(rights []RightInput) ([]decimal.Decimal, fault.Faults) {
	var fs fault.Faults
	n := len(rights)
	if n < 2 || n > maxShapley {
		fs.Invalid("shapley.count", "coalitions", "按边际贡献分配适用于 2 至 %d 项权利，当前为 %d 项；请改用分配权重", maxShapley, n)
		return nil, fs
	}
	index := map[string]int{}
	for i, r := range rights {
		index[r.Ref] = i
	}
	values := make([]decimal.Decimal, 1<<n)
	seen := make([]bool, 1<<n)
	for i, c := range s.Coalitions {
		path := trace.Path("coalitions", i)
		mask := 0
		for _, ref := range c.Refs {
			j, ok := index[ref]
			switch {
			case !ok:
				fs.Invalid("shapley.ref", path+".refs", "权利“%s”不在评估对象中", ref)
			case mask&(1<<j) != 0:
				fs.Invalid("shapley.twice", path+".refs", "权利“%s”在同一组合中重复", ref)
			}
			mask |= 1 << j
		}
		if mask == 0 {
			fs.Invalid("shapley.empty", path+".refs", "请填写组合中的权利")
			continue
		}
		if seen[mask] {
			fs.Invalid("shapley.twice", path+".refs", "同一组合重复填写，请删除其一")
		}
		seen[mask] = true
		c.Value.Check(&fs, path+".value", "组合价值")
		values[mask] = c.Value.Value.Decimal()
	}
	if len(fs) > 0 {
		return nil, fs
	}
	for mask := 1; mask < 1<<n; mask++ {
		if !seen[mask] {
			fs.Invalid("shapley.missing", "coalitions", "缺少组合“%s”的价值", coalitionName(rights, mask))
		}
	}
	return values, fs
}

func coalitionName(rights []RightInput, mask int) string {
	var names []string
	for i, r := range rights {
		if mask&(1<<i) != 0 {
			names = append(names, r.Ref)
		}
	}
	return strings.Join(names, "＋")
}

func (s ShapleyInput) shares(rights []RightInput) ([]decimal.Decimal, []Step, error) {
	values, fs := s.values(rights)
	if len(fs) > 0 {
		return nil, nil, fs
	}
	n := len(rights)
	all := values[1<<n-1]
	if all.Sign() <= 0 {
		return nil, nil, fault.New(fault.Invalid, "shapley.total", "coalitions", "全部权利组合的价值应大于零")
	}
	orders := factorial(n)
	out := make([]decimal.Decimal, n)
	steps := make([]Step, n)
	for i := range rights {
		sum := decimal.Zero
		var inputs []trace.Operand
		for mask := range 1 << n {
			if mask&(1<<i) != 0 {
				continue
			}
			size := bits.OnesCount(uint(mask))
			ways := decimal.New(factorial(size)*factorial(n-size-1), 0)
			added := values[mask|1<<i].Sub(values[mask])
			sum = sum.Add(added.Mul(ways))
			name := "加入前无其他权利"
			if mask != 0 {
				name = "加入“" + coalitionName(rights, mask) + "”"
			}
			inputs = append(inputs, trace.Of(name+"的边际贡献（权数 "+ways.String()+"/"+strconv.FormatInt(orders, 10)+"）", added, trace.Yuan))
		}
		if sum.IsNegative() {
			return nil, nil, fault.New(fault.Refused, "shapley.negative", "coalitions", "“%s”的边际贡献合计为负，请复核各组合的价值", rights[i].Title)
		}
		value := sum.DivRound(decimal.New(orders, 0), trace.AmountDecimals)
		out[i] = sum // shares are exact as sums over all orders; the common denominator drops out
		steps[i] = Step{ID: trace.Index("allocate.shapley", i+1), Title: rights[i].Title + "的边际贡献（沙普利值）",
			Formula: "Σ [组合价值(加入后) − 组合价值(加入前)] × 加入顺序数 ÷ 全部顺序数", Inputs: inputs, Result: value.String(), Unit: trace.Yuan}
	}
	return out, steps, nil
}

func factorial(n int) int64 {
	out := int64(1)
	for i := 2; i <= n; i++ {
		out *= int64(i)
	}
	return out
}

// Combinations are the references of every combination of the rights, small ones first: the lines a form for Shapley values
// must ask for.
func Combinations(rights []RightInput) [][]string {
	n := len(rights)
	if n > maxShapley {
		return nil
	}
	masks := make([]int, 0, 1<<n)
	for mask := 1; mask < 1<<n; mask++ {
		masks = append(masks, mask)
	}
	slices.SortStableFunc(masks, func(a, b int) int { return bits.OnesCount(uint(a)) - bits.OnesCount(uint(b)) })
	out := make([][]string, len(masks))
	for k, mask := range masks {
		for i, r := range rights {
			if mask&(1<<i) != 0 {
				out[k] = append(out[k], r.Ref)
			}
		}
	}
	return out
}

// weightOfShare writes a share of the total as a rate for the reader; exactness stays in the allocation itself.
func weightOfShare(share, total decimal.Decimal) money.Rate {
	return money.RateOf(share.DivRound(total, 6))
}
