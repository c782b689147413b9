package reports_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/workflow/casefile"
)

// theSet is every case on which every paper is made: the ordinary one, the one valued by every method, and the hostile one.
var theSet = map[string]func(testing.TB) casefile.State{"full": fullCase, "everything": everything, "hostile": hostileCase}

// Every document of the set, on every case: what pdftotext reads is what was laid out, rune for rune and in order; nothing stands
// outside the margins, by the layout and by the file itself; qpdf finds nothing to complain of; the pages are numbered, and none
// has only a head and a foot. Set ZHIYA_LOOK to a folder to keep the files and look at them.
func TestEveryPaperOfTheSetIsSoundOnEveryCase(t *testing.T) {
	qpdf, pdftotext := tool(t, "qpdf"), tool(t, "pdftotext")
	dir := os.Getenv("ZHIYA_LOOK")
	if dir == "" {
		dir = t.TempDir()
	}
	t.Run("set", func(t *testing.T) {
		for name, fixture := range theSet {
			s := fixture(t)
			for _, kind := range casefile.DocumentKinds() {
				t.Run(name+"/"+string(kind), func(t *testing.T) {
					t.Parallel()
					laid, err := reports.NewMaker().Preview(kind, s, info(kind))
					require.NoError(t, err)
					require.Empty(t, laid.Outside(), "by the layout")
					made, err := reports.NewMaker().Make(kind, s, info(kind))
					require.NoError(t, err)
					pages, err := pdf.Pages(made.Body)
					require.NoError(t, err)
					require.Len(t, pages, made.Pages)
					for i := range pages {
						pages[i].Number = i + 1
					}
					require.Empty(t, (&layout.Laid{Pages: pages}).Outside(), "by the file")
					soundPages(t, laid)
					file := filepath.Join(dir, name+"-"+string(kind)+".pdf")
					require.NoError(t, os.WriteFile(file, made.Body, 0o600))
					if qpdf != "" {
						out, err := exec.Command(qpdf, "--check", file).CombinedOutput()
						require.NoError(t, err, string(out))
						require.NotContains(t, string(out), "WARNING")
					}
					if pdftotext != "" {
						readsAsLaid(t, pdftotext, file, made.Text)
					}
				})
			}
		}
	})
}

// readsAsLaid compares the text of every page in the order it was laid out; blanks are the reader's own.
func readsAsLaid(t *testing.T, pdftotext, file, text string) {
	t.Helper()
	out, err := exec.Command(pdftotext, "-raw", file, "-").Output()
	require.NoError(t, err)
	var want [][]string
	require.NoError(t, json.Unmarshal([]byte(text), &want))
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	require.Len(t, pages, len(want))
	for i := range want {
		require.Equal(t, solid(strings.Join(want[i], "")), solid(pages[i]), "page %d", i+1)
	}
}

func solid(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// soundPages wants page numbers on all pages and something of the paper on each.
func soundPages(t *testing.T, laid *layout.Laid) {
	t.Helper()
	for i, p := range laid.Pages {
		all, body := "", 0
		for _, s := range p.Items {
			if x, is := s.(chart.Text); is {
				all += x.Text
				if x.Y > 79 && x.Y < p.Height-71 {
					body++
				}
			}
		}
		require.Positive(t, body, "page %d is empty", i+1)
		if i > 0 || laid.Document.Cover == nil {
			require.Contains(t, all, fmt.Sprintf("第 %d 页 共 %d 页", i+1, len(laid.Pages)))
		}
	}
}
