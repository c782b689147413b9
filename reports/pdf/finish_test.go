package pdf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/fault"
)

// objects gives what the table of places leads to, by number, after checking that it leads to objects and covers the file.
func objects(t *testing.T, file []byte) map[int]string {
	t.Helper()
	at, err := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)[1]))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(file[at:], []byte("xref\n0 ")))
	out := map[int]string{}
	lines := strings.Split(string(file[at:]), "\n")[3:]
	for number := 1; strings.HasSuffix(lines[number-1], " 00000 n "); number++ {
		begin, err := strconv.Atoi(lines[number-1][:10])
		require.NoError(t, err)
		head := strconv.Itoa(number) + " 0 obj\n"
		require.True(t, strings.HasPrefix(string(file[begin:]), head), "object %d", number)
		body, _, found := strings.Cut(string(file[begin+len(head):]), "endobj\n")
		require.True(t, found)
		out[number] = body
	}
	require.Contains(t, string(file[at:]), "/Size "+strconv.Itoa(len(out)+1))
	return out
}

func find(t *testing.T, objects map[int]string, part string) string {
	t.Helper()
	for _, body := range objects {
		if strings.Contains(body, part) {
			return body
		}
	}
	t.Fatal("no object with " + part)
	return ""
}

func TestTheCatalogTellsLanguageAndTitleAndTheTrailerNamesTheFile(t *testing.T) {
	_, b := laid(t, specimen())
	require.True(t, bytes.HasPrefix(b, []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")))
	catalog := find(t, objects(t, b), "/Type /Catalog")
	for _, want := range []string{"/Lang (zh-CN)", "/ViewerPreferences <</DisplayDocTitle true>>", "/Metadata ", "/Outlines "} {
		require.Contains(t, catalog, want)
	}
	require.NotContains(t, catalog, "/Names")
	id := regexp.MustCompile(`/ID \[<([0-9A-F]{32})> <([0-9A-F]{32})>\]`)
	mine := id.FindSubmatch(b)
	require.Equal(t, mine[1], mine[2])
	other := specimen()
	other.Org = "示例评估二"
	_, c := laid(t, other)
	require.NotEqual(t, mine[1], id.FindSubmatch(c)[1], "another document has another identifier")
}

func TestTheOutlineIsOpenAndCountsItsEntries(t *testing.T) {
	heading := func(level int, text string) layout.Block { return layout.Heading{Level: level, Text: text} }
	_, b := laid(t, layout.Document{Blocks: []layout.Block{heading(1, "一"), heading(2, "二"), heading(3, "三"), heading(2, "四"), heading(1, "五")}})
	all := objects(t, b)
	require.Contains(t, find(t, all, "/Type /Outlines"), "/Count 5 ")
	for title, want := range map[string]string{"一": "/Count 3\n", "二": "/Count 1\n", "三": "", "四": "", "五": ""} {
		entry := find(t, all, "<</Title (\xFE\xFF"+string([]byte{byte([]rune(title)[0] >> 8), byte([]rune(title)[0])}))
		if want == "" {
			require.NotContains(t, entry, "/Count", title)
		} else {
			require.Contains(t, entry, want, title)
		}
		require.True(t, strings.HasSuffix(entry, ">>\n"), title)
	}
}

// Where lcms is installed, its own sRGB and ours give the same colours.
func TestTheColoursAreMeantInSRGB(t *testing.T) {
	_, b := laid(t, specimen())
	all := objects(t, b)
	require.Contains(t, find(t, all, "/Type /Catalog"), "/OutputIntents [")
	require.Contains(t, find(t, all, "/Type /OutputIntent"), "/S /GTS_PDFA1")
	_, packed, _ := strings.Cut(find(t, all, "<</N 3 "), "stream\n")
	r, err := zlib.NewReader(strings.NewReader(packed))
	require.NoError(t, err)
	profile, err := io.ReadAll(r)
	require.NoError(t, err)
	require.EqualValues(t, len(profile), binary.BigEndian.Uint32(profile))
	require.Equal(t, "acsp", string(profile[36:40]))
	tag := func(name string) []byte {
		for i := range int(binary.BigEndian.Uint32(profile[128:])) {
			record := profile[132+12*i:]
			if string(record[:4]) == name {
				return profile[binary.BigEndian.Uint32(record[4:]):][:binary.BigEndian.Uint32(record[8:])]
			}
		}
		t.Fatal("no tag " + name)
		return nil
	}
	for i := range 3 { // the primaries together are white
		sum := uint32(0)
		for _, name := range []string{"rXYZ", "gXYZ", "bXYZ"} {
			sum += binary.BigEndian.Uint32(tag(name)[8+4*i:])
		}
		require.Equal(t, binary.BigEndian.Uint32(tag("wtpt")[8+4*i:]), sum)
	}
	tool, err := exec.LookPath("transicc")
	if err != nil {
		t.Skip("transicc (lcms) is not installed")
	}
	name := filepath.Join(t.TempDir(), "srgb.icc")
	require.NoError(t, os.WriteFile(name, profile, 0o600))
	for _, c := range [][3]float64{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {36, 82, 140}, {8, 128, 255}} {
		transform := exec.Command(tool, "-n", "-i", name, "-o", "*sRGB")
		transform.Stdin = strings.NewReader(strings.Trim(fmt.Sprintln(c[0], c[1], c[2]), "[]"))
		out, err := transform.Output()
		require.NoError(t, err)
		fields := strings.Fields(string(out))
		require.GreaterOrEqual(t, len(fields), 3)
		for i, want := range c {
			got, err := strconv.ParseFloat(fields[i], 64)
			require.NoError(t, err)
			require.InDelta(t, want, got, 0.1, "%v", c)
		}
	}
}

func TestTheMetadataSaysTheSameAsTheDescription(t *testing.T) {
	doc := specimen()
	doc.Title, doc.Org = "甲 <乙> & “丙”", "示例 A&B"
	_, b := laid(t, doc)
	object := find(t, objects(t, b), "/Subtype /XML")
	require.NotContains(t, object, "/Filter", "readable without unpacking")
	_, packet, _ := strings.Cut(object, "stream\n")
	packet, _, _ = strings.Cut(packet, "\nendstream")
	text, elements := map[string]string{}, []string(nil)
	for d := xml.NewDecoder(strings.NewReader(packet)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			elements = append(elements, token.Name.Local)
		case xml.CharData:
			for _, e := range elements {
				text[e] += strings.TrimSpace(string(token))
			}
		case xml.EndElement:
			elements = elements[:len(elements)-1]
		}
	}
	for name, want := range map[string]string{"title": doc.Title, "creator": doc.Org, "description": doc.Subject, "Keywords": strings.Join(doc.Keywords, "；"),
		"language": "zh-CN", "Producer": "知押", "CreateDate": "2026-11-22T12:00:00Z", "ModifyDate": "2026-11-22T12:00:00Z"} {
		require.Equal(t, want, text[name], name)
	}
	require.Contains(t, string(b), "/CreationDate (D:20261122120000Z)")
	require.NotContains(t, packet, "pdfaid", "nothing is claimed that no validator has seen")
}

func TestFontsHoldOnlyWhatThePagesSetAndSayWhichPart(t *testing.T) {
	_, b := laid(t, layout.Document{Blocks: []layout.Block{layout.Paragraph{Text: "质押 Aa"}}})
	all := objects(t, b)
	regular := find(t, all, "+NotoSansSC-Regular /Encoding /Identity-H")
	require.Regexp(t, `/BaseFont /[A-Z]{6}\+NotoSansSC-Regular `, regular)
	require.NotContains(t, string(b), "NotoSansSC-Bold", "no bold text, no bold font")
	widths := find(t, all, "/CIDToGIDMap")
	require.Contains(t, widths, "65 [608]", "the width of A in thousandths")
	require.Contains(t, widths, "97 [563]")
	require.NotContains(t, widths, strconv.Itoa('质'), "Chinese characters have the common width")
	require.Less(t, len(b), 12<<10)
}

func TestQpdfFindsNothingWrong(t *testing.T) {
	tool, err := exec.LookPath("qpdf")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("qpdf is required in CI")
		}
		t.Skip("qpdf is not installed")
	}
	for title, doc := range map[string]layout.Document{"specimen": specimen(), "text": {Title: "样张", Blocks: []layout.Block{layout.Paragraph{Text: "一"}}}} {
		_, b := laid(t, doc)
		name := filepath.Join(t.TempDir(), "checked.pdf")
		require.NoError(t, os.WriteFile(name, b, 0o600))
		out, err := exec.Command(tool, "--check", name).CombinedOutput()
		require.NoError(t, err, "%s: %s", title, out)
		require.NotContains(t, strings.ToLower(string(out)), "warning", title)
	}
}

