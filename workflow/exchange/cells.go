package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"zhiya/valuation/date"
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

// squeezed is a number that a spreadsheet showed, and saved, with its last digits cut off.
var squeezed = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d{1,3}$`)

// right reads the row. What is wrong stands in faults; then the right is not to be used.
func (r *reader) right() *right.Right {
	x := &right.Right{Title: r.cell(Title)}
	if home := strings.ToUpper(r.cell(Jurisdiction)); home != "" && home != "CN" && home != "中国" {
		r.invalid("import.foreign", Jurisdiction, "“%s”不是中国的权利，不能在国内登记质押，请从列表中删去", clip(home, 20))
		return x
	}
	kindWord := r.cell(Kind)
	r.number(x, kindWord)
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
	r.status(x, kindWord)
	if len(r.faults) == 0 {
		r.judge(*x)
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
	x.Number = "" // it was judged when it was read
	for _, f := range fault.Of(x.Validate(r.im.on)) {
		if field, known := validated[f.Path]; known {
			if head := r.im.heads[field]; head != "" {
				f.Path = head
			}
		}
		r.faults = append(r.faults, f)
	}
	if x.Title == "" {
		r.invalid("import.title", Title, "没有名称，请补全")
	}
}

// validated are the columns of what right.Right.Validate names.
var validated = map[string]Field{"filed": Filed, "granted": Granted, "status": Status, "status_on": StatusOn, "term_end": TermEnd, "fees_paid_until": FeesPaidUntil, "class": Class, "claims": Claims}

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
	case squeezed.MatchString(text):
		r.invalid("import.squeezed", Number, "号码“%s”被表格软件改成了科学计数，后几位已丢失；请在原文件中把该列设为“文本”后重新填写或导出", text)
		return
	}
	if kind == "" {
		switch {
		case r.cell(Class) != "":
			kind = right.Trademark
		case software.MatchString(strings.ToUpper(text)):
			kind = right.Software
		}
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
		no, err := ident.ParsePatentNo(listed(text))
		if fault.Has(err, "patent.check_missing") {
			if no, err = ident.ParseListedPatentNo(listed(text)); err == nil {
				r.notes = append(r.notes, "号码没有校验位，已按申请号计算补上，请与专利证书核对")
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

// take adds the faults of a number under the head of its column.
func (r *reader) take(f Field, err error) {
	for _, x := range fault.Of(err) {
		x.Path = r.im.heads[f]
		r.faults = append(r.faults, x)
	}
}

var (
	software  = regexp.MustCompile(`^\d{4}SR\d+$`)
	kindCode  = regexp.MustCompile(`^(CN)\s*(\d{8,13}(?:\.[\dX])?)\s*[ABCUSY]\d?$`)
	lettered  = regexp.MustCompile(`[A-Z]$`)
	publishes = regexp.MustCompile(`(?:B|C|U|Y|S|D)\d?$`)
)

// listed is an application number without what platforms put around it: CN 201810236742 A.
func listed(text string) string {
	t := strings.ToUpper(norm.NFKC.String(text))
	if m := kindCode.FindStringSubmatch(t); m != nil {
		return m[1] + m[2]
	}
	return text
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

var (
	isoDay     = regexp.MustCompile(`^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$`)
	packedDay  = regexp.MustCompile(`^(19|20)(\d{2})(\d{2})(\d{2})$`)
	writtenDay = regexp.MustCompile(`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$`)
	serialDay  = regexp.MustCompile(`^(\d{4,5})(?:\.\d+)?$`)
)

// day reads the days the lists write: 2013.01.02, 2012-5-31, 20120531, 2012年5月31日, a spreadsheet's day number, and 31/05/2012 where
// it can be told which is the month. What stands behind the day, an hour, is left out.
func (r *reader) day(f Field) date.Date {
	text := r.cell(f)
	if text == "" || text == "-" || text == "0" {
		return date.Date{}
	}
	if d, ok := plainDay(text); ok {
		return d
	}
	word, _, _ := strings.Cut(norm.NFKC.String(text), " ")
	word, _, _ = strings.Cut(word, "T")
	if m := isoDay.FindStringSubmatch(word); m != nil {
		return r.civil(f, text, m[1], m[2], m[3])
	}
	if m := packedDay.FindStringSubmatch(word); m != nil {
		return r.civil(f, text, m[1]+m[2], m[3], m[4])
	}
	if m := writtenDay.FindStringSubmatch(word); m != nil {
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		switch {
		case first > 12:
			return r.civil(f, text, m[3], m[2], m[1])
		case second > 12 || first == second:
			return r.civil(f, text, m[3], m[1], m[2])
		}
		r.invalid("import.day", f, "日期“%s”分不清日和月，请在原文件中改为 2012-05-31 的形式", clip(text, 20))
		return date.Date{}
	}
	if m := serialDay.FindStringSubmatch(word); m != nil { // days since 1899-12-30 (ECMA-376, 18.17.4.1)
		n, _ := strconv.Atoi(m[1])
		return date.Of(1900, 3, 1).AddDays(n - 61) // day 60 is a day that never was
	}
	r.invalid("import.day", f, "日期“%s”无法识别，请改为 2012-05-31 的形式", clip(text, 20))
	return date.Date{}
}

// plainDay reads the commonest form, 2012-05-31, of a day that exists in every month.
func plainDay(s string) (date.Date, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return date.Date{}, false
	}
	number := func(t string) int {
		n := 0
		for i := range len(t) {
			if t[i] < '0' || t[i] > '9' {
				return -1
			}
			n = 10*n + int(t[i]-'0')
		}
		return n
	}
	y, m, d := number(s[:4]), number(s[5:7]), number(s[8:])
	if y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 28 {
		return date.Date{}, false
	}
	return date.Of(y, m, d), true
}

func (r *reader) civil(f Field, text, y, m, d string) date.Date {
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	dom, _ := strconv.Atoi(d)
	t := time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != dom {
		r.invalid("import.day", f, "日期“%s”不存在，请核对", clip(text, 20))
		return date.Date{}
	}
	return date.Of(year, month, dom)
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

// statusWords are the words of the platforms for a status, the longer before the shorter they hold. A word whose right may have
// ended in several ways, and none at all, leave the status to be looked up.
var statusWords = []struct {
	word   string
	status right.Status
	note   string
	refuse string
}{
	{word: "全部无效", status: right.Invalidated}, {word: "宣告无效", status: right.Invalidated},
	{word: "部分无效", note: "列表称部分无效，请查登记簿并按维持有效的权利要求评估"},
	{word: "撤回", refuse: "申请已撤回或者视为撤回，不是权利"}, {word: "驳回", refuse: "申请已被驳回，不是权利"},
	{word: "Discontinued", refuse: "申请已中止程序，不是权利"}, {word: "Withdrawn", refuse: "申请已撤回，不是权利"},
	{word: "未缴年费", status: right.Terminated}, {word: "终止", status: right.Terminated}, {word: "期限届满", status: right.Expired}, {word: "届满", status: right.Expired}, {word: "Expired", status: right.Expired},
	{word: "避重", status: right.Abandoned}, {word: "放弃", status: right.Abandoned}, {word: "注销", status: right.Abandoned},
	{word: "失效", note: "列表称失效，原因（终止、届满、放弃、无效）请查登记簿"}, {word: "无效", note: "列表称无效，原因请查登记簿"}, {word: "Inactive", note: "列表称失效，原因请查登记簿"},
	{word: "in_force", status: right.InForce}, {word: "有效", status: right.InForce}, {word: "授权", status: right.InForce}, {word: "维持", status: right.InForce}, {word: "Active", status: right.InForce}, {word: "Patented", status: right.InForce}, {word: "注册", status: right.InForce},
	{word: "审中", status: right.Application}, {word: "在审", status: right.Application}, {word: "实质审查", status: right.Application}, {word: "公开", status: right.Application}, {word: "申请", status: right.Application}, {word: "Pending", status: right.Application}, {word: "application", status: right.Application},
}

func (r *reader) status(x *right.Right, kindWord string) {
	word := r.cell(Status)
	if word == "" {
		if kindWord == "发明申请" {
			x.Status = right.Application
		} else if !right.IsCopyright(x.Kind) {
			r.notes = append(r.notes, "列表没有法律状态，导入后请查登记簿")
		}
		return
	}
	lower := strings.ToLower(word)
	for _, s := range statusWords {
		if !strings.Contains(lower, strings.ToLower(s.word)) {
			continue
		}
		switch {
		case s.refuse != "":
			r.invalid("import.status", Status, "%s（%s），请从列表中删去", s.refuse, clip(word, 20))
		case s.note != "":
			r.notes = append(r.notes, s.note)
		default:
			x.Status = s.status
			r.settle(x, word)
		}
		return
	}
	r.notes = append(r.notes, "法律状态“"+clip(word, 20)+"”无法识别，请查登记簿")
}

// settle takes a status back that the days contradict: a list of one day is no register.
func (r *reader) settle(x *right.Right, word string) {
	if x.Kind.Patent() && x.Status != right.Application && x.Granted.IsZero() {
		x.Status = ""
		r.notes = append(r.notes, "列表称“"+clip(word, 20)+"”而没有授权公告日，请查登记簿")
	}
	if x.Status == right.Application && !x.Granted.IsZero() {
		x.Status = ""
		r.notes = append(r.notes, "列表称“"+clip(word, 20)+"”而有授权公告日，请查登记簿")
	}
}
