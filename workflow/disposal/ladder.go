// Package disposal computes what a sale of pledged rights may ask and how its proceeds are distributed: the ladder of
// reserve prices (保留价阶梯) and the waterfall (清偿顺序).
package disposal

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
)

// Mode says which rules bind the reserve prices.
type Mode string

const (
	JudicialOnline Mode = "judicial_online" // 网络司法拍卖
	Agreed         Mode = "agreed"          // 协议委托拍卖、挂牌: only what the parties agreed
)

// LadderRequest asks for the reserve prices of a disposal.
type LadderRequest struct {
	Valuation  money.Money  `json:"valuation"`      // 评估价, yuan, positive
	FirstRatio money.Rate   `json:"first_ratio"`    // first reserve ÷ valuation, above 0
	Cuts       []money.Rate `json:"cuts,omitempty"` // 降价幅度 of each further round off the reserve before, 0 to below 1
	SaleFloor  money.Rate   `json:"sale_floor"`     // price of the 变卖 ÷ valuation, above 0
	Mode       Mode         `json:"mode"`
}

// Round is one auction round.
type Round struct {
	Round   int         `json:"round"`   // 1 is the first auction
	Reserve money.Money `json:"reserve"` // 保留价 = 起拍价, yuan
}

// LadderResult holds the reserve of every round and the price of the 变卖 that follows.
type LadderResult struct {
	Rounds []Round     `json:"rounds"`
	Sale   money.Money `json:"sale"`
}

// Ladder computes the reserves: valuation × first_ratio, then each cut off the reserve before, each rounded half up to
// the fen; the sale price is valuation × sale_floor. For a judicial online auction it refuses a first ratio under 0.70
// (D-01), a cut over 0.20 (D-11) and more than one cut (D-12), all named together.
func Ladder(r LadderRequest) (LadderResult, error) {
	limits, err := policy.Embedded().SaleLimits(shipped)
	if err != nil {
		return LadderResult{}, err
	}
	return LadderBy(limits, r)
}

// shipped is a day on which the rules of the program itself count, whatever the day of the reader.
var shipped = date.Of(2026, 1, 1)

// LadderBy is Ladder under the limits of a judicial online auction as the rules of a day give them.
func LadderBy(limits policy.SaleLimits, r LadderRequest) (LadderResult, error) {
	var fs fault.Faults
	if r.Valuation <= 0 {
		fs.Invalid("amount.positive", "valuation", "评估价 %s 应大于 0", r.Valuation.Format())
	}
	checkPositiveRatio(&fs, "first_ratio", "首次起拍比例", r.FirstRatio)
	checkPositiveRatio(&fs, "sale_floor", "变卖比例", r.SaleFloor)
	for i, cut := range r.Cuts {
		if cut.IsNegative() || cut.Cmp(money.MustRate("1")) >= 0 {
			fs.Invalid("cut.range", fmt.Sprintf("cuts[%d]", i), "降价幅度 %s 应不小于 0 且小于 1", cut)
		}
	}
	switch r.Mode {
	case Agreed:
	case JudicialOnline:
		r.refuseByOnlineRules(limits, &fs)
	default:
		fs.Invalid("mode.unknown", "mode", "处置方式“%s”无法识别，应为 judicial_online 或 agreed", r.Mode)
	}
	if err := fs.Err(); err != nil {
		return LadderResult{}, err
	}
	return r.compute()
}

func checkPositiveRatio(fs *fault.Faults, path, name string, ratio money.Rate) {
	if ratio.Decimal().Sign() <= 0 {
		fs.Invalid("ratio.positive", path, "%s %s 应大于 0", name, ratio)
	}
}

func (r LadderRequest) refuseByOnlineRules(limits policy.SaleLimits, fs *fault.Faults) {
	refuse := func(code, path, basis, message string, args ...any) {
		fs.Refuse(code, path, message, args...)
		(*fs)[len(*fs)-1].Basis = basis
	}
	if r.FirstRatio.Decimal().Sign() > 0 && r.FirstRatio.Cmp(limits.MinFirst) < 0 {
		refuse("D-01", "first_ratio", limits.FirstBasis, "首次起拍价为评估价的 %s，低于 %s，请调高至不低于 %s", r.FirstRatio.Percent(), limits.MinFirst.Percent(), limits.MinFirst)
	}
	for i, cut := range r.Cuts {
		if cut.Cmp(limits.MaxCut) > 0 {
			refuse("D-11", fmt.Sprintf("cuts[%d]", i), limits.CutBasis, "降价幅度 %s 超过前次起拍价的 %s，请调低至不超过 %s", cut.Percent(), limits.MaxCut.Percent(), limits.MaxCut)
		}
	}
	if len(r.Cuts) > limits.MaxCuts {
		refuse("D-12", "cuts", limits.MaxCutsBasis, "网络司法拍卖最多再次拍卖 %d 次，再次流拍后可以依法变卖，请减少降价次数（现为 %d 次）", limits.MaxCuts, len(r.Cuts))
	}
}

func (r LadderRequest) compute() (LadderResult, error) {
	var fs fault.Faults
	price := func(path string, base money.Money, factor decimal.Decimal) money.Money {
		m, err := base.Times(factor)
		fs.Append(path, err)
		return m
	}
	reserve := price("first_ratio", r.Valuation, r.FirstRatio.Decimal())
	rounds := []Round{{Round: 1, Reserve: reserve}}
	one := decimal.New(1, 0)
	for i, cut := range r.Cuts {
		reserve = price(fmt.Sprintf("cuts[%d]", i), reserve, one.Sub(cut.Decimal()))
		rounds = append(rounds, Round{Round: i + 2, Reserve: reserve})
	}
	sale := price("sale_floor", r.Valuation, r.SaleFloor.Decimal())
	if err := fs.Err(); err != nil {
		return LadderResult{}, err
	}
	return LadderResult{Rounds: rounds, Sale: sale}, nil
}
