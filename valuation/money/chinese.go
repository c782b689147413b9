package money

import (
	"math/big"
	"strings"

	"zhiya/valuation/fault"
)

const chineseDigits = "零壹贰叁肆伍陆柒捌玖"

var digitRunes = []rune(chineseDigits)

// Chinese is the amount in capital characters (人民币大写) without the prefix 人民币, after 《正确填写票据和结算凭证的基本规定》
// (银发〔1997〕393号): 整 only after 元; one 零 for a run of zeros; none between 元 and 角; nothing before 角 when there are no whole
// yuan. 107000.53 is 壹拾万柒仟元伍角叁分, 100.05 is 壹佰元零伍分, 0.50 is 伍角, 0 is 零元整. A negative amount, which no cheque or
// report shows, begins with 负. Above 亿亿 the groups nest: 壹亿亿 is 10^16.
func (m Money) Chinese() string {
	u, sign := uint64(m), ""
	if m < 0 {
		u, sign = -u, "负"
	}
	yuan, jiao, fen := u/100, u/10%10, u%10
	var b strings.Builder
	b.WriteString(sign)
	if yuan > 0 || u == 0 {
		b.WriteString(whole(yuan) + "元")
	}
	switch {
	case jiao == 0 && fen == 0:
		b.WriteString("整")
	case jiao == 0 && yuan > 0:
		b.WriteString("零")
	case jiao > 0:
		b.WriteString(digit(jiao) + "角")
	}
	if fen > 0 {
		b.WriteString(digit(fen) + "分")
	}
	return b.String()
}

func digit(n uint64) string { return string(digitRunes[n]) }

// whole writes a number of yuan; 亿 splits first, so that what stands before it may itself hold 亿.
func whole(n uint64) string {
	switch {
	case n == 0:
		return "零"
	case n >= 1e8:
		return joined(n, 1e8, "亿")
	case n >= 1e4:
		return joined(n, 1e4, "万")
	}
	return thousands(n)
}

func joined(n, unit uint64, name string) string {
	s, rest := whole(n/unit)+name, n%unit
	switch {
	case rest == 0:
		return s
	case rest < unit/10:
		return s + "零" + whole(rest)
	}
	return s + whole(rest)
}

func thousands(n uint64) string {
	var b strings.Builder
	gap := false
	for _, p := range []struct {
		size uint64
		name string
	}{{1000, "仟"}, {100, "佰"}, {10, "拾"}, {1, ""}} {
		d := n / p.size % 10
		switch {
		case d == 0:
			gap = b.Len() > 0
			continue
		case gap:
			b.WriteString("零")
			gap = false
		}
		b.WriteString(digit(d) + p.name)
	}
	return b.String()
}

// ParseChinese reads an amount in capital characters. It tolerates what the rules leave open: the prefix 人民币, 圆 for 元, 正 for
// 整 and either left out, 整 after 角, and one 零 after 万, 亿 or 元 whose last place is a zero. Anything else that Chinese would not
// print is refused, so that 壹拾 and 拾, or a lost 零, are never taken for the same.
func ParseChinese(s string) (Money, error) {
	bad := func() (Money, error) {
		return 0, fault.New(fault.Invalid, "amount.chinese", "", "“%s”不是规范的大写金额，请核对，例如 壹拾万柒仟元伍角叁分", clip(s))
	}
	text := strings.NewReplacer("圆", "元", "正", "整").Replace(strings.TrimSpace(s))
	text = strings.TrimSpace(strings.TrimPrefix(text, "人民币"))
	body, closed := strings.CutSuffix(text, "整")
	if len([]rune(body)) > 80 || closed && strings.HasSuffix(body, "分") {
		return bad()
	}
	unsigned, negative := strings.CutPrefix(body, "负")
	fen, ok := fenOf(unsigned)
	if !ok {
		return bad()
	}
	if negative {
		fen.Neg(fen)
	}
	if !fen.IsInt64() {
		return bad()
	}
	m := Money(fen.Int64())
	if !sameReading(body, strings.TrimSuffix(m.Chinese(), "整")) {
		return bad()
	}
	return m, nil
}

// sameReading compares with the printed form, passing over a 零 that the rules leave open: after a unit that itself stands
// after a unit (拾万, 佰元), where the printed form has none.
func sameReading(given, printed string) bool {
	g, p := []rune(given), []rune(printed)
	i, j := 0, 0
	for i < len(g) {
		switch {
		case j < len(p) && g[i] == p[j]:
			i, j = i+1, j+1
		case g[i] == '零' && g[max(i-1, 0)] != '零' && openZero(p, j):
			i++
		default:
			return false
		}
	}
	return j == len(p)
}

// openZero reports whether the rules allow a 零 before printed[j].
func openZero(printed []rune, j int) bool {
	return j >= 2 && j < len(printed) && strings.ContainsRune(chineseDigits[len("零"):], printed[j]) &&
		strings.ContainsRune("亿万元", printed[j-1]) && !strings.ContainsRune(chineseDigits, printed[j-2])
}

// fenOf adds up what the characters say, loosely; sameReading does the refusing.
func fenOf(s string) (*big.Int, bool) {
	total := new(big.Int)
	rest := s
	if yuan, after, found := strings.Cut(s, "元"); found {
		n, ok := wholeOf(yuan)
		if !ok {
			return nil, false
		}
		total.Mul(n, big.NewInt(100))
		rest = after
	}
	for _, p := range []struct {
		name string
		fen  int64
	}{{"角", 10}, {"分", 1}} {
		before, after, found := strings.Cut(rest, p.name)
		if !found {
			continue
		}
		n, ok := thousandsOf(before)
		if !ok || n > 9 {
			return nil, false
		}
		total.Add(total, big.NewInt(n*p.fen))
		rest = after
	}
	return total, rest == ""
}

func wholeOf(s string) (*big.Int, bool) {
	for _, p := range []struct {
		name string
		size int64
	}{{"亿", 1e8}, {"万", 1e4}} {
		i := strings.LastIndex(s, p.name)
		if i < 0 {
			continue
		}
		high, ok := wholeOf(s[:i])
		low, ok2 := wholeOf(s[i+len(p.name):])
		if !ok || !ok2 {
			return nil, false
		}
		return high.Mul(high, big.NewInt(p.size)).Add(high, low), true
	}
	n, ok := thousandsOf(s)
	return big.NewInt(n), ok
}

func thousandsOf(s string) (int64, bool) {
	total, digit := int64(0), int64(0)
	for _, r := range s {
		if i := strings.IndexRune(chineseDigits, r); i >= 0 {
			digit = int64(i / len("零"))
			continue
		}
		size, ok := map[rune]int64{'拾': 10, '佰': 100, '仟': 1000}[r]
		if !ok {
			return 0, false
		}
		total, digit = total+digit*size, 0
	}
	return total + digit, true
}
