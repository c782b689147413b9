package portfolio_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/simulate/portfolio"
)

func written(t require.TestingT, rows []portfolio.Right) string {
	var text bytes.Buffer
	require.NoError(t, portfolio.Write(&text, rows))
	return text.String()
}

func TestAPortfolioIsReadAsItWasWritten(t *testing.T) {
	rows := portfolio.Example(30)
	rows[3].ID = `ZL2017,1060"1862.3`
	text := written(t, rows)
	for name, form := range map[string]string{"as written": text, "with a mark and other line ends": "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")} {
		got, err := portfolio.Read(strings.NewReader(form))
		require.NoError(t, err, name)
		require.Equal(t, rows, got, name)
	}
}

func TestColumnsMayStandInAnyOrder(t *testing.T) {
	text := "dec_max,dec_min,d_max,d_mode,d_min,roy_max,roy_mode,roy_min,rho,g_sd,g_mu,r1_sigma,r1_median\n" +
		"0.1,0.05,0.2,0.15,0.1,0.05,0.03,0.02,0.4,0.05,0.08,0.3, 1000 \n"
	rows, err := portfolio.Read(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, []portfolio.Right{{R1Median: 1000, R1Sigma: 0.3, GMu: 0.08, GSd: 0.05, Rho: 0.4, RoyMin: 0.02, RoyMode: 0.03, RoyMax: 0.05,
		DMin: 0.1, DMode: 0.15, DMax: 0.2, DecMin: 0.05, DecMax: 0.1}}, rows)
}

func TestTheExampleIsThatOfTheBenchmark(t *testing.T) {
	// The last row of the portfolio that the peers are measured on.
	r := portfolio.Example(1000)[999]
	require.InEpsilon(t, 11452.167066672453, r.R1Median, 1e-14)
	require.Equal(t, 0.1318468121508225, r.DecMax)
}

func TestFaultsOfAFileNameRowAndColumn(t *testing.T) {
	good := written(t, portfolio.Example(2))
	head, rest, _ := strings.Cut(good, "\n")
	row, _, _ := strings.Cut(rest, "\n")
	cell := func(column int, text string) string {
		cells := strings.Split(row, ",")
		cells[column] = text
		return head + "\n" + row + "\n" + strings.Join(cells, ",") + "\n"
	}
	cases := []struct{ name, text, code, path, says string }{
		{"empty file", "", "portfolio.empty", "", "空的"},
		{"only a head", head + "\n", "portfolio.empty", "", "只有列名"},
		{"missing column", strings.Replace(good, "rho,", "", 1), "portfolio.column.missing", "第 1 行", "rho"},
		{"unknown column", strings.Replace(good, "rho", "rhô", 1), "portfolio.column.unknown", "第 1 行第 6 列", "rhô"},
		{"column twice", strings.Replace(good, "id,", "rho,", 1), "portfolio.column.twice", "第 1 行第 6 列", "rho"},
		{"too few cells", head + "\n" + row + "\n1,2,3\n", "portfolio.cells", "第 3 行", "3 个单元格"},
		{"no number", cell(1, "很多"), "portfolio.number", "第 3 行.r1_median", "很多"},
		{"empty cell", cell(5, " "), "portfolio.number", "第 3 行.rho", "没有填写"},
		{"not a number", cell(2, "NaN"), "portfolio.number", "第 3 行.r1_sigma", "有限"},
		{"infinite", cell(3, "-Inf"), "portfolio.number", "第 3 行.g_mu", "有限"},
		{"too large", cell(1, "1e999"), "portfolio.number", "第 3 行.r1_median", "有限"},
		{"out of range", cell(5, "1"), "portfolio.range", "第 3 行.rho", "小于 1"},
		{"order", cell(13, "0"), "portfolio.order", "第 3 行.dec_max", "下限"},
		{"quote", head + "\n\"1,2\n", "portfolio.unreadable", "", "引号"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rows, err := portfolio.Read(strings.NewReader(c.text))
			require.Nil(t, rows)
			require.True(t, fault.Has(err, c.code), "%v", err)
			for _, f := range fault.Of(err) {
				require.Equal(t, fault.Invalid, f.Kind)
				if f.Code == c.code {
					require.Equal(t, c.path, f.Path)
					require.Contains(t, f.Message, c.says)
				}
			}
		})
	}
}

func TestAFileOfNonsenseDoesNotListEveryRow(t *testing.T) {
	text := written(t, portfolio.Example(1))
	head, _, _ := strings.Cut(text, "\n")
	_, err := portfolio.Read(strings.NewReader(head + strings.Repeat("\nx", 5000)))
	require.True(t, fault.Has(err, "portfolio.more"))
	require.LessOrEqual(t, len(fault.Of(err)), 102)
}

func TestAnyTextIsReadOrRefusedWithFaults(t *testing.T) {
	good := written(t, portfolio.Example(3))
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(good)).Draw(t, "at")
		end := rapid.IntRange(at, min(at+20, len(good))).Draw(t, "end")
		text := good[:at] + rapid.String().Draw(t, "put") + good[end:]
		rows, err := portfolio.Read(strings.NewReader(text))
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		for _, r := range rows {
			require.NoError(t, r.Check())
		}
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("disk") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("disk") }

func TestABrokenDiskIsSaid(t *testing.T) {
	_, err := portfolio.Read(broken{})
	require.True(t, fault.Has(err, "portfolio.unreadable"))
	require.Error(t, portfolio.Write(broken{}, portfolio.Example(1)))
	require.Error(t, portfolio.WriteStats(broken{}, make([]portfolio.Stats, 1)))
}

func TestStatisticsAreWrittenWithTwelveDigits(t *testing.T) {
	var text bytes.Buffer
	require.NoError(t, portfolio.WriteStats(&text, []portfolio.Stats{{Mean: 1234.567890123456, SD: 2, P5: 1e-7, P50: 1e21, P95: 0.1}}))
	require.Equal(t, "1234.56789012,2,1e-07,1e+21,0.1\n", text.String())
}
