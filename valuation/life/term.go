// Package life finds how long a right still lives (剩余年限): the smallest of what the law leaves, what the technology is worth
// and what a contract allows.
package life

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Kind is the kind of a right.
type Kind string

const (
	Invention Kind = "invention" // 发明专利
	Utility   Kind = "utility"   // 实用新型专利
	Design    Kind = "design"    // 外观设计专利
	Trademark Kind = "trademark" // 注册商标专用权
	Software  Kind = "software"  // 计算机软件著作权
	Work      Kind = "work"      // 作品著作权
)

// Kinds are all kinds in the order of the forms.
var Kinds = []Kind{Invention, Utility, Design, Trademark, Software, Work}

var kindNames = map[Kind]string{Invention: "发明专利", Utility: "实用新型专利", Design: "外观设计专利", Trademark: "注册商标专用权",
	Software: "计算机软件著作权", Work: "作品著作权"}

// String is the Chinese name.
func (k Kind) String() string {
	if n, ok := kindNames[k]; ok {
		return n
	}
	return string(k)
}

// Patent reports whether the kind is one of the three patents.
func (k Kind) Patent() bool { return k == Invention || k == Utility || k == Design }

// Valid reports whether the kind is known.
func (k Kind) Valid() bool { return kindNames[k] != "" }

// Term is how long the law protects a right and on what ground.
type Term struct {
	Years    int
	From     string // Chinese name of the day from which the years run
	Basis    string // the article
	Verified bool   // false: the rule was not read in a law text and is never printed as a citation
}

// The amended Patent Law took effect on the first of these days; a design filed before it keeps ten years. On the second the
// revised Trademark Law does; the term under it was not read.
var (
	designReform    = date.Of(2021, 6, 1)
	trademarkReform = date.Of(2027, 1, 1)
)

// TermOf is the legal term of a right whose term began on from: the filing date of a patent, the registration date of a
// trademark, the first publication of software or of a work of an organisation. An unknown kind or no date is an Invalid fault.
func TermOf(kind Kind, from date.Date) (Term, error) {
	if !kind.Valid() {
		return Term{}, fault.New(fault.Invalid, "right.kind", "kind", "权利类型“%s”无法识别，应为 invention、utility、design、trademark、software 或 work", string(kind))
	}
	if from.IsZero() {
		return Term{}, fault.New(fault.Invalid, "date.missing", "filed", "请填写%s", kind.FromName())
	}
	switch kind {
	case Invention:
		return Term{20, kind.FromName(), "专利法第四十二条", true}, nil
	case Utility:
		return Term{10, kind.FromName(), "专利法第四十二条", true}, nil
	case Design:
		if from.Before(designReform) {
			return Term{10, kind.FromName(), "2021年6月1日前申请的外观设计专利按十年计（过渡规则，待核实）", false}, nil
		}
		return Term{15, kind.FromName(), "专利法第四十二条", true}, nil
	case Trademark:
		if !from.Before(trademarkReform) {
			return Term{10, kind.FromName(), "2027年1月1日起适用修订后的商标法，有效期按十年计（待核实）", false}, nil
		}
		return Term{10, kind.FromName(), "商标法第三十九条", true}, nil
	case Software:
		return Term{50, kind.FromName(), "计算机软件保护条例第十四条", true}, nil
	default:
		return Term{50, kind.FromName(), "著作权法第二十三条", true}, nil
	}
}

// FromName is the Chinese name of the day from which the term of this kind runs.
func (k Kind) FromName() string {
	switch k {
	case Trademark:
		return "核准注册日"
	case Software, Work:
		return "首次发表日"
	}
	return "申请日"
}

// Expiry is the last day of the legal term, zero when the kind is unknown or filed is not given. For patents and trademarks
// it is the day that corresponds to filed; a debt that ends on it is still within the term. For software and works of
// organisations it is 31 December of the fiftieth year. Term compensation and lives of authors are not in it.
func Expiry(kind Kind, filed date.Date) date.Date {
	t, err := TermOf(kind, filed)
	if err != nil {
		return date.Date{}
	}
	if kind == Software || kind == Work {
		return date.Of(filed.Year()+t.Years, 12, 31)
	}
	return filed.AddYears(t.Years)
}

// CheckDebt refuses a debt that ends after the right: PR-06 for patents. The same day is allowed. path names the field of the due
// date in the fault.
func CheckDebt(path string, due, expiry date.Date) error {
	if due.After(expiry) {
		return fault.New(fault.Refused, "life.debt", path, "债务到期日 %s 晚于权利届满日 %s，请缩短债务期限或更换质物", due, expiry)
	}
	return nil
}
