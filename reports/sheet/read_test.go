package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"zhiya/assets"
	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
)

func builtIn(t testing.TB) []score.Tree {
	trees, err := score.Load(assets.Indicators())
	require.NoError(t, err)
	require.Len(t, trees, 3)
	return trees
}

func asJSON(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func comesBack(t require.TestingT, tree score.Tree) {
	for name, write := range map[string]func() ([]byte, error){"树.csv": func() ([]byte, error) { return sheet.TreeCSV(tree) }, "树.xlsx": func() ([]byte, error) { return sheet.TreeXLSX(tree, noon) }} {
		b, err := write()
		require.NoError(t, err, name)
		back, err := sheet.ReadTree(name, b)
		require.NoError(t, err, name)
		require.Equal(t, asJSON(t, tree), asJSON(t, back), name)
	}
}

func TestTheBuiltInTreesComeBackFromBothFormats(t *testing.T) {
	for _, tree := range builtIn(t) {
		comesBack(t, tree)
		b, err := sheet.TreeXLSX(tree, noon)
		require.NoError(t, err)
		again, err := sheet.TreeXLSX(tree, noon)
		require.NoError(t, err)
		require.True(t, bytes.Equal(b, again))
	}
}

// Texts that a spreadsheet would run, quotes, apostrophes, numbers as texts and long weights all survive.
func TestATreeOfAwkwardTextsComesBackFromBothFormats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`['=+@\-0-9]{1,3}([A-Z一-十,"'=;]|1E5|0\.1000000000001|_x000D_|\n){1,4}[0-9乙]`)
		w := rapid.Int64Range(0, 1_000_000_000_000).Draw(t, "weight")
		a := money.MustRate(fmt.Sprintf("%d.%012d", w/1_000_000_000_000, w%1_000_000_000_000))
		b := money.RateOf(money.MustRate("1").Decimal().Sub(a.Decimal()))
		tree := score.Tree{ID: "1E5", Name: text.Draw(t, "name"), Source: text.Draw(t, "source"), Label: text.Draw(t, "label"), Note: text.Draw(t, "note"), Scenarios: []string{"质押"},
			Nodes: []score.Node{
				{ID: "1.10", Name: text.Draw(t, "node"), Definition: text.Draw(t, "definition"), Weights: map[string]money.Rate{"质押": a}},
				{ID: "1.1", Name: "=1+1", Evidence: text.Draw(t, "evidence"), Weights: map[string]money.Rate{"质押": b}}}}
		require.NoError(t, tree.Validate())
		comesBack(t, tree)
	})
}

// Cutting a long name to the 31 characters of a worksheet's name left an apostrophe at its end, which no workbook takes.
func TestALongNameCutAtAnApostropheStillNamesAWorksheet(t *testing.T) {
	tree := builtIn(t)[0]
	tree.Name = "0.10000000000010.1000000000001'0"
	comesBack(t, tree)
}

// So did a name of apostrophes with a line break between them, of which only the outer ones were taken off.
func TestANameWithApostrophesAroundABreakStillNamesAWorksheet(t *testing.T) {
	for _, name := range []string{"'\n'0", "甲'\n'", "' '"} {
		tree := builtIn(t)[0]
		tree.Name = name
		comesBack(t, tree)
	}
}

func TestNoTextOfATreeRunsAsAFormula(t *testing.T) {
	tree := builtIn(t)[0]
	tree.Nodes[0].Name = `=HYPERLINK("http://example.invalid")`
	b, err := sheet.TreeCSV(tree)
	require.NoError(t, err)
	require.Contains(t, string(b), `"'=HYPERLINK(""http://example.invalid"")"`)
	b, err = sheet.TreeXLSX(tree, noon)
	require.NoError(t, err)
	f := open(t, b)
	name := f.GetSheetList()[0]
	found := 0
	rows, err := f.GetRows(name)
	require.NoError(t, err)
	for i, row := range rows {
		for j := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			require.NoError(t, err)
			formula, err := f.GetCellFormula(name, cell)
			require.NoError(t, err)
			require.Empty(t, formula)
			found++
		}
	}
	require.Greater(t, found, 200)
}

func TestWeightsOfAWorkbookAreNumbersShownAsPercentages(t *testing.T) {
	b, err := sheet.TreeXLSX(builtIn(t)[0], noon)
	require.NoError(t, err)
	f := open(t, b)
	name := f.GetSheetList()[0]
	require.Equal(t, "软件内置示例指标", name)
	shown, err := f.GetCellValue(name, "I19")
	require.NoError(t, err)
	require.Equal(t, "35.00%", shown)
	raw, err := f.GetCellValue(name, "I19", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Equal(t, "0.35", raw)
	panes, err := f.GetPanes(name)
	require.NoError(t, err)
	require.Equal(t, 18, panes.YSplit)
}

func TestCSVIsReadInTheEncodingsSpreadsheetsWrite(t *testing.T) {
	const text = "编号,名称,权重\r\n\r\n甲,\"法律\r\n价值\",1\r\n,,\r\n乙,经济,0\r\n"
	want := [][]string{{"编号", "名称", "权重"}, nil, {"甲", "法律\n价值", "1"}, {}, {"乙", "经济", "0"}}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(strings.ReplaceAll(text, ",", "\t")))
	require.NoError(t, err)
	for name, b := range map[string][]byte{"utf-8": []byte(text), "bom": []byte("\ufeff" + text), "gb18030": gb, "utf-16": wide} {
		rows, err := sheet.Rows(b)
		require.NoError(t, err, name)
		require.Equal(t, asJSON(t, want), asJSON(t, rows), name)
	}
}

