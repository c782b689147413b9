package sample

import (
	"context"
	"slices"
	"strings"

	"zhiya/assets"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/sourced"
	"zhiya/workflow/casefile"
)

func amount(v, source string) sourced.Amount {
	return sourced.Amount{Value: money.Must(v), Source: source}
}
func rate(v, source string) sourced.Rate {
	return sourced.Rate{Value: money.MustRate(v), Source: source}
}
func number(v, source string) sourced.Number {
	return sourced.Number{Value: money.MustRate(v), Source: source}
}

// appraise plays engagement, valuation, three levels of review, signatures and release; with returned, level 1 first sends the
// work back with a remark.
func (p *Player) appraise(ctx context.Context, engaged, prepared string, in valuation.Inputs, reportNo string, returned bool) {
	day := func(d string, n int) string { return date.Must(d).AddDays(n).String() }
	p.Do(ctx, engaged, "pinggu1", casefile.AcceptEngagement{EngagementForm: casefile.EngagementForm{ContractNo: "示例委字" + engaged[:4] + "-" + engaged[5:7] + engaged[8:],
		Signed: date.Must(engaged), Clients: "示例银行连云港分行、债务人（共同委托）", Fee: money.Must("12000.00"), Payer: "示例银行连云港分行", FeeNotTied: true,
		Independent: true, ReviewLevels: 3, Valuers: []casefile.Valuer{{PersonID: "person-pinggu1"}, {PersonID: "person-pinggu2"}}, Commitment: true, Papers: "专利证书、登记簿副本、年费收据、财务报表、收入预测、研发支出明细、承诺函"}})
	p.Do(ctx, "", "pinggu1", plan(date.Must(engaged), date.Must(prepared)))
	p.Do(ctx, "", "pinggu1", declaration())
	p.Do(ctx, "", "pinggu2", declaration())
	p.Do(ctx, day(engaged, 2), "pinggu1", siteVisit(date.Must(engaged).AddDays(2)))
	p.checkRights(ctx)
	state := casefile.PrepareValuation{Inputs: in}
	p.fillRights(ctx, &state.Inputs)
	p.Do(ctx, prepared, "pinggu1", state)
	p.Do(ctx, "", "pinggu1", casefile.SubmitValuation{Note: "送一级复核"})
	p.Do(ctx, day(prepared, 1), "fuhe1", declaration())
	if returned {
		p.Do(ctx, "", "fuhe1", casefile.ReviewValuation{Level: 1, Opinion: "许可费率依据需补充", Remarks: []casefile.Remark{
			{Path: "inputs.royalty.royalty", Where: "收益法·许可费率", Text: "请补充许可费率的取值依据，并说明与行业区间的关系"}}})
		p.Do(ctx, day(prepared, 2), "pinggu1", casefile.AnswerReview{Answers: []casefile.Answer{{Where: "收益法·许可费率",
			Text: "请补充许可费率的取值依据，并说明与行业区间的关系", Reply: "取值在化工、材料行业销售收入提成率区间之内，并以利润分成率复核；依据已写入参数来源"}}})
		p.Do(ctx, "", "pinggu1", casefile.SubmitValuation{Note: "已答复，再次送审"})
	}
	pass := casefile.ReviewValuation{Level: 1, Pass: true, Opinion: "依据充分，计算无误"}
	if returned {
		pass.Closing = []casefile.Closing{{Note: 1, Close: true}}
	}
	p.Do(ctx, day(prepared, 3), "fuhe1", pass)
	p.Do(ctx, day(prepared, 4), "fuhe2", declaration())
	p.Do(ctx, "", "fuhe2", casefile.ReviewValuation{Level: 2, Pass: true, Opinion: "方法选择与权重理由恰当"})
	p.Do(ctx, day(prepared, 5), "fuhe3", declaration())
	p.Do(ctx, "", "fuhe3", casefile.ReviewValuation{Level: 3, Pass: true, Opinion: "同意出具"})
	p.Do(ctx, day(prepared, 6), "pinggu1", casefile.SignReport{Confirm: true})
	p.Do(ctx, "", "pinggu2", casefile.SignReport{Confirm: true})
	p.Do(ctx, day(prepared, 7), "qianfa", casefile.IssueReport{Number: reportNo, On: date.Must(day(prepared, 7)), Copies: 5})
}

// fillRights lays weights on the rights of the case as the form would show them.
func (p *Player) fillRights(ctx context.Context, in *valuation.Inputs) {
	if p.err != nil {
		return
	}
	form, err := p.Desk.Suggest(ctx, "person-pinggu1", p.caseID, "PrepareValuation")
	if err != nil {
		p.err = err
		return
	}
	given := in.Rights
	in.Rights = form.(*casefile.PrepareValuation).Inputs.Rights
	for i := range in.Rights {
		in.Rights[i].WeightSource = "评估人员按技术贡献打分（示例）"
		if i < len(given) {
			in.Rights[i].Weight, in.Rights[i].EconomicYears, in.Rights[i].Principal = given[i].Weight, given[i].EconomicYears, given[i].Principal
		}
	}
}

