package reports_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/income"
	"zhiya/valuation/market"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
	"zhiya/workflow/casefile"
)

// unknownMethod is the full case valued by a method that the reports have never heard of: its tree is that of the royalty method
// under another name, with comparables beside the years.
func unknownMethod(t *testing.T) casefile.State {
	s := fullCase(t)
	c := &s.Valuation.Conclusion
	var rename func(valuation.Step) valuation.Step
	rename = func(x valuation.Step) valuation.Step {
		x.ID = strings.Replace(x.ID, "royalty", "novel", 1)
		x.Children = append([]valuation.Step{}, x.Children...)
		for i := range x.Children {
			x.Children[i] = rename(x.Children[i])
		}
		return x
	}
	for i := range c.Steps {
		if c.Steps[i].ID != "royalty" {
			continue
		}
		root := rename(c.Steps[i])
		root.Title = "新方法"
		deals := valuation.Step{ID: "novel.deals", Title: "可比交易", Formula: "各交易调整后比率的中位数", Result: "0.058", Unit: trace.Ratio}
		for _, d := range [][3]string{{"novel.deals.1", "示例交易甲", "0.055"}, {"novel.deals.2", "示例交易乙", "0.061"}} {
			deals.Children = append(deals.Children, valuation.Step{ID: d[0], Title: d[1], Formula: "比率 × 时间调整", Result: d[2], Unit: trace.Ratio,
				Inputs: []trace.Operand{{Name: "比率", Value: d[2], Unit: trace.Ratio, Source: "示例合同" + d[1]}, {Name: "时间调整", Value: "1", Unit: trace.Factor, Source: "价格指数"}}})
		}
		root.Children = append(root.Children, deals)
		c.Steps[i] = root
	}
	c.Approaches[0].Method, c.Approaches[0].Name = "novel", "收益法（新方法）"
	return s
}

func TestAMethodTheReportsHaveNeverHeardOfIsPrintedFromItsSteps(t *testing.T) {
	s := unknownMethod(t)
	var titles []string
	cells := ""
	for _, b := range build(t, casefile.DocAppraisalReport, s).Blocks {
		if table, ok := b.(layout.Table); ok {
			titles = append(titles, table.Name)
			for _, row := range table.Rows {
				for _, c := range row {
					cells += c.Text + "\n"
				}
			}
		}
	}
	require.Contains(t, titles, "参数（收益法（新方法））")
	require.Contains(t, titles, "新方法：各期计算")
	require.Contains(t, titles, "可比交易：逐项计算")
	require.Contains(t, titles, "计算步骤（收益法（新方法））")
	for _, id := range []string{"novel.rate", "novel.year.3.\nfactor", "novel.deals.2", "示例合同示例交易乙", "〔步骤 novel〕"} {
		require.True(t, strings.Contains(strings.ReplaceAll(cells, "novel.year.3.factor", "novel.year.3.\nfactor"), id), id)
	}
	require.Equal(t, 1, strings.Count(cells, "高新技术企业证书\n"), "a figure that is the same in every year is a parameter, once")
	if dir := os.Getenv("ZHIYA_LOOK"); dir != "" {
		made, err := reports.NewMaker().Make(casefile.DocExplanation, s, info(casefile.DocExplanation))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "novel.pdf"), made.Body, 0o600))
	}
}

