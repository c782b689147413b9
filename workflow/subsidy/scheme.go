// Package subsidy knows the subsidies (补贴) that a city pays for loans on intellectual property: interest (贴息), appraisal fees and
// insurance premiums. They are paid in batches (批次) with their actors: 通知 → 企业申报 → 银行核对 → 市监初审 → 财政审核 → 公示 → 拨付.
// A batch is the sequence of acts recorded of it; nothing of it is ever rewritten, and what was wrong is reversed by a further act.
package subsidy

import (
	"fmt"
	"regexp"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Kind is what is subsidised.
type Kind string

const (
	Interest     Kind = "interest"      // 贴息
	AppraisalFee Kind = "appraisal_fee" // 评估费补贴
	InsuranceFee Kind = "insurance_fee" // 保险费补贴
)

var kindNames = map[Kind]string{Interest: "贷款贴息", AppraisalFee: "评估费补贴", InsuranceFee: "保险费补贴"}

// String is the Chinese name of the kind.
func (k Kind) String() string { return kindNames[k] }

// Paid is what the firm paid, in the words of the kind.
func (k Kind) Paid() string {
	return map[Kind]string{Interest: "实付利息", AppraisalFee: "实付评估费", InsuranceFee: "实付保险费"}[k]
}

// RateBase says by which rate the interest is computed of which a share is subsidised.
type RateBase string

const (
	ActualRate    RateBase = "actual"    // the rate of the loan
	BenchmarkRate RateBase = "benchmark" // the benchmark named in the scheme, or the rate of the loan when that is lower
)

// Scheme is the rule a batch pays by. No law fixes it: the notice of the year does (LAW.md 8). A cap that is absent does not bind.
// Caps count every batch whose scheme has the same code, whatever its kind.
type Scheme struct {
	Code            string       `json:"code" label:"方案代码" hint:"如 lyg-2026；各批次中代码相同的，上限合并计算"`
	Title           string       `json:"title" label:"方案名称"`
	RateBase        RateBase     `json:"rate_base,omitempty" label:"利率基数" choices:"actual=贷款实际利率|benchmark=基准利率（实际利率更低的按实际利率）" opt:"1" hint:"贴息填写，费用补贴不填"`
	Benchmark       *money.Rate  `json:"benchmark,omitempty" label:"基准利率（年）" hint:"利率基数为基准利率时填写，如 1 年期 LPR"`
	BenchmarkOf     string       `json:"benchmark_of,omitempty" label:"基准利率的期间和来源" opt:"1"`
	Ratio           money.Rate   `json:"ratio" label:"补贴比例"`
	GuaranteedRatio *money.Rate  `json:"guaranteed_ratio,omitempty" label:"有担保或者保证保险的小微企业的比例" hint:"与一般比例相同的不填"`
	DayCount        string       `json:"day_count,omitempty" label:"计息天数基础" choices:"365=365 天|360=360 天" opt:"1" hint:"贴息填写，费用补贴不填"`
	LoanCap         *money.Money `json:"loan_cap,omitempty" label:"每张借据最高" hint:"各批次累计"`
	FirmYearCap     *money.Money `json:"firm_year_cap,omitempty" label:"每户每年最高"`
	FirmTotalCap    *money.Money `json:"firm_total_cap,omitempty" label:"每户累计最高"`
	MaxMonths       int          `json:"max_months,omitempty" label:"最长补贴期限" unit:"个月" opt:"1" hint:"自借据放款日起算；不限的填 0"`
	OverdueExcluded bool         `json:"overdue_excluded" label:"逾期期间和罚息、复利不补贴" opt:"1"`
	From            date.Date    `json:"from" label:"方案生效日"`
	Until           date.Date    `json:"until,omitzero" label:"方案失效日" opt:"1" hint:"最后一日；长期有效的不填"`
	Source          string       `json:"source" label:"文件来源" hint:"文件名称、文号或者网址" lines:"2"`
	Example         bool         `json:"example,omitempty" label:"示例方案（数字未经核实）" opt:"1"`
}

// Preset is a scheme as it was published, one item of the rule pack subsidy-presets; what the text does not say is left open.
type Preset struct {
	Kind Kind   `json:"kind"`
	Text string `json:"text,omitempty"` // what was published, in words
	Scheme
}

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,31}$`)

// mostMonths only catches a slip of the pen.
const mostMonths = 120

// validate names every fault of the scheme of a kind by field.
func (s Scheme) validate(fs *fault.Faults, k Kind) {
	if !codeForm.MatchString(s.Code) {
		fs.Invalid("scheme.code", "code", "方案代码“%s”应为 2 至 32 位小写字母、数字或连字符，例如 lyg-2026", s.Code)
	}
	text(fs, "title", "方案名称", s.Title, 120)
	text(fs, "source", "文件来源", s.Source, 400)
	upToOne := func(path, word string, r money.Rate) {
		if !r.Between("0", "1") || r.IsZero() {
			fs.Invalid("rate.range", path, "%s %s 应大于零且不超过 100%%", word, r.Percent())
		}
	}
	upToOne("ratio", "补贴比例", s.Ratio)
	if s.GuaranteedRatio != nil {
		upToOne("guaranteed_ratio", "有担保的补贴比例", *s.GuaranteedRatio)
	}
	if k == Interest {
		s.validateInterest(fs)
	}
	for _, c := range []struct {
		path, word string
		cap        *money.Money
	}{{"loan_cap", "每张借据最高", s.LoanCap}, {"firm_year_cap", "每户每年最高", s.FirmYearCap}, {"firm_total_cap", "每户累计最高", s.FirmTotalCap}} {
		if c.cap != nil && *c.cap <= 0 {
			fs.Invalid("amount.range", c.path, "%s应大于零；不设上限的请留空", c.word)
		}
	}
	if s.MaxMonths < 0 || s.MaxMonths > mostMonths {
		fs.Invalid("scheme.months", "max_months", "最长补贴期限 %d 个月应在 0 至 %d 个月之间，0 表示不限", s.MaxMonths, mostMonths)
	}
	if s.From.IsZero() {
		fs.Invalid("date.missing", "from", "请填写方案生效日")
	} else if !s.Until.IsZero() && s.Until.Before(s.From) {
		fs.Invalid("date.order", "until", "方案失效日 %s 早于生效日 %s", s.Until, s.From)
	}
}

func (s Scheme) validateInterest(fs *fault.Faults) {
	switch s.RateBase {
	case ActualRate:
		if s.Benchmark != nil {
			fs.Invalid("scheme.benchmark", "benchmark", "利率基数为贷款实际利率时不填基准利率，请清空，或改选基准利率")
		}
	case BenchmarkRate:
		if s.Benchmark == nil || !s.Benchmark.Between("0.0001", "0.36") {
			fs.Invalid("scheme.benchmark", "benchmark", "请填写基准利率，应在 0.01%% 至 36%% 之间，例如 3.65%%")
		}
		text(fs, "benchmark_of", "基准利率的期间和来源", s.BenchmarkOf, 120)
	default:
		fs.Invalid("choice", "rate_base", "请选择利率基数")
	}
	if s.DayCount != "365" && s.DayCount != "360" {
		fs.Invalid("day_count", "day_count", "计息天数基础应为 365 或 360")
	}
}

// On reports whether the scheme is in force on a day.
func (s Scheme) On(d date.Date) bool {
	return !d.Before(s.From) && (s.Until.IsZero() || !d.After(s.Until))
}

// Lines says the scheme in words, one rule a line.
func (s Scheme) Lines(k Kind) []string {
	var out []string
	if k == Interest {
		base := "贷款实际利率"
		if s.RateBase == BenchmarkRate {
			base = "基准利率"
			if s.Benchmark != nil {
				base += " " + s.Benchmark.Percent()
			}
			base += "（" + strings.TrimPrefix(s.BenchmarkOf+"；实际利率更低的按实际利率", "；") + "）"
		}
		out = append(out, "利率基数："+base+"，一年按 "+s.DayCount+" 天")
	}
	ratio := "补贴比例：" + s.Ratio.Percent()
	if s.GuaranteedRatio != nil {
		ratio += "；有担保或者保证保险的小微企业 " + s.GuaranteedRatio.Percent()
	}
	out = append(out, ratio)
	for _, c := range []struct {
		word string
		cap  *money.Money
	}{{"每张借据", s.LoanCap}, {"每户每年", s.FirmYearCap}, {"每户累计", s.FirmTotalCap}} {
		if c.cap != nil {
			out = append(out, c.word+"最高 "+c.cap.Format()+" 元")
		}
	}
	if s.MaxMonths > 0 {
		out = append(out, fmt.Sprintf("自放款日起最长 %d 个月", s.MaxMonths))
	}
	if s.OverdueExcluded && k == Interest {
		out = append(out, "逾期期间和罚息、复利不补贴")
	}
	return out
}

// text refuses a text that is missing or too long.
func text(fs *fault.Faults, path, word, s string, most int) {
	switch n := len([]rune(s)); {
	case strings.TrimSpace(s) == "":
		fs.Invalid("text.missing", path, "请填写%s", word)
	case n > most:
		fs.Invalid("text.long", path, "%s超过 %d 字，请精简", word, most)
	}
}

// mayText refuses a text that is too long.
func mayText(fs *fault.Faults, path, word, s string, most int) {
	if strings.TrimSpace(s) != "" {
		text(fs, path, word, s, most)
	}
}
