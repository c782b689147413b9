package sheet_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
)

// Every character there is comes back from GB18030 as the package that knows the encoding gives it.
func TestEveryCharacterOfGB18030IsRead(t *testing.T) {
	var all strings.Builder
	n := 0
	for r := rune(0x80); r <= 0x10FFFF; r++ {
		if r == 0xD800 {
			r = 0xE000
		}
		if r == 0xFFFD || r == 0xFEFF {
			continue
		}
		all.WriteRune(r)
		if n++; n%1000 == 0 {
			all.WriteByte('\n')
		}
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("列\n" + all.String())
	require.NoError(t, err)
	want, err := simplifiedchinese.GB18030.NewDecoder().String(gb)
	require.NoError(t, err)
	var got strings.Builder
	rows, _ := each(t, []byte(gb))
	for _, r := range rows {
		got.WriteString(strings.Join(r, ",") + "\n")
	}
	require.Equal(t, want, strings.TrimSuffix(got.String(), "\n")+want[len(strings.TrimRight(want, "\n")):])
}

func TestBytesThatAreNoGB18030AreRefusedAsThePackageRefusesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := append([]byte{0xC1, 0xD0, '\n'}, rapid.SliceOfN(rapid.SampledFrom([]byte{'a', '0', '9', '\n', 0x30, 0x7f, 0x80, 0x81, 0x84, 0xA2, 0xAB, 0xB5, 0xC4, 0xFE, 0xFF}), 0, 8).Draw(t, "bytes")...)
		want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		bad := err != nil || bytes.ContainsRune(want, '\uFFFD')
		got := sheet.Each(b, func(int, []string) error { return nil })
		if bad != fault.Has(got, "sheet.encoding") {
			t.Fatalf("% x: %v, the package %q %v", b, got, want, err)
		}
	})
}
