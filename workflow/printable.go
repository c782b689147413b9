package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"zhiya/valuation/fault"
)

// printable refuses text that no document could show, field by field, before anything is stored.
func (d *Desk) printable(payload []byte) error {
	if d.Documents == nil {
		return nil
	}
	// A payload without escapes holds its texts as they are, so one look at the whole is enough when nothing is wrong.
	if bytes.IndexByte(payload, '\\') < 0 && len(d.Documents.Unprintable(string(payload))) == 0 {
		return nil
	}
	var v any
	if err := json.Unmarshal(payload, &v); err != nil {
		return fault.Wrap(err, "command.json", "操作内容无法读取")
	}
	var fs fault.Faults
	d.walk(&fs, "", v)
	return fs.Err()
}

func (d *Desk) walk(fs *fault.Faults, path string, v any) {
	switch v := v.(type) {
	case string:
		if bad := d.Documents.Unprintable(v); len(bad) > 0 {
			fs.Invalid("text.unprintable", path, "含有无法打印的字符 %s，请改用常用字或在备注中用文字说明", names(bad))
		}
	case []any:
		for i, x := range v {
			d.walk(fs, fmt.Sprintf("%s[%d]", path, i), x)
		}
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			d.walk(fs, fault.Join(path, k), v[k])
		}
	}
}

func names(runes []rune) string {
	out := ""
	for i, r := range runes {
		if i == 5 {
			return out + "等"
		}
		if i > 0 {
			out += "、"
		}
		out += fmt.Sprintf("“%c”（U+%04X）", r, r)
	}
	return out
}
