package command

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/exchange"
)

// The list that is read: cells drawn by a hash of their place, 10 columns of Chinese text, 5 of codes, 5 of integers, 5 of decimals
// and 5 of days; it is the one of the peers. Nearly all of its codes have a wrong check digit, so every row is judged, and told
// what is wrong with it: no list takes longer.
const benchListRows, benchListColumns = 50_000, 30

var benchListWords = strings.Fields("基于 深度学习 图像 识别 电池 管理 污水 处理 数控 机床 药物 缓释 芯片 封装 光伏 逆变 物料 输送 温度 检测 激光 焊接 数据 加密 振动 监测 复合 材料 齿轮 传动 方法 装置 系统 设备 结构 工艺")

var benchListMapping = exchange.Mapping{Columns: map[exchange.Field]string{exchange.Title: "字段01", exchange.Owners: "字段02", exchange.Number: "字段11",
	exchange.Claims: "字段16", exchange.Filed: "字段26", exchange.Granted: "字段27"}}

func splitmix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// benchListCell is a cell of the list; row 0 is the head.
func benchListCell(row, column int) (text string, number bool) {
	if row == 0 {
		return fmt.Sprintf("字段%02d", column+1), false
	}
	h := splitmix(uint64(row)*64 + uint64(column))
	switch {
	case column < 10:
		var b strings.Builder
		for k := range 3 + h%5 {
			b.WriteString(benchListWords[(h>>(8+6*k))%36])
		}
		return b.String(), false
	case column < 15:
		return fmt.Sprintf("ZL%012d.%d", h%1_000_000_000_000, column%10), false
	case column < 20:
		return strconv.FormatUint(h%100_000, 10), true
	case column < 25:
		return fmt.Sprintf("%.4f", float64(h%100_000_000)/10_000), true
	}
	return fmt.Sprintf("%04d-%02d-%02d", 2010+h%16, 1+h>>8%12, 1+h>>16%28), false
}

// benchList is the list as a workbook, the way spreadsheets write one, and as CSV in GB18030.
func benchList() (workbook, list []byte, err error) {
	var rows, texts strings.Builder
	var plain bytes.Buffer
	encoded := transform.NewWriter(&plain, simplifiedchinese.GB18030.NewEncoder())
	records := csv.NewWriter(encoded)
	shared, references := map[string]int{}, 0
	fmt.Fprintf(&rows, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:AD%d"/><sheetData>`, benchListRows+1)
	record := make([]string, benchListColumns)
	for row := range benchListRows + 1 {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:%d">`, row+1, benchListColumns)
		for column := range benchListColumns {
			text, number := benchListCell(row, column)
			record[column] = text
			at := string(rune('A'+column%26)) + strconv.Itoa(row+1)
			if column >= 26 {
				at = "A" + at
			}
			if number {
				v, _ := strconv.ParseFloat(text, 64)
				fmt.Fprintf(&rows, `<c r="%s"><v>%s</v></c>`, at, strconv.FormatFloat(v, 'f', -1, 64))
				continue
			}
			k, met := shared[text]
			if !met {
				k = len(shared)
				shared[text] = k
				texts.WriteString("<si><t>" + text + "</t></si>")
			}
			references++
			fmt.Fprintf(&rows, `<c r="%s" t="s"><v>%d</v></c>`, at, k)
		}
		rows.WriteString("</row>")
		if err := records.Write(record); err != nil {
			return nil, nil, err
		}
	}
	rows.WriteString("</sheetData></worksheet>")
	records.Flush()
	if err := encoded.Close(); err != nil {
		return nil, nil, err
	}
	const office, packaged = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://schemas.openxmlformats.org/package/2006/"
	const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	var book bytes.Buffer
	z := zip.NewWriter(&book)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packaged + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` +
			kind + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + kind + `worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="` + kind + `styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="` + kind + `sharedStrings+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packaged + `relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packaged + `relationships"><Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + office +
			`/styles" Target="styles.xml"/><Relationship Id="rId3" Type="` + office + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", rows.String()},
		{"xl/sharedStrings.xml", fmt.Sprintf(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">%s</sst>`, references, len(shared), texts.String())},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+part[1])
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, nil, err
	}
	return book.Bytes(), plain.Bytes(), nil
}

// benchXLSX reads the list in its two forms and judges every row.
func benchXLSX(ctx context.Context, watch stopwatch) (any, error) {
	workbook, list, err := benchList()
	if err != nil {
		return nil, fault.Wrap(err, "bench.list", "测量用的列表无法生成")
	}
	type timed struct {
		Seconds float64 `json:"seconds"`
		Least   float64 `json:"min_seconds"`
		Rows    int     `json:"rows"`
		Refused int     `json:"refused"`
		Bytes   int     `json:"bytes"`
	}
	measure := func(name string, b []byte) (timed, error) {
		t := timed{Bytes: len(b)}
		if watch.out != "" {
			if err := writeWhole(filepath.Join(watch.out, name), b); err != nil {
				return t, err
			}
		}
		seconds, err := watch.times(ctx, func(int) error {
			im := exchange.New(date.FromTime(watch.now()), &benchListMapping)
			if err := sheet.Each(b, im.Row); err != nil {
				return err
			}
			res, err := im.Result()
			t.Rows, t.Refused = res.Read, len(res.Bad)
			return err
		})
		if err == nil {
			t.Seconds, t.Least = median(seconds), seconds[0]
		}
		return t, err
	}
	if watch.out != "" {
		if err := os.MkdirAll(watch.out, 0o755); err != nil {
			return nil, fault.Wrap(err, "bench.folder", "文件夹无法建立，请检查路径与权限")
		}
	}
	var out struct {
		Workbook timed `json:"workbook"`
		CSV      timed `json:"csv"`
	}
	if out.Workbook, err = measure("patents.xlsx", workbook); err == nil {
		out.CSV, err = measure("patents_gb18030.csv", list)
	}
	return out, err
}
