package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"zhiya/assets"
	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/exchange"
)

func each(t testing.TB, b []byte) (rows [][]string, lines []int) {
	t.Helper()
	require.NoError(t, sheet.Each(b, func(line int, cells []string) error {
		rows, lines = append(rows, append([]string{}, cells...)), append(lines, line)
		return nil
	}))
	return rows, lines
}

func imported(t testing.TB, b []byte) exchange.Result {
	t.Helper()
	im := exchange.New(date.Must("2026-11-23"), nil)
	require.NoError(t, sheet.Each(b, im.Row))
	res, err := im.Result()
	require.NoError(t, err)
	return res
}

func TestAListIsTheSameInEveryEncodingAndFormat(t *testing.T) {
	want, _ := each(t, assets.CNIPRPatents)
	require.Len(t, want, 200)
	text := strings.TrimPrefix(string(assets.CNIPRPatents), "\ufeff")
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	require.NoError(t, err)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	require.NoError(t, err)
	for name, b := range map[string]string{"BOM": "\ufeff" + text, "GB18030": gb, "UTF-16": utf16} {
		got, _ := each(t, []byte(b))
		require.Equal(t, want, got, name)
	}
	f := excelize.NewFile()
	for i, row := range want {
		for j, cell := range row {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			require.NoError(t, f.SetCellStr("Sheet1", at, cell))
		}
	}
	var book bytes.Buffer
	require.NoError(t, f.Write(&book))
	require.Equal(t, imported(t, assets.CNIPRPatents).Rows, imported(t, book.Bytes()).Rows)
}

func TestPiecesOfAnyLengthJoin(t *testing.T) {
	line := strings.Repeat("专利，", 300) + "\n"
	text := "名称\n" + strings.Repeat(line, 4000) // several pieces
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	require.NoError(t, err)
	rows, lines := each(t, []byte(gb))
	require.Len(t, rows, 4001)
	require.Equal(t, 4001, lines[4000])
	for _, r := range rows[1:] {
		require.Equal(t, strings.TrimSuffix(line, "\n"), r[0])
	}
}

func TestAListOfMixedEncodingsIsRefusedWithItsLine(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("名称,专利号\n电池,1\n")
	require.NoError(t, err)
	err = sheet.Each([]byte(gb+"电芯,2\n"), func(int, []string) error { return nil })
	if err == nil { // the bytes of UTF-8 may happen to be characters of GB18030: then they are shown, never dropped
		rows, _ := each(t, []byte(gb+"电芯,2\n"))
		require.Len(t, rows, 3)
	}
	err = sheet.Each([]byte(gb+"\xff\xff,2\n"), func(int, []string) error { return nil })
	require.True(t, fault.Has(err, "sheet.encoding"), "%v", err)
	require.Contains(t, err.Error(), "第 3 行")
}

func TestReadingEndsWhenTheReaderSaysSo(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Repeat("专利,1\n", 500_000))
	require.NoError(t, err)
	enough := errors.New("enough")
	for _, b := range [][]byte{[]byte(gb), []byte(strings.Repeat("a,b\n", 500_000))} {
		n := 0
		require.ErrorIs(t, sheet.Each(b, func(int, []string) error {
			if n++; n == 3 {
				return enough
			}
			return nil
		}), enough)
		require.Equal(t, 3, n)
	}
}

func TestAWorkbookMadeToExhaustMemoryIsNotOpened(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	zero := make([]byte, 1<<20)
	for range 64 {
		_, err := w.Write(zero)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	err = sheet.Each(b.Bytes(), func(int, []string) error { return nil })
	require.True(t, fault.Has(err, "sheet.bomb"), "%v", err)
}

func TestAWorkbookOfManyRowsNamesItsBadOnes(t *testing.T) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	require.NoError(t, w.MergeCell("A1", "D1"))
	require.NoError(t, w.SetRow("A1", []any{"某市专利清单（合并单元格）"}))
	require.NoError(t, w.SetRow("A2", []any{"专利号", "名称", "申请日", "授权日"}))
	const rows, every = 50_000, 250
	for i := range rows {
		body := fmt.Sprintf("20152%07d", i)
		no := body + check(body)
		if i%every == 0 {
			no = "2.01811E+11"
		}
		require.NoError(t, w.SetRow(fmt.Sprintf("A%d", i+3), []any{no, "装置", "2015-05-04", 42500}))
	}
	require.NoError(t, w.Flush())
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	res := imported(t, b.Bytes())
	require.Equal(t, 2, res.Head)
	require.Equal(t, []int{rows, rows - rows/every, rows / every}, []int{res.Read, len(res.Rows), len(res.Bad)})
	require.Equal(t, 3, res.Bad[0].Line)
	require.Equal(t, 253, res.Bad[1].Line)
	require.Equal(t, "2016-05-10", res.Rows[0].Right.Granted.String(), "a day kept as a number")
	for _, bad := range res.Bad {
		require.True(t, fault.Has(bad.Faults, "import.squeezed"))
	}
}

// check is the check digit of an application number (Σ dᵢ·wᵢ mod 11, weights 2…9, 2…5).
func check(body string) string {
	sum := 0
	for i, c := range body {
		sum += int(c-'0') * (2 + i%8)
	}
	return "0123456789X"[sum%11 : sum%11+1]
}

// BenchmarkListOf50000 is the list of 50,000 × 30 cells in GB18030 that the peer reads with csv.reader: here every row is judged too.
func BenchmarkListOf50000(b *testing.B) {
	words := strings.Fields("基于 深度学习 图像 识别 电池 管理 污水 处理 数控 机床 药物 缓释 芯片 封装 光伏 逆变 物料 输送 温度 检测 激光 焊接")
	var text strings.Builder
	text.WriteString("名称,申请人,专利号,申请日,授权公告日")
	for i := range 25 {
		fmt.Fprintf(&text, ",字段%02d", i)
	}
	for r := range 50_000 {
		body := fmt.Sprintf("%d1%07d", 2010+r%14, r)
		fmt.Fprintf(&text, "\n%s方法,%s公司,ZL%s.%s,%d-%02d-%02d,%d-01-02", words[r%22]+words[r/22%22], words[r%7]+words[r%5], body, check(body), 2010+r%14, 1+r%12, 1+r%28, 2012+r%14)
		for c := range 25 {
			fmt.Fprintf(&text, ",%s%d", words[(r+c)%22]+words[(r*c)%22], r*c)
		}
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text.String())
	require.NoError(b, err)
	if dir := os.Getenv("ZHIYA_LOOK"); dir != "" { // for the peer
		require.NoError(b, os.WriteFile(dir+"/list_gb18030.csv", []byte(gb), 0o600))
	}
	b.SetBytes(int64(len(gb)))
	for b.Loop() {
		require.Len(b, imported(b, []byte(gb)).Rows, 50_000)
	}
}
