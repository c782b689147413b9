package signing

import (
	"regexp"
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Field names one line of a note; its value is the Chinese label.
type Field string

const (
	Number      Field = "文号"
	On          Field = "出具日期"
	Amount      Field = "金额（元）"
	ContentHash Field = "内容校验码"
	FileHash    Field = "文件SHA-256"
	TextHash    Field = "版面文字SHA-256"
	SheetHash   Field = "附表SHA-256"
	Pages       Field = "页数"
	Title       Field = "标题"
	Issuer      Field = "出具机构"
	KeyName     Field = "密钥编号"
	Kind        Field = "算法"
	Remark      Field = "说明"
)

var noteFields = []Field{Number, On, Amount, ContentHash, FileHash, TextHash, SheetHash, Pages, Title, Issuer, KeyName, Kind, Remark}

// noteHead is the first line of the signed text; another wording of the lines is another number.
const noteHead = "知押文书签名 1"

// Statement is what a note says of a document. Hashes are lower-case hex SHA-256.
type Statement struct {
	Number      string
	On          date.Date
	Amount      money.Money
	ContentHash string // of the laid-out text, printed in the code of every page
	SHA256      string // of the PDF
	TextSHA256  string // of the stored text page by page
	SheetSHA256 string // of the XLSX; "" when there is none
	Pages       int
	Title       string
	Issuer      string
	KeyID       string
	Algorithm   Algorithm
	Sample      bool // signed with a sample key
}

// Fact is a value found in a file, in a code or in a record, to be held against a statement.
type Fact struct {
	Field Field
	Value string
}

// Value is a line of the note.
func (s Statement) Value(f Field) string {
	switch f {
	case Number:
		return s.Number
	case On:
		return s.On.String()
	case Amount:
		return s.Amount.String()
	case ContentHash:
		return s.ContentHash
	case FileHash:
		return s.SHA256
	case TextHash:
		return s.TextSHA256
	case SheetHash:
		if s.SheetSHA256 == "" {
			return absent
		}
		return s.SheetSHA256
	case Pages:
		return strconv.Itoa(s.Pages)
	case Title:
		return s.Title
	case Issuer:
		return s.Issuer
	case KeyName:
		return s.KeyID
	case Kind:
		return string(s.Algorithm)
	case Remark:
		if s.Sample {
			return "示例密钥，任何人可用，不具证明作用；" + Disclaimer
		}
		return Disclaimer
	}
	return ""
}

// Facts lists fields of the statement with their values, to be held against another.
func (s Statement) Facts(fields ...Field) []Fact {
	out := make([]Fact, len(fields))
	for i, f := range fields {
		out[i] = Fact{f, s.Value(f)}
	}
	return out
}

// Text is the signed text: the format, then one field a line.
func (s Statement) Text() string {
	fields := make([][2]string, len(noteFields))
	for i, f := range noteFields {
		fields[i] = [2]string{string(f), s.Value(f)}
	}
	return lines(noteHead, fields)
}

var hexHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Validate names the fields that cannot be signed.
func (s Statement) Validate() error {
	var fs fault.Faults
	for _, f := range []Field{Number, Title, Issuer} {
		if v := s.Value(f); strings.TrimSpace(v) == "" || !plain(v) {
			fs.Invalid("note.field", string(f), "签名内容的%s为空或含换行、控制字符，请更正后再出具", f)
		}
	}
	for _, f := range []Field{ContentHash, FileHash, TextHash} {
		if !hexHash.MatchString(s.Value(f)) {
			fs.Invalid("note.hash", string(f), "签名内容的%s应为 64 位十六进制数", f)
		}
	}
	if s.SheetSHA256 != "" && !hexHash.MatchString(s.SheetSHA256) {
		fs.Invalid("note.hash", string(SheetHash), "签名内容的%s应为 64 位十六进制数", SheetHash)
	}
	if s.On.IsZero() || s.Pages < 0 {
		fs.Invalid("note.field", string(On), "签名内容缺少出具日期，或页数为负")
	}
	return fs.Err()
}

// ParseStatement reads what Text wrote, and nothing else: every label in its order, every value as it would be written again.
// The fault is note.text.
func ParseStatement(text string) (Statement, error) {
	bad := fault.New(fault.Invalid, "note.text", "", "不是知押的文书签名，或签名文件被改动")
	labels := make([]string, len(noteFields))
	for i, f := range noteFields {
		labels[i] = string(f)
	}
	values, ok := parseLines(text, noteHead, labels...)
	if !ok {
		return Statement{}, bad
	}
	at := func(f Field) string { return values[string(f)] }
	s := Statement{Number: at(Number), ContentHash: at(ContentHash), SHA256: at(FileHash), TextSHA256: at(TextHash), Title: at(Title),
		Issuer: at(Issuer), KeyID: at(KeyName), Algorithm: Algorithm(at(Kind)), Sample: strings.HasPrefix(at(Remark), useSample)}
	if at(SheetHash) != absent {
		s.SheetSHA256 = at(SheetHash)
	}
	var err [3]error
	s.On, err[0] = date.Parse(at(On))
	s.Amount, err[1] = money.Parse(at(Amount))
	s.Pages, err[2] = strconv.Atoi(at(Pages))
	if err[0] != nil || err[1] != nil || err[2] != nil || s.Validate() != nil || s.Text() != text {
		return Statement{}, bad
	}
	return s, nil
}

// Code is the text of the QR code on every page: number, date, amount and content hash, and the id of the signing key when the
// document is signed, separated by |. It carries nothing about persons.
func Code(number string, on date.Date, amount money.Money, contentHash, keyID string) string {
	parts := []string{number, on.String(), amount.String(), contentHash}
	if keyID != "" {
		parts = append(parts, keyID)
	}
	return strings.Join(parts, "|")
}

var codePattern = regexp.MustCompile(`^(.+)\|(\d{4}-\d\d-\d\d)\|(-?\d+\.\d\d)\|([0-9a-f]{64})(?:\|([A-Z2-7]{16}))?$`)

// ReadCode takes a code apart into what it says. The fault is code.text.
func ReadCode(text string) ([]Fact, error) {
	m := codePattern.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return nil, fault.New(fault.Invalid, "code.text", "", "不是知押文书的二维码内容（应为 文号|日期|金额|内容校验码|密钥编号），请重新扫描")
	}
	facts := []Fact{{Number, m[1]}, {On, m[2]}, {Amount, m[3]}, {ContentHash, m[4]}}
	if m[5] != "" {
		facts = append(facts, Fact{KeyName, m[5]})
	}
	return facts, nil
}
