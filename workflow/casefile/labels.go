package casefile

import "reflect"

// labels are the form tags of structs that belong to other rooms, which know nothing of forms.
var labels = func() map[string]reflect.StructTag {
	out := map[string]reflect.StructTag{}
	for typ, fields := range map[string]map[string]reflect.StructTag{
		"zhiya/workflow/disposal.Junior": {
			"ID": `label:"债权人"`, "Amount": `label:"登记债权额"`, "Registered": `label:"登记日"`,
		},
		"zhiya/valuation.Inputs": {
			"Purpose":              `label:"评估目的"`,
			"ValueType":            `label:"价值类型" choices:"market=市场价值|liquidation=清算价值|investment=投资价值|in_use=在用价值|other=其他"`,
			"ValueTypeDefinition":  `label:"价值类型定义" opt:"1" hint:"选“其他”时必填"`,
			"BaseDate":             `label:"评估基准日"`,
			"Rights":               `label:"评估对象" fixed:"1"`,
			"Royalty":              `label:"收益法（许可费节省法）"`,
			"Cost":                 `label:"成本法（重置成本法）"`,
			"Weights":              `label:"评估结论的形成（各方法权重与理由）" opt:"1"`,
			"SingleApproachReason": `label:"只用一种方法的理由" opt:"1" hint:"资产评估法第二十六条：除准则规定只能选一种外，应当选择两种以上方法"`,
			"SpreadLimit":          `label:"方法间差异上限"`,
			"SpreadNote":           `label:"差异超限说明" opt:"1"`,
			"ForcedSale":           `label:"快速变现价值"`,
			"Rounding":             `label:"结论取整" choices:"fen=不取整（至分）|yuan=取整至元|wan=取整至万元"`,
		},
		"zhiya/valuation.RightInput": {
			"Ref": `label:"序号" readonly:"1"`, "Title": `label:"名称" readonly:"1"`, "Kind": `form:"-"`, "Number": `label:"权利号" readonly:"1"`,
			"Filed": `form:"-"`, "Granted": `form:"-"`,
			"LegalEnd":       `label:"法定届满日（与一般规则不同时填写）" opt:"1"`,
			"LegalEndSource": `label:"不同的依据" opt:"1"`,
			"RenewalReason":  `label:"商标续展假设及理由" opt:"1"`,
			"ContractEnd":    `label:"合同约定届满日" opt:"1"`,
			"EconomicYears":  `label:"剩余经济寿命（年）" opt:"1"`,
			"Weight":         `label:"在组合中的权重"`,
			"WeightSource":   `label:"权重依据" opt:"1"`,
			"Principal":      `label:"主导权利（其寿命决定预测期）" opt:"1"`,
		},
		"zhiya/valuation.MethodWeight": {
			"Method": `label:"方法" choices:"royalty=许可费节省法|sharing=收益分成法|incremental=增量收益法|excess=多期超额收益法|streams=分收益流合计|option=实物期权法|market=可比交易比较法|cost=重置成本法"`, "Weight": `label:"权重"`, "Reason": `label:"理由"`,
		},
		"zhiya/valuation.ForcedSaleInput": {
			"Discount": `label:"变现折扣率"`, "DisposalCost": `label:"处置费用率"`, "Months": `label:"变现期（月）"`, "DiscountRate": `label:"变现期折现率"`,
		},
		"zhiya/valuation/income.RoyaltyInput": {
			"Convention": `label:"折现约定"`, "Revenue": `label:"各年预测收入"`, "Royalty": `label:"许可费率"`, "Decay": `label:"技术衰减率（年）"`,
			"Tax": `label:"所得税率"`, "Maintenance": `label:"各年维持费用" opt:"1"`,
		},
		"zhiya/valuation/cashflow.Convention": {
			"Timing":       `label:"折现时点" choices:"end_year=年末|mid_year=年中"`,
			"FactorDigits": `label:"折现系数位数" choices:"none=不舍入|4=四位小数|2=两位小数"`,
			"FirstEnd":     `label:"首期截止日（非整年时）" opt:"1"`, "LastEnd": `label:"末期截止日（非整年时）" opt:"1"`,
			"BrokenDayUnit": `label:"零头天数基础" opt:"1" choices:"365=365天|actual=当年实际天数"`,
		},
		"zhiya/valuation/discount.BuildUp": {
			"RiskFree": `label:"无风险报酬率"`, "Items": `label:"风险报酬率"`,
		},
		"zhiya/valuation/discount.Item": {
			"Class": `label:"类别" choices:"policy=政策风险|legal=法律风险|technical=技术风险|market=市场风险|capital=资金风险|management=管理风险|other=其他风险"`,
			"Name":  `label:"名称"`, "Rate": `label:"报酬率"`, "Max": `label:"报酬率上限（打分时）" opt:"1"`, "Factors": `label:"打分因素" opt:"1"`,
		},
		"zhiya/valuation/discount.Factor": {
			"Name": `label:"因素"`, "Weight": `label:"权重"`, "Score": `label:"得分（0–100）"`,
		},
		"zhiya/valuation/cost.Input": {
			"Items": `label:"研发成本明细"`, "CapitalRate": `label:"资金成本率"`, "Profit": `label:"开发利润率"`, "Multiplier": `label:"倍加系数法" opt:"1"`,
			"Obsolescence": `label:"贬值"`,
		},
		"zhiya/valuation/cost.Item": {
			"Kind": `label:"类别" choices:"labour=人工费用|materials=材料费用|equipment=设备使用费|other=其他费用"`,
			"Name": `label:"项目"`, "From": `label:"起"`, "To": `label:"止"`, "Amount": `label:"金额"`,
		},
		"zhiya/valuation/cost.MultiplierInput": {
			"Materials": `label:"物化劳动消耗"`, "Labour": `label:"活劳动消耗"`, "Creative": `label:"创造性劳动倍加系数"`,
			"Risk": `label:"科研平均风险系数"`, "Return": `label:"投资报酬率"`,
		},
		"zhiya/valuation/cost.Obsolescence": {
			"Used": `label:"已使用年限"`, "Remaining": `label:"尚可使用年限"`, "Functional": `label:"功能性贬值率"`, "Economic": `label:"经济性贬值率"`,
		},
		"zhiya/valuation/sourced.Amount": {"Value": `label:"数额"`, "Source": `label:"来源" opt:"1"`},
		"zhiya/valuation/sourced.Rate":   {"Value": `label:"比率"`, "Source": `label:"来源" opt:"1"`},
		"zhiya/valuation/sourced.Number": {"Value": `label:"数值" number:"1"`, "Source": `label:"来源" opt:"1"`},
	} {
		for name, tag := range fields {
			out[typ+"."+name] = tag
		}
	}
	return out
}()