func TestAPlaceThatIsNoNumberFailsInsteadOfSpoilingTheFile(t *testing.T) {
	page := layout.Page{Number: 1, Width: 595, Height: 842}
	for _, s := range []chart.Shape{chart.Line{X1: math.NaN(), Width: 1}, chart.Rect{W: math.Inf(1), Width: 1}, chart.Text{Size: 9, Text: "\U00020BB7"}, chart.Text{Size: 9, Text: "\uE000"}} {
		page.Items = []chart.Shape{s}
		_, err := pdf.Draw(&layout.Laid{Pages: []layout.Page{page}}, noon)
		require.True(t, fault.Has(err, "pdf.draw"), "%#v", s)
	}
}

// 196 of the 8,105 characters of 通用规范汉字表 lie beyond the basic plane; the fonts have them all.
func TestCharactersBeyondTheBasicPlaneAreDrawnAndReadBack(t *testing.T) {
	page := layout.Page{Number: 1, Width: 595, Height: 842, Items: []chart.Shape{
		chart.Text{X: 100, Y: 100, Size: 12, Text: "申请人𬱖𫖯（女）𬬸，䶮"}, chart.Text{X: 100, Y: 130, Size: 12, Bold: true, Spacing: 1.5, Text: "𬱖甲"},
		chart.Text{X: 100, Y: 160, Size: 12, Text: "平常的一行"}}}
	b, err := pdf.Draw(&layout.Laid{Document: layout.Document{Title: "𬱖"}, Pages: []layout.Page{page}}, noon)
	require.NoError(t, err)
	require.Contains(t, string(b), "/Title (\xFE\xFF\xD8\x73\xDC\x56)")
	again, err := pdf.Pages(b)
	require.NoError(t, err)
	rare, is := again[0].Items[1].(chart.Text)
	require.True(t, is)
	require.Equal(t, "𬱖𫖯", rare.Text)
	read, err := pdf.Text(b)
	require.NoError(t, err)
	require.Equal(t, []string{"申请人𬱖𫖯（女）𬬸，䶮\n𬱖甲\n平常的一行"}, read)
	if name := os.Getenv("ZHIYA_RARE"); name != "" { // for a person who wants to look at it
		require.NoError(t, os.WriteFile(name, b, 0o600))
	}
	for _, tool := range [][]string{{"pdftotext", "-enc", "UTF-8", "-raw"}, {"qpdf", "--check"}} {
		path, err := exec.LookPath(tool[0])
		if err != nil {
			continue
		}
		name := filepath.Join(t.TempDir(), "rare.pdf")
		require.NoError(t, os.WriteFile(name, b, 0o600))
		args := append(tool[1:], name)
		if tool[0] == "pdftotext" {
			args = append(args, "-")
		}
		out, err := exec.Command(path, args...).CombinedOutput()
		require.NoError(t, err, "%s", out)
		if tool[0] == "pdftotext" {
			require.Equal(t, squeeze(read[0]), squeeze(string(out)))
		}
	}
}

