package pdf_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func specimen() layout.Document {
	table := layout.Table{Title: "表 1　评估明细表", Unit: "单位：万元", CarryOver: true,
		Columns: []layout.Column{{Title: "序号", Weight: 0.5, Align: layout.Center}, {Title: "权利名称", Weight: 3},
			{Title: "评估值", Unit: "万元", Sum: true, Weight: 1.2}, {Title: "分成率", Weight: 1}, {Title: "到期日", Weight: 1.2, Align: layout.Center}},
		Note: "评估值以万元列示，合计以元为准。"}
	total := money.Money(0)
	for i := range 60 {
		m := money.Money(123456789 + int64(i)*1000001)
		total += m
		table.Rows = append(table.Rows, []layout.Cell{layout.Count(i + 1), layout.T("一种高性能碳纤维复合材料的制备方法及其在风电叶片中的应用（ZL202610001234.5）"),
			layout.Wan(m, 2), layout.Percent(money.MustRate("0.0312"), 2), layout.Day(date.Of(2036, 5, 1))})
	}
	table.Total = []layout.Cell{layout.T("合计").Across(2), layout.Wan(total, 2), layout.T(""), layout.T("")}
	return layout.Document{
		Title: "关于示例科技有限公司拟以知识产权质押融资涉及的发明专利权资产评估报告", Number: "示评报字〔2026〕第 18 号", Org: "示例评估", Date: date.Of(2026, 11, 22),
		Subject: "评估报告", Keywords: []string{"专利", "质押"}, Watermark: "示例",
		QR: &layout.QR{Text: "zhiya:v1:sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Caption: "扫码核验"},
		Blocks: []layout.Block{
			layout.TOC{},
			layout.Heading{Level: 1, Text: "一、委托人及评估目的"},
			layout.Paragraph{Text: "示例评估接受示例银行的委托，对示例科技有限公司拟用于质押融资的“一种碳纤维（Carbon Fiber）复合材料”等 12 件发明专利权在 2026年10月31日 的市场价值进行了评估。评估结论为人民币 15,312.90 万元（大写：人民币壹亿伍仟叁佰壹拾贰万玖仟元整），有效期一年，自评估基准日起至 2027年10月30日止。"},
			layout.Paragraph{Spans: layout.Rich("**特别提示：**评估结论**不是**对可实现价格的保证；折现率为 13.85%，分成率为 3.12%，收益期为 8.5 年。")},
			layout.Heading{Level: 2, Text: "（一）评估对象"},
			layout.KeyValue{Pairs: []layout.Pair{{Section: true, Label: "出质人"}, {Label: "名称", Value: "示例科技有限公司"}, {Label: "统一社会信用代码", Value: "91320700MA1EXAMPL0"}, {Label: "地址", Value: "江苏省连云港市海州区示例路 1 号创新大厦 8 层 801 室", Wide: true}, {Label: "联系人", Value: "（略）"}, {Label: "电话", Value: "0518-00000000"}}},
			table,
			layout.Heading{Level: 1, Text: "二、条款"},
			layout.Clause{Title: "质押范围", Text: "出质人以其合法享有的专利权为主合同项下债务提供质押担保，担保范围包括主债权本金、利息、违约金、损害赔偿金和实现质权的费用。"},
			layout.Clause{Text: "质押登记自国家知识产权局登记之日起设立。"},
			layout.Note{Text: "本页为样张，不构成任何承诺。"},
			layout.Signatures{Signers: []layout.Signer{{Role: "出质人（盖章）", Seal: layout.RoundSeal}, {Role: "质权人（盖章）", Seal: layout.RoundSeal, Name: "示例银行", Date: "2026年11月22日"}, {Role: "资产评估师（签名）", Seal: layout.SquareSeal}}},
		},
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	a, err := pdf.Bytes(specimen(), noon)
	require.NoError(t, err)
	b, err := pdf.Bytes(specimen(), noon)
	require.NoError(t, err)
	require.Equal(t, a, b)
	if name := os.Getenv("ZHIYA_SPECIMEN"); name != "" {
		require.NoError(t, os.WriteFile(name, a, 0o644))
	}
}
