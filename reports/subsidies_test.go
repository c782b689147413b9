package reports_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/layout"
	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/subsidy"
)

// subsidised is a batch of n lines that was published and paid, some with long names and one that was refused.
func subsidised(n int) workflow.SubsidyView {
	limit := money.Must("90000000000000")
	b := subsidy.Batch{ID: "b", Number: "TX-M01-2024-0001", Version: 9, Step: subsidy.Reviewing, Bureau: subsidy.OrgRef{Name: "示例市场监管局"}, Finance: subsidy.OrgRef{Name: "示例财政局"}, UpdatedOn: date.Must("2024-03-11"),
		Plan: subsidy.Plan{Name: "2023 年度知识产权质押贷款贴息（示例）", Kind: subsidy.Interest, Year: 2023, From: date.Must("2023-01-01"), To: date.Must("2024-01-01"),
			Scheme: subsidy.Scheme{Code: "example", Title: "示例贴息方案", Source: "示例", Example: true, RateBase: subsidy.ActualRate, Ratio: money.MustRate("0.5"), DayCount: "365", LoanCap: &limit, OverdueExcluded: true, From: date.Must("2022-01-01")}}}
	for i := range n {
		e := subsidy.Entry{Firm: fmt.Sprintf("示例知识产权运营与高端装备制造科技有限公司第%d分公司", i+1), USCC: "91320700MA1T5UTK2P", LoanNo: fmt.Sprintf("JJ-2023-%06d", i+1), LoanFrom: date.Must("2023-01-01"), LoanDue: date.Must("2024-01-01"),
			Principal: money.Yuan(5_000_000), Rate: money.MustRate("0.0365"), From: date.Must("2023-01-01"), To: date.Must("2024-01-01"), Paid: money.Yuan(182_500), Voucher: "FX-1", BankRef: subsidy.OrgRef{Name: "示例银行"}}
		if i == 1 {
			e.Principal, e.Paid = money.Must("9000000000000000"), money.Must("328500000000000")
		}
		b.Lines = append(b.Lines, subsidy.Line{No: i + 1, Entry: e})
	}
	figures := b.Figures(nil)
	for i := range b.Lines {
		b.Lines[i].Figure = &figures[i]
	}
	b.Step, b.Display = subsidy.Done, &subsidy.Publish{From: date.Must("2024-03-01"), Until: date.Must("2024-03-08"), Where: "示例市场监管局网站"}
	b.Lines[0].Exam = &subsidy.Decision{Verdict: subsidy.Refuse, Reason: "不在支持名单"}
	for i := range b.Lines {
		if l := &b.Lines[i]; l.Due() > 0 {
			l.Payment = &subsidy.Payment{Amount: l.Due(), On: date.Must("2024-03-11"), Voucher: "PZ-2024-000001"}
		}
	}
	b.Lines[1].Reversals = []subsidy.Reversal{{Amount: money.Yuan(1000), On: date.Must("2024-04-11"), Voucher: "JH-1", Reason: "多付", Confirmed: true}}
	return workflow.SubsidyView{Batch: b, Figures: b.Shown(nil)}
}

func TestTheTablesOfABatchAddUpAndFitTheirPages(t *testing.T) {
	for _, n := range []int{3, 60} {
		v := subsidised(n)
		for _, which := range []reports.SubsidySheet{reports.SubsidyLines, reports.SubsidyPublic, reports.SubsidyPayment} {
			doc, err := reports.SubsidyDocument(v, which)
			require.NoError(t, err)
			laid, err := layout.Layout(doc)
			require.NoError(t, err)
			require.NoError(t, layout.Check(doc))
			require.Empty(t, laid.Outside())
			for _, block := range doc.Blocks {
				if table, ok := block.(layout.Table); ok {
					for _, c := range table.Columns {
						require.NotEqual(t, "万元", c.Unit, "an amount that is paid is printed to the fen")
					}
				}
			}
			body, err := reports.SubsidyPDF(v, which, time.Unix(0, 0))
			require.NoError(t, err, which)
			require.Equal(t, "%PDF", string(body[:4]))
			if dir := os.Getenv("ZHIYA_PICTURES"); dir != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("subsidy-%s-%d.pdf", which, n)), body, 0o600))
			}
			book, err := reports.SubsidyWorkbook(v, which, time.Unix(0, 0))
			require.NoError(t, err)
			rows, err := sheet.Rows(book)
			require.NoError(t, err)
			require.NotEmpty(t, rows)
			for _, block := range doc.Blocks {
				if table, ok := block.(layout.Table); ok && len(table.Total) > 0 {
					checkSubsidyTotal(t, table)
				}
			}
		}
	}
}

// checkSubsidyTotal adds up the last column of sums of a table.
func checkSubsidyTotal(t *testing.T, table layout.Table) {
	last := -1
	for i, c := range table.Columns {
		if c.Sum {
			last = i
		}
	}
	sum := layout.Num(table.Total[len(table.Total)-1].Number.Sub(table.Total[len(table.Total)-1].Number), 2).Number
	for _, r := range table.Rows {
		sum = sum.Add(r[last].Number)
	}
	at := 0
	for _, c := range table.Total {
		if at == last {
			require.True(t, sum.Equal(c.Number), "%s: %s and %s", table.Name, sum, c.Number)
		}
		at += max(1, c.Span)
	}
}

func TestTheTablesTellWhatWasRefusedAndWhatCameBack(t *testing.T) {
	v := subsidised(3)
	require.Equal(t, v.Batch.Total(), v.Figures[1].Amount+v.Figures[2].Amount)
	public, err := reports.SubsidyDocument(v, reports.SubsidyPublic)
	require.NoError(t, err)
	for _, block := range public.Blocks {
		if table, ok := block.(layout.Table); ok {
			require.Len(t, table.Rows, 2, "a line that was refused is not published")
		}
	}
	require.Equal(t, "示例", public.Watermark, "an example scheme is marked on every page")
	v.Batch.Display, v.Batch.Step = nil, subsidy.Examining
	for _, which := range []reports.SubsidySheet{reports.SubsidyPublic, reports.SubsidyPayment} {
		_, err = reports.SubsidyPDF(v, which, time.Unix(0, 0))
		require.True(t, fault.Has(err, "subsidy.early"), "%v", err)
	}
}
