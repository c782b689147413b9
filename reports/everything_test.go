package reports_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/market"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/sourced"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

const (
	businessPlan = "示例新材料科技有限公司2026—2030年经营计划"
	statements   = "示例新材料科技有限公司2025年审计报告"
	terminalData = "示例数据终端，基准日行情"
)

// everything is the full case of three rights valued by every method of the engine, with scores, a simulation and the division by
// contribution.
func everything(t testing.TB) casefile.State {
	t.Helper()
	s := fullCase(t)
	s.Intake.Rights = append(s.Intake.Rights, right.Right{Ref: "R3", Kind: right.Software, Number: "2021SR0123456", Title: "纤维生产线过程控制软件（示例）", Filed: on("2021-05-20"),
		Status: right.InForce, StatusOn: on("2026-01-15"), StatusSource: "软件著作权登记证书", Owners: []right.Owner{{Name: s.Intake.Debtors[0].Name}}, Sample: true})
	in := s.Valuation.Inputs
	in.Rights = append(in.Rights, valuation.RightInput{Ref: "R3", Title: "纤维生产线过程控制软件（示例）", Kind: right.Software, Number: "2021SR0123456", EconomicYears: numb("6", "技术专家访谈纪要"),
		Weight: ratio("0.1"), WeightSource: "评估人员按技术贡献打分", Protection: &valuation.ProtectionInput{Holder: life.Person, Authors: []life.Author{{Name: "示例开发者甲"}, {Name: "示例开发者乙", Died: on("2024-03-01")}}}})
	in.Rights[0].Weight, in.Rights[0].TechnicalYears = ratio("0.65"), numb("5.5", "技术更新周期分析")
	in.Rights[0].Granted = on("2027-06-18")
	in.Rights[0].Filed = on("2021-02-10")
	in.Rights[0].Granted = on("2025-06-18")
	in.Rights[0].Protection = &valuation.ProtectionInput{Compensations: []life.Compensation{{Ground: life.Delay, Days: 60, Decided: on("2025-09-01"), Document: "示例期限补偿决定第0001号", Examination: on("2022-01-10")}}}
	in.Sharing, in.Incremental, in.Excess, in.Streams = everySharing(in), everyIncrement(in), everyExcess(in), everyStream(in)
	in.Market, in.Cost = everyDeal(), everyCost()
	in.Scores = []valuation.ScoreInput{everyScore()}
	in.Shapley = &valuation.ShapleyInput{}
	for _, refs := range valuation.Combinations(in.Rights) {
		v := []string{"", "4200000", "7000000", "9800000"}[len(refs)]
		if refs[0] == "R3" {
			v = "600000"
		}
		in.Shapley.Coalitions = append(in.Shapley.Coalitions, valuation.CoalitionInput{Refs: refs, Value: amt(v, "按各组合单独实施的收益法测算")})
	}
	in.Simulation = everySimulation()
	in.ForcedSale.Percentile, in.ForcedSale.Discount = ratio("0.05"), sourced.Rate{}
	in.Weights = nil
	for _, m := range in.Methods() {
		w := "0.1"
		if m == income.Name {
			w = "0.4"
		}
		in.Weights = append(in.Weights, valuation.MethodWeight{Method: m, Weight: ratio(w), Reason: valuation.MethodName(m) + "的资料充分程度和适用性"})
	}
	in.SpreadLimit, in.SpreadNote = rate("0.5", "本机构质量控制制度"), "各方法的收益口径不同，差异已逐项分析"
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s.Valuation.Inputs, s.Valuation.Conclusion = in, c
	return s
}

func plan(amounts ...string) []sourced.Amount {
	out := make([]sourced.Amount, len(amounts))
	for i, a := range amounts {
		out[i] = amt(a, businessPlan)
	}
	return out
}

