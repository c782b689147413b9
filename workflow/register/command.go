package register

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/right"
)

// MostImported is how many rights one import may hold.
const MostImported = 200_000

// Longest texts that the register keeps, in characters.
const (
	longestNumber = 100
	longestName   = 500
	longestText   = 2000
)

// ImportRights 批量导入: rows of a file or of another system, already read. A right that the register knows gets a new line, with
// what the row leaves empty kept as it was; a row that says nothing new is left out.
type ImportRights struct {
	Source   string        `json:"source"`             // file name, vendor, extract
	LookedUp date.Date     `json:"looked_up,omitzero"` // day the source speaks of, for rows without one of their own
	Rights   []right.Right `json:"rights"`
}

// Prepared is a copy with the day and source of the import laid into rows that have none.
func (cmd ImportRights) Prepared() ImportRights {
	cmd.Rights = slices.Clone(cmd.Rights)
	for i := range cmd.Rights {
		r := &cmd.Rights[i]
		r.Ref = ""
		if r.StatusOn.IsZero() && r.Status != "" { // what a list does not say was not looked up
			r.StatusOn = cmd.LookedUp
		}
		if r.StatusSource == "" {
			r.StatusSource = cmd.Source
		}
	}
	return cmd
}

// Validate gathers what is wrong, with paths such as rights[12].number. on is the day of the import.
func (cmd ImportRights) Validate(on date.Date) error {
	var fs fault.Faults
	checkSource(&fs, cmd.Source)
	switch n := len(cmd.Rights); {
	case n == 0:
		fs.Invalid("register.empty", "rights", "没有可导入的权利")
	case n > MostImported:
		fs.Invalid("register.many", "rights", "一次最多导入 %d 项权利，本次有 %d 项，请分批导入", MostImported, n)
		return fs.Err()
	}
	if !on.IsZero() && cmd.LookedUp.After(on) {
		fs.Invalid("date.future", "looked_up", "查询日 %s 晚于 %s，请核对", cmd.LookedUp, on)
	}
	seen := make(map[string]int, len(cmd.Rights))
	for i := range cmd.Rights {
		checkRight(&fs, func() string { return fmt.Sprintf("rights[%d]", i) }, cmd.Rights[i], on)
		key := Key(cmd.Rights[i])
		if first, dup := seen[key]; dup && key != "" {
			fs.Invalid("right.duplicate", fmt.Sprintf("rights[%d].number", i), "与第 %d 项权利重复（%s），请删除其中一行", first+1, cmd.Rights[i].Number)
			continue
		}
		seen[key] = i
	}
	return fs.Err()
}

func checkSource(fs *fault.Faults, source string) {
	switch {
	case strings.TrimSpace(source) == "":
		fs.Invalid("register.source", "source", "请填写来源（文件名、数据服务商或登记簿副本）")
	case utf8.RuneCountInString(source) > longestName:
		fs.Invalid("text.long", "source", "来源超过 %d 字，请改短", longestName)
	}
}

// whatIsKnown is the right as far as it can be judged: a status that no list gave is looked up later and is no fault of the others.
func whatIsKnown(r right.Right) right.Right {
	if r.Status == "" && !right.IsCopyright(r.Kind) {
		r.Status = right.InForce
		if r.Kind.Patent() && r.Granted.IsZero() {
			r.Status = right.Application
		}
	}
	return r
}

// checkRight adds what is wrong with a right; path is asked only when something is, for most rows of an import are well.
func checkRight(fs *fault.Faults, path func() string, r right.Right, on date.Date) {
	if err := whatIsKnown(r).Validate(on); err != nil {
		fs.Append(path(), err)
	}
	if r.Number == "" && r.Title == "" {
		fs.Invalid("right.nameless", fault.Join(path(), "number"), "号码和名称都未填写，无法登记")
	}
	long := func(field, word, text string, most int) {
		if len(text) > most && utf8.RuneCountInString(text) > most {
			fs.Invalid("text.long", fault.Join(path(), field), "%s超过 %d 字，请核对是否错列", word, most)
		}
	}
	long("number", "权利号码", r.Number, longestNumber)
	long("title", "名称", r.Title, longestName)
	long("status_source", "查询来源", r.StatusSource, longestName)
	long("litigation", "诉讼情况", r.Litigation, longestText)
	long("other", "其他情形", r.Other, longestText)
	if len(r.Owners) > 100 {
		fs.Invalid("right.owners", fault.Join(path(), "owners"), "权利人有 %d 名，超过 100 名，请核对是否错列", len(r.Owners))
	}
	for _, o := range r.Owners {
		long("owners", "权利人", o.Name, longestName)
	}
}

