package valuation_test

import (
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

func amount(yuan, source string) sourced.Amount {
	return sourced.Amount{Value: money.Must(yuan), Source: source}
}

func rate(r, source string) sourced.Rate {
	return sourced.Rate{Value: money.MustRate(r), Source: source}
}

func number(n, source string) sourced.Number {
	return sourced.Number{Value: money.MustRate(n), Source: source}
}

// sample is a bundle of two patents of 示例新材料有限公司 valued by income and by cost.
func sample() valuation.Inputs {
	plan := "示例新材料有限公司2026年度经营计划"
	ledger := "示例新材料有限公司研发台账"
	return valuation.Inputs{
		Purpose: "为质押贷款提供价值参考", ValueType: valuation.MarketValue, BaseDate: date.Must("2026-06-30"),
		Rights: []valuation.RightInput{
			{Ref: "R1", Title: "一种高强纤维的制备方法", Kind: life.Invention, Number: "ZL201710601862.3", Filed: date.Must("2017-07-21"),
				Granted: date.Must("2019-05-03"), EconomicYears: number("6", "技术专家访谈纪要"), Weight: money.MustRate("0.7"), WeightSource: "评估人员打分", Principal: true},
			{Ref: "R2", Title: "纤维卷绕装置", Kind: life.Utility, Number: "ZL202220123456.7", Filed: date.Must("2022-03-01"),
				Granted: date.Must("2022-10-11"), Weight: money.MustRate("0.3"), WeightSource: "评估人员打分"},
		},
		Royalty: &income.RoyaltyInput{
			Convention: cashflow.Convention{Timing: cashflow.MidYear, FirstEnd: date.Must("2026-12-31")},
			Revenue:    []sourced.Amount{amount("20000000", plan), amount("22000000", plan), amount("24000000", plan), amount("24000000", plan), amount("22000000", plan)},
			Royalty:    rate("0.03", "同行业许可合同"), Decay: rate("0.1", "技术更新周期分析"), Tax: rate("0.15", "高新技术企业证书"),
			Choice: discount.Choice{BuildUp: &discount.BuildUp{RiskFree: rate("0.021", "基准日国债到期收益率"), Items: []discount.Item{
				{Class: discount.Legal, Name: "权利稳定性", Rate: rate("0.02", "评估人员判断")},
				{Class: discount.Market, Name: "市场竞争", Rate: rate("0.04", "评估人员判断")},
				{Class: discount.Management, Name: "管理团队", Max: rate("0.05", "本机构风险取值标准"), Factors: []discount.Factor{
					{Name: "质量管理", Weight: money.MustRate("0.4"), Score: number("60", "现场调查记录")},
					{Name: "销售服务", Weight: money.MustRate("0.6"), Score: number("80", "现场调查记录")}}}}}}},
		Cost: &cost.Input{
			Items: []cost.Item{
				{Kind: cost.Labour, Name: "研发人员薪酬", From: date.Must("2015-01-01"), To: date.Must("2017-06-30"), Amount: amount("1200000", ledger)},
				{Kind: cost.Materials, Name: "试制材料", From: date.Must("2016-01-01"), To: date.Must("2016-12-31"), Amount: amount("380000.50", ledger)},
				{Kind: cost.Other, Name: "申请代理与官费", From: date.Must("2017-07-21"), To: date.Must("2017-07-21"), Amount: amount("15000", ledger)}},
			CapitalRate: rate("0.0365", "基准日贷款市场报价利率"), Profit: rate("0.2", "行业平均成本利润率"),
			Obsolescence: cost.Obsolescence{Used: number("3", "技术专家访谈纪要"), Remaining: number("6", "技术专家访谈纪要")}},
		Weights: []valuation.MethodWeight{
			{Method: income.Name, Weight: money.MustRate("0.8"), Reason: "收益法更能反映知识产权的获利能力"},
			{Method: cost.Name, Weight: money.MustRate("0.2"), Reason: "成本法作为佐证"}},
		SpreadLimit: rate("0.5", "示例评估机构质量控制制度"),
		ForcedSale: valuation.ForcedSaleInput{Discount: rate("0.3", "同类知识产权成交案例"), DisposalCost: rate("0.05", "处置平台收费标准"),
			Months: number("9", "处置平台平均成交周期"), DiscountRate: rate("0.0365", "基准日贷款市场报价利率")},
		Rounding: valuation.ToYuan,
	}
}
