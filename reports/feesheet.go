package reports

import (
	"time"

	"zhiya/reports/layout"
	"zhiya/reports/sheet"
	"zhiya/workflow"
	"zhiya/workflow/pledge"
)

var feeStates = map[pledge.FeeState]string{pledge.FeeDue: "应缴", pledge.FeeGrace: "补缴期内", pledge.FeeLapsed: "补缴期已过"}

// FeeState is where a fee of the worksheet stands, in words.
func FeeState(f workflow.FeeDue) string {
	switch {
	case !f.Advanced.IsZero():
		return "待登记票据"
	case f.Fault != "" && f.State == "":
		return "不明"
	}
	return feeStates[f.State]
}

// FeeWorksheet is the 年费代缴清单: a line for every fee, with empty columns for its receipt. Filled in, it is read again as the list of
// receipts.
func FeeWorksheet(list []workflow.FeeDue) layout.Table {
	t := layout.Table{Name: "年费代缴清单", Title: "年费代缴清单", Columns: []layout.Column{
		{Title: "案号"}, {Title: "权利"}, {Title: "种类"}, {Title: "专利号"}, {Title: "名称"}, {Title: "年度", Align: layout.Right},
		{Title: "年费", Unit: "元", Align: layout.Right}, {Title: "滞纳金", Unit: "元", Align: layout.Right}, {Title: "应缴合计", Unit: "元", Align: layout.Right},
		{Title: "本数额最迟日"}, {Title: "补缴止日"}, {Title: "状态"}, {Title: "说明"},
		{Title: "票据金额", Unit: "元", Align: layout.Right}, {Title: "票据号"}, {Title: "票据日期"}}}
	for _, f := range list {
		year, fee, more, total := layout.Count(f.Year), layout.Yuan(f.Fee), layout.Yuan(f.Surcharge), layout.Yuan(f.Total)
		if f.Year == 0 {
			year, fee, more, total = layout.T(""), layout.T(""), layout.T(""), layout.T("")
		}
		t.Rows = append(t.Rows, []layout.Cell{layout.T(f.Number), layout.T(f.Ref), layout.T(f.Kind.String()), layout.T(f.RightNo), layout.T(f.Title), year,
			fee, more, total, layout.Day(f.SameUntil), layout.Day(f.LastDay), layout.T(FeeState(f)), layout.T(f.Fault), {}, {}, {}})
	}
	return t
}

// FeeWorkbook is the worksheet as XLSX.
func FeeWorkbook(list []workflow.FeeDue, at time.Time) ([]byte, error) {
	return sheet.XLSX(layout.Document{Title: "年费代缴清单", Blocks: []layout.Block{FeeWorksheet(list)}}, at)
}

// FeeCSV is the worksheet as CSV.
func FeeCSV(list []workflow.FeeDue) ([]byte, error) { return sheet.CSV(FeeWorksheet(list)) }