// everySharing shares operating profit; the share comes from the score, the rate from the CAPM with peers.
func everySharing(in valuation.Inputs) *income.SharingInput {
	peer := func(name, beta, debt, equity string) discount.Peer {
		return discount.Peer{Name: name, Beta: numb(beta, terminalData), Debt: numb(debt, terminalData), Equity: numb(equity, terminalData), Tax: rate("0.25", terminalData)}
	}
	return &income.SharingInput{Basis: income.OfOperating, Tax: rate("0.15", "高新技术企业证书"), Forecast: &income.Forecast{Base: amt("5800000", statements),
		Growth: []sourced.Rate{rate("0.08", businessPlan), rate("0.06", businessPlan), rate("0.04", businessPlan), rate("0", businessPlan), rate("-0.05", businessPlan)}},
		Setting: income.Setting{Convention: in.Royalty.Convention, Choice: discount.Choice{CAPM: &discount.CAPM{RiskFree: rate("0.021", "基准日国债到期收益率"),
			Peers:        &discount.Relevering{Average: discount.Median, DebtWeight: rate("0.2", "可比公司平均资本结构"), Tax: rate("0.15", "高新技术企业证书"), Peers: []discount.Peer{peer("示例复材股份有限公司", "1.12", "62000", "310000"), peer("示例化纤股份有限公司", "0.98", "145000", "402000"), peer("示例新材股份有限公司", "1.31", "28000", "267000")}},
			MarketReturn: rate("0.092", "沪深300指数长期平均收益率（示例）"), Size: rate("0.02", "规模溢价研究（示例）"),
			SpecificItems: []discount.Item{{Class: discount.Legal, Name: "权利稳定性", Rate: rate("0.02", "评估人员判断")},
				{Class: discount.Management, Name: "管理团队", Max: rate("0.05", "本机构风险取值标准"), Factors: []discount.Factor{{Name: "质量管理", Weight: ratio("0.4"), Score: numb("60", "现场调查记录")}, {Name: "销售服务", Weight: ratio("0.6"), Score: numb("50", "现场调查记录")}}}}}}}}
}

func capital() *discount.WACC {
	return &discount.WACC{Equity: &discount.CAPM{RiskFree: rate("0.021", "基准日国债到期收益率"), Beta: numb("1.25", terminalData), Premium: rate("0.07", "市场风险溢价研究（示例）"), Specific: rate("0.03", "评估人员判断")},
		DebtCost: rate("0.0435", "基准日贷款市场报价利率加点"), EquityWeight: rate("0.7", "目标资本结构"), DebtWeight: rate("0.3", "目标资本结构"), Tax: rate("0.15", "高新技术企业证书")}
}

func everyIncrement(in valuation.Inputs) *income.IncrementalInput {
	out := &income.IncrementalInput{Tax: rate("0.15", "高新技术企业证书"), Advantage: []sourced.Rate{rate("0.9", "竞争者技术路线分析")}, Setting: income.Setting{Convention: in.Royalty.Convention, Choice: discount.Choice{WACC: capital()}}}
	for i := range 5 {
		q := []string{"52000", "58000", "61000", "61000", "55000"}[i]
		out.Years = append(out.Years, income.Comparison{With: income.Business{Quantity: numb(q, businessPlan), Price: numb("620", businessPlan), Cost: numb("488.5", businessPlan)},
			Without: income.Business{Quantity: numb("50000", "未采用该技术的同类产品"), Price: numb("590", "未采用该技术的同类产品"), Cost: numb("502", "未采用该技术的同类产品")}})
	}
	return out
}

