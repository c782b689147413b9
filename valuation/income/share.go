package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Preset is a rule of thumb for the share of profit. All are examples that nobody has verified (示例·待核实): each needs a reason.
type Preset string

const (
	QuarterRule     Preset = "quarter"          // 25 % 规则
	ThreeEqual      Preset = "three"            // 三分法: capital, technology, management a third each
	ThreeCapital    Preset = "three_capital"    // 三分法, 资本密集型: 50/30/20
	ThreeTechnology Preset = "three_technology" // 三分法, 技术密集型: 40/40/20
	ThreeHighTech   Preset = "three_high_tech"  // 三分法, 高科技型: 30/50/20
	FourEqual       Preset = "four"             // 四分法: capital, labour, technology, management a quarter each
)

type presetRule struct {
	title, formula string
	rate           decimal.Decimal
}

var presets = map[Preset]presetRule{
	QuarterRule:     {"25%规则", "利润的 25% 归技术", decimal.New(25, -2)},
	ThreeEqual:      {"三分法", "资金、技术、管理各占三分之一", one.DivRound(decimal.New(3, 0), trace.FactorDecimals)},
	ThreeCapital:    {"三分法（资本密集型）", "资金 50%、技术 30%、管理 20%", decimal.New(30, -2)},
	ThreeTechnology: {"三分法（技术密集型）", "资金 40%、技术 40%、管理 20%", decimal.New(40, -2)},
	ThreeHighTech:   {"三分法（高科技型）", "资金 30%、技术 50%、管理 20%", decimal.New(50, -2)},
	FourEqual:       {"四分法", "资金、劳动、技术、管理各占四分之一", decimal.New(25, -2)},
}

// Share is how the share (分成率) is found: entered, or by exactly one of the methods. All but the entered rate and the scored
// one are shares of profit and not of revenue.
type Share struct {
	Rate       sourced.Rate          `json:"rate,omitzero" label:"分成率（直接填写）" opt:"1" hint:"用其他方法计算时留空"` // 0 < K ≤ 1
	Preset     Preset                `json:"preset,omitempty" label:"经验法则（示例·待核实）" opt:"1" choices:"quarter=25%规则|three=三分法|three_capital=三分法（资本密集型）|three_technology=三分法（技术密集型）|three_high_tech=三分法（高科技型）|four=四分法"`
	Reason     string                `json:"reason,omitempty" label:"采用经验法则的理由" opt:"1" lines:"2"`
	Marginal   *MarginalShare        `json:"marginal,omitempty" label:"边际分析法"`
	Investment *EquivalentInvestment `json:"investment,omitempty" label:"约当投资量法"`
	Scored     *ScoredShare          `json:"scored,omitempty" label:"综合评价法"`
}

// MarginalShare (边际分析法) is Σ PV(added profit) ÷ Σ PV(total profit), discounted at the method's rate and timing over whole years.
type MarginalShare struct {
	Years []MarginalYear `json:"years" label:"各年利润"`
}

// MarginalYear is a year's profit added by the technology and the whole profit with it.
type MarginalYear struct {
	Added sourced.Amount `json:"added" label:"追加利润" hint:"采用该技术后增加的利润"`
	Total sourced.Amount `json:"total" label:"利润总额" hint:"采用该技术后的全部利润"`
}

// EquivalentInvestment (约当投资量法) is C_p(1+m_p) ÷ (C_p(1+m_p) + C_b(1+m_b)).
type EquivalentInvestment struct {
	PatentCost     sourced.Amount `json:"patent_cost" label:"技术方重置成本"`
	PatentMargin   sourced.Rate   `json:"patent_margin" label:"技术方成本利润率" hint:"可以超过 100%"`
	LicenseeCost   sourced.Amount `json:"licensee_cost" label:"受让方投入资产重置成本"`
	LicenseeMargin sourced.Rate   `json:"licensee_margin" label:"受让方适用成本利润率"`
}

