// Package valuation concludes what pledged rights are worth at a base date: their market value (市场价值) and what a forced sale
// would bring (变现价值), each with every step that leads to it. It is pure: the same Inputs always give the same Conclusion, bit
// for bit, and Recalculate proves it.
package valuation

import (
	"bytes"
	"encoding/json"
	"io"

	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/market"
	"zhiya/valuation/money"
	"zhiya/valuation/option"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// EngineVersion is kept in every conclusion; it changes whenever the same inputs would give another figure or another step.
const EngineVersion = "zhiya-valuation/2"

// Result and Step are the currency of all approaches.
type (
	Result = trace.Result
	Step   = trace.Step
)

// Approach is one way to a value: income (收益法), cost (成本法). Value reports every fault of its input at once.
type Approach interface {
	Name() string
	Value() (Result, error)
}

// ValueType is the type of value of the report (价值类型).
type ValueType string

const (
	MarketValue      ValueType = "market"      // 市场价值
	LiquidationValue ValueType = "liquidation" // 清算价值
	InvestmentValue  ValueType = "investment"  // 投资价值
	InUseValue       ValueType = "in_use"      // 在用价值
	OtherValue       ValueType = "other"       // 其他, defined in the report
)

var valueTypeNames = map[ValueType]string{MarketValue: "市场价值", LiquidationValue: "清算价值", InvestmentValue: "投资价值",
	InUseValue: "在用价值", OtherValue: "其他价值类型"}

// ValueTypes are all types in the order of the forms.
var ValueTypes = []ValueType{MarketValue, LiquidationValue, InvestmentValue, InUseValue, OtherValue}

// String is the Chinese name.
func (t ValueType) String() string { return valueTypeNames[t] }

// RoundingUnit is the unit to which concluded values are rounded, half away from zero.
type RoundingUnit string

const (
	ToFen  RoundingUnit = "fen"  // 分; also the meaning of ""
	ToYuan RoundingUnit = "yuan" // 元
	ToWan  RoundingUnit = "wan"  // 万元
)

// Inputs is everything an appraiser enters for one conclusion. It is plain data; JSON is its stored form.
type Inputs struct {
	Purpose              string                   `json:"purpose"`                         // 评估目的
	ValueType            ValueType                `json:"value_type"`                      // 价值类型
	ValueTypeDefinition  string                   `json:"value_type_definition,omitempty"` // required with OtherValue
	BaseDate             date.Date                `json:"base_date"`                       // 评估基准日
	Rights               []RightInput             `json:"rights"`
	Royalty              *income.RoyaltyInput     `json:"royalty,omitempty"`
	Sharing              *income.SharingInput     `json:"sharing,omitempty" label:"收益法（收益分成法）"`
	Incremental          *income.IncrementalInput `json:"incremental,omitempty" label:"收益法（增量收益法）"`
	Excess               *income.ExcessInput      `json:"excess,omitempty" label:"收益法（多期超额收益法）"`
	Streams              *StreamsInput            `json:"streams,omitempty" label:"收益法（分收益流合计）"`
	Option               *option.Input            `json:"option,omitempty" label:"收益法（实物期权法）"`
	Market               *market.Input            `json:"market,omitempty" label:"市场法（可比交易比较法）"`
	Cost                 *cost.Input              `json:"cost,omitempty"`
	Weights              []MethodWeight           `json:"weights,omitempty"`                // one an approach; may be left out with one approach
	SingleApproachReason string                   `json:"single_approach_reason,omitempty"` // 资产评估法 26
	SpreadLimit          sourced.Rate             `json:"spread_limit"`                     // firm's limit of (max − min) ÷ mean, 0 < limit ≤ 2
	SpreadNote           string                   `json:"spread_note,omitempty"`            // required when the limit is exceeded
	Rounding             RoundingUnit             `json:"rounding,omitempty"`
	Shapley              *ShapleyInput            `json:"shapley,omitempty" label:"按边际贡献分配（沙普利值）" hint:"不用时按各权利的分配权重"`
	ForcedSale           ForcedSaleInput          `json:"forced_sale"`
	Simulation           *SimulationInput         `json:"simulation,omitempty" label:"蒙特卡洛模拟与敏感性"`
	Scores               []ScoreInput             `json:"scores,omitempty" form:"-"`
}

// RightInput is one right of the bundle. Filed is the day its term runs from: filing date of a patent, registration date of a
// trademark, first publication of a copyright. Weight is its share of the bundle's value (0 < w ≤ 1, summing to 1).
type RightInput struct {
	Ref            string           `json:"ref"` // identifies the right in the case; unique
	Title          string           `json:"title"`
	Kind           life.Kind        `json:"kind"`
	Number         string           `json:"number,omitempty"`
	Filed          date.Date        `json:"filed"`
	Granted        date.Date        `json:"granted,omitzero"`           // 授权公告日; required for patents
	LegalEnd       date.Date        `json:"legal_end,omitzero"`         // only when it differs from the rule and Protection does not say why
	LegalEndSource string           `json:"legal_end_source,omitempty"` // why it differs
	RenewalReason  string           `json:"renewal_reason,omitempty"`   // trademark: assumption of renewal and its ground; the legal end then does not bind
	ContractEnd    date.Date        `json:"contract_end,omitzero"`
	EconomicYears  sourced.Number   `json:"economic_years"` // from the base date; 0 is "does not bind"
	TechnicalYears sourced.Number   `json:"technical_years,omitzero" label:"技术剩余年限（年）" opt:"1" hint:"技术被替代前的年数，不作为限制时留空"`
	Protection     *ProtectionInput `json:"protection,omitempty" label:"影响法定期限的事实"`
	Weight         money.Rate       `json:"weight"`
	WeightSource   string           `json:"weight_source,omitempty"`
	Principal      bool             `json:"principal,omitempty"` // 主导权利: its life bounds the forecast; none marked means that all do
}

// ProtectionInput are the facts beyond kind and dates from which the end of a legal term follows (life.Protection).
type ProtectionInput struct {
	Compensations []life.Compensation `json:"compensations,omitempty" label:"专利权期限补偿" opt:"1"`
	Renewals      int                 `json:"renewals,omitempty" label:"已核准续展次数（商标）" opt:"1"`
	Holder        life.Holder         `json:"holder,omitempty" label:"著作权主体" opt:"1" choices:"entity=法人、非法人组织或视听作品|person=自然人"`
	Authors       []life.Author       `json:"authors,omitempty" label:"作者（自然人作品）" opt:"1"`
	Completed     date.Date           `json:"completed,omitzero" label:"创作（开发）完成日" opt:"1" hint:"尚未发表的填写"`
}

// MethodWeight is the weight of a method in the conclusion, with the reason the law asks for.
type MethodWeight struct {
	Method string     `json:"method"` // income.Name, cost.Name, …
	Weight money.Rate `json:"weight"` // 0 to 1, summing to 1
	Reason string     `json:"reason"`
}

// ForcedSaleInput is how a forced sale falls short of the market: V × (1−d) × (1−c) ÷ (1+r)^τ.
type ForcedSaleInput struct {
	Discount     sourced.Rate   `json:"discount"`                                                                      // d 变现折扣率, 0 ≤ d < 1; 0 too needs a source
	DisposalCost sourced.Rate   `json:"disposal_cost"`                                                                 // c 处置费用率 of the price, 0 ≤ c < 1
	Months       sourced.Number `json:"months"`                                                                        // τ 变现期 in months, 0 to 120
	DiscountRate sourced.Rate   `json:"discount_rate"`                                                                 // r a year, −1 < r ≤ 1
	Percentile   money.Rate     `json:"percentile,omitzero" label:"按模拟分位点定折扣" opt:"1" hint:"如 5% 或 10%，代替变现折扣率；须先作模拟"` // 0 (not used) to 50 %
}

// Conclusion is the outcome. All money is exact to the fen and every sum of parts is exact.
type Conclusion struct {
	Engine          string           `json:"engine"`
	Approaches      []ApproachResult `json:"approaches"`
	Spread          money.Rate       `json:"spread"`            // (max − min) ÷ mean, 6 decimals; 0 with one approach
	MarketValue     money.Money      `json:"market_value"`      // rounded to the unit
	ForcedSaleValue money.Money      `json:"forced_sale_value"` // rounded to the unit, never above MarketValue
	Bridge          []BridgeLine     `json:"bridge"`            // from MarketValue to ForcedSaleValue
	Rights          []RightValue     `json:"rights"`
	Simulation      *Simulation      `json:"simulation,omitempty"`
	Scores          []ScoreOutcome   `json:"scores,omitempty"`
	LifeEnd         date.Date        `json:"life_end"` // last day of the life that bounds the forecast
	Steps           []Step           `json:"steps"`
	Notes           []string         `json:"notes,omitempty"` // remarks for the reviewer
}

// ApproachResult is the value of one approach before reconciliation; its step is in Steps under the method's id.
type ApproachResult struct {
	Approach string      `json:"approach"` // the class: trace.Income, trace.Market or trace.Cost
	Method   string      `json:"method"`
	Name     string      `json:"name"`
	Value    money.Money `json:"value"`
	Weight   money.Rate  `json:"weight"`
	Reason   string      `json:"reason,omitempty"`
}

// BridgeLine is one line of the way from the market value to the forced-sale value. The first line is the market value, the
// deductions are negative, and all lines sum to the forced-sale value exactly.
type BridgeLine struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Amount money.Money `json:"amount"`
}