func TestRowNumbersOfFaultsAreThoseOfTheSpreadsheet(t *testing.T) {
	text := "体系名称,甲\n\n\n编号,上级编号,名称,权重:质押\nA,,\"法\n律\",60%\n\nB,,经济,五成\nC,X,技术,40%\n"
	_, err := sheet.ReadTree("a.csv", []byte(text))
	require.ErrorContains(t, err, "第 7 行：权重“五成”不是数字")
	require.ErrorContains(t, err, "第 8 行：上级编号“X”不存在")
}

func TestAWorkbookOfAFirmIsReadFromTheSheetThatHasTheHead(t *testing.T) {
	f := excelize.NewFile()
	require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"说明", "请填写第二张表"}))
	_, err := f.NewSheet("指标")
	require.NoError(t, err)
	third := 1.0 - 0.9 // 0.09999999999999998
	for i, row := range [][]any{{"编号", "名称", "权重:许可", "评分标准"}, {"1", "法律", 0.3, "60-100：好\n0-60：差"}, {2, "技术", 0.6}, {3, "经济", third}} {
		cell, err := excelize.CoordinatesToCellName(1, i+3)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("指标", cell, &row))
	}
	require.NoError(t, f.SetCellFormula("指标", "C5", "0.2+0.4"))
	buf, err := f.WriteToBuffer()
	require.NoError(t, err)
	tree, err := sheet.ReadTree(`C:\示例\本机构指标.xlsx`, buf.Bytes())
	require.NoError(t, err)
	require.Equal(t, "本机构指标", tree.Name)
	require.Equal(t, "0.1", tree.Nodes[2].Weights["许可"].String(), "15 digits, as the spreadsheet shows it")
	require.Equal(t, "0.6", tree.Nodes[1].Weights["许可"].String())
	require.Equal(t, "2", tree.Nodes[1].ID)
	require.Len(t, tree.Nodes[0].Rubric, 2)
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	has := func(b []byte, code string) {
		t.Helper()
		_, err := sheet.ReadTree("x", b)
		require.True(t, fault.Has(err, code), "%v", err)
	}
	has(nil, "sheet.empty")
	has([]byte("\n\n , \n"), "sheet.empty")
	has([]byte("甲,\"乙\n"), "sheet.format")
	has([]byte{0x80, 0xFF, 0x41}, "sheet.encoding")
	has([]byte("甲,乙\n"), "score.head")
	has([]byte("PK\x03\x04 broken"), "sheet.format")
	has(make([]byte, 17<<20), "sheet.size")
	has([]byte(strings.Repeat("a\n", 20_001)), "sheet.size")

	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	part, err := w.Create("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	zeros := make([]byte, 1<<20)
	for range 80 {
		_, err = part.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.Less(t, bomb.Len(), 1<<20)
	has(bomb.Bytes(), "sheet.format")
}

func TestADamagedWorkbookNeverStopsTheProgram(t *testing.T) {
	whole, err := sheet.TreeXLSX(builtIn(t)[1], noon)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		for range rapid.IntRange(1, 8).Draw(t, "hits") {
			b[rapid.IntRange(4, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		if tree, err := sheet.ReadTree("x.xlsx", b); err == nil {
			require.NoError(t, tree.Validate())
		} else {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
		}
	})
}

func TestAScoreSheetIsWrittenWithItsResult(t *testing.T) {
	tree := builtIn(t)[2]
	s := score.Sheet{Tree: tree, Scenario: "分成率", Raters: []score.Rater{{Name: "示例评估师甲"}, {Name: "示例评估师乙"}}}
	for i := range s.Raters {
		for j, l := range tree.Leaves("分成率") {
			s.Raters[i].Marks = append(s.Raters[i].Marks, score.Mark{Node: l.Node.ID, Score: sourced.Number{Value: money.MustRate(fmt.Sprint(60 + 5*i + j)), Source: "现场调查记录"}})
		}
	}
	result, err := s.Evaluate("score")
	require.NoError(t, err)
	total := result.Score.Decimal().Round(2).String()
	b, err := sheet.ScoresXLSX(s, noon)
	require.NoError(t, err)
	rows, err := sheet.Rows(b)
	require.NoError(t, err)
	require.Contains(t, asJSON(t, rows), `["综合得分","`+total+`"]`)
	c, err := sheet.ScoresCSV(s)
	require.NoError(t, err)
	same, err := sheet.Rows(c)
	require.NoError(t, err)
	require.Contains(t, asJSON(t, same), `"得分:示例评估师甲","依据:示例评估师甲","得分:示例评估师乙","依据:示例评估师乙","合成得分"`)
	require.Len(t, rows, len(same))
	for _, file := range [][]byte{b, c} {
		raters, err := sheet.ReadScores(file, tree)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, s.Raters), asJSON(t, raters))
	}
	blank, err := sheet.ScoresXLSX(score.Sheet{Tree: tree, Scenario: "分成率", Raters: []score.Rater{{Name: "示例评估师丙"}}}, time.Time{})
	require.NoError(t, err)
	raters, err := sheet.ReadScores(blank, tree)
	require.NoError(t, err)
	require.Equal(t, []score.Rater{{Name: "示例评估师丙"}}, raters)
}