// UpdateRight 登记查询结果: what a look-up found, as a new line. Lines is the number of lines the person saw.
type UpdateRight struct {
	Entry  int64       `json:"entry"`
	Lines  int         `json:"lines"`
	Right  right.Right `json:"right"`
	Family string      `json:"family" label:"同族（近似商标族）" opt:"1" hint:"同族权利填写同一名称"`
	Notes  string      `json:"notes" label:"备注" opt:"1" lines:"3"`
}

// Validate checks the new line against the facts it follows.
func (cmd UpdateRight) Validate(before Facts, on date.Date) error {
	var fs fault.Faults
	r := cmd.Right
	checkRight(&fs, func() string { return "right" }, r, on)
	if r.StatusOn.IsZero() {
		fs.Invalid("right.missing", "right.status_on", "请填写法律状态查询日")
	}
	if strings.TrimSpace(r.StatusSource) == "" {
		fs.Invalid("right.missing", "right.status_source", "请填写查询来源（如专利登记簿副本）")
	}
	if r.StatusOn.Before(before.Right.StatusOn) {
		fs.Invalid("register.older", "right.status_on", "查询日 %s 早于登记簿已有的 %s，请核对；较早的记录仍保留在历史中", r.StatusOn, before.Right.StatusOn)
	}
	if key := Key(before.Right); key != "" && Key(r) != key {
		fs.Invalid("register.number", "right.number", "更新状态不能更换权利的种类、号码和类别；录错号码的请重新导入正确的一条，再合并重复权利")
	}
	checkFamily(&fs, cmd.Family)
	if utf8.RuneCountInString(cmd.Notes) > longestText {
		fs.Invalid("text.long", "notes", "备注超过 %d 字，请改短", longestText)
	}
	return fs.Err()
}

func checkFamily(fs *fault.Faults, family string) {
	if utf8.RuneCountInString(family) > longestNumber {
		fs.Invalid("text.long", "family", "同族名称超过 %d 字，请改短", longestNumber)
	}
}

// MergeDuplicate 合并重复权利: Duplicate is the same right as Keep, written in another way. Its history stays, under Keep.
type MergeDuplicate struct {
	Keep      int64  `json:"keep"`
	Duplicate int64  `json:"duplicate"`
	Reason    string `json:"reason" label:"合并原因"`
}

// Validate checks the two entries.
func (cmd MergeDuplicate) Validate(keep, duplicate Facts) error {
	var fs fault.Faults
	if strings.TrimSpace(cmd.Reason) == "" {
		fs.Invalid("text.missing", "reason", "请填写合并原因")
	}
	switch {
	case cmd.Keep == cmd.Duplicate:
		fs.Invalid("register.same", "duplicate", "请选择两项不同的权利")
	case keep.Merged != 0:
		fs.Refuse("register.merged", "keep", "保留的一项已并入其他权利，请改选并入后的那一项")
	case duplicate.Merged != 0:
		fs.Refuse("register.merged", "duplicate", "该项已并入其他权利，不能再次合并")
	case keep.Right.Kind != duplicate.Right.Kind:
		fs.Refuse("register.kinds", "duplicate", "两项权利的种类不同（%s、%s），不是同一权利", keep.Right.Kind, duplicate.Right.Kind)
	}
	return fs.Err()
}

// MostGrouped is how many entries one act puts into a family.
const MostGrouped = 500

// GroupFamily 归入同族: several entries get one family name; "" takes them out of theirs.
type GroupFamily struct {
	Entries []int64 `json:"entries"`
	Family  string  `json:"family" label:"同族（近似商标族）" opt:"1"`
}

// Validate checks the form.
func (cmd GroupFamily) Validate() error {
	var fs fault.Faults
	if n := len(cmd.Entries); n == 0 || n > MostGrouped {
		fs.Invalid("register.entries", "entries", "请选择 1 至 %d 项权利", MostGrouped)
	}
	checkFamily(&fs, cmd.Family)
	return fs.Err()
}

// RemoveBatch 撤销导入: takes back what an import did to entries that nobody touched since.
type RemoveBatch struct {
	Batch  int64  `json:"batch"`
	Reason string `json:"reason" label:"撤销原因"`
}

// Validate checks the batch.
func (cmd RemoveBatch) Validate(b Batch) error {
	var fs fault.Faults
	if strings.TrimSpace(cmd.Reason) == "" {
		fs.Invalid("text.missing", "reason", "请填写撤销原因")
	}
	switch {
	case b.Act != Imported:
		fs.Refuse("register.undo", "batch", "只能撤销批量导入；%s可以用新的查询结果更正", b.Act)
	case b.Undone:
		fs.Refuse("register.undone", "batch", "这次导入已经撤销过")
	}
	return fs.Err()
}
