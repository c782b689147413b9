package stationery

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Wording is one saved version of a template's text; it never changes. Version 0 is the built-in text, which nobody saved.
type Wording struct {
	OrgID   string    `json:"org_id"`
	Name    string    `json:"name"`    // of the template
	Version int64     `json:"version"` // 1, 2, … within organisation and template
	Text    string    `json:"text"`    // one sentence or clause a line
	Reset   bool      `json:"reset"`   // went back to the built-in text of that day
	SavedOn date.Date `json:"saved_on"`
	AtMilli int64     `json:"at_milli"` // unix milliseconds
	Person  string    `json:"person"`   // who saved it
}

// Latest is the last version of every template that was ever saved.
func Latest(versions []Wording) map[string]Wording {
	out := map[string]Wording{}
	for _, v := range versions {
		if v.Version > out[v.Name].Version {
			out[v.Name] = v
		}
	}
	return out
}

// FigureRule is the rule by which figures cannot be typed over, as people are told it.
const FigureRule = "案件的金额、比率、日期、数量只能由字段带入，模板文字中不得直接写数字、百分比或者金额；引用法律时书名号内的名称、文号和条款号除外。每个字段都必须出现在文字中，不得删去。"

// The longest text of a template: lines, and characters in a line.
const (
	mostLines   = 40
	longestText = 1000
)

var (
	fieldPattern = regexp.MustCompile(`【([^【】\n]*)】`)
	// citation is what may hold figures: a title in 《》 with its document number, a document number, an article.
	citation = regexp.MustCompile(`《[^《》\n]*》|〔[0-9０-９]{4}〕(第)?[0-9０-９]+号|(公告|令)第[0-9０-９]+号|第[0-9０-９零〇一二三四五六七八九十百千]+(条|款|项|章|节)(之[一二三四五六七八九十])?`)
	figure   = regexp.MustCompile(`[0-9０-９①-⑳⑴-⒇Ⅰ-Ⅻ㈠-㈩]+([.．,，][0-9０-９]+)*[%％‰]?|[%％‰￥¥$]|[壹贰叁肆伍陆柒捌玖拾佰仟]+|[百千万]分之[零〇一二三四五六七八九十百千万点]+|` +
		`[零〇一二两三四五六七八九十百千万亿半]+(余|多|点[零〇一二三四五六七八九]+)?(元|角|分[^之别配担享歧散类项割摊成立段层工支行部公]|万元|亿元|成[^交立功为本果]|折|个月|个工作日|天|日)|` +
		`[零〇一二三四五六七八九十]{2,}年`)
	// otherField is how fields are written elsewhere.
	otherField = regexp.MustCompile(`\{\{|\}\}|\{[^{}\n]*\}|\$\{`)
)

// Check names every fault of a text: an unknown field, one left out, brackets that do not pair, figures that are typed, and
// characters that cannot be printed. unprintable may be nil. The path of a fault is lines[n], n counting from 1.
func (t Template) Check(text string, unprintable func(string) []rune) error {
	var fs fault.Faults
	if strings.TrimSpace(text) == "" {
		fs.Invalid("wording.empty", "text", "《%s》的“%s”不能为空；要恢复原文请用“恢复内置文字”", t.Kind, t.Title)
		return fs.Err()
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) > mostLines {
		fs.Invalid("wording.lines", "text", "文字有 %d 行，不得超过 %d 行", len(lines), mostLines)
	}
	used := map[string]bool{}
	for i, line := range lines {
		t.checkLine(&fs, fmt.Sprintf("lines[%d]", i+1), i+1, line, used, unprintable)
	}
	for _, f := range t.Fields {
		if !used[f.Name] {
			fs.Invalid("wording.missing", "fields."+f.Name, "缺少字段【%s】（%s）：该内容由案件带入，不得删去，请把光标放到合适的位置后点“%s”", f.Name, f.Says, f.Name)
		}
	}
	return fs.Err()
}

func (t Template) checkLine(fs *fault.Faults, path string, n int, line string, used map[string]bool, unprintable func(string) []rune) {
	if strings.TrimSpace(line) == "" {
		fs.Invalid("wording.blank", path, "第 %d 行是空行，请删去", n)
		return
	}
	if c := len([]rune(line)); c > longestText {
		fs.Invalid("wording.long", path, "第 %d 行有 %d 个字，不得超过 %d 个字，请分成几行", n, c, longestText)
	}
	for _, m := range fieldPattern.FindAllStringSubmatch(line, -1) {
		if !slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Name == m[1] }) {
			fs.Invalid("wording.field", path, "第 %d 行：没有字段【%s】，%s", n, m[1], t.fieldNames())
			continue
		}
		used[m[1]] = true
	}
	plain := fieldPattern.ReplaceAllString(line, "、")
	if strings.ContainsAny(plain, "【】") {
		fs.Invalid("wording.bracket", path, "第 %d 行：字段的方头括号【】不成对", n)
	}
	if m := otherField.FindString(plain); m != "" {
		fs.Invalid("wording.brace", path, "第 %d 行：“%s”不是字段的写法，字段写作【字段名】", n, m)
	}
	if hidden := strings.IndexFunc(plain, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); hidden >= 0 {
		r := []rune(plain[hidden:])[0]
		fs.Invalid("wording.character", path, "第 %d 行：含有不可见的控制字符（U+%04X），请删去后重新输入", n, r)
	} else if unprintable != nil {
		if bad := unprintable(plain); len(bad) > 0 {
			fs.Invalid("wording.character", path, "第 %d 行：含有无法打印的字符“%c”（U+%04X），请改用常用字", n, bad[0], bad[0])
		}
	}
	if m := figure.FindString(citation.ReplaceAllString(plain, "、")); m != "" {
		fs.Invalid("wording.figure", path, "第 %d 行：不得直接写“%s”。%s", n, m, FigureRule)
	}
}

func (t Template) fieldNames() string {
	if len(t.Fields) == 0 {
		return "本段文字没有可用的字段"
	}
	var out []string
	for _, f := range t.Fields {
		out = append(out, "【"+f.Name+"】")
	}
	return "可用的字段：" + strings.Join(out, "、")
}

// Fill puts values into the fields, line by line. A text that Check accepts and a value for each field never fail.
func (t Template) Fill(text string, values map[string]string) ([]string, error) {
	var fs fault.Faults
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		out = append(out, fieldPattern.ReplaceAllStringFunc(line, func(m string) string {
			name := strings.TrimSuffix(strings.TrimPrefix(m, "【"), "】")
			v, ok := values[name]
			if !ok {
				fs.Refuse("wording.field", t.Name, "《%s》的“%s”含有程序不认识的字段【%s】，请在文书设置中改正", t.Kind, t.Title, name)
			}
			return v
		}))
	}
	if len(out) == 0 {
		fs.Refuse("wording.empty", t.Name, "《%s》的“%s”没有文字，请在文书设置中恢复", t.Kind, t.Title)
	}
	return out, fs.Err()
}
