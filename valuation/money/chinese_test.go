package money_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/money"
)

func TestAmountsInCapitalCharacters(t *testing.T) {
	cases := map[string]string{
		"0": "零元整", "0.05": "伍分", "0.50": "伍角", "0.55": "伍角伍分", "10": "壹拾元整", "100.05": "壹佰元零伍分", "100.50": "壹佰元伍角",
		"107000.53": "壹拾万柒仟元伍角叁分", "1234567.89": "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分", "150000000": "壹亿伍仟万元整", "1000000": "壹佰万元整",
		"10005": "壹万零伍元整", "100500": "壹拾万零伍佰元整", "1000001": "壹佰万零壹元整", "100000001": "壹亿零壹元整", "100010000": "壹亿零壹万元整",
		"101000000": "壹亿零壹佰万元整", "1001": "壹仟零壹元整", "1010": "壹仟零壹拾元整", "20.02": "贰拾元零贰分", "1409.50": "壹仟肆佰零玖元伍角",
		"6007.14": "陆仟零柒元壹角肆分", "325.04": "叁佰贰拾伍元零肆分", "16409.02": "壹万陆仟肆佰零玖元零贰分", "1000000000000": "壹万亿元整",
		"10000000000000000": "壹亿亿元整", "10000000100000000": "壹亿零壹亿元整", "-3.20": "负叁元贰角",
		"92233720368547758.07": "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
	}
	for in, want := range cases {
		require.Equal(t, want, money.Must(in).Chinese(), in)
		back, err := money.ParseChinese(want)
		require.NoError(t, err, want)
		require.Equal(t, money.Must(in), back)
	}
}

func TestCapitalCharactersReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyAmount().Draw(t, "amount")
		back, err := money.ParseChinese("人民币" + m.Chinese())
		require.NoError(t, err, m.Chinese())
		require.Equal(t, m, back)
	})
	back, err := money.ParseChinese(money.Money(math.MinInt64).Chinese())
	require.NoError(t, err)
	require.Equal(t, money.Money(math.MinInt64), back)
}

func TestReadingToleratesWhatTheRulesLeaveOpen(t *testing.T) {
	for s, want := range map[string]string{
		"人民币壹拾万柒仟元零伍角叁分": "107000.53", "人民币 壹拾万零柒仟元零伍角叁分": "107000.53", "壹佰圆正": "100", "壹佰元": "100", "伍角整": "0.50",
		"壹佰元零伍角": "100.50", "贰拾亿零伍仟万元整": "2050000000", "零元": "0",
	} {
		m, err := money.ParseChinese(s)
		require.NoError(t, err, s)
		require.Equal(t, money.Must(want), m, s)
	}
}

func TestReadingRefusesWhatWouldNotPrintAgain(t *testing.T) {
	for _, s := range []string{"", "整", "人民币", "元", "拾元整", "壹佰元伍分", "壹佰零元整", "壹拾壹元零伍角", "壹元零伍角", "壹拾万零元整", "壹佰元零零伍角", "贰拾亿零零伍仟万元整",
		"伍分整", "一百元", "壹佰元整整", "零伍角", "零元伍角", "伍角零叁分", "壹拾角", "叁分伍角", "壹佰佰元", "壹万壹万元", "负零元整", "壹佰元整壹分", "100元",
		"玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分", "亿亿亿亿亿亿元"} {
		m, err := money.ParseChinese(s)
		require.Error(t, err, "%s read as %s", s, m)
	}
}

func TestNoOtherTextReadsAsAnAmount(t *testing.T) {
	glyphs := rapid.SampledFrom([]rune("零壹贰玖拾佰仟万亿元角分整"))
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(glyphs, 0, 14).Draw(t, "text"))
		m, err := money.ParseChinese(s)
		if err != nil {
			return
		}
		again, err := money.ParseChinese(m.Chinese())
		require.NoError(t, err)
		require.Equal(t, m, again, s)
	})
}