// ScoredShare (综合评价法) is K = m + (n − m) × r.
type ScoredShare struct {
	Low   sourced.Rate `json:"low" label:"分成率下限 m"`
	High  sourced.Rate `json:"high" label:"分成率上限 n"`
	Score ScoreLink    `json:"score" label:"调整系数"`
}

// ScoreLink is the result of a score sheet: r between 0 and 1.
type ScoreLink struct {
	R sourced.Rate `json:"r" label:"调整系数 r" hint:"评分表综合得分 ÷ 100"`
}

// MarginalRate is Σ PV(added) ÷ Σ PV(total), 20 decimals. Faults: share.years when the lists differ or are empty, share.total when
// the total is not positive.
func MarginalRate(r money.Rate, added, total []decimal.Decimal, timing cashflow.Timing, digits cashflow.Digits) (share, pvAdded, pvTotal decimal.Decimal, err error) {
	if len(added) == 0 || len(added) != len(total) || len(added) > cashflow.MaxYears {
		return share, pvAdded, pvTotal, fault.New(fault.Invalid, "share.years", "years", "请填写 1 至 %d 年的追加利润和利润总额", cashflow.MaxYears)
	}
	if pvAdded, _, err = cashflow.Schedule(r, added, timing, digits); err != nil {
		return share, pvAdded, pvTotal, err
	}
	if pvTotal, _, err = cashflow.Schedule(r, total, timing, digits); err != nil {
		return share, pvAdded, pvTotal, err
	}
	if !pvTotal.IsPositive() {
		return share, pvAdded, pvTotal, fault.New(fault.Invalid, "share.total", "years", "利润总额现值应大于零，请核对各年利润")
	}
	return pvAdded.DivRound(pvTotal, trace.FactorDecimals), pvAdded, pvTotal, nil
}

// InvestmentShare is the share by equivalent investment with both equivalents; fault share.investment when both are zero.
func InvestmentShare(patentCost, patentMargin, licenseeCost, licenseeMargin decimal.Decimal) (share, patent, licensee decimal.Decimal, err error) {
	patent = patentCost.Mul(one.Add(patentMargin))
	licensee = licenseeCost.Mul(one.Add(licenseeMargin))
	sum := patent.Add(licensee)
	if !sum.IsPositive() {
		return share, patent, licensee, fault.New(fault.Invalid, "share.investment", "licensee_cost", "双方约当投资量合计应大于零")
	}
	return patent.DivRound(sum, trace.FactorDecimals), patent, licensee, nil
}

// ScoredRate is K = m + (n − m) × r.
func ScoredRate(low, high, r decimal.Decimal) decimal.Decimal { return low.Add(high.Sub(low).Mul(r)) }

// find gives the share with its step under id and its remarks; faults go to fs. The rate is nil when none was found; profit says that profit is shared.
func (s Share) find(id string, r *money.Rate, c cashflow.Convention, profit bool, fs *fault.Faults) (decimal.Decimal, trace.Step, []string) {
	before := len(*fs)
	onePart(fs, "share.method", "rate", "分成率应直接填写，或只选用一种方法计算",
		part{"rate", !s.Rate.Value.IsZero()}, part{"preset", s.Preset != ""}, part{"marginal", s.Marginal != nil},
		part{"investment", s.Investment != nil}, part{"scored", s.Scored != nil})
	if !profit {
		for _, p := range []part{{"preset", s.Preset != ""}, {"marginal", s.Marginal != nil}, {"investment", s.Investment != nil}} {
			if p.given {
				fs.Invalid("share.basis", p.path, "该方法得出的是利润分成率，不能用于销售收入；请改用利润口径，或填写收入分成率")
			}
		}
	}
	if len(*fs) > before {
		return decimal.Zero, trace.Step{}, nil
	}
	switch {
	case s.Preset != "":
		return s.preset(id, fs)
	case s.Marginal != nil:
		return s.Marginal.find(id, r, c, fs)
	case s.Investment != nil:
		return s.Investment.find(id, fs)
	case s.Scored != nil:
		return s.Scored.find(id, fs)
	}
	s.Rate.Check(fs, "rate", "分成率", "0", "1", true)
	return s.Rate.Value.Decimal(), trace.Step{ID: id, Title: "分成率", Formula: "直接取值", Inputs: []trace.Operand{trace.Rate("分成率", s.Rate)},
		Result: s.Rate.Value.String(), Unit: trace.Ratio}, nil
}