func everyExcess(in valuation.Inputs) *income.ExcessInput {
	return &income.ExcessInput{Revenue: in.Royalty.Revenue, Margin: []sourced.Rate{rate("0.14", businessPlan)}, Tax: rate("0.15", "高新技术企业证书"),
		Retention: &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1", "客户访谈"), rate("0.92", "客户访谈"), rate("0.85", "客户访谈"), rate("0.78", "客户访谈"), rate("0.7", "客户访谈")}},
		Assets: []income.Contributory{{Name: "营运资金", First: amt("6200000", statements), Growth: rate("0.03", businessPlan), Return: rate("0.0365", "基准日贷款市场报价利率"), Follows: true},
			{Name: "固定资产", First: amt("18000000", statements), Return: rate("0.048", "长期贷款利率"), Wasting: numb("10", "会计折旧年限")}, {Name: "劳动力", First: amt("3000000", "重置成本测算"), Return: rate("0.09", "股权回报率")}},
		Setting: income.Setting{Convention: in.Royalty.Convention, TAB: &income.TAB{Years: numb("10", "税法规定的最低摊销年限"), Tax: rate("0.15", "高新技术企业证书")},
			Choice: discount.Choice{Split: &discount.Split{WACC: capital(), Intangible: amt("12000000", "初步评估值"), Others: []discount.Asset{{Name: "流动资产", Value: amt("15000000", statements), Return: rate("0.0365", "基准日贷款市场报价利率")}, {Name: "固定资产", Value: amt("18000000", statements), Return: rate("0.048", "长期贷款利率")}}},
				WARA: &discount.WARA{Tolerance: rate("0.005", "本机构质量控制制度"), Assets: []discount.WARAAsset{{Name: "流动资产", Value: amt("15000000", statements), Return: rate("0.0365", "基准日贷款市场报价利率")}, {Name: "固定资产", Value: amt("18000000", statements), Return: rate("0.048", "长期贷款利率")}, {Name: "专利权", Value: amt("12000000", "初步评估值"), Subject: true}}}}}}
}

// everyStream is two streams, one in real prices with a real rate brought to nominal ones, the other with a broken last year.
func everyStream(in valuation.Inputs) *valuation.StreamsInput {
	broken := in.Royalty.Convention
	broken.LastEnd = on("2030-06-30")
	return &valuation.StreamsInput{Overlap: rate("0.05", "两个收益流共用部分客户"), Streams: []valuation.Stream{
		{Name: "高强纤维产品", Refs: []string{"R1", "R2"}, Royalty: &income.RoyaltyInput{Convention: broken, Revenue: plan("28000000", "31000000", "34000000", "34000000", "31000000"), Royalty: rate("0.05", "同行业许可合同统计"), Tax: rate("0.15", "高新技术企业证书"),
			Maintenance: plan("20000", "20000", "25000", "25000", "30000"), Choice: discount.Choice{Rate: rate("0.11", "行业实际回报率研究（示例）"), PriceBasis: discount.Real, Inflation: rate("0.02", "长期通货膨胀预期")}}},
		{Name: "控制软件对外许可", Refs: []string{"R3"}, Sharing: &income.SharingInput{Basis: income.OfNet, Amounts: plan("900000", "1100000", "1200000", "1200000", "1000000"), Share: income.Share{Investment: &income.EquivalentInvestment{PatentCost: amt("1500000", "研发台账"), PatentMargin: rate("4", "行业统计"), LicenseeCost: amt("9000000", statements), LicenseeMargin: rate("0.13", "行业统计")}},
			Setting: income.Setting{Convention: in.Royalty.Convention, Choice: in.Royalty.Choice}}}}}
}

