package ident

import (
	"strconv"
	"strings"

	"zhiya/valuation/fault"
)

// PatentNo is a valid Chinese patent number (专利号 / 申请号 with check digit), or nothing. Numbers filed since 2003-10
// have a year of four digits, a kind and seven serial digits; older ones two, one and five. Values are comparable.
type PatentNo struct{ body, check string }

// ParsePatentNo reads ZL201710601862.3, CN201710601862.3, 2017106018623 and full-width forms; the check digit must be
// there (code "patent.check_missing") and right ("patent.check").
func ParsePatentNo(s string) (PatentNo, error) { return parsePatentNo(s, Options{}) }

// ParseListedPatentNo is ParsePatentNo for vendors' lists: a number without a check digit gets the computed one.
func ParseListedPatentNo(s string) (PatentNo, error) {
	return parsePatentNo(s, Options{ComputeCheck: true})
}

func parsePatentNo(s string, o Options) (PatentNo, error) {
	res, err := CheckWith(string(KindPatent), s, o)
	if err != nil {
		return PatentNo{}, err
	}
	n := len(res.Normal)
	return PatentNo{body: res.Normal[2 : n-2], check: res.Normal[n-1:]}, nil
}

// IsZero reports whether no number was given.
func (p PatentNo) IsZero() bool { return p.body == "" }

// String is the written form ZL201710601862.3.
func (p PatentNo) String() string {
	if p.IsZero() {
		return ""
	}
	return "ZL" + p.body + "." + p.check
}

// Application is the form of an application number, 201710601862.3.
func (p PatentNo) Application() string {
	if p.IsZero() {
		return ""
	}
	return p.body + "." + p.check
}

// Compact is the form of the registration office's lists, without prefix and dot: 2017106018623.
func (p PatentNo) Compact() string { return p.body + p.check }

// Year is the year part, four digits; 0 for no number.
func (p PatentNo) Year() int {
	if p.IsZero() {
		return 0
	}
	return patentYear(p.body)
}

// RightKind is invention, utility or design.
func (p PatentNo) RightKind() string {
	if p.IsZero() {
		return ""
	}
	return patentKinds[patentKindDigit(p.body)]
}

// MarshalText writes the number as String does.
func (p PatentNo) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the number as ParsePatentNo does; the empty text is no number.
func (p *PatentNo) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = PatentNo{}
		return nil
	}
	v, err := ParsePatentNo(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}

// patentKinds: 8 and 9 are international applications in the national phase (PCT).
var patentKinds = map[byte]string{'1': "invention", '8': "invention", '2': "utility", '9': "utility", '3': "design"}

// splitPatent divides a folded number into its 8 or 12 digits and its check digit, "" when there is none: an optional ZL or CN, the
// digits, an optional dot before the check digit. Lists have tens of thousands of them.
func splitPatent(s string) (body, check string, ok bool) {
	if strings.HasPrefix(s, "ZL") || strings.HasPrefix(s, "CN") {
		s = s[2:]
	}
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	rest := s[n:]
	switch {
	case n == 13 || n == 9: // the check digit follows at once
		body, check = s[:n-1], s[n-1:n]
	case (n == 12 || n == 8) && rest != "":
		if check = strings.TrimPrefix(rest, "."); len(check) != 1 || check[0] != 'X' && (check[0] < '0' || check[0] > '9') {
			return "", "", false
		}
		return s[:n], check, true
	case n == 12 || n == 8:
		body = s[:n]
	default:
		return "", "", false
	}
	return body, check, rest == ""
}

func checkPatent(value string, o Options, res *Result, fs *fault.Faults) {
	// A list may hold tens of thousands of bad numbers: their sentences are put together without a format.
	say := func(code string, words ...string) {
		if *fs == nil {
			*fs = make(fault.Faults, 0, 3)
		}
		fs.Invalid(code, "", strings.Join(words, ""))
	}
	res.Verified = true
	body, check, formed := splitPatent(fold(value))
	if !formed {
		say("patent.format", "专利号“", clip(value), "”无法识别，应为 ZL201710601862.3 的形式（申请号 8 或 12 位数字加校验位）")
		return
	}
	res.Year = patentYear(body)
	kind, known := patentKinds[patentKindDigit(body)]
	res.RightKind = kind
	res.ExpectedCheck = patentCheck(body)
	if !known {
		say("patent.kind", "专利号“", clip(value), "”的种类位“", string(rune(patentKindDigit(body))), "”无法识别，应为 1、2、3、8、9 之一")
	}
	switch {
	case len(body) == 8 && (res.Year < 1985 || res.Year > 2003):
		say("patent.year", "8 位专利号“", clip(value), "”的年份 ", strconv.Itoa(res.Year), " 不成立，旧式号码只用于 1985 年至 2003 年 9 月的申请")
	case len(body) == 12 && (res.Year < 2003 || res.Year > 2199):
		say("patent.year", "12 位专利号“", clip(value), "”的年份 ", strconv.Itoa(res.Year), " 不成立，新式号码自 2003 年 10 月起使用")
	case !o.On.IsZero() && res.Year > o.On.Year():
		say("patent.year", "专利号“", clip(value), "”的年份 ", strconv.Itoa(res.Year), " 晚于 ", o.On.String(), "，请核对")
	}
	switch {
	case check == "" && !o.ComputeCheck:
		say("patent.check_missing", "专利号“", clip(value), "”缺少校验位（应为 ", res.ExpectedCheck, "），请按专利证书补全")
	case check == "":
		res.warn("patent.check_computed", "原号码没有校验位，已按申请号计算补上，请与专利证书核对")
	case check != res.ExpectedCheck:
		say("patent.check", "专利号“", clip(value), "”校验位不符，应为 ", res.ExpectedCheck, "，请核对专利证书")
	}
	res.Normal = "ZL" + body + "." + res.ExpectedCheck
}

func patentKindDigit(body string) byte {
	if len(body) == 12 {
		return body[4]
	}
	return body[2]
}

func patentYear(body string) int {
	if len(body) == 12 {
		y, _ := strconv.Atoi(body[:4])
		return y
	}
	y, _ := strconv.Atoi(body[:2])
	if y < 50 {
		return 2000 + y
	}
	return 1900 + y
}

// patentCheck is Σ dᵢ·wᵢ mod 11 with weights 2…9 and then 2…5; remainder 10 is X.
func patentCheck(body string) string {
	sum := 0
	for i := range len(body) {
		sum += digit(body[i]) * (2 + i%8)
	}
	if sum %= 11; sum == 10 {
		return "X"
	}
	return strconv.Itoa(sum)
}
