package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/fault"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func laid(t *testing.T, doc layout.Document) (*layout.Laid, []byte) {
	t.Helper()
	pages, err := layout.Layout(doc)
	require.NoError(t, err)
	b, err := pdf.Draw(pages, noon)
	require.NoError(t, err)
	return pages, b
}

// set gives the characters set on each page, in order, the watermark first.
func set(l *layout.Laid) []string {
	out := make([]string, len(l.Pages))
	for i, p := range l.Pages {
		b := strings.Builder{}
		b.WriteString(p.Watermark)
		for _, s := range p.Items {
			if t, ok := s.(chart.Text); ok {
				b.WriteString(t.Text)
			}
		}
		out[i] = squeeze(b.String())
	}
	return out
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	first, err := pdf.Bytes(specimen(), noon)
	require.NoError(t, err)
	for range 3 {
		again, err := pdf.Bytes(specimen(), noon)
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, again))
	}
	later, err := pdf.Bytes(specimen(), noon.Add(time.Second))
	require.NoError(t, err)
	require.False(t, bytes.Equal(first, later), "the creation date is the argument")
	if name := os.Getenv("ZHIYA_SPECIMEN"); name != "" { // for a person who wants to look at it
		require.NoError(t, os.WriteFile(name, first, 0o600))
	}
}

func TestTextReadsBackWhatWasSetOnEachPage(t *testing.T) {
	pages, b := laid(t, specimen())
	read, err := pdf.Text(b)
	require.NoError(t, err)
	require.Len(t, read, len(pages.Pages))
	for i, want := range set(pages) {
		require.Equal(t, want, squeeze(read[i]), "page %d", i+1)
	}
	require.Contains(t, strings.Join(read, "\n"), "共 ")
	require.Contains(t, squeeze(strings.Join(read, "")), "人民币壹亿伍仟叁佰壹拾贰万玖仟元整")
}

func TestTextKeepsEveryPrintableCharacterEvenBracketsAndEscapes(t *testing.T) {
	// low bytes of these are CR, LF, brackets and the backslash once in UTF-16
	tricky := `(a\b)c 　（）\\ 上不专且丨丩尼尨尩屜尽 U 一丁`
	for r := rune(0x4E00); r < 0x4E00+600; r++ {
		if layout.Printable(r) {
			tricky += string(r)
		}
	}
	pages, b := laid(t, layout.Document{Title: "样张", Blocks: []layout.Block{layout.Paragraph{Text: tricky}}})
	read, err := pdf.Text(b)
	require.NoError(t, err)
	require.Equal(t, strings.Join(set(pages), ""), squeeze(strings.Join(read, "")))
	require.Contains(t, squeeze(strings.Join(read, "")), squeeze(tricky))
}

// The round trip through an independent reader: nothing is lost between our lines and what others extract.
func TestPdftotextFindsTheSameCharactersOnEachPage(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftotext (poppler-utils) is required in CI")
		}
		t.Skip("pdftotext is not installed")
	}
	pages, b := laid(t, specimen())
	name := filepath.Join(t.TempDir(), "specimen.pdf")
	require.NoError(t, os.WriteFile(name, b, 0o600))
	out, err := exec.Command(tool, "-layout", "-enc", "UTF-8", name, "-").Output()
	require.NoError(t, err)
	read := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	require.Len(t, read, len(pages.Pages))
	for i, want := range set(pages) {
		require.Equal(t, sorted(want), sorted(squeeze(read[i])), "page %d", i+1)
	}
}

func sorted(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

func TestTheFileCarriesItsTitleAndAnOutlineInChinese(t *testing.T) {
	doc := specimen()
	pages, b := laid(t, doc)
	for _, want := range []string{doc.Title, "知押", "专利；质押", "一、委托人及评估目的", "（一）评估对象", "三、条款"} {
		require.True(t, bytes.Contains(b, literal(want)), want)
	}
	require.Equal(t, "一、委托人及评估目的", pages.Bookmarks[0].Title)
	require.Equal(t, 2, pages.Bookmarks[2].Level)
	require.Contains(t, string(b), "D:20261122120000")
}

func TestBookmarksAndLinksAreMeasuredOnTheirOwnPage(t *testing.T) {
	doc := layout.Document{Blocks: []layout.Block{layout.TOC{}, layout.Paragraph{Text: "正文"}, layout.PageBreak{Turn: layout.LandscapePages},
		layout.Heading{Level: 1, Text: "横排"}}}
	pages, b := laid(t, doc)
	mark, link := pages.Bookmarks[0], pages.Links[0]
	require.Contains(t, string(b), fmt.Sprintf("/XYZ 0 %.2f null", pages.Pages[1].Height-mark.Y))
	require.Contains(t, string(b), fmt.Sprintf("/Rect [%.2f %.2f", link.X, pages.Pages[0].Height-link.Y), "a link is measured on the upright page")

	doc.Blocks = append(doc.Blocks, layout.PageBreak{Turn: layout.PortraitPages}, layout.Paragraph{Text: "末页"})
	pages, b = laid(t, doc)
	require.Contains(t, string(b), fmt.Sprintf("/XYZ 0 %.2f null", pages.Pages[1].Height-pages.Bookmarks[0].Y))
}

// literal is a PDF text string as the file holds it: UTF-16 with its mark, brackets escaped.
func literal(s string) []byte {
	out := []byte{0xFE, 0xFF}
	for _, r := range s {
		for _, c := range []byte{byte(r >> 8), byte(r)} {
			if c == '\\' || c == '(' || c == ')' {
				out = append(out, '\\')
			}
			out = append(out, c)
		}
	}
	return out
}

func TestTextRefusesWhatIsNotOurs(t *testing.T) {
	_, b := laid(t, layout.Document{Title: "样张"})
	for name, bad := range map[string][]byte{"empty": nil, "text": []byte("hello"), "cut": b[:len(b)/3], "header": []byte("%PDF-1.3\n1 0 obj\n<</Kids [3 0 R ]>>\nendobj")} {
		_, err := pdf.Text(bad)
		require.True(t, fault.Has(err, "pdf.foreign"), name)
	}
}

func TestAFileGetsItsNameOnlyWhenWhole(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.pdf")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o600))
	err := pdf.WriteFile(name, layout.Document{Title: "坏字\u200b"}, noon)
	require.True(t, fault.Has(err, "char.unprintable"))
	kept, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "old", string(kept))

	require.NoError(t, pdf.WriteFile(name, layout.Document{Title: "样张"}, noon))
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(got, []byte("%PDF-")))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file is left")

	require.Error(t, pdf.WriteFile(filepath.Join(dir, "absent", "a.pdf"), layout.Document{Title: "样张"}, noon))
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFullDiskIsSaidInChinese(t *testing.T) {
	err := pdf.Write(brokenWriter{}, layout.Document{Title: "样张"}, noon)
	require.True(t, fault.Has(err, "pdf.write"))
	require.Contains(t, err.Error(), "磁盘")
}

func BenchmarkAnAppraisalReport(b *testing.B) {
	doc := specimen()
	for b.Loop() {
		if _, err := pdf.Bytes(doc, noon); err != nil {
			b.Fatal(err)
		}
	}
}
