package ident

import (
	"regexp"
	"strconv"

	"zhiya/valuation/fault"
)

// TrademarkNo is a plausible 商标注册号, or nothing: up to eight digits with an optional letter suffix, or a Madrid
// registration G and digits. These numbers carry no check digit.
type TrademarkNo struct{ no string }

// ParseTrademarkNo reads a registration number; 第…号 around it is dropped.
func ParseTrademarkNo(s string) (TrademarkNo, error) {
	res, err := Check(string(KindTrademark), s)
	if err != nil {
		return TrademarkNo{}, err
	}
	return TrademarkNo{res.Normal}, nil
}

// String is the number without 第 and 号.
func (t TrademarkNo) String() string { return t.no }

// MarshalText writes the number.
func (t TrademarkNo) MarshalText() ([]byte, error) { return []byte(t.no), nil }

// UnmarshalText reads the number; the empty text is no number.
func (t *TrademarkNo) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = TrademarkNo{}
		return nil
	}
	v, err := ParseTrademarkNo(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

// Class is a class of goods or services (商标类别), 1–45; 0 is not given.
type Class int

// Valid reports whether the class exists.
func (c Class) Valid() bool { return c >= 1 && c <= 45 }

var trademarkForm = regexp.MustCompile(`^(?:第)?(G?[1-9]\d{0,7}[A-Z]{0,2})(?:号)?$`)

func checkTrademark(value string, res *Result, fs *fault.Faults) {
	res.note("trademark.rule", "商标注册号没有校验位，格式规则待核实，请与商标注册证核对")
	m := trademarkForm.FindStringSubmatch(fold(value))
	if m == nil {
		fs.Invalid("trademark.format", "", "商标注册号“%s”无法识别，应为 1 至 8 位数字（可带字母后缀），马德里注册以 G 开头", clip(value))
		return
	}
	res.Normal = m[1]
}

// SoftwareNo is a plausible 计算机软件著作权登记号 such as 2020SR0123456, or nothing. It carries no check digit.
type SoftwareNo struct{ no string }

// ParseSoftwareNo reads a registration number.
func ParseSoftwareNo(s string) (SoftwareNo, error) {
	res, err := Check(string(KindSoftware), s)
	if err != nil {
		return SoftwareNo{}, err
	}
	return SoftwareNo{res.Normal}, nil
}

// String is the number.
func (s SoftwareNo) String() string { return s.no }

// MarshalText writes the number.
func (s SoftwareNo) MarshalText() ([]byte, error) { return []byte(s.no), nil }

// UnmarshalText reads the number; the empty text is no number.
func (s *SoftwareNo) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*s = SoftwareNo{}
		return nil
	}
	v, err := ParseSoftwareNo(string(b))
	if err != nil {
		return err
	}
	*s = v
	return nil
}

var softwareForm = regexp.MustCompile(`^(\d{4})SR(\d{6,7})$`)

func checkSoftware(value string, o Options, res *Result, fs *fault.Faults) {
	res.note("software.rule", "软件登记号没有校验位，格式规则待核实，请与登记证书核对")
	m := softwareForm.FindStringSubmatch(fold(value))
	if m == nil {
		fs.Invalid("software.format", "", "软件著作权登记号“%s”无法识别，应为 4 位年份、SR 和 7 位数字，例如 2020SR0123456", clip(value))
		return
	}
	res.Year, _ = strconv.Atoi(m[1])
	if res.Year < 1991 || res.Year > 2199 {
		fs.Invalid("software.year", "", "软件著作权登记号“%s”的年份 %d 不成立，请核对登记证书", clip(value), res.Year)
	}
	if !o.On.IsZero() && res.Year > o.On.Year() {
		fs.Invalid("software.year", "", "软件著作权登记号“%s”的年份 %d 晚于 %s，请核对", clip(value), res.Year, o.On)
	}
	if len(m[2]) == 6 {
		// Older certificates carry six digits; no source read says until when, so recent years must have seven.
		if res.Year > 2018 {
			fs.Invalid("software.format", "", "软件著作权登记号“%s”的流水号应为 7 位数字，请核对登记证书", clip(value))
		}
		res.warn("software.short", "流水号为 6 位，按早期证书接受，请与登记证书核对")
	}
	res.Normal = m[1] + "SR" + m[2]
}