func commonInputs(base string) valuation.Inputs {
	return valuation.Inputs{Purpose: "为知识产权质押融资提供价值参考", ValueType: valuation.MarketValue, BaseDate: date.Must(base),
		SpreadLimit: rate("0.5", "示例评估机构质量控制制度"), Rounding: valuation.ToWan,
		ForcedSale: valuation.ForcedSaleInput{Discount: rate("0.3", "示例：同类知识产权处置成交率与折扣"), DisposalCost: rate("0.05", "示例：处置平台收费标准"),
			Months: number("9", "示例：处置平台平均成交周期"), DiscountRate: rate("0.0435", "示例：同期贷款利率")}}
}

func risks(judged string) []discount.Item {
	return []discount.Item{
		{Class: discount.Technical, Name: "技术转化与替代", Rate: rate("0.04", judged)},
		{Class: discount.Market, Name: "市场容量与竞争", Rate: rate("0.04", judged)},
		{Class: discount.Capital, Name: "融资与流动资金", Rate: rate("0.02", judged)},
		{Class: discount.Management, Name: "销售服务与质量管理", Rate: rate("0.02", judged)},
	}
}

// realValuation values rights whose term ends in five months: one broken period, and cost as the check.
func realValuation(n int) valuation.Inputs {
	in := commonInputs("2021-11-30")
	in.Royalty = &income.RoyaltyInput{
		Convention: cashflow.Convention{Timing: cashflow.MidYear, FirstEnd: date.Must("2022-05-30"), LastEnd: date.Must("2022-05-30")},
		Revenue:    []sourced.Amount{amount("48000000.00", "示例：预测全年销售收入，非该企业公开数据")},
		Royalty:    rate("0.02", "示例：建材行业许可费率取值"), Tax: rate("0.25", "企业所得税法定税率"),
		Choice: discount.Choice{BuildUp: &discount.BuildUp{RiskFree: rate("0.0285", "示例：国债到期收益率"), Items: risks("评估人员判断（示例）")}}}
	in.Cost = &cost.Input{Items: []cost.Item{
		{Kind: cost.Labour, Name: "研发人员薪酬", From: date.Must("2011-06-01"), To: date.Must("2012-05-31"), Amount: amount("620000.00", "示例录入")},
		{Kind: cost.Materials, Name: "试制材料与模具", From: date.Must("2011-09-01"), To: date.Must("2012-05-31"), Amount: amount("380000.00", "示例录入")}},
		CapitalRate: rate("0.0435", "示例：贷款利率"), Profit: rate("0.15", "示例：成本利润率"),
		Obsolescence: cost.Obsolescence{Used: number("9.5", "自申请日起算"), Remaining: number("0.5", "法定剩余年限"), Economic: rate("0.2", "示例：需求变化")}}
	in.Weights = []valuation.MethodWeight{
		{Method: income.Name, Weight: money.MustRate("0.7"), Reason: "权利仍在实施，收益法直接反映剩余期限内节省的许可费"},
		{Method: cost.Name, Weight: money.MustRate("0.3"), Reason: "研发支出有记录可查，成本法作为佐证"}}
	in.SpreadLimit = rate("1.9", "示例：临近届满权利的差异上限")
	in.SpreadNote = "权利临近届满，成本法不反映剩余收益期的长短，故以收益法为主"
	return in
}

