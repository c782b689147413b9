package command

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Limits of an input: far above any honest request, far below what would exhaust the machine.
const (
	maxInputBytes = 16 << 20
	maxDepth      = 32
	maxFaults     = 100
)

// DecodeStrict reads one JSON value into the struct that into points to, and names every fault with its path: unknown
// and repeated fields, missing ones, wrong types, unreadable amounts, rates and dates. A field is optional when it is a
// pointer or its json tag says omitempty or omitzero. The whole is refused when it is no JSON, has content behind its end, is not
// UTF-8, nests deeper than 32 or is larger than 16 MiB. All faults are Invalid. Types that read text are read from
// strings only, so that an amount never passes through a float.
func DecodeStrict(data []byte, into any) error { return DecodeStrictAt("", data, into) }

// DecodeStrictAt is DecodeStrict for a part of a document: path stands before the paths of all faults.
func DecodeStrictAt(path string, data []byte, into any) error {
	root, err := parseJSON(path, data)
	if err != nil {
		return err
	}
	var fs fault.Faults
	duplicates(&fs, path, root)
	bind(&fs, path, root, reflect.ValueOf(into).Elem())
	if len(fs) > maxFaults {
		rest := len(fs) - maxFaults
		fs = fs[:maxFaults]
		fs.Invalid("json.more", path, "另有 %d 处错误从略，请先更正以上各处", rest)
	}
	return fs.Err()
}

// node is a parsed value that keeps what encoding/json drops: the order of the fields, repeats, and the source text.
type node struct {
	raw    []byte
	value  any // nil, bool, string or json.Number for a leaf
	array  bool
	object bool
	items  []*node
	keys   []string // of an object, beside items
}

