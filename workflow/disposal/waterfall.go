package disposal

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Item is one component of the creditor's claim.
type Item string

const (
	Costs     Item = "costs"     // 实现债权的费用, custody and advanced fees included
	Interest  Item = "interest"  // 利息
	Penalty   Item = "penalty"   // 违约金、损害赔偿金
	Principal Item = "principal" // 本金
)

// DefaultOrder is the order of payment unless the parties agreed otherwise: 民法典 561 puts the costs of realising the
// claim before interest and interest before principal; penalties stand before principal.
var DefaultOrder = []Item{Costs, Interest, Penalty, Principal}

// Junior is a later secured creditor, paid by the date of registration (民法典 414).
type Junior struct {
	ID         string      `json:"id"`
	Amount     money.Money `json:"amount"`
	Registered date.Date   `json:"registered"`
}

// WaterfallRequest asks how proceeds are distributed. Amounts are in yuan and not negative.
type WaterfallRequest struct {
	Proceeds  money.Money `json:"proceeds"`
	Order     []Item      `json:"order,omitempty"` // a permutation of the four items; nil: DefaultOrder
	Costs     money.Money `json:"costs,omitempty"`
	Interest  money.Money `json:"interest,omitempty"`
	Penalty   money.Money `json:"penalty,omitempty"`
	Principal money.Money `json:"principal"`
	Juniors   []Junior    `json:"juniors,omitempty"`
}

// Line is one payment out of the proceeds.
type Line struct {
	To   string      `json:"to"` // an Item or the id of a junior
	Due  money.Money `json:"due"`
	Paid money.Money `json:"paid"`
}

// WaterfallResult is the distribution: Σ Paid + Surplus = Proceeds. The surplus is the pledgor's and the shortfall stays
// with the debtor (民法典 438).
type WaterfallResult struct {
	Lines     []Line      `json:"lines"`     // the items in order, then the juniors by date of registration; zeros kept
	Surplus   money.Money `json:"surplus"`   // left after the juniors
	Shortfall money.Money `json:"shortfall"` // unpaid of the four items; juniors are not counted
}

// Waterfall distributes proceeds: the four items in order, then the juniors by date of registration; juniors of one date
// share in proportion to their claims by largest remainder, ties to the one listed first. All faults are Invalid.
func Waterfall(r WaterfallRequest) (WaterfallResult, error) {
	if r.Order == nil {
		r.Order = DefaultOrder
	}
	if err := r.validate(); err != nil {
		return WaterfallResult{}, err
	}
	left := r.Proceeds
	result := WaterfallResult{Lines: make([]Line, 0, len(r.Order)+len(r.Juniors))}
	for _, item := range r.Order {
		due := r.due(item)
		paid := min(due, left)
		left -= paid
		result.Shortfall += due - paid
		result.Lines = append(result.Lines, Line{To: string(item), Due: due, Paid: paid})
	}
	juniors := slices.Clone(r.Juniors)
	slices.SortStableFunc(juniors, func(a, b Junior) int { return a.Registered.Compare(b.Registered) })
	for len(juniors) > 0 {
		n := 1
		for n < len(juniors) && juniors[n].Registered == juniors[0].Registered {
			n++
		}
		lines, rest, err := payEqually(juniors[:n], left)
		if err != nil {
			return WaterfallResult{}, err
		}
		result.Lines = append(result.Lines, lines...)
		left, juniors = rest, juniors[n:]
	}
	result.Surplus = left
	return result, nil
}

// payEqually pays creditors of one rank; when the money does not reach, each gets in proportion to his claim.
func payEqually(rank []Junior, left money.Money) ([]Line, money.Money, error) {
	lines, claims := make([]Line, len(rank)), make([]money.Money, len(rank))
	for i, j := range rank {
		claims[i] = j.Amount
		lines[i] = Line{To: j.ID, Due: j.Amount}
	}
	total, err := money.Sum(claims...)
	if err != nil {
		return nil, 0, err
	}
	paid := claims
	if total > left {
		if paid, err = left.AllocateMoney(claims); err != nil {
			return nil, 0, err
		}
	}
	for i := range lines {
		lines[i].Paid = paid[i]
		left -= paid[i]
	}
	return lines, left, nil
}

func (r WaterfallRequest) due(item Item) money.Money {
	switch item {
	case Costs:
		return r.Costs
	case Interest:
		return r.Interest
	case Penalty:
		return r.Penalty
	default:
		return r.Principal
	}
}

func (r WaterfallRequest) validate() error {
	var fs fault.Faults
	notNegative := func(path, name string, m money.Money) {
		if m < 0 {
			fs.Invalid("amount.negative", path, "%s %s 不能为负", name, m.Format())
		}
	}
	notNegative("proceeds", "处置价款", r.Proceeds)
	r.checkOrder(&fs)
	notNegative("costs", "费用", r.Costs)
	notNegative("interest", "利息", r.Interest)
	notNegative("penalty", "违约金", r.Penalty)
	notNegative("principal", "本金", r.Principal)
	claims := []money.Money{r.Costs, r.Interest, r.Penalty, r.Principal}
	seen := map[string]int{}
	for i, j := range r.Juniors {
		at := fmt.Sprintf("juniors[%d]", i)
		first, dup := seen[j.ID]
		switch {
		case j.ID == "":
			fs.Invalid("junior.unnamed", at+".id", "后顺位债权人没有代号，请填写")
		case slices.Contains(DefaultOrder, Item(j.ID)):
			fs.Invalid("junior.reserved", at+".id", "后顺位债权人不能叫“%s”，它是债权项目的名称，请改名", j.ID)
		case dup:
			fs.Invalid("junior.duplicate", at+".id", "后顺位债权人“%s”与 juniors[%d] 重复，请合并或改名", j.ID, first)
		default:
			seen[j.ID] = i
		}
		notNegative(at+".amount", "后顺位债权", j.Amount)
		if j.Registered.IsZero() {
			fs.Invalid("date.missing", at+".registered", "后顺位债权人没有登记日期，无法排定顺位，请填写")
		}
		claims = append(claims, j.Amount)
	}
	_, err := money.Sum(claims...)
	fs.Append("", err)
	return fs.Err()
}

func (r WaterfallRequest) checkOrder(fs *fault.Faults) {
	at := map[Item]int{}
	for i, item := range r.Order {
		path := fmt.Sprintf("order[%d]", i)
		first, dup := at[item]
		switch {
		case !slices.Contains(DefaultOrder, item):
			fs.Invalid("order.unknown", path, "清偿项目“%s”无法识别，应为 costs、interest、penalty、principal 之一", item)
		case dup:
			fs.Invalid("order.duplicate", path, "清偿项目“%s”与 order[%d] 重复，请删除其一", item, first)
		default:
			at[item] = i
		}
	}
	var missing []string
	for _, item := range DefaultOrder {
		if _, given := at[item]; !given {
			missing = append(missing, string(item))
		}
	}
	if len(missing) > 0 {
		fs.Invalid("order.missing", "order", "清偿顺序缺少 %s，四项须各出现一次", strings.Join(missing, "、"))
	}
}
