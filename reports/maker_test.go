package reports_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/chart"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

// tool finds a program of the test machine; where it is missing the check is left out, but never in CI.
func tool(t *testing.T, name string) string {
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing in CI", name)
	}
	if err != nil {
		t.Logf("%s is not installed; its check is left out", name)
	}
	return path
}

func TestTheSameStateGivesTheSameBytesAlsoAtOnce(t *testing.T) {
	maker, s := reports.NewMaker(), fullCase(t)
	kinds := []casefile.DocumentKind{casefile.DocAppraisalReport, casefile.DocCreditMemo, casefile.DocAppraisalReport, casefile.DocCreditMemo}
	made := make([]workflow.Made, len(kinds))
	var wait sync.WaitGroup
	for i, k := range kinds {
		wait.Go(func() { made[i], _ = maker.Make(k, s, info(k)) })
	}
	wait.Wait()
	require.NotEmpty(t, made[0].Body)
	require.Equal(t, made[0], made[2])
	require.Equal(t, made[1], made[3])
}

func TestAMissingPartIsAFaultThatNamesIt(t *testing.T) {
	for _, k := range casefile.DocumentKinds() {
		_, err := reports.NewMaker().Make(k, casefile.State{}, info(k))
		require.True(t, fault.Has(err, "document.incomplete"), k)
		require.Equal(t, fault.Refused, fault.KindOf(err), k)
	}
	_, err := reports.NewMaker().Make("poem", fullCase(t), info("poem"))
	require.True(t, fault.Has(err, "document.kind"))
	s := fullCase(t)
	s.Engagement, s.Report = nil, nil
	_, err = reports.NewMaker().Make(casefile.DocAppraisalReport, s, info(casefile.DocAppraisalReport))
	require.Len(t, fault.Of(err), 2, "both missing parts are named")
	require.Contains(t, err.Error(), "评估委托")
}

func TestUnprintableCharactersAreRefusedByName(t *testing.T) {
	s := fullCase(t)
	s.Intake.Purpose = "采购\u202e设备𠮷"
	_, err := reports.NewMaker().Make(casefile.DocIntake, s, info(casefile.DocIntake))
	require.True(t, fault.Has(err, "char.unprintable"))
	require.Contains(t, err.Error(), "右至左强制符（U+202E）")
	require.Contains(t, err.Error(), "U+20BB7")
	require.Equal(t, []rune{'𠮷'}, reports.NewMaker().Unprintable("示例𠮷\n𠮷"))
}

func TestSamplesAndDraftsAreMarkedOnEveryPage(t *testing.T) {
	s := fullCase(t)
	draft, err := reports.NewMaker().Preview(casefile.DocCreditMemo, s, info(casefile.DocCreditMemo))
	require.NoError(t, err)
	s.Sample = true
	sample, err := reports.NewMaker().Preview(casefile.DocCreditMemo, s, info(casefile.DocCreditMemo))
	require.NoError(t, err)
	for i := range draft.Pages {
		require.Equal(t, "草稿", draft.Pages[i].Watermark)
		require.Equal(t, "示例", sample.Pages[i].Watermark)
	}
	var text strings.Builder
	for _, item := range draft.Pages[0].Items {
		if x, ok := item.(chart.Text); ok {
			text.WriteString(x.Text)
		}
	}
	require.Contains(t, text.String(), "〔示例〕", "a right with invented facts is marked in a case that is none")
}

func TestEveryPageCarriesHeadFootAndStamp(t *testing.T) {
	for _, k := range casefile.DocumentKinds() {
		laid, err := reports.NewMaker().Preview(k, fullCase(t), info(k))
		require.NoError(t, err)
		for i, page := range laid.Pages {
			var lines []string
			modules := 0
			for _, item := range page.Items {
				switch x := item.(type) {
				case chart.Text:
					lines = append(lines, x.Text)
				case chart.Rect:
					if x.Fill != nil && x.Y < 70 && x.X > page.Width-70 {
						modules++
					}
				}
			}
			all := strings.Join(lines, "\n")
			require.False(t, i > 0 && lines[0] == laid.Document.Header, "%s page %d has nothing but head and foot", k, i+1)
			require.Greater(t, modules, 200, "%s page %d has its code", k, i+1)
			require.Contains(t, all, "文书编号："+info(k).Number)
			if i > 0 || laid.Document.Cover == nil {
				require.Contains(t, all, fmt.Sprintf("第 %d 页 共 %d 页", i+1, len(laid.Pages)), k)
			}
		}
	}
}

// hostileCase has names of 200 characters, some of them rare, 60 rights, clauses of 4,000 characters and amounts of 18 digits.
func hostileCase(t testing.TB) casefile.State {
	s := fullCase(t)
	long := strings.Repeat("示例特别长的企业名称", 19) + "䶮𬭊𫓧"
	s.Lender.Name, s.Pledgee.Name, s.Opener.Name, s.Assessor.Name, s.Bureau.Name = long, long, long, long, long
	s.Intake.Debtors[0].Name, s.Intake.Pledgors[0].Name = long, long
	s.Intake.Requested, s.Credit.Form.Amount = yuan("9999999999999999.99"), yuan("9999999999999999.98")
	text := strings.Repeat("本条款内容很长，含数字1234567890和Latin words without end，", 100)
	s.Contracts.Form.Scope, s.DisposalPlan.Form.Reason, s.CompClaim.Form.Statement, s.Closing.Note = text, text, text, text
	s.DisposalPlan.Rounds[1].Notice.Reminder, s.DisposalPlan.Decided.Text = text, text
	s.Review.Notes[0].Text, s.Review.Notes[0].Answer = text, text
	s.DisposalPlan.Form.ConsentNo = strings.Repeat("A", 300)
	one := s.Intake.Rights[0]
	for i := len(s.Intake.Rights); i < 60; i++ {
		r := one
		r.Ref, r.Title = "X"+string(rune('A'+i%26))+string(rune('a'+i/26)), long
		r.Licences = append([]right.Licence{}, one.Licences...)
		s.Intake.Rights = append(s.Intake.Rights, r)
	}
	return s
}

func BenchmarkAppraisalReport(b *testing.B) {
	maker, s := reports.NewMaker(), fullCase(b)
	for b.Loop() {
		_, err := maker.Make(casefile.DocAppraisalReport, s, info(casefile.DocAppraisalReport))
		require.NoError(b, err)
	}
}

func BenchmarkCreditMemo(b *testing.B) {
	maker, s := reports.NewMaker(), fullCase(b)
	for b.Loop() {
		_, err := maker.Make(casefile.DocCreditMemo, s, info(casefile.DocCreditMemo))
		require.NoError(b, err)
	}
}
