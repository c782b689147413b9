package ident

import (
	"regexp"
	"strconv"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// CitizenNo is a valid 公民身份号码 (GB 11643), or nothing. Values are comparable.
type CitizenNo struct{ no string }

// ParseCitizenNo reads a number of 18 characters; faults never repeat the number, so logs and screens do not leak it.
func ParseCitizenNo(s string) (CitizenNo, error) {
	res, err := Check(string(KindCitizen), s)
	if err != nil {
		return CitizenNo{}, err
	}
	return CitizenNo{res.Normal}, nil
}

// String is the number in full.
func (c CitizenNo) String() string { return c.no }

// Masked hides the birthday and the sequence: 110105********002X keeps the area and the last four.
func (c CitizenNo) Masked() string {
	if c.no == "" {
		return ""
	}
	return c.no[:6] + "********" + c.no[14:]
}

// MarshalText writes the number in full.
func (c CitizenNo) MarshalText() ([]byte, error) { return []byte(c.no), nil }

// UnmarshalText reads the number; the empty text is no number.
func (c *CitizenNo) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*c = CitizenNo{}
		return nil
	}
	v, err := ParseCitizenNo(string(b))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

var (
	citizenForm    = regexp.MustCompile(`^(\d{17})([0-9X])?$`)
	citizenWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	provinceForm   = regexp.MustCompile(`^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])`)
)

func checkCitizen(value string, o Options, res *Result, fs *fault.Faults) {
	// The weights were recomputed on a known vector; the standard itself was not read.
	res.note("citizen.rule", "号码规则按 GB 11643 重算，标准原文待核实")
	m := citizenForm.FindStringSubmatch(fold(value))
	if m == nil {
		fs.Invalid("citizen.format", "", "身份证号应为 17 位数字加 1 位校验码，请核对证件")
		return
	}
	body, check := m[1], m[2]
	sum := 0
	for i, w := range citizenWeights {
		sum += digit(body[i]) * w
	}
	res.ExpectedCheck = string("10X98765432"[sum%11])
	if !provinceForm.MatchString(body) {
		fs.Invalid("citizen.area", "", "身份证号前两位不是省级行政区划码，请核对证件")
	}
	y, _ := strconv.Atoi(body[6:10])
	mo, _ := strconv.Atoi(body[10:12])
	d, _ := strconv.Atoi(body[12:14])
	birth := date.Of(y, mo, d)
	switch {
	case birth.IsZero():
		fs.Invalid("citizen.birth", "", "身份证号中的出生日期不存在，请核对证件")
	case !o.On.IsZero() && birth.After(o.On):
		fs.Invalid("citizen.birth", "", "身份证号中的出生日期晚于 %s，请核对证件", o.On)
	default:
		res.Birth = birth
	}
	switch check {
	case res.ExpectedCheck:
	case "":
		fs.Invalid("citizen.format", "", "身份证号缺少末位校验码，请核对证件")
	default:
		fs.Invalid("citizen.check", "", "身份证号校验码不符，末位应为 %s，请核对证件", res.ExpectedCheck)
	}
	res.Normal = body + res.ExpectedCheck
}

// ParseParty reads the code of a party, a firm's USCC or a natural person's citizen number, into its normal form. The
// faults are those of the kind the code looks like; a citizen number is never repeated in them.
func ParseParty(s string) (string, error) {
	firm, err := Check(string(KindUSCC), s)
	if err == nil {
		return firm.Normal, nil
	}
	person, other := Check(string(KindCitizen), s)
	if other == nil {
		return person.Normal, nil
	}
	// Seventeen digits with a real birthday inside are a person's number mistyped, not a firm's code.
	if person.ExpectedCheck != "" && !person.Birth.IsZero() && !fault.Has(other, "citizen.area") {
		return "", other
	}
	return "", err
}
