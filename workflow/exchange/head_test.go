package exchange_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/exchange"
)

// readAt reads rows whose head a person chose.
func readAt(line int, m *exchange.Mapping, rows ...[]string) (exchange.Result, error) {
	im := exchange.New(date.Must("2026-11-23"), m)
	im.HeadAt(line)
	for i, cells := range rows {
		if err := im.Row(i+1, cells); err != nil {
			return exchange.Result{}, err
		}
	}
	return im.Result()
}

func TestAPersonSaysWhichLineIsTheHead(t *testing.T) {
	title, head, data := []string{"示例单位清单"}, []string{"甲", "乙", "丙"}, []string{"ZL201710601862.3", "电池", "2017-07-21"}
	m := &exchange.Mapping{Columns: map[exchange.Field]string{exchange.Number: "甲", exchange.Title: "乙", exchange.Filed: "丙"}}
	res, err := readAt(2, m, title, head, data)
	require.NoError(t, err)
	require.Equal(t, []any{2, 1, 1}, []any{res.Head, res.Read, len(res.Rows)})
	require.Equal(t, []string{"甲", "乙", "丙"}, res.Columns)
	require.Equal(t, "2017-07-21", res.Rows[0].Right.Filed.String())

	known := []string{"专利号", "名称"} // a line whose names are known needs no mapping
	res, err = readAt(2, nil, title, known, data[:2])
	require.NoError(t, err)
	require.Len(t, res.Rows, 1)

	for name, c := range map[string]struct {
		line int
		m    *exchange.Mapping
		code string
	}{
		"no number is mapped":    {2, nil, "import.number"},
		"a column it has not":    {1, m, "import.column"},
		"a line that is not":     {9, m, "import.line"},
		"a line without content": {4, m, "import.line"},
		"a line before the list": {-1, m, "import.line"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readAt(c.line, c.m, title, head, data, nil)
			require.True(t, fault.Has(err, c.code), "%v", err)
		})
	}
}

func TestAListWithoutAHeadIsReadByItsLetters(t *testing.T) {
	m := &exchange.Mapping{Columns: map[exchange.Field]string{exchange.Number: "B 列", exchange.Title: "A 列"}}
	res, err := readAt(0, m, []string{"电池", "ZL201710601862.3"}, []string{"电芯", "ZL202110345678.3", "备注"})
	require.NoError(t, err)
	require.Equal(t, []any{0, 2, 2}, []any{res.Head, res.Read, len(res.Rows)}, "the first line is content")
	require.Equal(t, []string{"A 列", "B 列", "C 列"}, res.Columns)
	require.Equal(t, "电池", res.Rows[0].Right.Title)
	require.Equal(t, "Z 列", exchange.Letters([][]string{make([]string, 27)})[25])
	require.Equal(t, "AA 列", exchange.Letters([][]string{make([]string, 27)})[26])
}

func TestTheLikelyHeadIsTheWidestLineOfNames(t *testing.T) {
	require.Equal(t, 2, exchange.LikelyHead([][]string{{"示例单位清单"}, {"甲", "乙"}, {"ZL201710601862.3", "电池"}, {"丙", "丁"}}))
	require.Zero(t, exchange.LikelyHead([][]string{{"ZL201710601862.3", "电池"}}))
	require.Zero(t, exchange.LikelyHead(nil))
}

// Whatever line is chosen: no row below it is lost.
func TestEveryLineBelowTheChosenHeadIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "rows")
		line := rapid.IntRange(0, min(n, exchange.HeadLines)).Draw(t, "line")
		rows := make([][]string, n)
		for i := range rows {
			rows[i] = []string{fmt.Sprintf("甲%d", i), rapid.SampledFrom([]string{"ZL201710601862.3", "ZL202110345678.3", "坏"}).Draw(t, "number")}
		}
		head := exchange.Letters(rows)
		if line > 0 {
			head = rows[line-1]
		}
		res, err := readAt(line, &exchange.Mapping{Columns: map[exchange.Field]string{exchange.Title: head[0], exchange.Number: head[1]}}, rows...)
		require.NoError(t, err)
		require.Equal(t, n-line, res.Read)
		require.Equal(t, res.Read, len(res.Rows)+len(res.Bad)+len(res.Repeats)+res.Blank)
	})
}