// The state a page draws with is said once and holds until changed: what follows a turned, spaced or coloured run is not affected.
func TestWhatStandsAfterATurnedOrSpacedRunIsDrawnAsItself(t *testing.T) {
	text := func(s string, f func(*chart.Text)) chart.Shape {
		t := chart.Text{X: 100, Y: 100, Size: 10, Text: s}
		f(&t)
		return t
	}
	plain := func(*chart.Text) {}
	first := layout.Page{Number: 1, Width: 595, Height: 842, Items: []chart.Shape{
		text("甲", func(t *chart.Text) { t.Angle = 30; t.Color = chart.Color{R: 255} }), text("乙", plain),
		text("丙", func(t *chart.Text) { t.Spacing = 2; t.Y = 200 })}}
	second := layout.Page{Number: 2, Width: 595, Height: 842, Items: []chart.Shape{text("丁", plain), text("戊", func(t *chart.Text) { t.Spacing = 2; t.Y = 200 })}}
	b, err := pdf.Draw(&layout.Laid{Pages: []layout.Page{first, second}}, noon)
	require.NoError(t, err)
	tool, err := exec.LookPath("qpdf")
	if err != nil {
		t.Skip("qpdf is not installed")
	}
	in, out := filepath.Join(t.TempDir(), "in.pdf"), filepath.Join(t.TempDir(), "out.pdf")
	require.NoError(t, os.WriteFile(in, b, 0o600))
	require.NoError(t, exec.Command(tool, "--qdf", in, out).Run())
	open, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Regexp(t, regexp.MustCompile(`(?s)Q\n0 g\nBT /R 10 Tf 0 Tc 100 742 Td .* Tj ET\nBT 2 Tc 100 642 Td.*endstream.*`+
		`0 g\nBT /R 10 Tf 100 742 Td .* Tj ET\nBT 2 Tc 100 642 Td`), string(open))
}
