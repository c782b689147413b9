package ident

import (
	"strconv"
	"strings"

	"zhiya/valuation/fault"
)

// usccAlphabet is the character set of GB 32100-2015; a character's value is its place. There is no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// USCC is a valid 统一社会信用代码 (GB 32100-2015), or nothing. Values are comparable.
type USCC struct{ code string }

// ParseUSCC reads a code of 18 characters and refuses a wrong check character (code "uscc.check") or form ("uscc.format").
func ParseUSCC(s string) (USCC, error) {
	res, err := Check(string(KindUSCC), s)
	if err != nil {
		return USCC{}, err
	}
	return USCC{res.Normal}, nil
}

// String is the code in 18 characters, or "".
func (u USCC) String() string { return u.code }

// IsZero reports whether no code was given.
func (u USCC) IsZero() bool { return u.code == "" }

// Area is the administrative code of the registering authority, positions 3–8.
func (u USCC) Area() string {
	if u.IsZero() {
		return ""
	}
	return u.code[2:8]
}

// MarshalText writes the code.
func (u USCC) MarshalText() ([]byte, error) { return []byte(u.code), nil }

// UnmarshalText reads the code; the empty text is no code.
func (u *USCC) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*u = USCC{}
		return nil
	}
	v, err := ParseUSCC(string(b))
	if err != nil {
		return err
	}
	*u = v
	return nil
}

func checkUSCC(value string, res *Result, fs *fault.Faults) {
	res.Verified = true
	s := fold(value)
	if len(s) != 18 && len(s) != 17 {
		fs.Invalid("uscc.length", "", "统一社会信用代码“%s”应为 18 位，请核对营业执照", clip(value))
		return
	}
	for _, r := range s {
		if !strings.ContainsRune(usccAlphabet, r) {
			fs.Invalid("uscc.format", "", "统一社会信用代码“%s”含有不允许的字符“%c”（只用数字和大写字母，不用 I、O、S、V、Z）", clip(value), r)
			return
		}
	}
	want := usccCheck(s[:17])
	res.ExpectedCheck = string(want)
	if s[0] == '0' {
		fs.Invalid("uscc.department", "", "统一社会信用代码“%s”的登记管理部门代码（第 1 位）不能为 0，请核对营业执照", s)
		return
	}
	if len(s) == 17 {
		fs.Invalid("uscc.length", "", "统一社会信用代码“%s”只有 17 位，缺少校验码（按前 17 位应为 %c），请核对营业执照", s, want)
		return
	}
	if s[17] != want {
		fs.Invalid("uscc.check", "", "统一社会信用代码“%s”校验码不符，末位应为 %c，请核对营业执照", s, want)
		return
	}
	res.Normal = s
	for _, c := range []byte(s[2:8]) {
		if c > '9' {
			res.warn("uscc.area", "第 3 至 8 位应为登记机关行政区划码，全为数字，请核对")
			break
		}
	}
	if got, ok := orgCodeCheck(s[8:16]); !ok || s[16] != got {
		// GB 11714 was not read, so a mismatch warns and does not refuse.
		res.warn("uscc.organisation", "组织机构代码（第 9 至 17 位）自身的校验位不符，请核对营业执照（GB 11714，待核实）")
	}
}

// usccCheck is C18 = (31 − Σ cᵢ·3^(i−1) mod 31) mod 31 over 17 characters.
func usccCheck(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(usccAlphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

var orgWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// orgCodeCheck is the check character of an organisation code (GB 11714, mod 11): digits count as themselves, letters
// from A = 10; remainder 10 is X, 11 is 0.
func orgCodeCheck(body string) (byte, bool) {
	sum := 0
	for i := range len(body) {
		v, err := strconv.ParseInt(body[i:i+1], 36, 32)
		if err != nil {
			return 0, false
		}
		sum += int(v) * orgWeights[i]
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X', true
	case 11:
		return '0', true
	default:
		return byte('0' + c), true
	}
}
