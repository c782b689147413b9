package reports_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

func build(t *testing.T, k casefile.DocumentKind, s casefile.State) layout.Document {
	t.Helper()
	doc, err := reports.Build(k, s, info(k))
	require.NoError(t, err, k)
	return doc
}

// words is everything a document says.
func words(d layout.Document) []string {
	out := []string{d.Title, d.Number, d.Org, d.Header, d.Footer}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case layout.Heading:
			out = append(out, b.Text)
		case layout.Paragraph:
			out = append(out, b.Text)
			for _, s := range b.Spans {
				out = append(out, s.Text)
			}
		case layout.Note:
			out = append(out, b.Text)
		case layout.KeyValue:
			for _, p := range b.Pairs {
				out = append(out, p.Label, p.Value)
			}
		case layout.Table:
			out = append(out, b.Title, b.Note)
			for _, row := range append(b.Rows, b.Total) {
				for _, c := range row {
					out = append(out, c.Text)
				}
			}
		}
	}
	return out
}

func TestTheReportHasItsFourteenHeadingsInOrder(t *testing.T) {
	var got []string
	for _, b := range build(t, casefile.DocAppraisalReport, fullCase(t)).Blocks {
		if h, ok := b.(layout.Heading); ok && h.Level == 1 {
			got = append(got, h.Text)
		}
	}
	require.Equal(t, []string{"声　明", "摘　要", "一、委托人、被评估单位（产权持有人）及其他资产评估报告使用人", "二、评估目的", "三、评估对象和评估范围", "四、价值类型", "五、评估基准日",
		"六、评估依据", "七、评估方法", "八、评估程序实施过程和情况", "九、评估假设", "十、评估结论", "十一、特别事项说明", "十二、资产评估报告使用限制说明", "十三、资产评估报告日",
		"十四、资产评估专业人员签名和资产评估机构印章", "附　件", "附件一　评估明细表", "附件二　计算过程"}, got)
}

func TestPrintedTablesSumToTheirTotals(t *testing.T) {
	summed := 0
	for _, k := range casefile.DocumentKinds() {
		for _, b := range build(t, k, fullCase(t)).Blocks {
			table, ok := b.(layout.Table)
			if !ok || len(table.Total) == 0 {
				continue
			}
			sums, at := columnSums(t, table), 0
			for _, c := range table.Total {
				if c.Kind == layout.NumberCell || c.Kind == layout.PercentCell {
					require.True(t, printed(t, c).Equal(sums[at]), "%s %s column %s: total %s, rows %s", k, table.Title, table.Columns[at].Title, c.Text, sums[at])
					summed++
				}
				at += max(1, c.Span)
			}
		}
	}
	require.Greater(t, summed, 40)
}

// columnSums adds what is printed, not what stands behind it.
func columnSums(t *testing.T, table layout.Table) []decimal.Decimal {
	out := make([]decimal.Decimal, len(table.Columns))
	for _, row := range table.Rows {
		at := 0
		for _, c := range row {
			if c.Kind == layout.NumberCell || c.Kind == layout.PercentCell {
				out[at] = out[at].Add(printed(t, c))
			}
			at += max(1, c.Span)
		}
	}
	return out
}

func printed(t *testing.T, c layout.Cell) decimal.Decimal {
	t.Helper()
	d, err := decimal.NewFromString(strings.TrimSuffix(strings.ReplaceAll(c.Text, ",", ""), "%"))
	require.NoError(t, err)
	return d
}

func TestDocumentsChooseTheirWords(t *testing.T) {
	for _, k := range casefile.DocumentKinds() {
		doc := build(t, k, fullCase(t))
		all := strings.Join(words(doc), "\n")
		require.NotContains(t, strings.ReplaceAll(all, "不构成行政许可", ""), "行政许可", k)
		require.NotContains(t, all, "%!", "%s: a sentence with a hole", k)
		require.NotContains(t, all, "<nil>", k)
		for i, b := range doc.Blocks {
			switch b := b.(type) {
			case layout.KeyValue:
				for _, p := range b.Pairs {
					require.True(t, p.Section || strings.TrimSpace(p.Value) != "", "%s block %d: %s is blank", k, i, p.Label)
				}
			case layout.Table:
				for _, row := range append(b.Rows, b.Total) {
					for _, c := range row {
						require.NotEmpty(t, strings.TrimSpace(c.Text), "%s %s has a blank cell", k, b.Title)
					}
				}
			}
		}
	}
	require.Contains(t, strings.Join(words(build(t, casefile.DocDisposalOpinion, fullCase(t))), ""), "本意见为项目管理意见，不构成行政许可")
}