func (s Share) preset(id string, fs *fault.Faults) (decimal.Decimal, trace.Step, []string) {
	rule, ok := presets[s.Preset]
	if !ok {
		fs.Invalid("share.preset", "preset", "经验法则“%s”无法识别", string(s.Preset))
	}
	if blank(s.Reason) {
		fs.Invalid("source.missing", "reason", "请说明采用经验法则的理由")
	}
	note := "分成率取自" + rule.title + "（示例·待核实），不得单独作为依据，请以许可案例、边际分析法或综合评价法相互印证"
	return rule.rate, trace.Step{ID: id, Title: "分成率（" + rule.title + "，示例·待核实）", Formula: rule.formula,
		Inputs: []trace.Operand{{Name: "经验分成率", Value: rule.rate.String(), Unit: trace.Ratio, Source: s.Reason}}, Result: rule.rate.String(), Unit: trace.Ratio}, []string{note}
}

func (m MarginalShare) find(id string, known *money.Rate, c cashflow.Convention, fs *fault.Faults) (decimal.Decimal, trace.Step, []string) {
	before := len(*fs)
	var added, total []decimal.Decimal
	var inputs []trace.Operand
	for i, y := range m.Years {
		path := "marginal." + trace.Path("years", i)
		y.Added.Check(fs, path+".added", "追加利润")
		y.Total.Check(fs, path+".total", "利润总额")
		if y.Added.Value > y.Total.Value {
			fs.Invalid("share.added", path+".added.value", "第 %d 年追加利润不应大于利润总额", i+1)
		}
		added, total = append(added, y.Added.Value.Decimal()), append(total, y.Total.Value.Decimal())
		inputs = append(inputs, trace.Amount("第"+number(i+1)+"年追加利润", y.Added), trace.Amount("第"+number(i+1)+"年利润总额", y.Total))
	}
	if len(*fs) > before || known == nil { // the missing rate is a fault of its own
		return decimal.Zero, trace.Step{}, nil
	}
	r := *known
	share, pvAdded, pvTotal, err := MarginalRate(r, added, total, c.Timing, c.FactorDigits)
	if err != nil {
		fs.Append("marginal", err)
		return decimal.Zero, trace.Step{}, nil
	}
	if !share.IsPositive() {
		fs.Invalid("share.added", "marginal.years", "追加利润现值为零，分成率为零，请核对各年追加利润")
	}
	schedule := "Σ 各年金额 × 折现系数，第 t 年折现系数 = 1 ÷ (1 + 折现率) ^ t"
	if c.Timing == cashflow.MidYear {
		schedule = "Σ 各年金额 × 折现系数，第 t 年折现系数 = 1 ÷ (1 + 折现率) ^ (t − 0.5)"
	}
	rate := trace.Of("折现率", r.Decimal(), trace.Ratio)
	split := func(odd int) []trace.Operand {
		var out []trace.Operand
		for i := odd; i < len(inputs); i += 2 {
			out = append(out, inputs[i])
		}
		return append(out, rate)
	}
	return share, trace.Step{ID: id, Title: "分成率（边际分析法）", Formula: "Σ追加利润现值 ÷ Σ利润总额现值",
		Inputs: []trace.Operand{trace.Of("追加利润现值", pvAdded, trace.Yuan), trace.Of("利润总额现值", pvTotal, trace.Yuan)}, Result: share.String(), Unit: trace.Ratio,
		Children: []trace.Step{
			{ID: id + ".added", Title: "追加利润现值", Formula: schedule, Inputs: split(0), Result: pvAdded.String(), Unit: trace.Yuan},
			{ID: id + ".total", Title: "利润总额现值", Formula: schedule, Inputs: split(1), Result: pvTotal.String(), Unit: trace.Yuan},
		}}, nil
}

