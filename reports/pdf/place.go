package pdf

import (
	"bytes"
	"fmt"
	"strconv"
)

// Place says in words what stands at a byte of a PDF made by this package, and on which page (from 1; 0 when the byte belongs to no
// page). It is for telling a person where a changed copy differs from the issued file; "" is for a file that is not one of ours.
func Place(file []byte, at int) (page int, what string) {
	o, _, ok := openObjects(file)
	if !ok || at < 0 {
		return 0, ""
	}
	if at >= len(file) {
		return 0, "文件末尾之后"
	}
	table := bytes.LastIndex(file, []byte("xref\n0 "))
	if end := bytes.LastIndex(file, []byte("trailer\n")); at >= end {
		return 0, "文件尾部（字典和结束标记）"
	}
	if at >= table {
		return 0, "交叉引用表"
	}
	number, from := 0, -1
	for n, place := range o.places {
		if place > from && place <= at && place > 0 {
			number, from = n, place
		}
	}
	if number == 0 {
		return 0, "文件头"
	}
	for i, kid := range o.pages() {
		dict := head(o.object([]byte(strconv.Itoa(kid))))
		if kid == number {
			return i + 1, fmt.Sprintf("第 %d 页的页面定义", i+1)
		}
		if ref := contents.FindSubmatch(dict); ref != nil && string(ref[1]) == strconv.Itoa(number) {
			return i + 1, fmt.Sprintf("第 %d 页的内容", i+1)
		}
	}
	return 0, o.what(number)
}

// pages are the numbers of the page objects in order; nil when the tree of pages cannot be read.
func (o objects) pages() []int {
	table := bytes.LastIndex(o.file, []byte("xref\n0 "))
	tree := head(o.at(rootEntry.FindSubmatch(o.file[max(0, table):]), pagesEntry))
	kids := kidsEntry.FindSubmatch(tree)
	if kids == nil {
		return nil
	}
	var out []int
	for _, m := range reference.FindAllSubmatch(kids[1], maxPages) {
		n, _ := strconv.Atoi(string(m[1])) // digits by the pattern
		out = append(out, n)
	}
	return out
}

// kinds tell an object that is no page by what its dictionary names, the first that fits; what has no name of its own are the
// tables of characters that belong to a font.
var kinds = []struct{ mark, what string }{
	{"/Type /Catalog", "文件结构"}, {"/Kids", "文件结构"}, {"/ProcSet", "文件结构"},
	{"/Type /Metadata", "文件属性（元数据）"}, {"/Producer", "文件属性（标题、作者、日期）"}, {"/OutputIntent", "颜色特性"}, {"/N 3", "颜色特性"},
	{"/Dest", "目录书签"}, {"/Outlines", "目录书签"}, {"/Image", "图片"}, {"/Font", "字体"}, {"/Filter", "字体"},
}

func (o objects) what(number int) string {
	dict := head(o.object([]byte(strconv.Itoa(number))))
	for _, k := range kinds {
		if bytes.Contains(dict, []byte(k.mark)) {
			return k.what
		}
	}
	return "第 " + strconv.Itoa(number) + " 号对象"
}