func TestTheApplicationListsPatentNumbersWithoutTheDot(t *testing.T) {
	all := strings.Join(words(build(t, casefile.DocRegistration, fullCase(t))), "\n")
	require.Contains(t, all, "\nZL2023101234566\n")
	require.Contains(t, all, "用印状态：待用印")
	require.NotContains(t, all, "预审", "the pledgee's own check does not go to the office")
	grounds := 0
	for _, b := range build(t, casefile.DocPrecheck, fullCase(t)).Blocks {
		if table, ok := b.(layout.Table); ok && strings.HasSuffix(table.Title, "不予登记情形逐项核对") {
			grounds = len(table.Rows)
		}
	}
	require.Equal(t, 12, grounds)
}

func TestTheFilingCodeIsImportedOrPending(t *testing.T) {
	s := fullCase(t)
	cover := func() string { return fmt.Sprint(build(t, casefile.DocAppraisalReport, s).Cover.Lines) }
	require.Contains(t, cover(), "待报备")
	s.Report.FilingCode = "3232020012345678901"
	require.Contains(t, cover(), "3232020012345678901")
	require.NotContains(t, cover(), "待报备")
}

// A case may lack any part, and any list may be empty: the paper refuses by name or prints —, it never breaks.
func TestNoMissingPartBreaksADocument(t *testing.T) {
	tried := 0
	for _, path := range holes(reflect.TypeFor[casefile.State](), nil) {
		s := fullCase(t)
		if !punch(reflect.ValueOf(&s).Elem(), path) {
			continue
		}
		tried++
		for _, k := range casefile.DocumentKinds() {
			require.NotPanics(t, func() { _, _ = reports.Build(k, s, info(k)) }, "%s without %v", k, path)
		}
	}
	require.Greater(t, tried, 60)
}

// holes lists the paths of all pointers and slices of a struct that can be nil.
func holes(typ reflect.Type, path []int) [][]int {
	var out [][]int
	if len(path) > 4 {
		return nil
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !f.IsExported() {
			continue
		}
		at := append(append([]int{}, path...), i)
		inner := f.Type
		switch f.Type.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			out = append(out, at)
			inner = f.Type.Elem()
		}
		if inner.Kind() == reflect.Struct && f.Type.Kind() != reflect.Slice && strings.HasPrefix(inner.PkgPath(), "zhiya") {
			out = append(out, holes(inner, at)...)
		}
	}
	return out
}

// punch sets the field at the path to its zero value; false when something on the way is nil already.
func punch(v reflect.Value, path []int) bool {
	for n, i := range path {
		v = v.Field(i)
		if n < len(path)-1 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return false
			}
			v = v.Elem()
		}
	}
	if v.IsZero() {
		return false
	}
	v.SetZero()
	return true
}

func TestOtherKindsOfRightsHaveTheirOwnForms(t *testing.T) {
	for kind, want := range map[string]string{"trademark": "商标专用权质权登记申请书", "copyright": "计算机软件著作权质权登记申请表"} {
		s := fullCase(t)
		for i := range s.Intake.Rights {
			s.Intake.Rights[i].Kind = map[string]right.Kind{"trademark": "trademark", "copyright": "software"}[kind]
			s.Intake.Rights[i].TermEnd, s.Intake.Rights[i].ProtectionEnd = on("2033-01-01"), on("2070-12-31")
		}
		s.Precheck.Request.Kind = kind
		doc := build(t, casefile.DocRegistration, s)
		require.True(t, strings.HasPrefix(doc.Title, want), doc.Title)
		for _, k := range casefile.DocumentKinds() {
			build(t, k, s)
		}
	}
}

