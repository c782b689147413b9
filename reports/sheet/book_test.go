package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
)

// A workbook by hand: the parts that every one has, and those of the case over them.
func workbook(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	all := map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + office + `/sharedStrings" Target="sharedStrings.xml"/>
			<Relationship Id="rId3" Type="` + office + `/styles" Target="/xl/styles.xml"/><Relationship Id="rId4" Type="` + office + `/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/sharedStrings.xml":     `<sst/>`,
		"xl/styles.xml":            `<styleSheet/>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData/></worksheet>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, text)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// one is a workbook of one worksheet with these rows.
func one(t testing.TB, rows string) []byte {
	return workbook(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"})
}

func TestWorkbooksReadAsTheLibraryReadsThem(t *testing.T) {
	texts := rapid.OneOf(rapid.StringMatching(`[ -~\x{4e00}-\x{4e20}\n]{0,20}`), rapid.SampledFrom([]string{"", " 前后 ", "a&b<c>\"'", "_x000D_", "_x4E00_", "第一行\n第二行", "2.01811E+11", "𠮷", "&amp;"}))
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		stream := rapid.Bool().Draw(t, "stream") // inline texts rather than shared ones
		var w *excelize.StreamWriter
		if stream {
			w, _ = f.NewStreamWriter("Sheet1")
		}
		line := 0
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			line += rapid.IntRange(1, 3).Draw(t, "gap")
			var cells []any
			for range rapid.IntRange(0, 30).Draw(t, "cells") {
				cells = append(cells, rapid.OneOf(rapid.Map(texts, func(s string) any { return s }), rapid.Map(rapid.IntRange(-1e9, 1e9), func(n int) any { return n }),
					rapid.Map(rapid.Float64Range(-1e6, 1e6), func(v float64) any { return v }), rapid.Just[any](nil)).Draw(t, "cell"))
			}
			at := fmt.Sprintf("A%d", line)
			err := f.SetSheetRow("Sheet1", at, &cells)
			if stream {
				err = w.SetRow(at, cells)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if stream {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		buf, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		back, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close()
		want, err := back.GetRows("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		err = sheet.Each(buf.Bytes(), func(line int, cells []string) error {
			for len(got) < line-1 {
				got = append(got, nil)
			}
			got = append(got, append([]string(nil), cells...))
			return nil
		})
		if err != nil && !fault.Has(err, "sheet.empty") {
			t.Fatal(err)
		}
		for i := range max(len(got), len(want)) {
			var g, w []string
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if strings.Join(g, "\x00") != strings.Join(w, "\x00") && !sameNumbers(g, w) {
				t.Fatalf("row %d: %q, the library %q", i+1, g, w)
			}
		}
	})
}

// sameNumbers allows for numbers that the library leaves in the form 1E-05.
func sameNumbers(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		var x, y float64
		if a[i] == b[i] {
			continue
		}
		if n, _ := fmt.Sscan(a[i], &x); n != 1 {
			return false
		}
		if n, _ := fmt.Sscan(b[i], &y); n != 1 || x != y || !strings.ContainsAny(b[i], "eE") {
			return false
		}
	}
	return true
}