// RightValue is what falls to one right; the values of all rights sum to the totals.
type RightValue struct {
	Ref            string      `json:"ref"`
	Title          string      `json:"title"`
	Weight         money.Rate  `json:"weight"`
	RemainingYears money.Rate  `json:"remaining_years"` // 4 decimals
	LifeEnd        date.Date   `json:"life_end"`
	LegalEnd       date.Date   `json:"legal_end"`     // last day of the legal term
	LifeBoundBy    string      `json:"life_bound_by"` // 法定剩余年限, 经济年限 or 合同剩余年限
	Market         money.Money `json:"market"`
	ForcedSale     money.Money `json:"forced_sale"`
}

// Step finds a step of the conclusion by its id, for the screen that explains a figure.
func (c Conclusion) Step(id string) (Step, bool) {
	var found Step
	ok := false
	for _, s := range c.Steps {
		s.Walk(func(x Step) bool {
			if x.ID == id {
				found, ok = x, true
			}
			return !ok
		})
	}
	return found, ok
}

// DecodeInputs reads Inputs from JSON. A field it does not know is refused, so that nothing an appraiser stated is dropped in
// silence; so are numbers not written as strings. Every failure is an Invalid fault.
func DecodeInputs(data []byte) (Inputs, error) {
	var in Inputs
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(&in)
	if err == nil {
		if _, end := dec.Token(); end != io.EOF {
			return Inputs{}, fault.New(fault.Invalid, "inputs.json", "", "评估参数之后还有多余内容，请核对文件")
		}
		return in, nil
	}
	if fault.KindOf(err) == fault.Invalid {
		return Inputs{}, fault.Of(err)
	}
	return Inputs{}, fault.Faults{{Kind: fault.Invalid, Code: "inputs.json", Message: "评估参数不是本版本可识别的格式（" + err.Error() + "），请核对字段名称与写法", Cause: err}}
}
