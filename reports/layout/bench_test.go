package layout_test

import (
	"strings"
	"testing"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
)

// longReport is about twelve pages of text and tables.
func longReport() layout.Document {
	doc := layout.Document{Title: "示例评估报告", Number: "示评报字〔2026〕第 18 号", Org: "示例评估", Watermark: "示例", Blocks: []layout.Block{layout.TOC{}}}
	for range 12 {
		doc.Blocks = append(doc.Blocks, layout.Heading{Level: 1, Text: "一、评估方法"})
		for range 4 {
			doc.Blocks = append(doc.Blocks, layout.Paragraph{Text: strings.Repeat("评估结论为人民币 15,312.90 万元，折现率（税后）为 13.85%，采用 Carbon Fiber 材料。", 5)})
		}
		t := layout.Table{Title: "表 1　明细", CarryOver: true, Columns: []layout.Column{{Title: "名称", Weight: 3}, {Title: "金额", Unit: "元", Sum: true}, {Title: "说明"}}}
		for range 12 {
			t.Rows = append(t.Rows, []layout.Cell{layout.T("一种高性能碳纤维复合材料的制备方法"), layout.Yuan(money.Must("1234567.89")), layout.T("有效")})
		}
		doc.Blocks = append(doc.Blocks, t)
	}
	return doc
}

func BenchmarkLayoutOfATwelvePageReport(b *testing.B) {
	doc := longReport()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := layout.Layout(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBreakingAParagraph(b *testing.B) {
	spans := []layout.Span{{Text: strings.Repeat("评估结论为人民币 15,312.90 万元，折现率（税后）为 13.85%，采用 Carbon Fiber 材料。", 20)}}
	b.ReportAllocs()
	for b.Loop() {
		layout.BreakLines(spans, 12, 453, 24)
	}
}