func everyDeal() *market.Input {
	deal := func(name, day, price, quality, territory, similar string) market.Comparable {
		return market.Comparable{Name: name, Kind: market.Transfer, Date: on(day), Price: amt(price, name+"转让合同（示例）"), Similarity: numb(similar, "相似程度评分表"),
			Factors: []market.Factor{{Ground: market.ByQuality, Subject: numb("100", "质量评分表"), Comparable: numb(quality, "质量评分表")}, {Ground: market.ByTerritory, Subject: numb("100", "许可地域"), Comparable: numb(territory, "许可地域")},
				{Ground: market.ByLife, Ratio: numb("0.98", "剩余年限比"), Reason: "被评估权利剩余年限略短"}}}
	}
	licence := func(name, day, royalty string) market.Comparable {
		return market.Comparable{Name: name, Kind: market.Licence, Date: on(day), Royalty: rate(royalty, name+"许可合同（示例）"), Similarity: numb("80", "相似程度评分表"),
			Factors: []market.Factor{{Ground: market.ByDeal, Ratio: numb("1.05", "合同条款比较"), Reason: "可比许可含技术服务"}}}
	}
	gone := deal("示例交易戊", "2023-11-08", "9800000", "92", "100", "40")
	gone.Excluded = "买卖双方为关联企业，价格不具代表性"
	loud := deal("示例交易丁", "2024-08-20", "3900000", "76", "100", "60")
	loud.Note = "质量差异较大，经复核评分表确认"
	return &market.Input{Statistic: market.WeightedMean, Weighting: market.Similarity, Quartiles: market.Inclusive, SingleLimit: rate("0.3", "本机构规定"), GrossLimit: rate("0.4", "本机构规定"),
		PriceIndex: []market.IndexPoint{{Date: on("2023-01-01"), Index: numb("96", "技术交易价格指数（示例）")}, {Date: on("2024-07-01"), Index: numb("101.5", "技术交易价格指数（示例）")}, {Date: on("2025-07-01"), Index: numb("103.2", "技术交易价格指数（示例）")}},
		Check:      &market.RoyaltyCheck{Rate: rate("0.06", "同行业许可合同统计"), Share: rate("0.3", "技术许可合同统计"), Margin: rate("0.2", statements), Tolerance: rate("0.2", "本机构规定")},
		Comparables: []market.Comparable{deal("示例交易甲", "2025-03-01", "4800000", "96", "100", "90"), deal("示例交易乙", "2024-12-15", "5300000", "104", "110", "85"), deal("示例交易丙", "2025-09-30", "5100000", "100", "100", "80"), loud, gone,
			licence("示例许可甲", "2024-09-01", "0.055"), licence("示例许可乙", "2025-02-11", "0.06"), licence("示例许可丙", "2025-05-06", "0.052")}}
}

func everyCost() *cost.Input {
	book := "示例新材料科技有限公司研发台账"
	return &cost.Input{Basis: cost.Renewal, Items: []cost.Item{
		{Kind: cost.Labour, Name: "研发人员薪酬", From: on("2020-01-01"), To: on("2022-12-31"), Amount: amt("3850000", book), Index: numb("1.06", "城镇单位工资指数")},
		{Kind: cost.Materials, Name: "试制材料", From: on("2021-01-01"), To: on("2022-06-30"), Amount: amt("880000.5", book), Index: numb("1.03", "工业生产者购进价格指数")},
		{Kind: cost.Fees, Name: "申请代理与官费", From: on("2023-02-10"), To: on("2023-02-10"), Amount: amt("35000", book)}},
		Overhead: rate("0.12", "近三年管理费用占研发投入比例"), CapitalRate: rate("0.0365", "基准日贷款市场报价利率"), Profit: rate("0.25", "行业平均成本利润率"), Incentive: amt("300000", "放弃其他项目的预期收益"),
		Obsolescence: cost.Obsolescence{Used: numb("1", "技术专家访谈纪要"), Remaining: numb("6", "技术专家访谈纪要"),
			FunctionalLoss: &cost.YearlyLoss{Annual: amt("60000", "能耗对比测试"), Tax: rate("0.15", "高新技术企业证书"), Rate: rate("0.1", "评估人员判断"), Years: numb("5", "技术专家访谈纪要")},
			Utilisation:    &cost.Utilisation{Actual: numb("900", "产能报告"), Design: numb("1000", "产能报告"), Exponent: numb("0.7", "规模效益指数经验值")}}}
}

