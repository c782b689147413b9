package subsidy

import (
	"fmt"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
)

// PresetPack is the rule pack of the published schemes.
const PresetPack = "subsidy-presets"

// Presets are the published schemes of a pack, each marked as an example with the source it was read in: what the texts leave open
// follows usual practice and is to be replaced by the notice of the year.
func Presets(pack policy.Pack) ([]Preset, error) {
	out := make([]Preset, 0, len(pack.Items))
	for _, item := range pack.Items {
		p, err := PresetOf(pack, item)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// PresetOf is the scheme of one item of the pack.
func PresetOf(pack policy.Pack, item policy.Item) (Preset, error) {
	p, err := policy.Figures[Preset](item)
	if err != nil {
		return p, err
	}
	p.Text, p.Source, p.Example = item.Title, item.Source, !item.Verified
	p.Title, _, _ = strings.Cut(item.Title, "：")
	if p.Source == "" {
		p.Source = pack.Source
	}
	if p.From.IsZero() {
		p.From = pack.ValidFrom
	}
	return p, nil
}

// Worked is a worked example: a published scheme on a loan made up to show it.
type Worked struct {
	Title  string `json:"title"`
	Preset Preset `json:"scheme"`
	Note   string `json:"note"` // what of it is made up
	Entry  Entry  `json:"entry"`
	Year   int    `json:"year"`
	Figure Figure `json:"figure"`
}

// worked are the loans of the examples. The published texts are those of LAW.md 8; the 1-year LPR of December 2021 is 3.80 %
// (全国银行间同业拆借中心 2021-12-20).
var worked = []struct {
	preset, title, note string
	principal           int64
	rate                string
	from, to            string
	dayCount            string
	benchmark           string
	guaranteed          bool
}{
	{"lianyungang-2022", "连云港：500 万元，3.65%，全年，未到上限", "贷款为示例", 5_000_000, "0.0365", "2022-01-01", "2023-01-01", "365", "", false},
	{"lianyungang-2022", "连云港：2000 万元，4.00%，360 日，到每户上限", "贷款为示例；一年按 360 天", 20_000_000, "0.04", "2022-01-01", "2022-12-27", "360", "", false},
	{"fujian-2022", "福建：100 万元，4.35%，按 2021 年末 LPR 的 20%", "贷款为示例；LPR 为 2021-12-20 公布的 1 年期 3.80%", 1_000_000, "0.0435", "2022-01-01", "2023-01-01", "365", "0.038", false},
	{"fujian-2022", "福建：100 万元，3.60%，实际利率低于 LPR，按实际利率", "贷款为示例；LPR 为 2021-12-20 公布的 1 年期 3.80%", 1_000_000, "0.036", "2022-01-01", "2023-01-01", "365", "0.038", false},
	{"fujian-2022", "福建：2000 万元，4.35%，有政策性担保的小微企业 50%，到累计上限", "贷款为示例；LPR 为 2021-12-20 公布的 1 年期 3.80%", 20_000_000, "0.0435", "2022-01-01", "2023-01-01", "365", "0.038", true},
}

// Examples are the worked examples of the pack's schemes.
func Examples(pack policy.Pack) ([]Worked, error) {
	out := make([]Worked, 0, len(worked))
	for _, w := range worked {
		item, found := pack.Item(w.preset)
		if !found { // a library of one's own may leave a scheme out
			continue
		}
		p, err := PresetOf(pack, item)
		if err != nil {
			return nil, err
		}
		p.DayCount = w.dayCount
		if w.benchmark != "" {
			r := money.MustRate(w.benchmark)
			p.Benchmark, p.BenchmarkOf = &r, "2021年12月 1年期LPR"
		}
		from, to := date.Must(w.from), date.Must(w.to)
		e := Entry{Firm: "示例科技有限公司", LoanNo: "示例借据", LoanFrom: from, LoanDue: to, From: from, To: to, Principal: money.Yuan(w.principal), Rate: money.MustRate(w.rate), Guaranteed: w.guaranteed}
		year, _ := policy.Subsidy(policy.SubsidyRequest{Principal: e.Principal, Rate: e.Rate, From: from, To: to, DayCount: w.dayCount, Ratio: money.MustRate("1")})
		e.Paid = year.Interest
		b := Batch{Plan: Plan{Name: w.title, Kind: p.Kind, Year: from.Year(), From: from, To: to, Scheme: p.Scheme}, Lines: []Line{{No: 1, Entry: e}}}
		out = append(out, Worked{Title: w.title, Preset: p, Note: fmt.Sprintf("来源：%s。%s。", p.Source, w.note), Entry: e, Year: b.Year, Figure: b.Figures(nil)[0]})
	}
	return out, nil
}