func TestEveryFigureOfTheConclusionNamesAStepThatTheAnnexExplains(t *testing.T) {
	s := fullCase(t)
	doc := build(t, casefile.DocAppraisalReport, s)
	annex := map[string]bool{}
	in := false
	for _, b := range doc.Blocks {
		if h, ok := b.(layout.Heading); ok {
			in = h.Text == "附件二　计算过程"
		}
		if table, ok := b.(layout.Table); ok && in {
			for _, row := range table.Rows {
				annex[strings.ReplaceAll(row[0].Text, "\n", "")] = true
			}
		}
	}
	all, named := strings.Join(words(doc), "\n"), 0
	for _, rest := range strings.Split(all, "〔步骤 ")[1:] {
		id, _, _ := strings.Cut(rest, "〕")
		require.True(t, annex[id], "the annex does not explain %s", id)
		named++
	}
	require.Greater(t, named, 9)
	steps := 0
	for _, root := range s.Valuation.Conclusion.Steps {
		root.Walk(func(x valuation.Step) bool {
			require.True(t, annex[x.ID], x.ID)
			steps++
			return true
		})
	}
	require.Equal(t, len(annex), steps)
	for _, want := range []string{"〔步骤 royalty〕", "〔步骤 cost〕", "〔步骤 forced〕", "〔步骤 spread〕", "〔步骤 forced.discount〕"} {
		require.Contains(t, all, want)
	}
}

// sharedAndCompared is the full case valued by the sharing method and by comparable deals.
func sharedAndCompared(t *testing.T) casefile.State {
	s := fullCase(t)
	in := s.Valuation.Inputs
	plan := "示例新材料科技有限公司2026—2030年经营计划"
	in.Royalty, in.Cost = nil, nil
	in.Sharing = &income.SharingInput{Basis: income.OfOperating, Share: income.Share{Rate: rate("0.25", "技术许可合同统计")}, Tax: rate("0.15", "高新技术企业证书"),
		Amounts: []sourced.Amount{amt("6200000", plan), amt("7000000", plan), amt("7600000", plan), amt("7600000", plan), amt("6800000", plan)},
		Setting: income.Setting{Convention: s.Valuation.Inputs.Royalty.Convention, Choice: s.Valuation.Inputs.Royalty.Choice}}
	deal := func(name, day, price string, quality string) market.Comparable {
		return market.Comparable{Name: name, Kind: market.Transfer, Date: on(day), Price: amt(price, name+"转让合同（示例）"),
			Factors: []market.Factor{{Ground: "quality", Subject: numb("100", "评分表"), Comparable: numb(quality, "评分表")},
				{Ground: "life", Ratio: numb("0.98", "剩余年限比"), Reason: "剩余年限略短"}}}
	}
	in.Market = &market.Input{Statistic: "weighted_mean", Weighting: "equal", Quartiles: "inc", SingleLimit: rate("0.3", "本机构规定"), GrossLimit: rate("0.5", "本机构规定"),
		Comparables: []market.Comparable{deal("示例交易甲", "2025-03-01", "4800000", "96"), deal("示例交易乙", "2025-06-15", "5300000", "104"), deal("示例交易丙", "2025-09-30", "5100000", "100")}}
	in.Weights = []valuation.MethodWeight{{Method: income.SharingName, Weight: ratio("0.6"), Reason: "收益可预测"}, {Method: market.Name, Weight: ratio("0.4"), Reason: "交易可比"}}
	in.SpreadLimit = rate("1", "本机构质量控制制度")
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s.Valuation.Inputs, s.Valuation.Conclusion = in, c
	return s
}

func TestTheMethodsOfTheEngineArePrintedWithTheirYearsAndComparables(t *testing.T) {
	s := sharedAndCompared(t)
	var titles []string
	for _, b := range build(t, casefile.DocAppraisalReport, s).Blocks {
		if table, ok := b.(layout.Table); ok {
			titles = append(titles, table.Name)
		}
	}
	all := strings.Join(titles, "\n")
	for _, want := range []string{"参数（收益法（收益分成法））", "收益预测与折现（收益法（收益分成法））", "可比交易及调整（成交价款）", "调整系数的依据（成交价款）", "可比交易区间（成交价款）"} {
		require.Contains(t, all, want)
	}
	if dir := os.Getenv("ZHIYA_LOOK"); dir != "" {
		made, err := reports.NewMaker().Make(casefile.DocExplanation, s, info(casefile.DocExplanation))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "shared.pdf"), made.Body, 0o600))
	}
}