func everyScore() valuation.ScoreInput {
	w := func(v string) map[string]money.Rate { return map[string]money.Rate{"质押融资": ratio(v)} }
	leaf := func(id, name, weight string) score.Node {
		return score.Node{ID: id, Name: name, Weights: w(weight), Rubric: []score.Band{}}
	}
	tree := score.Tree{ID: "sample", Name: "专利质量评价指标", Source: "软件内置示例", Label: "软件内置示例指标（非国家标准原文）", Scenarios: []string{"质押融资"}, Nodes: []score.Node{
		{ID: "law", Name: "法律价值", Weights: w("0.35"), Children: []score.Node{leaf("stability", "权利稳定性", "0.5"), leaf("scope", "保护范围", "0.3"), leaf("infringe", "侵权可判定性", "0.2")}},
		{ID: "tech", Name: "技术价值", Weights: w("0.35"), Children: []score.Node{leaf("advance", "技术先进性", "0.6"), leaf("substitute", "可替代性", "0.4")}},
		{ID: "market", Name: "市场价值", Weights: w("0.2"), Children: []score.Node{leaf("demand", "市场需求", "0.7"), leaf("compete", "竞争格局", "0.3")}},
		leaf("strategy", "战略价值", "0.1")}}
	sheet := score.Sheet{Tree: tree, Scenario: "质押融资"}
	for i, name := range []string{"示例评估师甲", "示例评估师乙"} {
		r := score.Rater{Name: name}
		for j, n := range []string{"stability", "scope", "infringe", "advance", "substitute", "demand", "compete", "strategy"} {
			r.Marks = append(r.Marks, score.Mark{Node: n, Score: numb([]string{"82", "75", "70", "88", "64", "79", "68", "72"}[(i+j)%8], "登记簿副本、检索报告和现场访谈记录")})
		}
		sheet.Raters = append(sheet.Raters, r)
	}
	return valuation.ScoreInput{Sheet: sheet, Share: &score.ShareLink{Low: rate("0.2", "技术许可合同统计下四分位"), High: rate("0.35", "技术许可合同统计上四分位"), Limits: &score.Limits{Low: rate("0.15", "本机构取值规定"), High: rate("0.33", "本机构取值规定")}},
		Premiums: []valuation.ScoredPremium{{Class: discount.Technical, Name: "技术替代", Link: score.PremiumLink{Max: rate("0.05", "本机构风险取值标准"), Node: "tech"}}}}
}

func everySimulation() *valuation.SimulationInput {
	f := func(v string) *money.Rate { return ptr(ratio(v)) }
	return &valuation.SimulationInput{Subject: income.Name, Settings: simulate.Settings{Trials: 4000, Seed: 20251231, Threshold: ptr(yuan("6000000"))},
		Drivers: []valuation.DriverInput{
			{Name: simulate.RevenueFactor, Source: "近五年预算完成率", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: f("0.7"), Mode: f("1"), Max: f("1.2")}},
			{Name: simulate.Share, Source: "同行业许可合同统计", Distribution: distribution.Spec{Kind: distribution.PERT, Min: f("0.045"), Mode: f("0.06"), Max: f("0.07")}},
			{Name: simulate.Discount, Source: "折现率各项取值区间", Distribution: distribution.Spec{Kind: distribution.Uniform, Min: f("0.12"), Max: f("0.18")}},
			{Name: simulate.DecayRate, Source: "技术更新周期分析", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: f("0.05"), Mode: f("0.1"), Max: f("0.2")}},
			{Name: simulate.Growth, Source: "行业增长预测", Distribution: distribution.Spec{Kind: distribution.Uniform, Min: f("-0.03"), Max: f("0.03")}}},
		Correlation: &dependence.Input{Pairs: []dependence.Pair{{A: simulate.RevenueFactor, B: simulate.Share, Rho: ratio("0.9")}, {A: simulate.RevenueFactor, B: simulate.Growth, Rho: ratio("0.9")}, {A: simulate.Share, B: simulate.Growth, Rho: ratio("-0.5")}}},
		Scenarios: []valuation.ScenarioInput{{Name: "乐观", Probability: ratio("0.25"), Changes: []valuation.ScenarioChange{{Driver: simulate.RevenueFactor, Value: ratio("1.15")}, {Driver: simulate.Discount, Value: ratio("0.13")}}},
			{Name: "基准", Probability: ratio("0.5")}, {Name: "悲观", Probability: ratio("0.25"), Changes: []valuation.ScenarioChange{{Driver: simulate.RevenueFactor, Value: ratio("0.75")}, {Driver: simulate.DecayRate, Value: ratio("0.18")}}}}}
}

