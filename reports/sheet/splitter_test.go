package sheet_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
)

// Whatever the standard reader takes is read as it reads it, in one encoding and the other.
func TestCSVReadsAsTheStandardReaderReadsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "专利号，名称," + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{`"`, `""`, ",", "\n", "\r\n", "\r", "电池", "a", " ", "\"a,\nb\"", `"x"`, ";", "|"}), 0, 30).Draw(t, "parts"), "")
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		var want [][]string
		var err error
		for {
			var record []string
			if record, err = r.Read(); err != nil {
				break
			}
			want = append(want, record)
		}
		gb, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
		for _, b := range []string{text, gb} {
			var got [][]string
			fault := sheet.Each([]byte(b), func(_ int, cells []string) error {
				got = append(got, append([]string{}, cells...))
				return nil
			})
			if err != io.EOF { // milder with marks within a cell, never with one that stays open
				continue
			}
			if fault != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
				t.Fatalf("%q: %q (%v), the standard reader %q", text, got, fault, want)
			}
		}
	})
}

func TestRowsOfCSVAreCountedAsSpreadsheetsCountThem(t *testing.T) {
	rows, lines := each(t, []byte("名称,号\r\n\r\n\"电\r\n池\",\"5\"\"\"\r\n屏 5\",\r\n"))
	require.Equal(t, [][]string{{"名称", "号"}, {"电\n池", `5"`}, {`屏 5"`, ""}}, rows)
	require.Equal(t, []int{1, 3, 4}, lines)
	for name, text := range map[string]string{"open at the end": "a,b\nc,\"d\n", "text behind": "a,b\n\"c\"d,e\n"} {
		err := sheet.Each([]byte(text), func(int, []string) error { return nil })
		require.True(t, fault.Has(err, "sheet.format"), name)
		require.Contains(t, err.Error(), "第 2 行", name)
	}
}

// A cell may go on over the end of what is decoded at a time; one that never closes is not looked for to the end of a large file.
func TestCellsGoOnOverPieces(t *testing.T) {
	long := strings.Repeat("说明，\n", 150_000)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("a,b\n\"" + long + "\",尾\n末,行\n")
	require.NoError(t, err)
	rows, lines := each(t, []byte(gb))
	require.Equal(t, []int{1, 2, 3}, lines)
	require.Equal(t, long, rows[1][0])
	require.Equal(t, "尾", rows[1][1])
	gb, err = simplifiedchinese.GB18030.NewEncoder().String("a,b\n\"" + strings.Repeat(long, 40))
	require.NoError(t, err)
	require.True(t, fault.Has(sheet.Each([]byte(gb), func(int, []string) error { return nil }), "sheet.format"))
}
