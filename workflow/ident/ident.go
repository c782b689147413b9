// Package ident reads the numbers by which the trade knows firms, people and rights, checks their check digits and gives
// each its one normal form. A number is never corrected in silence: a wrong check digit is a fault that names the
// expected one.
package ident

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Kind says what a number identifies.
type Kind string

const (
	KindUSCC      Kind = "uscc"      // 统一社会信用代码, GB 32100
	KindPatent    Kind = "patent"    // 专利号
	KindCitizen   Kind = "citizen"   // 公民身份号码, GB 11643
	KindTrademark Kind = "trademark" // 商标注册号
	KindSoftware  Kind = "software"  // 计算机软件著作权登记号
)

// Kinds lists the kinds Check knows.
func Kinds() []Kind {
	return []Kind{KindUSCC, KindPatent, KindCitizen, KindTrademark, KindSoftware}
}

// Detail is something worth telling about a number that does not make it invalid.
type Detail struct {
	Level   string `json:"level"` // "warning" or "note"
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Result is what Check found. Valid is false when any fault was found; then Normal is empty, and ExpectedCheck is the
// check digit the other digits ask for, when there are enough of them to tell.
type Result struct {
	Valid         bool      `json:"valid"`
	Normal        string    `json:"normal"`
	ExpectedCheck string    `json:"expected_check"`
	Kind          Kind      `json:"kind"`
	RightKind     string    `json:"right_kind,omitempty"` // invention, utility, design; patents only
	Year          int       `json:"year,omitempty"`       // year part of a patent or software number
	Birth         date.Date `json:"birth,omitzero"`       // citizens only
	Verified      bool      `json:"verified"`             // the format rule was read in a source, not remembered
	Details       []Detail  `json:"details"`
}

func (r *Result) warn(code, message string) {
	r.Details = append(r.Details, Detail{Level: "warning", Code: code, Message: message})
}

func (r *Result) note(code, message string) {
	r.Details = append(r.Details, Detail{Level: "note", Code: code, Message: message})
}

// Options tune a check. The zero value is the strict check.
type Options struct {
	// ComputeCheck lets a patent number come without its check digit and computes it (imports of vendors' lists).
	ComputeCheck bool
	// On is the day of the check; when given, years and birthdays after it are refused.
	On date.Date
}

// Check reads value as a number of the kind. An invalid number gives both a Result with Valid false and Invalid faults.
func Check(kind string, value string) (Result, error) { return CheckWith(kind, value, Options{}) }

// CheckWith is Check with options.
func CheckWith(kind, value string, o Options) (Result, error) {
	res := Result{Kind: Kind(kind), Details: []Detail{}}
	var fs fault.Faults
	switch Kind(kind) {
	case KindUSCC:
		checkUSCC(value, &res, &fs)
	case KindPatent:
		checkPatent(value, o, &res, &fs)
	case KindCitizen:
		checkCitizen(value, o, &res, &fs)
	case KindTrademark:
		checkTrademark(value, &res, &fs)
	case KindSoftware:
		checkSoftware(value, o, &res, &fs)
	default:
		fs.Invalid("ident.kind", "", "号码种类“%s”无法识别，应为 uscc、patent、citizen、trademark、software 之一", clip(kind))
	}
	if len(fs) > 0 {
		res.Normal = ""
		return res, fs
	}
	res.Valid = true
	return res, nil
}

// fold brings what people and vendors type to upper-case ASCII: full-width letters and digits become half-width, blanks
// go away.
func fold(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') }) {
		return s // most numbers of a list
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '。' || r == '·':
			r = '.'
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' || r == '\u3000' || r == '\ufeff':
			continue
		}
		b.WriteRune(r)
	}
	return strings.ToUpper(b.String())
}

// digit is the value of an ASCII digit.
func digit(c byte) int { return int(c - '0') }

func clip(s string) string {
	if len(s) <= 40 { // no longer in characters
		return s
	}
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