func keep(t *testing.T, name string, k casefile.DocumentKind, s casefile.State) {
	t.Helper()
	made, err := reports.NewMaker().Make(k, s, info(k))
	require.NoError(t, err)
	if dir := os.Getenv("ZHIYA_LOOK"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pdf"), made.Body, 0o600))
	}
}

func tablesOf(d layout.Document) (titles []string, widest map[string]int) {
	widest = map[string]int{}
	across := d.Landscape
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case layout.PageBreak:
			if b.Turn != layout.KeepOrientation {
				across = b.Turn == layout.LandscapePages
			}
		case layout.Table:
			titles = append(titles, b.Name)
			if !across {
				widest[b.Name] = max(widest[b.Name], len(b.Columns))
			}
		}
	}
	return titles, widest
}

func TestAValuationThatUsesEverythingIsPrintedWhole(t *testing.T) {
	s := everything(t)
	for name, k := range map[string]casefile.DocumentKind{"everything-report": casefile.DocAppraisalReport, "everything-explanation": casefile.DocExplanation} {
		doc := build(t, k, s)
		titles, widest := tablesOf(doc)
		all := strings.Join(titles, "\n")
		for _, want := range []string{"模拟的参数及其分布", "参数之间的相关", "模拟结果", "单一参数变动对评估值的影响", "各参数同幅变动对评估值的影响", "情景分析", "评估值等于门槛金额时的参数取值",
			"评分表（专利质量评价指标）", "得分确定的参数", "可比公司贝塔系数", "折现率（资本资产定价模型）", "加权平均资本成本", "回报率拆分", "资产加权平均回报率核对", "折现率的价格口径换算",
			"可比交易及调整（成交价款）", "可比交易及调整（许可费率）", "调整系数的依据（成交价款）", "剔除的可比交易（成交价款）", "可比交易区间（许可费率）", "营业利润预测", "收益预测与折现（收益法（收益分成法））", "有无该权利的经营数据",
			"收益现值（收益法（增量收益法））", "贡献资产费用：营运资金", "超额收益", "各收益流评估值", "研发成本的口径调整", "功能性贬值率", "经济性贬值率", "法定届满日的计算", "自然人作者（开发者）", "边际贡献（沙普利值）与分配比例"} {
			require.Contains(t, all, want, k)
		}
		for title, n := range widest {
			require.LessOrEqual(t, n, 8, "%s: %s", k, title)
		}
		said := strings.Join(words(doc), "\n")
		for _, want := range []string{"模拟只显示评估值的不确定程度，不确定评估结论", "软件内置示例指标（非国家标准原文）", "第 7 型线性插值", "含端点插值四分位（QUARTILE.INC）", "买卖双方为关联企业", "所填相关系数不能同时成立", "变现折扣率 "} {
			require.Contains(t, said, want, k)
		}
		for _, rest := range strings.Split(said, "〔步骤 ")[1:] {
			id, _, _ := strings.Cut(rest, "〕")
			_, ok := s.Valuation.Conclusion.Step(id)
			require.True(t, ok, "%s names the step %s", k, id)
		}
		figures := 0
		for _, b := range doc.Blocks {
			if f, ok := b.(layout.Figure); ok {
				figures++
				require.Contains(t, f.Caption, "〔步骤 ", k)
				require.NotEmpty(t, f.Chart.Table().Rows, f.Caption)
			}
		}
		require.GreaterOrEqual(t, figures, 10, k)
		keep(t, name, k, s)
	}
}

