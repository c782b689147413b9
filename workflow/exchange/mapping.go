// Package exchange brings rights of intellectual property in from the lists that search platforms, offices and firms keep in
// workbooks and CSV files: it recognises their columns, reads every row into a right, and says of each row that it cannot take
// what is wrong and how to mend it. No row is lost in silence: those read are those taken, refused, repeated and blank. It opens
// no file; rows come from whoever read them.
package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"zhiya/assets"
	"zhiya/valuation/fault"
)

// Field is what a column may hold.
type Field string

const (
	Number        Field = "number"          // 专利号、申请号、注册号、登记号
	Publication   Field = "publication"     // 公开（公告）号: its last letter tells what was published
	Title         Field = "title"           // 名称
	Kind          Field = "kind"            // 种类; else the number tells
	Filed         Field = "filed"           // 申请日，首次发表日
	Granted       Field = "granted"         // 授权公告日，核准注册日
	Published     Field = "published"       // 公开（公告）日: that of the grant when the publication is one
	Status        Field = "status"          // 法律状态
	StatusOn      Field = "status_on"       // 法律状态查询日
	Owners        Field = "owners"          // 权利人
	USCC          Field = "uscc"            // 统一社会信用代码 of the owners, in their order
	IPC           Field = "ipc"             // 主分类号
	Class         Field = "class"           // 商标类别
	TermEnd       Field = "term_end"        // 商标专用期止
	ProtectionEnd Field = "protection_end"  // 著作权保护期止
	FeesPaidUntil Field = "fees_paid_until" // 年费缴至
	Claims        Field = "claims"          // 权利要求数
	Jurisdiction  Field = "jurisdiction"    // 国别: only CN is taken
)

// places lists the fields in the order in which their columns are kept.
var places = []Field{Number, Publication, Title, Kind, Filed, Granted, Published, Status, StatusOn, Owners, USCC, IPC, Class, TermEnd, ProtectionEnd, FeesPaidUntil, Claims, Jurisdiction}

var placed = func() map[Field]int {
	out := make(map[Field]int, len(places))
	for i, f := range places {
		out[f] = i
	}
	return out
}()

func (f Field) place() int {
	if i, known := placed[f]; known {
		return i
	}
	return -1
}

// Heading is a field with the names its column has in the lists of the platforms, the most telling first.
type Heading struct {
	Field   Field    `json:"field"`
	Title   string   `json:"title"`
	Headers []string `json:"headers"`
}