func TestTheClosingReportTellsNoPartyWhatAnotherNotedForItself(t *testing.T) {
	s := fullCase(t)
	note := func(name casefile.Name, by casefile.Signed, text string) {
		s.Acts = append(s.Acts, casefile.Act{Command: name, By: by, Note: text})
	}
	note("PassReview", by(firm, "示例复核人甲", "2026-01-24"), "机密复核意见")
	note("ApproveCredit", by(bank, "示例审批人", "2026-02-06"), "机密授信意见")
	note("ExamineDisposal", by(bureau, "示例经办", "2026-09-10"), "机密审查意见")
	note("SubmitDisposal", by(bank, "示例审批人", "2026-09-04"), "各方可知的处置说明")
	s.Corrections = []casefile.CorrectionR{
		{Field: "report.code", Title: "报备编码", Old: "机密旧编码", New: "机密新编码", Reason: "机密更正原因", By: by(firm, "示例签发人", "2026-02-03")},
		{Field: "loan.no", Title: "借款合同编号", Old: "旧号", New: "新号", Reason: "笔误", By: by(bank, "示例审批人", "2026-02-08")}}
	all := strings.Join(words(build(t, casefile.DocClosing, s)), "\n")
	require.NotContains(t, all, "机密")
	for _, open := range []string{"各方可知的处置说明", s.Closing.Note, "报备编码", "旧号", "新号", "笔误"} {
		require.Contains(t, all, open)
	}
}

func TestTheSampleNoteIsTrueOfTheRightsItSpeaksOf(t *testing.T) {
	s := fullCase(t)
	s.Intake.Rights = s.Intake.Rights[:2]
	for _, c := range []struct {
		titles       [2]string
		whole, parts bool
	}{
		{[2]string{"一种混凝土轨枕", "改进的混凝土轨枕"}, false, true},
		{[2]string{"一种纤维（示例）", "一种织物(示例)"}, true, false},
		{[2]string{"一种混凝土轨枕", "一种纤维（示例）"}, true, true},
	} {
		for i, title := range c.titles {
			s.Intake.Rights[i].Title, s.Intake.Rights[i].Sample = title, true
		}
		for _, k := range casefile.DocumentKinds() {
			all := strings.Join(words(build(t, k, s)), "\n")
			require.NotContains(t, all, "示例）〔示例〕", k)
			require.NotContains(t, all, "示例)〔示例〕", k)
			if !strings.Contains(all, c.titles[0]) {
				continue
			}
			require.Equal(t, c.whole, strings.Contains(all, "不对应任何真实权利"), "%s of %v", k, c.titles)
			require.Equal(t, c.parts, strings.Contains(all, "名称、权利号、日期和权利人以登记簿为准"), "%s of %v", k, c.titles)
			require.LessOrEqual(t, strings.Count(all, "不对应任何真实权利"), 1, k)
		}
	}
}

func TestTheDaysPastDueAreThoseOfTheDayTheLossIsReckoned(t *testing.T) {
	for _, c := range []struct {
		declared, dueOn, asOf string
		past                  int
		want                  string
	}{
		{"2025-03-14", "2025-03-10", "2025-06-20", 4, "102 天（至损失计算日）"},
		{"2025-03-14", "2025-03-10", "2025-03-14", 4, "4 天（至损失计算日）"},
		{"2025-01-14", "2025-03-10", "2025-06-20", 0, "102 天（至损失计算日）"},
		{"2025-01-14", "2025-03-10", "2025-02-20", 0, "未逾期"},
	} {
		s := fullCase(t)
		s.Default.Form.On, s.Default.Form.PastDue, s.CompClaim.Form.AsOf = on(c.declared), c.past, on(c.asOf)
		for i := range s.Loans {
			s.Loans[i].Due = on(c.dueOn)
		}
		require.Contains(t, words(build(t, casefile.DocCompensationClaim, s)), c.want)
	}
}

func TestOnlyRightsAreCalledInvented(t *testing.T) {
	s := fullCase(t)
	s.Default.Dunning = append(s.Default.Dunning, casefile.DunningForm{On: on("2026-08-22"), How: "书面通知", Note: "催收通知书已送达（示例）"})
	require.NotContains(t, strings.Join(words(build(t, casefile.DocClaim, s)), "\n"), "不对应任何真实权利", "a demand is no right")
}