func TestEveryTableOfYearsAddsUpToTheValueOfItsMethod(t *testing.T) {
	s := everything(t)
	found := map[string]money.Money{}
	for _, b := range build(t, casefile.DocExplanation, s).Blocks {
		table, ok := b.(layout.Table)
		if !ok || !strings.HasPrefix(table.Name, "收益预测与折现（") && !strings.HasPrefix(table.Name, "收益现值（") {
			continue
		}
		total := table.Total[len(table.Total)-1].Number
		for _, row := range table.Rows {
			total = total.Sub(row[len(row)-1].Number)
		}
		require.True(t, total.IsZero(), table.Name)
		_, name, _ := strings.Cut(strings.TrimSuffix(table.Name, "）"), "（")
		found[name] = money.Must(table.Total[len(table.Total)-1].Number.String())
	}
	require.Len(t, found, 6)
	for _, a := range s.Valuation.Conclusion.Approaches {
		if v, ok := found[a.Name]; ok {
			require.Equal(t, a.Value, v, a.Name)
			delete(found, a.Name)
		}
	}
	require.Len(t, found, 2, "the two streams are left")
}

func TestARightThatWasBoughtIsNotPrintedAsMultiplied(t *testing.T) {
	for name, c := range map[string]struct {
		input       cost.Input
		title, none string
	}{
		"purchased":  {cost.Input{Purchased: &cost.PurchaseInput{Book: amt("4000000", "购置合同"), Acquired: on("2023-05-01"), Index: numb("1.04", "技术交易价格指数（示例）"), Related: amt("50000", "税费测算")}}, "重置成本（价格指数法）", "倍加系数法"},
		"multiplied": {cost.Input{Multiplier: &cost.MultiplierInput{Materials: amt("900000", "研发台账"), Labour: amt("1200000", "研发台账"), Creative: numb("2", "行业统计"), Risk: rate("0.3", "行业统计"), Return: rate("0.2", "行业统计")}}, "重置成本（倍加系数法）", "价格指数法"},
	} {
		s := fullCase(t)
		in := s.Valuation.Inputs
		c.input.Obsolescence = cost.Obsolescence{Used: numb("1", "技术专家访谈纪要"), Remaining: numb("6", "技术专家访谈纪要"),
			EconomicLoss: &cost.YearlyLoss{Annual: amt("30000", "市场分析"), Tax: rate("0.15", "高新技术企业证书"), Rate: rate("0.1", "评估人员判断"), Years: numb("3", "市场分析")}}
		in.Cost, in.SpreadNote = &c.input, "已分析"
		concluded, err := valuation.Conclude(in)
		require.NoError(t, err)
		s.Valuation.Inputs, s.Valuation.Conclusion = in, concluded
		doc := build(t, casefile.DocExplanation, s)
		titles, _ := tablesOf(doc)
		require.Contains(t, titles, c.title, name)
		require.Contains(t, titles, "收益损失现值", name)
		require.NotContains(t, strings.Join(words(doc), "\n"), c.none, name)
	}
}

func TestStreamsDivideTheValueAmongTheirRights(t *testing.T) {
	s := everything(t)
	in := s.Valuation.Inputs
	in.Shapley = nil
	in.Royalty.Convention.Timing = cashflow.EndYear
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s.Valuation.Inputs, s.Valuation.Conclusion = in, c
	for _, b := range build(t, casefile.DocAppraisalReport, s).Blocks {
		if table, ok := b.(layout.Table); ok && table.Name == "按收益流分配" {
			require.Len(t, table.Rows, 3)
			require.Equal(t, c.MarketValue.Decimal().String(), table.Total[len(table.Total)-1].Number.String())
			return
		}
	}
	t.Fatal("the division by streams is not printed")
}