func parseJSON(path string, data []byte) (*node, error) {
	refuse := func(code, message string, args ...any) (*node, error) {
		return nil, fault.New(fault.Invalid, code, path, message, args...)
	}
	if len(data) > maxInputBytes {
		return refuse("json.size", "输入超过 %d MiB，请拆分后再试", maxInputBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // Windows editors write a byte order mark
	if !utf8.Valid(data) {
		return refuse("json.encoding", "输入不是 UTF-8 编码，请另存为 UTF-8 后再试")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return refuse("json.empty", "没有输入内容，请给出一个 JSON 对象")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		var syntax *json.SyntaxError
		if !errors.As(err, &syntax) {
			return refuse("json.syntax", "输入不是合法的 JSON，请核对")
		}
		line, column := position(data, int(syntax.Offset))
		return refuse("json.syntax", "第 %d 行第 %d 列附近不是合法的 JSON，请核对括号、引号与逗号，且结尾后不得有多余内容", line, column)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	root, err := parseNode(decoder, data, 0)
	if errors.Is(err, errTooDeep) {
		return refuse("json.depth", "JSON 嵌套超过 %d 层，请核对", maxDepth)
	}
	if err != nil {
		return refuse("json.syntax", "输入不是合法的 JSON，请核对")
	}
	return root, nil
}

// position turns a byte offset into a line and a column counted in characters, both from 1.
func position(data []byte, offset int) (line, column int) {
	before := data[:max(0, min(offset-1, len(data)))]
	line = bytes.Count(before, []byte("\n")) + 1
	return line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

var errTooDeep = errors.New("json nests too deep")

func parseNode(d *json.Decoder, data []byte, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	start := d.InputOffset()
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	n := &node{}
	switch t := token.(type) {
	case json.Delim:
		n.array, n.object = t == '[', t == '{'
		for d.More() {
			if n.object {
				key, err := d.Token()
				if err != nil {
					return nil, err
				}
				n.keys = append(n.keys, key.(string))
			}
			item, err := parseNode(d, data, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
	default:
		n.value = token
	}
	n.raw = bytes.TrimLeft(data[start:d.InputOffset()], " \t\r\n:,")
	return n, nil
}

func duplicates(fs *fault.Faults, path string, n *node) {
	seen := map[string]bool{}
	for i, item := range n.items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if n.object {
			at = fault.Join(path, pathElement(n.keys[i]))
			if seen[n.keys[i]] {
				fs.Invalid("field.duplicate", at, "字段重复出现，请只保留一个")
			}
			seen[n.keys[i]] = true
		}
		duplicates(fs, at, item)
	}
}

// pathElement keeps an ordinary key and quotes a strange one, clipped, so that a path stays one readable word.
func pathElement(key string) string {
	plain := key != "" && strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || strings.ContainsRune(".[]\"\\\u007f", r) }) < 0
	if runes := []rune(key); len(runes) > 40 {
		key, plain = string(runes[:40])+"…", false
	}
	if plain {
		return key
	}
	return fmt.Sprintf("%q", key)
}

var (
	rawType   = reflect.TypeFor[json.RawMessage]()
	moneyType = reflect.TypeFor[money.Money]()
	rateType  = reflect.TypeFor[money.Rate]()
	dateType  = reflect.TypeFor[date.Date]()
)

func bind(fs *fault.Faults, path string, n *node, v reflect.Value) {
	if v.Type() == rawType {
		v.SetBytes(n.raw)
		return
	}
	if v.Kind() == reflect.Pointer {
		if n.isNull() {
			v.SetZero()
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		bind(fs, path, n, v.Elem())
		return
	}
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		bindText(fs, path, n, v.Type(), text)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		bindStruct(fs, path, n, v)
	case reflect.Slice:
		bindSlice(fs, path, n, v)
	case reflect.Map:
		bindMap(fs, path, n, v)
	case reflect.String:
		if s, ok := n.value.(string); ok {
			v.SetString(s)
			return
		}
		mismatch(fs, path, n, v.Type())
	case reflect.Bool:
		if b, ok := n.value.(bool); ok {
			v.SetBool(b)
			return
		}
		mismatch(fs, path, n, v.Type())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float64:
		bindNumber(fs, path, n, v)
	default:
		panic("command: no strict decoding into " + v.Type().String())
	}
}

func bindText(fs *fault.Faults, path string, n *node, t reflect.Type, into encoding.TextUnmarshaler) {
	s, ok := n.value.(string)
	if !ok {
		mismatch(fs, path, n, t)
		return
	}
	err := into.UnmarshalText([]byte(s))
	switch {
	case err == nil:
	case fault.KindOf(err) == fault.Broken:
		fs.Invalid("field.value", path, "“%s”无法识别，请核对", clip(s))
	default:
		fs.Append(path, err)
	}
}

func bindSlice(fs *fault.Faults, path string, n *node, v reflect.Value) {
	if !n.array {
		mismatch(fs, path, n, v.Type())
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		bind(fs, fmt.Sprintf("%s[%d]", path, i), item, v.Index(i))
	}
}

// bindMap reads an object whose fields are not known beforehand into a map with string keys.
func bindMap(fs *fault.Faults, path string, n *node, v reflect.Value) {
	if !n.object {
		mismatch(fs, path, n, v.Type())
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.items)))
	for i, item := range n.items {
		element := reflect.New(v.Type().Elem()).Elem()
		bind(fs, fault.Join(path, pathElement(n.keys[i])), item, element)
		v.SetMapIndex(reflect.ValueOf(n.keys[i]), element)
	}
}

func bindNumber(fs *fault.Faults, path string, n *node, v reflect.Value) {
	number, ok := n.value.(json.Number)
	if !ok {
		mismatch(fs, path, n, v.Type())
		return
	}
	if v.Kind() == reflect.Float64 {
		f, err := number.Float64()
		if err != nil {
			fs.Invalid("field.range", path, "数字 %s 超出范围", clip(number.String()))
			return
		}
		v.SetFloat(f)
		return
	}
	i, err := number.Int64()
	if err != nil || v.OverflowInt(i) {
		fs.Invalid("field.integer", path, "%s 不是范围内的整数，请核对", clip(number.String()))
		return
	}
	v.SetInt(i)
}

func bindStruct(fs *fault.Faults, path string, n *node, v reflect.Value) {
	if !n.object {
		mismatch(fs, path, n, v.Type())
		return
	}
	fields := fieldsOf(v)
	given := map[string]*node{}
	for i, key := range n.keys {
		if _, known := fields.byName[key]; !known {
			fs.Invalid("field.unknown", fault.Join(path, pathElement(key)), "没有这个字段，可用的字段是 %s", strings.Join(fields.names, "、"))
			continue
		}
		given[key] = n.items[i]
	}
	for _, name := range fields.names {
		field, item := fields.byName[name], given[name]
		if item == nil {
			if field.required {
				fs.Invalid("field.missing", fault.Join(path, name), "缺少必填字段，应为%s", describe(field.value.Type()))
			}
			continue
		}
		bind(fs, fault.Join(path, name), item, field.value)
	}
}

type boundField struct {
	value    reflect.Value
	required bool
}

type fieldSet struct {
	names  []string // in the order of the struct
	byName map[string]boundField
}

func fieldsOf(v reflect.Value) fieldSet {
	set := fieldSet{byName: map[string]boundField{}}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct {
			inner := fieldsOf(v.Field(i))
			set.names = append(set.names, inner.names...)
			for k, f := range inner.byName {
				set.byName[k] = f
			}
			continue
		}
		if !field.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		optional := field.Type.Kind() == reflect.Pointer || strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
		set.names = append(set.names, name)
		set.byName[name] = boundField{value: v.Field(i), required: !optional}
	}
	return set
}

func (n *node) isNull() bool { return !n.array && !n.object && n.value == nil }

func mismatch(fs *fault.Faults, path string, n *node, want reflect.Type) {
	var got string
	switch v := n.value.(type) {
	case string:
		got = "字符串“" + clip(v) + "”"
	case json.Number:
		got = "数字 " + clip(v.String())
	case bool:
		got = fmt.Sprint(v)
	default:
		switch {
		case n.array:
			got = "数组"
		case n.object:
			got = "对象"
		default:
			got = "null"
		}
	}
	fs.Invalid("field.type", path, "应为%s，现为%s", describe(want), got)
}

func describe(t reflect.Type) string {
	switch t {
	case moneyType:
		return "字符串金额（元），例如 \"1000000.01\""
	case rateType:
		return "字符串小数，例如 \"0.54\""
	case dateType:
		return "字符串日期，例如 \"2026-11-22\""
	}
	if t.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "字符串"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return describe(t.Elem())
	case reflect.Struct, reflect.Map:
		return "对象 {…}"
	case reflect.Slice:
		return "数组 […]"
	case reflect.Bool:
		return " true 或 false"
	case reflect.Float64:
		return "数字"
	case reflect.String:
		return "字符串"
	default:
		return "整数"
	}
}

func clip(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}

// readLimited reads at most one byte over the limit, so that DecodeStrict can tell a full input from one too large.
func readLimited(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, maxInputBytes+1))
}
