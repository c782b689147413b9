// Package stationery is what an organisation prints with (文书设置): the head of its papers, how they are numbered, how many
// originals it makes, and the wording of their fixed sentences. Everything is kept in versions; what was issued earlier stays
// as it was.
package stationery

import (
	"regexp"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// LogoPolicy says what happens to a paper whose logo cannot be had.
type LogoPolicy string

// The policies.
const (
	RefuseWithoutLogo LogoPolicy = "refuse" // 不得出具, the zero value's meaning too
	OmitLogo          LogoPolicy = "omit"   // 不印标志照常出具
)

// Settings are the letterhead and the numbering of one organisation from a day on. A saved version never changes.
type Settings struct {
	OrgID   string    `json:"org_id"`
	Version int64     `json:"version"` // 1, 2, … within the organisation
	From    date.Date `json:"from"`    // 启用日: in force for papers of this day and later
	SavedOn date.Date `json:"saved_on"`
	AtMilli int64     `json:"at_milli"` // unix milliseconds
	Person  string    `json:"person"`   // who saved it

	Name        string        `json:"name"`                 // printed name; empty prints the name of the register
	Short       string        `json:"short,omitempty"`      // 机构简称 in numbers
	Line        string        `json:"line,omitempty"`       // address and telephone, one line
	SealLabel   string        `json:"seal_label,omitempty"` // in the frame left for the seal; empty prints 公章
	Logo        string        `json:"logo,omitempty"`       // hex SHA-256 of the kept picture; empty for none
	WithoutLogo LogoPolicy    `json:"without_logo,omitempty"`
	Kinds       []KindSetting `json:"kinds,omitempty"`
}

// KindSetting is what is settled for one kind of paper.
type KindSetting struct {
	Kind      casefile.DocumentKind `json:"kind"`
	Originals int                   `json:"originals,omitempty"` // 正本份数 1–99; 0 leaves it open
	Pattern   string                `json:"pattern,omitempty"`   // numbering pattern; empty numbers by the case
}

// Of is the setting of a kind, the zero one when nothing is settled.
func (s Settings) Of(kind casefile.DocumentKind) KindSetting {
	for _, k := range s.Kinds {
		if k.Kind == kind {
			return k
		}
	}
	return KindSetting{Kind: kind}
}

// The longest texts, in characters: what stands in one line of a page's head.
const (
	longestName  = 40
	longestShort = 12
	longestLine  = 60
	longestSeal  = 8
	mostCopies   = 99
)

var lineBreak = regexp.MustCompile(`[\r\n\t]`)

// Validate names every fault of the settings by themselves; Clashes compares their numbering with others'.
func (s Settings) Validate() error {
	var fs fault.Faults
	if s.From.IsZero() {
		fs.Invalid("stationery.from", "from", "请填写启用日期")
	}
	for _, f := range []struct {
		path, title, text string
		most              int
	}{{"name", "文书上的机构名称", s.Name, longestName}, {"short", "机构简称", s.Short, longestShort},
		{"line", "地址电话行", s.Line, longestLine}, {"seal_label", "盖章处文字", s.SealLabel, longestSeal}} {
		if n := len([]rune(f.text)); n > f.most {
			fs.Invalid("stationery.long", f.path, "%s不得超过 %d 个字（现为 %d 个字），否则一行印不下", f.title, f.most, n)
		}
		if lineBreak.MatchString(f.text) {
			fs.Invalid("stationery.line", f.path, "%s只能是一行文字，请去掉换行和制表符", f.title)
		}
		if strings.TrimSpace(f.text) != f.text {
			fs.Invalid("stationery.blank", f.path, "%s首尾有空格，请去掉", f.title)
		}
	}
	if s.WithoutLogo != "" && s.WithoutLogo != RefuseWithoutLogo && s.WithoutLogo != OmitLogo {
		fs.Invalid("stationery.policy", "without_logo", "请选择标志无法取得时是否照常出具")
	}
	seen := map[casefile.DocumentKind]bool{}
	for _, k := range s.Kinds {
		path := "kinds." + string(k.Kind)
		if !slices.Contains(casefile.DocumentKinds(), k.Kind) {
			fs.Invalid("stationery.kind", path, "没有“%s”这种文书", k.Kind)
			continue
		}
		if seen[k.Kind] {
			fs.Invalid("stationery.twice", path, "《%s》设置了两次，请删去一次", k.Kind)
		}
		seen[k.Kind] = true
		if k.Kind == casefile.DocAppraisalReport && k.Originals != 0 {
			fs.Invalid("stationery.report", path+".originals", "《%s》的份数在签发时填写，这里请留空", k.Kind)
		}
		if k.Originals < 0 || k.Originals > mostCopies {
			fs.Invalid("stationery.originals", path+".originals", "《%s》的正本份数应为 1 至 %d", k.Kind, mostCopies)
		}
		if k.Pattern != "" {
			p, err := ParsePattern(k.Pattern)
			fs.Append(path+".pattern", err)
			if err == nil && p.uses(fieldShort) && s.Short == "" {
				fs.Invalid("stationery.short", "short", "《%s》的文号规则用到{机构简称}，请填写机构简称", k.Kind)
			}
		}
	}
	return fs.Err()
}

// InForce is what an organisation prints with on a day: of the versions begun by then the one that begins last, and of two of
// the same day the later version; false when none has begun.
func InForce(versions []Settings, on date.Date) (Settings, bool) {
	var best Settings
	found := false
	for _, v := range versions {
		if v.From.After(on) {
			continue
		}
		if !found || v.From.After(best.From) || (v.From == best.From && v.Version > best.Version) {
			best, found = v, true
		}
	}
	return best, found
}