// exampleValuation values the bundle of the default road.
func exampleValuation() valuation.Inputs {
	plan := "连云港示例新材料有限公司2024—2028年经营计划（示例）"
	ledger := "连云港示例新材料有限公司研发台账（示例）"
	in := commonInputs("2023-12-31")
	for _, w := range []string{"0.5", "0.3", "0.2"} {
		in.Rights = append(in.Rights, valuation.RightInput{Weight: money.MustRate(w), EconomicYears: number("5", "技术专家访谈纪要（示例）")})
	}
	in.Royalty = &income.RoyaltyInput{Convention: cashflow.Convention{Timing: cashflow.MidYear},
		Revenue: []sourced.Amount{amount("186000000.00", plan), amount("208000000.00", plan), amount("224000000.00", plan), amount("230000000.00", plan), amount("226000000.00", plan)},
		Royalty: rate("0.035", "化工、材料行业销售收入提成率区间（UNIDO 统计 2%–3.5%）上限，结合利润分成率复核"),
		Decay:   rate("0.08", "技术更新周期分析（示例）"), Tax: rate("0.15", "高新技术企业优惠税率（示例）"),
		Choice: discount.Choice{BuildUp: &discount.BuildUp{RiskFree: rate("0.0256", "示例：十年期国债到期收益率"), Items: risks("评估人员判断（示例）")}}}
	in.Cost = &cost.Input{Items: []cost.Item{
		{Kind: cost.Labour, Name: "研发人员薪酬", From: date.Must("2019-07-01"), To: date.Must("2022-01-31"), Amount: amount("6850000.00", ledger)},
		{Kind: cost.Materials, Name: "试验材料", From: date.Must("2020-01-01"), To: date.Must("2022-01-31"), Amount: amount("3120000.50", ledger)},
		{Kind: cost.Equipment, Name: "中试线折旧", From: date.Must("2020-06-01"), To: date.Must("2022-12-31"), Amount: amount("4260000.00", ledger)},
		{Kind: cost.Other, Name: "申请代理与官费", From: date.Must("2021-03-30"), To: date.Must("2022-01-17"), Amount: amount("58600.00", ledger)}},
		CapitalRate: rate("0.042", "示例：贷款市场报价利率（五年期以上）"), Profit: rate("0.18", "行业平均成本利润率（示例）"),
		Obsolescence: cost.Obsolescence{Used: number("1.5", "投产日起算"), Remaining: number("5", "技术专家访谈纪要（示例）")}}
	in.Sharing = &income.SharingInput{Basis: income.OfRevenue, Amounts: in.Royalty.Revenue, Tax: in.Royalty.Tax,
		Decay:   &income.Decay{Form: income.ConstantDecay, Rate: in.Royalty.Decay},
		Setting: income.Setting{Convention: in.Royalty.Convention, Choice: in.Royalty.Choice}}
	in.Scores = []valuation.ScoreInput{{Sheet: sharingScores(), Share: &score.ShareLink{Low: rate("0.02", "化工、材料行业销售收入提成率区间（UNIDO 统计 2%–3.5%）下限"),
		High: rate("0.035", "化工、材料行业销售收入提成率区间（UNIDO 统计 2%–3.5%）上限")}}}
	in.Weights = []valuation.MethodWeight{
		{Method: income.Name, Weight: money.MustRate("0.55"), Reason: "专利产品已批量销售、收益可预测，收益法更能反映获利能力"},
		{Method: income.SharingName, Weight: money.MustRate("0.2"), Reason: "分成率由逐项评分得出，与许可费节省法相互印证"},
		{Method: cost.Name, Weight: money.MustRate("0.25"), Reason: "研发支出完整可核，成本法反映重新取得的代价，作为佐证"}}
	in.Simulation = exampleSimulation()
	return in
}

// sharingScores is the built-in example tree of the sharing rate, scored.
func sharingScores() score.Sheet {
	trees, err := score.Load(assets.Indicators())
	if err != nil {
		panic(err) // the embedded trees are tested
	}
	sheet := score.Sheet{Scenario: "分成率", Raters: []score.Rater{{Name: "示例评估人员"}}}
	for _, t := range trees {
		if t.ID == "sharing-rate" {
			sheet.Tree = t
		}
	}
	for id, text := range map[string]string{"L1": "90", "L2": "80", "L3": "80", "T1": "80", "T2": "60", "T3": "80", "T4": "70", "T5": "90", "T6": "80", "T7": "80", "E1": "80"} {
		sheet.Raters[0].Marks = append(sheet.Raters[0].Marks, score.Mark{Node: id, Score: number(text, "现场调查与检索记录（示例）")})
	}
	slices.SortFunc(sheet.Raters[0].Marks, func(a, b score.Mark) int { return strings.Compare(a.Node, b.Node) })
	return sheet
}

// exampleSimulation lets revenue, royalty and discount rate vary, the first two together.
func exampleSimulation() *valuation.SimulationInput {
	at := func(text string) *money.Rate {
		r := money.MustRate(text)
		return &r
	}
	return &valuation.SimulationInput{Subject: income.Name, Settings: simulate.Settings{Trials: 20_000, Seed: 20231231},
		Drivers: []valuation.DriverInput{
			{Name: simulate.RevenueFactor, Source: "近三年预算完成率 78%–112%（示例）", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: at("0.7"), Mode: at("0.98"), Max: at("1.15")}},
			{Name: simulate.Share, Source: "行业提成率区间（示例）", Distribution: distribution.Spec{Kind: distribution.PERT, Min: at("0.02"), Mode: at("0.033"), Max: at("0.045")}},
			{Name: simulate.DecayRate, Source: "技术更新周期分析（示例）", Distribution: distribution.Spec{Kind: distribution.Uniform, Min: at("0.05"), Max: at("0.12")}},
			{Name: simulate.Discount, Source: "折现率取值区间（示例）", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: at("0.12"), Mode: at("0.1456"), Max: at("0.18")}}},
		Correlation: &dependence.Input{Measure: dependence.Spearman, Pairs: []dependence.Pair{{A: simulate.RevenueFactor, B: simulate.Share, Rho: money.MustRate("0.3")}}},
		Scenarios: []valuation.ScenarioInput{{Name: "基准", Probability: money.MustRate("0.6")},
			{Name: "销售不及预期", Probability: money.MustRate("0.25"), Changes: []valuation.ScenarioChange{{Driver: simulate.RevenueFactor, Value: money.MustRate("0.8")}}},
			{Name: "被新技术加速替代", Probability: money.MustRate("0.15"), Changes: []valuation.ScenarioChange{{Driver: simulate.DecayRate, Value: money.MustRate("0.3")}}}}}
}
