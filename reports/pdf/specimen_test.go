package pdf_test

import (
	"strings"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// specimen is a document that uses everything: every block, every chart, a table over pages, a row taller than a page.
func specimen() layout.Document {
	blocks := []layout.Block{
		layout.TOC{},
		layout.Heading{Level: 1, Text: "一、委托人及评估目的", NewPage: true},
		layout.Paragraph{Text: "示例评估接受示例银行的委托，对示例科技有限公司拟用于质押融资的“一种碳纤维（Carbon Fiber）复合材料”等 12 件发明专利权在 2026年10月31日 的市场价值进行了评估。评估结论为人民币 15,312.90 万元（大写：人民币壹亿伍仟叁佰壹拾贰万玖仟元整），有效期一年，自评估基准日起至 2027年10月30日止。"},
		layout.Paragraph{Spans: layout.Rich("**特别提示：**评估结论**不是**对可实现价格的保证；折现率为 13.85%，分成率为 3.12%，收益期为 8.5 年。")},
		layout.Heading{Level: 2, Text: "（一）评估对象"},
		layout.KeyValue{Pairs: []layout.Pair{{Section: true, Label: "出质人"}, {Label: "名称", Value: "示例科技有限公司"}, {Label: "统一社会信用代码", Value: "91320700MA1EXAMPL0"},
			{Label: "地址", Value: "江苏省连云港市海州区示例路 1 号创新大厦 8 层 801 室", Wide: true}, {Label: "联系人", Value: "（略）"}, {Label: "电话", Value: "0518-00000000"}, {Label: "备注", Value: ""}}},
		layout.Heading{Level: 3, Text: "1. 明细"},
		detail(60),
		layout.Heading{Level: 2, Text: "（二）图示"},
	}
	blocks = append(blocks, figures()...)
	blocks = append(blocks,
		layout.PageBreak{Turn: layout.LandscapePages},
		layout.Heading{Level: 1, Text: "二、横排附表"},
		wideTable(),
		layout.PageBreak{Turn: layout.PortraitPages},
		layout.Heading{Level: 1, Text: "三、条款"},
		layout.Clause{Title: "质押范围", Text: "出质人以其合法享有的专利权为主合同项下债务提供质押担保，担保范围包括主债权本金、利息、违约金、损害赔偿金和实现质权的费用。"},
		layout.Clause{Text: "质押登记自国家知识产权局登记之日起设立。"},
		layout.Clause{Number: "（一）", Level: 2, Text: "出质人应当按期缴纳年费，并在缴纳后 5 个工作日内将缴费凭证送交质权人。"},
		layout.Spacer{Height: 12},
		layout.Note{Text: "本页为样张，不构成任何承诺。"},
		layout.Signatures{Signers: []layout.Signer{{Role: "出质人（盖章）", Seal: layout.RoundSeal}, {Role: "质权人（盖章）", Seal: layout.RoundSeal, Name: "示例银行", Date: "2026年11月22日"},
			{Role: "资产评估师（签名）", Seal: layout.SquareSeal}, {Role: "复核人（签名）"}}})
	return layout.Document{
		Title: "关于示例科技有限公司拟以知识产权质押融资涉及的发明专利权资产评估报告", Number: "示评报字〔2026〕第 18 号", Org: "示例评估", Date: date.Of(2026, 11, 22),
		Subject: "评估报告", Keywords: []string{"专利", "质押"}, Watermark: "示例", Header: "资产评估报告", Footer: "内部编号 A-1",
		QR:     &layout.QR{Text: "zhiya:v1:sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Caption: "扫码核验"},
		Cover:  &layout.Cover{Lines: []layout.Pair{{Label: "委托人", Value: "示例银行连云港分行"}, {Label: "产权持有人", Value: "示例科技有限公司"}, {Label: "评估基准日", Value: "2026年10月31日"}}},
		Blocks: blocks,
	}
}

func detail(n int) layout.Table {
	t := layout.Table{Title: "表 1　评估明细表", Unit: "单位：万元", CarryOver: true,
		Columns: []layout.Column{{Title: "序号", Weight: 0.5, Align: layout.Center}, {Title: "权利名称", Weight: 3},
			{Title: "评估值", Unit: "万元", Sum: true, Weight: 1.2}, {Title: "分成率", Weight: 1}, {Title: "到期日", Weight: 1.2, Align: layout.Center}},
		Note: "评估值以万元列示，合计以元为准。"}
	total := money.Money(0)
	for i := range n {
		m := money.Money(123456789 + int64(i)*1000001)
		total += m
		t.Rows = append(t.Rows, []layout.Cell{layout.Count(i + 1), layout.T("一种高性能碳纤维复合材料的制备方法及其应用（ZL202610001234.5）"),
			layout.Wan(m, 2), layout.Percent(money.MustRate("0.0312"), 2), layout.Day(date.Of(2036, 5, 1))})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Wan(total, 2), layout.T(""), layout.T("")}
	return t
}

// wideTable has one row taller than a landscape page.
func wideTable() layout.Table {
	long := strings.Repeat("权利要求记载的技术特征包括原丝预氧化、低温碳化与高温碳化三个阶段，各阶段温度分别为 250℃、700℃ 和 1,400℃；", 40)
	t := layout.Table{Title: "表 2　权利要求对照", Small: true, Columns: []layout.Column{{Title: "项目", Weight: 1}, {Title: "内容", Weight: 4}, {Title: "意见", Weight: 1.5}}}
	t.Rows = [][]layout.Cell{
		{layout.T("独立权利要求"), layout.T("简述"), layout.T("无异议")},
		{layout.T("从属权利要求"), layout.T(long), layout.T("特征较多，见左列")},
		{layout.T("附图"), layout.T("共 8 幅")},
	}
	return t
}

func figures() []layout.Block {
	wan := func(s string) chart.Amount { return chart.InWan(money.Must(s)) }
	return []layout.Block{
		layout.Figure{Caption: "图 1　期限标尺", Height: 150, Chart: chart.Ruler{
			Periods: []chart.Period{{Label: "贷款期限", From: date.Of(2026, 12, 1), To: date.Of(2029, 11, 30), Note: "3 年"},
				{Label: "法定剩余寿命", From: date.Of(2026, 11, 22), To: date.Of(2036, 4, 30), Note: "至 2036-04-30"},
				{Label: "经济寿命", From: date.Of(2026, 11, 22), To: date.Of(2034, 6, 30), Note: "至 2034-06-30"},
				{Label: "评估有效期", From: date.Of(2026, 10, 31), To: date.Of(2027, 10, 30), Note: "至 2027-10-30"}},
			Moments: []chart.Moment{{Label: "今日", On: date.Of(2026, 11, 22)}, {Label: "年费缴纳截止", On: date.Of(2027, 5, 1)}}}},
		layout.Figure{Caption: "图 2　敏感性分析", Height: 190, WithTable: true, Chart: chart.Tornado{Unit: "万元", Base: wan("153129000"), Swings: []chart.Swing{
			{Label: "分成率", LowText: "2.62%", HiText: "3.62%", AtLow: wan("128588000"), AtHigh: wan("177669000")},
			{Label: "收入增长率", LowText: "6%", HiText: "10%", AtLow: wan("138100000"), AtHigh: wan("169900000")},
			{Label: "折现率", LowText: "12.85%", HiText: "14.85%", AtLow: wan("161200000"), AtHigh: wan("145700000")},
			{Label: "经济寿命", LowText: "7 年", HiText: "9 年", AtLow: wan("148000000"), AtHigh: wan("157000000")}}}},
		layout.Figure{Caption: "图 3　处置价款清偿顺序", Height: 200, Chart: chart.Waterfall{Unit: "万元", Steps: []chart.Step{
			{Label: "成交价款", Value: wan("9800000"), Total: true}, {Label: "处置费用", Value: wan("-420000")}, {Label: "利息及违约金", Value: wan("-880000")},
			{Label: "主债权本金", Value: wan("-7600000")}, {Label: "退还出质人", Value: wan("900000"), Total: true}}}},
		layout.Figure{Caption: "图 4　处置价格阶梯", Height: 200, Chart: chart.Ladder{Unit: "万元", Reference: wan("15312900"), Rungs: []chart.Rung{
			{Label: "第一次拍卖", Price: wan("10719030"), Outcome: "流拍"}, {Label: "第二次拍卖", Price: wan("8575224"), Outcome: "流拍"}, {Label: "网络变卖", Price: wan("8575224"), Outcome: "成交"}}}},
		layout.Figure{Caption: "图 5　风险分担", Height: 160, Chart: chart.Shares{Unit: "万元", Parts: []string{"银行", "担保机构", "国家融资担保基金", "市级信用保证基金"}, Stacks: []chart.Stack{
			{Label: "方案甲", Values: []chart.Amount{wan("2000000"), wan("4000000"), wan("2000000"), wan("2000000")}},
			{Label: "方案乙", Values: []chart.Amount{wan("3000000"), wan("0"), wan("0"), wan("7000000")}}}}},
		layout.Figure{Caption: "图 6　历年收入", Height: 180, Chart: chart.Lines{Unit: "万元", X: []string{"2021", "2022", "2023", "2024", "2025"}, Series: []chart.Series{
			{Name: "专利产品收入", Values: []chart.Amount{wan("31000000"), wan("38000000"), wan("45500000"), wan("52000000"), wan("61000000")}},
			{Name: "其他收入", Values: []chart.Amount{wan("12000000"), {}, wan("11000000"), wan("13500000"), wan("15000000")}}}}},
		layout.Figure{Caption: "图 7　每月登记金额", Height: 160, Chart: chart.Columns{Unit: "万元", Bars: []chart.Bar{{Label: "9 月", Value: wan("12000000")}, {Label: "10 月", Value: wan("15500000")}, {Label: "11 月", Value: wan("9000000")}}}},
		layout.Figure{Caption: "图 8　各法结论", Height: 120, Chart: chart.Bars{Unit: "万元", Bars: []chart.Bar{{Label: "收益法", Value: wan("153129000")}, {Label: "成本法", Value: wan("42000000")}, {Label: "期权修正", Value: wan("-8000000")}}}},
	}
}
