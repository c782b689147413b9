package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
	"zhiya/workflow/right"
)

// reader reads one row.
type reader struct {
	im     *Import
	cells  []string
	faults fault.Faults
	notes  []string
	year   int // of the number of a patent
}

// cell is the text of a field, "" when the list has no such column or the row is shorter.
func (r *reader) cell(f Field) string {
	i := r.im.columns[f.place()]
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

func (r *reader) invalid(code string, f Field, format string, args ...any) {
	head := r.im.heads[f]
	if head == "" {
		head = f.Title()
	}
	r.faults.Invalid(code, head, format, args...)
}

var (
	// squeezed is a number that a spreadsheet showed, and saved, with its last digits cut off: 2.01811E+11.
	squeezed = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d{1,3}$`)
	// blanked is what becomes of it when it is read as a number again: 201811000000. The last six digits are those that it lost.
	blanked = regexp.MustCompile(`^(?:19|20)\d{4,5}0{6}$`)
)

func isSqueezed(text string) bool {
	return strings.ContainsAny(text, "eE") && squeezed.MatchString(text) || strings.HasSuffix(text, "000000") && blanked.MatchString(text)
}

// right reads the row. What is wrong stands in faults; then the right is not to be used.
func (r *reader) right() right.Right {
	x := right.Right{Title: r.cell(Title)}
	if home := strings.ToUpper(r.cell(Jurisdiction)); home != "" && home != "CN" && home != "中国" {
		r.invalid("import.foreign", Jurisdiction, "“%s”不是中国的权利，不能在国内登记质押，请从列表中删去", clip(home, 20))
		return x
	}
	kindWord := r.cell(Kind)
	r.number(&x, kindWord)
	if len(r.faults) > 0 {
		return x
	}
	x.Filed, x.Granted = r.day(Filed), r.day(Granted)
	if x.Granted.IsZero() && x.Kind.Patent() && r.grantPublished() {
		x.Granted = r.day(Published)
	}
	x.StatusOn, x.TermEnd, x.ProtectionEnd, x.FeesPaidUntil = r.day(StatusOn), r.day(TermEnd), r.day(ProtectionEnd), r.day(FeesPaidUntil)
	x.Owners = r.owners()
	x.IPC = r.ipc()
	if text := r.cell(Claims); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			r.invalid("import.claims", Claims, "权利要求数“%s”不是整数", clip(text, 20))
		}
		x.Claims = n
	}
	r.status(&x, kindWord)
	if len(r.faults) == 0 {
		r.judge(x)
	}
	return x
}

// judge holds the right against the rules of the record. A status that is not known yet is no fault here: it is looked up later.
func (r *reader) judge(x right.Right) {
	if x.Status == "" && !right.IsCopyright(x.Kind) {
		x.Status = right.InForce
		if x.Kind.Patent() && x.Granted.IsZero() {
			x.Status = right.Application
		}
	}
	if x.Kind.Patent() && !x.Filed.IsZero() && x.Filed.Year() > r.year {
		r.invalid("right.number_year", Filed, "申请日 %s 晚于专利号 %s 的年份 %d，请核对", x.Filed, x.Number, r.year)
	}
	number := x.Number
	x.Number = "" // it was judged when it was read
	for _, f := range fault.Of(x.Validate(r.im.on)) {
		if field, known := fieldOf(f.Path); known {
			f.Path = field.Title()
			if head := r.im.heads[field]; head != "" {
				f.Path = head
			}
		}
		r.faults = append(r.faults, f)
	}
	if x.Title == "" {
		r.invalid("import.title", Title, "没有名称，请补全")
	}
	r.long(Number, number, 100)
	r.long(Title, x.Title, 500)
	if len(x.Owners) > 100 {
		r.invalid("right.owners", Owners, "权利人有 %d 名，超过 100 名，请核对是否错列", len(x.Owners))
	}
	for _, o := range x.Owners {
		r.long(Owners, o.Name, 500)
	}
}

// long refuses texts that the register (register.ImportRights) would refuse the whole list for.
func (r *reader) long(f Field, text string, most int) {
	if len(text) > most && utf8.RuneCountInString(text) > most {
		r.invalid("text.long", f, "%s超过 %d 字，请核对是否错列", f.Title(), most)
	}
}

// fieldOf is the field of a path of right.Right.Validate: filed, owners[1].uscc.
func fieldOf(path string) (Field, bool) {
	if strings.HasPrefix(path, "owners[") {
		if strings.HasSuffix(path, "uscc") {
			return USCC, true
		}
		return Owners, true
	}
	f, known := validated[path]
	return f, known
}

// validated are the columns of what right.Right.Validate names.
var validated = map[string]Field{"filed": Filed, "granted": Granted, "status": Status, "status_on": StatusOn, "term_end": TermEnd, "fees_paid_until": FeesPaidUntil,
	"class": Class, "claims": Claims, "protection_end": ProtectionEnd, "number": Number, "title": Title, "owners": Owners, "ipc": IPC}

// number reads number and kind together: the number of a patent tells its kind, a class tells a trademark.
func (r *reader) number(x *right.Right, kindWord string) {
	text := r.cell(Number)
	kind, known := kindOf(kindWord)
	if !known && kindWord != "" {
		r.invalid("import.kind", Kind, "种类“%s”无法识别，应为发明专利、实用新型、外观设计、商标、软件著作权、作品之一", clip(kindWord, 20))
		return
	}
	switch {
	case text == "" && r.cell(Publication) != "":
		r.invalid("import.number", Publication, "只有公开（公告）号 %s，没有申请号（专利号），请在检索平台导出含“申请号”的列表", clip(r.cell(Publication), 30))
		return
	case text == "":
		r.invalid("import.number", Number, "没有号码，请补全")
		return
	case isSqueezed(text):
		r.invalid("import.squeezed", Number, "号码“%s”被表格软件改成了科学计数，后几位已丢失；请在原文件中把该列设为“文本”后重新填写或导出", text)
		return
	}
	if kind == "" {
		kind = r.kindByNumber(text)
	}
	switch {
	case kind == right.Trademark:
		no, err := ident.ParseTrademarkNo(text)
		r.take(Number, err)
		x.Number = no.String()
		r.class(x)
	case kind == right.Software:
		no, err := ident.ParseSoftwareNo(text)
		r.take(Number, err)
		x.Number = no.String()
	case kind == right.Work:
		x.Number = text
	default:
		listed, publication := listed(text)
		if publication {
			r.invalid("import.number", Number, "“%s”是公开（公告）号，不是申请号（专利号），请在检索平台导出含“申请号”的列表", clip(text, 30))
			return
		}
		no, err := ident.ParsePatentNo(listed)
		if slices.ContainsFunc(faultsOf(err), func(f fault.Fault) bool { return f.Code == "patent.check_missing" }) {
			if no, err = ident.ParseListedPatentNo(listed); err == nil {
				r.note("号码没有校验位，已按申请号计算补上，请与专利证书核对")
			}
		}
		r.take(Number, err)
		x.Number, r.year = no.String(), no.Year()
		if own := right.Kind(no.RightKind()); own != "" {
			if kind != "" && kind != own {
				r.invalid("import.kind", Kind, "种类“%s”与号码 %s 不符：按号码应为%s，请核对", clip(kindWord, 20), no, own)
			}
			kind = own
		}
	}
	x.Kind = kind
}

// faultsOf is fault.Of for errors that are faults and nothing around them, as those of numbers are.
func faultsOf(err error) fault.Faults {
	if fs, plain := err.(fault.Faults); plain {
		return fs
	}
	return fault.Of(err)
}

// take adds the faults of a number under the head of its column.
func (r *reader) take(f Field, err error) {
	fs := faultsOf(err) // made for this call alone
	for i := range fs {
		fs[i].Path = r.im.heads[f]
	}
	if len(r.faults) == 0 {
		r.faults = fs
		return
	}
	r.faults = append(r.faults, fs...)
}

var (
	software  = regexp.MustCompile(`^\d{4}SR\d+$`)
	kindCode  = regexp.MustCompile(`^CN\s*(\d+(?:\.[\dX])?)\s*[ABCUSY]\d?$`)
	lettered  = regexp.MustCompile(`[A-Z]$`)
	publishes = regexp.MustCompile(`(?:B|C|U|Y|S|D)\d?$`)
)

// listed is an application number without what platforms put around it: CN 201810236742 A. With such a letter a number of seven or nine
// digits, CN 108461750 A, is that of a publication.
func listed(text string) (number string, publication bool) {
	if n := len(text); n > 1 && text[n-1] >= '0' && text[n-1] <= '9' && text[n-2] >= '.' && text[n-2] <= '9' { // no letter at the end
		return text, false
	}
	t := strings.ReplaceAll(strings.ToUpper(norm.NFKC.String(text)), "-", "")
	m := kindCode.FindStringSubmatch(t)
	if m == nil {
		return text, false
	}
	return "CN" + m[1], len(m[1]) == 7 || len(m[1]) == 9
}

// kindByNumber tells what is registered under a number by how its column is called, how it is written, or by the class beside it.
// Patents tell themselves.
func (r *reader) kindByNumber(text string) right.Kind {
	head := r.im.heads[Number]
	switch {
	case strings.Contains(head, "专利") || strings.Contains(head, "申请号"):
		return ""
	case strings.Contains(head, "商标"):
		return right.Trademark
	case strings.Contains(head, "软件") || strings.ContainsAny(text, "sS") && software.MatchString(strings.ToUpper(text)):
		return right.Software
	case strings.Contains(head, "作品") || strings.Contains(text, "作登字"):
		return right.Work
	case r.cell(Class) != "":
		return right.Trademark
	}
	return ""
}

var kindWords = []struct {
	word string
	kind right.Kind
}{
	{"发明", right.Invention}, {"实用新型", right.Utility}, {"外观", right.Design}, {"商标", right.Trademark}, {"软件", right.Software}, {"作品", right.Work}, {"著作权", right.Work},
}

func kindOf(word string) (right.Kind, bool) {
	if word == "" {
		return "", false
	}
	if k := right.Kind(strings.ToLower(word)); k.Valid() {
		return k, true
	}
	for _, k := range kindWords {
		if strings.Contains(word, k.word) {
			return k.kind, true
		}
	}
	return "", false
}

// grantPublished reports whether the publication is that of a grant: of the letter A it is of an application.
func (r *reader) grantPublished() bool {
	p := strings.ToUpper(norm.NFKC.String(r.cell(Publication)))
	return lettered.MatchString(strings.TrimRight(p, "0123456789")) && publishes.MatchString(p)
}

// owners divides a list of names by the marks the platforms put between them. A comma divides only Chinese names: it stands
// inside foreign ones.
func (r *reader) owners() []right.Owner {
	text := r.cell(Owners)
	if text == "" {
		return nil
	}
	if !strings.ContainsAny(text, ";；|\n、,， \t") {
		return []right.Owner{{Name: text, USCC: r.cell(USCC)}}
	}
	divide := func(c rune) bool { return c == ';' || c == '；' || c == '|' || c == '\n' || c == '、' }
	if strings.IndexFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) }) >= 0 {
		divide = func(c rune) bool {
			return c == ';' || c == '；' || c == '|' || c == '\n' || c == '、' || c == ',' || c == '，'
		}
	}
	codes := strings.FieldsFunc(r.cell(USCC), func(c rune) bool { return c == ';' || c == '；' || c == '|' || c == ',' || c == '、' })
	var out []right.Owner
	for _, name := range strings.FieldsFunc(text, divide) {
		if name = strings.Join(strings.Fields(name), " "); name == "" || slices.ContainsFunc(out, func(o right.Owner) bool { return o.Name == name }) {
			continue
		}
		o := right.Owner{Name: name}
		if len(codes) > len(out) {
			o.USCC = strings.TrimSpace(codes[len(out)])
		}
		out = append(out, o)
	}
	return out
}

// ipc is the first class of the list, without its version.
func (r *reader) ipc() string {
	text, _, _ := strings.Cut(r.cell(IPC), ";")
	text, _, _ = strings.Cut(text, "|")
	text, _, _ = strings.Cut(text, "(")
	return strings.TrimSpace(text)
}

func (r *reader) class(x *right.Right) {
	text := strings.TrimSuffix(strings.TrimPrefix(norm.NFKC.String(r.cell(Class)), "第"), "类")
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > 45 {
		r.invalid("import.class", Class, "商标类别“%s”应为 1 至 45；一件商标有多个类别的，请每类一行", clip(r.cell(Class), 20))
		return
	}
	x.Class = ident.Class(n)
}