func (e EquivalentInvestment) find(id string, fs *fault.Faults) (decimal.Decimal, trace.Step, []string) {
	before := len(*fs)
	e.PatentCost.Check(fs, "investment.patent_cost", "技术方重置成本")
	e.PatentMargin.Check(fs, "investment.patent_margin", "技术方成本利润率", "0", "100", false)
	e.LicenseeCost.Check(fs, "investment.licensee_cost", "受让方投入资产重置成本")
	e.LicenseeMargin.Check(fs, "investment.licensee_margin", "受让方适用成本利润率", "0", "100", false)
	if e.PatentCost.Value == 0 {
		fs.Invalid("share.investment", "investment.patent_cost.value", "技术方重置成本应大于零")
	}
	if e.LicenseeCost.Value == 0 {
		fs.Invalid("share.investment", "investment.licensee_cost.value", "受让方投入资产重置成本应大于零，否则全部利润都归技术方")
	}
	if len(*fs) > before {
		return decimal.Zero, trace.Step{}, nil
	}
	share, patent, licensee, err := InvestmentShare(e.PatentCost.Value.Decimal(), e.PatentMargin.Value.Decimal(), e.LicenseeCost.Value.Decimal(), e.LicenseeMargin.Value.Decimal())
	fs.Append("investment", err)
	return share, trace.Step{ID: id, Title: "分成率（约当投资量法）", Formula: "技术方约当投资量 ÷ (技术方约当投资量 + 受让方约当投资量)",
		Inputs: []trace.Operand{trace.Of("技术方约当投资量", patent, trace.Yuan), trace.Of("受让方约当投资量", licensee, trace.Yuan)}, Result: share.String(), Unit: trace.Ratio,
		Children: []trace.Step{
			{ID: id + ".patent", Title: "技术方约当投资量", Formula: "重置成本 × (1 + 成本利润率)", Inputs: []trace.Operand{trace.Amount("重置成本", e.PatentCost), trace.Rate("成本利润率", e.PatentMargin)}, Result: patent.String(), Unit: trace.Yuan},
			{ID: id + ".licensee", Title: "受让方约当投资量", Formula: "重置成本 × (1 + 成本利润率)", Inputs: []trace.Operand{trace.Amount("重置成本", e.LicenseeCost), trace.Rate("成本利润率", e.LicenseeMargin)}, Result: licensee.String(), Unit: trace.Yuan},
		}}, nil
}

func (s ScoredShare) find(id string, fs *fault.Faults) (decimal.Decimal, trace.Step, []string) {
	s.Low.Check(fs, "scored.low", "分成率下限", "0", "1", false)
	s.High.Check(fs, "scored.high", "分成率上限", "0", "1", true)
	if s.Low.Value.Cmp(s.High.Value) >= 0 {
		fs.Invalid("share.band", "scored.high.value", "分成率上限 %s 应大于下限 %s", s.High.Value.Percent(), s.Low.Value.Percent())
	}
	s.Score.R.Check(fs, "scored.score.r", "调整系数", "0", "1", false)
	if s.Score.R.Value.IsZero() && blank(s.Score.R.Source) {
		fs.Invalid("share.score", "scored.score.r", "请填写调整系数，或用评分表打分")
	}
	share := ScoredRate(s.Low.Value.Decimal(), s.High.Value.Decimal(), s.Score.R.Value.Decimal())
	if share.IsZero() {
		fs.Invalid("share.zero", "scored", "分成率计算结果为零，请核对分成率下限和调整系数")
	}
	return share, trace.Step{ID: id, Title: "分成率（综合评价法）", Formula: "K = m + (n − m) × r",
		Inputs: []trace.Operand{trace.Rate("下限 m", s.Low), trace.Rate("上限 n", s.High), trace.Rate("调整系数 r", s.Score.R)}, Result: share.String(), Unit: trace.Ratio}, nil
}