func TestWorkbooksOfEveryWriterAreRead(t *testing.T) {
	const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="inlineStr"><is><t>电池</t></is></c></row></sheetData></worksheet>`)
	require.NoError(t, err)
	styles := `<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="177" formatCode="[$-804]0.00&quot;day&quot;;[Red]d"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="31"/><xf numFmtId="20"/></cellXfs></styleSheet>`
	days := `<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>42500</v></c><c r="B1" s="2"><v>42500.75</v></c><c r="C1" s="3"><v>42500</v></c><c r="D1" s="4"><v>42500</v></c><c r="E1" s="5"><v>0.5</v></c><c r="F1"><v>42500</v></c><c r="G1" s="1"><v>60</v></c></row></sheetData></worksheet>`
	for name, c := range map[string]struct {
		parts map[string]string
		want  [][]string
	}{
		"a prefix on every name": {map[string]string{
			"xl/workbook.xml":          `<x:workbook xmlns:x="m" xmlns:rel="` + rels + `"><x:sheets><x:sheet name="a" rel:id="rId1" sheetId="1"/></x:sheets></x:workbook>`,
			"xl/sharedStrings.xml":     `<x:sst><x:si><x:t>电池</x:t></x:si></x:sst>`,
			"xl/worksheets/sheet1.xml": `<x:worksheet><x:sheetData><x:row r='2'><x:c r='B2' t='s'><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`}, [][]string{{"", "电池"}}},
		"rich text, phonetics, CDATA, comments": {map[string]string{
			"xl/sharedStrings.xml":     `<?xml version="1.0" encoding="utf-8" standalone="yes"?><!-- a --><sst><si><r><rPr><b/></rPr><t xml:space="preserve">电 </t></r><r><t>池</t></r><rPh sb="0" eb="1"><t>dianchi</t></rPh></si><si><t><![CDATA[a<b]]>&#x4e00;&lt;_x000A_</t></si><si/></sst>`,
			"xl/worksheets/sheet1.xml": `<worksheet><cols><col min="1"/></cols><sheetData><!-- > --><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="str"><f>A1&amp;"&gt;"</f><v>公式</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2012-05-31T00:00:00</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`},
			[][]string{{"电 池", "a<b一<\n", "", "公式", "TRUE", "#N/A", "2012-05-31"}}},
		"a part in UTF-16":    {map[string]string{"xl/worksheets/sheet1.xml": utf16}, [][]string{{"电池"}}},
		"days by their style": {map[string]string{"xl/styles.xml": styles, "xl/worksheets/sheet1.xml": days}, [][]string{{"2016-05-10", "2016-05-10", "42500", "2016-05-10", "0.5", "42500", "60"}}},
		"days counted from 1904": {map[string]string{"xl/workbook.xml": `<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`, "xl/styles.xml": styles,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="1"><v>41038</v></c></row></sheetData></worksheet>`}, [][]string{{"2016-05-10"}}},
		"long numbers keep their digits": {map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c><v>2.0171060186230E12</v></c><c><v>2017106018623.0</v></c><c><v>0.1</v></c><c t="inlineStr"><is><t>2.01711E+12</t></is></c></row></sheetData></worksheet>`},
			[][]string{{"2017106018623", "2017106018623", "0.1", "2.01711E+12"}}},
		"the hidden worksheet comes last": {map[string]string{
			"xl/workbook.xml":          `<workbook><sheets><sheet name="码表" state="hidden" r:id="rId4"/><sheet name="空" r:id="rId9"/><sheet name="清单" r:id="rId1"/></sheets></workbook>`,
			"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>`}, [][]string{{"2"}}},
	} {
		rows, _ := each(t, workbook(t, c.parts))
		require.Equal(t, c.want, rows, name)
	}
}

func TestAWorksheetIsChosenByItsName(t *testing.T) {
	f := excelize.NewFile()
	require.NoError(t, f.SetCellStr("Sheet1", "A1", "说明"))
	_, err := f.NewSheet("专利 & 商标")
	require.NoError(t, err)
	require.NoError(t, f.SetCellStr("专利 & 商标", "B2", "电池"))
	b, err := f.WriteToBuffer()
	require.NoError(t, err)
	names, err := sheet.Worksheets(b.Bytes())
	require.NoError(t, err)
	require.Equal(t, []string{"Sheet1", "专利 & 商标"}, names)
	var got []string
	require.NoError(t, sheet.EachOf(b.Bytes(), names[1], func(line int, cells []string) error {
		got = append(got, fmt.Sprint(line, cells))
		return nil
	}))
	require.Equal(t, []string{"2 [ 电池]"}, got)
	require.True(t, fault.Has(sheet.EachOf(b.Bytes(), "没有", nil), "sheet.absent"))
	names, err = sheet.Worksheets([]byte("a,b\n"))
	require.NoError(t, err)
	require.Empty(t, names)
}