// A kept conclusion may be that of another engine: whatever is missing of its steps or of the inputs, the papers are made.
func TestNoMissingStepOrInputBreaksTheValuationChapter(t *testing.T) {
	s := everything(t)
	kept, err := json.Marshal(s.Valuation)
	require.NoError(t, err)
	fresh := func() *casefile.ValuationR {
		v := &casefile.ValuationR{}
		require.NoError(t, json.Unmarshal(kept, v))
		return v
	}
	tried := 0
	try := func(v *casefile.ValuationR, what string) {
		tried++
		s.Valuation = v
		require.NotPanics(t, func() { _, _ = reports.Build(casefile.DocExplanation, s, info(casefile.DocExplanation)) }, what)
	}
	for _, path := range holes(reflect.TypeFor[casefile.ValuationR](), nil) {
		if v := fresh(); punch(reflect.ValueOf(v).Elem(), path) {
			try(v, fmt.Sprint(path))
		}
	}
	count := 0
	for _, root := range s.Valuation.Conclusion.Steps {
		root.Walk(func(valuation.Step) bool { count++; return true })
	}
	for n := 0; n < count; n += 5 {
		v, at, id := fresh(), 0, ""
		var cut func(steps []valuation.Step)
		cut = func(steps []valuation.Step) {
			for i := range steps {
				if at == n {
					id = steps[i].ID
					if n%2 == 0 {
						steps[i].Inputs = nil
					} else {
						steps[i].Children = nil
					}
				}
				at++
				cut(steps[i].Children)
			}
		}
		cut(v.Conclusion.Steps)
		try(v, id)
	}
	require.Greater(t, tried, 80)
}

func TestHostileTextsAndAmountsStayWithinTheMarginsOfTheValuationChapter(t *testing.T) {
	s := everything(t)
	text, err := json.Marshal(s.Valuation)
	require.NoError(t, err)
	long := strings.Repeat("示例特别长的名称", 25)
	for _, word := range []string{"示例交易甲", "示例复材股份有限公司", "权利稳定性", "营运资金", "高强纤维产品", "乐观", "示例开发者甲", "研发人员薪酬"} {
		text = []byte(strings.ReplaceAll(string(text), word, long+word))
	}
	for _, amount := range []string{"4800000.00", "31000000.00", "6200000.00", "3850000.00", "7000000.00", "15000000.00"} {
		text = []byte(strings.ReplaceAll(string(text), "\""+amount+"\"", "\"99999999999.99\""))
	}
	s.Valuation = &casefile.ValuationR{}
	require.NoError(t, json.Unmarshal(text, s.Valuation))
	for _, k := range []casefile.DocumentKind{casefile.DocAppraisalReport, casefile.DocExplanation} {
		laid, err := reports.NewMaker().Preview(k, s, info(k))
		require.NoError(t, err, k)
		require.Empty(t, laid.Outside(), k)
	}
}

func TestAmountsTooLongToStandSideBySideAreShownInTenThousands(t *testing.T) {
	s := everything(t)
	in := s.Valuation.Inputs
	for i := range in.Royalty.Revenue {
		in.Royalty.Revenue[i].Value = yuan("99999999999999.99")
	}
	for i := range in.Excess.Assets {
		in.Excess.Assets[i].First.Value = yuan("99999999999.99")
	}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s.Valuation.Inputs, s.Valuation.Conclusion = in, c
	laid, err := reports.NewMaker().Preview(casefile.DocAppraisalReport, s, info(casefile.DocAppraisalReport))
	require.NoError(t, err)
	require.Empty(t, laid.Outside())
	for _, b := range laid.Document.Blocks {
		if table, ok := b.(layout.Table); ok && table.Name == "收益预测与折现（收益法（许可费节省法））" {
			require.Equal(t, "万元", table.Columns[2].Unit)
			require.Equal(t, "10,000,000,000.00", table.Rows[0][2].Text)
			require.Equal(t, c.Approaches[0].Value.Wan(2), table.Total[len(table.Total)-1].Text)
			return
		}
	}
	t.Fatal("the table of the royalties is missing")
}