var headings = sync.OnceValue(func() []Heading {
	raw, err := fs.ReadFile(assets.ImportHeaders(), "headers.json")
	var file struct {
		Fields []Heading `json:"fields"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil {
		panic("the built-in column names are broken: " + err.Error()) // a test reads them
	}
	return file.Fields
})

// Headings lists the fields with the names of their columns.
func Headings() []Heading { return slices.Clone(headings()) }

// Title is what the field is called.
func (f Field) Title() string {
	for _, h := range headings() {
		if h.Field == f {
			return h.Title
		}
	}
	return string(f)
}

// DayOrder is how a list writes days such as 03/04/2017.
type DayOrder string

const (
	DayFirst   DayOrder = "dmy" // 日在前
	MonthFirst DayOrder = "mdy" // 月在前
)

// mappingVersion is that of the form in which mappings are kept.
const mappingVersion = 1

// Mapping says which column of a list holds which field, by the head of the column. It is made by guess, changed by the person and
// may be kept under a name, as JSON.
type Mapping struct {
	Version   int              `json:"version"`
	Name      string           `json:"name,omitempty"`
	Worksheet string           `json:"worksheet,omitempty"` // "" for the first that holds anything
	Columns   map[Field]string `json:"columns"`             // head of the column as it stands in the list
	DayOrder  DayOrder         `json:"day_order,omitempty"` // "": such days are refused unless they tell themselves
}

// ReadMapping reads a mapping that was kept. Faults: mapping.json, mapping.version, mapping.field, mapping.day_order.
func ReadMapping(b []byte) (Mapping, error) {
	m := Mapping{Version: mappingVersion} // one written by hand need not name it
	in := json.NewDecoder(bytes.NewReader(b))
	in.DisallowUnknownFields()
	err := in.Decode(&m)
	if err == nil && in.More() {
		err = errors.New("more than one value")
	}
	var fs fault.Faults
	switch {
	case err != nil:
		return Mapping{}, fault.Faults{{Kind: fault.Invalid, Code: "mapping.json", Message: "列对应关系无法读取，应为本程序保存的 JSON，请重新选择各列后保存", Cause: err}}
	case m.Version != mappingVersion:
		return Mapping{}, fault.New(fault.Invalid, "mapping.version", "version", "列对应关系的版本 %d 不是本程序能读的 %d，请升级程序或重新选择各列后保存", m.Version, mappingVersion)
	case m.DayOrder != "" && m.DayOrder != DayFirst && m.DayOrder != MonthFirst:
		fs.Invalid("mapping.day_order", "day_order", "日期顺序“%s”应为 dmy（日在前）或 mdy（月在前）", clip(string(m.DayOrder), 20))
	}
	for _, f := range slices.Sorted(maps.Keys(m.Columns)) {
		if f.place() < 0 {
			fs.Invalid("mapping.field", "columns."+string(f), "没有“%s”这一项内容，可用的为 %s", clip(string(f), 20), fieldNames())
		}
	}
	return m, fs.Err()
}

func fieldNames() string {
	names := make([]string, len(places))
	for i, f := range places {
		names[i] = string(f)
	}
	return strings.Join(names, "、")
}

// JSON is the form in which a mapping is kept.
func (m Mapping) JSON() ([]byte, error) {
	m.Version = mappingVersion
	b, err := json.MarshalIndent(m, "", "  ")
	return b, fault.Wrap(err, "mapping.json", "列对应关系无法保存")
}

// plain is a head in the one form in which heads are compared: half width, lower case, no blanks.
func plain(head string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\ufeff' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(head))
}

// Guess maps the columns of a head row by the names the platforms use; the share is how many of its columns with a head were known.
func Guess(head []string) (Mapping, float64) {
	m := Mapping{Version: mappingVersion, Columns: map[Field]string{}}
	at := map[string]string{}
	named := 0
	for _, h := range head {
		if p := plain(h); p != "" {
			named++
			if _, twice := at[p]; !twice {
				at[p] = strings.TrimSpace(h)
			}
		}
	}
	for _, h := range headings() {
		for _, name := range h.Headers {
			if column, found := at[plain(name)]; found {
				m.Columns[h.Field] = column
				break
			}
		}
	}
	if named == 0 {
		return m, 0
	}
	return m, float64(len(m.Columns)) / float64(named)
}

// mostHead is how far down a list its head row is looked for: above it stand titles and search addresses.
const mostHead = 20

// FindHead gives the rows, counted from 0, that are the head of the list, from the first to the last, with the heads of all columns
// and their mapping: those in which most columns are known. A head of two rows has cells merged over columns or rows: a column is
// called by its lower cell, or when that is empty by its upper one.
// Fault: import.head when nothing among the first 20 rows names a number and another field.
func FindHead(rows [][]string) (first, last int, head []string, m Mapping, err error) {
	rows = rows[:min(len(rows), mostHead)]
	best := 0
	take := func(from, to int, cells []string) {
		guess, _ := Guess(cells)
		_, number := guess.Columns[Number]
		_, publication := guess.Columns[Publication]
		if n := len(guess.Columns); (number || publication) && n >= 2 && n > best {
			first, last, head, m, best = from, to, cells, guess, n
		}
	}
	for i, row := range rows {
		take(i, i, row)
	}
	for i := range max(len(rows)-1, 0) {
		if len(rows[i]) > 0 && len(rows[i+1]) > 0 {
			take(i, i+1, merged(rows[i], rows[i+1]))
		}
	}
	if best == 0 {
		err = fault.New(fault.Invalid, "import.head", "", "前 %d 行中没有找到列名行：列名应含“专利号”或“申请号”（商标为“注册号”，软件著作权为“登记号”）和“名称”，请核对文件，或在导入时指定各列", mostHead)
	}
	return first, last, head, m, err
}

// merged is the head that two rows make together.
func merged(upper, lower []string) []string {
	out := make([]string, max(len(upper), len(lower)))
	copy(out, upper)
	for i, h := range lower {
		if strings.TrimSpace(h) != "" {
			out[i] = h
		}
	}
	return out
}

// Check refuses a mapping that names no column of the head row, or has none for the number.
func (m Mapping) Check(head []string) error {
	var fs fault.Faults
	known := map[string]bool{}
	for _, h := range head {
		known[plain(h)] = true
	}
	for _, h := range headings() {
		if column, given := m.Columns[h.Field]; given && !known[plain(column)] {
			fs.Invalid("import.column", string(h.Field), "文件中没有“%s”这一列，请为“%s”另选一列", column, h.Title)
		}
	}
	if m.Columns[Number] == "" && m.Columns[Publication] == "" {
		fs.Invalid("import.number", string(Number), "请选择“%s”所在的列", Number.Title())
	}
	return fs.Err()
}
