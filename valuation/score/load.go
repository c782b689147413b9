package score

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"

	"zhiya/valuation/fault"
)

// BuiltInLabel stands beside every result of the indicators that come with the program: they are no text of a national
// standard, whose tables a firm enters from its own copy.
const BuiltInLabel = "软件内置示例指标（非国家标准原文）"

// Parse reads one tree as JSON and validates it. Unknown fields and text after the tree are refused.
func Parse(b []byte) (Tree, error) {
	var t Tree
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(&t)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("text after the tree")
		}
	}
	if err != nil {
		var faults fault.Faults
		if errors.As(err, &faults) { // a weight or a bound that is no decimal
			return Tree{}, faults
		}
		return Tree{}, fault.Faults{{Kind: fault.Invalid, Code: "score.json", Message: "指标体系不是约定的 JSON 格式，请用本程序导出的文件修改", Cause: err}}
	}
	return t, t.Validate()
}

// Load reads every *.json of a directory as a tree, in the order of the names. All faults come together, with the file's
// name as path; two trees with one id are refused.
func Load(dir fs.FS) ([]Tree, error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, fault.Wrap(err, "score.read", "指标体系目录无法读取")
	}
	var faults fault.Faults
	var out []Tree
	seen := map[string]bool{}
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fault.Wrap(err, "score.read", "指标体系 "+name+" 无法读取")
		}
		t, err := Parse(b)
		faults.Append(path.Base(name), err)
		if err == nil && seen[t.ID] {
			faults.Invalid("score.id", path.Base(name), "指标体系编号 %s 重复", t.ID)
		}
		seen[t.ID] = true
		out = append(out, t)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return out, nil
}