func TestWhatIsNoWorkbookIsRefusedByName(t *testing.T) {
	good := `<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>`
	part := func(name, text string) []byte { return workbook(t, map[string]string{name: text}) }
	for name, c := range map[string]struct {
		b     []byte
		words string
	}{
		"a worksheet cut off between rows": {part("xl/worksheets/sheet1.xml", "<worksheet><sheetData>"+good), "在第 2 行之后"},
		"a worksheet cut off in a cell":    {part("xl/worksheets/sheet1.xml", "<worksheet><sheetData>"+good+`<row r="3"><c r="A3"><v>3`), "损坏或不完整"},
		"tags that cross":                  {one(t, `<row><c><v>1</c></v></row>`), "损坏"},
		"rows out of order":                {one(t, `<row r="5"/><row r="4"/>`), "第 5 行之后"},
		"cells out of order":               {one(t, `<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "损坏"},
		"a text that is not there":         {one(t, `<row><c t="s"><v>7</v></c></row>`), "损坏"},
		"an entity of its own":             {part("xl/worksheets/sheet1.xml", `<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`), "损坏"},
		"a foreign encoding":               {part("xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="GBK"?><worksheet/>`), "损坏"},
		"bytes that are no text":           {one(t, "<row><c t=\"str\"><v>\xff\xfe</v></c></row>"), "损坏"},
		"depth without end":                {one(t, strings.Repeat("<a>", 10_000)), "损坏"},
		"no worksheet":                     {part("xl/workbook.xml", `<workbook/>`), "不是可读的工作簿"},
		"more columns than any list":       {one(t, `<row><c r="XFD1"><v>1</v></c></row>`), "超过 1000 列"},
		"a document with a password":       {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "另存为 .xlsx"},
		"a page called a workbook":         {[]byte("\ufeff\n<html><table></table></html>"), "是网页"},
		"a printed list":                   {[]byte("%PDF-1.7"), "PDF"},
		"half a zip file":                  {workbook(t, nil)[:200], "不是可读的工作簿"},
	} {
		err := sheet.Each(c.b, func(int, []string) error { return nil })
		require.Error(t, err, name)
		require.Contains(t, err.Error(), c.words, name)
	}
}

// Memory is what a bomb is after: whatever it says of itself, reading it allocates no more than a small list does.
func TestABombIsRefusedBeforeMemoryIsEaten(t *testing.T) {
	blank := bytes.Repeat([]byte(" "), 1<<20)
	bomb := func(claimed uint64, megabytes int, text string) []byte {
		var packed, b bytes.Buffer
		fw, err := flate.NewWriter(&packed, flate.BestCompression)
		require.NoError(t, err)
		_, err = io.WriteString(fw, text)
		require.NoError(t, err)
		for range megabytes {
			_, err := fw.Write(blank)
			require.NoError(t, err)
		}
		require.NoError(t, fw.Close())
		z := zip.NewWriter(&b)
		good, err := zip.NewReader(bytes.NewReader(one(t, "")), int64(len(one(t, ""))))
		require.NoError(t, err)
		for _, f := range good.File {
			if f.Name != "xl/worksheets/sheet1.xml" {
				require.NoError(t, z.Copy(f))
			}
		}
		w, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: claimed})
		require.NoError(t, err)
		_, err = w.Write(packed.Bytes())
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		b    []byte
		code string
	}{
		"honest":            {bomb(128<<20, 128, "<worksheet>"), "sheet.bomb"},
		"beyond any size":   {bomb(1<<62, 1, "<worksheet>"), "sheet.bomb"},
		"claiming little":   {bomb(1000, 128, "<worksheet>"), "sheet.format"},
		"one endless token": {bomb(1<<20-100, 128, "<worksheet><sheetData><row><c t=\"str\"><v"), "sheet.format"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := sheet.Each(c.b, func(int, []string) error { return nil })
		runtime.ReadMemStats(&after)
		require.True(t, fault.Has(err, c.code), "%s: %v", name, err)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16<<20), name)
	}
}

// Every byte of the file counts: one that changes is noticed, or changes nothing.
func TestNoDamageGoesUnnoticed(t *testing.T) {
	f := excelize.NewFile()
	for i := range 40 {
		require.NoError(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{fmt.Sprintf("第%d项", i), i * i, "电池", time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC)}))
	}
	buf, err := f.WriteToBuffer()
	require.NoError(t, err)
	want, _ := each(t, buf.Bytes())
	require.Len(t, want, 40)
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(buf.Bytes())
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		var got [][]string
		if err := sheet.Each(b, func(_ int, cells []string) error {
			got = append(got, append([]string{}, cells...))
			return nil
		}); err != nil {
			return
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("damage not noticed: %d rows", len(got))
		}
	})
}

// Whatever stands in the parts, reading ends with rows or with a fault.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><t>a</t></is></c></row>`, `<si><t>电</t></si>`)
	f.Add(`<row><c s="1"><v>42500</v></c><!-- --><![CDATA[x]]><?a ?></row>`, `<si><r><t>&#65;_x000D_</t></r><rPh><t/></rPh></si>`)
	f.Fuzz(func(t *testing.T, rows, shared string) {
		err := sheet.Each(workbook(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>", "xl/sharedStrings.xml": "<sst>" + shared + "</sst>"}),
			func(int, []string) error { return nil })
		for _, x := range fault.Of(err) {
			require.Equal(t, fault.Invalid, x.Kind, "%v", err)
		}
	})
}
